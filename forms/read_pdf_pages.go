package forms

import "github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

// findPages numbers the pages and what stands on them, and gives the widgets
// in the order in which they stand there.
func (w *walker) findPages(root types.Object) (widgets []types.Object) {
	number := 0
	met := map[int]bool{} // page nodes; a tree that leads into itself ends here
	var walk func(object types.Object, level int)
	walk = func(object types.Object, level int) {
		ref, ok := object.(types.IndirectRef)
		if !ok || met[ref.ObjectNumber.Value()] || level > mostLevels || number >= mostPages || w.ctx.Err() != nil {
			return
		}
		met[ref.ObjectNumber.Value()] = true
		d := w.dict(object)
		if kids := w.array(d["Kids"]); kids != nil {
			for _, kid := range kids {
				walk(kid, level+1)
			}
			return
		}
		if d == nil {
			return
		}
		number++
		w.pages[ref.ObjectNumber.Value()] = number
		widgets = append(widgets, w.widgetsOn(d, number)...)
	}
	walk(root, 0)
	return widgets
}

// widgetsOn notes on which page each annotation stands, and what is no field.
func (w *walker) widgetsOn(page types.Dict, number int) (widgets []types.Object) {
	for _, annotation := range w.array(page["Annots"]) {
		d := w.dict(annotation)
		if m, ok := w.mark(d, number); ok {
			if len(w.marks) == mostMarks {
				w.form.lost, w.form.drawn = true, true
				break
			}
			w.marks = append(w.marks, m)
		}
		ref, ok := annotation.(types.IndirectRef)
		if !ok || len(w.pages) > mostFields+mostPages {
			continue
		}
		w.pages[ref.ObjectNumber.Value()] = number
		if w.name(d["Subtype"]) == "Widget" {
			widgets = append(widgets, ref)
		}
	}
	return widgets
}
