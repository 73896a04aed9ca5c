package forms

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// fuzzOffice fuzzes one reader with these seeds: whatever comes, it returns, and
// what it returns is sound.
func fuzzOffice(f *testing.F, name string, seeds ...[]byte) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	kept, _ := filepath.Glob(filepath.Join("testdata", "office", "*."+name))
	for _, path := range kept {
		if data, err := os.ReadFile(path); err == nil {
			f.Add(data)
		}
	}
}

func checkOffice(t *testing.T, name string, data []byte) {
	form, err := Read(File{Name: name, Data: data}, midday)
	if err == nil {
		checkSound(t, form)
	}
	if codeOfError(err) == Failed {
		t.Error("the reader gave up")
	}
}

// FuzzReadWordBody fuzzes the part with the text, so that no change is lost in
// the packing.
func FuzzReadWordBody(f *testing.F) {
	body := wordParts(f, filledWord(f, map[string]string{"child_forename": "Leo", "cp_cin": "none", "child_dob": "2019-05-12"}))["word/document.xml"]
	fuzzOffice(f, "xml", []byte(body), []byte(`<w:document `+wordSpan+`><w:p>`+legacy("gp_name", "<w:textInput/>", "FORMTEXT", typedRun("x"))+`</w:p></w:document>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		checkOffice(t, "form.docx", zipOf(t, "word/document.xml", string(body)))
	})
}

func FuzzReadWord(f *testing.F) {
	fuzzOffice(f, "docx", blankWord(f), filledWord(f, filledForm(1)))
	f.Fuzz(func(t *testing.T, data []byte) { checkOffice(t, "form.docx", data) })
}

func FuzzReadODTBody(f *testing.F) {
	fuzzOffice(f, "odt-xml", []byte(odtFields), unzipped(f, "fields.odt", "content.xml"))
	f.Fuzz(func(t *testing.T, body []byte) { checkOffice(t, "form.odt", odtOf(t, string(body))) })
}

func FuzzReadRTF(f *testing.F) {
	fuzzOffice(f, "rtf", []byte(rtfFields))
	f.Fuzz(func(t *testing.T, data []byte) { checkOffice(t, "form.rtf", append([]byte(`{\rtf1`), data...)) })
}

func FuzzReadDOC(f *testing.F) {
	fuzzOffice(f, "doc", docFile("WordDocument", docHead(0, map[int]uint32{0x4C: 10, 0x1A6: 21}), "0Table", docPieces(10, 0x40000400)))
	f.Fuzz(func(t *testing.T, data []byte) { checkOffice(t, "form.doc", data) })
}

func FuzzReadHTML(f *testing.F) {
	fuzzOffice(f, "html", []byte(htmlFields))
	f.Fuzz(func(t *testing.T, data []byte) { checkOffice(t, "form.html", append([]byte("<html>"), data...)) })
}

// unzipped is one part of a kept file, nothing when it is not there.
func unzipped(t testing.TB, name, part string) []byte {
	t.Helper()
	z, err := zip.OpenReader(filepath.Join("testdata", "office", name))
	if err != nil {
		return nil
	}
	defer func() { _ = z.Close() }()
	r, err := z.Open(part)
	if err != nil {
		return nil
	}
	var b bytes.Buffer
	_, _ = io.Copy(&b, r)
	return b.Bytes()
}
