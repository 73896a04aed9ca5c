package eligibility

import (
	"slices"
	"sync"
	"time"

	"referrald/forms"
)

// Assess judges one case: every criterion, and the outcome that follows by the
// published precedence. The answers decide; free text, the form's and the
// message's, may only raise an alert or make a criterion unclear. Assess has no
// side effects and the same case always has the same assessment.
func (c *Criteria) Assess(k Case) Assessment {
	hits := append(c.Listen(append(wordsOf(k.Form), k.Words...)), k.Heard...)
	alert, watch := c.Alarm(hits)
	a := assess(inputs{
		form:     k.Form,
		received: k.Received,
		surgery:  c.surgeryOf(k.Form),
		school:   c.schoolOf(k.Form),
		hits:     hits,
		alert:    alert,
		watch:    watch,
		sentence: c.sentence,
	})
	a.By = c.Set()
	return a
}

// inputs is a case after everything that needs reference data was looked up.
type inputs struct {
	form     forms.Form
	received time.Time
	surgery  surgery
	school   school
	hits     []Hit
	alert    string // raised by words; answers may raise one as well
	watch    bool
	sentence func(id string) string // the published sentence of a criterion
}

func assess(in inputs) Assessment {
	r := read(in)
	rulings := make([]ruling, len(criteria))
	findings := make([]Finding, len(criteria))
	for i, c := range criteria {
		rulings[i] = c.rule(r)
		findings[i] = c.find(rulings[i], in.sentence(c.id))
	}
	d := decide(r, rulings)
	return Assessment{
		Outcome:   d.outcome,
		Alert:     d.alert,
		AlertBy:   r.alertBy(),
		Watch:     in.watch,
		Signposts: d.signposts,
		Missing:   r.missing,
		Findings:  findings,
		Hits:      in.hits,
		Why:       d.why,
	}
}

// proseFields are the short text questions that people answer in sentences. Names,
// job titles and addresses are left out: "safeguarding lead" is a job.
var proseFields = []string{"lives_with", "ais_needs_detail", "school_contact", "social_worker"}

// listened is every question whose answer is free text, in printed order, and
// every other question as false.
var listened = sync.OnceValue(func() []source {
	var all []source
	for _, q := range forms.Questions() {
		prose := q.Kind == forms.KindLongText || q.Kind == forms.KindDateOrText || slices.Contains(proseFields, q.Name)
		all = append(all, source{q.Name, prose})
	}
	return all
})

type source struct {
	name  string
	prose bool
}

// wordsOf is the form's own free text. What somebody wrote where a tick or a
// date belongs was not understood as an answer, so it is listened to as words.
func wordsOf(f forms.Form) []Words {
	var words []Words
	for _, q := range listened() {
		a, ok := f.Fields[q.name]
		if !ok || !q.prose && a.Certain {
			continue
		}
		text := a.Raw
		if text == "" || q.prose && a.Value != "" {
			text = a.Value
		}
		if text != "" {
			words = append(words, Words{Where: q.name, Text: text})
		}
	}
	for _, remark := range f.Remarks {
		words = append(words, Words{Where: "remark on the form", Text: remark})
	}
	return words
}
