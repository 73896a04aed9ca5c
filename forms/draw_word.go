package forms

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
)

var blankWordOnce = sync.OnceValues(func() ([]byte, error) { return drawWord(nil) })

// BlankWord is the current form as a Word document (.docx, ECMA-376): content
// controls tagged as the contract names them, drop-downs whose values are the
// option codes, one check box an option of a question with several answers. It
// is protected outside its fields, without a password. It is made once and
// kept; the bytes are the caller's, and the same program makes the same bytes
// every time.
func BlankWord() ([]byte, error) {
	data, err := blankWordOnce()
	return bytes.Clone(data), err
}

// FillWord is the current Word form with answers written in, as Word writes
// them: by canonical name, texts as they are, options by code, several options
// joined by "|". An unknown name or option is an error; an empty answer leaves
// its question blank. Errors hold no answer.
func FillWord(answers map[string]string) ([]byte, error) {
	for name, answer := range answers {
		if err := fillable(name, answer); err != nil {
			return nil, fmt.Errorf("filling %s: %w", name, err)
		}
	}
	return drawWord(answers)
}

// fillable reports why an answer cannot be written into the form.
func fillable(name, answer string) error {
	q, ok := Lookup(name)
	switch {
	case !ok:
		return errors.New("no such question")
	case answer == "" || !q.choice():
		return nil
	}
	codes := []string{answer}
	if q.Kind == KindMulti {
		codes = strings.Split(answer, "|")
	}
	for _, code := range codes {
		if _, ok := q.Option(code); !ok {
			return errors.New("no such option")
		}
	}
	return nil
}

// drawWord packs the parts of the document. [Content_Types].xml comes first,
// as some readers want it (ECMA-376 part 2, 6.2.3 recommends it).
func drawWord(answers map[string]string) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", wordTypes},
		{"_rels/.rels", wordRels},
		{"docProps/core.xml", wordCore()},
		{"word/document.xml", wordBody(answers)},
		{"word/_rels/document.xml.rels", wordBodyRels},
		{"word/styles.xml", wordStyles()},
		{"word/settings.xml", wordSettings},
		{"word/footer1.xml", wordFooter()},
	} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate})
		if err != nil {
			return nil, fmt.Errorf("packing %s: %w", part.name, err)
		}
		if _, err := w.Write([]byte(part.text)); err != nil {
			return nil, fmt.Errorf("packing %s: %w", part.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("packing the form: %w", err)
	}
	return out.Bytes(), nil
}
