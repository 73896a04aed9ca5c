//go:build !race

// The arithmetic of pictures takes many minutes under the race detector, which
// sees the same code in the lighter tests.

package forms

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Filled forms that LibreOffice opened and saved again, in every format.
func TestLibreOfficeRoundTrips(t *testing.T) {
	program(t, "soffice")
	var written []map[string]string
	for n := range officeForms {
		written = append(written, filledForm(n))
	}
	files := filledFiles(t, written)
	for _, format := range []string{"docx", "odt", "rtf", "doc", "html"} {
		t.Run(format, func(t *testing.T) {
			folder := convert(t, format, files)
			s := score{lines: true}
			for n, answers := range written {
				data, err := os.ReadFile(filepath.Join(folder, fmt.Sprintf("form-%02d.%s", n, format)))
				if err != nil {
					t.Fatal(err)
				}
				f, err := Read(File{Name: "form." + format, Data: data}, midday)
				if err != nil {
					t.Fatalf("form %d: %v", n, err)
				}
				if f.Shape != Shape(format) || f.Version != Version {
					t.Errorf("form %d: %s, version %q", n, f.Shape, f.Version)
				}
				s.count(f, answers)
			}
			s.check(t)
			if s.Unread*100 > s.Exact {
				t.Errorf("%d exact, %d unread, %d wrong", s.Exact, s.Unread, s.Wrong)
			}
		})
	}
}

// The blank form is blank whatever LibreOffice makes of it, and prints as a PDF.
func TestLibreOfficeKeepsTheBlankFormBlank(t *testing.T) {
	program(t, "soffice")
	blank := filepath.Join(t.TempDir(), "blank.docx")
	if err := os.WriteFile(blank, blankWord(t), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"docx", "odt", "rtf", "doc", "html"} {
		data, err := os.ReadFile(filepath.Join(convert(t, format, []string{blank}), "blank."+format))
		if err != nil {
			t.Fatal(err)
		}
		if f, err := Read(File{Data: data}, midday); codeOfError(err) != Blank {
			t.Errorf("%s: %v %v", format, err, values(f))
		}
	}
	pdf := filepath.Join(convert(t, "pdf", []string{blank}), "blank.pdf")
	text := strings.Join(strings.Fields(run(t, "pdftotext", "-layout", pdf, "-")), "")
	for _, q := range Questions() {
		if words := strings.Fields(q.Label); q.Kind != KindHidden && !strings.Contains(text, words[0]) {
			t.Errorf("%s: %q is not printed", q.Name, q.Label)
		}
	}
	if info := run(t, "pdfinfo", pdf); !strings.Contains(info, "Pages:           6") {
		t.Errorf("not six pages:\n%s", info)
	}
}
