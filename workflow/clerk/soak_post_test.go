package clerk_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"referrald/forms"
)

// posted is one message of the soak and what must come of it.
type posted struct {
	kind  string
	from  string
	id    string
	raw   []byte
	want  string // words of the one letter that it gets; "" for none
	then  string // and of the next, when it answered the first
	hands bool   // a person deleted or moved it before it was answered
	lost  bool   // the mail server refuses this address for good
}

// sort of post: how often it comes, and what is to be said to it.
type postKind struct {
	name  string
	share int
	want  string
	write func(p *postbag, from string) written
}

// postbag writes the post of the soak: invented people, each with an address of
// their own, so that no limit of one address hides what a fault has done.
type postbag struct {
	t    testing.TB
	rng  *rand.Rand
	n    int // messages so far
	nhs  int
	base map[string]string // the answers of a complete form
}

const (
	saysForm    = ": the referral form"
	saysThanks  = ": we have it"
	saysMissing = ": please answer"
)

var postKinds = []postKind{
	{"request", 34, saysForm, func(p *postbag, from string) written {
		return written{subject: p.one("OT referral", "form please", "Referral form", "Occupational therapy"),
			text: p.one("Please could you send me the referral form?", "Hello, I would like to refer my son to occupational therapy. Please send me the form.",
				"Could we have the OT referral form please. Thank you.", "Hi, can you email me a referral form for a pupil? Thanks")}
	}},
	{"complete form", 12, saysThanks, func(p *postbag, _ string) written {
		return written{subject: "Completed form", text: "Please find the completed form attached.", file: "form.pdf", data: p.child(nil)}
	}},
	{"form with a gap", 8, saysMissing, func(p *postbag, _ string) written {
		return written{subject: "Referral", text: "Please find the form attached.", file: "form.pdf", data: p.child(map[string]string{"gp_practice_name": ""})}
	}},
	{"for people", 14, "", func(p *postbag, _ string) written {
		return written{subject: "appointment", text: p.one("Please could we rearrange the appointment on Tuesday?", "Could you ring the school about the visit?")}
	}},
	{"out of office", 8, "", func(_ *postbag, _ string) written {
		return written{subject: "Automatic reply: the referral form", headers: []string{"Auto-Submitted: auto-replied"}, text: "I am out of the office. Please send the referral form to my colleague."}
	}},
	{"newsletter", 8, "", func(_ *postbag, _ string) written {
		return written{subject: "Referral form news", headers: []string{"List-Id: <news.example.org>", "Precedence: bulk", "List-Unsubscribe: <mailto:x@example.org>"}, text: "Please send the referral form to all your friends."}
	}},
	{"robot", 6, "", func(_ *postbag, _ string) written {
		return written{subject: "Ticket 4711 received", headers: []string{"Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All"}, text: "We have received your request for the referral form. Please do not reply."}
	}},
	{"report", 4, "", func(_ *postbag, _ string) written {
		return written{subject: "Undelivered Mail Returned to Sender", headers: []string{"Auto-Submitted: auto-replied"}, text: "The mail system could not deliver your message. Please send the referral form."}
	}},
}

// child fills the form for the next child, so that no two referrals are alike.
func (p *postbag) child(changes map[string]string) []byte {
	all := map[string]string{
		"child_forename": "Child" + letters(p.n), "child_surname": "Family" + letters(p.n),
		"nhs_number": p.nhsNumber(), "child_dob": time.Date(2017, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, p.n%1300).Format(time.DateOnly),
	}
	maps.Copy(all, changes)
	return p.fill(all)
}

func (p *postbag) fill(changes map[string]string) []byte {
	p.t.Helper()
	if p.base == nil {
		p.base = baseAnswers(p.t)
	}
	answers := maps.Clone(p.base)
	maps.Copy(answers, changes)
	answers["school_year_group"] = yearOf(answers["child_dob"])
	maps.DeleteFunc(answers, func(_, v string) bool { return v == "" })
	data, err := forms.FillPDF(answers)
	must(p.t, err)
	return data
}

// yearOf is the school year of a child in the autumn of 2026.
func yearOf(dob string) string {
	born, _ := time.Parse(time.DateOnly, dob)
	year := 2026 - born.Year() - 5
	if born.Month() >= time.September {
		year--
	}
	return fmt.Sprint(year)
}

// letters spells a number in letters, so that invented names stay names.
func letters(n int) string {
	s := string(rune('a' + n%26))
	for n /= 26; n > 0; n /= 26 {
		s += string(rune('a' + n%26))
	}
	return s
}

// nhsNumber is the next valid number of the range that is never given out.
func (p *postbag) nhsNumber() string {
	for {
		p.nhs++
		digits, sum := fmt.Sprint(999000001+p.nhs), 0
		for i, d := range digits {
			sum += (10 - i) * int(d-'0')
		}
		if check := 11 - sum%11; check != 10 {
			return digits + fmt.Sprint(check%11)
		}
	}
}

func (p *postbag) one(of ...string) string { return of[p.rng.IntN(len(of))] }

// next writes the next message.
func (p *postbag) next(now time.Time) *posted {
	at := p.rng.IntN(94)
	i := slices.IndexFunc(postKinds, func(k postKind) bool { at -= k.share; return at < 0 })
	k := postKinds[i]
	p.n++
	from := fmt.Sprintf("p%d@example.com", p.n)
	w := k.write(p, from)
	w.from, w.id = from, fmt.Sprintf("<soak-%d@example.com>", p.n)
	return &posted{kind: k.name, from: from, id: w.id, raw: w.on(now), want: k.want}
}

// on is the letter as it comes at that time.
func (w written) on(now time.Time) []byte {
	raw := w.bytes()
	for _, fixed := range []string{"Mon, 23 Nov 2026 10:00:00 +0000", "Mon, 23 Nov 2026 10:00:30 +0000"} {
		raw = bytes.Replace(raw, []byte(fixed), []byte(now.Format(time.RFC1123Z)), 1)
	}
	return raw
}
