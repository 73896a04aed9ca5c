package workflow

import (
	"testing"

	"referrald/forms"
	"referrald/mailbox"
	"referrald/templates"
)

// The law of the house, number 8: pre-filled forms go to secure addresses only.
// A parent's consent to ordinary email ("consent_email") would allow more; the
// law stands above it, so that no answer of the form widens where one goes. The
// gate keeps the law for every letter, whoever planned it.
func TestFilledFormsGoToSecureAddressesOnly(t *testing.T) {
	consents := forms.Form{Fields: map[string]forms.Answer{
		"consent_email":  {Value: "yes", Certain: true},
		"pr1_email":      {Value: "kate@example.com", Certain: true},
		"referrer_email": {Value: "kate@example.com", Certain: true},
	}}
	for _, row := range []struct {
		to     string
		secure bool
	}{
		{"priya@nhs.net", true}, {"priya@NHS.net", true}, {"duty@council.gov.uk", true}, {"kate@example.com", false},
		{"priya@evilnhs.net", false}, {"priya@nhs.net.example.org", false}, {"priya@mail.nhs.net", false}, {"senco@school.sch.uk", false},
	} {
		to := mailbox.NewAddress("", row.to)
		office := &Office{Mode: Live, Secure: []string{"nhs.net", ".gov.uk"}}
		d := &decision{to: to, Facts: Facts{Office: office, Message: &mailbox.Message{From: to}, Found: forms.Found{Forms: []forms.Form{consents}}}}
		if got := d.encloses(Known{}); (got == templates.FilledForm) != row.secure || got == "" {
			t.Errorf("%s is sent the form %q", row.to, got)
		}
		p := Planned{Letter: templates.Missing{}, To: to, Encloses: templates.FilledForm, Release: Auto, Fresh: true}
		for what, q := range map[string]Planned{
			"planned":  (&gate{office: office}).pass(p),
			"waiting":  (&gate{office: office}).pass(Planned{Letter: p.Letter, To: to, Encloses: p.Encloses, Release: ByPerson}),
			"released": GateRelease(p, office, Recall{}),
		} {
			if stopped := q.Stopped == BrakeNotSecure; stopped == row.secure || !row.secure && q.Passed() {
				t.Errorf("a filled form to %s, %s: stopped by %q, passed %v", row.to, what, q.Stopped, q.Passed())
			}
		}
	}
}

func TestFilledFormsGoToWhoGaveTheAnswers(t *testing.T) {
	priya, tom := mailbox.NewAddress("", "priya@nhs.net"), mailbox.NewAddress("", "tom@nhs.net")
	held := &forms.Form{}
	for name, row := range map[string]struct {
		from    mailbox.Address
		earlier Known
		want    Enclosed
	}{
		"a first form":                          {priya, Known{}, templates.FilledForm},
		"the form that somebody else asked for": {priya, Known{Reference: "CTS-2026-000001", Sender: tom}, templates.FilledForm},
		"an answer by the same":                 {priya, Known{Form: held, Sender: priya, Alone: true}, templates.FilledForm},
		"an answer by another":                  {priya, Known{Form: held, Sender: tom, Alone: true}, templates.MarkedForm},
		"an answer after another's":             {priya, Known{Form: held, Sender: priya}, templates.MarkedForm},
		"a letter that goes to another":         {tom, Known{}, templates.MarkedForm},
	} {
		d := &decision{to: priya, Facts: Facts{Office: &Office{Secure: []string{"nhs.net"}}, Message: &mailbox.Message{From: row.from}}}
		if got := d.encloses(row.earlier); got != row.want {
			t.Errorf("%s: %q, want %q", name, got, row.want)
		}
	}
}
