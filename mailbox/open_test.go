package mailbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

const pdf = "%PDF-1.7\nform\n%%EOF\n"

// letter is a message with a plain header above one Content-Type and body.
func letter(contentType, body string) string { return head1("Hello", contentType) + body }

// parts is a multipart/mixed of finished parts.
func parts(p ...string) string {
	return letter(`multipart/mixed; boundary=B`, "--B\r\n"+strings.Join(p, "\r\n--B\r\n")+"\r\n--B--\r\n")
}

func pdfPart(header string) string {
	return header + "\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(pdf))
}

const helloPart = "Content-Type: text/plain\r\n\r\nHello"

// seen is what a row of the matrix looks at; zero values are not looked at.
type seen struct {
	text, subject, html string
	files               string // "name|type|where|D or I flags" of every attachment, joined by "; "
	data                string // of the first attachment
	damage              string // a part of one entry of Damage
	sound               bool   // Damage is empty
}

func filesOf(m *Message) string {
	var out []string
	for _, a := range m.Attachments {
		flags := ""
		if a.Damaged {
			flags += "D"
		}
		if a.Inline {
			flags += "I"
		}
		out = append(out, a.Name+"|"+a.Type+"|"+a.Where+"|"+flags)
	}
	return strings.Join(out, "; ")
}

func look(t *testing.T, m *Message, want seen) {
	t.Helper()
	if want.text != "" && m.Text != want.text {
		t.Errorf("text is %q, want %q", m.Text, want.text)
	}
	if want.subject != "" && m.Subject != want.subject {
		t.Errorf("subject is %q, want %q", m.Subject, want.subject)
	}
	if want.html != "" && m.HTML != want.html {
		t.Errorf("HTML is %q, want %q", m.HTML, want.html)
	}
	if want.files != "" && filesOf(m) != strings.TrimPrefix(want.files, "none") {
		t.Errorf("files are %q, want %q", filesOf(m), want.files)
	}
	if want.data != "" && (len(m.Attachments) == 0 || string(m.Attachments[0].Data) != want.data) {
		t.Errorf("first file is not %q: %+v", want.data, m.Attachments)
	}
	damage := strings.Join(m.Damage, "; ")
	if !strings.Contains(damage, want.damage) || want.sound && damage != "" {
		t.Errorf("damage is %q, want %q", damage, want.damage)
	}
}

// formFile is what filesOf says of one sound form.
const formFile = "form.pdf|application/pdf|attachment 1|"

