package main

import (
	"errors"
	"strings"
	"testing"

	"referrald/workflow"
	"referrald/workflow/eligibility"
	"referrald/workflow/ledger"
)

// A form that cannot be read is counted and named, and hides no other.
func TestReplayCountsWhatCannotBeRead(t *testing.T) {
	c, err := eligibility.Load(eligibility.Data{})
	if err != nil {
		t.Fatal(err)
	}
	r := replay{other: c, inUse: c, referrals: map[workflow.Reference]bool{}}
	bad := ledger.Reading{Past: workflow.Past{Reference: "CTS-2026-000001", Version: 1}, Err: errors.New("torn")}
	altered := ledger.Reading{Past: workflow.Past{Reference: "CTS-2026-000002", Version: 1, Assessment: eligibility.Assessment{Outcome: eligibility.Eligible}}}
	for _, k := range []ledger.Reading{bad, altered} {
		if err := r.judge(k); err != nil {
			t.Fatal(err)
		}
	}
	want := "2 referrals (2 forms), 1 would change: 1 eligible → incomplete; 1 form could not be read."
	if got := r.summary(); got != want {
		t.Errorf("got %q", got)
	}
	text := r.text()
	for _, says := range []string{"criteria whose version was not kept then", "eligible → incomplete", "gp-stockport: not judged → missing", "the criteria in use would alter it in the same way"} {
		if !strings.Contains(strings.Join(strings.Fields(text), " "), says) {
			t.Errorf("it does not say %q:\n%s", says, text)
		}
	}
	if j := r.json(); len(j.Unread) != 1 || j.Unread[0] != "CTS-2026-000001" || !j.Changed[0].Already {
		t.Errorf("%+v", j)
	}
}
