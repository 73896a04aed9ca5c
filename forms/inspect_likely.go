package forms

import "slices"

// mostLikely is how many questions are proposed for one field; with more the
// words are too common to mean any.
const mostLikely = 3

// Likely proposes the questions that a field of another form may answer, by its
// name and by what stands beside it. It is a proposal to a person, never used.
func (f FormField) Likely() []string {
	for _, text := range []string{f.Name, f.Label} {
		if names := likely(text); len(names) > 0 && len(names) <= mostLikely {
			return names
		}
	}
	return f.likelyOption()
}

func likely(text string) []string {
	if s, ok := slotOf(text); ok && s.question.Kind != KindHidden {
		return []string{s.question.Name}
	}
	key := foldKey(text)
	if names := labels().names[key]; names != nil {
		return names
	}
	if found, ok := labels().find(text); ok && found.whole {
		return found.names
	}
	return nil
}

// likelyOption proposes the questions that have a tick box's words as an option.
func (f FormField) likelyOption() []string {
	if f.Kind != FieldTick {
		return nil
	}
	var names []string
	for _, q := range Questions() {
		if q.Kind == KindMulti && LikelyCode(q, Option{Code: f.Name, Label: f.Label}) != "" {
			names = append(names, q.Name)
		}
	}
	if len(names) > mostLikely {
		return nil
	}
	return names
}

// LikelyCode proposes the option of a question that a value of another form may
// mean, by the value and the words shown for it; "" for none. It is a proposal
// to a person, never used.
func LikelyCode(q Question, value Option) string {
	for _, text := range []string{value.Label, value.Code} {
		if text == "" {
			continue
		}
		if code := q.codeOf(text); slices.Contains(optionCodes(q), code) {
			return code
		}
		if code, ok := words().option(q, text); ok {
			return code
		}
	}
	return ""
}
