package workflow

import (
	"fmt"
	"strings"
)

// clause is a part of a sentence with one thought.
type clause struct {
	h        *hearing
	from, to int
	asks     bool // it ends in a question mark
	marks    []mark
	is       classes
}

func (c *clause) take(m mark) {
	c.marks = append(c.marks, m)
	c.is |= 1 << m.class
	if m.ours {
		c.is |= 1 << ours
	}
}

// judge adds what the clause says to what the message says.
func (c *clause) judge() {
	h := c.h
	named := c.named()
	told := (c.is.has(reported, mine) || c.is.has(filled) && c.mine() && !c.is.has(youAsk, iAsk)) && (named != noForm || c.is.has(referral, refer, ours, it) || h.head.has(form, ourForm, referral))
	h.told = h.told || told && !c.subjectLine()
	h.refused = h.refused || c.is.has(refuse) && c.is.has(form, ourForm, give)
	h.claims = h.claims || c.is.has(brings, filled) && (named == thisForm || c.is.has(referral) || c.is.has(mine) && named == noForm) && !c.is.has(otherForm)
	rule := c.request(named)
	if rule == "" {
		c.matters()
	}
	switch {
	case named != noForm:
		h.topic, h.since = named, 0
	case c.is.has(refer, referral) && c.is.has(otherService) && !c.is.has(ours, reported):
		h.topic, h.since = strangeForm, 0
	case c.is.has(refer, referral, ours) && h.topic == noForm && !c.is.has(otherService):
		h.topic, h.since = wish, 0
	}
}

func (c *clause) subjectLine() bool { return c.from < c.h.subject }

// matters notes what people answer.
func (c *clause) matters() {
	if c.h.also == "" && c.is.has(matterOf) {
		for _, name := range matterOrder {
			for _, m := range c.marks {
				if m.class == matterOf && m.name == name && c.h.also == "" {
					c.h.also = name
				}
			}
		}
	}
	if m, ok := c.first(otherService); ok && c.h.service == "" && !c.is.has(ours) && !c.h.all.has(ours) {
		c.h.service = m.name
	}
}

// request tells how the clause asks, "" when it does not, and remembers it.
func (c *clause) request(named topic) string {
	h := c.h
	rule, strong := c.rule(named)
	if rule == "" {
		return ""
	}
	switch {
	case strong && h.strong == "":
		h.strong = rule
	case !strong && h.weak == "":
		h.weak = rule
	}
	return rule
}

func (c *clause) rule(named topic) (string, bool) {
	h := c.h
	switch {
	case c.is.has(refuse, veto) && !c.is.has(again):
		return "", false
	case c.is.has(away, itWants) && !(c.is.has(youAsk) && c.gives() && c.mine()), h.strict && !c.mine():
		return "", false
	case named == strangeForm:
		return "", false
	case named == thisForm:
		return c.aboutForm()
	}
	if rule, strong := c.aboutIt(); rule != "" {
		return rule, strong
	}
	if rule, strong := c.aboutReferring(); rule != "" {
		return rule, strong
	}
	wished := h.topic == wish && h.since <= spokenBefore && c.is.has(how) && (c.asks || c.opens(how))
	if wished && !c.is.has(reported, mine, youDo, otherForm, otherService, reverse, matterOf, get) {
		return c.because("asks how it is done", how), false
	}
	return "", false
}

