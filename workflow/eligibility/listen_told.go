package eligibility

import "strings"

// What is said of a relative, of the writer, or of times gone by is heard in its
// whole sentence for the exclusions: a word that wrongly counts there costs a
// person's look and keeps a child from its therapist for days. For words that
// speak of a physical need or a danger it is not: there the narrow scope of
// family and history stands, because a word that wrongly does not count turns a
// child away.

// exclusion reports whether the term belongs to one of the page's exclusions.
func (s scope) exclusion() bool { return strings.HasPrefix(s.m.category, "E") }

// ofAnother reports whether the sentence tells what a relative, a friend or the
// writer has: "Her stepbrother who visits broke his arm", "I am anxious enough
// for both of us". What a relative says, asks or does for the child is said of
// the child.
func (s scope) ofAnother() bool {
	for k := s.start; k < s.m.from && k <= s.start+mostBefore; k++ {
		if s.cueEnd[k].kinds&isFamily != 0 {
			return s.said[k+1].text != "and" && s.owned(k+1, true)
		}
		if s.said[k].text == "i" || s.said[k].text == "ive" || s.said[k].text == "im" {
			return k+1 == s.m.from || s.owned(k, false) && s.said[k].before&comma == 0
		}
	}
	return false
}

// mostBefore is how many words may stand before the subject of a sentence.
const mostBefore = 3

// owned reports whether the words from k on say that somebody has, is or broke
// what follows, before the talk turns to the child.
func (s scope) owned(k int, relative bool) bool {
	has := false
	for i := k; i < s.m.from; i++ {
		w := s.said[i].text
		switch {
		case reports[w], w == "him", w == "but", turnsToChild[w] && i > k && s.said[i-1].text != "who":
			return false
		case !relative && s.said[i].before&(comma|dash) != 0:
			return false
		}
		has = has || ownVerbs[w]
	}
	return has || relative && ownVerbs[s.said[s.m.from].text]
}

var (
	reports = words("say says said report reports reported reporting feel feels felt think thinks thought worried worry worries concerned notice notices noticed " +
		"want wants wanted ask asks asked asking tell tells told mention mentions mentioned describe describes described explain explains explained state states stated " +
		"believe believes request requests requesting suspect suspects query queries wonder wonders reckons like hope hopes noticing raised raises sure certain aware keen convinced adamant happy unsure")
	ownVerbs     = words("has have had is was are am broke breaks suffers suffered got with diagnosed ive im isnt doesnt does")
	turnsToChild = words("child pupil student our my")
)

// gone reports whether the sentence tells of something that is over: "Had talipes
// at birth, fully corrected", "wrist fracture age 6, healed".
func (s scope) gone() bool {
	for k := s.m.to; k < s.end; k++ {
		if overWords[s.said[k].text] && !s.unfinished(k) {
			return true
		}
		if s.turnsAt(k) && s.said[k].text != "has" && s.said[k].text != "having" {
			return false
		}
	}
	return s.asBaby()
}

// unfinished reports whether a word of healing is denied or lies ahead.
func (s scope) unfinished(k int) bool {
	for i := k - 1; i >= s.m.to && i >= k-3; i-- {
		switch s.said[i].text {
		case "not", "never", "hasnt", "isnt", "wasnt", "yet", "until", "be", "being", "to", "partly", "partially", "if", "when", "get", "getting":
			return true
		}
	}
	return false
}

// asBaby reports whether the sentence dates the term to the first years: "had
// ... at birth", "as a tiny baby".
func (s scope) asBaby() bool {
	had := false
	for k := s.start; k < s.m.from; k++ {
		had = had || s.said[k].text == "had" || s.said[k].text == "did"
	}
	if !had {
		return false
	}
	for k := s.m.to; k+1 < s.end && k < s.m.to+longestReach; k++ {
		switch s.said[k].text {
		case "at":
			if s.said[k+1].text == "birth" {
				return true
			}
		case "as":
			for i := k + 1; i < s.end && i < k+5; i++ {
				if t := s.said[i].text; t == "baby" || t == "newborn" || t == "infant" || t == "toddler" {
					return true
				}
			}
		}
	}
	return false
}

var overWords = words("healed corrected resolved sorted cured recovered outgrown outgrew gone cleared")

// normal reports whether an examination's word is said to be in order:
// "co-ordination good", "tone normal".
func (s scope) normal() bool {
	if s.m.category != catReview {
		return false
	}
	k := s.m.to
	for k < s.end && (s.said[k].text == "is" || s.said[k].text == "was" || s.said[k].text == "all" || s.said[k].text == "and" || s.said[k].text == "are") {
		k++
	}
	return k < s.end && s.said[k].before&(comma|semicolon|stop) == 0 && inOrder[s.said[k].text]
}

var inOrder = words("good normal fine nad intact excellent great ok")
