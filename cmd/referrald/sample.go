package main

import (
	"embed"
	"fmt"
	"path"
	"regexp"
	"strings"
	"time"

	"referrald/forms"
)

// The letters of the demo, a file each, in the order in which they come.
//
//	Title: what the demo prints above it
//	From, Subject, and any other header of the message
//	Reply: the sample whose answer from us this one answers
//	Bounce: the sample whose answer from us could not be delivered
//	Expect: what must come of it, see expected
//	Letters: the letters that must go out or wait, see expected
//	Release, Hold: what a person then decides, in the words after the command
//
//	the text
//	-- form pdf --    (or text, damaged, blank)
//	how the answers differ from base.answers: "name: value", an empty value for none
//
//go:embed samples
var samplesFS embed.FS

// sample is one letter of the demo.
type sample struct {
	name    string // "12-msk"
	title   string
	headers [][2]string // as they stand in the message
	reply   string
	bounce  string
	expect  string
	letters string
	release string // name of the person who releases what waits
	hold    string // name of the person who does not, and after a colon why
	body    string
	form    string            // "", pdf, text, damaged, blank
	answers map[string]string // by canonical name
}

// samples reads every bundled letter.
func samples() ([]sample, error) {
	base, err := samplesFS.ReadFile("samples/base.answers")
	if err != nil {
		return nil, fmt.Errorf("reading the samples: %w", err)
	}
	entries, err := samplesFS.ReadDir("samples")
	if err != nil {
		return nil, fmt.Errorf("reading the samples: %w", err)
	}
	var out []sample
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".sample")
		if !ok {
			continue
		}
		data, err := samplesFS.ReadFile(path.Join("samples", e.Name()))
		if err != nil {
			return nil, fmt.Errorf("reading the samples: %w", err)
		}
		s, err := parseSample(name, string(data), string(base))
		if err != nil {
			return nil, fmt.Errorf("reading the sample %s: %w", name, err)
		}
		out = append(out, s)
	}
	return out, nil
}

func parseSample(name, text, base string) (sample, error) {
	s := sample{name: name}
	head, rest, _ := strings.Cut(text, "\n\n")
	for _, l := range strings.Split(strings.TrimSpace(head), "\n") {
		key, value, ok := strings.Cut(l, ":")
		if !ok {
			return s, fmt.Errorf("the line %q is no header", l)
		}
		s.header(key, strings.TrimSpace(value))
	}
	body, form, _ := strings.Cut(rest, "-- form ")
	s.body = strings.TrimSpace(body)
	if form == "" {
		return s, nil
	}
	kind, differences, ok := strings.Cut(form, " --")
	if !ok {
		return s, fmt.Errorf("a form begins with a line such as -- form pdf --")
	}
	s.form = kind
	var err error
	s.answers, err = answersOf(base, differences)
	return s, err
}

func (s *sample) header(key, value string) {
	own := map[string]*string{
		"Title": &s.title, "Reply": &s.reply, "Bounce": &s.bounce, "Expect": &s.expect, "Letters": &s.letters,
		"Release": &s.release, "Hold": &s.hold,
	}
	if into, ok := own[key]; ok {
		*into = value
		return
	}
	s.headers = append(s.headers, [2]string{key, value})
}

func (s sample) value(header string) string {
	for _, h := range s.headers {
		if h[0] == header {
			return h[1]
		}
	}
	return ""
}

// answersOf reads "name: value" lines; a later one replaces an earlier one, and
// an empty value takes it away.
func answersOf(texts ...string) (map[string]string, error) {
	out := map[string]string{}
	for _, l := range strings.Split(strings.Join(texts, "\n"), "\n") {
		if strings.TrimSpace(l) == "" {
			continue
		}
		name, value, ok := strings.Cut(l, ":")
		if _, known := forms.Lookup(name); !ok || !known {
			return nil, fmt.Errorf("%q is no answer to a question of the form", l)
		}
		out[name] = strings.TrimSpace(value)
		if out[name] == "" {
			delete(out, name)
		}
	}
	// Whoever fills in a form signs it.
	for _, name := range []string{"declaration_name", "declaration_signature"} {
		if _, ok := out[name]; !ok {
			out[name] = out["referrer_name"]
		}
	}
	return out, nil
}

// identifying matches what would tell a reader which child a form is about:
// forename, NHS number and date of birth of every sample, however written.
func identifying(all []sample) *regexp.Regexp {
	var words []string
	for _, s := range all {
		for _, name := range []string{"child_forename", "nhs_number"} {
			if v := s.answers[name]; v != "" {
				words = append(words, regexp.QuoteMeta(v))
			}
		}
		if n := s.answers["nhs_number"]; len(n) == 10 {
			words = append(words, n[:3]+" "+n[3:6]+" "+n[6:])
		}
		if t, ok := forms.Date(s.answers["child_dob"]); ok {
			words = append(words, t.Format(time.DateOnly), t.Format("02/01/2006"), t.Format("2 January 2006"))
		}
	}
	return regexp.MustCompile(`\b(?:` + strings.Join(words, "|") + `)\b`)
}