func TestOpenMatrix(t *testing.T) {
	for _, c := range []struct {
		name, raw string
		want      seen
	}{
		{"plain", letter("text/plain", "Hello\r\nthere\r\n"), seen{text: "Hello\nthere", sound: true, files: "none"}},
		{"windows-1252 subject and quoted-printable body", head1("=?windows-1252?Q?R=E9f=E9ral_=96_new?=", "text/plain; charset=windows-1252\r\nContent-Transfer-Encoding: quoted-printable") + "It=92s caf=E9 =\r\ntime", seen{subject: "Référal – new", text: "It’s café time", sound: true}},
		{"iso-8859-1 means windows-1252", letter("text/plain; charset=iso-8859-1", "5\x80 \xA33"), seen{text: "5€ £3", sound: true}},
		{"iso-8859-2", letter("text/plain; charset=iso-8859-2", "\xA3ukasz"), seen{text: "Łukasz", sound: true}},
		{"gb2312", letter("text/plain; charset=gb2312", "\xC4\xE3\xBA\xC3"), seen{text: "你好", sound: true}},
		{"koi8-r", letter("text/plain; charset=koi8-r", "\xF0\xD2\xC9\xD7\xC5\xD4"), seen{text: "Привет", sound: true}},
		{"iso-2022-jp", letter("text/plain; charset=iso-2022-jp", "\x1b$B$3\x1b(B!"), seen{text: "こ!", sound: true}},
		{"utf-16 with mark", letter("text/plain; charset=utf-16\r\nContent-Transfer-Encoding: base64", base64.StdEncoding.EncodeToString([]byte("\xFE\xFF\x00H\x00\xE9"))), seen{text: "Hé", sound: true}},
		{"utf-16 without mark, big end first", letter("text/plain; charset=utf-16\r\nContent-Transfer-Encoding: base64", base64.StdEncoding.EncodeToString([]byte("\x00H\x00i"))), seen{text: "Hi", sound: true}},
		{"utf-16le", letter("text/plain; charset=utf-16le\r\nContent-Transfer-Encoding: base64", base64.StdEncoding.EncodeToString([]byte("H\x00i\x00"))), seen{text: "Hi", sound: true}},
		{"unknown charset, ASCII text", letter("text/plain; charset=x-martian", "Hello"), seen{text: "Hello", sound: true}},
		{"unknown charset, 8-bit text", letter("text/plain; charset=x-martian", "caf\xE9"), seen{text: "café", damage: "charset that is not known"}},
		{"labelled utf-8, is windows-1252", letter("text/plain; charset=utf-8", "caf\xE9"), seen{text: "café"}},
		{"labelled iso-8859-1, is utf-8", letter("text/plain; charset=iso-8859-1", "café"), seen{text: "café"}},
		{"no charset, 8-bit", letter("text/plain", "caf\xE9"), seen{text: "café"}},
		{"charset of HTML in its meta", letter("text/html", `<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">`+"\xF0"), seen{text: "П"}},
		{"NUL bytes and control characters", letter("text/plain", "a\x00b\x07c\r\n"), seen{text: "abc", sound: true}},
		{"bare CR line ends", strings.ReplaceAll(letter("text/plain", "one\r\ntwo"), "\r\n", "\r"), seen{text: "one\ntwo", subject: "Hello", sound: true}},
		{"bare LF line ends", strings.ReplaceAll(parts(helloPart, pdfPart("Content-Type: application/pdf; name=form.pdf")), "\r\n", "\n"), seen{text: "Hello", files: formFile, data: pdf, sound: true}},
		{"mixed line ends", strings.Replace(parts(helloPart, pdfPart("Content-Type: application/pdf; name=form.pdf")), "Hello\r\n--B\r\n", "Hello\n--B\n", 1), seen{text: "Hello", files: formFile, data: pdf, sound: true}},

		{"broken base64 with junk", parts("Content-Type: application/pdf; name=form.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBE!Ri0x*LjcK"), seen{data: "%PDF-1.7\n", files: formFile + "D", damage: "base64 that is broken"}},
		{"base64 with spaces and odd lines", parts("Content-Type: application/pdf; name=form.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n  JVB\r\n ERi0x\t\r\n\r\nLjcK"), seen{data: "%PDF-1.7\n", files: formFile, sound: true}},
		{"base64 without padding", parts("Content-Type: application/pdf; name=form.pdf\r\nContent-Transfer-Encoding: BASE64\r\n\r\nJVBERi0xLjc"), seen{data: "%PDF-1.7", files: formFile, sound: true}},
		{"base64 with a list footer below", parts("Content-Type: application/pdf; name=form.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjc=\r\n_____________\r\nSent through the list"), seen{data: "%PDF-1.7", files: formFile + "D"}},
		{"base64 in two padded pieces", parts("Content-Type: application/pdf; name=form.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjc=\r\nJVBERi0xLjc="), seen{data: "%PDF-1.7%PDF-1.7", sound: true}},
		{"base64 cut off in a letter", parts("Content-Type: application/pdf; name=form.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjcKx"), seen{data: "%PDF-1.7\n", files: formFile + "D"}},
		{"broken quoted-printable", letter("text/plain\r\nContent-Transfer-Encoding: quoted-printable", "50=% caf=C3=A9 =\x01=ZZ=\r\n!"), seen{text: "50=% café ==ZZ!", damage: "quoted-printable that is broken"}},
		{"unknown transfer encoding", letter("text/plain\r\nContent-Transfer-Encoding: x-rot13", "Hello"), seen{text: "Hello", damage: "encoding that is not known"}},
		{"x-uuencode", parts("Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 form.pdf\r\n#0V%T\r\n`\r\nend"), seen{data: "Cat", files: "form.pdf|text/plain|attachment 1|", sound: true}},
		{"x-uuencode that is none", parts("Content-Type: text/plain\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nHello"), seen{text: "Hello", damage: "not what its label says"}},
		{"8-bit on a multipart", letter("multipart/mixed; boundary=B\r\nContent-Transfer-Encoding: base64", "--B\r\n\r\nHello\r\n--B--"), seen{text: "Hello", sound: true}},

		{"no final boundary", strings.TrimSuffix(parts(helloPart, pdfPart("Content-Type: application/pdf; name=form.pdf")), "\r\n--B--\r\n"), seen{text: "Hello", data: pdf, files: formFile + "D", damage: "breaks off"}},
		{"no boundary parameter", letter("multipart/mixed", "--B\r\n"+helloPart+"\r\n--B--"), seen{text: "Hello", damage: "not the one that the header names"}},
		{"wrong boundary", letter("multipart/mixed; boundary=other", "--B\r\n"+helloPart+"\r\n--B--"), seen{text: "Hello", damage: "not the one that the header names"}},
		{"no boundary anywhere", letter("multipart/mixed; boundary=B", "Hello"), seen{text: "Hello", damage: "shown as text"}},
		{"parts announced and none there", letter("multipart/mixed; boundary=B", "\r\n"), seen{damage: "has none", files: "none"}},
		{"boundary that begins another", letter("multipart/mixed; boundary=B", "--B\r\nContent-Type: multipart/alternative; boundary=BB\r\n\r\n--BB\r\n\r\nHello\r\n--BB--\r\n--B--"), seen{text: "Hello", sound: true}},
		{"parts after the final boundary", parts(helloPart) + "--B\r\n" + pdfPart("Content-Type: application/pdf; name=form.pdf") + "\r\n--B--", seen{text: "Hello", files: formFile}},
		{"words around the parts", strings.Replace(parts(helloPart), "--B\r\n", "This is a multi-part message.\r\n--B\r\n", 1) + "list footer", seen{text: "Hello", files: "none", sound: true}},
		{"a part without blank line", letter("multipart/mixed; boundary=B", "--B\r\nHello there\r\nyou\r\n--B--"), seen{text: "Hello there\nyou"}},
		{"white space behind boundaries", strings.ReplaceAll(parts(helloPart, pdfPart("Content-Type: application/pdf; name=form.pdf")), "--B\r\n", "--B \t\r\n"), seen{text: "Hello", files: formFile, sound: true}},

		{"garbage line in the header", strings.Replace(letter("text/plain", "Hello"), "Subject:", "#!garbage here\r\nSubject:", 1), seen{text: "Hello", subject: "Hello", damage: "not a header field"}},
		{"leading mailbox line", "From jo@example.org Tue May 12 10:03:00 2026\r\n" + letter("text/plain", "Hello"), seen{text: "Hello", subject: "Hello", sound: true}},
		{"leading quoted mailbox line and mark", "\xEF\xBB\xBF>From jo@example.org Tue May 12 10:03:00 2026\n" + letter("text/plain", "Hello"), seen{text: "Hello", subject: "Hello", sound: true}},
		{"leading blank lines", "\r\n\r\n" + letter("text/plain", "Hello"), seen{text: "Hello", subject: "Hello", sound: true}},
		{"no blank line before the text", "Subject: Hi\r\nFrom: jo@example.org\r\nGood morning all\r\nplease see below\r\n\r\nbye", seen{subject: "Hi", text: "Good morning all\nplease see below\n\nbye", damage: "blank line"}},
		{"no header at all", "Good morning\r\n\r\nplease ring", seen{text: "Good morning\n\nplease ring", damage: "no header"}},
		{"folded with tabs and empty folds", "Subject: one\r\n\ttwo\r\n \t\r\n  three\r\nFrom: jo@example.org\r\n\r\nHello", seen{subject: "one two three", text: "Hello"}},
		{"space before the colon", "Subject : Hi\r\n\r\nHello", seen{subject: "Hi", text: "Hello", sound: true}},
		{"a field that begins with white space", " lost\r\nSubject: Hi\r\n\r\nHello", seen{subject: "Hi", text: "Hello"}},
		{"empty message", "", seen{files: "none"}},
		{"only white space", " \r\n\t\r\n", seen{files: "none"}},
		{"header only", "Subject: Hi\r\nFrom: jo@example.org", seen{subject: "Hi", files: "none", sound: true}},
		{"bare CR in a field does not make another", "Subject: a\rBcc: x@example.org\r\n\r\nHello", seen{subject: "a Bcc: x@example.org", text: "Hello"}},

		{"RFC 2231 continuations", parts(pdfPart("Content-Type: application/pdf\r\nContent-Disposition: attachment;\r\n filename*1=\"rm.pdf\"; filename*0=\"fo\"")), seen{files: formFile, sound: true}},
		{"RFC 2231 in latin-1", parts(pdfPart("Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*=iso-8859-1'en'caf%E9.pdf")), seen{files: "café.pdf|application/pdf|attachment 1|"}},
		{"RFC 2231 in coded pieces", parts(pdfPart("Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*0*=utf-8''caf%C3; filename*1*=%A9.pdf")), seen{files: "café.pdf|application/pdf|attachment 1|"}},
		{"RFC 2047 in a name", parts(pdfPart(`Content-Type: application/pdf; name="=?utf-8?Q?caf=C3=A9.pdf?="`)), seen{files: "café.pdf|application/pdf|attachment 1|"}},
		{"raw 8-bit name", parts(pdfPart("Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=caf\xE9.pdf")), seen{files: "café.pdf|application/pdf|attachment 1|"}},
		{"name with spaces and no quotes", parts(pdfPart("Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=my new form.pdf; size=3")), seen{files: "my new form.pdf|application/pdf|attachment 1|"}},
		{"name with a quote that never ends", parts(pdfPart("Content-Type: application/pdf; name=\"form.pdf")), seen{files: formFile}},
		{"name with line breaks coded in", parts(pdfPart("Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*=utf-8''a%0D%0Ab%00.pdf")), seen{files: "a b.pdf|application/pdf|attachment 1|"}},
		{"Windows path in a name", parts(pdfPart(`Content-Type: application/pdf; name="C:\forms\form.pdf"; x=1;;=; y*=`)), seen{files: `C:\forms\form.pdf|application/pdf|attachment 1|`}},
		{"PDF without Content-Disposition", parts(helloPart, pdfPart("Content-Type: application/pdf; name=form.pdf")), seen{text: "Hello", files: formFile, sound: true}},
		{"PDF labelled octet-stream", parts(pdfPart("Content-Type: application/octet-stream; name=form.pdf")), seen{files: formFile}},
		{"PDF labelled text", parts(pdfPart("Content-Type: text/plain")), seen{files: "|application/pdf|attachment 1|"}},
		{"a letter that speaks of PDF marks", letter("text/plain", "My file begins with %PDF-1.4"), seen{text: "My file begins with %PDF-1.4", files: "none"}},
		{"PDF as the whole message", letter("application/pdf; name=form.pdf\r\nContent-Transfer-Encoding: base64", base64.StdEncoding.EncodeToString([]byte(pdf))), seen{files: formFile, data: pdf, sound: true}},
		{"PDF sent without encoding", letter("application/pdf; name=form.pdf\r\nContent-Transfer-Encoding: binary", pdf), seen{files: formFile, data: pdf, sound: true}},
		{"unusable Content-Type", letter("text", "Hello"), seen{text: "Hello"}},
		{"text file", parts(helloPart, "Content-Type: text/csv; name=a.csv\r\n\r\na,b"), seen{text: "Hello", files: "a.csv|text/csv|attachment 1|"}},
		{"text in three stretches", parts(helloPart, pdfPart("Content-Type: application/pdf; name=form.pdf"), "\r\nBye"), seen{text: "Hello\n\nBye", files: formFile}},
		{"two files", parts(pdfPart("Content-Type: application/pdf; name=form.pdf"), "Content-Disposition: attachment; filename=b.txt\r\n\r\nb"), seen{files: formFile + "; b.txt|text/plain|attachment 2|"}},
		{"alternative", letter("multipart/alternative; boundary=B", "--B\r\n\r\nHello\r\n--B\r\nContent-Type: text/html\r\n\r\n<b>Hello</b>\r\n--B--"), seen{text: "Hello", html: "<b>Hello</b>", sound: true}},
		{"alternative with a blank plain part", letter("multipart/alternative; boundary=B", "--B\r\n\r\n \r\n--B\r\nContent-Type: text/html\r\n\r\n<b>Hello</b>\r\n--B--"), seen{text: "Hello"}},
		{"alternative with a stub", letter("multipart/alternative; boundary=B", "--B\r\n\r\nTo view this message use a program that supports HTML.\r\n--B\r\nContent-Type: text/html\r\n\r\n<b>Hello</b>\r\n--B--"), seen{text: "Hello"}},
		{"HTML labelled plain", letter("text/plain", "<html><body><p>Hello</p></body></html>"), seen{text: "Hello"}},
		{"picture in the text by cid", letter("multipart/related; boundary=B", "--B\r\nContent-Type: text/html\r\n\r\nHi<img src=\"cid:p1\">\r\n--B\r\nContent-Type: image/png\r\nContent-ID: <p1>\r\n\r\n\x89PNG\r\n\x1a\n\r\n--B--"), seen{text: "Hi", files: "|image/png|attachment 1|I"}},
		{"inline PDF is a file", parts(helloPart, pdfPart("Content-Type: application/pdf\r\nContent-Disposition: inline; filename=form.pdf")), seen{files: formFile}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := Open([]byte(c.raw), OpenOptions{})
			look(t, m, c.want)
			invariants(t, m, []byte(c.raw))
		})
	}
}

