package eligibility

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"referrald/forms"
)

// pageOrder is the contract's list: ids in the order of the published page.
var pageOrder = []string{"gp-stockport", "year-11", "physical-need", "beyond-universal", "autism-adhd", "anxiety", "msk",
	"sensory", "already-supported", "mild", "education-therapy"}

func TestCleanFormIsEligible(t *testing.T) {
	a := assess(given(t))
	if a.Outcome != Eligible || a.Alert != "" || len(a.Signposts) > 0 || len(a.Missing) > 0 {
		t.Errorf("got %+v", a)
	}
	wantVerdicts(t, a, map[string]Verdict{})
	for i, f := range a.Findings {
		if f.Criterion != pageOrder[i] || f.Cites != "Published: "+pageOrder[i] || f.Evidence == "" || f.Route != "" {
			t.Errorf("finding %d: got %+v", i, f)
		}
	}
}

// Each criterion failed: the outcome is a signpost with its one route, on the
// published sentence.
func TestFailedAlone(t *testing.T) {
	for _, row := range []struct {
		name, changes string
		want          map[string]Verdict
		route, says   string
	}{
		{"year-11", finished, map[string]Verdict{"year-11": Failed}, "adult-services", `"Yes"`},
		{"physical-need", noNeed, map[string]Verdict{"physical-need": Failed}, "universal", `"Learning"`},
		{"autism", noNeed + ";main_cause=autism_or_adhd;asking_for_autism_adhd=autism",
			map[string]Verdict{"physical-need": Failed, "autism-adhd": Failed}, "autism-adhd", `"Autism"`},
		{"anxiety", noNeed + ";main_cause=anxiety_or_emotions;anxiety_main=yes",
			map[string]Verdict{"physical-need": Failed, "anxiety": Failed}, "anxiety", `"Yes"`},
		{"msk", noNeed + ";main_cause=msk_injury_or_pain;msk_problem=knee_pain",
			map[string]Verdict{"physical-need": Failed, "msk": Failed}, "msk", `"Knee pain"`},
		{"torticollis", noNeed + ";msk_problem=torticollis", map[string]Verdict{"physical-need": Failed, "msk": Failed}, "msk", `"Torticollis`},
		{"talipes", noNeed + ";msk_problem=talipes_clubfoot", map[string]Verdict{"physical-need": Failed, "msk": Failed}, "msk", `"Talipes`},
		{"after a fracture", noNeed + ";msk_problem=after_fracture_or_sprain", map[string]Verdict{"physical-need": Failed, "msk": Failed}, "msk", `"After`},
		{"sensory", noNeed + ";main_cause=sensory_differences;sensory_request=yes_only;sensory_physical_link=no",
			map[string]Verdict{"physical-need": Failed, "sensory": Failed}, "sensory", `"Yes, only that"`},
		{"already supported", achieved, map[string]Verdict{"already-supported": Failed}, "already-supported", `"Goals are being met"`},
		{"mild", noNeed + ";main_cause=developmental_delay;tried_result=some_progress;" + allMild,
			map[string]Verdict{"physical-need": Failed, "mild": Failed}, "mild", `"Mild"`},
		{"mild, rows that do not apply", noNeed + ";act_sleep_position=na;" + allMild, map[string]Verdict{"physical-need": Failed, "mild": Failed}, "mild", `"Mild"`},
		{"beyond universal falls to mild", noNeed + ";universal_tried=none_yet;tried_result=;need_met_by_universal=yes;" + allMild,
			map[string]Verdict{"physical-need": Failed, "beyond-universal": Failed, "mild": Failed}, "mild", `"Mild"`},
		{"resourced provision", noNeed + ";setting_type=resourced_provision_in_mainstream;special_school_need=education",
			map[string]Verdict{"physical-need": Failed, "education-therapy": Failed}, "education-therapy", `"Education"`},
		{"education therapy", noNeed + ";setting_type=special_school;special_school_need=education",
			map[string]Verdict{"physical-need": Failed, "education-therapy": Failed}, "education-therapy", `"Education"`},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := assess(given(t, row.changes))
			wantVerdicts(t, a, row.want)
			if a.Outcome != Signpost || !slices.Equal(a.Signposts, []string{row.route}) {
				t.Fatalf("got %s %v, want one signpost to %s: %v", a.Outcome, a.Signposts, row.route, a.Why)
			}
			for _, f := range a.Findings {
				if f.Route == row.route && (f.Cites != "Published: "+f.Criterion || !strings.Contains(f.Evidence, row.says)) {
					t.Errorf("got %+v, want evidence with %s", f, row.says)
				}
			}
		})
	}
}

