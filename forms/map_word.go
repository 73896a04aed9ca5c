package forms

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// readMappedWord reads a Word form of the service's own design by the mapping
// that fits its fields. ok is false where none does.
func (r Reader) readMappedWord(ctx context.Context, f File, received time.Time) (form Form, err error, ok bool) {
	if len(r.Maps) == 0 {
		return Form{}, nil, false
	}
	office, err := openOffice(f.Data)
	if err != nil || office.macros() {
		return Form{}, nil, false
	}
	own, err := ownFieldsOf(ctx, f.Data)
	if err != nil {
		return Form{}, nil, false
	}
	names := map[string]bool{}
	for _, field := range own {
		if field.name != "" {
			names[nameKey(field.name)] = true
		}
	}
	m, ok := mostLike(r.Maps, names)
	if !ok {
		return Form{}, nil, false
	}
	fields := m.namedIn(own)
	form = m.read(fields, received)
	form.Source, form.Shape = f.source(), DOCX
	for name, a := range form.Fields {
		a.Where = "the form's fields"
		form.Fields[name] = a
	}
	lost := m.lost(own, fields)
	if len(form.Fields) == 0 && len(lost) == 0 {
		form, err = refuse(f.source(), DOCX, Blank)
		return form, err, true
	}
	if len(lost) > 0 {
		form.Problems = append(form.Problems, lost...)
		form.Certain = false
	}
	return form, nil, true
}

// namedIn are the fields of a Word form with what is filled in. Where two have
// one name, nobody can tell whose answer it is; a text that the document calls a
// prompt, and that is none, may be what somebody wrote.
func (m Mapping) namedIn(own []ownField) []namedField {
	times, prompts := map[string]int{}, map[string]string{}
	for _, f := range own {
		times[nameKey(f.name)]++
	}
	for _, row := range m.Rows {
		prompts[nameKey(row.Field)] = row.Prompt
	}
	var all []namedField
	for _, f := range own {
		if f.name == "" {
			continue
		}
		key := nameKey(f.name)
		one := namedField{name: f.name}
		prompt := prompts[key]
		blank := strings.TrimSpace(f.value) == "" || prompted(f.shown) || promptLike(f.shown) && f.kind == FieldList ||
			prompt != "" && foldKey(f.shown) == foldKey(prompt)
		if !blank || f.doubt && f.kind == FieldTick {
			g := given{value: f.value, sure: true, doubt: f.doubt || f.prompt || times[key] > 1}
			if f.kind == FieldTick {
				g.value = ownTick
			}
			one.given = append(one.given, g)
		}
		all = append(all, one)
	}
	return all
}

// lost says what of the form the mapping did not reach: fields that it reads and
// that the file has no more, and answers in fields that it does not know.
func (m Mapping) lost(own []ownField, fields []namedField) (problems []Problem) {
	has, knows := map[string]bool{}, m.fieldNames()
	unknown := false
	for _, f := range fields {
		has[nameKey(f.name)] = true
		unknown = unknown || len(f.given) > 0 && !knows[nameKey(f.name)]
	}
	for _, f := range own {
		unknown = unknown || f.name == "" && f.value != "" && !f.prompt
	}
	missing := 0
	for name := range knows {
		if !has[name] {
			missing++
		}
	}
	if missing > 0 {
		problems = append(problems, Problem{Code: problemIncomplete, Text: fmt.Sprintf("%d of the form's fields are missing from the file, and answers may be missing with them.", missing)})
	}
	if unknown {
		problems = append(problems, Problem{Code: problemIncomplete, Text: "The form has an answer in a field that is not known here."})
	}
	return problems
}
