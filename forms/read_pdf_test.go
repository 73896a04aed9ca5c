package forms

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// formPDF is a document of two pages with a version field (object 5) and the
// objects from 6 on. fields are the references to the other fields, first and
// second the widgets of either page.
func formPDF(fields, first, second string, objects ...string) []byte {
	return pdfOf(append([]string{
		"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R " + fields + "]>>>>",
		"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Annots[5 0 R " + first + "]>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Annots[" + second + "]>>",
		"<</Type/Annot/Subtype/Widget/FT/Tx/T(form_version)/V(2026-11)/F 2/Rect[0 0 9 9]>>",
	}, objects...)...)
}

const widgetOf = "/Type/Annot/Subtype/Widget/Rect[0 0 9 9]"

// looks gives a button the pictures of these states and Off.
func looks(states ...string) string {
	return "/AP<</N<<" + "/" + strings.Join(append(states, "Off"), " 5 0 R/") + " 5 0 R>>>>"
}

// told is what is expected of one answer: raw, where, and the code of its
// problem when it is not certain.
type told struct{ raw, where, code string }

func TestReadPDFField(t *testing.T) {
	radio := func(v, first, second string) []string {
		return []string{
			"<</FT/Btn/Ff 32768/T(child_sex)" + v + "/Kids[7 0 R 8 0 R]>>",
			"<<" + widgetOf + "/Parent 6 0 R" + first + looks("female") + ">>",
			"<<" + widgetOf + "/Parent 6 0 R" + second + looks("male") + ">>",
		}
	}
	beside := func(v, first, second string) []string {
		return []string{
			"<</FT/Btn/Ff 32768/T(child_sex)/Opt[(male)(intersex)]" + v + "/Kids[7 0 R 8 0 R]>>",
			"<<" + widgetOf + "/Parent 6 0 R" + first + looks("0") + ">>",
			"<<" + widgetOf + "/Parent 6 0 R" + second + looks("1") + ">>",
		}
	}
	tick := func(name, rest string) []string {
		return []string{"<<" + widgetOf + "/FT/Btn/T(" + name + ")" + rest + ">>"}
	}
	text := func(name, rest string) []string {
		return []string{"<<" + widgetOf + "/FT/Tx/T(" + name + ")" + rest + ">>"}
	}
	list := func(rest string) []string {
		return []string{"<<" + widgetOf + "/FT/Ch/Ff 131072/T(school_year_group)/Opt[[(1)(Year 1)][(2)(Year two)](reception)]" + rest + ">>"}
	}
	for name, row := range map[string]struct {
		objects []string
		field   string
		want    told
	}{
		"text":                 {text("child_surname", "/V(Example)"), "child_surname", told{"Example", "page 1", ""}},
		"text of spaces":       {text("child_surname", "/V(  )"), "child_surname", told{}},
		"text without a value": {text("child_surname", ""), "child_surname", told{}},
		"text as a name":       {text("child_surname", "/V/Van#20Example"), "child_surname", told{"Van Example", "page 1", ""}},
		"escapes": {text("child_surname", `/V(a\(b\)\\\101\
c)`), "child_surname", told{`a(b)\Ac`, "page 1", ""}},
		"PDFDocEncoding":              {text("child_surname", "/V<5A6FEB20952018>"), "child_surname", told{"Zoë Ł ˘", "page 1", ""}},
		"euro":                        {text("child_surname", "/V<A08D8E>"), "child_surname", told{"€“”", "page 1", ""}},
		"UTF-16 big end first":        {text("child_surname", "/V<FEFF0141D83DDE00>"), "child_surname", told{"Ł😀", "page 1", ""}},
		"UTF-16 little end first":     {text("child_surname", "/V<FFFE41013DD800DE>"), "child_surname", told{"Ł😀", "page 1", ""}},
		"UTF-8 with a mark":           {text("child_surname", "/V<EFBBBFC581>"), "child_surname", told{"Ł", "page 1", ""}},
		"UTF-8 without a mark":        {text("child_surname", "/V<5A6FC3AB>"), "child_surname", told{"Zoë", "page 1", ""}},
		"language mark":               {text("child_surname", "/V<FEFF001B0065006E001B0041>"), "child_surname", told{"A", "page 1", ""}},
		"hex with white space":        {text("child_surname", "/V<45 78\n6>"), "child_surname", told{"Ex`", "page 1", ""}},
		"new lines of every program":  {text("reason_free_text", `/V(a\rb\r\nc\nd)`), "reason_free_text", told{"a\nb\nc\nd", "page 1", ""}},
		"a stream":                    {append(text("reason_free_text", "/V 7 0 R"), "<</Length 12>>\nstream\nHe falls\nhm.\nendstream"), "reason_free_text", told{"He falls\nhm.", "page 1", ""}},
		"a value elsewhere":           {append(text("child_surname", "/V 7 0 R"), "(Example)"), "child_surname", told{"Example", "page 1", ""}},
		"too long":                    {text("child_surname", "/V("+strings.Repeat("a", mostAnswer+1)+")"), "child_surname", told{strings.Repeat("a", mostAnswer), "page 1", "too-long"}},
		"prefix and counters":         {text("form1[0].#subform[0].child_surname[0]", "/V(Example)"), "child_surname", told{"Example", "page 1", ""}},
		"case and spaces in the name": {text("Child Surname", "/V(Example)"), "child_surname", told{"Example", "page 1", ""}},
		"list: code":                  {list("/V(2)"), "school_year_group", told{"2", "page 1", ""}},
		"list: code as a name":        {list("/V/2"), "school_year_group", told{"2", "page 1", ""}},
		"list: code in a list":        {list("/V[(2)]"), "school_year_group", told{"2", "page 1", ""}},
		"list: what is shown":         {list("/V(Year two)"), "school_year_group", told{"2", "page 1", ""}},
		"list: words of the form":     {list("/V(Year 9)"), "school_year_group", told{"9", "page 1", ""}},
		"list: number only":           {list("/I[1]"), "school_year_group", told{"2", "page 1", ""}},
		"list: no choice":             {list("/V()"), "school_year_group", told{}},
		"list: two choices of one":    {list("/V[(1)(2)]"), "school_year_group", told{"1|2", "page 1", "disagrees"}},
		"radio":                       {radio("/V/male", "/AS/Off", "/AS/male"), "child_sex", told{"male", "page 2", ""}},
		"radio: off":                  {radio("/V/Off", "/AS/Off", "/AS/Off"), "child_sex", told{}},
		"radio: only shown":           {radio("", "/AS/female", "/AS/Off"), "child_sex", told{"female", "page 1", ""}},
		"radio: only stated":          {radio("/V/male", "", ""), "child_sex", told{"male", "page 2", ""}},
		"radio: stated as text":       {radio("/V(male)", "/AS/Off", "/AS/male"), "child_sex", told{"male", "page 2", ""}},
		"radio: stated, shown off":    {radio("/V/male", "/AS/Off", "/AS/Off"), "child_sex", told{"male", "page 2", "disagrees"}},
		"radio: shown, stated off":    {radio("/V/Off", "/AS/Off", "/AS/male"), "child_sex", told{"male", "page 2", "disagrees"}},
		"radio: another is shown":     {radio("/V/male", "/AS/female", "/AS/Off"), "child_sex", told{"female|male", "page 1", "disagrees"}},
		"radio: two are shown":        {radio("", "/AS/female", "/AS/male"), "child_sex", told{"female|male", "page 1", "disagrees"}},
		"radio: values beside":        {beside("/V/1", "/AS/Off", "/AS/1"), "child_sex", told{"intersex", "page 2", ""}},
		"radio: value stated beside":  {beside("/V(intersex)", "/AS/Off", "/AS/1"), "child_sex", told{"intersex", "page 2", ""}},
		"radio: stated beside only":   {beside("/V/1", "", ""), "child_sex", told{"intersex", "page 2", ""}},
		"radio: beside, shown off":    {beside("/V/1", "/AS/Off", "/AS/Off"), "child_sex", told{"intersex", "page 2", "disagrees"}},
		"tick":                        {tick("ais_needs__bsl", "/V/Yes/AS/Yes"+looks("Yes")), "ais_needs", told{"bsl", "page 1", ""}},
		"tick: any state":             {tick("ais_needs__bsl", "/V/J#e1/AS/J#e1"+looks("J#e1")), "ais_needs", told{"bsl", "page 1", ""}},
		"tick: only shown":            {tick("ais_needs__bsl", "/AS/1"+looks("1")), "ais_needs", told{"bsl", "page 1", ""}},
		"tick: no appearance":         {tick("ais_needs__bsl", "/V/On"), "ais_needs", told{"bsl", "page 1", ""}},
		"tick: off":                   {tick("ais_needs__bsl", "/V/Off/AS/Off"+looks("Yes")), "ais_needs", told{}},
		"tick: stated, shown off":     {tick("ais_needs__bsl", "/V/Yes/AS/Off"+looks("Yes")), "ais_needs", told{"bsl", "page 1", "disagrees"}},
		"tick: shown, stated off":     {tick("ais_needs__bsl", "/V/Off/AS/Yes"+looks("Yes")), "ais_needs", told{"bsl", "page 1", "disagrees"}},
		"tick: a text in its place":   {text("ais_needs__bsl", "/V(no)"), "ais_needs", told{"bsl: no", "page 1", "unknown-option"}},
		"yes or no by one box":        {tick("uses_emis_sft", "/V/yes/AS/yes"+looks("yes")), "uses_emis_sft", told{"yes", "page 1", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			second := ""
			if len(row.objects) == 3 {
				second = "8 0 R"
			}
			extra := text("child_forename", "/V(Sam)")[0] // so that the form is not blank
			objects := append(slices.Clone(row.objects), extra)
			fields := fmt.Sprintf("6 0 R %d 0 R", 5+len(objects))
			form, err := Read(File{Data: formPDF(fields, "6 0 R 7 0 R", second, objects...)}, midday)
			if err != nil {
				t.Fatalf("%v", codeOfError(err))
			}
			checkTold(t, form, row.field, row.want)
		})
	}
}