func TestOutOfArea(t *testing.T) {
	in := given(t)
	in.surgery = surgery{standing: elsewhere, evidence: "The surgery is in another area."}
	a := assess(in)
	if a.Outcome != Signpost || !slices.Equal(a.Signposts, []string{"other-area"}) {
		t.Fatalf("got %s %v", a.Outcome, a.Signposts)
	}
	if f := a.Findings[0]; f.Cites != "Published: gp-stockport" || f.Evidence != "The surgery is in another area." {
		t.Errorf("got %+v", f)
	}
}

// One criterion unclear, and nothing else: a person.
func TestUnclear(t *testing.T) {
	for _, row := range []struct{ name, changes, id string }{
		{"health need in a special school", "setting_type=special_school; special_school_need=health; school_name=Lisburne School", "education-therapy"},
		{"date of birth unread", "child_dob?", "year-11"},
		{"born in the future", "child_dob=2027-01-01; school_year_group=", "year-11"},
		{"year group two years off", "school_year_group=6", "year-11"},
		{"left Year 11 in Year 4", "left_year_11=yes", "year-11"},
		{"left school in Year 4", "school_year_group=left_school", "year-11"},
		{"suspected", "physical_need=suspected", "physical-need"},
		{"not diagnosed", "physical_need=yes_not_diagnosed", "physical-need"},
		{"not sure of a physical need", "physical_need=not_sure", "physical-need"},
		{"main cause not sure", "main_cause=not_sure", "physical-need"},
		{"physical need beside another main cause", "main_cause=learning", "physical-need"},
		{"no need of a physical main cause", "physical_need=no; physical_need_type=", "physical-need"},
		{"no need, and one is ticked", "physical_need=no; main_cause=learning", "physical-need"},
		{"DCD", "physical_need_type=dcd_dyspraxia; tried_result=little_or_none", "physical-need"},
		{"hypermobility", "physical_need_type=hypermobility", "physical-need"},
		{"diagnosis being assessed", "diagnosis_status=being_assessed", "physical-need"},
		{"diagnosis suspected", "diagnosis_status=suspected", "physical-need"},
		{"writing alone", "act_dressing=some; act_eating=some; act_tools=some; act_writing=significant", "physical-need"},
		{"nothing significant", "act_dressing=some; act_eating=some; act_tools=some", "physical-need"},
		{"need unread", "physical_need?", "physical-need"},
		{"universal not sure", "need_met_by_universal=not_sure", "beyond-universal"},
		{"universal could meet it, beside a diagnosis", "need_met_by_universal=yes", "beyond-universal"},
		{"nothing and something tried", "universal_tried=none_yet|equipment", "beyond-universal"},
		{"universal unread", "need_met_by_universal?", "beyond-universal"},
		{"autism query beside a physical need", "asking_for_autism_adhd=autism", "autism-adhd"},
		{"autism unread", "asking_for_autism_adhd?", "autism-adhd"},
		{"anxiety partly", "anxiety_main=partly", "anxiety"},
		{"anxiety beside a physical need", "anxiety_main=yes", "anxiety"},
		{"knee pain beside a physical need", "msk_problem=knee_pain", "msk"},
		{"a problem that the page does not name", "msk_problem=flat_feet_intoeing_toe_walking", "msk"},
		{"none and one of the problems", "msk_problem=none|knee_pain", "msk"},
		{"msk unread", "msk_problem?", "msk"},
		{"sensory partly", "sensory_request=partly; sensory_physical_link=yes", "sensory"},
		{"sensory link not sure", "sensory_request=yes_only; sensory_physical_link=not_sure", "sensory"},
		{"sensory only, beside a physical need", "sensory_request=yes_only; sensory_physical_link=no", "sensory"},
		{"goals not known", "services_goals=not_known", "already-supported"},
		{"goals met and nothing helped", "services_goals=yes", "already-supported"},
		{"goals partly met and met", "tried_result=goals_being_met", "already-supported"},
		{"goals met and it got worse", "services_goals=yes; tried_result=got_worse", "already-supported"},
		{"nobody and somebody involved", "services_involved=none|physio", "already-supported"},
		{"nobody involved and goals met", "services_involved=none; services_goals=yes", "already-supported"},
		{"severity not sure", "overall_severity=not_sure", "mild"},
		{"mild with significant activities", "overall_severity=mild", "mild"},
		{"special school, both", "setting_type=special_school; special_school_need=both", "education-therapy"},
		{"special school, education beside a physical need", "setting_type=special_school; special_school_need=education", "education-therapy"},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := assess(given(t, row.changes))
			if a.Outcome != Person || len(a.Signposts) > 0 {
				t.Errorf("got %s %v: %v", a.Outcome, a.Signposts, a.Why)
			}
			wantVerdicts(t, a, map[string]Verdict{row.id: Unclear})
			if finding(a, row.id).Evidence == "" {
				t.Error("no evidence")
			}
		})
	}
}

