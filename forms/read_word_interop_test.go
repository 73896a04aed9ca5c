package forms

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// officeForms is how many filled forms each route takes.
const officeForms = 30

// convert has LibreOffice write files in another format, all in one go.
func convert(t testing.TB, format string, files []string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	args := []string{"-env:UserInstallation=file://" + filepath.Join(t.TempDir(), "profile"), "--headless", "--convert-to", format, "--outdir", folder}
	run(t, "soffice", append(args, files...)...)
	return folder
}

// filledFiles are the filled forms as files.
func filledFiles(t testing.TB) (files []string) {
	t.Helper()
	folder := t.TempDir()
	for n := range officeForms {
		path := filepath.Join(folder, fmt.Sprintf("form-%02d.docx", n))
		if err := os.WriteFile(path, filledWord(t, filledForm(n)), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, path)
	}
	return files
}

// routeScore counts how the answers of one form came back.
type routeScore struct{ exact, unread, wrong int }

func (s *routeScore) count(t testing.TB, f Form, answers map[string]string) {
	t.Helper()
	for name, want := range answers {
		q, _ := Lookup(name)
		switch got, ok := f.Value(name); {
		case !ok:
			s.unread++
			t.Logf("%s is unread: %q", name, f.Fields[name].Raw)
		case got == want:
			s.exact++
		default:
			s.wrong++
			t.Errorf("%s (%s) is read as %q, want %q", name, q.Kind, got, want)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.Fields)) {
		if _, ok := answers[name]; !ok && f.Fields[name].Certain {
			s.wrong++
			t.Errorf("%s was never answered and is %q", name, f.Fields[name].Raw)
		}
	}
}

// Filled forms that LibreOffice opened and saved again, in every format.
func TestLibreOfficeRoundTrips(t *testing.T) {
	heavy(t)
	program(t, "soffice")
	files := filledFiles(t)
	for _, format := range []string{"docx", "odt", "rtf", "doc", "html"} {
		t.Run(format, func(t *testing.T) {
			folder := convert(t, format, files)
			var s routeScore
			for n := range officeForms {
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
				s.count(t, f, filledForm(n))
			}
			t.Logf("%s: %d exact, %d unread, %d wrong", format, s.exact, s.unread, s.wrong)
			if s.wrong > 0 || s.unread*100 > s.exact {
				t.Errorf("%d exact, %d unread, %d wrong", s.exact, s.unread, s.wrong)
			}
		})
	}
}

// The blank form is blank whatever LibreOffice makes of it, and prints as a PDF.
func TestLibreOfficeKeepsTheBlankFormBlank(t *testing.T) {
	heavy(t)
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
