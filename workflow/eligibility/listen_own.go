package eligibility

import (
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
	o := x.open(said[0])
	o.own = append(o.own, &entry{words: said, category: catExcept, short: len(said) < shortestOwn})
}

// spokenOf are words of a sentence in which a title is not a signature: "I told
// our safeguarding lead".
var spokenOf = words("told tell report reported reporting spoke spoken speak speaking informed inform contacted contact concern concerns concerned worried worry " +
	"worries aware raised raise discussed discuss logged passed involved involvement referred disclosed said called rang asked met meeting visited")

// mask marks the words of a text that are our own or not what they look like.
func (t *talk) mask() {
	for i, o := range t.opens {
		if o == nil {
			continue
		}
		for _, e := range o.own {
			if e.fits(t.said, i) && e.counts(t.said, i) {
				cover(t.masked, i, i+len(e.words))
				break
			}
		}
	}
	t.maskOptions()
}

func cover(masked []bool, from, to int) {
	for i := from; i < to; i++ {
		masked[i] = true
	}
}

func (e *entry) counts(said []word, i int) bool {
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

// choice is the printed words of one option of a question of the form.
type choice struct {
	entry
	question, option int
}

func (x *lexicon) addOptions(questions []forms.Question) {
	for n, q := range questions {
		x.sizes = append(x.sizes, len(q.Options))
		for i, option := range q.Options {
			l := choice{entry{category: catExcept}, n, i}
			for _, w := range tokens(option.Label) {
				l.words = append(l.words, w.text)
			}
			if len(l.words) > 0 && len(q.Options) >= fewestOptions {
				o := x.open(l.words[0])
				o.labels = append(o.labels, l)
			}
		}
	}
}

// fewestOptions is the shortest printed list that is taken for one: a person
// who names two things has not pasted the form.
const fewestOptions = 4

// maskOptions marks a printed list of options, which is nearly all options of
// one question one after the other. An option with a tick before it is an answer.
func (t *talk) maskOptions() {
	for i := 0; i < len(t.said); i++ {
		if t.opens[i] == nil {
			continue
		}
		best := i
		for _, l := range t.opens[i].labels {
			if l.fits(t.said, i) {
				best = max(best, t.run(i, l.question))
			}
		}
		if best == i {
			continue
		}
		for k := i; k < best; k++ {
			t.masked[k] = t.masked[k] || !ticked(t.said, k)
		}
		i = best - 1
	}
}

// run follows the options of one question from i on, each once, to where they
// end; it is i itself when they are too few to be a printed list.
func (t *talk) run(i, question int) int {
	end, n := i, 0
	var seen [64]bool
	for end < len(t.said) {
		l := t.labelAt(end, question)
		if l == nil || l.option >= len(seen) || seen[l.option] {
			break
		}
		seen[l.option] = true
		end, n = end+len(l.words), n+1
		if end+1 < len(t.said) && t.said[end].text == "x" {
			end++ // a cross in a box
		}
	}
	if n < fewestOptions || n < t.sizes[question]-1 {
		return i
	}
	return end
}

func (t *talk) labelAt(i, question int) *choice {
	if t.opens[i] == nil {
		return nil
	}
	for k := range t.opens[i].labels {
		if l := &t.opens[i].labels[k]; l.question == question && l.fits(t.said, i) {
			return l
		}
	}
	return nil
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
