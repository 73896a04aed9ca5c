package clerk

import (
	"context"
	"fmt"

	"referrald/mailbox"
	"referrald/templates"
	"referrald/workflow"
	"referrald/workflow/ledger"
)

// Released is one letter that a person let go.
type Released struct {
	Letter  string
	To      mailbox.Address
	Secure  bool   // the address is an accredited secure one
	Waits   string // sending is stopped: it goes when a person resumes it
	Worded  templates.Worded
	Message mailbox.Outgoing
}

// Release queues the letters of a referral that wait, as decided by the person
// named. It writes the ledger and nothing else: the daemon posts them. The gate
// is asked once more.
func (c *Clerk) Release(ctx context.Context, ref workflow.Reference, by string) ([]Released, error) {
	waiting, err := c.Ledger.Waiting(ctx, ref)
	if err != nil {
		return nil, err
	}
	if len(waiting) == 0 {
		if _, err := c.Ledger.Referral(ctx, ref); err != nil {
			return nil, err
		}
		return nil, &ledger.Error{Doing: "releasing the letter for " + string(ref), Kind: ledger.NothingWaits}
	}
	var out []Released
	for _, w := range waiting {
		r, err := c.release(ctx, w, by)
		if err != nil {
			return out, err
		}
		out = append(out, r)
	}
	return out, nil
}

func (c *Clerk) release(ctx context.Context, w ledger.Waiting, by string) (Released, error) {
	now := c.Now()
	p := w.Planned
	if s, ok := p.Letter.(templates.Signpost); ok {
		s.DecidedBy = by
		p.Letter = s
	}
	recall, err := c.recallFor(ctx, p.To)
	if err != nil {
		return Released{}, err
	}
	p.Release, p.Case = workflow.Auto, 0
	if p = workflow.GateRelease(p, c.Office, recall); !p.Passed() {
		return Released{}, fmt.Errorf("the letter for %s cannot go out: %s", w.Reference, p.Stopped)
	}
	words, err := c.Letters.Word(p.Letter)
	if err != nil {
		return Released{}, err
	}
	plan := workflow.Plan{Cases: []workflow.Case{{Reference: w.Reference}}}
	if p.Encloses == templates.MarkedForm || p.Encloses == templates.FilledForm {
		record, err := c.Ledger.Referral(ctx, w.Reference)
		if err != nil {
			return Released{}, err
		}
		plan.Cases[0] = record.Case
	}
	msg, err := c.compose(p, plan, p.Letter.Name()+"-released", w.Row, threading{w.InReplyTo, w.Thread}, now)
	if err != nil {
		return Released{}, err
	}
	// The letter that meets a limit on all letters stops sending before it is
	// queued: else it would be under way before anybody could look.
	if why := workflow.Breaks(p.Waits, c.Office); why != "" {
		if err := c.Ledger.OpenBreaker(ctx, why, now); err != nil {
			return Released{}, err
		}
	}
	if err := c.Ledger.Release(ctx, w, by, now, p, msg); err != nil {
		return Released{}, err
	}
	return Released{Letter: w.Name, To: p.To, Waits: p.Waits, Secure: c.Office.IsSecure(p.To), Worded: words, Message: msg}, nil
}

// recallFor asks what the ledger remembers of one address.
func (c *Clerk) recallFor(ctx context.Context, to mailbox.Address) (workflow.Recall, error) {
	g, err := c.Ledger.Begin(ctx)
	if err != nil {
		return workflow.Recall{}, err
	}
	now := c.Now()
	r, err := g.Recall(ctx, workflow.Query{Now: now, Year: now.In(workflow.London()).Year(), Sender: to, From: to})
	if undo := g.Undo(); err == nil {
		err = undo
	}
	return r, err
}
