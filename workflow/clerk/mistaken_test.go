package clerk_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"referrald/templates"
	"referrald/workflow"
	"referrald/workflow/ledger"
)

func (r *rig) list() []ledger.Summary {
	r.t.Helper()
	list, err := r.book.Referrals(r.t.Context(), ledger.Filter{})
	must(r.t, err)
	return list
}

// Mail whose author, sender or reply address is ours, in any spelling, is never answered.
func TestS4(t *testing.T) {
	text := "Please send me the OT referral form."
	for name, m := range map[string]written{
		"author":           {from: ours, text: text},
		"other case":       {from: "OFFICE@Loopback.TEST", text: text},
		"plus form":        {from: "office+form@loopback.test", text: text},
		"reply address":    {from: kate, text: text, headers: []string{"Reply-To: office@loopback.test"}},
		"several, a group": {from: kate, text: text, headers: []string{"Reply-To: Team: " + kate + ", office@loopback.test;"}},
		"sender":           {from: kate, text: text, headers: []string{"Sender: office@loopback.test"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t).opens()
			r.t = t
			m.subject = "form"
			r.takes(m.bytes())
			wantSubjects(t, r)
			if r.holds("INBOX") != 1 {
				t.Error("the message left the inbox")
			}
			r.pageSays("was not sent (" + workflow.BrakeOwn + ")")
		})
	}
	// Our own letter, come back with another author, a form in it, and nothing of
	// what marks it as a machine's: its Message-ID alone says whose it is.
	r := newRig(t).opens()
	r.takes(written{from: "gp@surgery.nhs.net", subject: "Completed form", text: "Please find the completed form attached.", file: "form.pdf",
		data: filled(t, map[string]string{"gp_practice_name": "", "gp_practice_postcode": ""})}.bytes())
	back := strings.NewReplacer("From: ", "From: <"+priya+">\r\nX-From: ", "Auto-Submitted:", "X-Was:", "X-Auto-Response-Suppress:", "X-Was-Too:").
		Replace(string(r.sent()[0].raw))
	r.takes([]byte("Return-Path: <" + priya + ">\r\n" + back))
	if n := len(r.sent()); n != 1 {
		t.Errorf("%d letters: our own was answered", n)
	}
	if list := r.list(); len(list) != 1 || list[0].State != workflow.Incomplete {
		t.Errorf("our own letter was read as a form: %+v", list)
	}
}

// Mail without a usable author stays where people look and stands in the digest
// of the same day; a broken header and the year 2050 keep nobody from an answer.
func TestS13(t *testing.T) {
	whole := string(request())
	for name, c := range map[string]struct{ raw, to, says string }{
		"no author":     {strings.Replace(whole, "From: "+kate+"\r\n", "", 1), "", "it has no readable author, so nobody can be answered"},
		"broken author": {strings.Replace(whole, "From: "+kate, "From: foo <foo@bar", 1), "", "was not sent (" + workflow.BrakeNobody + ")"},
		"broken header": {strings.Replace(whole, "Subject:", "Sub ject\r\n???\r\nSubject:", 1), kate, ""},
		"2050":          {strings.ReplaceAll(whole, "Nov 2026", "Nov 2050"), kate, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t).opens()
			r.t = t
			r.takes([]byte(c.raw))
			if c.to != "" {
				wantSubjects(t, r, c.to+": Your request (CTS-2026-000001)") // no message comes from the future
				return
			}
			wantSubjects(t, r)
			if r.holds("INBOX") != 1 {
				t.Error("it was not answered and is not in the inbox")
			}
			if page := r.page(); !strings.Contains(strings.ToLower(page), c.says) {
				t.Errorf("the digest does not say %q:\n%s", c.says, page)
			}
		})
	}
}

