package clerk_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"log/slog"
	"mime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"referrald/forms"
	"referrald/mailbox"
	"referrald/workflow/ledger"
)

// hostile is one message of somebody who means harm, and what may come of it.
type hostile struct {
	name string
	head []string // fields as they stand in the message; those that it lacks are ordinary ones
	text string   // asks for the form when empty
	file string   // the parameters that name an attachment, after "Content-Disposition: attachment; "
	data []byte
	to   string // the one address that may be written to, and is; "" for nobody
	what string // a piece of that letter's subject; that of the form when empty
	// alerts: its words are such that staff are told at once, and nobody else.
	alerts bool
	then   func(t *testing.T, letter outgoing)
}

const (
	victim   = "victim@example.net"
	owned    = "=0D=0ABcc:_" + "victim=40example.net=0D=0AX-Owned:_1=0D=0A=0D=0Aowned"
	formulas = `{{.Office.Email}} {{define "x"}} ${7*7} %s%n%!d <script>alert(1)</script><img src=x onerror=y>`
)

// bytes is the message; a field that head lacks is that of an ordinary stranger.
func (h hostile) bytes(mallory string) []byte {
	var b strings.Builder
	all := "\n" + strings.ToLower(strings.Join(h.head, "\n"))
	for _, f := range []string{
		"Return-Path: <" + mallory + ">", "Received: from mail.example.net by mx.loopback.test; Mon, 23 Nov 2026 10:00:30 +0000",
		"From: " + mallory, "To: " + ours, "Subject: OT referral", "Date: Mon, 23 Nov 2026 10:00:00 +0000", "Message-ID: " + nextID(), "MIME-Version: 1.0",
	} {
		name, _, _ := strings.Cut(f, ":")
		if !strings.Contains(all, "\n"+strings.ToLower(name)+":") {
			b.WriteString(f + "\r\n")
		}
	}
	for _, f := range h.head {
		b.WriteString(f + "\r\n")
	}
	text := h.text
	if text == "" {
		text = "Please could you send me the referral form?"
	}
	if h.file == "" {
		b.WriteString("Content-Type: text/plain; charset=utf-8\r\n\r\n" + strings.ReplaceAll(text, "\n", "\r\n") + "\r\n")
		return []byte(b.String())
	}
	b.WriteString("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text +
		"\r\n--x\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; " + h.file + "\r\n\r\n")
	for line := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(h.data)), 76) {
		b.Write(append(line, '\r', '\n'))
	}
	b.WriteString("--x--\r\n")
	return []byte(b.String())
}

// besieged is a house with three referrals in it: one whose answer waits for a
// person, one that lacks an answer, one for which an alert went out.
func besieged(t *testing.T) (r *rig, log *bytes.Buffer, alert outgoing) {
	t.Helper()
	log = &bytes.Buffer{}
	r = newRig(t).opens()
	r.clerk.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	r.takes(submission(t, map[string]string{"gp_practice_name": "Lambgates Health Centre", "gp_practice_postcode": "SK13 1DJ", "gp_practice_ods": "C81106"}),
		written{from: kate, subject: "Form", text: "Here is the form.", file: "form.pdf",
			data: filled(t, map[string]string{"gp_practice_name": "", "referrer_type": "parent_carer", "nhs_number": "9990000026", "child_forename": "Leonie"})}.bytes(),
		written{from: "aunt@example.com", subject: "referral form", text: "Please send me the referral form. My nephew is scared of his dad and had bruising on his arms again on Sunday."}.bytes())
	for _, o := range r.sent() {
		if o.to == staff {
			alert = o
		}
	}
	if waiting := r.waiting(); waiting != 2 || alert.id == "" || len(r.sent()) != 4 {
		t.Fatalf("%d letters wait, %q went out", waiting, r.subjects())
	}
	return r, log, alert
}

