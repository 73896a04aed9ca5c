package inbox_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"referrald/mailbox"
	"referrald/mailbox/inbox"
)

// rig is a mail server to test against: the one in this process, or Dovecot.
type rig struct {
	server         mailbox.Server
	user, password string
}

func (r rig) config() inbox.Config {
	return inbox.Config{
		Server: r.server, Login: inbox.Password(r.user, r.password),
		Timeout: 5 * time.Second, IdleFor: 5 * time.Second,
	}
}

func (r rig) box(t *testing.T, change ...func(*inbox.Config)) *inbox.Box {
	t.Helper()
	cfg := r.config()
	for _, c := range change {
		c(&cfg)
	}
	b := inbox.New(cfg)
	t.Cleanup(func() { _ = b.Close() })
	return b
}

// patience bounds everything that a person does in one test.
const patience = 30 * time.Second

// person is somebody else at the same mailbox, with a mail program.
type person struct {
	t *testing.T
	c *imapclient.Client
}

func (r rig) person(t *testing.T) *person {
	t.Helper()
	addr := net.JoinHostPort(r.server.Host, strconv.Itoa(r.server.Port))
	conn, err := net.DialTimeout("tcp", addr, patience)
	must(t, err)
	if r.server.Security == mailbox.TLS {
		conn = tls.Client(conn, r.server.TLSConfig())
	}
	c := imapclient.New(conn, nil)
	// The library waits for ever; closing the connection ends every wait.
	over := time.AfterFunc(patience, func() { _ = conn.Close() })
	t.Cleanup(func() { over.Stop(); _ = c.Close() })
	must(t, c.Login(r.user, r.password).Wait())
	_, err = c.Select("INBOX", nil).Wait()
	must(t, err)
	return &person{t, c}
}

// puts a message into INBOX and returns its UID.
func (p *person) puts(raw []byte, at time.Time, flags ...imap.Flag) uint32 {
	p.t.Helper()
	uid, err := p.sends(raw, at, flags...)
	must(p.t, err)
	return uid
}

// sends is puts for another goroutine than the test's.
func (p *person) sends(raw []byte, at time.Time, flags ...imap.Flag) (uint32, error) {
	cmd := p.c.Append("INBOX", int64(len(raw)), &imap.AppendOptions{Time: at, Flags: flags})
	if _, err := cmd.Write(raw); err != nil {
		return 0, err
	}
	if err := cmd.Close(); err != nil {
		return 0, err
	}
	data, err := cmd.Wait()
	if err != nil {
		return 0, err
	}
	return uint32(data.UID), nil
}

func (p *person) deletes(uid uint32) {
	p.t.Helper()
	set := imap.UIDSetNum(imap.UID(uid))
	must(p.t, p.c.Store(set, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close())
	must(p.t, p.c.UIDExpunge(set).Close())
}

func (p *person) marksDeleted(uid uint32) {
	p.t.Helper()
	must(p.t, p.c.Store(imap.UIDSetNum(imap.UID(uid)), &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close())
}

// sees the subjects of a folder, in order.
func (p *person) sees(folder string) []string {
	p.t.Helper()
	data, err := p.c.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait()
	must(p.t, err)
	var subjects []string
	if data.NumMessages > 0 {
		list, err := p.c.Fetch(imap.SeqSet{imap.SeqRange{Start: 1}}, &imap.FetchOptions{Envelope: true}).Collect()
		must(p.t, err)
		for _, m := range list {
			subjects = append(subjects, m.Envelope.Subject)
		}
	}
	_, err = p.c.Select("INBOX", nil).Wait()
	must(p.t, err)
	return subjects
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func in(t testing.TB, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), d)
	t.Cleanup(cancel)
	return ctx
}

func letter(subject string, size int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: jo@example.org\r\nTo: office@example.com\r\nSubject: %s\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\nMessage-ID: <%s@example.org>\r\n\r\n",
		subject, strings.ReplaceAll(subject, " ", "."))
	for b.Len() < size {
		b.WriteString("Please send me the form. I would be glad to hear how to refer.\r\n")
	}
	return b.Bytes()
}

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
