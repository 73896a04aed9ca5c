package forms

import (
	"bytes"
	"math"
	"slices"
	"sync"
)

// Drawing is one way in which the form is drawn, with the places of its
// answers.
type Drawing struct {
	Name  string // "normal" or "large-print"
	Pages int
	Boxes []Box
}

// Drawings are all ways in which the current form is drawn. A copy whose fields
// were turned into page text is read by the one that has as many pages.
func Drawings() []Drawing {
	var all []Drawing
	for _, b := range []blank{drawnOnce(), drawnLarge()} {
		all = append(all, Drawing{Name: b.name, Pages: b.pages, Boxes: slices.Clone(b.boxes)})
	}
	return all
}

var drawnLarge = sync.OnceValue(func() blank {
	return drawSheetAs(largePrint(), nil).blank("large-print")
})

// LargePrint is the blank form in large print: no text is smaller than 18
// points, one question stands under the other. Fields, tags and version are
// those of BlankPDF, and it is read back alike. The bytes are the caller's.
func LargePrint() ([]byte, error) {
	b := drawnLarge()
	return bytes.Clone(b.pdf), b.err
}

// plan lays the questions out: in rows, or in large print each by itself.
func (s *sheet) plan() []part {
	parts := plan()
	if !s.m.large {
		return parts
	}
	for i, p := range parts {
		var rows [][]cell
		for _, row := range p.rows {
			for _, c := range row {
				rows = append(rows, []cell{s.enlarged(c)})
			}
			if row[0].name == gridAt {
				rows = append(rows, activities(p.letter)...)
			}
		}
		parts[i].rows = rows
	}
	return parts
}

// activities are the questions of the grid, each by itself.
func activities(letter string) [][]cell {
	var rows [][]cell
	for _, q := range Questions() {
		if q.Kind == KindGrid && q.SectionLetter() == letter {
			rows = append(rows, []cell{ask(q.Name, 12)})
		}
	}
	return rows
}

const (
	// largeOption is the longest option, in characters, that stands beside
	// others on a line of large print.
	largeOption = 16
	// tallest is the tallest box: it fills a page under a heading and its question.
	tallest = 200.0
)

// enlarged is a question's place across the whole page. Its box takes the same
// number of characters as in the normal form; only the longest of all, which
// would not go on a page, scrolls.
func (s *sheet) enlarged(c cell) cell {
	q, known := Lookup(c.name)
	if !known {
		return c
	}
	normal := field{cell: c, q: q, controlW: spanWidth(c.span)}
	if c.beside > 0 {
		normal.controlW -= spanWidth(c.beside) + columnGap
	}
	most := normal.limit()
	c.span, c.beside, c.columns = 12, 0, 0
	perLine := math.Floor((contentWidth*pointsPerMM - 6) / (largeSize * 0.47)) // the mean letter of Helvetica in a sentence
	leading := largeSize * 1.16 / pointsPerMM
	switch c.control {
	case lineBox, tallBox:
		lines := math.Ceil(float64(most) / perLine)
		if c.control == tallBox {
			lines++ // a new line leaves half a line empty
		}
		c.max = most
		if lines > 1 {
			c.control, c.height = tallBox, min(tallest, lines*leading+4)
		}
	case radios, ticks:
		for _, o := range q.Options {
			if len([]rune(o.Label)) > largeOption {
				c.columns = 1
			}
		}
	}
	return c
}
