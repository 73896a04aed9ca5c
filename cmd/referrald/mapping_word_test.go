package main

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"referrald/forms"
)

// ownWord is an invented school's Word form with every question of ours, under
// the titles "W7" for the seventh and "W7 b2" for its second box.
func ownWord(t *testing.T, answers map[string]string) []byte {
	t.Helper()
	data, err := forms.FillWord(answers)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{"form_version": "Printed"}
	for i, q := range forms.Questions() {
		names[q.Name] = fmt.Sprintf("W%d", i)
		for j, o := range q.Options {
			names[q.Name+"__"+o.Code] = fmt.Sprintf("W%d b%d", i, j)
		}
	}
	tag := regexp.MustCompile(`<w:tag w:val="([^"]*)"/>`)
	return rewritten(t, data, func(text string) string {
		return tag.ReplaceAllStringFunc(text, func(found string) string {
			return `<w:tag w:val="` + names[tag.FindStringSubmatch(found)[1]] + `"/>`
		})
	})
}

// rewritten is a Word file with its parts changed.
func rewritten(t *testing.T, data []byte, change func(string) string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range in.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		w, err := z.Create(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, change(string(text))); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// wordOwn is a folder with the school's Word form and a mapping of it, filled in
// as a person would who knows both forms.
func wordOwn(t *testing.T) own {
	t.Helper()
	o := own{t, t.TempDir()}
	o.write("school.docx", string(ownWord(t, nil)))
	var out bytes.Buffer
	p := program{in: strings.NewReader(""), out: &out, err: &out}
	if err := p.run(context.Background(), []string{"form", "inspect", "-map", o.path("school.toml"), o.path("school.docx")}); err != exitDone {
		t.Fatal(out.String())
	}
	if want := "  W3\n      one of a list, “Are you..."; !strings.Contains(out.String(), "school.docx: docx, ") || !strings.Contains(out.String(), want) {
		t.Errorf("inspect does not say %q:\n%.900s", want, out.String())
	}
	if !strings.Contains(o.mapping(), `question = "" # likely: child_dob`) {
		t.Errorf("no proposals:\n%.1500s", o.mapping())
	}
	name := regexp.MustCompile(`^name = "(?:W(\d+)(?: b(\d+))?|Printed)"$`)
	var lines []string
	var q forms.Question
	code := ""
	for _, line := range strings.Split(o.mapping(), "\n") {
		if m := name.FindStringSubmatch(line); m != nil {
			var i, j int
			q, code = forms.Question{Name: answersNone}, ""
			if m[1] != "" {
				fmt.Sscan(m[1], &i)
				q = forms.Questions()[i]
			}
			if m[2] != "" {
				fmt.Sscan(m[2], &j)
				code = q.Options[j].Code
			}
		}
		before, _, _ := strings.Cut(line, " # likely")
		switch {
		case strings.HasPrefix(line, `question = ""`):
			line = fmt.Sprintf("question = %q", q.Name)
		case strings.HasPrefix(line, `"On" = ""`):
			line = fmt.Sprintf(`"On" = %q`, code)
		case strings.HasPrefix(line, `"`) && strings.HasSuffix(before, ` = ""`):
			value := strings.TrimSuffix(before, ` = ""`)
			line = value + " = " + value // the school's lists have our codes
		case line == `version = ""`:
			line = `version = "school 5"`
		}
		lines = append(lines, line)
	}
	o.write("school.toml", strings.Join(lines, "\n"))
	return o
}

// The whole loop with a Word form of the service's own: it goes out, and comes
// back as the built-in one does.
func TestOwnWordFormGoesOutAndComesBack(t *testing.T) {
	o := wordOwn(t)
	h, err := build(o.config("school.docx"))
	if err != nil {
		t.Fatal(err)
	}
	if len(h.sends) != 1 || h.sends[0].Name != "school.docx" || !strings.HasSuffix(h.sends[0].Type, "wordprocessingml.document") || !h.office.OwnForm || h.office.Form != "school 5" {
		t.Errorf("%d forms go out, own %v, version %q", len(h.sends), h.office.OwnForm, h.office.Form)
	}
	answers := baseAnswers(t)
	readsAsOurs(t, h, ownWord(t, answers), "school 5", answers)
}

// A Word form in which fields cannot be told apart does not go out, and check
// tells which and what to do.
func TestWordFormThatCannotBeReadDoesNotGoOut(t *testing.T) {
	o := wordOwn(t)
	o.write("school.docx", string(rewritten(t, ownWord(t, nil), func(text string) string { return strings.ReplaceAll(text, `"W14"`, `"W13"`) })))
	_, err := build(o.config("school.docx"))
	for _, want := range []string{`field "W13": 2 fields have this name`, "give each field a tag (or bookmark) of its own", `field "W14": the form has no such field`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not told:\n%v", want, err)
		}
	}
}

// A locked form is called locked, with what to do.
func TestInspectOfALockedForm(t *testing.T) {
	locked := strings.Replace(string(ownPDF(nil)), "/Root 1 0 R", "/Root 1 0 R/Encrypt 4 0 R", 1)
	o := own{t, t.TempDir()}
	o.write("locked.pdf", locked)
	var out bytes.Buffer
	p := program{in: strings.NewReader(""), out: &out, err: &out}
	code := p.run(context.Background(), []string{"form", "inspect", o.path("locked.pdf")})
	for _, want := range []string{"it is locked with a password", "save it without one"} {
		if code == exitDone || !strings.Contains(out.String(), want) {
			t.Errorf("%q is not told: %v %s", want, code, out.String())
		}
	}
	_, err := ownForm(o.path("locked.pdf"), nil)
	var a *advice
	if !errors.As(err, &a) || !strings.Contains(err.Error(), "locked with a password") {
		t.Errorf("forms.send: %v", err)
	}
}