// aboutForm judges a clause that names the form.
func (c *clause) aboutForm() (string, bool) {
	settled := c.is.has(reported, mine, youDo, brings)
	asksYou := c.gives() && (c.is.has(youAsk) || c.commands())
	settled = settled || c.is.has(filled) && !asksYou
	switch {
	case settled && !(asksYou && c.is.has(again)):
		if c.is.has(lack) && !c.is.has(mine, youDo) && c.h.word(c.from) != "you" {
			return c.because("has lost the form", lack, form, ourForm), true
		}
		return "", false
	case c.is.has(reverse) && !c.is.has(iAsk, where):
		return "", false
	case asksYou:
		return c.because("asks to be sent the form", youAsk, give, ourForm, form), true
	case c.is.has(iAsk) && (c.is.has(get, give, where, iWant, version) || c.asks || c.mine()):
		return c.because("asks for the form", iAsk, get, ourForm, form), true
	case c.is.has(toldTo):
		return c.because("was told to ask for the form", toldTo, ourForm, form), true
	case c.is.has(where) && (c.asks || c.mine() || c.opens(where) || c.is.has(it, get, fillIn)):
		return c.because("asks where the form is, or which", where, ourForm, form), true
	case c.is.has(fillIn) && (c.mine() || c.is.has(youAsk) || c.asks):
		return c.because("asks what to fill in", fillIn), true
	case c.is.has(iWant) && (c.mine() || c.is.has(youAsk, ours, ourForm) || c.subjectLine()):
		return c.because("wants the form", iWant, ourForm, form), true
	case c.is.has(lack):
		return c.because("has no form, or none that opens", lack, ourForm, form), true
	case c.is.has(version) && c.asks:
		return c.because("asks whether it has the current form", version, ourForm, form), true
	case c.please():
		return c.because("asks for the form", ourForm, form, youAsk), true
	case c.is.has(youAsk) && (c.asks || c.length() <= bareWords):
		return c.because("asks for the form", youAsk, ourForm, form), true
	case c.asks && c.length() <= 3:
		return c.because("asks for the form in a word", ourForm, form), true
	case c.length() <= bareWords && (c.is.has(ourForm, ours, referral) || c.subjectLine()):
		return c.because("names the form and nothing else", ourForm, form), false
	}
	return "", false
}

// opens reports whether the clause begins with a mark of a class.
func (c *clause) opens(what class) bool {
	m, ok := c.first(what)
	return ok && m.from == c.from
}

// pleaseReach is how many words may stand between the form and "please".
const pleaseReach = 3

// please reports whether "please" stands close behind the form: "two forms please".
func (c *clause) please() bool {
	for _, m := range c.marks {
		if m.class == youAsk && m.from > c.from && c.endsNear(m.from, form, ourForm) {
			return true
		}
	}
	return false
}

// endsNear reports whether a mark of one of the classes ends close before word i.
func (c *clause) endsNear(i int, list ...class) bool {
	for _, m := range c.marks {
		if set(list...).has(m.class) && m.to <= i && i-m.to <= pleaseReach {
			return true
		}
	}
	return false
}

// bareWords is how many words a line has at most that names the form and little else.
const bareWords = 6

// spokenBefore is for how many sentences "it" may mean the form.
const spokenBefore = 4

// aboutIt judges a clause that speaks of the form, or of what the message wants,
// without naming it.
func (c *clause) aboutIt() (string, bool) {
	h := c.h
	if h.topic != thisForm && h.topic != wish || h.since > spokenBefore || c.is.has(reported, mine, youDo, otherForm) {
		return c.unnamed()
	}
	recent := h.topic == thisForm
	asksYou := c.gives() && (c.is.has(youAsk) || c.commands()) && !c.is.has(reverse)
	switch {
	case recent && asksYou && !c.is.has(matterOf) && (c.is.has(it, again) || c.short()):
		return c.because("asks to be sent the form it speaks of", youAsk, give, it), true
	case recent && c.is.has(iAsk) && (c.is.has(again, it) && c.is.has(get) || c.is.has(again) && c.is.has(it)) && !c.is.has(reverse, matterOf):
		return c.because("asks for the form it speaks of", iAsk, get, it), true
	case recent && c.is.has(lack) && c.is.has(it) && c.h.word(c.from) != "you":
		return c.because("cannot open the form it speaks of", lack, it), true
	case recent && c.is.has(version) && c.asks:
		return c.because("asks whether the form it speaks of is the current one", version), true
	case c.is.has(whatDo) && !c.is.has(reverse, matterOf):
		return c.because("asks what to do for a referral", whatDo), !h.told && (recent || h.all.has(refer, referral))
	case asksYou && c.is.has(it) && h.topic == wish && c.is.has(whatDo, fillIn, again):
		return c.because("asks to be sent what is needed", youAsk, give, it), true
	}
	return c.unnamed()
}

// unnamed judges a form that is described and not named.
func (c *clause) unnamed() (string, bool) {
	if c.is.has(fillIn) && (c.mine() || c.asks || c.is.has(youAsk)) && !c.is.has(reported, otherForm, otherService, reverse, youDo) && (c.h.all.has(ours, refer, referral)) {
		return c.because("asks what to fill in", fillIn), true
	}
	if c.is.has(fillIn) && c.mine() && c.h.all.has(child) && !c.is.has(reported, otherForm, otherService, reverse, youDo) {
		return c.because("asks what to fill in", fillIn), false
	}
	return "", false
}

