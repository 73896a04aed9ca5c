package forms

import (
	"context"
	"slices"
	"strings"
	"time"
)

// namedField is one field of a file by its own name, whatever the format. A
// reader of another format makes a list of these and asks readMapped.
type namedField struct {
	name  string
	given []given // what is filled in; none when it is blank
}

// named lists the fields of a PDF with their answers as they stand.
func (p pdfForm) named() []namedField {
	all := make([]namedField, 0, len(p.fields))
	for _, f := range p.fields {
		all = append(all, namedField{name: f.name, given: f.answers(&slot{})})
	}
	return all
}

// readMapped reads fields by the mapping that fits them: that of an earlier
// version, or of a form of the service's own. printed is the version on the
// pages, "" where it is not known. ok is false when no mapping fits; blank is
// true when the form has no answer.
func (r Reader) readMapped(fields []namedField, shape Shape, source, printed string, received time.Time) (form Form, blank, ok bool) {
	fits := r.mappings(fields, printed)
	if len(fits) == 0 {
		return Form{}, false, false
	}
	blank = true
	for i, m := range fits {
		one := m.read(fields, received)
		one.Source, one.Shape = source, shape
		blank = blank && len(one.Fields) == 0
		if i == 0 {
			form = one
			continue
		}
		form = Join(form, one) // versions that cannot be told apart: only what both say is certain
	}
	return form, blank, true
}

// mapped is what a mapping finds for one question.
type mapped struct {
	given   []given
	parts   []given
	unclear bool // an answer that means no option of today
}

// read makes today's form of the fields.
func (m Mapping) read(fields []namedField, received time.Time) Form {
	found := map[string]*mapped{}
	rows := m.byField()
	for _, f := range fields {
		for _, g := range f.given {
			take(found, rows[nameKey(f.name)], g)
		}
	}
	form := Form{Version: m.Version, Certain: true, Fields: map[string]Answer{}}
	for _, q := range Questions() {
		if at := found[q.Name]; at != nil && q.Kind != KindHidden {
			form.addMapped(q, *at, received)
		}
	}
	if at := found[childName]; at != nil {
		form.addMappedName(*at, received)
	}
	form.check(received)
	return form
}

// take sorts one value of a field with these rows by the questions that it
// answers.
func take(found map[string]*mapped, all []Mapped, g given) {
	at := func(question string) *mapped {
		if found[question] == nil {
			found[question] = &mapped{}
		}
		return found[question]
	}
	rows, known := rowsFor(all, g.value)
	if !known {
		for _, question := range questionsOf(all) {
			at(question).unclear = true
			at(question).given = append(at(question).given, g)
		}
		return
	}
	for _, row := range rows {
		q, _ := Lookup(row.Question)
		switch {
		case row.Question == "":
		case row.Code == Unclear:
			at(row.Question).unclear = true
			at(row.Question).given = append(at(row.Question).given, g)
		case row.Join:
			at(row.Question).parts = append(at(row.Question).parts, g)
		case row.Code == "":
			g.value = q.codeOf(g.value)
			at(row.Question).given = append(at(row.Question).given, g)
		default:
			for _, code := range row.codes() {
				g.value = code
				at(row.Question).given = append(at(row.Question).given, g)
			}
		}
	}
}

// all are the answers to one question, parts put together.
func (a mapped) all(q Question) []given {
	if len(a.parts) == 0 {
		return a.given
	}
	whole := a.parts[0]
	var texts []string
	for _, part := range a.parts {
		texts = append(texts, strings.TrimSpace(part.value))
		whole.sure, whole.cut, whole.odd = whole.sure && part.sure, whole.cut || part.cut, whole.odd || part.odd
	}
	between := " "
	switch q.Kind {
	case KindDate:
		between = "/"
	case KindLongText, KindAddress, KindDateOrText:
		between = "\n"
	}
	whole.value = strings.Join(texts, between)
	return append(slices.Clone(a.given), whole)
}

// addMapped reads the answers to one question.
func (f *Form) addMapped(q Question, a mapped, received time.Time) {
	all := a.all(q)
	if a.unclear {
		values, where, _, _ := merge(q, all)
		f.Fields[q.Name] = Answer{Raw: strings.Join(values, "|"), Where: where}
		f.Problems = append(f.Problems, problem(q, codeUnknownOption))
		return
	}
	answer, problems := settle(q, all, received)
	if answer == (Answer{}) {
		return
	}
	f.Fields[q.Name] = answer
	f.Problems = append(f.Problems, problems...)
}

// addMappedName takes a whole name apart where that is certain.
func (f *Form) addMappedName(a mapped, received time.Time) {
	whole := Question{Name: childName, Kind: KindText}
	values, where, sure, cut := merge(whole, a.all(whole))
	first, _ := Lookup("child_forename")
	last, _ := Lookup("child_surname")
	text := tidy(strings.Join(values, " / "))
	parts, ok := twoNames(text)
	for i, q := range []Question{first, last} {
		if _, own := f.Fields[q.Name]; own || text == "" {
			continue // the part stands on its own
		}
		if !ok || !sure || cut || len(values) > 1 {
			f.put(q, Answer{Raw: text, Where: where}, []Problem{problem(q, codeCombinedName)})
			continue
		}
		answer, problems := normalise(q, parts[i], where, received)
		f.put(q, answer, problems)
	}
}

// readFields reads the fields of a PDF: by a mapping where one fits, else as
// today's form.
func (r Reader) readFields(ctx context.Context, f File, p pdfForm, received time.Time) (Form, error) {
	source := f.source()
	printed := r.printedVersion(ctx, f, p)
	if newer(printed) {
		return refuse(source, PDFForm, NewerVersion)
	}
	form, blank, ok := r.readMapped(p.named(), PDFForm, source, printed, received)
	if !ok {
		return p.read(source, received)
	}
	return p.whole(form, blank)
}

// printedVersion is the version in the footer of a form of ours whose field for
// it was lost, "" when the form has that field or the pages cannot be opened.
func (r Reader) printedVersion(ctx context.Context, f File, p pdfForm) string {
	if r.Pages == nil || gather(p.fields).asked[versionField] || len(p.fields) < fewestExact {
		return ""
	}
	pages, err := r.Pages(ctx, f.Data, 0, mostFooters)
	if err != nil {
		return ""
	}
	for _, page := range pages {
		var text strings.Builder
		for _, letter := range page.Letters {
			text.WriteString(letter.Text)
		}
		if version := versionIn(text.String()); version != "" {
			return version
		}
	}
	return ""
}

// mostFooters is how many pages are looked at for a footer with the version;
// each page of a form has one.
const mostFooters = 3
