package forms

import (
	"archive/zip"
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
)

// What somebody writes into a Word form and beside none of its questions is
// kept, and what we printed or they answered is not.
func TestRemarksInWordForms(t *testing.T) {
	const words = "Please ring before you write, his nan is at home."
	para := typedParagraph(words)
	answers := map[string]string{"child_surname": "Example", "child_forename": "Leo", "reason_free_text": "Slow from birth.\nFalls often."}
	for name, c := range map[string]struct {
		answers map[string]string
		edit    func(body string) string
		want    []string
	}{
		"nothing":             {answers, func(body string) string { return body + " " }, nil},
		"above the form":      {answers, func(body string) string { return strings.Replace(body, "<w:body>", "<w:body>"+para, 1) }, []string{words}},
		"below the form":      {answers, belowForm(para), []string{words}},
		"between two tables":  {answers, func(body string) string { return strings.Replace(body, "</w:tbl>", "</w:tbl>"+para, 1) }, []string{words}},
		"only that":           {nil, belowForm(para), []string{words}},
		"two lines":           {answers, belowForm(para + typedParagraph("His sister too.")), []string{words, "His sister too."}},
		"a number of a page":  {answers, belowForm(typedParagraph("Page 6 of 7")), nil},
		"an answer once more": {answers, belowForm(typedParagraph("Falls often.")), nil},
	} {
		t.Run(name, func(t *testing.T) {
			form, err := readWord(t.Context(), File{Name: "form.docx", Data: edited(t, c.answers, c.edit)}, midday)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(form.Remarks, c.want) || form.Beside() != (len(c.want) > 0) {
				t.Errorf("remarks %q, want %q; beside %v", form.Remarks, c.want, form.Beside())
			}
			if surname, ok := form.Value("child_surname"); c.answers != nil && (!ok || surname != "Example") {
				t.Errorf("the last name is %q", surname)
			}
		})
	}
}

func typedParagraph(text string) string { return "<w:p>" + typedRun(text) + "</w:p>" }

func belowForm(para string) func(string) string {
	return func(body string) string {
		end := strings.LastIndex(body, "<w:sectPr")
		return body[:end] + para + body[end:]
	}
}

// A comment beside the text is a remark too; one that is broken costs no answer.
func TestCommentsInWordForms(t *testing.T) {
	const space = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	for name, c := range map[string]struct {
		part string
		want []string
	}{
		"a comment": {`<?xml version="1.0"?><w:comments` + space + `><w:comment w:id="1" w:author="K">` + typedParagraph("Please ring his nan.") + `</w:comment></w:comments>`, []string{"Please ring his nan."}},
		"a broken":  {`<?xml version="1.0"?><w:comments` + space + `><w:comment>`, nil},
	} {
		data := withPart(t, filledWord(t, map[string]string{"child_surname": "Example"}), "word/comments.xml", c.part)
		form, err := readWord(t.Context(), File{Name: "form.docx", Data: data}, midday)
		if err != nil {
			t.Fatal(name, err)
		}
		if surname, ok := form.Value("child_surname"); !ok || surname != "Example" || !slices.Equal(form.Remarks, c.want) {
			t.Errorf("%s: %q, remarks %q", name, surname, form.Remarks)
		}
	}
}

// withPart adds a part to an office file.
func withPart(t *testing.T, data []byte, name, content string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range in.File {
		if err := out.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	w, err := out.Create(name)
	if err == nil {
		_, err = w.Write([]byte(content))
	}
	if err = errors.Join(err, out.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
