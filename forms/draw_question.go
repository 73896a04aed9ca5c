package forms

import "strings"

// Columns of a row, in millimetres.
const (
	columnGap   = 4.0
	columnWidth = (contentWidth - 11*columnGap) / 12
)

// spanWidth is the width of so many columns with the gaps between them.
func spanWidth(columns int) float64 {
	return float64(columns)*(columnWidth+columnGap) - columnGap
}

// mark is the sign behind the label of a question that wants an answer.
func mark(q Question) (sign string, c colour) {
	switch {
	case q.Required == "wanted":
		return "+", nhsBlue()
	case q.Required == "no":
		return "", ink()
	}
	return "*", warning()
}

// field is one question laid out: where its words and its boxes go. It is
// measured first, so that the boxes of one row stand on one line.
type field struct {
	cell
	m           measures
	q           Question
	x, w        float64
	label, hint []string
	hintBeside  bool // the hint stands behind the label on its line
	controlX    float64
	controlW    float64
	spots       []spot // of each option, below and right of the control's corner
	optionsHigh float64
}

// spot is where one option stands, from the control's top left corner.
type spot struct {
	x, y  float64
	lines []string
}

// measure lays a question out in its columns.
func (s *sheet) measure(c cell, x float64) field {
	q, _ := Lookup(c.name)
	f := field{cell: c, m: s.m, q: q, x: x, w: spanWidth(c.span)}
	f.controlX, f.controlW = x, f.w
	words := f.w
	if c.beside > 0 {
		words = spanWidth(c.beside)
		f.controlX, f.controlW = x+words+columnGap, f.w-words-columnGap
	}
	f.label = s.labelLines(q, words)
	f.hint = s.pen.wrap(s.m.hint(), q.Hint, words)
	f.hintBeside = len(f.hint) == 1 && s.headWidth(f)+s.m.hintApart+s.pen.width(s.m.hint(), q.Hint) <= words
	if c.control == radios || c.control == ticks {
		f.spots, f.optionsHigh = s.spots(q, c.columns, f.controlW)
	}
	return f
}

// labelLines wraps a label and keeps its mark on the line of its last word.
func (s *sheet) labelLines(q Question, w float64) []string {
	sign, _ := mark(q)
	if sign != "" {
		w -= s.pen.width(s.m.label(), " "+sign)
	}
	return s.pen.wrap(s.m.label(), q.Label, w)
}

// headWidth is the width of the label's last line with its mark.
func (s *sheet) headWidth(f field) float64 {
	sign, _ := mark(f.q)
	return s.pen.width(s.m.label(), strings.TrimSpace(f.label[len(f.label)-1]+" "+sign))
}

func (f field) headHeight() float64 {
	if f.hintBeside {
		return float64(len(f.label)) * f.m.label().lead()
	}
	return float64(len(f.label))*f.m.label().lead() + float64(len(f.hint))*f.m.hint().lead()
}

func (f field) controlHeight() float64 {
	switch f.control {
	case tallBox:
		return f.height
	case radios, ticks:
		return f.optionsHigh
	}
	return f.m.lineHeight
}

// sink lowers one row of options to the middle of the boxes beside it.
func (f field) sink(control float64) float64 {
	if control == f.m.lineHeight && f.controlHeight() < f.m.lineHeight {
		return (f.m.lineHeight - f.controlHeight()) / 2
	}
	return 0
}

// lower brings a question down to its box: to the middle of a box beside it,
// or right above one below it in a row whose other questions are longer.
func (f field) lower(height, head float64) float64 {
	switch {
	case f.beside == 0:
		return head - f.m.headGap - f.headHeight()
	case height == f.m.lineHeight:
		return (f.m.lineHeight - f.headHeight()) / 2
	}
	return 0
}

// spots places options one after another, or in columns of equal width.
func (s *sheet) spots(q Question, columns int, w float64) (spots []spot, height float64) {
	if columns > 0 {
		return s.columnSpots(q, columns, w)
	}
	x, y := 0.0, 0.0
	for _, o := range q.Options {
		wide := s.m.optionSize + s.m.optionGap + s.pen.width(s.m.option(), o.Label)
		if x > 0 && x+wide > w {
			x, y = 0, y+s.m.optionStep
		}
		spots = append(spots, spot{x: x, y: y, lines: []string{o.Label}})
		x += wide + s.m.optionApart
	}
	return spots, y + s.m.optionRow
}

// columnSpots reads across: the first options stand in the first row.
func (s *sheet) columnSpots(q Question, columns int, w float64) (spots []spot, height float64) {
	wide := w / float64(columns)
	room := wide - s.m.optionSize - s.m.optionGap - 2
	y, most := 0.0, 1
	for i, o := range q.Options {
		if i > 0 && i%columns == 0 {
			y, most = y+s.m.optionStep+float64(most-1)*s.m.option().lead(), 1
		}
		lines := s.pen.wrap(s.m.option(), o.Label, room)
		most = max(most, len(lines))
		spots = append(spots, spot{x: float64(i%columns) * wide, y: y, lines: lines})
	}
	return spots, y + s.m.optionRow + float64(most-1)*s.m.option().lead()
}

