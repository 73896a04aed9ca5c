//go:build !race

// The arithmetic of pictures takes many minutes under the race detector, which
// sees the same code in the lighter tests.

package forms

import (
	"context"
	"testing"
)

// Typed forms in the pictures that come most are read: nothing certain is wrong,
// and nearly every tick is exact. The table of shapes has all qualities.
func TestScansAreReadOrMarkedUnread(t *testing.T) {
	reader := Reader{OCR: tesseract(t)}
	for _, quality := range qualities() {
		if !quality.daily {
			continue
		}
		t.Run(quality.name, func(t *testing.T) {
			var s score
			form, err := reader.readSheets(context.Background(), "scan", quality.pages(t, person(0), 0), midday)
			if err != nil {
				t.Fatal(err)
			}
			s.count(form, person(0))
			s.check(t)
			t.Logf("%d exact, %d unread, %d of %d boxes exact", s.Exact, s.Unread, s.BoxesExact, s.Boxes)
			if s.Exact*100 < s.all()*quality.least {
				t.Errorf("%d answers of %d are exact", s.Exact, s.all())
			}
			if s.BoxesExact*100 < s.Boxes*99 {
				t.Errorf("%d boxes of %d are exact", s.BoxesExact, s.Boxes)
			}
		})
	}
}
