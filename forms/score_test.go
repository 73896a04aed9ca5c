package forms

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// score counts answers by how they came back: exact, not certain, and wrong,
// which is also an answer that nobody gave, and one that is passed over in
// silence.
type score struct {
	Exact, Unread, Wrong int
	Boxes, BoxesExact    int      // of those with options to tick
	Faults               []string // says what was wrong

	lines bool // the format keeps the ends of lines, so that they count too
}

// count adds one form, read for what was written in it.
func (s *score) count(form Form, written map[string]string) {
	if form.Beside() {
		s.Faults = append(s.Faults, fmt.Sprintf("something is said to stand in no box: %q", form.Remarks))
	}
	for _, q := range Questions() {
		want := Answer{}
		if written[q.Name] != "" {
			want, _ = normalise(q, written[q.Name], "", midday)
		}
		got, answered := form.Fields[q.Name]
		if want == (Answer{}) && !answered {
			continue
		}
		marked := q.choice() && onPaper()[q.Name]
		if marked {
			s.Boxes++
		}
		switch {
		case answered && got.Certain && want.Certain && s.same(got.Value, want.Value):
			s.Exact++
			if marked {
				s.BoxesExact++
			}
		case answered && !got.Certain, !answered && vanished(written[q.Name]):
			s.Unread++
		default:
			s.Wrong++
			s.Faults = append(s.Faults, fmt.Sprintf("%s (%s) is %q (certain %v), want %q", q.Name, q.Kind, got.Value, got.Certain, want.Value))
		}
	}
}

// refuse adds a form that gave no answers: a person is shown the whole of it.
func (s *score) refuse(written map[string]string) { s.Unread += len(written) }

func (s *score) all() int { return s.Exact + s.Unread + s.Wrong }

// check fails a test for every wrong answer.
func (s *score) check(t testing.TB) {
	t.Helper()
	for _, fault := range s.Faults {
		t.Error(fault)
	}
}

func (s *score) same(a, b string) bool { return a == b || !s.lines && sameReading(a, b) }

// vanished reports whether none of an answer's letters is a western one. A
// program that leaves out all others prints an empty box then.
func vanished(answer string) bool {
	return !strings.ContainsFunc(answer, func(r rune) bool { _, western := charmap.Windows1252.EncodeRune(r); return western })
}

// onPaper are the questions that are answered by ticks, not from a list.
func onPaper() map[string]bool {
	marked := map[string]bool{}
	for _, b := range Layout() {
		if b.Option != "" {
			marked[b.Name] = true
		}
	}
	return marked
}