// invariants hold for every message whatsoever.
func invariants(t *testing.T, m *Message, raw []byte) {
	t.Helper()
	if !bytes.Equal(m.Raw, raw) || m.Hash != fmt.Sprintf("%x", sha256.Sum256(raw)) {
		t.Error("Raw or Hash is not that of the message")
	}
	oneLiners := []string{m.Subject, m.MessageID, m.ReturnPath, m.From.Addr, m.From.Name, m.Sender.Addr}
	for _, f := range m.Header {
		oneLiners = append(oneLiners, f.Name, f.Value)
	}
	for _, a := range m.Attachments {
		oneLiners = append(oneLiners, a.Name, a.Type, a.Label, a.Where)
	}
	for _, list := range [][]Address{m.ReplyTo, m.To, m.Cc} {
		for _, a := range list {
			oneLiners = append(oneLiners, a.Name, a.Addr)
			if strings.Count(a.Addr, "@") < 1 || strings.ContainsAny(a.Addr, "<> ") && !strings.HasPrefix(a.Addr, `"`) {
				t.Errorf("an address has the wrong shape (%d bytes)", len(a.Addr))
			}
		}
	}
	oneLiners = append(append(oneLiners, m.InReplyTo...), m.References...)
	for _, s := range oneLiners {
		if strings.ContainsAny(s, "\r\n\x00") || !utf8.ValidString(s) {
			t.Errorf("not one clean line: %q", s)
		}
	}
	if !utf8.ValidString(m.Text) || strings.ContainsAny(m.Text, "\r\x00") {
		t.Errorf("the text is not clean: %q", m.Text)
	}
	sameLines(t, m)
}

