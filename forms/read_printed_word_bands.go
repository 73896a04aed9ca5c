package forms

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// How the lines between the rows look on a page that was drawn.
const (
	rulePaint   = 250  // the grey below which something is drawn: the lines are pale, and half a point thick
	ruleWidest  = 3.0  // points; what is thicker is a coloured ground
	ruleShare   = 0.7  // of the page's width, at least; the grounds of the answers have 0.58
	rulesApart  = 3.0  // points by which the ends of the lines may differ
	markedApart = 3.0  // points from the table to a mark in the margin that belongs to no row
	strikeWide  = 0.75 // of the font's size, of a line through letters; the bar of a letter has less
	strikeInk   = 190  // the grey below which such a line is drawn
)

// wordBand is what stands between two lines of a page.
type wordBand struct {
	sheet       sheetRead
	box         Box
	split       float64 // where the answers begin
	scale       float64 // of the print, against the form as it is drawn
	left, right []Letter
	straddles   bool // something runs over the middle, or stands in the margin beside
}

// wordCell is one answer's part on one page.
type wordCell struct {
	sheet   sheetRead
	box     Box
	scale   float64
	letters []Letter
}

func (b wordBand) empty() bool {
	return strings.TrimSpace(joined(b.left)+joined(b.right)) == "" && b.specks() <= mostSpecks
}

// specks counts what is drawn in the band outside of any letter.
func (b wordBand) specks() int { return b.sheet.specks(b.inside(), b.right) }

// inside is where the answer is written.
func (b wordBand) inside() Box {
	const edge = 1.5
	return Box{X: b.split + edge, Y: b.box.Y + edge, W: b.box.X + b.box.W - b.split - 2*edge, H: b.box.H - 2*edge}
}

func (b wordBand) cell() wordCell {
	return wordCell{sheet: b.sheet, box: b.inside(), scale: b.scale, letters: b.right}
}

// key is the text of the band across both columns, as a key.
func (b wordBand) key() string {
	return foldKey(textByLines(slices.Concat(b.left, b.right)))
}

// wordFooterLine is a line that is our footer and nothing else, by its key.
var wordFooterLine = regexp.MustCompile(`^childrensoccupationaltherapyreferralformversion\d+(page\d*(of\d*)?)?$`)

// bandsOf takes a page apart at the lines between the rows, from the top.
func bandsOf(s sheetRead) (bands []wordBand) {
	rules, x0, x1 := rulesOf(s)
	if len(rules) == 0 {
		return nil
	}
	rules = append([]float64{s.Height}, rules...)
	rules = append(rules, 0)
	wide := x1 - x0
	for i := range len(rules) - 1 {
		top, bottom := rules[i], rules[i+1]
		bands = append(bands, wordBand{sheet: s, box: Box{X: x0, Y: bottom, W: wide, H: top - bottom},
			split: x0 + wide*labelWide/pageWide, scale: wide / (pageWide / 20)})
	}
	for _, line := range linesAcross(s.Letters) {
		if wordFooterLine.MatchString(foldKey(joined(line))) {
			continue
		}
		for _, l := range line {
			middle := l.Y + l.H/2
			at := slices.IndexFunc(bands, func(b wordBand) bool { return middle > b.box.Y })
			if at >= 0 {
				bands[at].add(l)
			}
		}
	}
	for i := range bands {
		bands[i].straddles = bands[i].straddles || bands[i].marked()
	}
	return bands
}

func (b *wordBand) add(l Letter) {
	const aside = 1.0
	if strings.TrimSpace(l.Text) != "" && l.X < b.split-aside && l.X+l.W > b.split+aside {
		b.straddles = true
	}
	if l.X+l.W/2 < b.split {
		b.left = append(b.left, l)
		return
	}
	b.right = append(b.right, l)
}

// marked reports whether something is drawn in the margins beside the band: a
// bar that says that the text was changed, or a note.
func (b wordBand) marked() bool {
	for _, margin := range []Box{
		{X: 0, Y: b.box.Y, W: b.box.X - markedApart, H: b.box.H},
		{X: b.box.X + b.box.W + markedApart, Y: b.box.Y, W: b.sheet.Width - b.box.X - b.box.W - markedApart, H: b.box.H},
	} {
		if b.sheet.specks(margin, nil) > mostSpecks {
			return true
		}
	}
	return false
}

// rulesOf finds the lines across a page, in points from the top, and where they
// begin and end.
func rulesOf(s sheetRead) (ys []float64, x0, x1 float64) {
	type rule struct{ y, x0, x1 float64 }
	size := s.Gray.Bounds().Size()
	kx, ky := s.Width/float64(size.X), s.Height/float64(size.Y)
	var found []rule
	for y := 0; y < size.Y; y++ {
		from, to := longestRun(s.Gray.Pix[y*s.Gray.Stride : y*s.Gray.Stride+size.X])
		if float64(to-from) < ruleShare*float64(size.X) {
			continue
		}
		end := y + 1
		for ; end < size.Y; end++ {
			f, t := longestRun(s.Gray.Pix[end*s.Gray.Stride : end*s.Gray.Stride+size.X])
			if float64(t-f) < ruleShare*float64(size.X) {
				break
			}
		}
		if float64(end-y)*ky <= ruleWidest {
			found = append(found, rule{s.Height - float64(y+end)/2*ky, float64(from) * kx, float64(to) * kx})
		}
		y = end
	}
	if len(found) == 0 {
		return nil, 0, 0
	}
	middle := slices.Clone(found)
	slices.SortFunc(middle, func(a, b rule) int { return int(math.Copysign(1, a.x0-b.x0)) })
	x0, x1 = middle[len(middle)/2].x0, middle[len(middle)/2].x1
	for _, r := range found {
		if math.Abs(r.x0-x0) < rulesApart && math.Abs(r.x1-x1) < rulesApart {
			ys = append(ys, r.y)
		}
	}
	return ys, x0, x1
}

// longestRun is the longest part of a row of pixels that is drawn on.
func longestRun(row []uint8) (from, to int) {
	start := -1
	for x := 0; x <= len(row); x++ {
		drawn := x < len(row) && row[x] < rulePaint
		switch {
		case drawn && start < 0:
			start = x
		case !drawn && start >= 0:
			if x-start > to-from {
				from, to = start, x
			}
			start = -1
		}
	}
	return from, to
}
