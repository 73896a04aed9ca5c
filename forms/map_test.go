package forms

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// schoolMap is the mapping of an invented school's own form.
func schoolMap() Mapping {
	return Mapping{Name: "school.toml", Version: "school 3", Rows: []Mapped{
		{Field: "Pupil", Question: "child_name"},
		{Field: "Day", Question: "child_dob", Join: true}, {Field: "Month", Question: "child_dob", Join: true}, {Field: "Year", Question: "child_dob", Join: true},
		{Field: "Line 1", Question: "child_address", Join: true}, {Field: "Line 2", Question: "child_address", Join: true},
		{Field: "Surgery", Question: "gp_practice_name"},
		{Field: "Consent", Option: "Ja", Question: "pr_consent", Code: "yes_told_me"}, {Field: "Consent", Option: "Perhaps", Question: "pr_consent", Code: Unclear},
		{Field: "Dyspraxia", Option: "On", Question: "services_involved", Code: "slt"},
		{Field: "House colour"},
	}}
}

func schoolForm(answers map[string]string) []byte {
	var fields []plainField
	for _, name := range []string{"Pupil", "Day", "Month", "Year", "Line 1", "Line 2", "Surgery", "House colour"} {
		fields = append(fields, plainField{name: name, value: answers[name], more: "/TU(What the school prints: " + name + ")"})
	}
	return plainPDF(append(fields,
		plainField{name: "Consent", states: []string{"Ja", "Nein", "Perhaps"}, value: answers["Consent"]},
		plainField{name: "Dyspraxia", states: []string{"On"}, value: answers["Dyspraxia"]}))
}

func TestAFormOfTheServicesOwnIsRead(t *testing.T) {
	full := map[string]string{"Pupil": "Sam Example", "Day": "12", "Month": "5", "Year": "2019", "Line 1": "1 Example Road", "Line 2": "Stockport", "Surgery": "Cheadle Medical Practice", "House colour": "red", "Consent": "Ja", "Dyspraxia": "On"}
	want := map[string]string{"child_forename": "Sam", "child_surname": "Example", "child_dob": "2019-05-12", "child_address": "1 Example Road\nStockport",
		"gp_practice_name": "Cheadle Medical Practice", "pr_consent": "yes_told_me", "services_involved": "slt"}
	r := Reader{Maps: []Mapping{{Name: "other.toml", Rows: []Mapped{{Field: "Elsewhere"}}}, schoolMap()}}
	form, err := r.Read(File{Data: schoolForm(full)}, midday)
	if err != nil {
		t.Fatal(err)
	}
	checkMapped(t, form, want, nil)
	if form.Version != "school 3" {
		t.Errorf("version %q", form.Version)
	}
	if _, err := Read(File{Data: schoolForm(full)}, midday); codeOfError(err) != NoFields {
		t.Errorf("without the mapping: %q", codeOfError(err))
	}
	if _, err := r.Read(File{Data: schoolForm(nil)}, midday); codeOfError(err) != Blank {
		t.Errorf("blank: %q", codeOfError(err))
	}
}

func TestWhatAMappingDoesNotSayIsNotRead(t *testing.T) {
	for name, row := range map[string]struct {
		answers map[string]string
		unclear map[string]string // question to the code of its problem
	}{
		"a value that means several":    {map[string]string{"Consent": "Perhaps"}, map[string]string{"pr_consent": codeUnknownOption}},
		"a value that nobody has named": {map[string]string{"Consent": "Nein"}, map[string]string{"pr_consent": codeUnknownOption}},
		"a name of three words":         {map[string]string{"Pupil": "Sam van Example"}, map[string]string{"child_forename": codeCombinedName, "child_surname": codeCombinedName}},
		"a date with a part missing":    {map[string]string{"Day": "12", "Year": "2019"}, map[string]string{"child_dob": codePartDate}},
	} {
		t.Run(name, func(t *testing.T) {
			form, err := Reader{Maps: []Mapping{schoolMap()}}.Read(File{Data: schoolForm(row.answers)}, midday)
			if err != nil {
				t.Fatal(err)
			}
			if len(form.Fields) != len(row.unclear) || form.Certain {
				t.Errorf("certain %v, fields %v", form.Certain, form.Fields["pr_consent"])
			}
			for question, code := range row.unclear {
				a := form.Fields[question]
				if a.Certain || a.Raw == "" || !slices.ContainsFunc(form.Problems, func(p Problem) bool { return p.Field == question && p.Code == code }) {
					t.Errorf("%s: %+v, %+v", question, a, form.Problems)
				}
			}
		})
	}
}

