package forms

import "slices"

// The activities grid: a row for each activity, a column for each answer.
const (
	gridLabelWidth = 70.0
	gridRow        = 5.6
	gridHead       = 8.8
)

// grid lays out every grid question of a section as one table.
func (s *sheet) grid(letter string) block {
	var rows []Question
	for _, q := range Questions() {
		if q.Kind == KindGrid && q.SectionLetter() == letter {
			rows = append(rows, q)
		}
	}
	intro, introHeight := s.gridIntro()
	return block{height: introHeight + gridHead + float64(len(rows))*gridRow, before: s.m.rowGap, draw: func(y float64) {
		marked := slices.ContainsFunc(rows, func(q Question) bool { return s.missing[q.Name] > 0 })
		s.tinted(marked, marginLeft, y, contentWidth, introHeight-1, func() { s.drawGridText(intro, y) })
		y += introHeight
		s.pen.within("Table", func() {
			s.drawGridHead(rows[0].Options, y)
			for i, q := range rows {
				s.drawGridRow(q, i, y+gridHead+float64(i)*gridRow)
			}
		})
	}}
}

// gridIntro is the sentence above the activities.
func (s *sheet) gridIntro() (lines []string, height float64) {
	lines = s.pen.wrap(s.m.label(), gridText+" *", contentWidth)
	return lines, float64(len(lines))*s.m.label().lead() + 1
}

// gridAlone is that sentence where each activity is a question like any other.
func (s *sheet) gridAlone() block {
	lines, height := s.gridIntro()
	return block{height: height, before: s.m.rowGap, glued: true, draw: func(y float64) { s.drawGridText(lines, y) }}
}

// drawGridText draws the sentence above the table, its last mark in red.
func (s *sheet) drawGridText(lines []string, y float64) {
	s.pen.tagged("P", func() {
		for i, line := range lines {
			if i < len(lines)-1 {
				s.pen.line(s.m.label(), marginLeft, y, line)
				y += s.m.label().lead()
				continue
			}
			line = line[:len(line)-len(" *")]
			sign := s.m.label().coloured(warning())
			s.pen.line(sign, marginLeft+s.pen.line(s.m.label(), marginLeft, y, line), y, " *")
		}
	})
}

func gridColumn(columns, i int) (x, w float64) {
	w = (contentWidth - gridLabelWidth) / float64(columns)
	return marginLeft + gridLabelWidth + float64(i)*w, w
}

func (s *sheet) drawGridHead(options []Option, y float64) {
	look := style{bold: true, size: s.m.text - 0.5, color: white()}
	s.pen.bar(darkBlue(), marginLeft, y, contentWidth, gridHead)
	s.pen.within("TR", func() {
		s.pen.tagged("TH", func() {
			s.pen.line(look, marginLeft+2, y+(gridHead-look.lead())/2, "Activity")
		})
		for i, o := range options {
			x, w := gridColumn(len(options), i)
			lines := s.pen.wrap(look, o.Label, w-2)
			top := y + (gridHead-float64(len(lines))*look.lead())/2
			s.pen.tagged("TH", func() {
				for n, line := range lines {
					s.pen.line(look, x+(w-s.pen.width(look, line))/2, top+float64(n)*look.lead(), line)
				}
			})
		}
	})
}

func (s *sheet) drawGridRow(q Question, index int, y float64) {
	if index%2 == 1 {
		s.pen.bar(paleBlue(), marginLeft, y, contentWidth, gridRow)
	}
	s.pen.bar(paleGrey(), marginLeft, y+gridRow-0.2, contentWidth, 0.2)
	middle := y + (gridRow-s.m.option().lead())/2
	s.pen.within("TR", func() {
		s.pen.tagged("TH", func() { s.pen.line(s.m.option(), marginLeft+2, middle, q.Label) })
		for i, o := range q.Options {
			x, w := gridColumn(len(q.Options), i)
			s.pen.within("TD", func() { s.drawOption(q, o, x+(w-s.m.optionSize)/2, middle) })
		}
	})
}
