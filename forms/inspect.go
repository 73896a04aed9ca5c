package forms

import (
	"context"
	"errors"
	"slices"
)

// FieldKind says how a field of a file is filled in.
type FieldKind string

// Kinds of field.
const (
	FieldText   FieldKind = "text"
	FieldTick   FieldKind = "tick box"
	FieldRadio  FieldKind = "one of several buttons"
	FieldList   FieldKind = "one of a list"
	FieldChoose FieldKind = "several of a list"
	FieldSigned FieldKind = "signature"
)

// FormField is one field of a form as a file has it.
type FormField struct {
	Name    string // full name
	Kind    FieldKind
	Options []Option // the values that it takes, each with the words shown for it, "" for none
	Label   string   // what stands beside it, or what its author says of it; "" for nothing
	Page    int      // from 1, 0 when it stands nowhere
	Prompt  string   // of a Word form: what stands in it until somebody answers, "" for nothing or words that are known
}

// Inspected is a form as a file has it.
type Inspected struct {
	Source string
	Shape  Shape
	Fields []FormField
	Ours   bool           // read without any mapping
	Faults []MappingFault // of the form itself: what no mapping can mend
}

// Inspect lists the fields of a form, ours or not, in their order. Every error
// is an *UnreadableError.
func (r Reader) Inspect(f File) (Inspected, error) {
	var found Inspected
	_, err := within(readTime, f.source(), func(ctx context.Context) (Form, error) {
		var err error
		found, err = r.inspect(ctx, f)
		return Form{}, err
	})
	if err != nil {
		return Inspected{}, err
	}
	return found, nil
}

func (r Reader) inspect(ctx context.Context, f File) (Inspected, error) {
	switch kind := sniff(f); {
	case len(f.Data) > mostBytes:
		return notInspected(f, kind.shape, TooLarge)
	case kind.code != "":
		return notInspected(f, kind.shape, kind.code)
	case kind.shape == PDFForm:
		return r.inspectPDF(ctx, f)
	case kind.shape == DOCX:
		return r.inspectWord(ctx, f)
	default:
		return notInspected(f, kind.shape, Unsupported)
	}
}

func notInspected(f File, shape Shape, code UnreadCode) (Inspected, error) {
	_, err := refuse(f.source(), shape, code)
	return Inspected{}, err
}

func (r Reader) inspectPDF(ctx context.Context, f File) (Inspected, error) {
	doc, err := openPDF(ctx, f.Data)
	switch {
	case err != nil && locked(f.Data):
		return notInspected(f, PDFForm, Password)
	case err != nil:
		return notInspected(f, PDFForm, Damaged)
	}
	form, err := fieldsOf(ctx, doc)
	switch {
	case errors.Is(err, errTooMany):
		return notInspected(f, PDFForm, TooLarge)
	case err != nil:
		return notInspected(f, PDFForm, Damaged)
	case len(form.fields) == 0 && form.xfa:
		return notInspected(f, PDFForm, XFA)
	case len(form.fields) == 0:
		return notInspected(f, PDFForm, NoFields)
	}
	var pages []Page
	if r.Pages != nil {
		pages, _ = r.Pages(ctx, f.Data, 0, mostPages) // without them there is less to show
	}
	found := Inspected{Source: f.source(), Shape: PDFForm, Ours: gather(form.fields).ours()}
	l := besides{objects{doc}, pages}
	for _, field := range form.fields {
		if one, ok := l.describe(field); ok {
			found.Fields = append(found.Fields, one)
		}
	}
	return found, nil
}

// Flags of fields that are told apart, ISO 32000-1 tables 226 and 230.
const (
	flagPushbutton  = 1 << 16
	flagMultiSelect = 1 << 21
)

