package workflow_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"referrald/workflow"
	"referrald/workflow/eligibility"
)

// pastOf is every form of a story as the ledger keeps it.
func pastOf(f workflow.Facts) []workflow.Past {
	var out []workflow.Past
	for _, c := range workflow.Decide(f).Cases {
		if c.Assessment != nil {
			out = append(out, workflow.Past{Reference: c.Reference, Version: c.Version + 1, Received: c.Judged, Form: *c.Form, Assessment: *c.Assessment})
		}
	}
	return out
}

// The set by which a form was judged changes nothing, with the words heard as
// they were kept, and with their sentences listened to again.
func TestReplayBySameSetChangesNothing(t *testing.T) {
	names, err := filepath.Glob(filepath.Join("testdata", "stories", "*.story"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		facts, _, _ := strings.Cut(string(data), "== plan\n")
		f := storyFacts(t, facts)
		for _, p := range pastOf(f) {
			n++
			for range 2 {
				if c, changed := workflow.Replay(p, f.Criteria, f.Criteria); changed {
					t.Errorf("%s: %s to %s because %+v", name, c.Was, c.Now, c.Because)
				}
				p.Assessment.By = eligibility.Set{} // as before it was kept
			}
		}
	}
	if n < 30 {
		t.Errorf("%d forms were judged again", n)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("eligibility", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// What another set would alter is told with the criterion and its sentence, or
// with the word; never with an answer.
func TestReplayTellsWhatMakesTheDifference(t *testing.T) {
	moved := read(t, "gp_practices_neighbouring.csv") + "A12345,EXAMPLE SURGERY,M1 1AA,active,14L\n"
	for _, row := range []struct {
		name, message, form string
		data                eligibility.Data
		was, now, because   string
	}{
		{"another list of practices", "Attached.", "gp_practice_name: Example Surgery\ngp_practice_postcode: M1 1AA\ngp_practice_ods: A12345",
			eligibility.Data{Neighbours: []byte(moved)}, "person", "signpost other-area", "gp-stockport unclear failed Registered with a Stockport GP"},
		{"a new word, in the form", "Attached.", "reason_free_text: The zebra on his arm hurts when he dresses.",
			eligibility.Data{Lexicon: []byte(read(t, "lexicon.csv") + "SAFEGUARD,zebra,risk,same_day,\n")}, "eligible", "person, alert safeguarding", `the listed word "zebra" (SAFEGUARD) in the reason free text is heard now`},
		{"a new word, in a sentence of the message that was kept", "He has a new wheelchair and a zebra.", "",
			eligibility.Data{Lexicon: []byte(read(t, "lexicon.csv") + "SAFEGUARD,zebra,risk,same_day,\n")}, "eligible", "person, alert safeguarding", `the listed word "zebra" (SAFEGUARD) in the message is heard now`},
		{"other words of the sentence", "Attached.", "", eligibility.Data{Published: []byte(strings.Replace(read(t, "published.json"), "Registered with a Stockport GP", "Registered in Stockport", 1))}, "", "", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			f := storyFacts(t, "Subject: form\n\n"+row.message+"\n-- form --\n"+row.form)
			other, err := eligibility.Load(row.data)
			if err != nil {
				t.Fatal(err)
			}
			p := pastOf(f)[0]
			c, changed := workflow.Replay(p, other, f.Criteria)
			if changed != (row.was != "") {
				t.Fatalf("changed %v: was %s, %v", changed, p.Assessment.Outcome, p.Assessment.Hits)
			}
			if !changed {
				return
			}
			if c.Was.String() != row.was || c.Now.String() != row.now || c.Already {
				t.Errorf("%s to %s, already %v", c.Was, c.Now, c.Already)
			}
			var said []string
			for _, b := range c.Because {
				said = append(said, strings.TrimSpace(strings.Join([]string{b.Criterion, string(b.Was), string(b.Now), b.Sentence, b.Text}, " ")))
			}
			if !slices.Contains(said, row.because) {
				t.Errorf("because %q, want %q", said, row.because)
			}
			if all := strings.Join(said, " "); strings.Contains(all, "Example") || strings.Contains(all, "Ashworth") || strings.Contains(all, "hurts") {
				t.Errorf("it quotes an answer: %s", all)
			}
			if c, _ := workflow.Replay(p, other, other); !c.Already {
				t.Error("the set in use would alter it alike, and that is not told")
			}
		})
	}
}

// The last change of a referral counts, the most frequent kind first.
func TestAlike(t *testing.T) {
	v := func(o eligibility.Outcome, to ...string) workflow.Verdict {
		return workflow.Verdict{Outcome: o, Signposts: to}
	}
	changes := []workflow.Change{
		{Reference: "CTS-2026-000001", Version: 1, Was: v("person"), Now: v("eligible")},
		{Reference: "CTS-2026-000001", Version: 2, Was: v("eligible"), Now: v("signpost", "msk")},
		{Reference: "CTS-2026-000002", Version: 1, Was: v("incomplete"), Now: v("eligible")},
		{Reference: "CTS-2026-000003", Version: 1, Was: v("eligible"), Now: v("signpost", "msk")},
	}
	want := []string{"2 eligible → signpost msk", "1 incomplete → eligible"}
	if got := workflow.Alike(changes); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
