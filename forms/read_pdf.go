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
	problemDoubtful   = "not-certain"    // an answer was seen, and perhaps not as it was meant
	problemBeside     = "beside"         // something stands on the pages and in no box
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
	found, code := fieldsIn(ctx, f.Data)
	if code != "" {
		return refuse(source, PDFForm, code)
	}
	form, err := r.readFields(ctx, f, found, received)
	if err == nil {
		form = r.inked(ctx, f, received, found, form)
	}
	form, err = r.orPages(ctx, f, received, form, err)
	return found.remarked(source, form, err)
}

// fieldsIn gives the fields of a document, or why there are none to be had.
func fieldsIn(ctx context.Context, data []byte) (found pdfForm, code UnreadCode) {
	found, ok, err := leanFields(ctx, data)
	if !ok {
		doc, failed := openPDF(ctx, data)
		switch {
		case ctx.Err() != nil:
			return pdfForm{}, Failed
		case failed != nil && locked(data):
			return pdfForm{}, Password
		case failed != nil:
			return pdfForm{}, Damaged
		}
		found, err = fieldsOf(ctx, doc)
	}
	switch {
	case errors.Is(err, errTooMany):
		return pdfForm{}, TooLarge
	case ctx.Err() != nil:
		return pdfForm{}, Failed
	case err != nil:
		return pdfForm{}, Damaged
	}
	return found, ""
}

// locked reports whether a PDF that cannot be opened is one with a password.
func locked(data []byte) bool { return bytes.Contains(data, []byte("/Encrypt")) }

// orPages reads the pages of a document that has no fields of ours, or none
// that is filled in: some programs leave the fields empty and write the answers
// on the page, others leave one hidden field behind.
func (r Reader) orPages(ctx context.Context, f File, received time.Time, form Form, err error) (Form, error) {
	unread := (*UnreadableError)(nil)
	if !errors.As(err, &unread) {
		return form, err
	}
	switch unread.Unread.Code {
	case NoFields:
		return r.readPages(ctx, f, received)
	case Blank:
		if r.Pages == nil {
			return form, err
		}
		printed, other := r.readPages(ctx, f, received)
		if also := (*UnreadableError)(nil); errors.As(other, &also) && (also.Unread.Code == NoFields || also.Unread.Code == Blank || also.Unread.Shape == Scan) {
			return form, err
		}
		return printed, other
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
		if answer == (Answer{}) {
			continue // "n/a" where no answer is required
		}
		form.Fields[q.Name] = answer
		form.Problems = append(form.Problems, problems...)
		form.Certain = form.Certain && answer.Certain
		blank = blank && q.Kind == KindHidden
	}
	form.check(received)
	return p.whole(form, blank)
}

// whole is a form as far as the file was: one that is blank, or lacks a part,
// says why.
func (p pdfForm) whole(form Form, blank bool) (Form, error) {
	source := form.Source
	switch {
	case blank && p.lost:
		return refuse(source, PDFForm, Damaged)
	case blank && p.xfa:
		return refuse(source, PDFForm, XFA)
	case blank:
		return refuse(source, PDFForm, Blank)
	}
	if p.lost {
		form.Certain = false
		form.Problems = append(form.Problems, Problem{Code: problemIncomplete, Text: "A part of the file is missing, and answers may be missing with it."})
	}
	return form, nil
}

// newer reports whether a version is one of ours from after this program.
func newer(version string) bool { return dated(version) && version > Version }

// dated reports whether a version is written as ours are: "2026-11".
func dated(version string) bool {
	_, err := time.Parse("2006-01", version)
	return err == nil
}

// given is one answer as one field gives it.
type given struct {
	value string
	page  int
	sure  bool
	cut   bool
	odd   bool // a text where a tick is expected
	doubt bool // seen, and perhaps not as it was meant
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
	case slices.ContainsFunc(all, func(g given) bool { return g.doubt }):
		code = problemDoubtful
	case !sure || len(values) > 1 && q.Kind != KindMulti:
		code = problemDisagrees
	}
	if code != "" {
		return Answer{Raw: raw, Where: where}, []Problem{{Field: q.Name, Code: code, Text: problemText(q, code)}}
	}
	return normalise(q, raw, where, received)
}

// problemText names the question, for the sentence stands in a letter by itself.
func problemText(q Question, code string) string {
	switch code {
	case problemTooLong:
		return fmt.Sprintf("The answer to %q is longer than can be read.", q.Label)
	case problemOdd:
		return fmt.Sprintf("At %q something is written where a box is to be ticked.", q.Label)
	case problemDoubtful:
		return fmt.Sprintf("The answer to %q could not be read with certainty.", q.Label)
	}
	return fmt.Sprintf("Two places in the file give different answers to %q.", q.Label)
}

// merge joins what several fields say: equal answers are one, options stand in
// the order of the form.
func merge(q Question, all []given) (values []string, where string, sure, cut bool) {
	var has map[string]bool
	if len(all) > 1 {
		has = make(map[string]bool, len(all))
	}
	sure = true
	for _, g := range all {
		if where == "" && g.page > 0 {
			where = fmt.Sprintf("page %d", g.page)
		}
		sure, cut = sure && g.sure, cut || g.cut
		if key := strings.TrimSpace(g.value); !has[key] && key != "" {
			if has != nil {
				has[key] = true
			}
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