// A form with some of the names is another form: what the mapping says of its
// fields was never said of these.
func TestAnotherFormIsNotReadByTheMapping(t *testing.T) {
	other := plainPDF([]plainField{{name: "Pupil", value: "Sam Example"}, {name: "Surgery", value: "Cheadle"}, {name: "Day", value: "1"}, {name: "Weight", value: "20"}})
	if form, err := (Reader{Maps: []Mapping{schoolMap()}}).Read(File{Data: other}, midday); err == nil {
		t.Errorf("read %d answers", len(form.Fields))
	}
}

func TestMappingIsPlainData(t *testing.T) {
	data, err := json.Marshal(schoolMap())
	if err != nil {
		t.Fatal(err)
	}
	var back Mapping
	if err := json.Unmarshal(data, &back); err != nil || fmt.Sprint(back) != fmt.Sprint(schoolMap()) {
		t.Errorf("got %v, %v", back, err)
	}
}

func TestEveryFaultOfAMapping(t *testing.T) {
	m := Mapping{Version: "2025-03", NotAsked: []string{"child_dob", "pr_consnt", "child_surname"}, Rows: []Mapped{
		{Field: "A", Question: "child_surname"}, {Field: "B", Question: "child_surname"},
		{Field: "C", Question: "child_fornames"}, {Field: "D", Option: "x", Question: "child_sex", Code: "boy"},
		{Field: "E", Option: "x", Question: "child_sex", Code: "male|female"}, {Field: "F", Option: "x", Question: "gp_practice_name", Code: "x"},
		{Field: "G", Option: "x", Question: "services_involved", Code: "slt"}, {Field: "H", Option: "x", Question: "services_involved", Code: "slt"},
		{Field: "I", Question: "child_sex", Join: true}, {Field: "J", Code: "yes"},
	}}
	var got strings.Builder
	for _, f := range m.Faults() {
		fmt.Fprintf(&got, "%s: %s (%s)\n", f.Field, f.Text, f.Hint)
	}
	for _, want := range []string{
		`B: answers child_surname, and so does the field "A"`, `C: there is no question "child_fornames" (did you mean child_`,
		`D: the question "child_sex" has no option "boy" (it has: `, `E: the question "child_sex" takes one option`,
		`F: the question "gp_practice_name" has no options`, `H: answers services_involved slt, and so does the field "G"`,
		`I: the answer to "child_sex" is chosen and has no parts`, `J: an option is named, and no question`,
		`: the version "2025-03" looks like one of the built-in form's`, `: not_asked names "pr_consnt", which is no question (did you mean pr_consent?)`,
		`: not_asked names "child_surname", which a field answers`, ": the form does not ask a question that is required: child_forename (",
		": the form does not ask a question that is required: pr1_phone (",
	} {
		if !strings.Contains(got.String(), want) {
			t.Errorf("the faults do not tell %q:\n%s", want, got.String())
		}
	}
	if strings.Contains(got.String(), "required: child_dob") || strings.Contains(got.String(), "required: gp_practice_ods") {
		t.Errorf("a question is told that is said not to be asked, or of which one of the group is enough:\n%s", got.String())
	}
}

func TestASoundMappingHasNoFaults(t *testing.T) {
	m := schoolMap()
	for _, f := range m.Faults() {
		name, found := strings.CutPrefix(f.Text, "the form does not ask a question that is required: ")
		if !found || f.Field != "" {
			t.Fatalf("%+v", f)
		}
		name, _, _ = strings.Cut(name, " ")
		m.NotAsked = append(m.NotAsked, name)
	}
	if left := m.Faults(); len(m.NotAsked) == 0 || len(left) > 0 {
		t.Errorf("%d not asked; left: %+v", len(m.NotAsked), left)
	}
}

