package inbox

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"referrald/mailbox"
)

// Look lists the watched folder: UIDVALIDITY, UIDNEXT, and UID, FLAGS and
// RFC822.SIZE of every message, in order of UID. It costs one NOOP and one
// FETCH.
// UIDs given to the other methods belong to the numbering of the last Look.
func (b *Box) Look(ctx context.Context) (mailbox.Folder, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	folder, rang := mailbox.Folder{Name: b.cfg.Folder}, false
	err := b.do(ctx, func(l *line) error {
		rang = l.hush()
		entries, err := l.entries()
		if err != nil {
			return err
		}
		folder.Entries, folder.Validity, folder.Next = entries, l.validity, l.nextAfter(entries)
		folder.Unnumbered = l.unnumbered
		l.looked = true
		return nil
	})
	if err != nil {
		return mailbox.Folder{}, err
	}
	b.weigh(folder, rang)
	b.remember(folder)
	return folder, nil
}

// shape is what changes in a folder when a letter comes.
type shape struct {
	validity, last uint32
	count          int
}

// weigh counts the rings that nothing came of.
func (b *Box) weigh(f mailbox.Folder, rang bool) {
	now := shape{validity: f.Validity, count: len(f.Entries)}
	if now.count > 0 {
		now.last = f.Entries[now.count-1].UID
	}
	if rang && now == b.shape {
		b.vain++
	} else {
		b.vain = 0
	}
	b.shape = now
}

func (b *Box) remember(f mailbox.Folder) {
	b.looked, b.validity = true, f.Validity
	b.sizes = make(map[uint32]int64, len(f.Entries))
	for _, e := range f.Entries {
		b.sizes[e.UID] = e.Size
	}
}

// hush forgets rings: whatever was announced so far is in the list that is
// asked for next.
func (l *line) hush() (rang bool) {
	select {
	case <-l.bell:
		return true
	default:
		return false
	}
}

// nextAfter is UIDNEXT as it must be by now: SELECT gave it once, and every
// UID since then has moved it on.
func (l *line) nextAfter(entries []mailbox.Entry) uint32 {
	if l.next == 0 || len(entries) == 0 {
		return l.next
	}
	return max(l.next, entries[len(entries)-1].UID+1)
}

// entries lists the selected folder. A server tells of new mail between two
// commands, and until it has told, a FETCH leaves the new mail out: NOOP makes
// it tell. The FETCH waits for that, because Dovecot tells once for all the
// commands that were sent together, after the last. An empty folder is not
// listed: 1:* names no message there, and some servers call that a mistake.
func (l *line) entries() ([]mailbox.Entry, error) {
	const doing = "listing the folder"
	if err := l.client.Noop().Wait(); err != nil {
		return nil, replyTrouble(doing, err, mailbox.TryLater, "")
	}
	if l.empty() {
		return nil, nil
	}
	entries, err := l.listAll()
	if err != nil {
		return nil, replyTrouble(doing, err, mailbox.TryLater, "")
	}
	return entries, nil
}

func (l *line) listAll() ([]mailbox.Entry, error) {
	entries, unsized, err := l.list(imap.UIDSet{imap.UIDRange{Start: 1}})
	if err != nil || len(unsized) == 0 {
		return entries, err
	}
	// A change of flags announced in the middle of the list looks like a
	// message without a size, and hides the real one.
	again, _, err := l.list(imap.UIDSetNum(unsized...))
	return overlay(entries, again), err
}

func (l *line) empty() bool {
	m := l.client.Mailbox()
	return m != nil && m.NumMessages == 0
}

// list fetches flags and sizes, and says which messages came without a size.
func (l *line) list(set imap.UIDSet) (entries []mailbox.Entry, unsized []imap.UID, err error) {
	cmd := l.client.Fetch(set, &imap.FetchOptions{UID: true, Flags: true, RFC822Size: true})
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		e, sized := entry(msg)
		if e.UID == 0 {
			continue
		}
		entries = append(entries, e)
		if !sized {
			unsized = append(unsized, imap.UID(e.UID))
		}
	}
	slices.SortFunc(entries, func(a, b mailbox.Entry) int { return cmp.Compare(a.UID, b.UID) })
	return entries, unsized, cmd.Close()
}