func TestUnclearBesideAnotherVerdict(t *testing.T) {
	for _, row := range []struct{ name, changes, id string }{
		{"two of the page's problems", noNeed + ";msk_problem=knee_pain|torticollis", "msk"},
		{"pre-school autism query", noNeed + ";child_dob=2023-02-01;school_year_group=nursery;asking_for_autism_adhd=autism", "autism-adhd"},
		{"Reception, not yet of compulsory age", noNeed + ";child_dob=2021-11-30;school_year_group=reception;asking_for_autism_adhd=adhd", "autism-adhd"},
		{"mild, a row blank", noNeed + ";act_play=;" + allMild, "mild"},
		{"mild, nothing applies", noNeed + ";overall_severity=mild;" + strings.Join(activities, "=na;") + "=na", "mild"},
		{"not only sensory, and not linked", noNeed + ";sensory_request=partly;sensory_physical_link=no", "sensory"},
		{"goals met, what was tried unread", "services_goals=yes; tried_result?", "already-supported"},
		{"nothing tried, and little came of it", noNeed + ";universal_tried=none_yet", "beyond-universal"},
		{"could be met, and it was tried", noNeed + ";need_met_by_universal=yes;" + allMild, "beyond-universal"},
		{"could be met, and not mild", noNeed + ";need_met_by_universal=yes;universal_tried=none_yet;tried_result=", "beyond-universal"},
		{"could be met, beside a diagnosis", "need_met_by_universal=yes;universal_tried=none_yet;tried_result=;overall_severity=mild", "beyond-universal"},
		{"autism query of the unborn", noNeed + ";child_dob=2027-01-01;asking_for_autism_adhd=autism", "autism-adhd"},
		{"main cause not sure, beside an exclusion", noNeed + ";main_cause=not_sure;anxiety_main=yes", "anxiety"},
		{"need suspected, nothing came of support", "physical_need=suspected;tried_result=too_early", "beyond-universal"},
		{"other main cause, nothing came of support", "main_cause=learning;tried_result=too_early", "beyond-universal"},
		{"DCD, nothing came of support", "physical_need_type=dcd_dyspraxia;tried_result=too_early", "beyond-universal"},
		{"being assessed, nothing came of support", "diagnosis_status=being_assessed;tried_result=too_early", "beyond-universal"},
		{"mild, a row unread", noNeed + ";act_play?;" + allMild, "mild"},
		{"nothing tried, need not met", noNeed + ";universal_tried=none_yet;tried_result=", "beyond-universal"},
		{"tried too short", noNeed + ";tried_result=too_early", "beyond-universal"},
		{"special school ticked as mainstream", noNeed + ";school_name=Lisburne School", "education-therapy"},
		{"special school with a health need and none stated", noNeed + ";setting_type=special_school;special_school_need=health", "education-therapy"},
		{"open to the service now", "previous_ot=open_now", "already-supported"},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := assess(given(t, row.changes))
			if got := finding(a, row.id).Verdict; got != Unclear || a.Outcome != Person {
				t.Errorf("got %s, %s: %v", got, a.Outcome, a.Why)
			}
		})
	}
}

