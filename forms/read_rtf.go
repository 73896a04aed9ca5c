package forms

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

const (
	mostGroups = 500     // groups within groups; Word writes some 20
	mostFonts  = 4000    // of one document
	mostWord   = 32      // letters of one control word, as the standard has it
	undefined  = "25"    // the state of a form field that was never touched
	mostHeld   = 1 << 16 // bytes of an instruction or name within a field
)

// readRTF reads a document in Rich Text Format (version 1.9.1).
func readRTF(ctx context.Context, f File, received time.Time) (Form, error) {
	r := &rtfReader{data: f.Data, fonts: map[int]rtfFont{}, state: rtfState{skipLetters: 1}}
	err := r.read(ctx)
	switch {
	case ctx.Err() != nil:
		return refuse(f.source(), RTF, Failed)
	case errors.Is(err, errDeep) || r.full:
		return refuse(f.source(), RTF, TooLarge)
	}
	p := r.done()
	form, err := p.read(f.source(), RTF, received)
	if unread := (*UnreadableError)(nil); errors.As(err, &unread) && r.broken {
		return refuse(f.source(), RTF, Damaged)
	}
	if err == nil && r.broken {
		form.Certain = false
		form.Problems = append(form.Problems, Problem{Code: problemIncomplete, Text: "A part of the file is missing, and answers may be missing with it."})
	}
	return form, err
}

// rtfReader goes through a document once.
type rtfReader struct {
	paperWriter
	data    []byte
	at      int
	groups  []rtfState
	state   rtfState
	fonts   map[int]rtfFont
	page    string // name of the document's code page
	pending []byte // bytes of letters of a code page, not decoded yet
	drop    int    // letters to pass over after \u, for readers that know no Unicode
	high    rune   // the first half of a letter beyond the basic plane
	fields  []*rtfField
	intable bool
	level   int // tables within tables
	boxes   []int
	broken  bool // the document breaks off
}

// rtfState is what ends with its group.
type rtfState struct {
	skip, star     bool // nothing is read; the group may be passed over by who does not know it
	skipLetters    int
	font           int
	struck, hidden bool
	fonts, foot    bool    // in the table of fonts; in a header or footer
	field          bool    // the group is a field
	box            bool    // the group is the text of a box
	held           *[]byte // where text goes that is no text of the page
}

type rtfFont struct {
	page, name string
}

// rtfField is a field that is open.
type rtfField struct {
	instruction, name, standard []byte
	item                        []byte
	items                       []string
	state, normal               string
	from                        int
}

func (r *rtfReader) read(ctx context.Context) error {
	for n := 0; r.at < len(r.data); n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if r.full {
			return errTooMany
		}
		c := r.data[r.at]
		if c != '\\' {
			r.decodePending()
		}
		r.at++
		switch c {
		case '{':
			if len(r.groups) >= mostGroups {
				return errDeep
			}
			r.groups = append(r.groups, r.state)
			r.state.star, r.state.field, r.state.box = false, false, false
		case '}':
			if done := r.endGroup(); done {
				return nil
			}
		case '\\':
			r.control()
		case '\r', '\n', 0:
		default:
			r.letters()
		}
	}
	r.broken = true
	return nil
}

// letters takes plain letters up to the next mark.
func (r *rtfReader) letters() {
	start := r.at - 1
	for r.at < len(r.data) && strings.IndexByte("{}\\\r\n\x00", r.data[r.at]) < 0 {
		r.at++
	}
	text := r.data[start:r.at]
	if n := min(r.drop, len(text)); n > 0 {
		text, r.drop = text[n:], r.drop-n
	}
	if len(text) > 0 {
		r.bytes(text)
		r.decodePending()
	}
}

// endGroup ends a group; done is true for the last.
func (r *rtfReader) endGroup() (done bool) {
	r.drop, r.high = 0, 0
	if len(r.groups) == 0 {
		return true
	}
	ended := r.state
	r.state = r.groups[len(r.groups)-1]
	r.groups = r.groups[:len(r.groups)-1]
	if f := r.field(); f != nil && ended.held == &f.item && r.state.held != &f.item && len(f.items) < mostItems {
		f.items = append(f.items, string(bytes.TrimSpace(f.item)))
	}
	if ended.field {
		r.endField()
	}
	if ended.box {
		if n := len(r.boxes); n > 0 {
			r.endAside(r.size > r.boxes[n-1])
			r.boxes = r.boxes[:n-1]
		}
	}
	if ended.foot && !r.state.foot {
		r.endAside(false)
	}
	return len(r.groups) == 0
}

