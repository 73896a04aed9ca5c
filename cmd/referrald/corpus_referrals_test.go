package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"referrald/forms"
	"referrald/workflow/eligibility"
)

// referral is a filled form of the corpus and what must come of it.
type referral struct {
	sample
	at    time.Time
	label map[string]string
}

// corpusMonday is when a referral came that does not say when: a Monday in
// term.
var corpusMonday = time.Date(2026, time.November, 23, 10, 0, 0, 0, time.UTC)

func labelledReferrals(t testing.TB, set string) []referral {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "corpus", set, "*.referral"))
	if err != nil {
		t.Fatal(err)
	}
	var out []referral
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		r, err := parseReferral(strings.TrimSuffix(filepath.Base(f), ".referral"), string(data))
		if err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		out = append(out, r)
	}
	return out
}

func parseReferral(name, text string) (referral, error) {
	r := referral{sample: sample{name: name, answers: map[string]string{}}, at: corpusMonday, label: map[string]string{}}
	text, label, labelled := strings.Cut(text, "\n== label\n")
	message, answers, filled := strings.Cut(text, "\n-- form --\n")
	if !labelled || !filled {
		return r, fmt.Errorf("there is no form or no label")
	}
	head, body, _ := strings.Cut(message, "\n\n")
	r.body = body
	for line := range strings.Lines(head) {
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		if key != "Received" {
			r.headers = append(r.headers, [2]string{key, value})
			continue
		}
		var err error
		if r.at, err = time.Parse(time.RFC3339, value); err != nil {
			return r, err
		}
	}
	for line := range strings.Lines(answers) {
		key, value, _ := strings.Cut(line, ":")
		if _, known := forms.Lookup(key); !known {
			return r, fmt.Errorf("%q is no question of the form", key)
		}
		r.answers[key] = strings.ReplaceAll(strings.TrimSpace(value), `\n`, "\n")
	}
	for line := range strings.Lines(label) {
		key, value, _ := strings.Cut(line, ":")
		r.label[key] = strings.TrimSpace(value)
	}
	return r, nil
}

// Every form comes twice: filled in the PDF, and typed into the message as it
// is printed. Both must end where the label says.
func TestCorpusReferrals(t *testing.T) {
	h, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range referralSets {
		all := labelledReferrals(t, set)
		for _, form := range []string{"pdf", "text"} {
			t.Run(set+" "+form, func(t *testing.T) {
				rows, err := playAll(len(all), func(i int) (scored, error) { return all[i].play(h, form) })
				if err != nil {
					t.Fatal(err)
				}
				score(t, set+" "+form, rows)
			})
		}
	}
}

// play fills the form, sends it to the house and compares what comes of it.
func (r referral) play(h *house, form string) (scored, error) {
	s := scored{name: r.name, note: r.label["why"]}
	r.form = form
	data, err := r.message(arrival{office: h.office.From.Addr, at: r.at})
	if err != nil {
		return s, err
	}
	e, plan := decide(h, data, time.Time{}, r.at)
	s.unsafe = harm(h, e, plan)
	read := readings(e, plan)
	if len(read) != 1 || read[0].assessment == nil {
		s.misses = []string{fmt.Sprintf("%d forms were read", len(read))}
		return s, nil
	}
	a := *read[0].assessment
	differ := func(what, got, want string) {
		if got != want {
			s.misses = append(s.misses, fmt.Sprintf("%s %q, want %q", what, got, want))
		}
	}
	want := eligibility.Outcome(r.label["outcome"])
	differ("outcome", string(a.Outcome), string(want))
	differ("alert", a.Alert, r.label["alert"])
	if want == eligibility.Signpost {
		differ("signposts", strings.Join(a.Signposts, " "), listOf(r.label["signposts"]))
	}
	if a.Outcome == eligibility.Signpost && (want == eligibility.Person || want == eligibility.Eligible) {
		s.unsafe = append(s.unsafe, "a signpost where a person or a therapist is due")
	}
	if r.label["alert"] != "" && a.Alert == "" {
		s.unsafe = append(s.unsafe, "an alert is missed")
	}
	s.differs = r.beside(a)
	return s, nil
}

// beside compares the verdicts and the missing answers.
func (r referral) beside(a eligibility.Assessment) []string {
	byVerdict := map[eligibility.Verdict][]string{}
	for _, f := range a.Findings {
		byVerdict[f.Verdict] = append(byVerdict[f.Verdict], f.Criterion)
	}
	var out []string
	compare := func(what string, got []string, want string) {
		if g := listOf(strings.Join(got, " ")); g != want {
			out = append(out, fmt.Sprintf("%s %q, label %q", what, g, want))
		}
	}
	compare("not met", byVerdict[eligibility.Failed], listOf(r.label["not met"]))
	compare("unclear", byVerdict[eligibility.Unclear], listOf(r.label["unclear"]))
	if want, said := r.label["missing"]; said {
		compare("missing", a.Missing, listOf(want))
	}
	return out
}

// listOf is a list of names in one order, separated by blanks.
func listOf(text string) string {
	names := strings.Fields(strings.ReplaceAll(text, ",", " "))
	slices.Sort(names)
	return strings.Join(names, " ")
}
