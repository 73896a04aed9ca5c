package mailbox

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const originalLetter = "<31.form.abcdefgh23456723@example.org>"

// taken is a message file as far as bounceOf looks at one, and the parts of
// its report.
func taken(t testing.TB, source []byte) (*Message, []report) {
	t.Helper()
	in, err := mail.ReadMessage(bytes.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(strings.ReplaceAll(string(source), "\n\t", "\n "), "\n\n")
	m := written(t, head)
	if to, err := in.Header.AddressList("To"); err == nil {
		m.To = []Address{NewAddress("", to[0].Address)}
	}
	var reports []report
	takeParts(t, in.Header, in.Body, m, &reports)
	m.Newest = m.Text
	return m, reports
}

func takeParts(t testing.TB, header map[string][]string, body io.Reader, m *Message, reports *[]report) {
	t.Helper()
	get := func(name string) string { return strings.Join(header[name], "") }
	kind, params, _ := mime.ParseMediaType(get("Content-Type"))
	if strings.HasPrefix(kind, "multipart/") {
		for parts := multipart.NewReader(body, params["boundary"]); ; {
			part, err := parts.NextRawPart()
			if err == io.EOF {
				return
			}
			if err != nil {
				t.Fatalf("reading a sample: %v", err)
			}
			takeParts(t, part.Header, part, m, reports)
		}
	}
	switch get("Content-Transfer-Encoding") {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	data, err := io.ReadAll(body)
	if err != nil {
		t.Fatalf("reading a sample: %v", err)
	}
	switch {
	case kind == "" || kind == "text/plain":
		m.Text += string(data)
	default:
		*reports = append(*reports, report{Type: kind, Data: data})
	}
}

// bounceFiles is what the reports of each mail system say.
var bounceFiles = map[string]Bounce{
	"postfix":         {OriginalID: originalLetter, Recipient: "jo.bett@example.com", Status: "5.1.1", Permanent: true, Text: "550 5.1.1 [address] Recipient address rejected: User unknown in virtual mailbox table"},
	"postfix-delayed": {OriginalID: originalLetter, Recipient: "jo.bett@example.com", Status: "4.4.1", Delayed: true, Text: "connect to mail.example.com[192.0.2.25]:25: Connection timed out"},
	"exchange":        {OriginalID: originalLetter, Recipient: "jo.bett@example.com", Status: "5.1.10", Permanent: true, Text: "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient [address] not found by SMTP address lookup"},
	"exchange-plain":  {OriginalID: originalLetter, Recipient: "jo.bett@example.com", Status: "5.1.1", Permanent: true, Text: "Error: 550 5.1.1 The email account [address] does not exist."},
	"exchange-policy": {OriginalID: originalLetter, Recipient: "jo.bett@example.com", Status: "5.7.1", Text: "550 5.7.1 Delivery not authorized, message refused"},
	"gmail":           {OriginalID: originalLetter, Recipient: "jo.bett@example.com", Status: "5.1.1", Permanent: true, Text: "550-5.1.1 The email account that you tried to reach does not exist. Please try 550 5.1.1 double-checking the recipient's email address for typos."},
	"gmail-delayed":   {OriginalID: originalLetter, Recipient: "jo.bett@example.com", Delayed: true, Text: "there was a temporary problem delivering your message"},
	"qmail":           {OriginalID: originalLetter, Recipient: "jo.bett@example.com", Status: "5.1.1", Permanent: true, Text: "Sorry, no mailbox here by that name. (#5.1.1)"},
	"exim":            {OriginalID: originalLetter, Recipient: "jo.bett@example.com", Permanent: true, Text: "Unrouteable address"},
	"exim-delayed":    {OriginalID: originalLetter, Recipient: "jo.bett@example.com", Status: "4.7.1", Delayed: true, Text: "Delay reason: SMTP error from remote mail server after RCPT TO: 451 4.7.1 Greylisted, try again"},
	"sendmail":        {OriginalID: originalLetter, Recipient: "jo.bett@example.com", Status: "5.2.2", Text: "552 5.2.2 Over quota"},
	"sendmail-plain":  {OriginalID: originalLetter, Recipient: "jo.bett@example.com", Status: "5.1.2", Permanent: true, Text: "550 5.1.2 [address] Host unknown (Name server: example.com: host not found)"},
	"domino":          {Recipient: "jo.bett@example.com", Permanent: true, Text: "User [address] [address] not listed in Domino Directory"},
	"expired":         {OriginalID: originalLetter, Recipient: "jo.bett@example.com", Status: "4.4.7", Text: "no reason given"},
}

func TestBounceFiles(t *testing.T) {
	files, _ := filepath.Glob("testdata/bounce-*.eml")
	if len(files) != len(bounceFiles) {
		t.Errorf("%d samples for %d expectations", len(files), len(bounceFiles))
	}
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "bounce-"), ".eml")
		t.Run(name, func(t *testing.T) {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			m, reports := taken(t, source)
			got := bounceOf(m, reports)
			if got == nil {
				t.Fatal("it is not taken for a delivery report")
			}
			if *got != bounceFiles[name] {
				t.Errorf("it says\n%+v, want\n%+v", *got, bounceFiles[name])
			}
			if m.Evidence = evidenceOf(m); !m.Machine() {
				t.Error("nothing proves that a machine wrote it")
			}
			person(t, source)
		})
	}
}