func TestStaysMet(t *testing.T) {
	for _, row := range []struct{ name, changes string }{
		{"autism diagnosed beside cerebral palsy", "autism_status=diagnosed"},
		{"wanted answers blank", "service_requested=; diagnosis_status=; looked_after=; urgent_reason=; cp_cin=; previous_ot=; school_year_group=; consent_email="},
		{"nothing tried, but a diagnosis", "universal_tried=none_yet; tried_result="},
		{"nobody else involved", "services_involved=none; services_goals="},
		{"one significant activity", "act_dressing=some; act_eating=some; act_tools=cannot"},
		{"a row unread beside significant ones", "act_play?"},
		{"DCD beside cerebral palsy", "physical_need_type=cerebral_palsy_or_stroke|dcd_dyspraxia"},
		{"at home before school", "child_dob=2024-03-01; setting_type=at_home_not_in_setting; school_year_group=not_at_school; school_name=; left_year_11="},
		{"severe", "overall_severity=severe"},
		{"full help", "overall_severity=needs_full_help"},
		{"goals not met", "services_goals=no"},
		{"special school ticked as mainstream, beside a physical need", "school_name=Lisburne School"},
		{"special guardianship", "looked_after=special_guardianship"},
		{"seen long ago", "previous_ot=yes_over_12_months"},
		{"physiotherapy as well", "service_requested=physiotherapy|occupational_therapy"},
		{"service not sure", "service_requested=not_sure"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if a := assess(given(t, row.changes)); a.Outcome != Eligible {
				t.Errorf("got %s %v: %v", a.Outcome, verdicts(a), a.Why)
			}
		})
	}
}

func TestMissing(t *testing.T) {
	for _, row := range []struct{ name, changes, id, field string }{
		{"date of birth", "child_dob=", "year-11", "child_dob"},
		{"left Year 11 from 15", "child_dob=2010-11-23; school_year_group=11; left_year_11=", "year-11", "left_year_11"},
		{"school of somebody in Year 12", finished + ";school_year_group=12;school_name=;setting_type=mainstream_school", "year-11", "school_name"},
		{"physical need", "physical_need=; physical_need_type=", "physical-need", "physical_need"},
		{"main cause", "main_cause=", "physical-need", "main_cause"},
		{"which need", "physical_need_type=", "physical-need", "physical_need_type"},
		{"what was tried", "universal_tried=", "beyond-universal", "universal_tried"},
		{"what difference it made", "tried_result=", "beyond-universal", "tried_result"},
		{"universal", "need_met_by_universal=", "beyond-universal", "need_met_by_universal"},
		{"autism", "asking_for_autism_adhd=", "autism-adhd", "asking_for_autism_adhd"},
		{"anxiety", "anxiety_main=", "anxiety", "anxiety_main"},
		{"msk", "msk_problem=", "msk", "msk_problem"},
		{"sensory", "sensory_request=", "sensory", "sensory_request"},
		{"sensory link", "sensory_request=partly", "sensory", "sensory_physical_link"},
		{"services", "services_involved=; services_goals=", "already-supported", "services_involved"},
		{"goals", "services_goals=", "already-supported", "services_goals"},
		{"what difference it made, beside goals that are met", "services_goals=yes; tried_result=", "already-supported", "tried_result"},
		{"severity", "overall_severity=", "mild", "overall_severity"},
		{"setting", "setting_type=", "education-therapy", "setting_type"},
		{"special school need", "setting_type=special_school", "education-therapy", "special_school_need"},
		{"main cause beside an exclusion", noNeed + ";anxiety_main=yes;main_cause=", "anxiety", "main_cause"},
		{"date of birth beside an autism query", noNeed + ";asking_for_autism_adhd=autism;child_dob=", "autism-adhd", "child_dob"},
		{"severity beside universal", "need_met_by_universal=yes; overall_severity=", "beyond-universal", "overall_severity"},
		{"need beside universal", "need_met_by_universal=yes; physical_need=; physical_need_type=", "beyond-universal", "physical_need"},
		{"physical need beside an exclusion", "anxiety_main=yes; physical_need=; physical_need_type=", "anxiety", "physical_need"},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := assess(given(t, row.changes))
			if got := finding(a, row.id).Verdict; got != Missing || a.Outcome != Incomplete {
				t.Errorf("got %s, %s: %v", got, a.Outcome, a.Why)
			}
			if !slices.Equal(a.Missing, []string{row.field}) {
				t.Errorf("missing %v, want %s", a.Missing, row.field)
			}
		})
	}
}

// Each tick that names a physical need is enough, however little was tried.
func TestEveryPlainNeed(t *testing.T) {
	q, _ := forms.Lookup("physical_need_type")
	doubtful := []string{"other_high_or_low_tone_neuro", "dcd_dyspraxia", "hypermobility", "other"}
	for _, o := range q.Options {
		t.Run(o.Code, func(t *testing.T) {
			want := Eligible
			if slices.Contains(doubtful, o.Code) {
				want = Person
			}
			if a := assess(given(t, "tried_result=too_early", "physical_need_type="+o.Code)); a.Outcome != want {
				t.Errorf("got %s, want %s: %v", a.Outcome, want, a.Why)
			}
		})
	}
}