func entry(msg *imapclient.FetchMessageData) (e mailbox.Entry, sized bool) {
	for item := msg.Next(); item != nil; item = msg.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			e.UID = uint32(item.UID)
		case imapclient.FetchItemDataRFC822Size:
			e.Size, sized = item.Size, true
		case imapclient.FetchItemDataFlags:
			e.Seen = flagged(item.Flags, imap.FlagSeen)
			e.Answered = flagged(item.Flags, imap.FlagAnswered)
			e.Deleted = flagged(item.Flags, imap.FlagDeleted)
		}
	}
	return e, sized
}

// flagged: system flags are the same in any letter case (RFC 9051 section 2.3.2).
func flagged(flags []imap.Flag, want imap.Flag) bool {
	return slices.ContainsFunc(flags, func(f imap.Flag) bool { return strings.EqualFold(string(f), string(want)) })
}

func overlay(entries, again []mailbox.Entry) []mailbox.Entry {
	for _, e := range again {
		if i, ok := slices.BinarySearchFunc(entries, e, func(a, b mailbox.Entry) int { return cmp.Compare(a.UID, b.UID) }); ok {
			entries[i] = e
		}
	}
	return entries
}

// Before lists the UIDs of messages whose internal date is before the calendar
// day of the given time, taken in that time's own location (UID SEARCH BEFORE,
// which disregards time and zone: RFC 9051 section 6.4.4). Ascending.
func (b *Box) Before(ctx context.Context, day time.Time) ([]uint32, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	y, m, d := day.Date()
	date := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	var uids []uint32
	err := b.do(ctx, func(l *line) error {
		const doing = "asking how old messages are"
		if err := b.known(l, doing); err != nil {
			return err
		}
		data, err := l.client.UIDSearch(&imap.SearchCriteria{Before: date}, nil).Wait()
		if err != nil {
			return replyTrouble(doing, err, mailbox.TryLater, "")
		}
		set, _ := data.All.(imap.UIDSet)
		uids, err = expand(set)
		return err
	})
	return uids, err
}

// mostUIDs bounds a set that a server sends as ranges: "1:4294967295" is a few
// bytes on the line and sixteen gigabytes here.
const mostUIDs = 1 << 20

func expand(set imap.UIDSet) ([]uint32, error) {
	var uids []uint32
	for _, r := range set {
		if r.Start == 0 || r.Stop < r.Start || int(r.Stop-r.Start) > mostUIDs-len(uids) {
			return nil, &kept{&mailbox.Trouble{
				Outcome: mailbox.TryLater, Doing: "reading a list of messages", Hint: "the server names an impossible set of messages",
			}}
		}
		for uid := r.Start; ; uid++ {
			uids = append(uids, uint32(uid))
			if uid == r.Stop {
				break
			}
		}
	}
	slices.Sort(uids)
	return uids, nil
}

// Count is the number of messages in a folder ("/" between levels), by STATUS;
// of the watched folder by NOOP, because STATUS of a selected folder may be
// stale (RFC 9051 section 6.3.11).
func (b *Box) Count(ctx context.Context, folder string) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	count := 0
	err := b.do(ctx, func(l *line) (err error) {
		count, err = l.count(b.cfg.Folder, folder)
		return err
	})
	return count, err
}

func (l *line) count(watched, folder string) (int, error) {
	const doing = "counting a folder"
	if folder == watched {
		if err := l.client.Noop().Wait(); err != nil {
			return 0, replyTrouble(doing, err, mailbox.TryLater, "")
		}
		if m := l.client.Mailbox(); m != nil {
			return int(m.NumMessages), nil
		}
	}
	name, err := l.names.real(folder)
	if err != nil {
		return 0, err
	}
	data, err := l.client.Status(name, &imap.StatusOptions{NumMessages: true}).Wait()
	if err != nil {
		return 0, replyTrouble(doing, err, mailbox.Misconfigured, "check [folders]")
	}
	if data.NumMessages == nil {
		return 0, nil
	}
	return int(*data.NumMessages), nil
}
