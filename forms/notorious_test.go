package forms

import (
	"slices"
	"strings"
	"testing"
)

// S27: a day and a month that can change places. The contract reads 12/05/2019
// as 12 May, as this country writes, and so does this form, which asks for the
// day first; the research would have the age decide, or ask. What has no such
// reading is shown in the other order, decides nothing, and is not called
// missing: a person sees what was written (Law 5).
func TestS27DayAndMonth(t *testing.T) {
	for written, want := range map[string]struct {
		value string
		sure  bool
		code  string
	}{
		"05/04/2019":               {"2019-04-05", true, ""},
		"04/05/2019":               {"2019-05-04", true, ""},
		"12/05/2019":               {"2019-05-12", true, ""},
		"5.4.19":                   {"2019-04-05", true, ""},
		"April 5th 2019":           {"2019-04-05", true, ""},
		"2019-04-05":               {"2019-04-05", true, ""},
		"04/15/2019":               {"2019-04-15", false, codeAmbiguous},
		"04/15/19":                 {"", false, codeAmbiguous},
		"05/04/2019 or 04/05/2019": {"", false, codeAmbiguous},
		"050419":                   {"", false, codeAmbiguous},
		"Friday 04/05/2019":        {"2019-05-04", false, codeDisagrees},
		"Friday 05/04/2019":        {"2019-04-05", true, ""},
	} {
		t.Run(written, func(t *testing.T) {
			pdf, err := FillPDF(map[string]string{"child_surname": "Example", "child_dob": written})
			if err != nil {
				t.Fatal(err)
			}
			form, err := Read(File{Data: pdf}, midday)
			if err != nil {
				t.Fatal(err)
			}
			a := form.Fields["child_dob"]
			if a.Value != want.value || a.Certain != want.sure || a.Raw != written {
				t.Errorf("read as %+v, want %+v", a, want)
			}
			if v, ok := form.Value("child_dob"); ok != want.sure || ok && v != want.value {
				t.Errorf("what may decide is %q", v)
			}
			if slices.Contains(form.Missing(midday), "child_dob") {
				t.Error("it is asked for as if nothing were written")
			}
			told := slices.ContainsFunc(form.Problems, func(p Problem) bool { return p.Field == "child_dob" && p.Code == want.code })
			if told == want.sure {
				t.Errorf("problems are %v", form.Problems)
			}
		})
	}
}

// S30: three versions from before today's in the hands of families at once. Each
// is read by its own names and options and says which it is; what it asked is
// not asked again, and what it did not ask is.
func TestS30ThreeEarlierVersions(t *testing.T) {
	rows := strings.TrimPrefix(oldVersion, "version,field,option,question,code\n")
	all := "version,field,option,question,code\n" +
		"2024-01,Edition,,form_version,\n2024-01,Family name,,child_surname,\n2024-01,DOB,,child_dob,\n2024-01,Sex of child,1,child_sex,male\n2024-01,Sex of child,2,child_sex,female\n" +
		rows + strings.NewReplacer("2025-03", "2025-09", "Sex,M,child_sex,male", "Sex,M,child_sex,female", "Sex,F,child_sex,female", "Sex,F,child_sex,male").Replace(rows)
	reader := oldReader(t, all)
	for version, c := range map[string]struct {
		pdf  []byte
		sex  string
		asks []string // of today's questions that this version did not ask
	}{
		"2024-01": {plainPDF([]plainField{{name: "Edition", value: "2024-01"}, {name: "Family name", value: "Example"}, {name: "DOB", value: "12/05/2019"},
			{name: "Sex of child", value: "1", states: []string{"1", "2"}}}), "male", []string{"child_forename", "gp_practice_name", "reason_free_text", "safeguarding_concern", "pr_consent"}},
		"2025-03": {oldForm("2025-03", map[string]string{"Surname": "Example", "Forename": "Sam", "Born": "12/05/2019", "Surgery": "Cheadle Medical Practice", "Who": "gp", "Sex": "M", "Reason": "Falls."}), "male", []string{"safeguarding_concern", "pr_consent"}},
		"2025-09": {oldForm("2025-09", map[string]string{"Surname": "Example", "Forename": "Sam", "Born": "12/05/2019", "Surgery": "Cheadle Medical Practice", "Who": "gp", "Sex": "M", "Reason": "Falls."}), "female", []string{"safeguarding_concern", "pr_consent"}},
	} {
		t.Run(version, func(t *testing.T) {
			form, err := reader.Read(File{Data: c.pdf}, midday)
			if err != nil || form.Version != version || !form.Certain {
				t.Fatalf("version %q, certain %v, error %v", form.Version, form.Certain, err)
			}
			for name, want := range map[string]string{"child_surname": "Example", "child_dob": "2019-05-12", "child_sex": c.sex} {
				if got, _ := form.Value(name); got != want {
					t.Errorf("%s is %q, want %q", name, got, want)
				}
			}
			missing := form.Missing(midday)
			for _, name := range []string{"child_surname", "child_dob", "child_forename", "gp_practice_name", "reason_free_text", "safeguarding_concern", "pr_consent"} {
				if asked := slices.Contains(missing, name); asked != slices.Contains(c.asks, name) {
					t.Errorf("%s is asked: %v", name, asked)
				}
			}
		})
	}
}
