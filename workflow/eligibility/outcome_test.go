package eligibility

import (
	"slices"
	"strings"
	"testing"
)

// step is one rule of the contract's precedence as changes to the base form.
type step struct {
	name, changes string
	alert         string // raised by words
	watch         bool
	standing      standing
	want          Outcome
	why           string // how the reason begins
}

var steps = []step{
	{name: "1 alert by answer", changes: "safeguarding_concern=yes", want: Person, why: "An alert was raised"},
	{name: "1 alert by words", alert: Urgent, want: Person, why: "An alert was raised"},
	{name: "1 watch words", watch: true, want: Person, why: "Words in it"},
	{name: "2 consent", changes: "pr_consent=no", want: Person, why: "It is not certain that a person with parental responsibility"},
	{name: "3 policy", changes: "referrer_type=young_person", want: Person, why: "A young person"},
	{name: "3 another service", changes: "service_requested=speech_language", want: Person, why: "Another service"},
	{name: "4 other area", standing: elsewhere, want: Signpost, why: "Not met: gp-stockport"},
	{name: "5 missing", changes: "child_surname=", want: Incomplete, why: "Required answers are missing: “Child's last name”"},
	{name: "6 unclear", changes: "anxiety_main=partly", want: Person, why: "Not clear: anxiety"},
	{name: "7 failed", changes: noNeed, want: Signpost, why: "Not met: physical-need"},
	{name: "8 eligible", want: Eligible, why: "Every criterion is met"},
}

// Every rule alone, and every rule together with each one below it.
func TestPrecedence(t *testing.T) {
	for i, high := range steps {
		for _, low := range steps[i:] {
			t.Run(high.name+" over "+low.name, func(t *testing.T) {
				in := given(t, high.changes, low.changes)
				in.watch = high.watch || low.watch
				in.alert = max(high.alert, low.alert)
				if s := max(high.standing, low.standing); s != noPractice {
					in.surgery.standing = s
				}
				a := assess(in)
				if a.Outcome != high.want || !strings.HasPrefix(a.Why[0], high.why) {
					t.Errorf("got %s: %v", a.Outcome, a.Why)
				}
			})
		}
	}
}

