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
	g := gathered{answers: make(map[string][]given, usualFields), asked: make(map[string]bool, usualFields)}
	for _, f := range fields {
		s := findSlot(f.name)
		if s == nil {
			continue
		}
		g.asked[s.question.Name] = true
		if strings.HasSuffix(f.name, s.name()) {
			g.exact++
		}
		switch said, before := f.answers(s), g.answers[s.question.Name]; {
		case len(said) == 0:
		case before == nil:
			g.answers[s.question.Name] = said
		default:
			g.answers[s.question.Name] = append(before, said...)
		}
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
func (f pdfField) answers(s *slot) []given {
	if f.kind == "Btn" {
		return append(f.pressed(s), f.laidOver(s)...)
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
			g.value, g.odd = s.option+": "+value, true
		}
		all = append(all, g)
	}
	if len(all) == 0 && f.cut {
		all = append(all, given{page: f.page(""), cut: true})
	}
	return append(all, f.laidOver(s)...)
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
func (f pdfField) pressed(s *slot) []given {
	stated := ""
	if len(f.values) > 0 && !off(f.values[0]) {
		stated = f.exportOf(f.values[0])
	}
	values := f.shown()
	agree := len(values) < 2
	switch {
	case stated == "": // off or unstated: whatever is shown counts, and speaks against "off"
		agree = agree && (len(values) == 0 || len(f.values) == 0)
	case len(values) == 0:
		values, agree = []string{stated}, !f.shownOff(stated)
	case !slices.Contains(values, stated):
		values, agree = append(values, stated), false
	}
	var all []given
	for _, value := range values {
		g := given{value: s.option, page: f.page(value), sure: agree}
		if s.option == "" {
			g.value = s.question.codeOf(value)
		}
		all = append(all, g)
	}
	return all
}

// shown lists the values whose buttons are shown as pressed, each once.
func (f pdfField) shown() []string {
	var values []string
	for _, w := range f.widgets {
		if value := f.exportOf(w.state); w.stated && !off(w.state) && !slices.Contains(values, value) {
			values = append(values, value)
		}
	}
	return values
}

// shownOff reports whether the button that stands for a value is shown as not
// pressed. A button that states nothing shows nothing either way.
func (f pdfField) shownOff(value string) bool {
	for i, w := range f.widgets {
		if w.stated && (len(f.widgets) == 1 || f.stands(i, value)) {
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

// stands reports whether a button stands for a value.
func (f pdfField) stands(button int, value string) bool {
	w := f.widgets[button]
	if f.kind == "Btn" && len(f.options) == len(f.widgets) {
		return f.options[button].value == value
	}
	return w.state == value || slices.Contains(w.states, value)
}

// page is where the field is shown, first where it has the given value.
func (f pdfField) page(value string) int {
	for i, w := range f.widgets {
		if w.page > 0 && value != "" && f.stands(i, value) {
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
