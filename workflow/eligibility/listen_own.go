package eligibility

import (
	"slices"
	"strings"

	"referrald/forms"
)

// shortestOwn is the number of words from which a phrase of ours is recognised
// anywhere. Shorter ones are words that people use themselves.
const shortestOwn = 4

// addOwn takes in our own printed words: the form's questions and hints, the
// published page, our letters. They come back pasted and quoted, and they name
// every exclusion and every danger.
func (x *lexicon) addOwn(phrases []string) {
	for _, q := range forms.Questions() {
		x.addPhrase(q.Label, true)
		x.addPhrase(q.Hint, false)
	}
	for _, s := range forms.Sections() {
		x.addPhrase(s.Title, false)
	}
	for _, p := range phrases {
		x.addPhrase(p, false)
		for piece := range strings.FieldsFuncSeq(p, func(r rune) bool { return strings.ContainsRune("().:–", r) }) {
			x.addPhrase(piece, false)
		}
	}
}

func (x *lexicon) addPhrase(phrase string, label bool) {
	var said []string
	for _, w := range tokens(phrase) {
		said = append(said, w.text)
	}
	if len(said) == 0 || len(said) < shortestOwn && !label {
		return
	}
	x.own[said[0]] = append(x.own[said[0]], &entry{words: said, category: catExcept, short: len(said) < shortestOwn})
}

// spokenOf are words of a sentence in which a title is not a signature: "I told
// our safeguarding lead".
var spokenOf = words("told tell report reported reporting spoke spoken speak speaking informed inform contacted contact concern concerns concerned worried worry " +
	"worries aware raised raise discussed discuss logged passed involved involvement referred disclosed said called rang asked met meeting visited")

// mask marks the words of a text that are our own or not what they look like.
func (x *lexicon) mask(said []word) []bool {
	masked := make([]bool, len(said))
	for i := range said {
		for _, e := range x.own[said[i].text] {
			if e.fits(said, i) && x.counts(e, said, i) {
				cover(masked, i, i+len(e.words))
				break
			}
		}
	}
	x.lists.mask(said, masked)
	return masked
}

func cover(masked []bool, from, to int) {
	for i := from; i < to; i++ {
		masked[i] = true
	}
}

func (x *lexicon) counts(e *entry, said []word, i int) bool {
	end := i + len(e.words)
	switch {
	case e.short:
		starts := i == 0 || said[i].before&(stop|broken) != 0
		return starts && end < len(said) && said[end].before&colon != 0
	case e.title:
		return !speaks(said, i)
	}
	return true
}

// speaks reports whether somebody speaks of something in the sentence around i.
func speaks(said []word, i int) bool {
	for k := i; k < len(said) && k < i+longestSentence && (k == i || said[k].before&stop == 0); k++ {
		if spokenOf[said[k].text] {
			return true
		}
	}
	for k := i; k > 0 && k > i-longestSentence && said[k].before&stop == 0; k-- {
		if spokenOf[said[k-1].text] {
			return true
		}
	}
	return false
}

// fits reports whether the words from i on are the entry's.
func (e *entry) fits(said []word, i int) bool {
	if i+len(e.words) > len(said) {
		return false
	}
	for k, w := range e.words {
		if said[i+k].text != w || k > 0 && said[i+k].before&stop != 0 && !e.long() {
			return false
		}
	}
	return !e.acronym || said[i].upper
}

// long phrases of ours may run over the end of a sentence.
func (e *entry) long() bool { return len(e.words) >= shortestOwn && e.category == catExcept }

// optionLists are the printed options of the form's questions.
type optionLists struct {
	labels map[string][]optionLabel // by first word
	sizes  []int                    // options of each question
}

type optionLabel struct {
	words    []string
	question int
}

func newOptionLists(questions []forms.Question) optionLists {
	l := optionLists{labels: map[string][]optionLabel{}}
	for n, q := range questions {
		l.sizes = append(l.sizes, len(q.Options))
		for _, o := range q.Options {
			var label []string
			for _, w := range tokens(o.Label) {
				label = append(label, w.text)
			}
			if len(label) > 0 {
				l.labels[label[0]] = append(l.labels[label[0]], optionLabel{label, n})
			}
		}
	}
	for _, list := range l.labels {
		slices.SortStableFunc(list, func(a, b optionLabel) int { return len(b.words) - len(a.words) })
	}
	return l
}

// fewestOptions is the shortest printed list that is taken for one: a person
// who names two things has not pasted the form.
const fewestOptions = 4

// mask marks a printed list of options, which is nearly all options of one
// question one after the other. An option with a tick before it is an answer.
func (l optionLists) mask(said []word, masked []bool) {
	for i := 0; i < len(said); i++ {
		best, found := i, 0
		for _, label := range l.labels[said[i].text] {
			if end, n := l.run(said, i, label.question); n > found {
				best, found = end, n
			}
		}
		if found == 0 {
			continue
		}
		for k := i; k < best; k++ {
			masked[k] = masked[k] || !ticked(said, k)
		}
		i = best - 1
	}
}

// run follows the options of one question from i on; n is 0 for too few.
func (l optionLists) run(said []word, i, question int) (end, n int) {
	for i < len(said) {
		size := l.labelAt(said, i, question)
		if size == 0 {
			break
		}
		i, n = i+size, n+1
		if i < len(said) && said[i].text == "x" && i+1 < len(said) {
			i++ // a cross in a box
		}
	}
	if n < fewestOptions || n < l.sizes[question]-1 {
		return i, 0
	}
	return i, n
}

func (l optionLists) labelAt(said []word, i, question int) int {
	for _, label := range l.labels[said[i].text] {
		if label.question == question && (&entry{words: label.words, category: catExcept}).fits(said, i) {
			return len(label.words)
		}
	}
	return 0
}

// ticked reports whether the option that word k belongs to has a mark before it.
func ticked(said []word, k int) bool {
	for ; k >= 0; k-- {
		if said[k].before&tick != 0 || k > 0 && said[k-1].text == "x" && said[k-1].before&opens != 0 {
			return true
		}
		if said[k].before != 0 && said[k].before != hyphen {
			return false
		}
	}
	return false
}
