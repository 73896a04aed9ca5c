package pages

import (
	"context"
	"fmt"
	"math"

	"referrald/forms"
)

// Limits on one document. Our form has five pages of at most 4,000 letters.
const (
	mostLetters = 200_000    // of all pages together
	mostPixels  = 12_000_000 // of one page: A4 at 300 dpi has 9 million
	mostSide    = 14_400     // points: the largest page that PDF 1.7 knows, 200 inches
)

// Open gives the pages of a PDF, at most `most` of them from the first; it is a
// forms.Pages. With dpi 0 nothing is drawn. A page that would have more than
// twelve million pixels is drawn at fewer dots to the inch, and its picture
// tells how many by its size. Invisible letters, as those that a scanner's
// program lays over its picture, are not given: they cannot be seen.
//
// Documents are opened one at a time. The end of ctx ends the opening. What is
// wrong with a document is told by the errors of forms.Pages.
func (r *Renderer) Open(ctx context.Context, pdf []byte, dpi, most int) ([]forms.Page, error) {
	doc, err := r.open(ctx, pdf)
	if err != nil {
		return nil, fmt.Errorf("opening document: %w", err)
	}
	defer doc.close()
	count, err := doc.count()
	if err != nil {
		return nil, fmt.Errorf("counting pages: %w", err)
	}
	var all []forms.Page
	left := mostLetters
	for i := range min(count, most) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		page, err := doc.page(i, dpi, left)
		if err != nil {
			return nil, fmt.Errorf("opening page %d: %w", i+1, err)
		}
		left -= len(page.Letters)
		all = append(all, page)
	}
	return all, nil
}

// frame is how a page's own measures lie on the upright page.
type frame struct {
	left, bottom, right, top float64
	turned                   int // quarter turns clockwise
}

func (f frame) size() (w, h float64) {
	w, h = f.right-f.left, f.top-f.bottom
	if f.turned%2 == 1 {
		return h, w
	}
	return w, h
}

func (f frame) valid() bool {
	w, h := f.size()
	return w > 0 && h > 0 && w <= mostSide && h <= mostSide // false for NaN too
}

// upright turns a box of the page's own measures.
func (f frame) upright(left, bottom, right, top float64) (x, y, w, h float64) {
	x0, y0 := f.point(left, bottom)
	x1, y1 := f.point(right, top)
	return min(x0, x1), min(y0, y1), math.Abs(x1 - x0), math.Abs(y1 - y0)
}

func (f frame) point(x, y float64) (float64, float64) {
	switch f.turned {
	case 1:
		return y - f.bottom, f.right - x
	case 2:
		return f.right - x, f.top - y
	case 3:
		return f.top - y, x - f.left
	}
	return x - f.left, y - f.bottom
}

// pixels is the size of the drawing of a page.
func pixels(w, h float64, dpi int) (wide, high int) {
	scale := float64(dpi) / 72
	if area := w * h * scale * scale; area > mostPixels {
		scale *= math.Sqrt(mostPixels / area)
	}
	return max(1, int(w*scale+0.5)), max(1, int(h*scale+0.5))
}

// letterOf is one letter by its code; one without a code, or whose font says
// that the code means nothing, is seen and not known.
func letterOf(code uint, unknown bool) string {
	const unseen = 0xFFFE // PDFium's sign for a hyphen at the end of a line that it takes for part of a word
	switch {
	case code == 2 || code == unseen || code == 0xAD:
		return "-"
	case code == 0 || unknown || code > 0x10FFFF:
		return "\uFFFD"
	}
	return string(rune(code))
}
