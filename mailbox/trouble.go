package mailbox

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// Trouble stands between the office and a mail server. Both rooms that talk to
// servers return it, so that the clerk branches on one type: TryLater is
// retried with back-off, Misconfigured needs a person and is retried rarely
// (a repeated wrong password locks accounts).
type Trouble struct {
	Outcome Outcome // TryLater or Misconfigured
	Doing   string  // what was tried, as a gerund: "logging in to the IMAP server"
	Code    string  // the server's own code, "AUTHENTICATIONFAILED" or "535 5.7.8"; "" when it gave none
	Hint    string  // what a person does next, "" when there is nothing but waiting
	Who     Name    // which of the office's names was refused; "" when none was, or nobody knows
	Refused bool    // an IMAP server answered no to this command, and the connection is still good
	Err     error   // the cause; its text holds no addresses
}

func (t *Trouble) Error() string {
	s := t.Doing
	if t.Err != nil {
		s += ": " + t.Err.Error()
	}
	if t.Hint != "" {
		s += " (" + t.Hint + ")"
	}
	return s
}

func (t *Trouble) Unwrap() error { return t.Err }

// Name is one of the names under which the office is known to its mail
// servers, as the configuration's key for it. A shared mailbox has three that
// may all differ, and a refusal is of use only when it says of which.
type Name string

const (
	ReadingAs  Name = "imap.user"       // logs in to read
	SendingAs  Name = "smtp.user"       // logs in to send
	WritingAs  Name = "office.from"     // stands on the letters
	Registered Name = "oauth.client_id" // the application that asks for tokens
)

// ErrRenumbered is the cause of a Trouble when UIDVALIDITY changed since the
// last look: every UID that the office knows is meaningless, and it looks again.
var ErrRenumbered = errors.New("the server has numbered the folder anew")

// LineTrouble sorts an error of dialling or of TLS. A certificate that cannot
// be trusted, or a port that speaks something else, is Misconfigured; anything
// else on the line (refused, reset, silent, name not found) may pass.
func LineTrouble(doing string, err error) *Trouble {
	t := &Trouble{Outcome: TryLater, Doing: doing, Err: err}
	var (
		verify  *tls.CertificateVerificationError
		unknown x509.UnknownAuthorityError
		name    x509.HostnameError
		invalid x509.CertificateInvalidError
		record  tls.RecordHeaderError
		alert   tls.AlertError
	)
	switch {
	case errors.As(err, &name):
		t.Outcome, t.Hint = Misconfigured, "the certificate is for another host name: check host"
	case errors.As(err, &unknown):
		t.Outcome, t.Hint = Misconfigured, "the certificate is not publicly signed: name its authority in ca_file"
	case errors.As(err, &invalid), errors.As(err, &verify):
		t.Outcome, t.Hint = Misconfigured, "the server's certificate is not valid: ask whoever runs the server"
	case errors.As(err, &record):
		t.Outcome, t.Hint = Misconfigured, "this port does not begin with TLS: check port, or try tls = \"starttls\""
	case errors.As(err, &alert):
		t.Outcome, t.Hint = Misconfigured, "the two sides agree on no kind of TLS; 1.2 is the least that is accepted"
	}
	return t
}

// textLimit bounds a server's words in an error or a receipt: one screen line or two.
const textLimit = 300

// Scrub makes a server's reply fit for a log: one line, no control characters,
// at most 300 characters, and every word that holds an "@" replaced, because
// replies like to repeat the address they are about.
func Scrub(text string) string {
	words := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
	for i, w := range words {
		if strings.ContainsAny(w, "@\uFF20") {
			words[i] = redacted
		}
	}
	s := strings.ToValidUTF8(strings.Join(words, " "), "?")
	if r := []rune(s); len(r) > textLimit {
		s = string(r[:textLimit]) + "..."
	}
	return s
}

// ServerSaid is an error that holds a server's reply, scrubbed.
func ServerSaid(code, text string) error {
	if text = Scrub(text); text == "" {
		return fmt.Errorf("the server said %s", code)
	}
	return fmt.Errorf("the server said %s: %s", code, text)
}
