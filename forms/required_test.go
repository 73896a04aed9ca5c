package forms

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// plainDay is a day on which nothing special happens to anyone's age.
var plainDay = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

func filled(answers map[string]string) Form {
	f := Form{Fields: map[string]Answer{}}
	for name, value := range answers {
		f.Fields[name] = Answer{Value: value, Raw: value, Certain: true}
	}
	return f
}

// enough answers everything that is always required.
func enough() map[string]string {
	return map[string]string{
		"referrer_type": "health_visitor", "referrer_name": "Jo Test", "pr_consent": "yes_told_me",
		"child_surname": "Example", "child_forename": "Sam", "child_dob": "2019-05-12",
		"child_postcode": "SK1 3XE", "gp_practice_ods": "P88001", "pr1_name": "Al Example", "pr1_email": "al@example.org",
		"setting_type": "mainstream_school", "reason_free_text": "Walking is hard.", "main_cause": "physical_or_movement",
		"physical_need": "no", "msk_problem": "none", "asking_for_autism_adhd": "no", "anxiety_main": "no",
		"sensory_request": "no", "overall_severity": "severe", "act_pe": "cannot", "universal_tried": "none_yet",
		"need_met_by_universal": "no",
		"services_involved":     "none", "safeguarding_concern": "no",
	}
}

func TestMissingOfABlankForm(t *testing.T) {
	want := strings.Fields(`referrer_type referrer_name pr_consent child_surname child_forename child_dob
		child_address gp_practice_name pr1_name pr1_phone setting_type reason_free_text main_cause physical_need
		msk_problem asking_for_autism_adhd anxiety_main sensory_request overall_severity act_dressing
		universal_tried need_met_by_universal services_involved safeguarding_concern`)
	if got := (Form{}).Missing(plainDay); !slices.Equal(got, want) {
		t.Errorf("missing\n%v\nwant\n%v", got, want)
	}
}

func TestEachRequiredAnswerIsMissedAlone(t *testing.T) {
	if got := filled(enough()).Missing(plainDay); len(got) > 0 {
		t.Fatalf("nothing should be missing, got %v", got)
	}
	first := map[string]string{"child_postcode": "child_address", "gp_practice_ods": "gp_practice_name", "pr1_email": "pr1_phone", "act_pe": "act_dressing"}
	for name := range enough() {
		answers := enough()
		delete(answers, name)
		want := name
		if first[name] != "" {
			want = first[name]
		}
		if got := filled(answers).Missing(plainDay); !slices.Equal(got, []string{want}) {
			t.Errorf("without %s: missing %v, want %s", name, got, want)
		}
	}
}

func TestMissingByCondition(t *testing.T) {
	for name, c := range map[string]struct {
		answers map[string]string
		want    string
	}{
		"no condition":                   {nil, ""},
		"year 12 needs the school":       {map[string]string{"school_year_group": "12"}, "school_name"},
		"year 13 needs the school":       {map[string]string{"school_year_group": "13"}, "school_name"},
		"year 14 needs the school":       {map[string]string{"school_year_group": "14"}, "school_name"},
		"year 11 does not":               {map[string]string{"school_year_group": "11"}, ""},
		"year 1 is not year 12":          {map[string]string{"school_year_group": "1"}, ""},
		"special school: name and need":  {map[string]string{"setting_type": "special_school"}, "school_name special_school_need"},
		"resourced provision: need":      {map[string]string{"setting_type": "resourced_provision_in_mainstream"}, "special_school_need"},
		"diagnosed":                      {map[string]string{"physical_need": "yes_diagnosed"}, "physical_need_type"},
		"not diagnosed":                  {map[string]string{"physical_need": "yes_not_diagnosed"}, "physical_need_type"},
		"suspected":                      {map[string]string{"physical_need": "suspected"}, "physical_need_type"},
		"not sure":                       {map[string]string{"physical_need": "not_sure"}, ""},
		"sensory in part":                {map[string]string{"sensory_request": "partly"}, "sensory_physical_link"},
		"sensory only":                   {map[string]string{"sensory_request": "yes_only"}, "sensory_physical_link"},
		"something tried":                {map[string]string{"universal_tried": "equipment|other"}, "tried_result"},
		"nothing tried":                  {map[string]string{"universal_tried": "none_yet"}, ""},
		"nothing among what was tried":   {map[string]string{"universal_tried": "none_yet|equipment"}, ""},
		"a service":                      {map[string]string{"services_involved": "paediatrician"}, "services_goals"},
		"a service and its goals":        {map[string]string{"services_involved": "physio|slt", "services_goals": "no"}, ""},
		"a second condition answered by": {map[string]string{"setting_type": "special_school", "school_name": "Heaton School", "special_school_need": "health"}, ""},
	} {
		answers := enough()
		maps.Copy(answers, c.answers)
		if got := strings.Join(filled(answers).Missing(plainDay), " "); got != c.want {
			t.Errorf("%s: missing %q, want %q", name, got, c.want)
		}
	}
}

