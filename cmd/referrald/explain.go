package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"

	"referrald/mailbox"
	"referrald/workflow"
	"referrald/workflow/clerk"
	"referrald/workflow/eligibility"
)

// maxFile bounds one file given to explain or read: larger than any message
// that the daemon opens whole.
const maxFile = 64 << 20

const explainUsage = "[-config F] [-at TIME] [-json] FILE..."

// runExplain decides about message files without sending or storing anything.
func runExplain(ctx context.Context, p program, args []string) error {
	f := newFlags("explain", explainUsage)
	configPath := f.String("config", "", "configuration file")
	at := f.String("at", "", "the moment of receipt: RFC 3339, or a date (London midday)")
	asJSON := f.Bool("json", false, "one JSON object a line")
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	if len(rest) == 0 {
		return usagef("explain needs a message file\nusage: referrald explain %s", explainUsage)
	}
	moment, err := parseAt(*at)
	if err != nil {
		return err
	}
	house, err := houseOf(*configPath)
	if err != nil {
		return err
	}
	defer house.guard.Close()
	x := explainer{p: p, house: house, at: moment, now: time.Now(), asJSON: *asJSON}
	failed := false
	for _, arg := range rest {
		if err := x.argument(ctx, arg); err != nil {
			if wrong := new(usageError); errors.As(err, &wrong) {
				return err
			}
			p.complain(arg, err)
			failed = true
		}
	}
	if err := house.guard.Err(); err != nil {
		return err
	}
	if failed {
		return &silentError{}
	}
	return nil
}

// parseAt reads -at; "" is the zero time.
func parseAt(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	if t, err := time.ParseInLocation("2006-01-02", s, london()); err == nil {
		return t.Add(12 * time.Hour), nil
	}
	return time.Time{}, usagef("-at: %q is not a time; write it as 2026-11-23 or 2026-11-23T10:00:00Z", s)
}

// london is the office's clock. The zone is built in, so it is always there.
func london() *time.Location {
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		return time.UTC
	}
	return l
}

// explainer explains one input after the other.
type explainer struct {
	p      program
	house  *house
	at     time.Time
	now    time.Time
	asJSON bool
}

// argument is a file, a folder of .eml files, "-", or a reference.
func (x explainer) argument(ctx context.Context, arg string) error {
	if arg == "-" {
		data, err := readAll(x.p.in)
		if err != nil {
			return err
		}
		return x.one(arg, data)
	}
	st, err := os.Stat(arg)
	if ref, ok := workflow.ParseReference(arg); ok && err != nil {
		return x.reference(ctx, ref)
	}
	if err != nil {
		return plain(err)
	}
	if st.IsDir() {
		return x.folder(arg)
	}
	data, err := readFile(arg)
	if err != nil {
		return err
	}
	return x.one(arg, data)
}

func (x explainer) folder(dir string) error {
	var names []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.EqualFold(filepath.Ext(path), ".eml") {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		return plain(err)
	}
	if len(names) == 0 {
		return fmt.Errorf("there is no .eml file in this folder")
	}
	sort.Strings(names)
	for _, n := range names {
		data, err := readFile(n)
		if err != nil {
			return err
		}
		if err := x.one(n, data); err != nil {
			return err
		}
	}
	return nil
}

// headed reports whether a message has any of the header that every mail
// program writes.
func headed(m *mailbox.Message) bool {
	for _, f := range m.Header {
		switch f.Name {
		case "From", "To", "Subject", "Date", "Received", "Message-Id", "Return-Path":
			return true
		}
	}
	return false
}

// errNoMessage says that a file has not one line of a message's header.
var errNoMessage = errors.New("this is no email message: it has no header; give a file that a mail program saved as .eml")

// one explains one message.
func (x explainer) one(name string, data []byte) error {
	e, plan := decide(x.house, data, x.at, x.now)
	if !headed(e.Message) {
		return errNoMessage
	}
	if x.asJSON {
		return x.p.json(explanation(name, e, plan))
	}
	return tell(x.p.out, name, e, plan)
}

// decide is what the daemon would do with a message that nobody knows yet,
// taken up at the moment it came.
func decide(h *house, data []byte, at, now time.Time) (clerk.Examined, workflow.Plan) {
	m := mailbox.Open(data, mailbox.OpenOptions{})
	if at.IsZero() {
		at = receipt(m, now)
	}
	e := clerk.Examine(m, at, h.guard.Find)
	office := *h.office
	office.Mode = workflow.Live
	return e, workflow.Decide(workflow.Facts{
		Now: e.Received, Received: e.Received, Message: e.Message, Found: e.Found,
		Recall: workflow.Recall{Next: 1}, Office: &office, Criteria: h.criteria,
	})
}

// receipt is the moment at which a message in a file counts as received. Unlike
// the daemon, who knows that no message comes from the future, it believes the
// file: a message may be explained on a machine whose clock is wrong.
func receipt(m *mailbox.Message, now time.Time) time.Time {
	for _, t := range []time.Time{m.Received, m.Date} {
		if !t.IsZero() {
			return t
		}
	}
	return now
}

func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, plain(err)
	}
	defer f.Close()
	return readAll(f)
}

func readAll(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("reading: %w", plain(err))
	}
	if len(data) > maxFile {
		return nil, fmt.Errorf("the file is larger than %d MB", maxFile>>20)
	}
	return data, nil
}

// plain drops the path from a file error: the caller prints it already.
func plain(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// mustBeSo are the criteria that a child must meet; the page's others exclude.
var mustBeSo = []string{"gp-stockport", "year-11", "physical-need", "beyond-universal"}

const notExcluded = "not excluded"

// verdictWord puts a verdict into everyday words: that an exclusion is "met"
// when it does not apply, nobody would guess.
func verdictWord(f eligibility.Finding) string {
	met, failed := notExcluded, "excluded"
	if slices.Contains(mustBeSo, f.Criterion) {
		met, failed = "met", "not met"
	}
	switch f.Verdict {
	case eligibility.Met:
		return met
	case eligibility.Failed:
		return failed
	case eligibility.Missing:
		return "not answered"
	default:
		return "unclear"
	}
}
