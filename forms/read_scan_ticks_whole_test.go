//go:build !race

// The arithmetic of pictures takes many minutes under the race detector, which
// sees the same code in the lighter tests.

package forms

import (
	"testing"
)

func TestPicturesOfOneMessageAreOneForm(t *testing.T) {
	answers := map[string]string{"pr_consent": "yes_told_me", "ais_needs": "braille|bsl", "act_dressing": "some"}
	var files []File
	for _, number := range []int{1, 2, 4} {
		files = append(files, File{Name: "IMG_" + string(rune('0'+number)) + ".png", Data: pngFile(t, newPainter(t).page(number, answers))})
	}
	files = append(files, File{Name: "cat.png", Data: pngFile(t, newPainter(t).page(3, nil))}) // of which OCR reads nothing
	found := Reader{OCR: printedWords(t, 1, 2, 4)}.Find(files, "", midday)
	if len(found.Forms) != 1 || len(found.Unread) != 1 || found.Unread[0].Source != "cat.png" || found.Unread[0].Code != NoFields {
		t.Fatalf("%d forms, unread %v", len(found.Forms), found.Unread)
	}
	form := found.Forms[0]
	for name, want := range answers {
		if got, _ := form.Value(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if form.Source != "IMG_1.png" || form.Shape != Scan || form.Certain || len(form.Problems) != 2 {
		t.Errorf("%v from %s, certain %v, problems %v", form, form.Source, form.Certain, form.Problems)
	}
}
