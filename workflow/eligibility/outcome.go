package eligibility

import (
	"slices"
	"strings"
)

// decision is what follows from all rulings together.
type decision struct {
	outcome   Outcome
	alert     string
	signposts []string
	why       []string // names criteria and questions, never an answer
}

// decide walks the precedence of the outcome from the top; the first rule
// that applies decides.
func decide(r reading, rulings []ruling) decision {
	d := decision{alert: r.raised(), signposts: routes(rulings, false)}
	for _, step := range precedence {
		outcome, why := step(r, rulings, d)
		if outcome != "" {
			d.outcome, d.why = outcome, append(d.why, why)
			break
		}
	}
	if d.outcome != Signpost && len(d.signposts) > 0 {
		d.why = append(d.why, "Answers point to: "+strings.Join(d.signposts, ", ")+".")
	}
	return d
}

// precedence is the published precedence, highest first. A step that does not
// apply has no outcome. The last one always has.
var precedence = []func(reading, []ruling, decision) (Outcome, string){
	alerted, watched, withoutConsent, byPolicy, otherService, unsafeToRead,
	outOfArea, incomplete, notClear, pointsElsewhere, eligible,
}

// raised is the alert by words or by answer; safeguarding outranks urgent.
func (r reading) raised() string {
	switch {
	case r.alert == Safeguarding, r.concern(), r.plan():
		return Safeguarding
	case r.alert == Urgent, r.urgent():
		return Urgent
	}
	return ""
}

func (r reading) concern() bool { return r.says("safeguarding_concern", "yes") }
func (r reading) plan() bool    { return r.ticked("cp_cin", "child_protection_plan") }
func (r reading) urgent() bool {
	return slices.ContainsFunc(r.ticks("urgent_reason"), func(code string) bool { return code != "none" })
}

// alertBy lists the answers that raised an alert, in the form's own words.
func (r reading) alertBy() []string {
	var by []string
	for _, a := range []struct {
		name   string
		raised bool
	}{{"safeguarding_concern", r.concern()}, {"cp_cin", r.plan()}, {"urgent_reason", r.urgent()}} {
		if a.raised {
			by = append(by, "the form's answer: "+r.quote(a.name))
		}
	}
	return by
}

func alerted(_ reading, _ []ruling, d decision) (Outcome, string) {
	if d.alert == "" {
		return "", ""
	}
	return Person, "An alert was raised (" + d.alert + "): a person acts on it the same day."
}

func watched(r reading, _ []ruling, _ decision) (Outcome, string) {
	if !r.watch {
		return "", ""
	}
	return Person, "Words in it should be read by a person first."
}

// withoutConsent: an answer that cannot be read is no consent either. A blank
// one is asked for.
func withoutConsent(r reading, _ []ruling, _ decision) (Outcome, string) {
	if r.says("pr_consent", "no", "not_sure") || r.unsure("pr_consent") {
		return Person, "It is not certain that a person with parental responsibility agrees."
	}
	return "", ""
}

func byPolicy(r reading, _ []ruling, _ decision) (Outcome, string) {
	switch {
	case r.says("referrer_type", "young_person"):
		return Person, "A young person refers themselves: a person answers."
	case r.says("looked_after", "yes_stockport", "yes_other_la"):
		return Person, "The child is looked after: a person decides."
	case r.says("previous_ot", "open_now"):
		return Person, "The child is being seen by the service now: a person decides."
	}
	return "", ""
}

func otherService(r reading, _ []ruling, _ decision) (Outcome, string) {
	if r.value("service_requested") == "" || r.ticked("service_requested", "occupational_therapy", "not_sure") {
		return "", ""
	}
	return Person, "Another service is asked for."
}

// policyFields are answers that, read rightly, might send the case to a person
// before anything else is decided.
var policyFields = []string{"safeguarding_concern", "cp_cin", "urgent_reason", "referrer_type", "looked_after", "previous_ot", "service_requested"}

// unsafeToRead: an unreadable answer to one of these is never taken for "no".
func unsafeToRead(r reading, _ []ruling, _ decision) (Outcome, string) {
	for _, name := range policyFields {
		if r.unsure(name) {
			return Person, "An answer about safety or policy could not be read with certainty: " + asPrinted([]string{name}) + "."
		}
	}
	return "", ""
}

// outOfArea signposts before anything missing is asked for: nobody answers ten
// more questions to be told no. A second route that only words hold back still
// makes it a person's choice.
func outOfArea(_ reading, rulings []ruling, _ decision) (Outcome, string) {
	if rulings[gpRow].verdict != Failed && rulings[yearRow].verdict != Failed {
		return "", ""
	}
	return chooseRoute(rulings)
}

// asPrinted names questions as the form prints them.
func asPrinted(names []string) string {
	labels := make([]string, len(names))
	for i, name := range names {
		labels[i] = "“" + wording(name) + "”"
	}
	return strings.Join(labels, ", ")
}

func incomplete(r reading, rulings []ruling, _ decision) (Outcome, string) {
	if len(r.missing) == 0 {
		return "", ""
	}
	return Incomplete, "Required answers are missing: " + asPrinted(r.missing) + "."
}

// notClear is also where a required answer stands that cannot be used: it is
// not missing, and nothing may rest on it.
func notClear(r reading, rulings []ruling, _ decision) (Outcome, string) {
	if ids := idsWith(rulings, Unclear, Missing); len(ids) > 0 {
		return Person, "Not clear: " + strings.Join(ids, ", ") + "."
	}
	if len(r.unusable) > 0 {
		return Person, "Required answers could not be read with certainty: " + asPrinted(r.unusable) + "."
	}
	return "", ""
}

func pointsElsewhere(_ reading, rulings []ruling, _ decision) (Outcome, string) {
	if len(idsWith(rulings, Failed)) == 0 {
		return "", ""
	}
	return chooseRoute(rulings)
}

func eligible(reading, []ruling, decision) (Outcome, string) {
	return Eligible, "Every criterion is met, nothing is excluded and nothing is missing."
}

// chooseRoute: one route is a signpost; between two a person chooses.
func chooseRoute(rulings []ruling) (Outcome, string) {
	why := "Not met: " + strings.Join(idsWith(rulings, Failed), ", ") + "."
	if len(routes(rulings, true)) > 1 {
		return Person, why + " They point to different services, so a person chooses."
	}
	return Signpost, why
}

// routes lists where failed criteria point, in published order, each once;
// blocked ones are counted on request. "universal" is dropped beside any other,
// which says more exactly where help is.
func routes(rulings []ruling, withBlocked bool) []string {
	var found []string
	for i, v := range rulings {
		if (v.verdict == Failed || withBlocked && v.blocked) && !slices.Contains(found, criteria[i].route) {
			found = append(found, criteria[i].route)
		}
	}
	if len(found) > 1 {
		found = slices.DeleteFunc(found, func(route string) bool { return route == "universal" })
	}
	return found
}

func idsWith(rulings []ruling, verdicts ...Verdict) []string {
	var ids []string
	for i, v := range rulings {
		if slices.Contains(verdicts, v.verdict) {
			ids = append(ids, criteria[i].id)
		}
	}
	return ids
}
