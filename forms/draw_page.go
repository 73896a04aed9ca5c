package forms

import "fmt"

const (
	footerTop  = pageHeight - 11.0
	flowBottom = pageHeight - marginBottom
	rowGap     = 2.5 // between one row of questions and the next
	mostSlack  = 1.8 // at most so much is added to a gap to fill a page
)

// sheet is the form while it is drawn: the pen, and the widgets placed so far.
type sheet struct {
	pen     *pen
	widgets []widget
}

// place puts a widget on the page and into the structure tree.
func (s *sheet) place(w widget) {
	w.page = s.pen.page()
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
	for _, part := range plan() {
		all = append(all, s.heading(part.letter, titles[part.letter]))
		if note, ok := s.note(part.letter); ok {
			all = append(all, note)
		}
		for _, row := range part.rows {
			if row[0].name == gridAt {
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
			head = max(head, f.headHeight()+headGap)
		}
		control = max(control, f.controlHeight())
	}
	height := head + control
	if cells[0].beside > 0 {
		height = max(fields[0].headHeight(), control)
	}
	return block{height: height, before: rowGap, draw: func(y float64) {
		for _, f := range fields {
			s.drawField(f, y+f.lower(height, head), y+head+f.sink(control))
		}
	}}
}

// paginate shares the blocks out over pages.
func paginate(blocks []block) [][]block {
	var pages [][]block
	var page []block
	used := 0.0
	for i := 0; i < len(blocks); {
		group, height := gluedGroup(blocks[i:])
		if len(page) > 0 && used+height > flowBottom-marginTop {
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
			extra = slack(page)
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

func slack(page []block) float64 {
	free, gaps := flowBottom-marginTop, 0
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
	look := style{size: 8, color: grey()}
	s.pen.bar(paleGrey(), marginLeft, footerTop, contentWidth, 0.25)
	y := footerTop + 1.6
	s.pen.artifact(func() {
		s.pen.line(look, marginLeft, y, "Children’s occupational therapy referral form · version "+Version)
		number := fmt.Sprintf("Page %d of %d", page, pages)
		s.pen.line(look, pageWidth-marginRight-s.pen.width(look, number), y, number)
	})
}
