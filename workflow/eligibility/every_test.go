package eligibility

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"referrald/forms"
)

// stride is 1, or n where time is short: every nth of the cases is tried.
func stride(n int) int {
	if slowed || testing.Short() {
		return n
	}
	return 1
}

// yearStage is the published rule by the calendar alone: Year 11 ends in the
// June in which somebody born from January to August turns 16, or born later
// turns 17 in the same school year.
func yearStage(born, day time.Time) stage {
	june := born.Year() + 16
	if born.Month() >= time.September {
		june++
	}
	switch {
	case day.Year() < june, day.Year() == june && day.Month() < time.June:
		return before
	case day.Year() == june && day.Month() == time.June:
		return inJune
	}
	return after
}

// firstDay and pastLastDay bound the school year in which every day is tried.
var firstDay, pastLastDay = dayOf(2026, time.September, 1), dayOf(2027, time.September, 1)

// Every birthday from 2005 to 2026 on every day of a school year.
func TestEveryBirthdayOnEveryDay(t *testing.T) {
	for born := dayOf(2005, time.January, 1); born.Year() <= 2026; born = born.AddDate(0, 0, 1) {
		for day := firstDay; day.Before(pastLastDay); day = day.Add(24 * time.Hour) {
			got := stageAt(day, leavingYear(day, yearGroup(born, day), lastYear))
			if want := yearStage(born, day); got != want {
				t.Fatalf("born %s, received %s: got stage %d, want %d", printed(born), printed(day), got, want)
			}
		}
	}
}

// yearVerdict is what the form says on top of the calendar.
func yearVerdict(born, day time.Time, left string) Verdict {
	at := yearStage(born, day)
	switch {
	case born.After(day), at == inJune, at == before && left == "yes", at == after && left == "no":
		return Unclear
	case at == before:
		return Met
	}
	return Failed
}

// The judge of Year 11 on every birthday: each takes every seventh day, and each
// day comes to every seventh birthday.
func TestEveryBirthdayJudged(t *testing.T) {
	step := stride(5)
	for _, left := range []string{"yes", "no"} {
		t.Run(left, func(t *testing.T) {
			t.Parallel()
			r := read(given(t, "school_year_group=;left_year_11="+left))
			for born, n := dayOf(2005, time.January, 1), 0; born.Year() <= 2026; born, n = born.AddDate(0, 0, step), n+1 {
				r.form.Fields["child_dob"] = certain(born.Format(time.DateOnly))
				for day := firstDay.AddDate(0, 0, n%7); day.Before(pastLastDay); day = day.AddDate(0, 0, 7) {
					r.day = day
					if got, want := judgeYear11(r).verdict, yearVerdict(born, day, left); got != want {
						t.Fatalf("born %s, received %s, left %s: got %s, want %s", printed(born), printed(day), left, got, want)
					}
				}
			}
		})
	}
}

// Changes to base that end in every way: met, failed by each route, unclear,
// missing.
var manyCases = []string{
	"", noNeed, achieved, finished,
	noNeed + ";" + allMild, noNeed + ";overall_severity=mild",
	noNeed + ";main_cause=autism_or_adhd;asking_for_autism_adhd=autism",
	noNeed + ";main_cause=anxiety_or_emotions;anxiety_main=yes",
	noNeed + ";main_cause=msk_injury_or_pain;msk_problem=knee_pain",
	noNeed + ";main_cause=sensory_differences;sensory_request=yes_only;sensory_physical_link=no",
	noNeed + ";setting_type=special_school;special_school_need=education",
	noNeed + ";universal_tried=none_yet;tried_result=;need_met_by_universal=yes;" + allMild,
	noNeed + ";anxiety_main=yes;msk_problem=knee_pain",
	noNeed + ";main_cause=not_sure", noNeed + ";physical_need_type=recent_surgery", noNeed + ";services_goals=",
	"physical_need=suspected", "physical_need_type=dcd_dyspraxia", "diagnosis_status=being_assessed", "main_cause=learning",
	"anxiety_main=partly", "msk_problem=other_joint_or_muscle_pain", "sensory_request=partly;sensory_physical_link=yes",
	"services_goals=not_known", "services_goals=yes", "overall_severity=mild", "previous_ot=open_now",
	"setting_type=special_school;special_school_need=both;school_name=Lisburne School",
	"pr_consent=not_sure", "looked_after=yes_stockport", "service_requested=speech_language", "referrer_type=young_person",
	"physical_need=", "child_dob=", "pr1_phone=;pr1_email=", "asking_for_autism_adhd=", "overall_severity=",
	finished + ";left_year_11=no", finished + ";school_name=Heaton Park", finished + ";school_name=",
}

