package forms

import (
	"strings"

	"golang.org/x/net/html"
)

func attrOf(t html.Token, name string) string {
	value, _ := attrStated(t, name)
	return value
}

func attrStated(t html.Token, name string) (value string, ok bool) {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// input reads a field of one line, a tick box or a button of several.
func (r *htmlReader) input(t html.Token) {
	s, known := slotOf(attrOf(t, "name"))
	value := attrOf(t, "value")
	switch strings.ToLower(attrOf(t, "type")) {
	case "checkbox", "radio":
		_, on := attrStated(t, "checked")
		switch {
		case known && s.option != "":
			r.addField(tickField(s.name(), on, ""))
		case known && on && value != "" && value != "on":
			r.addField(textField(s.name(), value, nil))
		case known:
			r.ask(s)
		}
		box := unticked
		if on {
			box = tickedBox
		}
		r.space()
		r.write(box + " ")
	case "hidden":
		if known && s.question.Kind == KindHidden {
			r.addField(textField(s.name(), value, nil))
		}
	case "submit", "button", "reset", "image", "file", "password":
	default:
		r.fieldText(s, known, value, nil)
	}
}

// fieldText is the text of a field: an answer where it is known to which
// question, else a text that stands there.
func (r *htmlReader) fieldText(s slot, known bool, text string, options []pdfOption) {
	switch {
	case known && (strings.TrimSpace(text) == "" || prompted(strings.TrimSpace(text))):
		r.ask(s)
	case known:
		r.addField(textField(s.name(), text, options))
	case strings.TrimSpace(text) != "":
		r.space()
		r.write(strings.TrimSpace(text))
	}
}

func (r *htmlReader) endArea() {
	if f := r.area; f != nil {
		r.area = nil
		s, known := slotOf(f.name)
		r.fieldText(s, known, newLines.Replace(f.text.String()), nil)
	}
}

// option begins an option of a list.
func (r *htmlReader) option(t html.Token) {
	r.endOption()
	f := r.list
	if f == nil || len(f.options) >= mostItems {
		return
	}
	f.inOption = true
	f.value, f.stated = attrStated(t, "value")
	_, f.marked = attrStated(t, "selected")
	f.text.Reset()
}

func (r *htmlReader) endOption() {
	f := r.list
	if f == nil || !f.inOption {
		return
	}
	f.inOption = false
	shown := strings.Join(strings.Fields(f.text.String()), " ")
	if !f.stated {
		f.value = shown
	}
	f.options = append(f.options, pdfOption{value: f.value, shown: shown})
	if f.marked {
		f.selected = append(f.selected, shown)
	}
}

// endList reads a list whose options have ended. A list shows its first option
// until somebody chooses, so that one is no answer.
func (r *htmlReader) endList() {
	r.endOption()
	f := r.list
	if f == nil {
		return
	}
	r.list = nil
	s, known := slotOf(f.name)
	if len(f.selected) == 0 && known {
		r.ask(s)
	}
	for _, shown := range f.selected {
		if value := (pdfField{options: f.options}).valueOf(shown); known && value == "" {
			r.ask(s)
			continue
		}
		r.fieldText(s, known, shown, f.options)
	}
}
