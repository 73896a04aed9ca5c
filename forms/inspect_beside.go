package forms

import (
	"math"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

type (
	dict    = types.Dict
	integer = types.Integer
)

// besides finds what is printed beside a field. Without pages nothing is.
type besides struct {
	objects
	pages []Page
}

// How far from a field its label may stand, in points.
const (
	labelLeft  = 220 // from the end of a label to its box, in a form of two columns
	labelAbove = 26  // from the box to the line above it
	labelRight = 40  // from a tick box to its words
)

// phrase is some words that stand together on a line.
type phrase struct {
	text         string
	x0, y0, x1   float64
	height, yMid float64
}

// beside is the phrase that belongs to a widget: for a button what stands to
// its right, for a box what stands before it on its line or above it.
func (b besides) beside(page int, widget dict, button bool) string {
	if page < 1 || page > len(b.pages) {
		return ""
	}
	x0, y0, x1, y1, ok := b.rect(widget)
	if !ok {
		return ""
	}
	best, nearest := "", math.MaxFloat64
	for _, p := range phrases(b.pages[page-1]) {
		level := p.yMid > y0-2 && p.yMid < y1+2
		right, left, above := p.x0-x1, x0-p.x1, p.y0-y1
		far := math.MaxFloat64
		switch {
		case button && level && right > -2 && right < labelRight:
			far = right
		case button && level && left > -2 && left < labelRight:
			far = labelRight + left
		case !button && level && left > -2 && left < labelLeft:
			far = left
		case !button && above > -3 && above < labelAbove && p.x0 < x1 && p.x1 > x0:
			far = above + math.Abs(p.x0-x0)
		}
		if far < nearest {
			best, nearest = p.text, far
		}
	}
	return best
}

// rect is where an annotation stands, in points from the lower left corner.
func (o objects) rect(widget dict) (x0, y0, x1, y1 float64, ok bool) {
	at := o.numbers(widget["Rect"])
	if len(at) != 4 {
		return 0, 0, 0, 0, false
	}
	return min(at[0], at[2]), min(at[1], at[3]), max(at[0], at[2]), max(at[1], at[3]), true
}

// phrases puts the letters of a page together in the page's own order: along a
// line, up to a gap that is wider than a space between words.
func phrases(page Page) []phrase {
	var all []phrase
	for _, l := range page.Letters {
		blank := strings.TrimSpace(l.Text) == ""
		if n := len(all); n > 0 {
			p := &all[n-1]
			gap := l.X - p.x1
			if math.Abs(l.Y-p.y0) <= max(l.H, p.height)/2 && gap > -l.W && gap < 1.2*p.height {
				if gap > p.height/4 && !strings.HasSuffix(p.text, " ") {
					p.text += " "
				}
				p.text, p.x1 = p.text+l.Text, max(p.x1, l.X+l.W)
				continue
			}
		}
		if !blank {
			all = append(all, phrase{text: l.Text, x0: l.X, y0: l.Y, x1: l.X + l.W, height: max(l.H, 4), yMid: l.Y + l.H/2})
		}
	}
	for i := range all {
		all[i].text = strings.TrimSpace(all[i].text)
	}
	return all
}