// A parent answers last year's letter about the first child to refer the second:
// that is a case of its own, which names the first for whoever reads it. Nothing
// of the second child stands under the first one's reference, nor its name anywhere.
func TestS20(t *testing.T) {
	second := map[string]string{"child_forename": "Mara", "child_surname": "Quill", "child_dob": "2020-02-02", "nhs_number": "9990000026"}
	for name, c := range map[string]struct {
		reply written
		state workflow.State
	}{
		"a form":                     {written{text: "This is about Mara, please see the form.", file: "form.pdf", data: filled(t, second)}, workflow.Ready},
		"a request for the form":     {written{text: "Please could you send me the referral form for my second child, Mara Quill?"}, workflow.Asked},
		"a form that cannot be read": {written{text: "This is about Mara. The completed referral form is attached.", file: "referral form Mara Quill.pdf", data: []byte("%PDF-1.4")}, workflow.WithPerson},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, func(r *rig) { r.t = t }).opens()
			raw := strings.ReplaceAll(string(submission(t, map[string]string{"referrer_type": "parent_carer"})), priya, kate)
			r.takes([]byte(raw))
			first := r.sent()[0]
			before, err := r.book.Referral(t.Context(), "CTS-2026-000001")
			must(t, err)
			r.wait(300 * 24 * time.Hour)
			w := c.reply
			w.from, w.subject, w.inReplyTo = kate, "Re: "+first.subject, first.id
			at := r.clock().Format(time.RFC1123Z)
			r.takes([]byte(strings.Replace(string(w.bytes()), "Mon, 23 Nov 2026 10:00:30 +0000", at, 1)))
			rec, err := r.book.Referral(t.Context(), "CTS-2027-000001")
			must(t, err)
			if list := r.list(); len(list) != 2 || rec.State != c.state {
				t.Fatalf("%d referrals, the second is %s", len(list), rec.State)
			}
			if len(rec.Messages) != 1 || !strings.Contains(rec.Messages[0].Why, "CTS-2026-000001") {
				t.Errorf("nothing leads from the second referral to the first: %+v", rec.Messages)
			}
			letters := r.sent()[1:]
			if len(letters) != 1 || letters[0].to != kate || !strings.Contains(letters[0].subject, "CTS-2027-000001") {
				t.Fatalf("letters: %v", r.subjects())
			}
			for _, never := range []string{"CTS-2026-000001", "Mara", "Quill"} {
				if strings.Contains(letters[0].subject+letters[0].text, never) {
					t.Errorf("the second child's letter says %q: %s", never, letters[0].subject)
				}
			}
			after, err := r.book.Referral(t.Context(), "CTS-2026-000001")
			must(t, err)
			if !reflect.DeepEqual(before, after) {
				t.Errorf("the first referral changed: it is %s with %d messages", after.State, len(after.Messages))
			}
		})
	}
}

// Who only knows a reference joins nothing and learns nothing, not even whether
// it exists, whatever else is asked or brought, and whether the stranger is the
// author or only the one who would be answered; people see each such message.
func TestS21(t *testing.T) {
	const stranger = "stranger@example.net"
	for name, c := range map[string]struct {
		from, text, subject, file string
		headers                   []string
		answered                  bool // for what it asks or brings
	}{
		"asks":              {from: stranger, subject: "What did you decide about REF?", text: "Please tell me what you decided about REF."},
		"replies":           {from: stranger, subject: "Re: Your referral (REF): we have it", text: "Yes."},
		"adds":              {from: stranger, subject: "REF", text: "The GP practice is Cheadle Medical Practice."},
		"withdraws":         {from: stranger, subject: "REF", text: "We want to withdraw this referral, please cancel it."},
		"asks for a look":   {from: stranger, subject: "REF", text: "Please look again."},
		"asks for the form": {from: stranger, subject: "REF", text: "Please send me the referral form. And what did you decide about REF?", answered: true},
		"brings a file":     {from: stranger, subject: "REF", text: "Please find the completed form attached.", file: "form.pdf", answered: true},
		"would be answered": {from: priya, subject: "REF", text: "What did you decide about REF?", headers: []string{"Reply-To: " + stranger}},
		"has us answer":     {from: stranger, subject: "REF", text: "What did you decide about REF?", headers: []string{"Reply-To: " + priya}},
	} {
		t.Run(name, func(t *testing.T) {
			var told []string
			for _, ref := range []string{"CTS-2026-000001", "CTS-2026-000777"} {
				r := newRig(t).opens()
				r.takes(submission(t, nil))
				before, err := r.book.Referral(t.Context(), "CTS-2026-000001")
				must(t, err)
				named := strings.NewReplacer("REF", ref)
				m := written{from: c.from, subject: named.Replace(c.subject), text: named.Replace(c.text), headers: c.headers}
				if c.file != "" {
					m.file, m.data = c.file, []byte("%PDF-1.7\nnothing")
				}
				r.takes(m.bytes())
				after, err := r.book.Referral(t.Context(), "CTS-2026-000001")
				must(t, err)
				if !reflect.DeepEqual(before, after) {
					t.Errorf("a stranger changed a referral: %+v", after)
				}
				if page := r.page(); r.holds("INBOX") != 1 && !strings.Contains(page, "names "+ref+", in which this sender has no part") {
					t.Errorf("no person will see it:\n%s", page)
				}
				said := ""
				for _, o := range r.sent()[1:] {
					said += o.to + "\n" + o.subject + "\n" + o.text
				}
				if strings.Contains(said, ref) || strings.Contains(said, "Ashworth") {
					t.Errorf("the stranger is told of %s:\n%s", ref, said)
				}
				told = append(told, said)
			}
			if told[0] != told[1] {
				t.Errorf("the answers tell which reference exists:\n%s\n%s", told[0], told[1])
			}
			if answered := told[0] != ""; answered != c.answered {
				t.Errorf("it is answered: %v", answered)
			}
		})
	}
}