// sameLines checks that every line of Text is in exactly one share of it.
func sameLines(t *testing.T, m *Message) {
	t.Helper()
	count := map[string]int{}
	add := func(text string, n int) {
		for l := range strings.SplitSeq(text, "\n") {
			if l = strings.Join(strings.Fields(l), " "); l != "" {
				count[l] += n
			}
		}
	}
	add(m.Text, 1)
	add(strings.Join(append([]string{m.Newest, m.Quoted, m.Signature}, m.Banners...), "\n"), -1)
	for l, n := range count {
		if n != 0 {
			t.Errorf("line %q is %+d times too often in Text", l, n)
		}
	}
}

func TestOpenNestedMessages(t *testing.T) {
	inner := parts("Content-Type: text/plain\r\n\r\nInner", pdfPart("Content-Type: application/pdf; name=form.pdf"))
	wrap := func(inner string) string {
		return parts(helloPart, "Content-Type: message/rfc822\r\n\r\n"+strings.ReplaceAll(inner, "--B", "--C")+"", pdfPart("Content-Type: application/pdf; name=b.pdf"))
	}
	m := Open([]byte(strings.Replace(wrap(strings.Replace(inner, "boundary=B", "boundary=C", 1)), "\r\nHello", "\r\nOuter", 1)), OpenOptions{})
	look(t, m, seen{text: "Outer", files: "form.pdf|application/pdf|message in attachment 1, attachment 1|; b.pdf|application/pdf|attachment 2|", sound: true})
	if len(m.Nested) != 1 || m.Nested[0].Text != "Inner" || m.Nested[0].From.Addr != "jo@example.org" || m.Nested[0].Attachments[0].Where != "message in attachment 1, attachment 1" {
		t.Fatalf("nested is %+v", m.Nested)
	}
}

