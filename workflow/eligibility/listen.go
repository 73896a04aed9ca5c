package eligibility

import (
	"strings"
)

// Listen finds the lexicon's terms in free text, each with who is spoken of and
// how sure it is. Case, accents, hyphens and apostrophes make no difference;
// short abbreviations count in capitals only. Our own printed words are passed
// over. A hit proves nothing: it may raise an alert, make a criterion unclear
// or block a failed verdict.
//
// Negation, uncertainty and history have the scope of NegEx and ConText, made
// narrower: a cue reaches a term only over words that carry no meaning of their
// own, because a negation that is missed costs a person a look, and one that is
// imagined costs a child.
//
// Chapman WW, Bridewell W, Hanbury P, Cooper GF, Buchanan BG: A simple algorithm
// for identifying negated findings and diseases in discharge summaries. Journal
// of Biomedical Informatics 34 (2001) 301-310.
// Harkema H, Dowling JN, Thornblade T, Chapman WW: ConText: an algorithm for
// determining negation, experiencer, and temporal status from clinical reports.
// Journal of Biomedical Informatics 42 (2009) 839-851.
func (c *Criteria) Listen(words []Words) []Hit {
	var hits []Hit
	for _, w := range words {
		hits = c.words.listen(hits, w)
	}
	return hits
}

// longestSentence bounds a sentence in words, so that text without points costs
// no more than other text.
const longestSentence = 120

// longestQuote bounds the sentence that a hit quotes, in bytes.
const longestQuote = 400

func (x *lexicon) listen(hits []Hit, w Words) []Hit {
	said := tokens(w.Text)
	n := len(said)
	t := &talk{lexicon: x, from: w, said: said, opens: make([]*opening, n), masked: make([]bool, n),
		inTerm: make([]bool, n), cueAt: make([]cueSet, n), cueEnd: make([]cueSet, n)}
	for i := range said {
		t.opens[i] = x.vocabulary[said[i].text]
	}
	t.mask()
	t.mark()
	for start := 0; start < len(said); {
		end := start + 1
		for end < len(said) && end-start < longestSentence && said[end].before&stop == 0 {
			end++
		}
		hits = t.sentence(hits, start, end)
		start = end
	}
	return hits
}

// talk is one text while it is listened to.
type talk struct {
	*lexicon
	said   []word
	opens  []*opening // what each word may begin
	masked []bool
	from   Words
	found  []match      // every term, in order
	inTerm []bool       // the word is part of a term
	cueAt  []cueSet     // cues that begin at a word
	cueEnd []cueSet     // cues that end with a word
	palsy  palsyContext // what "CP" may mean here
	next   int          // the first match that no sentence has taken
}

// match is one term found at words [from, to).
type match struct {
	*entry
	from, to int
}

type cueSet struct {
	kinds  uint8
	length int // of the longest
}

const (
	isNegation = 1 << iota
	isFamily
	isHistory
	isUncertain
	isContrast
)

func cueBit(category string) uint8 {
	switch category {
	case cueNegation:
		return isNegation
	case cueFamily:
		return isFamily
	case cueHistory:
		return isHistory
	case cueUncertain:
		return isUncertain
	}
	return isContrast
}

// mark finds all terms and cues of the text.
func (t *talk) mark() {
	for i, o := range t.opens {
		t.markTerms(i)
		if o == nil {
			continue
		}
		for _, e := range o.cues {
			if !e.fits(t.said, i) {
				continue
			}
			bit := cueBit(e.category)
			end := i + len(e.words) - 1
			t.cueAt[i].kinds |= bit
			t.cueAt[i].length = max(t.cueAt[i].length, len(e.words))
			t.cueEnd[end].kinds |= bit
			t.cueEnd[end].length = max(t.cueEnd[end].length, len(e.words))
		}
	}
	for _, m := range t.found {
		cover(t.inTerm, m.from, m.to)
	}
	t.palsy = t.readPalsy(0, len(t.said))
}

// markTerms finds the terms that begin at word i: the longest of each category.
func (t *talk) markTerms(i int) {
	before := len(t.found)
	if o := t.opens[i]; o != nil {
		for _, e := range o.terms {
			t.take(e, i, i+len(e.words), before)
		}
	}
	if i+1 < len(t.said) && t.said[i+1].before == hyphen {
		joined := t.vocabulary[t.said[i].text+t.said[i+1].text]
		if joined == nil {
			return
		}
		for _, e := range joined.terms {
			if len(e.words) == 1 && !e.acronym && !t.masked[i] {
				t.keep(match{e, i, i + 2}, before)
			}
		}
	}
}

