package forms

import (
	"strings"
	"unicode/utf8"
)

// signing is the section that is signed anew each time the form is sent.
const signing = "K"

// Prefill is the form with what was already read from its sender: answers that
// are certain, in the boxes where they belong. Uncertain ones, those that no box
// takes and the signature stay blank. Questions named in missing are marked as
// in Marked. It holds a child's data: it goes to secure addresses only.
func Prefill(answers Form, missing ...string) ([]byte, error) {
	pdf, err := Marked(missing)
	if err != nil {
		return nil, err
	}
	most := map[string]int{}
	for _, w := range drawSheet().widgets {
		most[w.q.Name] = w.max
	}
	given := map[string]string{}
	for _, q := range Questions() {
		value, ok := answers.Value(q.Name)
		if !ok || q.Kind == KindHidden || q.SectionLetter() == signing {
			continue
		}
		text := written(q, value)
		if room := most[q.Name]; room == 0 || utf8.RuneCountInString(text) <= room {
			given[q.Name] = text
		}
	}
	return fillIn(pdf, given)
}

// written is a normalised answer as people write it: a date by day, month and
// year, options by code. Codes that the form has not are left out.
func written(q Question, value string) string {
	if day, ok := Date(value); ok && (q.Kind == KindDate || q.Kind == KindDateOrText) {
		return day.Format("2 January 2006")
	}
	if !q.choice() {
		return value
	}
	var codes []string
	for code := range strings.SplitSeq(value, "|") {
		if _, ok := q.Option(code); ok {
			codes = append(codes, code)
		}
	}
	return strings.Join(codes, "|")
}
