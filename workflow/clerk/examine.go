package clerk

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	_ "image/gif" // the kinds of pictures that mail programs paste
	_ "image/jpeg"
	_ "image/png"
	"slices"
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
	found := read(Files(m), typed(m), at)
	if len(found.Forms) == 0 {
		found.Forms = passedOn(m, at, read)
	}
	if m.Sealed != "" && len(found.Forms) == 0 {
		found.Unread = append(withoutNotices(found.Unread, m), forms.File{Name: wholeMessage}.Unread(forms.Encrypted))
	}
	return Examined{Message: m, Found: found, Received: at}
}

// wholeMessage is the source of what is said of a message and not of one of its files.
const wholeMessage = "message"

// passedOn reads answers that were typed in messages attached to this one, where
// a few words of the sender's own stand above them.
func passedOn(m *mailbox.Message, at time.Time, read Reading) []forms.Form {
	if strings.TrimSpace(m.Newest) == "" || m.Bounce != nil {
		return nil // read already, or a letter of ours
	}
	var out []forms.Form
	for _, n := range m.Nested {
		text := typed(n)
		if text == "" {
			continue
		}
		for _, f := range read(nil, text, at).Forms {
			for name, a := range f.Fields {
				a.Where = "attached message, " + a.Where
				f.Fields[name] = a
			}
			out = append(out, f)
		}
	}
	return out
}

// withoutNotices leaves out what is said of files that only announce an
// encrypted message: nobody filled them in.
func withoutNotices(unread []forms.Unread, m *mailbox.Message) []forms.Unread {
	return slices.DeleteFunc(unread, func(u forms.Unread) bool {
		return slices.ContainsFunc(m.Attachments, func(a mailbox.Attachment) bool {
			return a.Sealed && (u.Source == a.Name || a.Name == "" && u.Source == a.Where)
		})
	})
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
// own files, are left out, as is what is encrypted. A page that may be the
// notice of something encrypted may be a form as well.
func Files(m *mailbox.Message) []forms.File {
	var out []forms.File
	for _, a := range m.Attachments {
		if a.Inline && decorates(a) || sealed(a.Type) || a.Sealed && a.Type != "text/html" {
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

const (
	// A photograph or a scan of a page has 200 KB and more; logos, signs and
	// banners under letters have 5 to 50.
	decorationBytes = 60 << 10
	// The longer side of a page that can be read has 800 pixels at least: that
	// is 70 dpi. Decorations are drawn for a column of 600.
	decorationSide = 800
	// A page is 1.4 times as long as wide, a screen 2.2 times, a banner 4 times.
	decorationRatio = 3
)

// decorates reports whether a picture in the text is no page of a form: people
// paste photographs of the form into the letter itself. What is large and cannot
// be measured (HEIC, as phones take it) is one.
func decorates(a mailbox.Attachment) bool {
	if !strings.HasPrefix(a.Type, "image/") || a.Type == "image/heic" || a.Type == "image/heif" {
		return false // a signature is never as a phone stores its pictures
	}
	if len(a.Data) < decorationBytes {
		return true
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(a.Data))
	if err != nil {
		return false
	}
	long, short := max(size.Width, size.Height), min(size.Width, size.Height)
	return long < decorationSide || long > short*decorationRatio
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
func examineGuarded(raw []byte, now time.Time, read Reading, atMost time.Duration) (Examined, error) {
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
	case <-time.After(atMost):
		return Examined{}, fmt.Errorf("reading the message: not finished after %s", atMost)
	}
}

// tooLarge stands for the part of a message that was not fetched.
func tooLarge(e Examined) Examined {
	e.Found = forms.Found{Unread: []forms.Unread{{
		Source: wholeMessage, Code: forms.TooLarge,
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
