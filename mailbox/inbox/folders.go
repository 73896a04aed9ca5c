package inbox

import (
	"context"
	"slices"
	"sort"
	"strings"

	"github.com/emersion/go-imap/v2"

	"referrald/mailbox"
)

// naming turns the names of the configuration, with "/" between levels, into
// the server's: its separator, and the prefix under which a person's folders
// stand there ("INBOX." on some servers; RFC 2342).
type naming struct {
	prefix    string
	separator rune // 0: the server knows no levels
}

// naming asks once for each connection.
func (l *line) naming() (*naming, error) {
	if l.names != nil {
		return l.names, nil
	}
	const doing = "asking how folders are named"
	if l.caps.Has(imap.CapNamespace) {
		data, err := l.client.Namespace().Wait()
		if err != nil {
			return nil, replyTrouble(doing, err, mailbox.TryLater, "")
		}
		if len(data.Personal) > 0 {
			l.names = &naming{prefix: data.Personal[0].Prefix, separator: data.Personal[0].Delim}
			return l.names, nil
		}
	}
	list, err := l.client.List("", "", nil).Collect()
	if err != nil {
		return nil, replyTrouble(doing, err, mailbox.TryLater, "")
	}
	l.names = &naming{}
	if len(list) > 0 {
		l.names.separator = list[0].Delim
	}
	return l.names, nil
}

// real is the server's name of a folder.
func (n *naming) real(name string) (string, error) {
	if strings.EqualFold(name, "INBOX") {
		return "INBOX", nil
	}
	wrong := func(hint string) (string, error) {
		return "", &kept{&mailbox.Trouble{Outcome: mailbox.Misconfigured, Doing: "naming a folder", Hint: hint}}
	}
	levels := strings.Split(name, "/")
	switch {
	case slices.Contains(levels, "") || strings.ContainsAny(name, "%*\r\n\x00"):
		return wrong("a folder name has no empty level and no %, * or line end: check [folders]")
	case n.separator == 0 && len(levels) > 1:
		return wrong("this server knows no folders in folders: write names without / in [folders]")
	case n.separator != '/' && n.separator != 0 && strings.ContainsRune(name, n.separator):
		return wrong("this server takes " + string(n.separator) + " for its own /: leave it out of the names in [folders]")
	}
	full := strings.Join(levels, string(n.separator))
	if n.prefix == "" || strings.HasPrefix(full, n.prefix) {
		return full, nil
	}
	return n.prefix + full, nil
}

// shown is the other way round, for people.
func (n *naming) shown(name string) string {
	if !strings.EqualFold(name, "INBOX") {
		name = strings.TrimPrefix(name, n.prefix)
	}
	if n.separator == 0 || n.separator == '/' {
		return name
	}
	return strings.ReplaceAll(name, string(n.separator), "/")
}

// Ensure makes the folders that are absent and subscribes to them, so that
// people see them in their mail program.
func (b *Box) Ensure(ctx context.Context, folders []string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, folder := range folders {
		err := b.do(ctx, func(l *line) error { return l.ensure(folder) })
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *line) ensure(folder string) error {
	name, err := l.names.real(folder)
	if err != nil {
		return err
	}
	list, err := l.client.List("", name, nil).Collect()
	if err != nil {
		return replyTrouble("looking for a folder", err, mailbox.TryLater, "")
	}
	for _, data := range list {
		if !slices.Contains(data.Attrs, imap.MailboxAttrNonExistent) && !slices.Contains(data.Attrs, imap.MailboxAttrNoSelect) {
			return nil
		}
	}
	return l.create(name)
}

// create makes a folder. That somebody else made it first is as good.
func (l *line) create(name string) error {
	const doing = "making a folder"
	err := l.client.Create(name, nil).Wait()
	if err != nil {
		err = replyTrouble(doing, err, mailbox.Misconfigured, "make the folder by hand, or choose another name in [folders]")
		if code, _ := refused(err); code != imap.ResponseCodeAlreadyExists {
			return err
		}
	}
	// A folder nobody is subscribed to works all the same; a server that
	// refuses the subscription is no reason to stop.
	if err := l.client.Subscribe(name).Wait(); err != nil {
		err = replyTrouble(doing, err, mailbox.TryLater, "")
		if _, no := refused(err); !no {
			return err
		}
	}
	return nil
}

// Survey is what `check` shows of a server.
type Survey struct {
	Capabilities []string // after logging in, sorted
	Folders      []string // every folder that can be opened, "/" between levels, sorted
	Separator    string   // the server's own separator, "" when it knows no levels
	Prefix       string   // the prefix of this user's folders, often ""
	Messages     int      // in the watched folder
	Idle         bool     // new mail is announced at once
	Move         bool     // MOVE; without it UIDPLUS is used
}

// Survey logs in and describes the server. It changes nothing.
func (b *Box) Survey(ctx context.Context) (Survey, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var s Survey
	err := b.do(ctx, func(l *line) error {
		list, err := l.client.List("", "*", nil).Collect()
		if err != nil {
			return replyTrouble("listing the folders", err, mailbox.TryLater, "")
		}
		s = l.describe(list)
		s.Messages, err = l.count(b.cfg.Folder, b.cfg.Folder)
		return err
	})
	return s, err
}

func (l *line) describe(list []*imap.ListData) Survey {
	s := Survey{Prefix: l.names.prefix, Idle: l.caps.Has(imap.CapIdle), Move: l.caps.Has(imap.CapMove)}
	if l.names.separator != 0 {
		s.Separator = string(l.names.separator)
	}
	for c := range l.caps {
		s.Capabilities = append(s.Capabilities, string(c))
	}
	for _, data := range list {
		if !slices.Contains(data.Attrs, imap.MailboxAttrNoSelect) && !slices.Contains(data.Attrs, imap.MailboxAttrNonExistent) {
			s.Folders = append(s.Folders, l.names.shown(data.Mailbox))
		}
	}
	sort.Strings(s.Capabilities)
	sort.Strings(s.Folders)
	return s
}