func TestOpenMessageInBase64AndByName(t *testing.T) {
	inner := letter("text/plain", "Inner")
	for name, header := range map[string]string{
		"labelled":       "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64",
		"known by .eml":  "Content-Type: application/octet-stream; name=fwd.eml\r\nContent-Transfer-Encoding: base64",
		"named and text": "Content-Type: text/plain; name=fwd.EML\r\nContent-Transfer-Encoding: base64",
	} {
		m := Open([]byte(parts(helloPart, header+"\r\n\r\n"+base64.StdEncoding.EncodeToString([]byte(inner)))), OpenOptions{})
		if len(m.Nested) != 1 || m.Nested[0].Text != "Inner" || len(m.Attachments) != 0 {
			t.Errorf("%s: nested is %d messages, files %q", name, len(m.Nested), filesOf(m))
		}
	}
}

func TestOpenLimitsOfMessages(t *testing.T) {
	deepMessage := letter("text/plain", "bottom")
	for range 20 {
		deepMessage = letter("message/rfc822", deepMessage)
	}
	m := Open([]byte(deepMessage), OpenOptions{})
	depth := 0
	for n := m; len(n.Nested) > 0; n = n.Nested[0] {
		depth++
	}
	if depth != maxNested {
		t.Errorf("%d messages inside each other were opened, want %d", depth, maxNested)
	}
	look(t, m, seen{damage: "attached to each other more than"})
	if len(m.Attachments) != 1 || m.Attachments[0].Label != "message/rfc822" {
		t.Errorf("what was not opened is not kept as a file: %q", filesOf(m))
	}

}

