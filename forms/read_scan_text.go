package forms

import (
	"cmp"
	"context"
	"image"
	"slices"
	"strings"
	"time"
)

// slip is one written answer, cut out of its page.
type slip struct {
	widget
	ink    *image.Gray
	height float64 // of its capitals, in pixels
}

// scanned is what one reading of a slip gives.
type scanned struct {
	text  string
	words []Word // in pixels of the sheet that was read
	least float64
}

// preparation is one way of making slips ready for OCR. Two readings count as
// two only if the letters were drawn anew between them. The third settles what
// the first two differ in.
type preparation struct {
	height float64 // of capitals, in pixels
	hard   bool    // black and white only
}

func preparations() [3]preparation {
	return [3]preparation{{height: 30}, {height: provedHeight, hard: true}, {height: provedHeight}}
}

const (
	slipGap     = 48       // pixels between one slip and the next, more than between lines of one
	mostPasted  = 24 << 20 // pixels of one sheet of slips
	longestSlip = 6000     // pixels across
)

// readTexts reads every text box and list of a page into answers.
func (r Reader) readTexts(ctx context.Context, p flatPage, received time.Time, out *Form) error {
	slips := p.slips()
	if len(slips) == 0 {
		return nil
	}
	first, _, err := r.readSlips(ctx, slips, preparations()[0])
	if err != nil {
		return err
	}
	second, sheets, err := r.readSlips(ctx, slips, preparations()[1])
	if err != nil {
		return err
	}
	if err := r.settleTexts(ctx, slips, first, second, sheets); err != nil {
		return err
	}
	for i, s := range slips {
		out.addScanned(s, p.where(), first[i], second[i], sheets[i], received)
	}
	return nil
}

// settleTexts reads once more what was read in two ways, and puts the third
// reading in the place of the one that it does not agree with.
func (r Reader) settleTexts(ctx context.Context, slips []slip, first, second []scanned, sheets []pasted) error {
	var open []slip
	var at []int
	for i, s := range slips {
		if !sameReading(first[i].text, second[i].text) {
			open, at = append(open, s), append(at, i)
		}
	}
	third, again, err := r.readSlips(ctx, open, preparations()[2])
	if err != nil {
		return err
	}
	for n, i := range at {
		switch {
		case sameReading(third[n].text, second[i].text):
			first[i] = third[n]
		case sameReading(third[n].text, first[i].text):
			second[i], sheets[i] = third[n], again[n]
		default:
			if v, ok := voted(first[i], second[i], third[n]); ok {
				first[i], second[i] = v, v
			}
		}
	}
	return nil
}

// voted takes each word of three readings as two of them have it, in the places
// of the second. ok is false where no two agree, or the words are not as many.
func voted(a, b, c scanned) (scanned, bool) {
	tokens := strings.Fields(b.text)
	if len(a.words) != len(b.words) || len(c.words) != len(b.words) || len(tokens) != len(b.words) {
		return scanned{}, false
	}
	out := scanned{text: b.text, words: slices.Clone(b.words), least: 1}
	var text strings.Builder
	rest := b.text
	for i, w := range b.words {
		x, y := a.words[i], c.words[i]
		switch {
		case x.Text == w.Text:
			out.least = min(out.least, x.Sure, w.Sure)
		case y.Text == w.Text:
			out.least = min(out.least, y.Sure, w.Sure)
		case x.Text == y.Text:
			out.words[i].Text, out.least = x.Text, min(out.least, x.Sure, y.Sure)
		default:
			return scanned{}, false
		}
		at := strings.Index(rest, tokens[i])
		text.WriteString(rest[:at] + out.words[i].Text)
		rest = rest[at+len(tokens[i]):]
	}
	out.text = text.String()
	return out, true
}

// slips cuts out every box for text with ink in it.
func (p flatPage) slips() []slip {
	var all []slip
	for _, w := range p.widgets {
		if w.kind != textWidget && w.kind != longWidget && w.kind != listWidget {
			continue
		}
		ink := cutOut(p.gray, p.inside(w), p.dots)
		if ink.Rect.Empty() || !hasInk(ink, p.dots) {
			continue
		}
		all = append(all, slip{widget: w, ink: ink, height: letterHeight(ink, p.dots)})
	}
	return all
}

// pasted is a sheet of slips below each other.
type pasted struct {
	gray *image.Gray
	rows []pastedRow
}

// pastedRow is where one slip stands on its sheet, and where its ink begins.
type pastedRow struct {
	image.Rectangle
	ink uint8
}

// blackAndWhite is the sheet without greys, each slip by its own threshold.
func (p pasted) blackAndWhite() *image.Gray {
	out := image.NewGray(p.gray.Rect)
	for i := range out.Pix {
		out.Pix[i] = paperWhite
	}
	for _, row := range p.rows {
		for y := row.Min.Y; y < row.Max.Y; y++ {
			for i := y*out.Stride + row.Min.X; i < y*out.Stride+row.Max.X; i++ {
				if p.gray.Pix[i] <= row.ink {
					out.Pix[i] = 0
				}
			}
		}
	}
	return out
}

