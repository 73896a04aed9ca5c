package workflow_test

import (
	"reflect"
	"testing"
	"time"

	"referrald/templates"
	"referrald/workflow"
)

func TestLettersSurviveJSON(t *testing.T) {
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	head := templates.Head{
		Reference: "CTS-2026-000012", Reader: templates.Professional, Received: at, Late: true,
		Office: templates.Office{Team: "The team", Phones: []string{"0161 496 0001"}, VerifiedOn: at},
	}
	letters := []templates.Letter{
		templates.Form{Head: head, Version: "2026-11"},
		templates.Acknowledgement{Head: head},
		templates.Missing{Head: head, Questions: []templates.Asked{{Question: "Date of birth", Hint: "day first"}}, Again: true},
		templates.Received{Head: head, Emergency: true},
		templates.Unreadable{Head: head, Reasons: []string{"It is locked."}},
		templates.Signpost{Head: head, Route: templates.Route{ID: "msk", VerifiedOn: at}, Criterion: []string{"a sentence"}, Ring: true},
		templates.Alert{Reference: "CTS-2026-000012", Kind: "urgent", Evidence: []string{"a rule"}},
		templates.Digest{Day: at, Came: []templates.Count{{What: "submission", N: 3}}, Unaccounted: 1},
	}
	for _, l := range letters {
		data, err := workflow.EncodeLetter(l)
		if err != nil {
			t.Fatal(err)
		}
		got, err := workflow.DecodeLetter(l.Name(), data)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, l) {
			t.Errorf("%s came back as %+v", l.Name(), got)
		}
	}
}

func TestDecodeLetterRefuses(t *testing.T) {
	tests := []struct{ what, name, data string }{
		{"an unknown letter", "apology", `{}`},
		{"a field that it does not know", "form", `{"Version":"2026-11","Postscript":"x"}`},
		{"what is no JSON", "form", `{`},
	}
	for _, tt := range tests {
		if l, err := workflow.DecodeLetter(tt.name, []byte(tt.data)); err == nil {
			t.Errorf("%s was decoded: %v", tt.what, l)
		}
	}
	if _, err := workflow.EncodeLetter(nil); err == nil {
		t.Error("no letter was encoded")
	}
}
