package forms

import (
	"fmt"
	"slices"
	"strings"
)

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
// columns, or in running lines where they are too many for that.
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
	left := height - 2.5 - title.lead() - float64(len(text))*s.m.body().lead() - 1 - 2
	if columns, fits := s.missingColumns(wide, int(left/s.m.body().lead())); fits {
		for i, column := range columns {
			s.drawLines(s.m.body(), column, marginLeft+inset+float64(i)*(wide+gap), y)
		}
		return
	}
	look, lines := s.missingPages(contentWidth-2*inset, left)
	s.drawLines(look, lines, marginLeft+inset, y)
}

// missingColumns are the marked questions with their pages, in two columns of
// so many lines; fits is false when there are too many for them.
func (s *sheet) missingColumns(wide float64, room int) (columns [2][]string, fits bool) {
	at := 0
	for _, q := range Questions() {
		if s.missing[q.Name] == 0 {
			continue
		}
		lines := s.pen.wrap(s.m.body(), fmt.Sprintf("–%s%s (page%s%d)", unbroken, listName(q), unbroken, s.missing[q.Name]), wide)
		if at == 0 && len(columns[0])+len(lines) > room {
			at = 1
		}
		if columns[at] = append(columns[at], lines...); len(columns[at]) > room {
			return columns, false
		}
	}
	return columns, true
}

// missingPages are the marked questions in running lines, those of each page
// together, as large as the height allows. So many that they cannot be read at
// any size are counted on every page: the arrows there show which they are.
func (s *sheet) missingPages(wide, height float64) (style, []string) {
	for _, look := range []style{s.m.body(), s.m.hint(), s.m.footer()} {
		look.color = ink()
		var lines []string
		for _, page := range s.markedPages() {
			lines = append(lines, s.pen.wrap(look, page.words(), wide)...)
		}
		if float64(len(lines))*look.lead() <= height {
			return look, lines
		}
	}
	var lines []string
	for _, page := range s.markedPages() {
		lines = append(lines, fmt.Sprintf("Page%s%d: %d questions, each with an arrow", unbroken, page.number, len(page.names)))
	}
	return s.m.body(), lines
}

// markedPage is a page of the form with the names of its marked questions.
type markedPage struct {
	number int
	names  []string
}

func (p markedPage) words() string {
	return fmt.Sprintf("Page%s%d: %s", unbroken, p.number, strings.Join(p.names, "; "))
}

func (s *sheet) markedPages() []markedPage {
	var all []markedPage
	for _, q := range Questions() {
		n := s.missing[q.Name]
		if n == 0 {
			continue
		}
		at := slices.IndexFunc(all, func(p markedPage) bool { return p.number == n })
		if at < 0 {
			at, all = len(all), append(all, markedPage{number: n})
		}
		if name := shortName(q); !slices.Contains(all[at].names, name) {
			all[at].names = append(all[at].names, name)
		}
	}
	return all
}

// listName is what a question is called in a list: an activity stands for them all.
func listName(q Question) string {
	if q.Kind == KindGrid {
		return "Everyday activities: at least one"
	}
	return strings.TrimSuffix(q.Label, " (tick all)")
}

// shortList bounds a question's words in running lines: enough to know it by,
// for it is printed in full beside its arrow.
const shortList = 36

// shortName is listName up to a word, with a sign that it goes on.
func shortName(q Question) string {
	name := listName(q)
	if len(name) <= shortList {
		return name
	}
	return strings.TrimRight(name[:strings.LastIndexByte(name[:shortList], ' ')], " ,:") + "…"
}
