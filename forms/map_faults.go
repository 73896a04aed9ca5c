package forms

import (
	"fmt"
	"slices"
	"strings"
)

// MappingFault is one thing that is wrong with a mapping.
type MappingFault struct {
	Field string // the form's field, "" when it is about the whole mapping
	Text  string // what is wrong
	Hint  string // what to do, "" for nothing more
}

// Faults lists everything that is wrong with a mapping of the service's own
// form, in its order: questions and options that are not there, two fields onto
// one question, values that mean nothing, required questions that the form does
// not ask and that nobody has said it does not.
func (m Mapping) Faults() []MappingFault {
	faults := m.leads()
	if len(m.Rows) == 0 {
		faults = append(faults, MappingFault{Text: "names no field", Hint: "referrald form inspect FILE writes a mapping to fill in"})
	}
	if dated(m.Version) {
		faults = append(faults, MappingFault{Text: fmt.Sprintf("the version %q looks like one of the built-in form's", m.Version), Hint: "call it something else, for example \"school " + m.Version + "\""})
	}
	faults = append(faults, m.twice()...)
	return append(faults, m.unasked()...)
}

// leads lists the rows that lead to no question or option of today.
func (m Mapping) leads() []MappingFault {
	var faults []MappingFault
	for _, r := range m.Rows {
		text, hint := r.wrong()
		if text != "" {
			faults = append(faults, MappingFault{Field: r.Field, Text: text, Hint: hint})
		}
	}
	return faults
}

// wrong says what is wrong with one row, "" for nothing.
func (r Mapped) wrong() (text, hint string) {
	q, known := Lookup(r.Question)
	switch {
	case r.Field == "":
		return "a field has no name", ""
	case r.Question == "" && r.Code != "":
		return "an option is named, and no question", ""
	case r.Question == "":
		return "", ""
	case r.Question == childName && (r.Code == "" || r.Code == Unclear):
		return "", ""
	case !known:
		return fmt.Sprintf("there is no question %q", r.Question), nearestQuestion(r.Question)
	case q.Kind == KindHidden && q.Name != versionField:
		return fmt.Sprintf("%q is for office use", r.Question), ""
	case r.Join && q.choice():
		return fmt.Sprintf("the answer to %q is chosen and has no parts", r.Question), ""
	}
	codes := r.codes()
	for _, code := range codes {
		switch _, ok := q.Option(code); {
		case ok || code == Unclear && len(codes) == 1:
		case !q.choice():
			return fmt.Sprintf("the question %q has no options", r.Question), "leave the option out: the answer is read as it stands"
		default:
			return fmt.Sprintf("the question %q has no option %q", r.Question, code), "it has: " + strings.Join(optionCodes(q), ", ")
		}
	}
	if len(codes) > 1 && q.Kind != KindMulti {
		return fmt.Sprintf("the question %q takes one option", r.Question), "write \"?\" where it is not clear which one is meant: a person then sees the answer"
	}
	return "", ""
}

func optionCodes(q Question) []string {
	var codes []string
	for _, o := range q.Options {
		codes = append(codes, o.Code)
	}
	return codes
}

// nearestQuestion suggests a question by the words that its name shares.
func nearestQuestion(name string) string {
	best, most := "", 0
	for _, q := range Questions() {
		shared := 0
		for part := range strings.SplitSeq(strings.ToLower(name), "_") {
			if len(part) > 1 && slices.Contains(strings.Split(q.Name, "_"), part) {
				shared++
			}
		}
		if shared > most && q.Kind != KindHidden {
			best, most = q.Name, shared
		}
	}
	if best == "" {
		return "referrald form inspect lists the questions"
	}
	return "did you mean " + best + "?"
}

// twice lists questions that two fields answer. Options of one question may
// stand in several fields, and so may the parts of one answer.
func (m Mapping) twice() []MappingFault {
	type place struct{ question, code string }
	var faults []MappingFault
	first := map[place]string{}
	for _, r := range m.Rows {
		q, _ := Lookup(r.Question)
		if r.Question == "" || r.Join || r.Code == Unclear {
			continue
		}
		codes := r.codes()
		if q.Kind != KindMulti && r.Code == "" {
			codes = []string{""}
		}
		for _, code := range codes {
			at := place{r.Question, code}
			other, met := first[at]
			if met && nameKey(other) != nameKey(r.Field) {
				faults = append(faults, MappingFault{Field: r.Field, Text: fmt.Sprintf("answers %s, and so does the field %q", strings.TrimSpace(r.Question+" "+code), other),
					Hint: "one of the two; the parts of one answer take join = true"})
				continue
			}
			first[at] = r.Field
		}
	}
	return faults
}

// unasked lists required questions that no field answers, and slips in NotAsked.
func (m Mapping) unasked() []MappingFault {
	asked := map[string]bool{}
	for _, r := range m.Rows {
		asked[r.Question] = true
	}
	asked["child_forename"] = asked["child_forename"] || asked[childName]
	asked["child_surname"] = asked["child_surname"] || asked[childName]
	var faults []MappingFault
	for _, name := range m.NotAsked {
		switch _, known := Lookup(name); {
		case !known:
			faults = append(faults, MappingFault{Text: fmt.Sprintf("not_asked names %q, which is no question", name), Hint: nearestQuestion(name)})
		case asked[name]:
			faults = append(faults, MappingFault{Text: fmt.Sprintf("not_asked names %q, which a field answers", name)})
		}
	}
	for _, q := range requiredBy(asked) {
		if !slices.Contains(m.NotAsked, q.Name) {
			faults = append(faults, MappingFault{Text: fmt.Sprintf("the form does not ask a question that is required: %s (%s)", q.Name, q.Label),
				Hint: "map a field to it; or put its name into not_asked, and everybody who sends the form is asked for it by letter"})
		}
	}
	return faults
}

// requiredBy lists the questions that a form with these questions leaves
// missing: the required ones, one of each group, and those that depend on an
// answer that it asks for.
func requiredBy(asked map[string]bool) []Question {
	t := table()
	groups := map[string]bool{}
	for _, q := range t.questions {
		if group := t.rules[q.Name].group; asked[q.Name] && group != "" {
			groups[group] = true
		}
	}
	var list []Question
	for _, q := range t.questions {
		r := t.rules[q.Name]
		depends := slices.ContainsFunc(r.any, func(c condition) bool { return c.field != "" && asked[c.field] || c.aged > 0 && asked[bornField] })
		switch {
		case asked[q.Name]:
		case r.group != "" && !groups[r.group]:
			groups[r.group] = true
			list = append(list, q)
		case r.always, depends:
			list = append(list, q)
		}
	}
	return list
}
