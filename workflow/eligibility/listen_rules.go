package eligibility

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

// Alarm is what hits raise: an alert, and whether WATCH words stand. The
// contract's sentence: "Alert by wording: the lexicon's SAFEGUARD and
// URGENT_CLINICAL; WATCH, unless negated or about somebody else, makes the
// outcome person without an alert."
//
// So a SAFEGUARD or URGENT_CLINICAL hit raises its alert even where the sentence
// denies it, says it of a relative or tells of the past: which of them it is, a
// person sees in a moment, and a program may not miss. Safeguarding comes before
// urgent when both stand.
func (c *Criteria) Alarm(hits []Hit) (alert string, watch bool) {
	for _, h := range hits {
		switch h.Category {
		case catSafeguard:
			alert = Safeguarding
		case catUrgent:
			if alert == "" {
				alert = Urgent
			}
		case catWatch:
			watch = watch || !h.Negated && !h.Family
		}
	}
	return alert, watch
}