// The day of receipt is a London day; the fifteenth birthday counts.
func TestLeftYear11IsAskedFromFifteen(t *testing.T) {
	for name, c := range map[string]struct {
		born, received string
		want           bool
	}{
		"the day before":              {"2011-11-24", "2026-11-23T12:00:00Z", false},
		"the birthday":                {"2011-11-23", "2026-11-23T12:00:00Z", true},
		"a toddler":                   {"2024-01-01", "2026-11-23T12:00:00Z", false},
		"summer, London is a day on":  {"2011-06-02", "2026-06-01T23:30:00Z", true},
		"summer, just before":         {"2011-06-02", "2026-06-01T22:30:00Z", false},
		"another zone, still the eve": {"2011-11-24", "2026-11-24T05:00:00+09:00", false},
		"born 29 February, the 28th":  {"2012-02-29", "2027-02-28T12:00:00Z", false},
		"born 29 February, 1 March":   {"2012-02-29", "2027-03-01T12:00:00Z", true},
		"not yet born":                {"2027-02-01", "2026-11-23T12:00:00Z", false},
	} {
		received, err := time.Parse(time.RFC3339, c.received)
		if err != nil {
			t.Fatal(err)
		}
		answers := enough()
		answers["child_dob"] = c.born
		if got := slices.Contains(filled(answers).Missing(received), "left_year_11"); got != c.want {
			t.Errorf("%s: asked %v, want %v", name, got, c.want)
		}
	}
}

func TestAnUncertainAnswerIsNotMissingAndDecidesNothing(t *testing.T) {
	f := filled(enough())
	f.Fields["child_dob"] = Answer{Raw: "1/2/10"}
	f.Fields["physical_need"] = Answer{Raw: "both boxes", Value: "suspected"}
	if got := f.Missing(plainDay); len(got) > 0 {
		t.Errorf("missing %v; an unclear answer was given all the same", got)
	}
}

// Every rule of the table is one that the tests above know, so that a rule
// nobody thought about cannot slip in.
func TestRulesOfTheTable(t *testing.T) {
	known := map[string]bool{"yes": true, "no": true, "wanted": true,
		"one of address": true, "one of gp": true, "one of contact": true, "one of activities": true,
		"if school_year_group=12|13|14 or setting_type=special_school":     true,
		"if aged 15 or over on the day of receipt":                         true,
		"if physical_need=yes_diagnosed|yes_not_diagnosed|suspected":       true,
		"if sensory_request=partly|yes_only":                               true,
		"if universal_tried!=none_yet":                                     true,
		"if services_involved!=none":                                       true,
		"if setting_type=special_school|resourced_provision_in_mainstream": true,
	}
	for _, q := range Questions() {
		if !known[q.Required] {
			t.Errorf("%s: rule %q has no test", q.Name, q.Required)
		}
	}
}
