package clerk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"referrald/mailbox"
	"referrald/workflow"
	"referrald/workflow/ledger"
)

// decide takes a group through the ledger: one transaction, in the order of
// arrival. When the group cannot be committed its messages are tried one by
// one, so that a bad one stands alone.
func (c *Clerk) decide(ctx context.Context, items []item, rep *Report) error {
	failed, err := c.group(ctx, items, rep)
	if err != nil && len(items) > 1 && !stops(err) {
		failed = nil
		for i := range items {
			one, err := c.group(ctx, items[i:i+1], rep)
			if stops(err) {
				return err
			}
			if err != nil {
				items[i].err = err
				one = items[i : i+1]
			}
			failed = append(failed, one...)
		}
		err = nil
	}
	if err != nil && len(items) == 1 && !stops(err) {
		items[0].err, failed, err = err, items, nil
	}
	if err != nil {
		return err
	}
	return c.postponeAll(ctx, failed, rep)
}

// group decides items in one transaction and returns those that could not be
// decided for reasons of their own.
func (c *Clerk) group(ctx context.Context, items []item, rep *Report) (failed []item, err error) {
	g, err := c.Ledger.Begin(ctx)
	if err != nil {
		return nil, err
	}
	var notices []Notice
	for _, it := range items {
		if it.skip || (it.old && it.e.Message == nil) {
			continue
		}
		if it.err != nil {
			failed = append(failed, it)
			continue
		}
		n, err := c.one(ctx, g, it)
		var own *unfit
		if errors.As(err, &own) {
			it.err = own.err
			failed = append(failed, it)
			continue
		}
		if err != nil {
			return nil, errors.Join(err, g.Undo())
		}
		notices = append(notices, n)
	}
	if err := g.End(context.WithoutCancel(ctx)); err != nil {
		return nil, err
	}
	for _, n := range notices {
		if n.What == Came {
			rep.Decided++
			c.logDecided(n)
		}
		c.tell(n)
	}
	return failed, nil
}

// logDecided writes one line for a message that was decided, without a word
// of it.
func (c *Clerk) logDecided(n Notice) {
	refs := make([]string, 0, len(n.Plan.Cases))
	for _, k := range n.Plan.Cases {
		refs = append(refs, string(k.Reference))
	}
	said := []any{"uid", n.UID, "kind", string(n.Plan.Kind), "references", strings.Join(refs, " "), "letters", len(n.Plan.Letters)}
	if b := n.Message.Bounce; b != nil && !b.Delayed {
		c.log().Warn("a delivery report says that a letter did not arrive; the digest names it", append(said, "status", b.Status)...)
		return
	}
	c.log().Info("message", said...)
}

// unfit is an error about one message, found before anything was written for it.
type unfit struct{ err error }

func (u *unfit) Error() string { return u.err.Error() }

// one recalls, decides, words and commits one message.
func (c *Clerk) one(ctx context.Context, g *ledger.Group, it item) (Notice, error) {
	m := it.e.Message
	p := printOf(it.e, it.size)
	seen, err := g.Recognise(ctx, it.row.ID, p)
	if err != nil {
		return Notice{}, err
	}
	if seen {
		return Notice{What: Skipped, UID: it.row.Key.UID, Why: "seen before"}, nil
	}
	d := ledger.Decision{
		Row: it.row.ID, Now: c.Now(), Received: it.e.Received, Print: p,
		InReplyTo: first(m.InReplyTo), Thread: m.References, Bounce: m.Bounce, Old: it.old,
	}
	if row, name, ours := mailbox.OwnLetterID(c.Ledger.Secret(), m.MessageID); ours {
		if d.Plan, err = c.ourOwn(ctx, g, row, name, d.Now); err != nil {
			return Notice{}, err
		}
	} else {
		facts, err := c.facts(ctx, g, it)
		if err != nil {
			return Notice{}, err
		}
		if d.Plan, err = decideGuarded(facts); err != nil {
			return Notice{}, &unfit{err}
		}
		d.Bounce = reported(m.Bounce, facts.Recall.Answers)
		d.Plan = c.cautious(d.Plan, it.row.Key, it.e.Received)
		d.Sender = workflow.Ask(m, it.e.Found, it.e.Received, d.Now).Sender
	}
	if d.Letters, err = c.finish(d, m); err != nil {
		return Notice{}, &unfit{err}
	}
	for _, k := range d.Plan.Cases {
		if k.TakeBack && !k.New {
			if err := g.Withdraw(ctx, k.Reference, d.Now); err != nil {
				return Notice{}, err
			}
		}
	}
	if err := g.Commit(ctx, d); err != nil {
		return Notice{}, err
	}
	if d.Plan.Breaker != "" {
		c.log().Error("sending stops until a person has looked", "why", d.Plan.Breaker)
		if err := g.OpenBreaker(ctx, d.Plan.Breaker, d.Now); err != nil {
			return Notice{}, err
		}
	}
	plan := d.Plan
	return Notice{What: Came, UID: it.row.Key.UID, Message: m, Plan: &plan}, nil
}

