//go:build !race

// The arithmetic of pictures takes many minutes under the race detector, which
// sees the same code in the lighter tests.

package forms

import (
	"context"
	"errors"
	"fmt"
	"image/color"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A Word form that was printed or saved as a PDF is read back without a wrong
// answer, however its rows grew and wherever its pages break.
func TestPrintedWordFormsAreReadBack(t *testing.T) {
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

// What was struck through, written beside a question or between the tables is
// seen, and nothing of it is taken for an answer.
func TestWhatIsWrittenAsideOnAPrintedWordForm(t *testing.T) {
	r := readerWithPages(t)
	answers := person(3)
	delete(answers, "child_known_as")
	changes := map[string]func(string) string{
		"child_surname": instead("child_surname", `<w:r><w:rPr><w:strike/></w:rPr><w:t>Nobody</w:t></w:r>`+typedRun(" Test")),
		"child_known_as": func(body string) string {
			return strings.Replace(body, ">Name they like to be called</w:t></w:r>", ">Name they like to be called</w:t></w:r>"+typedRun(" Sam"), 1)
		},
		"lives_with": instead("lives_with", typedRun(strings.Repeat("abcdefghij", 9))),
		"": func(body string) string {
			return strings.Replace(body, "</w:tbl>", `</w:tbl><w:p>`+typedRun("He also falls down the stairs at home.")+`</w:p>`, 1)
		},
	}
	names := slices.Sorted(maps.Keys(changes))
	way := printedByWriter("pdf", func(t *testing.T, n int, _ map[string]string) []byte { return edited(t, answers, changes[names[n]]) })
	for n, files := range way(t, make([]map[string]string, len(names))) {
		form, err := r.read(context.Background(), files[0], midday)
		if err != nil {
			t.Errorf("%q: %v", names[n], err)
			continue
		}
		told := slices.ContainsFunc(form.Problems, func(p Problem) bool { return p.Field == names[n] })
		a, there := form.Fields[names[n]]
		if !told || form.Certain || names[n] != "" && (!there || a.Certain) {
			t.Errorf("%q: told %v, certain %v, answer certain %v", names[n], told, form.Certain, a.Certain)
		}
	}
}

// What a pen adds to the page is seen: a tick in a box that was printed empty, a
// signature in a field without a letter, a mark in the margin.
func TestPenOnAPrintedWordForm(t *testing.T) {
	answers := person(3)
	answers["service_requested"] = "occupational_therapy"
	delete(answers, "child_known_as")
	files := printedWordWays()[0].produce(t, []map[string]string{answers})[0]
	plain := readerWithPages(t)
	for name, pen := range map[string]struct {
		page    int
		letters string
		x, y, w float64 // from the first of the letters, in its heights
	}{
		"service_requested": {0, "☐", 0.35, 0.5, 0.3},
		"child_known_as":    {1, "Name they like to be called", 50, 0.5, 3},
		"child_surname":     {1, "Child's last name", -2, 0.5, 0.4},
	} {
		r := Reader{Pages: func(ctx context.Context, pdf []byte, dpi, most int) ([]Page, error) {
			pages, err := plain.Pages(ctx, pdf, dpi, most)
			if err == nil && dpi > 0 {
				p := pages[pen.page]
				at := strings.Index(joined(p.Letters), pen.letters)
				first := p.Letters[len([]rune(joined(p.Letters)[:at]))]
				lr := sheetRead{Page: p}.pixels(Box{X: first.X + pen.x*first.H, Y: first.Y + (pen.y-0.15)*first.H, W: pen.w * first.H, H: 0.3 * first.H})
				eachPixel(lr, func(x, y int) { p.Gray.SetGray(x, y, color.Gray{}) })
			}
			return pages, err
		}}
		form, err := r.read(context.Background(), files[0], midday)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if a, there := form.Fields[name]; !there || a.Certain || form.Certain {
			t.Errorf("%s: there %v, certain %v", name, there, a.Certain)
		}
		if form, err = plain.read(context.Background(), files[0], midday); err != nil || !form.Certain {
			t.Errorf("%s: without the pen: %v, certain %v, %v", name, err, form.Certain, form.Problems)
		}
	}
}
