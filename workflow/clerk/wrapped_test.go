package clerk_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"

	"referrald/forms"
	"referrald/mailbox"
	"referrald/workflow"
	"referrald/workflow/clerk"
)

// zipOf is a ZIP of one file.
func zipOf(t testing.TB, name string, data []byte, flags uint16) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Flags: flags})
	must(t, err)
	_, err = f.Write(data)
	must(t, err)
	must(t, w.Close())
	return b.Bytes()
}

// winmailOf is a winmail.dat with a text and one file.
func winmailOf(text, name string, data []byte) []byte {
	b := []byte("\x78\x9F\x3E\x22\x01\x00")
	for _, a := range []struct {
		id    uint16
		value string
	}{{0x800C, text + "\x00"}, {0x9002, strings.Repeat("\x00", 14)}, {0x8010, name + "\x00"}, {0x800F, string(data)}} {
		b = append(b, 2)
		b = binary.LittleEndian.AppendUint16(b, a.id)
		b = binary.LittleEndian.AppendUint16(b, 6)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(a.value)))
		b = append(append(b, a.value...), 0, 0)
	}
	return b
}

// planOf is what is decided about a letter of a stranger to the office.
func planOf(t testing.TB, raw []byte) workflow.Plan {
	t.Helper()
	c, err := criteria()
	must(t, err)
	e := clerk.Examine(mailbox.Open(raw, mailbox.OpenOptions{}), monday, forms.Find)
	return workflow.Decide(workflow.Facts{Now: monday, Received: monday, Message: e.Message, Found: e.Found, Office: officeOf(t), Criteria: c, Recall: workflow.Recall{Next: 1}})
}

func lettersOf(p workflow.Plan) string {
	var names []string
	for _, l := range p.Letters {
		names = append(names, l.Letter.Name())
	}
	return strings.Join(names, " ")
}

// mimeOf is a letter of Kate's with a Content-Type and body of her own.
func mimeOf(contentType, body string) []byte {
	return []byte("Return-Path: <" + kate + ">\r\nReceived: from mail.example.org by mx.loopback.test; Mon, 23 Nov 2026 10:00:30 +0000\r\nFrom: " + kate + "\r\nTo: " + ours +
		"\r\nSubject: Leo\r\nMessage-ID: " + nextID() + "\r\nMIME-Version: 1.0\r\nContent-Type: " + contentType + "\r\n\r\n" + body)
}

func base64Part(contentType string, data []byte) string {
	return "Content-Type: " + contentType + "\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString(data)
}

