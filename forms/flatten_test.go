package forms

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// flattener is a way in which a filled form becomes a PDF without fields.
type flattener struct {
	name    string
	flatten func(t *testing.T, blank string, answers map[string]string) string
	western bool    // the program refuses letters outside Windows' western ones
	least   float64 // share of the answers that is exact at least
}

func flatteners() []flattener {
	return []flattener{
		{"pdf-lib flatten", func(t *testing.T, blank string, answers map[string]string) string {
			return fillByScript(t, "flatten-pdf-lib.mjs", blank, answers)
		}, true, 0.9},
		{"pdftk flatten", flattenByPdftk, false, 0.8},
		{"qpdf flatten", func(t *testing.T, _ string, answers map[string]string) string {
			return flattenByQpdf(t, inFile(t, filledWith(t, answers)))
		}, false, 0.8},
		{"pdf.js save, qpdf flatten", func(t *testing.T, blank string, answers map[string]string) string {
			return flattenByQpdf(t, fillByScript(t, "fill-pdfjs.mjs", blank, answers))
		}, false, 0.8},
		{"poppler print", func(t *testing.T, _ string, answers map[string]string) string {
			return printed(t, inFile(t, filledWith(t, answers)), "pdftocairo", "-pdf")
		}, false, 0.6},
		{"pdf.js save, poppler print", func(t *testing.T, blank string, answers map[string]string) string {
			return printed(t, fillByScript(t, "fill-pdfjs.mjs", blank, answers), "pdftocairo", "-pdf")
		}, false, 0.6},
		{"pdftk fill, ghostscript", func(t *testing.T, blank string, answers map[string]string) string {
			return distilled(t, fillByPdftk(t, blank, answers))
		}, false, 0.8},
		{"pdf.js save, ghostscript", func(t *testing.T, blank string, answers map[string]string) string {
			return distilled(t, fillByScript(t, "fill-pdfjs.mjs", blank, answers))
		}, false, 0.7},
		{"pdf-lib flatten, LibreOffice", func(t *testing.T, blank string, answers map[string]string) string {
			return exported(t, fillByScript(t, "flatten-pdf-lib.mjs", blank, answers))
		}, true, 0.45},
		{"pdf.js save, LibreOffice", func(t *testing.T, blank string, answers map[string]string) string {
			return exported(t, fillByScript(t, "fill-pdfjs.mjs", blank, answers))
		}, false, 0.4},
	}
}

func flattenByPdftk(t *testing.T, blank string, answers map[string]string) string {
	t.Helper()
	filled := fillByPdftk(t, blank, answers)
	out := filepath.Join(t.TempDir(), "flat.pdf")
	run(t, "pdftk", filled, "output", out, "flatten")
	return out
}

func flattenByQpdf(t *testing.T, filled string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "flat.pdf")
	run(t, "qpdf", "--warning-exit-0", "--generate-appearances", "--flatten-annotations=all", filled, out)
	return out
}

// printed runs a program that takes a file and the name of another.
func printed(t *testing.T, filled string, program string, args ...string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "printed.pdf")
	run(t, program, append(args, filled, out)...)
	return out
}

func distilled(t *testing.T, filled string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "printed.pdf")
	run(t, "gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sDEVICE=pdfwrite", "-dPreserveAnnots=false", "-sOutputFile="+out, filled)
	return out
}

// exported opens a document in LibreOffice and writes it as a PDF again.
func exported(t *testing.T, filled string) string {
	t.Helper()
	work := t.TempDir()
	run(t, "soffice", "-env:UserInstallation=file://"+filepath.Join(work, "settings"), "--headless",
		"--infilter=draw_pdf_import", "--convert-to", "pdf", "--outdir", filepath.Join(work, "out"), filled)
	return filepath.Join(work, "out", filepath.Base(filled))
}

// western leaves out the answers that hold other letters.
func western(answers map[string]string) map[string]string {
	kept := map[string]string{}
	for name, answer := range answers {
		if _, err := charmap.Windows1252.NewEncoder().String(answer); err == nil {
			kept[name] = answer
		}
	}
	return kept
}

// OpenPages gives what opens pages; the tests outside the package set it.
var OpenPages func() (Pages, error)

func readerWithPages(t testing.TB) Reader {
	t.Helper()
	pages, err := OpenPages()
	if err != nil {
		t.Fatal(err)
	}
	return Reader{Pages: pages}
}

// fewForms is how many differently filled forms each way is tried with, unless
// REFERRALD_FORMS says otherwise.
const fewForms = 3

// formsOfEach is how many forms each producer fills in the tests that take long.
func formsOfEach(usual int) int {
	if n, err := strconv.Atoi(os.Getenv("REFERRALD_FORMS")); err == nil && n > 0 {
		return n
	}
	return usual
}
