package clerk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"referrald/mailbox"
	"referrald/workflow/ledger"
)

// backoff is how long to wait after the nth failed attempt at one letter.
var backoff = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour}

const (
	// attemptTime is how long one attempt may take; until it has passed the
	// letter is nobody else's.
	attemptTime = 2 * time.Minute
	// doubtPause is how long a letter with an unknown end waits for its one
	// repeat: a delivery report may tell meanwhile.
	doubtPause = 10 * time.Minute
	// turn is how long messages are decided, letters to senders handed over, and
	// finished messages moved, before the others have theirs and the mailbox is
	// looked at again: an urgent message may have come.
	turn = time.Minute
	// postBatch bounds one look at the queue.
	postBatch = 32
	// longestRest is how long a mail server that takes nothing from anybody is
	// left alone at most: one letter asks for all, so that it is no burden to it.
	longestRest = 15 * time.Minute
)

var (
	// errMailServer says that nothing else will go out in this round.
	errMailServer = errors.New("the mail server takes no letters")
	// errRefusesUs says that it takes none until the configuration is changed.
	errRefusesUs = errors.New("it refuses our login or our address")
)

// post hands over letters that are due, as many as may go in a minute. That an
// attempt begins is committed before the network is touched. What goes to staff
// does not wait for the minute and is due before all others. A slow server ends
// the turn with letters left: the mailbox is looked at in between. While the
// server takes nothing from anybody the queue stands still, so that the order is
// kept and nobody waits for longer than the server does; what is new for staff is
// tried all the same.
func (c *Clerk) post(ctx context.Context, rep *Report) error {
	if err := c.payOwed(ctx); err != nil {
		return err
	}
	over := c.Now().Add(turn)
	for {
		begun, err := c.Ledger.Pace(ctx, c.Now())
		if err != nil {
			return err
		}
		room := c.Office.Pace() - begun
		due, err := c.Ledger.Due(ctx, c.Now(), min(postBatch, max(room, 1)))
		if err != nil || len(due) == 0 {
			return err
		}
		for _, d := range due {
			if err := ctx.Err(); err != nil {
				return err
			}
			if c.resting() && !d.Staff {
				return nil
			}
			if c.resting() && c.asked[d.ID] {
				continue
			}
			if room--; !d.Staff && (room < 0 || !c.Now().Before(over) || c.blind != nil) {
				return c.blind
			}
			if err := c.attempt(ctx, d, rep); err != nil {
				return err
			}
		}
		if c.resting() {
			return nil
		}
	}
}

// attempt makes one attempt at one letter and records how it ended.
func (c *Clerk) attempt(ctx context.Context, d ledger.Due, rep *Report) error {
	now := c.Now()
	next := now.Add(max(wait(d.Attempts), attemptTime+time.Minute))
	err := c.Ledger.Attempt(ctx, []int64{d.ID}, now, next)
	if errors.Is(err, ledger.Conflict) {
		return nil // taken back, or stopped by a person, since the queue was read
	}
	if err != nil {
		return err
	}
	if there, err := c.lookInSent(ctx, d); err != nil || there {
		return c.record(context.WithoutCancel(ctx), d, foundInSent(err), next, rep)
	}
	send, cancel := context.WithTimeout(ctx, attemptTime)
	r := c.Post.Send(send, d.Out)
	cancel()
	return c.record(context.WithoutCancel(ctx), d, r, next, rep)
}

// record writes the mail server's word into the ledger. Only an error that
// concerns every letter is returned.
func (c *Clerk) record(ctx context.Context, d ledger.Due, r mailbox.Receipt, next time.Time, rep *Report) error {
	now := c.Now()
	what := Failed
	var all error
	if r.All {
		c.rests(now, d.ID)
	} else if r.Outcome != mailbox.Misconfigured && r.Code != 0 {
		c.rest, c.refusals, c.asked = time.Time{}, 0, nil // it looks at letters again
	}
	end := ledger.End{ID: d.ID, Receipt: r, Next: next}
	switch r.Outcome {
	case mailbox.Accepted:
		what = Went
		rep.Sent++
	case mailbox.Unknown:
		end.Next = now.Add(doubtPause)
	case mailbox.Refused:
	case mailbox.Misconfigured:
		end.Next = now.Add(lastPause)
		all = fmt.Errorf("%w: %w (%d %s); check [smtp] in the configuration", errMailServer, errRefusesUs, r.Code, r.Status)
	default:
		if r.All {
			end.Next = now // it is the server's fault: the letter keeps its place
		}
		if r.All || r.Code == 0 {
			all = fmt.Errorf("%w: %s", errMailServer, r.Text)
		}
	}
	err := c.Ledger.Ended(ctx, now, []ledger.End{end})
	if unwritable(err) {
		c.owed = append(c.owed, end)
	}
	out := d.Out
	c.tell(Notice{What: what, Letter: d.Name, Outgoing: &out, Receipt: r})
	if r.All {
		end.Next = c.rest
	}
	c.logPosted(d, r, end.Next)
	return errors.Join(err, all)
}

// rests leaves a mail server alone that takes nothing from anybody, as it said to
// this letter.
func (c *Clerk) rests(now time.Time, letter int64) {
	if c.asked == nil {
		c.asked = map[int64]bool{}
	}
	c.asked[letter] = true
	c.rest = now.Add(min(wait(c.refusals), longestRest))
	c.refusals++
}

// resting reports whether the mail server is left alone. A rest that a clock
// which was wrong has put far ahead is none.
func (c *Clerk) resting() bool {
	left := c.rest.Sub(c.Now())
	return left > 0 && left <= longestRest
}

// logPosted writes one line for an attempt, and what comes of it.
func (c *Clerk) logPosted(d ledger.Due, r mailbox.Receipt, next time.Time) {
	log, becomes := c.log().Warn, "tried again at "+next.UTC().Format(time.RFC3339)
	switch r.Outcome {
	case mailbox.Accepted:
		log, becomes = c.log().Info, "gone"
	case mailbox.Refused:
		becomes = "not tried again; the digest names it"
	case mailbox.Unknown:
		becomes = "perhaps taken: repeated once at " + next.UTC().Format(time.RFC3339) + ", unless a report tells before"
	}
	log("letter", "letter", d.Name, "reference", string(d.Reference), "outcome", r.Outcome.String(), "code", r.Code, "status", r.Status, "becomes", becomes)
}

func wait(attempts int) time.Duration {
	return backoff[min(attempts, len(backoff)-1)]
}
