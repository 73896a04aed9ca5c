package forms

import (
	"maps"
	"os"
	"path/filepath"
	"testing"
)

// fieldAnswers are in forms with fields of their own in the formats beside
// Word's.
var fieldAnswers = map[string]string{"child_forename": "Zoë", "child_surname": "Łukasz", "consent_share": "no", "cp_cin": "child_in_need|not_known", "interpreter_needed": "yes", "child_address": "1 Test Lane\nStockport", "lives_with": "Mum & 😀"}

const odtFields = `<office:document-content><office:automatic-styles><style:style style:name="T1"><style:text-properties style:text-line-through-style="solid"/></style:style></office:automatic-styles>
<office:body><office:text><office:forms><form:form><form:checkbox form:name="cp_cin__child_in_need" form:id="c1" form:current-state="checked"/><form:checkbox form:name="cp_cin__previous" form:id="c2"/>
<form:text form:name="child_forename" form:id="c3" form:current-value="Zoë"/><form:listbox form:name="consent_share" form:id="c4"><form:option form:label="Yes"/><form:option form:label="No" form:current-selected="true"/></form:listbox>
<form:textarea form:name="child_address" form:id="c5" form:current-value="1 Test Lane&#10;Stockport"/><form:text form:name="form_version" form:id="c6" form:value="2026-11"/></form:form></office:forms>
<text:tracked-changes><text:changed-region><text:deletion><text:p>Child's last name: Gone</text:p></text:deletion></text:changed-region></text:tracked-changes>
<text:p>First name <draw:control draw:control="c3"/></text:p><text:p><draw:control draw:control="c1"/> Child in need plan</text:p>
<text:p>Last name: <loext:content-control loext:tag="child_surname">Łu<text:span>kasz</text:span></loext:content-control></text:p>
<text:p><loext:content-control loext:tag="cp_cin__not_known" loext:checkbox="true" loext:checked="true">☒</loext:content-control> Not known</text:p>
<text:p>GP's name: <loext:content-control loext:tag="gp_name" loext:showing-place-holder="true">Click to enter text</loext:content-control></text:p>
<text:p>Ethnic group: <text:span text:style-name="T1">Arab</text:span></text:p>
<table:table><table:table-row><table:table-cell><text:p>Interpreter needed?</text:p></table:table-cell><table:table-cell><text:p><text:drop-down text:name="x"><text:label text:value="Yes" text:current-selected="true"/><text:label text:value="No"/>Yes</text:drop-down></text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>Who does the child live with?<office:annotation><text:p>no</text:p></office:annotation></text:p></table:table-cell><table:table-cell><text:p>Mum<text:s/>&amp;<text:s text:c="2"/>😀</text:p></table:table-cell></table:table-row></table:table>
</office:text></office:body></office:document-content>`

const rtfFields = `{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset238 Arial;}{\f2\fcharset2 Wingdings;}}{\info{\title Child's first name: Gone}}
{\header Referral form version 2026-11\par}
\pard First name: {\field{\*\fldinst FORMTEXT {\*\formfield{\fftype0{\*\ffname child_forename}{\*\ffdeftext x}}}}{\fldrslt Zo\'eb}}\par
Last name: \f1\'a3ukasz\f0\par
{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres1{\*\ffname cp_cin__child_in_need}}}}{\fldrslt }} Child in need plan\par
{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres25\ffdefres1{\*\ffname cp_cin__not_known}}}}{\fldrslt }} Not known\par
{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres25\ffdefres0{\*\ffname cp_cin__previous}}}}{\fldrslt }} In the past\par
{\field{\*\fldinst FORMDROPDOWN {\*\formfield{\fftype2\ffres2{\*\ffname consent_share}{\*\ffl Choose}{\*\ffl Yes}{\*\ffl No}}}}{\fldrslt }}\par
{\*\unknown Ethnic group: Arab}{\v Ethnic group: Arab\par}{\deleted Ethnic group: Arab\par}Ethnic group: {\strike Arab}\par
\trowd\cellx100\cellx200\pard\intbl Interpreter needed?\cell {\f2\'fe} Yes  {\f2\'a8} No\cell\row
\trowd\cellx100\cellx200\pard\intbl Home address\cell 1 Test Lane\par Stockport\cell\row
\trowd\cellx100\cellx200\pard\intbl Who does the child live with?\cell Mum & \u-10179 ?\u-8704 ?\cell\row
\pard The end\par}`

const htmlFields = `<html><head><title>Ethnic group: Arab</title></head><body><form><input type=hidden name=form_version value=2026-11>
<p>First name <input name=child_forename value="Zo&euml;"><p>Last name: &#321;uk<b>asz</b><br>
<input type=checkbox name=cp_cin__child_in_need checked> Child in need plan <input type=checkbox name=cp_cin__previous> In the past <input type=checkbox name=cp_cin value=not_known checked> Not known
<select name=consent_share><option value="">Choose<option value=yes>Yes<option value=no selected>No</select>
<textarea name=child_address>1 Test Lane
Stockport</textarea>
<table><tr><td>Interpreter needed?<td><input type=radio name=q1 checked> Yes <input type=radio name=q1> No
<tr><td>Who does the child live with?</td><td>Mum &amp;
 😀</td></tr></table><p style="display: none">Ethnic group: Arab</p><script>"Ethnic group: Arab"</script><p>Ethnic group: <s>Arab</s></body></html>`

