package forms

import (
	"image"
	"math"
	"slices"
)

// paperWhite is how light blank paperWhite is after evenLight.
const paperWhite = 255

// warp draws a new picture; h tells for each of its pixels which place of the
// old one is shown there. What lies outside the old one is paper.
func warp(old *image.Gray, h homography, width, height int) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, width, height))
	for y := range height {
		row := out.Pix[y*out.Stride : y*out.Stride+width]
		fy := float64(y)
		u, v, w := h[1]*fy+h[2], h[4]*fy+h[5], h[7]*fy+1
		for x := range row {
			row[x] = blend(old, u/w, v/w)
			u, v, w = u+h[0], v+h[3], w+h[6]
		}
	}
	return out
}

// blend is the grey at a place between pixels.
func blend(g *image.Gray, x, y float64) uint8 {
	width, height := g.Rect.Dx(), g.Rect.Dy()
	if !(x >= 0 && y >= 0 && x < float64(width-1) && y < float64(height-1)) {
		return paperWhite
	}
	ix, iy := int(x), int(y)
	fx, fy := int((x-float64(ix))*256), int((y-float64(iy))*256)
	at := iy*g.Stride + ix
	top := int(g.Pix[at])*(256-fx) + int(g.Pix[at+1])*fx
	bottom := int(g.Pix[at+g.Stride])*(256-fx) + int(g.Pix[at+g.Stride+1])*fx
	return uint8((top*(256-fy) + bottom*fy) >> 16)
}

// shrunk is the picture with its longer side at most so long, each pixel the
// mean of those it stands for. A small picture stays as it is.
func shrunk(g *image.Gray, longest int) *image.Gray {
	width, height := g.Rect.Dx(), g.Rect.Dy()
	long := max(width, height)
	if long <= longest {
		return g
	}
	w, h := max(1, width*longest/long), max(1, height*longest/long)
	out := image.NewGray(image.Rect(0, 0, w, h))
	sums := make([]int, w)
	for y := range h {
		clear(sums)
		top, bottom := y*height/h, (y+1)*height/h
		for line := top; line < bottom; line++ {
			pix := g.Pix[line*g.Stride : line*g.Stride+width]
			for x := range w {
				left, right := x*width/w, (x+1)*width/w
				sum := 0
				for _, v := range pix[left:right] {
					sum += int(v)
				}
				sums[x] += sum / (right - left)
			}
		}
		for x, sum := range sums {
			out.Pix[y*out.Stride+x] = uint8(sum / (bottom - top))
		}
	}
	return out
}

// quarters turns a picture clockwise by so many quarters.
func quarters(g *image.Gray, turns int) *image.Gray {
	turns = (turns%4 + 4) % 4
	if turns == 0 {
		return g
	}
	w, h := g.Rect.Dx(), g.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if turns%2 == 1 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewGray(size)
	for y := range h {
		for x := range w {
			nx, ny := w-1-x, h-1-y // half a turn
			switch turns {
			case 1:
				nx, ny = h-1-y, x
			case 3:
				nx, ny = y, w-1-x
			}
			out.Pix[ny*out.Stride+nx] = g.Pix[y*g.Stride+x]
		}
	}
	return out
}

// evenLight makes the paper equally white everywhere: what a lamp or the shadow
// of a hand took away is given back by dividing by the paper's own light, which
// is that of the lightest spots around.
func evenLight(g *image.Gray) *image.Gray {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	cell := max(4, max(w, h)/160) // about two millimetres of a page
	const around = 4              // cells each way: a wide line of a heading is not taken for shade
	columns, rows := (w+cell-1)/cell, (h+cell-1)/cell
	light := make([]float64, columns*rows)
	for cy := range rows {
		for cx := range columns {
			light[cy*columns+cx] = lightOf(g, image.Rect(cx*cell, cy*cell, min(w, (cx+1)*cell), min(h, (cy+1)*cell)))
		}
	}
	light = spread(light, columns, rows, around, slices.Max[[]float64])
	light = spread(light, columns, rows, around, mean)
	out := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		evenRow(out.Pix[y*out.Stride:y*out.Stride+w], g.Pix[y*g.Stride:y*g.Stride+w], light, columns, rows, y, cell)
	}
	return out
}

