package forms

import (
	"context"
	"strconv"
	"strings"
)

// wordReader goes through one part of a Word document.
type wordReader struct {
	*tagReader
	paperWriter
	main       string // prefix of the main namespace
	skip       int    // how many elements were open when what is passed over began; 0 reads
	controls   []*wordControl
	spare      []*wordControl // ended, to be used again
	fields     []*wordField
	sinks      [][]byte // text of the controls and fields that are open and keep it
	alternates []bool   // of each choice between renderings: one was read
	boxes      []int    // of each text box: how much had been read before it
	inText     bool
	inCode     bool // in the code of a field
	run        runLook
	own        *ownFields // of a form of another design; nil where nobody asks for them
}

// runLook is what changes how the text of a run is read.
type runLook struct {
	hidden, struck, styled bool
	font                   string
}

// wordStrict is the main namespace of documents in strict form (ISO 29500-1).
const wordStrict = "http://purl.oclc.org/ooxml/wordprocessingml/main"

// wordPaper reads the text and the fields of one part.
func wordPaper(ctx context.Context, data string) (document, error) {
	return (&wordReader{tagReader: newTags(data), main: "w"}).paper(ctx)
}

func (r *wordReader) paper(ctx context.Context) (document, error) {
	for n := 0; ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return document{}, ctx.Err()
		}
		ok, err := r.next()
		switch {
		case err != nil:
			return document{}, err
		case r.full:
			return document{}, errTooMany
		case !ok:
			r.letGo(0)
			r.settlePrompts()
			return r.done(), nil
		case r.skip > 0:
			if r.kind == tagEnd && len(r.open) < r.skip {
				r.skip = 0
			}
		case r.kind == tagText:
			if r.inText {
				r.say(r.text)
			} else if f := r.field(); f != nil && r.inCode {
				f.told(r.text)
			}
		case r.kind == tagStart:
			if len(r.open) == 1 {
				r.findMain()
			}
			r.begin()
		default:
			r.finish()
		}
	}
}

// findMain learns the prefix of the main namespace, which some programs change.
func (r *wordReader) findMain() {
	r.eachAttr(func(prefix, local, v string) bool {
		if v != wordMain && v != wordStrict {
			return true
		}
		r.main = ""
		if prefix == "xmlns" {
			r.main = local
		}
		return false
	})
}

// pass leaves out an element and all in it.
func (r *wordReader) pass() { r.skip = len(r.open) }

// begin is the start of an element. What is not named here is gone through:
// insertions, links, smart tags and whatever else programs put around text.
func (r *wordReader) begin() {
	if r.prefix() != r.main {
		r.beginOther()
		return
	}
	if c := r.control(); c != nil && !c.content && r.controlProperty(c) {
		return
	}
	if f := r.field(); f != nil && f.inData {
		r.fieldProperty(f)
		return
	}
	switch r.name() {
	case "t":
		r.inText = !r.run.hidden
	case "r":
		r.run.hidden, r.run.struck, r.run.styled = false, false, false
		if r.run.font != "" {
			r.run.font = ""
		}
	case "instrText":
		r.inCode = true
	case "tab":
		r.sayRune('\t')
	case "br", "cr":
		r.sayRune('\n')
	case "noBreakHyphen":
		r.sayRune('-')
	case "sym":
		r.saySymbol()
	case "sdt":
		r.controls = append(r.controls, r.newControl())
	case "sdtContent":
		r.startContent()
	case "fldChar":
		r.fieldMark()
	case "ffData":
		if f := r.field(); f != nil {
			f.inData = true
		}
	case "txbxContent":
		r.boxes = append(r.boxes, r.size)
		r.startAside()
	case "tbl":
		r.startTable()
	case "tc":
		r.startCell()
	case "del", "moveFrom":
		if r.within("trPr") {
			r.dropRow()
		}
		r.pass()
	case "pPr", "tblPr", "tblGrid", "tcPr", "sectPr", "rPrChange", "trPrChange", "tblPrEx", "sdtEndPr", "rt":
		r.pass()
	default:
		if r.within("rPr") {
			r.runProperty()
		}
	}
}

// runProperty notes what changes how the text of a run is read.
func (r *wordReader) runProperty() {
	switch r.name() {
	case "vanish":
		r.run.hidden = r.on()
	case "strike", "dstrike":
		r.run.struck = r.run.struck || r.on()
	case "rStyle":
		r.run.styled = r.val() != ""
	case "rFonts":
		r.run.font, _ = r.piece("ascii")
	}
}

// on is the value of an on-off element: on when none is given.
func (r *wordReader) on() bool {
	v, stated := r.piece("val")
	return !stated || v == "1" || v == "true" || v == "on"
}

