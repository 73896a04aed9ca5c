package forms

import (
	"context"
	"errors"
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
		"Þór", "Weiß", "Ħal", "Ångström", "Łoś", "O'Neill", "O’Neill", "D'Arcy", "İbrahim", "Șerban", "Smith–Jones", "Smith-Jones", "Il", "Anne Marie", "Bernard", "Bemard",
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
			case !answer.Certain:
				t.Logf("unread %q as %q", name, answer.Raw)
			case answer.Value != name:
				t.Errorf("%q is certain and read as %q", name, answer.Value)
			default:
				certain++
			}
		}
	}
	t.Logf("%d are certain", certain)
}

// pageOne and the others are what one family sends.
func family() map[string]string {
	return map[string]string{"child_surname": "Example", "child_forename": "Tom", "child_dob": "12/05/2019", "nhs_number": "9990000018",
		"child_postcode": "SK1 3XE", "pr_consent": "yes_told_me", "act_dressing": "some", "main_cause": "physical_or_movement", "ais_needs": "bsl|braille", "setting_type": "special_school"}
}

func (p painter) pages(answers map[string]string, numbers ...int) (sheets []*image.Gray) {
	for _, number := range numbers {
		sheets = append(sheets, p.page(number, answers))
	}
	return sheets
}

func TestPagesBecomeOneForm(t *testing.T) {
	reader, paint := Reader{OCR: tesseract(t)}, newPainter(t)
	other := family()
	other["child_forename"], other["nhs_number"] = "Ann", "9990000026"
	changed := family()
	changed["child_postcode"] = "SK2 3XE"
	for name, c := range map[string]struct {
		sheets    []*image.Gray
		code      UnreadCode
		uncertain string
		lacks     int
	}{
		"in order":                  {paint.pages(family(), 1, 2, 3, 4, 5), "", "", 0},
		"in any order":              {paint.pages(family(), 4, 2, 1, 5, 3), "", "", 0},
		"one page missing":          {paint.pages(family(), 1, 2, 3, 4), "", "", 1},
		"one page twice":            {paint.pages(family(), 1, 2, 2, 3, 4, 5), "", "", 0},
		"one page twice, otherwise": {append(paint.pages(family(), 1, 2, 3, 4, 5), paint.page(2, changed)), "", "child_postcode", 0},
		"of two children":           {append(paint.pages(family(), 1, 2), paint.pages(other, 1, 2)...), SeveralForms, "", 0},
		"blank":                     {paint.pages(nil, 1, 2), Blank, "", 0},
		"of something else":         {[]*image.Gray{quarters(sample(), 0)}, NoFields, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			form, err := reader.readSheets(context.Background(), "form.pdf", c.sheets, midday)
			var unread *UnreadableError
			if errors.As(err, &unread); c.code != "" {
				if unread == nil || unread.Unread.Code != c.code {
					t.Fatalf("error %v, want %s", err, c.code)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if form.Shape != Scan || form.Version != Version || form.Certain != (c.uncertain == "" && c.lacks == 0) {
				t.Errorf("%v, certain %v", form, form.Certain)
			}
			for name, want := range family() {
				q, _ := Lookup(name)
				normal, _ := normalise(q, want, "", midday)
				if got, sure := form.Value(name); sure == (name == c.uncertain) || sure && got != normal.Value {
					t.Errorf("%s is %q, sure %v", name, got, sure)
				}
			}
			if len(form.Fields) != len(family()) {
				t.Errorf("%d answers", len(form.Fields))
			}
			lacks := 0
			for _, p := range form.Problems {
				if p.Code == problemIncomplete && strings.HasPrefix(p.Text, "Page 5") {
					lacks++
				}
			}
			if lacks != c.lacks {
				t.Errorf("%d pages are said to be missing", lacks)
			}
		})
	}
}