// A form is the same form in whatever it was wrapped: in a winmail.dat (S31), or
// with nothing true said about it (S32).
func TestS31S32WrappedFormIsRead(t *testing.T) {
	form := filled(t, nil)
	plain := "Content-Type: text/plain\r\n\r\nHere is the form.\r\n"
	with := func(part string) []byte {
		return mimeOf("multipart/mixed; boundary=x", "--x\r\n"+plain+"--x\r\n"+part+"\r\n--x--\r\n")
	}
	signed := func(content string) []byte { // the shortest CMS that holds signed content
		der := func(tag byte, parts ...string) string {
			v := strings.Join(parts, "")
			return string([]byte{tag, 0x83, byte(len(v) >> 16), byte(len(v) >> 8), byte(len(v))}) + v
		}
		return []byte(der(0x30, der(6, "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02"), der(0xA0, der(0x30, der(2, "\x01"), der(0x31), der(0x30, der(6, "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01"), der(0xA0, der(4, content)))))))
	}
	for _, c := range []struct {
		name   string
		raw    []byte
		source string
	}{
		{"ZIP", with(base64Part("application/octet-stream; name=form.zip", zipOf(t, "referral.pdf", form, 0))), "form.zip, referral.pdf"},
		{"ZIP in a ZIP", with(base64Part("application/zip; name=a.zip", zipOf(t, "form.zip", zipOf(t, "referral.pdf", form, 0), 0))), "a.zip, form.zip, referral.pdf"},
		{"winmail.dat", with(base64Part("application/ms-tnef; name=winmail.dat", winmailOf("Hello", "form.pdf", form))), "form.pdf"},
		{"winmail.dat with a ZIP", with(base64Part("application/octet-stream; name=part1", winmailOf("Hello", "form.zip", zipOf(t, "referral.pdf", form, 0)))), "form.zip, referral.pdf"},
		{"signed", mimeOf("application/pkcs7-mime; name=smime.p7m; smime-type=signed-data\r\nContent-Transfer-Encoding: base64", base64.StdEncoding.EncodeToString(signed("Content-Type: multipart/mixed; boundary=s\r\n\r\n--s\r\n"+plain+"--s\r\n"+base64Part("application/pdf; name=form.pdf", form)+"\r\n--s--"))), "form.pdf"},
		{"forwarded, without its label", with(base64Part("application/octet-stream; name=FW.eml", with(base64Part("application/octet-stream; name=form.bin", form)))), "form.bin"},
		{"octet-stream, an empty Content-ID", with(base64Part("application/octet-stream\r\nContent-ID: <>\r\nContent-Disposition: inline", form)), "attachment 1"},
		{"octet-stream, a name in pieces", with(base64Part("application/octet-stream\r\nContent-Disposition: attachment;\r\n filename*1*=%27s%20form.pdf;\r\n filename*0*=utf-8''Zo%C3%AB", form)), "Zoë's form.pdf"},
		{"Word by its name", with(base64Part("application/msword; name=form.doc", form)), "form.doc"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := clerk.Examine(mailbox.Open(c.raw, mailbox.OpenOptions{}), monday, forms.Find)
			if len(e.Found.Forms) != 1 || e.Found.Forms[0].Source != c.source || len(e.Found.Unread) > 0 {
				t.Fatalf("%d forms, unread %v, damage %q", len(e.Found.Forms), e.Found.Unread, e.Message.Damage)
			}
			if got := lettersOf(planOf(t, c.raw)); got != "acknowledgement" {
				t.Errorf("letters: %s", got)
			}
		})
	}
}

// What nobody here can open is answered with how to send it, and turns nobody away.
func TestLockedAwayIsUnreadable(t *testing.T) {
	enveloped := []byte("\x30\x0F\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x03\xA0\x02\x30\x00")
	file := func(text, label string, data []byte) []byte {
		return mimeOf("multipart/mixed; boundary=x", "--x\r\nContent-Type: text/plain\r\n\r\n"+text+"\r\n--x\r\n"+base64Part(label, data)+"\r\n--x--\r\n")
	}
	const form = "Here is the completed form."
	for _, c := range []struct {
		name string
		raw  []byte
		code forms.UnreadCode
	}{
		{"S/MIME", mimeOf("application/pkcs7-mime; name=smime.p7m; smime-type=enveloped-data\r\nContent-Transfer-Encoding: base64", base64.StdEncoding.EncodeToString(enveloped)), forms.Encrypted},
		{"PGP/MIME", mimeOf("multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=x", "--x\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--x\r\nContent-Type: application/octet-stream; name=encrypted.asc\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQE\r\n--x--\r\n"), forms.Encrypted},
		{"PGP in the text", mimeOf("text/plain", "-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n"), forms.Encrypted},
		{"rights management", file("You have received a protected message. Sign in to view it.", "application/x-microsoft-rpmsg-message; name=message.rpmsg", []byte("\x76\xE8\x04\x60\xC4\x11\xE3\x86x")), forms.Encrypted},
		{"a registered envelope", file("You have received a secure message. Open the attachment.", "text/html; name=securedoc.html", []byte("<html><body>Registered Envelope Service: open your secure message")), forms.Encrypted},
		{"NHSmail", file("You have been sent an encrypted message.", "application/octet-stream; name=Encrypted_Message.htm", []byte("<html><body>NHSmail encrypted email")), forms.Encrypted},
		{"a link", mimeOf("text/html", `<p>Kate Ashworth has sent you a secure email.</p><a href="https://reader.egress.com/x">Read it</a>`), forms.Encrypted},
		{"a password on the ZIP", file(form, "application/zip; name=form.zip", zipOf(t, "referral.pdf", []byte("x"), 1)), forms.Password},
		{"a packer of another kind", file(form, "application/octet-stream; name=form.7z", []byte("7z\xBC\xAF\x27\x1Cx")), forms.Packed},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := clerk.Examine(mailbox.Open(c.raw, mailbox.OpenOptions{}), monday, forms.Find)
			if len(e.Found.Unread) != 1 || e.Found.Unread[0].Code != c.code {
				t.Errorf("unread %v", e.Found.Unread)
			}
			p := planOf(t, c.raw)
			if got := lettersOf(p); got != "unreadable" || p.Kind != workflow.Submission || p.Cases[0].To != workflow.WithPerson {
				t.Errorf("%s, letters: %s", p.Kind, got)
			}
		})
	}
}

