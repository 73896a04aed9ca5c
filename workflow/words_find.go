package workflow

import (
	"slices"
	"strings"
)

// class is what a phrase of the table means in a sentence.
type class uint8

// classes is a set of them.
type classes uint64

func set(list ...class) classes {
	var s classes
	for _, c := range list {
		s |= 1 << c
	}
	return s
}

func (s classes) has(list ...class) bool { return s&set(list...) != 0 }

// phrase is one spelling of a row of the table.
type phrase struct {
	class class
	words []slot
	text  string // as the table writes it: fit for a reason, nobody's own words
	name  string // of the matter or the service
	gaps  bool
	ours  bool // it names children's occupational therapy
}

// slot is one word of a phrase: alternatives, beginnings, or a gap.
type slot struct {
	is    []string
	begin []string
	gap   bool
}

// widestGap is how many words may stand in a gap of a phrase.
const widestGap = 3

// mark is a phrase found at words [from, to).
type mark struct {
	*phrase
	from, to int
}

// lexis is the table as it is searched: phrases by their first word, or by how
// it begins.
type lexis struct {
	first  map[string][]*phrase
	begins map[string][]*phrase
	known  map[string]bool // words that are spelled as they should be
}

// shortestBegin is the fewest letters of a beginning in the table.
const shortestBegin = 3

var (
	vocabulary = readTable()
	namesUs    = words(`ot`, `o t`, `occupational\*?`, `therapy`, `therapist`)
)

func readTable() *lexis {
	x := &lexis{first: map[string][]*phrase{}, begins: map[string][]*phrase{}, known: map[string]bool{}}
	for _, r := range table {
		for text := range strings.SplitSeq(r.phrases, "|") {
			x.add(r, strings.TrimSpace(text))
		}
	}
	for w := range strings.FieldsSeq(spelledRight) {
		x.known[w] = true
	}
	return x
}

func (x *lexis) add(r row, text string) {
	p := &phrase{class: r.class, text: text, name: r.name}
	p.ours = (r.class == refer || r.class == ourForm) && namesUs.MatchString(text)
	for w := range strings.FieldsSeq(text) {
		var s slot
		for alternative := range strings.SplitSeq(w, "/") {
			stem, begin := strings.CutSuffix(alternative, "*")
			switch {
			case w == "~":
				s.gap, p.gaps = true, true
			case begin:
				s.begin = append(s.begin, stem)
			default:
				s.is = append(s.is, alternative)
				x.known[alternative] = true
			}
		}
		p.words = append(p.words, s)
	}
	for _, w := range p.words[0].is {
		x.first[w] = append(x.first[w], p)
	}
	for _, w := range p.words[0].begin {
		x.begins[w] = append(x.begins[w], p)
	}
}

// find marks the phrases of the table in a text, in order. A phrase that is a
// part of a longer one is not marked: "adult OT" is not "OT".
func (x *lexis) find(said []spokenWord) []mark {
	out := make([]mark, 0, len(said)/2)
	for i, w := range said {
		for _, p := range x.first[w.text] {
			out = p.at(out, said, i)
		}
		for n := shortestBegin; n <= len(w.text); n++ {
			for _, p := range x.begins[w.text[:n]] {
				out = p.at(out, said, i)
			}
		}
	}
	return longest(out)
}

func (p *phrase) at(out []mark, said []spokenWord, i int) []mark {
	if end := fits(p.words, said, i); end > 0 {
		return append(out, mark{p, i, end})
	}
	return out
}

// fits is where a phrase that begins at word i ends, 0 when it does not.
func fits(words []slot, said []spokenWord, i int) int {
	for k, s := range words {
		if s.gap {
			for n := 0; n <= widestGap && i+n < len(said) && said[i+n].gap < fullStop; n++ {
				if end := fits(words[k+1:], said, i+n); end > 0 {
					return end
				}
			}
			return 0
		}
		if i >= len(said) || k > 0 && said[i].gap >= fullStop || !s.holds(said[i].text) {
			return 0
		}
		i++
	}
	return i
}

func (s slot) holds(w string) bool {
	return slices.Contains(s.is, w) || slices.ContainsFunc(s.begin, func(b string) bool { return strings.HasPrefix(w, b) })
}

// longest leaves out what stands within a longer phrase. Marks come in order of
// their first word.
func longest(marks []mark) []mark {
	out := marks[:0:0]
	for i, m := range marks {
		covered := false
		for k := i - 1; k >= 0 && k > i-nearMarks && !covered; k-- {
			covered = marks[k].covers(m)
		}
		for k := i + 1; k < len(marks) && marks[k].from == m.from && !covered; k++ {
			covered = marks[k].covers(m)
		}
		if !covered {
			out = append(out, m)
		}
	}
	return out
}

// nearMarks is how many marks back a longer phrase may have begun.
const nearMarks = 16

func (m mark) covers(o mark) bool {
	return !m.gaps && m.from <= o.from && m.to >= o.to && m.to-m.from > o.to-o.from
}
