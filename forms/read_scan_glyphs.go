package forms

import (
	"image"
	"slices"
	"strings"
	"unicode"
)

// OCR knows words and would rather read a common one than what stands there:
// two readings may agree on "Zena" where "Žena" is written. So the letters that
// were read are laid beside the ink: as many shapes as letters, as many pieces
// to each as it has, and no ink above or below where it has none.

// glyph is the ink of one letter.
type glyph struct {
	box    image.Rectangle
	pieces []blob
}

// line is one line of letters: where they stand, and how high capitals are.
type line struct {
	base, capital, small float64 // small is the height of "x"; up is positive
}

// Letters by what reaches where.
const (
	lowLetters   = "gjpqy"
	lowSigns     = ",;()[]/@Q$&"
	smallLetters = "aceimnorsuvwxzgjpqy"
	hollow       = "oO0D"
)

// pieces is of how many pieces a letter is made. ok is false for letters that
// are not taken from a picture at all: other alphabets' marks look too alike.
func pieces(letter rune) (n int, ok bool) {
	switch {
	case strings.ContainsRune(`ij:;!?="`, letter):
		return 2, true
	case letter == '%':
		return 3, true
	case strings.ContainsRune("|`~^\\{}<>_", letter):
		return 0, false
	case ' ' < letter && letter <= '~', letter == '’', letter == '–', letter == '£':
		return 1, true
	}
	return 0, false
}

// proves reports whether the ink of a slip is what its reading says. Letters
// that touch come apart where ink begins later, and thin ones fall apart there,
// so each line may be proved by any of a few thresholds.
func (s scanned) proves(sheet pasted, row pastedRow) string {
	why := ""
	proved := map[int]bool{} // lines
	for _, share := range []float64{1, 0.8, 0.6} {
		words, ok := s.glyphs(sheet, row, uint8(float64(row.ink)*share))
		if !ok {
			why = "stray"
			continue
		}
		left := 0
		for n, on := range linesOf(s.words) {
			if proved[n] {
				continue
			}
			if y := proveLine(s.words, words, on, row.Rectangle); y != "" {
				left++
				why = y
				continue
			}
			proved[n] = true
		}
		if left == 0 {
			return ""
		}
	}
	return why
}

// glyphs sorts the ink of a slip by the words read there. ok is false when ink
// is left that belongs to none.
func (s scanned) glyphs(sheet pasted, row pastedRow, threshold uint8) (words [][]glyph, ok bool) {
	words = make([][]glyph, len(s.words))
	for _, b := range blobs(crop(sheet.gray, row.Rectangle), threshold) {
		b.box = b.box.Add(row.Min)
		if max(b.box.Dx(), b.box.Dy()) < speck {
			continue
		}
		at := wordAt(s.words, b.box)
		if at < 0 {
			return nil, false
		}
		words[at] = joinPiece(words[at], b)
	}
	return words, true
}

// speck is the side in pixels below which ink is dirt: a full stop has six.
const speck = 4

// crop is a part of a picture as a picture of its own.
func crop(g *image.Gray, part image.Rectangle) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, part.Dx(), part.Dy()))
	for y := range part.Dy() {
		at := (part.Min.Y+y)*g.Stride + part.Min.X
		copy(out.Pix[y*out.Stride:], g.Pix[at:at+part.Dx()])
	}
	return out
}

// wordAt finds the word whose box holds the middle of some ink; boxes are drawn
// tightly and sometimes leave a dot out.
func wordAt(words []Word, ink image.Rectangle) int {
	const near = 8
	middle := ink.Min.Add(ink.Max).Div(2)
	best, least := -1, near
	for i, w := range words {
		away := max(w.Box.Min.X-middle.X, middle.X-w.Box.Max.X, w.Box.Min.Y-middle.Y, middle.Y-w.Box.Max.Y)
		if away < least {
			best, least = i, max(0, away)
		}
	}
	return best
}

// joinPiece adds ink, which comes from left to right, to the letter below or
// above which it stands, or begins a new one.
func joinPiece(glyphs []glyph, b blob) []glyph {
	for i := len(glyphs) - 1; i >= max(0, len(glyphs)-2); i-- {
		g := &glyphs[i]
		shared := min(g.box.Max.X, b.box.Max.X) - max(g.box.Min.X, b.box.Min.X)
		if shared*2 > min(g.box.Dx(), b.box.Dx()) {
			g.box = g.box.Union(b.box)
			g.pieces = append(g.pieces, b)
			return glyphs
		}
	}
	return append(glyphs, glyph{box: b.box, pieces: []blob{b}})
}