// A form that lies open beside something encrypted is read.
func TestOpenFormBesideLocked(t *testing.T) {
	raw := mimeOf("multipart/mixed; boundary=x", "--x\r\n"+base64Part("application/pdf; name=form.pdf", filled(t, nil))+"\r\n--x\r\n"+base64Part("application/octet-stream; name=report.pdf.asc", []byte("-----BEGIN PGP MESSAGE-----\n\nx"))+"\r\n--x--\r\n")
	if got := lettersOf(planOf(t, raw)); got != "acknowledgement" {
		t.Errorf("letters: %s", got)
	}
}

// Pictures in the text are left out where they decorate it, and are read where
// they are a page.
func TestPastedPictures(t *testing.T) {
	noise := func(w, h int) *image.Gray {
		m := image.NewGray(image.Rect(0, 0, w, h))
		seed := uint32(1)
		for i := range m.Pix {
			seed = seed*1664525 + 1013904223
			m.Pix[i] = byte(seed >> 24)
		}
		return m
	}
	encode := func(m image.Image, kind string) []byte {
		var b bytes.Buffer
		if kind == "png" {
			must(t, png.Encode(&b, m))
		} else {
			must(t, jpeg.Encode(&b, m, nil))
		}
		return b.Bytes()
	}
	for _, c := range []struct {
		name string
		data []byte
		page bool
	}{
		{"a photograph", encode(noise(900, 1200), "jpeg"), true},
		{"a screenshot", encode(noise(400, 850), "png"), true},
		{"a photograph of a phone that cannot be measured", append([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), make([]byte, 100<<10)...), true},
		{"a logo", encode(noise(100, 80), "png"), false},
		{"a large logo", encode(noise(500, 400), "png"), false},
		{"a banner", encode(noise(1200, 300), "png"), false},
		{"an empty page", encode(image.NewGray(image.Rect(0, 0, 900, 1200)), "png"), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			raw := mimeOf("multipart/related; boundary=x", "--x\r\nContent-Type: text/html\r\n\r\n<p>Form:<img src=\"cid:p\">\r\n--x\r\n"+base64Part("image/png; name=image001.png\r\nContent-ID: <p>\r\nContent-Disposition: inline", c.data)+"\r\n--x--\r\n")
			m := mailbox.Open(raw, mailbox.OpenOptions{})
			if len(m.Attachments) != 1 || !m.Attachments[0].Inline {
				t.Fatalf("%d files", len(m.Attachments))
			}
			if got := len(clerk.Files(m)) == 1; got != c.page {
				t.Errorf("taken for a page: %v", got)
			}
		})
	}
}

// Answers that were typed in an attached letter are read; a bounce is not.
func TestTypedInAttachedLetter(t *testing.T) {
	const typed = "First name: Leo\r\nLast name: Ashworth\r\nDate of birth: 12 May 2019\r\nSchool: Brookside\r\nMain cause: learning\r\n"
	raw := mimeOf("multipart/mixed; boundary=x", "--x\r\nContent-Type: text/plain\r\n\r\nPlease see the attached email from mum.\r\n--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: mum@example.org\r\nSubject: Leo\r\nMIME-Version: 1.0\r\n\r\n"+typed+"\r\n--x--\r\n")
	e := clerk.Examine(mailbox.Open(raw, mailbox.OpenOptions{}), monday, forms.Find)
	if len(e.Found.Forms) != 1 || e.Found.Forms[0].Fields["child_surname"].Value != "Ashworth" || !strings.HasPrefix(e.Found.Forms[0].Fields["child_surname"].Where, "attached message, line ") {
		t.Errorf("%v", e.Found)
	}
}

