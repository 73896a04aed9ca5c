package forms

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"
)

// paintedFlat is a painted page as if it had been found in a picture.
func paintedFlat(t *testing.T, number int, answers map[string]string) flatPage {
	t.Helper()
	pages, err := templates()
	if err != nil {
		t.Fatal(err)
	}
	return flatPage{template: pages[number-1], gray: newPainter(t).page(number, answers), dots: paintedDots}
}

func (p flatPage) widgetOf(t *testing.T, name, option string) widget {
	t.Helper()
	for _, w := range p.widgets {
		if w.q.Name == name && w.option == option {
			return w
		}
	}
	t.Fatalf("no %s %s on page %d", name, option, p.number)
	return widget{}
}

// stroke draws a line of a pen from one place in a box to another, in parts of
// the box: a tick may run out of it.
func stroke(g *image.Gray, w widget, x0, y0, x1, y1 float64) {
	const pen = 0.25 // half of its width, millimetres
	for i := range 200 {
		at := float64(i) / 199
		x, y := w.x+w.w*(x0+(x1-x0)*at), w.y+w.h*(y0+(y1-y0)*at)
		for py := dotsOf(y - pen); py <= dotsOf(y+pen); py++ {
			for px := dotsOf(x - pen); px <= dotsOf(x+pen); px++ {
				g.SetGray(px, py, color.Gray{Y: 60})
			}
		}
	}
}

func TestMarksInBoxes(t *testing.T) {
	for name, c := range map[string]struct {
		draw func(g *image.Gray, w widget)
		want tick
	}{
		"nothing":           {func(*image.Gray, widget) {}, tickOff},
		"a tick":            {func(g *image.Gray, w widget) { stroke(g, w, .2, .5, .4, .8); stroke(g, w, .4, .8, .9, .1) }, tickOn},
		"a tick that flies": {func(g *image.Gray, w widget) { stroke(g, w, .2, .5, .4, .8); stroke(g, w, .4, .8, 1.4, -.3) }, tickOn},
		"a cross":           {func(g *image.Gray, w widget) { stroke(g, w, .1, .1, .9, .9); stroke(g, w, .9, .1, .1, .9) }, tickOn},
		"a dot of dirt":     {func(g *image.Gray, w widget) { stroke(g, w, .5, .5, .5, .5) }, tickUnclear},
		"scribbled over": {func(g *image.Gray, w widget) {
			for i := range 12 {
				stroke(g, w, -.3, -.3+float64(i)*.14, 1.3, -.25+float64(i)*.14)
			}
		}, tickUnclear},
		"covered": {func(g *image.Gray, w widget) {
			for y := dotsOf(w.y - 2); y < dotsOf(w.y+w.h+2); y++ {
				for x := dotsOf(w.x - 2); x < dotsOf(w.x+w.w+2); x++ {
					g.SetGray(x, y, color.Gray{Y: paperWhite})
				}
			}
		}, tickUnclear},
	} {
		for _, option := range []string{"bsl", "braille"} {
			p := paintedFlat(t, 2, nil)
			w := p.widgetOf(t, "ais_needs", option)
			c.draw(p.gray, w)
			if got := p.tickOf(w); got != c.want {
				t.Errorf("%s: %d, want %d", name, got, c.want)
			}
		}
	}
}

func TestMarksBecomeAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		marks map[string]tick
		want  Answer
		code  string
	}{
		"one":               {map[string]tick{"yes": tickOn}, Answer{Value: "yes", Raw: "yes", Where: "page 2", Certain: true}, ""},
		"two of one choice": {map[string]tick{"yes": tickOn, "no": tickOn}, Answer{Raw: "yes|no", Where: "page 2"}, codeTwoOptions},
		"one is not clear":  {map[string]tick{"yes": tickOn, "no": tickUnclear}, Answer{Raw: "yes|no", Where: "page 2"}, problemMark},
		"none":              {map[string]tick{"yes": tickOff}, Answer{}, ""},
	} {
		form := Form{Fields: map[string]Answer{}}
		q, _ := Lookup("pr1_has_pr")
		form.addMarks(q, c.marks, "page 2", midday)
		code := ""
		for _, p := range form.Problems {
			code += p.Code
		}
		if form.Fields[q.Name] != c.want || code != c.code {
			t.Errorf("%s: %v, problems %v", name, form.Fields[q.Name], form.Problems)
		}
	}
}

