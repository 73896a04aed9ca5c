package clerk_test

import (
	"bytes"
	"strings"
	"testing"

	"referrald/forms"
	"referrald/mailbox"
	"referrald/workflow"
)

const gp = "dr.okafor@nhs.net"

// enclosed are the forms that went with a letter.
func enclosed(t *testing.T, o outgoing) []forms.Form {
	t.Helper()
	var all []forms.Form
	for _, a := range mailbox.Open(o.raw, mailbox.OpenOptions{}).Attachments {
		f, err := forms.Read(forms.File{Name: a.Name, Data: a.Data}, monday)
		if err != nil && !strings.Contains(err.Error(), "without any answers") {
			t.Fatal(err)
		}
		for _, name := range []string{"Leo", "Ashworth", "9990000018"} {
			if strings.Contains(a.Name, name) {
				t.Errorf("the form is called %q", a.Name)
			}
		}
		all = append(all, f)
	}
	return all
}

func sent(t testing.TB, from string, changes map[string]string) []byte {
	return written{from: from, subject: "Completed form", text: "Please find the completed form attached.", file: "form.pdf", data: filled(t, changes)}.bytes()
}

var twoBlank = map[string]string{"overall_severity": "", "need_met_by_universal": ""}

// What is missing is asked with a form: filled for whoever gave the answers
// from a secure address, blank and marked for everybody else.
func TestMissingComesWithTheRightForm(t *testing.T) {
	r := newRig(t).opens()
	r.takes(sent(t, gp, twoBlank), sent(t, kate, map[string]string{"overall_severity": "", "child_forename": "Mia", "nhs_number": "9990000026"}))
	letters := r.sent()
	if len(letters) != 2 {
		t.Fatalf("%v", r.subjects())
	}
	filledIn, marked := enclosed(t, letters[0]), enclosed(t, letters[1])
	if len(filledIn) != 1 || len(marked) != 1 || letters[0].to != gp {
		t.Fatalf("%d and %d forms went to %s", len(filledIn), len(marked), letters[0].to)
	}
	if name, _ := filledIn[0].Value("child_surname"); name != "Ashworth" || filledIn[0].Answered("overall_severity") {
		t.Errorf("the filled form has %q", name)
	}
	if n := len(marked[0].Fields); n != 0 {
		t.Errorf("the form to an address that is not secure holds %d answers", n)
	}
	if bytes.Contains(letters[1].raw, []byte("Ashworth")) || strings.Contains(letters[0].text, "Ashworth") {
		t.Error("a letter names the child")
	}
	for i, says := range []string{"It has the answers that you gave us", "a blank one is with this email"} {
		if !strings.Contains(strings.Join(strings.Fields(letters[i].text), " "), says) {
			t.Errorf("letter %d does not say %q:\n%s", i, says, letters[i].text)
		}
		if size := len(letters[i].raw); size > 700<<10 {
			t.Errorf("letter %d has %d bytes", i, size)
		}
	}
}

// The marked form comes back with what was missing, and completes the referral.
func TestMarkedFormComesBack(t *testing.T) {
	r := newRig(t).opens()
	r.takes(sent(t, kate, twoBlank))
	question := r.sent()[0]
	rest, err := forms.FillPDF(map[string]string{"overall_severity": "severe", "need_met_by_universal": "no"})
	must(t, err)
	r.takes(written{from: kate, subject: "Re: " + question.subject, inReplyTo: question.id, text: "Here it is.", file: "referral-form-to-finish.pdf", data: rest}.bytes())
	wantSubjects(t, r, kate+": Your referral", kate+": Your referral (CTS-2026-000001): we have it")
}

// Once somebody else has written about a child, nobody is sent what we hold.
func TestAFormOfTwoSendersGoesToNeither(t *testing.T) {
	r := newRig(t).opens()
	r.takes(sent(t, gp, twoBlank))
	question := r.sent()[0]
	r.takes(written{from: "practice.nurse@nhs.net", subject: "Re: " + question.subject, inReplyTo: question.id, text: "1. Severe\n"}.bytes())
	r.takes(written{from: gp, subject: "Re: " + question.subject, inReplyTo: question.id, text: "1. Severe\n"}.bytes())
	wantSubjects(t, r, gp+": Your referral", "practice.nurse@nhs.net: Your referral", gp+": Your")
	if n := len(enclosed(t, r.sent()[1])); n != 1 {
		t.Fatalf("%d forms went to the nurse", n)
	}
	for _, o := range r.sent()[1:] {
		for _, f := range enclosed(t, o) {
			if len(f.Fields) > 0 {
				t.Errorf("%s was sent %d answers", o.to, len(f.Fields))
			}
		}
	}
}

// A letter that waits for a person takes its form along when it is released.
func TestReleasedLetterHasItsForm(t *testing.T) {
	r := newRig(t, func(r *rig) { r.office.Release = map[string]workflow.Releasing{"missing": workflow.ByPerson} }).opens()
	r.takes(sent(t, gp, twoBlank))
	if n := len(r.sent()); n != 0 {
		t.Fatalf("%d letters went", n)
	}
	_, err := r.clerk.Release(t.Context(), "CTS-2026-000001", "A. Therapist")
	must(t, err)
	r.round()
	all := enclosed(t, r.sent()[0])
	if len(all) != 1 {
		t.Fatalf("%d forms", len(all))
	}
	if name, _ := all[0].Value("child_surname"); name != "Ashworth" {
		t.Errorf("the form has %q", name)
	}
}

// What could not be read is asked for with a blank form.
func TestUnreadableComesWithABlankForm(t *testing.T) {
	r := newRig(t).opens()
	r.takes(written{from: kate, subject: "Referral form", text: "Please find the completed form attached.", file: "form.pdf", data: []byte("%PDF-1.7 broken")}.bytes())
	letters := r.sent()
	if len(letters) != 1 || !strings.Contains(letters[0].subject, "could not read") {
		t.Fatalf("%v", r.subjects())
	}
	if all := enclosed(t, letters[0]); len(all) != 1 || len(all[0].Fields) != 0 {
		t.Errorf("%d forms", len(all))
	}
}
