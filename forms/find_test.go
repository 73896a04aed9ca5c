package forms

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestFindListsEveryFile(t *testing.T) {
	filled := filledWith(t, map[string]string{"child_surname": "Example"})
	other := filledWith(t, map[string]string{"child_surname": "Other"})
	report := pdfOf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")
	photo := append([]byte(pngStart), make([]byte, smallPicture)...)
	found := Find([]File{
		{Name: "logo.png", Data: []byte(pngStart)},
		{Name: "report.pdf", Data: report},
		{Name: "form.bin", Data: filled},
		{Name: "again.pdf", Data: filled},
		{Name: "empty.pdf"},
		{Name: "photo.png", Data: photo},
		{Where: "attachment 7", Data: other},
		{Name: "empty too.pdf"},
	}, "Dear team, thank you.", midday)
	var forms, unread []string
	for _, form := range found.Forms {
		forms = append(forms, form.Source+" "+form.Fields["child_surname"].Raw)
	}
	for _, u := range found.Unread {
		unread = append(unread, u.Source+" "+string(u.Code))
		if u.Text == "" {
			t.Errorf("%s: nothing to say", u.Source)
		}
	}
	if want := []string{"form.bin Example", "attachment 7 Other"}; !slices.Equal(forms, want) {
		t.Errorf("forms %q, want %q", forms, want)
	}
	if want := []string{"report.pdf no-fields", "empty.pdf damaged", "photo.png unsupported", "empty too.pdf damaged"}; !slices.Equal(unread, want) {
		t.Errorf("unread %q, want %q", unread, want)
	}
}

func TestFindNamesWhatIsAboveItsLimit(t *testing.T) {
	var files []File
	for i := range mostFiles + 2 {
		files = append(files, File{Name: fmt.Sprint(i), Data: []byte{0, 1, byte(i)}})
	}
	files = append(files, files[0])
	found := Find(files, "", midday)
	if len(found.Unread) != mostFiles+2 {
		t.Fatalf("%d files are named", len(found.Unread))
	}
	for i, u := range found.Unread {
		if above := i >= mostFiles; above != (u.Code == TooLarge) {
			t.Errorf("file %d: %s", i, u.Code)
		}
	}
}

func TestFindInNothing(t *testing.T) {
	if found := Find(nil, " \n", midday); len(found.Forms)+len(found.Unread) > 0 {
		t.Errorf("%d forms, %d unread", len(found.Forms), len(found.Unread))
	}
	if found := Find(nil, strings.Repeat("a", mostBytes+1), midday); len(found.Unread) != 1 || found.Unread[0].Code != TooLarge {
		t.Errorf("an endless message: %d unread", len(found.Unread))
	}
}

func BenchmarkFind(b *testing.B) {
	files := []File{
		{Name: "form.pdf", Data: filledWith(b, fillings()["first"])},
		{Name: "logo.png", Data: []byte(pngStart)},
		{Name: "letter.txt", Data: bytes.Repeat([]byte("Dear team, "), 100)},
	}
	for b.Loop() {
		if found := Find(files, "Please find our form attached.", midday); len(found.Forms) != 1 {
			b.Fatalf("%d forms", len(found.Forms))
		}
	}
}
