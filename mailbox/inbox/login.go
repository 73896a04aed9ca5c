package inbox

import (
	"context"
	"errors"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"

	"referrald/mailbox"
)

// Login proves to a fresh connection who we are. It is a function so that a
// password and a token are the same to everything else here. It returns the
// client's own error, which is sorted by the server's response code, or a
// *mailbox.Trouble when it could not even ask.
type Login func(ctx context.Context, c *imapclient.Client) error

const doingLogin = "logging in to the IMAP server"

// Password logs in with a user name and a password: by AUTHENTICATE PLAIN
// where it is offered (it carries any character), else by LOGIN. A server that
// takes neither is never shown the password.
func Password(user, secret string) Login {
	return func(_ context.Context, c *imapclient.Client) error {
		caps := c.Caps()
		switch {
		case caps.Has(imap.AuthCap(sasl.Plain)):
			return c.Authenticate(sasl.NewPlainClient("", user, secret))
		case !caps.Has(imap.CapLoginDisabled):
			return c.Login(user, secret).Wait()
		}
		return &mailbox.Trouble{
			Outcome: mailbox.Misconfigured,
			Doing:   doingLogin,
			Who:     mailbox.ReadingAs,
			Hint:    "the server takes no password on this connection: it may want imap.login = \"oauth\", or tls = \"implicit\"",
		}
	}
}

// Token logs in with an OAuth 2 token, as the user whose mailbox it is: by
// XOAUTH2, which Exchange Online takes alone, else by OAUTHBEARER (RFC 7628).
func Token(server mailbox.Server, user string, tokens mailbox.Tokens) Login {
	return func(ctx context.Context, c *imapclient.Client) error {
		caps := c.Caps()
		var says *bearer
		switch {
		case caps.Has(imap.AuthCap("XOAUTH2")):
			says = &bearer{mechanism: "XOAUTH2"}
		case caps.Has(imap.AuthCap(sasl.OAuthBearer)):
			says = &bearer{mechanism: sasl.OAuthBearer}
		default:
			return &mailbox.Trouble{
				Outcome: mailbox.Misconfigured, Doing: doingLogin, Who: mailbox.ReadingAs,
				Hint: "the server takes no OAuth 2 token here: set imap.login = \"password\"",
			}
		}
		token, err := tokens(ctx)
		if err != nil {
			return err
		}
		says.first = token.XOAuth2(user)
		if says.mechanism == sasl.OAuthBearer {
			says.first = token.OAuthBearer(user, server)
		}
		if err := c.Authenticate(says); err != nil {
			return tokenTrouble(token, err)
		}
		return nil
	}
}

// tokenTrouble sorts a refused token: an old one is replaced, a fresh one needs
// a person.
func tokenTrouble(token mailbox.Bearer, err error) error {
	err = loginTrouble(err)
	var t *mailbox.Trouble
	if !errors.As(err, &t) || !t.Refused {
		return err
	}
	return token.Refused(t)
}

// bearer says what a token has to say. The reasons that a server gives before it
// refuses are answered with one byte, as RFC 7628 section 3.2.3 says: an empty
// answer, which XOAUTH2 has, the client library writes as "=", and Dovecot takes
// that for a mistake and hides its reason.
type bearer struct {
	mechanism string
	first     []byte
}

func (b *bearer) Start() (string, []byte, error) { return b.mechanism, b.first, nil }

func (b *bearer) Next([]byte) ([]byte, error) { return []byte{1}, nil }
