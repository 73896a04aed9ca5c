package forms

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// FillPDF is the current form with answers written in, as the program on a
// person's machine writes them: by canonical name, texts as they are, options
// by code, several options joined by "|". The viewer draws the texts. An
// unknown name or option is an error; an empty answer leaves its question
// blank.
func FillPDF(answers map[string]string) ([]byte, error) {
	pdf, err := BlankPDF()
	if err != nil {
		return nil, err
	}
	return fillIn(pdf, answers)
}

// fillIn writes answers into a drawing of the form.
func fillIn(pdf []byte, answers map[string]string) ([]byte, error) {
	doc, err := openPDF(context.Background(), pdf)
	if err != nil {
		return nil, err
	}
	form, err := fieldsOf(context.Background(), doc)
	if err != nil {
		return nil, fmt.Errorf("listing fields: %w", err)
	}
	fields := map[string]pdfField{}
	for _, f := range form.fields {
		fields[f.name] = f
	}
	for _, name := range slices.Sorted(maps.Keys(answers)) {
		if err := fill(fields, name, answers[name]); err != nil {
			return nil, fmt.Errorf("filling %s: %w", name, err)
		}
	}
	if err := drawTexts(doc); err != nil {
		return nil, err
	}
	return write(doc)
}

// drawTexts asks whatever shows the form to draw the texts in it.
func drawTexts(doc *model.Context) error {
	catalog, err := doc.Catalog()
	if err != nil {
		return fmt.Errorf("opening catalog: %w", err)
	}
	form := objects{doc}.dict(catalog["AcroForm"])
	if form == nil {
		return errors.New("opening catalog: no form")
	}
	form["NeedAppearances"] = types.Boolean(true)
	return nil
}

// fill writes one answer. Errors hold no answer.
func fill(fields map[string]pdfField, name, answer string) error {
	q, ok := Lookup(name)
	switch {
	case !ok:
		return errors.New("no such question")
	case answer == "":
		return nil
	case !q.choice():
		fields[name].dict["V"] = pdfText(answer)
		return nil
	}
	codes := []string{answer}
	if q.Kind == KindMulti {
		codes = strings.Split(answer, "|")
	}
	for _, code := range codes {
		if _, ok := q.Option(code); !ok {
			return errors.New("no such option")
		}
		if q.Kind == KindMulti {
			fields[name+"__"+code].press(onState)
		} else {
			fields[name].press(code)
		}
	}
	return nil
}

// press chooses an option: in a list by its value, else by the button that has
// that state.
func (f pdfField) press(state string) {
	if f.kind == "Ch" {
		f.dict["V"] = types.StringLiteral(state)
		return
	}
	f.dict["V"] = types.Name(state)
	for i, w := range f.widgets {
		if slices.Contains(w.states, state) {
			f.places[i]["AS"] = types.Name(state)
		}
	}
}
