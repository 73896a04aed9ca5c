package forms

import (
	"image"
	"slices"
	"strings"
	"time"
)

// read makes our form of the rows that were found.
func (t *wordTable) read(source string, received time.Time) (Form, error) {
	known := map[string]bool{}
	for _, row := range t.rows {
		known[row.question.Name] = row.known
	}
	switch {
	case t.twice:
		return refuse(source, PDFText, Several)
	case len(known) < fewestPrinted:
		return refuse(source, PDFText, NoFields)
	}
	form := Form{Source: source, Shape: PDFText, Version: Version, Fields: map[string]Answer{}}
	for _, row := range t.rows {
		if row.known {
			row.put(&form, received)
		}
	}
	missing := slices.ContainsFunc(printedRows(), func(r rowWords) bool { return !known[r.question.Name] })
	if len(form.Fields) == 0 && !missing && !t.stray {
		return refuse(source, PDFText, Blank)
	}
	form.check(received)
	if missing {
		form.Problems = append(form.Problems, Problem{Code: problemIncomplete, Text: "Some questions of the form were not found on its pages, and answers may be missing with them."})
	}
	if t.stray {
		form.Problems = append(form.Problems, Problem{Code: problemIncomplete, Text: "Something stands on the pages of the form beside its questions, and it was not read."})
	}
	form.Certain = form.Certain && !missing && !t.stray
	return form, nil
}

// put adds the answer of one row to the form.
func (row *wordRow) put(form *Form, received time.Time) {
	q := row.question
	all := row.given()
	if len(all) == 0 {
		return
	}
	answer, problems := settle(q, all, received)
	if answer == (Answer{}) && !all[0].doubt {
		return
	}
	form.Fields[q.Name] = answer
	form.Problems = append(form.Problems, problems...)
}

// given is what stands beside a question, none where nothing does.
func (row *wordRow) given() []given {
	q, join := row.question, wordCell.lineEnd
	if q.Kind == KindMulti {
		join = wordCell.listed
	}
	text, doubt := textOfCells(row.cells, join)
	one := given{value: withoutPrompt(text), page: row.cells[0].sheet.number, sure: true, doubt: doubt || row.doubt}
	switch {
	case q.Kind == KindMulti:
		codes, clear := row.ticks(text)
		if !clear || len(codes) == 0 && one.doubt {
			one.value, one.doubt = tidy(text), true
			return []given{one}
		}
		var all []given
		for _, code := range codes {
			one.value = code
			all = append(all, one)
		}
		return all
	case q.choice():
		one.value = q.codeOf(strings.TrimSpace(one.value))
	}
	if strings.TrimSpace(one.value) == "" && !one.doubt {
		return nil
	}
	return []given{one}
}

// ticks reads the boxes of a question with several answers. clear is false
// unless every option of the form is there, each with a box or a mark of its
// own, and every box looks as the letter for it says.
func (row *wordRow) ticks(text string) (codes []string, clear bool) {
	codes, found, clear := row.question.tickList(text)
	key := foldKey(text)
	for _, o := range row.question.Options {
		clear = clear && strings.Contains(key, foldKey(o.Label))
	}
	for _, c := range row.cells {
		for _, l := range c.letters {
			clear = clear && c.drawnAs(l)
		}
	}
	return codes, clear && found
}

// drawnAs reports whether a box is drawn as its letter says: somebody may have
// ticked it with a pen on the page.
func (c wordCell) drawnAs(l Letter) bool {
	switch looks := glyphOf(l.Text); {
	case looks == "" || strings.EqualFold(l.Text, "x"):
		return true
	case looks == unticked:
		return c.inkWithin(l) <= mostUnticked
	}
	return c.inkWithin(l) >= leastWithin
}

// leastWithin is the share of the middle of a ticked box that is drawn on; thin
// crosses and ticks have 0.2.
const leastWithin = 0.06

// inkWithin is the share of the middle of what is drawn for a letter that is
// itself drawn on, 0 to 1. A letter that is not drawn has 0.
func (c wordCell) inkWithin(l Letter) float64 {
	const edge = 0.25 // of what is drawn, on each side
	gray := c.sheet.Gray
	var ink image.Rectangle
	eachPixel(c.sheet.pixels(Box{X: l.X, Y: l.Y, W: l.W, H: l.H}), func(x, y int) {
		if gray.GrayAt(x, y).Y < dark {
			ink = ink.Union(image.Rect(x, y, x+1, y+1))
		}
	})
	dx, dy := int(edge*float64(ink.Dx())+0.5), int(edge*float64(ink.Dy())+0.5)
	middle := image.Rect(ink.Min.X+dx, ink.Min.Y+dy, ink.Max.X-dx, ink.Max.Y-dy)
	count := 0
	eachPixel(middle, func(x, y int) {
		if gray.GrayAt(x, y).Y < dark {
			count++
		}
	})
	return float64(count) / float64(max(1, middle.Dx()*middle.Dy()))
}

func eachPixel(r image.Rectangle, do func(x, y int)) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			do(x, y)
		}
	}
}
