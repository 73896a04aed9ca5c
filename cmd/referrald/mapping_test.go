package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"referrald/forms"
)

// ownPDF is an invented school's form with every question of ours under names
// and values of its own: "Q7" for the seventh question, "v2" for its second
// option, "Q7 v2" for a tick box.
func ownPDF(answers map[string]string) []byte {
	objects := []string{"", "<</Type/Pages/Kids[3 0 R]/Count 1>>", ""}
	widget := func(name, rest string) {
		objects = append(objects, "<</Type/Annot/Subtype/Widget/Rect[0 0 9 9]/T("+name+")"+rest+">>")
	}
	for i, q := range forms.Questions() {
		answer, name := answers[q.Name], fmt.Sprintf("Q%d", i)
		switch {
		case q.Kind == forms.KindHidden:
		case q.Kind == forms.KindMulti:
			for j, o := range q.Options {
				state := "Off"
				if slices.Contains(strings.Split(answer, "|"), o.Code) {
					state = "On"
				}
				widget(fmt.Sprintf("%s v%d", name, j), fmt.Sprintf("/TU(%s)/FT/Btn/V/%s/AS/%s/AP<</N<</On 2 0 R/Off 2 0 R>>>>", strings.Map(ascii, o.Label), state, state))
			}
		case len(q.Options) > 0:
			var options, value string
			for j, o := range q.Options {
				options += fmt.Sprintf("[(v%d)(%s)]", j, strings.Map(ascii, o.Label))
				if o.Code == answer {
					value = fmt.Sprintf("/V(v%d)", j)
				}
			}
			widget(name, "/TU("+strings.Map(ascii, q.Label)+")/FT/Ch/Ff 131072/Opt["+options+"]"+value)
		default:
			widget(name, "/TU("+strings.Map(ascii, q.Label)+")/FT/Tx/V("+answer+")")
		}
	}
	var refs strings.Builder
	for i := range objects[3:] {
		fmt.Fprintf(&refs, "%d 0 R ", i+4)
	}
	objects[0] = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[" + refs.String() + "]>>>>"
	objects[2] = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Annots[" + refs.String() + "]>>"
	return pdfFile(objects)
}

