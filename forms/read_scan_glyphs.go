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

// inkLine is one inkLine of letters: where they stand, and how high capitals are.
type inkLine struct {
	base, capital, small float64 // small is the height of "x"; up is positive
}

// Letters by what reaches where.
const (
	lowLetters   = "gjpqy"
	lowSigns     = ",;()[]/@QJ$&"
	smallLetters = "aceimnorsuvwxzgjpqy"
	clippedTails = "py"  // known by the little that a box which is too low for them shows; of g and q it shows the same
	hollow       = "oOD" // a nought may have a stroke
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
		threshold := uint8(float64(row.ink) * share)
		words, ok := s.glyphs(sheet, row, threshold)
		if !ok {
			why = "stray"
			continue
		}
		left := 0
		for n, on := range inkLines(s.words) {
			if proved[n] {
				continue
			}
			if y := proveLine(s.words, words, on, inkOf{sheet.gray, row.Rectangle, threshold}); y != "" {
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

// inkOf is where the ink of one slip is looked at.
type inkOf struct {
	sheet     *image.Gray
	row       image.Rectangle
	threshold uint8
}

// glyphs sorts the ink of a slip by the words read there. ok is false when ink
// is left that belongs to none.
func (s scanned) glyphs(sheet pasted, row pastedRow, threshold uint8) (words [][]glyph, ok bool) {
	words = make([][]glyph, len(s.words))
	ink, whole := allInk(crop(sheet.gray, row.Rectangle), threshold, row.ink)
	if !whole {
		return nil, false
	}
	for _, b := range ink {
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

// allInk lists the pieces of ink by a threshold, and those that are paler than
// it as a whole. whole is false when a piece lost its top or bottom: the dots
// over a letter are paler than its stem.
func allInk(g *image.Gray, threshold, palest uint8) (ink []blob, whole bool) {
	const soft = 4 // pixels that an edge may draw back
	ink = blobs(g, threshold)
	if threshold == palest {
		return ink, true
	}
	dark := ink
	for _, pale := range blobs(g, palest) {
		var left image.Rectangle
		for _, b := range dark {
			if b.box.In(pale.box) {
				left = left.Union(b.box)
			}
		}
		switch {
		case left.Empty():
			ink = append(ink, pale)
		case left.Min.Y-pale.box.Min.Y > soft, pale.box.Max.Y-left.Max.Y > soft:
			return nil, false
		}
	}
	slices.SortFunc(ink, func(a, b blob) int { return a.box.Min.X - b.box.Min.X })
	return ink, true
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

// inkLines lists the words of each line by their index.
func inkLines(words []Word) [][]int {
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

// Pixels of a sheet whose capitals are provedHeight pixels high.
const (
	provedHeight = 42
	widestGap    = 18 // between letters of one word; a space is wider
	widestThin   = 23 // of a single r, t or f
)

// matched brings letters and ink together where one is not one: pairs whose
// strokes run into each other in many typefaces, and the per cent sign, which
// is up to three shapes.
func matched(letters []rune, ink []glyph) ([]rune, []glyph) {
	var kept []rune
	for i := 0; i < len(letters); i++ {
		n := len(kept)
		switch {
		case n < len(ink) && i+1 < len(letters) && inkTouching[string(letters[i:i+2])] && ink[n].box.Dx() > widestThin:
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

var inkTouching = wordSet("rt tt rf ff ft tf")

func proveLine(words []Word, glyphs [][]glyph, on []int, ink inkOf) string {
	var letters []rune
	var shapes []glyph
	for _, i := range on {
		of, shown := matched(lettersOf(words[i].Text), glyphs[i])
		if len(of) != len(shown) {
			return "count " + words[i].Text
		}
		for n := range of {
			if n > 0 && shown[n].box.Min.X-shown[n-1].box.Max.X > widestGap {
				return "gap " + words[i].Text
			}
		}
		letters, shapes = append(letters, of...), append(shapes, shown...)
	}
	l := measure(letters, shapes)
	for i, letter := range letters {
		why := l.proves(letter, shapes[i], ink.row)
		if why == "" {
			why = l.strokes(letter, shapes[i], ink.sheet, ink.threshold)
		}
		if why != "" {
			return why + " " + string(letter)
		}
	}
	return ""
}

// measure finds where the letters of a line stand and how high they are.
func measure(letters []rune, shapes []glyph) inkLine {
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
	l := inkLine{base: middle(bases), capital: middle(capitals), small: middle(smalls)}
	const leastRise = 1.15
	const ratio = 0.73 // of the height of "x" to that of capitals, in most typefaces
	switch {
	case l.capital == 0 && l.small == 0:
		l.capital = 40
		l.small = l.capital * ratio
	case l.capital == 0, l.capital < leastRise*l.small && l.small > 0: // then no capital is there, whatever was read
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
func (l inkLine) proves(letter rune, g glyph, row image.Rectangle) string {
	n, ok := pieces(letter)
	tail := 0.12
	if strings.ContainsRune(clippedTails, letter) {
		tail = 0.05
		n = min(len(g.pieces), 2)
	}
	if !ok || letter != '%' && n != len(g.pieces) {
		return "pieces"
	}
	top, bottom := l.base-float64(g.box.Min.Y), float64(g.box.Max.Y)-l.base
	low := strings.ContainsRune(lowLetters, letter)
	switch {
	case low && bottom < tail*l.capital, !low && !strings.ContainsRune(lowSigns, letter) && bottom > 0.12*l.capital:
		return "low"
	case strings.ContainsRune(",;", letter) && bottom < 0.05*l.capital:
		return "low"
	case g.box.Max.Y >= row.Max.Y-2 && !strings.ContainsRune("pyj,;@", letter), g.box.Min.Y <= row.Min.Y+2:
		return "cut"
	case strings.ContainsRune(smallLetters, letter) && letter != 'i' && letter != 'j' && top > (l.small+l.capital)/2:
		return "high"
	case (unicode.IsUpper(letter) || unicode.IsDigit(letter) || strings.ContainsRune("bdfhkl", letter)) && top < (l.small+l.capital)/2:
		return "small"
	case top > 1.12*l.capital && !strings.ContainsRune(lowSigns, letter):
		return "tall"
	}
	return ""
}
