package forms

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// schoolWord is the invented school's own form as a Word document: controls with
// a tag or a title, a box, lists, and fields of the older kind.
func schoolWord(t testing.TB, answers map[string]string, more string) []byte {
	t.Helper()
	text := func(name, prompt string) string {
		shown, flag := answers[name], ""
		if shown == "" {
			shown, flag = prompt, `<w:showingPlcHdr/>`
		}
		return `<w:sdt><w:sdtPr><w:alias w:val="The ` + name + `"/><w:tag w:val="` + name + `"/>` + flag + `<w:text/></w:sdtPr><w:sdtContent>` + typedRun(escape(shown)) + `</w:sdtContent></w:sdt>`
	}
	list := func(name string, options ...string) string {
		shown, items := "Please choose", `<w:listItem w:displayText="Please choose" w:value="0"/>`
		for i, o := range options {
			items += fmt.Sprintf(`<w:listItem w:displayText="%s" w:value="v%d"/>`, o, i)
			if o == answers[name] {
				shown = o
			}
		}
		return `<w:sdt><w:sdtPr><w:alias w:val="` + name + `"/><w:dropDownList>` + items + `</w:dropDownList></w:sdtPr><w:sdtContent>` + typedRun(shown) + `</w:sdtContent></w:sdt>`
	}
	box := func(name, words string) string {
		state, glyph := "0", unticked
		if answers[name] != "" {
			state, glyph = "1", tickedBox
		}
		return `<w:sdt><w:sdtPr><w:tag w:val="` + name + `"/><w14:checkbox><w14:checked w14:val="` + state + `"/></w14:checkbox></w:sdtPr><w:sdtContent>` + typedRun(glyph) + `</w:sdtContent></w:sdt>` + typedRun(" "+words+" ")
	}
	paragraph := func(runs ...string) string { return `<w:p>` + strings.Join(runs, "") + `</w:p>` }
	body := paragraph(typedRun("Name of pupil: "), text("Pupil", "Type the name")) +
		paragraph(typedRun("Born on "), text("Born", "Click or tap here to enter text.")) +
		`<w:tbl><w:tr><w:tc>` + paragraph(typedRun("Family doctor")) + `</w:tc><w:tc>` + paragraph(text("Surgery", "Type the surgery")) + `</w:tc></w:tr></w:tbl>` +
		paragraph(list("Consent", "Ja", "Nein", "Perhaps")) +
		paragraph(box("Dyspraxia", "Sees a speech therapist"), box("House", "Red house")) +
		paragraph(typedRun("Why now? "), olderText("Reason", answers["Reason"])) +
		paragraph(olderBox("EHCP", answers["EHCP"] != ""), typedRun(" There is an EHC plan")) +
		paragraph(olderList("Sex", answers["Sex"], "Girl", "Boy")) + more
	return repack(t, filledWord(t, nil), "word/document.xml", func(old string) string {
		return old[:strings.Index(old, "<w:body>")] + "<w:body>" + body + "</w:body></w:document>"
	})
}

func olderField(data, kind, shown string) string {
	return `<w:r><w:fldChar w:fldCharType="begin"><w:ffData>` + data + `</w:ffData></w:fldChar></w:r><w:r><w:instrText> ` + kind + ` </w:instrText></w:r>` +
		`<w:r><w:fldChar w:fldCharType="separate"/></w:r>` + typedRun(shown) + `<w:r><w:fldChar w:fldCharType="end"/></w:r>`
}

func olderText(name, answer string) string {
	shown := "     "
	if answer != "" {
		shown = escape(answer)
	}
	return olderField(`<w:name w:val="`+name+`"/><w:textInput/>`, "FORMTEXT", shown)
}

func olderBox(name string, on bool) string {
	return olderField(`<w:name w:val="`+name+`"/><w:checkBox><w:default w:val="0"/><w:checked w:val="`+plainCount(on)+`"/></w:checkBox>`, "FORMCHECKBOX", "")
}

func olderList(name, answer string, options ...string) string {
	data, chosen := `<w:listEntry w:val="Choose"/>`, ""
	for i, o := range options {
		data += `<w:listEntry w:val="` + o + `"/>`
		if o == answer {
			chosen = fmt.Sprintf(`<w:result w:val="%d"/>`, i+1)
		}
	}
	return olderField(`<w:name w:val="`+name+`"/><w:ddList>`+chosen+data+`</w:ddList>`, "FORMDROPDOWN", "")
}

