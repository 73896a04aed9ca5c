//go:build !race

// The arithmetic of pictures takes many minutes under the race detector, which
// sees the same code in the lighter tests.

package forms

import (
	"context"
	"os"
	"testing"
)

// A form that a program turned into plain pages is read back without a wrong
// answer. What the page shows no more, or not beyond doubt, is not certain.
func TestFlattenedFormsAreReadBack(t *testing.T) {
	r := readerWithPages(t)
	blank := blankFile(t)
	flattened := formsOfEach(fewForms)
	for _, f := range flatteners() {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			var sum score
			for _, answers := range replies(flattened) {
				if f.western {
					answers = western(answers)
				}
				data, err := os.ReadFile(f.flatten(t, blank, answers))
				if err != nil {
					t.Fatal(err)
				}
				got, err := r.read(context.Background(), File{Name: "form.pdf", Data: data}, midday) // no limit of time: the machine may be busy
				if err != nil {
					t.Fatal(err)
				}
				if got.Shape != PDFText || got.Version != Version {
					t.Errorf("shape %q, version %q", got.Shape, got.Version)
				}
				sum.count(got, answers)
			}
			sum.check(t)
			t.Logf("%d forms: %d exact, %d unread, %d wrong", flattened, sum.Exact, sum.Unread, sum.Wrong)
			if share := float64(sum.Exact) / float64(sum.all()); share < f.least {
				t.Errorf("%.3f of the answers exact, want %.3f", share, f.least)
			}
		})
	}
}