// waiting counts the letters that wait for a person.
func (r *rig) waiting() (n int) {
	for _, s := range r.list() {
		n += s.Waiting
	}
	return n
}

// standing is what the ledger holds of the referrals that were opened first.
func (r *rig) standing(first int) (out []string) {
	r.t.Helper()
	list := r.list()
	slices.SortFunc(list, func(a, b ledger.Summary) int { return strings.Compare(string(a.Reference), string(b.Reference)) })
	for _, s := range list[:first] {
		rec, err := r.book.Referral(r.t.Context(), s.Reference)
		must(r.t, err)
		line := fmt.Sprintf("%s %s %d waiting, %d messages, %d asked, form %v", s.Reference, s.State, s.Waiting, len(rec.Messages), len(rec.Asked), rec.Case.Form != nil)
		for _, l := range rec.Letters {
			line += fmt.Sprintf("; %s %s %q by %q", l.Name, l.State, l.Brake, l.DecidedBy)
		}
		out = append(out, line)
	}
	return out
}

// ourHeaders are all header fields that a letter of ours has.
var ourHeaders = []string{"From", "To", "Subject", "Date", "Message-Id", "Mime-Version", "Auto-Submitted", "X-Auto-Response-Suppress",
	"X-Referrald-Reference", "In-Reply-To", "References", "Content-Type", "Content-Transfer-Encoding"}

// childData is what identifies the child of the base form, and its family.
var childData = []string{"Ashworth", "Leo", "9990000018", "9990000026", "999 000 00", "2019-03-14", "14 March 2019", "14/03/2019", "Sample Lane",
	"SK8 1AA", "Brookside", "07700 900123", "hemiplegia", "Priya"}

// clean checks what is asked of every letter, whatever brought it about.
func (r *rig) clean(t *testing.T, o outgoing) {
	t.Helper()
	head, _, _ := bytes.Cut(o.raw, []byte("\r\n\r\n"))
	for _, line := range strings.Split(string(head), "\r\n") {
		if strings.ContainsAny(line, "\r\n\x00") || len(line) > 998 {
			t.Errorf("a header line is broken: %q", line)
		}
	}
	for name, values := range o.header {
		if !slices.Contains(ourHeaders, name) || len(values) != 1 {
			t.Errorf("a letter has the header %s %d times", name, len(values))
		}
	}
	to, err := o.header.AddressList("To")
	if err != nil || len(to) != 1 || !strings.EqualFold(to[0].Address, o.to) {
		t.Errorf("the header names %d recipients (%v), the envelope one", len(to), err)
	}
	if len(to) == 1 && strings.ContainsFunc(to[0].Name, func(c rune) bool { return unicode.Is(unicode.Cf, c) || unicode.IsControl(c) }) {
		t.Errorf("the recipient's name has characters that nobody sees: %+q", to[0].Name)
	}
	m := mailbox.Open(o.raw, mailbox.OpenOptions{})
	for _, tag := range []string{"<script", "<img"} {
		if strings.Contains(m.HTML, tag) {
			t.Errorf("the HTML part holds %q", tag)
		}
	}
	if strings.HasSuffix(o.to, "@nhs.net") { // the one secure domain; the office is not asked, it may be wrong
		return
	}
	words := string(head) + "\n" + m.Subject + "\n" + m.Text + "\n" + m.HTML
	if h, err := new(mime.WordDecoder).DecodeHeader(string(head)); err == nil {
		words += h
	}
	for _, d := range childData {
		if strings.Contains(words, d) {
			t.Errorf("a letter to an address that is not secure says %q", d)
		}
	}
	for _, f := range forms.Find(filesOf(m), "", r.clock()).Forms {
		t.Errorf("a letter to an address that is not secure brings a form with %d answers", len(f.Fields))
	}
}

// filesOf are the files of a letter, as a form in one is looked for.
func filesOf(m *mailbox.Message) (out []forms.File) {
	for _, a := range m.Attachments {
		out = append(out, forms.File{Name: a.Name, Type: a.Type, Data: a.Data})
	}
	return out
}

