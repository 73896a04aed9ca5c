package workflow

import "strings"

// hearing is one message while its words are judged, clause by clause. The order
// of the questions is that of a careful admin: whose matter is it, what is
// wanted, is it wanted or only told.
type hearing struct {
	said    []spokenWord
	marks   []mark
	subject int          // how many words stand in the subject
	strict  bool         // it sounds like a machine: only what somebody asks for himself counts
	context classes      // what the quoted history is about
	older   []spokenWord // the subject, when it is that of an answer or of something forwarded
	files   bool         // it brings files
	clauses []classes

	all     classes // of the whole message
	head    classes // of the subject
	grown   bool    // somebody of nineteen or more is spoken of
	topic   topic   // the form that was spoken of last
	since   int     // sentences since then
	service string
	also    string
	claims  bool
	told    bool   // it tells of a referral or a form that there is already
	refused bool   // it wants no form
	strong  string // it asks
	weak    string // it wishes; counts only when nothing speaks against it
	who     string // whose form the foreign one is
}

// topic is which form a message spoke of last.
type topic uint8

const (
	noForm topic = iota
	thisForm
	strangeForm
	wish // no form yet, but that a child shall be seen
)

// quotedHead is how much of the quoted history is looked at, in bytes.
const quotedHead = 2000

// contextOf tells whether the quoted history names the service. What is asked
// there is not asked now.
func contextOf(quoted string) classes {
	if otNamed.MatchString(plainWords(quoted[:min(len(quoted), quotedHead)])) {
		return set(ours)
	}
	return 0
}

func (h *hearing) hear() {
	h.marks = vocabulary.find(h.said)
	for _, m := range h.marks {
		h.all |= 1 << m.class
		if m.from < h.subject {
			h.head |= 1 << m.class
		}
		if m.ours {
			h.all |= 1 << ours
		}
	}
	h.all |= h.context
	h.grown = h.adult()
	next := 0
	for start := 0; start < len(h.said); {
		end := h.turn(start, h.clauseEnd(start), next)
		c := clause{h: h, from: start, to: end, asks: end < len(h.said) && h.said[end].gap == question}
		for next < len(h.marks) && h.marks[next].from < end {
			c.take(h.marks[next])
			next++
		}
		if h.said[start].gap >= fullStop {
			h.since++
		}
		c.judge()
		h.clauses = append(h.clauses, c.is)
		start = end
	}
}

// clauseEnd is where the clause that begins at word i ends: with the sentence,
// or before a word that begins a new thought after a pause or a conjunction.
func (h *hearing) clauseEnd(i int) int {
	for k := i + 1; k < len(h.said); k++ {
		w := h.said[k]
		if w.gap >= fullStop || k == h.subject {
			return k
		}
		if k+1 < len(h.said) && conjunction[w.text] && opensClause[h.said[k+1].text] && h.said[k+1].gap < fullStop {
			return k
		}
		if w.gap == pause && opensClause[w.text] {
			return k
		}
	}
	return len(h.said)
}

// turn ends a clause early where one that tells of something goes over into a
// request without a stop: "I sent it last year I need another". next is the
// first mark of the clause.
func (h *hearing) turn(start, end, next int) int {
	told := false
	for _, m := range h.marks[next:] {
		switch {
		case m.from >= end:
			return end
		case told && m.from > start && set(youAsk, iAsk, iWant).has(m.class) && turns[h.said[m.from].text]:
			return m.from
		}
		told = told || m.class == reported || m.class == filled
	}
	return end
}

var turns = wordSet("can could please i would may id")

var (
	conjunction = wordSet("and but so because then although though")
	opensClause = wordSet("i we you he she it they can could would will please kindly send email forward post is are have has had how what where whats if then also my our do does did just im ive id were weve and but so who which may might the there cant cannot dont thanks thank until")
)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}

// request is the verdict: how the message asks for the form, "" when it does
// not. What the rules found is weighed together with the words.
func (h *hearing) request(w weights) string {
	if len(h.said) == 0 {
		return ""
	}
	traits := h.traits()
	switch {
	case h.grown, w.weigh(traits) <= 0:
		return ""
	case h.strong != "":
		return h.strong
	case h.weak != "":
		return h.weak
	}
	return w.because(traits)
}

// oldest is the age from which somebody is no child in any school.
const oldest = 19

// adult reports whether the message is about somebody who is no child: a
// relative of the writer, the writer, or somebody whose age is told.
func (h *hearing) adult() bool {
	children := h.all.has(child)
	if h.all.has(elder) && !children {
		return true
	}
	for i, w := range h.said {
		if age := number(w.text); age < oldest || age > 110 {
			continue
		}
		before, after := h.word(i-1), h.word(i+1)
		if before == "im" || before == "am" {
			if !children {
				return true
			}
			continue
		}
		year := after == "year" || after == "yr" || after == "yo" || after == "y"
		if after == percent {
			continue
		}
		told := (before == "is" || before == "hes" || before == "shes" || before == "aged" || before == "whos" || before == "now") && (i+1 == len(h.said) || h.said[i+1].gap > joined || afterAge[after] || year)
		if told || year && (h.word(i+2) == "old" || after == "yo") {
			return true
		}
	}
	return false
}

var afterAge = wordSet("and now but with has lives years who cant old so")

func (h *hearing) word(i int) string {
	if i < 0 || i >= len(h.said) {
		return ""
	}
	return h.said[i].text
}

// number is a number of at most three digits, -1 for any other word.
func number(w string) int {
	if w == "" || len(w) > 3 {
		return -1
	}
	n := 0
	for _, c := range []byte(w) {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}
