package forms

import (
	"slices"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	for name, c := range map[string]struct {
		answers  map[string]string
		certain  bool
		problems string
	}{
		"nothing wrong":                 {map[string]string{"msk_problem": "knee_pain|torticollis", "ref_date": "2026-11-23"}, true, ""},
		"none and another":              {map[string]string{"msk_problem": "none|knee_pain"}, false, "msk_problem disagrees"},
		"nothing yet and more":          {map[string]string{"universal_tried": "none_yet|equipment"}, false, "universal_tried disagrees"},
		"signed tomorrow":               {map[string]string{"declaration_date": "2026-11-24", "ref_date": "2026-11-25"}, true, "ref_date future-date, declaration_date future-date"},
		"school year is not its matter": {map[string]string{"child_dob": "2019-05-12", "school_year_group": "11"}, true, ""},
	} {
		f := filled(c.answers)
		f.check(plainDay)
		f.check(plainDay)
		var got []string
		for _, p := range f.Problems {
			got = append(got, p.Field+" "+p.Code)
		}
		if f.Certain != c.certain || strings.Join(got, ", ") != c.problems {
			t.Errorf("%s: certain %v, problems %v", name, f.Certain, got)
		}
	}
}

func TestCheckOrdersProblemsAndDropsRepeats(t *testing.T) {
	uncertain := Form{Fields: map[string]Answer{"child_dob": {Raw: "soon"}}}
	dob, nhs := problem(question(t, "child_dob"), codeNotDate), problem(question(t, "nhs_number"), codeCheckDigit)
	whole := Problem{Code: "newer", Text: "The form is newer."}
	uncertain.Problems = []Problem{nhs, dob, whole, nhs}
	uncertain.check(plainDay)
	if !slices.Equal(uncertain.Problems, []Problem{whole, dob, nhs}) || uncertain.Certain {
		t.Errorf("certain %v, problems %v", uncertain.Certain, uncertain.Problems)
	}
}
