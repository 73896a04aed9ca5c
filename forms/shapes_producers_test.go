package forms

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"image"
	"image/jpeg"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jung-kurt/gofpdf"
)

// producer is a way in which a filled form comes back.
type producer struct {
	name    string
	western bool // the program refuses other letters, so that they are left out
	light   bool // filled and read in milliseconds
	answers func(many int) []map[string]string
	produce func(t *testing.T, written []map[string]string) [][]File // the files of each form
}

// producers are all ways that we can try, in the order of the table.
func producers() (all []producer) {
	fill := fillers()
	for _, name := range slices.Sorted(maps.Keys(fill)) {
		all = append(all, producer{name + ", fields", false, true, everyField, eachPDF(fill[name])})
	}
	for _, f := range flatteners() {
		all = append(all, producer{f.name, f.western, false, someFields(f.western), eachPDF(f.flatten)})
	}
	all = append(all,
		producer{"pdf.js, typed and drawn over the fields", false, false, everyField, eachPDF(func(t *testing.T, blank string, answers map[string]string) string {
			return fillByScript(t, "over-pdfjs.mjs", blank, answers)
		})},
		producer{"pdf.js save, Chromium print (pictures of pages)", false, false, printable, eachPDF(printedByChromium)},
		producer{"Word controls", false, true, everyField, eachFile("docx", func(t *testing.T, _ int, answers map[string]string) []byte { return filledWord(t, answers) })},
		producer{"Word controls, edited by hand", false, true, everyField, eachFile("docx", func(t *testing.T, n int, answers map[string]string) []byte {
			return edited(t, answers, handEdits[n%len(handEdits)](answers))
		})})
	for _, format := range []string{"docx", "odt", "rtf", "doc", "html"} {
		all = append(all, producer{"LibreOffice round trip, " + format, false, false, everyField, savedByLibreOffice(format)})
	}
	all = append(all, printedWordWays()...)
	for _, quality := range qualities() {
		all = append(all, producer{quality.name, false, false, printable, pictures(quality)})
	}
	return all
}

// everyField answers every question, up to what its box takes.
func everyField(many int) (all []map[string]string) {
	most := map[string]int{}
	for _, w := range drawSheet().widgets {
		most[w.q.Name] = w.max
	}
	for n := range many {
		answers := filledForm(n)
		for name, answer := range answers {
			if q, _ := Lookup(name); !q.choice() {
				answers[name] = cutTo(answer, most[name])
			}
		}
		all = append(all, answers)
	}
	return all
}

// someFields leaves a tenth of the questions open, so that answers that nobody
// gave would show.
func someFields(westernOnly bool) func(many int) []map[string]string {
	return func(many int) []map[string]string {
		all := replies(many)
		for n := range all {
			if westernOnly {
				all[n] = western(all[n])
			}
		}
		return all
	}
}

// printable answers every printed question with letters that our own drawing has.
func printable(many int) (all []map[string]string) {
	for n := range many {
		all = append(all, person(n))
	}
	return all
}

func eachPDF(make func(t *testing.T, blank string, answers map[string]string) string) func(*testing.T, []map[string]string) [][]File {
	return func(t *testing.T, written []map[string]string) (all [][]File) {
		blank := blankFile(t)
		for _, answers := range written {
			all = append(all, []File{fileOf(t, make(t, blank, answers))})
		}
		return all
	}
}

func eachFile(kind string, make func(t *testing.T, n int, answers map[string]string) []byte) func(*testing.T, []map[string]string) [][]File {
	return func(t *testing.T, written []map[string]string) (all [][]File) {
		for n, answers := range written {
			all = append(all, []File{{Name: "form." + kind, Data: make(t, n, answers)}})
		}
		return all
	}
}

func savedByLibreOffice(format string) func(*testing.T, []map[string]string) [][]File {
	return func(t *testing.T, written []map[string]string) (all [][]File) {
		program(t, "soffice")
		saved := convert(t, format, filledFiles(t, written))
		for n := range written {
			f := fileOf(t, filepath.Join(saved, fmt.Sprintf("form-%02d.%s", n, format)))
			all = append(all, []File{{Name: "form." + format, Data: f.Data}})
		}
		return all
	}
}

// handEdits are changes that people make to a filled Word form and that leave
// its answers as they were.
var handEdits = []func(answers map[string]string) func(body string) string{
	func(map[string]string) func(string) string { return withoutControls },
	func(answers map[string]string) func(string) string { return retyped(answers, "gp_name", "pr1_name") },
	func(answers map[string]string) func(string) string {
		return instead("interpreter_needed", typedRun(labelOf("interpreter_needed", answers)))
	},
	func(answers map[string]string) func(string) string {
		text := []rune(answers["child_forename"])
		return contentOf("child_forename", typedRun(html.EscapeString(string(text[:2])))+`<w:proofErr w:type="spellStart"/>`+typedRun(html.EscapeString(string(text[2:]))))
	},
	func(answers map[string]string) func(string) string {
		return contentOf("child_surname", corrected(answers["child_surname"]))
	},
	tickedByLetter,
	func(answers map[string]string) func(string) string {
		return all(retyped(answers, "child_surname", "school_name", "referrer_name"), tickedByLetter(answers))
	},
	func(answers map[string]string) func(string) string {
		return all(tickedByLetter(answers), withoutControls)
	},
}

