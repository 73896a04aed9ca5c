package eligibility

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"referrald/forms"
)

// reading is a form as the criteria look at it: certain answers, what is
// blank, what is doubtful, and what was heard beside the answers.
type reading struct {
	inputs
	day      time.Time // the London day of receipt, at noon UTC, as forms.Date gives it
	missing  []string  // canonical names of required questions without an answer
	unusable []string  // and of those whose answer could not be read with certainty
}

func read(in inputs) reading {
	r := reading{inputs: in, day: londonDay(in.received), missing: in.form.Missing(in.received)}
	certain := forms.Form{Fields: maps.Clone(in.form.Fields)}
	maps.DeleteFunc(certain.Fields, func(name string, _ forms.Answer) bool { return r.unsure(name) })
	if len(certain.Fields) < len(in.form.Fields) {
		r.unusable = slices.DeleteFunc(certain.Missing(in.received), func(name string) bool { return slices.Contains(r.missing, name) })
	}
	return r
}

// value is the certain answer, "" when there is none.
func (r reading) value(name string) string {
	v, _ := r.form.Value(name)
	return v
}

// says reports whether the certain answer is one of codes.
func (r reading) says(name string, codes ...string) bool {
	v, ok := r.form.Value(name)
	return ok && slices.Contains(codes, v)
}

// ticks lists the options chosen in a question of several, nil when none
// is certain.
func (r reading) ticks(name string) []string {
	v, ok := r.form.Value(name)
	if !ok {
		return nil
	}
	return strings.Split(v, "|")
}

// ticked reports whether one of codes was chosen.
func (r reading) ticked(name string, codes ...string) bool {
	return slices.ContainsFunc(r.ticks(name), func(code string) bool { return slices.Contains(codes, code) })
}

// nothingAndSomething reports whether the option for "nothing" was chosen
// together with another, which contradicts it.
func (r reading) nothingAndSomething(name, nothing string) bool {
	ticks := r.ticks(name)
	return len(ticks) > 1 && slices.Contains(ticks, nothing)
}

// doubtful reports whether one of the questions has an answer that could not
// be read with certainty.
func (r reading) doubtful(names ...string) bool {
	return slices.ContainsFunc(names, r.unsure)
}

func (r reading) unsure(name string) bool {
	if !r.form.Answered(name) {
		return false
	}
	_, certain := r.form.Value(name)
	return !certain
}

// lacks is the ruling when one of the questions has no usable answer: missing
// when one is required and blank, unclear when one cannot be read for certain.
func (r reading) lacks(names ...string) (ruling, bool) {
	for _, name := range names {
		if slices.Contains(r.missing, name) {
			return missing("No answer to: " + wording(name)), true
		}
	}
	for _, name := range names {
		if slices.Contains(r.unusable, name) {
			return unclear("This answer could not be read with certainty: " + wording(name)), true
		}
	}
	return ruling{}, false
}

// quote is an answer in the form's own words: `Main cause: "Learning".`
func (r reading) quote(name string) string {
	v, ok := r.form.Value(name)
	if !ok {
		return ""
	}
	q, _ := forms.Lookup(name)
	said := v
	if day, ok := forms.Date(v); ok && q.Kind == forms.KindDate {
		said = printed(day)
	}
	if len(q.Options) > 0 {
		said = ""
		for code := range strings.SplitSeq(v, "|") {
			if said != "" {
				said += ", "
			}
			said += optionLabel(q, code)
		}
	}
	title := Title(name)
	if !strings.HasSuffix(title, "?") {
		title += ":"
	}
	return fmt.Sprintf("%s \"%s\".", title, said)
}

// rows quotes rows of the activities, those with the same answer together:
// `Cannot do it: Dressing, Toileting.`
func (r reading) rows(names []string) []string {
	var out []string
	said := map[string]int{}
	for _, name := range names {
		v := r.value(name)
		row, _, _ := strings.Cut(wording(name), " (")
		if at, ok := said[v]; ok {
			out[at] += ", " + row
			continue
		}
		q, _ := forms.Lookup(name)
		said[v] = len(out)
		out = append(out, optionLabel(q, v)+": "+row)
	}
	return out
}

func optionLabel(q forms.Question, code string) string {
	if o, ok := q.Option(code); ok {
		return o.Label
	}
	return code
}

// titles are short names of the questions whose answers decide. The printed
// questions are longer than what there is to say about them.
var titles = map[string]string{
	"child_dob":              "Date of birth",
	"school_year_group":      "School year",
	"out_of_year_group":      "Taught in another year",
	"left_year_11":           "Year 11 finished",
	"physical_need":          "Physical health need",
	"main_cause":             "Main cause",
	"physical_need_type":     "Which need",
	"diagnosis_status":       "Diagnosis",
	"need_met_by_universal":  "School, nursery or targeted support could meet it",
	"universal_tried":        "Tried",
	"tried_result":           "What that changed",
	"asking_for_autism_adhd": "Asks about autism or ADHD",
	"anxiety_main":           "Worry or low mood is the main thing",
	"msk_problem":            "Joint or muscle problem",
	"sensory_request":        "Asks about sensory needs",
	"sensory_physical_link":  "Sensory needs linked to a physical one",
	"services_involved":      "Already involved",
	"services_goals":         "Their goals are met",
	"previous_ot":            "Occupational therapy before",
	"overall_severity":       "Beside others of that age",
	"setting_type":           "Setting",
	"special_school_need":    "Need in the special school",
	"reason_free_text":       "the main difficulty, in the referrer's own words",
}

// Title is a question by a short name for staff: of a criterion's own questions
// a few words, of any other its printed label, of what is no question the name
// itself.
func Title(name string) string {
	if t, ok := titles[name]; ok {
		return t
	}
	return wording(name)
}

// wording is the printed question, or the name itself for what is no question.
func wording(name string) string {
	if q, ok := forms.Lookup(name); ok {
		return q.Label
	}
	return name
}

// noPhysicalNeed reports that every answer about it agrees that there is none.
func (r reading) noPhysicalNeed() bool {
	return r.says("physical_need", "no") && !r.form.Answered("physical_need_type") &&
		r.value("main_cause") != "" && !r.says("main_cause", "physical_or_movement", "not_sure")
}

// plainNeeds are the ticks that name an injury, a physical or motor impairment
// or spasticity beyond doubt. The page names neither DCD nor hypermobility, and
// muscle tone or "something else" may be either: these are not here.
var plainNeeds = []string{
	"cerebral_palsy_or_stroke", "muscular_dystrophy_or_sma", "acquired_brain_injury", "spinal_injury_or_spina_bifida",
	"brachial_plexus_or_arm_nerve", "limb_difference_or_amputation", "burns_or_major_trauma", "juvenile_arthritis",
	"brittle_bones_or_skeletal", "genetic_syndrome_with_motor_difficulty", "cancer_treatment", "recent_surgery",
}

// plainPhysicalNeed reports a diagnosed, named physical need that is the main
// cause, with no other answer casting doubt on the diagnosis.
func (r reading) plainPhysicalNeed() bool {
	return r.says("physical_need", "yes_diagnosed") && r.says("main_cause", "physical_or_movement") &&
		r.ticked("physical_need_type", plainNeeds...) && !r.diagnosisInDoubt()
}

func (r reading) diagnosisInDoubt() bool {
	return r.form.Answered("diagnosis_status") && !r.says("diagnosis_status", "confirmed")
}
