package forms

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// printedWordWays are ways in which our Word form becomes a PDF.
func printedWordWays() []producer {
	return []producer{
		{"Word form printed to PDF (LibreOffice)", false, false, everyField, printedByWriter("pdf", func(t *testing.T, _ int, answers map[string]string) []byte { return filledWord(t, answers) })},
		{"Word form with open questions, printed to PDF", false, false, someFields(false), printedByWriter("pdf", func(t *testing.T, _ int, answers map[string]string) []byte { return filledWord(t, answers) })},
		{"Word form edited by hand, printed to PDF", false, false, everyField, printedByWriter("pdf", func(t *testing.T, n int, answers map[string]string) []byte {
			return edited(t, answers, printEdits()[n%len(handEdits)](answers))
		})},
		{"Word form saved as .odt, printed to PDF", false, false, everyField, printedByWriter("odt", func(t *testing.T, _ int, answers map[string]string) []byte { return filledWord(t, answers) })},
	}
}

// printEdits are the edits by hand, with the tracked change where a control was
// taken away: within one LibreOffice 7.4 prints deleted words as if they stood
// there, and no page tells. Elsewhere it strikes them through.
func printEdits() []func(map[string]string) func(string) string {
	edits := slices.Clone(handEdits)
	edits[4] = func(answers map[string]string) func(string) string {
		return instead("child_surname", corrected(answers["child_surname"]))
	}
	return edits
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
