package mailbox

import (
	"context"
	"fmt"
	"log/slog"
)

// Bearer is an OAuth 2 access token on its way to a login. It prints redacted.
type Bearer struct {
	Token string
	// Fresh: it was fetched for this login. A server that refuses a fresh token
	// refuses the office; one that refuses an older one may only have outlived it.
	Fresh bool
	// Forget keeps this token from being handed out again. nil does nothing.
	Forget func()
}

// Tokens gives a token that is good for some minutes more. Its error is a
// *Trouble, or the context's own.
type Tokens func(context.Context) (Bearer, error)

// Format keeps the token out of anything that is printed.
func (b Bearer) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[token]")) }

// LogValue keeps the token out of logs.
func (b Bearer) LogValue() slog.Value { return slog.StringValue("[token]") }

// Refused is what the refusal of a login with this token means, by a server
// whose own word, sorted as for a password, is t. A token that was kept from
// before is forgotten and the next login fetches another; only a server that
// refuses a fresh one needs a person. What passes by itself is left as it is.
func (b Bearer) Refused(t *Trouble) *Trouble {
	if t.Outcome != Misconfigured {
		return t
	}
	if b.Forget != nil {
		b.Forget()
	}
	again := *t
	if !b.Fresh {
		again.Outcome, again.Hint = TryLater, "the token may have run out: another is fetched"
	} else if again.Hint == "" || again.Who == ReadingAs || again.Who == SendingAs {
		again.Hint = "the token is good and was refused: check " + string(t.Who) +
			", and that the application may use this mailbox (in Exchange: New-ServicePrincipal, Add-MailboxPermission)"
	}
	return &again
}

// XOAuth2 is the first and only message of the mechanism XOAUTH2, which
// Exchange Online and NHSmail take
// (learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth).
func (b Bearer) XOAuth2(user string) []byte {
	return []byte("user=" + user + "\x01auth=Bearer " + b.Token + "\x01\x01")
}

// OAuthBearer is the first message of OAUTHBEARER (RFC 7628 section 3.1).
func (b Bearer) OAuthBearer(user string, s Server) []byte {
	return []byte(fmt.Sprintf("n,a=%s,\x01host=%s\x01port=%d\x01auth=Bearer %s\x01\x01", user, s.Host, s.Port, b.Token))
}
