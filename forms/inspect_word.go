package forms

import (
	"context"
	"fmt"
	"strings"
)

// inspectWord lists the content controls, the fields of the older kind and the
// tick boxes of a Word form.
func (r Reader) inspectWord(ctx context.Context, f File) (Inspected, error) {
	office, err := openOffice(f.Data)
	switch {
	case err != nil:
		return notInspected(f, DOCX, codeOfOffice(err))
	case office.macros():
		return notInspected(f, DOCX, Macros)
	}
	fields, err := ownFieldsOf(ctx, f.Data)
	switch {
	case ctx.Err() != nil:
		return notInspected(f, DOCX, Failed)
	case err != nil:
		return notInspected(f, DOCX, codeOfOffice(err))
	case len(fields) == 0:
		return notInspected(f, DOCX, NoFields)
	}
	found := Inspected{Source: f.source(), Shape: DOCX, Faults: ownFaults(fields)}
	var named []pdfField
	met := map[string]bool{}
	for _, own := range fields {
		named = append(named, pdfField{name: own.name, kind: "Tx"})
		if key := nameKey(own.name); own.name != "" && !met[key] {
			met[key] = true
			found.Fields = append(found.Fields, own.described())
		}
	}
	found.Ours = gather(named).ours()
	return found, nil
}

func (own ownField) described() FormField {
	one := FormField{Name: own.name, Kind: own.kind, Options: listed(own.options), Label: short(own.label)}
	if own.title != "" && own.title != own.name {
		one.Label = short(own.title)
	}
	known := false
	for _, o := range own.options {
		known = known || o.value == own.value
	}
	if own.shown != "" && !prompted(own.shown) && (own.kind != FieldList || own.prompt || !known) {
		one.Prompt = own.shown
	}
	return one
}

// ownFaults lists what keeps fields of a Word form from being read by a mapping,
// whatever the mapping says.
func ownFaults(fields []ownField) (faults []MappingFault) {
	nameless, times := map[FieldKind]int{}, map[string]int{}
	for _, f := range fields {
		if times[nameKey(f.name)]++; f.name == "" {
			nameless[f.kind]++
		}
	}
	for _, kind := range []FieldKind{FieldText, FieldTick, FieldList} {
		if n := nameless[kind]; n > 0 {
			faults = append(faults, MappingFault{Text: fmt.Sprintf("%d of the form's fields (%s) have no name, so nothing that is written there can be read%s", n, kind, firstLabel(fields, kind)),
				Hint: "in Word, Developer > Properties: give a content control a tag, and a field of the older kind a bookmark, each its own"})
		}
	}
	told := map[string]bool{}
	for _, f := range fields {
		key := nameKey(f.name)
		if n := times[key]; f.name != "" && n > 1 && !told[key] {
			told[key] = true
			faults = append(faults, MappingFault{Field: f.name, Text: fmt.Sprintf("%d fields have this name, so nobody can tell what is written in which", n),
				Hint: "in Word, Developer > Properties: give each field a tag (or bookmark) of its own; an answer in them goes to a person until then"})
		}
		if f.name != "" && f.value != "" && !f.prompt && f.kind != FieldText {
			faults = append(faults, MappingFault{Field: f.name, Text: "is answered in the form already, so whoever leaves it as it is gives that answer",
				Hint: "inspect and send the blank form; let a list begin with an entry such as \"Choose\", and no box be ticked"})
		}
	}
	return faults
}

// firstLabel tells where the first field without a name stands.
func firstLabel(fields []ownField, kind FieldKind) string {
	for _, f := range fields {
		if f.name == "" && f.kind == kind && strings.TrimSpace(f.label) != "" {
			return fmt.Sprintf(" (the first stands at “%s”)", short(f.label))
		}
	}
	return ""
}