// linesOf lists the words of each line by their index.
func linesOf(words []Word) [][]int {
	var lines [][]int
	at := map[int]int{}
	for i, w := range words {
		n, met := at[w.Line]
		if !met {
			n = len(lines)
			at[w.Line] = n
			lines = append(lines, nil)
		}
		lines[n] = append(lines[n], i)
	}
	return lines
}

// lettersOf is a word as its ink shows it: a double quote is two strokes.
func lettersOf(text string) []rune { return []rune(strings.ReplaceAll(text, `"`, "''")) }

// Pixels of a sheet whose capitals are 42 high.
const (
	widestGap  = 18 // between letters of one word; a space is wider
	widestThin = 23 // of a single r, t or f
)

// matched brings letters and ink together where one is not one: pairs whose
// strokes run into each other in many typefaces, and the per cent sign, which
// is up to three shapes.
func matched(letters []rune, ink []glyph) ([]rune, []glyph) {
	var kept []rune
	for i := 0; i < len(letters); i++ {
		n := len(kept)
		switch {
		case n < len(ink) && i+1 < len(letters) && touching[string(letters[i:i+2])] && ink[n].box.Dx() > widestThin:
			kept = append(kept, 't') // as high as either
			i++
		case letters[i] == '%' && i == len(letters)-1 && len(ink) > n:
			whole := ink[n]
			for _, g := range ink[n+1:] {
				whole.box = whole.box.Union(g.box)
			}
			return append(kept, '%'), append(slices.Clone(ink[:n]), whole)
		default:
			kept = append(kept, letters[i])
		}
	}
	return kept, ink
}

var touching = wordSet("rt tt rf ff ft tf")

func proveLine(words []Word, glyphs [][]glyph, on []int, row image.Rectangle) string {
	var letters []rune
	var shapes []glyph
	for _, i := range on {
		of, ink := matched(lettersOf(words[i].Text), glyphs[i])
		if len(of) != len(ink) {
			return "count " + words[i].Text
		}
		for n := range of {
			if n > 0 && ink[n].box.Min.X-ink[n-1].box.Max.X > widestGap {
				return "gap " + words[i].Text
			}
		}
		letters, shapes = append(letters, of...), append(shapes, ink...)
	}
	l := measure(letters, shapes)
	for i, letter := range letters {
		if why := l.proves(letter, shapes[i], row); why != "" {
			return why + " " + string(letter)
		}
	}
	return ""
}

// measure finds where the letters of a line stand and how high they are.
func measure(letters []rune, shapes []glyph) line {
	var bases, capitals, smalls []float64
	for i, letter := range letters {
		if !unicode.IsLetter(letter) && !unicode.IsDigit(letter) || strings.ContainsRune(lowLetters+lowSigns, letter) {
			continue
		}
		height := float64(shapes[i].box.Dy())
		bases = append(bases, float64(shapes[i].box.Max.Y))
		switch {
		case letter == 'i' || letter == 't':
		case strings.ContainsRune(smallLetters, letter):
			smalls = append(smalls, height)
		default:
			capitals = append(capitals, height)
		}
	}
	l := line{base: middle(bases), capital: middle(capitals), small: middle(smalls)}
	const ratio = 0.73 // of the height of "x" to that of capitals, in most typefaces
	switch {
	case l.capital == 0 && l.small == 0:
		l.capital = 40
		l.small = l.capital * ratio
	case l.capital == 0:
		l.capital = l.small / ratio
	case l.small == 0:
		l.small = l.capital * ratio
	}
	return l
}

func middle(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// proves reports whether one letter's ink is as the letter is.
func (l line) proves(letter rune, g glyph, row image.Rectangle) string {
	n, ok := pieces(letter)
	if !ok || letter != '%' && n != len(g.pieces) {
		return "pieces"
	}
	top, bottom := l.base-float64(g.box.Min.Y), float64(g.box.Max.Y)-l.base
	low := strings.ContainsRune(lowLetters, letter)
	switch {
	case low && bottom < 0.12*l.capital, !low && !strings.ContainsRune(lowSigns, letter) && bottom > 0.12*l.capital:
		return "low"
	case strings.ContainsRune(",;", letter) && bottom < 0.05*l.capital:
		return "low"
	case g.box.Max.Y >= row.Max.Y-2 && !strings.ContainsRune("pyj,;@", letter), g.box.Min.Y <= row.Min.Y+2:
		return "cut"
	case strings.ContainsRune(smallLetters, letter) && letter != 'i' && letter != 'j' && top > (l.small+l.capital)/2:
		return "high"
	case (unicode.IsUpper(letter) || unicode.IsDigit(letter) || strings.ContainsRune("bdfhkl", letter)) && top < (l.small+l.capital)/2:
		return "small"
	case top > 1.3*l.capital:
		return "tall"
	}
	return ""
}
