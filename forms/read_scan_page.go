package forms

import (
	"cmp"
	"context"
	"image"
	"math"
	"slices"
	"time"
)

const (
	// longestSide of a page as it is worked on: A4 at 300 dots an inch. More
	// costs time and tells no more of letters of eight points.
	longestSide = 3508
	// shortestSide is A4 at 90 dots an inch; below, eight points cannot be read.
	shortestSide = 1050
	// anchorSide is A4 at 160 dots an inch: enough to find printed words.
	anchorSide = 1870
	// fewestScanAnchors are the printed words that must stand where they should: a
	// letter that quotes a line of the form has fewer in their places.
	fewestScanAnchors = 10
	// ocrTime is for one picture; a page takes two seconds on a machine that does
	// nothing else, and a photograph of gravel is given up.
	ocrTime = 30 * time.Second
)

// sheetFit is a picture of a page with the printed page that it shows.
type sheetFit struct {
	gray *image.Gray // evened out, and upright up to a small turn
	fit  fitOfSheet
	said []Word // what OCR read on the way, for the version
}

// findPage finds which page of the form a picture shows, and where. ok is false
// for pictures that show none.
func (r Reader) findPage(ctx context.Context, picture *image.Gray, pages []template) (found sheetFit, ok bool, err error) {
	gray := evenLight(shrunk(picture, longestSide))
	if max(gray.Rect.Dx(), gray.Rect.Dy()) < shortestSide {
		return sheetFit{gray: gray}, false, nil
	}
	if blankSheet(gray) {
		return sheetFit{}, false, nil
	}
	turn, upright := skewed(gray)
	first := 0
	if !upright {
		first = 1
	}
	for _, half := range []int{0, 2} {
		turned := quarters(gray, first+half)
		f, said, ok, err := r.anchor(ctx, turned, turn, pages)
		if ok || err != nil || legibleSheet(said) {
			return sheetFit{gray: turned, fit: f, said: said}, ok, err
		}
	}
	return sheetFit{gray: gray}, false, nil
}

// blankSheet reports the back of a sheet, as copiers send it: hardly any ink.
func blankSheet(g *image.Gray) bool {
	const most = 0.001
	dark := 0
	for _, v := range g.Pix {
		if v < 128 {
			dark++
		}
	}
	return float64(dark) < most*float64(len(g.Pix))
}

// legibleSheet reports whether plenty of words were read: a page that is upside down
// gives few, and of those OCR is not sure.
func legibleSheet(said []Word) bool {
	const plenty, sure = 40, 0.8
	n := 0
	for _, w := range said {
		if w.Sure > sure && len(foldKey(w.Text)) > fewestWordLetters {
			n++
		}
	}
	return n > plenty
}

// anchor reads the printed words of a picture and fits a page to them. A part
// of the page is enough in most cases and saves more than half of the time.
func (r Reader) anchor(ctx context.Context, gray *image.Gray, turn float64, pages []template) (f fitOfSheet, said []Word, ok bool, err error) {
	straight, back := straighten(gray, turn)
	seen := 0
	for _, picture := range []*image.Gray{bands(straight), straight} {
		said, err = r.words(ctx, picture, false)
		if err != nil {
			return fitOfSheet{}, nil, false, err
		}
		if f, ok = bestFit(said, back, pages); ok {
			return f, said, true, nil
		}
		seen = known(said, pages)
		if seen < 3 { // upside down, or no page of ours: the rest says no more
			break
		}
	}
	return fitOfSheet{}, said, false, nil
}

// words runs OCR for as long as one picture may take.
func (r Reader) words(ctx context.Context, picture *image.Gray, block bool) ([]Word, error) {
	ctx, cancel := context.WithTimeout(ctx, ocrTime)
	defer cancel()
	return r.OCR(ctx, picture, block)
}

