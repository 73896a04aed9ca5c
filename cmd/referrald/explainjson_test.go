package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"referrald/forms"
	"referrald/mailbox"
	"referrald/workflow"
	"referrald/workflow/clerk"
	"referrald/workflow/eligibility"
)

// contractExample is the published example; users script against its names.
const contractExample = `{"file":"a.eml",
 "message":{"message_id":"<...>","from":"jo@example.org","reply_to":"jo@example.org","subject":"...","received":"2026-11-23T10:00:00Z","machine":false,"evidence":[]},
 "kind":"submission",
 "forms":[{"source":"referral.pdf","format":"pdf-form","version":"2026-11","certain":true,
   "fields":{"child_dob":{"value":"2019-05-12","raw":"12/05/2019","where":"page 1","certain":true}},
   "missing":["gp_practice_name"],
   "problems":[{"field":"nhs_number","code":"check-digit","text":"..."}],
   "assessment":{"outcome":"incomplete","alert":"","signposts":[],
     "criteria":[{"id":"gp-stockport","verdict":"missing","cites":"Registered with a Stockport GP","evidence":"..."}]}}],
 "plan":{"letters":[{"letter":"missing","to":"jo@example.org","release":"auto"}],"folder":"...","alert":"","why":"..."}}`

func exampleForm() forms.Form {
	return forms.Form{
		Source: "referral.pdf", Shape: forms.PDFForm, Version: "2026-11", Certain: true,
		Fields:   map[string]forms.Answer{"child_dob": {Value: "2019-05-12", Raw: "12/05/2019", Where: "page 1", Certain: true}},
		Problems: []forms.Problem{{Field: "nhs_number", Code: "check-digit", Text: "..."}},
	}
}

// What explain prints has the contract's names and shapes, no more and no less.
func TestExplanationIsTheContracts(t *testing.T) {
	f := exampleForm()
	jo := mailbox.NewAddress("Jo", "jo@example.org")
	e := clerk.Examined{
		Message:  &mailbox.Message{MessageID: "<...>", From: jo, Subject: "..."},
		Received: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC), Found: forms.Found{Forms: []forms.Form{f}},
	}
	plan := workflow.Plan{
		Kind: workflow.Submission, Folder: "...", Why: "...",
		Cases: []workflow.Case{{Form: &f, Assessment: &eligibility.Assessment{
			Outcome: eligibility.Incomplete, Missing: []string{"gp_practice_name"},
			Findings: []eligibility.Finding{{Criterion: "gp-stockport", Verdict: eligibility.Missing, Cites: "Registered with a Stockport GP", Evidence: "..."}},
		}}},
	}
	x := explanation("a.eml", e, plan)
	// Only the gate passes a letter, so this one is written here.
	x.Plan.Letters = append(x.Plan.Letters, jsonLetter{"missing", "jo@example.org", "auto", ""})
	got, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := paths(t, string(got)), paths(t, contractExample); a != b {
		t.Errorf("explain prints\n%s\nthe contract says\n%s", a, b)
	}
}

// paths lists every value of a JSON text behind its path.
func paths(t *testing.T, text string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	var out []string
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				walk(path+"."+k, v[k])
			}
		case []any:
			out = append(out, fmt.Sprintf("%s has %d", path, len(v)))
			for i, x := range v {
				walk(fmt.Sprintf("%s.%d", path, i), x)
			}
		default:
			out = append(out, fmt.Sprintf("%s = %v", path, v))
		}
	}
	walk("", v)
	return strings.Join(out, "\n")
}

// A form that opens no case is shown as it was read, with what it lacks.
func TestExplanationOfAFormWithoutACase(t *testing.T) {
	e := clerk.Examined{Message: &mailbox.Message{}, Received: demoStart(), Found: forms.Found{Forms: []forms.Form{exampleForm()}}}
	x := explanation("a.eml", e, workflow.Plan{Kind: workflow.Submission})
	if len(x.Forms) != 1 || x.Forms[0].Assessment != nil || !slices.Contains(x.Forms[0].Missing, "child_surname") {
		t.Errorf("got %+v", x.Forms)
	}
}

// The moment of receipt: the topmost Received header, else Date, else now; a
// message in a file may be younger than this machine's clock.
func TestReceipt(t *testing.T) {
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	later, sooner := now.AddDate(1, 0, 0), now.AddDate(0, -1, 0)
	for _, tt := range []struct {
		name string
		m    mailbox.Message
		want time.Time
	}{
		{"received", mailbox.Message{Received: sooner, Date: now}, sooner},
		{"received after now", mailbox.Message{Received: later, Date: sooner}, later},
		{"only dated", mailbox.Message{Date: sooner}, sooner},
		{"neither", mailbox.Message{}, now},
	} {
		if got := receipt(&tt.m, now); !got.Equal(tt.want) {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
	for _, tt := range []struct{ at, want string }{
		{"2026-11-23", "2026-11-23T12:00:00Z"}, {"2026-07-01", "2026-07-01T11:00:00Z"}, {"2026-11-23T10:00:00+01:00", "2026-11-23T09:00:00Z"}, {"", ""},
	} {
		if got, err := parseAt(tt.at); err != nil || stamp(got) != tt.want {
			t.Errorf("-at %q: got %s, %v; want %s", tt.at, stamp(got), err, tt.want)
		}
	}
}
