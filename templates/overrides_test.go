package templates_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"referrald/templates"
)

func book(t *testing.T, files map[string]string) *templates.Book {
	t.Helper()
	b, err := try(files)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func try(files map[string]string) (*templates.Book, error) {
	overrides := map[string][]byte{}
	for name, content := range files {
		overrides[name] = []byte(content)
	}
	return templates.NewBook(overrides)
}

func TestOverrides(t *testing.T) {
	received := templates.SamplesOf("received")[0].Letter
	signpost := templates.SamplesOf("signpost")[0].Letter
	tests := []struct {
		name  string
		files map[string]string
		l     templates.Letter
		text  []string // in the text
		page  []string // in what the page shows
	}{
		{"text alone: the page follows", map[string]string{"received.txt": "Subject: Got it ({{.Reference}})\n\nHow to go on\n---\n- <wait> for {{.Office.Team}}\n"},
			received, []string{"How to go on\n------------\n- <wait> for Stockport", "Telephone: 0161 496 0153"}, []string{"Got it (CTS-2026-000123)", "How to go on <wait> for Stockport", "Telephone: 0161 496 0153"}},
		{"line ends of Windows", map[string]string{"received.txt": "Subject: Got it ({{.Reference}})\r\n\r\nWait\r\n---\r\nfor us\r\n"},
			received, []string{"Wait\n----\nfor us\n"}, []string{"Wait for us"}},
		{"page alone", map[string]string{"received.html": "<p>We have <b>it</b>, {{.Office.Team}}</p>"},
			received, []string{"Thank you. We have your email."}, []string{"We have it, Stockport", "Telephone: 0161 496 0153"}},
		{"both", map[string]string{"received.txt": "Subject: A {{.Reference}}\n\nShort.", "received.html": "<p>Short page.</p>"},
			received, []string{"Short."}, []string{"Short page."}},
		{"one part of the shared words", map[string]string{"shared.txt": `{{define "late"}}Sorry!{{end}}`},
			templates.SamplesOf("received")[len(templates.SamplesOf("received"))-1].Letter, []string{"2026. Sorry!", "another language or format"}, []string{"Sorry!"}},
		{"one route's reason", map[string]string{"routes.txt": `{{define "why other-area"}}It is about the GP of {{child .Reader}}.{{end}}`},
			signpost, []string{"It is about the GP of your child.", "They know which team to ask."}, []string{"It is about the GP of your child."}},
		{"a part of a letter's own", map[string]string{"received.txt": "{{define \"mine\"}}Our own {{.}}{{end}}Subject: B {{.Reference}}\n\n{{template \"mine\" .Reference}}\n"},
			received, []string{"Our own CTS-2026-000123"}, []string{"Our own CTS-2026-000123"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, err := book(t, tt.files).Word(tt.l)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range tt.text {
				if !strings.Contains(w.Text, s) {
					t.Errorf("the text lacks %q:\n%s", s, w.Text)
				}
			}
			for _, s := range tt.page {
				if !strings.Contains(shown(t, w.HTML), s) {
					t.Errorf("the page lacks %q:\n%s", s, shown(t, w.HTML))
				}
			}
		})
	}
}

func TestAnOverrideLeavesTheOthersAlone(t *testing.T) {
	own := book(t, map[string]string{"received.txt": "Subject: Got it ({{.Reference}})\n\nWait.\n"})
	for _, s := range templates.Samples() {
		w, err := own.Word(s.Letter)
		if err != nil {
			t.Fatal(err)
		}
		if same := w == word(t, s.Letter); same == (s.Letter.Name() == "received") {
			t.Errorf("%s is as in the standard wording: %v", s.Name, same)
		}
	}
}

func TestTheStandardFilesAreGoodOverrides(t *testing.T) {
	files := map[string]string{}
	paths, err := filepath.Glob("wording/*")
	if err != nil || len(paths) < 10 {
		t.Fatal(paths, err)
	}
	for _, p := range paths {
		content, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(p)] = string(content)
	}
	own := book(t, files)
	for _, s := range templates.Samples() {
		if w, err := own.Word(s.Letter); err != nil || w != word(t, s.Letter) {
			t.Errorf("%s differs: %v", s.Name, err)
		}
	}
}

