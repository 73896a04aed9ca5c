package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"referrald/workflow"
	"referrald/workflow/clerk"
	"referrald/workflow/ledger"
)

// desk is where a person looks into the ledger and decides what waits. It
// writes the ledger and nothing else: the running daemon posts.
type desk struct {
	p     program
	house *house
	book  *ledger.Ledger
	now   time.Time
}

// openDesk opens the ledger of a configuration.
func openDesk(ctx context.Context, p program, c *config) (*desk, error) {
	h, err := build(c)
	if err != nil {
		return nil, err
	}
	book, err := openLedger(ctx, c)
	if err != nil {
		return nil, err
	}
	return &desk{p: p, house: h, book: book, now: time.Now()}, nil
}

// clerk is the one who words and releases; it has neither mailbox nor post here.
func (d *desk) clerk() (*clerk.Clerk, error) {
	return &clerk.Clerk{
		Ledger: d.book, Office: d.house.office, Criteria: d.house.criteria, Letters: d.house.letters, Forms: d.house.sends,
		Now: func() time.Time { return d.now }, DigestAt: digestTime(d.house.config),
		Warnings: d.house.config.warnings,
	}, nil
}

// json writes one JSON object a line.
func (p program) json(v any) error {
	enc := json.NewEncoder(p.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// say prints a paragraph at most 96 columns wide, its first line behind lead.
func (p program) say(lead, text string) {
	b := &strings.Builder{}
	wrap(b, lead, text)
	fmt.Fprint(p.out, b.String())
}

// unknown puts "not in the ledger" into words for whoever typed a reference.
func unknown(ref workflow.Reference, err error) error {
	if errors.Is(err, ledger.NotFound) {
		return &advice{fmt.Sprintf("there is no referral %s in this ledger", ref), "referrald referrals lists those that there are"}
	}
	return err
}

// advice is an error with what to do next.
type advice struct{ text, hint string }

func (a *advice) Error() string { return a.text }

// Hint says what to do next.
func (a *advice) Hint() string { return a.hint }

// oneReference is the one argument of release and hold.
func oneReference(f *flags, rest []string) (workflow.Reference, error) {
	if len(rest) != 1 {
		return "", usagef("%s needs one reference, such as CTS-2026-000012\nusage: referrald %s %s", f.Name(), f.Name(), f.usage)
	}
	ref, ok := workflow.ParseReference(rest[0])
	if !ok {
		return "", usagef("%s: %q is not a reference; write it like CTS-2026-000012", f.Name(), rest[0])
	}
	return ref, nil
}

// when is a moment on the office's clock; "never" for none.
func when(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.In(london()).Format("2 January 2006 15:04")
}

// plural is a count with its noun: "1 letter", "2 letters".
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
