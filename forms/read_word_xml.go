package forms

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits on one XML part. Our own form has 12,000 tags, 20 deep; a Word table
// within a text box within a table is about 40 deep.
const (
	mostTags  = 2_000_000
	mostNests = 250
	mostAttrs = 200 // of one tag; Word's root element has some 40 namespaces
)

var (
	errXML  = errors.New("not well-formed XML")
	errDeep = errors.New("too many tags, or too deep")
)

// tagReader goes through the tags of one XML part. encoding/xml takes ten times
// as long over the same bytes, and a form has a few milliseconds. Only what
// office programs write is taken: UTF-8, no document type, and so no entities
// but the five of XML itself.
type tagReader struct {
	data string // names and texts are pieces of it
	at   int
	tags int
	open []openTag // what is open

	kind   tagKind
	tag    openTag // of a tag; places and no strings, which the collector would have to be told of
	attrAt int32   // of a start tag: where its attributes begin
	attrTo int32   // and end
	closes bool    // the start tag is its own end, which comes next
	text   string  // of a text; unescaped
}

// openTag is where the name of a tag stands in the data: from its first letter,
// or that of its prefix, to its end. The name itself starts behind the colon.
type openTag struct{ from, name, end int32 }

type tagKind int

const (
	tagText tagKind = iota
	tagStart
	tagEnd
)

func newTags(data string) *tagReader {
	return &tagReader{data: strings.TrimPrefix(data, "\xEF\xBB\xBF")}
}

// next goes to the next text or tag. ok is false at the end.
func (m *tagReader) next() (ok bool, err error) {
	if m.closes {
		m.closes, m.kind = false, tagEnd
		m.open = m.open[:len(m.open)-1]
		return true, nil
	}
	for m.at < len(m.data) {
		rest := m.data[m.at:]
		if rest[0] != '<' {
			end := strings.IndexByte(rest, '<')
			if end < 0 {
				end = len(rest)
			}
			m.at += end
			if len(m.open) == 0 {
				continue // white space around the root
			}
			m.kind, m.text = tagText, rest[:end]
			if strings.IndexByte(m.text, '&') >= 0 {
				m.text, err = unescape(m.text)
			}
			return true, err
		}
		if done, err := m.mark(rest); done || err != nil {
			return done, err
		}
	}
	if len(m.open) > 0 {
		return false, errXML
	}
	return false, nil
}

// mark reads what begins with "<". done is false for what has no meaning here.
func (m *tagReader) mark(rest string) (done bool, err error) {
	if len(rest) < 3 {
		return false, errXML
	}
	switch {
	case rest[1] == '?':
		return false, m.skip(rest, "?>")
	case strings.HasPrefix(rest, "<!--"):
		return false, m.skip(rest, "-->")
	case strings.HasPrefix(rest, "<![CDATA["):
		end := strings.Index(rest, "]]>")
		if end < 0 || len(m.open) == 0 {
			return false, errXML
		}
		m.kind, m.text = tagText, rest[len("<![CDATA["):end]
		m.at += end + 3
		return true, nil
	case rest[1] == '!':
		return false, errXML
	}
	m.tags++
	if m.tags > mostTags {
		return false, errDeep
	}
	if rest[1] == '/' {
		return true, m.end(rest)
	}
	return true, m.start()
}

func (m *tagReader) skip(rest string, mark string) error {
	end := strings.Index(rest, mark)
	if end < 0 {
		return errXML
	}
	m.at += end + len(mark)
	return nil
}

// tagLength is where a tag's ">" stands; one within quotes is none, and rare.
func tagLength(b string) int {
	if b != "" && b[0] == '>' {
		return 0
	}
	end := strings.IndexByte(b, '>')
	if end < 0 || strings.Count(b[:end], `"`)%2 == 0 && strings.IndexByte(b[:end], '\'') < 0 {
		return end
	}
	quote := byte(0)
	for i, c := range []byte(b) {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i
		}
	}
	return -1
}

// nameLength is where the first space of a tag stands, or its end.
func nameLength(tag string) int {
	for i := range len(tag) {
		if isSpace(tag[i]) {
			return i
		}
	}
	return len(tag)
}

// start reads the start tag that stands here. Nearly all names end at a space
// or at the end of their tag; one with a quote in it is no name, and is taken
// as it comes.
func (m *tagReader) start() error {
	m.kind = tagStart
	d := m.data
	from, i, name := m.at+1, m.at+1, 0
	for ; i < len(d); i++ {
		c := d[i]
		if c == ':' && name == 0 {
			name = i + 1
		} else if c <= '>' && (c == '>' || c == '"' || c == '\'' || isSpace(c)) {
			break
		}
	}
	length := tagLength(d[i:])
	if length < 0 {
		return errXML
	}
	m.at = i + length + 1
	end := m.at - 1
	if m.closes = d[end-1] == '/' && end > from; m.closes {
		end--
	}
	if i < end && !isSpace(d[i]) {
		i += nameLength(d[i:end])
		name = 0
		if colon := strings.IndexByte(d[from:i], ':'); colon >= 0 {
			name = from + colon + 1
		}
	}
	i = min(i, end)
	if name == 0 {
		name = from
	}
	m.attrAt, m.attrTo = int32(i), int32(end)
	m.tag = openTag{int32(from), int32(name), int32(i)}
	m.open = append(m.open, m.tag)
	switch {
	case len(m.open) > mostNests:
		return errDeep
	case name == i:
		return errXML
	}
	return nil
}

