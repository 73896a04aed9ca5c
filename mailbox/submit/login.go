package submit

import (
	"context"
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
			Hint:    "the server takes no password on this connection: it may want OAuth 2, or TLS (smtp.tls), or no login at all",
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
