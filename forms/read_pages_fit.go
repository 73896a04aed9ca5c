package forms

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// How well a page must fit the printed form to be one of its pages. A tick box
// is 10.8 points wide and its inside is looked at 2.4 points from the edge.
const (
	fewestAnchors = 8    // lines found where they should be
	leastShare    = 0.6  // of the lines that say which page it is
	farthest      = 3.0  // points that a line may lie off before it is left out
	mostOff       = 0.9  // points, root mean square, of the lines that are kept
	mostScale     = 2.0  // printed so much larger, or smaller by as much
	mostSkew      = 0.01 // by which width and height may be scaled differently
)

// fit is how the printed form lies on a page: a point of the form times scale
// plus offset.
type fit struct{ sx, tx, sy, ty float64 }

func (f fit) box(b Box) Box {
	b.X, b.W = b.X*f.sx+f.tx, b.W*f.sx
	b.Y, b.H = b.Y*f.sy+f.ty, b.H*f.sy
	return b
}

// sheetRead is one page of a document that is a page of the form.
type sheetRead struct {
	Page
	number int // in the document, from 1
	plate  int // of the form, from 0
	fit    fit
	own    []bool // letters that are the form's own words
}

// footerVersion finds the version in the footer, which has no spaces here.
var footerVersion = regexp.MustCompile(`therapyreferralform·version(\d{4}-\d{2})`)

// recognise finds the pages of the form among those of a document. later says
// that one is of a form newer than this program.
func recognise(pages []Page) (sheets []sheetRead, later bool) {
	for i, p := range pages {
		stream := streamOf(p.Letters)
		stated := footerVersion.FindStringSubmatch(stream.text)
		if stated == nil {
			continue
		}
		if stated[1] != Version {
			later = later || newer(stated[1])
			continue
		}
		plate, f, ok := match(stream, p.Letters)
		for turn := 0; turn < 3 && !ok; turn++ { // somebody turned the page and saved it so
			p = turned(p)
			plate, f, ok = match(stream, p.Letters)
		}
		if ok {
			own := ownLetters(plates()[plate], stream, p.Letters, f)
			sheets = append(sheets, sheetRead{Page: p, number: i + 1, plate: plate, fit: f, own: own})
		}
	}
	return sheets, later
}

// stream is the letters of a page one after the other without spaces.
type stream struct {
	text string
	at   []int // the letter of each byte of text
}

func streamOf(letters []Letter) stream {
	var text strings.Builder
	var s stream
	for i, l := range letters {
		word := lettersOnly(l.Text)
		text.WriteString(word)
		for range len(word) {
			s.at = append(s.at, i)
		}
	}
	s.text = text.String()
	return s
}

// anchor is a line of the form and where it was found, each by the middle of its
// left end: a program without the form's font makes lines longer or shorter.
type anchor struct{ formX, formY, pageX, pageY float64 }

// match finds the page of the form that a page is.
func match(s stream, letters []Letter) (plate int, f fit, ok bool) {
	most := 0.0
	var found []anchor
	for i, p := range plates() {
		anchors, wanted := anchorsOf(p, s, letters)
		if share := float64(len(anchors)) / float64(max(wanted, 1)); share > most && len(anchors) >= fewestAnchors {
			plate, most, found = i, share, anchors
		}
	}
	if most < leastShare {
		return 0, fit{}, false
	}
	f, ok = fitted(found)
	return plate, f, ok
}

func anchorsOf(p plate, s stream, letters []Letter) (found []anchor, wanted int) {
	for _, line := range p.lines {
		if !line.unique {
			continue
		}
		wanted++
		start := strings.Index(s.text, line.letters)
		if start < 0 || strings.Contains(s.text[start+1:], line.letters) {
			continue
		}
		first, last := letters[s.at[start]], letters[s.at[start+len(line.letters)-1]]
		if math.Abs(first.Y-last.Y) > first.H/2 {
			continue // not on one line here
		}
		found = append(found, anchor{line.x, line.y + line.h/2, first.X, first.Y + first.H/2})
	}
	return found, wanted
}

// fitted lays the form over the lines that were found, without those that lie
// far off. ok is false when it does not lie well.
func fitted(all []anchor) (f fit, ok bool) {
	kept := all
	for range 3 {
		if len(kept) < fewestAnchors {
			return f, false
		}
		f = leastSquares(kept)
		kept = slices.DeleteFunc(slices.Clone(kept), func(a anchor) bool { return f.off(a) > farthest })
	}
	if float64(len(kept)) < leastShare*float64(len(all)) || len(kept) < fewestAnchors {
		return f, false
	}
	sum := 0.0
	for _, a := range kept {
		sum += f.off(a) * f.off(a)
	}
	off := math.Sqrt(sum / float64(len(kept)))
	scaled := f.sx > 1/mostScale && f.sx < mostScale && math.Abs(f.sx/f.sy-1) < mostSkew
	return f, scaled && off <= mostOff*max(1, f.sx) // false for NaN too
}

func (f fit) off(a anchor) float64 {
	return math.Hypot(a.formX*f.sx+f.tx-a.pageX, a.formY*f.sy+f.ty-a.pageY)
}

func leastSquares(all []anchor) fit {
	var f fit
	f.sx, f.tx = line(all, func(a anchor) (float64, float64) { return a.formX, a.pageX })
	f.sy, f.ty = line(all, func(a anchor) (float64, float64) { return a.formY, a.pageY })
	return f
}

// line is the straight line through points with the least squares.
func line(all []anchor, point func(anchor) (float64, float64)) (scale, offset float64) {
	var n, sx, sy, sxx, sxy float64
	for _, a := range all {
		x, y := point(a)
		n, sx, sy, sxx, sxy = n+1, sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	scale = (n*sxy - sx*sy) / (n*sxx - sx*sx)
	return scale, (sy - scale*sx) / n
}

// ofOneSize reports whether all pages were printed at one size, as those of one
// print are.
func ofOneSize(sheets []sheetRead) bool {
	const apart = 1.005
	smallest, largest := math.Inf(1), 0.0
	for _, s := range sheets {
		smallest, largest = min(smallest, s.fit.sy), max(largest, s.fit.sy)
	}
	return largest <= smallest*apart
}

// ownLetters marks the letters of lines that stand where the form has them. How
// long such a line is does not matter: another font may have been taken for it.
func ownLetters(p plate, s stream, letters []Letter, f fit) []bool {
	own := make([]bool, len(letters))
	for _, line := range p.lines {
		if line.letters == "" {
			continue
		}
		at := Box{X: line.x, Y: line.y, W: line.w, H: line.h}
		for start := 0; ; {
			found := strings.Index(s.text[start:], line.letters)
			if found < 0 {
				break
			}
			start += found
			first := letters[s.at[start]]
			if a := f.box(at); math.Hypot(first.X-a.X, first.Y+first.H/2-a.Y-a.H/2) < farthest {
				for _, i := range s.at[start : start+len(line.letters)] {
					own[i] = true
				}
			}
			start++
		}
	}
	return own
}
