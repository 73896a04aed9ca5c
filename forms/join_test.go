package forms

import "testing"

func formOf(answers map[string]Answer) Form {
	return Form{Source: "a", Shape: PDFForm, Version: "2026-11", Fields: answers}.settled()
}

func certainly(v string) Answer  { return Answer{Value: v, Raw: v, Certain: true} }
func doubtfully(r string) Answer { return Answer{Raw: r} }

func TestJoin(t *testing.T) {
	a := formOf(map[string]Answer{"child_dob": certainly("2019-05-12"), "child_surname": certainly("Ashworth"), "nhs_number": doubtfully("99?")})
	b := formOf(map[string]Answer{"child_dob": certainly("2019-12-05"), "child_surname": certainly("Ashworth"), "pr1_name": certainly("Kate")})
	got := Join(a, b)
	if v, ok := got.Value("child_dob"); ok {
		t.Errorf("two different dates gave %q", v)
	}
	if len(got.Problems) != 1 || got.Problems[0].Code != "disagrees" || got.Problems[0].Field != "child_dob" {
		t.Errorf("problems: %+v", got.Problems)
	}
	for name, want := range map[string]string{"child_surname": "Ashworth", "pr1_name": "Kate"} {
		if v, _ := got.Value(name); v != want {
			t.Errorf("%s is %q, want %q", name, v, want)
		}
	}
	if got.Certain || len(a.Fields) != 3 || !a.Fields["child_dob"].Certain {
		t.Error("the joined form is certain, or joining changed what was joined")
	}
}

func TestUpdate(t *testing.T) {
	earlier := formOf(map[string]Answer{"child_dob": doubtfully("1/2/3"), "pr1_name": certainly("Kate")})
	earlier.Problems = []Problem{{Field: "child_dob", Code: "ambiguous-date"}, {Field: "nhs_number", Code: "check-digit"}}
	got := Update(earlier, Form{Source: "message text", Shape: Text, Fields: map[string]Answer{"child_dob": certainly("2019-05-12")}})
	if v, _ := got.Value("child_dob"); v != "2019-05-12" {
		t.Errorf("the later answer is %q", v)
	}
	if v, _ := got.Value("pr1_name"); v != "Kate" || got.Version != "2026-11" || got.Shape != Text {
		t.Errorf("what the later form does not say was lost: %q %q", v, got.Version)
	}
	if len(got.Problems) != 1 || got.Problems[0].Field != "nhs_number" {
		t.Errorf("problems: %+v", got.Problems)
	}
}
