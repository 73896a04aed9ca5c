package forms

import (
	"strconv"
	"strings"
)

// mostItems bounds the list of one drop-down; the longest of ours has twenty.
const mostItems = 500

// wordControl is a content control (w:sdt) that is open. Its texts are pieces of
// the document: what outlives the reading is a copy.
type wordControl struct {
	tag, alias  string
	day         string // of a date, as the calendar of the control has it
	placeholder bool   // its prompt is shown
	styled      bool   // its text has a style of its own, as a prompt has
	list, date  bool
	box, on     bool
	holds       bool   // other controls, or what nobody fills in
	onSign      string // how it looks when it is on
	offSign     string
	options     []pdfOption

	content bool
	slot    *slot // not nil where known
	known   bool
	sink    int // where its text is kept, -1 for in the paragraph
}

// newControl begins a control, in the room of one that has ended.
func (r *wordReader) newControl() *wordControl {
	n := len(r.spare)
	if n == 0 {
		return &wordControl{sink: -1}
	}
	c := r.spare[n-1]
	r.spare = r.spare[:n-1]
	*c = wordControl{sink: -1, options: c.options[:0]}
	return c
}

func (r *wordReader) control() *wordControl {
	if len(r.controls) == 0 {
		return nil
	}
	return r.controls[len(r.controls)-1]
}

// controlProperty reads one property of a control; false for what is none.
func (r *wordReader) controlProperty(c *wordControl) bool {
	switch r.name() {
	case "sdtContent", "sdt":
		return false
	case "tag":
		c.tag = r.val()
	case "alias":
		c.alias = r.val()
	case "picture", "group", "docPartObj", "docPartList", "equation", "citation", "bibliography":
		c.holds = true
	case "showingPlcHdr":
		c.placeholder = r.on()
	case "dropDownList", "comboBox":
		c.list = true
	case "listItem":
		if len(c.options) < mostItems {
			c.options = append(c.options, r.listItem())
		}
	case "date":
		c.date = true
		full, _ := r.piece("fullDate")
		c.day, _, _ = strings.Cut(full, "T")
	case "checkbox":
		c.box = true
	case "checked":
		c.on = r.on()
	case "rPr", "placeholder", "sdtEndPr":
		r.pass()
	}
	return true
}

// listItem is one choice of a list: the first of each attribute counts.
func (r *wordReader) listItem() (o pdfOption) {
	valued, worded := false, false
	b := r.attrs()
	for range mostAttrs {
		a, rest, more := nextAttr(b)
		if !more {
			break
		}
		b = rest
		switch {
		case a.local == "value" && !valued:
			o.value, valued = plainAttr(a.value), true
		case a.local == "displayText" && !worded:
			o.shown, worded = plainAttr(a.value), true
		}
	}
	if !worded {
		o.shown = o.value
	}
	return o
}

// checkProperty reads one property of a check box, which are of a namespace of
// their own.
func (c *wordControl) checkProperty(r *wordReader) {
	switch r.name() {
	case "checkbox":
		c.box = true
	case "checked":
		c.on = r.on()
	case "checkedState":
		c.onSign = sign(r.val())
	case "uncheckedState":
		c.offSign = sign(r.val())
	}
}

// sign is the letter with a number in hexadecimal digits.
func sign(code string) string {
	n, err := strconv.ParseUint(code, 16, 21)
	if err != nil || n == 0 {
		return ""
	}
	return string(rune(n))
}

// startContent begins the content of a control. Its text is kept apart where its
// tag says what it answers, or where it may be a prompt. Its alias says nothing:
// LibreOffice puts that of one option around all of them.
func (r *wordReader) startContent() {
	c := r.control()
	if c == nil || c.content {
		return
	}
	c.content = true
	c.slot = findSlot(c.tag)
	c.known = c.slot != nil && (c.box || c.slot.option == "")
	if r.own != nil {
		r.startOwn()
	}
	if c.known || c.box || c.list || c.date || c.placeholder || r.own != nil {
		c.sink = r.openSink()
	}
}

// endControl reads a control whose content has ended.
func (r *wordReader) endControl() {
	c := r.control()
	if c == nil {
		return
	}
	r.controls = r.controls[:len(r.controls)-1]
	r.spare = append(r.spare, c)
	text, kept := r.taken(c.sink)
	text = strings.TrimSpace(text)
	if r.own != nil && kept {
		r.ownControl(c, text)
	}
	switch {
	case !kept:
	case c.box:
		r.endBox(c, text)
	case !c.known:
		if withoutPrompt(text) != "" && !(c.placeholder && c.styled) {
			r.put(text)
		}
	case unmarked(text) != text:
		r.ask(*c.slot)
		r.doubts = append(r.doubts, doubtfulMark{c.slot.question, unmarked(text)})
	case prompted(text):
		r.ask(*c.slot)
	case c.placeholder && c.styled:
		r.ask(*c.slot)
		r.prompted = append(r.prompted, doubtfulMark{c.slot.question, c.valueOf(text)})
	default:
		r.answer(c, text)
	}
}

// valueOf is the value of a chosen option, as a string of its own.
func (c *wordControl) valueOf(text string) string {
	return strings.Clone(pdfField{options: c.options}.valueOf(text))
}

// ask notes a field that is blank.
func (p *paperWriter) ask(s slot) {
	p.addField(pdfField{name: s.name(), kind: "Tx"})
}

// answer is the text of a field. A date must be the one of its calendar too.
func (r *wordReader) answer(c *wordControl, text string) {
	f := textField(c.slot.name(), text, nil)
	if c.list {
		f.kind = "Ch"
		if len(f.values) > 0 {
			f.values[0] = c.valueOf(text) // so that the field needs no list of its own
		}
	}
	r.addField(f)
	if _, ok := Date(c.day); ok && c.slot.question.Kind == KindDate && text != "" {
		r.days = append(r.days, doubtfulMark{c.slot.question, strings.Clone(c.day)})
	}
}

// endBox reads a check box: on or off, and as it looks.
func (r *wordReader) endBox(c *wordControl, text string) {
	looks := glyphOf(text)
	switch {
	case text == "":
	case text == c.onSign:
		looks = tickedBox
	case text == c.offSign:
		looks = unticked
	}
	state := unticked
	if c.on {
		state = tickedBox
	}
	if c.known && c.slot.option != "" {
		r.addField(tickField(c.slot.name(), c.on, looks))
	}
	r.put(state)
	if looks != "" && looks != state || looks == "" && text != "" {
		r.sayRune(markDoubt)
	}
}

// settlePrompts judges texts that their document calls a prompt and that are
// none that is known here. A prompt in another language stands in many fields,
// or in one that was emptied; but some programs fill a field in and leave the
// mark of its prompt behind. What only an answer says is one; any other text
// that stands once is in doubt.
func (p *paperWriter) settlePrompts() {
	times := map[string]int{}
	for _, d := range p.prompted {
		times[d.raw]++
	}
	for _, d := range p.prompted {
		q := d.question
		_, option := q.Option(d.raw)
		switch {
		case q.choice() && option:
			p.addField(textField(q.Name, d.raw, nil))
		case times[d.raw] == 1:
			p.doubts = append(p.doubts, d)
		}
	}
}