func TestFieldsInOtherFormats(t *testing.T) {
	for name, data := range map[Shape][]byte{
		ODT: zipOf(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", odtFields), RTF: []byte(rtfFields), HTML: []byte(htmlFields),
	} {
		t.Run(string(name), func(t *testing.T) {
			f, err := Read(File{Data: data}, midday)
			if err != nil {
				t.Fatal(err)
			}
			checkValues(t, f, fieldAnswers)
			if f.Shape != name || f.Version != Version {
				t.Errorf("%s, version %q", f.Shape, f.Version)
			}
		})
	}
}

// olderForm is a Word form with form fields of the older kind.
func olderForm(t testing.TB) []byte {
	t.Helper()
	tick := func(name, state string) string {
		return legacy(name, `<w:checkBox><w:sizeAuto/><w:default w:val="0"/>`+state+`</w:checkBox>`, "FORMCHECKBOX", "")
	}
	list := `<w:ddList><w:result w:val="2"/><w:listEntry w:val="Choose"/><w:listEntry w:val="Yes"/><w:listEntry w:val="No"/></w:ddList>`
	row := func(label, cell string) string {
		return `<w:tr><w:tc><w:p>` + typedRun(label) + `</w:p></w:tc><w:tc><w:p>` + cell + `</w:p></w:tc></w:tr>`
	}
	return repack(t, filledWord(t, nil), "word/document.xml", func(string) string {
		return `<w:document ` + wordSpan + `><w:body><w:p>` + typedRun("Referral form version 2026-11") + `</w:p><w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="3000"/><w:gridCol w:w="3000"/></w:tblGrid>` +
			row("First name", legacy("child_forename", "<w:textInput/>", "FORMTEXT", typedRun("Zoë"))) +
			row("Last name", legacy("child_surname", "<w:textInput/>", "FORMTEXT", typedRun("Łukasz"))) +
			row("Agree to share information", legacy("consent_share", list, "FORMDROPDOWN", "")) +
			row("Child protection", tick("cp_cin__child_in_need", "<w:checked/>")+typedRun(" Child in need plan ")+tick("cp_cin__previous", "")+typedRun(" In the past ")+tick("cp_cin__not_known", "<w:checked/>")+typedRun(" Not known")) +
			row("Interpreter needed?", tick("Check1", "<w:checked/>")+typedRun(" Yes ")+tick("Check2", "")+typedRun(" No")) +
			row("Home address", typedRun("1 Test Lane")+`</w:p><w:p>`+typedRun("Stockport")) + row("Who does the child live with?", typedRun("Mum &amp; 😀")) +
			`</w:tbl><w:p/></w:body></w:document>`
	})
}

// The same form as LibreOffice writes it, kept as files: they are read where
// LibreOffice is not at hand, and they are seeds.
func TestOlderFormsInOtherFormats(t *testing.T) {
	checkValues(t, readWordForm(t, olderForm(t)), fieldAnswers)
	for _, format := range []string{"doc", "rtf", "odt"} {
		t.Run(format, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("testdata", "office", "older."+format))
			if err != nil {
				t.Fatal(err)
			}
			f, err := Read(File{Data: data}, midday)
			if err != nil {
				t.Fatal(err)
			}
			want := maps.Clone(fieldAnswers)
			if format == "rtf" { // LibreOffice writes boxes without their state
				delete(want, "cp_cin")
				delete(want, "interpreter_needed")
			}
			checkValues(t, f, want)
		})
	}
}

// A form that somebody else made, with nothing but the names of the contract.
func TestAFormByTheContractAlone(t *testing.T) {
	control := func(tag, kind, text string) string {
		return `<w:p><w:sdt><w:sdtPr><w:tag w:val="` + tag + `"/>` + kind + `</w:sdtPr><w:sdtContent>` + typedRun(text) + `</w:sdtContent></w:sdt></w:p>`
	}
	list := `<w:dropDownList><w:listItem w:displayText="I do not agree" w:value="no"/><w:listItem w:displayText="I agree" w:value="yes"/></w:dropDownList>`
	box := func(on string) string { return `<w14:checkbox><w14:checked w14:val="` + on + `"/></w14:checkbox>` }
	f := readWordForm(t, wordOf(t, control("form_version", "<w:text/>", "2026-11")+`<w:p>`+typedRun("Given name")+`</w:p>`+control("child_forename", "<w:text/>", "Zoë")+
		`<w:p>`+typedRun("First name")+`</w:p>`+control("child_known_as", `<w:showingPlcHdr/><w:text/>`, "Click or tap here to enter text.")+
		control("consent_share", list, "I do not agree")+control("cp_cin__previous", box("1"), "☒")+control("cp_cin__none", box("0"), "☐")+
		control("nhs_number", "<w:text/>", "999 000 0018")+control("child_dob", `<w:date w:fullDate="2019-05-12T00:00:00Z"/>`, "12 May 2019")))
	checkAll(t, f, map[string]string{"child_forename": "Zoë", "consent_share": "no", "cp_cin": "previous", "nhs_number": "9990000018", "child_dob": "2019-05-12"})
}