// Hostile mail gets nothing out: no letter to anybody but its author, no header
// of its own in one, no command carried out, no word about a child.
func TestHostileMail(t *testing.T) {
	r, log, alert := besieged(t)
	first := len(r.list())
	var rows []hostile
	rows = append(rows, brokenLines(t)...)
	rows = append(rows, borrowedNames()...)
	rows = append(rows, crookedAuthors()...)
	rows = append(rows, forgedOrders(t, alert)...)
	rows = append(rows, formulaMail(t)...)
	for i, h := range rows {
		t.Run(h.name, func(t *testing.T) {
			r.t = t
			mallory := fmt.Sprintf("mallory%d@example.net", i)
			for _, s := range append([]*string{&h.to}, pointers(h.head)...) {
				*s = strings.ReplaceAll(*s, "MALLORY", mallory)
			}
			before, sent := r.standing(first), len(r.house.Sent())
			r.takes(h.bytes(mallory))
			for range 2 { // what could not be decided is tried again
				r.wait(5 * time.Minute)
				r.round()
			}
			var letters []outgoing
			for _, l := range r.house.Sent()[sent:] {
				letters = append(letters, readOutgoing(t, l.To, l.Bytes))
			}
			r.judge(t, h, letters)
			if after := r.standing(first); !slices.Equal(before, after) {
				t.Errorf("the referrals changed from\n%s\nto\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
			}
			for _, d := range append([]string{"mallory", "victim", "owned", "kate", "senco", "script", "Owned", "@"}, childData...) {
				if strings.Contains(log.String(), d) {
					t.Errorf("the log says %q:\n%s", d, log.String())
				}
			}
			log.Reset()
		})
	}
	r.t = t
	r.digestIsClean(t)
}

func pointers(s []string) (out []*string) {
	for i := range s {
		out = append(out, &s[i])
	}
	return out
}

// judge compares the letters that a message brought about with what may come of it.
func (r *rig) judge(t *testing.T, h hostile, letters []outgoing) {
	t.Helper()
	if h.what == "" {
		h.what = "the referral form"
	}
	var got []string
	told := false
	for _, o := range letters {
		r.clean(t, o)
		if h.alerts && o.to == staff && !told {
			told = true
			continue
		}
		got = append(got, o.to+": "+o.subject)
	}
	switch {
	case h.alerts && !told:
		t.Error("staff were not told")
	case h.to == "" && len(got) > 0:
		t.Errorf("letters went out: %q", got)
	case h.to == "":
	case len(got) != 1 || !strings.HasPrefix(got[0], h.to+": ") || !strings.Contains(got[0], h.what):
		t.Errorf("the letters are %q, want one to %s: %s", got, h.to, h.what)
	case h.then != nil:
		h.then(t, letters[0])
	}
}

// digestIsClean reads what staff are shown of all this: words, and no markup.
func (r *rig) digestIsClean(t *testing.T) {
	t.Helper()
	d, err := r.clerk.Digest(t.Context(), r.clock(), monday, r.clock().Add(time.Second))
	must(t, err)
	w, err := r.clerk.Letters.Word(d)
	must(t, err)
	if strings.Contains(w.HTML, "<script") || strings.Contains(w.HTML, "<img") || strings.ContainsAny(w.Subject, "\r\n") {
		t.Error("the digest holds markup of a stranger")
	}
	for _, c := range childData {
		if strings.Contains(w.Text, c) {
			t.Errorf("the digest says %q", c)
		}
	}
}

// brokenLines hide line breaks where words of the sender may end in a header of ours.
func brokenLines(t *testing.T) []hostile {
	broken := []byte("%PDF-1.7\nnothing that can be read")
	unread := func(name, file string) hostile {
		return hostile{name: name, text: "Please find the completed form attached.", file: file, data: broken, to: "MALLORY", what: "we could not"}
	}
	return []hostile{
		{name: "line break in the author's name", head: []string{"From: =?utf-8?Q?M" + owned + "?= <MALLORY>"}, to: "MALLORY"},
		{name: "in the author's name, base64", head: []string{"From: =?utf-8?B?" + base64.StdEncoding.EncodeToString([]byte("M\r\nBcc: "+victim+"\r\nX-Owned: 1")) + "?= <MALLORY>"}, to: "MALLORY"},
		{name: "in the author's name, quoted", head: []string{`From: "=?utf-8?Q?M` + owned + `?=" <MALLORY>`}, to: "MALLORY"},
		{name: "bare CR in the author's name", head: []string{"From: \"M\rBcc: " + victim + "\" <MALLORY>"}, to: "MALLORY"},
		{name: "line separators in the author's name", head: []string{"From: =?utf-8?Q?M=E2=80=A8Bcc:_x=C2=85X-Owned:_1=0B=0C?= <MALLORY>"}, to: "MALLORY"},
		{name: "in the subject", head: []string{"Subject: =?utf-8?Q?OT_referral" + owned + "?="}, to: "MALLORY"},
		{name: "NUL and bare CR in the subject", head: []string{"Subject: OT referral\x00\rBcc: " + victim}, to: "MALLORY"},
		{name: "in the Message-ID", head: []string{"Message-ID: <=?utf-8?Q?a" + owned + "?=@example.net>"}, to: "MALLORY"},
		{name: "bare CR in the Message-ID", head: []string{"Message-ID: <a\rBcc: " + victim + "\rX-Owned: 1@example.net>"}, to: "MALLORY"},
		{name: "folds in the Message-ID", head: []string{"Message-ID: <a\r\n Bcc: " + victim + "\r\n\tX-Owned: 1>"}, to: "MALLORY"},
		{name: "bytes that are no ASCII in the Message-ID", head: []string{"Message-ID: <\xc3\xa4@example.net>"}, to: "MALLORY", then: func(t *testing.T, o outgoing) {
			if o.inReplyTo != "" {
				t.Errorf("a Message-ID that no header may hold is answered: %+q", o.inReplyTo)
			}
		}},
		{name: "a Message-ID longer than a line", head: []string{"Message-ID: <" + strings.Repeat("a", 980) + "@example.net>"}, to: "MALLORY", then: func(t *testing.T, o outgoing) {
			if o.inReplyTo != "" {
				t.Errorf("a Message-ID of %d octets is answered", len(o.inReplyTo))
			}
		}},
		{name: "in the References", head: []string{"References: <=?utf-8?Q?r" + owned + "?=@example.net> <b\rBcc: " + victim + "@example.net> <c\x00\x7f@example.net>"}, to: "MALLORY"},
		{name: "thousands of References", head: []string{"References:" + strings.Repeat("\r\n <"+strings.Repeat("r", 200)+"@example.net>", 3000)}, to: "MALLORY", then: func(t *testing.T, o outgoing) {
			if n := strings.Count(o.header.Get("References"), "<"); n > 21 {
				t.Errorf("a letter names %d others", n)
			}
		}},
		{name: "in the In-Reply-To", head: []string{"In-Reply-To: <=?utf-8?Q?i" + owned + "?=@example.net> <b\rBcc: " + victim + "@example.net>"}, to: "MALLORY"},
		{name: "in the address for answers", head: []string{"Reply-To: =?utf-8?Q?M" + owned + "?= <MALLORY>"}, to: "MALLORY"},
		unread("in the name of a file", `filename="=?utf-8?Q?form`+owned+`.pdf?="`),
		unread("in the name of a file, RFC 2231", "filename*=utf-8''form%0D%0ABcc%3A%20victim%40example.net%0D%0A.pdf"),
	}
}

// borrowedNames stand under a name that is ours, or that of staff.
func borrowedNames() []hostile {
	return []hostile{
		{name: "our address as a name", head: []string{`From: "` + ours + `" <MALLORY>`}, to: "MALLORY"},
		{name: "our address as an encoded name", head: []string{"From: =?utf-8?Q?office=40loopback.test_=3Coffice=40loopback.test=3E?= <MALLORY>"}, to: "MALLORY"},
		{name: "our address as a comment", head: []string{"From: MALLORY (" + ours + ")"}, to: "MALLORY"},
		{name: "staff's address as a name", head: []string{`From: "` + staff + `" <MALLORY>`}, to: "MALLORY"},
		{name: "our address as author", head: []string{"From: " + ours}},
		{name: "our address as author, answers to a neighbour", head: []string{"From: " + ours, "Reply-To: neighbour@loopback.test"}},
		{name: "our address in capitals", head: []string{"From: OFFICE@LOOPBACK.TEST"}},
		{name: "our address with a tag", head: []string{"From: office+x@loopback.test"}},
		{name: "our address in an encoded word", head: []string{"From: =?utf-8?Q?office=40loopback.test?="}},
		{name: "our address with a comment inside", head: []string{"From: <office@loopback.test (x)>"}},
		{name: "our domain in wide letters", head: []string{"From: <office@ｌｏｏｐｂａｃｋ．ｔｅｓｔ>"}},
		{name: "our address as sender", head: []string{"Sender: " + ours}},
		{name: "our address as the return path", head: []string{"Return-Path: <" + ours + ">"}, to: "MALLORY"},
		{name: "our address for answers", head: []string{"Reply-To: " + ours}},
		{name: "our address among those for answers", head: []string{"Reply-To: MALLORY, " + ours}},
		{name: "staff's address as author", head: []string{"From: " + staff}},
		{name: "staff's address for answers", head: []string{"Reply-To: " + staff}},
		{name: "turned and invisible letters in the name", head: []string{"From: =?utf-8?Q?=E2=80=AEtset.kcabpool=E2=80=AC=E2=80=8B=E2=81=A6of=EF=BB=BFfice=C2=AD?= <MALLORY>"}, to: "MALLORY"},
		{name: "invisible letters in the address", head: []string{"From: <office\u200b@loopback.test>"}},
	}
}

// crookedAuthors try for a second recipient, or another one.
func crookedAuthors() []hostile {
	many := func(name string) string {
		var b strings.Builder
		b.WriteString(name + ": " + ours)
		for i := range 3000 {
			fmt.Fprintf(&b, ",\r\n victim%d@example.net", i)
		}
		return b.String()
	}
	return []hostile{
		{name: "a comma in the name", head: []string{"From: Mallory, victim at example.net <MALLORY>"}, to: "MALLORY"},
		{name: "an address in the quoted name", head: []string{`From: "` + victim + `, <` + victim + `>" <MALLORY>`}, to: "MALLORY"},
		{name: "a quote that is escaped", head: []string{`From: "x\" <` + victim + `>, \"" <MALLORY>`}, to: "MALLORY"},
		{name: "an address in an encoded word", head: []string{"From: =?utf-8?Q?x=22_=3Cvictim=40example.net=3E,_?= <MALLORY>"}, to: "MALLORY"},
		{name: "two addresses in one encoded word", head: []string{"From: =?utf-8?Q?M_=3CMALLORY=3E,_=3Cvictim=40example.net=3E?="}, to: "MALLORY"},
		{name: "several authors", head: []string{"From: MALLORY, " + victim + ", <third@example.net>"}, to: "MALLORY"},
		{name: "a group of authors", head: []string{"From: Us: MALLORY, " + victim + ";"}, to: "MALLORY"},
		{name: "two brackets", head: []string{"From: <" + victim + "> <MALLORY>"}, to: "MALLORY"},
		{name: "two fields of authors", head: []string{"From: MALLORY", "From: " + victim}, to: "MALLORY"},
		{name: "a source route", head: []string{"From: <@example.net," + "@victim.example:MALLORY>"}, to: "MALLORY"},
		{name: "a second address in a quoted local part", head: []string{`From: <"victim@example.net,x"@example.net>`}},
		{name: "an SMTP command in the address", head: []string{"From: <MALLORY\rRCPT TO:" + victim + ">"}, to: "MALLORY"},
		{name: "an SMTP command behind the address", head: []string{"From: <MALLORY>\rRCPT TO:<x>"}, to: "MALLORY"},
		{name: "thousands of recipients", head: []string{many("To"), many("Cc"), many("Bcc")}, to: "MALLORY"},
		{name: "answers to somebody else", head: []string{"Reply-To: victim@example.com"}},
		{name: "answers to several", head: []string{"Reply-To: MALLORY, " + victim}},
		{name: "answers to several, in two fields", head: []string{"Reply-To: MALLORY", "Reply-To: " + victim}},
		{name: "receipts and errors to somebody else", head: []string{"Disposition-Notification-To: " + victim, "Return-Receipt-To: " + victim, "Errors-To: " + victim,
			"Resent-From: " + victim, "Resent-To: " + victim, "Mail-Followup-To: " + victim, "X-Original-From: " + victim, "Bcc: " + victim}, to: "MALLORY"},
	}
}

// forgedOrders look like words of those who may give some.
func forgedOrders(t *testing.T, alert outgoing) (rows []hostile) {
	const ref = "CTS-2026-000001"
	for _, from := range []string{"MALLORY", staff, ours, priya, kate, "Duty Therapist <" + staff + ">"} {
		for _, order := range []string{"release " + ref, "release " + ref + " -by \"A. Therapist\"", "/release " + ref, "hold " + ref, "close " + ref, "resend " + ref, "status " + ref} {
			rows = append(rows, hostile{name: order + " of " + from, head: []string{"From: " + from, "Subject: " + order}, text: order})
		}
	}
	for _, from := range []string{"MALLORY", staff} {
		for _, order := range []string{"resume", "referrald resume -by A. Therapist", "clear " + kate, "adopt " + ref, "referrald release " + ref,
			"Please release " + ref + " now. I am the team lead.", "Yes, send it. " + ref} {
			rows = append(rows, hostile{name: order + " of " + from, head: []string{"From: " + from, "Subject: Re: Digest of the referral mailbox"}, text: order})
		}
		rows = append(rows,
			hostile{name: "a reply to the alert of " + from, alerts: true, head: []string{"From: " + from, "Subject: Re: " + alert.subject, "In-Reply-To: " + alert.id, "References: " + alert.id}, text: "Release the letter, all is well."},
			hostile{name: "a header of ours of " + from, head: []string{"From: " + from, "X-Referrald-Reference: " + ref, "Subject: " + ref}, text: "Please send me all that you hold."})
	}
	proof := []string{
		"Authentication-Results: mx.loopback.test; dkim=pass header.d=example.org; spf=pass smtp.mailfrom=" + staff + "; dmarc=pass header.from=example.org",
		"Authentication-Results: evil.example.net; dkim=pass header.d=nhs.net; dmarc=pass header.from=nhs.net",
		"ARC-Authentication-Results: i=1; mx.loopback.test; dmarc=pass", "X-MS-Exchange-Organization-AuthAs: Internal", "Received-SPF: pass",
	}
	filledForm := filled(t, map[string]string{"gp_practice_name": "", "child_forename": "Mia", "nhs_number": "9990000034", "child_dob": "2018-02-02"})
	brings := func(name, to, what string, head ...string) hostile {
		return hostile{name: name, head: append(slices.Clone(proof), head...), text: "Here is the form.", file: `filename="form.pdf"`, data: filledForm, to: to, what: what}
	}
	return append(rows,
		hostile{name: "proof of staff's address, and an order", head: append([]string{"From: " + staff, "Subject: release " + ref}, proof...), text: "release " + ref},
		hostile{name: "proof of our address", head: append([]string{"From: " + ours}, proof...)},
		brings("proof of a secure address, answers to another", "", "", "From: gp@nhs.net", "Reply-To: MALLORY"),
		brings("proof of a secure address, the sender another", "gp@nhs.net", "please answer", "From: gp@nhs.net", "Sender: MALLORY", "Return-Path: <MALLORY>"),
		brings("a secure address as a name", "MALLORY", "please answer", "From: \"gp@nhs.net\" <MALLORY>"),
		brings("a domain that ends like a secure one", "m@evilnhs.net", "please answer", "From: m@evilnhs.net"),
		brings("a domain that begins like a secure one", "m@nhs.net.example.org", "please answer", "From: m@nhs.net.example.org"),
	)
}

// formulaMail carries the formulas of templates, pages and spreadsheets.
func formulaMail(t *testing.T) []hostile {
	answers := map[string]string{
		"gp_practice_name": "", "child_forename": "=Mia", "child_surname": `@SUM(1+1)*cmd|' /C calc'!A0`, "nhs_number": "9990000042", "child_dob": "2017-01-05",
		"reason_free_text": formulas, "act_examples": "=HYPERLINK(\"http://example.net\";\"x\")", "diagnosis_text": "-2+3+cmd", "pr1_name": "+44 {{.}}", "lives_with": "{{template \"head\"}} ${x}",
		"referrer_name": "<script>alert(1)</script>",
	}
	data := filled(t, answers)
	form := func(name, from string, then func(*testing.T, outgoing)) hostile {
		return hostile{name: name, head: []string{"From: " + from}, text: "Here is the form. " + formulas, file: `filename="form.pdf"`, data: data, to: from, what: "please answer 1 question", then: then}
	}
	return []hostile{
		{name: "formulas in the name", head: []string{"From: =?utf-8?B?" + base64.StdEncoding.EncodeToString([]byte(formulas)) + "?= <MALLORY>"}, to: "MALLORY"},
		{name: "formulas in the subject and the text", head: []string{"Subject: OT referral " + formulas}, text: "Please could you send me the referral form? " + formulas, to: "MALLORY"},
		{name: "formulas in the name of a file", text: "Please find the completed form attached.", file: `filename="form {{.}} <script>alert(1)</script> =1+1.pdf"`,
			data: []byte("%PDF-1.7\nnothing"), to: "MALLORY", what: "we could not"},
		form("formulas in the answers", "MALLORY", nil),
		form("formulas in the answers, to a secure address", "surgery@nhs.net", func(t *testing.T, o outgoing) {
			found := forms.Find(filesOf(mailbox.Open(o.raw, mailbox.OpenOptions{})), "", monday)
			if len(found.Forms) != 1 {
				t.Fatalf("%d forms came back", len(found.Forms))
			}
			for _, name := range []string{"child_surname", "act_examples", "reason_free_text", "lives_with"} {
				if got := found.Forms[0].Fields[name].Value; got != answers[name] {
					t.Errorf("%s came back as %q", name, got)
				}
			}
		}),
	}
}

// Sending that has stopped goes on when a person says so at the machine, and by
// no letter, whoever seems to have written it.
func TestNoLetterResumesSending(t *testing.T) {
	r := newRig(t).opens()
	must(t, r.book.OpenBreaker(t.Context(), "limits.an_hour", r.clock()))
	for _, from := range []string{staff, ours, kate} {
		r.takes(written{from: from, subject: "Re: sending has stopped: resume", text: "referrald resume -by A. Therapist"}.bytes(),
			written{from: from, subject: "resume", text: "resume"}.bytes())
	}
	b, err := r.book.Breaker(t.Context())
	must(t, err)
	if !b.Open || len(r.toSenders()) != 0 {
		t.Errorf("sending goes on: %q", r.subjects())
	}
}
