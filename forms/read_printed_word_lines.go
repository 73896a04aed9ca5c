package forms

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// Measures of the text in the form's cells, in points at its own size.
const (
	wordEm      = 10.0 // the size of the font
	wordLine    = 11.8 // from one line to the next
	wordPadding = 4.25 // between the edge of a cell and its text
	tabGap      = 1.0  // of the font's size, between letters, and more: the next column
	spaceGap    = 0.15 // and more: a space; some programs write none for one that must not break
)

// linesAcross sorts letters into lines by how they overlap from above to below:
// some programs give each letter a box as high as itself. The letters of a line
// keep their order on the page.
func linesAcross(letters []Letter) [][]Letter {
	type line struct {
		low, high float64
		letters   []Letter
	}
	var lines []*line
	for _, l := range letters {
		var best *line
		most := 0.0
		for i := len(lines) - 1; i >= 0; i-- {
			has := lines[i]
			over := min(has.high, l.Y+l.H) - max(has.low, l.Y)
			if over > most && over >= 0.5*min(has.high-has.low, l.H) {
				best, most = has, over
			}
		}
		if best == nil {
			best = &line{low: l.Y, high: l.Y + l.H}
			lines = append(lines, best)
		}
		best.letters = append(best.letters, l)
		best.low, best.high = min(best.low, l.Y), max(best.high, l.Y+l.H)
	}
	slices.SortStableFunc(lines, func(a, b *line) int { return cmp.Compare(b.low+b.high, a.low+a.high) })
	var all [][]Letter
	for _, l := range lines {
		if strings.TrimSpace(joined(l.letters)) != "" {
			all = append(all, l.letters)
		}
	}
	return all
}

// textByLines is the text of some letters line by line, for their keys.
func textByLines(letters []Letter) string {
	var b strings.Builder
	for _, line := range linesAcross(letters) {
		slices.SortStableFunc(line, func(a, b Letter) int { return cmp.Compare(a.X, b.X) })
		b.WriteString(joined(line) + "\n")
	}
	return b.String()
}

// textOfCells is what is written in the parts of one cell. doubt is true where letters
// lie on each other, may stand for others or have a line through them, and where
// something is drawn that is no letter.
func textOfCells(cells []wordCell, join func(c wordCell, line, next []Letter) (string, bool)) (text string, doubt bool) {
	var b strings.Builder
	for n, c := range cells {
		lines := linesAcross(c.letters)
		for i, line := range lines {
			words, odd := c.words(line)
			doubt = doubt || odd || c.struck(line)
			b.WriteString(strings.TrimSpace(words))
			switch {
			case i+1 < len(lines):
				between, odd := join(c, line, lines[i+1])
				doubt = doubt || odd
				b.WriteString(between)
			case n+1 < len(cells):
				if next := linesAcross(cells[n+1].letters); len(next) > 0 {
					between, odd := join(c, line, next[0])
					doubt = doubt || odd
					b.WriteString(between)
				}
			}
		}
		doubt = doubt || c.sheet.specks(c.box, c.letters) > mostSpecks
	}
	return b.String(), doubt
}

// words is the text of one line.
func (c wordCell) words(line []Letter) (text string, doubt bool) {
	if !slices.IsSortedFunc(line, func(a, b Letter) int { return cmp.Compare(a.X+0.01, b.X) }) {
		inOrder := slices.IsSortedFunc(line, func(a, b Letter) int {
			if b.X < a.X+a.W/2-b.W { // an accent of its own stands over its letter
				return 1
			}
			return 0
		})
		doubt = !inOrder
		slices.SortStableFunc(line, func(a, b Letter) int { return cmp.Compare(a.X, b.X) })
	}
	em := wordEm * c.scale
	var b strings.Builder
	for i, l := range line {
		doubt = doubt || unclearLetter(l.Text) || strings.TrimSpace(l.Text) != "" && !c.sheet.inked(l)
		if i > 0 {
			before := line[i-1]
			gap := l.X - before.X - before.W
			mark := strings.IndexFunc(l.Text, unicode.IsMark) >= 0
			doubt = doubt || !mark && -gap > overlap*min(l.W, before.W)+0.01
			switch {
			case gap > tabGap*em:
				b.WriteByte('\t')
			case gap > spaceGap*em && strings.TrimSpace(before.Text) != "" && strings.TrimSpace(l.Text) != "":
				b.WriteByte(' ')
			}
		}
		b.WriteString(l.Text)
	}
	return b.String(), doubt
}

// unclearLetter reports whether a letter says nothing certain: none that the
// file names, a symbol, or one of a script that runs the other way, whose order
// on a page is not that of writing.
func unclearLetter(text string) bool { return text != "?" && text != "□" && doubtfulLetter(text) }

// lineEnd is what stands between two lines of a cell.
func (c wordCell) lineEnd(line, next []Letter) (between string, doubt bool) {
	if fall := base(line) - base(next); fall > 1.5*wordLine*c.scale {
		return "\n\n", false
	}
	return c.wrapped(line, next)
}

// listed ends every line: those of a list of boxes are not joined.
func (c wordCell) listed(_, _ []Letter) (between string, doubt bool) { return "\n", false }

// base is about where a line stands: most letters do not go below it.
func base(line []Letter) float64 {
	var ys []float64
	for _, l := range line {
		ys = append(ys, l.Y)
	}
	slices.Sort(ys)
	return ys[len(ys)/2]
}

// wrapped is what stands between a line and the next where no line is empty: a
// new line where the next word would have found room.
func (c wordCell) wrapped(line, next []Letter) (between string, doubt bool) {
	last := lastLetter(line)
	_, wide := firstWord(next)
	room := c.box.X + c.box.W - wordPadding*c.scale - last.X - last.W
	text := joined(line)
	switch {
	case 0.28*wordEm*c.scale+wide < room:
		return "\n", false
	case strings.HasSuffix(text, " "), strings.Contains(strings.TrimSpace(text), " ") && !strings.HasSuffix(text, "-"):
		return " ", false
	case strings.HasSuffix(text, "-") && !strings.HasSuffix(text, " -"):
		return "", false
	}
	return "", true // a word that is longer than the line, or two
}

// struck reports whether a line runs through letters of a line of text: it was
// taken back, and is printed as such.
func (c wordCell) struck(line []Letter) bool {
	least := int(strikeWide * wordEm * c.scale * float64(c.sheet.Gray.Bounds().Dx()) / c.sheet.Width)
	for _, part := range withoutDashes(line) {
		first, last := part[0], part[len(part)-1]
		low, high := base(part), 0.0
		for _, l := range part {
			high = max(high, l.H)
		}
		r := c.sheet.pixels(Box{X: first.X, Y: low + 0.3*high, W: last.X + last.W - first.X, H: 0.35 * high})
		for y := r.Min.Y; y < r.Max.Y; y++ {
			run := 0
			for x := r.Min.X; x < r.Max.X; x++ {
				if run++; c.sheet.Gray.GrayAt(x, y).Y >= strikeInk {
					run = 0
				}
				if run >= least {
					return true
				}
			}
		}
	}
	return false
}

// withoutDashes are the parts of a line between letters that are lines
// themselves, and boxes.
func withoutDashes(line []Letter) (parts [][]Letter) {
	var part []Letter
	for _, l := range line {
		if strings.ContainsAny(l.Text, "-–—‒―_=~+☐☒☑■□") {
			if len(part) > 0 {
				parts = append(parts, part)
			}
			part = nil
			continue
		}
		part = append(part, l)
	}
	if len(part) > 0 {
		parts = append(parts, part)
	}
	return parts
}
