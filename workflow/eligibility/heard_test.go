package eligibility

import "testing"

// Words block a failed verdict and make one unclear; they never fail or meet.
func TestWordsAgainstAnswers(t *testing.T) {
	c3 := Hit{Category: "C3_PHYSICAL", Term: "cerebral palsy", Where: "reason_free_text"}
	dcd := Hit{Category: "AMBIGUOUS_REVIEW", Term: "DCD", Where: "message"}
	sensory := noNeed + ";main_cause=sensory_differences;sensory_request=yes_only;sensory_physical_link=no"
	for _, row := range []struct {
		name, changes string
		hit           Hit
		id            string
		want          Verdict
	}{
		{"a physical term blocks physical-need", noNeed, c3, "physical-need", Unclear},
		{"a physical term blocks an exclusion", sensory, c3, "sensory", Unclear},
		{"so does an unsure one", sensory, Hit{Category: "C3_PHYSICAL", Term: "cp", Unsure: true}, "sensory", Unclear},
		{"and a past one", sensory, Hit{Category: "C3_PHYSICAL", Term: "stroke", History: true}, "sensory", Unclear},
		{"and one in quoted history", sensory, Hit{Category: "C3_PHYSICAL", Term: "stroke", Rank: 1}, "sensory", Unclear},
		{"a denied one does not", sensory, Hit{Category: "C3_PHYSICAL", Term: "stroke", Negated: true}, "sensory", Failed},
		{"a relative's does not", sensory, Hit{Category: "C3_PHYSICAL", Term: "stroke", Family: true}, "sensory", Failed},
		{"DCD blocks", sensory, dcd, "sensory", Unclear},
		{"stairs do not", sensory, Hit{Category: "AMBIGUOUS_REVIEW", Term: "Stairs"}, "sensory", Failed},
		{"words of supported do not block", achieved, c3, "already-supported", Failed},
		{"harm blocks anxiety", noNeed + ";anxiety_main=yes", Hit{Category: "SAFEGUARD", Term: "self-harm"}, "anxiety", Unclear},
		{"a physical term meets nothing", "physical_need=suspected", c3, "physical-need", Unclear},
		{"DCD beside cerebral palsy", "", dcd, "physical-need", Met},
		{"low tone beside another muscle tone", "physical_need_type=other_high_or_low_tone_neuro",
			Hit{Category: "AMBIGUOUS_REVIEW", Term: "low tone"}, "physical-need", Unclear},
		{"autism words beside cerebral palsy", "", Hit{Category: "E1_AUTISM_ADHD", Term: "autism"}, "autism-adhd", Met},
		{"autism query beside no physical need", noNeed, Hit{Category: "E1_AUTISM_ADHD", Term: "autism", Unsure: true}, "autism-adhd", Unclear},
		{"ADHD diagnosed beside no physical need", noNeed + ";adhd_status=diagnosed", Hit{Category: "E1_AUTISM_ADHD", Term: "adhd"}, "autism-adhd", Met},
		{"worse after what was tried", noNeed + ";tried_result=got_worse", dcd, "beyond-universal", Met},
		{"DCD blocks beyond-universal", noNeed + ";universal_tried=none_yet;tried_result=;need_met_by_universal=yes;" + allMild, dcd, "beyond-universal", Unclear},
		{"autism diagnosed beside no physical need", noNeed + ";autism_status=diagnosed", Hit{Category: "E1_AUTISM_ADHD", Term: "autism"}, "autism-adhd", Met},
		{"no concerns about autism", noNeed, Hit{Category: "E1_AUTISM_ADHD", Term: "autism", Negated: true}, "autism-adhd", Met},
		{"the brother's ADHD", noNeed, Hit{Category: "E1_AUTISM_ADHD", Term: "adhd", Family: true}, "autism-adhd", Met},
		{"a broken arm and cerebral palsy", "", Hit{Category: "E3_MSK", Term: "broken arm"}, "msk", Unclear},
		{"talipes, resolved", "", Hit{Category: "E3_MSK", Term: "talipes", History: true}, "msk", Met},
		{"scoliosis and cerebral palsy", "", Hit{Category: "E3_MSK", Term: "scoliosis"}, "msk", Met},
		{"scoliosis and no physical need", noNeed, Hit{Category: "E3_MSK", Term: "scoliosis"}, "msk", Unclear},
		{"a fracture of brittle bones", "physical_need_type=brittle_bones_or_skeletal", Hit{Category: "E3_MSK", Term: "fracture"}, "msk", Met},
		{"a fracture of a major injury", "physical_need_type=burns_or_major_trauma", Hit{Category: "E3_MSK", Term: "fracture"}, "msk", Met},
		{"a fracture before surgery", "physical_need_type=recent_surgery", Hit{Category: "E3_MSK", Term: "fracture"}, "msk", Met},
	} {
		t.Run(row.name, func(t *testing.T) {
			in := given(t, row.changes)
			in.hits = []Hit{row.hit}
			a := assess(in)
			if got := finding(a, row.id).Verdict; got != row.want {
				t.Errorf("got %s, want %s: %s", got, row.want, finding(a, row.id).Evidence)
			}
		})
	}
}

// Places, tasks and small skills stand in nearly every form and block nothing.
func TestEverydayWordsBlockNothing(t *testing.T) {
	for _, term := range []string{"Housing", "adaptations", "bathroom", "stairs", "toileting", "continence", "soiling", "bedwetting",
		"feeding", "chewing", "fine motor", "handwriting", "pencil grip", "letter formation"} {
		in := given(t, noNeed)
		in.hits = []Hit{{Category: "AMBIGUOUS_REVIEW", Term: term}}
		if a := assess(in); a.Outcome != Signpost {
			t.Errorf("%s: got %s", term, a.Outcome)
		}
	}
}

// Evidence reads as sentences, whatever a question or a word ends with.
func TestEvidenceReads(t *testing.T) {
	in := given(t, noNeed)
	in.hits = []Hit{{Category: "C3_PHYSICAL", Term: "stroke", Where: "message"}}
	in.surgery.evidence = "the surgery is of Stockport"
	a := assess(in)
	want := `Physical health need: "No". Main cause: "Learning". Words speak against it, so a person decides. The words "stroke" stand in: message.`
	if got := finding(a, "physical-need").Evidence; got != want {
		t.Errorf("got %s", got)
	}
	if got := finding(a, "gp-stockport").Evidence; got != "the surgery is of Stockport." {
		t.Errorf("got %s", got)
	}
	got := finding(assess(given(t, "physical_need=; physical_need_type=")), "physical-need").Evidence
	if got != "No answer to: Does the child have a physical health need: injury or physical/motor impairment or spasticity?" {
		t.Errorf("got %s", got)
	}
}

func TestCerebralPalsyAndAutismIsEligible(t *testing.T) {
	in := given(t, "autism_status=diagnosed; reason_free_text=has cerebral palsy and also autism diagnosed")
	in.hits = []Hit{{Category: "C3_PHYSICAL", Term: "cerebral palsy"}, {Category: "E1_AUTISM_ADHD", Term: "autism"}}
	if a := assess(in); a.Outcome != Eligible {
		t.Errorf("got %s: %v", a.Outcome, a.Why)
	}
}

func TestFailedBesideABlockedRouteIsAPersonsChoice(t *testing.T) {
	in := given(t, noNeed+";anxiety_main=yes")
	in.surgery.standing = elsewhere
	in.hits = []Hit{{Category: "C3_PHYSICAL", Term: "stroke"}}
	if a := assess(in); a.Outcome != Person {
		t.Errorf("got %s %v", a.Outcome, a.Signposts)
	}
}
