package forms

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func pdfFile(t testing.TB, pdf []byte, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "form.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The large print has the fields of the normal form and is read back alike.
func TestLargePrintIsTheSameForm(t *testing.T) {
	large, err := LargePrint()
	if err != nil {
		t.Fatal(err)
	}
	if again, _, _ := drawSheetAs(largePrint(), nil).finish(); !bytes.Equal(large, again) {
		t.Error("two drawings differ")
	}
	answers := map[string]string{"child_surname": "Žółć-O'Brien", "child_dob": "12/05/2019", "child_sex": "male", "act_dressing": "cannot",
		"services_involved": "slt|dietitian", "reason_free_text": strings.Repeat("He falls often. ", 120), "referrer_type": "parent_carer"}
	filled, err := fillIn(large, answers)
	if err != nil {
		t.Fatal(err)
	}
	sameAnswers(t, readBack(t, filled), answers)
	normal, _ := BlankPDF()
	if a, b := fieldsNamed(t, large), fieldsNamed(t, normal); !slices.Equal(a, b) {
		t.Errorf("large print has the fields\n%v\nthe normal form\n%v", a, b)
	}
}

// fieldsNamed lists the fields of a form with their flags for "required", their
// longest answers and their states, by name.
func fieldsNamed(t *testing.T, pdf []byte) []string {
	t.Helper()
	found, err := Reader{}.Inspect(File{Data: pdf})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, f := range found.Fields {
		slices.SortFunc(f.Options, func(a, b Option) int { return strings.Compare(a.Code, b.Code) })
		all = append(all, fmt.Sprint(f.Name, f.Options, f.Kind))
	}
	slices.Sort(all)
	return all
}

func TestLargePrintIsLarge(t *testing.T) {
	s := drawSheetAs(largePrint(), nil)
	for _, m := range s.pen.texts {
		if size := m.h * pointsPerMM / 1.22; size < largeSize-0.01 {
			t.Errorf("page %d: %q has %.1f points", m.page, m.text, size)
		}
	}
	for _, w := range s.widgets {
		typed := w.kind == textWidget || w.kind == longWidget || w.kind == listWidget
		if typed && !strings.HasPrefix(w.appearance(), "/Helv 18.0 ") {
			t.Errorf("what is typed into %s has %q", w.q.Name, w.appearance())
		}
	}
	path := pdfFile(t, s.pdf(t), nil)
	said := run(t, "pdfinfo", path)
	pages, _ := strconv.Atoi(infoLine(said, "Pages"))
	if infoLine(said, "Tagged") != "yes" || pages != Drawings()[1].Pages || pages < 20 {
		t.Errorf("%s", said)
	}
	if n := strings.Count(run(t, "pdfinfo", "-struct", path), "Object "); n != len(Drawings()[1].Boxes) {
		t.Errorf("%d widgets in the structure tree, want %d", n, len(Drawings()[1].Boxes))
	}
	for i, page := range strings.Split(strings.TrimSuffix(run(t, "pdftotext", "-layout", path, "-"), "\f"), "\f") {
		if versionIn(page) != Version || !strings.Contains(page, fmt.Sprintf("Page %d of %d", i+1, pages)) {
			t.Errorf("page %d does not say what it is", i+1)
		}
	}
}

func (s *sheet) pdf(t *testing.T) []byte {
	t.Helper()
	pdf, _, err := s.finish()
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

func TestDrawingsTellWhereEveryAnswerStands(t *testing.T) {
	all := Drawings()
	if len(all) != 2 || all[0].Name != "normal" || all[1].Name != "large-print" || !slices.Equal(all[0].Boxes, Layout()) {
		t.Fatalf("%d drawings", len(all))
	}
	names := func(boxes []Box) map[string]bool {
		set := map[string]bool{}
		for _, b := range boxes {
			set[b.Name+" "+b.Option] = true
		}
		return set
	}
	if !maps.Equal(names(all[0].Boxes), names(all[1].Boxes)) {
		t.Error("the drawings have different boxes")
	}
}

func TestMarkedFormMarksTheMissing(t *testing.T) {
	missing := []string{"child_dob", "gp_practice_name", "main_cause", "act_dressing", "no_such_question"}
	pdf, err := Marked(missing)
	path := pdfFile(t, pdf, err)
	printed := strings.Join(strings.Fields(run(t, "pdftotext", "-f", "1", "-l", "1", path, "-")), " ")
	for _, want := range []string{missingTitle, "Date of birth (page 1)", "GP surgery name (page 2)", "What is the MAIN cause of the difficulty? (page 3)", "Everyday activities: at least one (page 4)"} {
		if !strings.Contains(printed, want) {
			t.Errorf("the first page does not say %q", want)
		}
	}
	found, err := Reader{}.Inspect(File{Data: pdf})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found.Fields {
		s, _ := slotOf(f.Name)
		if marked := strings.HasPrefix(f.Label, markWords); marked != slices.Contains(missing[:3], s.question.Name) {
			t.Errorf("%s: marked %v", f.Name, marked)
		}
	}
	_, boxes, _ := drawSheetAs(normalPrint(), map[string]int{"child_dob": 1, "main_cause": 3}).finish()
	if !slices.Equal(boxes, Layout()) {
		t.Error("marks move the boxes")
	}
	blank, _ := BlankPDF()
	if plain, err := Marked(nil); err != nil || !bytes.Equal(plain, blank) {
		t.Errorf("without a missing question it is not the blank form, error %v", err)
	}
}

// Every question that can be missing at once is named in the list: all that are
// needed, those that are sometimes, and one of each group.
func TestMarkedListNamesEveryQuestion(t *testing.T) {
	var names []string
	groups := map[string]bool{}
	for _, q := range Questions() {
		group, grouped := strings.CutPrefix(q.Required, "one of ")
		if q.Required == "no" || q.Required == "wanted" || q.Kind == KindHidden || grouped && groups[group] {
			continue
		}
		groups[group] = grouped
		names = append(names, q.Name)
	}
	pdf, err := Marked(names)
	printed := foldKey(run(t, "pdftotext", "-f", "1", "-l", "1", pdfFile(t, pdf, err), "-"))
	list := printed[:strings.Index(printed, foldKey("If a child is in danger now"))]
	for _, name := range names {
		if q, _ := Lookup(name); !strings.Contains(list, foldKey(shortName(q))) {
			t.Errorf("%s is not named", name)
		}
	}
}

// However many questions are marked, the list stays in its place.
func TestMarkedListNeverOverflows(t *testing.T) {
	all := map[string]int{}
	for _, q := range Questions() {
		all[q.Name] = 3
	}
	s := drawSheetAs(normalPrint(), all)
	said := false
	for i, m := range s.pen.texts {
		said = said || strings.Contains(m.text, "questions, each with an arrow")
		for _, other := range s.pen.texts[i+1:] {
			a := area{m.text, m.page, m.x, m.y + m.h*.1, m.w, m.h * .8}
			b := area{other.text, other.page, other.x, other.y + other.h*.1, other.w, other.h * .8}
			if a.meets(b) {
				t.Fatalf("page %d: %q and %q overlap", m.page, m.text, other.text)
			}
		}
	}
	if !said {
		t.Error("what does not fit is not counted")
	}
}

func TestPrefillHoldsOnlyWhatIsCertain(t *testing.T) {
	sent, err := FillPDF(map[string]string{"child_surname": "Example", "child_dob": "12/05/2019", "nhs_number": "123", "main_cause": "physical_or_movement", "services_involved": "slt|dietitian",
		"reason_free_text": "He falls.", "declaration_signature": "K. Example", "pr1_phone": "07700 900123"})
	if err != nil {
		t.Fatal(err)
	}
	form, err := Read(File{Data: sent}, midday)
	if err != nil {
		t.Fatal(err)
	}
	form.Fields["gp_practice_name"] = Answer{Value: strings.Repeat("x", 500), Raw: "x", Certain: true}
	pdf, err := Prefill(form, "gp_name")
	if err != nil {
		t.Fatal(err)
	}
	back, err := Read(File{Data: pdf}, midday)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range Questions() {
		want, _ := form.Value(q.Name)
		if slices.Contains([]string{"nhs_number", "declaration_signature", "gp_practice_name"}, q.Name) {
			want = ""
		}
		if got, _ := back.Value(q.Name); got != want || back.Answered(q.Name) != (want != "") {
			t.Errorf("%s is %q, want %q", q.Name, got, want)
		}
	}
	if len(pdf) > 400<<10 {
		t.Errorf("%d bytes", len(pdf))
	}
}

func BenchmarkMarked(b *testing.B) {
	for b.Loop() {
		if _, err := Marked([]string{"child_dob", "gp_practice_name"}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPrefill(b *testing.B) {
	form := Form{Fields: map[string]Answer{"child_surname": {Value: "Example", Certain: true}}}
	for b.Loop() {
		if _, err := Prefill(form, "child_dob"); err != nil {
			b.Fatal(err)
		}
	}
}
