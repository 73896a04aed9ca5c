package clerk_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"referrald/forms"
	"referrald/workflow"
)

// withFile is a letter to the office with a form, and n bytes of a film beside it.
func withFile(from string, form []byte, n int) []byte {
	var b bytes.Buffer
	part := func(label, name string, data []byte) {
		fmt.Fprintf(&b, "--x\r\nContent-Type: %s\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=%q\r\n\r\n", label, name)
		for line := range bytesOf(base64.StdEncoding.EncodeToString(data), 76) {
			b.WriteString(line + "\r\n")
		}
	}
	b.WriteString("Return-Path: <" + from + ">\r\nReceived: from mail.example.org by mx.loopback.test; Mon, 23 Nov 2026 10:00:30 +0000\r\nFrom: " + from + "\r\nTo: " + ours +
		"\r\nSubject: Completed form\r\nMessage-ID: " + nextID() + "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" +
		"--x\r\nContent-Type: text/plain\r\n\r\nPlease find the completed form attached, and a film of how he walks.\r\n")
	part("video/mp4", "walking.mp4", append([]byte("\x00\x00\x00\x18ftypmp42"), make([]byte, n)...))
	part("application/pdf", "form.pdf", form)
	b.WriteString("--x--\r\n")
	return b.Bytes()
}

// bytesOf cuts text into lines of n bytes.
func bytesOf(text string, n int) func(func(string) bool) {
	return func(yield func(string) bool) {
		for len(text) > 0 {
			line := text[:min(n, len(text))]
			if text = text[len(line):]; !yield(line) {
				return
			}
		}
	}
}

// S14: what NHSmail takes, files of 35 MB, is read like any other letter; what
// is far larger is answered with how to send the form, decides nothing about
// the child, and keeps nobody waiting. (What it costs of memory: TestS14Weight.)
func TestS14BigAttachment(t *testing.T) {
	huge := 110 << 20 // 150 MB in base64
	if slowed {
		huge = 40 << 20
	}
	r := newRig(t).opens()
	form := filled(t, nil)
	r.takes(asking("first@example.com").bytes(), withFile(kate, form, huge), withFile(priya, form, 35<<20-len(form)), asking("last@example.com").bytes())
	said := map[string]outgoing{}
	for _, o := range r.sent() {
		said[o.to] = o
	}
	if len(r.sent()) != 4 || len(said) != 4 {
		t.Fatalf("letters: %q", r.subjects())
	}
	if !strings.Contains(said[kate].text, "larger than we can open") {
		t.Errorf("the answer to the huge letter: %s", said[kate].subject)
	}
	if strings.Contains(said[priya].text, "larger than we can open") {
		t.Errorf("the answer to the letter of 35 MB: %s", said[priya].subject)
	}
	list, states := r.list(), map[workflow.State]int{}
	for _, s := range list {
		states[s.State]++
	}
	if len(list) != 4 || states[workflow.Asked] != 2 || states[workflow.WithPerson] != 1 || states[workflow.Ready] != 1 {
		t.Errorf("the referrals: %v", states)
	}
}

// S27: a date of birth that can be read two ways turns nobody away. The contract
// reads 09/05/2010 as 9 May, by which Year 11 is over; the form says Year 11, and
// the lower year counts. Where only the other order is a date, a person decides,
// with what was written before their eyes.
func TestS27DateOfBirthTurnsNobodyAway(t *testing.T) {
	for name, c := range map[string]struct {
		born string
		to   workflow.State
	}{
		"day first":        {"09/05/2010", workflow.Ready},
		"only month first": {"09/15/2010", workflow.WithPerson},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t).opens()
			r.takes(submission(t, map[string]string{"child_dob": c.born, "school_year_group": "11"}))
			list := r.list()
			if len(list) != 1 || list[0].State != c.to {
				t.Fatalf("the referral: %+v", list)
			}
			rec, err := r.book.Referral(t.Context(), list[0].Reference)
			must(t, err)
			if got := rec.Case.Form.Fields["child_dob"].Raw; got != c.born {
				t.Errorf("on record stands %q", got)
			}
			wantSubjects(t, r, priya+": ")
			for _, l := range rec.Letters {
				if l.Name == "signpost" {
					t.Error("a letter that turns the child away was drafted")
				}
			}
		})
	}
}

// earlierForm is a form of the service's own from before today's, filled in.
func earlierForm(version string, answers map[string]string) ([]byte, forms.Mapping) {
	m := forms.Mapping{Name: version, Version: version}
	var refs, fields strings.Builder
	at := 4
	for name, value := range answers {
		own := "Q " + version + " " + name
		m.Rows = append(m.Rows, forms.Mapped{Field: own, Question: name})
		fmt.Fprintf(&refs, "%d 0 R ", at)
		fmt.Fprintf(&fields, "%d 0 obj<</Type/Annot/Subtype/Widget/Rect[0 0 9 9]/P 3 0 R/FT/Tx/T(%s)/V(%s)>>endobj\n", at, own, value)
		at++
	}
	return []byte("%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[" + refs.String() + "]>>>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Annots[" + refs.String() + "]>>endobj\n" + fields.String() + "trailer<</Root 1 0 R/Size " + fmt.Sprint(at) + ">>\n%%EOF\n"), m
}

