package clerk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"referrald/mailbox"
)

// answersBack is how far back replies of people are looked for: a message that
// is a week old when it is first read, after an outage, may have been answered
// on its first day.
const answersBack = 8 * 24 * time.Hour

// answers are the Message-IDs that people have answered, and the numbers of the
// messages that their mail programs have marked so.
type answers struct {
	ids  map[string]bool
	uids map[uint32]bool
}

func (a answers) has(uid uint32, id string) bool { return a.uids[uid] || id != "" && a.ids[id] }

// answered reads what people have answered by themselves. Our own letters stand
// in that folder too where the server keeps a copy of what is sent. A folder
// that is not there for us is no reason to answer nobody: it is said, and the
// marks of the mail programs still serve. One that cannot be read just now keeps
// letters to senders back, and nothing else: an urgent message is read and told.
func (c *Clerk) answered(ctx context.Context) (answers, error) {
	a := answers{ids: map[string]bool{}, uids: map[uint32]bool{}}
	for _, e := range c.seen.Entries {
		if e.Answered {
			a.uids[e.UID] = true
		}
	}
	sent, err := c.Inbox.Replies(ctx, c.Now().Add(-answersBack))
	if t := (*mailbox.Trouble)(nil); errors.As(err, &t) {
		if !t.Refused && t.Outcome != mailbox.Misconfigured {
			c.blind = fmt.Errorf("looking for answers of people; letters to senders wait: %w", err)
		} else if !c.unsighted {
			c.log().Warn("the folder of sent mail cannot be read: answers of people are known by their marks alone", "error", err)
			c.unsighted = true
		}
		return a, nil
	}
	if err != nil {
		return a, err
	}
	c.unsighted = false
	for _, r := range sent {
		if _, _, ours := mailbox.OwnLetterID(c.Ledger.Secret(), r.ID); ours || r.Automatic {
			continue
		}
		for _, id := range r.To {
			a.ids[id] = true
		}
	}
	return a, nil
}

// overtaken stops letters that wait for the mail server or behind a limit when
// a person has answered their message meanwhile.
func (c *Clerk) overtaken(ctx context.Context, a *answers) error {
	now := c.Now()
	pending, err := c.Ledger.Pending(ctx)
	if err != nil || len(pending) == 0 {
		return err
	}
	if a == nil {
		read, err := c.answered(ctx)
		if err != nil {
			return err
		}
		a = &read
	}
	var ids []int64
	for _, p := range pending {
		if a.has(c.here(p.Key), p.MessageID) {
			ids = append(ids, p.ID)
		}
	}
	return c.Ledger.Overtaken(ctx, ids, now)
}

// here is the number of a message in the folder as it was last seen, 0 for one
// that has another numbering.
func (c *Clerk) here(k mailbox.Key) uint32 {
	if k.Validity != c.seen.Validity {
		return 0
	}
	return k.UID
}
