package forms

import (
	"context"
	"image"
	"image/color"
	imagedraw "image/draw"
	"strings"
	"testing"
)

// paper is the printed form as a program would give its pages, to which a test
// adds what it wants. Two pixels are a point.
type paper struct{ pages []Page }

const paperScale = 2

func blankPaper() *paper {
	p := &paper{}
	for _, plate := range plates() {
		page := Page{Width: pageWidth * pointsPerMM, Height: pageHeight * pointsPerMM}
		page.Gray = image.NewGray(image.Rect(0, 0, int(page.Width*paperScale), int(page.Height*paperScale)))
		imagedraw.Draw(page.Gray, page.Gray.Bounds(), image.White, image.Point{}, imagedraw.Src)
		p.pages = append(p.pages, page)
		number := len(p.pages)
		for _, line := range plate.lines {
			p.write(number, line.x, line.y, line.w/float64(len([]rune(line.letters))), line.h, line.letters)
		}
	}
	return p
}

// write writes letters of one width, each a block of ink.
func (p *paper) write(page int, x, y, w, h float64, text string) {
	for _, r := range text {
		p.pages[page-1].Letters = append(p.pages[page-1].Letters, Letter{string(r), x, y, w, h})
		if r != ' ' {
			p.ink(page, x+w*0.2, y+h*0.2, w*0.6, h*0.5)
		}
		x += w
	}
}

func (p *paper) ink(page int, x, y, w, h float64) {
	high := p.pages[page-1].Height
	r := image.Rect(int(x*paperScale), int((high-y-h)*paperScale), int((x+w)*paperScale), int((high-y)*paperScale))
	imagedraw.Draw(p.pages[page-1].Gray, r, image.NewUniform(color.Gray{}), image.Point{}, imagedraw.Src)
}

func (p *paper) read(t *testing.T) (Form, error) {
	t.Helper()
	return p.readAs(pdfOf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"))
}

// readAs reads the pages as those of a document.
func (p *paper) readAs(data []byte) (Form, error) {
	open := func(_ context.Context, _ []byte, _, most int) ([]Page, error) {
		return p.pages[:min(most, len(p.pages))], nil
	}
	return Reader{Pages: open}.Read(File{Data: data}, midday)
}

func placeOf(t *testing.T, name, option string) Box {
	t.Helper()
	for _, b := range Layout() {
		if b.Name == name && b.Option == option {
			return b
		}
	}
	t.Fatalf("no place for %s %s", name, option)
	return Box{}
}

// Answers that a program wrote on the page beside empty fields are read, and
// those of fields that are filled in count before what is on the page.
func TestAnswersBesideEmptyFields(t *testing.T) {
	surname := placeOf(t, "child_surname", "")
	p := blankPaper()
	empty := formPDF("6 0 R", "6 0 R", "", "<<"+widgetOf+"/FT/Tx/T(child_surname)>>")
	if _, err := p.readAs(empty); codeOfError(err) != Blank {
		t.Errorf("nothing written: %v", err)
	}
	p.write(surname.Page, surname.X+3, surname.Y+4, 5, 10, "Example")
	form, err := p.readAs(empty)
	if err != nil || form.Shape != PDFText || form.Fields["child_surname"].Value != "Example" {
		t.Errorf("%v, %v", form, err)
	}
	form, err = p.readAs(formPDF("6 0 R", "6 0 R", "", "<<"+widgetOf+"/FT/Tx/T(child_surname)/V(Field)>>"))
	if err != nil || form.Shape != PDFForm || form.Fields["child_surname"].Value != "Field" {
		t.Errorf("%v, %v", form, err)
	}
}

// Pages that were printed at different sizes are not of one print.
func TestPagesOfDifferentSizesAreNotOneForm(t *testing.T) {
	p := blankPaper()
	surname := placeOf(t, "child_surname", "")
	p.write(surname.Page, surname.X+3, surname.Y+4, 5, 10, "Example")
	last := &p.pages[4]
	last.Width, last.Height = last.Width*0.9, last.Height*0.9
	for i, l := range last.Letters {
		last.Letters[i] = Letter{l.Text, l.X * 0.9, l.Y * 0.9, l.W * 0.9, l.H * 0.9}
	}
	if form, err := p.read(t); codeOfError(err) != Several {
		t.Errorf("%v, %v", form, err)
	}
}

// Lines that a program broke are joined; those that somebody broke stay.
func TestLinesOfPrintedAnswers(t *testing.T) {
	box := placeOf(t, "act_examples", "")
	full := int((box.W - 8) / 4)
	first := "He falls. "
	for len(first)+5 <= full {
		first += "word "
	}
	p := blankPaper()
	y := box.Y + box.H - 14
	p.write(box.Page, box.X+3, y, 4, 10, first)
	p.write(box.Page, box.X+3, y-12, 4, 10, "and goes on")
	p.write(box.Page, box.X+3, y-24, 4, 10, "A new line")
	form, err := p.read(t)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := form.Fields["act_examples"].Value, first+"and goes on\nA new line"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// A word that was broken before its hyphen may be one word or two, unless the
// space in front of it is there.
func TestLineThatBeginsWithItsHyphen(t *testing.T) {
	box := placeOf(t, "act_examples", "")
	full := int((box.W - 8) / 4)
	for end, want := range map[string]bool{"well": false, "well ": true} {
		first := strings.Repeat("word ", (full-len(end))/5) + end
		p := blankPaper()
		y := box.Y + box.H - 14
		p.write(box.Page, box.X+3, y, 4, 10, first)
		p.write(box.Page, box.X+3, y-12, 4, 10, "-fitting splint")
		form, err := p.read(t)
		if err != nil {
			t.Fatal(err)
		}
		got, answered := form.Fields["act_examples"]
		if !answered || got.Certain != want {
			t.Errorf("after %q: certain %v, %q", end, got.Certain, got.Value)
		}
	}
}

// Whatever letters stand on a page, reading it ends.
func FuzzPrinted(f *testing.F) {
	f.Add("Example", 100.0, 400.0, 5.0, 10.0, 3)
	f.Add("\u202e?é", -5.0, 1e300, 0.0, 0.0, 1)
	f.Fuzz(func(t *testing.T, text string, x, y, w, h float64, many int) {
		p := blankPaper()
		for i := range min(max(many, 0), 50) {
			for _, r := range text[:min(len(text), 50)] {
				p.pages[i%5].Letters = append(p.pages[i%5].Letters, Letter{string(r), x, y, w, h})
				x, y = x+w, y-h/3
			}
		}
		_, err := p.read(t)
		if code := codeOfError(err); code == Failed || err != nil && code == "" {
			t.Fatalf("code %q", code)
		}
	})
}