// S30: three earlier versions of the form come back in one morning. Each child's
// referral holds the version that was filled in, and the letter asks for what
// that version did not ask, and for nothing that was answered.
func TestS30VersionStaysOnRecord(t *testing.T) {
	r := newRig(t).opens()
	var reader forms.Reader
	var letters [][]byte
	versions := []string{"2024-01", "2025-03", "2025-09"}
	for i, version := range versions {
		answers := baseAnswers(t)
		for name, change := range map[string]string{"gp_practice_name": "", "child_forename": []string{"Ann", "Bo", "Cy"}[i], "nhs_number": ""} {
			answers[name] = change
			if change == "" {
				delete(answers, name)
			}
		}
		pdf, m := earlierForm(version, answers)
		reader.Maps = append(reader.Maps, m)
		letters = append(letters, written{from: priya, subject: "Completed form", text: "Please find the completed form attached.", file: "form.pdf", data: pdf}.bytes())
	}
	r.clerk.Read = func(files []forms.File, typed string, received time.Time) forms.Found {
		return reader.Find(files, typed, received)
	}
	r.takes(letters...)
	list := r.list()
	if len(list) != len(versions) {
		t.Fatalf("%d referrals of %d", len(list), len(versions))
	}
	kept := map[string]bool{}
	for _, s := range list {
		rec, err := r.book.Referral(t.Context(), s.Reference)
		must(t, err)
		kept[rec.Case.Form.Version] = true
		if s.State != workflow.Incomplete {
			t.Errorf("a form without the practice: %+v", s)
		}
	}
	for _, version := range versions {
		if !kept[version] {
			t.Errorf("version %s is on no record: %v", version, kept)
		}
	}
	for _, o := range r.sent() {
		if !strings.Contains(o.text, "1. GP surgery name") || strings.Contains(o.text, "2. ") {
			t.Errorf("%s asks for what was answered, or not for what was not:\n%s", o.subject, o.text)
		}
	}
}

// S33: a request with bytes of windows-1252 in its header and a gateway's warning
// between two fields is answered like any other, and is filed as it came.
func TestS33BrokenHeaderIsAnswered(t *testing.T) {
	r := newRig(t).opens()
	w := asking(kate)
	w.from, w.subject, w.text = "Zo\xEB <"+kate+">", "Zo\xEB\x92s OT referral", "I\x92m Zo\xEB\x92s mum. Please could you send me the referral form?"
	raw := strings.Replace(string(w.bytes()), "Return-Path: <Zo\xEB <"+kate+">>", "Return-Path: <"+kate+">", 1)
	raw = strings.Replace(raw, "From: ", "\xABEXTERNAL\xBB do not open links\r\nFrom: ", 1)
	r.takes([]byte(raw))
	wantSubjects(t, r, kate+": Your request")
	filed := r.house.Messages("Referrals/Form sent")
	if len(filed) != 1 || string(filed[0].Bytes) != raw {
		t.Errorf("%d messages are filed, or not as they came", len(filed))
	}
}

// What somebody wrote on a form and in none of its boxes is read by a person:
// words of danger raise the alert, and nobody is asked for answers that may
// stand there.
func TestRemarksOnAForm(t *testing.T) {
	for name, c := range map[string]struct {
		remark string
		fields map[string]string
		state  workflow.State
		alert  bool
	}{
		"a whole form":            {"", nil, workflow.Ready, false},
		"words of danger":         {"He is scared of his dad and had bruising on his arms again.", nil, workflow.WithPerson, true},
		"another area, by itself": {"We move to Stockport next week.", map[string]string{"gp_practice_name": "Lambgates Health Centre", "gp_practice_postcode": "SK13 1DJ", "gp_practice_ods": "C81106"}, workflow.WithPerson, false},
		"an answer is absent":     {"see overleaf", map[string]string{"gp_practice_name": "", "gp_practice_postcode": "", "gp_practice_ods": ""}, workflow.WithPerson, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, func(r *rig) { r.t = t }).opens()
			r.office.Routes = map[string]workflow.Releasing{"other-area": workflow.Auto}
			read := r.clerk.Read
			r.clerk.Read = func(files []forms.File, typed string, received time.Time) forms.Found {
				found := read(files, typed, received)
				for i := range found.Forms {
					f := &found.Forms[i]
					f.Problems = append(f.Problems, forms.Problem{Code: "beside", Text: "Something is written or drawn on the form and not in one of its boxes."})
					if c.remark != "" {
						f.Remarks = []string{c.remark}
					}
				}
				return found
			}
			r.takes(submission(t, c.fields))
			list := r.list()
			if len(list) != 1 || list[0].State != c.state {
				t.Fatalf("the referrals are %+v, want %s", list, c.state)
			}
			var letters, alerts int
			for _, o := range r.sent() {
				switch {
				case o.to == staff:
					alerts++
				case strings.Contains(o.text, "question") && c.fields != nil:
					t.Errorf("answers were asked for that may stand on the form:\n%s", o.text)
				default:
					letters++
				}
			}
			if letters != 1 || (alerts == 1) != c.alert {
				t.Errorf("%d letters, %d alerts: %q", letters, alerts, r.subjects())
			}
			if r.holds("INBOX") != 1 {
				t.Error("the form was moved out of sight")
			}
			d, err := r.clerk.Digest(t.Context(), r.clock(), monday, r.clock().Add(time.Second))
			must(t, err)
			if page := fmt.Sprint(d.Reading, d.Alerts); !c.alert && !strings.Contains(page, "something is written or drawn on the form") || strings.Contains(page, "overleaf") {
				t.Errorf("the digest says %s", page)
			}
		})
	}
}
