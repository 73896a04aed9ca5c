package eligibility

import (
	"fmt"
	"strconv"
	"time"

	"referrald/forms"
)

// judgeYear11 fails only when the cut-off has passed by the date of birth, the
// form agrees, and neither Heaton School nor any other answer speaks against it.
func judgeYear11(r reading) ruling {
	born, ok := forms.Date(r.value("child_dob"))
	if !ok || born.After(r.day) {
		return unclear(r.quote("child_dob"), "No child can have that date of birth on the day of receipt.")
	}
	group, evidence, agree := r.groupOf(born)
	if !agree {
		return unclear(evidence...)
	}
	if r.school.heaton {
		return r.judgeHeaton(group, evidence)
	}
	leaving := leavingYear(r.day, group, lastYear)
	evidence = append(evidence, fmt.Sprintf("Year 11 ends on %s.", printed(leavingDay(leaving))), r.quote("left_year_11"))
	if lack, lacks := r.lacks("left_year_11"); lacks {
		lack.evidence = append(lack.evidence, evidence...)
		return lack
	}
	switch stageAt(r.day, leaving) {
	case before:
		if r.says("left_year_11", "yes") || r.says("school_year_group", "left_school") {
			return unclear(append(evidence, "The date of birth says that Year 11 is not over, and another answer says that it is.")...)
		}
		return met(evidence...)
	case inJune:
		return unclear(append(evidence, "Received in the June in which Year 11 ends: a person decides whether adult services are better.")...)
	}
	v := r.judgeAfterYear11(group, evidence)
	if v.verdict == Failed {
		return failedUnless(r.saidNow(catStays, anyTerm), v.evidence...)
	}
	return v
}

// groupOf is the year group that the answers agree on. The date of birth and
// the year group as stated may lie one year apart, as out of the usual year:
// the lower one is used, which is never to the child's harm, and it is said.
func (r reading) groupOf(born time.Time) (group int, evidence []string, agree bool) {
	group = yearGroup(born, r.day)
	evidence = []string{r.quote("child_dob"), fmt.Sprintf("By date of birth: %s on %s.", groupName(group), printed(r.day))}
	if r.says("out_of_year_group", "year_below") {
		evidence = append(evidence, r.quote("out_of_year_group"))
	}
	stated, ok := r.statedGroup(group)
	switch {
	case !ok && r.says("out_of_year_group", "year_below"):
		return group - 1, evidence, true
	case !ok || stated == group:
		return group, evidence, true
	}
	evidence = append(evidence, r.quote("school_year_group"))
	if stated < group-1 || stated > group+1 {
		return group, append(evidence, "The year group and the date of birth are more than one year apart."), false
	}
	evidence = append(evidence, "The year group and the date of birth are one year apart; the lower year is used.")
	return min(stated, group), evidence, true
}

// statedGroup is the year group that the form states. Nursery and "not yet at
// school" say only that Reception has not begun.
func (r reading) statedGroup(computed int) (group int, ok bool) {
	switch v := r.value("school_year_group"); v {
	case "", "left_school":
		return 0, false
	case "not_at_school", "nursery":
		if r.says("setting_type", "home_educated", "not_in_education") {
			return 0, false
		}
		return min(computed, -1), true
	case "reception":
		return 0, true
	default:
		n, err := strconv.Atoi(v)
		return n, err == nil
	}
}

// judgeHeaton: at Heaton School the cut-off is the end of Year 14. Nothing in
// law sets a leaving date at that age, so 30 June stands for it. That Year 11
// is over says nothing there.
func (r reading) judgeHeaton(group int, evidence []string) ruling {
	leaving := leavingYear(r.day, group, lastHeatonYear)
	evidence = append(evidence, r.school.evidence, fmt.Sprintf("At Heaton School until Year 14, which ends on %s.", printed(dayOf(leaving, time.June, 30))))
	switch stage := stageAt(r.day, leaving); {
	case r.says("school_year_group", "left_school"):
		return unclear(append(evidence, r.quote("school_year_group"))...)
	case stage == before:
		return met(evidence...)
	case stage == inJune:
		return unclear(append(evidence, "Received in the June in which Year 14 ends: a person decides.")...)
	}
	if lack, lacks := r.lacks("left_year_11"); lacks {
		return lack
	}
	if r.doubtful("school_year_group") || !r.says("left_year_11", "yes") {
		return unclear(append(evidence, "The date of birth says that Year 14 is over, and the form does not agree.")...)
	}
	return failed(append(evidence, r.quote("left_year_11"))...)
}

func (r reading) judgeAfterYear11(group int, evidence []string) ruling {
	switch {
	case !r.says("left_year_11", "yes"):
		return unclear(append(evidence, "The date of birth says that Year 11 is over, and the form does not.")...)
	case r.says("setting_type", "home_educated"):
		return unclear(append(evidence, r.quote("setting_type"), "Taught at home, so that no school says when Year 11 ends.")...)
	case r.doubtful("school_year_group", "school_name", "out_of_year_group"):
		return unclear(append(evidence, "An answer about the school year or the school could not be read with certainty.")...)
	case stageAt(r.day, leavingYear(r.day, group, lastHeatonYear)) == after:
		return failed(evidence...)
	case r.school.maybe:
		return unclear(append(evidence, r.school.evidence, "It may be Heaton School, where Year 14 is the last.")...)
	case r.school.answered:
		return failed(append(evidence, r.school.evidence, "It is not Heaton School.")...)
	}
	if lack, lacks := r.lacks("school_name", "setting_type"); lacks {
		lack.evidence = append(lack.evidence, evidence...)
		return lack
	}
	// Heaton School's sixth form may be ticked as a college; only who is in no
	// education at all is surely not there and has no school to name.
	if r.says("setting_type", "not_in_education") {
		return failed(append(evidence, r.quote("setting_type"))...)
	}
	return unclear(append(evidence, "No school is named, and at Heaton School Year 14 is the last.")...)
}

func groupName(group int) string {
	switch {
	case group < 0:
		return "no school year yet"
	case group == 0:
		return "Reception"
	}
	return "Year " + strconv.Itoa(group)
}

func printed(day time.Time) string { return day.Format("2 January 2006") }
