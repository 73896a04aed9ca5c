package forms

import (
	"cmp"
	"math"
	"slices"
)

// homography maps the plane of the printed page to the plane of a picture, as
// a camera does that looks at a flat sheet; the ninth number is 1.
type homography [8]float64

func (h homography) at(p point) point {
	w := h[6]*p.x + h[7]*p.y + 1
	if math.Abs(w) < 1e-9 {
		return point{math.Inf(1), math.Inf(1)}
	}
	return point{(h[0]*p.x + h[1]*p.y + h[2]) / w, (h[3]*p.x + h[4]*p.y + h[5]) / w}
}

// pair is one printed word and where a picture shows it.
type pair struct {
	page, picture point
	once          bool // it can be no other word
}

// lens maps the printed page to a picture of it, in pixels: as a camera sees a
// flat sheet, and beside it how a sheet that curls lies off the flat one.
type lens struct {
	homography
	curlX, curlY curl
}

// curl is a quadratic surface over the page: 1, x, y, xx, xy, yy.
type curl [6]float64

func curlTerms(p point) curl {
	const unit = 100 // millimetres, so that the terms are alike
	x, y := p.x/unit, p.y/unit
	return curl{1, x, y, x * x, x * y, y * y}
}

func (l lens) at(p point) point {
	at, terms := l.homography.at(p), curlTerms(p)
	for i, t := range terms {
		at.x, at.y = at.x+l.curlX[i]*t, at.y+l.curlY[i]*t
	}
	return at
}

// fitOfSheet is how one printed page lies in a picture.
type fitOfSheet struct {
	page    int // index of the template
	h       lens
	anchors []pair // words that stand where they should
	scale   float64
}

// How far words may stand from where the fit puts them, in millimetres of the
// page: the first guess knows no perspective and no bend of the paper.
const (
	roughReach = 14.0
	bentReach  = 6.0
	lastReach  = 1.5
)

// fitPage lays a printed page over pairs of words. The first guess is the turn
// and size that agrees with the most words; each further step may bend more and
// takes back less. ok is false when too little agrees to be that page.
func fitPage(pairs []pair) (l lens, anchors []pair, ok bool) {
	l.homography, ok = roughFit(pairs)
	if !ok {
		return l, nil, false
	}
	for _, step := range []struct {
		reach float64
		bend  bool
	}{{roughReach, false}, {bentReach, true}, {bentReach / 2, true}} {
		anchors = nearPoint(pairs, l, step.reach)
		if len(anchors) < fewestScanAnchors {
			return l, anchors, false
		}
		if l.homography, ok = solve(anchors, step.bend); !ok {
			return l, anchors, false
		}
	}
	for _, reach := range []float64{bentReach / 2, lastReach, lastReach, 0} {
		if reach == 0 {
			reach = steady(anchors, l)
		}
		anchors = nearPoint(pairs, l, reach)
		if len(anchors) < fewestScanAnchors {
			return l, anchors, false
		}
		l.straightenOut(anchors)
	}
	return l, nearPoint(anchors, l, steady(anchors, l)), true
}

// straightenOut finds the curl by least squares of what the flat sheet leaves.
func (l *lens) straightenOut(anchors []pair) {
	const stiff = 0.05 // paper is flat where nothing says otherwise
	var x, y [8][9]float64
	for i := range 6 {
		x[i][i], y[i][i] = stiff, stiff
	}
	for _, a := range anchors {
		off, terms := a.picture.minus(l.homography.at(a.page)), curlTerms(a.page)
		row := [8]float64(append(terms[:], 0, 0))
		addEquation(&x, row, off.x)
		addEquation(&y, row, off.y)
	}
	curlX, okX := eliminate(x, 6)
	curlY, okY := eliminate(y, 6)
	if okX && okY {
		l.curlX, l.curlY = curl(curlX[:6]), curl(curlY[:6])
	}
}

// steady is how far off a word may be among the others: three times what half
// of them are. A word of which half was seen is farther off.
func steady(anchors []pair, h lens) float64 {
	const least = 0.3
	var off []float64
	for _, a := range anchors {
		d := h.at(a.page).minus(a.picture)
		off = append(off, math.Hypot(d.x, d.y)/h.scale())
	}
	slices.Sort(off)
	return max(least, 3*off[len(off)/2])
}

// mostTried bounds the pairs of words whose turn and size are tried.
const mostTried = 60

