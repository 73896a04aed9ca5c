package eligibility

import (
	"time"

	"referrald/forms"
)

// Verdict is what the answers say of one criterion.
type Verdict string

// The four verdicts. For an exclusion Met means that it does not apply.
const (
	Met     Verdict = "met"
	Failed  Verdict = "failed"
	Unclear Verdict = "unclear"
	Missing Verdict = "missing"
)

// Outcome is what follows from all findings together.
type Outcome string

// The four outcomes.
const (
	Eligible   Outcome = "eligible"   // ready for a therapist to triage; never "accepted"
	Signpost   Outcome = "signpost"   // a criterion fails on the structured answers
	Incomplete Outcome = "incomplete" // required answers missing
	Person     Outcome = "person"     // unclear, conflicting, urgent, or for a person by policy
)

// Alerts. The empty string is none.
const (
	Safeguarding = "safeguarding"
	Urgent       = "urgent"
)

// Finding is the verdict on one criterion with its reasons.
type Finding struct {
	Criterion string  // id of the contract: gp-stockport, year-11, ...
	Verdict   Verdict //
	Cites     string  // the published sentence
	Evidence  string  // what was read, in plain words: may quote answers
	Route     string  // where a failed criterion points, "" otherwise
	Words     []Hit   // what was said that holds a verdict back, with the sentences: personal data
	Settles   string  // which question or paper would change or confirm a verdict that is not met, "" for met
}

// Words is one piece of free text to be listened to.
type Words struct {
	Where string // "message", "quoted history", "attachment name", "remark on the form", or the form field's canonical name
	Text  string
	Rank  int // 0: said now; 1: quoted history or other lower rank
}

// Hit is one term of the lexicon found in free text.
type Hit struct {
	Category string // SAFEGUARD, URGENT_CLINICAL, WATCH, C3_PHYSICAL, ...
	Term     string
	Where    string
	Rank     int
	Negated  bool
	Family   bool // said of a relative
	History  bool
	Unsure   bool
	Quote    string // the sentence: personal data, for the ledger and explain only
}

// Case is all that an assessment may know.
type Case struct {
	Form     forms.Form
	Received time.Time // the moment of receipt decides, not the moment of processing
	Words    []Words   // message text, quotes, attachment names; the form's own free text is taken from Form
	Heard    []Hit     // what was heard in words that are not at hand any more
}

// Assessment is the answer to one case.
type Assessment struct {
	Outcome   Outcome
	Alert     string   // "", safeguarding, urgent
	AlertBy   []string // the answers that raised the alert, in the form's words; words that did stand in Hits
	Watch     bool     // WATCH words: stands first in the digest
	Signposts []string
	Missing   []string  // canonical names of required questions without an answer
	Findings  []Finding // all eleven, in the order of the published page
	Hits      []Hit     // words that raised something
	Why       []string  // the steps of the precedence that decided, in plain words
	By        Set       `json:"-"` // the words and lists that it was made by; the ledger keeps them beside it
}