// end reads the end tag at the beginning of rest, which must be that of what
// was opened last.
func (m *tagReader) end(rest string) error {
	m.kind = tagEnd
	if len(m.open) == 0 {
		return errXML
	}
	e := m.open[len(m.open)-1]
	m.open = m.open[:len(m.open)-1]
	m.tag = e
	whole := m.data[e.from:e.end]
	if n := 2 + len(whole); len(rest) > n && rest[n] == '>' && rest[2:n] == whole {
		m.at += n + 1
		return nil
	}
	end := tagLength(rest)
	if end < 0 || strings.TrimRight(rest[2:end], " \t\r\n") != whole {
		return errXML
	}
	m.at += end + 1
	return nil
}

// name is that of the current tag without its prefix.
func (m *tagReader) name() string { return m.data[m.tag.name:m.tag.end] }

// prefix is that of the current tag, "" for none.
func (m *tagReader) prefix() string {
	return m.data[m.tag.from:max(m.tag.from, m.tag.name-1)]
}

// attrs are the attributes of a start tag as they stand there.
func (m *tagReader) attrs() string { return m.data[m.attrAt:m.attrTo] }

// within reports whether the element stands right within one of this name.
func (m *tagReader) within(name string) bool {
	if len(m.open) < 2 {
		return false
	}
	e := m.open[len(m.open)-2]
	return m.data[e.name:e.end] == name
}

// attr gives one attribute by its name without a prefix.
func (m *tagReader) attr(name string) (value string, ok bool) {
	value, ok = m.piece(name)
	return strings.Clone(value), ok
}

// piece is attr for what is looked at and not kept: the value may be a piece of
// the data.
func (m *tagReader) piece(name string) (value string, ok bool) {
	b := m.attrs()
	for range mostAttrs {
		a, rest, more := nextAttr(b)
		if !more {
			break
		}
		if a.local == name {
			return plainAttr(a.value), true
		}
		b = rest
	}
	return "", false
}

// val is the attribute "val", which most elements of Word have and no other. It
// may be a piece of the data.
func (m *tagReader) val() string {
	v, _ := m.piece("val")
	return v
}

// eachAttr goes through the attributes of a start tag until one returns false.
func (m *tagReader) eachAttr(each func(prefix, local, value string) bool) {
	b := m.attrs()
	for range mostAttrs {
		a, rest, more := nextAttr(b)
		if !more || !each(a.prefix, a.local, a.value) {
			return
		}
		b = rest
	}
}

// tagAttr is one attribute as it stands there.
type tagAttr struct{ prefix, local, value string }

// nextAttr takes the first attribute off the text of attributes.
func nextAttr(b string) (a tagAttr, rest string, ok bool) {
	b = trimSpace(b)
	equals := strings.IndexByte(b, '=')
	if equals < 0 {
		return a, "", false
	}
	a.local = trimSpace(b[:equals])
	b = trimSpace(b[equals+1:])
	if len(b) == 0 || b[0] != '"' && b[0] != '\'' {
		return a, "", false
	}
	end := strings.IndexByte(b[1:], b[0])
	if end < 0 {
		return a, "", false
	}
	a.value = b[1 : 1+end]
	if i := strings.IndexByte(a.local, ':'); i >= 0 {
		a.prefix, a.local = a.local[:i], a.local[i+1:]
	}
	return a, b[end+2:], true
}

// plainAttr is the value of an attribute without entities.
func plainAttr(v string) string {
	if strings.IndexByte(v, '&') >= 0 {
		if decoded, err := unescape(v); err == nil {
			return decoded
		}
	}
	return v
}

// unescape puts letters for the entities of XML and for numbers.
func unescape(b string) (string, error) {
	out := make([]byte, 0, len(b))
	for {
		i := strings.IndexByte(b, '&')
		if i < 0 {
			return string(append(out, b...)), nil
		}
		out = append(out, b[:i]...)
		b = b[i+1:]
		end := strings.IndexByte(b[:min(len(b), 12)], ';')
		if end < 0 {
			return "", errXML
		}
		r, ok := entity(b[:end])
		if !ok {
			return "", errXML
		}
		out = utf8.AppendRune(out, r)
		b = b[end+1:]
	}
}

func entity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > utf8.MaxRune {
		return 0, false
	}
	return rune(n), true
}

// isSpace reports white space as XML has it.
func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func trimSpace(b string) string {
	for len(b) > 0 && isSpace(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && isSpace(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}