func schoolWordMap() Mapping {
	return Mapping{Name: "school.toml", Version: "school 4", Rows: []Mapped{
		{Field: "Pupil", Question: "child_name", Prompt: "Type the name"},
		{Field: "Born", Question: "child_dob"},
		{Field: "Surgery", Question: "gp_practice_name", Prompt: "Type the surgery"},
		{Field: "Consent", Option: "v0", Question: "pr_consent", Code: "yes_told_me"}, {Field: "Consent", Option: "v1", Question: "pr_consent", Code: "no"}, {Field: "Consent", Option: "v2", Question: "pr_consent", Code: Unclear},
		{Field: "Dyspraxia", Option: "On", Question: "services_involved", Code: "slt"},
		{Field: "House"},
		{Field: "Reason", Question: "reason_free_text"},
		{Field: "EHCP", Option: "On", Question: "attachments_listed", Code: "ehcp"},
		{Field: "Sex", Option: "Girl", Question: "child_sex", Code: "female"}, {Field: "Sex", Option: "Boy", Question: "child_sex", Code: "male"},
	}}
}

var schoolAnswers = map[string]string{"Pupil": "Zoë Example", "Born": "12/05/2019", "Surgery": "Cheadle Medical Practice", "Consent": "Ja",
	"Dyspraxia": "x", "House": "x", "Reason": "She can’t hold a pen & drops <cups>.", "EHCP": "x", "Sex": "Girl"}

