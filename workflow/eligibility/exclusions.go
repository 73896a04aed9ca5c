package eligibility

import (
	"slices"

	"referrald/forms"
)

// excluded fails an exclusion whose own question says that it applies, when
// form and words agree that there is no physical need; else it is unclear.
func (r reading) excluded(evidence ...string) ruling {
	if lack, lacks := r.lacks("physical_need", "main_cause"); lacks {
		return lack
	}
	evidence = append(evidence, r.quote("physical_need"), r.quote("main_cause"))
	if !r.noPhysicalNeed() {
		return unclear(append(evidence, "It may stand beside a physical need.")...)
	}
	return failedUnless(r.againstFailing(), evidence...)
}

// judgeAutismADHD excludes queries of school age only: a diagnosis beside a
// physical need excludes nobody, and the page is silent on younger children.
func judgeAutismADHD(r reading) ruling {
	evidence := []string{r.quote("asking_for_autism_adhd")}
	if r.says("asking_for_autism_adhd", "no") {
		diagnosed := r.says("autism_status", "diagnosed") || r.says("adhd_status", "diagnosed")
		if words := r.saidNow("E1_AUTISM_ADHD", anyTerm); len(words) > 0 && !diagnosed && !r.plainPhysicalNeed() {
			return unclear(evidence...).over(words)
		}
		return met(evidence...)
	}
	if lack, lacks := r.lacks("child_dob"); lacks {
		return lack
	}
	evidence = append(evidence, r.quote("child_dob"))
	born, ok := forms.Date(r.value("child_dob"))
	if !ok || born.After(r.day) || schoolAgeAt(born, r.day) != ofSchoolAge {
		return unclear(append(evidence, "The page speaks of queries at school age, and the child may not be of school age.")...)
	}
	return r.excluded(evidence...)
}

func judgeAnxiety(r reading) ruling {
	evidence := r.quote("anxiety_main")
	switch {
	case r.says("anxiety_main", "no"):
		return met(evidence)
	case !r.says("anxiety_main", "yes"):
		return unclear(evidence)
	}
	v := r.excluded(evidence)
	// Words about harm never lead to a wellbeing pathway without a person.
	if risk := r.heard(func(h Hit) bool { return h.Category == "SAFEGUARD" }); v.verdict == Failed {
		return failedUnless(risk, v.evidence...)
	}
	return v
}

// judgeMSK fails on exactly one of the four conditions that the page names.
func judgeMSK(r reading) ruling {
	evidence := r.quote("msk_problem")
	switch {
	case r.says("msk_problem", "none"):
		if words := r.saidNow("E3_MSK", r.mskTerm); len(words) > 0 {
			return unclear(evidence).over(words)
		}
		return met(evidence)
	case r.says("msk_problem", "torticollis", "talipes_clubfoot", "after_fracture_or_sprain", "knee_pain"):
		return r.excluded(evidence)
	}
	return unclear(evidence, "The page does not name this, or more than one is ticked.")
}

// mskTerm: beside a plain physical need only the page's own four count, for
// joints and spine belong to many such needs; and none counts where bones that
// break, an injury or an operation are the need.
func (r reading) mskTerm(term string) bool {
	if !r.plainPhysicalNeed() {
		return true
	}
	return seedTerm(term) && !r.ticked("physical_need_type", "brittle_bones_or_skeletal", "burns_or_major_trauma", "recent_surgery")
}

func judgeSensory(r reading) ruling {
	evidence := []string{r.quote("sensory_request"), r.quote("sensory_physical_link")}
	switch {
	case r.says("sensory_request", "no"):
		return met(evidence[0])
	case r.says("sensory_request", "yes_only") && r.says("sensory_physical_link", "no"):
		return r.excluded(evidence...)
	}
	return unclear(evidence...)
}

// judgeAlreadySupported: a diagnosis is no shield here, for the page excludes
// whoever is supported and achieves what was set.
func judgeAlreadySupported(r reading) ruling {
	evidence := []string{r.quote("services_involved"), r.quote("services_goals"), r.quote("tried_result")}
	nobody := r.says("services_involved", "none")
	achieving, triedWell := r.says("services_goals", "yes"), r.says("tried_result", "goals_being_met")
	switch {
	case r.says("previous_ot", "open_now"):
		return unclear(append(evidence, r.quote("previous_ot"), "The child's own therapist knows.")...)
	case r.nothingAndSomething("services_involved", "none"), nobody && achieving, triedWell && !achieving:
		return unclear(append(evidence, "These answers do not agree.")...)
	case achieving && (r.says("tried_result", "little_or_none", "got_worse") || r.doubtful("tried_result")):
		return unclear(append(evidence, "Goals are met, and what was tried speaks against it.")...)
	case achieving:
		if lack, lacks := r.lacks("tried_result"); lacks {
			return lack
		}
		return failedUnless(r.saidNow(catEnded, anyTerm), evidence...)
	case nobody, r.says("services_goals", "no", "partly"):
		return met(evidence...)
	}
	return unclear(evidence...)
}

// judgeMild fails only when every row of the activities says so as well.
func judgeMild(r reading) ruling {
	evidence := r.quote("overall_severity")
	switch {
	case r.says("overall_severity", "moderate", "severe", "needs_full_help"):
		return met(evidence)
	case !r.says("overall_severity", "mild"):
		return unclear(evidence)
	}
	some := false
	for _, name := range activities {
		if !r.says(name, "none", "some", "na") {
			return unclear(evidence, "Not every activity is answered as none or some difficulty.")
		}
		some = some || !r.says(name, "na")
	}
	if !some {
		return unclear(evidence, "Every activity is answered as one that does not apply.")
	}
	return r.excluded(evidence, "Every activity is answered as none or some difficulty.")
}

var specialSettings = []string{"special_school", "resourced_provision_in_mainstream"}

// judgeEducationTherapy excludes needs that are "educational, rather than
// health". In a special school or resourced provision every other answer is read
// by a person, a health need too: where the one ends and the other begins is no
// form's to say.
func judgeEducationTherapy(r reading) ruling {
	evidence := []string{r.quote("setting_type")}
	if !slices.Contains(specialSettings, r.value("setting_type")) {
		if r.school.known && r.school.special && !r.plainPhysicalNeed() {
			return unclear(append(evidence, r.school.evidence, "The school is a special one.")...)
		}
		return met(evidence...)
	}
	evidence = append(evidence, r.quote("special_school_need"))
	if r.says("special_school_need", "education") {
		return r.excluded(evidence...)
	}
	return unclear(evidence...)
}