func TestEmptyFormIsIncomplete(t *testing.T) {
	in := given(t)
	in.form, in.surgery, in.school = forms.Form{}, surgery{}, school{}
	a := assess(in)
	if a.Outcome != Incomplete || len(a.Signposts) > 0 {
		t.Errorf("got %s %v", a.Outcome, a.Signposts)
	}
	for _, f := range a.Findings {
		if f.Verdict != Missing {
			t.Errorf("%s: got %s, want missing", f.Criterion, f.Verdict)
		}
	}
}

func TestNoActivityAnswered(t *testing.T) {
	var blanks []string
	for _, name := range activities {
		blanks = append(blanks, name+"=")
	}
	a := assess(given(t, blanks...))
	if a.Outcome != Incomplete || finding(a, "physical-need").Verdict != Missing {
		t.Errorf("got %s %v", a.Outcome, verdicts(a))
	}
}

func TestSurgeryStandings(t *testing.T) {
	for _, row := range []struct {
		name, changes string
		standing      standing
		want          Verdict
		outcome       Outcome
	}{
		{"in Stockport", "", inStockport, Met, Eligible},
		{"elsewhere", "", elsewhere, Failed, Signpost},
		{"elsewhere, another answer unread", "gp_practice_ods?", elsewhere, Unclear, Person},
		{"doubtful", "", doubtful, Unclear, Person},
		{"blank", "gp_practice_name=", noPractice, Missing, Incomplete},
		{"unread", "gp_practice_name?", noPractice, Unclear, Person},
		{"elsewhere, postcode unread", "gp_practice_postcode?", elsewhere, Unclear, Person},
	} {
		t.Run(row.name, func(t *testing.T) {
			in := given(t, row.changes)
			in.surgery.standing = row.standing
			a := assess(in)
			if a.Findings[0].Verdict != row.want || a.Outcome != row.outcome {
				t.Errorf("got %s, %s: %v", a.Findings[0].Verdict, a.Outcome, a.Why)
			}
		})
	}
}

// A form's free text is listened to under the name of its question, and so is
// what stands where a tick or a date belongs; names and addresses are not.
func TestWordsOf(t *testing.T) {
	f := formWith(t, "school_contact=Mrs Bell, SENCO; anxiety_main?; child_surname=Hunger")
	f.Fields["medical_history"] = forms.Answer{Raw: "not read well"}
	got := wordsOf(f)
	want := []Words{
		{"lives_with", "Mother and sister", 0},
		{"school_contact", "Mrs Bell, SENCO", 0},
		{"reason_free_text", "His left hand is stiff and he cannot do up buttons.", 0},
		{"diagnosis_text", "Left hemiplegia, GMFCS I", 0},
		{"anxiety_main", "scribble", 0},
		{"act_examples", "He eats with his right hand only.", 0},
		{"medical_history", "not read well", 0},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

func TestAssessJoinsAnswersAndWords(t *testing.T) {
	c, err := Load(Data{})
	if err != nil {
		t.Fatal(err)
	}
	a := c.Assess(Case{Form: formWith(t, "safeguarding_concern=yes"), Received: autumn})
	if a.Outcome != Person || a.Alert != Safeguarding || len(a.Findings) != len(pageOrder) {
		t.Errorf("got %s %q, %d findings", a.Outcome, a.Alert, len(a.Findings))
	}
}

// Words that hold a verdict back come with the sentence in which they stand.
func TestWordsBehindAFinding(t *testing.T) {
	form := formWith(t, noNeed)
	form.Fields["reason_free_text"] = certain("Slow to learn. He has spastic diplegia, mum says.")
	a := loaded(t).Assess(Case{Form: form, Received: autumn})
	f := finding(a, "physical-need")
	if f.Verdict != Unclear || len(f.Words) != 2 || f.Words[1].Quote != "He has spastic diplegia, mum says." || f.Words[1].Where != "reason_free_text" {
		t.Errorf("got %+v", f)
	}
	if f := finding(a, "gp-stockport"); len(f.Words) > 0 {
		t.Errorf("got %+v", f)
	}
}

func BenchmarkAssess(b *testing.B) {
	in := given(b)
	b.ReportAllocs()
	for b.Loop() {
		assess(in)
	}
}
