package loopback

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Letter is one letter that the SMTP server took.
type Letter struct {
	From, To string // envelope
	Bytes    []byte // as sent; nil when it was dropped to bound memory
	At       time.Time
}

// Sent gives the letters that were taken, oldest first.
func (o *Office) Sent() []Letter {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.sent)
}

// post is one SMTP connection.
type post struct {
	office  *Office
	conn    net.Conn
	authed  bool
	from    string
	to      []string
	dropped bool // the connection ends after the next reply
}

var _ smtp.AuthSession = (*post)(nil)

func (o *Office) newPost(c *smtp.Conn) (smtp.Session, error) {
	p := &post{office: o, conn: c.Conn()}
	return p, p.meet(event{at: "EHLO"})
}

func (p *post) meet(e event) error {
	f := p.office.strike(false, e)
	if f == nil {
		return nil
	}
	return p.suffer(f)
}

func (p *post) suffer(f *Fault) error {
	switch f.Do {
	case Refuse:
		return f.reply()
	case Drop:
		_ = p.conn.Close()
		return net.ErrClosed
	case Silence:
		if w := wireOf(p.conn); w != nil {
			w.silence()
		}
	case DropAfter:
		p.dropped = true
	}
	return nil
}

func (f *Fault) reply() error {
	e := &smtp.SMTPError{Code: f.Reply, EnhancedCode: smtp.NoEnhancedCode, Message: orElse(f.Text, "not today")}
	if e.Code == 0 {
		e.Code = 451
	}
	var c smtp.EnhancedCode
	if n, _ := fmt.Sscanf(f.Code, "%d.%d.%d", &c[0], &c[1], &c[2]); n == 3 {
		e.EnhancedCode = c
	}
	return e
}

// AuthMechanisms are the ways to log in.
func (p *post) AuthMechanisms() []string { return p.office.opt.mechanisms(sasl.Plain, sasl.Login) }

func (p *post) Auth(mech string) (sasl.Server, error) {
	if err := p.meet(event{at: "AUTH"}); err != nil {
		return nil, err
	}
	switch {
	case !slices.Contains(p.AuthMechanisms(), mech):
	case mech == sasl.Plain:
		return sasl.NewPlainServer(func(_, user, password string) error { return p.check(user, password) }), nil
	case mech == sasl.Login:
		return &loginServer{post: p}, nil
	default:
		return &bearerServer{
			office: p.office, user: p.office.opt.Sender, refusal: smtp.ErrAuthFailed, welcome: func() { p.authed = true },
		}, nil
	}
	return nil, smtp.ErrAuthUnknownMechanism
}

func (p *post) check(user, password string) error {
	if !p.office.knows(user, p.office.opt.Sender, password) {
		return smtp.ErrAuthFailed
	}
	p.authed = true
	return nil
}

// loginServer is the server's side of AUTH LOGIN, which some hospital relays
// offer alone.
type loginServer struct {
	post *post
	user string
	step int
}

func (l *loginServer) Next(response []byte) ([]byte, bool, error) {
	l.step++
	switch l.step {
	case 1:
		return []byte("Username:"), false, nil
	case 2:
		l.user = string(response)
		return []byte("Password:"), false, nil
	}
	return nil, true, l.post.check(l.user, string(response))
}

func (p *post) Mail(from string, _ *smtp.MailOptions) error {
	if err := p.meet(event{at: "MAIL"}); err != nil {
		return err
	}
	if !p.authed {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Authentication required"}
	}
	if as := p.office.opt.SendAs; as != nil && !slices.Contains(as, from) {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 60}, Message: "SMTP; Client does not have permissions to send as this sender"}
	}
	p.from, p.to = from, nil
	return nil
}

func (p *post) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := p.meet(event{at: "RCPT", to: to}); err != nil {
		return err
	}
	p.to = append(p.to, to)
	return nil
}

func (p *post) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	f := p.office.strike(false, event{at: "DATA", to: p.to[0]})
	if f != nil {
		if err := p.suffer(f); err != nil {
			return err
		}
	}
	for _, to := range p.to {
		p.office.take(Letter{From: p.from, To: to, Bytes: raw, At: p.office.opt.Now()})
	}
	if f != nil && f.Do == DropTaken {
		_ = p.conn.Close()
	}
	return nil
}

// take keeps a letter, and brings it round to the watched mailbox if it is
// addressed there.
func (o *Office) take(l Letter) {
	o.mu.Lock()
	o.sent = append(o.sent, l)
	o.sentSize += len(l.Bytes)
	for i := 0; o.sentSize > o.opt.KeepSent && i < len(o.sent)-1; i++ {
		o.sentSize -= len(o.sent[i].Bytes)
		o.sent[i].Bytes = nil
	}
	o.mu.Unlock()
	if o.opt.Local && strings.EqualFold(l.To, o.Address) {
		o.DeliverAt(stamped(l), l.At)
	}
	if o.opt.OnSent != nil {
		o.opt.OnSent(l)
	}
}

// stamped is a letter as the last mail system hands it over.
func stamped(l Letter) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "Return-Path: <%s>\r\nReceived: from localhost by loopback.test with ESMTPSA; %s\r\n",
		l.From, l.At.Format(time.RFC1123Z))
	b.Write(l.Bytes)
	return b.Bytes()
}

func (p *post) Reset() {
	p.from, p.to = "", nil
	if p.dropped {
		_ = p.conn.Close()
	}
}

func (p *post) Logout() error { return nil }