// Answers are typed into our letter where a reply quotes it, as Outlook does it:
// nothing marks what is quoted.
func TestS37AnswersTypedIntoOurLetter(t *testing.T) {
	const head = "From: Children's Therapy Services <office@loopback.test>\nSent: 23 November 2026 10:01\nTo: Kate Ashworth\nSubject: %s\n\n"
	text := func(q outgoing) (string, string) { return "text/plain", fmt.Sprintf(head, q.subject) + q.text }
	html := func(q outgoing) (string, string) {
		lines := strings.ReplaceAll(strings.TrimSpace(fmt.Sprintf(head, q.subject)), "<office@loopback.test>", "&lt;office@loopback.test&gt;")
		return "text/html", `<p class=MsoNormal>&nbsp;</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class=MsoNormal>` + strings.ReplaceAll(lines, "\n", "<br>") + "</p></div>" + mailbox.Open(q.raw, mailbox.OpenOptions{}).HTML
	}
	marked := func(q outgoing) (string, string) {
		return "text/plain", "On Mon, 23 Nov 2026 at 10:01, Office <office@loopback.test> wrote:\n> " + strings.ReplaceAll(q.text, "\n", "\n> ")
	}
	older := func(q outgoing) (string, string) {
		_, body := text(q)
		return "text/plain", "From: Jo <jo@example.org>\nSent: 23 November 2026 11:00\nTo: Kate\nSubject: Fw\n\nSee below\n\n" + body
	}
	for _, c := range []struct {
		name   string
		quote  func(outgoing) (string, string)
		answer [2]string
		above  string
		want   string
	}{
		{"text", text, [2]string{" Cheadle Medical Practice", " physical or movement"}, "", "acknowledgement"},
		{"text, below the marks", text, [2]string{"\nCheadle Medical Practice\n", "\nphysical or movement\n"}, "Hello, my answers are below.\n\n", "acknowledgement"},
		{"HTML", html, [2]string{" Cheadle Medical Practice", " physical or movement"}, "", "acknowledgement"},
		{"marked", marked, [2]string{" Cheadle Medical Practice", " physical or movement"}, "Done!\n\n", "acknowledgement"},
		{"half of it", text, [2]string{" Cheadle Medical Practice", ""}, "", "missing"},
		{"nothing", text, [2]string{"", ""}, "Thank you\n\n", ""},
		{"in a letter of somebody else's", older, [2]string{" Cheadle Medical Practice", " physical or movement"}, "Please see below.\n\n", "received"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t).opens()
			r.takes(written{from: kate, subject: "Form", text: "Here is the form.", file: "form.pdf", data: filled(t, map[string]string{"gp_practice_name": "", "main_cause": "", "referrer_type": "parent_carer"})}.bytes())
			wantSubjects(t, r, kate+": Your referral (CTS-2026-000001): please answer 2 questions")
			q := r.sent()[0]
			contentType, quote := c.quote(q)
			for _, a := range c.answer {
				quote = strings.Replace(quote, "Your answer:", "Your answer :"+a, 1)
			}
			raw := mimeOf(contentType+"; charset=utf-8\r\nIn-Reply-To: "+q.id+"\r\nReferences: "+q.id, strings.ReplaceAll(c.above+strings.ReplaceAll(quote, "Your answer :", "Your answer:"), "\n", "\r\n"))
			r.takes(bytes.Replace(raw, []byte("Subject: Leo"), []byte("Subject: Re: "+q.subject), 1))
			got := ""
			if all := r.subjects(); len(all) > 1 {
				got = all[1]
			}
			words := map[string]string{"acknowledgement": "Your referral (CTS-2026-000001): we have it", "missing": "please answer 1 question", "received": "Your email (CTS-2026-000001): we have it", "": ""}
			if !strings.Contains(got, words[c.want]) || (c.want == "") != (got == "") {
				t.Errorf("the letter is %q, want %s", got, c.want)
			}
			if slices.ContainsFunc(r.subjects(), func(s string) bool { return strings.Contains(s, "another service") }) {
				t.Error("somebody was turned away")
			}
		})
	}
}

