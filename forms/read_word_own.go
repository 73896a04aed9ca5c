package forms

import (
	"context"
	"slices"
	"strconv"
	"strings"
)

// ownField is one field of a Word form of any design: a content control, or a
// field of the older kind.
type ownField struct {
	name    string // a control's tag, or its title where it has none; a bookmark
	title   string // of a control
	kind    FieldKind
	options []pdfOption
	value   string // what is filled in, "" where it is blank
	shown   string // the text that stands in it, a prompt or an answer
	prompt  bool   // the document calls that text a prompt
	doubt   bool
	label   string // the words before it; behind it, of a tick box
}

// ownFields gathers the fields of a document while it is read.
type ownFields struct {
	list   []ownField
	before []string // of each field that is open: the words before it
	from   int      // how much of the paragraph stood before the latest field ended
	has    bool     // a field stands in this paragraph
	had    bool     // one stood in the paragraph before, whose words are its own
	tick   int      // the number of the tick box whose words follow, 0 for none
}

// ownTick is the value of a box that is ticked.
const ownTick = "On"

// ownFieldsOf gives the fields of a Word document in their order, those of its
// headers and footers last.
func ownFieldsOf(ctx context.Context, data []byte) (fields []ownField, err error) {
	office, err := openOffice(data)
	if err != nil {
		return nil, err
	}
	parts := []string{office.mainPart()}
	for name := range office.parts {
		if (strings.HasPrefix(name, "word/footer") || strings.HasPrefix(name, "word/header")) && strings.HasSuffix(name, ".xml") {
			parts = append(parts, name)
		}
	}
	slices.Sort(parts[1:])
	for _, name := range parts[:min(len(parts), 1+mostFeet)] {
		body, err := office.read(name)
		if err != nil {
			return nil, err
		}
		r := &wordReader{tagReader: newTags(body), main: "w", own: &ownFields{}}
		if _, err := r.paper(ctx); err != nil {
			return nil, err
		}
		fields = append(fields, r.own.list...)
	}
	if len(fields) > mostFields {
		return nil, errTooMany
	}
	return fields, nil
}

// startOwn notes what stands before a field that begins.
func (r *wordReader) startOwn() {
	for _, c := range r.controls[:max(0, len(r.controls)-1)] {
		c.holds = true
	}
	r.own.words(r)
	r.own.before = append(r.own.before, r.wordsBefore())
}

// wordsBefore are the last words before what comes next: of the paragraph since
// the latest field, or of the cell or the paragraph before.
func (r *wordReader) wordsBefore() string {
	now := r.para
	if n := len(r.sinks); n > 0 {
		now = r.sinks[n-1]
	}
	if text := lastWords(string(now[min(r.own.from, len(now)):])); text != "" {
		return text
	}
	if t := r.table(); t != nil {
		if text := lastWords(string(t.cell)); text != "" {
			return text
		}
		for i := len(t.cells) - 1; i >= 0; i-- {
			if text := lastWords(t.cells[i]); text != "" {
				return text
			}
		}
		return ""
	}
	if n := len(r.lines); n > 0 && !r.lines[n-1].row && !r.own.had {
		return lastWords(strings.Join(r.lines[n-1].cells, " "))
	}
	return ""
}

// lastWords is the last line of a text that is not empty.
func lastWords(text string) string {
	lines := strings.Split(strings.TrimSpace(unmarked(text)), "\n")
	return strings.Trim(lines[len(lines)-1], " \u00a0\t☐☒")
}

// words gives the tick box before this place the words that stand behind it.
func (o *ownFields) words(r *wordReader) {
	now := r.para
	if n := len(r.sinks); n > 0 {
		now = r.sinks[n-1]
	}
	if o.tick > 0 && o.from <= len(now) {
		text, _, _ := strings.Cut(strings.Trim(unmarked(string(now[o.from:])), " \u00a0\t☐☒\n"), "\n")
		if text != "" {
			o.list[o.tick-1].label = text
		}
	}
	o.tick = 0
}

// endParagraph ends what stands beside a field; o may be nil.
func (o *ownFields) endParagraph(r *wordReader) {
	if o == nil {
		return
	}
	o.words(r)
	o.from, o.had, o.has = 0, o.has, false
	if n := len(r.sinks); n > 0 {
		o.from = len(r.sinks[n-1])
	}
}

