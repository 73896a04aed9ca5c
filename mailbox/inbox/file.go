package inbox

import (
	"context"
	"slices"

	"github.com/emersion/go-imap/v2"

	"referrald/mailbox"
)

// File moves messages from the watched folder to another ("/" between levels)
// and says where each went, as far as the server tells (COPYUID). Messages
// that are gone already are passed over. On an error the map holds what was
// moved before it.
//
// It uses MOVE (RFC 6851). Without that it copies, waits for the copy to be
// confirmed, and removes exactly those messages with UID EXPUNGE (RFC 4315); a
// connection that ends in between leaves a message in both folders, never in
// neither.
func (b *Box) File(ctx context.Context, uids []uint32, folder string) (map[uint32]mailbox.Key, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	where := make(map[uint32]mailbox.Key, len(uids))
	for part := range slices.Chunk(uids, b.cfg.Batch) {
		err := b.do(ctx, func(l *line) error {
			if err := b.known(l, "filing messages"); err != nil {
				return err
			}
			return l.file(part, folder, where)
		})
		if err != nil {
			return where, err
		}
	}
	return where, nil
}

// mostFileTries bounds the repeats of one MOVE: one for a folder that has to be
// made, and some for messages that people take away meanwhile.
const mostFileTries = 4

// file moves one batch. A target that people have deleted is made again.
// Dovecot refuses a batch when a message of it went away and it has not said
// so yet; after it has, the same batch leaves that message out.
func (l *line) file(uids []uint32, folder string, where map[uint32]mailbox.Key) error {
	name, err := l.names.real(folder)
	if err != nil {
		return err
	}
	set := uidSet(uids)
	for try := 1; ; try++ {
		moved, err := l.move(set, name)
		code, _ := refused(err)
		switch {
		case err == nil:
			return note(where, moved)
		case try == mostFileTries:
			return err
		case code == imap.ResponseCodeTryCreate:
			err = l.create(name)
		case code == codeExpunged:
			if err = l.client.Noop().Wait(); err != nil {
				err = replyTrouble(doingFile, err, mailbox.TryLater, "")
			}
		}
		if err != nil {
			return err
		}
	}
}

func uidSet(uids []uint32) imap.UIDSet {
	var set imap.UIDSet
	for _, uid := range uids {
		set.AddNum(imap.UID(uid))
	}
	return set
}

const doingFile = "filing messages"

func (l *line) move(set imap.UIDSet, name string) (*imap.CopyData, error) {
	// The library's Move falls back by itself, without waiting for the copy
	// and, without UIDPLUS, by a plain EXPUNGE. It is asked only when it will not.
	if !l.client.Caps().Has(imap.CapMove) {
		return l.copyAndRemove(set, name)
	}
	data, err := l.client.Move(set, name).Wait()
	if err != nil {
		return nil, replyTrouble(doingFile, err, mailbox.TryLater, "")
	}
	src, _ := data.SourceUIDs.(imap.UIDSet)
	dst, _ := data.DestUIDs.(imap.UIDSet)
	return &imap.CopyData{UIDValidity: data.UIDValidity, SourceUIDs: src, DestUIDs: dst}, nil
}

func (l *line) copyAndRemove(set imap.UIDSet, name string) (*imap.CopyData, error) {
	data, err := l.client.Copy(set, name).Wait()
	if err != nil {
		return nil, replyTrouble(doingFile, err, mailbox.TryLater, "")
	}
	if len(data.SourceUIDs) == 0 {
		return data, nil // nothing of it is there any more
	}
	deleted := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}
	if err := l.client.Store(data.SourceUIDs, deleted, nil).Close(); err != nil {
		err = replyTrouble(doingFile, err, mailbox.TryLater, "")
		// One that went away is not in the way of the others, and to begin
		// again would copy them twice.
		if code, _ := refused(err); code != codeExpunged {
			return nil, err
		}
	}
	if err := l.client.UIDExpunge(data.SourceUIDs).Close(); err != nil {
		return nil, replyTrouble(doingFile, err, mailbox.TryLater, "")
	}
	return data, nil
}

// note enters where messages went. The two sets of COPYUID pair up in
// ascending order; if they do not have the same length, nothing is known.
func note(where map[uint32]mailbox.Key, data *imap.CopyData) error {
	from, err := expand(data.SourceUIDs)
	if err != nil {
		return err
	}
	to, err := expand(data.DestUIDs)
	if err != nil || len(from) != len(to) {
		return err
	}
	for i, uid := range from {
		where[uid] = mailbox.Key{Validity: data.UIDValidity, UID: to[i]}
	}
	return nil
}
