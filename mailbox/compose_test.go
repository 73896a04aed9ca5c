package mailbox

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
	"testing"
	"time"
)

// draft is a whole letter, every field filled.
func draft() Draft {
	return Draft{
		ID:          LetterID(letterSecret, 31, "form", "example.org"),
		From:        NewAddress("Children's Therapy", "office@example.org"),
		ReplyTo:     NewAddress("", "answers@example.org"),
		To:          NewAddress("Jo Béttany", "jo@example.com"),
		Subject:     "Your referral – the form",
		Text:        "Hello,\n\nhere is the form. Größe égale.\n.\nFrom us\n" + strings.Repeat("long ", 400) + "\n",
		HTML:        "<p>Hello, here is the <b>form</b> – égale.</p>",
		InReplyTo:   "<q1@mail.example.com>",
		References:  []string{"<q0@mail.example.com>"},
		Answer:      true,
		Reference:   "CTS-2026-000031",
		Date:        time.Date(2026, 11, 24, 9, 30, 0, 0, time.FixedZone("", 3600)),
		Attachments: []Enclosure{{Name: "referral form.pdf", Type: "application/pdf", Data: bytes.Repeat([]byte("%PDF \x00\xff\r\n"), 500)}},
	}
}

// leaf is one part of a composed letter that is no multipart.
type leaf struct {
	kind, name string
	body       string
}

// leaves takes a composed letter apart with the standard library only.
func leaves(t testing.TB, header map[string][]string, body io.Reader) []leaf {
	t.Helper()
	get := func(name string) string { return strings.Join(header[name], "") }
	kind, params, err := mime.ParseMediaType(get("Content-Type"))
	if err != nil {
		t.Fatalf("content type %q: %v", get("Content-Type"), err)
	}
	if !strings.HasPrefix(kind, "multipart/") {
		switch get("Content-Transfer-Encoding") {
		case "base64":
			body = base64.NewDecoder(base64.StdEncoding, body)
		case "quoted-printable":
			body = quotedprintable.NewReader(body)
		}
		b, err := io.ReadAll(body)
		if err != nil {
			t.Fatalf("reading a part of type %s: %v", kind, err)
		}
		_, where, _ := mime.ParseMediaType(get("Content-Disposition"))
		return []leaf{{kind, where["filename"], string(b)}}
	}
	out := []leaf{{kind: kind}}
	for parts := multipart.NewReader(body, params["boundary"]); ; {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatalf("reading %s: %v", kind, err)
		}
		out = append(out, leaves(t, part.Header, part)...)
	}
}

