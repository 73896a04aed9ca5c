package eligibility

import (
	"testing"
)

// What a sentence says of a relative, of the writer or of times gone by counts
// for no exclusion; what a relative says of the child does. Words of a physical
// need count wherever the narrow scope does not take them out.
func TestToldOfOthersAndThePast(t *testing.T) {
	c := loaded(t)
	for text, want := range map[string]string{
		"Her stepbrother who visits broke his arm in the summer.":                       "E3_MSK family",
		"Ethan's sister doesn't have it (she's the one with dyslexia and ADHD).":        "E1_AUTISM_ADHD family",
		"His grandad has cerebral palsy.":                                               "C3_PHYSICAL family",
		"I am anxious enough for both of us.":                                           "E2_ANXIETY family",
		"I think he is anxious.":                                                        "E2_ANXIETY",
		"Mum says he has ADHD.":                                                         "E1_AUTISM_ADHD",
		"Mum is sure it is autism.":                                                     "E1_AUTISM_ADHD",
		"Mum and Jack have autism.":                                                     "E1_AUTISM_ADHD",
		"Dad has to dress him because of his anxiety.":                                  "E2_ANXIETY",
		"Had bilat talipes at birth, casts and boots, fully corrected.":                 "E3_MSK history",
		"He did have torticollis as a tiny baby and the physio sorted it by six months": "E3_MSK history",
		"Wrist fracture age 6, healed, no residual problem.":                            "E3_MSK history",
		"Fracture in June that has not healed.":                                         "E3_MSK",
		"Talipes, to be corrected next year.":                                           "E3_MSK",
		"He had a stroke at birth and recovered.":                                       "C3_PHYSICAL",
		"Power 5/5, co-ordination good.":                                                "AMBIGUOUS_REVIEW negated",
		"Co-ordination is not good.":                                                    "AMBIGUOUS_REVIEW",
		"He'd roll in mud given the chance.":                                            "",
	} {
		got := ""
		for _, h := range c.Listen([]Words{{Where: "message", Text: text}}) {
			if h.Category == "ADMIN" {
				continue
			}
			got = h.Category
			for flag, on := range map[string]bool{" negated": h.Negated, " family": h.Family, " history": h.History} {
				if on {
					got += flag
				}
			}
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// Plain words that speak against a failed verdict send it to a person, whatever
// the boxes say; the same words elsewhere change nothing.
func TestPlainWordsHoldBack(t *testing.T) {
	c := loaded(t)
	for _, row := range []struct{ changes, text, criterion string }{
		{noNeed + ";msk_problem=knee_pain", "Brisk knee jerks and up on his toes since he walked.", "msk"},
		{noNeed + ";anxiety_main=yes;main_cause=anxiety_or_emotions", "Her feet go numb on the stairs.", "anxiety"},
		{noNeed + ";sensory_request=yes_only;sensory_physical_link=no", "It began when they stitched the nerves in her wrist.", "sensory"},
		{noNeed, "We still dress him from top to toe.", "physical-need"},
		{"services_goals=yes;tried_result=goals_being_met", "They were met on paper, and nobody is seeing him now.", "already-supported"},
		{finished + ";left_year_11=yes;school_name=Sample School", "He is back in Year 11 to do it properly.", "year-11"},
	} {
		start := given(t, row.changes)
		if v := finding(withReason(c, start, "He finds it hard."), row.criterion).Verdict; v != Failed {
			t.Errorf("%s on the answers alone is %s", row.criterion, v)
		}
		if v := finding(withReason(c, start, row.text), row.criterion).Verdict; v != Unclear {
			t.Errorf("%s beside %q is %s", row.criterion, row.text, v)
		}
	}
	in := given(t)
	in.surgery.standing = elsewhere
	if v := finding(withReason(c, in, "We signed on at the surgery on Didsbury Road last week."), "gp-stockport").Verdict; v != Unclear {
		t.Errorf("a new surgery: %s", v)
	}
}
