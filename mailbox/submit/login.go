package submit

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/wneessen/go-mail/smtp"

	"referrald/mailbox"
)

// Login proves to a fresh connection who we are. It is a function so that a
// password and a token are the same to everything else here. It returns the
// client's own error, which is sorted by the server's reply code, or a
// *mailbox.Trouble when it could not even ask.
type Login func(ctx context.Context, c *smtp.Client) error

const doingLogin = "logging in to the SMTP server"

// Password logs in with a user name and a password, by AUTH PLAIN where it is
// offered, else by AUTH LOGIN. A server that takes neither is never shown the
// password, and no server on another machine is shown it without TLS.
func Password(user, secret string) Login {
	return func(_ context.Context, c *smtp.Client) error {
		_, words := c.Extension("AUTH")
		offered := strings.Fields(strings.ToUpper(words))
		for _, mechanism := range []string{"PLAIN", "LOGIN"} {
			if slices.Contains(offered, mechanism) {
				return c.Auth(&password{mechanism: mechanism, user: user, secret: secret})
			}
		}
		return &mailbox.Trouble{
			Outcome: mailbox.Misconfigured,
			Doing:   doingLogin,
			Who:     mailbox.SendingAs,
			Hint:    "the server takes no password on this connection: it may want smtp.login = \"oauth\", or TLS (smtp.tls), or no login at all",
		}
	}
}

// ownMachine is the server's name on a connection that was seen to end on this
// machine; only there is a password said without TLS.
const ownMachine = "localhost"

// password is both ways of AUTH with a password.
type password struct {
	mechanism    string
	user, secret string
	step         int
}

func (p *password) Start(server *smtp.ServerInfo) (string, []byte, error) {
	if !server.TLS && server.Name != ownMachine {
		return "", nil, &mailbox.Trouble{
			Outcome: mailbox.Misconfigured, Doing: doingLogin, Hint: "a password is not sent without TLS: set smtp.tls",
		}
	}
	if p.mechanism == "PLAIN" {
		return p.mechanism, []byte("\x00" + p.user + "\x00" + p.secret), nil
	}
	return p.mechanism, nil, nil
}

// Next answers the two questions of LOGIN in their order, however they are
// worded. PLAIN has said everything already.
func (p *password) Next(_ []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	p.step++
	switch {
	case p.mechanism == "LOGIN" && p.step == 1:
		return []byte(p.user), nil
	case p.mechanism == "LOGIN" && p.step == 2:
		return []byte(p.secret), nil
	}
	return nil, &mailbox.Trouble{Outcome: mailbox.TryLater, Doing: doingLogin, Err: errGarbled}
}

// Token logs in with an OAuth 2 token: by XOAUTH2, which Exchange Online takes
// alone, else by OAUTHBEARER (RFC 7628).
func Token(server mailbox.Server, user string, tokens mailbox.Tokens) Login {
	return func(ctx context.Context, c *smtp.Client) error {
		_, words := c.Extension("AUTH")
		offered := strings.Fields(strings.ToUpper(words))
		says := &bearer{}
		switch {
		case slices.Contains(offered, "XOAUTH2"):
			says.mechanism = "XOAUTH2"
		case slices.Contains(offered, "OAUTHBEARER"):
			says.mechanism = "OAUTHBEARER"
		default:
			return &mailbox.Trouble{
				Outcome: mailbox.Misconfigured, Doing: doingLogin, Who: mailbox.SendingAs,
				Hint: "the server takes no OAuth 2 token on this connection: set smtp.login = \"password\", or TLS (smtp.tls)",
			}
		}
		token, err := tokens(ctx)
		if err != nil {
			return err
		}
		says.first = token.XOAuth2(user)
		if says.mechanism == "OAUTHBEARER" {
			says.first = token.OAuthBearer(user, server)
		}
		if err := c.Auth(says); err != nil {
			return tokenTrouble(token, err)
		}
		return nil
	}
}

// tokenTrouble sorts a refused token: an old one is replaced, a fresh one needs
// a person.
func tokenTrouble(token mailbox.Bearer, err error) error {
	err = trouble(doingLogin, atLogin, err)
	var t *mailbox.Trouble
	if !errors.As(err, &t) || t.Code == "" {
		return err
	}
	return token.Refused(t)
}

// bearer says what a token has to say, and nothing to the reasons that a server
// gives before it refuses; it refuses all the same.
type bearer struct {
	mechanism string
	first     []byte
}

func (b *bearer) Start(server *smtp.ServerInfo) (string, []byte, error) {
	if !server.TLS && server.Name != ownMachine {
		return "", nil, &mailbox.Trouble{
			Outcome: mailbox.Misconfigured, Doing: doingLogin, Hint: "a token is not sent without TLS: set smtp.tls",
		}
	}
	return b.mechanism, b.first, nil
}

func (b *bearer) Next(_ []byte, more bool) ([]byte, error) {
	switch {
	case !more:
		return nil, nil
	case b.mechanism == "OAUTHBEARER":
		return []byte{1}, nil // RFC 7628 section 3.2.3
	}
	return []byte{}, nil
}
