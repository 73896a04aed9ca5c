package clerk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"referrald/mailbox"
	"referrald/workflow/ledger"
)

const (
	// fileBatch messages go in one MOVE: a server rewrites its folder's index at each.
	fileBatch = 256
	// filePause is how long a folder that refused is left alone.
	filePause = 10 * time.Minute
)

// errUnfiled says that a folder takes nothing for now. What should be in it is
// put off, and the mailbox can be read all the same.
var errUnfiled = errors.New("they stay in the watched folder, are not answered again, and are moved when the folder takes them")

// file moves what is finished with. A failure costs nothing but order: the
// ledger knows the message is done. It works by the numbers of the round's look:
// a second look would take in the notice of mail that came since.
func (c *Clerk) file(ctx context.Context, rep *Report) error {
	var refused error
	for over := c.Now().Add(turn); ; {
		batch, err := c.Ledger.NextToFile(ctx, c.seen.Validity, c.Now(), fileBatch)
		if err != nil || len(batch) == 0 {
			return errors.Join(refused, err)
		}
		err = c.fileBatch(ctx, batch, rep)
		if err != nil && !errors.Is(err, errUnfiled) {
			return err
		}
		refused = errors.Join(refused, err) // another folder may take its own
		if !c.Now().Before(over) {
			c.again = true
			return refused
		}
	}
}

// fileBatch moves messages that go to one folder.
func (c *Clerk) fileBatch(ctx context.Context, batch []ledger.Filing, rep *Report) error {
	uids := make([]uint32, len(batch))
	rows := make([]int64, len(batch))
	for i, f := range batch {
		uids[i], rows[i] = f.UID, f.Row
	}
	moved, err := c.Inbox.File(ctx, uids, batch[0].Folder)
	now := c.Now()
	done := context.WithoutCancel(ctx)
	if err != nil {
		return fmt.Errorf("moving %d finished messages to the folder %q: %w", len(rows), batch[0].Folder, c.leave(done, rows, now, err))
	}
	where := make(map[int64]mailbox.Key, len(moved))
	for _, f := range batch {
		if k, ok := moved[f.UID]; ok {
			where[f.Row] = k
		}
	}
	if err := c.Ledger.Filed(done, rows, where, now); err != nil {
		return err
	}
	rep.Filed += len(rows)
	c.tell(Notice{What: Filed, Folder: batch[0].Folder})
	return nil
}

// leave puts off messages that the server refused to move, and says so. After a
// connection that broke, which says nothing about the folder, the next round
// tries again.
func (c *Clerk) leave(ctx context.Context, rows []int64, now time.Time, err error) error {
	if t := (*mailbox.Trouble)(nil); !errors.As(err, &t) || !t.Refused {
		return err
	}
	if failed := c.Ledger.FilingFailed(ctx, rows, now.Add(filePause), "the mail server did not move it"); failed != nil {
		return errors.Join(failed, err)
	}
	return fmt.Errorf("%w; %w", err, errUnfiled)
}