func TestAWordFormOfTheServicesOwnIsRead(t *testing.T) {
	want := map[string]string{"child_forename": "Zoë", "child_surname": "Example", "child_dob": "2019-05-12", "gp_practice_name": "Cheadle Medical Practice", "pr_consent": "yes_told_me",
		"services_involved": "slt", "reason_free_text": "She can’t hold a pen & drops <cups>.", "attachments_listed": "ehcp", "child_sex": "female"}
	r := Reader{Maps: []Mapping{schoolMap(), schoolWordMap()}}
	form, err := r.Read(File{Data: schoolWord(t, schoolAnswers, "")}, midday)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range want {
		if got, ok := form.Value(name); !ok || got != value {
			t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
	if len(form.Fields) != len(want) {
		t.Errorf("%d answers, want %d", len(form.Fields), len(want))
	}
	if form.Version != "school 4" || form.Shape != DOCX || !form.Certain {
		t.Errorf("version %q, shape %q, certain %v, %v", form.Version, form.Shape, form.Certain, form.Problems)
	}
	if _, err := r.Read(File{Data: schoolWord(t, nil, "")}, midday); codeOfError(err) != Blank {
		t.Errorf("blank: %q", codeOfError(err))
	}
	if form, err := r.Read(File{Data: filledWord(t, filledForm(1))}, midday); err != nil || form.Version != Version {
		t.Errorf("our own form: %v, version %q", err, form.Version)
	}
}

// What the mapping cannot reach for certain is shown to a person.
func TestWhatAMappedWordFormLeavesOpen(t *testing.T) {
	r := Reader{Maps: []Mapping{schoolWordMap()}}
	with := func(name, answer string) map[string]string {
		all := map[string]string{}
		for k, v := range schoolAnswers {
			all[k] = v
		}
		all[name] = answer
		return all
	}
	again := `<w:p>` + olderText("Reason", "") + `</w:p>`
	nameless := `<w:p><w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>` + typedRun("He was hurt at home") + `</w:sdtContent></w:sdt></w:p>`
	unknown := `<w:p>` + olderText("Extra", "He was hurt at home") + `</w:p>`
	for name, row := range map[string]struct {
		data  []byte
		field string // that is not certain; "" for the form as a whole
	}{
		"an unclear value":         {schoolWord(t, with("Consent", "Perhaps"), ""), "pr_consent"},
		"a name that stands twice": {schoolWord(t, schoolAnswers, again), "reason_free_text"},
		"a field without a name":   {schoolWord(t, schoolAnswers, nameless), ""},
		"an unknown field":         {schoolWord(t, schoolAnswers, unknown), ""},
		"a field that is missing": {repack(t, schoolWord(t, with("House", ""), ""), "word/document.xml", func(body string) string {
			return strings.Replace(body, `<w:tag w:val="House"/>`, "", 1)
		}), ""},
		"an answer struck through": {repack(t, schoolWord(t, schoolAnswers, ""), "word/document.xml", func(body string) string {
			return strings.Replace(body, typedRun("Cheadle Medical Practice"), `<w:r><w:rPr><w:strike/></w:rPr><w:t>Cheadle Medical Practice</w:t></w:r>`, 1)
		}), "gp_practice_name"},
		"words that may be a prompt": {repack(t, schoolWord(t, with("Surgery", ""), ""), "word/document.xml", func(body string) string {
			return strings.Replace(body, "Type the surgery", "Bramhall Surgery", 1)
		}), "gp_practice_name"},
		"a box that looks otherwise": {repack(t, schoolWord(t, schoolAnswers, ""), "word/document.xml", func(body string) string {
			return strings.Replace(body, tickedBox, unticked, 1)
		}), "services_involved"},
	} {
		form, err := r.Read(File{Data: row.data}, midday)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		a, there := form.Fields[row.field]
		told := slices.ContainsFunc(form.Problems, func(p Problem) bool { return p.Field == row.field })
		if form.Certain || !told || row.field != "" && (!there || a.Certain) {
			t.Errorf("%s: form certain %v, told %v, answer there %v, certain %v", name, form.Certain, told, there, a.Certain)
		}
	}
}

func TestInspectListsTheFieldsOfAWordForm(t *testing.T) {
	found, err := Reader{}.Inspect(File{Name: "school.docx", Data: schoolWord(t, nil, "")})
	if err != nil || found.Ours || found.Shape != DOCX || len(found.Faults) > 0 {
		t.Fatalf("%v, ours %v, %v", err, found.Ours, found.Faults)
	}
	var lines []string
	for _, f := range found.Fields {
		lines = append(lines, fmt.Sprintf("%s|%s|%s|%s|%v", f.Name, f.Kind, f.Label, f.Prompt, f.Options))
	}
	want := []string{"Pupil|text|The Pupil|Type the name|[]", "Born|text|The Born||[]", "Surgery|text|The Surgery|Type the surgery|[]", "Consent|one of a list||Please choose|[{v0 Ja} {v1 Nein} {v2 Perhaps}]",
		"Dyspraxia|tick box|Sees a speech therapist||[{On }]", "House|tick box|Red house||[{On }]", "Reason|text|Why now?||[]", "EHCP|tick box|There is an EHC plan||[{On }]", "Sex|one of a list||Choose|[{Girl } {Boy }]"}
	for i := range max(len(lines), len(want)) {
		if i >= len(lines) || i >= len(want) || lines[i] != want[i] {
			t.Errorf("line %d: %q, want %q", i, lines[min(i, len(lines)-1)], want[min(i, len(want)-1)])
		}
	}
	if faults := schoolWordMap().Misfits(found); len(faults) > 0 {
		t.Errorf("misfits: %v", faults)
	}
	if m, ok := (Reader{Maps: []Mapping{schoolWordMap()}}).Fits(found); !ok || m.Version != "school 4" {
		t.Errorf("fits: %v", ok)
	}
}

// Fields that no mapping can name are told with where they stand and what to do.
func TestInspectTellsWhatIsWrongWithAWordForm(t *testing.T) {
	more := `<w:p>` + typedRun("Say more: ") + olderText("", "") + `</w:p><w:p>` + olderText("Reason", "") + `</w:p><w:p>` + olderBox("Default", true) + `</w:p>`
	found, err := Reader{}.Inspect(File{Data: schoolWord(t, nil, more)})
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, f := range schoolWordMap().Misfits(found) {
		texts = append(texts, f.Field+": "+f.Text+" / "+f.Hint)
	}
	all := strings.Join(texts, "\n")
	for _, want := range []string{"1 of the form's fields (text) have no name", "“Say more:”", "Reason: 2 fields have this name", "Default: is answered in the form already", "a tag (or bookmark) of its own"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not told:\n%s", want, all)
		}
	}
	for name, want := range map[string]UnreadCode{"no fields": NoFields, "broken": Damaged} {
		data := repack(t, filledWord(t, nil), "word/document.xml", func(old string) string {
			return old[:strings.Index(old, "<w:body>")] + "<w:body><w:p>" + typedRun("A letter") + "</w:p></w:body></w:document>"
		})
		if want == Damaged {
			data = data[:len(data)/2]
		}
		if _, err := (Reader{}).Inspect(File{Data: data}); codeOfError(err) != want {
			t.Errorf("%s: %q", name, codeOfError(err))
		}
	}
}