func TestBadOverrides(t *testing.T) {
	const good = "Subject: S ({{.Reference}})\n\n"
	tests := []struct {
		name  string
		files map[string]string
		want  []string // each fault as printed, in part
	}{
		{"a file of nobody's", map[string]string{"recieved.txt": good}, []string{"recieved.txt: no letter has this file: did you mean received.txt?"}},
		{"a file of nobody's, nothing near", map[string]string{"x": good}, []string{"x: no letter has this file: the files are shared.txt, "}},
		{"unknown variables, all of them, with lines", map[string]string{"received.txt": good + "{{.Refrence}}\n{{if .Late}}{{.Child.Surname}}{{end}}\n"},
			[]string{"received.txt:3: unknown variable .Refrence: did you mean .Reference?", "received.txt:4: unknown variable .Child: ", "received.txt:4: unknown variable .Surname: "}},
		{"an unknown variable in a page", map[string]string{"received.html": "<p>\n{{.Whatever}}</p>"}, []string{"received.html:2: unknown variable .Whatever: the letter has .Reference"}},
		{"broken syntax", map[string]string{"received.txt": good + "{{if .Late}}", "form.txt": good + "\n{{.Version"},
			[]string{"form.txt:4: unclosed action", "received.txt:3: unexpected EOF"}},
		{"broken syntax in a page", map[string]string{"received.html": "<p>\n{{end}}"}, []string{"received.html:2: unexpected {{end}}"}},
		{"broken markup in a page", map[string]string{"received.html": "<p title=\"{{.Reference}}"}, []string{"received.html"}},
		{"an unknown function", map[string]string{"received.txt": good + "{{shout .Reference}}"}, []string{`received.txt:3: function "shout" not defined`}},
		{"an unknown part", map[string]string{"received.txt": good + `{{template "lat"}}`}, []string{`received.txt:3: no part is called "lat": did you mean late?`}},
		{"an optional variable without a guard", map[string]string{"signpost.txt": good + "Go.\n{{.Route.Contact}}"}, []string{"signpost.txt:4: .Route.Contact can be empty here: print it inside {{with ...}}"}},
		{"a wrong type", map[string]string{"received.txt": good + "{{date .Reference}}"}, []string{"received.txt:3: "}},
		{"another program's variable", map[string]string{"received.txt": good + "Hello {%customer.firstName%}, we have it."}, []string{`received.txt: `, `"{%"`}},
		{"no subject", map[string]string{"received.txt": "Hello {{.Reference}}"}, []string{`received.txt: the first line is not "Subject: ..."`}},
		{"nothing below the subject", map[string]string{"received.txt": good}, []string{"received.txt: there are no words below the subject"}},
		{"a whole page", map[string]string{"received.html": "\n<html><body>x</body></html>"}, []string{"received.html:2: this is a whole page: give only the letter's own part"}},
		{"a foot without telephone and safety", map[string]string{"shared.txt": `{{define "foot"}}Bye{{end}}`},
			[]string{"shared.txt: the text does not say whom to ring out of hours", "the text does not say whom to ring about a child's safety"}},
		{"a page without the letter", map[string]string{"page.html": `{{define "line"}}{{end}}{{define "block"}}{{end}}{{define "page"}}<p>hi</p>{{end}}`},
			[]string{"page.html: the page does not show the reference and the telephone number"}},
		{"a signpost without who decided", map[string]string{"signpost.txt": good + "{{if .Ring}}Ring us.{{else}}{{.Route.Right}} {{.Route.How}} {{range .Criterion}}{{.}} {{end}}{{end}}"},
			[]string{"signpost.txt: the text does not say who decided: print .DecidedBy"}},
		{"a signpost that tells too much", map[string]string{"signpost.txt": good + "{{.Route.Right}} {{.Route.How}} {{range .Criterion}}{{.}} {{end}} {{.DecidedBy}}"},
			[]string{"signpost.txt: the letter names the service or the criterion where it should only ask to ring"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := try(tt.files)
			if err == nil {
				t.Fatal("the files were taken")
			}
			var fault *templates.Fault
			if !errors.As(err, &fault) || fault.Hint == "" || fault.File == "" {
				t.Errorf("not a fault with a hint: %v", err)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q is not in\n%v", want, err)
				}
			}
		})
	}
}

// What a template prints at night may hold a value: the error names the place.
func TestErrorsOfWordHoldNoValues(t *testing.T) {
	own := book(t, map[string]string{"unreadable.txt": "Subject: S ({{.Reference}})\n\n{{range .Reasons}}{{.}} {{end}}{{if gt (len .Reasons) 2}}{{index .Reasons 99}}{{end}}"})
	l := templates.SamplesOf("unreadable")[0].Letter.(templates.Unreadable)
	l.Reasons = []string{"secret", "secret", "secret"}
	_, err := own.Word(l)
	var fault *templates.Fault
	if !errors.As(err, &fault) || fault.File != "unreadable.txt" || fault.Line != 3 {
		t.Errorf("error %v", err)
	}
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("the error holds a value: %v", err)
	}
}