// composed composes and takes apart.
func composed(t testing.TB, d Draft) (*mail.Message, []leaf) {
	t.Helper()
	out, err := Compose(d)
	if err != nil {
		t.Fatal(err)
	}
	legal(t, out.Bytes)
	m, err := mail.ReadMessage(bytes.NewReader(out.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	return m, leaves(t, m.Header, m.Body)
}

// legal checks what every server may demand of the bytes.
func legal(t testing.TB, letter []byte) {
	t.Helper()
	for i, line := range bytes.SplitAfter(letter, []byte("\n")) {
		if len(line) > 1000 {
			t.Errorf("line %d has %d octets", i+1, len(line))
		}
		if len(line) > 0 && !bytes.HasSuffix(line, []byte("\r\n")) || bytes.Count(line, []byte("\r")) > 1 {
			t.Errorf("line %d does not end in CRLF alone: %q", i+1, line)
		}
		for _, c := range line {
			if c > '~' || c < ' ' && c != '\r' && c != '\n' && c != '\t' {
				t.Errorf("line %d holds the octet %#x", i+1, c)
				break
			}
		}
	}
}

func TestComposeHeaders(t *testing.T) {
	d := draft()
	m, _ := composed(t, d)
	want := map[string]string{
		"Message-Id":               d.ID,
		"Date":                     "Tue, 24 Nov 2026 09:30:00 +0100",
		"In-Reply-To":              "<q1@mail.example.com>",
		"References":               "<q0@mail.example.com> <q1@mail.example.com>",
		"Auto-Submitted":           "auto-replied",
		"X-Auto-Response-Suppress": "DR, RN, NRN, OOF, AutoReply",
		"X-Referrald-Reference":    "CTS-2026-000031",
		"Mime-Version":             "1.0",
		"From":                     `"Children's Therapy" <office@example.org>`,
		"Reply-To":                 "<answers@example.org>",
	}
	for name, value := range want {
		if got := m.Header[name]; len(got) != 1 || got[0] != value {
			t.Errorf("%s is %q, want once %q", name, got, value)
		}
	}
	to, err := m.Header.AddressList("To")
	if err != nil || len(to) != 1 || to[0].Name != "Jo Béttany" || to[0].Address != "jo@example.com" {
		t.Errorf("To is %v, %v", to, err)
	}
	if got, _ := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); got != d.Subject {
		t.Errorf("Subject is %q", got)
	}
	for _, name := range []string{"User-Agent", "X-Mailer", "Cc", "Bcc", "Precedence", "Sender"} {
		if got, ok := m.Header[textproto.CanonicalMIMEHeaderKey(name)]; ok {
			t.Errorf("%s is there: %q", name, got)
		}
	}
}

func TestComposeBareHeaders(t *testing.T) {
	d := draft()
	d.ReplyTo, d.InReplyTo, d.References, d.Answer, d.Reference = Address{}, "", nil, false, ""
	m, _ := composed(t, d)
	if got := m.Header.Get("Auto-Submitted"); got != "auto-generated" {
		t.Errorf("Auto-Submitted is %q", got)
	}
	for _, name := range []string{"Reply-To", "In-Reply-To", "References", "X-Referrald-Reference"} {
		if got, ok := m.Header[name]; ok {
			t.Errorf("%s is there: %q", name, got)
		}
	}
}

func TestComposeParts(t *testing.T) {
	whole := draft()
	text, html, file := whole.Text, whole.HTML, string(whole.Attachments[0].Data)
	plain, alternative, enclosed, two := whole, whole, whole, whole
	plain.HTML, plain.Attachments = " \n", nil
	alternative.Attachments = nil
	enclosed.HTML = ""
	two.Attachments = append(two.Attachments, Enclosure{Name: "notes.docx", Type: "application/msword", Data: []byte("notes")})
	cases := map[string]struct {
		draft Draft
		want  []leaf
	}{
		"text":            {plain, []leaf{{"text/plain", "", text}}},
		"text, page":      {alternative, []leaf{{kind: "multipart/alternative"}, {"text/plain", "", text}, {"text/html", "", html}}},
		"text, file":      {enclosed, []leaf{{kind: "multipart/mixed"}, {"text/plain", "", text}, {"application/pdf", "referral form.pdf", file}}},
		"everything":      {whole, []leaf{{kind: "multipart/mixed"}, {kind: "multipart/alternative"}, {"text/plain", "", text}, {"text/html", "", html}, {"application/pdf", "referral form.pdf", file}}},
		"two attachments": {two, []leaf{{kind: "multipart/mixed"}, {kind: "multipart/alternative"}, {"text/plain", "", text}, {"text/html", "", html}, {"application/pdf", "referral form.pdf", file}, {"application/msword", "notes.docx", "notes"}}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, got := composed(t, c.draft)
			if len(got) != len(c.want) {
				t.Fatalf("%d parts, want %d", len(got), len(c.want))
			}
			for i, part := range got {
				part.body = strings.TrimSpace(strings.ReplaceAll(part.body, "\r\n", "\n"))
				want := c.want[i]
				want.body = strings.TrimSpace(strings.ReplaceAll(want.body, "\r\n", "\n"))
				if part != want {
					t.Errorf("part %d is %.80q, want %.80q", i, part, want)
				}
			}
		})
	}
}

