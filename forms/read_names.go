package forms

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
)

// slot is what one field of a file stands for: a question, or one option of it.
type slot struct {
	question Question
	option   string // code, of a tick box; else ""
	full     string // name() of a slot that was found
}

// name is the field's name in the contract.
func (s slot) name() string {
	switch {
	case s.full != "":
		return s.full
	case s.option == "":
		return s.question.Name
	}
	return s.question.Name + "__" + s.option
}

// slots are the fields of the contract by their bare names, and by their names
// as the contract writes them. A question with options may have a tick box an
// option, whatever its kind.
var slots = sync.OnceValue(func() map[string]*slot {
	all := map[string]*slot{}
	for _, q := range Questions() {
		all[bare(q.Name)] = &slot{question: q, full: q.Name}
		all[q.Name] = all[bare(q.Name)]
	}
	for _, q := range Questions() {
		for _, o := range q.Options {
			s := &slot{question: q, option: o.Code}
			s.full = s.name()
			if _, taken := all[bare(s.name())]; !taken {
				all[bare(s.name())] = s
			}
			all[s.name()] = all[bare(s.name())]
		}
	}
	return all
})

// counters are the numbers that form designers put behind each name: "[0]".
var counters = regexp.MustCompile(`\[\d+\]`)

// slotOf finds what a field stands for by its full name. Programs put forms
// and pages before a name, change its case, and join its words otherwise:
// "form1[0].#subform[0].Child DOB[0]" is child_dob.
func slotOf(name string) (slot, bool) {
	if s := findSlot(name); s != nil {
		return *s, true
	}
	return slot{}, false
}

// findSlot is slotOf without a copy: nil when the name stands for nothing. What
// it gives is shared.
func findSlot(name string) *slot {
	if len(name) > mostSource {
		name = name[len(name)-mostSource:]
	}
	if s, ok := slots()[name]; ok {
		return s
	}
	if s, ok := slots()[bare(name)]; ok {
		return s
	}
	parts := strings.Split(counters.ReplaceAllString(name, ""), ".")
	for i := range parts {
		if s, ok := slots()[bare(strings.Join(parts[i:], ""))]; ok {
			return s
		}
	}
	return nil
}

// bare is a name without what programs change in it: letters in one case, and
// digits.
func bare(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// codeOf is the option's code when the text is an option as it is printed, or
// its code in other letters; any other text stays as it is.
func (q Question) codeOf(text string) string {
	if _, ok := q.Option(text); ok {
		return text
	}
	for _, o := range q.Options {
		if bare(o.Code) == bare(text) || bare(o.Label) == bare(text) {
			return o.Code
		}
	}
	return text
}
