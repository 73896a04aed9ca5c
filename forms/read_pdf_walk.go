package forms

import (
	"context"
	"errors"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Limits on a document's fields and pages. Our form has 300 fields on five
// pages; ten copies of it in one file are still read.
const (
	mostFields = 10_000
	mostPages  = 500
	mostLevels = 32 // fields within fields, pages within pages
)

// stateOff is the state of a button that is not on.
const stateOff = "Off"

// errTooMany is a document above the limits on fields.
var errTooMany = errors.New("too many fields")

// pdfField is one field as it stands in a document.
type pdfField struct {
	name    string   // names of the field and of those above it, joined by "."
	kind    string   // "Tx", "Btn", "Ch", "Sig", or "" when none is stated
	values  []string // what V holds; none when there is no V
	cut     bool     // the value is longer than is read, or cannot be decoded
	options []pdfOption
	widgets []pdfWidget

	dict   types.Dict   // the field itself
	places []types.Dict // its widgets, in the order of widgets
	over   []pdfMark    // what was laid over it
}

// pdfOption is one choice of a field: the value, and the words that are shown.
type pdfOption struct{ value, shown string }

// pdfWidget is one place where a field is shown.
type pdfWidget struct {
	page   int      // from 1, 0 when it is on no page
	state  string   // AS
	stated bool     // AS is there
	states []string // the states of its appearance, without Off
}

// pdfForm is what is read of a document: its fields, and what speaks about
// them.
type pdfForm struct {
	fields []pdfField
	xfa    bool // an XFA form stands beside the fields, or instead of them
	lost   bool // a field is named in the document and not in it

	drawn   bool     // something is typed or drawn on the pages and in no field
	remarks []string // its words
}

// walker collects the fields of one document.
type walker struct {
	objects
	ctx   context.Context
	form  pdfForm
	pages map[int]int  // object number of a page or of a widget to its page
	seen  map[int]bool // object numbers of fields and widgets that were met
	marks []pdfMark    // what people laid over the pages
}

// above is what a field takes from the fields above it.
type above struct {
	name, kind string
	value      types.Object
	options    types.Object
}

// fieldsOf walks the fields of a document in their order: those of its form,
// then those that only its pages hold (some programs that join documents lose
// the list and keep the fields).
func fieldsOf(ctx context.Context, doc *model.Context) (pdfForm, error) {
	if doc.Root == nil {
		return pdfForm{}, errors.New("document has no catalog")
	}
	return walkFields(ctx, doc, *doc.Root)
}

func walkFields(ctx context.Context, doc source, root types.Object) (pdfForm, error) {
	w := &walker{objects: objects{doc}, ctx: ctx, pages: map[int]int{}, seen: map[int]bool{}}
	catalog := w.dict(root)
	widgets := w.findPages(catalog["Pages"])
	form := w.dict(catalog["AcroForm"])
	w.form.xfa = w.resolve(form["XFA"]) != nil
	fields := w.array(form["Fields"])
	w.form.fields = make([]pdfField, 0, min(len(fields), mostFields))
	for _, field := range fields {
		if err := w.field(field, above{}, 0); err != nil {
			return pdfForm{}, err
		}
	}
	for _, widget := range widgets {
		if err := w.field(w.top(widget), above{}, 0); err != nil {
			return pdfForm{}, err
		}
	}
	w.lay()
	return w.form, nil
}

// met reports whether an object was met before, and notes it.
func (w *walker) met(object types.Object) bool {
	ref, ok := object.(types.IndirectRef)
	if !ok {
		return false
	}
	number := ref.ObjectNumber.Value()
	before := w.seen[number]
	w.seen[number] = true
	return before
}

// top is the uppermost field above a widget.
func (w *walker) top(object types.Object) types.Object {
	for range mostLevels {
		parent, ok := w.dict(object)["Parent"]
		if !ok || w.dict(parent) == nil {
			break
		}
		object = parent
	}
	return object
}

func (w *walker) field(object types.Object, up above, level int) error {
	switch {
	case level > mostLevels || len(w.form.fields) >= mostFields:
		return errTooMany
	case w.ctx.Err() != nil:
		return w.ctx.Err()
	case w.met(object):
		return nil
	}
	d := w.dict(object)
	if d == nil {
		w.form.lost = true
		return nil
	}
	here := w.below(d, up)
	kids := w.array(d["Kids"])
	var widgets types.Array
	before := len(w.form.fields)
	for _, kid := range kids {
		k := w.dict(kid)
		_, named := k["T"]
		_, parent := k["Kids"]
		if !named && !parent {
			widgets = append(widgets, kid)
			continue
		}
		if err := w.field(kid, here, level+1); err != nil {
			return err
		}
	}
	if len(widgets) == 0 && len(w.form.fields) == before {
		widgets = types.Array{object} // a field that is its own widget, or whose kids lead nowhere
	}
	if len(widgets) > 0 {
		w.add(d, here, widgets)
	}
	return nil
}

// below is what a field has of its own and from above.
func (w *walker) below(d types.Dict, up above) above {
	if name := w.name(d["T"]); name != "" {
		if up.name != "" {
			name = up.name + "." + name
		}
		up.name = name
	}
	if kind := w.name(d["FT"]); kind != "" {
		up.kind = kind
	}
	if value := w.resolve(d["V"]); value != nil {
		up.value = value
	}
	if options := w.resolve(d["Opt"]); options != nil {
		up.options = options
	}
	return up
}

// add notes one field with its widgets. What a widget states in place of its
// field is taken where the field states nothing.
func (w *walker) add(d types.Dict, here above, widgets types.Array) {
	f := pdfField{dict: d}
	for i, widget := range widgets {
		k := w.dict(widget)
		if k == nil {
			w.form.lost = true
			continue
		}
		if i >= mostFields {
			break
		}
		w.met(widget)
		if here.value == nil {
			here.value = w.resolve(k["V"])
		}
		if here.kind == "" {
			here.kind = w.name(k["FT"])
		}
		f.widgets, f.places = append(f.widgets, w.widget(widget, k)), append(f.places, k)
	}
	f.name, f.kind = here.name, here.kind
	f.values, f.cut = w.texts(here.value)
	f.options = w.fieldOptions(here.options)
	if f.kind == "Ch" && len(f.values) == 0 {
		f.values = w.picked(d["I"], f.options)
	}
	w.form.fields = append(w.form.fields, f)
}

func (w *walker) widget(object types.Object, d types.Dict) pdfWidget {
	var p pdfWidget
	if ref, ok := object.(types.IndirectRef); ok {
		p.page = w.pages[ref.ObjectNumber.Value()]
	}
	if ref, ok := d["P"].(types.IndirectRef); ok && p.page == 0 {
		p.page = w.pages[ref.ObjectNumber.Value()]
	}
	if as := w.resolve(d["AS"]); as != nil {
		p.state, p.stated = w.name(as), true
	}
	states, _ := w.resolve(w.dict(d["AP"])["N"]).(types.Dict) // a stream is the picture of a text
	for state := range states {
		if len(p.states) < mostLevels && !off(state) {
			text, _ := bounded([]byte(state))
			p.states = append(p.states, text)
		}
	}
	return p
}

// fieldOptions reads Opt: values, or pairs of a value and what is shown.
func (w *walker) fieldOptions(object types.Object) []pdfOption {
	var options []pdfOption
	for _, element := range w.array(object) {
		texts, _ := w.texts(element)
		switch {
		case len(options) >= mostFields:
			return options
		case len(texts) >= 2:
			options = append(options, pdfOption{texts[0], texts[1]})
		case len(texts) == 1:
			options = append(options, pdfOption{texts[0], texts[0]})
		default:
			options = append(options, pdfOption{})
		}
	}
	return options
}

// picked gives the options that a list marks by their numbers only.
func (w *walker) picked(object types.Object, options []pdfOption) []string {
	var values []string
	for _, element := range w.array(object) {
		if i, ok := w.resolve(element).(types.Integer); ok && int(i) >= 0 && int(i) < len(options) && len(values) < mostFields {
			values = append(values, options[i].value)
		}
	}
	return values
}
