package forms

import "testing"

// Names and labels lie; the content tells what a file is.
func TestMislabelled(t *testing.T) {
	docx := zipped(t, "[Content_Types].xml", "<x/>", "word/document.xml", "<x/>")
	pdf := pdfOf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>")
	for _, c := range []struct {
		name, file, label string
		data              []byte
		want              Shape
	}{
		{"a PDF without a name", "", "application/octet-stream", pdf, PDFForm},
		{"a PDF called Word", "form.doc", "application/msword", pdf, PDFForm},
		{"Word called PDF", "form.pdf", "application/pdf", docx, DOCX},
		{"new Word called old", "form.doc", "application/msword", docx, DOCX},
		{"RTF called Word", "form.doc", "application/msword", []byte(`{\rtf1\ansi Hello}`), RTF},
		{"a page called Word", "form.doc", "application/msword", []byte(`<html xmlns:w="urn:schemas-microsoft-com:office:word"><body>Hello`), HTML},
		{"a photograph called PDF", "form.pdf", "application/pdf", []byte("\xFF\xD8\xFF\xE0................"), Scan},
		{"text called Word", "form.doc", "application/msword", []byte("First name: Leo"), Text},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := sniff(File{Name: c.file, Type: c.label, Data: c.data}); got.shape != c.want || got.code != "" {
				t.Errorf("%s %s, want %s", got.shape, got.code, c.want)
			}
		})
	}
}