// person sends the same words by hand: forwarded in the text and as a file.
func person(t *testing.T, source []byte) {
	t.Helper()
	m, reports := taken(t, source)
	m.ReturnPath, m.From, m.Sender = "jo@example.com", NewAddress("Jo", "jo@example.com"), Address{}
	m.Header = Header{{"Content-Type", "multipart/mixed; boundary=x"}, {"Return-Path", "<jo@example.com>"}}
	m.Subject = "FW: " + m.Subject
	if got := bounceOf(m, reports); got != nil {
		t.Errorf("forwarded by a person it is a bounce: %+v", *got)
	}
}

// statusReport is a report with one recipient.
func statusReport(fields string) []report {
	return []report{{Type: "message/delivery-status", Data: []byte("Reporting-MTA: dns; mx.example.net\r\n\r\n" + fields)}}
}

const reportHeader = "Return-Path: <>\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n"

func TestBounceActions(t *testing.T) {
	cases := map[string]struct {
		fields string
		want   *Bounce
	}{
		"failed":              {"Final-Recipient: rfc822; jo@EXAMPLE.com\r\nAction: Failed\r\nStatus: 5.1.1 (bad mailbox)\r\n", &Bounce{Recipient: "jo@example.com", Status: "5.1.1", Permanent: true, Text: "no reason given"}},
		"delayed":             {"Final-Recipient: rfc822; jo@example.com\r\nAction: delayed\r\nStatus: 4.2.0\r\n", &Bounce{Recipient: "jo@example.com", Status: "4.2.0", Delayed: true, Text: "no reason given"}},
		"delayed, class 5":    {"Final-Recipient: rfc822; jo@example.com\r\nAction: delayed\r\nStatus: 5.1.1\r\n", &Bounce{Recipient: "jo@example.com", Status: "5.1.1", Delayed: true, Text: "no reason given"}},
		"delivered":           {"Final-Recipient: rfc822; jo@example.com\r\nAction: delivered\r\nStatus: 2.0.0\r\n", nil},
		"relayed":             {"Final-Recipient: rfc822; jo@example.com\r\nAction: relayed\r\nStatus: 2.0.0\r\n", nil},
		"expanded":            {"Final-Recipient: rfc822; jo@example.com\r\nAction: expanded\r\nStatus: 2.0.0\r\n", nil},
		"no action, class 5":  {"Final-Recipient: rfc822; jo@example.com\r\nStatus: 5.1.1\r\n", &Bounce{Recipient: "jo@example.com", Status: "5.1.1", Permanent: true, Text: "no reason given"}},
		"no action, class 4":  {"Final-Recipient: rfc822; jo@example.com\r\nStatus: 4.1.1\r\n", &Bounce{Recipient: "jo@example.com", Status: "4.1.1", Delayed: true, Text: "no reason given"}},
		"failed after others": {"Final-Recipient: rfc822; a@example.com\r\nAction: delivered\r\n\r\nFinal-Recipient: rfc822; b@example.com\r\nAction: delayed\r\nStatus: 4.4.1\r\n\r\nFinal-Recipient: rfc822; c@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\nFinal-Recipient: rfc822; d@example.com\r\nAction: failed\r\nStatus: 5.7.1\r\n", &Bounce{Recipient: "c@example.com", Status: "5.1.1", Permanent: true, Text: "no reason given"}},
		"better status":       {"Final-Recipient: rfc822; jo@example.com\r\nAction: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 550 5.7.1 blocked at 192.0.2.1\r\n", &Bounce{Recipient: "jo@example.com", Status: "5.7.1", Text: "550 5.7.1 blocked at 192.0.2.1"}},
		"own address":         {"Original-Recipient: rfc822;jo+ot@example.com\r\nFinal-Recipient: rfc822; hidden@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n", &Bounce{Recipient: "jo+ot@example.com", Status: "5.1.1", Permanent: true, Text: "no reason given"}},
		"empty original":      {"Original-Recipient: rfc822;\r\nFinal-Recipient: <jo@example.com>\r\nAction: failed\r\nStatus: 5.1.1\r\n", &Bounce{Recipient: "jo@example.com", Status: "5.1.1", Permanent: true, Text: "no reason given"}},
	}
	for name, c := range cases {
		got := bounceOf(written(t, reportHeader), statusReport(c.fields))
		if (got == nil) != (c.want == nil) || got != nil && *got != *c.want {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}

func TestBounceNeedsAMailSystem(t *testing.T) {
	failed := statusReport("Final-Recipient: rfc822; jo@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n")
	words := "\n\nThis is the mail system at host mx.example.net.\n\n<jo@example.net>: 550 5.1.1 unknown"
	cases := map[string]struct {
		source  string
		reports []report
		want    bool
	}{
		"null path":                    {"Return-Path: <>" + words, nil, true},
		"mailer-daemon":                {"From: MAILER-DAEMON@mx.example.net" + words, nil, true},
		"postmaster":                   {"From: postmaster@example.net" + words, nil, true},
		"Exchange":                     {"From: MicrosoftExchange329e71ec88ae@example.net" + words, nil, true},
		"sender":                       {"Sender: mailer-daemon@example.net" + words, nil, true},
		"report":                       {"Content-Type: multipart/report; report-type=delivery-status", failed, true},
		"report without its kind":      {"Content-Type: multipart/report", failed, true},
		"null path, other type":        {"Return-Path: <>\nContent-Type: multipart/mixed", failed, true},
		"a person":                     {"Return-Path: <jo@example.com>" + words, nil, false},
		"a person, no path":            {"Subject: Undeliverable: form" + words, nil, false},
		"a person with a file":         {"Content-Type: multipart/mixed", failed, false},
		"read receipt":                 {"Return-Path: <>\nContent-Type: multipart/report; report-type=disposition-notification" + words, nil, false},
		"read receipt without a kind":  {"Return-Path: <>\nContent-Type: multipart/report" + words, []report{{Type: "message/disposition-notification", Data: []byte("Disposition: manual-action; displayed")}}, false},
		"out of office, no path":       {"Return-Path: <>\nSubject: Automatic reply: form\n\nI am on annual leave until 5.1.2027.", nil, false},
		"postmaster in person":         {"From: postmaster@example.net\n\nHello, can we have the form? Jo", nil, false},
		"daemon with a bounce subject": {"From: MAILER-DAEMON@mx.example.net\nSubject: Undeliverable: form\n\nNo luck with <jo@example.net>.", nil, true},
		"no path, bounce subject":      {"Return-Path: <>\nSubject: Undeliverable: form\n\nHello", nil, false},
		"gateway":                      {"From: postmaster@filter.example.net\n\nYour email to <jo@example.net> could not be delivered. Too large.", nil, true},
		"gateway that nobody reads":    {"From: no-reply@filter.example.net\n\nThe message that you sent to jo@example.net was blocked by our policy.", nil, true},
		"quarantine of mail to us":     {"From: postmaster@filter.example.net\n\n3 messages to you are held. An email from x@example.net was blocked.", nil, false},
		"a person about a gateway":     {"Subject: form\n\nYour email was blocked by our filter, please send it again.", nil, false},
		"failed recipients":            {"Return-Path: <>\nX-Failed-Recipients: jo@example.net\n\nHello", nil, true},
	}
	for name, c := range cases {
		if got := bounceOf(written(t, c.source), c.reports); (got != nil) != c.want {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

func TestBounceFormsAreKnown(t *testing.T) {
	for _, f := range bounceForms {
		m := written(t, "Return-Path: <>\nTo: office@example.org\n\nX\n"+strings.ToUpper(f.mark[:1])+f.mark[1:]+"\n\n   <ada@example.com>\n")
		m.To = []Address{NewAddress("", "office@example.org")}
		if got := bounceOf(m, nil); got == nil || got.Delayed != f.delayed || got.Recipient != "ada@example.com" {
			t.Errorf("%q: got %+v", f.mark, got)
		}
		if f.mark != tidy(f.mark) {
			t.Errorf("%q is not in tidy form", f.mark)
		}
	}
}

func TestAddressIsWrong(t *testing.T) {
	cases := []struct {
		status, text string
		want         bool
	}{
		{"5.1.1", "", true}, {"5.1.10", "", true}, {"5.1.2", "", true}, {"5.2.1", "", true}, {"5.4.1", "", true}, {"5.4.310", "", true}, {"5.4.4", "", true},
		{"5.1.8", "", false}, {"5.1.7", "", false}, {"5.2.2", "user unknown", false}, {"5.2.3", "", false}, {"5.3.4", "", false}, {"5.4.7", "", false}, {"5.4.14", "", false}, {"5.6.0", "user unknown", false}, {"5.7.1", "user unknown", false},
		{"5.0.0", "", false}, {"5.0.0", "550 No Such User here", true}, {"5.5.0", "mailbox unavailable", true}, {"4.1.1", "user unknown", false}, {"4.4.7", "", false}, {"2.0.0", "", false},
		{"", "550 user unknown", true}, {"", "Unrouteable address", true}, {"", "450 mailbox unavailable", false}, {"", "552 mailbox full", false}, {"", "", false},
	}
	for _, c := range cases {
		if got := addressIsWrong(c.status, c.text); got != c.want {
			t.Errorf("%q %q: got %v", c.status, c.text, got)
		}
	}
}

func TestStatusIn(t *testing.T) {
	cases := map[string]string{
		"550 5.1.1 no": "5.1.1", "(#5.1.1)": "5.1.1", "#5.7.606 smtp;": "5.7.606", "5.1.1": "5.1.1", "said 5.1.1.": "5.1.1", "Remote Server returned '550 5.4.1 x'": "5.4.1",
		"host 192.5.1.1": "", "at 5.1.1.9": "", "Exim 4.96.2": "", "550 no": "", "3.1.1": "", "15.1.1": "", "5.1.1111": "", "": "",
	}
	for text, want := range cases {
		if got := statusIn(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestBounceOriginalLetter(t *testing.T) {
	failed := statusReport("X-Note: x\r\nFinal-Recipient: rfc822; jo@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n")
	fields := []report{{Type: "message/delivery-status", Data: []byte("X-Original-Message-ID: <fields@x>\n\nAction: failed\nFinal-Recipient: rfc822; jo@example.com\n")}}
	part := func(kind, data string) []report { return append(failed[:1:1], report{Type: kind, Data: []byte(data)}) }
	nested := written(t, reportHeader)
	nested.Nested = []*Message{{MessageID: "<nested@x>"}}
	cases := map[string]struct {
		m       *Message
		reports []report
		want    string
	}{
		"letter":               {written(t, reportHeader), part("message/rfc822", "\r\nSubject: x\r\nMESSAGE-ID: <a@x>\r\n\r\nMessage-ID: <b@x>"), "<a@x>"},
		"folded":               {written(t, reportHeader), part("text/rfc822-headers", "Message-ID:\r\n <a@x>\r\n"), "<a@x>"},
		"not from its body":    {written(t, reportHeader), part("message/rfc822", "Subject: x\r\n\r\nMessage-ID: <b@x>"), ""},
		"not resent":           {written(t, reportHeader), part("message/rfc822", "Resent-Message-ID: <b@x>\r\nX-Message-ID: <c@x>\r\n"), ""},
		"its own fields":       {written(t, reportHeader), fields, "<fields@x>"},
		"enclosed":             {nested, failed, "<nested@x>"},
		"copy in the text":     {written(t, "Return-Path: <>\n\nThis is the mail system at host x\n> Message-Id: <text@x>\n"), nil, "<text@x>"},
		"thread":               {written(t, "In-Reply-To: <reply@x>\nReferences: <old@x> <ref@x>\n"+reportHeader), failed, "<reply@x>"},
		"references":           {written(t, "References: <old@x> <ref@x>\n"+reportHeader), failed, "<ref@x>"},
		"letter before thread": {written(t, "In-Reply-To: <reply@x>\n"+reportHeader), part("message/rfc822", "Message-ID: <a@x>\n\nhello"), "<a@x>"},
		"unusable":             {written(t, "In-Reply-To: <a@b@<c>\n"+reportHeader), failed, ""},
	}
	for name, c := range cases {
		if got := bounceOf(c.m, c.reports); got == nil || got.OriginalID != c.want {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

// FuzzBounce: no report breaks the reader, and what it says is one line
// without the address in it.
func FuzzBounce(f *testing.F) {
	for name := range bounceFiles {
		source, err := os.ReadFile("testdata/bounce-" + name + ".eml")
		if err != nil {
			f.Fatal(err)
		}
		head, body, _ := strings.Cut(string(source), "\n\n")
		f.Add(head, body, body)
	}
	f.Fuzz(func(t *testing.T, subject, text, part string) {
		m := &Message{ReturnPath: "<>", Subject: subject, Text: text, From: NewAddress("", subject)}
		for _, kind := range []string{"message/delivery-status", "message/rfc822", "text/plain"} {
			b := bounceOf(m, []report{{Type: kind, Data: []byte(part)}})
			if b == nil {
				continue
			}
			if strings.ContainsAny(b.Text, "@\r\n") || b.Permanent && b.Delayed || b.OriginalID != "" && !usableID(b.OriginalID) {
				t.Errorf("the report says %+v", b)
			}
		}
	})
}

func TestReasonIsTheBestLine(t *testing.T) {
	cases := map[string]string{
		"no such user\n550 refused\n host said 5.1.1 bad": "host said 5.1.1 bad",
		"no such user\n 550 refused\nother":               "550 refused",
		"other\n\tno such user":                           "no such user",
		"other\nsent at 09:30, 24 November 2026":          "",
		"the year 550":                                    "",
	}
	for text, want := range cases {
		if got := reason(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// Our own address and the server's stand in reports too.
func TestBounceRecipientIsNotUs(t *testing.T) {
	m := written(t, "Return-Path: <>\nFrom: Robot <robot@example.net>\n\nThis is the mail system at host x. "+
		"A letter of office@example.org (ask postmaster@example.net or robot@example.net)\n\nTo: jo@example.com\n")
	m.To = []Address{NewAddress("", "Office@example.org")}
	if got := bounceOf(m, nil); got == nil || got.Recipient != "jo@example.com" {
		t.Errorf("got %+v", got)
	}
}
