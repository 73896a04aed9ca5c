package forms

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// printedWordWays are ways in which our Word form becomes a PDF.
func printedWordWays() []producer {
	return []producer{
		{"Word form printed to PDF (LibreOffice)", false, everyField, printedByWriter("pdf", func(t *testing.T, _ int, answers map[string]string) []byte { return filledWord(t, answers) })},
		{"Word form with open questions, printed to PDF", false, someFields(false), printedByWriter("pdf", func(t *testing.T, _ int, answers map[string]string) []byte { return filledWord(t, answers) })},
		{"Word form edited by hand, printed to PDF", false, everyField, printedByWriter("pdf", func(t *testing.T, n int, answers map[string]string) []byte {
			return edited(t, answers, handEdits[n%len(handEdits)](answers))
		})},
		{"Word form saved as .odt, printed to PDF", false, everyField, printedByWriter("odt", func(t *testing.T, _ int, answers map[string]string) []byte { return filledWord(t, answers) })},
	}
}

// printedByWriter has LibreOffice print Word forms; with "odt" it saves them in
// its own format first, closes them and opens them again.
func printedByWriter(first string, make func(t *testing.T, n int, answers map[string]string) []byte) func(*testing.T, []map[string]string) [][]File {
	return func(t *testing.T, written []map[string]string) (all [][]File) {
		program(t, "soffice")
		folder := t.TempDir()
		var files []string
		for n, answers := range written {
			path := filepath.Join(folder, fmt.Sprintf("form-%02d.docx", n))
			if err := os.WriteFile(path, make(t, n, answers), 0o600); err != nil {
				t.Fatal(err)
			}
			files = append(files, path)
		}
		saved := convert(t, first, files)
		if first != "pdf" {
			for n := range files {
				files[n] = filepath.Join(saved, fmt.Sprintf("form-%02d.%s", n, first))
			}
			saved = convert(t, "pdf", files)
		}
		for n := range written {
			f := fileOf(t, filepath.Join(saved, fmt.Sprintf("form-%02d.pdf", n)))
			all = append(all, []File{{Name: "form.pdf", Data: f.Data}})
		}
		return all
	}
}

// A Word form that was printed or saved as a PDF is read back without a wrong
// answer, however its rows grew and wherever its pages break.
func TestPrintedWordFormsAreReadBack(t *testing.T) {
	heavy(t)
	r := readerWithPages(t)
	many := formsOfEach(len(handEdits))
	for _, way := range printedWordWays() {
		t.Run(way.name, func(t *testing.T) {
			written := way.answers(many)
			var sum score
			for n, files := range way.produce(t, written) {
				got, err := r.read(context.Background(), files[0], midday)
				if err != nil {
					t.Fatalf("form %d: %v", n, err)
				}
				if got.Shape != PDFText || got.Version != Version {
					t.Errorf("form %d: shape %q, version %q", n, got.Shape, got.Version)
				}
				before := sum.Unread
				sum.count(got, written[n])
				if sum.Unread > before {
					t.Logf("form %d: %d unread: %v", n, sum.Unread-before, got.Problems)
				}
			}
			sum.check(t)
			t.Logf("%d forms: %d exact, %d unread, %d wrong", many, sum.Exact, sum.Unread, sum.Wrong)
			if share := float64(sum.Exact) / float64(sum.all()); share < 0.97 {
				t.Errorf("%.3f of the answers exact, want 0.97", share)
			}
		})
	}
}

// A blank form says so, and a file with two forms in it is not mixed up.
func TestPrintedWordFormsThatGiveNoAnswers(t *testing.T) {
	heavy(t)
	r := readerWithPages(t)
	written := []map[string]string{{}, person(1), person(2)}
	way := printedWordWays()[0]
	files := way.produce(t, written)
	_, err := r.read(context.Background(), files[0][0], midday)
	if codeOfError(err) != Blank {
		t.Errorf("blank: %v", err)
	}
	folder := t.TempDir()
	joined := filepath.Join(folder, "joined.pdf")
	var names []string
	for n, f := range files[1:] {
		name := filepath.Join(folder, fmt.Sprintf("%d.pdf", n))
		if err := os.WriteFile(name, f[0].Data, 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	run(t, "qpdf", "--empty", "--pages", names[0], names[1], "--", joined)
	_, err = r.read(context.Background(), fileOf(t, joined), midday)
	var unread *UnreadableError
	if !errors.As(err, &unread) || unread.Unread.Code != Several {
		t.Errorf("two forms in one file: %v", err)
	}
	run(t, "qpdf", "--empty", "--pages", names[0], "1,3-z", "--", joined)
	form, err := r.read(context.Background(), fileOf(t, joined), midday)
	if err != nil || form.Certain || len(form.Problems) == 0 || form.Problems[len(form.Problems)-1].Code != problemIncomplete {
		t.Errorf("a page is missing: %v, certain %v, %v", err, form.Certain, form.Problems)
	}
}
