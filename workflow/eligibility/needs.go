package eligibility

import (
	"slices"
	"strings"

	"referrald/forms"
)

// surgeryFields are the three ways to name a GP surgery; one is enough.
var surgeryFields = []string{"gp_practice_name", "gp_practice_postcode", "gp_practice_ods"}

// judgeSurgery: registration decides, never the home address.
func judgeSurgery(r reading) ruling {
	evidence := r.surgery.evidence
	switch r.surgery.standing {
	case inStockport:
		return met(evidence)
	case elsewhere:
		if r.doubtful(surgeryFields...) {
			return unclear(evidence, "Another answer about the surgery could not be read with certainty.")
		}
		return failedUnless(r.saidNow(catMoved, anyTerm), evidence)
	case noPractice:
		if lack, lacks := r.lacks(surgeryFields...); lacks {
			return lack
		}
	}
	return unclear(evidence)
}

// judgePhysicalNeed is met on a diagnosed physical need that is the main cause
// and makes an activity significantly hard, and fails when form and words
// agree that there is none. What lies between goes to a person.
func judgePhysicalNeed(r reading) ruling {
	evidence := []string{r.quote("physical_need"), r.quote("main_cause")}
	if r.noPhysicalNeed() {
		return failedUnless(r.againstFailing(), evidence...)
	}
	evidence = append(evidence, r.quote("physical_need_type"), r.quote("diagnosis_status"))
	switch {
	case !r.says("physical_need", "yes_diagnosed"):
		return unclear(evidence...)
	case !r.says("main_cause", "physical_or_movement"):
		return unclear(append(evidence, "The main cause is given as another one.")...)
	case r.diagnosisInDoubt():
		return unclear(append(evidence, "It is not said that the diagnosis is confirmed.")...)
	}
	switch {
	case r.ticked("physical_need_type", plainNeeds...):
	case r.ticked("physical_need_type", "dcd_dyspraxia", "hypermobility"):
		return unclear(append(evidence, "The page neither names nor excludes DCD and hypermobility.")...)
	default:
		if words := r.ambiguousWords(); len(words) > 0 {
			return unclear(evidence...).over(words)
		}
	}
	return r.judgeActivities(evidence)
}

// judgeActivities: "significant difficulties completing their daily activities".
func (r reading) judgeActivities(evidence []string) ruling {
	if slices.Contains(r.missing, activities[0]) {
		return missing("No row of the activities is answered.")
	}
	var hard []string
	for _, name := range activities {
		if r.says(name, "significant", "cannot") {
			hard = append(hard, name)
		}
	}
	evidence = append(evidence, r.rows(hard)...)
	switch {
	case len(hard) == 1 && hard[0] == "act_writing":
		return unclear(append(evidence, "Writing is the only activity with a significant difficulty.")...)
	case len(hard) > 0:
		return met(evidence...)
	case r.doubtful(activities...):
		return unclear(append(evidence, "Some rows of the activities could not be read with certainty.")...)
	}
	return unclear(append(evidence, "No activity is answered with a significant difficulty.")...)
}

// activities are the rows of the grid, in printed order. The form's rule for
// the whole group is stated by its first.
var activities = gridRows()

func gridRows() []string {
	var rows []string
	for _, q := range forms.Questions() {
		if q.Kind == forms.KindGrid {
			rows = append(rows, q.Name)
		}
	}
	return rows
}

// judgeBeyondUniversal never fails beside a plain physical need: support in
// school does not treat one.
func judgeBeyondUniversal(r reading) ruling {
	evidence := []string{r.quote("need_met_by_universal"), r.quote("universal_tried"), r.quote("tried_result")}
	if r.nothingAndSomething("universal_tried", "none_yet") {
		return unclear(append(evidence, "Nothing and something were both ticked as tried.")...)
	}
	if r.says("need_met_by_universal", "yes") {
		return r.judgeMetByUniversal(evidence)
	}
	if !r.says("need_met_by_universal", "no") {
		return unclear(evidence...)
	}
	if r.plainPhysicalNeed() {
		return met(append(evidence, "A physical need is diagnosed.")...)
	}
	if !r.ticked("universal_tried", "none_yet") && r.says("tried_result", "little_or_none", "got_worse", "some_progress") {
		return met(evidence...)
	}
	return unclear(append(evidence, "What was tried does not yet show that more is needed.")...)
}

func (r reading) judgeMetByUniversal(evidence []string) ruling {
	if lack, lacks := r.lacks("overall_severity", "physical_need"); lacks {
		return lack
	}
	evidence = append(evidence, r.quote("overall_severity"))
	if r.plainPhysicalNeed() || !r.ticked("universal_tried", "none_yet") || !r.says("overall_severity", "mild") {
		return unclear(append(evidence, "Other answers speak for a need beyond that.")...)
	}
	return failedUnless(r.againstFailing(), evidence...)
}

// seedTerm reports a term for one of the four conditions that the page itself
// sends to physiotherapy.
func seedTerm(term string) bool {
	return slices.ContainsFunc([]string{"torticollis", "talipes", "ctev", "club foot", "clubfoot", "fracture", "broken", "sprain", "knee pain"},
		func(seed string) bool { return strings.HasPrefix(term, seed) })
}