// Every rule of the contract's section, each in every way that it names.
func TestRulesOfThePrecedence(t *testing.T) {
	outOfArea := func(in *inputs) { in.surgery.standing = elsewhere }
	for _, row := range []struct {
		name, changes string
		more          func(*inputs)
		want          Outcome
		alert         string
		signposts     []string
	}{
		{"safeguarding by answer", "safeguarding_concern=yes", nil, Person, Safeguarding, nil},
		{"child protection plan", "cp_cin=child_in_need|child_protection_plan", nil, Person, Safeguarding, nil},
		{"child in need alone", "cp_cin=child_in_need", nil, Eligible, "", nil},
		{"urgent by answer", "urgent_reason=losing_skills", nil, Person, Urgent, nil},
		{"urgent beside none", "urgent_reason=none|skin_pressure", nil, Person, Urgent, nil},
		{"safeguarding wins over urgent", "urgent_reason=palliative; safeguarding_concern=yes", nil, Person, Safeguarding, nil},
		{"answer wins over urgent words", "safeguarding_concern=yes", func(in *inputs) { in.alert = Urgent }, Person, Safeguarding, nil},
		{"safeguarding words win over urgent answer", "urgent_reason=palliative", func(in *inputs) { in.alert = Safeguarding }, Person, Safeguarding, nil},
		{"alert over two failures", finished, func(in *inputs) { in.alert = Safeguarding; outOfArea(in) }, Person, Safeguarding, []string{"other-area", "adult-services"}},
		{"consent no", "pr_consent=no", nil, Person, "", nil},
		{"consent not sure", "pr_consent=not_sure", nil, Person, "", nil},
		{"consent unread", "pr_consent?", nil, Person, "", nil},
		{"consent no over other area", "pr_consent=no", outOfArea, Person, "", []string{"other-area"}},
		{"consent blank", "pr_consent=", nil, Incomplete, "", nil},
		{"young person", "referrer_type=young_person", nil, Person, "", nil},
		{"looked after by Stockport", "looked_after=yes_stockport", nil, Person, "", nil},
		{"looked after by another council", "looked_after=yes_other_la", nil, Person, "", nil},
		{"open now", "previous_ot=open_now", nil, Person, "", nil},
		{"another service only", "service_requested=physiotherapy|speech_language", nil, Person, "", nil},
		{"safety unread is not no", "safeguarding_concern?", outOfArea, Person, "", []string{"other-area"}},
		{"consent unread over other area", "pr_consent?", outOfArea, Person, "", []string{"other-area"}},
		{"open now over other area", "previous_ot=open_now", outOfArea, Person, "", []string{"other-area"}},
		{"plan unread is not none", "cp_cin?", outOfArea, Person, "", []string{"other-area"}},
		{"urgency unread is not none", "urgent_reason?", outOfArea, Person, "", []string{"other-area"}},
		{"care unread is not no", "looked_after?", outOfArea, Person, "", []string{"other-area"}},
		{"earlier OT unread is not no", "previous_ot?", outOfArea, Person, "", []string{"other-area"}},
		{"who refers unread", "referrer_type?", outOfArea, Person, "", []string{"other-area"}},
		{"service unread", "service_requested?", outOfArea, Person, "", []string{"other-area"}},
		{"other area before missing", "child_surname=; physical_need=", outOfArea, Signpost, "", []string{"other-area"}},
		{"adult services before missing", finished + ";child_surname=;universal_tried=", nil, Signpost, "", []string{"adult-services"}},
		{"other area before unclear", "physical_need=suspected", outOfArea, Signpost, "", []string{"other-area"}},
		{"two routes before missing", finished + ";child_surname=", outOfArea, Person, "", []string{"other-area", "adult-services"}},
		{"other area and an exclusion", achieved, outOfArea, Person, "", []string{"other-area", "already-supported"}},
		{"other area and no physical need", noNeed, outOfArea, Signpost, "", []string{"other-area"}},
		{"missing before unclear", "child_surname=; physical_need=suspected", nil, Incomplete, "", nil},
		{"missing before failed", noNeed + ";child_surname=", nil, Incomplete, "", []string{"universal"}},
		{"unclear before failed", achieved + ";anxiety_main=partly", nil, Person, "", []string{"already-supported"}},
		{"two exclusions", noNeed + ";anxiety_main=yes;asking_for_autism_adhd=both", nil, Person, "", []string{"autism-adhd", "anxiety"}},
		{"universal once", noNeed, nil, Signpost, "", []string{"universal"}},
		{"required answer unread", "child_surname?", nil, Person, "", nil},
		{"both contacts unread", "pr1_phone?; pr1_email?", nil, Person, "", nil},
		{"one contact unread", "pr1_phone?", nil, Eligible, "", nil},
		{"wanted answer unread", "nhs_number?", nil, Eligible, "", nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			in := given(t, row.changes)
			if row.more != nil {
				row.more(&in)
			}
			a := assess(in)
			if a.Outcome != row.want || a.Alert != row.alert || !slices.Equal(a.Signposts, row.signposts) {
				t.Errorf("got %s %q %v, want %s %q %v: %v", a.Outcome, a.Alert, a.Signposts, row.want, row.alert, row.signposts, a.Why)
			}
			if len(a.Why) == 0 {
				t.Error("no reason is given")
			}
		})
	}
}

func TestWhyNamesRoutesThatDidNotDecide(t *testing.T) {
	for changes, want := range map[string]int{noNeed: 1, noNeed + ";child_surname=": 2, "": 1, "child_surname=": 1} {
		if a := assess(given(t, changes)); len(a.Why) != want {
			t.Errorf("%q: got %q, want %d reasons", changes, a.Why, want)
		}
	}
}

func TestWatchIsNoAlert(t *testing.T) {
	in := given(t)
	in.watch = true
	if a := assess(in); a.Outcome != Person || a.Alert != "" || !a.Watch {
		t.Errorf("got %s %q watch %t", a.Outcome, a.Alert, a.Watch)
	}
}

// The answers that raised an alert are named in the form's words.
func TestAlertBy(t *testing.T) {
	a := assess(given(t, "safeguarding_concern=yes;urgent_reason=palliative"))
	if len(a.AlertBy) != 2 || !strings.Contains(a.AlertBy[0], "safety now? \"Yes\"") {
		t.Errorf("named: %q", a.AlertBy)
	}
	if a := assess(given(t)); len(a.AlertBy) != 0 {
		t.Errorf("without an alert %q are named", a.AlertBy)
	}
}
