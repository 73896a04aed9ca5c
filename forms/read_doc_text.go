package forms

import (
	"strings"
	"unicode/utf16"
)

// docField is a field that is open.
type docField struct {
	instruction strings.Builder
	from        int  // where its result begins in the paragraph
	result      bool // the result is being read
	state       docState
}

// docState is the state of a field to fill in ([MS-DOC] 2.9.78).
type docState struct {
	known   bool
	name    string
	state   uint64 // of a box or list; 25 is untouched
	normal  uint64
	entries []string
}

const docUntouched = 25

// read goes through the text: the pages, then headers and footers, then text
// boxes. Footnotes and comments are no answers.
func (r *docReader) read() error {
	sizes := []uint64{}
	for _, at := range []uint64{0x4C, 0x50, 0x54, 0x58, 0x5C, 0x60, 0x64} {
		sizes = append(sizes, r.body.u32(at))
	}
	start := uint64(0)
	for i, size := range sizes {
		end := start + min(size, 1<<31)
		const pages, feet, boxes = 0, 2, 6
		var err error
		switch i {
		case pages, boxes:
			err = r.stretch(start, end)
		case feet:
			before := len(r.document.lines)
			err = r.stretch(start, end)
			for _, l := range r.document.lines[before:] {
				r.feet = append(r.feet, strings.Join(l.cells, "\t"))
			}
			r.document.lines = r.document.lines[:before]
		}
		if err != nil {
			return err
		}
		start = end
	}
	return nil
}

// stretch reads the letters from one to another.
func (r *docReader) stretch(from, to uint64) error {
	var high rune
	for _, p := range r.pieces {
		for i := max(p.from, from); i < min(p.to, to); i++ {
			if i%4096 == 0 && r.ctx.Err() != nil {
				return r.ctx.Err()
			}
			place, c := p.at+2*(i-p.from), rune(0)
			if p.narrow {
				place = p.at + i - p.from
			}
			if place >= uint64(len(r.body)) {
				return errCompound
			}
			if p.narrow {
				c = decodeNarrow(byte(r.body.u8(place)))
			} else {
				c = rune(r.body.u16(place))
			}
			if utf16.IsSurrogate(c) {
				if c < 0xDC00 {
					high = c
					continue
				}
				c = utf16.DecodeRune(high, c)
			}
			r.letter(c, place)
			if r.full {
				return errTooMany
			}
		}
	}
	r.fields = nil
	if len(r.para) > 0 {
		r.endParagraph()
	}
	r.closeTables(0)
	return nil
}

// letter takes one letter, or a mark among the letters ([MS-DOC] 2.4.1, 2.8.25).
func (r *docReader) letter(c rune, place uint64) {
	switch c {
	case 0x07, 0x0D, 0x0C:
		r.mark(c, lookAt(r.lines, place))
		return
	}
	look := lookAt(r.letters, place)
	if look.hidden && c != 0x13 && c != 0x14 && c != 0x15 {
		return
	}
	switch c {
	case 0x13:
		if len(r.fields) < mostNests {
			r.fields = append(r.fields, docField{from: len(r.para)})
		}
		return
	case 0x14:
		if f := r.field(); f != nil {
			f.result, f.from = true, len(r.para)
		}
		return
	case 0x15:
		r.endField()
		return
	}
	if f := r.field(); f != nil && !f.result {
		if c == 0x01 && look.pictureStated {
			f.state = r.stateAt(look.picture)
		} else if f.instruction.Len() < mostSource {
			f.instruction.WriteRune(c)
		}
		return
	}
	r.visibleLetter(c, look)
}

// visibleLetter takes a letter that a reader sees.
func (r *docReader) visibleLetter(c rune, look docLook) {
	switch {
	case look.symbolic:
		glyph, ok := symbol("", look.symbol)
		if !ok {
			glyph = markDoubt
		}
		r.writeRune(glyph)
	case c == 0x0B:
		r.writeRune('\n')
	case c == '\t':
		r.writeRune(c)
	case c == 0x1E:
		r.writeRune('-')
	case c < ' ', c == markDoubt, c == markStruck:
	case c >= 0xF000 && c <= 0xF0FF:
		glyph, ok := symbol("", c)
		if !ok {
			glyph = markDoubt
		}
		r.writeRune(glyph)
	default:
		r.writeRune(c)
		if look.struck && c != ' ' {
			r.writeRune(markStruck)
		}
	}
}

// mark is the end of a paragraph, a cell or a row.
func (r *docReader) mark(c rune, look docLook) {
	level := look.level
	if level == 0 && (look.inTable || c == 0x07) {
		level = 1
	}
	switch {
	case c == 0x07 && look.rowEnd, look.innerRowEnd:
		r.closeTables(level)
		r.para = r.para[:0]
		r.endRow()
		if level > 1 {
			r.endTable()
		}
	case c == 0x07, look.innerCell:
		r.openTables(level)
		r.endCell()
	case level == 0:
		r.closeTables(0)
		r.endParagraph()
	default:
		r.openTables(level)
		r.endParagraph()
	}
}

func (r *docReader) field() *docField {
	if len(r.fields) == 0 {
		return nil
	}
	return &r.fields[len(r.fields)-1]
}

// stateAt reads the state of a field to fill in.
func (r *docReader) stateAt(place uint64) docState {
	at := place + r.data.u16(place+4)
	if r.data.u32(at) != 0xFFFFFFFF {
		return docState{}
	}
	bits := r.data.u16(at + 4)
	s := docState{known: true, state: bits >> 2 & 0x1F}
	s.name, at = r.data.counted(at + 10)
	kind := bits & 3
	if kind == 0 {
		return s
	}
	s.normal = r.data.u16(at)
	if at += 2; kind != 2 {
		return s
	}
	for range 5 { // format, help, status and two macros
		_, at = r.data.counted(at)
	}
	count := min(r.data.u16(at+2), mostItems)
	at += 6
	for range count {
		text, end := r.data.counted(at)
		s.entries = append(s.entries, text)
		at = end - 2 // these have no zero behind them
	}
	return s
}

// endField reads a field that has ended.
func (r *docReader) endField() {
	f := r.field()
	if f == nil {
		return
	}
	ended := *f
	r.fields = r.fields[:len(r.fields)-1]
	instruction := f.instruction.String()
	s, known := slotOf(ended.state.name)
	known = known && ended.state.known
	state := ended.state.state
	touched := state != docUntouched
	if !touched {
		state = ended.state.normal
	}
	switch {
	case strings.Contains(instruction, "FORMCHECKBOX"):
		r.box(s, known && s.option != "", ended.state.known, state == 1)
	case strings.Contains(instruction, "FORMDROPDOWN"):
		if state < uint64(len(ended.state.entries)) {
			r.endList(ended.state.entries[state], s, known, touched)
		}
	case strings.Contains(instruction, "FORMTEXT") && known && s.option == "" && ended.from <= len(r.para):
		text := string(r.para[ended.from:])
		r.para = r.para[:ended.from]
		r.endText(text, s)
	}
}

// box is a tick box. One whose state cannot be found is in doubt.
func (r *docReader) box(s slot, known, found, on bool) {
	if known {
		r.addField(tickField(s.name(), on, ""))
	}
	r.write(map[bool]string{true: tickedBox, false: unticked}[on])
	if !found {
		r.writeRune(markDoubt)
	}
}