// Twins are two cases, however the second form comes, and staff are told that
// they seem to be twins; where an initial, or a number that stayed in a copied
// form, leaves that open, there are two cases still, and staff are told to compare.
func TestS26(t *testing.T) {
	const compare = "may be about the same child as CTS-2026-000001"
	form := func(t *testing.T, name, nhs, replies string) written {
		return written{from: priya, subject: "Completed form", inReplyTo: replies, text: "Please find the completed form attached.", file: name + ".pdf",
			data: filled(t, map[string]string{"child_forename": name, "nhs_number": nhs})}
	}
	for name, c := range map[string]struct{ other, nhs, says, never string }{
		"another name":                   {"Sam", "", "seem to be about twins (same birthday and surname, other first names): they stay two cases", "the same child"},
		"an initial":                     {"J.", "", compare, "twins"},
		"another name, the same number":  {"Sam", "9990000018", compare, "twins"},
		"a longer name, the same number": {"Joanna", "9990000018", compare, "twins"},
	} {
		for way, send := range map[string]func(*testing.T, *rig){
			"apart": func(t *testing.T, r *rig) {
				r.takes(form(t, "Jo", c.nhs, "").bytes(), form(t, c.other, c.nhs, "").bytes())
			},
			"in one message": func(t *testing.T, r *rig) {
				one, other := form(t, "Jo", c.nhs, "").bytes(), form(t, c.other, c.nhs, "").bytes()
				_, file, _ := bytes.Cut(other, []byte("--x\r\nContent-Type: application/pdf"))
				r.takes(bytes.Replace(one, []byte("--x--"), append([]byte("--x\r\nContent-Type: application/pdf"), file...), 1))
			},
			"in reply to the first one's letter": func(t *testing.T, r *rig) {
				r.takes(form(t, "Jo", c.nhs, "").bytes())
				r.takes(form(t, c.other, c.nhs, r.sent()[0].id).bytes())
			},
			"in reply to the form": func(t *testing.T, r *rig) {
				r.takes(form(t, "Jo", c.nhs, "").bytes(), request())
				r.wait(48 * time.Hour)
				r.takes(form(t, c.other, c.nhs, r.sent()[1].id).bytes())
			},
		} {
			t.Run(name+", "+way, func(t *testing.T) {
				r := newRig(t).opens()
				send(t, r)
				list := r.list()
				if len(list) != 2 {
					t.Fatalf("%d referrals", len(list))
				}
				for i, name := range []string{c.other, "Jo"} { // the newest first
					rec, err := r.book.Referral(t.Context(), list[i].Reference)
					must(t, err)
					if v, _ := rec.Case.Form.Value("child_forename"); v != name {
						t.Errorf("%s is about %s, want %s", list[i].Reference, v, name)
					}
				}
				page := r.page()
				if !strings.Contains(page, c.says) || strings.Contains(page, c.never) {
					t.Errorf("the digest says nothing of %q, or of %q:\n%s", c.says, c.never, page)
				}
			})
		}
	}
}

