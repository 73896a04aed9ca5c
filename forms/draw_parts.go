package forms

func bodyStyle() style { return style{size: 9, color: ink()} }

// introduction is the top of the first page.
func (s *sheet) introduction() []block {
	return []block{s.masthead(), s.panel(), s.danger(), s.legend()}
}

// masthead is the title on a dark blue band.
func (s *sheet) masthead() block {
	const height = 15.5
	return block{height: height, glued: true, draw: func(y float64) {
		s.pen.bar(nhsBlue(), marginLeft, y, contentWidth, height)
		s.pen.tagged("H1", func() {
			s.pen.line(style{bold: true, size: 17, color: white()}, marginLeft+5, y+1.9, formTitle)
		})
		s.pen.tagged("P", func() {
			s.pen.line(style{size: 9.5, color: white()}, marginLeft+5, y+9.6, "Stockport NHS children’s occupational therapy service")
		})
	}}
}

// panel is what to know before filling the form in, in two columns.
func (s *sheet) panel() block {
	const inset, gap = 5.0, 8.0
	wide := (contentWidth - 2*inset - gap) / 2
	var columns [2][]paragraph
	all := sayings()
	for i, say := range all {
		columns[i*2/len(all)] = append(columns[i*2/len(all)], s.paragraph(say, wide))
	}
	height := max(high(columns[0]), high(columns[1])) + 2*3
	return block{height: height, glued: true, draw: func(y float64) {
		s.pen.bar(paleBlue(), marginLeft, y, contentWidth, height)
		for i, column := range columns {
			s.drawColumn(column, marginLeft+inset+float64(i)*(wide+gap), y+3)
		}
	}}
}

// paragraph is a short heading with its text, wrapped.
type paragraph struct {
	title string
	lines []string
}

const paragraphGap = 1.8

func (s *sheet) paragraph(say saying, w float64) paragraph {
	return paragraph{title: say.title, lines: s.pen.wrap(bodyStyle(), say.text, w)}
}

func high(column []paragraph) float64 {
	h := -paragraphGap
	for _, p := range column {
		h += labelStyle().lead() + float64(len(p.lines))*bodyStyle().lead() + paragraphGap
	}
	return h
}

func (s *sheet) drawColumn(column []paragraph, x, y float64) {
	title := labelStyle()
	title.color = darkBlue()
	for _, p := range column {
		s.pen.tagged("P", func() { s.pen.line(title, x, y, p.title) })
		y += title.lead()
		s.drawLines(bodyStyle(), p.lines, x, y)
		y += float64(len(p.lines))*bodyStyle().lead() + paragraphGap
	}
}

func (s *sheet) drawLines(look style, lines []string, x, y float64) {
	s.pen.tagged("P", func() {
		for _, line := range lines {
			s.pen.line(look, x, y, line)
			y += look.lead()
		}
	})
}

// danger is the line that nobody may miss.
func (s *sheet) danger() block {
	b := s.callout(dangerText)
	b.before = 2.5
	b.glued = true
	return b
}

// callout is a text in bold on warm white beside a red edge.
func (s *sheet) callout(text string) block {
	look := style{bold: true, size: 9, color: warning()}
	lines := s.pen.wrap(look, text, contentWidth-9)
	height := float64(len(lines))*look.lead() + 3
	return block{height: height, draw: func(y float64) {
		s.pen.bar(warmWhite(), marginLeft, y, contentWidth, height)
		s.pen.bar(warning(), marginLeft, y, 1.2, height)
		s.drawLines(look, lines, marginLeft+5, y+1.5)
	}}
}

// legend explains the marks, and what becomes of the answers.
func (s *sheet) legend() block {
	lines := s.pen.wrap(hintStyle(), privacyText, contentWidth)
	marks := hintStyle().lead()
	return block{height: marks + 1 + float64(len(lines))*hintStyle().lead(), before: 2.2, draw: func(y float64) {
		s.drawLines(hintStyle(), lines, marginLeft, y)
		y += float64(len(lines))*hintStyle().lead() + 1
		s.pen.tagged("P", func() {
			x := s.legendMark("*", warning(), markText, marginLeft, y)
			s.legendMark("+", nhsBlue(), wantedText, x+8, y)
		})
	}}
}

func (s *sheet) legendMark(sign string, c colour, text string, x, y float64) (end float64) {
	look := labelStyle()
	look.color = c
	x += s.pen.line(look, x, y, sign) + 1.2
	return x + s.pen.line(bodyStyle(), x, y, text)
}

// heading is the letter of a section on blue, its title, and a line below.
func (s *sheet) heading(letter, title string) block {
	const height = 6.8
	return block{height: height, before: 4, glued: true, draw: func(y float64) {
		s.pen.bar(darkBlue(), marginLeft, y, height, height)
		s.pen.bar(darkBlue(), marginLeft, y+height-0.35, contentWidth, 0.35)
		s.pen.tagged("H2", func() {
			letterStyle := style{bold: true, size: 12, color: white()}
			s.pen.line(letterStyle, marginLeft+(height-s.pen.width(letterStyle, letter))/2, y+0.8, letter)
			s.pen.line(style{bold: true, size: 12.5, color: darkBlue()}, marginLeft+height+2.8, y+0.7, title)
		})
	}}
}

// note is the line under a section's heading.
func (s *sheet) note(letter string) (block, bool) {
	text := note(letter)
	switch text {
	case "":
		return block{}, false
	case safetyText:
		b := s.callout(text)
		b.before, b.glued = 2, true
		return b, true
	}
	lines := s.pen.wrap(bodyStyle(), text, contentWidth)
	return block{height: float64(len(lines)) * bodyStyle().lead(), before: 1.8, glued: true, draw: func(y float64) {
		s.drawLines(bodyStyle(), lines, marginLeft, y)
	}}, true
}

func (s *sheet) ending() block {
	look := labelStyle()
	look.color = darkBlue()
	lines := s.pen.wrap(look, endText, contentWidth)
	return block{height: look.lead() * float64(len(lines)), before: 3.5, draw: func(y float64) {
		s.drawLines(look, lines, marginLeft, y)
	}}
}