// aboutReferring judges a clause about the referral itself.
func (c *clause) aboutReferring() (string, bool) {
	if !c.is.has(refer, referral) && !(c.is.has(ours) && c.is.has(whatDo)) || c.is.has(reported, mine) {
		return c.wishes()
	}
	if c.is.has(otherService) && !c.is.has(ours) || c.strange() {
		return "", false
	}
	switch {
	case c.is.has(how) && (c.asks || c.before(how, refer, referral)) && !c.is.has(matterOf):
		return c.because("asks how to refer a child", how, refer, referral), true
	case c.is.has(whatDo):
		return c.because("asks what to do for a referral", whatDo, refer, referral), true
	case c.is.has(lack) && !c.is.has(reported):
		return c.because("cannot find how to refer", lack, refer, referral), true
	case c.is.has(where) && c.asks && c.mine():
		return c.because("asks where to refer", where, refer, referral), true
	case c.gives() && c.is.has(referral) && c.is.has(youAsk) && c.mine():
		return c.because("asks to be sent a referral", youAsk, give, referral), true
	case c.is.has(iAsk, youAsk) && c.is.has(refer, referral) && (c.is.has(ours) || c.mine()):
		return c.because("asks for a referral", iAsk, youAsk, refer, referral), true
	}
	return c.wishes()
}

// wishes judges a statement that a child shall be referred or seen.
func (c *clause) wishes() (string, bool) {
	if c.is.has(reported, mine, person) || c.is.has(otherService) && !c.is.has(ours) {
		return "", false
	}
	want := c.is.has(iWant, toldTo)
	act := c.is.has(refer, referral) && (want && (c.mine() || c.is.has(child, refer)) || c.is.has(refer) && c.is.has(ours))
	if act || want && c.is.has(child) && !c.is.has(otherForm) && c.within(wishReach, ours, iWant, toldTo) {
		return c.because("wants a child referred", iWant, refer, referral, ours), false
	}
	return "", false
}

// wishReach is how many words may stand between the wish and what is wished.
const wishReach = 5

// within reports whether a mark of the first class stands at most so many words
// behind one of the others.
func (c *clause) within(most int, what class, behind ...class) bool {
	for _, b := range c.marks {
		for _, m := range c.marks {
			if m.class == what && set(behind...).has(b.class) && m.from >= b.to && m.from-b.to <= most {
				return true
			}
		}
	}
	return false
}

// mine reports whether the writer speaks of himself or of those he writes for.
func (c *clause) mine() bool {
	for _, w := range c.h.said[c.from:c.to] {
		if firstPerson[w.text] {
			return true
		}
	}
	return false
}

var firstPerson = wordSet("i im ive id ill we weve wed were well me us my our mine ourselves myself")

// gives reports whether somebody is to send something to the writer.
func (c *clause) gives() bool { return c.is.has(give) }

// commands reports whether the clause begins with the sending, as a request
// does: "send me", "and email it".
func (c *clause) commands() bool {
	m, ok := c.first(give)
	if !ok {
		return false
	}
	for i := c.from; i < m.from; i++ {
		if !filler[c.h.said[i].text] {
			return false
		}
	}
	return true
}

var filler = wordSet("and but so then also just hi hello hiya hey please now again yes or instead me")

// short reports whether nothing but the sending is spoken of.
func (c *clause) short() bool {
	m, _ := c.first(give)
	return c.to-m.to <= bareWords
}

func (c *clause) length() int { return c.to - c.from }

// before reports whether a mark of one class stands before one of the others.
func (c *clause) before(a class, others ...class) bool {
	m, ok := c.first(a)
	if !ok {
		return false
	}
	for _, o := range c.marks {
		if set(others...).has(o.class) && o.from >= m.from {
			return true
		}
	}
	return false
}

func (c *clause) first(list ...class) (mark, bool) {
	for _, m := range c.marks {
		if set(list...).has(m.class) {
			return m, true
		}
	}
	return mark{}, false
}

// because is a reason in the words of the table, which are nobody's own.
func (c *clause) because(rule string, list ...class) string {
	var words []string
	seen := classes(0)
	for _, m := range c.marks {
		if set(list...).has(m.class) && !seen.has(m.class) {
			seen |= 1 << m.class
			words = append(words, m.text)
		}
	}
	return fmt.Sprintf("%s (%s)", rule, strings.Join(words, "; "))
}