func TestComposeIsTheSameEveryTime(t *testing.T) {
	first, err := Compose(draft())
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		again, _ := Compose(draft())
		if !bytes.Equal(first.Bytes, again.Bytes) {
			t.Fatal("two letters of one draft differ")
		}
	}
	if first.ID != draft().ID || first.From != draft().From || first.To != draft().To {
		t.Error("the envelope is not the draft's")
	}
	other := draft()
	other.ID = LetterID(letterSecret, 32, "form", "example.org")
	next, _ := Compose(other)
	if boundary := multipartLine.FindSubmatch(first.Bytes); boundary == nil || bytes.Contains(next.Bytes, boundary[1]) {
		t.Error("two letters share a boundary")
	}
}

// A text that talks about boundaries must not be taken for one.
func TestComposeBoundariesAreTheTrueOnes(t *testing.T) {
	d := draft()
	fake := "Content-Type: multipart/mixed;\r\n boundary=" + strings.Repeat("a", 60) + "\r\n"
	d.Subject, d.Text = fake, fake+"\n"
	d.Attachments[0].Data = []byte(fake)
	_, got := composed(t, d)
	if len(got) != 5 || got[4].body != fake {
		t.Errorf("the parts are %.100q", got)
	}
	if out, _ := Compose(d); bytes.Count(out.Bytes, []byte("Content-Type: multipart/mixed;\r\n boundary="+strings.Repeat("a", 60))) > 1 {
		t.Error("the subject became a header")
	}
}

func TestComposeInjectsNothing(t *testing.T) {
	const evil = "x\r\nBcc: eve@example.net\r\n\r\nbody\x00\u2028"
	changes := map[string]func(*Draft){
		"subject":         func(d *Draft) { d.Subject = evil },
		"recipient name":  func(d *Draft) { d.To.Name = evil },
		"sender name":     func(d *Draft) { d.From.Name = evil },
		"answers name":    func(d *Draft) { d.ReplyTo.Name = evil },
		"quotes in name":  func(d *Draft) { d.To.Name = `a" <eve@example.net>, "b` },
		"file name":       func(d *Draft) { d.Attachments[0].Name = evil + ".pdf" },
		"file type":       func(d *Draft) { d.Attachments[0].Type = "application/pdf; x=\"y\r\nBcc: eve@example.net\"" },
		"answered":        func(d *Draft) { d.InReplyTo = "<x@y>\r\nBcc: eve@example.net" },
		"thread":          func(d *Draft) { d.References = []string{"<x@y>\nBcc: eve@example.net", "<a@b> <c@d>", "", "<a@b>"} },
		"identifier":      func(d *Draft) { d.ID = "<x@y>\r\nBcc: eve@example.net" },
		"reference":       func(d *Draft) { d.Reference = evil },
		"recipient":       func(d *Draft) { d.To.Addr = "jo@example.com>\r\nBcc: <eve@example.net" },
		"two recipients":  func(d *Draft) { d.To.Addr = "jo@example.com,eve@example.net" },
		"two with spaces": func(d *Draft) { d.To.Addr = "jo@example.com, eve@example.net" },
		"sender":          func(d *Draft) { d.From.Addr = "a@example.org\nBcc: eve@example.net" },
		"answers to":      func(d *Draft) { d.ReplyTo.Addr = "a@example.org\nBcc: eve@example.net" },
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			d := draft()
			change(&d)
			out, err := Compose(d)
			if err != nil {
				if strings.Contains(err.Error(), "example") || len(out.Bytes) > 0 {
					t.Errorf("the error holds an address, or bytes came with it: %v", err)
				}
				return
			}
			legal(t, out.Bytes)
			m, err := mail.ReadMessage(bytes.NewReader(out.Bytes))
			if err != nil {
				t.Fatal(err)
			}
			if m.Header.Get("Bcc") != "" || bytes.Contains(out.Bytes, []byte("\nBcc")) {
				t.Error("a header was injected")
			}
			if to, err := m.Header.AddressList("To"); err != nil || len(to) != 1 || to[0].Address != "jo@example.com" {
				t.Errorf("To is %v, %v", to, err)
			}
			if got := leaves(t, m.Header, m.Body); len(got) != 5 {
				t.Errorf("%d parts", len(got))
			}
		})
	}
}

