package forms

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// program finds an outside program that a test needs. A missing one skips the
// test, and fails it where the servers and programs are promised to be there.
func program(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("REFERRALD_TEST_SERVERS") == "require" {
		t.Fatalf("%s is not installed", name)
	}
	t.Skipf("%s is not installed", name)
	return ""
}

// run runs an outside program and gives what it printed.
func run(t testing.TB, name string, args ...string) string {
	t.Helper()
	var said bytes.Buffer
	command := exec.Command(program(t, name), args...)
	command.Stderr = &said
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", name, err, out, said.Bytes())
	}
	return string(out)
}

// blankFile is the drawn form as a file.
func blankFile(t testing.TB) string {
	t.Helper()
	pdf, err := BlankPDF()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "blank.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDrawIsTheSameEveryTime(t *testing.T) {
	first, err := Draw()
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		again, err := Draw()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, again) {
			t.Fatal("two drawings differ")
		}
	}
	kept, err := BlankPDF()
	if err != nil || !bytes.Equal(first, kept) {
		t.Fatalf("the kept form differs from a drawing, error %v", err)
	}
	kept[0] = 'x'
	if other, _ := BlankPDF(); other[0] == 'x' {
		t.Error("a caller changed the kept form")
	}
}

func TestBlankIsAWellFormedPDF(t *testing.T) {
	said := run(t, "qpdf", "--check", blankFile(t))
	if !strings.Contains(said, "No syntax or stream encoding errors found") || strings.Contains(said, "WARNING") {
		t.Errorf("qpdf says:\n%s", said)
	}
}

