package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"referrald/workflow"
	"referrald/workflow/ledger"
)

const (
	checkUsage = "[-config F]"
	// stepTime bounds one conversation with a mail server.
	stepTime = 60 * time.Second
	// roundTrip is how long the test letter may take from the one server to
	// the other; gateways that scan for viruses take tens of seconds.
	roundTrip = 60 * time.Second
)

// runCheck finds everything that stands in the daemon's way, and prints one
// line for each step. The one letter that it sends goes to the office itself.
func runCheck(ctx context.Context, p program, args []string) error {
	f := newFlags("check", checkUsage)
	c, err := f.config(f.String("config", "", "configuration file"), args)
	if c == nil {
		return err
	}
	k := &inspector{out: p.out, config: c, patience: roundTrip}
	good := k.step("configuration", fmt.Sprintf("%s: %s mode", c.path, c.Mode), err)
	k.house()
	k.reading()
	if !good {
		k.passwords()
	} else if book := k.ledger(ctx); book != nil {
		defer book.Close()
		k.servers(ctx, book)
	} else {
		k.servers(ctx, nil)
	}
	switch {
	case k.failed > 0:
		fmt.Fprintf(p.out, "\n%s to be put right before the daemon can run.\n", plural(k.failed, "thing"))
		return &silentError{}
	case c.Mode == string(workflow.Watch):
		fmt.Fprintln(p.out, "\nAll is well. In watch mode the daemon decides and records, and sends nothing.")
	default:
		fmt.Fprintln(p.out, "\nAll is well. The daemon can run.")
	}
	return nil
}

// inspector does one step after the other and goes on after a failure where
// the next step does not need it.
type inspector struct {
	out      io.Writer
	config   *config
	patience time.Duration // for the round trip
	built    *house        // nil when it could not be built
	failed   int
}

// step prints one line: what was looked at and how it is, or what to do.
func (k *inspector) step(name, well string, err error) bool {
	word, text := "ok", well
	if err != nil {
		var fs faults
		errors.As(err, &fs)
		k.failed += max(1, len(fs))
		word, text = "FAILED", err.Error()
	}
	b := &strings.Builder{}
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			word, name = "", ""
		}
		wrap(b, fmt.Sprintf("%-7s %-15s ", word, name), line)
	}
	var h interface{ Hint() string }
	if err != nil && errors.As(err, &h) && h.Hint() != "" {
		wrap(b, fmt.Sprintf("%-7s %-15s ", "", ""), "hint: "+h.Hint())
	}
	_, _ = io.WriteString(k.out, b.String())
	return err == nil
}

// note prints what is neither right nor wrong.
func (k *inspector) note(name, text string) {
	b := &strings.Builder{}
	wrap(b, fmt.Sprintf("%-7s %-15s ", "note", name), text)
	_, _ = io.WriteString(k.out, b.String())
}

// house reads what the daemon words and judges with.
func (k *inspector) house() {
	h, err := build(k.config)
	if !k.step("wording, lists", "the letters and the reference data can be used", err) {
		return
	}
	k.built = h
	stale, soon := h.ages(time.Now())
	ended, ending := k.config.endings(time.Now())
	stale, soon = append(stale, ended...), append(soon, ending...)
	for _, a := range append(stale, soon...) {
		k.note("age", a)
	}
	for _, form := range h.sends {
		k.step("form", fmt.Sprintf("%s goes out, %d KB", form.Name, (len(form.Data)+512)/1024), nil)
	}
	for _, m := range h.maps {
		k.note("mapping", fmt.Sprintf("%s is read through its mapping (%s)", m.Name, plural(len(m.NotAsked), "required question")+" not asked in it"))
	}
	for _, a := range h.office.AlertTo {
		if !h.office.IsSecure(a) && !slices.ContainsFunc(h.office.Own, a.Same) {
			k.note("alerts", "an address in office.alert_to is not in office.secure_domains; alerts name no child, and are sent there all the same")
			break
		}
	}
}

// passwords stands in for the servers when the configuration has errors: they
// are listed all at once, and no server is asked.
func (k *inspector) passwords() {
	k.step("passwords", "what the logins need can be read", k.config.secrets())
}

// ledger opens the book, or makes it where there is none.
func (k *inspector) ledger(ctx context.Context) *ledger.Ledger {
	path := k.config.beside(k.config.Ledger)
	book, err := openLedger(ctx, k.config)
	if err != nil {
		k.step("ledger", "", err)
		return nil
	}
	lines, err := book.Verify(ctx)
	k.step("ledger", fmt.Sprintf("%s is closed to others; its audit trail of %s is unbroken", path, plural(lines, "line")), err)
	return book
}