func TestComposeRefuses(t *testing.T) {
	changes := map[string]struct {
		change func(*Draft)
		says   string
	}{
		"no recipient":         {func(d *Draft) { d.To = Address{} }, "no recipient"},
		"no sender":            {func(d *Draft) { d.From = Address{} }, "no sender"},
		"no identifier":        {func(d *Draft) { d.ID = "" }, "no Message-ID"},
		"identifier, brackets": {func(d *Draft) { d.ID = "a@b" }, "<left@right>"},
		"identifier, long":     {func(d *Draft) { d.ID = "<" + strings.Repeat("a", 900) + "@b>" }, "<left@right>"},
		"no date":              {func(d *Draft) { d.Date = time.Time{} }, "no date"},
		"no text":              {func(d *Draft) { d.Text = " \n\t" }, "no text"},
		"reference":            {func(d *Draft) { d.Reference = "CTS 1" }, "reference"},
		"recipient's letters":  {func(d *Draft) { d.To.Addr = "jö@example.com" }, "recipient's address"},
		"recipient, no domain": {func(d *Draft) { d.To.Addr = "jo" }, "recipient's address"},
		"recipient, long":      {func(d *Draft) { d.To.Addr = strings.Repeat("a", 250) + "@example.com" }, "recipient's address"},
		"sender's address":     {func(d *Draft) { d.From.Addr = "office" }, "sender's address"},
		"answers' address":     {func(d *Draft) { d.ReplyTo.Addr = "office" }, "address for answers"},
	}
	for name, c := range changes {
		d := draft()
		c.change(&d)
		out, err := Compose(d)
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.HasPrefix(err.Error(), "composing letter: ") {
			t.Errorf("%s: the error is %v", name, err)
		}
		if err != nil && (!strings.Contains(err.Error(), "(") || strings.ContainsAny(err.Error(), "@") && c.says != "<left@right>") {
			t.Errorf("%s: no hint, or an address, in %v", name, err)
		}
		if len(out.Bytes) > 0 || out.ID != "" {
			t.Errorf("%s: there is a letter", name)
		}
	}
}

func TestComposeLongThread(t *testing.T) {
	d := draft()
	d.References = nil
	for i := range 300 {
		d.References = append(d.References, fmt.Sprintf("<%d.%s@mail.example.com>", i, strings.Repeat("x", 60)))
	}
	d.References = append(d.References, "no identifier", "<ä@example.org>", d.InReplyTo)
	m, _ := composed(t, d)
	got := strings.Fields(m.Header.Get("References"))
	if len(got) != 21 || got[0] != d.References[0] || got[1] != d.References[281] || got[19] != d.References[299] || got[20] != d.InReplyTo {
		t.Errorf("References holds %d: %q", len(got), got)
	}
}

func TestComposeLongWords(t *testing.T) {
	d := draft()
	d.Subject = strings.Repeat("a", 3000)
	d.To.Name = strings.Repeat("ß", 3000)
	d.From.Name = strings.Repeat("b", 3000)
	d.InReplyTo = "<" + strings.Repeat("c", 880) + "@example.com>"
	d.Attachments[0].Name = strings.Repeat("\U0001F600", 500) + ".pdf"
	d.Text = strings.Repeat("d", 5000)
	m, parts := composed(t, d)
	if got := m.Header.Get("Subject"); got != strings.Repeat("a", 200) {
		t.Errorf("Subject is %d long", len(got))
	}
	if got := parts[4].name; got != strings.Repeat("\U0001F600", 56)+".pdf" {
		t.Errorf("the file is called %q", got)
	}
	if got := m.Header.Get("In-Reply-To"); got != d.InReplyTo {
		t.Errorf("In-Reply-To is %q", got)
	}
}

// BenchmarkCompose makes the letter that goes out most: text, page and a form
// of 100 KB.
func BenchmarkCompose(b *testing.B) {
	d := draft()
	d.Attachments[0].Data = bytes.Repeat([]byte{0x25, 0x50, 0x44, 0x46, 0xff}, 20_000)
	b.SetBytes(int64(len(d.Attachments[0].Data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Compose(d); err != nil {
			b.Fatal(err)
		}
	}
}
