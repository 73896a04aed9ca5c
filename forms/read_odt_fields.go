package forms

import (
	"strconv"
	"strings"
)

// odtControl is a field in the text that is open: a content control, an input
// field, a drop-down or a field of Word's older kind.
type odtControl struct {
	element string
	from    int // where its text begins in the paragraph
	silent  bool
	kind    string // of a field of the older kind: "FORMTEXT", ...
	chosen  string
	entries []string
	options []pdfOption
	box, on bool
	prompt  bool // its prompt is shown
	date    bool
	day     string
	slot    slot
	known   bool
}

// beginControl begins a field, or reads a part of one.
func (r *odtReader) beginControl(name string) {
	var in *odtControl
	if n := len(r.controls); n > 0 {
		in = &r.controls[n-1]
	}
	switch name {
	case "loext:content-control", "text:text-input", "text:placeholder", "text:drop-down", "field:fieldmark", "field:fieldmark-start":
		if len(r.controls) < mostNests {
			r.controls = append(r.controls, r.openControl(name))
		}
	case "field:fieldmark-end":
		r.endControl()
	case "loext:list-item":
		if in != nil && len(in.options) < mostItems {
			value, _ := r.attr("value")
			shown, _ := r.attr("display-text")
			in.options = append(in.options, pdfOption{value: value, shown: shown})
		}
	case "text:label":
		if current, _ := r.attr("current-selected"); in != nil && current == "true" {
			in.chosen, _ = r.attr("value")
		}
	case "field:param":
		if in != nil && len(in.entries) < mostItems {
			in.param(r)
		}
	}
}

func (r *odtReader) openControl(name string) odtControl {
	c := odtControl{element: name, from: len(r.para), silent: name == "text:drop-down"}
	flag := func(attr string) bool { v, _ := r.attr(attr); return v == "true" }
	c.box, c.on, c.prompt, c.date = flag("checkbox"), flag("checked"), flag("showing-place-holder"), flag("date")
	c.day, _ = r.attr("current-date")
	c.day, _, _ = strings.Cut(c.day, "T")
	tag, tagged := r.attr("tag")
	kind, _ := r.attr("type")
	c.kind = kind[strings.LastIndexByte(kind, '.')+1:]
	if other, ok := r.attr("name"); !tagged && ok {
		tag = other
	}
	c.slot, c.known = slotOf(tag)
	c.known = c.known && (c.slot.option == "" || c.box || c.kind == "FORMCHECKBOX")
	return c
}

// param is the state of a field of the older kind.
func (c *odtControl) param(r *odtReader) {
	name, _ := r.attr("name")
	value, _ := r.attr("value")
	switch {
	case strings.HasSuffix(name, "Checked"), strings.HasSuffix(name, "Result"), strings.HasSuffix(name, "Selected"):
		c.chosen = value
	case strings.HasSuffix(name, "ListEntry"):
		c.entries = append(c.entries, value)
	}
}

// finishControl ends a field that holds its text.
func (r *odtReader) finishControl(name string) {
	switch name {
	case "loext:content-control", "text:text-input", "text:placeholder", "text:drop-down", "field:fieldmark":
		if n := len(r.controls); n > 0 && r.controls[n-1].element == name {
			r.endControl()
		}
	}
}

// endControl reads the field that is open innermost.
func (r *odtReader) endControl() {
	n := len(r.controls)
	if n == 0 {
		return
	}
	c := r.controls[n-1]
	r.controls = r.controls[:n-1]
	if c.from > len(r.para) {
		return
	}
	text := strings.TrimSpace(string(r.para[c.from:]))
	switch {
	case c.element == "text:placeholder":
		r.para = r.para[:c.from]
		return
	case c.element == "text:drop-down":
		text = c.chosen
		r.write(text)
	case c.kind == "FORMCHECKBOX":
		r.odtBox(c, c.chosen == "true" || c.chosen == "1", "")
		return
	case c.kind == "FORMDROPDOWN":
		text = ""
		if i, err := strconv.Atoi(c.chosen); err == nil && i >= 0 && i < len(c.entries) {
			text = c.entries[i]
		}
		r.write(text)
	case c.box:
		r.para = r.para[:c.from]
		r.odtBox(c, c.on, glyphOf(text))
		return
	}
	r.odtAnswer(c, text)
}

