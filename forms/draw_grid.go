package forms

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
	intro := s.pen.wrap(labelStyle(), gridText+" *", contentWidth)
	introHeight := float64(len(intro))*labelStyle().lead() + 1
	return block{height: introHeight + gridHead + float64(len(rows))*gridRow, before: rowGap, draw: func(y float64) {
		s.drawGridText(intro, y)
		y += introHeight
		s.pen.within("Table", func() {
			s.drawGridHead(rows[0].Options, y)
			for i, q := range rows {
				s.drawGridRow(q, i, y+gridHead+float64(i)*gridRow)
			}
		})
	}}
}

// drawGridText draws the sentence above the table, its last mark in red.
func (s *sheet) drawGridText(lines []string, y float64) {
	s.pen.tagged("P", func() {
		for i, line := range lines {
			if i < len(lines)-1 {
				s.pen.line(labelStyle(), marginLeft, y, line)
				y += labelStyle().lead()
				continue
			}
			line = line[:len(line)-len(" *")]
			sign := labelStyle()
			sign.color = warning()
			s.pen.line(sign, marginLeft+s.pen.line(labelStyle(), marginLeft, y, line), y, " *")
		}
	})
}

func gridColumn(columns, i int) (x, w float64) {
	w = (contentWidth - gridLabelWidth) / float64(columns)
	return marginLeft + gridLabelWidth + float64(i)*w, w
}

func (s *sheet) drawGridHead(options []Option, y float64) {
	look := style{bold: true, size: 8.5, color: white()}
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
	middle := y + (gridRow-optionStyle().lead())/2
	s.pen.within("TR", func() {
		s.pen.tagged("TH", func() { s.pen.line(optionStyle(), marginLeft+2, middle, q.Label) })
		for i, o := range q.Options {
			x, w := gridColumn(len(q.Options), i)
			s.pen.within("TD", func() { s.drawOption(q, o, x+(w-optionSize)/2, middle) })
		}
	})
}
