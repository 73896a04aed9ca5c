package clerk

import (
	"context"
	"fmt"
	"time"

	"referrald/mailbox"
	"referrald/templates"
	"referrald/workflow"
	"referrald/workflow/ledger"
)

// canaryName marks the Message-ID of a canary.
const canaryName = "canary"

// Canary says how often a letter goes from the office to itself, out through
// the one server and in through the other, and how long it may take. Silence
// is what alarms. The zero value sends none.
type Canary struct {
	Every, Patience time.Duration
}

// canary sends one when it is due, and alarms when one has not come back.
func (c *Clerk) canary(ctx context.Context) error {
	if c.Canary.Every <= 0 || c.Office.Mode != workflow.Live {
		return nil
	}
	now := c.Now()
	state, err := c.Ledger.Canaries(ctx)
	if err != nil {
		return err
	}
	if Silent(state, c.Canary, now) {
		_, err := c.alarm(ctx, "silence-"+state.Waits.UTC().Format("20060102T150405"), templates.Alert{
			Kind: "silence", Received: now, Evidence: []string{"sent on " + state.Waits.In(workflow.London()).Format("2 January 2006 15:04")},
		})
		if err != nil {
			return err
		}
	}
	if age := now.Sub(state.LastSent); age >= 0 && age < c.Canary.Every {
		return nil
	}
	return c.sendCanary(ctx, now)
}

// Silent reports whether a canary has been out for longer than it may.
func Silent(s ledger.Canaries, c Canary, now time.Time) bool {
	return c.Every > 0 && !s.Waits.IsZero() && now.Sub(s.Waits) > c.Patience
}

// sendCanary hands one over. Its row is committed first; one that was not taken
// is not tried again, for the next hour brings another.
func (c *Clerk) sendCanary(ctx context.Context, now time.Time) error {
	id, err := c.Ledger.SendCanary(ctx, now)
	if err != nil {
		return err
	}
	from := c.Office.From
	letter, err := mailbox.Compose(mailbox.Draft{
		ID:   mailbox.LetterID(c.Ledger.Secret(), id, canaryName, from.Domain()),
		From: from, To: from, Date: now,
		Subject: "Test of the referral mailbox: please ignore",
		Text:    "The referral program sends this letter to its own mailbox to see that mail comes round.\nNobody needs to do anything. You may delete it.\n",
		HTML:    "<!DOCTYPE html><html lang=\"en-GB\"><title>Test</title><p>The referral program sends this letter to its own mailbox to see that mail comes round.</p><p>Nobody needs to do anything. You may delete it.</p></html>",
	})
	if err != nil {
		return fmt.Errorf("writing a canary: %w", err)
	}
	send, cancel := context.WithTimeout(ctx, attemptTime)
	r := c.Post.Send(send, letter)
	cancel()
	if r.Outcome != mailbox.Accepted {
		c.log().Warn("the mail server did not take a test letter from the office to itself", "outcome", r.Outcome.String(), "code", r.Code, "status", r.Status)
	}
	return c.Ledger.CanarySent(context.WithoutCancel(ctx), id, r.Outcome.String())
}

// ourOwn is what happens to a letter of ours that came to the office: people
// read digests and alarms where they lie, and nobody reads a canary.
func (c *Clerk) ourOwn(ctx context.Context, g *ledger.Group, row int64, name string, now time.Time) (workflow.Plan, error) {
	p := workflow.Plan{Kind: workflow.Automatic, Why: "our own letter to the office"}
	if name != canaryName {
		return p, nil
	}
	p.Why = "our own test letter came round"
	if c.Office.Mode == workflow.Live {
		p.Folder = c.Office.Folders.Automatic
	}
	return p, g.CanaryCame(ctx, row, now)
}
