package forms

import (
	"image"
	"strings"
)

// strokes looks into the ink of one letter for strokes that it has not: a bar
// through an L or an l, which OCR takes for a plain one, a bar through an O, the
// curl of an apostrophe. why is "" for letters that are as they were read.
func (l inkLine) strokes(letter rune, g glyph, sheet *image.Gray, threshold uint8) (why string) {
	w, h := float64(g.box.Dx()), float64(g.box.Dy())
	part := func(left, top, right, bottom float64) bool { // any ink in a part of the letter's box
		area := image.Rect(g.box.Min.X+int(left*w+0.5), g.box.Min.Y+int(top*h+0.5), g.box.Min.X+int(right*w), g.box.Min.Y+int(bottom*h))
		for y := area.Min.Y; y < area.Max.Y; y++ {
			for x := area.Min.X; x < area.Max.X; x++ {
				if sheet.Pix[y*sheet.Stride+x] <= threshold {
					return true
				}
			}
		}
		return false
	}
	above := 0.8 * (l.capital - l.small) / max(1, l.capital) // what of b and d is above the bowl
	switch {
	case strings.ContainsRune("lI", letter) && w > 0.3*l.capital,
		letter == 'L' && part(0.32, 0.1, 1, 0.75),
		letter == 't' && (w < 0.3*h || !part(0, (h-1.15*l.small)/h, 0.25, (h-0.8*l.small)/h)), // its bar is as high as "x"
		letter == 'H' && part(0.4, 0.05, 0.6, 0.38),
		strings.ContainsRune("FP", letter) && part(0.5, 0.7, 1, 1),
		letter == 'D' && part(0.3, 0.4, 0.6, 0.6),
		letter == 'd' && part(0, 0, 0.5, above),
		strings.ContainsRune("bhk", letter) && part(0.5, 0, 1, above),
		strings.ContainsRune(hollow, letter) && part(0.4, 0.4, 0.6, 0.6):
		return "stroke"
	case letter == '0' && w > 0.82*h, letter == 'O' && w < 0.82*h:
		return "width"
	case letter == '-' && w > 0.52*l.capital, letter == '–' && (w < 0.65*l.capital || w > 1.1*l.capital):
		return "dash"
	case letter == '\'' || letter == '’':
		return l.apostrophe(letter, g, sheet, threshold)
	}
	return ""
}

// apostrophe tells the straight one from the curly one: a curl leans to the
// left below.
func (l inkLine) apostrophe(letter rune, g glyph, sheet *image.Gray, threshold uint8) string {
	var sum, count [2]float64
	for y := g.box.Min.Y; y < g.box.Max.Y; y++ {
		half := 0
		if (y-g.box.Min.Y)*2 >= g.box.Dy() {
			half = 1
		}
		for x := g.box.Min.X; x < g.box.Max.X; x++ {
			if sheet.Pix[y*sheet.Stride+x] <= threshold {
				sum[half], count[half] = sum[half]+float64(x), count[half]+1
			}
		}
	}
	if count[0] == 0 || count[1] == 0 {
		return "apostrophe"
	}
	lean := (sum[0]/count[0] - sum[1]/count[1]) / float64(g.box.Dx())
	const straight, curled = 0.08, 0.12
	if letter == '\'' && lean > straight || letter == '’' && lean < curled {
		return "apostrophe"
	}
	return ""
}
