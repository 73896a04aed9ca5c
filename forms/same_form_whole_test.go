//go:build !race

// The arithmetic of pictures takes many minutes under the race detector, which
// sees the same code in the lighter tests.

package forms

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// S24: one filled form, saved by every program that we can try, gives the same
// answers each time, or says that an answer could not be read. None is wrong,
// and none that was given is passed over as not given. Pictures of pages, which
// without OCR go to a person as a whole, and most ways through LibreOffice have
// tests of their own.
func TestS24SameFormFromEveryProgram(t *testing.T) {
	answers := western(person(0))
	r := readerWithPages(t)
	data, err := FillPDF(answers)
	if err != nil {
		t.Fatal(err)
	}
	want, err := r.Read(File{Name: "form.pdf", Data: data}, midday)
	if err != nil || len(want.Fields) < len(answers) {
		t.Fatalf("%d of %d answers, %v", len(want.Fields), len(answers), err)
	}
	for _, p := range producers() {
		if strings.Contains(p.name, "Chromium") || strings.Contains(p.name, "LibreOffice") && !strings.HasSuffix(p.name, ", odt") || slices.ContainsFunc(qualities(), func(q distortion) bool { return q.name == p.name }) {
			continue
		}
		t.Run(p.name, func(t *testing.T) {
			files := p.produce(t, []map[string]string{maps.Clone(answers)})[0]
			got, err := readReturned(r, files)
			if err != nil {
				t.Fatal(err)
			}
			sameOrUnread(t, got, want)
		})
	}
}

// sameOrUnread holds one reading to another of the same form. Lines may be broken
// elsewhere on paper.
func sameOrUnread(t *testing.T, got, want Form) {
	t.Helper()
	same := 0
	for _, q := range Questions() {
		a, answered := got.Fields[q.Name]
		b, given := want.Fields[q.Name]
		switch {
		case answered && a.Certain && given && sameReading(a.Value, b.Value):
			same++
		case answered && a.Certain:
			t.Errorf("%s is %q, want %q", q.Name, a.Value, b.Value)
		case given && !answered:
			t.Errorf("%s is passed over", q.Name)
		}
	}
	if same < len(want.Fields)/3 {
		t.Errorf("%d of %d answers are the same", same, len(want.Fields))
	}
	t.Logf("%d of %d the same, the others unread", same, len(want.Fields))
}