func TestBlankIsTaggedAndFillable(t *testing.T) {
	said := run(t, "pdfinfo", blankFile(t))
	for key, want := range map[string]string{
		"Tagged": "yes", "Form": "AcroForm", "JavaScript": "no", "Encrypted": "no",
		"Title": "Children’s occupational therapy: referral form", "Page size": "595.28 x 841.89 pts (A4)",
	} {
		if got := infoLine(said, key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if pages, err := strconv.Atoi(infoLine(said, "Pages")); err != nil || pages < 3 || pages > 5 {
		t.Errorf("%d pages, want three to five", pages)
	}
}

func infoLine(said, key string) string {
	m := regexp.MustCompile(`(?m)^` + key + `:\s*(.*?)\s*$`).FindStringSubmatch(said)
	if m == nil {
		return ""
	}
	return m[1]
}

// Each leaf of the structure tree leads to what it stands for, in reading order.
func TestStructureIsReadInOrder(t *testing.T) {
	said := run(t, "pdfinfo", "-struct-text", blankFile(t))
	at := 0
	for _, want := range []string{formTitle, "About you and this referral", "Your full name", "About the child or young person",
		"Child's last name", "Date of birth", "What the child needs help with", "Cerebral palsy or stroke", "Everyday activities",
		"Toileting", "Keeping the child safe", "Reports attached"} {
		i := strings.Index(said[at:], want)
		if i < 0 {
			t.Fatalf("%q is not read out after what comes before it", want)
		}
		at += i
	}
	if n := strings.Count(run(t, "pdfinfo", "-struct", blankFile(t)), "Object "); n != len(Layout()) {
		t.Errorf("%d widgets in the structure tree, want %d", n, len(Layout()))
	}
}

func TestEveryPagePrintsVersionAndNumber(t *testing.T) {
	pages := strings.Split(strings.TrimSuffix(run(t, "pdftotext", "-layout", blankFile(t), "-"), "\f"), "\f")
	for i, page := range pages {
		if want := fmt.Sprintf("Page %d of %d", i+1, len(pages)); !strings.Contains(page, want) || !strings.Contains(page, "version "+Version) {
			t.Errorf("page %d lacks %q or the version", i+1, want)
		}
	}
}

// dumped is one field as pdftk lists it.
type dumped struct {
	kind, tip, value string
	flags, max       int
	states, shown    []string
}

func dumpFields(t *testing.T, path string) map[string]dumped {
	t.Helper()
	fields := map[string]dumped{}
	for entry := range strings.SplitSeq(run(t, "pdftk", path, "dump_data_fields_utf8"), "---\n") {
		var name string
		var d dumped
		for line := range strings.Lines(entry) {
			key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
			switch key {
			case "FieldName":
				name = value
			case "FieldType":
				d.kind = value
			case "FieldNameAlt":
				d.tip = value
			case "FieldValue":
				d.value = value
			case "FieldFlags":
				d.flags, _ = strconv.Atoi(value)
			case "FieldMaxLength":
				d.max, _ = strconv.Atoi(value)
			case "FieldStateOption":
				d.states = append(d.states, value)
			case "FieldStateOptionDisplay":
				d.shown = append(d.shown, value)
			}
		}
		if name != "" {
			fields[name] = d
		}
	}
	return fields
}

// The file contract: names, kinds, options and tooltips of every field.
func TestFieldsFollowTheContract(t *testing.T) {
	fields := dumpFields(t, blankFile(t))
	for _, q := range Questions() {
		switch q.Kind {
		case KindMulti:
			for _, o := range q.Options {
				name := q.Name + "__" + o.Code
				checkField(t, fields, name, dumped{kind: "Button", tip: o.Label, states: []string{"Off", "Yes"}})
				delete(fields, name)
			}
			continue
		case KindSingle, KindYesNo, KindGrid:
			checkChoice(t, fields, q)
		case KindHidden:
			checkField(t, fields, q.Name, dumped{kind: "Text"})
		default:
			checkField(t, fields, q.Name, dumped{kind: "Text", tip: q.Label})
			if d := fields[q.Name]; d.flags&flagDoNotScroll == 0 || d.max == 0 {
				t.Errorf("%s can scroll out of sight: flags %d, most characters %d", q.Name, d.flags, d.max)
			}
		}
		delete(fields, q.Name)
	}
	for name := range fields {
		t.Errorf("field %s belongs to no question", name)
	}
}

func checkField(t *testing.T, fields map[string]dumped, name string, want dumped) {
	t.Helper()
	got, ok := fields[name]
	if !ok {
		t.Errorf("no field %s", name)
		return
	}
	slices.Sort(got.states)
	if got.kind != want.kind || !strings.Contains(got.tip, want.tip) || (want.states != nil && !slices.Equal(got.states, want.states)) {
		t.Errorf("field %s is %+v, want %+v", name, got, want)
	}
}

func checkChoice(t *testing.T, fields map[string]dumped, q Question) {
	t.Helper()
	d, empty := fields[q.Name], "Off"
	if d.kind == "Choice" {
		empty = ""
	}
	want := []string{empty}
	for _, o := range q.Options {
		want = append(want, o.Code)
		if d.kind == "Choice" && !slices.Contains(d.shown, o.Label) {
			t.Errorf("%s: the list does not show %q", q.Name, o.Label)
		}
	}
	slices.Sort(want)
	checkField(t, fields, q.Name, dumped{kind: d.kind, tip: q.Label, states: want})
	if (d.flags&flagRequired != 0) != (q.Required == "yes") {
		t.Errorf("%s: required mark %v in the file, rule %q", q.Name, d.flags&flagRequired != 0, q.Required)
	}
}

func TestBlankStatesItsVersion(t *testing.T) {
	if got := dumpFields(t, blankFile(t))[versionField].value; got != Version {
		t.Errorf("version is %q", got)
	}
}

func TestEveryPrintedQuestionHasItsPlace(t *testing.T) {
	places := map[string]int{}
	for _, b := range Layout() {
		places[b.Name+"/"+b.Option]++
	}
	for _, q := range Questions() {
		switch {
		case q.Kind == KindHidden:
			continue
		case places[q.Name+"/"] == 1: // a text box or a list
			delete(places, q.Name+"/")
			continue
		}
		for _, o := range q.Options {
			if places[q.Name+"/"+o.Code] != 1 {
				t.Errorf("%s: option %s stands in %d places", q.Name, o.Code, places[q.Name+"/"+o.Code])
			}
			delete(places, q.Name+"/"+o.Code)
		}
	}
	for place := range places {
		t.Errorf("%s belongs to no question", place)
	}
}

// area is anything on a page, in millimetres from the top left.
type area struct {
	what       string
	page       int
	x, y, w, h float64
}

func (a area) meets(b area) bool {
	const touch = 0.05
	return a.page == b.page && a.x+touch < b.x+b.w && b.x+touch < a.x+a.w && a.y+touch < b.y+b.h && b.y+touch < a.y+a.h
}

// No box covers another, no words run into a box or into other words, and
// everything stands within the margins.
func TestNothingOverlaps(t *testing.T) {
	for name, m := range map[string]measures{"normal": normalPrint(), "large print": largePrint()} {
		t.Run(name, func(t *testing.T) { nothingOverlaps(t, drawSheetAs(m, nil)) })
	}
}

func nothingOverlaps(t *testing.T, s *sheet) {
	var all []area
	for _, w := range s.widgets {
		if w.kind != hiddenWidget {
			all = append(all, area{"box of " + w.fieldName() + " " + w.option, w.page, w.x, w.y, w.w, w.h})
		}
	}
	boxes := len(all)
	for _, m := range s.pen.texts {
		trim := m.h * 0.1 // the air above and below the letters
		all = append(all, area{"words " + m.text, m.page, m.x, m.y + trim, m.w, m.h - 2*trim})
	}
	if boxes < 200 || len(all)-boxes < 200 {
		t.Fatalf("only %d boxes and %d lines of text were drawn", boxes, len(all)-boxes)
	}
	for i, a := range all {
		if a.x < marginLeft-0.01 || a.x+a.w > pageWidth-marginRight+0.01 || a.y < marginTop-0.01 || (i < boxes && a.y+a.h > s.m.flowBottom+0.01) || a.y+a.h > pageHeight-5 {
			t.Errorf("page %d: %s leaves the margins", a.page, a.what)
		}
		for _, b := range all[i+1:] {
			if a.meets(b) {
				t.Errorf("page %d: %s and %s overlap", a.page, a.what, b.what)
			}
		}
	}
}

// All the characters that a box accepts can be seen in it at a size that can
// be read, ten new lines in the longest included.
func TestLongAnswersFitTheirBoxes(t *testing.T) {
	const smallest, mean, leading, inset = 6.5, 0.5, 1.16, 4
	for _, w := range drawSheet().widgets {
		if w.max == 0 {
			continue
		}
		x0, y0, x1, y1 := w.rect()
		perLine := math.Floor((x1 - x0 - inset) / (mean * smallest))
		lines := math.Floor((y1 - y0 - inset) / (smallest * leading))
		broken := 0.0
		switch w.kind {
		case longWidget:
			perLine *= 0.94                             // lines end with a word
			broken = math.Floor(float64(w.max)/200) / 2 // a new line leaves half a line empty
		default:
			lines, perLine = 1, math.Floor((x1-x0)/(mean*smallest))
		}
		if room := (lines - broken) * perLine; room < float64(w.max) {
			t.Errorf("%s takes %d characters and shows %.0f", w.q.Name, w.max, room)
		}
	}
	if reason := slices.IndexFunc(drawSheet().widgets, func(w widget) bool { return w.q.Name == "reason_free_text" && w.max >= 2000 }); reason < 0 {
		t.Error("the reason takes fewer than 2000 characters")
	}
}

// Labels are printed as the table states them, so that they are recognised
// when a form comes back as text.
func TestLabelsArePrintedAsTheTableStatesThem(t *testing.T) {
	var printed strings.Builder
	for _, m := range drawSheet().pen.texts {
		printed.WriteString(m.text + " ")
	}
	words := strings.Join(strings.Fields(printed.String()), " ")
	for _, q := range Questions() {
		if q.Kind != KindHidden && !strings.Contains(words, q.Label) {
			t.Errorf("%s: %q is not printed", q.Name, q.Label)
		}
		for _, o := range q.Options {
			if !strings.Contains(words, o.Label) && q.Kind == KindMulti {
				t.Errorf("%s: option %q is not printed", q.Name, o.Label)
			}
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	for b.Loop() {
		if _, err := Draw(); err != nil {
			b.Fatal(err)
		}
	}
}
