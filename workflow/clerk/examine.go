package clerk

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"referrald/forms"
	"referrald/mailbox"
	"referrald/workflow"
	"referrald/workflow/ledger"
)

// Examined is one message opened and read; nothing has been decided.
type Examined struct {
	Message  *mailbox.Message
	Found    forms.Found
	Received time.Time // the moment the message counts as received
}

// Reading looks for forms in what one message brought, as forms.Find does: the
// files, the text that was typed, the moment of receipt.
type Reading func(files []forms.File, typed string, received time.Time) forms.Found

// Examine reads the forms in an opened message, which counts as received at
// the given moment. It is pure but for the time that it takes.
func Examine(m *mailbox.Message, at time.Time, read Reading) Examined {
	return Examined{Message: m, Found: read(Files(m), typed(m), at), Received: at}
}

// ReceivedAt is when a message counts as received: the topmost Received header
// is the receiving server's own, any other date can be forged. No message
// comes from the future.
func ReceivedAt(m *mailbox.Message, now time.Time) time.Time {
	for _, t := range []time.Time{m.Received, m.Date} {
		if !t.IsZero() && !t.After(now) {
			return t
		}
	}
	return now
}

// Files is the bridge between the two rooms: what a message brought, as files
// that may be forms. Pictures that only decorate the text, and a mail program's
// own files, are left out.
func Files(m *mailbox.Message) []forms.File {
	var out []forms.File
	for _, a := range m.Attachments {
		if a.Inline && strings.HasPrefix(a.Type, "image/") || sealed(a.Type) {
			continue
		}
		out = append(out, forms.File{Name: a.Name, Type: a.Type, Data: a.Data, Where: a.Where})
	}
	return out
}

// sealed reports whether a file is a mail program's own: a signature on the
// message or a calendar entry. Nobody fills one in.
func sealed(mediaType string) bool {
	switch mediaType {
	case "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature", "text/calendar", "application/ics":
		return true
	}
	return false
}

// typed is the text in which answers may be typed: what the sender wrote this
// time, answers between quoted questions too. A message that only forwards has
// no words of its own; then what it forwards is read.
func typed(m *mailbox.Message) string {
	if strings.TrimSpace(m.Newest) != "" {
		return m.Newest
	}
	if strings.TrimSpace(m.Text) != "" {
		return m.Text
	}
	for _, n := range m.Nested {
		if t := typed(n); t != "" {
			return t
		}
	}
	return ""
}

// print is what recognises a message that was seen before, under another
// number or in another folder.
func printOf(e Examined, size int64) ledger.Print {
	m := e.Message
	h := sha256.New()
	part := func(s string) { fmt.Fprintf(h, "%d:%s", len(s), s) }
	part(m.From.Key())
	part(m.Subject)
	part(m.Text)
	for _, a := range m.Attachments {
		sum := sha256.Sum256(a.Data)
		part(string(sum[:]))
	}
	return ledger.Print{
		Hash: m.Hash, MessageID: m.MessageID, Content: hex.EncodeToString(h.Sum(nil)),
		Received: e.Received, From: m.From, Size: size,
	}
}

// examineGuarded examines under a time limit; a panic or a reader that does
// not come back is an error about this message alone.
func examineGuarded(raw []byte, now time.Time, read Reading) (Examined, error) {
	type result struct {
		e   Examined
		err error
	}
	done := make(chan result, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- result{err: fmt.Errorf("reading the message: the reader stopped short (%T)", r)}
			}
		}()
		m := mailbox.Open(raw, mailbox.OpenOptions{})
		done <- result{e: Examine(m, ReceivedAt(m, now), read)}
	}()
	select {
	case r := <-done:
		return r.e, r.err
	case <-time.After(readTime):
		return Examined{}, fmt.Errorf("reading the message: not finished after %s", readTime)
	}
}

// tooLarge stands for the part of a message that was not fetched.
func tooLarge(e Examined) Examined {
	e.Found = forms.Found{Unread: []forms.Unread{{
		Source: "message", Code: forms.TooLarge,
		Text: "The message is larger than we can open. Please send the form by itself, without other files.",
	}}}
	return e
}

// decideGuarded decides; a panic is an error about this message alone.
func decideGuarded(f workflow.Facts) (p workflow.Plan, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("deciding: the rules stopped short (%T)", r)
		}
	}()
	return workflow.Decide(f), nil
}
