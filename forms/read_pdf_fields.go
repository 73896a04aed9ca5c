package forms

import (
	"slices"
	"strings"
)

// gathered is what the fields of a document say about our questions.
type gathered struct {
	answers map[string][]given // by canonical name; none for what is blank
	asked   map[string]bool    // questions that have a field, blank or not
	exact   int                // fields with exactly the name of the contract
}

// gather sorts a document's fields by the questions they answer.
func gather(fields []pdfField) gathered {
	g := gathered{answers: map[string][]given{}, asked: map[string]bool{}}
	for _, f := range fields {
		s, ok := slotOf(f.name)
		if !ok {
			continue
		}
		g.asked[s.question.Name] = true
		if strings.HasSuffix(f.name, s.name()) {
			g.exact++
		}
		g.answers[s.question.Name] = append(g.answers[s.question.Name], f.answers(s)...)
	}
	return g
}

// ours reports whether the document is a form of ours.
func (g gathered) ours() bool {
	return g.asked[versionField] || g.exact >= fewestExact || len(g.asked) >= fewestAlike
}

// version is what the form states as its version, "" for none or anything that
// is no version.
func (g gathered) version() string {
	for _, v := range g.answers[versionField] {
		if text := strings.TrimSpace(v.value); plainVersion.MatchString(text) {
			return text
		}
	}
	return ""
}

// answers are what one field says about its question: nothing when it is
// blank, several values for a list of several.
func (f pdfField) answers(s slot) []given {
	if f.kind == "Btn" {
		return f.pressed(s)
	}
	var all []given
	for _, value := range f.values {
		if f.kind == "Ch" {
			value = f.valueOf(value)
		}
		if strings.TrimSpace(value) == "" && !f.cut {
			continue
		}
		g := given{value: s.question.codeOf(value), page: f.page(""), sure: true, cut: f.cut}
		if s.option != "" { // a text where a tick box is expected; a person sees of which option
			g.value = s.option + ": " + value
		}
		all = append(all, g)
	}
	if len(all) == 0 && f.cut {
		all = append(all, given{page: f.page(""), cut: true})
	}
	return all
}

// valueOf is the value of a chosen option; some programs write what is shown.
func (f pdfField) valueOf(text string) string {
	for _, o := range f.options {
		if o.value == text {
			return text
		}
	}
	for _, o := range f.options {
		if o.shown == text {
			return o.value
		}
	}
	return text
}

// pressed is what buttons say: a tick box, or one of several radio buttons.
// What the field states and what its buttons show must agree; a form in which
// they do not looks different from what a program would read.
func (f pdfField) pressed(s slot) []given {
	stated, shown := "", f.shown()
	if len(f.values) > 0 && !off(f.values[0]) {
		stated = f.values[0]
	}
	states := shown
	if stated != "" && !slices.Contains(states, stated) {
		states = append(slices.Clone(states), stated)
	}
	agree := len(states) < 2
	switch {
	case stated == "" && len(f.values) > 0 && len(shown) > 0: // off, and yet one is shown
		agree = false
	case stated != "" && len(shown) == 0 && f.shownOff(stated): // on, and yet none is shown
		agree = false
	}
	var all []given
	for _, state := range states {
		g := given{value: s.option, page: f.page(state), sure: agree}
		if s.option == "" {
			g.value = s.question.codeOf(f.exportOf(state))
		}
		all = append(all, g)
	}
	return all
}

// shown lists the states in which buttons are shown as pressed, each once.
func (f pdfField) shown() []string {
	var states []string
	for _, w := range f.widgets {
		if w.stated && !off(w.state) && !slices.Contains(states, w.state) {
			states = append(states, w.state)
		}
	}
	return states
}

// shownOff reports whether the button that would show a state is shown as not
// pressed. A button that states nothing shows nothing either way.
func (f pdfField) shownOff(state string) bool {
	for _, w := range f.widgets {
		if w.stated && (len(f.widgets) == 1 || slices.Contains(w.states, state)) {
			return true
		}
	}
	return false
}

// exportOf is the value of a button's state. With a list of values the states
// are only numbers or names, and the value is that of the button's place.
func (f pdfField) exportOf(state string) string {
	if len(f.options) != len(f.widgets) {
		return state
	}
	for i, w := range f.widgets {
		if w.state == state || slices.Contains(w.states, state) {
			return f.options[i].value
		}
	}
	return state
}

// page is where the field is shown, first where it is in the given state.
func (f pdfField) page(state string) int {
	for _, w := range f.widgets {
		if state != "" && (w.state == state || slices.Contains(w.states, state)) && w.page > 0 {
			return w.page
		}
	}
	for _, w := range f.widgets {
		if w.page > 0 {
			return w.page
		}
	}
	return 0
}

func off(state string) bool {
	return state == "" || strings.EqualFold(state, stateOff)
}
