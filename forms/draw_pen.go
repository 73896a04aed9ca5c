package forms

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/jung-kurt/gofpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// A4 in millimetres, and the margins inside which everything stands.
const (
	pageWidth    = 210.0
	pageHeight   = 297.0
	marginLeft   = 15.0
	marginRight  = 15.0
	marginTop    = 12.0
	marginBottom = 14.0
	contentWidth = pageWidth - marginLeft - marginRight
	pointsPerMM  = 72 / 25.4
)

// colour is red, green and blue, 0 to 255 each.
type colour [3]int

// The colours of the form: the NHS identity's blues and greys. Every text
// colour has a contrast of at least 4.5 to 1 on the ground it stands on.
func nhsBlue() colour   { return colour{0, 94, 184} }
func darkBlue() colour  { return colour{0, 48, 135} }
func ink() colour       { return colour{33, 43, 50} }
func grey() colour      { return colour{66, 85, 99} }
func paleGrey() colour  { return colour{216, 221, 224} }
func paleBlue() colour  { return colour{240, 244, 247} }
func white() colour     { return colour{255, 255, 255} }
func warning() colour   { return colour{176, 22, 32} }
func warmWhite() colour { return colour{253, 243, 243} }

// style is how a piece of text looks; size is in points.
type style struct {
	bold  bool
	size  float64
	color colour
}

// lead is the height of one line of text in millimetres.
func (s style) lead() float64 { return s.size * 1.22 / pointsPerMM }

// node is one element of the structure tree, by which a screen reader walks
// the form. A leaf holds either marked content or one widget.
type node struct {
	role   string
	page   int
	mcid   int // marked content on that page, -1 for none
	widget int // index of the widget, -1 for none
	kids   []*node
}

// textMark is where a line of text was drawn, in millimetres from the top left.
type textMark struct {
	page       int
	x, y, w, h float64
	text       string
	look       style
}

// pen draws the visible pages and keeps the structure tree beside them. It is
// the only user of the drawing library.
type pen struct {
	pdf   *gofpdf.Fpdf
	root  *node
	open  []*node     // from the root to the element that is being filled
	marks map[int]int // marked content so far, by page
	texts []textMark
}

// drawnOn stands as the date of the document, so that the same program always
// draws the same bytes.
func drawnOn() time.Time { return time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC) }

func newPen(title, subject string) *pen {
	f := gofpdf.New("P", "mm", "A4", "")
	f.AddUTF8FontFromBytes("go", "", goregular.TTF)
	f.AddUTF8FontFromBytes("go", "B", gobold.TTF)
	f.SetTitle(title, true)
	f.SetSubject(subject, true)
	f.SetCreationDate(drawnOn())
	f.SetModificationDate(drawnOn())
	f.SetCatalogSort(true)
	f.SetAutoPageBreak(false, 0)
	root := &node{role: "Document", mcid: -1, widget: -1}
	return &pen{pdf: f, root: root, open: []*node{root}, marks: map[int]int{}}
}

func (p *pen) addPage() { p.pdf.AddPage() }

func (p *pen) page() int { return p.pdf.PageNo() }

// bytes ends the drawing and gives the visible pages, without any field.
func (p *pen) bytes() ([]byte, error) {
	var out bytes.Buffer
	if err := p.pdf.Output(&out); err != nil {
		return nil, fmt.Errorf("drawing pages: %w", err)
	}
	return out.Bytes(), nil
}

// within puts everything that fn draws below one element of the structure tree.
func (p *pen) within(role string, fn func()) {
	n := p.add(&node{role: role, mcid: -1, widget: -1})
	p.open = append(p.open, n)
	fn()
	p.open = p.open[:len(p.open)-1]
}

// tagged marks what fn draws as the content of one leaf.
func (p *pen) tagged(role string, fn func()) {
	n := p.add(&node{role: role, mcid: p.marks[p.page()], widget: -1})
	p.marks[p.page()]++
	p.pdf.RawWriteStr(fmt.Sprintf("/%s <</MCID %d>> BDC\n", role, n.mcid))
	fn()
	p.pdf.RawWriteStr("EMC\n")
}

// artifact marks what fn draws as decoration that is not read out.
func (p *pen) artifact(fn func()) {
	p.pdf.RawWriteStr("/Artifact BMC\n")
	fn()
	p.pdf.RawWriteStr("EMC\n")
}

// placeWidget puts a widget into the structure tree where it is drawn.
func (p *pen) placeWidget(index int) {
	p.add(&node{role: "Form", mcid: -1, widget: index})
}

func (p *pen) add(n *node) *node {
	n.page = p.page()
	parent := p.open[len(p.open)-1]
	parent.kids = append(parent.kids, n)
	return n
}

func (p *pen) use(s style) {
	weight := ""
	if s.bold {
		weight = "B"
	}
	p.pdf.SetFont("go", weight, s.size)
	p.pdf.SetTextColor(s.color[0], s.color[1], s.color[2])
}

// width is how wide a line of text is, in millimetres.
func (p *pen) width(s style, text string) float64 {
	p.use(s)
	return p.pdf.GetStringWidth(text)
}

// unbroken is a space at which no line ends.
const unbroken = "\u00a0"

// wrap breaks text at spaces into lines no wider than w. A single word that is
// wider stands alone on its line.
func (p *pen) wrap(s style, text string, w float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.Split(text, " ") {
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && p.width(s, longer) > w {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// line draws one line of text whose top left corner is given, and gives its width.
func (p *pen) line(s style, x, y float64, text string) float64 {
	w := p.width(s, text)
	em := s.size / pointsPerMM
	text = strings.ReplaceAll(text, unbroken, " ")
	p.pdf.Text(x, y+s.lead()/2+0.35*em, text)
	p.texts = append(p.texts, textMark{page: p.page(), x: x, y: y, w: w, h: s.lead(), text: text, look: s})
	return w
}

// paint is how a shape is drawn; a shape with no line width has no outline.
type paint struct {
	fill, stroke colour
	line         float64 // millimetres
}

func (p *pen) ready(look paint) (mode string) {
	p.pdf.SetFillColor(look.fill[0], look.fill[1], look.fill[2])
	if look.line == 0 {
		return "F"
	}
	p.pdf.SetDrawColor(look.stroke[0], look.stroke[1], look.stroke[2])
	p.pdf.SetLineWidth(look.line)
	return "FD"
}

func (p *pen) rect(look paint, x, y, w, h float64) {
	mode := p.ready(look)
	p.artifact(func() { p.pdf.RoundedRect(x, y, w, h, 0.7, "1234", mode) })
}

func (p *pen) bar(c colour, x, y, w, h float64) {
	p.pdf.SetFillColor(c[0], c[1], c[2])
	p.artifact(func() { p.pdf.Rect(x, y, w, h, "F") })
}

func (p *pen) circle(look paint, x, y, r float64) {
	mode := p.ready(look)
	p.artifact(func() { p.pdf.Circle(x, y, r, mode) })
}

// chevron is the small arrow of a drop-down list, pointing down, centred at x, y.
func (p *pen) chevron(c colour, x, y float64) {
	p.pdf.SetDrawColor(c[0], c[1], c[2])
	p.pdf.SetLineWidth(0.45)
	p.artifact(func() {
		p.pdf.MoveTo(x-1.3, y-0.65)
		p.pdf.LineTo(x, y+0.65)
		p.pdf.LineTo(x+1.3, y-0.65)
		p.pdf.DrawPath("D")
	})
}
