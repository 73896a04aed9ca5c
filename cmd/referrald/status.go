package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"referrald/workflow"
	"referrald/workflow/clerk"
	"referrald/workflow/ledger"
)

const statusUsage = "[-config F] [-json]"

// late is how long a letter may be on its way before somebody looks.
const late = time.Hour

// reconcileLate is when a night's comparison was surely missed.
const reconcileLate = 26 * time.Hour

// runStatus tells how the daemon and its ledger are. Its exit status is 1 when
// something needs the person who looks after the server, so that a monitor can
// call it, and 3 when this daemon only watches; what waits for the office is no
// fault.
func runStatus(ctx context.Context, p program, args []string) error {
	f := newFlags("status", statusUsage)
	path := f.String("config", "", "configuration file")
	asJSON := f.Bool("json", false, "one JSON object")
	c, err := f.config(path, args)
	if err != nil {
		return err
	}
	d, err := openDesk(ctx, p, c)
	if err != nil {
		return err
	}
	defer d.book.Close()
	s, is, err := d.house.condition(ctx, c, d.book, d.now)
	if err != nil {
		return err
	}
	if *asJSON {
		err = p.json(statusJSON(c, s, is.attention, is.soon))
	} else {
		_, err = fmt.Fprint(p.out, statusText(c, s, is.attention, is.soon, d.now))
	}
	switch {
	case err == nil && is.doubt != "":
		return &silentError{code: exitWatch}
	case err == nil && len(is.attention) > 0:
		return &silentError{}
	}
	return err
}

// condition is how the daemon is, as status, the health file and the system log
// tell it.
type condition struct {
	attention []string     // what the person who looks after the server must act on
	soon      []string     // what will be, and what may pass by itself
	doubt     ledger.Doubt // why this daemon only watches, "" when it acts
}

// condition judges the ledger's standing, the connections, what runs out and
// what the program knows of itself.
func (h *house) condition(ctx context.Context, c *config, book *ledger.Ledger, now time.Time) (s ledger.Standing, is condition, err error) {
	if s, err = book.Status(ctx); err != nil {
		return s, is, err
	}
	if is.doubt, err = doubtOf(ctx, c, book); err != nil {
		return s, is, err
	}
	if is.doubt != "" {
		is.attention = append(is.attention, "this daemon only watches, and sends nothing: "+string(is.doubt)+"; "+is.doubt.Hint())
	}
	accounts, err := accountsOf(ctx, c, book, now)
	if err != nil {
		return s, is, err
	}
	wires, err := c.standings()
	if err != nil {
		return s, is, err
	}
	alarms, passing := wires.troubles(now)
	stale, ageing := h.ages(now)
	ended, ending := c.endings(now)
	is.attention = slices.Concat(is.attention, accounts, attentionTo(s, time.Duration(c.IMAP.Poll), now), alarms, stale, ended)
	is.soon = slices.Concat(ageing, ending, passing)
	return s, is, nil
}

// accountsOf lists what is wrong between the folders and the ledger, and with
// the letters to ourselves.
func accountsOf(ctx context.Context, c *config, book *ledger.Ledger, now time.Time) (out []string, err error) {
	last, err := book.LastReconciliation(ctx)
	if err != nil {
		return nil, err
	}
	if last.Unaccounted > 0 {
		out = append(out, plural(last.Unaccounted, "message")+" in the folders that the ledger cannot account for: referrald reconcile")
	}
	if !last.At.IsZero() && now.Sub(last.At) > reconcileLate {
		out = append(out, fmt.Sprintf("the folders were last compared with the ledger %s ago: read the daemon's log", span(now.Sub(last.At))))
	}
	canaries, err := book.Canaries(ctx)
	if err != nil {
		return nil, err
	}
	if clerk.Silent(canaries, canaryOf(c), now) {
		out = append(out, "the test letter of "+when(canaries.Waits)+" has not come back: run referrald check")
	}
	return out, nil
}

// attentionTo lists what the person who looks after the server must act on.
func attentionTo(s ledger.Standing, poll time.Duration, now time.Time) []string {
	var out []string
	// Looks are written once a minute, so the last one may be that much newer.
	patience := 3*poll + time.Minute
	switch {
	case s.LastLook.IsZero():
		out = append(out, "the daemon has not looked into the mailbox yet: start it, or read its log")
	case now.Sub(s.LastLook) > patience:
		out = append(out, fmt.Sprintf("the last look into the mailbox was %s ago: see whether the daemon runs, then run referrald check", span(now.Sub(s.LastLook))))
	}
	if s.Breaker.Open {
		out = append(out, "sending is stopped since "+when(s.Breaker.Since)+": "+s.Breaker.Why+"; look why, then: referrald resume -by NAME")
	}
	if !s.OldestPending.IsZero() && now.Sub(s.OldestPending) > late {
		out = append(out, fmt.Sprintf("a letter has been on its way for %s: run referrald check", span(now.Sub(s.OldestPending))))
	}
	if n := s.InMailbox - s.InLedger; n > 0 {
		out = append(out, fmt.Sprintf("%s in the mailbox that the ledger does not know: read the daemon's log", plural(n, "message")))
	}
	return out
}

