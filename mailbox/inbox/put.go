package inbox

import (
	"context"

	"github.com/emersion/go-imap/v2"

	"referrald/mailbox"
)

// Put writes a letter into a folder ("/" between levels) that it does not make.
// The letter counts as read, so that nobody is called to it.
func (b *Box) Put(ctx context.Context, folder string, letter []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.do(ctx, func(l *line) error {
		name, err := l.names.real(folder)
		if err != nil {
			return err
		}
		cmd := l.client.Append(name, int64(len(letter)), &imap.AppendOptions{Flags: []imap.Flag{imap.FlagSeen}})
		_, err = cmd.Write(letter)
		if end := cmd.Close(); err == nil {
			err = end
		}
		// A server that refuses says so at the end, also when it closed early.
		if _, end := cmd.Wait(); end != nil {
			err = end
		}
		if err != nil {
			return replyTrouble("writing into a folder", err, mailbox.TryLater, "")
		}
		return nil
	})
}
