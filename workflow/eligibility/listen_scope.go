package eligibility

import "strings"

// longestReach is how many words a cue reaches; NegEx takes five or six, and
// lists need a few more.
const longestReach = 10

// lightWords carry no meaning of their own: a negation or a doubt reaches over
// them to the term. Any other word ends its reach, which is also how "not only",
// "not able to", "no change in" and "not sure" negate nothing.
var lightWords = words("a an the any of for to in or with about re regarding around have has had having been is are was were be being it its this that " +
	"there signs sign evidence diagnosis diagnosed diagnose history concern concerns concerned worry worries worried query queries issue issues problem problems known current currently recent " +
	"formal formally confirmed active ongoing previous further other obvious apparent immediate significant specific underlying family think believe feel " +
	"thought felt asking ask referring referral looking possible suspected likely related on under subject at present say suggest suggestive risk thoughts " +
	"ideas ideation acts act reports reported report symptoms symptom formally clinical child left right mild severe bilateral unilateral")

// afterWords may stand between a term and a cue behind it.
var afterWords = words("was were is are has have had been be being now since formally also query diagnosis diagnosed assessment concerns concern issues issue " +
	"it this fully completely already formal has both all treated corrected successfully plan plans risk risks history known identified needs surgically palsy injury")

// relativeWords may stand between a relative and what the relative has.
var relativeWords = words("has have had is was also with suffers suffered from diagnosed got a an the of older younger who both mild severe history and his her being experienced")

// haves are the words that make a relative the one who has it.
var haves = words("has have had with suffers suffered diagnosed history is was got experienced being")

// turns end the reach of a cue over a list, as the lexicon's CONTRAST cues do.
var turns = words("but however although though except apart because due despite whereas while although then so has having have confirmed shows showed remains still does did")

// lookBack are the negations that stand behind a term: "autism ruled out".
var lookBack = words("out excluded discounted unlikely supported evidenced")

// noted may follow a bare "no", "none" or "n" as the whole of an answer.
var noted = words("a known identified reported noted disclosed currently present needed")

// scope is one term in its sentence.
type scope struct {
	*talk
	start, end int // of the sentence
	m          match
}

func (s scope) turnsAt(k int) bool {
	return turns[s.said[k].text] || s.cueAt[k].kinds&isContrast != 0
}

// negated reports whether the term is denied; unsure that it is expressly not
// ruled out.
func (s scope) negated() (negated, unsure bool) {
	if n, u := s.negatedBefore(); n || u {
		return n, u
	}
	if n, u := s.negatedBehind(); n || u {
		return n, u
	}
	return s.listedUnder(isNegation) || s.listedWithOr() || s.answeredNo(), false
}

// negatedBefore looks for "no", "not", "ruled out" before the term, over light
// words and other terms.
func (s scope) negatedBefore() (negated, unsure bool) {
	for k := s.m.from - 1; k >= s.start && k >= s.m.from-longestReach; k-- {
		if s.said[k+1].before&edge != 0 && !(s.said[k+1].before&edge == colon && s.cueEnd[k].kinds&isNegation != 0) {
			return false, false
		}
		if set := s.cueEnd[k]; set.kinds&isNegation != 0 {
			first := k - set.length + 1
			if lookBack[s.said[k].text] && s.denied(first) {
				return false, true
			}
			if lookBack[s.said[k].text] && first > s.start && s.inTerm[first-1] && s.said[k+1].before&colon == 0 {
				return false, false // "autism ruled out hemiplegia remains": it looks back
			}
			return true, false
		}
		if !lightWords[s.said[k].text] && !s.inTerm[k] {
			return false, false
		}
	}
	return false, false
}

// denied reports whether a negation stands right before a cue: "not ruled out",
// "cannot be excluded".
func (s scope) denied(first int) bool {
	for k := first - 1; k >= s.start && k >= first-3; k-- {
		switch s.said[k].text {
		case "not", "cannot", "cant", "never", "hasnt", "havent", "couldnt", "isnt", "wasnt", "yet":
			return true
		case "be", "been", "fully", "to", "able", "rule", "formally":
		default:
			return false
		}
	}
	return false
}

