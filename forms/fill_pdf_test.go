package forms

import (
	"bytes"
	"context"
	"maps"
	"os/exec"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// midday is a moment at which test forms are received.
var midday = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// readBack gives the answers in a form exactly as they stand in its fields,
// before each is read by its kind. The form must be readable.
func readBack(t rapid.TB, data []byte) map[string]string {
	t.Helper()
	if _, err := Read(File{Name: "form.pdf", Data: data}, midday); err != nil {
		t.Fatalf("reading: %v", err)
	}
	doc, err := openPDF(context.Background(), data)
	if err != nil {
		t.Fatal(err)
	}
	found, err := fieldsOf(context.Background(), doc)
	if err != nil {
		t.Fatal(err)
	}
	raw := map[string]string{}
	for name, given := range gather(found.fields).answers {
		q, _ := Lookup(name)
		values, where, sure, cut := merge(q, given)
		if len(values) == 0 || name == versionField {
			continue
		}
		if !sure || cut || len(values) > 1 && q.Kind != KindMulti || !strings.HasPrefix(where, "page ") {
			t.Errorf("%s at %q: sure %v, cut %v, %d values", name, where, sure, cut, len(values))
		}
		raw[name] = strings.Join(values, "|")
	}
	return raw
}

// sameAnswers compares what was read with what was filled in.
func sameAnswers(t rapid.TB, got, want map[string]string) {
	t.Helper()
	for name, answer := range want {
		if got[name] != answer {
			t.Errorf("%s is %q, want %q", name, got[name], answer)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s was never filled in and is %q", name, got[name])
		}
	}
}

// someAnswer draws an answer to one question.
func someAnswer(t *rapid.T, q Question) string {
	switch {
	case q.Kind == KindMulti:
		var codes []string
		for _, o := range q.Options {
			if rapid.Bool().Draw(t, o.Code) {
				codes = append(codes, o.Code)
			}
		}
		return strings.Join(codes, "|")
	case q.choice():
		return rapid.SampledFrom(q.Options).Draw(t, q.Name).Code
	case q.Kind == KindLongText || q.Kind == KindAddress:
		return rapid.StringMatching(`[ -~éŁŽ😀£’(\\)]{1,40}(\n(mainstream|[ -~]{1,30})){0,12}`).Draw(t, q.Name)
	}
	return rapid.StringMatching(`[ -~éŁŽ😀£’]{1,40}`).Draw(t, q.Name)
}

// What is filled in is read back, for any answers to any of the questions.
func TestFilledAnswersAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := map[string]string{"referrer_name": "Zoë O'Brien"}
		for _, q := range Questions() {
			if q.Name == versionField || rapid.IntRange(0, 2).Draw(t, "skips "+q.Name) == 0 {
				continue
			}
			if answer := someAnswer(t, q); strings.TrimSpace(answer) != "" {
				want[q.Name] = answer
			}
		}
		data, err := FillPDF(want)
		if err != nil {
			t.Fatal(err)
		}
		sameAnswers(t, readBack(t, data), want)
	})
}

// What is read of a form of ordinary answers decides: each is certain, and in
// its usual written form.
func TestReadGivesTheForm(t *testing.T) {
	want := map[string]string{
		"child_surname": "Example", "child_forename": "Zoë", "child_dob": "2019-05-12", "nhs_number": "9990000018", "child_sex": "female",
		"ais_needs": "braille|bsl", "school_year_group": "2", "pr_consent": "yes_i_have_pr", "act_dressing": "some", "office_ref": "CTS-2026-000001",
	}
	form, err := Read(File{Name: "form.pdf", Where: "attachment 1", Data: filledWith(t, want)}, midday)
	if err != nil {
		t.Fatal(err)
	}
	if form.Source != "form.pdf" || form.Shape != PDFForm || form.Version != Version || !form.Certain || len(form.Problems) > 0 {
		t.Errorf("%v from %q, certain %v, %d problems", form, form.Source, form.Certain, len(form.Problems))
	}
	got := map[string]string{}
	for name := range form.Fields {
		got[name], _ = form.Value(name)
	}
	sameAnswers(t, got, want)
	if where := form.Fields["act_dressing"].Where; where != "page 4" {
		t.Errorf("dressing is at %q", where)
	}
}

// Each option of each question can be chosen by itself.
func TestEveryOptionIsReadBack(t *testing.T) {
	most := 0
	for _, q := range Questions() {
		most = max(most, len(q.Options))
	}
	for i := range most {
		want := map[string]string{}
		for _, q := range Questions() {
			if i < len(q.Options) {
				want[q.Name] = q.Options[i].Code
			}
		}
		data, err := FillPDF(want)
		if err != nil {
			t.Fatal(err)
		}
		sameAnswers(t, readBack(t, data), want)
	}
}

func TestFillRefusesWhatTheFormHasNot(t *testing.T) {
	for name, answers := range map[string]map[string]string{
		"a question":                         {"child_star_sign": "leo"},
		"an option":                          {"child_sex": "leo"},
		"an option of many":                  {"ais_needs": "braille|leo"},
		"one of several for a single choice": {"child_sex": "female|male"},
	} {
		if data, err := FillPDF(answers); err == nil || data != nil {
			t.Errorf("%s that does not exist was filled in", name)
		} else if strings.Contains(err.Error(), "leo") {
			t.Errorf("%s: the error holds the answer", name)
		}
	}
}

func TestFillLeavesTheBlankAlone(t *testing.T) {
	answers := map[string]string{"child_surname": "Example", "child_dob": ""}
	kept := maps.Clone(answers)
	if _, err := FillPDF(answers); err != nil || !maps.Equal(answers, kept) {
		t.Fatalf("answers became %d, error %v", len(answers), err)
	}
	blank, err := BlankPDF()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Read(File{Data: blank}, midday); codeOfError(err) != Blank {
		t.Errorf("the blank is read as %v", err)
	}
}

// A viewer and a checker take the filled form as they take the blank.
func TestFilledFormIsAWellFormedPDF(t *testing.T) {
	data, err := FillPDF(map[string]string{"child_surname": "Ł (example", "child_sex": "female", "ais_needs": "bsl|braille"})
	if err != nil {
		t.Fatal(err)
	}
	said := run(t, "qpdf", "--check", inFile(t, data))
	if !strings.Contains(said, "No syntax or stream encoding errors found") || strings.Contains(said, "WARNING") {
		t.Errorf("qpdf says:\n%s", said)
	}
}

// A viewer that draws all fields anew finds what it needs, and shows the radio
// button that was chosen.
func TestFilledFormIsDrawnWithoutComplaint(t *testing.T) {
	dark := map[string]int{}
	for _, chosen := range []string{"", "yes_written"} {
		data, err := FillPDF(map[string]string{"child_surname": "Example", "ais_needs": "bsl", "pr_consent": chosen})
		if err != nil {
			t.Fatal(err)
		}
		var said, out bytes.Buffer
		draw := exec.Command(program(t, "pdftoppm"), "-r", "40", "-gray", "-f", "1", "-l", "1", inFile(t, data))
		draw.Stderr, draw.Stdout = &said, &out
		if err := draw.Run(); err != nil || said.Len() > 0 {
			t.Fatalf("error %v, said:\n%s", err, said.String())
		}
		dark[chosen] = bytes.Count(out.Bytes(), []byte{0})
	}
	if dark["yes_written"] <= dark[""] {
		t.Errorf("%d black dots with a button chosen, %d without", dark["yes_written"], dark[""])
	}
}
