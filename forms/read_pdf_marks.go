package forms

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Many programs that show a PDF let people type or draw on its pages instead of
// in its fields: a text stands in an annotation over the box then, and a tick is
// a few strokes (ISO 32000-1, 12.5.6).

// Limits on what is laid over the pages of one document.
const (
	mostMarks   = 2_000
	mostRemarks = 50
	mostStrokes = 2_000      // of one drawing
	mostEffort  = 20_000_000 // comparisons of marks with fields
	mostCovered = 8          // fields under one drawing; one over more is about the page and not about a field
)

// pdfMark is something that a person laid over a page.
type pdfMark struct {
	page  int
	typed bool // a text in the place of an answer; else a drawing, a stamp, a note
	pen   bool // strokes, or a typed cross: a tick where a box is to be ticked
	text  string
	cut   bool
	box   pdfBox
	parts []pdfBox // each stroke of a drawing by itself
}

type pdfBox struct{ x0, y0, x1, y1 float64 }

func (b pdfBox) holds(o pdfBox) bool {
	x, y := (o.x0+o.x1)/2, (o.y0+o.y1)/2
	return x >= b.x0 && x <= b.x1 && y >= b.y0 && y <= b.y1
}

// silent are kinds of annotations that say nothing of their own: fields and
// links, and windows that belong to another one.
var silent = map[string]bool{"Widget": true, "Link": true, "Popup": true, "PrinterMark": true, "TrapNet": true, "Watermark": true, "Screen": true, "": true}

// stressing are lines that stress what is printed, and say something only where a
// person wrote a comment to them.
var stressing = map[string]bool{"Highlight": true, "Underline": true, "Squiggly": true}

// crosses are texts that tick a box.
var crosses = map[string]bool{"x": true, "✓": true, "✔": true, "✗": true, "✘": true, "☒": true, "☑": true}

// Flags of an annotation that nobody sees (ISO 32000-1, table 165).
const unseen = 1<<1 | 1<<5 // Hidden, NoView

// mark reads one annotation that is no field; ok is false when it says nothing.
func (w *walker) mark(d types.Dict, page int) (m pdfMark, ok bool) {
	kind := w.name(d["Subtype"])
	flags, _ := w.resolve(d["F"]).(types.Integer)
	text, cut := w.texts(d["Contents"])
	m = pdfMark{page: page, typed: kind == "FreeText", text: strings.TrimSpace(strings.Join(text, "\n")), cut: cut}
	if flags&unseen != 0 || silent[kind] || stressing[kind] && m.text == "" {
		return m, false
	}
	m.pen = kind == "Ink" || m.typed && crosses[strings.ToLower(m.text)]
	var inked bool
	m.box.x0, m.box.y0, m.box.x1, m.box.y1, inked = w.rect(d)
	if m.parts = w.strokes(d["InkList"]); len(m.parts) == 0 {
		m.parts = []pdfBox{m.box}
	}
	note := kind == "Text" || m.typed && w.resolve(d["AP"]) == nil
	return m, inked && (m.text != "" || cut || !note)
}

// strokes are the boxes of the strokes of a pen, a little wider than the line.
func (w *walker) strokes(list types.Object) (boxes []pdfBox) {
	const width = 2
	for _, stroke := range w.array(list) {
		if len(boxes) == mostStrokes {
			w.form.lost = true
			break
		}
		at := w.numbers(stroke)
		if len(at) < 2 {
			continue
		}
		b := pdfBox{at[0], at[1], at[0], at[1]}
		for i := 0; i+1 < len(at); i += 2 {
			b.x0, b.x1 = min(b.x0, at[i]), max(b.x1, at[i])
			b.y0, b.y1 = min(b.y0, at[i+1]), max(b.y1, at[i+1])
		}
		boxes = append(boxes, pdfBox{b.x0 - width, b.y0 - width, b.x1 + width, b.y1 + width})
	}
	return boxes
}

// lay gives each field what was laid over it, and keeps the rest as remarks.
func (w *walker) lay() {
	places := w.boxes()
	effort := 0
	for _, m := range w.marks {
		if effort += len(m.parts) * len(places[m.page]); effort > mostEffort || w.ctx.Err() != nil {
			w.form.lost, w.form.drawn = true, true
			return
		}
		under := m.fieldsUnder(places[m.page])
		switch {
		case len(under) == 0 || m.typed && len(under) > mostCovered:
			w.form.remark(m)
		case m.typed && len(under) == 1 && m.fits(under[0].box):
			f := under[0].field
			f.over = append(f.over, m)
			if f.kind == "Btn" && !m.pen || findSlot(f.name) == nil {
				w.form.remark(m) // words where no words are asked for
			}
		default:
			w.doubt(m, under)
		}
	}
}

// doubt marks fields as perhaps struck out, or ticked. A drawing over more fields
// than anybody ticks at once doubts what was filled in, and is a remark as well.
func (w *walker) doubt(m pdfMark, under []shownAt) {
	many := len(under) > mostCovered
	for _, p := range under {
		if !many || len(p.field.values) > 0 {
			p.field.over = append(p.field.over, pdfMark{page: m.page, pen: m.pen && !m.typed})
		}
	}
	if many || m.text != "" {
		w.form.remark(m)
	}
}

// shownAt is where one field is shown.
type shownAt struct {
	box   pdfBox
	field *pdfField
}

