package forms

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// oldVersion is an invented form from before ours: other names, options that
// were since merged, split or lost, a question that was dropped.
const oldVersion = `version,field,option,question,code
2025-03,FormEdition,,form_version,
2025-03,Surname,,child_surname,
2025-03,Forename,,child_forename,
2025-03,Born,,child_dob,
2025-03,Surgery,,gp_practice_name,
2025-03,Sex,M,child_sex,male
2025-03,Sex,F,child_sex,female
2025-03,Sex,Other,child_sex,?
2025-03,Who,mother,referrer_type,parent_carer
2025-03,Who,father,referrer_type,parent_carer
2025-03,Who,health_professional,referrer_type,?
2025-03,Who,gp,referrer_type,gp
2025-03,House,,,
2025-03,Tried_school,,universal_tried,school_strategies
2025-03,Tried_at_home,,universal_tried,motor_skills_programme|behaviour_support
2025-03,Conditions,autism,autism_status,diagnosed
2025-03,Conditions,adhd,adhd_status,suspected
2025-03,Conditions,adhd,asking_for_autism_adhd,no
2025-03,Reason,,reason_free_text,
`

// oldReader reads the invented version beside today's.
func oldReader(t testing.TB, text string) Reader {
	t.Helper()
	all, err := parseVersions(text)
	if err != nil {
		t.Fatal(err)
	}
	return Reader{before: all}
}

// plainField is one field of a form that is not ours: a text, or a button that
// shows one of its states.
type plainField struct {
	name, value string
	states      []string
	more        string // raw entries
}

// plainPDF is a form with these fields on one page.
func plainPDF(fields []plainField) []byte {
	var refs []string
	objects := []string{"", "<</Type/Pages/Kids[3 0 R]/Count 1>>", ""}
	for i, f := range fields {
		refs = append(refs, fmt.Sprintf("%d 0 R", i+4))
		body := "<<" + widgetOf + "/T(" + f.name + ")" + f.more
		switch {
		case len(f.states) > 0 && f.value != "":
			body += "/FT/Btn/V/" + f.value + "/AS/" + f.value + looks(f.states...)
		case len(f.states) > 0:
			body += "/FT/Btn/V/Off/AS/Off" + looks(f.states...)
		default:
			body += "/FT/Tx/V(" + f.value + ")"
		}
		objects = append(objects, body+">>")
	}
	all := strings.Join(refs, " ")
	objects[0] = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[" + all + "]>>>>"
	objects[2] = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Annots[" + all + "]>>"
	return pdfOf(objects...)
}

// oldForm is the invented form, filled in.
func oldForm(version string, answers map[string]string) []byte {
	fields := []plainField{{name: "FormEdition", value: version}}
	for _, name := range []string{"Surname", "Forename", "Born", "Surgery", "House", "Reason"} {
		fields = append(fields, plainField{name: name, value: answers[name]})
	}
	for _, f := range []plainField{
		{name: "Sex", states: []string{"M", "F", "Other"}}, {name: "Who", states: []string{"mother", "father", "health_professional", "gp", "nobody"}},
		{name: "Tried_school", states: []string{"On"}}, {name: "Tried_at_home", states: []string{"On"}}, {name: "Conditions", states: []string{"autism", "adhd"}},
	} {
		f.value = answers[f.name]
		fields = append(fields, f)
	}
	return plainPDF(fields)
}