// roughFit tries the turn and size of every two words and keeps what most other
// words agree with.
func roughFit(pairs []pair) (best homography, ok bool) {
	var sure []pair
	for _, p := range pairs {
		if p.once {
			sure = append(sure, p)
		}
	}
	if len(sure) > mostTried {
		step := float64(len(sure)) / mostTried
		few := make([]pair, mostTried)
		for i := range few {
			few[i] = sure[int(float64(i)*step)]
		}
		sure = few
	}
	most := 0
	for i, a := range sure {
		for _, b := range sure[i+1:] {
			h, fine := similarity(a, b)
			if !fine {
				continue
			}
			if n := len(nearPoint(sure, lens{homography: h}, roughReach)); n > most {
				most, best = n, h
			}
		}
	}
	return best, most >= fewestScanAnchors
}

// similarity is the turn, size and shift that lays two words where they are.
func similarity(a, b pair) (homography, bool) {
	const apart = 30 // millimetres; nearer words tell little of the turn
	p, q := b.page.minus(a.page), b.picture.minus(a.picture)
	length := p.x*p.x + p.y*p.y
	if length < apart*apart {
		return homography{}, false
	}
	c, s := (q.x*p.x+q.y*p.y)/length, (q.y*p.x-q.x*p.y)/length
	return homography{c, -s, a.picture.x - c*a.page.x + s*a.page.y, s, c, a.picture.y - s*a.page.x - c*a.page.y, 0, 0}, c > 0
}

// nearPoint lists the pairs within reach of where h puts them; a word of the picture
// that could be several words of the page counts for the nearest.
func nearPoint(pairs []pair, h lens, reach float64) []pair {
	type candidate struct {
		pair
		off float64
	}
	best := map[point]candidate{}
	for _, p := range pairs {
		d := h.at(p.page).minus(p.picture)
		off := math.Hypot(d.x, d.y) / h.scale()
		if old, taken := best[p.picture]; off < reach && (!taken || off < old.off) {
			best[p.picture] = candidate{p, off}
		}
	}
	kept := make([]pair, 0, len(best))
	for _, c := range best {
		kept = append(kept, c.pair)
	}
	slices.SortFunc(kept, func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.picture.y, b.picture.y), cmp.Compare(a.picture.x, b.picture.x))
	})
	return kept
}

// scale is how many pixels a millimetre of the page takes in its middle.
func (h homography) scale() float64 {
	middle := point{pageWidth / 2, pageHeight / 2}
	a, b := h.at(middle), h.at(middle.plus(point{1, 0}))
	c := h.at(middle.plus(point{0, 1}))
	return math.Max(1e-6, (math.Hypot(b.x-a.x, b.y-a.y)+math.Hypot(c.x-a.x, c.y-a.y))/2)
}

// solve finds the plane map that lays all pairs best by least squares, with
// perspective when bend is set.
func solve(pairs []pair, bend bool) (homography, bool) {
	const unit = 100 // millimetres, so that the equations' numbers are alike
	unknowns := 6
	if bend {
		unknowns = 8
	}
	var m [8][9]float64
	reach := 1.0
	for _, p := range pairs {
		reach = max(reach, math.Abs(p.picture.x), math.Abs(p.picture.y))
	}
	for _, p := range pairs {
		x, y := p.page.x/unit, p.page.y/unit
		u, v := p.picture.x/reach, p.picture.y/reach
		addEquation(&m, [8]float64{x, y, 1, 0, 0, 0, -x * u, -y * u}, u)
		addEquation(&m, [8]float64{0, 0, 0, x, y, 1, -x * v, -y * v}, v)
	}
	answer, ok := eliminate(m, unknowns)
	if !ok {
		return homography{}, false
	}
	h := homography(answer)
	for _, i := range []int{0, 1, 3, 4} {
		h[i] *= reach / unit
	}
	h[2], h[5] = h[2]*reach, h[5]*reach
	h[6], h[7] = h[6]/unit, h[7]/unit
	return h, true
}

func addEquation(m *[8][9]float64, row [8]float64, value float64) {
	for i := range row {
		for j := range row {
			m[i][j] += row[i] * row[j]
		}
		m[i][8] += row[i] * value
	}
}

// eliminate solves the first n equations (Gauss, largest pivot first).
func eliminate(m [8][9]float64, n int) (answer [8]float64, ok bool) {
	for i := range n {
		pivot := i
		for j := i + 1; j < n; j++ {
			if math.Abs(m[j][i]) > math.Abs(m[pivot][i]) {
				pivot = j
			}
		}
		m[i], m[pivot] = m[pivot], m[i]
		if math.Abs(m[i][i]) < 1e-10 {
			return answer, false
		}
		for j := range n {
			if j == i {
				continue
			}
			share := m[j][i] / m[i][i]
			for k := range m[j] {
				m[j][k] -= share * m[i][k]
			}
		}
	}
	for i := range n {
		answer[i] = m[i][8] / m[i][i]
	}
	return answer, true
}