// straighten turns a picture back by a small turn and makes it as large as
// finding words needs; back leads from its pixels to those of the old one.
func straighten(gray *image.Gray, turn float64) (straight *image.Gray, back homography) {
	w, h := gray.Rect.Dx(), gray.Rect.Dy()
	size := math.Max(1, float64(max(w, h))/anchorSide)
	s, c := math.Sincos(turn)
	half := point{float64(w) / 2, float64(h) / 2}
	back = homography{c * size, -s * size, 0, s * size, c * size, 0, 0, 0}
	nw, nh := int(float64(w)/size), int(float64(h)/size)
	middle := back.at(point{float64(nw) / 2, float64(nh) / 2})
	back[2], back[5] = half.x-middle.x, half.y-middle.y
	source := shrunk(gray, max(nw, nh)) // so that no line falls between pixels
	shrink := float64(source.Rect.Dx()) / float64(w)
	through := back
	for i := range 6 {
		through[i] *= shrink
	}
	return warp(source, through, nw, nh), back
}

// bands keeps every third strip of a page, head and foot among them.
func bands(g *image.Gray) *image.Gray {
	const strips, every = 13, 3
	out := image.NewGray(g.Rect)
	for y := range g.Rect.Dy() {
		row := out.Pix[y*out.Stride : (y+1)*out.Stride]
		if y*strips/g.Rect.Dy()%every == 0 {
			copy(row, g.Pix[y*g.Stride:(y+1)*g.Stride])
			continue
		}
		for x := range row {
			row[x] = paperWhite
		}
	}
	return out
}

// known counts how many words of the form a picture shows.
func known(said []Word, pages []template) int {
	keys := map[string]bool{}
	for _, page := range pages {
		for _, w := range page.words {
			keys[w.key] = true
		}
	}
	n := 0
	for _, w := range said {
		if key := foldKey(w.Text); len(key) > fewestWordLetters && keys[key] {
			n++
		}
	}
	return n
}

// bestFit is the page that most words agree with. Pages of one form share few
// words in the same places, so a second page that fits nearly as well means
// that none does.
func bestFit(said []Word, back homography, pages []template) (best fitOfSheet, ok bool) {
	second := 0
	for i, page := range pages {
		h, anchors, fits := fitPage(pairsOf(said, back, page))
		switch {
		case !fits:
		case len(anchors) > len(best.anchors):
			second, best = len(best.anchors), fitOfSheet{page: i, h: h, anchors: anchors, scale: h.scale()}
		default:
			second = max(second, len(anchors))
		}
	}
	return best, len(best.anchors) >= fewestScanAnchors && second*2 < len(best.anchors) && best.plausible()
}

// plausible reports whether a fit shows the page as a camera can: no corner
// behind the lens, no side folded over, and anchors on most of the page.
func (f fitOfSheet) plausible() bool {
	corners := []point{{0, 0}, {pageWidth, 0}, {pageWidth, pageHeight}, {0, pageHeight}}
	for i, c := range corners {
		if f.h.homography[6]*c.x+f.h.homography[7]*c.y+1 < 0.3 {
			return false
		}
		here, next, after := f.h.at(c), f.h.at(corners[(i+1)%4]), f.h.at(corners[(i+2)%4])
		a, b := next.minus(here), after.minus(next)
		if a.x*b.y-a.y*b.x <= 0 {
			return false
		}
	}
	byHeight := func(a, b pair) int { return cmp.Compare(a.page.y, b.page.y) }
	high := slices.MaxFunc(f.anchors, byHeight).page.y - slices.MinFunc(f.anchors, byHeight).page.y
	return high > pageHeight/3
}

// pairsOf lists which words of a picture may be which words of a page.
func pairsOf(said []Word, back homography, page template) []pair {
	byKey, count := map[string][]printedWord{}, map[string]int{}
	for _, w := range page.words {
		byKey[w.key] = append(byKey[w.key], w)
	}
	for _, w := range said {
		count[foldKey(w.Text)]++
	}
	var pairs []pair
	for _, w := range said {
		key := foldKey(w.Text)
		middle := point{float64(w.Box.Min.X+w.Box.Max.X) / 2, float64(w.Box.Min.Y+w.Box.Max.Y) / 2}
		for _, p := range byKey[key] {
			pairs = append(pairs, pair{page: p.at, picture: back.at(middle), once: p.once && count[key] == 1})
		}
	}
	return pairs
}