// negatedBehind looks for "ruled out", "excluded", "unlikely" after the term.
func (s scope) negatedBehind() (negated, unsure bool) {
	denied := false
	for k := s.m.to; k < s.end && k < s.m.to+longestReach; k++ {
		if s.said[k].before&edge != 0 && s.said[k].before&edge != opens && s.said[k].before&edge != dash {
			return false, false
		}
		if set := s.cueAt[k]; set.kinds&isNegation != 0 && lookBack[s.said[k+set.length-1].text] {
			if k+set.length < s.end && s.said[k+set.length].before&colon != 0 {
				return false, false // the cue heads a list
			}
			return !denied, denied
		}
		switch s.said[k].text {
		case "not", "cannot", "cant", "never", "hasnt", "couldnt":
			denied = true
			continue
		}
		if !afterWords[s.said[k].text] && !lookedAt[s.said[k].text] && strings.Trim(s.said[k].text, "0123456789") != "" {
			return false, false
		}
	}
	return false, false
}

// lookedAt may stand between a term and what became of it: "autism was queried in
// 2022 and ruled out".
var lookedAt = words("queried considered assessed tested questioned raised mentioned suggested looked at into in and but years ago then later")

// listedUnder reports whether the term stands in a list behind a cue and a
// colon: "Ruled out: epilepsy, CP, brain tumour."
func (s scope) listedUnder(cue uint8) bool {
	for k := s.m.from; k > s.start && k > s.m.from-4*longestReach; k-- {
		if s.said[k].before&colon != 0 {
			return s.cueEnd[k-1].kinds&cue != 0
		}
		if s.turnsAt(k-1) || s.said[k].before&(semicolon|dash) != 0 {
			return false
		}
	}
	return false
}

// listedWithOr reports whether the term stands in a list of short items that
// "or" holds together: "no epilepsy, autism or ADHD". Without the "or" a comma
// ends the negation: "no autism, hemiplegia since birth".
func (s scope) listedWithOr() bool {
	or, item := false, 0
	for k := s.m.from - 1; k >= s.start && k >= s.m.from-longestReach; k-- {
		if s.said[k+1].before&edge&^comma != 0 || s.turnsAt(k) {
			return false
		}
		if s.said[k+1].before&comma != 0 {
			item = 0
		}
		if set := s.cueEnd[k]; set.kinds&isNegation != 0 {
			plain := lightWords[s.said[k+1].text] || s.inTerm[k+1] || s.said[k].text == "no" || s.said[k].text == "nil"
			return plain && (or || s.orFollows())
		}
		or = or || s.said[k].text == "or" || s.said[k].text == "nor"
		if item++; item > 3 && !lightWords[s.said[k].text] {
			return false
		}
	}
	return false
}

func (s scope) orFollows() bool {
	item := 0
	for k := s.m.to; k < s.end && k < s.m.to+longestReach; k++ {
		if s.said[k].before&edge&^comma != 0 || s.turnsAt(k) {
			return false
		}
		if s.said[k].before&comma != 0 {
			item = 0
		}
		if s.said[k].text == "or" || s.said[k].text == "nor" {
			return true
		}
		if item++; item > 2 {
			return false
		}
	}
	return false
}

// answeredNo reports whether "no" is the answer to the term: "Safeguarding
// concerns: none", "Autism - no". The answer is all that follows on its line.
func (s scope) answeredNo() bool {
	for k := s.m.to; k < len(s.said) && k < s.m.to+4; k++ {
		if s.said[k].before&(colon|dash|query) != 0 {
			switch s.said[k].text {
			case "no", "none", "nil", "n", "na":
			default:
				return false
			}
			last := k
			if last+1 < len(s.said) && s.said[last+1].before&(stop|broken) == 0 && noted[s.said[last+1].text] {
				last++ // "n/a", "none known"
			}
			return last+1 >= len(s.said) || s.said[last+1].before&(stop|broken|comma|semicolon) != 0
		}
		if s.said[k].before&stop != 0 || !afterWords[s.said[k].text] {
			return false
		}
	}
	return false
}