// odtBox is a tick box: on or off, and as it looks.
func (r *odtReader) odtBox(c odtControl, on bool, looks string) {
	state := unticked
	if on {
		state = tickedBox
	}
	if c.known && c.slot.option != "" {
		r.addField(tickField(c.slot.name(), on, looks))
	}
	r.write(state)
	if looks != "" && looks != state {
		r.writeRune(markDoubt)
	}
}

// odtAnswer is the text of a field. It stands in the paragraph from where the
// field began, and stays there unless it is known what it answers.
func (r *odtReader) odtAnswer(c odtControl, text string) {
	if prompted(text) || c.prompt && !c.known {
		r.para = r.para[:c.from]
		text = ""
	}
	if !c.known {
		return
	}
	r.para = r.para[:c.from]
	q := c.slot.question
	switch {
	case text == "":
		r.ask(c.slot)
	case unmarked(text) != text:
		r.doubts = append(r.doubts, doubtfulMark{q, unmarked(text)})
	case c.prompt:
		r.ask(c.slot)
		r.prompted = append(r.prompted, doubtfulMark{q, pdfField{options: c.options}.valueOf(text)})
	default:
		r.addField(textField(c.slot.name(), text, c.options))
		if _, ok := Date(c.day); ok && c.date && q.Kind == KindDate {
			r.days = append(r.days, doubtfulMark{q, c.day})
		}
	}
}

// odtShown is a form control: what it shows where it stands on the page.
type odtShown struct {
	kind, name, text string
	on               bool
	chosen           []string
}

// beginForm reads a form control, or a part of one.
func (r *odtReader) beginForm() {
	switch r.name() {
	case "checkbox", "radio", "text", "textarea", "formatted-text", "date", "listbox", "combobox":
		f := &odtShown{kind: r.name()}
		f.name, _ = r.attr("name")
		state, ok := r.attr("current-state")
		if !ok {
			state, _ = r.attr("state")
		}
		selected, ok := r.attr("current-selected")
		if !ok {
			selected, _ = r.attr("selected")
		}
		f.on = state == "checked" || selected == "true"
		if f.text, ok = r.attr("current-value"); !ok && r.name() != "radio" {
			f.text, _ = r.attr("value")
		}
		if id, ok := r.attr("id"); ok && len(r.shown) < mostFields {
			r.shown[id] = f
		}
		r.form = f
	case "option":
		if chosen, _ := r.attr("current-selected"); r.form != nil && chosen == "true" {
			label, _ := r.attr("label")
			r.form.chosen = append(r.form.chosen, label)
		}
	}
}

// finishForm ends a form control.
func (r *odtReader) finishForm() {
	f := r.form
	if f == nil || r.name() != f.kind {
		return
	}
	r.form = nil
	s, known := slotOf(f.name)
	switch {
	case !known:
	case f.kind == "radio":
	case f.kind == "checkbox" && s.option != "":
		r.addField(tickField(s.name(), f.on, ""))
	case f.kind == "checkbox":
	case f.kind == "listbox" && len(f.chosen) == 0, strings.TrimSpace(f.text) == "" && len(f.chosen) == 0:
		r.ask(s)
	case f.kind == "listbox":
		for _, shown := range f.chosen {
			r.addField(textField(s.name(), shown, nil))
		}
	default:
		r.addField(textField(s.name(), strings.TrimSpace(f.text), nil))
	}
}

// showForm puts a form control into the text where it stands.
func (r *odtReader) showForm() {
	number, _ := r.attr("control")
	f := r.shown[number]
	if f == nil {
		return
	}
	s, known := slotOf(f.name)
	if f.kind != "checkbox" && f.kind != "radio" {
		if !known {
			r.write(strings.Join(append(f.chosen, strings.TrimSpace(f.text)), " "))
		}
		return
	}
	if !known || s.question.choice() {
		state := unticked
		if f.on {
			state = tickedBox
		}
		r.write(state)
	}
}
