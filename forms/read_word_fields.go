package forms

import (
	"strconv"
	"strings"
)

// wordField is a field of the older kind (w:fldChar) that is open. Fields to
// fill in carry their state in w:ffData; other fields only show their result. Its
// texts are pieces of the document: what outlives the reading is a copy.
type wordField struct {
	name     string
	kind     string // "textInput", "checkBox", "ddList", "" for any other field
	inData   bool
	lost     bool   // a tick box without its state
	standard string // the default: a text, "1", or the number of an entry
	state    string // of a box or list, "" when it was never touched
	entries  []string
	sink     int
}

func (r *wordReader) field() *wordField {
	if len(r.fields) == 0 {
		return nil
	}
	return r.fields[len(r.fields)-1]
}

// fieldMark begins a field, turns from its code to its result, or ends it.
func (r *wordReader) fieldMark() {
	switch kind, _ := r.piece("fldCharType"); kind {
	case "begin":
		if len(r.fields) < mostNests {
			r.fields = append(r.fields, &wordField{sink: -1})
		}
	case "separate":
		if f := r.field(); f != nil && f.kind != "" && f.sink < 0 {
			f.sink = r.openSink()
		}
	case "end":
		if f := r.field(); f != nil {
			r.fields = r.fields[:len(r.fields)-1]
			r.endField(f)
		}
	}
}

// told reads the code of a field.
func (f *wordField) told(code string) {
	f.lost = f.lost || f.kind == "" && strings.Contains(code, "FORMCHECKBOX")
}

// fieldProperty reads one property of a field to fill in.
func (r *wordReader) fieldProperty(f *wordField) {
	switch r.name() {
	case "name":
		f.name = r.val()
	case "textInput", "checkBox", "ddList":
		if f.kind = r.name(); r.own != nil {
			r.startOwn()
		}
	case "default":
		f.standard = r.val()
		if f.kind == "checkBox" {
			f.standard = plainCount(r.on())
		}
	case "checked":
		f.state = plainCount(r.on())
	case "result":
		f.state = r.val()
	case "listEntry":
		if len(f.entries) < mostItems {
			f.entries = append(f.entries, r.val())
		}
	}
}

func plainCount(on bool) string {
	if on {
		return "1"
	}
	return "0"
}

// endField reads a field that has ended.
func (r *wordReader) endField(f *wordField) {
	text, _ := r.taken(f.sink)
	if r.own != nil && f.kind != "" {
		r.ownLegacy(f, text)
	}
	s, known := slotOf(f.name)
	switch f.kind {
	case "checkBox":
		state := f.state
		if state == "" {
			state = f.standard
		}
		on := state == "1"
		if known && s.option != "" {
			r.addField(tickField(s.name(), on, ""))
		}
		r.put(map[bool]string{true: tickedBox, false: unticked}[on])
	case "ddList":
		r.chosen(f, s, known)
	case "textInput":
		if strings.TrimSpace(text) == strings.TrimSpace(f.standard) {
			text = ""
		}
		if known && s.option == "" {
			r.endText(text, s)
		} else {
			r.put(text)
		}
	default:
		r.put(text)
		if f.lost {
			r.put(unticked + string(markDoubt))
		}
	}
}

// chosen reads a drop-down that has ended.
func (r *wordReader) chosen(f *wordField, s slot, known bool) {
	state := f.state
	if state == "" {
		state = f.standard
	}
	n, err := strconv.Atoi(state)
	if state == "" {
		n, err = 0, nil
	}
	if err == nil && n >= 0 && n < len(f.entries) {
		from := len(r.para)
		r.endList(strings.Clone(f.entries[n]), s, known, f.state != "")
		shown := string(r.para[from:])
		r.para = r.para[:from]
		r.put(shown)
	}
}

// symbolFont reports whether the letters of a font are signs.
func symbolFont(font string) bool { return strings.HasPrefix(font, "Wingdings") }