// boxes are the places of all fields, by page.
func (w *walker) boxes() map[int][]shownAt {
	if len(w.marks) == 0 {
		return nil
	}
	all := map[int][]shownAt{}
	for i := range w.form.fields {
		f := &w.form.fields[i]
		for k, d := range f.places {
			var b pdfBox
			var ok bool
			flags, _ := w.resolve(d["F"]).(types.Integer)
			if b.x0, b.y0, b.x1, b.y1, ok = w.rect(d); ok && flags&unseen == 0 && k < len(f.widgets) {
				page := f.widgets[k].page
				all[page] = append(all[page], shownAt{b, f})
			}
		}
	}
	return all
}

// fieldsUnder are the fields that a mark is about: all that it touches by more
// than an edge, for words stand at the top of their box or in the middle, and a
// stroke strikes out what it crosses; of a drawing also those in which its middle
// lies, and whose middle it covers.
func (m pdfMark) fieldsUnder(places []shownAt) (under []shownAt) {
	met := map[*pdfField]bool{}
	for _, p := range places {
		about := slices.ContainsFunc(m.parts, func(b pdfBox) bool {
			return b.touches(p.box) || !m.typed && (p.box.holds(b) || b.holds(p.box))
		})
		if about && !met[p.field] {
			met[p.field] = true
			under = append(under, p)
		}
	}
	return under
}

// touches reports whether boxes overlap by more than an edge.
func (b pdfBox) touches(o pdfBox) bool {
	const edge = 0.2 // of the smaller one
	wide, high := min(b.x1, o.x1)-max(b.x0, o.x0), min(b.y1, o.y1)-max(b.y0, o.y0)
	return wide > edge*min(b.x1-b.x0, o.x1-o.x0) && high > edge*min(b.y1-b.y0, o.y1-o.y0)
}

// fits reports whether a text lies in a box and is no larger than what is written
// there: a remark can lie across one.
func (m pdfMark) fits(b pdfBox) bool {
	return b.holds(m.box) && m.box.y1-m.box.y0 <= 2*(b.y1-b.y0)+6 && m.box.x1-m.box.x0 <= 1.5*(b.x1-b.x0)+20
}

func (p *pdfForm) remark(m pdfMark) {
	p.drawn = true
	if m.text != "" && len(p.remarks) < mostRemarks {
		p.remarks = append(p.remarks, m.text)
	}
}

// remarked adds to a form what was laid over its pages and over no field. A form
// without an answer and with a remark is none that came back empty.
func (p pdfForm) remarked(source string, form Form, err error) (Form, error) {
	unread := (*UnreadableError)(nil)
	switch {
	case !p.drawn || err != nil && !errors.As(err, &unread):
		return form, err
	case unread != nil && unread.Unread.Code != Blank:
		return form, err
	case unread != nil:
		form = Form{Source: source, Shape: PDFForm, Version: gather(p.fields).version(), Fields: map[string]Answer{}}
	}
	form.Remarks = append(form.Remarks, p.remarks...)
	form.Problems = append(form.Problems, besideProblem)
	return form, nil
}

// laidOver is what was laid over a field, as it answers the field's question. A
// text over a text box is the answer; what is over a tick box is seen, and
// whether it is a tick or strikes one out is not known.
func (f pdfField) laidOver(s *slot) (all []given) {
	for _, m := range f.over {
		g := given{page: m.page, cut: m.cut, sure: true}
		switch {
		case f.kind == "Btn" || m.text == "" && !m.cut:
			g.doubt = true
		case f.kind == "Ch":
			g.value = s.question.codeOf(f.valueOf(m.text))
		default:
			g.value = s.question.codeOf(m.text)
		}
		if s.option != "" && g.value != "" {
			g.value, g.odd = s.option+": "+g.value, true
		}
		all = append(all, g)
	}
	return all
}

// inked takes from the pages what a pen drew over tick boxes and stands in no
// field: there the darkness of the boxes tells. A box that was also ticked in its
// field stays unread, for the pen may have struck it out, and so does one under a
// stamp or a word, which may say no.
func (r Reader) inked(ctx context.Context, f File, received time.Time, p pdfForm, form Form) Form {
	ticked := p.penned()
	if r.Pages == nil || len(ticked) == 0 {
		return form
	}
	drawn, err := r.readPages(ctx, f, received)
	if err != nil {
		return form
	}
	for name, a := range form.Fields {
		q, _ := Lookup(name)
		if d := drawn.Fields[name]; ticked[name] && !a.Certain && a.Raw == "" && d.Certain && len(q.Options) > 0 {
			form.Fields[name] = d
			form.Problems = slices.DeleteFunc(form.Problems, func(p Problem) bool { return p.Field == name && p.Code == problemDoubtful })
		}
	}
	form.check(received)
	return form.settled()
}

// penned are the questions over whose fields nothing but a pen went.
func (p pdfForm) penned() map[string]bool {
	all := map[string]bool{}
	for _, f := range p.fields {
		s := findSlot(f.name)
		if s == nil || len(f.over) == 0 {
			continue
		}
		pen := !slices.ContainsFunc(f.over, func(m pdfMark) bool { return !m.pen })
		before, met := all[s.question.Name]
		all[s.question.Name] = pen && (before || !met)
	}
	maps.DeleteFunc(all, func(_ string, pen bool) bool { return !pen })
	return all
}