func ascii(r rune) rune {
	if r < ' ' || r > '~' || strings.ContainsRune(`()\`, r) {
		return -1
	}
	return r
}

func pdfFile(objects []string) []byte {
	var out bytes.Buffer
	var table strings.Builder
	out.WriteString("%PDF-1.7\n")
	for i, object := range objects {
		fmt.Fprintf(&table, "%010d 00000 n \n", out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table.String(), len(objects)+1, start)
	return out.Bytes()
}

// own is a folder with the school's form, the mapping that inspect writes for
// it, and a configuration that names both.
type own struct {
	t   *testing.T
	dir string
}

func newOwn(t *testing.T) own {
	t.Helper()
	o := own{t, t.TempDir()}
	o.write("school.pdf", string(ownPDF(nil)))
	var out bytes.Buffer
	p := program{in: strings.NewReader(""), out: &out, err: &out}
	if err := p.run(context.Background(), []string{"form", "inspect", "-map", o.path("school.toml"), o.path("school.pdf")}); err != exitDone {
		t.Fatal(out.String())
	}
	for _, want := range []string{"school.pdf: pdf-form, ", "  Q3\n      one of a list, page 1, “Are you...”\n      - \"v0\" The parent"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("inspect does not say %q:\n%.900s", want, out.String())
		}
	}
	return o
}

func (o own) path(name string) string { return filepath.Join(o.dir, name) }

func (o own) write(name, text string) {
	o.t.Helper()
	if err := os.WriteFile(o.path(name), []byte(text), 0o600); err != nil {
		o.t.Fatal(err)
	}
}

func (o own) mapping() string {
	o.t.Helper()
	data, err := os.ReadFile(o.path("school.toml"))
	if err != nil {
		o.t.Fatal(err)
	}
	return string(data)
}

// config is a configuration that sends the school's form and reads it.
func (o own) config(send ...string) *config {
	c := defaults()
	c.Mode, c.path = "live", o.path("referrald.toml")
	c.Office.From, c.Office.AlertTo = "office@example.org", []string{"duty@example.org"}
	c.Digest.To = c.Office.AlertTo
	c.Forms = formsConfig{Send: send, Mapping: []string{"school.toml"}}
	return c
}

var fieldLine = regexp.MustCompile(`^name = "Q(\d+)(?: v(\d+))?"$`)

// fillIn fills the mapping in, as a person would who knows both forms.
func (o own) fillIn() {
	o.t.Helper()
	var out []string
	var question forms.Question
	option := ""
	for _, line := range strings.Split(o.mapping(), "\n") {
		if m := fieldLine.FindStringSubmatch(line); m != nil {
			var i, j int
			fmt.Sscan(m[1], &i)
			question, option = forms.Questions()[i], ""
			if m[2] != "" {
				fmt.Sscan(m[2], &j)
				option = question.Options[j].Code
			}
		}
		var j int
		switch {
		case strings.HasPrefix(line, `question = ""`):
			line = fmt.Sprintf("question = %q", question.Name)
		case strings.HasPrefix(line, `"On" = ""`):
			line = fmt.Sprintf(`"On" = %q`, option)
		case strings.HasPrefix(line, `"v`) && strings.Contains(line, `" = ""`):
			fmt.Sscanf(line, `"v%d"`, &j)
			line = fmt.Sprintf(`"v%d" = %q`, j, question.Options[j].Code)
		case line == `version = ""`:
			line = `version = "school 3"`
		}
		out = append(out, line)
	}
	o.write("school.toml", strings.Join(out, "\n"))
}

// What inspect writes has nothing filled in, and says likely answers only
// behind a "#"; check then lists every line that is still open.
func TestInspectFillsNothingIn(t *testing.T) {
	o := newOwn(t)
	text := o.mapping()
	if n := strings.Count(text, "# likely: "); n < 100 {
		t.Errorf("only %d proposals:\n%.2000s", n, text)
	}
	if !strings.Contains(text, `question = "" # likely: referrer_type`) || !strings.Contains(text, "#   child_dob: Date of birth") {
		t.Errorf("the proposals or the questions are missing:\n%.2000s", text)
	}
	_, err := parseMapping("school.toml", []byte(text))
	var e *mappingError
	if !errors.As(err, &e) {
		t.Fatalf("it was taken as it is: %v", err)
	}
	open := 0
	for _, f := range e.faults {
		if f.Text == "the question is not filled in" {
			open++
		}
	}
	if want := strings.Count(text, "[[field]]"); open != want {
		t.Errorf("%d fields are open, %d are told", want, open)
	}
}

