package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"referrald/mailbox"
	"referrald/workflow"
	"referrald/workflow/ledger"
)

const (
	releaseUsage = "[-config F] REF -by NAME"
	holdUsage    = "[-config F] REF -by NAME -reason TEXT"
)

// runRelease lets the letters of a referral go, as decided by the person named.
func runRelease(ctx context.Context, p program, args []string) error {
	f := newFlags("release", releaseUsage)
	path := f.String("config", "", "configuration file")
	by := f.String("by", "", "who decides; the name stands in the letter")
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	ref, err := oneReference(f, rest)
	if err != nil {
		return err
	}
	d, err := openFor(ctx, p, f, *path, *by)
	if err != nil {
		return err
	}
	defer d.book.Close()
	return d.release(ctx, ref, strings.TrimSpace(*by))
}

func (d *desk) release(ctx context.Context, ref workflow.Reference, by string) error {
	if err := d.waits(ctx, ref); err != nil {
		return err
	}
	k, err := d.clerk()
	if err != nil {
		return err
	}
	released, err := k.Release(ctx, ref, by)
	held := false
	for _, r := range released {
		d.p.say("released  ", fmt.Sprintf("the letter %q about %s, decided by %s", r.Letter, ref, by))
		d.p.say("to        ", r.To.Addr)
		if r.Waits != "" {
			held = true
			d.p.say("NOTE      ", "Sending is stopped: the letter goes when a person resumes it (referrald resume -by NAME).")
		}
		if !r.Secure {
			d.p.say("NOTE      ", notSecure)
		}
	}
	if len(released) > 0 && !held {
		d.p.say("", "The running daemon sends it within a few seconds; referrald status shows what is on its way.")
	}
	return whyNot(ref, err)
}

// notSecure is said to whoever releases a letter to an ordinary address.
const notSecure = "This address is not secure. The letter names the criterion and the service, and nothing that identifies the child."

// waits refuses a reference about which nothing waits, in words that say why.
func (d *desk) waits(ctx context.Context, ref workflow.Reference) error {
	waiting, err := d.book.Waiting(ctx, ref)
	if err != nil || len(waiting) > 0 {
		return err
	}
	r, err := d.book.Referral(ctx, ref)
	if err != nil {
		return unknown(ref, err)
	}
	for _, l := range r.Letters {
		if l.DecidedBy == "" {
			continue
		}
		if l.State == ledger.LetterHeld {
			return &advice{fmt.Sprintf("%s: the letter %q was held by %s and is not sent", ref, l.Name, l.DecidedBy), "referrald explain " + string(ref) + " shows why"}
		}
		return &advice{fmt.Sprintf("%s: the letter %q was released already by %s, on %s", ref, l.Name, l.DecidedBy, when(l.Queued)), "nothing more is to be done"}
	}
	return &advice{fmt.Sprintf("nothing waits for a decision about %s; it is in the state %q", ref, r.State), "referrald explain " + string(ref) + " shows what happened"}
}

// whyNot puts what the ledger refused into words for a person.
func whyNot(ref workflow.Reference, err error) error {
	switch {
	case errors.Is(err, ledger.AlreadyReleased):
		return &advice{fmt.Sprintf("%s was released a moment ago by somebody else", ref), "referrald explain " + string(ref) + " shows by whom"}
	case errors.Is(err, ledger.NothingWaits):
		return &advice{fmt.Sprintf("nothing waits for a decision about %s any more", ref), "referrald explain " + string(ref) + " shows what happened"}
	case errors.Is(err, ledger.Conflict):
		return &advice{fmt.Sprintf("%s has changed since the letter was drafted", ref), "read it again with referrald explain " + string(ref) + ", then decide"}
	}
	return unknown(ref, err)
}

// runHold keeps the letters of a referral back for good.
func runHold(ctx context.Context, p program, args []string) error {
	f := newFlags("hold", holdUsage)
	path := f.String("config", "", "configuration file")
	by := f.String("by", "", "who decides")
	reason := f.String("reason", "", "why the letter does not go, in the office's words")
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	ref, err := oneReference(f, rest)
	if err != nil {
		return err
	}
	who, why := strings.TrimSpace(*by), strings.TrimSpace(*reason)
	if who == "" || why == "" {
		return usagef("hold: say who decides and why: -by NAME -reason TEXT\nusage: referrald hold %s", holdUsage)
	}
	c, err := needConfig(f.Name(), f.usage, *path)
	if err != nil {
		return err
	}
	d, err := openDesk(ctx, p, c)
	if err != nil {
		return err
	}
	defer d.book.Close()
	return d.hold(ctx, ref, who, why)
}

func (d *desk) hold(ctx context.Context, ref workflow.Reference, by, why string) error {
	if err := d.waits(ctx, ref); err != nil {
		return err
	}
	if err := d.book.Hold(ctx, ref, by, why, d.now); err != nil {
		return whyNot(ref, err)
	}
	d.p.say("held      ", fmt.Sprintf("what waited about %s is not sent, decided by %s", ref, by))
	d.p.say("", "The referral stays with the office: a person goes on with it.")
	return nil
}

// secureWords says what kind of address a letter goes to.
func secureWords(o *workflow.Office, a mailbox.Address) string {
	if o.IsSecure(a) {
		return "secure address"
	}
	return "not a secure address"
}