// add puts a field that has ended into the list.
func (o *ownFields) add(r *wordReader, f ownField) {
	if n := len(o.before); n > 0 {
		f.label, o.before = o.before[n-1], o.before[:n-1]
	}
	o.list, o.has = append(o.list, f), true
	now := r.para
	if n := len(r.sinks); n > 0 {
		now = r.sinks[n-1]
	}
	o.from = len(now) + len(f.shown)
	if f.kind == FieldTick {
		o.tick, o.from = len(o.list), len(now)
	}
}

// ownControl is a content control that has ended.
func (r *wordReader) ownControl(c *wordControl, text string) {
	if c.holds && !c.box && !c.list && !c.date {
		if n := len(r.own.before); n > 0 {
			r.own.before = r.own.before[:n-1]
		}
		return
	}
	f := ownField{name: strings.TrimSpace(c.tag), title: c.alias, kind: FieldText, shown: unmarked(text), doubt: unmarked(text) != text}
	if f.name == "" {
		f.name = strings.TrimSpace(c.alias)
	}
	f.prompt = c.placeholder || prompted(f.shown)
	switch {
	case c.box:
		f.kind, f.options, f.prompt, f.shown = FieldTick, []pdfOption{{value: ownTick}}, false, ""
		if c.on {
			f.value = ownTick
		}
		f.doubt = boxLooks(c, text) != c.on
	case c.list:
		f.kind, f.options = FieldList, withoutPrompts(c.options)
		f.value = pdfField{options: c.options}.valueOf(f.shown)
		f.prompt = f.prompt || promptLike(f.shown)
	default:
		f.value = f.shown
		if day, ok := Date(c.day); ok && c.date && !c.placeholder {
			said, _ := normalise(Question{Kind: KindDate}, f.shown, "", day.AddDate(1, 0, 0))
			f.doubt = f.doubt || said.Certain && said.Value != c.day
		}
	}
	r.own.add(r, f)
}

// boxLooks reports whether a box looks ticked; one that looks like nothing known
// looks as its document says.
func boxLooks(c *wordControl, text string) bool {
	switch looks := glyphOf(text); {
	case text == c.onSign && text != "" || looks == tickedBox:
		return true
	case text == c.offSign && text != "" || looks == unticked:
		return false
	}
	return c.on
}

// ownLegacy is a field of the older kind that has ended.
func (r *wordReader) ownLegacy(f *wordField, text string) {
	text = strings.Trim(text, " \n\u2002\u00a0")
	own := ownField{name: strings.TrimSpace(f.name), kind: FieldText, shown: unmarked(text), doubt: unmarked(text) != text}
	state := f.state
	if state == "" {
		state = f.standard
	}
	switch f.kind {
	case "checkBox":
		own.kind, own.options, own.shown = FieldTick, []pdfOption{{value: ownTick}}, ""
		if state == "1" {
			own.value = ownTick
		}
	case "ddList":
		own.kind, own.shown, own.doubt = FieldList, "", f.state == "" // it shows its first entry until somebody chooses
		var all []pdfOption
		for i, entry := range f.entries {
			all = append(all, pdfOption{value: strings.TrimSpace(entry), shown: strings.TrimSpace(entry)})
			if strconv.Itoa(i) == state || state == "" && i == 0 {
				own.value, own.shown = all[i].value, all[i].shown
			}
		}
		own.options, own.prompt = withoutPrompts(all), promptLike(own.shown)
	default:
		own.value = own.shown
		own.prompt = prompted(own.shown) || own.shown != "" && own.shown == strings.TrimSpace(f.standard)
	}
	r.own.add(r, own)
}

// promptLike reports whether an entry of a list asks to choose, and is no answer.
func promptLike(text string) bool {
	key := foldKey(text)
	for _, begin := range []string{"choose", "select", "please", "pick", "clickhere", "clickortap"} {
		if strings.HasPrefix(key, begin) {
			return true
		}
	}
	return strings.Trim(text, " -–—_.…\u00a0\u2002") == "" || prompted(text)
}

func withoutPrompts(options []pdfOption) []pdfOption {
	return slices.DeleteFunc(slices.Clone(options), func(o pdfOption) bool { return o.value == "" || promptLike(o.shown) })
}
