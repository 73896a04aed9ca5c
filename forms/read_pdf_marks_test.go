package forms

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// laid is one annotation that is put over a form.
type laid struct {
	over  string  // the field over which it lies; "" with a box of its own
	lower float64 // so many points below the place of the field
	box   pdfBox
	kind  string
	text  string
	flags int

	strokes [][4]float64 // of a pen
}

// layOver puts annotations on the pages of a form; those with a box of their own
// on the first.
func layOver(t *testing.T, pdf []byte, marks ...laid) []byte {
	t.Helper()
	doc, err := openPDF(t.Context(), pdf)
	if err != nil {
		t.Fatal(err)
	}
	form, err := fieldsOf(t.Context(), doc)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.EnsurePageCount(); err != nil {
		t.Fatal(err)
	}
	o := objects{doc}
	for _, m := range marks {
		page := 1
		for _, f := range form.fields {
			if f.name == m.over && m.over != "" {
				m.box.x0, m.box.y0, m.box.x1, m.box.y1, _ = o.rect(f.places[0])
				m.box.y0, m.box.y1 = m.box.y0-m.lower, m.box.y1-m.lower
				page = f.widgets[0].page
			}
		}
		d, _, _, err := doc.PageDict(page, false)
		if err != nil || m.box == (pdfBox{}) {
			t.Fatalf("no place for %+v: %v", m, err)
		}
		at := types.Array{types.Float(m.box.x0), types.Float(m.box.y0), types.Float(m.box.x1), types.Float(m.box.y1)}
		annotation := types.Dict{"Type": types.Name("Annot"), "Subtype": types.Name(m.kind), "Rect": at, "F": types.Integer(m.flags)}
		if m.text != "" {
			annotation["Contents"] = types.StringLiteral(m.text)
		}
		var list types.Array
		for _, s := range m.strokes {
			list = append(list, types.Array{types.Float(s[0]), types.Float(s[1]), types.Float(s[2]), types.Float(s[3])})
		}
		if list != nil {
			annotation["InkList"] = list
		}
		d["Annots"] = append(o.array(d["Annots"]), annotation)
	}
	out, err := write(doc)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// What somebody types or draws over a field is read or makes its question
// unread; the other answers stand as they are.
func TestWhatIsLaidOverFields(t *testing.T) {
	answers := map[string]string{"child_surname": "Example", "child_forename": "Leo", "pr_consent": "yes_i_have_pr", "ais_needs": "bsl"}
	for name, c := range map[string]struct {
		mark  laid
		field string
		want  Answer // Certain and Value are compared
		doubt string // code of the problem with the field
		say   bool   // it is a remark as well
	}{
		"a text over an empty box":          {mark: laid{over: "child_dob", kind: "FreeText", text: "14/03/2019"}, field: "child_dob", want: Answer{Value: "2019-03-14", Certain: true}},
		"a text a little too low":           {mark: laid{over: "child_dob", lower: 2, kind: "FreeText", text: "14/03/2019"}, field: "child_dob", want: Answer{Value: "2019-03-14", Certain: true}},
		"a text between two boxes":          {mark: laid{over: "child_surname", lower: 14, kind: "FreeText", text: "Leo"}, field: "child_surname", doubt: problemDoubtful, say: true},
		"the same text over a full box":     {mark: laid{over: "child_surname", kind: "FreeText", text: "Example"}, field: "child_surname", want: Answer{Value: "Example", Certain: true}},
		"another text over a full box":      {mark: laid{over: "child_surname", kind: "FreeText", text: "Sample"}, field: "child_surname", doubt: problemDisagrees},
		"a pen over a full box":             {mark: laid{over: "child_surname", kind: "Ink"}, field: "child_surname", doubt: problemDoubtful},
		"a line through a full box":         {mark: laid{over: "child_surname", kind: "StrikeOut"}, field: "child_surname", doubt: problemDoubtful},
		"a pen over an empty box":           {mark: laid{over: "nhs_number", kind: "Ink"}, field: "nhs_number", doubt: problemDoubtful},
		"a pen over a tick":                 {mark: laid{over: "ais_needs__bsl", kind: "Ink"}, field: "ais_needs", doubt: problemDoubtful},
		"a pen over an empty tick box":      {mark: laid{over: "ais_needs__braille", kind: "Ink"}, field: "ais_needs", doubt: problemDoubtful},
		"a stamp over a choice":             {mark: laid{over: "pr_consent", kind: "Stamp"}, field: "pr_consent", doubt: problemDoubtful},
		"a comment on a mark that stresses": {mark: laid{over: "child_dob", kind: "Highlight", text: "should be 2010"}, field: "child_dob", doubt: problemDoubtful, say: true},
		"a word over an empty tick box":     {mark: laid{over: "ais_needs__braille", kind: "FreeText", text: "No"}, field: "ais_needs", doubt: problemDoubtful, say: true},
		"a cross over an empty tick box":    {mark: laid{over: "ais_needs__braille", kind: "FreeText", text: "X"}, field: "ais_needs", doubt: problemDoubtful},
		"a stroke low through a full box":   {mark: laid{over: "child_surname", lower: 7, kind: "Line"}, field: "child_surname", doubt: problemDoubtful},
		"a mark that stresses":              {mark: laid{over: "child_surname", kind: "Highlight"}, field: "child_surname", want: Answer{Value: "Example", Certain: true}},
		"a hidden text":                     {mark: laid{over: "child_surname", kind: "FreeText", text: "Sample", flags: 2}, field: "child_surname", want: Answer{Value: "Example", Certain: true}},
		"a text that is not shown":          {mark: laid{over: "child_surname", kind: "FreeText", text: "Sample", flags: 32}, field: "child_surname", want: Answer{Value: "Example", Certain: true}},
	} {
		t.Run(name, func(t *testing.T) {
			pdf, err := FillPDF(answers)
			if err != nil {
				t.Fatal(err)
			}
			form, err := Reader{}.readPDF(context.Background(), File{Name: "form.pdf", Data: layOver(t, pdf, c.mark)}, midday)
			if err != nil {
				t.Fatal(err)
			}
			if got := form.Fields[c.field]; got.Value != c.want.Value || got.Certain != c.want.Certain {
				t.Errorf("%s is %+v, want %+v", c.field, got, c.want)
			}
			if told := slices.ContainsFunc(form.Problems, func(p Problem) bool { return p.Field == c.field && p.Code == c.doubt }); told != (c.doubt != "") {
				t.Errorf("the problems are %v", form.Problems)
			}
			if got := form.Fields["child_forename"]; got.Value != "Leo" || !got.Certain || form.Beside() != c.say {
				t.Errorf("the first name is %+v, something beside: %v", got, form.Beside())
			}
		})
	}
}

// What stands in no box is told, and its words are kept apart from the answers.
func TestWhatStandsBesideTheFields(t *testing.T) {
	const words = "please ring before you write"
	pdf, err := FillPDF(map[string]string{"child_surname": "Example", "child_forename": "Leo"})
	if err != nil {
		t.Fatal(err)
	}
	margin, page := pdfBox{60, 5, 460, 20}, pdfBox{10, 10, 580, 830}
	for name, c := range map[string]struct {
		mark laid
		said bool
	}{
		"a text in the margin":        {laid{box: margin, kind: "FreeText", text: words}, true},
		"a note":                      {laid{box: pdfBox{5, 5, 20, 20}, kind: "Text", text: words}, true},
		"a pen in the margin":         {laid{box: margin, kind: "Ink"}, false},
		"many strokes on the page":    {laid{box: page, kind: "Ink", strokes: [][4]float64{{70, 6, 200, 18}, {210, 6, 300, 18}}}, false},
		"a frame around the page":     {laid{box: page, kind: "Ink"}, false},
		"a text over the whole page":  {laid{box: page, kind: "FreeText", text: words}, true},
		"a text across half the page": {laid{box: pdfBox{30, 300, 560, 420}, kind: "FreeText", text: words}, true},
		"a file pinned to the margin": {laid{box: margin, kind: "FileAttachment"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			form, err := Reader{}.readPDF(context.Background(), File{Name: "form.pdf", Data: layOver(t, pdf, c.mark)}, midday)
			if err != nil {
				t.Fatal(err)
			}
			for name, a := range form.Fields { // a field under a remark may hold it, or be empty: it is unread
				if strings.HasPrefix(t.Name(), "TestWhatStandsBesideTheFields/a_frame") {
					if a.Certain {
						t.Errorf("the answer to %s may have been struck out, and is %+v", name, a)
					}
				} else if (name == "child_surname" || name == "child_forename") != a.Certain || a.Raw == words {
					t.Errorf("the answer to %s is %+v", name, a)
				}
			}
			if !form.Beside() || (len(form.Remarks) == 1 && form.Remarks[0] == words) != c.said {
				t.Errorf("beside: %v, remarks %q", form.Beside(), form.Remarks)
			}
			for _, p := range form.Problems {
				if strings.Contains(p.Text, "ring") {
					t.Errorf("a problem quotes the remark: %q", p.Text)
				}
			}
			if later := Update(form, Form{Fields: map[string]Answer{"child_dob": {Value: "2019-03-14", Certain: true}}}); len(later.Remarks) != len(form.Remarks) {
				t.Errorf("after a later answer the remarks are %q", later.Remarks)
			}
		})
	}
	blank, err := BlankPDF()
	if err != nil {
		t.Fatal(err)
	}
	form, err := Reader{}.readPDF(context.Background(), File{Name: "form.pdf", Data: layOver(t, blank, laid{box: margin, kind: "FreeText", text: words})}, midday)
	if err != nil || !form.Beside() || len(form.Fields) != 0 || form.Version != Version || !slices.Equal(form.Remarks, []string{words}) {
		t.Errorf("a form with nothing but a remark is %v, remarks %q, %v", form, form.Remarks, err)
	}
}

// The darkness of a box is asked only where a pen went over it: a word over a
// tick box may say no, and a stamp anything.
func TestOnlyAPenTicks(t *testing.T) {
	blank, err := BlankPDF()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		marks []laid
		want  bool
	}{
		"a pen":             {[]laid{{kind: "Ink"}}, true},
		"a typed cross":     {[]laid{{kind: "FreeText", text: "X"}}, true},
		"a typed no":        {[]laid{{kind: "FreeText", text: "No"}}, false},
		"a stamp":           {[]laid{{kind: "Stamp"}}, false},
		"a pen and a stamp": {[]laid{{kind: "Ink"}, {kind: "Stamp"}}, false},
		"a stamp and a pen": {[]laid{{kind: "Stamp"}, {kind: "Ink"}}, false},
	} {
		for i := range c.marks {
			c.marks[i].over = "ais_needs__braille"
		}
		found, code := fieldsIn(t.Context(), layOver(t, blank, c.marks...))
		if got := found.penned()["ais_needs"]; code != "" || got != c.want {
			t.Errorf("%s: asked of the page: %v, want %v (%s)", name, got, c.want, code)
		}
	}
}