func checkTold(t *testing.T, form Form, field string, want told) {
	t.Helper()
	a, answered := form.Fields[field]
	if answered != (want != told{}) {
		t.Fatalf("answered: %v", answered)
	}
	if a.Raw != want.raw || a.Where != want.where {
		t.Errorf("raw %.60q at %q, want %.60q at %q", a.Raw, a.Where, want.raw, want.where)
	}
	codes := map[string]bool{}
	for _, p := range form.Problems {
		if p.Field == field {
			codes[p.Code] = true
		}
	}
	sure := want.code == ""
	if answered && (a.Certain != sure || form.Certain != sure || sure == (a.Value == "")) || codes[want.code] == sure {
		t.Errorf("value %.20q, certain %v, form %v, problems %v", a.Value, a.Certain, form.Certain, slices.Collect(maps.Keys(codes)))
	}
}

func TestReadPDFTree(t *testing.T) {
	surname := func(rest string) string { return "<<" + widgetOf + "/FT/Tx" + rest + ">>" }
	for name, row := range map[string]struct {
		fields, first, second string
		objects               []string
		want                  told
	}{
		"name in parts, kind and value from above": {"6 0 R", "", "8 0 R", []string{
			"<</T(child)/FT/Tx/V(Example)/Kids[7 0 R]>>", "<</T(more)/Kids[8 0 R]>>", "<<" + widgetOf + "/T(child_surname)/Parent 7 0 R>>"}, told{"Example", "page 2", ""}},
		"kind at the widget": {"6 0 R 8 0 R", "7 0 R", "", []string{
			"<</T(ais_needs__bsl)/Kids[7 0 R]>>", "<<" + widgetOf + "/FT/Btn/Parent 6 0 R/AS/Yes" + looks("Yes") + ">>", surname("/T(child_surname)/V(Example)")}, told{"Example", "", ""}},
		"parts that make one name": {"6 0 R", "7 0 R", "", []string{
			"<</T(child)/Kids[7 0 R]>>", surname("/T(surname)/Parent 6 0 R/V(Example)")}, told{"Example", "page 1", ""}},
		"value at the widget": {"6 0 R", "7 0 R", "", []string{
			"<</T(child_surname)/Kids[7 0 R]>>", surname("/Parent 6 0 R/V(Example)")}, told{"Example", "page 1", ""}},
		"two that say the same": {"6 0 R 7 0 R", "6 0 R", "7 0 R", []string{
			surname("/T(child_surname)/V(Example)"), surname("/T(Child Surname)/V(Example )")}, told{"Example", "page 1", ""}},
		"one blank": {"6 0 R 7 0 R", "6 0 R", "7 0 R", []string{
			surname("/T(child_surname)/V()"), surname("/T(child_surname)/V(Example)")}, told{"Example", "page 2", ""}},
		"two that disagree": {"6 0 R 7 0 R", "6 0 R", "7 0 R", []string{
			surname("/T(child_surname)/V(Example)"), surname("/T(child_surname)/V(Other)")}, told{"Example|Other", "page 1", "disagrees"}},
		"only on the page": {"", "6 0 R", "", []string{surname("/T(child_surname)/V(Example)")}, told{"Example", "page 1", ""}},
		"only on the page, below a field": {"", "", "7 0 R", []string{
			"<</T(child_surname)/FT/Tx/V(Example)/Kids[7 0 R]>>", "<<" + widgetOf + "/Parent 6 0 R>>"}, told{"Example", "page 2", ""}},
		"on no page":                {"6 0 R", "", "", []string{surname("/T(child_surname)/V(Example)")}, told{"Example", "", ""}},
		"page stated by the widget": {"6 0 R", "", "", []string{surname("/T(child_surname)/V(Example)/P 4 0 R")}, told{"Example", "page 2", ""}},
		"a field below itself": {"6 0 R", "6 0 R", "", []string{
			"<<" + widgetOf + "/T(child_surname)/FT/Tx/V(Example)/Kids[7 0 R 6 0 R]>>", "<</Parent 6 0 R/Kids[6 0 R 7 0 R]>>", surname("/T(x)")}, told{"Example", "", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			form, err := Read(File{Data: formPDF(row.fields, row.first, row.second, row.objects...)}, midday)
			if err != nil {
				t.Fatalf("%v", codeOfError(err))
			}
			checkTold(t, form, "child_surname", row.want)
			if _, ticked := form.Fields["ais_needs"]; ticked != strings.Contains(strings.Join(row.objects, ""), "ais_needs") {
				t.Errorf("ticked: %v", ticked)
			}
		})
	}
}

// saveLater appends an object to a document as a program saves a change.
func saveLater(data []byte, number int, object string) []byte {
	var out bytes.Buffer
	out.Write(data)
	last := bytes.LastIndex(data, []byte("\nxref\n")) + 1
	at := out.Len()
	fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", number, object)
	start := out.Len()
	fmt.Fprintf(&out, "xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size 20/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n", number, at, last, start)
	return out.Bytes()
}

func TestLastSavedAnswerCounts(t *testing.T) {
	field := func(value string) string {
		return "<<" + widgetOf + "/FT/Tx/T(child_surname)/V(" + value + ")>>"
	}
	data := formPDF("6 0 R", "6 0 R", "", field("First"))
	for _, value := range []string{"Second", "Third"} {
		data = saveLater(data, 6, field(value))
	}
	if got := readBack(t, data)["child_surname"]; got != "Third" {
		t.Errorf("read %q", got)
	}
}
