package forms

// introduction is the top of the first page.
func (s *sheet) introduction() []block {
	return []block{s.masthead(), s.panel(), s.danger(), s.legend()}
}

// masthead is the title on a dark blue band.
func (s *sheet) masthead() block {
	title := style{bold: true, size: s.m.title, color: white()}
	under := style{size: s.m.text + 0.5, color: white()}
	lines := s.pen.wrap(title, formTitle, contentWidth-10)
	below := s.pen.wrap(under, formService, contentWidth-10)
	height := 4.1 + float64(len(lines))*title.lead() + float64(len(below))*under.lead()
	return block{height: height, glued: true, draw: func(y float64) {
		s.pen.bar(nhsBlue(), marginLeft, y, contentWidth, height)
		s.drawLinesAs("H1", title, lines, marginLeft+5, y+1.9)
		s.drawLines(under, below, marginLeft+5, y+2.3+float64(len(lines))*title.lead())
	}}
}

// panel is what to know before filling the form in, in two columns, or what is
// still missing.
func (s *sheet) panel() block {
	const inset, gap = 5.0, 8.0
	count := 2
	if s.m.large {
		count = 1
	}
	wide := (contentWidth - 2*inset - float64(count-1)*gap) / float64(count)
	columns := make([][]paragraph, count)
	all := sayings()
	height := 0.0
	for i, say := range all {
		at := i * count / len(all)
		columns[at] = append(columns[at], s.paragraph(say, wide))
		height = max(height, s.high(columns[at])+2*3)
	}
	return block{height: height, glued: !s.m.large, draw: func(y float64) {
		if len(s.missing) > 0 {
			s.drawMissing(y, height)
			return
		}
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
	return paragraph{title: say.title, lines: s.pen.wrap(s.m.body(), say.text, w)}
}

func (s *sheet) high(column []paragraph) float64 {
	h := -paragraphGap
	for _, p := range column {
		h += s.m.label().lead() + float64(len(p.lines))*s.m.body().lead() + paragraphGap
	}
	return h
}

func (s *sheet) drawColumn(column []paragraph, x, y float64) {
	title := s.m.label().coloured(darkBlue())
	for _, p := range column {
		s.pen.tagged("P", func() { s.pen.line(title, x, y, p.title) })
		y += title.lead()
		s.drawLines(s.m.body(), p.lines, x, y)
		y += float64(len(p.lines))*s.m.body().lead() + paragraphGap
	}
}

func (s *sheet) drawLines(look style, lines []string, x, y float64) {
	s.drawLinesAs("P", look, lines, x, y)
}

func (s *sheet) drawLinesAs(role string, look style, lines []string, x, y float64) {
	s.pen.tagged(role, func() {
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
	b.glued = !s.m.large // there it stays on the first page
	return b
}

// callout is a text in bold on warm white beside a red edge.
func (s *sheet) callout(text string) block {
	look := s.m.label().coloured(warning())
	lines := s.pen.wrap(look, text, contentWidth-9)
	height := float64(len(lines))*look.lead() + 3
	return block{height: height, draw: func(y float64) {
		s.pen.bar(warmWhite(), marginLeft, y, contentWidth, height)
		s.pen.bar(warning(), marginLeft, y, 1.2, height)
		s.drawLines(look, lines, marginLeft+5, y+1.5)
	}}
}

// legend explains the marks, and what becomes of the answers. In large print
// each mark has a line of its own.
func (s *sheet) legend() block {
	lines := s.pen.wrap(s.m.hint(), privacyText, contentWidth)
	marks, across := s.m.hint().lead(), true
	var apart [2][]string
	if s.m.large {
		across = false
		for i, text := range []string{markText, wantedText} {
			apart[i] = s.pen.wrap(s.m.body(), text, contentWidth-8)
		}
		marks = float64(len(apart[0])+len(apart[1])) * s.m.body().lead()
	}
	return block{height: marks + 1 + float64(len(lines))*s.m.hint().lead(), before: 2.2, draw: func(y float64) {
		s.drawLines(s.m.hint(), lines, marginLeft, y)
		y += float64(len(lines))*s.m.hint().lead() + 1
		if across {
			s.pen.tagged("P", func() {
				x := s.legendMark("*", warning(), []string{markText}, marginLeft, y)
				s.legendMark("+", nhsBlue(), []string{wantedText}, x+8, y)
			})
			return
		}
		s.pen.tagged("P", func() { s.legendMark("*", warning(), apart[0], marginLeft, y) })
		y += float64(len(apart[0])) * s.m.body().lead()
		s.pen.tagged("P", func() { s.legendMark("+", nhsBlue(), apart[1], marginLeft, y) })
	}}
}

func (s *sheet) legendMark(sign string, c colour, lines []string, x, y float64) (end float64) {
	x += s.pen.line(s.m.label().coloured(c), x, y, sign) + 1.2
	for _, line := range lines {
		end = max(end, x+s.pen.line(s.m.body(), x, y, line))
		y += s.m.body().lead()
	}
	return end
}

// heading is the letter of a section on blue, its title, and a line below.
func (s *sheet) heading(letter, title string) block {
	const gap = 2.8
	head := style{bold: true, size: s.m.section, color: darkBlue()}
	sign := style{bold: true, size: s.m.section - 0.5, color: white()}
	box := head.lead() + 1.4
	lines := s.pen.wrap(head, title, contentWidth-box-gap)
	height := float64(len(lines))*head.lead() + 1.4
	return block{height: height, before: 1.6 * s.m.rowGap, glued: true, draw: func(y float64) {
		s.pen.bar(darkBlue(), marginLeft, y, box, height)
		s.pen.bar(darkBlue(), marginLeft, y+height-0.35, contentWidth, 0.35)
		s.pen.tagged("H2", func() {
			s.pen.line(sign, marginLeft+(box-s.pen.width(sign, letter))/2, y+0.8, letter)
			for i, line := range lines {
				s.pen.line(head, marginLeft+box+gap, y+0.7+float64(i)*head.lead(), line)
			}
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
	lines := s.pen.wrap(s.m.body(), text, contentWidth)
	return block{height: float64(len(lines)) * s.m.body().lead(), before: 1.8, glued: true, draw: func(y float64) {
		s.drawLines(s.m.body(), lines, marginLeft, y)
	}}, true
}

func (s *sheet) ending() block {
	look := s.m.label().coloured(darkBlue())
	lines := s.pen.wrap(look, endText, contentWidth)
	return block{height: look.lead() * float64(len(lines)), before: 3.5, draw: func(y float64) {
		s.drawLines(look, lines, marginLeft, y)
	}}
}
