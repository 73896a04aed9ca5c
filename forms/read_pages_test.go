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