// A blank is never "no": whichever one answer is left out, no criterion that was
// met, missing or doubtful for want of an answer fails, and nobody is turned
// away. One exception rests on no blank: what contradicts "no physical need" is
// its other half, and without it the form says it plainly.
func TestEveryAnswerLeftOut(t *testing.T) {
	for _, changes := range manyCases {
		t.Run(changes, func(t *testing.T) {
			start := given(t, changes)
			was := assess(start)
			for _, name := range slices.Sorted(maps.Keys(start.form.Fields)) {
				if name == "physical_need_type" && start.form.Fields["physical_need"].Value == "no" {
					continue
				}
				in := start
				in.form.Fields = maps.Clone(start.form.Fields)
				delete(in.form.Fields, name)
				in.school = schoolNamed(in.form)
				is := assess(in)
				for i, f := range is.Findings {
					if f.Verdict == Failed && was.Findings[i].Verdict != Failed {
						t.Errorf("without %s, %s fails: %s", name, f.Criterion, f.Evidence)
					}
				}
				if is.Outcome == Signpost && was.Outcome != Signpost {
					t.Errorf("without %s, %s became a signpost: %v", name, was.Outcome, is.Why)
				}
			}
		})
	}
}

// lexiconTerms are the terms of every category, each once, in their order.
func lexiconTerms(t *testing.T) (terms []string) {
	t.Helper()
	c := loaded(t)
	seen := map[string]bool{}
	perCategory := map[string]int{}
	for _, first := range slices.Sorted(maps.Keys(c.words.vocabulary)) {
		o := c.words.vocabulary[first]
		for _, e := range append(slices.Clone(o.terms), o.cues...) {
			if !seen[e.term] {
				seen[e.term] = true
				terms = append(terms, e.term)
				perCategory[e.category]++
			}
		}
	}
	for _, category := range categories() {
		if perCategory[category] == 0 && category != catExcept {
			t.Errorf("no term of %s is tried", category)
		}
	}
	return terms
}

// sayings is how people write of a thing.
var sayings = []string{"He has %s.", "No %s.", "His brother has %s.", "He had %s as a baby (resolved).", "?%s.", "Ruled out: %s, epilepsy."}

// wordsBefore is what already stands in the form's own words.
var wordsBefore = []string{"He finds dressing hard.", "He has CP.", "Hypermobile, MRI is awaited.", "He worries a lot, no sensory needs"}

// One more sentence in the form's own words, before or behind what stands there,
// turns nobody away who was not turned away before, and fails no criterion.
func TestEverySentenceAdded(t *testing.T) {
	c, terms := loaded(t), lexiconTerms(t)
	step := stride(17)
	for n, changes := range manyCases {
		t.Run(changes, func(t *testing.T) {
			t.Parallel()
			start := given(t, changes)
			before := wordsBefore[n%len(wordsBefore)]
			was := withReason(c, start, before)
			for i := n % step; i < len(terms); i += step {
				sentence := fmt.Sprintf(sayings[(i+n)%len(sayings)], terms[i])
				for _, text := range []string{before + " " + sentence, sentence + " " + before} {
					is := withReason(c, start, text)
					if is.Outcome == Signpost && was.Outcome != Signpost {
						t.Errorf("%q: %s became a signpost: %v", text, was.Outcome, is.Why)
					}
					for k, f := range is.Findings {
						if f.Verdict == Failed && was.Findings[k].Verdict != Failed {
							t.Errorf("%q: %s fails: %s", text, f.Criterion, f.Evidence)
						}
					}
				}
			}
		})
	}
}

// withReason is the assessment with a text as the form's reason.
func withReason(c *Criteria, in inputs, text string) Assessment {
	in.form.Fields = maps.Clone(in.form.Fields)
	in.form.Fields["reason_free_text"] = forms.Answer{Value: text, Raw: text, Certain: true}
	in.hits = c.Listen(wordsOf(in.form))
	in.alert, in.watch = c.Alarm(in.hits)
	return assess(in)
}
