package forms

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"
)

// Nearly every Word form that comes back has its printed words as we wrote
// them, and beside each question the answer that its field gave already. What
// is known beforehand of such words is kept here, because reading them anew
// takes longer than all the rest of the form. Whatever differs in one letter is
// read as ever.

// asPrinted is what the cells of our questions say while nothing is typed in
// them.
var asPrinted = sync.OnceValue(func() map[string]labelled {
	cells := map[string]labelled{}
	for _, l := range emptyWord().lines {
		for _, cell := range l.cells {
			if p, ok := labelCell(cell); ok && l.row && p.typed[0] == "" {
				cells[cell] = p
			}
		}
	}
	return cells
})

// emptyWord is our form with nothing filled in.
var emptyWord = sync.OnceValue(func() document {
	p, err := wordPaper(context.Background(), wordBody(nil))
	if err != nil {
		panic("forms: reading the blank Word form: " + err.Error())
	}
	return p
})

// printedRest is what our form says outside of its questions, and what is read
// in that.
var printedRest = sync.OnceValue(func() (rest struct {
	text  string
	form  Form
	looks bool
}) {
	p := emptyWord()
	var none Form
	rest.text, _ = p.besideLabels(&none, time.Time{})
	rest.form, rest.looks = readText(rest.text, "", time.Time{})
	return rest
})

// readRest reads what a document says outside of our questions.
func readRest(text, source string, received time.Time) (Form, bool) {
	if rest := printedRest(); text == rest.text && len(rest.form.Fields) == 0 {
		return rest.form, rest.looks
	}
	return readText(text, source, received)
}

// saysAgain reports whether what stands beside a question is what its field said
// already, or nothing but its empty boxes, so that reading it changes nothing.
func (q *Question) saysAgain(text string, before Answer) bool {
	switch {
	case unmarked(text) != text:
		return false
	case q.Kind == KindMulti:
		return q.isTickList(text, before.Raw)
	case q.choice() && strings.ContainsAny(text, "[(☐☑☒□■✅⬜"): // perhaps boxes
		return false
	case q.choice():
		code, ok := words().option(*q, text)
		return ok && before.Certain && before.Value == code
	}
	return text == before.Raw && withoutPrompt(text) == text
}

// isTickList reports whether a text is the list of options as our form prints
// it, with exactly those ticked that an answer has ("a|b").
func (q *Question) isTickList(text, raw string) bool {
	var ticked []string
	if raw != "" {
		ticked = strings.Split(raw, "|")
	}
	found := 0
	for i, o := range q.Options {
		glyph := unticked
		if slices.Contains(ticked, o.Code) {
			glyph = tickedBox
			found++
		}
		line := i%2 == 0 // the first of two on a line
		var ok bool
		for _, piece := range [...]string{glyph, "\u00a0"} {
			if text, ok = strings.CutPrefix(text, piece); !ok {
				return false
			}
		}
		if text, ok = cutLabel(text, o.Label); !ok {
			return false
		}
		if i+1 == len(q.Options) {
			break
		}
		between := "\n"
		if line {
			between = "\t"
		}
		if text, ok = strings.CutPrefix(text, between); !ok {
			return false
		}
	}
	return text == "" && found == len(ticked)
}

// cutLabel takes a label off the beginning of a text in which its spaces are
// those that keep words together.
func cutLabel(text, label string) (rest string, ok bool) {
	for {
		word, more, spaced := strings.Cut(label, " ")
		if text, ok = strings.CutPrefix(text, word); !ok || !spaced {
			return text, ok
		}
		if text, ok = strings.CutPrefix(text, "\u00a0"); !ok {
			return text, false
		}
		label = more
	}
}
