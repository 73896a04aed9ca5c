package eligibility

import "strings"

// criterion is one row of the published page.
type criterion struct {
	id    string
	route string   // the service a failed verdict points to
	asks  []string // answers without which nothing can be said
	judge func(reading) ruling
}

// criteria stands in the order of the published page: what must be so, then
// the exclusions. An exclusion that does not apply is met.
var criteria = []criterion{
	{"gp-stockport", "other-area", nil, judgeSurgery},
	{"year-11", "adult-services", []string{"child_dob"}, judgeYear11},
	{"physical-need", "universal", []string{"physical_need", "main_cause", "physical_need_type"}, judgePhysicalNeed},
	{"beyond-universal", "universal", []string{"universal_tried", "need_met_by_universal", "tried_result"}, judgeBeyondUniversal},
	{"autism-adhd", "autism-adhd", []string{"asking_for_autism_adhd"}, judgeAutismADHD},
	{"anxiety", "anxiety", []string{"anxiety_main"}, judgeAnxiety},
	{"msk", "msk", []string{"msk_problem"}, judgeMSK},
	{"sensory", "sensory", []string{"sensory_request", "sensory_physical_link"}, judgeSensory},
	{"already-supported", "already-supported", []string{"services_involved", "services_goals"}, judgeAlreadySupported},
	{"mild", "mild", []string{"overall_severity"}, judgeMild},
	{"education-therapy", "education-therapy", []string{"setting_type", "special_school_need"}, judgeEducationTherapy},
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
	f := Finding{Criterion: c.id, Verdict: v.verdict, Cites: sentence, Evidence: sentences(v.evidence)}
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
