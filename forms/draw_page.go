package forms

import "fmt"

// mostSlack is the most that is added to a gap to fill a page.
const mostSlack = 1.8

// sheet is the form while it is drawn: the pen, and the widgets placed so far.
type sheet struct {
	pen     *pen
	m       measures
	widgets []widget
	missing map[string]int // questions that are marked, by canonical name, with their pages
	mark    string         // what a screen reader says before a question that is marked, while it is drawn
}

// place puts a widget on the page and into the structure tree.
func (s *sheet) place(w widget) {
	w.page, w.mark = s.pen.page(), s.mark
	w.tip = w.mark + w.tip
	s.pen.placeWidget(len(s.widgets))
	s.widgets = append(s.widgets, w)
}

// block is a piece of the form that is never broken over two pages.
type block struct {
	height float64
	before float64 // space above, left out at the top of a page
	glued  bool    // stays on the page of the block after it
	draw   func(y float64)
}

// blocks is the whole form from top to bottom.
func (s *sheet) blocks() []block {
	titles := map[string]string{}
	for _, section := range Sections() {
		titles[section.Letter] = section.Title
	}
	all := s.introduction()
	for _, part := range s.plan() {
		all = append(all, s.heading(part.letter, titles[part.letter]))
		if note, ok := s.note(part.letter); ok {
			all = append(all, note)
		}
		for _, row := range part.rows {
			switch {
			case row[0].name == gridAt && s.m.large:
				all = append(all, s.gridAlone())
				continue
			case row[0].name == gridAt:
				all = append(all, s.grid(part.letter))
				continue
			}
			all = append(all, s.row(row))
		}
	}
	return append(all, s.ending())
}

// row measures one row of questions. All its heads start on one line and all
// its boxes on another.
func (s *sheet) row(cells []cell) block {
	var fields []field
	x, head, control := marginLeft, 0.0, 0.0
	for _, c := range cells {
		f := s.measure(c, x)
		fields = append(fields, f)
		x += f.w + columnGap
		if c.beside == 0 {
			head = max(head, f.headHeight()+s.m.headGap)
		}
		control = max(control, f.controlHeight())
	}
	height := head + control
	if cells[0].beside > 0 {
		height = max(fields[0].headHeight(), control)
	}
	return block{height: height, before: s.m.rowGap, draw: func(y float64) {
		for _, f := range fields {
			s.tinted(s.missing[f.q.Name] > 0, f.x, y, f.w, height, func() {
				s.drawField(f, y+f.lower(height, head), y+head+f.sink(control))
			})
		}
	}}
}

// paginate shares the blocks out over pages.
func (s *sheet) paginate(blocks []block) [][]block {
	var pages [][]block
	var page []block
	used := 0.0
	for i := 0; i < len(blocks); {
		group, height := gluedGroup(blocks[i:])
		if len(page) > 0 && used+height > s.m.flowBottom-marginTop {
			pages, page, used = append(pages, page), nil, 0
		}
		page = append(page, group...)
		used += height
		i += len(group)
	}
	return append(pages, page)
}

// gluedGroup is the first block with all that must stand on its page.
func gluedGroup(blocks []block) (group []block, height float64) {
	for _, b := range blocks {
		group = append(group, b)
		height += b.before + b.height
		if !b.glued {
			break
		}
	}
	return group, height
}

// drawPages draws every page; what space is left is shared between the rows,
// on all pages but the last.
func (s *sheet) drawPages(pages [][]block) {
	for i, page := range pages {
		s.pen.addPage()
		s.drawFooter(i+1, len(pages))
		extra := 0.0
		if i < len(pages)-1 {
			extra = s.slack(page)
		}
		y := marginTop
		for j, b := range page {
			if j > 0 {
				y += b.before
				if !page[j-1].glued {
					y += extra
				}
			}
			b.draw(y)
			y += b.height
		}
	}
}

func (s *sheet) slack(page []block) float64 {
	free, gaps := s.m.flowBottom-marginTop, 0
	for i, b := range page {
		free -= b.height
		if i > 0 {
			free -= b.before
			if !page[i-1].glued {
				gaps++
			}
		}
	}
	if gaps == 0 || free < 0 {
		return 0
	}
	return min(mostSlack, free/float64(gaps))
}

// drawFooter prints what a flattened or scanned copy is recognised by. It is
// decoration to a screen reader, which has the page number from its program.
func (s *sheet) drawFooter(page, pages int) {
	look := s.m.footer()
	s.pen.bar(paleGrey(), marginLeft, s.m.footerTop, contentWidth, 0.25)
	y := s.m.footerTop + 1.6
	lines := []string{"Children’s occupational therapy referral form · version " + Version}
	if s.m.large {
		lines = []string{"Children’s occupational therapy", "referral form · version " + Version} // what it is known by stays on one line
	}
	s.pen.artifact(func() {
		for i, line := range lines {
			s.pen.line(look, marginLeft, y+float64(i)*look.lead(), line)
		}
		number := fmt.Sprintf("Page %d of %d", page, pages)
		s.pen.line(look, pageWidth-marginRight-s.pen.width(look, number), y+float64(len(lines)-1)*look.lead(), number)
	})
}
