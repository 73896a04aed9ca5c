package workflow

// How far from the word form its owner may stand, in words.
const (
	reachBefore = 5
	reachAfter  = 9
	nextTo      = 2 // "form for the Blue Badge": what it is for
)

// named tells whether the clause names the form, and whose. What stands nearest
// decides: "the speech and language form", "a form for the Blue Badge". A form
// that is called by a word we do not know is another one, unless the clause
// speaks of a referral or of this service.
func (c *clause) named() topic {
	found := noForm
	for _, m := range c.marks {
		if m.class != form && m.class != ourForm && m.class != fillIn {
			continue
		}
		if m.class == fillIn && !c.is.has(form, ourForm) {
			continue
		}
		t := c.whose(m)
		if t == thisForm {
			return t
		}
		found = t
	}
	return found
}

func (c *clause) whose(m mark) topic {
	own := m.class == ourForm || c.is.has(ours) || c.is.has(refer, referral) && !c.is.has(otherService)
	for _, o := range c.marks {
		near := o.to <= m.from && m.from-o.to <= reachBefore || o.from >= m.to && o.from-m.to <= reachAfter
		switch {
		case !near:
		case o.class == otherForm && o.to == m.from:
			return c.foreign("", "a form that is not ours")
		case o.class == otherForm && m.class == form && o.from >= m.to && o.from-m.to <= nextTo && c.h.said[m.to].text == "for":
			return c.foreign("", "a form that is not ours")
		case o.class == otherForm && (o.from >= m.to || m.from-o.to <= 2) && !own:
			return c.foreign("", "a form that is not ours")
		case o.class == otherService && !c.is.has(ours):
			return c.foreign(o.name, "")
		}
	}
	if !own && m.from > c.from && m.class == form && !neutral[c.h.said[m.from-1].text] && !c.marked(m.from-1) {
		return c.foreign("", "a form that we do not know")
	}
	if !own && c.elsewhere() {
		return strangeForm
	}
	return thisForm
}

// elsewhere reports whether what was said before makes a form, as such, another one.
func (c *clause) elsewhere() bool {
	h := c.h
	switch {
	case h.topic == strangeForm && h.since <= 2:
		return true
	case h.topic == thisForm:
		return false
	case h.head.has(otherForm, otherService) && !h.head.has(ours, ourForm, refer, referral):
		return true
	}
	mineToo := h.all.has(ours, ourForm, refer, referral)
	return !mineToo && h.all.has(otherService, otherForm, matterOf)
}

// strange reports whether the clause speaks of a form of somebody else.
func (c *clause) strange() bool { return c.is.has(form) && c.named() == strangeForm }

func (c *clause) foreign(service, name string) topic {
	h := c.h
	if service != "" && h.service == "" {
		h.service = service
	}
	if name != "" && h.who == "" {
		h.who = name
	}
	return strangeForm
}

// marked reports whether the table knows the word at i in this clause.
func (c *clause) marked(i int) bool {
	for _, m := range c.marks {
		if m.from <= i && i < m.to {
			return true
		}
	}
	return false
}

// neutral are words that stand before "form" and say nothing of whose it is.
var neutral = wordSet("2 3 4 5 6 four five few couple several the a an your this that these those any some one two three x another same current new newest latest blank right correct proper relevant necessary appropriate official standard date updated " +
	"paper pdf word electronic online printed hard self parent parents parental application assessment old older wrong revised spare fresh extra more no which what whatever whichever of me us you please need and or for in with out " +
	"complete fill filling to is our own simple short long easy printable digital particular usual 2017 2018 2019 2020 2021 2022 2023 2024 2025 2026 service team department childrens child kids therapy the nhs stockport hospital " +
	"said says required wee little lovely single actual whole first second next other different separate community are on by wanted hi hello hiya morning good it do we have got their still send request version wot")
