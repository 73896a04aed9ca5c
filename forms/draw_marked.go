package forms

import "fmt"

const (
	missingTitle = "Please answer these questions"
	missingText  = "They are marked with an arrow in this form. You need not answer the others again. Then save the form and attach it to a reply to our email."
	markWords    = "Please answer: " // what a screen reader says before a marked question
)

// Marked is the blank form in which the questions with these canonical names
// are marked: an arrow and a tint beside each, and a list in place of the
// introduction. Every answer stands where it stands in BlankPDF, so that a copy
// is read alike. An unknown name marks nothing.
func Marked(missing []string) ([]byte, error) {
	marked := map[string]int{}
	for _, name := range missing {
		if page := PageOf(name); page > 0 {
			marked[name] = page
		}
	}
	pdf, _, err := drawSheetAs(normalPrint(), marked).finish()
	return pdf, err
}

// tint is the ground of a marked question. Its boxes stay white.
func tint() colour { return colour{255, 244, 214} }

// tinted draws a question that is marked, or draws it as it is. The places are
// those of its words and boxes together.
func (s *sheet) tinted(marked bool, x, y, w, h float64, draw func()) {
	if !marked {
		draw()
		return
	}
	const around = 1.1
	s.pen.bar(tint(), x-around, y-around, w+2*around, h+2*around)
	s.pen.arrow(warning(), x-around-0.3, y+1.9)
	if x == marginLeft {
		s.pen.tagged("P", func() {
			look := style{bold: true, size: 6.5, color: warning()}
			s.pen.line(look, 3.4, y+0.3, "please")
			s.pen.line(look, 3.4, y+0.3+look.lead(), "answer")
		})
	}
	s.mark = markWords
	draw()
	s.mark = ""
}

// arrow is a small arrow that points to the right; x, y is its tip.
func (p *pen) arrow(c colour, x, y float64) {
	p.pdf.SetFillColor(c[0], c[1], c[2])
	p.artifact(func() {
		p.pdf.MoveTo(x-2, y-1.3)
		p.pdf.LineTo(x, y)
		p.pdf.LineTo(x-2, y+1.3)
		p.pdf.ClosePath()
		p.pdf.DrawPath("F")
	})
}

// drawMissing lists the marked questions where the introduction stands, in two
// columns. What does not fit is told by its number.
func (s *sheet) drawMissing(y, height float64) {
	const inset, gap = 5.0, 8.0
	s.pen.bar(tint(), marginLeft, y, contentWidth, height)
	s.pen.bar(warning(), marginLeft, y, 1.2, height)
	y += 2.5
	title := s.m.label().coloured(warning())
	s.drawLinesAs("H2", title, []string{missingTitle}, marginLeft+inset, y)
	y += title.lead()
	text := s.pen.wrap(s.m.body(), missingText, contentWidth-2*inset)
	s.drawLines(s.m.body(), text, marginLeft+inset, y)
	y += float64(len(text))*s.m.body().lead() + 1
	wide := (contentWidth - 2*inset - gap) / 2
	room := int((height-2.5-title.lead()-1-2)/s.m.body().lead()) - len(text)
	for i, column := range s.missingColumns(wide, room) {
		s.drawLines(s.m.body(), column, marginLeft+inset+float64(i)*(wide+gap), y)
	}
}

// missingColumns are the marked questions with their pages, in two columns of
// so many lines.
func (s *sheet) missingColumns(wide float64, room int) (columns [2][]string) {
	var entries [][]string
	for _, q := range Questions() {
		if s.missing[q.Name] > 0 {
			lines := s.pen.wrap(s.m.body(), fmt.Sprintf("–%s%s (page%s%d)", unbroken, listName(q), unbroken, s.missing[q.Name]), wide)
			entries = append(entries, lines)
		}
	}
	at := 0
	for i, lines := range entries {
		rest := 0
		if at == 1 && i < len(entries)-1 {
			rest = 1 // for the line that says how many more there are
		}
		if at == 0 && len(columns[0])+len(lines) > room {
			at = 1
		}
		if at == 1 && len(columns[1])+len(lines)+rest > room {
			columns[1] = append(columns[1], fmt.Sprintf("–%sand %d more", unbroken, len(entries)-i))
			return columns
		}
		columns[at] = append(columns[at], lines...)
	}
	return columns
}

// listName is what a question is called in a list: an activity stands for them all.
func listName(q Question) string {
	if q.Kind == KindGrid {
		return "Everyday activities: at least one"
	}
	return q.Label
}
