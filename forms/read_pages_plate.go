package forms

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// plate is one page of the blank form as it is printed: what a printed copy is
// recognised and laid straight by, and where its answers stand.
type plate struct {
	lines []printedLine
	boxes []plateBox
}

// printedLine is one line of the form's own words, in points from the lower
// left corner.
type printedLine struct {
	letters    string // those that are compared
	x, y, w, h float64
	unique     bool // no other line of the form has these words within it
}

// plateBox is one place for an answer.
type plateBox struct {
	Box
	kind widgetKind
}

// shortestAnchor is how many letters a line has that a page is laid straight by.
const shortestAnchor = 6

// plates are the pages of the current form.
var plates = sync.OnceValue(func() []plate { return platesOf(drawSheet()) })

func platesOf(s *sheet) []plate {
	all := make([]plate, s.pen.page())
	for _, t := range s.pen.texts {
		line := printedLine{letters: lettersOnly(t.text), x: t.x * pointsPerMM, w: t.w * pointsPerMM, h: t.h * pointsPerMM}
		line.y = (pageHeight-t.y)*pointsPerMM - line.h
		all[t.page-1].lines = append(all[t.page-1].lines, line)
	}
	for _, w := range s.widgets {
		if w.kind == hiddenWidget {
			continue
		}
		x0, y0, x1, y1 := w.rect()
		box := Box{Name: w.q.Name, Option: w.option, Page: w.page, X: x0, Y: y0, W: x1 - x0, H: y1 - y0}
		all[w.page-1].boxes = append(all[w.page-1].boxes, plateBox{box, w.kind})
	}
	markUnique(all)
	return all
}

// markUnique finds the lines that say by themselves which page they are on, and
// where.
func markUnique(all []plate) {
	for p := range all {
		for i := range all[p].lines {
			words := all[p].lines[i].letters
			found := 0
			for q := range all {
				for _, other := range all[q].lines {
					found += strings.Count(other.letters, words)
				}
			}
			all[p].lines[i].unique = found == 1 && len([]rune(words)) >= shortestAnchor
		}
	}
}

// unknownLetter is a letter whose code says nothing.
const unknownLetter = "\uFFFD"

// lettersOnly is a text as it is compared: without spaces, without letters that
// are unknown, and without apostrophes, which are among them in some fonts.
func lettersOnly(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == unicode.ReplacementChar || r == '’' || r == '\'' {
			return -1
		}
		return r
	}, norm.NFKC.String(text))
}
