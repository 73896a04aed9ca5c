package forms

import (
	"image"
	"math"
)

// flatPage is a page as if it lay straight under the scanner, so that every
// answer stands where the form was drawn.
type flatPage struct {
	template
	gray *image.Gray
	dots float64 // pixels a millimetre
}

// Resolutions of a flat page, in dots an inch: more than a picture has is not
// invented, and more than 300 tells no more.
const (
	leastFlat = 150.0
	mostFlat  = 300.0
	inch      = 25.4
)

// flatten draws a fitted page anew from its picture.
func flatten(found sheetFit, page template) flatPage {
	dots := max(leastFlat, min(mostFlat, found.fit.scale*inch)) / inch
	w, h := int(pageWidth*dots), int(pageHeight*dots)
	bends := newBends(found.fit)
	out := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		line := bends.row(float64(y) / dots)
		for x := range w {
			mm := point{float64(x) / dots, float64(y) / dots}
			p := found.fit.h.at(mm).plus(line.at(mm.x))
			out.Pix[y*out.Stride+x] = blend(found.gray, p.x, p.y)
		}
	}
	return flatPage{template: page, gray: out, dots: dots}
}

// bends is how far paper that was not flat lies off the fit, in pixels of the
// picture, on a grid over the page. Each anchor pulls the places around it.
type bends [bendRows][bendColumns]point

const (
	bendStep    = 10.0 // millimetres
	bendReach   = 18.0 // how far an anchor pulls
	bendColumns = 22
	bendRows    = 31
)

func newBends(f fitOfSheet) bends {
	off := make([]point, len(f.anchors))
	for i, a := range f.anchors {
		off[i] = a.picture.minus(f.h.at(a.page))
	}
	var b bends
	for row := range b {
		for column := range b[row] {
			sum, weight := point{}, 1.0 // as much as one anchor says that nothing is bent
			for i, a := range f.anchors {
				d := a.page.minus(point{float64(column) * bendStep, float64(row) * bendStep})
				w := math.Exp(-(d.x*d.x + d.y*d.y) / (2 * bendReach * bendReach))
				sum, weight = sum.plus(point{off[i].x * w, off[i].y * w}), weight+w
			}
			b[row][column] = point{sum.x / weight, sum.y / weight}
		}
	}
	return b
}

type bendLine [bendColumns]point

// row is the line of bends at one height of the page, in millimetres.
func (b *bends) row(y float64) bendLine {
	y = min(y/bendStep, bendRows-1.001)
	top := int(y)
	share := y - float64(top)
	var line bendLine
	for i := range line {
		line[i] = between(b[top][i], b[top+1][i], share)
	}
	return line
}

func (line *bendLine) at(x float64) point {
	x = min(x/bendStep, bendColumns-1.001)
	left := int(x)
	return between(line[left], line[left+1], x-float64(left))
}

func between(a, b point, share float64) point {
	return point{a.x + (b.x-a.x)*share, a.y + (b.y-a.y)*share}
}

// inside is the paper within the outline of a box for text, the outline
// included and the arrow of a list not. The line is looked for near its place.
func (p flatPage) inside(w widget) image.Rectangle {
	const arrow = 4.9
	left, top := w.x*p.dots, w.y*p.dots
	right, bottom := (w.x+w.w)*p.dots, (w.y+w.h)*p.dots
	top, bottom = p.edge(top, left, right, -1, true), p.edge(bottom, left, right, 1, true)
	left, right = p.edge(left, top, bottom, -1, false), p.edge(right, top, bottom, 1, false)
	if w.kind == listWidget {
		right -= arrow * p.dots
	}
	return image.Rect(int(left+0.5), int(top+0.5), int(right+0.5), int(bottom+0.5)).Intersect(p.gray.Rect)
}

// edge finds the outline that should run at a height (level) or at a place from
// the left, between two ends. It is the outermost line within reach that is
// dark all along: the stem of a large letter beside it is dark too. out is the
// direction away from the box. Where there is none, the place stays.
func (p flatPage) edge(at, from, to float64, out int, level bool) float64 {
	const reach, corner, most = 1.0, 1.0, 0.85
	first, last := int(from+corner*p.dots), int(to-corner*p.dots)
	steps := int(reach * p.dots)
	best, found := 0.0, at
	for n := steps; n >= -steps; n-- {
		place := int(at+0.5) + n*out
		dark, sum := 0, 0.0
		for i := first; i < last; i++ {
			d := 0.0
			if level {
				d = p.darkness(i, place)
			} else {
				d = p.darkness(place, i)
			}
			if sum += d; d > 0.2 {
				dark++
			}
		}
		lined := float64(dark) > most*float64(last-first)
		switch {
		case lined && sum > best:
			best, found = sum, float64(place)
		case best > 0:
			return found
		}
	}
	return found
}

// darkness of a pixel is 0 for paper and 1 for black.
func (p flatPage) darkness(x, y int) float64 {
	if !(image.Point{X: x, Y: y}).In(p.gray.Rect) {
		return 0
	}
	return float64(paperWhite-p.gray.Pix[y*p.gray.Stride+x]) / paperWhite
}