// family reports whether the term is said of a relative: "Brother has ADHD",
// "mum's anxiety", "autism in his brother". A parent who says something of the
// child is not one who has it.
func (s scope) family() bool {
	risk := s.m.category == catSafeguard || s.m.category == catUrgent || s.m.category == catWatch
	has := false
	for k := s.m.from - 1; k >= s.start && k >= s.m.from-longestReach; k-- {
		if s.said[k+1].before&edge != 0 && s.said[k+1].before&edge != colon && s.said[k+1].text != "who" {
			return false
		}
		if s.cueEnd[k].kinds&isFamily != 0 {
			owns := s.said[k].owns || has || s.said[k].text == "history" || s.said[k].upper
			return owns || !risk
		}
		has = has || haves[s.said[k].text]
		if !relativeWords[s.said[k].text] && !s.inTerm[k] {
			return false
		}
	}
	return !risk && s.inRelative()
}

// inRelative looks behind the term: "autism (brother)", "ADHD in her sister".
func (s scope) inRelative() bool {
	in := false
	for k := s.m.to; k < s.end && k < s.m.to+3; k++ {
		in = in || s.said[k].before&opens != 0 || s.said[k].text == "in"
		if s.said[k].before&(comma|semicolon|colon|stop) != 0 {
			return false
		}
		if s.cueAt[k].kinds&isFamily != 0 {
			return in
		}
		if t := s.said[k].text; t != "in" && t != "his" && t != "her" && t != "their" && t != "the" {
			return false
		}
	}
	return false
}

// history reports whether the term belongs to the past.
func (s scope) history() bool {
	if s.listedUnder(isHistory) || s.behind(isHistory) {
		return true
	}
	return s.ahead(isHistory)
}

// uncertain reports whether the term is only suspected: "?CP", "possible ASD",
// "awaiting ASD assessment".
func (s scope) uncertain() bool {
	if s.said[s.m.from].before&asks != 0 {
		return true
	}
	if s.m.from > s.start && s.said[s.m.from].before&edge == 0 && s.said[s.m.from-1].before&asks != 0 {
		return true // "?left hemiplegia"
	}
	return s.ahead(isUncertain) || s.behind(isUncertain)
}

// ahead looks for a cue before the term over light words.
func (s scope) ahead(cue uint8) bool {
	for k := s.m.from - 1; k >= s.start && k >= s.m.from-longestReach/2; k-- {
		if s.said[k+1].before&edge != 0 && !(s.said[k+1].before&edge == colon && s.cueEnd[k].kinds&cue != 0) {
			return false
		}
		if s.cueEnd[k].kinds&cue != 0 {
			return true
		}
		if !lightWords[s.said[k].text] && !s.inTerm[k] {
			return false
		}
	}
	return false
}

// behind looks for a cue after the term; it may stand in brackets.
func (s scope) behind(cue uint8) bool {
	for k := s.m.to; k < s.end && k < s.m.to+longestReach/2; k++ {
		if s.said[k].before&(semicolon|colon|stop|closes) != 0 || s.said[k].before&comma != 0 && cue != isHistory {
			return false
		}
		set := s.cueAt[k]
		if set.kinds&cue != 0 {
			// Cues that open a phrase of their own ("history of", "possible") speak of what follows.
			last := s.said[k+set.length-1].text
			return cue == isHistory && (last == "resolved" || last == "baby") || cue == isUncertain && (last == "suspected" || last == "queried" || last == "query") || pastYear(s.said, k) && s.m.category == catMSK
		}
		if pastYear(s.said, k) && cue == isHistory {
			return s.m.category == catMSK
		}
		if !afterWords[s.said[k].text] {
			return false
		}
	}
	return false
}

// pastYear recognises "in 2019". It makes an injury history; the year of a
// lifelong condition's diagnosis does not make the condition past.
func pastYear(said []word, k int) bool {
	return said[k].text == "in" && k+1 < len(said) && len(said[k+1].text) == 4 && strings.Trim(said[k+1].text, "0123456789") == ""
}
