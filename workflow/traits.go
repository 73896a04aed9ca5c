package workflow

import (
	"slices"
	"strconv"
)

// mostHeard is how many words of a text are weighed: who asks for something
// says so on the first page, and what follows is mostly a signature.
const mostHeard = 220

// fewestHeard is how many words a text has at least that is heard without its
// subject.
const fewestHeard = 25

// traits are what is weighed of a message, each once, in alphabetical order:
// its words, neighbouring words, the words of its subject, what its clauses
// mean in the table of words, what the rules made of them. Every trait is made
// of words that the weights name, so none is anybody's own.
func (h *hearing) traits() []string {
	t := traitSet{}
	h.wordTraits(t)
	h.clauseTraits(t)
	h.ruleTraits(t)
	out := make([]string, 0, len(t))
	for name := range t {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// briefly is how few words a message has that says one thing only.
const briefly = 25

type traitSet map[string]bool

func (t traitSet) when(so bool, name string) {
	if so {
		t[name] = true
	}
}

func (h *hearing) wordTraits(t traitSet) {
	for i, w := range h.said[:h.subject] {
		t["subject "+plainNumber(w.text)] = true
		if i > 0 {
			t["subject "+plainNumber(h.said[i-1].text)+" "+plainNumber(w.text)] = true
		}
	}
	body := h.said[h.subject:]
	n := len(body)
	if n < fewestHeard {
		body = h.said // who writes next to nothing below the subject says it there
	}
	body = body[:min(len(body), mostHeard)]
	for i, w := range body {
		word := plainNumber(w.text)
		t["word "+word] = true
		if i > 0 && w.gap < fullStop {
			t["words "+plainNumber(body[i-1].text)+" "+word] = true
		}
	}
	switch {
	case n < 12:
		t["length a line"] = true
	case n < 40:
		t["length short"] = true
	case n > 150:
		t["length long"] = true
	}
	for _, w := range h.older {
		t["older "+plainNumber(w.text)] = true
	}
	t.when(h.context != 0, "older text names the service")
	t.when(h.files, "brings a file")
}

// plainNumber is a word as it is weighed: all numbers are one.
func plainNumber(w string) string {
	if number(w) >= 0 {
		return "#"
	}
	return w
}

// clauseTraits are the meanings of the table, and those that meet in a clause.
func (h *hearing) clauseTraits(t traitSet) {
	for _, is := range h.clauses {
		for a := range matterOf + 1 {
			if !is.has(a) {
				continue
			}
			t["means "+a.String()] = true
			for b := a + 1; b <= matterOf; b++ {
				t.when(is.has(b), "means "+a.String()+" "+b.String())
			}
		}
	}
}

func (h *hearing) ruleTraits(t traitSet) {
	brief := len(h.said) < briefly
	t.when(h.strong != "", "rule asks")
	t.when(h.strong != "" && brief, "rule asks briefly")
	t.when(h.weak != "", "rule wishes")
	t.when(h.weak != "" && brief, "rule wishes briefly")
	t.when(h.strong == "" && h.weak == "", "rule finds nothing")
	t.when(h.told, "rule tells of one")
	t.when(h.refused, "rule wants none")
	t.when(h.grown, "rule no child")
	t.when(h.claims, "rule brings one")
	t.when(h.who != "", "rule foreign form")
	t.when(h.service != "", "rule other service")
	t.when(h.also != "", "rule "+h.also)
	for _, m := range h.marks {
		t.when(m.class == veto, "rule "+m.name)
	}
}

var classNames = [...]string{"form", "our-form", "refer", "referral", "ours", "person", "other-service", "other-form", "give", "get",
	"you-ask", "i-ask", "i-want", "it-wants", "told-to", "where", "how", "what-do", "fill-in", "lack", "version", "reported", "mine",
	"brings", "reverse", "you-do", "refuse", "again", "it", "filled", "veto", "elder", "child", "call", "away", "matter"}

func (c class) String() string {
	if int(c) < len(classNames) {
		return classNames[c]
	}
	return strconv.Itoa(int(c))
}