// readSlips pastes the slips on white sheets and reads those.
func (r Reader) readSlips(ctx context.Context, slips []slip, how preparation) ([]scanned, []pasted, error) {
	var read []scanned
	var sheets []pasted
	for len(read) < len(slips) {
		sheet := paste(slips[len(read):], how)
		picture := sheet.gray
		if how.hard {
			picture = sheet.blackAndWhite()
		}
		words, err := r.words(ctx, picture, true)
		if err != nil {
			return nil, nil, err
		}
		for i, row := range sheet.rows {
			read = append(read, readRow(words, row.Rectangle, slips[len(sheets)].widget.kind == longWidget))
			sheets = append(sheets, pasted{gray: sheet.gray, rows: sheet.rows[i : i+1]})
		}
	}
	return read, sheets, nil
}

// paste draws as many slips as one sheet takes, and at least one.
func paste(slips []slip, how preparation) pasted {
	var drawn []*image.Gray
	var sheet pasted
	width, y := 0, slipGap
	for _, s := range slips {
		g := s.draw(how)
		wide := max(width, g.Rect.Dx())
		if len(drawn) > 0 && (wide+2*slipGap)*(y+g.Rect.Dy()+slipGap) > mostPasted {
			break
		}
		drawn, width = append(drawn, g), wide
		sheet.rows = append(sheet.rows, pastedRow{g.Rect.Add(image.Pt(slipGap, y)), inkThreshold(g)})
		y += g.Rect.Dy() + slipGap
	}
	sheet.gray = image.NewGray(image.Rect(0, 0, width+2*slipGap, y))
	for i := range sheet.gray.Pix {
		sheet.gray.Pix[i] = paperWhite
	}
	for i, g := range drawn {
		at := sheet.rows[i].Min
		for line := range g.Rect.Dy() {
			copy(sheet.gray.Pix[(at.Y+line)*sheet.gray.Stride+at.X:], g.Pix[line*g.Stride:line*g.Stride+g.Rect.Dx()])
		}
	}
	return sheet
}

// draw gives a slip at the size that OCR reads best.
func (s slip) draw(how preparation) *image.Gray {
	w, h := float64(s.ink.Rect.Dx()), float64(s.ink.Rect.Dy())
	size := min(4, how.height/s.height, longestSlip/w, longestSlip/h)
	nw, nh := max(1, int(w*size)), max(1, int(h*size))
	source := shrunk(s.ink, max(nw, nh))
	back := float64(source.Rect.Dx()) / float64(nw)
	return warp(source, homography{back, 0, 0, 0, back, 0, 0, 0}, nw, nh)
}

// readRow collects the words of one slip into lines. Where the next word would
// have fitted on a line of a tall box, its writer ended the line.
func readRow(words []Word, row image.Rectangle, tall bool) scanned {
	byLine := map[int][]Word{}
	out := scanned{least: 1}
	for _, w := range words {
		if middle := (w.Box.Min.Y + w.Box.Max.Y) / 2; row.Min.Y <= middle && middle < row.Max.Y {
			byLine[w.Line] = append(byLine[w.Line], w)
			out.least = min(out.least, w.Sure)
		}
	}
	var lines [][]Word
	for _, line := range byLine {
		slices.SortFunc(line, func(a, b Word) int { return a.Box.Min.X - b.Box.Min.X })
		romans(line)
		lines = append(lines, line)
	}
	slices.SortFunc(lines, func(a, b []Word) int {
		return cmp.Or(cmp.Compare(a[0].Box.Min.Y+a[0].Box.Max.Y, b[0].Box.Min.Y+b[0].Box.Max.Y), a[0].Box.Min.X-b[0].Box.Min.X)
	})
	var text strings.Builder
	for i, line := range lines {
		if i > 0 {
			text.WriteString(lineBreak(lines[i-1], line, row, tall))
		}
		for n, w := range line {
			if n > 0 {
				text.WriteByte(' ')
			}
			text.WriteString(w.Text)
		}
		out.words = append(out.words, line...)
	}
	out.text = text.String()
	return out
}

// counted are the words behind which a Roman number stands: GMFCS and MACS have
// levels I to V, a diagnosis types.
var counted = wordSet("level type grade stage gmfcs macs")

// romans makes Roman numbers of strokes that stand where only one can: a capital
// I and a small l are the same stroke in most typefaces.
func romans(line []Word) {
	for i := 1; i < len(line); i++ {
		word := strings.TrimRight(line[i].Text, ".,;:)")
		if counted[strings.ToLower(line[i-1].Text)] && len(word) > 1 && strings.Trim(word, "IVl|") == "" {
			line[i].Text = strings.NewReplacer("l", "I", "|", "I").Replace(word) + line[i].Text[len(word):]
		}
	}
}

func lineBreak(before, after []Word, row image.Rectangle, tall bool) string {
	const spare = 40 // pixels: a space, and the margin of the box
	if tall && before[len(before)-1].Box.Max.X+after[0].Box.Dx()+spare < row.Max.X {
		return "\n"
	}
	return " "
}

func sameReading(a, b string) bool { return slices.Equal(strings.Fields(a), strings.Fields(b)) }
