package forms

import (
	"sync"
	"testing"
)

// Several forms are opened and read at once: the race detector looks on.
func TestFormsAreReadSideBySide(t *testing.T) {
	pdf, err := FillPDF(map[string]string{"child_surname": "Ashworth", "child_forename": "Leo", "child_dob": "2019-03-14"})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			f, err := Read(File{Data: pdf}, plainDay)
			if v, _ := f.Value("child_dob"); err != nil || v != "2019-03-14" {
				t.Errorf("read %q, %v", v, err)
			}
		})
	}
	all.Wait()
}