// A letter with an empty variable, or one that was not filled, is not sent. Staff
// are told at once, once; its message goes to a person, or is answered when the
// gap was filled in time.
func TestS28(t *testing.T) {
	for name, c := range map[string]struct {
		gap  func(*templates.Office)
		says string
	}{
		"empty":            {func(o *templates.Office) { o.Phones = nil }, "Office.Phones is empty or unknown"},
		"only spaces":      {func(o *templates.Office) { o.Team = " " }, "Office.Team is empty or unknown"},
		"one of two":       {func(o *templates.Office) { o.Phones = []string{"0161 496 0000", ""} }, "Office.Phones[1] is empty or unknown"},
		"not filled":       {func(o *templates.Office) { o.Team = "{%customer.firstName%}" }, `a variable that left "{%" is empty or unknown`},
		"not filled, ours": {func(o *templates.Office) { o.Team = "{{.Team}}" }, `a variable that left "{{" is empty or unknown`},
	} {
		for _, filled := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, filled in time %v", name, filled), func(t *testing.T) {
				r := newRig(t).opens()
				whole := r.office.Contact
				c.gap(&r.office.Contact)
				r.house.Deliver(request())
				r.wait(time.Minute)
				_, _ = r.clerk.Round(t.Context())
				wantSubjects(t, r, staff+": A letter cannot be written: a person must look now")
				if text := r.sent()[0].text; !strings.Contains(strings.Join(strings.Fields(text), " "), "form letter: "+c.says) {
					t.Errorf("the alarm does not say %q:\n%s", c.says, text)
				}
				if filled {
					r.office.Contact = whole
				}
				for range 5 {
					r.wait(time.Hour)
					_, _ = r.clerk.Round(t.Context())
				}
				if filled {
					wantSubjects(t, r, staff+": A letter cannot be written: a person must look now", kate+": Your request (CTS-2026-000001): the referral form")
					return
				}
				wantSubjects(t, r, staff+": A letter cannot be written: a person must look now")
				if r.holds("INBOX") != 1 || len(r.list()) != 0 {
					t.Error("the message left the inbox")
				}
				r.pageSays("A message could not be opened: writing the letter form: ", "form letter: "+c.says)
			})
		}
	}
}

// logo is a picture of a signature, in base64: larger than a sign, smaller than
// any photograph of a page.
func logo(t *testing.T, seed int) string {
	t.Helper()
	side, dots := 100, rand.New(rand.NewPCG(1, uint64(seed)))
	m := image.NewGray(image.Rect(0, 0, 2*side, side))
	for i := range m.Pix {
		m.Pix[i] = uint8(dots.UintN(256))
	}
	var b bytes.Buffer
	must(t, png.Encode(&b, m))
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// Pictures of a signature are no form that could not be read, also not where the
// form is what this sender was last sent.
func TestS36(t *testing.T) {
	r := newRig(t).opens()
	r.takes(request())
	sent := r.sent()[0]
	var b strings.Builder
	b.WriteString("Return-Path: <" + kate + ">\r\nFrom: " + kate + "\r\nTo: " + ours + "\r\nSubject: Re: " + sent.subject + "\r\nIn-Reply-To: " + sent.id + "\r\nMessage-ID: <logos@example.com>\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n" +
		"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>Thank you, I will fill it in at the weekend.</p>")
	for i := range 40 {
		b.WriteString("<img src=\"cid:l" + string(rune('A'+i)) + "\">")
	}
	for i := range 40 {
		b.WriteString("\r\n--x\r\nContent-Type: image/png\r\nContent-ID: <l" + string(rune('A'+i)) + ">\r\nContent-Disposition: inline; filename=logo.png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + logo(t, i))
	}
	b.WriteString("\r\n--x--\r\n")
	r.takes([]byte(b.String()))
	wantSubjects(t, r, kate+": Your request")
	if list := r.list(); len(list) != 1 || list[0].State != workflow.Asked {
		t.Errorf("a note with a signature was taken for a form: %+v", list)
	}
}

// Every case has a letter to whoever began it, or a line that says why not.
func TestS40(t *testing.T) {
	r := newRig(t).opens()
	r.takes(request(), submission(t, map[string]string{"child_forename": "Ann", "nhs_number": "", "child_dob": "2018-03-03"}),
		submission(t, map[string]string{"gp_practice_name": "Lambgates Health Centre", "gp_practice_postcode": "SK13 1DJ", "child_forename": "Bo", "nhs_number": "", "child_dob": "2017-03-03"}),
		written{from: "no-reply@example.com", subject: "form", text: "Please find the form.", file: "form.pdf", data: filled(t, map[string]string{"child_forename": "Cy", "nhs_number": "", "child_dob": "2016-03-03"})}.bytes())
	list := r.list()
	if len(list) != 4 {
		t.Fatalf("%d referrals", len(list))
	}
	for _, s := range list {
		rec, err := r.book.Referral(t.Context(), s.Reference)
		must(t, err)
		told := false
		for _, l := range rec.Letters {
			told = told || l.State == ledger.LetterSent || l.State == ledger.LetterStopped && l.Brake != ""
		}
		if !told {
			t.Errorf("%s: nobody was told, and nothing says why: %+v", s.Reference, rec.Letters)
		}
	}
	_, err := r.clerk.Release(t.Context(), "CTS-2026-000003", "A. Therapist")
	must(t, err)
	r.wait(time.Minute)
	r.round()
	if last := r.sent()[len(r.sent())-1]; last.to != priya || !strings.Contains(last.subject, "CTS-2026-000003") {
		t.Errorf("the answer went to %s: %s", last.to, last.subject)
	}
}