// printedWords is OCR that reads the printed words of the pages in their order,
// and nothing that was written.
func printedWords(t testing.TB, numbers ...int) OCR {
	t.Helper()
	pages, err := templates()
	if err != nil {
		t.Fatal(err)
	}
	return func(_ context.Context, picture *image.Gray, block bool) ([]Word, error) {
		if block || len(numbers) == 0 {
			return nil, nil
		}
		dots := float64(picture.Rect.Dx()) / pageWidth
		var words []Word
		for i, w := range pages[numbers[0]-1].words {
			x, y := int(w.at.x*dots+0.5), int(w.at.y*dots+0.5)
			words = append(words, Word{Text: w.key, Box: image.Rect(x-20, y-8, x+20, y+8), Line: i, Sure: 0.95})
		}
		numbers = numbers[1:]
		return words, nil
	}
}

func TestWrittenWordsThatAreNotRead(t *testing.T) {
	reader := Reader{OCR: printedWords(t, 1)}
	form, err := reader.readSheets(context.Background(), "scan", newPainter(t).pages(map[string]string{"child_surname": "Example"}, 1), midday)
	if err != nil {
		t.Fatal(err)
	}
	answer, there := form.Fields["child_surname"]
	if !there || answer.Certain || answer.Value != "" || len(form.Fields) != 1 {
		t.Errorf("%d answers, this one %v", len(form.Fields), there)
	}
}

func TestOCRThatFails(t *testing.T) {
	reader := Reader{OCR: func(context.Context, *image.Gray, bool) ([]Word, error) { return nil, errors.New("out of paper") }}
	if _, err := reader.Read(File{Data: pngFile(t, newPainter(t).page(1, nil))}, midday); codeOfError(err) != Failed {
		t.Errorf("error %v", err)
	}
}

func pngFile(t *testing.T, g *image.Gray) []byte {
	t.Helper()
	return encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, g) })
}

// What reading one page costs beside OCR.
func BenchmarkPageWithoutOCR(b *testing.B) {
	sheet := newPainter(b).page(2, family())
	for b.Loop() {
		reader := Reader{OCR: printedWords(b, 2)}
		if _, err := reader.readSheets(context.Background(), "scan", []*image.Gray{sheet}, midday); err != nil {
			b.Fatal(err)
		}
	}
}

// Whatever OCR says of a page, reading ends, and what it says of written
// answers is not certain by that alone.
func FuzzReadSheets(f *testing.F) {
	sheet := newPainter(f).page(1, family())
	f.Add("5\t1\t1\t1\t1\t1\t10\t20\t30\t8\t96.5\tDate\n")
	words, _ := printedWords(f, 1)(context.Background(), shrunk(sheet, anchorSide), false)
	var tsv strings.Builder
	for _, w := range words {
		fmt.Fprintf(&tsv, "5\t1\t1\t1\t%d\t1\t%d\t%d\t40\t16\t95\t%s\n", w.Line, w.Box.Min.X, w.Box.Min.Y, w.Text)
	}
	f.Add(tsv.String())
	f.Fuzz(func(t *testing.T, tsv string) {
		reader := Reader{OCR: func(context.Context, *image.Gray, bool) ([]Word, error) { return ParseTSV(tsv), nil }}
		form, err := reader.readSheets(context.Background(), "scan", []*image.Gray{sheet}, midday)
		var unread *UnreadableError
		if err != nil && !errors.As(err, &unread) {
			t.Fatal(err)
		}
		if value, sure := form.Value("child_surname"); sure && value != "Example" {
			t.Errorf("the name is %q", value)
		}
	})
}