// drawField draws a question whose head starts at y and whose control starts
// at controlY.
func (s *sheet) drawField(f field, y, controlY float64) {
	s.pen.within("Div", func() {
		s.drawHead(f, y)
		switch f.control {
		case radios, ticks:
			s.drawOptions(f, controlY)
		default:
			s.drawBox(f, controlY)
		}
	})
}

func (s *sheet) drawHead(f field, y float64) {
	s.pen.tagged("P", func() {
		for i, line := range f.label {
			wide := s.pen.line(s.m.label(), f.x, y, line)
			if i == len(f.label)-1 {
				s.drawMark(f.q, f.x+wide, y)
			}
			y += s.m.label().lead()
		}
	})
	if len(f.hint) == 0 {
		return
	}
	x := f.x
	if f.hintBeside {
		x += s.headWidth(f) + s.m.hintApart
		y -= (s.m.label().lead() + s.m.hint().lead()) / 2
	}
	s.pen.tagged("P", func() {
		for _, line := range f.hint {
			s.pen.line(s.m.hint(), x, y, line)
			y += s.m.hint().lead()
		}
	})
}

func (s *sheet) drawMark(q Question, x, y float64) {
	sign, c := mark(q)
	if sign == "" {
		return
	}
	look := s.m.label()
	look.color = c
	s.pen.line(look, x, y, " "+sign)
}

func (s *sheet) drawBox(f field, y float64) {
	h := f.controlHeight()
	s.pen.rect(boxPaint(), f.controlX, y, f.controlW, h)
	w := widget{q: f.q, kind: textWidget, x: f.controlX, y: y, w: f.controlW, h: h, tip: tip(f.q), max: f.limit(), typed: s.m.typed}
	if f.control == tallBox {
		w.kind = longWidget
	}
	if f.control == dropDown {
		w.kind = listWidget
		s.pen.chevron(nhsBlue(), f.controlX+f.controlW-3.4, y+h/2)
	}
	s.place(w)
}

func (s *sheet) drawOptions(f field, y float64) {
	for i, o := range f.q.Options {
		at := f.spots[i]
		s.drawOption(f.q, o, f.controlX+at.x, y+at.y)
		s.pen.tagged("P", func() {
			for n, line := range at.lines {
				s.pen.line(s.m.option(), f.controlX+at.x+s.m.optionSize+s.m.optionGap, y+at.y+float64(n)*s.m.option().lead(), line)
			}
		})
	}
}

// drawOption draws one tick box or radio button whose words, if it has any
// beside it, start on the line at y.
func (s *sheet) drawOption(q Question, o Option, x, y float64) {
	y += (s.m.option().lead() - s.m.optionSize) / 2
	w := widget{q: q, option: o.Code, kind: radioWidget, x: x, y: y, w: s.m.optionSize, h: s.m.optionSize, tip: optionTip(q, o)}
	if q.Kind == KindMulti {
		w.kind = tickWidget
		s.pen.rect(boxPaint(), x, y, s.m.optionSize, s.m.optionSize)
	} else {
		s.pen.circle(boxPaint(), x+s.m.optionSize/2, y+s.m.optionSize/2, s.m.optionSize/2)
	}
	s.place(w)
}

func boxPaint() paint { return paint{fill: white(), stroke: grey(), line: 0.3} }

// tip is what a screen reader says for the question and a mouse shows.
func tip(q Question) string {
	var b strings.Builder
	b.WriteString(q.Label)
	if q.Hint != "" {
		b.WriteString(" (" + q.Hint + ")")
	}
	switch q.Required {
	case "wanted", "no":
	case "yes":
		b.WriteString(" (we need this answer)")
	default:
		b.WriteString(" (we may need this answer; the form says when)")
	}
	return b.String()
}

// optionTip is tip for one option.
func optionTip(q Question, o Option) string {
	if strings.HasSuffix(q.Label, "?") {
		return q.Label + " " + o.Label
	}
	return q.Label + ": " + o.Label
}

// limit is the most characters the question's text may have. It is chosen so
// that all of them can be seen in the box at a size that can be read.
func (f field) limit() int {
	if f.max > 0 {
		return f.max
	}
	switch f.q.Kind {
	case KindDate:
		return 20 // "30 September 2026"
	case KindPostcode:
		return 10
	case KindNHSNumber:
		return 14 // ten digits in groups, with spaces or hyphens
	case KindODS:
		return 8
	case KindPhone:
		return 40 // two numbers, or one with an extension
	}
	return int(f.controlW * pointsPerMM / narrowest)
}

// narrowest is the mean width in points of a character at the smallest size
// that a one-line box may shrink to: 6.5 points, half an em a character.
const narrowest = 6.5 / 2