func TestOpenLimitsOfParts(t *testing.T) {
	var nest strings.Builder
	nest.WriteString(head1("Deep", "multipart/mixed; boundary=B0"))
	for i := range 200 {
		fmt.Fprintf(&nest, "--B%d\r\nContent-Type: multipart/mixed; boundary=B%d\r\n\r\n", i, i+1)
	}
	m := Open([]byte(nest.String()), OpenOptions{})
	look(t, m, seen{damage: fmt.Sprintf("more than %d deep", maxLevel)})
	if len(m.Attachments) != 1 || !m.Attachments[0].Damaged {
		t.Errorf("what lies deeper is not kept as a file: %q", filesOf(m))
	}

	many := parts(strings.Split(strings.Repeat("\r\nx|", 10000), "|")...)
	m = Open([]byte(many), OpenOptions{})
	look(t, m, seen{damage: fmt.Sprintf("more than %d parts", maxParts)})
	if got := strings.Count(m.Text, "x"); got != maxParts {
		t.Errorf("%d parts were read, want %d", got, maxParts)
	}

}

func TestOpenLimitsOfSize(t *testing.T) {
	m := Open([]byte("Subject: Hi\r\nX-Long: "+strings.Repeat("a", 3*maxHead)+"\r\nX-More: 1\r\n\r\nHello"), OpenOptions{})
	look(t, m, seen{subject: "Hi", text: "Hello", damage: "header is too long"})

	m = Open([]byte(strings.Repeat("X-Many: 1\r\n", 3*maxFields)+"\r\nHello"), OpenOptions{})
	look(t, m, seen{text: "Hello", damage: "header is too long"})
	if len(m.Header) > maxFields {
		t.Errorf("%d fields were kept", len(m.Header))
	}

	m = Open([]byte(letter("text/plain", strings.Repeat("a line of a very long letter\n", maxText/20))), OpenOptions{})
	look(t, m, seen{damage: "text is very long"})
	if len(m.Text) > maxText {
		t.Errorf("%d bytes of text", len(m.Text))
	}
	m = Open([]byte(letter("text/html", strings.Repeat("<div><blockquote type=cite>", 100000)+"bottom")), OpenOptions{})
	if !strings.HasSuffix(m.Text, "bottom") {
		t.Error("deeply nested HTML loses its text")
	}
}

func TestOpenReports(t *testing.T) {
	raw := letter("multipart/report; report-type=delivery-status; boundary=B", "--B\r\n\r\nNot delivered\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\nStatus: 5.1.1\r\n"+
		"--B\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: x\r\n--B\r\nContent-Type: message/rfc822\r\n\r\nSubject: back\r\n\r\nour words\r\n--B--")
	o := &opener{opt: OpenOptions{}.orDefaults(), parts: maxParts}
	m, reports := o.message([]byte(raw), "", 0)
	var got []string
	for _, r := range reports {
		got = append(got, r.Type+"="+string(r.Data))
	}
	want := "message/delivery-status=Status: 5.1.1\r\n;text/rfc822-headers=Subject: x;message/rfc822=Subject: back\r\n\r\nour words"
	if s := strings.Join(got, ";"); strings.ReplaceAll(s, "\r\n;", ";") != strings.ReplaceAll(want, "\r\n;", ";") {
		t.Errorf("reports are %q, want %q", s, want)
	}
	if m.Text != "Not delivered" || len(m.Nested) != 1 || m.Nested[0].Subject != "back" || len(m.Attachments) != 0 {
		t.Errorf("text %q, %d nested, files %q", m.Text, len(m.Nested), filesOf(m))
	}
}