// The whole loop with a form of the service's own: it goes out, and comes back
// as the built-in one does.
func TestOwnFormGoesOutAndComesBack(t *testing.T) {
	o := newOwn(t)
	o.fillIn()
	h, err := build(o.config("school.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	if len(h.sends) != 1 || h.sends[0].Name != "school.pdf" || h.sends[0].Type != "application/pdf" || !h.office.OwnForm || h.office.Form != "school 3" {
		t.Errorf("%d forms go out, own %v, version %q", len(h.sends), h.office.OwnForm, h.office.Form)
	}
	answers := baseAnswers(t)
	readsAsOurs(t, h, ownPDF(answers), "school 3", answers)
}

// readsAsOurs holds a form of the service's own design to the built-in one with
// the same answers.
func readsAsOurs(t *testing.T, h *house, own []byte, version string, answers map[string]string) {
	t.Helper()
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	ours, err := forms.FillPDF(answers)
	if err != nil {
		t.Fatal(err)
	}
	e, plan := decide(h, mailOf(own), at, at)
	_, want := decide(h, mailOf(ours), at, at)
	if len(e.Found.Forms) != 1 || e.Found.Forms[0].Version != version || !e.Found.Forms[0].Certain {
		t.Fatalf("found %v, unread %v", e.Found.Forms, e.Found.Unread)
	}
	for name, a := range want.Cases[0].Form.Fields {
		if got := e.Found.Forms[0].Fields[name]; got.Value != a.Value || !got.Certain {
			t.Errorf("%s is %q, want %q", name, got.Value, a.Value)
		}
	}
	if plan.Letters[0].Letter.Name() != "acknowledgement" {
		t.Errorf("the answer is %q: %s", plan.Letters[0].Letter.Name(), plan.Why)
	}
}

// baseAnswers are those of a form that meets every criterion.
func baseAnswers(t *testing.T) map[string]string {
	t.Helper()
	answers := map[string]string{}
	data, err := os.ReadFile(filepath.Join("..", "..", "workflow", "testdata", "base.answers"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if k, v, ok := strings.Cut(line, ":"); ok {
			answers[strings.TrimSpace(k)] = strings.TrimSpace(v)
		}
	}
	return answers
}

func mailOf(pdf []byte) []byte {
	return []byte("From: priya@example.com\r\nTo: office@example.org\r\nSubject: Referral\r\nMessage-ID: <1@example.com>\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/mixed; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nPlease find the form attached.\r\n--x\r\nContent-Type: application/pdf; name=\"school.pdf\"\r\n" +
		"Content-Disposition: attachment; filename=\"school.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString(pdf) + "\r\n--x--\r\n")
}

// Every error in every mapping, and in what goes out, is told at once.
func TestEveryFaultOfTheFormsAtOnce(t *testing.T) {
	o := newOwn(t)
	o.fillIn()
	text := strings.Replace(o.mapping(), `question = "child_dob"`, `question = "child_birthday"`, 1)
	text = strings.Replace(text, `question = "gp_name"`, `question = "child_surname"`, 1)
	text = strings.Replace(text, `= "parent_carer"`, `= "parents"`, 1)
	text = strings.Replace(text, `name = "Q3"`, `name = "Q3"`+"\ncolour = 1", 1)
	o.write("school.toml", text)
	o.write("torn.toml", "name = school")
	o.write("other.pdf", string(pdfFile([]string{"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Annots[4 0 R]>>", "<</Type/Annot/Subtype/Widget/Rect[0 0 9 9]/T(Weight)/FT/Tx>>"})))
	c := o.config("pdf")
	c.Forms.Mapping = []string{"school.toml", "torn.toml", "nowhere.toml"}
	_, err := build(c)
	if err == nil {
		t.Fatal("it was accepted")
	}
	for _, want := range []string{
		"the mapping school.toml has ", `there is no question "child_birthday"`, `answers child_surname, and so does the field "Q`, `the question "referrer_type" has no option "parents"`,
		"there is no such key as field.colour", "the form does not ask a question that is required: child_dob (", "the mapping torn.toml has 1 error", "line 1: ", "nowhere.toml: no such file",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the errors do not tell %q:\n%.3000s", want, err)
		}
	}
	c.Forms = formsConfig{Send: []string{"other.pdf", "lost.pdf", "large-print"}}
	_, err = build(c)
	for _, want := range []string{"other.pdf: no mapping fits its fields", "lost.pdf: no such file"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the errors do not tell %q:\n%v", want, err)
		}
	}
}

// A form that was changed after its mapping was written does not go out.
func TestChangedFormDoesNotGoOut(t *testing.T) {
	o := newOwn(t)
	o.fillIn()
	o.write("school.pdf", strings.Replace(string(ownPDF(nil)), "/T(Q1", "/T(X1", 1))
	_, err := build(o.config("school.pdf"))
	if err == nil || !strings.Contains(err.Error(), "the form has this field, and the mapping has not") || !strings.Contains(err.Error(), "the form has no such field") {
		t.Errorf("%v", err)
	}
}

func TestWhatGoesWithAFormLetter(t *testing.T) {
	c := defaults()
	c.Forms.Send = []string{"pdf", "large-print"}
	list, own, err := sendings(c, nil)
	if err != nil || own || len(list) != 2 {
		t.Fatalf("%d forms, own %v, %v", len(list), own, err)
	}
	if list[0].Name != formName || list[1].Name != "childrens-ot-referral-form-"+forms.Version+"-large-print.pdf" || bytes.Equal(list[0].Data, list[1].Data) {
		t.Errorf("%s and %s go out", list[0].Name, list[1].Name)
	}
}
