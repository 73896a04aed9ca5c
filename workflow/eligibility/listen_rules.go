package eligibility

import "strings"

// Rules that the lexicon states in its notes.

// reviewed are conditions that stand in the list of muscle, bone and joint
// problems and not on the published page: always for a person.
var reviewed = map[string]bool{"hip dysplasia": true, "DDH": true, "Perthes": true, "scoliosis": true, "plagiocephaly": true}

// worsens are signs that are urgent when they are new or get worse.
var worsens = map[string]bool{"weakness": true, "floppy": true, "falls a lot": true, "tremor": true, "toe walking": true,
	"hand is weak": true, "arm is weak": true, "leg is weak": true}

var worseWords = words("worsening worsened worsens worse deteriorating increasing increasingly progressive progressively progressing sudden suddenly rapid rapidly weaker")

// worse reports whether the sentence says that something gets worse.
func (t *talk) worse(start, end int) bool {
	for k := start; k < end; k++ {
		if worseWords[t.said[k].text] && (k == start || t.said[k-1].text != "not" && t.said[k-1].text != "no") {
			return true
		}
	}
	return false
}

// worseAfter reports whether the worsening is said behind the term: "no
// diagnosis but weakness is worsening".
func (t *talk) worseAfter(from, end int) bool { return from < end && t.worse(from, end) }

var (
	careWords   = words("washing dressing bathing hair teeth toileting hygiene feeding showering brushing personal care eating")
	dangerWords = words("online sexual internet older man men gang exploited exploitation police suspected risk victim")
)

// selfCare reports whether "grooming" is a daily activity here: beside washing
// and dressing, and beside nothing that speaks of a danger. It still goes to a
// person.
func (t *talk) selfCare(start, end int) bool {
	care := false
	for k := start; k < end; k++ {
		if dangerWords[t.said[k].text] {
			return false
		}
		care = care || careWords[t.said[k].text]
	}
	return care
}

// palsyContext is what speaks for each of the two meanings of "CP".
type palsyContext struct{ plan, palsy bool }

var (
	planWords  = words("plan plans sw protection conference safeguarding cin s47 register core social cpp chair iro")
	palsyWords = words("gmfcs macs cpip hemiplegia hemiparesis diplegia quadriplegia tetraplegia monoplegia spastic spasticity dystonia dyskinetic ataxic athetoid " +
		"hypertonia botox baclofen sdr unilateral bilateral palsy")
)

// readPalsy looks in the words [start, end) for what "CP" means.
func (t *talk) readPalsy(start, end int) palsyContext {
	var p palsyContext
	for k := start; k < end; k++ {
		if t.masked[k] {
			continue
		}
		p.plan = p.plan || planWords[t.said[k].text]
		p.palsy = p.palsy || palsyWords[t.said[k].text]
	}
	return p
}

// category decides what a bare "CP" is: child protection by its sentence,
// cerebral palsy by its sentence or the rest of the text, else nobody knows.
func (p palsyContext) category(whole palsyContext) string {
	switch {
	case p.plan && !p.palsy:
		return catSafeguard
	case p.palsy && !p.plan:
		return catPhysical
	case whole.palsy && !whole.plan && !p.plan:
		return catPhysical
	}
	return catReview
}

// grave are the stems of words that raise the alert even when they are denied:
// self-harm, suicide, violence and abuse. "Denies self-harm" tells that somebody
// asked.
var grave = strings.Fields("suicid harm kill die overdose ligature abus neglect nai accidental violence sexual groom cse cce fgm traffick marriage coercive hit slap " +
	"scared afraid locked unsafe bruis burn restrain hungry alone")

// Alarm is what hits raise: an alert, and whether WATCH words stand.
//
//   - SAFEGUARD raises "safeguarding", in any rank, of the past too, and said of
//     a relative too: a household's trouble is the child's. Only a sentence that
//     denies the topic itself does not ("no safeguarding concerns", "not on a
//     child protection plan"): it says what the form's own answer "no" says. The
//     grave words raise it even then.
//   - URGENT_CLINICAL raises "urgent" unless denied or said of a relative.
//     Whether it is past is for a person to see.
//   - Safeguarding comes before urgent when both stand.
//   - WATCH counts unless denied or said of a relative.
func (c *Criteria) Alarm(hits []Hit) (alert string, watch bool) {
	for _, h := range hits {
		switch h.Category {
		case catSafeguard:
			if !h.Negated || has(h.Term, grave) {
				alert = Safeguarding
			}
		case catUrgent:
			if !h.Negated && !h.Family && alert == "" {
				alert = Urgent
			}
		case catWatch:
			watch = watch || !h.Negated && !h.Family
		}
	}
	return alert, watch
}

// has reports whether a word of the term begins with one of the stems.
func has(term string, stems []string) bool {
	for _, w := range tokens(term) {
		for _, stem := range stems {
			if strings.HasPrefix(w.text, stem) {
				return true
			}
		}
	}
	return false
}
