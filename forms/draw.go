package forms

import (
	"bytes"
	"fmt"
	"slices"
	"sync"
)

// Box is where one answer stands on the printed form, in PDF points from the
// lower left corner of the page: a text box, a drop-down, or one option's tick
// box or radio button. It serves readers of forms whose fields were turned
// into page content, and tests of the drawing.
type Box struct {
	Name       string // canonical name of the question
	Option     string // option code of a tick box or radio button, else ""
	Page       int    // from 1
	X, Y, W, H float64
}

// blank is the form that was drawn once for the whole program.
type blank struct {
	name  string
	pages int
	pdf   []byte
	boxes []Box
	err   error
}

var drawnOnce = sync.OnceValue(func() blank {
	return drawSheet().blank("normal")
})

// Draw draws the blank current form as a fillable, tagged PDF: AcroForm fields
// as the contract names them, export values by option code, a structure tree
// for screen readers, and the printed version on every page. The same program
// draws the same bytes every time.
func Draw() ([]byte, error) {
	pdf, _, err := draw()
	return pdf, err
}

// BlankPDF is the form that Draw draws, drawn once and kept. The bytes are the
// caller's.
func BlankPDF() ([]byte, error) {
	b := drawnOnce()
	return bytes.Clone(b.pdf), b.err
}

// Layout tells where every answer of the current form stands, in the order in
// which a reader meets them. Hidden fields have no place. It is empty only
// when the form cannot be drawn, which BlankPDF then explains.
func Layout() []Box { return slices.Clone(drawnOnce().boxes) }

func draw() ([]byte, []Box, error) { return drawSheet().finish() }

func (s *sheet) blank(name string) blank {
	b := blank{name: name, pages: s.pen.page()}
	b.pdf, b.boxes, b.err = s.finish()
	return b
}

// finish ends a drawing: the pages with their fields, and where these stand.
func (s *sheet) finish() ([]byte, []Box, error) {
	pages, err := s.pen.bytes()
	if err != nil {
		return nil, nil, err
	}
	pdf, err := addFields(pages, s)
	if err != nil {
		return nil, nil, fmt.Errorf("adding fields to the form: %w", err)
	}
	return pdf, s.boxes(), nil
}

// drawSheet draws the visible form and notes where its widgets stand.
func drawSheet() *sheet { return drawSheetAs(normalPrint(), nil) }

// drawSheetAs draws the form at other sizes, or with questions marked.
func drawSheetAs(m measures, missing map[string]int) *sheet {
	s := &sheet{pen: newPen(formTitle, formSubject), m: m, missing: missing}
	s.drawPages(s.paginate(s.blocks()))
	s.hide()
	return s
}

// hide adds the hidden fields; they stand nowhere and are not in the
// structure tree.
func (s *sheet) hide() {
	values := map[string]string{versionField: Version}
	for _, q := range Questions() {
		if q.Kind == KindHidden {
			s.widgets = append(s.widgets, widget{q: q, kind: hiddenWidget, page: 1, x: marginLeft, y: s.m.footerTop, w: 20, h: 4, value: values[q.Name]})
		}
	}
}

// versionField is the hidden field that states the form's version.
const versionField = "form_version"

func (s *sheet) boxes() []Box {
	var boxes []Box
	for _, w := range s.widgets {
		if w.kind != hiddenWidget {
			x0, y0, x1, y1 := w.rect()
			boxes = append(boxes, Box{Name: w.q.Name, Option: w.option, Page: w.page, X: x0, Y: y0, W: x1 - x0, H: y1 - y0})
		}
	}
	return boxes
}
