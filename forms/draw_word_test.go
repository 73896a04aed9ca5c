package forms

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"testing"
)

func blankWord(t testing.TB) []byte {
	t.Helper()
	data, err := BlankWord()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// wordParts unpacks a document.
func wordParts(t testing.TB, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(text)
	}
	return parts
}

// element is one element of a part with its attributes by local name.
type element struct {
	name  string
	attrs map[string]string
}

func elements(t testing.TB, text string) []element {
	t.Helper()
	var all []element
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok {
			e := element{start.Name.Local, map[string]string{}}
			for _, a := range start.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			all = append(all, e)
		}
	}
}

func TestWordFormIsTheSameEveryTime(t *testing.T) {
	first, err := drawWord(nil)
	if err != nil {
		t.Fatal(err)
	}
	kept := blankWord(t)
	if !bytes.Equal(first, kept) {
		t.Error("the kept form differs from a new one")
	}
	kept[0] = 'x'
	if blankWord(t)[0] == 'x' {
		t.Error("a caller changed the kept form")
	}
	if len(first) > 60_000 {
		t.Errorf("%d bytes", len(first))
	}
}

// Every part has a type, every relation leads somewhere, every style that is
// used is there, and no number stands twice.
func TestWordFormIsWellBuilt(t *testing.T) {
	parts := wordParts(t, filledWord(t, filledForm(4)))
	typed := map[string]bool{}
	for _, e := range elements(t, parts["[Content_Types].xml"]) {
		typed[e.attrs["Extension"]], typed[e.attrs["PartName"]] = true, true
	}
	styles, ids := map[string]bool{}, map[string]bool{}
	for _, e := range elements(t, parts["word/styles.xml"]) {
		if e.name == "style" {
			styles[e.attrs["styleId"]] = true
		}
	}
	for name, text := range parts {
		if !typed["/"+name] && !typed[strings.TrimPrefix(path.Ext(name), ".")] {
			t.Errorf("%s has no type", name)
		}
		folder := strings.TrimSuffix(path.Dir(name), "_rels")
		for _, e := range elements(t, text) {
			switch target := path.Join(folder, e.attrs["Target"]); {
			case e.name == "Relationship" && parts[target] == "":
				t.Errorf("%s leads to %s, which is not there", name, target)
			case strings.HasSuffix(e.name, "Style") && !styles[e.attrs["val"]]:
				t.Errorf("%s uses style %q", name, e.attrs["val"])
			case e.name == "id" && ids[e.attrs["val"]]:
				t.Errorf("the number %s stands twice", e.attrs["val"])
			case e.name == "id":
				ids[e.attrs["val"]] = true
			}
		}
	}
}

// Each question has a control named by the contract, a list its codes and
// labels, and nothing can be changed outside of the fields.
func TestWordFormKeepsTheContract(t *testing.T) {
	parts := wordParts(t, blankWord(t))
	var want, got []string
	for _, q := range Questions() {
		switch {
		case q.Name == "office_ref":
		case q.Kind == KindMulti:
			for _, o := range q.Options {
				want = append(want, q.Name+"__"+o.Code+" check")
			}
		case q.choice():
			line := q.Name + " list"
			for _, o := range q.Options {
				line += fmt.Sprintf(" %s=%s", o.Code, o.Label)
			}
			want = append(want, line)
		default:
			want = append(want, q.Name)
		}
	}
	for _, e := range elements(t, parts["word/document.xml"]) {
		switch last := len(got) - 1; e.name {
		case "tag":
			got = append(got, e.attrs["val"])
		case "checkbox":
			got[last] += " check"
		case "dropDownList":
			got[last] += " list"
		case "listItem":
			got[last] += fmt.Sprintf(" %s=%s", e.attrs["value"], e.attrs["displayText"])
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("controls\n%q, want\n%q", got, want)
	}
	for part, words := range map[string]string{
		"word/settings.xml":   `<w:documentProtection w:edit="forms" w:enforcement="1"/>`,
		"word/document.xml":   fmt.Sprintf(`<w:tag w:val="form_version"/><w:id w:val="%d"/><w:lock w:val="sdtContentLocked"/>`, len(want)),
		"word/styles.xml":     `<w:lang w:val="en-GB"`,
		"docProps/core.xml":   "<dc:language>en-GB</dc:language>",
		"word/footer1.xml":    "referral form · version " + Version,
		"[Content_Types].xml": "footer+xml",
	} {
		if !strings.Contains(parts[part], words) {
			t.Errorf("%s lacks %s", part, words)
		}
	}
}

// Everything that the PDF prints stands in the Word form.
func TestWordFormPrintsEveryWord(t *testing.T) {
	p, err := wordPaper(t.Context(), wordParts(t, blankWord(t))["word/document.xml"])
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, l := range p.lines {
		text.WriteString(strings.Join(l.cells, "\n") + "\n")
	}
	printed := strings.ReplaceAll(text.String(), "\u00a0", " ")
	for _, q := range Questions() {
		if q.Kind == KindHidden {
			continue
		}
		words := []string{q.Label, q.Hint}
		if sign, _ := mark(q); sign != "" && q.Kind != KindGrid {
			words = append(words, q.Label+" "+sign)
		}
		for _, o := range q.Options {
			if q.Kind == KindMulti {
				words = append(words, "☐ "+o.Label)
			}
		}
		for _, w := range words {
			if !strings.Contains(printed, w) {
				t.Errorf("%s: %q is not printed", q.Name, w)
			}
		}
	}
	for _, s := range Sections() {
		if s.Letter != "L" && !strings.Contains(printed, s.Letter+"  "+s.Title) {
			t.Errorf("section %s has no title", s.Letter)
		}
	}
	for _, s := range append(sayings(), saying{dangerText, safetyText}, saying{privacyText, markText}, saying{wantedText, note("C")}) {
		if !strings.Contains(printed, strings.ReplaceAll(s.text, "\u00a0", " ")) || !strings.Contains(printed, strings.ReplaceAll(s.title, "\u00a0", " ")) {
			t.Errorf("%q is not printed", s.title)
		}
	}
}

func TestFillWordRefusesWhatTheFormDoesNotHave(t *testing.T) {
	for name, answers := range map[string]map[string]string{
		"a question": {"shoe_size": "4"}, "an option": {"pr_consent": "maybe"}, "one of several": {"cp_cin": "none|maybe"},
	} {
		if _, err := FillWord(answers); err == nil || strings.Contains(err.Error(), "maybe") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// Spaces at the ends of a text, and double ones, are marked so that no program
// drops them; nothing else is marked.
func TestWordFormKeepsItsSpaces(t *testing.T) {
	marked := 0
	for part := range strings.SplitSeq(wordBody(nil), "<w:t") {
		mark, text, ok := strings.Cut(part, ">")
		if text, _, ended := strings.Cut(text, "</w:t>"); ok && ended {
			spaced := strings.TrimSpace(strings.ReplaceAll(text, "\u00a0", "x")) != strings.ReplaceAll(text, "\u00a0", "x") || strings.Contains(text, "  ")
			if spaced != (mark == ` xml:space="preserve"`) {
				t.Errorf("%q is marked %q", text, mark)
			}
			if spaced {
				marked++
			}
		}
	}
	if marked == 0 {
		t.Error("no text has spaces to keep")
	}
}
