package forms

import "image"

// How dark the inside of a tick box or a radio button is, as a share of black.
// On the blank it is white. Ticks and dots of pdf-lib, pdftk, qpdf, poppler,
// pdf.js, Ghostscript and of the form itself make 0.2 to 0.8 of it.
const (
	leastTicked  = 0.10
	mostUnticked = 0.02
	mostTicked   = 0.92 // a box that is all black was rather crossed out
)

// dark is the grey below which a pixel counts as drawn on, of 255. Thin strokes
// are grey at 200 dots an inch.
const dark = 160

// mostSpecks is how many drawn pixels an answer's box may hold outside its
// letters: the smallest sign, a dot of a small font, has more.
const mostSpecks = 5

// pixels is a box of the page in pixels of its picture.
func (s sheetRead) pixels(b Box) image.Rectangle {
	size := s.Gray.Bounds().Size()
	kx, ky := float64(size.X)/s.Width, float64(size.Y)/s.Height
	r := image.Rect(int(b.X*kx+0.5), int((s.Height-b.Y-b.H)*ky+0.5), int((b.X+b.W)*kx+0.5), int((s.Height-b.Y)*ky+0.5))
	return r.Intersect(s.Gray.Bounds())
}

// darkness is how dark the middle of a box is, 0 to 1. Its outline and a page
// that lies a point aside do not count.
func (s sheetRead) darkness(b Box) float64 {
	const edge = 0.22 // of the box, on each side
	b.X, b.Y, b.W, b.H = b.X+b.W*edge, b.Y+b.H*edge, b.W*(1-2*edge), b.H*(1-2*edge)
	r := s.pixels(b)
	if r.Empty() {
		return (leastTicked + mostUnticked) / 2 // off the page: unknown
	}
	sum := 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			sum += 255 - int(s.Gray.GrayAt(x, y).Y)
		}
	}
	return float64(sum) / float64(255*r.Dx()*r.Dy())
}

// inked reports whether a letter can be seen. One that a box cuts off, or that
// something covers, is in the file and not on the page.
func (s sheetRead) inked(l Letter) bool {
	r := s.pixels(Box{X: l.X, Y: l.Y, W: l.W, H: l.H})
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if s.Gray.GrayAt(x, y).Y < dark {
				return true
			}
		}
	}
	return false
}

// specks counts what is drawn in a box outside its letters: a letter that the
// file does not name, a signature, a line through an answer.
func (s sheetRead) specks(b Box, letters []Letter) int {
	r := s.pixels(b)
	if r.Empty() {
		return 0
	}
	covered := make([]bool, r.Dx()*r.Dy())
	for _, l := range letters {
		over := l.H * 0.1 // strokes that stand out of their letter's box
		lr := s.pixels(Box{X: l.X - over, Y: l.Y - over, W: l.W + 2*over, H: l.H + 2*over}).Intersect(r)
		for y := lr.Min.Y; y < lr.Max.Y; y++ {
			for x := lr.Min.X; x < lr.Max.X; x++ {
				covered[(y-r.Min.Y)*r.Dx()+x-r.Min.X] = true
			}
		}
	}
	count := 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if s.Gray.GrayAt(x, y).Y < dark && !covered[(y-r.Min.Y)*r.Dx()+x-r.Min.X] {
				count++
			}
		}
	}
	return count
}
