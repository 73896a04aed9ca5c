//go:build !race

// The arithmetic of pictures takes many minutes under the race detector, which
// sees the same code in the lighter tests.

package forms

import (
	"context"
	"image"
	"strings"
	"testing"
)

// Letters that OCR does not know, or takes for others, never come back as
// certain letters that nobody wrote.
func TestLettersThatAreNotWhatTheySeem(t *testing.T) {
	reader, paint := Reader{OCR: tesseract(t)}, newPainter(t)
	names := []string{
		"Łukasz", "Michał", "Žižka", "Zoë", "Zoé", "Søren", "Ağca", "Wałęsa", "Gonçalves", "Đoković", "Ødegaard", "Erdős", "Siân", "Ian", "lan",
		"Þór", "Weiß", "Ħal", "Ångström", "Łoś", "O'Neill", "O’Neill", "D'Arcy", "İbrahim", "Șerban", "Il", "Anne Marie", "Bernard", "Bemard",
	}
	fields := []string{"referrer_name", "referrer_role", "child_surname", "child_forename", "child_known_as",
		"lives_with", "gp_practice_name", "gp_name", "pr1_name", "pr2_name", "interpreter_language", "ais_needs_detail", "school_name", "school_contact"}
	certain := 0
	for len(names) > 0 {
		written := map[string]string{}
		for _, field := range fields[:min(len(fields), len(names))] {
			written[field], names = names[0], names[1:]
		}
		form, err := reader.readSheets(context.Background(), "pages", paint.pages(written, 1, 2), midday)
		if err != nil {
			t.Fatal(err)
		}
		for field, name := range written {
			answer, there := form.Fields[field]
			switch {
			case !there:
				t.Errorf("%q is not seen in %s", name, field)
			case answer.Certain && answer.Value != name:
				t.Errorf("%q is certain and read as %q", name, answer.Value)
			case answer.Certain:
				certain++
			}
		}
	}
	if certain < 4 {
		t.Errorf("%d are certain", certain)
	}
}

func TestPagesBecomeOneForm(t *testing.T) {
	reader, paint := Reader{OCR: tesseract(t)}, newPainter(t)
	other, changed := family(), family()
	other["child_forename"], other["nhs_number"] = "Ann", "9990000026"
	changed["child_postcode"] = "SK2 3XE"
	for name, c := range map[string]struct {
		sheets  []*image.Gray
		code    UnreadCode
		unclear string
	}{
		"in any order":              {paint.pages(family(), 2, 1), "", ""},
		"one page twice":            {paint.pages(family(), 1, 2, 1), "", ""},
		"one page twice, otherwise": {append(paint.pages(family(), 1, 2), paint.page(2, changed)), "", "child_postcode"},
		"of two children":           {append(paint.pages(family(), 1), paint.page(1, other)), Several, ""},
		"blank":                     {paint.pages(nil, 2), Blank, ""},
		"too small":                 {[]*image.Gray{sample()}, NoFields, ""},
	} {
		t.Run(name, func(t *testing.T) {
			form, err := reader.readSheets(context.Background(), "form.pdf", c.sheets, midday)
			if codeOfError(err) != c.code {
				t.Fatalf("error %v, want %q", err, c.code)
			}
			if c.code != "" {
				return
			}
			if form.Shape != Scan || form.Version != Version || form.Certain || len(form.Fields) != len(family()) {
				t.Errorf("%v, certain %v", form, form.Certain)
			}
			for name, want := range family() {
				if got, sure := form.Value(name); sure == (name == c.unclear) || sure && got != want {
					t.Errorf("%s is %q, sure %v", name, got, sure)
				}
			}
			lacks := 0
			for _, p := range form.Problems {
				if p.Code == problemIncomplete && strings.HasPrefix(p.Text, "Page ") {
					lacks++
				}
			}
			if lacks != 3 {
				t.Errorf("%d pages are said to be missing", lacks)
			}
		})
	}
}
