package forms

import (
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// painter paints pages of the form at 200 dots an inch without any other
// program, and writes answers with every letter that its typeface has.
type painter struct {
	t     testing.TB
	faces map[style]font.Face
}

const paintedDots = 200 / inch

func dotsOf(mm float64) int { return int(mm * paintedDots) }

func newPainter(t testing.TB) painter { return painter{t: t, faces: map[style]font.Face{}} }

func (p painter) face(look style) font.Face {
	look.color = colour{}
	if face := p.faces[look]; face != nil {
		return face
	}
	file := goregular.TTF
	if look.bold {
		file = gobold.TTF
	}
	parsed, err := opentype.Parse(file)
	if err != nil {
		p.t.Fatal(err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: look.size, DPI: 200, Hinting: font.HintingNone})
	if err != nil {
		p.t.Fatal(err)
	}
	p.faces[look] = face
	return face
}

func (p painter) text(g *image.Gray, look style, x, base float64, text string) {
	at := fixed.Point26_6{X: fixed.Int26_6(x * paintedDots * 64), Y: fixed.Int26_6(base * paintedDots * 64)}
	writer := font.Drawer{Dst: g, Src: image.NewUniform(color.Gray{Y: 20}), Face: p.face(look), Dot: at}
	writer.DrawString(text)
}

// page paints one page with answers in it.
func (p painter) page(number int, answers map[string]string) *image.Gray {
	g := image.NewGray(image.Rect(0, 0, dotsOf(pageWidth), dotsOf(pageHeight)))
	for i := range g.Pix {
		g.Pix[i] = paperWhite
	}
	s := drawSheet()
	for _, mark := range s.pen.texts {
		if mark.page == number && mark.look.color != white() {
			p.text(g, mark.look, mark.x, mark.y+mark.look.lead()/2+0.35*mark.look.size/pointsPerMM, mark.text)
		}
	}
	for _, w := range s.widgets {
		if w.page == number && w.kind != hiddenWidget {
			p.widget(g, w, answers[w.q.Name])
		}
	}
	return g
}

func (p painter) widget(g *image.Gray, w widget, answer string) {
	switch w.kind {
	case radioWidget, tickWidget:
		outlined(g, w, w.kind == radioWidget)
		for code := range strings.SplitSeq(answer, "|") {
			if code == w.option {
				blackened(g, w.x+0.9, w.y+0.9, w.w-1.8, w.h-1.8)
			}
		}
		return
	}
	outlined(g, w, false)
	if o, ok := w.q.Option(answer); ok {
		answer = o.Label
	}
	const lead = 4.6
	for i, line := range strings.Split(answer, "\n") {
		p.text(g, style{size: 10}, w.x+1, w.y+4.7+float64(i)*lead, line)
	}
}

func outlined(g *image.Gray, w widget, round bool) {
	const line = 0.15
	for y := int((w.y - 1) * paintedDots); y < int((w.y+w.h+1)*paintedDots); y++ {
		for x := int((w.x - 1) * paintedDots); x < int((w.x+w.w+1)*paintedDots); x++ {
			dx := math.Abs((float64(x)+0.5)/paintedDots-w.x-w.w/2) - w.w/2
			dy := math.Abs((float64(y)+0.5)/paintedDots-w.y-w.h/2) - w.h/2
			off := max(dx, dy)
			if round {
				off = math.Hypot(dx+w.w/2, dy+w.h/2) - w.w/2
			}
			if math.Abs(off) < line {
				g.SetGray(x, y, color.Gray{Y: 82})
			}
		}
	}
}

func blackened(g *image.Gray, x, y, w, h float64) {
	for py := int(y * paintedDots); py < int((y+h)*paintedDots); py++ {
		for px := int(x * paintedDots); px < int((x+w)*paintedDots); px++ {
			g.SetGray(px, py, color.Gray{Y: 10})
		}
	}
}