// Answers that were typed into the letter about one child are taken for that one,
// when the message belongs to the threads of several, and never for another; a
// person sees those of a child to whose thread it does not belong.
func TestS37AnswersOfAnotherLetter(t *testing.T) {
	for _, both := range []bool{true, false} {
		r := newRig(t).opens()
		for _, child := range []map[string]string{{"child_forename": "Leo"}, {"child_forename": "Mara", "nhs_number": "9990000026", "child_dob": "2020-02-02"}} {
			child["gp_practice_name"], child["main_cause"], child["referrer_type"] = "", "", "parent_carer"
			r.takes(written{from: kate, subject: "Form", text: "Here is the form.", file: "form.pdf", data: filled(t, child)}.bytes())
		}
		wantSubjects(t, r, kate+": Your referral (CTS-2026-000001): please answer 2 questions", kate+": Your referral (CTS-2026-000002): please answer 2 questions")
		one, other := r.sent()[0], r.sent()[1]
		quote := one.text
		for _, a := range []string{"Cheadle Medical Practice", "physical or movement"} {
			quote = strings.Replace(quote, "Your answer:", "Your answer :"+a, 1)
		}
		quote = "On Mon, 23 Nov 2026 at 10:01, Office <office@loopback.test> wrote:\n> " + strings.ReplaceAll(strings.ReplaceAll(quote, "Your answer :", "Your answer: "), "\n", "\n> ")
		thread := other.id
		if both {
			thread = one.id + " " + other.id
		}
		r.takes(written{from: kate, subject: "Re: your letters", text: quote, headers: []string{"References: " + thread}}.bytes())
		for ref, want := range map[workflow.Reference]bool{"CTS-2026-000001": both, "CTS-2026-000002": false} {
			rec, err := r.book.Referral(t.Context(), ref)
			must(t, err)
			if v, ok := rec.Case.Form.Value("gp_practice_name"); ok != want {
				t.Errorf("in both threads %v: the practice of %s is %q", both, ref, v)
			}
		}
		if !both && r.holds("INBOX") != 1 {
			t.Error("no person sees the answers")
		}
	}
}

// Numbered answers, and a withdrawal, above the letter about one child are not
// taken for another, to whose thread alone the message belongs: a person reads them.
func TestS37AboveAnotherLetter(t *testing.T) {
	for _, said := range []string{"1. Cheadle Medical Practice\n2. physical or movement", "Please withdraw this referral, we do not need it any more."} {
		r := newRig(t).opens()
		for _, child := range []map[string]string{{"child_forename": "Leo"}, {"child_forename": "Mara", "nhs_number": "9990000026", "child_dob": "2020-02-02"}} {
			child["gp_practice_name"], child["main_cause"], child["referrer_type"] = "", "", "parent_carer"
			r.takes(written{from: kate, subject: "Form", text: "Here is the form.", file: "form.pdf", data: filled(t, child)}.bytes())
		}
		one, other := r.sent()[0], r.sent()[1]
		quote := "On Mon, 23 Nov 2026 at 10:01, Office <office@loopback.test> wrote:\n> " + strings.ReplaceAll(one.text, "\n", "\n> ")
		r.takes(written{from: kate, subject: "Re: your letters", text: said + "\n\n" + quote, headers: []string{"References: " + other.id}}.bytes())
		rec, err := r.book.Referral(t.Context(), "CTS-2026-000002")
		must(t, err)
		if v, ok := rec.Case.Form.Value("gp_practice_name"); ok || r.holds("INBOX") != 1 {
			t.Errorf("%q: the other child's practice is %q, %d messages wait for a person", said, v, r.holds("INBOX"))
		}
		for _, l := range r.list() {
			if l.Reference == "CTS-2026-000002" && strings.HasPrefix(said, "Please withdraw") && l.State != workflow.Incomplete {
				t.Errorf("%q: the other child's referral is %s", said, l.State)
			}
		}
	}
}