// corrected is an answer that was typed over a wrong one with changes tracked.
func corrected(answer string) string {
	const by = ` w:author="A. Clerk" w:date="2026-11-20T10:00:00Z">`
	return `<w:del w:id="1"` + by + `<w:r><w:delText>Mistyped</w:delText></w:r></w:del><w:ins w:id="2"` + by + typedRun(html.EscapeString(answer)) + `</w:ins>`
}

// retyped has answers typed in place of their controls.
func retyped(answers map[string]string, names ...string) func(string) string {
	return func(body string) string {
		for _, name := range names {
			body = instead(name, typedRun(html.EscapeString(answers[name])))(body)
		}
		return body
	}
}

// tickedByLetter has an X typed in place of every box that is ticked.
func tickedByLetter(answers map[string]string) func(string) string {
	return func(body string) string {
		for _, q := range Questions() {
			if q.Kind != KindMulti {
				continue
			}
			for code := range strings.SplitSeq(answers[q.Name], "|") {
				body = instead(q.Name+"__"+code, typedRun("X "))(body)
			}
		}
		return body
	}
}

func labelOf(name string, answers map[string]string) string {
	q, _ := Lookup(name)
	o, _ := q.Option(answers[name])
	return html.EscapeString(o.Label)
}

// pictures are the pages of forms as a scanner puts them into a PDF, or as a
// phone sends them, a picture a page.
func pictures(quality distortion) func(*testing.T, []map[string]string) [][]File {
	return func(t *testing.T, written []map[string]string) (all [][]File) {
		raw := quality
		raw.quality = 0 // the pictures are packed once, here
		for n, answers := range written {
			var files []File
			for i, g := range raw.pages(t, answers, uint64(n)) {
				files = append(files, File{Name: fmt.Sprintf("page-%d.jpg", i+1), Data: jpegOf(t, g, quality.quality)})
			}
			if !strings.Contains(quality.name, "photograph") {
				files = []File{{Name: "scan.pdf", Data: scannedPDF(t, files)}}
			}
			all = append(all, files)
		}
		return all
	}
}

func jpegOf(t *testing.T, g *image.Gray, quality int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, g, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// scannedPDF has a picture on each page, as wide or as high as the paper.
func scannedPDF(t *testing.T, pages []File) []byte {
	t.Helper()
	f := gofpdf.New("P", "mm", "A4", "")
	for _, page := range pages {
		info := f.RegisterImageOptionsReader(page.Name, gofpdf.ImageOptions{ImageType: "JPEG"}, bytes.NewReader(page.Data))
		way, w, h := "P", float64(pageWidth), float64(pageHeight)
		if info.Width() > info.Height() {
			way, w, h = "L", h, w
		}
		f.AddPageFormat(way, gofpdf.SizeType{Wd: pageWidth, Ht: pageHeight})
		f.ImageOptions(page.Name, 0, 0, w, h, false, gofpdf.ImageOptions{ImageType: "JPEG"}, 0, "")
	}
	var out bytes.Buffer
	if err := f.Output(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// printedByChromium saves a filled form with pdf.js and has Chromium print the
// pages that pdf.js draws of it. (Without a window Chromium's own viewer prints
// nothing.) What comes out has pictures for pages.
func printedByChromium(t *testing.T, blank string, answers map[string]string) string {
	t.Helper()
	browser := program(t, "chromium")
	filled := fileOf(t, fillByScript(t, "fill-pdfjs.mjs", blank, answers))
	folder, err := scripts()
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join("testdata", "interop", "print-pdfjs.html"))
	if err != nil {
		t.Fatal(err)
	}
	work := t.TempDir()
	in, out := filepath.Join(work, "print.html"), filepath.Join(work, "printed.pdf")
	text := strings.NewReplacer("{library}", "file://"+filepath.Join(folder, "node_modules", "pdfjs-dist"),
		"{form}", base64.StdEncoding.EncodeToString(filled.Data)).Replace(string(page))
	if err := os.WriteFile(in, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, browser, "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", "--no-pdf-header-footer",
		"--user-data-dir="+filepath.Join(work, "settings"), "--virtual-time-budget=60000", "--print-to-pdf="+out, "file://"+in)
	return out
}
