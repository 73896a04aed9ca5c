package inbox

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strconv"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"referrald/mailbox"
)

// line is one connection, logged in, with the folder selected.
type line struct {
	client   *imapclient.Client
	conn     *meter
	caps     imap.CapSet
	bell     chan struct{} // holds a ring when mail was announced since the last look
	validity uint32
	next     uint32
	looked   bool // the folder was listed on this line
	noIdle   bool // IDLE was announced and refused
	names    *naming

	sentName   string // the folder of sent mail, "" when there is none yet
	unnumbered bool   // the server gives no UIDVALIDITY; validity is made up
}

// connect dials, secures, logs in, checks what the server can do and selects
// the folder. Its error is a *mailbox.Trouble or the context's.
func (b *Box) connect(ctx context.Context) (*line, error) {
	if t := b.refused.Held(); t != nil {
		return nil, t
	}
	conn, err := b.dial(ctx)
	if err != nil {
		return nil, err
	}
	l := &line{conn: conn, bell: make(chan struct{}, 1)}
	for _, step := range []func(context.Context, *line) error{b.greet, b.login, b.readCaps, b.choose} {
		g := watchFor(ctx, conn, b.cfg.Timeout, endless*b.cfg.Timeout)
		err := g.release(step(ctx, l))
		if err != nil {
			_ = conn.Close()
			return nil, unlessOver(ctx, err)
		}
	}
	return l, nil
}

// dial opens the connection. Without TLS it goes no further than this machine.
func (b *Box) dial(ctx context.Context) (*meter, error) {
	s := b.cfg.Server
	dialer := net.Dialer{Timeout: b.cfg.Timeout}
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(s.Host, strconv.Itoa(s.Port)))
	if err != nil {
		t := mailbox.LineTrouble("connecting to the IMAP server", err)
		t.Hint = "check host and port, and whether the server is up"
		return nil, unlessOver(ctx, t)
	}
	if err := safe(s.Security, conn); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return &meter{Conn: conn}, nil
}

// safe refuses a connection to another machine that nothing protects, before a
// byte is sent.
func safe(security mailbox.Security, conn net.Conn) error {
	if security != mailbox.Plain || ownMachine(conn) {
		return nil
	}
	return &mailbox.Trouble{
		Outcome: mailbox.Misconfigured,
		Doing:   "connecting to the IMAP server",
		Hint:    "without TLS only an address of this machine itself is allowed: set imap.tls",
	}
}

func ownMachine(conn net.Conn) bool {
	addr, ok := conn.RemoteAddr().(*net.TCPAddr)
	return ok && addr.IP.IsLoopback()
}

// greet brings TLS up and reads the greeting.
func (b *Box) greet(ctx context.Context, l *line) error {
	const doing = "greeting the IMAP server"
	options := &imapclient.Options{UnilateralDataHandler: &imapclient.UnilateralDataHandler{Mailbox: l.heard}}
	config := b.cfg.Server.TLSConfig()
	switch b.cfg.Server.Security {
	case mailbox.StartTLS:
		options.TLSConfig = config
		client, err := imapclient.NewStartTLS(l.conn, options)
		l.client = client
		return startTrouble(doing, err)
	case mailbox.Plain:
		l.client = imapclient.New(l.conn, options)
	default:
		secured := tls.Client(l.conn, config)
		if err := secured.HandshakeContext(ctx); err != nil {
			return mailbox.LineTrouble("securing the connection to the IMAP server", err)
		}
		l.client = imapclient.New(secured, options)
	}
	if err := l.client.WaitGreeting(); err != nil {
		return greetingTrouble(doing, err)
	}
	return nil
}

// heard runs on the goroutine that reads the connection: it must not wait, and
// a command from here would never be answered.
func (l *line) heard(data *imapclient.UnilateralDataMailbox) {
	if data.NumMessages != nil {
		l.ring()
	}
}

func (l *line) ring() {
	select {
	case l.bell <- struct{}{}:
	default:
	}
}

// login proves who we are. A refusal that only a person can lift is respected
// for a quarter of an hour: nothing is dialled meanwhile.
func (b *Box) login(ctx context.Context, l *line) error {
	err := b.cfg.Login(ctx, l.client)
	if err == nil {
		return nil
	}
	var t *mailbox.Trouble
	if !errors.As(err, &t) {
		err = loginTrouble(err)
	}
	if errors.As(err, &t) && t.Refused {
		b.refused.Begin(t)
	}
	return err
}

// readCaps asks again after logging in: servers announce less to strangers.
func (b *Box) readCaps(_ context.Context, l *line) error {
	const doing = "asking the IMAP server what it can do"
	caps, err := l.client.Capability().Wait()
	if err != nil {
		return replyTrouble(doing, err, mailbox.TryLater, "")
	}
	l.caps = caps
	if !caps.Has(imap.CapMove) && !caps.Has(imap.CapUIDPlus) {
		return &mailbox.Trouble{
			Outcome: mailbox.Misconfigured,
			Doing:   doing,
			Code:    "no MOVE, no UIDPLUS",
			Hint: "this server cannot move a message without deleting what other people have marked as deleted; " +
				"use a server with MOVE (RFC 6851) or UIDPLUS (RFC 4315)",
		}
	}
	return nil
}

// choose selects the watched folder.
func (b *Box) choose(_ context.Context, l *line) error {
	names, err := l.naming()
	if err != nil {
		return err
	}
	name, err := names.real(b.cfg.Folder)
	if err != nil {
		return err
	}
	data, err := l.client.Select(name, &imap.SelectOptions{ReadOnly: b.cfg.ReadOnly}).Wait()
	if err != nil {
		return folderTrouble(err)
	}
	l.validity, l.next = data.UIDValidity, uint32(data.UIDNext)
	if l.validity == 0 {
		// Without UIDVALIDITY nothing tells whether a number still means the same
		// letter on the next connection (RFC 3501 section 2.3.1.1): each has a
		// numbering of its own, and letters are known again by what they say.
		b.invented = max(b.invented+1, uint32(b.cfg.Now().Unix()))
		l.validity, l.unnumbered = b.invented, true
	}
	return nil
}
