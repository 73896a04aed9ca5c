//go:build !race

// The arithmetic of pictures takes many minutes under the race detector, which
// sees the same code in the lighter tests.

package forms

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/jung-kurt/gofpdf"
	"golang.org/x/image/font/gofont/goregular"
)

// Pages in another order, turned, made smaller or among others are the same
// form.
func TestPrintedPagesAreFoundHoweverTheyLie(t *testing.T) {
	r := readerWithPages(t)
	answers := western(replies(2)[1])
	flat := printedForm(t, answers)
	plain, err := r.read(context.Background(), fileOf(t, flat), midday)
	if err != nil {
		t.Fatal(err)
	}
	var upright score
	upright.count(plain, answers)
	upright.check(t)
	letter := printedOn(t, flat, "letter")
	turned := filepath.Join(t.TempDir(), "turned.pdf")
	run(t, "qpdf", "--warning-exit-0", "--rotate=+90:1", "--rotate=180:2-3", flat, turned)
	for name, path := range map[string]string{
		"in another order":        pickPages(t, flat, "3,1,5,2,4"),
		"turned":                  turned,
		"fit to American paper":   letter,
		"twice the same":          pickPages(t, flat, "1-z", flat, "1-z"),
		"behind a report":         pickPages(t, reportFile(t), "1", flat, "1-z"),
		"a blank one behind it":   pickPages(t, flat, "1-z", printedForm(t, nil), "1-z"),
		"pages that are not ours": pickPages(t, flat, "1-2", reportFile(t), "1", flat, "3-z"),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := r.read(context.Background(), fileOf(t, path), midday)
			if err != nil {
				t.Fatal(err)
			}
			if got.Shape != PDFText || len(got.Fields) != len(plain.Fields) {
				t.Errorf("shape %q, %d answers, want %d", got.Shape, len(got.Fields), len(plain.Fields))
			}
			var sum score
			sum.count(got, answers)
			sum.check(t)
			if sum.Exact != upright.Exact {
				t.Errorf("%d answers exact, %d as printed", sum.Exact, upright.Exact)
			}
		})
	}
}

func TestPrintedFormsThatAreNotRead(t *testing.T) {
	r := readerWithPages(t)
	first, second := western(replies(2)[0]), western(replies(2)[1])
	one, two := printedForm(t, first), printedForm(t, second)
	for name, row := range map[string]struct {
		path string
		code UnreadCode
	}{
		"blank":                     {printedForm(t, nil), Blank},
		"two children":              {pickPages(t, one, "1-z", two, "1-z"), Several},
		"two children, pages mixed": {pickPages(t, one, "1,3", two, "1-2,4-5"), Several},
		"only the end of another":   {pickPages(t, one, "1-z", two, "4-z"), Several},
		"a report":                  {reportFile(t), NoFields},
		"a page with nothing on it": {emptyFile(t), NoFields},
	} {
		t.Run(name, func(t *testing.T) {
			form, err := r.read(context.Background(), fileOf(t, row.path), midday)
			if codeOfError(err) != row.code {
				t.Errorf("read as %v with %q, want %q", form, codeOfError(err), row.code)
			}
		})
	}
	t.Run("nothing that opens pages", func(t *testing.T) {
		if _, err := Read(fileOf(t, one), midday); codeOfError(err) != NoFields {
			t.Errorf("code %q", codeOfError(err))
		}
	})
}

// A form of which a page is missing says so, and the rest of it is read.
func TestMissingPageIsNamed(t *testing.T) {
	answers := western(replies(2)[1])
	got, err := readerWithPages(t).read(context.Background(), fileOf(t, pickPages(t, printedForm(t, answers), "1,3-z")), midday)
	if err != nil {
		t.Fatal(err)
	}
	if got.Certain || len(got.Problems) == 0 || got.Problems[len(got.Problems)-1].Code != problemIncomplete {
		t.Errorf("certain %v, problems %v", got.Certain, got.Problems)
	}
	if got.Fields["child_surname"].Value != answers["child_surname"] {
		t.Error("what is on the other pages is not read")
	}
}

// A scan whose letters a program guessed is a picture all the same: what the
// program guessed is not read.
func TestGuessedLettersOfScansAreNotRead(t *testing.T) {
	pages, err := OpenPages()
	if err != nil {
		t.Fatal(err)
	}
	flat := fileOf(t, printedForm(t, western(replies(1)[0])))
	drawn, err := pages(context.Background(), flat.Data, 100, 5)
	if err != nil {
		t.Fatal(err)
	}
	f := gofpdf.New("P", "pt", "A4", "")
	f.AddUTF8FontFromBytes("go", "", goregular.TTF)
	for i, p := range drawn {
		f.AddPage()
		name := string(rune('a' + i))
		f.RegisterImageOptionsReader(name, gofpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(pngOf(t, p.Gray)))
		f.ImageOptions(name, 0, 0, p.Width, p.Height, false, gofpdf.ImageOptions{ImageType: "PNG"}, 0, "")
		f.SetFont("go", "", 9)
		f.RawWriteStr("3 Tr\n")
		for _, l := range p.Letters {
			f.Text(l.X, p.Height-l.Y, l.Text)
		}
		f.RawWriteStr("0 Tr\n")
	}
	var out bytes.Buffer
	if err := f.Output(&out); err != nil {
		t.Fatal(err)
	}
	seen, err := pages(context.Background(), out.Bytes(), 0, 5)
	if err != nil || len(seen) != 5 || len(seen[0].Letters) != 0 {
		t.Fatalf("%v: %d pages, %d letters that nobody sees", err, len(seen), len(seen[0].Letters))
	}
	_, err = Reader{Pages: pages}.read(context.Background(), File{Data: out.Bytes()}, midday)
	unread := (*UnreadableError)(nil)
	if !errors.As(err, &unread) || unread.Unread.Shape != Scan {
		t.Errorf("read as %v", err)
	}
}