// evenRow divides one row of pixels by the light between the cells around.
func evenRow(out, in []uint8, light []float64, columns, rows, y, cell int) {
	fy := max(0, float64(y)/float64(cell)-0.5)
	top := min(int(fy), rows-1)
	bottom := min(top+1, rows-1)
	fy -= float64(top)
	blended := make([]float64, columns)
	for cx := range blended {
		blended[cx] = light[top*columns+cx]*(1-fy) + light[bottom*columns+cx]*fy
	}
	for x, v := range in {
		fx := max(0, float64(x)/float64(cell)-0.5)
		left := min(int(fx), columns-1)
		right := min(left+1, columns-1)
		fx -= float64(left)
		out[x] = uint8(min(paperWhite, float64(v)*paperWhite/max(1, blended[left]*(1-fx)+blended[right]*fx)))
	}
}

// lightOf is the light of the paper in one cell: nine of ten pixels are darker.
func lightOf(g *image.Gray, cell image.Rectangle) float64 {
	var count [256]int
	for y := cell.Min.Y; y < cell.Max.Y; y++ {
		for _, v := range g.Pix[y*g.Stride+cell.Min.X : y*g.Stride+cell.Max.X] {
			count[v]++
		}
	}
	above := cell.Dx() * cell.Dy() / 10
	for v := 255; v > 0; v-- {
		if above -= count[v]; above < 0 {
			return float64(v)
		}
	}
	return 1
}

// spread replaces each cell by what pick makes of it and those around it, first
// along rows, then along columns.
func spread(cells []float64, columns, rows, around int, pick func([]float64) float64) []float64 {
	across, out := make([]float64, len(cells)), make([]float64, len(cells))
	for y := range rows {
		for x := range columns {
			across[y*columns+x] = pick(cells[y*columns+max(0, x-around) : y*columns+min(columns, x+around+1)])
		}
	}
	line := make([]float64, 0, 2*around+1)
	for y := range rows {
		for x := range columns {
			line = line[:0]
			for n := max(0, y-around); n < min(rows, y+around+1); n++ {
				line = append(line, across[n*columns+x])
			}
			out[y*columns+x] = pick(line)
		}
	}
	return out
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// skewed finds how far lines of text are turned, in radians, clockwise, and
// whether they run up and down instead of across. Rows of text are dark and
// white in turn only along their own direction, so the turn is sought at which
// the rows differ the most.
func skewed(g *image.Gray) (turn float64, upright bool) {
	const coarse, fine, most = 0.5, 0.05, 12 // degrees
	small := shrunk(g, 700)
	var dark []point
	for y := range small.Rect.Dy() {
		for x := range small.Rect.Dx() {
			if small.Pix[y*small.Stride+x] < 170 {
				dark = append(dark, point{float64(x), float64(y)})
			}
		}
	}
	best, score := 0.0, -1.0
	for _, sideways := range []bool{false, true} {
		for degrees := -float64(most); degrees <= most; degrees += coarse {
			if s := rowContrast(dark, degrees*math.Pi/180, sideways); s > score {
				score, best, upright = s, degrees, !sideways
			}
		}
	}
	for degrees, middle := best-coarse, best; degrees <= middle+coarse; degrees += fine {
		if s := rowContrast(dark, degrees*math.Pi/180, !upright); s > score {
			score, best = s, degrees
		}
	}
	return best * math.Pi / 180, upright
}

// rowContrast is how much rows differ from the next when the dark pixels are
// counted along lines that are turned so far.
func rowContrast(dark []point, turn float64, sideways bool) float64 {
	const rows = 2048
	var count [rows]float64
	s, c := math.Sincos(turn)
	for _, p := range dark {
		along, across := p.x, p.y
		if sideways {
			along, across = p.y, -p.x
		}
		if row := int(across*c-along*s) + rows/2; 0 <= row && row < rows {
			count[row]++
		}
	}
	sum := 0.0
	for i := 1; i < rows; i++ {
		d := count[i] - count[i-1]
		sum += d * d
	}
	return sum
}
