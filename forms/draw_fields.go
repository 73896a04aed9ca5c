package forms

import (
	"bytes"
	"fmt"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// binder adds fields and structure to drawn pages. The first error stays and
// everything after it is skipped.
type binder struct {
	ctx       *model.Context
	err       error
	resources types.Dict // the default resources of fields: a font, and signs for programs that draw ticks themselves
	pages     []types.IndirectRef
	widgets   []types.IndirectRef // of each widget of the sheet
	dicts     []types.Dict
	fields    types.Array
	groups    map[string]types.Dict // radio groups by name
	groupRefs map[string]types.IndirectRef
	pictures  map[string]types.IndirectRef // equal appearances are one object
}

// addFields gives the drawn pages their AcroForm and their structure tree.
func addFields(pages []byte, s *sheet) ([]byte, error) {
	b, err := openPages(pages)
	if err != nil {
		return nil, err
	}
	for _, w := range s.widgets {
		b.addWidget(w)
	}
	b.finishPages(s)
	b.addStructure(s)
	b.finishCatalog()
	if b.err != nil {
		return nil, b.err
	}
	out, err := write(b.ctx)
	if err != nil {
		return nil, fmt.Errorf("writing: %w", err)
	}
	return out, nil
}

func openPages(pages []byte) (*binder, error) {
	ctx, err := api.ReadAndValidate(bytes.NewReader(pages), pdfSettings())
	if err != nil {
		return nil, fmt.Errorf("opening drawn pages: %w", err)
	}
	b := &binder{ctx: ctx, groups: map[string]types.Dict{}, groupRefs: map[string]types.IndirectRef{}, pictures: map[string]types.IndirectRef{}}
	for i := 1; i <= ctx.PageCount; i++ {
		_, ref, _, err := ctx.PageDict(i, false)
		if err != nil {
			return nil, fmt.Errorf("opening drawn page %d: %w", i, err)
		}
		b.pages = append(b.pages, *ref)
	}
	font := types.Dict{"Type": types.Name("Font"), "Subtype": types.Name("Type1"),
		"BaseFont": types.Name("Helvetica"), "Encoding": types.Name("WinAnsiEncoding")}
	signs := types.Dict{"Type": types.Name("Font"), "Subtype": types.Name("Type1"), "BaseFont": types.Name("ZapfDingbats")}
	b.resources = types.Dict{"Font": types.Dict{"Helv": b.object(font), "ZaDb": b.object(signs)}}
	return b, b.err
}

// object adds an indirect object.
func (b *binder) object(o types.Object) types.IndirectRef {
	if b.err != nil {
		return types.IndirectRef{}
	}
	ref, err := b.ctx.IndRefForNewObject(o)
	if err != nil {
		b.err = fmt.Errorf("adding object: %w", err)
		return types.IndirectRef{}
	}
	return *ref
}

// picture is one appearance of a widget; equal ones are added once.
func (b *binder) picture(w, h float64, content string) types.IndirectRef {
	key := fmt.Sprintf("%.2f %.2f %s", w, h, content)
	ref, ok := b.pictures[key]
	if !ok {
		ref = b.newPicture(w, h, content)
		b.pictures[key] = ref
	}
	return ref
}

func (b *binder) newPicture(w, h float64, content string) types.IndirectRef {
	if b.err != nil {
		return types.IndirectRef{}
	}
	stream, err := b.ctx.NewStreamDictForBuf([]byte(content))
	if err != nil {
		b.err = fmt.Errorf("adding appearance: %w", err)
		return types.IndirectRef{}
	}
	stream.InsertName("Type", "XObject")
	stream.InsertName("Subtype", "Form")
	stream.Insert("BBox", types.NewNumberArray(0, 0, w, h))
	stream.Insert("Resources", b.resources)
	if err := stream.Encode(); err != nil {
		b.err = fmt.Errorf("adding appearance: %w", err)
		return types.IndirectRef{}
	}
	return b.object(*stream)
}

func (b *binder) addWidget(w widget) {
	x0, y0, x1, y1 := w.rect()
	d := types.Dict{"Type": types.Name("Annot"), "Subtype": types.Name("Widget"),
		"Rect": types.NewNumberArray(x0, y0, x1, y1), "F": types.Integer(annotationPrint)}
	if b.err == nil {
		d["P"] = b.pages[w.page-1]
	}
	b.addAppearance(d, w, x1-x0, y1-y0)
	ref := b.object(d)
	if w.kind == radioWidget {
		b.joinGroup(d, ref, w)
	} else {
		b.fields = append(b.fields, ref)
		b.nameField(d, w, w.tip)
	}
	b.widgets, b.dicts = append(b.widgets, ref), append(b.dicts, d)
}

// addAppearance sets what the widget is and how it looks in each state.
func (b *binder) addAppearance(d types.Dict, w widget, width, height float64) {
	switch w.kind {
	case radioWidget:
		b.addStates(d, w.option, dotPath(width, height), signDot, width, height)
	case tickWidget:
		b.addStates(d, onState, tickPath(width, height), signTick, width, height)
		d["FT"], d["V"] = types.Name("Btn"), types.Name("Off")
	case listWidget:
		d["FT"], d["Opt"] = types.Name("Ch"), b.object(options(w.q))
	default:
		d["FT"] = types.Name("Tx")
		if w.max > 0 {
			d["MaxLen"] = types.Integer(w.max)
		}
	}
	if w.kind == radioWidget || w.kind == tickWidget {
		return
	}
	d["DA"] = types.StringLiteral(w.appearance())
	d["MK"] = types.Dict{}
	// Never shared: some programs write an answer into the picture that is there,
	// and every field with the same picture would show it.
	d["AP"] = types.Dict{"N": b.newPicture(width, height, "/Tx BMC\nEMC\n")}
	if w.kind == hiddenWidget {
		d["F"] = types.Integer(annotationHidden)
	}
	if w.value != "" {
		d["V"], d["DV"] = pdfText(w.value), pdfText(w.value)
	}
}

// addStates sets how a button looks when it is on and off. sign is for programs
// that draw it anew.
func (b *binder) addStates(d types.Dict, on, path, sign string, width, height float64) {
	d["AP"] = types.Dict{"N": types.Dict{on: b.picture(width, height, path), "Off": b.picture(width, height, "")}}
	d["AS"] = types.Name("Off")
	d["MK"] = types.Dict{"CA": types.StringLiteral(sign)}
}

// nameField writes what a field has and a widget of a group has not.
func (b *binder) nameField(d types.Dict, w widget, tip string) {
	d["T"] = types.StringLiteral(w.fieldName())
	if tip != "" {
		d["TU"] = pdfText(tip)
	}
	if flags := w.flags(); flags != 0 {
		d["Ff"] = types.Integer(flags)
	}
}

// joinGroup puts a radio button into the field of its question.
func (b *binder) joinGroup(d types.Dict, ref types.IndirectRef, w widget) {
	name := w.fieldName()
	group, ok := b.groups[name]
	if !ok {
		group = types.Dict{"FT": types.Name("Btn"), "V": types.Name("Off"), "Kids": types.Array{}}
		b.nameField(group, w, w.mark+tip(w.q))
		b.groups[name], b.groupRefs[name] = group, b.object(group)
		b.fields = append(b.fields, b.groupRefs[name])
	}
	d["Parent"], d["TU"] = b.groupRefs[name], pdfText(w.tip)
	kids, _ := group["Kids"].(types.Array)
	group["Kids"] = append(kids, ref)
}

// options are pairs of code and printed words, after an empty one by which an
// answer can be taken back. They are an object of their own, which keeps the
// fields short: some readers take the word "stream" in a long object, as in
// "mainstream_school", for the start of a stream and lose the object.
func options(q Question) types.Array {
	all := types.Array{types.Array{types.StringLiteral(""), types.StringLiteral("")}}
	for _, o := range q.Options {
		all = append(all, types.Array{types.StringLiteral(o.Code), pdfText(o.Label)})
	}
	return all
}

// finishPages gives every page its widgets; tab order is that of the structure.
func (b *binder) finishPages(s *sheet) {
	if b.err != nil {
		return
	}
	for i := range b.pages {
		var annotations types.Array
		for n, w := range s.widgets {
			if w.page == i+1 {
				annotations = append(annotations, b.widgets[n])
			}
		}
		page, _, _, err := b.ctx.PageDict(i+1, false)
		if err != nil {
			b.err = fmt.Errorf("adding widgets to page %d: %w", i+1, err)
			return
		}
		page["Annots"] = annotations
		page["Tabs"] = types.Name("S")
		page["StructParents"] = types.Integer(i)
	}
}

func (b *binder) finishCatalog() {
	if b.err != nil {
		return
	}
	catalog, err := b.ctx.Catalog()
	if err != nil {
		b.err = fmt.Errorf("adding fields to the catalog: %w", err)
		return
	}
	catalog["AcroForm"] = b.object(types.Dict{"Fields": b.fields, "DR": b.resources, "DA": types.StringLiteral("/Helv 0 Tf 0 g")})
	catalog["MarkInfo"] = types.Dict{"Marked": types.Boolean(true)}
	catalog["Lang"] = types.StringLiteral("en-GB")
	catalog["ViewerPreferences"] = types.Dict{"DisplayDocTitle": types.Boolean(true)}
}