func (t *talk) take(e *entry, i, end, before int) {
	if !e.fits(t.said, i) || t.otherwise(e, i) {
		return
	}
	for k := i; k < end; k++ {
		if t.masked[k] {
			return
		}
	}
	t.keep(match{e, i, end}, before)
}

// keep adds a match unless a longer one covers it: one of its category, any in
// the case of an abbreviation ("CP" in "CP plan"), or a diagnosis in the case of
// an ambiguous word ("syndrome" in "Guillain-Barre syndrome").
func (t *talk) keep(m match, before int) {
	for k := len(t.found) - 1; k >= 0 && k >= before-8; k-- {
		if o := t.found[k]; (o.category == m.category || m.acronym || m.category == catReview && o.category == catPhysical) && o.from <= m.from && o.to >= m.to {
			return
		}
	}
	t.found = append(t.found, m)
}

// otherwise reports whether a term is something else here: a surname after a
// title, an abbreviation of two letters in a file name, a word in a text that
// is all in capitals.
func (t *talk) otherwise(e *entry, i int) bool {
	name := i > 0 && t.said[i].capital && !t.said[i].upper && t.said[i].before&^stop == 0
	if name && surnamed[t.said[i-1].text] && e.category == catPhysical {
		return true
	}
	if !e.acronym {
		return false
	}
	if t.from.Where == "attachment name" && len(e.words[0]) < 3 {
		return true
	}
	return everydayWord[e.words[0]] && i > 0 && t.said[i-1].upper && i+1 < len(t.said) && t.said[i+1].upper
}

var (
	surnamed     = words("mr mrs ms miss dr doctor professor prof")
	everydayWord = words("add oi si nd hips macs pots salt hie pda")
)

// sentence turns the matches of one sentence into hits.
func (t *talk) sentence(hits []Hit, start, end int) []Hit {
	if t.next >= len(t.found) || t.found[t.next].from >= end {
		return hits
	}
	quote := t.quote(start, end)
	var here *palsyContext
	for ; t.next < len(t.found) && t.found[t.next].from < end; t.next++ {
		m := t.found[t.next]
		s := scope{t, start, end, m}
		hit := Hit{Category: m.category, Term: m.term, Where: t.from.Where, Rank: t.from.Rank, Quote: quote}
		hit.Negated, hit.Unsure = s.negated()
		hit.Negated = hit.Negated || s.normal()
		hit.Family, hit.History = s.family(), s.history()
		if s.exclusion() {
			hit.Family, hit.History = hit.Family || s.ofAnother(), hit.History || s.gone()
		}
		hit.Unsure = hit.Unsure || s.uncertain()
		if m.term == "CP" {
			if here == nil {
				p := t.readPalsy(start, end)
				here = &p
			}
			hit.Category = here.category(t.palsy)
		}
		if m.term == "grooming" && t.selfCare(start, end) {
			hit.Category = catWatch
		}
		if reviewed[m.term] {
			hit.Category = catReview
		}
		hits = append(hits, hit)
		if worsens[m.term] && t.worse(start, end) && !hit.Family {
			hit.Category, hit.Negated = catUrgent, hit.Negated && !t.worseAfter(m.to, end)
			hits = append(hits, hit)
		}
	}
	return hits
}

// quote is the sentence as it was written, shortened where it is very long.
func (t *talk) quote(start, end int) string {
	from, to := t.said[start].start, t.said[end-1].end
	if start > 0 && t.said[start].before&asks != 0 || start == 0 && from > 0 {
		from--
	}
	if to < len(t.from.Text) && strings.IndexByte(".!?)", t.from.Text[to]) >= 0 {
		to++
	}
	quote := strings.ToValidUTF8(t.from.Text[from:min(to, from+longestQuote)], "")
	if to > from+longestQuote {
		quote += " ..."
	}
	if strings.Contains(quote, "\n") || strings.Contains(quote, "  ") || strings.ContainsAny(quote, "\r\t\u00a0") {
		return strings.Join(strings.Fields(quote), " ")
	}
	return quote
}
