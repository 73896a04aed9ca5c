package main

import (
	"slices"
	"strings"
	"testing"

	"referrald/forms"
)

// The answers of every sample are answers of the form, and only the sample that
// is there to lack some lacks any, on the demo's day.
func TestSampleAnswers(t *testing.T) {
	all, err := samples()
	if err != nil {
		t.Fatal(err)
	}
	lacking := map[string][]string{
		"05-parent-types-answers": {"gp_practice_name", "need_met_by_universal"},
	}
	checked := 0
	for _, s := range all {
		if s.form != "pdf" && s.form != "text" {
			continue
		}
		checked++
		f := forms.Form{Fields: map[string]forms.Answer{}}
		for name, v := range s.answers {
			checkAnswer(t, s.name, name, v)
			f.Fields[name] = forms.Answer{Value: v, Certain: true}
		}
		if got := f.Missing(demoStart()); !slices.Equal(got, lacking[s.name]) {
			t.Errorf("%s lacks %v, want %v", s.name, got, lacking[s.name])
		}
	}
	if checked < 12 {
		t.Errorf("%d samples bring a filled form", checked)
	}
}

func checkAnswer(t *testing.T, sample, name, value string) {
	t.Helper()
	q, _ := forms.Lookup(name)
	if len(q.Options) == 0 {
		return
	}
	for _, code := range strings.Split(value, "|") {
		if _, ok := q.Option(code); !ok {
			t.Errorf("%s: %s has no option %q", sample, name, code)
		}
	}
}

// Every route of the published page has a sample, and every sample says what
// must come of it.
func TestSamplesCoverThePage(t *testing.T) {
	all, err := samples()
	if err != nil {
		t.Fatal(err)
	}
	var outcomes []string
	for _, s := range all {
		if s.title == "" || s.expect == "" || s.letters == "" || s.value("From") == "" || s.value("Subject") == "" {
			t.Errorf("%s: a title, a sender, a subject or an expectation is missing", s.name)
		}
		outcomes = append(outcomes, s.expect)
	}
	want := []string{"submission, eligible", "submission, incomplete", "submission, person", "information, eligible", "form-request", "automatic", "bounce", "other", "form-request, alert safeguarding"}
	for _, r := range routeNames {
		if r != "all" {
			want = append(want, "submission, signpost "+r)
		}
	}
	for _, w := range want {
		if !slices.Contains(outcomes, w) {
			t.Errorf("no sample shows %q", w)
		}
	}
}

// A sample that says something wrong is refused, with what is wrong.
func TestParseSampleRefuses(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"no header", "From nobody\n\nHello", "is no header"},
		{"no kind of form", "From: a@example.org\n\nHello\n-- form pdf\n", "a form begins with"},
		{"no such question", "From: a@example.org\n\nHello\n-- form pdf --\nshoe_size: 12\n", "is no answer to a question"},
	} {
		_, err := parseSample("x", tt.text, "child_dob: 2019-03-14\n")
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.name, err, tt.want)
		}
	}
}

// What identifies a child is found however it is written, and nothing else is.
func TestIdentifying(t *testing.T) {
	like := identifying([]sample{{answers: map[string]string{"child_forename": "Leo", "nhs_number": "9990000018", "child_dob": "2019-03-04"}}})
	for _, tt := range []struct {
		text string
		want bool
	}{
		{"Dear parents of Leo,", true},
		{"NHS number 999 000 0018", true},
		{"NHS number 9990000018", true},
		{"born on 4 March 2019", true},
		{"born 04/03/2019.", true},
		{"A leopard, and Leonard", false},
		{"Your referral of 4 March 2026", false},
	} {
		if got := like.MatchString(tt.text); got != tt.want {
			t.Errorf("%q: got %v", tt.text, got)
		}
	}
}
