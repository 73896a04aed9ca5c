package forms

import (
	"image"
	"slices"
)

// blob is one connected piece of ink.
type blob struct {
	box image.Rectangle
	ink int // pixels
}

// mostBlobs are looked at in one picture; a page of small print has 6000.
const mostBlobs = 60_000

// blobs lists the connected pieces of ink that are at least as dark as the
// threshold, from left to right.
func blobs(g *image.Gray, threshold uint8) []blob {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	met := make([]bool, w*h)
	var all []blob
	var stack []int
	for start := range met {
		if met[start] || g.Pix[start/w*g.Stride+start%w] > threshold {
			continue
		}
		if len(all) >= mostBlobs {
			break
		}
		b := blob{box: image.Rect(start%w, start/w, start%w+1, start/w+1)}
		met[start] = true
		stack = append(stack[:0], start)
		for len(stack) > 0 {
			at := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			x, y := at%w, at/w
			b.ink++
			b.box = b.box.Union(image.Rect(x, y, x+1, y+1))
			for ny := max(0, y-1); ny <= min(h-1, y+1); ny++ {
				for nx := max(0, x-1); nx <= min(w-1, x+1); nx++ {
					if n := ny*w + nx; !met[n] && g.Pix[ny*g.Stride+nx] <= threshold {
						met[n] = true
						stack = append(stack, n)
					}
				}
			}
		}
		all = append(all, b)
	}
	slices.SortFunc(all, func(a, b blob) int { return a.box.Min.X - b.box.Min.X })
	return all
}

// inkThreshold parts ink from paper in a picture: the grey that makes both
// sides the most alike in themselves (Otsu 1979), within what either can be.
func inkThreshold(g *image.Gray) uint8 {
	const lightestInk, darkestPaper = 200, 100
	var count [256]float64
	total, sum := 0.0, 0.0
	for y := range g.Rect.Dy() {
		for _, v := range g.Pix[y*g.Stride : y*g.Stride+g.Rect.Dx()] {
			count[v]++
			total, sum = total+1, sum+float64(v)
		}
	}
	best, at := -1.0, 0
	below, belowSum := 0.0, 0.0
	for v := range 256 {
		below, belowSum = below+count[v], belowSum+float64(v)*count[v]
		if below == 0 || below == total {
			continue
		}
		d := belowSum/below - (sum-belowSum)/(total-below)
		if spread := below * (total - below) * d * d; spread > best {
			best, at = spread, v
		}
	}
	return uint8(max(darkestPaper, min(lightestInk, at)))
}

// cutOut copies a box for text from the middle of its outline on, and takes
// the outline away. Large letters run into it: what is darker than the line, or
// goes on into the box, is theirs.
func cutOut(g *image.Gray, part image.Rectangle, dots float64) *image.Gray {
	part = part.Intersect(g.Rect)
	out := image.NewGray(image.Rect(0, 0, part.Dx(), part.Dy()))
	for y := range part.Dy() {
		copy(out.Pix[y*out.Stride:], g.Pix[(part.Min.Y+y)*g.Stride+part.Min.X:(part.Min.Y+y)*g.Stride+part.Max.X])
	}
	w, h, band := part.Dx(), part.Dy(), int(lineBand*dots+1.5)
	if min(w, h) <= 4*band {
		return out
	}
	for x := range w {
		wipeLine(out.Pix, x, out.Stride, band)
		wipeLine(out.Pix, (h-1)*out.Stride+x, -out.Stride, band)
	}
	for y := range h {
		wipeLine(out.Pix, y*out.Stride, 1, band)
		wipeLine(out.Pix, y*out.Stride+w-1, -1, band)
	}
	for y := range int(corner * dots) {
		for x := range int(corner*dots) - y {
			for _, at := range []int{y*out.Stride + x, y*out.Stride + w - 1 - x, (h-1-y)*out.Stride + x, (h-1-y)*out.Stride + w - 1 - x} {
				out.Pix[at] = paperWhite
			}
		}
	}
	return out
}

// corner is how far the round corners of an outline reach, in millimetres.
const corner = 0.75

// wipeLine takes the outline away at one place: step leads into the box.
func wipeLine(pix []uint8, at, step, band int) {
	const black, dark = 40, 140 // the outline is grey; letters are typed in black
	if pix[at+band*step] < dark {
		return
	}
	for i := range band {
		if pix[at+i*step] > black {
			pix[at+i*step] = paperWhite
		}
	}
}

// lineBand is how far an outline reaches into its box, with its soft edge, in
// millimetres.
const lineBand = 0.25

// hasInk reports whether there is ink in a cut-out that somebody put there: a
// piece as large as the smallest letter or a dash, and no dirt.
func hasInk(g *image.Gray, dots float64) bool {
	const smallest, stroke = 0.9, 0.1 // millimetres
	soft := softened(g)
	for _, b := range blobs(soft, 185) {
		if float64(max(b.box.Dx(), b.box.Dy())) >= smallest*dots && float64(b.ink) >= smallest*stroke*dots*dots {
			return true
		}
	}
	return false
}

// softened is the mean of nine pixels around each, which takes grain away.
func softened(g *image.Gray) *image.Gray {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	out := image.NewGray(g.Rect)
	for y := range h {
		for x := range w {
			sum, n := 0, 0
			for ny := max(0, y-1); ny <= min(h-1, y+1); ny++ {
				for nx := max(0, x-1); nx <= min(w-1, x+1); nx++ {
					sum, n = sum+int(g.Pix[ny*g.Stride+nx]), n+1
				}
			}
			out.Pix[y*out.Stride+x] = uint8(sum / n)
		}
	}
	return out
}

// letterHeight is how high most capitals and digits of a cut-out are, in pixels.
func letterHeight(g *image.Gray, dots float64) float64 {
	const least, most = 0.8, 6.0 // millimetres
	var heights []float64
	for _, b := range blobs(g, inkThreshold(g)) {
		if h := float64(b.box.Dy()); least*dots <= h && h <= most*dots {
			heights = append(heights, h)
		}
	}
	if len(heights) == 0 {
		return 2.5 * dots
	}
	slices.Sort(heights)
	return heights[len(heights)*3/4]
}
