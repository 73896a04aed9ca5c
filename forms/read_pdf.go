package forms

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Codes of problems that the reading of a file finds.
const (
	problemDisagrees  = "disagrees"      // two places give different answers
	problemTooLong    = "too-long"       // an answer goes on where reading stops
	problemOdd        = "unknown-option" // a text stands where a tick is expected
	problemIncomplete = "incomplete"     // a part of the file is missing
)

// A document that is not ours may have a field or two of the same name. The
// names of the contract are odd enough that a handful of them are no accident;
// names that are only alike ("NHS Number", "GP name") stand in other services'
// forms too, so more of those are wanted.
const (
	fewestExact = 5
	fewestAlike = 12
)

// plainVersion is what a printed version looks like. Nothing else is kept as
// one, because versions are logged and a field can hold anything.
var plainVersion = regexp.MustCompile(`^v?\d{1,4}([.-]\d{1,2}){0,2}$`)

// readPDF reads the fields of a PDF, or its pages where it has none.
func (r Reader) readPDF(ctx context.Context, f File, received time.Time) (Form, error) {
	source := f.source()
	doc, err := openPDF(ctx, f.Data)
	switch {
	case ctx.Err() != nil:
		return refuse(source, PDFForm, Failed)
	case err != nil && bytes.Contains(f.Data, []byte("/Encrypt")):
		return refuse(source, PDFForm, Password)
	case err != nil:
		return refuse(source, PDFForm, Damaged)
	}
	found, err := fieldsOf(ctx, doc)
	switch {
	case errors.Is(err, errTooMany):
		return refuse(source, PDFForm, TooLarge)
	case ctx.Err() != nil:
		return refuse(source, PDFForm, Failed)
	case err != nil:
		return refuse(source, PDFForm, Damaged)
	}
	form, err := found.read(source, received)
	if unread := (*UnreadableError)(nil); errors.As(err, &unread) && unread.Unread.Code == NoFields {
		return r.readPages(ctx, f, received)
	}
	return form, err
}

// read makes our form of a document's fields.
func (p pdfForm) read(source string, received time.Time) (Form, error) {
	g := gather(p.fields)
	version := g.version()
	switch {
	case !g.ours() && p.xfa:
		return refuse(source, PDFForm, XFA)
	case !g.ours() && p.lost && len(p.fields) == 0:
		return refuse(source, PDFForm, Damaged)
	case !g.ours():
		return refuse(source, PDFForm, NoFields)
	case newer(version):
		return refuse(source, PDFForm, NewerVersion)
	}
	form := Form{Source: source, Shape: PDFForm, Version: version, Certain: true, Fields: map[string]Answer{}}
	blank := true
	for _, q := range Questions() {
		given := g.answers[q.Name]
		if len(given) == 0 || q.Name == versionField {
			continue
		}
		answer, problems := settle(q, given, received)
		form.Fields[q.Name] = answer
		form.Problems = append(form.Problems, problems...)
		form.Certain = form.Certain && answer.Certain
		blank = blank && q.Kind == KindHidden
	}
	switch {
	case blank && p.lost:
		return refuse(source, PDFForm, Damaged)
	case blank && p.xfa:
		return refuse(source, PDFForm, XFA)
	case blank:
		return refuse(source, PDFForm, Blank)
	}
	form.check(received)
	if p.lost {
		form.Certain = false
		form.Problems = append(form.Problems, Problem{Code: problemIncomplete, Text: "A part of the file is missing, and answers may be missing with it."})
	}
	return form, nil
}

// newer reports whether a version is one of ours from after this program.
func newer(version string) bool {
	const dated = "2006-01"
	_, err := time.Parse(dated, version)
	return err == nil && version > Version
}

// given is one answer as one field gives it.
type given struct {
	value string
	page  int
	sure  bool
	cut   bool
	odd   bool // a text where a tick is expected
}

// settle makes one answer of what all fields of a question say.
func settle(q Question, all []given, received time.Time) (Answer, []Problem) {
	values, where, sure, cut := merge(q, all)
	raw := strings.Join(values, "|")
	code := ""
	switch {
	case slices.ContainsFunc(all, func(g given) bool { return g.odd }):
		code = problemOdd
	case cut:
		code = problemTooLong
	case !sure || len(values) > 1 && q.Kind != KindMulti:
		code = problemDisagrees
	}
	if code != "" {
		return Answer{Raw: raw, Where: where}, []Problem{{Field: q.Name, Code: code, Text: problemText(code)}}
	}
	return normalise(q, raw, where, received)
}

func problemText(code string) string {
	switch code {
	case problemTooLong:
		return "The answer is longer than can be read."
	case problemOdd:
		return "Something is written where a box is to be ticked."
	}
	return "Two places in the file give different answers to this question."
}

// merge joins what several fields say: equal answers are one, options stand in
// the order of the form.
func merge(q Question, all []given) (values []string, where string, sure, cut bool) {
	has := map[string]bool{}
	sure = true
	for _, g := range all {
		if where == "" && g.page > 0 {
			where = fmt.Sprintf("page %d", g.page)
		}
		sure, cut = sure && g.sure, cut || g.cut
		if key := strings.TrimSpace(g.value); !has[key] && key != "" {
			has[key] = true
			values = append(values, g.value)
		}
	}
	if q.Kind != KindMulti {
		return values, where, sure, cut
	}
	return inOrder(q, values), where, sure, cut
}

// inOrder sorts option codes as the form has them; others follow.
func inOrder(q Question, values []string) []string {
	var sorted, others []string
	has := map[string]bool{}
	for _, value := range values {
		if _, ok := q.Option(value); ok {
			has[value] = true
		} else {
			others = append(others, value)
		}
	}
	for _, o := range q.Options {
		if has[o.Code] {
			sorted = append(sorted, o.Code)
		}
	}
	return append(sorted, others...)
}
