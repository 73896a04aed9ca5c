package eligibility

import "strings"

// criterion is one row of the published page.
type criterion struct {
	id    string
	route string   // the service a failed verdict points to
	asks  []string // answers without which nothing can be said
	judge func(reading) ruling
	// settles is which question or paper decides it, where the answers do not:
	// a sentence for a person on either side.
	settles string
}

// criteria stands in the order of the published page: what must be so, then
// the exclusions. An exclusion that does not apply is met.
var criteria = []criterion{
	{"gp-stockport", "other-area", nil, judgeSurgery,
		"The name and postcode of the GP surgery, or its code: they say whether it is a Stockport one."},
	{"year-11", "adult-services", []string{"child_dob"}, judgeYear11,
		"The date of birth, the name of the school, and whether Year 11 is over: the school can say all three."},
	{"physical-need", "universal", []string{"physical_need", "main_cause", "physical_need_type"}, judgePhysicalNeed,
		"A letter from a paediatrician, consultant or physiotherapist that names the injury, impairment or spasticity, and which daily activities it makes significantly hard."},
	{"beyond-universal", "universal", []string{"universal_tried", "need_met_by_universal", "tried_result"}, judgeBeyondUniversal,
		"What school, nursery or targeted services have tried, for how long and with what result: a support plan or its last review says so."},
	{"autism-adhd", "autism-adhd", []string{"asking_for_autism_adhd"}, judgeAutismADHD,
		"Whether the request is about a physical need, with a letter that names it, or about autism or ADHD."},
	{"anxiety", "anxiety", []string{"anxiety_main"}, judgeAnxiety,
		"Whether worry or a physical need is the main thing that gets in the way, with a letter that names the need."},
	{"msk", "msk", []string{"msk_problem"}, judgeMSK,
		"A consultant's or physiotherapist's letter: is it one of the conditions that physiotherapy treats, or part of a lasting physical need?"},
	{"sensory", "sensory", []string{"sensory_request", "sensory_physical_link"}, judgeSensory,
		"A letter that links the sensory difficulties to an injury, a physical or motor impairment or spasticity, or says that there is none."},
	{"already-supported", "already-supported", []string{"services_involved", "services_goals"}, judgeAlreadySupported,
		"The last review by those already involved: which goals were set, and whether they are being met."},
	{"mild", "mild", []string{"overall_severity"}, judgeMild,
		"How much help each activity on the form takes beside other children of the same age: every row answered."},
	{"education-therapy", "education-therapy", []string{"setting_type", "special_school_need"}, judgeEducationTherapy,
		"The education, health and care plan or the special school's teacher: is the need one of health or of education?"},
}

// The rows that decide before anything missing is asked for.
const (
	gpRow   = 0
	yearRow = 1
)

// ruling is a verdict and its reasons, one plain sentence each.
type ruling struct {
	verdict  Verdict
	evidence []string
	words    []Hit // what was said that holds the answers back
	// blocked: the answers alone would fail it, and words stopped that.
	blocked bool
}

func met(evidence ...string) ruling     { return ruling{verdict: Met, evidence: evidence} }
func failed(evidence ...string) ruling  { return ruling{verdict: Failed, evidence: evidence} }
func unclear(evidence ...string) ruling { return ruling{verdict: Unclear, evidence: evidence} }
func missing(evidence ...string) ruling { return ruling{verdict: Missing, evidence: evidence} }

// rule judges the criterion once its questions have answers that can be used.
func (c criterion) rule(r reading) ruling {
	if lack, lacks := r.lacks(c.asks...); lacks {
		return lack
	}
	return c.judge(r)
}

func (c criterion) find(v ruling, sentence string) Finding {
	f := Finding{Criterion: c.id, Verdict: v.verdict, Cites: sentence, Evidence: sentences(v.evidence), Words: v.words}
	if v.verdict != Met {
		f.Settles = c.settles
	}
	if v.verdict == Failed {
		f.Route = c.route
	}
	return f
}

// sentences joins what was read, each with a full stop where it has no end yet.
func sentences(said []string) string {
	var b strings.Builder
	for _, s := range said {
		if s == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(s)
		if !strings.ContainsAny(s[len(s)-1:], ".?!") {
			b.WriteByte('.')
		}
	}
	return b.String()
}
