package forms

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jung-kurt/gofpdf"
	"golang.org/x/image/font/gofont/goregular"
)

// printedForm is a filled form as a program prints it, without fields.
func printedForm(t *testing.T, answers map[string]string) string {
	t.Helper()
	return fillByScript(t, "flatten-pdf-lib.mjs", blankFile(t), answers)
}

func fileOf(t *testing.T, path string) File {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return File{Name: "form.pdf", Data: data}
}

// pick joins pages of documents: "1-z" or "3,1" of each.
func pickPages(t *testing.T, parts ...string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "picked.pdf")
	args := append([]string{"--warning-exit-0", "--empty", "--pages"}, parts...)
	run(t, "qpdf", append(args, "--", out)...)
	return out
}

// Pages in another order, turned, made smaller or among others are the same
// form.
func TestPrintedPagesAreFoundHoweverTheyLie(t *testing.T) {
	heavy(t)
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

// printedOn prints a document smaller or larger, to fit on other paper.
func printedOn(t *testing.T, path, paper string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), paper+".pdf")
	run(t, "gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sDEVICE=pdfwrite", "-sPAPERSIZE="+paper, "-dFIXEDMEDIA", "-dPDFFitPage", "-sOutputFile="+out, path)
	return out
}

// reportFile is a page of a report that talks about the form.
func reportFile(t *testing.T) string {
	t.Helper()
	f := gofpdf.New("P", "mm", "A4", "")
	f.AddPage()
	f.SetFont("Helvetica", "", 11)
	f.MultiCell(0, 6, strings.Repeat("Report for the occupational therapy service. Your full name, date of birth and address are on the form. ", 12), "", "", false)
	path := filepath.Join(t.TempDir(), "report.pdf")
	if err := f.OutputFileAndClose(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestPrintedFormsThatAreNotRead(t *testing.T) {
	heavy(t)
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

func emptyFile(t *testing.T) string {
	t.Helper()
	f := gofpdf.New("P", "mm", "A4", "")
	f.AddPage()
	path := filepath.Join(t.TempDir(), "empty.pdf")
	if err := f.OutputFileAndClose(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// A form of which a page is missing says so, and the rest of it is read.
func TestMissingPageIsNamed(t *testing.T) {
	heavy(t)
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
	heavy(t)
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

func pngOf(t *testing.T, picture image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// What is wrong with a document that has no fields is told by its pages: the
// sender of a locked one is asked for another thing than that of a broken one.
func TestPagesThatCannotBeOpened(t *testing.T) {
	data := pdfOf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")
	ended, stop := context.WithCancel(context.Background())
	stop()
	for _, row := range []struct {
		ctx  context.Context
		err  error
		want UnreadCode
	}{
		{context.Background(), ErrPagesLocked, Password},
		{context.Background(), ErrPagesDamaged, Damaged},
		{context.Background(), ErrPagesTooLarge, TooLarge},
		{context.Background(), errors.New("the renderer stopped"), Failed},
		{ended, ErrPagesDamaged, Failed},
	} {
		for _, letters := range []bool{true, false} { // the first look fails, or the drawing
			r := Reader{Pages: func(_ context.Context, _ []byte, dpi, _ int) ([]Page, error) {
				if dpi == 0 && !letters {
					return make([]Page, 1), nil
				}
				return nil, fmt.Errorf("opening document: %w", row.err)
			}}
			if _, err := r.readPages(row.ctx, File{Data: data}, midday); codeOfError(err) != row.want {
				t.Errorf("%v (drawn: %t) is %q, want %q", row.err, !letters, codeOfError(err), row.want)
			}
		}
	}
}

// The reading gives up before the guard would end the child with it.
func TestLooksForLessThanTheGuardWaits(t *testing.T) {
	const guarded = 20 * time.Second // forms/guard.DefaultTime
	if limit := (Reader{Pages: func(context.Context, []byte, int, int) ([]Page, error) { return nil, nil }}).limit(File{Data: []byte("%PDF-1.7")}); limit > guarded-4*time.Second {
		t.Errorf("it looks for %s", limit)
	}
}