// ages lists what is too old, and what will be within a month.
func (h *house) ages(now time.Time) (stale, soon []string) {
	for _, a := range h.office.Shelf.Ageing(h.criteria, now) {
		if a.Stale {
			stale = append(stale, a.String())
		} else {
			soon = append(soon, a.String())
		}
	}
	return stale, soon
}

func statusText(c *config, s ledger.Standing, attention, soon []string, now time.Time) string {
	b := &strings.Builder{}
	row := func(name, text string) { wrap(b, fmt.Sprintf("%-11s ", name), text) }
	for _, a := range attention {
		row("ATTENTION", a)
	}
	for _, a := range soon {
		row("soon", a)
	}
	if c.Mode == string(workflow.Watch) {
		row("mode", "watch: everything is decided and recorded, nothing is sent")
	} else {
		row("mode", c.Mode)
	}
	if s.GoLive.At.IsZero() {
		row("first start", "not yet")
	} else {
		row("first start", when(s.GoLive.At)+"; what was in the mailbox before is not answered")
	}
	look := when(s.LastLook)
	if !s.LastLook.IsZero() {
		look += fmt.Sprintf(" (%s ago): %s in %s", span(now.Sub(s.LastLook)), plural(s.InMailbox, "message"), c.IMAP.Folder)
	}
	row("last look", look)
	row("referrals", counted(s.Referrals))
	row("letters", counted(s.Letters))
	if n := s.Letters[ledger.LetterWaiting]; n > 0 {
		row("waiting", fmt.Sprintf("%s for a person to release, the oldest since %s", plural(n, "letter"), when(s.OldestWaiting)))
	}
	if s.Pending > 0 {
		row("on its way", fmt.Sprintf("%s, the oldest since %s", plural(s.Pending, "letter"), when(s.OldestPending)))
	}
	if s.Barred > 0 {
		row("unreachable", fmt.Sprintf("addresses from which a letter came back for good: %d; nothing more is sent there until referrald clear", s.Barred))
	}
	row("audit trail", plural(s.AuditLines, "line"))
	return b.String()
}

// counted is a tally in words: "ready 3, person 1"; the largest first.
func counted[K ~string](m map[K]int) string {
	if len(m) == 0 {
		return "none"
	}
	keys := slices.SortedFunc(maps.Keys(m), func(a, b K) int {
		if m[a] != m[b] {
			return m[b] - m[a]
		}
		return strings.Compare(string(a), string(b))
	})
	var parts []string
	for _, k := range keys {
		parts = append(parts, fmt.Sprintf("%s %d", k, m[k]))
	}
	return strings.Join(parts, ", ")
}

// span is a stretch of time in words, rounded as people would.
func span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < 2*time.Hour:
		return plural(int(d.Minutes()), "minute")
	case d < 48*time.Hour:
		return plural(int(d.Hours()), "hour")
	}
	return plural(int(d.Hours()/24), "day")
}

// jsonStatus is what monitors read.
type jsonStatus struct {
	Mode          string         `json:"mode"`
	Healthy       bool           `json:"healthy"`
	Attention     []string       `json:"attention"`
	Soon          []string       `json:"soon"`
	FirstStart    string         `json:"first_start"`
	LastLook      string         `json:"last_look"`
	InMailbox     int            `json:"in_mailbox"`
	InLedger      int            `json:"in_ledger"`
	Messages      map[string]int `json:"messages"`
	Referrals     map[string]int `json:"referrals"`
	Letters       map[string]int `json:"letters"`
	Pending       int            `json:"pending"`
	OldestPending string         `json:"oldest_pending"`
	OldestWaiting string         `json:"oldest_waiting"`
	Barred        int            `json:"barred"`
	Breaker       bool           `json:"breaker"`
	BreakerWhy    string         `json:"breaker_why"`
	AuditLines    int            `json:"audit_lines"`
}

func statusJSON(c *config, s ledger.Standing, attention, soon []string) jsonStatus {
	return jsonStatus{
		Mode: c.Mode, Healthy: len(attention) == 0, Attention: list(attention), Soon: list(soon),
		FirstStart: stamp(s.GoLive.At), LastLook: stamp(s.LastLook), InMailbox: s.InMailbox, InLedger: s.InLedger,
		Messages: words(s.Messages), Referrals: words(s.Referrals), Letters: words(s.Letters),
		Pending: s.Pending, OldestPending: stamp(s.OldestPending), OldestWaiting: stamp(s.OldestWaiting), Barred: s.Barred,
		Breaker: s.Breaker.Open, BreakerWhy: s.Breaker.Why, AuditLines: s.AuditLines,
	}
}

// stamp is a moment in JSON: RFC 3339 in UTC, "" for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func words[K ~string](m map[K]int) map[string]int {
	out := make(map[string]int, len(m))
	for k, n := range m {
		out[string(k)] = n
	}
	return out
}
