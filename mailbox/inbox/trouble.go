package inbox

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/emersion/go-imap/v2"

	"referrald/mailbox"
)

// codeExpunged is what a server says when a message went away under a command (RFC 5530).
const codeExpunged imap.ResponseCode = "EXPUNGEISSUED"

// passing are the response codes of RFC 5530 and 9051 that say "later":
// nothing is wrong with us or with the request.
var passing = map[imap.ResponseCode]bool{
	imap.ResponseCodeUnavailable: true,
	imap.ResponseCodeInUse:       true,
	imap.ResponseCodeLimit:       true,
	// A full mailbox can be read; only what needs room in it must wait.
	imap.ResponseCodeOverQuota: true,
	imap.ResponseCodeServerBug: true,
	codeExpunged:               true,
}

// meanwhile is what a person can do about something that may pass.
var meanwhile = map[imap.ResponseCode]string{
	imap.ResponseCodeOverQuota: "the mailbox is full: make room",
	imap.ResponseCodeLimit:     "too much at once for this server: see what else is logged in to the mailbox",
}

// lasting are the codes that only a person can lift, with what that person does.
var lasting = map[imap.ResponseCode]string{
	imap.ResponseCodeAuthenticationFailed: "check the user name and the password",
	imap.ResponseCodeAuthorizationFailed:  "this user may not open this mailbox: check imap.user",
	imap.ResponseCodeExpired:              "the password has expired: set a new one",
	imap.ResponseCodePrivacyRequired:      "the server wants TLS: set imap.tls",
	imap.ResponseCodeContactAdmin:         "ask whoever runs the mail server",
	imap.ResponseCodeNoPerm:               "this user lacks the right to do that: ask whoever runs the mail server",
	imap.ResponseCodeCannot:               "the server does not allow this folder name: check [folders]",
	imap.ResponseCodeCorruption:           "the mailbox is damaged: ask whoever runs the mail server",
	imap.ResponseCodeNonExistent:          "there is no such folder: check imap.folder and [folders]",
}

// replyTrouble sorts a refusal by its response code, never by its text. A
// refusal without a code counts as uncoded; hint is used where the code has no
// better one. Any other error means that the connection is gone.
func replyTrouble(doing string, err error, uncoded mailbox.Outcome, hint string) error {
	var reply *imap.Error
	if !errors.As(err, &reply) {
		return mailbox.LineTrouble(doing, lost(err))
	}
	t := &mailbox.Trouble{
		Outcome: uncoded, Doing: doing, Code: string(reply.Code), Hint: hint, Refused: true,
		Err: &refusal{reply: reply.Type, code: reply.Code, text: mailbox.ServerSaid(said(reply), reply.Text)},
	}
	if passing[reply.Code] {
		t.Outcome, t.Hint = mailbox.TryLater, meanwhile[reply.Code]
	} else if advice, ok := lasting[reply.Code]; ok {
		t.Outcome = mailbox.Misconfigured
		if hint == "" {
			t.Hint = advice
		}
	}
	return t
}

// loginTrouble sorts a refused login. A server that gives no reason means the
// name or the password.
func loginTrouble(err error) error {
	err = replyTrouble(doingLogin, err, mailbox.Misconfigured,
		"check imap.user and the password, and that this mailbox may be read by IMAP")
	var t *mailbox.Trouble
	if errors.As(err, &t) && t.Refused && t.Outcome == mailbox.Misconfigured {
		t.Who = mailbox.ReadingAs
	}
	return err
}

// folderTrouble sorts a refusal to open the watched folder. Exchange answers BAD
// without a code when a login may not open a mailbox, and also when there are
// too many connections: that may pass.
func folderTrouble(err error) error {
	outcome, hint := mailbox.Misconfigured, "check imap.folder: it is the name that the server gives the folder, INBOX for the inbox itself"
	var reply *imap.Error
	if errors.As(err, &reply) && reply.Type == imap.StatusResponseTypeBad {
		outcome, hint = mailbox.TryLater, "if it goes on, see that imap.user may open this mailbox, and what else is logged in to it"
	}
	return replyTrouble("opening the watched folder", err, outcome, hint)
}

// refusal is a tagged NO or BAD: the connection is still good. It keeps the
// server's words scrubbed, not the reply itself, so that no log can print an
// address by unwrapping.
type refusal struct {
	reply imap.StatusResponseType
	code  imap.ResponseCode
	text  error
}

func (r *refusal) Error() string { return r.text.Error() }

func said(e *imap.Error) string {
	if e.Code == "" {
		return string(e.Type)
	}
	return string(e.Type) + " [" + string(e.Code) + "]"
}

// refused reports whether err is a server's NO or BAD, and with which code.
func refused(err error) (imap.ResponseCode, bool) {
	var r *refusal
	if errors.As(err, &r) {
		return r.code, true
	}
	return "", false
}

// lost gives the end of a connection a name that people understand.
func lost(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the server ended the connection: %w", err)
	}
	return err
}

// startTrouble sorts what can go wrong up to the end of STARTTLS.
func startTrouble(doing string, err error) error {
	if err == nil {
		return nil
	}
	var reply *imap.Error
	if errors.As(err, &reply) {
		return replyTrouble(doing, err, mailbox.Misconfigured,
			"the server offers no STARTTLS here: try imap.tls = \"implicit\" with port 993")
	}
	return mailbox.LineTrouble("securing the connection to the IMAP server", lost(err))
}

// greetingTrouble: a server that says BYE at once is full or closing; that passes.
func greetingTrouble(doing string, err error) error {
	var reply *imap.Error
	if errors.As(err, &reply) {
		return replyTrouble(doing, err, mailbox.TryLater, "")
	}
	return mailbox.LineTrouble(doing, lost(err))
}

// unlessOver gives the context's own error precedence: being told to stop is
// no trouble with the server.
func unlessOver(ctx context.Context, err error) error {
	if err == nil || ctx.Err() == nil {
		return asTrouble(err)
	}
	return context.Cause(ctx)
}

// asTrouble wraps what a guard reports bare.
func asTrouble(err error) error {
	var t *mailbox.Trouble
	switch {
	case err == nil, errors.As(err, &t), errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, errSilent):
		return &mailbox.Trouble{Outcome: mailbox.TryLater, Doing: "waiting for the IMAP server", Err: err}
	}
	return mailbox.LineTrouble("talking to the IMAP server", lost(err))
}
