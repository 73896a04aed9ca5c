package clerk

import (
	"context"
	"errors"

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

// lookInSent looks whether a letter whose end is unknown lies among what the
// mail server keeps of what was sent, before it is repeated.
func (c *Clerk) lookInSent(ctx context.Context, d ledger.Due) (bool, error) {
	if !d.Repeat || c.Sent == nil {
		return false, nil
	}
	if _, err := c.Sent.Look(ctx); err != nil {
		return false, err
	}
	found, err := c.Sent.Holds(ctx, []string{d.Out.ID})
	return found[d.Out.ID], err
}

// foundInSent is the end of a letter that was looked for: it lies there, or the
// folder could not be read, and the letter is left for later.
func foundInSent(err error) mailbox.Receipt {
	if err != nil {
		return mailbox.Receipt{Outcome: mailbox.TryLater, Text: "the folder of sent mail could not be read"}
	}
	return mailbox.Receipt{Outcome: mailbox.Accepted, Code: 250, Text: "it lies in the folder of sent mail"}
}
