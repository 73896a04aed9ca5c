package inbox

import (
	"context"

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
			Doing:   "logging in to the IMAP server",
			Hint:    "the server takes no password on this connection: it may want OAuth 2, or tls = \"implicit\"",
		}
	}
}