// A file's fields, each with how it is filled in and what stands beside it.
func TestInspect(t *testing.T) {
	found, err := Reader{}.Inspect(File{Name: "school.pdf", Data: schoolForm(nil)})
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]FormField{}
	for _, f := range found.Fields {
		at[f.Name] = f
	}
	if f := at["Pupil"]; f.Kind != FieldText || f.Page != 1 || f.Label != "What the school prints: Pupil" {
		t.Errorf("%+v", f)
	}
	if f := at["Dyspraxia"]; f.Kind != FieldTick || len(f.Options) != 1 || f.Options[0].Code != "On" {
		t.Errorf("%+v", f)
	}
	if f := at["Consent"]; f.Kind != FieldRadio || len(f.Options) != 3 {
		t.Errorf("%+v", f)
	}
	if found.Ours || len(found.Fields) != 10 {
		t.Errorf("ours %v, %d fields", found.Ours, len(found.Fields))
	}
	if faults := schoolMap().Misfits(found); len(faults) > 0 {
		t.Errorf("%+v", faults)
	}
	changed := schoolMap()
	changed.Rows[0].Field, changed.Rows[7].Option = "Name", "Si"
	if faults := changed.Misfits(found); len(faults) != 3 {
		t.Errorf("%+v", faults)
	}
	blank, _ := BlankPDF()
	ours, err := Reader{}.Inspect(File{Data: blank})
	if err != nil || !ours.Ours || len(ours.Fields) < 150 {
		t.Errorf("ours %v, %d fields, %v", ours.Ours, len(ours.Fields), err)
	}
	for _, f := range ours.Fields {
		if s, ok := slotOf(f.Name); ok && s.question.Kind != KindHidden && !slices.Contains(f.Likely(), s.question.Name) {
			t.Errorf("%s is likely %v", f.Name, f.Likely())
		}
	}
	if _, err := (Reader{}).Inspect(File{Name: "x.pdf", Data: []byte("not a PDF")}); codeOfError(err) != Damaged {
		t.Errorf("error %v", err)
	}
}

// What is printed beside a box is found where its author wrote no tip.
func TestInspectFindsPrintedLabels(t *testing.T) {
	s := drawSheet()
	var page Page
	for _, m := range s.pen.texts {
		if m.page != 1 {
			continue
		}
		x, y := m.x*pointsPerMM, (pageHeight-m.y-m.h)*pointsPerMM
		each := m.w * pointsPerMM / float64(len([]rune(m.text)))
		for _, r := range m.text {
			page.Letters = append(page.Letters, Letter{Text: string(r), X: x, Y: y, W: each, H: m.h * pointsPerMM})
			x += each
		}
	}
	b := besides{pages: []Page{page}}
	labels := map[string]string{}
	for _, w := range s.widgets {
		if w.page == 1 && w.kind != hiddenWidget {
			x0, y0, x1, y1 := w.rect()
			labels[w.fieldName()+" "+w.option] = b.beside(1, dict{"Rect": types.NewNumberArray(x0, y0, x1, y1)}, w.kind == radioWidget || w.kind == tickWidget)
		}
	}
	for field, want := range map[string]string{
		"referrer_name ": "Your full name", "child_surname ": "Child's last name", "service_requested__physiotherapy physiotherapy": "Physiotherapy",
	} {
		if got := labels[field]; !strings.HasPrefix(got, want) {
			t.Errorf("beside %s stands %q, want %q", field, got, want)
		}
	}
}

func FuzzInspect(f *testing.F) {
	f.Add(schoolForm(map[string]string{"Pupil": "Sam Example"}))
	f.Add(oldForm("2025-03", nil))
	reader := Reader{Maps: []Mapping{schoolMap()}, before: oldReader(f, oldVersion).before}
	f.Fuzz(func(t *testing.T, data []byte) {
		if found, err := reader.Inspect(File{Data: data}); err == nil {
			for _, field := range found.Fields {
				field.Likely()
			}
			schoolMap().Misfits(found)
		}
		_, _ = reader.Read(File{Data: data}, midday)
	})
}

// A form of the service's own with a field for every answer.
func BenchmarkReadMapped(b *testing.B) {
	m := Mapping{}
	var fields []plainField
	for _, q := range Questions() {
		if q.Kind == KindHidden {
			continue
		}
		for i := range max(1, len(q.Options)) {
			name := fmt.Sprintf("form.%s %d", q.Label, i)
			name = strings.NewReplacer("(", "", ")", "").Replace(name)
			row := Mapped{Field: name, Question: q.Name}
			f := plainField{name: name, value: "Example"}
			if len(q.Options) > 0 {
				row.Option, row.Code, f.states, f.value = "On", q.Options[i].Code, []string{"On"}, ""
			}
			m.Rows, fields = append(m.Rows, row), append(fields, f)
		}
	}
	data := plainPDF(fields)
	r := Reader{Maps: []Mapping{m}}
	for b.Loop() {
		if _, err := r.Read(File{Data: data}, midday); err != nil {
			b.Fatal(err)
		}
	}
}
