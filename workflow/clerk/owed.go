package clerk

import (
	"context"
	"errors"
	"slices"
	"time"

	"referrald/mailbox"
	"referrald/workflow/ledger"
)

// payOwed writes down what the mail server said while the ledger could not be
// written: without it a letter that was taken would be sent again. Nothing else
// is posted before.
func (c *Clerk) payOwed(ctx context.Context) error {
	if len(c.owed) == 0 {
		return nil
	}
	err := c.Ledger.Ended(ctx, c.Now(), c.owed)
	if err != nil && !errors.Is(err, ledger.Conflict) {
		return err
	}
	c.owed = nil // a conflict is about a letter whose end was found out meanwhile
	return nil
}

// sentBack is how far back a letter is looked for whose end is unknown: its
// repeat is due within minutes, but for a daemon that was off meanwhile.
const sentBack = 8 * 24 * time.Hour

// lookInSent looks whether a letter whose end is unknown lies among what the
// mail server keeps of what was sent, before it is repeated.
func (c *Clerk) lookInSent(ctx context.Context, d ledger.Due) (bool, error) {
	if !d.Repeat {
		return false, nil
	}
	sent, err := c.Inbox.Replies(ctx, c.Now().Add(-sentBack))
	return slices.ContainsFunc(sent, func(r mailbox.Reply) bool { return r.ID == d.Out.ID }), err
}

// foundInSent is the end of a letter that was looked for: it lies there, or the
// folder could not be read, and the letter is left for later.
func foundInSent(err error) mailbox.Receipt {
	if err != nil {
		return mailbox.Receipt{Outcome: mailbox.TryLater, Text: "the folder of sent mail could not be read"}
	}
	return mailbox.Receipt{Outcome: mailbox.Accepted, Code: 250, Text: "it lies in the folder of sent mail"}
}
