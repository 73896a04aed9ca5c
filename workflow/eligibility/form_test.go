package eligibility

import (
	"maps"
	"strings"
	"testing"
	"time"

	"referrald/forms"
)

// autumn is when most rows are received: a Monday in the school year 2026/27.
var autumn = time.Date(2026, time.November, 23, 10, 0, 0, 0, time.UTC)

// base is a complete, clean form that meets every criterion on autumn.
var base = map[string]string{
	"ref_date": "2026-11-20", "service_requested": "occupational_therapy", "referrer_type": "school_senco",
	"referrer_name": "Priya Nair", "referrer_role": "SENCO, Brookside Primary School", "referrer_email": "senco@brookside.example.org",
	"referrer_phone": "0161 496 0140", "uses_emis_sft": "no", "pr_consent": "yes_told_me", "consent_share": "yes", "consent_email": "yes",
	"child_surname": "Ashworth", "child_forename": "Leo", "child_dob": "2018-03-14", "nhs_number": "9990000018",
	"child_address": "14 Sample Lane, Stockport", "child_postcode": "SK8 1AA", "lives_with": "Mother and sister",
	"gp_practice_name": "Cheadle Medical Practice", "pr1_name": "Kate Ashworth", "pr1_relationship": "mother", "pr1_has_pr": "yes",
	"pr1_phone": "07700 900123", "pr1_email": "kate.ashworth@example.com", "preferred_contact": "phone", "interpreter_needed": "no",
	"ais_needs": "none", "setting_type": "mainstream_school", "school_name": "Brookside Primary School", "school_year_group": "4",
	"left_year_11": "no", "sen_status": "sen_support", "school_therapy": "no",
	"reason_free_text": "His left hand is stiff and he cannot do up buttons.", "main_cause": "physical_or_movement",
	"physical_need": "yes_diagnosed", "physical_need_type": "cerebral_palsy_or_stroke", "diagnosis_text": "Left hemiplegia, GMFCS I",
	"diagnosis_status": "confirmed", "msk_problem": "none", "asking_for_autism_adhd": "no", "autism_status": "none", "adhd_status": "none",
	"anxiety_main": "no", "sensory_request": "no", "overall_severity": "moderate",
	"act_dressing": "significant", "act_eating": "significant", "act_toilet": "some", "act_washing": "some", "act_teeth_hair": "some",
	"act_sleep_position": "none", "act_transfers": "none", "act_access_home": "none", "act_access_school": "none", "act_writing": "some",
	"act_tools": "significant", "act_pe": "some", "act_play": "some", "act_community": "none", "act_home_or_school": "home|school",
	"act_examples": "He eats with his right hand only.", "hand_used": "right", "universal_tried": "school_strategies|motor_skills_programme",
	"tried_how_long": "2_terms_or_more", "tried_result": "little_or_none", "need_met_by_universal": "no",
	"services_involved": "paediatrician", "services_goals": "partly", "previous_ot": "no", "looked_after": "no", "cp_cin": "none",
	"safeguarding_concern": "no", "urgent_reason": "none", "declaration_name": "Priya Nair", "declaration_signature": "Priya Nair",
	"declaration_date": "2026-11-20",
}

// Changes to base that several rows share.
const (
	noNeed   = "physical_need=no; main_cause=learning; physical_need_type=; diagnosis_text=; diagnosis_status=none; hand_used="
	allMild  = "overall_severity=mild; act_dressing=some; act_eating=some; act_tools=some"
	finished = "child_dob=2009-04-11; school_year_group=13; left_year_11=yes; setting_type=college_post16; school_name=Sample College"
	achieved = "services_goals=yes; tried_result=goals_being_met"
)

// formWith is base with changes: "name=value" answers, "name=" blanks, and
// "name?" makes the answer one that could not be read with certainty.
func formWith(t testing.TB, changes ...string) forms.Form {
	t.Helper()
	f := forms.Form{Source: "test", Shape: forms.PDFForm, Version: forms.Version, Fields: map[string]forms.Answer{}}
	for name, value := range base {
		f.Fields[name] = certain(value)
	}
	for change := range strings.SplitSeq(strings.Join(changes, ";"), ";") {
		change = strings.TrimSpace(change)
		name, value, answers := strings.Cut(change, "=")
		name, doubtful := strings.CutSuffix(name, "?")
		if _, known := forms.Lookup(name); !known && change != "" {
			t.Fatalf("change %q speaks of no question", change)
		}
		switch {
		case change == "":
		case doubtful:
			f.Fields[name] = forms.Answer{Raw: "scribble"}
		case answers && value == "":
			delete(f.Fields, name)
		default:
			checkAnswer(t, name, value)
			f.Fields[name] = certain(value)
		}
	}
	return f
}

func certain(value string) forms.Answer { return forms.Answer{Value: value, Raw: value, Certain: true} }

func checkAnswer(t testing.TB, name, value string) {
	t.Helper()
	q, _ := forms.Lookup(name)
	for code := range strings.SplitSeq(value, "|") {
		if _, known := q.Option(code); len(q.Options) > 0 && !known {
			t.Fatalf("%s has no option %q", name, code)
		}
	}
}

// given is base with changes, a surgery in Stockport, and the school looked up
// by a stand-in for the service's list.
func given(t testing.TB, changes ...string) inputs {
	t.Helper()
	f := formWith(t, changes...)
	return inputs{
		form: f, received: autumn, sentence: func(id string) string { return "Published: " + id },
		surgery: surgery{standing: inStockport, evidence: "The surgery is in Stockport."}, school: schoolNamed(f),
	}
}

func schoolNamed(f forms.Form) school {
	name, ok := f.Value("school_name")
	return school{
		answered: ok, heaton: name == "Heaton School", maybe: strings.HasPrefix(name, "Heaton") && name != "Heaton School",
		known: name == "Lisburne School", special: name == "Lisburne School", evidence: "School: " + name + ".",
	}
}

// verdicts are the verdicts that are not met, by criterion.
func verdicts(a Assessment) map[string]Verdict {
	found := map[string]Verdict{}
	for _, f := range a.Findings {
		if f.Verdict != Met {
			found[f.Criterion] = f.Verdict
		}
	}
	return found
}

func wantVerdicts(t *testing.T, a Assessment, want map[string]Verdict) {
	t.Helper()
	if got := verdicts(a); !maps.Equal(got, want) {
		t.Errorf("verdicts beside met: got %v, want %v", got, want)
	}
}

func finding(a Assessment, id string) Finding {
	for _, f := range a.Findings {
		if f.Criterion == id {
			return f
		}
	}
	return Finding{}
}