func TestAnEarlierVersionIsReadByItsMap(t *testing.T) {
	child := map[string]string{"Surname": "Example", "Forename": "Sam", "Born": "12/05/2019", "Surgery": "Cheadle Medical Practice", "House": "terraced", "Reason": "He cannot hold a spoon."}
	for name, row := range map[string]struct {
		more    map[string]string
		want    map[string]string // beside the child's
		unclear []string
	}{
		"names of their own":           {nil, nil, nil},
		"an option of the same sense":  {map[string]string{"Sex": "M"}, map[string]string{"child_sex": "male"}, nil},
		"two options that became one":  {map[string]string{"Who": "father"}, map[string]string{"referrer_type": "parent_carer"}, nil},
		"one option that became two":   {map[string]string{"Tried_at_home": "On"}, map[string]string{"universal_tried": "motor_skills_programme|behaviour_support"}, nil},
		"one question that became two": {map[string]string{"Conditions": "adhd"}, map[string]string{"adhd_status": "suspected", "asking_for_autism_adhd": "no"}, nil},
		"ticks that are joined":        {map[string]string{"Tried_at_home": "On", "Tried_school": "On"}, map[string]string{"universal_tried": "school_strategies|motor_skills_programme|behaviour_support"}, nil},
		"an option that means several": {map[string]string{"Who": "health_professional"}, nil, []string{"referrer_type"}},
		"an option that is no more":    {map[string]string{"Sex": "Other"}, nil, []string{"child_sex"}},
		"an option that was forgotten": {map[string]string{"Who": "nobody"}, nil, []string{"referrer_type"}},
	} {
		t.Run(name, func(t *testing.T) {
			answers := maps.Clone(child)
			maps.Copy(answers, row.more)
			form, err := oldReader(t, oldVersion).Read(File{Data: oldForm("2025-03", answers)}, midday)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]string{"child_surname": "Example", "child_forename": "Sam", "child_dob": "2019-05-12", "gp_practice_name": "Cheadle Medical Practice", "reason_free_text": "He cannot hold a spoon."}
			maps.Copy(want, row.want)
			checkMapped(t, form, want, row.unclear)
			if form.Version != "2025-03" || form.Shape != PDFForm {
				t.Errorf("version %q, shape %q", form.Version, form.Shape)
			}
		})
	}
}

// checkMapped compares the certain answers of a form, and those that are not.
func checkMapped(t *testing.T, form Form, want map[string]string, unclear []string) {
	t.Helper()
	for name, a := range form.Fields {
		switch {
		case slices.Contains(unclear, name):
			problem := slices.ContainsFunc(form.Problems, func(p Problem) bool { return p.Field == name && p.Code == codeUnknownOption })
			if a.Certain || a.Value != "" || a.Raw == "" || !problem {
				t.Errorf("%s is %+v, problems %+v", name, a, form.Problems)
			}
		case !a.Certain || a.Value != want[name] || a.Where != "page 1":
			t.Errorf("%s is %+v, want %q", name, a, want[name])
		}
	}
	if len(form.Fields) != len(want)+len(unclear) || form.Certain != (len(unclear) == 0) {
		t.Errorf("%d answers, certain %v, want %d and %d unclear", len(form.Fields), form.Certain, len(want), len(unclear))
	}
}

// Of an earlier version only what it did not ask, or what was left blank, is
// asked for; what was answered then is not asked again.
func TestOnlyNewQuestionsAreAskedOfAnEarlierVersion(t *testing.T) {
	form, err := oldReader(t, oldVersion).Read(File{Data: oldForm("2025-03", map[string]string{"Surname": "Example", "Forename": "Sam", "Born": "12/05/2019", "Surgery": "Cheadle Medical Practice", "Who": "gp", "Sex": "F", "Reason": "Falls."})}, midday)
	if err != nil {
		t.Fatal(err)
	}
	missing := form.Missing(midday)
	for _, name := range []string{"child_surname", "child_forename", "child_dob", "gp_practice_name", "referrer_type", "reason_free_text"} {
		if slices.Contains(missing, name) {
			t.Errorf("%s was answered and is asked again", name)
		}
	}
	if !slices.Contains(missing, "safeguarding_concern") || !slices.Contains(missing, "pr_consent") {
		t.Errorf("new questions are not asked: %v", missing)
	}
}