// reported is a delivery report as it is recorded. One that names no letter of
// ours may be anybody's: the letter that fits it is shown as not delivered, and
// the address stays open.
func reported(b *mailbox.Bounce, a *workflow.Letter) *mailbox.Bounce {
	if b == nil || a == nil || !a.Guessed {
		return b
	}
	out := *b
	out.OriginalID, out.Permanent, out.Status = a.MessageID, false, ""
	return &out
}

// facts gathers all that the decision may know.
func (c *Clerk) facts(ctx context.Context, g *ledger.Group, it item) (workflow.Facts, error) {
	now := c.Now()
	recall, err := g.Recall(ctx, workflow.Ask(it.e.Message, it.e.Found, it.e.Received, now))
	if err != nil {
		return workflow.Facts{}, err
	}
	return workflow.Facts{
		Now: now, Received: it.e.Received, Old: it.old, Answered: it.answered, Message: it.e.Message,
		Found: it.e.Found, Recall: recall, Office: c.Office, Criteria: c.Criteria,
	}, nil
}

// finish words and composes every letter that may go. What waits for a person
// is composed when it is released: only then it is known who decided.
func (c *Clerk) finish(d ledger.Decision, m *mailbox.Message) ([]ledger.Finished, error) {
	var out []ledger.Finished
	for i, p := range d.Plan.Letters {
		f := ledger.Finished{Index: i}
		if p.Passed() && p.Release == workflow.Auto {
			o, err := c.compose(p, d.Plan, letterName(i, p), d.Row, thread(m), d.Now)
			if err != nil {
				return nil, fmt.Errorf("writing the letter %s: %w", p.Letter.Name(), err)
			}
			f.Out = o
		}
		out = append(out, f)
	}
	return out, nil
}

// letterName tells letters of one message apart in their Message-IDs.
func letterName(i int, p workflow.Planned) string {
	if i == 0 {
		return p.Letter.Name()
	}
	return fmt.Sprintf("%s-%d", p.Letter.Name(), i)
}

// threading is what ties an answer to the message that it answers.
type threading struct {
	inReplyTo  string
	references []string
}

func thread(m *mailbox.Message) threading {
	if m.MessageID == "" {
		return threading{}
	}
	return threading{inReplyTo: m.MessageID, references: append(append([]string(nil), m.References...), m.MessageID)}
}

// compose makes the finished bytes of one letter.
func (c *Clerk) compose(p workflow.Planned, plan workflow.Plan, name string, row int64, t threading, now time.Time) (mailbox.Outgoing, error) {
	w, err := c.Letters.Word(p.Letter)
	if err != nil {
		return mailbox.Outgoing{}, err
	}
	d := mailbox.Draft{
		ID:   mailbox.LetterID(c.Ledger.Secret(), row, name, c.Office.From.Domain()),
		From: c.Office.From, To: p.To, Subject: w.Subject, Text: w.Text, HTML: w.HTML,
		Answer: !p.Staff, Date: now,
	}
	if !p.Staff {
		d.InReplyTo, d.References = t.inReplyTo, t.references
	}
	if p.Case >= 0 && p.Case < len(plan.Cases) {
		d.Reference = string(plan.Cases[p.Case].Reference)
	}
	if d.Attachments, err = c.enclose(p, plan); err != nil {
		return mailbox.Outgoing{}, err
	}
	return mailbox.Compose(d)
}

// postponeAll notes each message that could not be decided; the third time a
// person is shown it.
func (c *Clerk) postponeAll(ctx context.Context, failed []item, rep *Report) error {
	for _, it := range failed {
		now := c.Now()
		why := it.err.Error()
		if err := c.unwritten(ctx, it.err, now); err != nil {
			return err
		}
		if it.row.Attempts >= maxAttempts {
			if err := c.Ledger.Park(ctx, it.row.ID, now, why); err != nil {
				return err
			}
			rep.Parked++
			c.tell(Notice{What: Parked, UID: it.row.Key.UID, Why: why})
			c.log().Warn("a message was given to a person unread", "row", it.row.ID, "attempts", it.row.Attempts, "why", why)
			continue
		}
		wait := time.Duration(it.row.Attempts) * time.Minute
		if err := c.Ledger.Postpone(ctx, it.row.ID, now.Add(wait), why); err != nil {
			return err
		}
		c.log().Warn("a message could not be read; it is tried again", "row", it.row.ID, "attempt", it.row.Attempts, "why", why)
	}
	return nil
}

func first(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}