// control reads what begins with a backslash.
func (r *rtfReader) control() {
	if r.at >= len(r.data) {
		return
	}
	c := r.data[r.at]
	if c == '\'' {
		r.at++
		if r.at+2 > len(r.data) {
			return
		}
		value, ok := hexByte(r.data[r.at], r.data[r.at+1])
		r.at += 2
		switch {
		case r.drop > 0:
			r.drop--
		case ok:
			r.bytes([]byte{value})
		}
		return
	}
	r.decodePending()
	if c < 'A' || c > 'z' || c > 'Z' && c < 'a' {
		r.at++
		r.symbol(c)
		return
	}
	start := r.at
	for r.at < len(r.data) && r.at-start < mostWord && isASCIILetter(r.data[r.at]) {
		r.at++
	}
	word := string(r.data[start:r.at])
	number, has := r.number()
	if r.at < len(r.data) && r.data[r.at] == ' ' {
		r.at++
	}
	r.word(word, number, has)
}

// symbol is a control of one letter that is none.
func (r *rtfReader) symbol(c byte) {
	if c == '*' {
		r.state.star = true
		return
	}
	if r.drop > 0 {
		r.drop--
		return
	}
	switch c {
	case '\\', '{', '}':
		r.text([]byte{c})
	case '~':
		r.text([]byte("\u00a0"))
	case '_':
		r.text([]byte("-"))
	case '\r', '\n':
		r.paragraph()
	}
}

func isASCIILetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// number reads the number behind a control word.
func (r *rtfReader) number() (n int, ok bool) {
	sign := 1
	if r.at+1 < len(r.data) && r.data[r.at] == '-' && isDigit(r.data[r.at+1]) {
		sign = -1
		r.at++
	}
	for r.at < len(r.data) && isDigit(r.data[r.at]) {
		if n < 1<<30 {
			n = n*10 + int(r.data[r.at]-'0')
		}
		ok = true
		r.at++
	}
	return sign * n, ok
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func hexByte(a, b byte) (value byte, ok bool) {
	high, low := strings.IndexByte("0123456789abcdef", a|0x20), strings.IndexByte("0123456789abcdef", b|0x20)
	return byte(high<<4 | low), high >= 0 && low >= 0
}

// bytes are letters of the code page, to be decoded together.
func (r *rtfReader) bytes(b []byte) {
	if !r.state.skip && (r.state.held != nil || r.take(len(b))) {
		r.pending = append(r.pending, b...)
	}
}

// decodePending decodes the letters so far. A letter may have two bytes, so they
// are kept together until something else comes.
func (r *rtfReader) decodePending() {
	if len(r.pending) == 0 {
		return
	}
	b := r.pending
	r.pending = r.pending[:0]
	font := r.fonts[r.state.font]
	if r.state.held == nil && symbolFont(font.name) {
		for _, c := range b {
			if glyph, ok := symbol(font.name, rune(c)); ok {
				r.text([]byte(string(glyph)))
			} else if c != ' ' {
				r.text([]byte(string(markDoubt)))
			}
		}
		return
	}
	if isASCII(string(b)) {
		r.text(b)
		return
	}
	page := font.page
	if page == "" {
		page = r.page
	}
	r.text(decodePage(page, b))
}

// decodePage decodes bytes of a code page; what is none is Windows' own for the
// west.
func decodePage(page string, b []byte) []byte {
	var e encoding.Encoding
	e, err := htmlindex.Get(page)
	if err != nil {
		e, _ = htmlindex.Get("windows-1252")
	}
	decoded, err := e.NewDecoder().Bytes(b)
	if err != nil || !utf8.Valid(decoded) {
		return []byte(string(markDoubt))
	}
	return decoded
}

// text adds decoded text to where text belongs now.
func (r *rtfReader) text(b []byte) {
	r.high = 0
	switch {
	case r.state.skip:
	case r.state.held != nil:
		if len(*r.state.held) < mostHeld {
			*r.state.held = append(*r.state.held, b...)
		}
	case r.state.fonts:
		if font, ok := r.fonts[r.state.font]; ok && len(font.name) < mostWord {
			font.name += strings.Trim(string(b), ";")
			r.fonts[r.state.font] = font
		}
	case !r.state.hidden:
		r.write(string(b))
		if r.state.struck && len(bytes.TrimSpace(b)) > 0 {
			r.writeRune(markStruck)
		}
	}
}
