package forms

import (
	"archive/zip"
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// repack is a document with one part changed.
func repack(t testing.TB, data []byte, part string, change func(string) string) []byte {
	t.Helper()
	parts := wordParts(t, data)
	parts[part] = change(parts[part])
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// edited is a filled form whose body was changed as a person changes it.
func edited(t testing.TB, answers map[string]string, change func(string) string) []byte {
	t.Helper()
	return repack(t, filledWord(t, answers), "word/document.xml", func(body string) string {
		changed := change(body)
		if changed == body {
			t.Fatal("nothing was changed")
		}
		return changed
	})
}

const runStart, runEnd = `<w:r><w:t>`, `</w:t></w:r>`

// typedRun keeps the spaces at the ends of its text, as Word writes them.
func typedRun(text string) string { return `<w:r><w:t xml:space="preserve">` + text + runEnd }

// sdt finds the content control with a tag.
func sdt(body, tag string) (start, end int) {
	at := strings.Index(body, `<w:tag w:val="`+tag+`"/>`)
	start = strings.LastIndex(body[:at], "<w:sdt>")
	return start, at + strings.Index(body[at:], "</w:sdt>") + len("</w:sdt>")
}

// instead puts something in place of a control; $ stands for the control.
func instead(tag, with string) func(string) string {
	return func(body string) string {
		start, end := sdt(body, tag)
		return body[:start] + strings.ReplaceAll(with, "$", body[start:end]) + body[end:]
	}
}

// inside changes the content of a control.
func inside(tag string, old, with string) func(string) string {
	return func(body string) string {
		start, end := sdt(body, tag)
		return body[:start] + strings.ReplaceAll(body[start:end], old, with) + body[end:]
	}
}

func all(changes ...func(string) string) func(string) string {
	return func(body string) string {
		for _, change := range changes {
			body = change(body)
		}
		return body
	}
}

// contentOf puts runs in place of all that a control shows, prompt or not.
func contentOf(tag, runs string) func(string) string {
	return func(body string) string {
		start, end := sdt(body, tag)
		control := body[start:end]
		at := strings.Index(control, "<w:sdtContent>") + len("<w:sdtContent>")
		return body[:start] + control[:at] + runs + "</w:sdtContent></w:sdt>" + body[end:]
	}
}

func without(mark string) func(string) string {
	return func(body string) string { return strings.ReplaceAll(body, mark, "") }
}

// withoutControls leaves of each control what it shows.
func withoutControls(body string) string {
	return regexp.MustCompile(`<w:sdtPr>.*?</w:sdtPr>|</?w:sdt(Content)?>`).ReplaceAllString(body, "")
}

func TestEditsInWord(t *testing.T) {
	leo := map[string]string{"child_forename": "Leo", "child_surname": "Ashworth", "child_dob": "2019-05-12", "consent_share": "no"}
	for name, c := range map[string]struct {
		change func(string) string
		want   map[string]string // beside leo's; "" takes one out
	}{
		"X typed beside the box":          {instead("cp_cin__none", "$"+typedRun("X")), map[string]string{"cp_cin": "none"}},
		"X typed before the box":          {instead("cp_cin__none", typedRun("X ")+"$"), map[string]string{"cp_cin": "?"}},
		"X in place of the box":           {instead("cp_cin__none", typedRun("X ")), map[string]string{"cp_cin": "none"}},
		"tick in place of the box":        {instead("cp_cin__child_in_need", typedRun("✓ ")), map[string]string{"cp_cin": "?"}},
		"yes behind the words":            {instead("cp_cin__not_known", "$"+typedRun(" yes")), map[string]string{"cp_cin": "not_known"}},
		"other words at the box":          {instead("cp_cin__none", "$"+typedRun("maybe")), map[string]string{"cp_cin": "?"}},
		"box deleted with its words":      {instead("cp_cin__none", ""), map[string]string{"cp_cin": "?"}},
		"yes beside the list":             {instead("interpreter_needed", "$"+typedRun(" yes")), map[string]string{"interpreter_needed": "yes"}},
		"yes in place of the list":        {instead("interpreter_needed", typedRun("yes")), map[string]string{"interpreter_needed": "yes"}},
		"another answer beside the list":  {instead("consent_share", "$"+typedRun("yes")), map[string]string{"consent_share": "?"}},
		"the same answer beside the list": {instead("consent_share", "$"+typedRun(" No")), nil},
		"typed in place of a text":        {instead("gp_name", typedRun("Dr Khan")), map[string]string{"gp_name": "Dr Khan"}},
		"typed in place of several lines": {instead("child_address", typedRun("1 Test Lane")+"</w:p><w:p>"+typedRun("Stockport")), map[string]string{"child_address": "1 Test Lane\nStockport"}},
		"typed behind a prompt":           {instead("gp_name", "$"+typedRun("Dr Khan")), map[string]string{"gp_name": "Dr Khan"}},
		"prompts that became text":        {without("<w:showingPlcHdr/>"), nil},
		"all controls deleted":            {withoutControls, nil},
		"in the cell of the question": {func(b string) string {
			return strings.Replace(b, "For example P88001</w:t></w:r></w:p>", "For example P88001</w:t></w:r></w:p><w:p>"+typedRun("P88016")+"</w:p>", 1)
		}, map[string]string{"gp_practice_ods": "P88016"}},
		"behind the question": {func(b string) string {
			return strings.Replace(b, "10 digits</w:t>", "10 digits</w:t></w:r>"+runStart+" 999 000 0018</w:t>", 1)
		}, map[string]string{"nhs_number": "9990000018"}},
		"a hint that was changed": {func(b string) string {
			return strings.ReplaceAll(b, "Ordinary email is not secure", "Nobody else reads it")
		}, map[string]string{"consent_email": "?"}},
		"two answers that disagree": {func(b string) string {
			return strings.Replace(b, "For example 31 03 2019</w:t></w:r></w:p>", "For example 31 03 2019</w:t></w:r></w:p><w:p>"+typedRun("13/05/2019")+"</w:p>", 1)
		}, map[string]string{"child_dob": "?"}},
		"a split run":              {contentOf("child_forename", typedRun("Le")+`<w:proofErr w:type="spellStart"/>`+typedRun("o")), nil},
		"inserted and deleted":     {contentOf("child_forename", `<w:del w:id="1"><w:r><w:delText>Lea</w:delText></w:r></w:del><w:ins w:id="2">`+typedRun("Leo")+`</w:ins>`), nil},
		"moved away":               {contentOf("child_forename", `<w:moveFrom w:id="1">`+typedRun("Lea")+`</w:moveFrom>`+typedRun("Leo")), nil},
		"struck through":           {contentOf("child_forename", `<w:r><w:rPr><w:strike/></w:rPr><w:t>Leo</w:t></w:r>`), map[string]string{"child_forename": "?"}},
		"hidden":                   {contentOf("child_forename", typedRun("Leo")+`<w:r><w:rPr><w:vanish/></w:rPr><w:t>nard</w:t></w:r>`), nil},
		"a comment":                {contentOf("child_forename", `<w:commentRangeStart w:id="0"/>`+typedRun("Leo")+`<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>`), nil},
		"several paragraphs":       {instead("child_address", `</w:p><w:sdt><w:sdtPr><w:tag w:val="child_address"/></w:sdtPr><w:sdtContent><w:p>`+typedRun("1 Test Lane")+`</w:p><w:p>`+typedRun("Stockport")+`</w:p></w:sdtContent></w:sdt><w:p>`), map[string]string{"child_address": "1 Test Lane\nStockport"}},
		"a control within another": {instead("gp_name", `<w:sdt><w:sdtPr><w:tag w:val="other"/></w:sdtPr><w:sdtContent>$</w:sdtContent></w:sdt>`), nil},
		"the same control twice":   {instead("consent_share", "$$"), nil},
		"two controls that disagree": {func(b string) string {
			return strings.Replace(instead("consent_share", "$$")(b), ">No</w:t>", ">Yes</w:t>", 1)
		}, map[string]string{"consent_share": "?"}},
		"a list by its value":            {contentOf("consent_share", typedRun("partly")), map[string]string{"consent_share": "partly"}},
		"a list with another text":       {contentOf("consent_share", typedRun("perhaps")), map[string]string{"consent_share": "?"}},
		"a box that looks otherwise":     {inside("cp_cin__none", "☐", "☒"), map[string]string{"cp_cin": "?"}},
		"on, without a value":            {all(inside("cp_cin__none", "☐", "☒"), inside("cp_cin__none", `<w14:checked w14:val="0"/>`, `<w14:checked/>`)), map[string]string{"cp_cin": "none"}},
		"another sign for on":            {all(inside("cp_cin__none", "☐", "♥"), inside("cp_cin__none", `<w14:checked w14:val="0"/><w14:checkedState w14:val="2612"`, `<w14:checked w14:val="true"/><w14:checkedState w14:val="2665"`)), map[string]string{"cp_cin": "none"}},
		"a day that is not its calendar": {contentOf("child_dob", typedRun("13/05/2019")), map[string]string{"child_dob": "?"}},
		"text with the mark of a prompt": {contentOf("gp_name", typedRun("Dr Khan")), map[string]string{"gp_name": "Dr Khan"}},
		"a prompt in another language":   {contentOf("gp_name", `<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>Kliknij tutaj</w:t></w:r>`), map[string]string{"gp_name": "?"}},
		"in many fields": {all(contentOf("gp_name", `<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>Kliknij tutaj</w:t></w:r>`),
			contentOf("pr1_name", `<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>Kliknij tutaj</w:t></w:r>`)), nil},
		"Word's own prompt": {contentOf("gp_name", typedRun("Click or tap here to enter text.")), nil},
		"a text box over a cell": {instead("gp_name", `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx xmlns:wps="x"><w:txbxContent><w:p>`+typedRun("GP's name: Dr Khan")+
			`</w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p>`+typedRun("GP's name: Dr Kahn")+`</w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>`),
			map[string]string{"gp_name": "Dr Khan"}},
		"a row that was deleted": {func(b string) string {
			at := strings.LastIndex(b[:strings.Index(b, `<w:tag w:val="consent_share"/>`)], "<w:trPr>") + len("<w:trPr>")
			return b[:at] + `<w:del w:id="9"/>` + b[at:]
		}, map[string]string{"consent_share": ""}},
		"another prefix": {func(b string) string {
			return regexp.MustCompile(`([< /])w:`).ReplaceAllString(strings.ReplaceAll(b, "xmlns:w=", "xmlns:ns0="), "${1}ns0:")
		}, nil},
		"a sign of a font": {instead("cp_cin__none", `<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>`), map[string]string{"cp_cin": "none"}},
		"an unknown sign":  {instead("cp_cin__none", `<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>`), map[string]string{"cp_cin": "?"}},
	} {
		t.Run(name, func(t *testing.T) {
			want := maps.Clone(leo)
			maps.Copy(want, c.want)
			maps.DeleteFunc(want, func(_, answer string) bool { return answer == "" })
			f := readWordForm(t, edited(t, leo, c.change))
			got := values(f)
			for k, v := range got {
				if strings.HasSuffix(v, "?") {
					got[k] = "?"
				}
			}
			if !maps.Equal(got, want) {
				t.Errorf("read %v, want %v", got, want)
			}
		})
	}
}

// legacy is a form field of the older kind.
func legacy(name, data, instruction, result string) string {
	mark := func(kind, data string) string {
		return `<w:r><w:fldChar w:fldCharType="` + kind + `">` + data + `</w:fldChar></w:r>`
	}
	return mark("begin", `<w:ffData><w:name w:val="`+name+`"/><w:enabled/>`+data+`</w:ffData>`) +
		`<w:r><w:instrText xml:space="preserve"> ` + instruction + ` </w:instrText></w:r>` + mark("separate", "") + result + mark("end", "")
}

func TestOlderFormFields(t *testing.T) {
	list := func(result string) string {
		return legacy("consent_share", `<w:ddList>`+result+`<w:listEntry w:val="Please choose"/><w:listEntry w:val="Yes"/><w:listEntry w:val="No"/></w:ddList>`, "FORMDROPDOWN", "")
	}
	text := func(result string) string {
		return legacy("gp_name", `<w:textInput><w:default w:val="Type here"/></w:textInput>`, "FORMTEXT", result)
	}
	tick := func(name, state string) string {
		return legacy(name, `<w:checkBox><w:sizeAuto/>`+state+`</w:checkBox>`, "FORMCHECKBOX", "")
	}
	for name, c := range map[string]struct {
		tag, field string
		want       map[string]string
	}{
		"a text":                            {"gp_name", text(typedRun("Dr Khan")), map[string]string{"gp_name": "Dr Khan"}},
		"a text left as it was":             {"gp_name", text(typedRun("Type here")), nil},
		"a blank text":                      {"gp_name", text(typedRun("\u2002\u2002\u2002\u2002\u2002")), nil},
		"a text without a name":             {"gp_name", strings.Replace(text(typedRun("Dr Khan")), "gp_name", "Text1", 1), map[string]string{"gp_name": "Dr Khan"}},
		"a box that is on":                  {"cp_cin__none", tick("cp_cin__none", `<w:default w:val="0"/><w:checked/>`), map[string]string{"cp_cin": "none"}},
		"a box that is off":                 {"cp_cin__none", tick("cp_cin__none", `<w:default w:val="1"/><w:checked w:val="0"/>`), nil},
		"a box on from the start":           {"cp_cin__none", tick("cp_cin__none", `<w:default w:val="1"/>`), map[string]string{"cp_cin": "none"}},
		"a box without a name":              {"cp_cin__none", tick("Check7", `<w:checked/>`), map[string]string{"cp_cin": "none"}},
		"a list":                            {"consent_share", list(`<w:result w:val="2"/>`), map[string]string{"consent_share": "no"}},
		"a list left alone":                 {"consent_share", list(""), nil},
		"a list without a name":             {"consent_share", strings.Replace(list(`<w:result w:val="1"/>`), "consent_share", "Dropdown1", 1), map[string]string{"consent_share": "yes"}},
		"a list that begins with an option": {"consent_share", strings.Replace(list(""), `<w:listEntry w:val="Please choose"/>`, "", 1), map[string]string{"consent_share": "?"}},
	} {
		t.Run(name, func(t *testing.T) {
			want := map[string]string{"child_forename": "Leo"}
			maps.Copy(want, c.want)
			f := readWordForm(t, edited(t, map[string]string{"child_forename": "Leo"}, instead(c.tag, c.field)))
			checkValues(t, f, want)
		})
	}
}