func TestWhichVersionItIs(t *testing.T) {
	answers := map[string]string{"Surname": "Example", "Sex": "M"}
	second := oldVersion + strings.ReplaceAll(strings.ReplaceAll(strings.TrimPrefix(oldVersion, "version,field,option,question,code\n"), "2025-03", "2025-09"), "Sex,M,child_sex,male", "Sex,M,child_sex,female")
	footer := func(version string) Pages {
		return func(context.Context, []byte, int, int) ([]Page, error) {
			var page Page
			for _, r := range "Children’s occupational therapy referral form · version " + version {
				page.Letters = append(page.Letters, Letter{Text: string(r)})
			}
			return []Page{page}, nil
		}
	}
	for name, row := range map[string]struct {
		reader  Reader
		stated  string
		version string
		sex     string // "" for one that is not certain
		code    UnreadCode
	}{
		"by its field":                    {oldReader(t, oldVersion), "2025-03", "2025-03", "male", ""},
		"by its names":                    {oldReader(t, oldVersion), "", "2025-03", "male", ""},
		"by its field, of two alike":      {oldReader(t, second), "2025-09", "2025-09", "female", ""},
		"by its footer, of two alike":     {Reader{before: oldReader(t, second).before, Pages: footer("2025-09")}, "", "2025-09", "female", ""},
		"neither of two alike":            {oldReader(t, second), "", "2025-03", "", ""},
		"a footer that is newer than all": {Reader{before: oldReader(t, oldVersion).before, Pages: footer("2027-01")}, "", "", "", NewerVersion},
		"a version nobody knows it by":    {Reader{}, "2025-03", "", "", NoFields},
	} {
		t.Run(name, func(t *testing.T) {
			form, err := row.reader.Read(File{Data: oldForm(row.stated, answers)}, midday)
			if codeOfError(err) != row.code || form.Version != row.version {
				t.Fatalf("version %q, error %q", form.Version, codeOfError(err))
			}
			if sex, _ := form.Value("child_sex"); sex != row.sex {
				t.Errorf("read %q, want %q", sex, row.sex)
			}
			if surname, _ := form.Value("child_surname"); err == nil && surname != "Example" {
				t.Errorf("what both versions say is not certain: %q", surname)
			}
		})
	}
}

// Today's form is read as today's, whatever versions there were.
func TestTodaysFormIsNotTakenForAnEarlierOne(t *testing.T) {
	filled, err := FillPDF(map[string]string{"child_surname": "Example", "child_sex": "male"})
	if err != nil {
		t.Fatal(err)
	}
	form, err := oldReader(t, oldVersion).Read(File{Data: filled}, midday)
	if err != nil || form.Version != Version {
		t.Fatalf("version %q, error %v", form.Version, err)
	}
	blank, _ := BlankPDF()
	if _, err := oldReader(t, oldVersion).Read(File{Data: blank}, midday); codeOfError(err) != Blank {
		t.Errorf("error %q", codeOfError(err))
	}
	if _, err := oldReader(t, oldVersion).Read(File{Data: oldForm("2025-03", nil)}, midday); codeOfError(err) != Blank {
		t.Errorf("an earlier version without an answer: %q", codeOfError(err))
	}
}

func TestVersionsLeadToQuestionsOfToday(t *testing.T) {
	for name, row := range map[string][2]string{
		"no such question":     {"2025-03,A,,no_question,", "no question"},
		"no such option":       {"2025-03,A,x,child_sex,unknown_sex", "no option"},
		"options of a text":    {"2025-03,A,x,child_surname,a", "has no options"},
		"two of one choice":    {"2025-03,A,x,child_sex,male|female", "takes one option"},
		"the current version":  {Version + ",A,,child_surname,", "not a version from before"},
		"a version of no date": {"v1,A,,child_surname,", "not a version from before"},
	} {
		_, err := parseVersions("version,field,option,question,code\n" + row[0] + "\n")
		if err == nil || !strings.Contains(err.Error(), row[1]) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := len(issued()); got != 0 {
		t.Errorf("%d versions were issued before the first", got)
	}
}

// The names and options of a version are what returned forms of it are read by.
// Who changes them gives the form a new Version, writes the rows of the old one
// into versions.csv, and puts the new sum here.
func TestNamesOfThisVersionAreFixed(t *testing.T) {
	h := sha256.New()
	for _, q := range Questions() {
		fmt.Fprintf(h, "%s %s %v\n", q.Name, q.Kind, optionCodes(q))
	}
	sums := map[string]string{"2026-11": "3c775267fa116c8d5d5410a1968a8e5a3a55f4ec9c9750dca2cfbdf85811bc72"}
	if got := fmt.Sprintf("%x", h.Sum(nil)); got != sums[Version] {
		t.Errorf("the names or options of %s have changed: the sum is %s", Version, got)
	}
}
