package submit

import (
	"context"
	"crypto/tls"
	"net"
	"net/textproto"
	"strconv"

	"github.com/wneessen/go-mail/smtp"

	"referrald/mailbox"
)

// line is one connection, secured and logged in.
type line struct {
	cfg    Config
	wire   *wire
	client *smtp.Client

	pipelining, eightBit, utf8, sized bool
	largest                           int64 // the largest letter taken (SIZE), 0 when not stated
}

// connect dials, secures, introduces us and logs in. Its error is a
// *mailbox.Trouble or the context's.
func (p *Post) connect(ctx context.Context) (*line, error) {
	conn, err := p.dial(ctx)
	if err != nil {
		return nil, unlessOver(ctx, err)
	}
	l := &line{cfg: p.cfg, wire: &wire{Conn: conn}}
	defer l.wire.closeWith(ctx)()
	for _, step := range []func(context.Context) error{l.greet, l.hello, l.startTLS, l.login} {
		l.wire.begin(ctx, p.cfg.Timeout)
		if err := step(ctx); err != nil {
			_ = conn.Close()
			return nil, unlessOver(ctx, err)
		}
	}
	l.learn()
	return l, nil
}

// unlessOver gives the context's own error precedence: being told to stop is
// no trouble with the server.
func unlessOver(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

const doingDial = "connecting to the SMTP server"

// dial opens the connection. Without TLS it goes no further than this machine.
func (p *Post) dial(ctx context.Context) (net.Conn, error) {
	s := p.cfg.Server
	dialer := net.Dialer{Timeout: p.cfg.Timeout}
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(s.Host, strconv.Itoa(s.Port)))
	if err != nil {
		t := mailbox.LineTrouble(doingDial, err)
		t.Hint = "check smtp.host and smtp.port, and whether the server is up"
		return nil, t
	}
	if err := safe(s.Security, conn); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

// safe refuses a connection to another machine that nothing protects, before a
// byte is sent.
func safe(security mailbox.Security, conn net.Conn) error {
	if security != mailbox.Plain || loopback(conn) {
		return nil
	}
	return &mailbox.Trouble{
		Outcome: mailbox.Misconfigured, Doing: doingDial,
		Hint: "without TLS only an address of this machine itself is allowed: set smtp.tls",
	}
}

func loopback(conn net.Conn) bool {
	addr, ok := conn.RemoteAddr().(*net.TCPAddr)
	return ok && addr.IP.IsLoopback()
}

// greet brings TLS up where it comes first, and reads the greeting.
func (l *line) greet(ctx context.Context) error {
	s := l.cfg.Server
	var conn net.Conn = l.wire
	name := s.Host
	switch s.Security {
	case mailbox.TLS:
		secured := tls.Client(l.wire, s.TLSConfig())
		if err := secured.HandshakeContext(ctx); err != nil {
			return mailbox.LineTrouble(doingTLS, lost(err))
		}
		conn = secured
	case mailbox.Plain:
		name = ownMachine
	}
	client, err := smtp.NewClient(conn, name)
	if err != nil {
		return trouble("greeting the SMTP server", atGreeting, err)
	}
	l.client = client
	return nil
}

const doingTLS = "securing the connection to the SMTP server"

// turnedAway keeps what a server answered to EHLO: the library hides it when
// the HELO that it tries next succeeds.
type turnedAway struct{ err error }

func (t *turnedAway) HandleError(_, _ string, _ *textproto.Conn, err error) error {
	t.err = err
	return err
}

// hello introduces us. A server that knows only HELO is spoken to; one that
// turns EHLO away for the moment is not: without its extensions it would look
// like a server that offers no login.
func (l *line) hello(context.Context) error {
	const doing = "introducing ourselves to the SMTP server"
	var away turnedAway
	name := l.cfg.Server.Host
	if l.cfg.Server.Security == mailbox.Plain {
		name = ownMachine
	}
	l.client.ErrorHandlerRegistry.RegisterHandler(name, "ehlo", &away)
	if err := l.client.Hello(l.cfg.Hello); err != nil {
		return trouble(doing, atGreeting, err)
	}
	if r, ok := replied(away.err); ok && r.code/100 == 4 {
		return trouble(doing, atGreeting, away.err)
	}
	return nil
}

// startTLS upgrades the connection where the configuration says so, or stops.
func (l *line) startTLS(context.Context) error {
	if l.cfg.Server.Security != mailbox.StartTLS {
		return nil
	}
	if offered, _ := l.client.Extension("STARTTLS"); !offered {
		return &mailbox.Trouble{
			Outcome: mailbox.Misconfigured, Doing: doingTLS,
			Hint: "the server offers no STARTTLS here: try smtp.tls = \"implicit\" with port 465",
		}
	}
	return trouble(doingTLS, atGreeting, l.client.StartTLS(l.cfg.Server.TLSConfig()))
}

func (l *line) login(ctx context.Context) error {
	if l.cfg.Login == nil {
		return nil
	}
	return trouble(doingLogin, atLogin, l.cfg.Login(ctx, l.client))
}

// learn reads what the server can do.
func (l *line) learn() {
	has := func(name string) bool {
		yes, _ := l.client.Extension(name)
		return yes
	}
	l.pipelining, l.eightBit, l.utf8 = has("PIPELINING"), has("8BITMIME"), has("SMTPUTF8")
	sized, size := l.client.Extension("SIZE")
	l.sized = sized
	if n, err := strconv.ParseInt(size, 10, 64); err == nil && n > 0 {
		l.largest = n
	}
}

// quit says goodbye, briefly: nothing that is answered changes anything.
func (l *line) quit() {
	ctx, cancel := context.WithTimeout(context.Background(), min(farewell, l.cfg.Timeout))
	defer cancel()
	l.wire.begin(ctx, farewell)
	_ = l.client.Quit()
	_ = l.wire.Close()
}

// trySender sees whether letters may be sent as from, and sends none.
func (l *line) trySender(ctx context.Context, from mailbox.Address) error {
	defer l.wire.closeWith(ctx)()
	const doing = "asking to send as the office"
	if !fits(from.Addr) || !ascii([]byte(from.Addr)) && !l.utf8 {
		return &mailbox.Trouble{
			Outcome: mailbox.Misconfigured, Doing: doing, Who: mailbox.WritingAs, Hint: "the address cannot be used as it is written",
		}
	}
	l.wire.begin(ctx, l.cfg.Timeout)
	mail := "MAIL FROM:<" + from.Addr + ">"
	if !ascii([]byte(from.Addr)) {
		mail += " SMTPUTF8"
	}
	refusal, at, err := l.say([]command{{mail, atSender}})
	switch {
	case err != nil:
		return unlessOver(ctx, trouble(doing, at, err))
	case refusal != nil:
		outcome, hint := refusal.sort(at)
		return &mailbox.Trouble{Outcome: outcome, Doing: doing, Code: refusal.numbers(), Hint: hint, Who: whose(outcome, hint), Err: refusal}
	}
	l.reset(ctx)
	return nil
}
