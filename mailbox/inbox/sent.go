package inbox

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"

	"referrald/mailbox"
)

// mostReplies bounds the messages that are looked at in the folder of sent
// mail, newest first: an office that wrote more in a week has no need of this
// program.
const mostReplies = 20000

// sentNames are what servers call the folder of sent mail that mark none
// (RFC 6154): Exchange and Outlook, Dovecot, Apple Mail.
var sentNames = []string{"Sent Items", "Sent", "Sent Messages", "Sent Mail"}

// replyFields tie a message to those that it answers.
var replyFields = []string{"Message-ID", "In-Reply-To", "References", "Auto-Submitted"}

// sentFolder is the folder of sent mail as this Box knows it.
type sentFolder struct {
	box      *Box // a connection of its own: the watched folder stays open on ours
	validity uint32
	known    map[uint32]mailbox.Reply // by UID; what was read once is not read again
}

// Replies lists the messages in the folder of sent mail that were put there on
// the calendar day of since or later, in no order: the configured folder, else
// the one that the server marks \Sent, else one with a common name. Without such
// a folder it lists nothing. It opens the folder for reading only. A folder that
// was named and cannot be opened is a *mailbox.Trouble.
func (b *Box) Replies(ctx context.Context, since time.Time) ([]mailbox.Reply, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	name, err := b.sentName(ctx)
	if err != nil || name == "" {
		return nil, err
	}
	if b.sent == nil || b.sent.box.cfg.Folder != name {
		cfg := b.cfg
		cfg.Folder, cfg.ReadOnly = name, true
		b.dropSent()
		b.sent = &sentFolder{box: New(cfg), known: map[uint32]mailbox.Reply{}}
	}
	return b.sent.since(ctx, since)
}

func (b *Box) dropSent() {
	if b.sent != nil {
		b.sent.box.drop()
		b.sent = nil
	}
}

// sentName asks until there is such a folder: some servers make it with the
// first letter that is sent.
func (b *Box) sentName(ctx context.Context) (string, error) {
	if b.cfg.Sent != "" {
		return b.cfg.Sent, nil
	}
	var name string
	err := b.do(ctx, func(l *line) error {
		if l.sentName == "" {
			list, err := l.client.List("", "*", l.listOptions()).Collect()
			if err != nil {
				return replyTrouble("looking for the folder of sent mail", err, mailbox.TryLater, "")
			}
			l.sentName = l.pickSent(list)
		}
		name = l.sentName
		return nil
	})
	return name, err
}

// listOptions asks for the marks of folders where the server has to be asked.
func (l *line) listOptions() *imap.ListOptions {
	if l.caps.Has(imap.CapSpecialUse) && l.caps.Has(imap.CapListExtended) {
		return &imap.ListOptions{ReturnSpecialUse: true}
	}
	return nil
}

func (l *line) pickSent(list []*imap.ListData) string {
	at := len(sentNames)
	found := ""
	for _, data := range list {
		if slices.Contains(data.Attrs, imap.MailboxAttrNoSelect) || slices.Contains(data.Attrs, imap.MailboxAttrNonExistent) {
			continue
		}
		shown := l.names.shown(data.Mailbox)
		if slices.Contains(data.Attrs, imap.MailboxAttrSent) {
			return shown
		}
		if i := slices.IndexFunc(sentNames, func(n string) bool { return strings.EqualFold(n, shown) }); i >= 0 && i < at {
			at, found = i, shown
		}
	}
	return found
}

// since reads what is new in the folder, and forgets what is older.
func (s *sentFolder) since(ctx context.Context, since time.Time) ([]mailbox.Reply, error) {
	y, m, d := since.Date()
	var out []mailbox.Reply
	err := s.box.do(ctx, func(l *line) error {
		const doing = "looking for answers of people"
		if err := l.client.Noop().Wait(); err != nil {
			return replyTrouble(doing, err, mailbox.TryLater, "")
		}
		data, err := l.client.UIDSearch(&imap.SearchCriteria{Since: time.Date(y, m, d, 0, 0, 0, 0, time.UTC)}, nil).Wait()
		if err != nil {
			return replyTrouble(doing, err, mailbox.TryLater, "")
		}
		set, _ := data.All.(imap.UIDSet)
		uids, err := expand(set)
		if err != nil {
			return err
		}
		out, err = s.read(l, uids[max(0, len(uids)-mostReplies):])
		return err
	})
	var t *mailbox.Trouble
	if errors.As(err, &t) && t.Outcome == mailbox.Misconfigured {
		t.Hint = "check imap.sent: it is the name of the folder in which the mail program keeps what people send"
	}
	return out, err
}

func (s *sentFolder) read(l *line, uids []uint32) ([]mailbox.Reply, error) {
	if s.validity != l.validity {
		s.validity, s.known = l.validity, map[uint32]mailbox.Reply{}
	}
	keep := make(map[uint32]mailbox.Reply, len(uids))
	var fresh []imap.UID
	for _, u := range uids {
		if r, ok := s.known[u]; ok {
			keep[u] = r
		} else {
			fresh = append(fresh, imap.UID(u))
		}
	}
	for part := range slices.Chunk(fresh, s.box.cfg.Batch) {
		if err := l.replies(part, keep); err != nil {
			return nil, err
		}
	}
	s.known = keep
	out := make([]mailbox.Reply, 0, len(keep))
	for _, r := range keep {
		out = append(out, r)
	}
	return out, nil
}

func (l *line) replies(uids []imap.UID, into map[uint32]mailbox.Reply) error {
	section := &imap.FetchItemBodySection{Specifier: imap.PartSpecifierHeader, HeaderFields: replyFields, Peek: true}
	list, err := l.client.Fetch(imap.UIDSetNum(uids...), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}}).Collect()
	if err != nil {
		return replyTrouble("reading what people have answered", err, mailbox.TryLater, "")
	}
	for _, m := range list {
		if m.UID == 0 {
			continue
		}
		var head []byte
		for _, part := range m.BodySection {
			head = append(head, part.Bytes...)
		}
		into[uint32(m.UID)] = replyOf(head)
	}
	return nil
}

func replyOf(head []byte) mailbox.Reply {
	m := mailbox.Open(append(head, "\r\n\r\n"...), mailbox.OpenOptions{})
	return mailbox.Reply{
		ID: m.MessageID, To: slices.Concat(m.InReplyTo, m.References),
		Automatic: slices.ContainsFunc(m.Evidence, func(e mailbox.Evidence) bool { return e.Rule == "auto-submitted" }),
	}
}