func TestOpenDoesNotCopyWhatIsNotEncoded(t *testing.T) {
	raw := []byte(letter("application/pdf\r\nContent-Transfer-Encoding: binary", pdf+strings.Repeat("x", 5<<20)))
	m := Open(raw, OpenOptions{})
	if len(m.Attachments) != 1 || &m.Attachments[0].Data[0] != &raw[len(raw)-len(m.Attachments[0].Data)] {
		t.Error("the file was copied")
	}
}

func TestOpenDates(t *testing.T) {
	at := time.Date(2026, 5, 12, 9, 3, 0, 0, time.UTC)
	for _, c := range []struct {
		name, value string
		want        time.Time
	}{
		{"RFC 5322", "Tue, 12 May 2026 10:03:00 +0100", at},
		{"no weekday, comment", "12 May 2026 10:03:00 +0100 (BST)", at},
		{"no seconds, named zone", "Tue, 12 May 2026 10:03 BST", at},
		{"two-digit year", "12 May 26 09:03:00 GMT", at},
		{"wrong weekday", "Fri, 12 May 2026 09:03:00 UT", at},
		{"ISO 8601", "2026-05-12T10:03:00+01:00", at},
		{"no zone", "Tue, 12 May 2026 09:03:00", at},
		{"asctime", "Tue May 12 09:03:00 2026", at},
		{"hyphens", "12-May-2026 09:03:00 +0000", at},
		{"half-hour zone", "Tue, 12 May 2026 14:33:00 +0530", at},
		{"zone west", "Tue, 12 May 2026 04:03:00 -0500", at},
		{"long month, no comma", "Tuesday 12 May 2026 09:03:00", at},
		{"31 February", "31 Feb 2026 09:03:00 GMT", time.Time{}},
		{"hour 25", "12 May 2026 25:03:00 GMT", time.Time{}},
		{"year 9999", "12 May 9999 09:03:00 GMT", time.Time{}},
		{"prose", "yesterday", time.Time{}},
		{"empty", "", time.Time{}},
	} {
		m := Open([]byte("Received: from a (b; c) by d; "+c.value+"\nReceived: by e; Mon, 1 Jan 2024 00:00:00 +0000\nDate: "+c.value+"\n\nx"), OpenOptions{})
		if !m.Date.Equal(c.want) || !m.Received.Equal(c.want) {
			t.Errorf("%s: date %v, received %v, want %v", c.name, m.Date, m.Received, c.want)
		}
	}
}

func TestOpenIDs(t *testing.T) {
	for _, c := range []struct{ name, raw, id, inReply, refs string }{
		{"in brackets", "Message-ID: <a@example.org>\nIn-Reply-To: <b@example.org>\nReferences: <c@example.org>\n <b@example.org>\n\n", "<a@example.org>", "<b@example.org>", "<c@example.org> <b@example.org>"},
		{"no brackets", "Message-ID: a@example.org\n\n", "<a@example.org>", "", ""},
		{"prose", "In-Reply-To: Your message of \"Tue, 12 May\" <b@example.org> (from Jo)\n\n", "", "<b@example.org>", ""},
		{"fold inside", "Message-ID: <a-very-long\n -id@example.org>\n\n", "<a-very-long-id@example.org>", "", ""},
		{"two ids", "Message-ID: <a@example.org> <b@example.org>\n\n", "<a@example.org>", "", ""},
		{"without at", "Message-ID: <abc>\nReferences: <x<y@z>><>\n\n", "<abc>", "", "<y@z>"},
		{"unusable", "Message-ID: none\n\n", "", "", ""},
	} {
		m := Open([]byte(c.raw), OpenOptions{})
		if m.MessageID != c.id || strings.Join(m.InReplyTo, " ") != c.inReply || strings.Join(m.References, " ") != c.refs {
			t.Errorf("%s: %q %q %q", c.name, m.MessageID, m.InReplyTo, m.References)
		}
	}
}