// beginOther is the start of an element of another namespace: a choice between
// renderings of the same thing, of which one is read, or a check box.
func (r *wordReader) beginOther() {
	switch r.name() {
	case "AlternateContent":
		r.alternates = append(r.alternates, false)
	case "Choice", "Fallback":
		if n := len(r.alternates); n > 0 {
			if r.alternates[n-1] {
				r.pass()
			}
			r.alternates[n-1] = true
		}
	default:
		if c := r.control(); c != nil && !c.content {
			c.checkProperty(r)
		}
	}
}

// finish is the end of an element.
func (r *wordReader) finish() {
	if r.prefix() != r.main {
		if r.name() == "AlternateContent" && len(r.alternates) > 0 {
			r.alternates = r.alternates[:len(r.alternates)-1]
		}
		return
	}
	if f := r.field(); f != nil && f.inData {
		f.inData = r.name() != "ffData"
		return
	}
	switch r.name() {
	case "t":
		r.inText = false
	case "instrText":
		r.inCode = false
	case "p":
		r.own.endParagraph(r)
		if n := len(r.sinks); n > 0 {
			r.sayRune('\n')
		} else {
			r.endParagraph()
		}
	case "sdt":
		r.endControl()
	case "txbxContent":
		if n := len(r.boxes); n > 0 {
			r.letGo(0)
			r.endAside(r.size > r.boxes[n-1])
			r.boxes = r.boxes[:n-1]
		}
	case "tc":
		r.endCell()
	case "tr":
		r.endRow()
	case "tbl":
		r.endTable()
	}
}

// say adds the text of a run to the control or field that keeps it, or to the
// paragraph. Signs of symbol fonts come as letters of the private use area.
func (r *wordReader) say(text string) {
	const private = 0xEF // the first byte of every letter of the private use area
	if symbolFont(r.run.font) || strings.IndexByte(text, private) >= 0 {
		text = r.symbols(text)
	}
	r.put(text)
	if c := r.control(); c != nil && r.run.styled {
		c.styled = true
	}
	if r.run.struck && strings.TrimSpace(text) != "" {
		r.sayRune(markStruck)
	}
}

// put adds text where text belongs now.
func (r *wordReader) put(text string) {
	n := len(r.sinks)
	switch {
	case n == 0:
		r.write(text)
	case r.take(len(text)):
		r.sinks[n-1] = append(r.sinks[n-1], text...)
	}
}

func (r *wordReader) sayRune(c rune) {
	if n := len(r.sinks); n > 0 {
		if r.take(1) {
			r.sinks[n-1] = append(r.sinks[n-1], string(c)...)
		}
		return
	}
	r.writeRune(c)
}

// symbols puts boxes and ticks for the signs of symbol fonts.
func (r *wordReader) symbols(text string) string {
	var b strings.Builder
	for _, c := range text {
		font := r.run.font
		switch private := c >= 0xF000 && c <= 0xF0FF; {
		case !private && !symbolFont(font), c == ' ':
			b.WriteRune(c)
			continue
		case !symbolFont(font):
			font = ""
		}
		if glyph, ok := symbol(font, c); ok {
			b.WriteRune(glyph)
		} else {
			b.WriteRune(markDoubt)
		}
	}
	return b.String()
}

// saySymbol is a sign by its number in a symbol font.
func (r *wordReader) saySymbol() {
	if r.run.hidden {
		return
	}
	font, _ := r.piece("font")
	code, _ := r.piece("char")
	n, err := strconv.ParseUint(code, 16, 16)
	if glyph, ok := symbol(font, rune(n)); ok && err == nil {
		r.sayRune(glyph)
		return
	}
	r.sayRune(markDoubt)
}

// openSink begins to keep text apart and says where.
func (r *wordReader) openSink() int {
	n := len(r.sinks)
	if n < cap(r.sinks) {
		r.sinks = r.sinks[:n+1]
		r.sinks[n] = r.sinks[n][:0] // the room of one that was taken before
	} else {
		r.sinks = append(r.sinks, nil)
	}
	return n
}

// letGo ends the sinks from one on; what they kept is text like any other.
func (r *wordReader) letGo(from int) {
	for len(r.sinks) > max(from, 0) {
		last := r.sinks[len(r.sinks)-1]
		r.sinks = r.sinks[:len(r.sinks)-1]
		if n := len(r.sinks); n > 0 {
			r.sinks[n-1] = append(r.sinks[n-1], last...)
		} else {
			r.write(string(last))
		}
	}
}

// taken ends the sink of a control or field and gives what it kept.
func (r *wordReader) taken(sink int) (text string, ok bool) {
	if sink < 0 || sink >= len(r.sinks) {
		return "", false
	}
	r.letGo(sink + 1)
	text = string(r.sinks[sink])
	r.sinks = r.sinks[:sink]
	return text, true
}