// describe tells one field; ok is false for what nobody fills in.
func (b besides) describe(f pdfField) (FormField, bool) {
	one := FormField{Name: f.name, Page: f.page("")}
	tip := b.name(f.dict["TU"])
	flags := b.flags(f)
	switch {
	case f.name == "" || f.kind == "Btn" && flags&flagPushbutton != 0:
		return one, false
	case f.kind == "Sig":
		one.Kind = FieldSigned
	case f.kind == "Btn":
		one.Kind, one.Options = FieldTick, b.states(f)
		if flags&flagRadio != 0 || len(one.Options) > 1 {
			one.Kind = FieldRadio
		}
	case f.kind == "Ch":
		one.Kind, one.Options = FieldList, listed(f.options)
		if flags&flagMultiSelect != 0 {
			one.Kind = FieldChoose
		}
	default:
		one.Kind = FieldText
	}
	one.Label = tip
	if one.Label == "" && len(f.places) > 0 {
		one.Label = b.beside(f.widgets[0].page, f.places[0], one.Kind == FieldTick)
	}
	one.Label = short(one.Label)
	return one, true
}

// flags are the flags of a field, which may stand on a field above it.
func (b besides) flags(f pdfField) int {
	for _, d := range append([]dict{f.dict}, f.places...) {
		for range mostLevels {
			if flags, ok := b.resolve(d["Ff"]).(integer); ok {
				return int(flags)
			}
			if d = b.dict(d["Parent"]); d == nil {
				break
			}
		}
	}
	return 0
}

// states are the values of buttons, each with the words beside its own button.
func (b besides) states(f pdfField) []Option {
	var options []Option
	for i, w := range f.widgets {
		for _, state := range w.states {
			value := f.exportOf(state)
			if slices.ContainsFunc(options, func(o Option) bool { return o.Code == value }) {
				continue
			}
			o := Option{Code: value}
			if len(f.widgets) > 1 {
				o.Label = b.name(f.places[i]["TU"])
				if o.Label == "" {
					o.Label = b.beside(w.page, f.places[i], true)
				}
			}
			o.Label = short(o.Label)
			options = append(options, o)
		}
	}
	return options
}

// listed are the choices of a list but for the empty one, by which an answer is
// taken back.
func listed(choices []pdfOption) []Option {
	var options []Option
	for _, c := range choices {
		if c.value == "" {
			continue
		}
		o := Option{Code: c.value}
		if c.shown != c.value {
			o.Label = short(c.shown)
		}
		options = append(options, o)
	}
	return options
}

// mostShown is how much of a label is shown; a whole paragraph beside a box is
// none.
const mostShown = 120

// short is a label on one line.
func short(label string) string {
	runes := []rune(tidy(label))
	for i, r := range runes {
		if r == '\n' {
			runes[i] = ' '
		}
	}
	if len(runes) > mostShown {
		return string(runes[:mostShown]) + " …"
	}
	return string(runes)
}

// Fits finds the mapping by which an inspected form would be read back.
func (r Reader) Fits(form Inspected) (Mapping, bool) {
	names := map[string]bool{}
	for _, f := range form.Fields {
		names[nameKey(f.Name)] = true
	}
	return mostLike(r.Maps, names)
}

// Misfits compares a form with the mapping that is to read it: fields that the
// mapping forgets, and fields and values that the form has not. Such a form may
// have been changed since the mapping was written.
func (m Mapping) Misfits(form Inspected) []MappingFault {
	has := map[string]FormField{}
	for _, f := range form.Fields {
		has[nameKey(f.Name)] = f
	}
	faults := slices.Clone(form.Faults)
	names := m.fieldNames()
	for _, f := range form.Fields {
		if !names[nameKey(f.Name)] {
			faults = append(faults, MappingFault{Field: f.Name, Text: "the form has this field, and the mapping has not"})
		}
	}
	for _, r := range m.Rows {
		f, there := has[nameKey(r.Field)]
		switch {
		case !there:
			faults = append(faults, MappingFault{Field: r.Field, Text: "the form has no such field"})
		case r.Option != "" && len(f.Options) > 0 && !slices.ContainsFunc(f.Options, func(o Option) bool { return o.Code == r.Option }):
			faults = append(faults, MappingFault{Field: r.Field, Text: "the form's field does not take the value \"" + r.Option + "\""})
		}
	}
	return faults
}
