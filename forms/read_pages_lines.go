package forms

import (
	"cmp"
	"slices"
	"strings"
)

// Measures of printed text, in its own size.
const (
	widestJoint   = 0.15 // between two letters of a word, of the font's size
	overlap       = 0.5  // of a letter's width that may not lie on another
	smallestPrint = 4.6  // points: at their smallest size programs stop to shrink text and cut it
	nextParagraph = 1.7  // lines between a line and the next one's paragraph
)

// printing is the text of one box.
type printing struct {
	text  string
	lines [][]Letter
	doubt bool
}

// layOut reads the letters of one box: lines from the top, letters from the
// left.
func layOut(letters []Letter, box Box) printing {
	var p printing
	p.lines = linesOf(letters)
	var text strings.Builder
	for i, line := range p.lines {
		words, doubt := wordsOf(line)
		p.doubt = p.doubt || doubt || outside(line, box)
		text.WriteString(strings.TrimSpace(words))
		if i+1 < len(p.lines) {
			between, doubt := lineEnd(line, p.lines[i+1], box)
			p.doubt = p.doubt || doubt
			text.WriteString(between)
		}
	}
	p.text = text.String()
	return p
}

// linesOf sorts letters into lines. Spaces at the ends stay: they tell where a
// program broke a line.
func linesOf(letters []Letter) [][]Letter {
	var lines [][]Letter
	for _, l := range letters {
		at := slices.IndexFunc(lines, func(line []Letter) bool { return level(line[0], l) })
		if at < 0 {
			lines = append(lines, nil)
			at = len(lines) - 1
		}
		lines[at] = append(lines[at], l)
	}
	lines = slices.DeleteFunc(lines, func(line []Letter) bool { return strings.TrimSpace(joined(line)) == "" })
	slices.SortStableFunc(lines, func(a, b []Letter) int { return cmp.Compare(b[0].Y, a[0].Y) })
	for _, line := range lines {
		slices.SortStableFunc(line, func(a, b Letter) int { return cmp.Compare(a.X, b.X) })
	}
	return lines
}

// wordsOf is the text of one line. doubt is true when letters lie on each
// other, may stand for others, or leave a gap in which one may be missing.
func wordsOf(line []Letter) (text string, doubt bool) {
	var b strings.Builder
	for i, l := range line {
		doubt = doubt || doubtfulLetter(l.Text)
		if i > 0 {
			gap := l.X - line[i-1].X - line[i-1].W
			doubt = doubt || gap > widestJoint*l.H || -gap > overlap*min(l.W, line[i-1].W)
			if gap > widestJoint*l.H {
				b.WriteByte(' ')
			}
		}
		b.WriteString(l.Text)
	}
	return b.String(), doubt
}

// outside reports whether a line runs out of its box, or reaches its edge in
// the smallest print: it may go on where nobody sees it.
func outside(line []Letter, box Box) bool {
	last := lastLetter(line)
	right := last.X + last.W
	return line[0].X < box.X-boxEdge || right > box.X+box.W+boxEdge ||
		last.Y < box.Y-last.H/4 || last.Y+last.H > box.Y+box.H+last.H/4 ||
		last.H < smallestPrint && right > box.X+box.W-2*last.H
}

// lastLetter is the last letter of a line that is no space.
func lastLetter(line []Letter) Letter {
	for i := len(line) - 1; i >= 0; i-- {
		if strings.TrimSpace(line[i].Text) != "" {
			return line[i]
		}
	}
	return line[len(line)-1]
}

// lineEnd is what stands between a line and the next: a new line where the next
// word would have found room, else a space, and nothing after a hyphen or
// within a word that is longer than a line.
func lineEnd(line, next []Letter, box Box) (between string, doubt bool) {
	last := lastLetter(line)
	first, wide := firstWord(next)
	space := 0.28 * last.H
	room := box.X + box.W - 2 - last.X - last.W // 2: the margin that programs leave
	switch {
	case line[0].Y-next[0].Y > nextParagraph*last.H*1.15:
		return "\n\n", false
	case wide+space < room:
		return "\n", false
	case !strings.Contains(strings.TrimSpace(joined(line)), " ") && !strings.HasSuffix(joined(line), " "):
		return "", true // a word longer than the box, or two
	case strings.HasSuffix(joined(line), "-") && !strings.HasSuffix(joined(line), " -"):
		return "", false
	case first == "", beginsWithJoint(first) && !strings.HasSuffix(joined(line), " "):
		return " ", true
	}
	return " ", false
}

// beginsWithJoint reports whether a word begins with a hyphen and letters. Some
// programs break "well-fitting" before its hyphen, and others after a space,
// and without that space the page shows the same for both.
func beginsWithJoint(word string) bool {
	rest, hyphen := strings.CutPrefix(word, "-")
	return hyphen && rest != ""
}

// firstWord is the first word of a line and its width.
func firstWord(line []Letter) (word string, wide float64) {
	for _, l := range line {
		if strings.TrimSpace(l.Text) == "" {
			if word != "" {
				return word, wide
			}
			continue
		}
		word, wide = word+l.Text, wide+l.W
	}
	return word, wide
}
