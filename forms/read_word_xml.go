package forms

import (
	"bytes"
	"errors"
	"strconv"
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
	data []byte
	at   int
	tags int
	open [][]byte // names of the elements that are open

	kind   tagKind
	prefix string
	name   string // without its prefix
	text   []byte // of a text; unescaped, valid until the next call
	attrs  []byte // of a start tag, raw
	closes bool   // the start tag is its own end, which comes next
}

type tagKind int

const (
	tagText tagKind = iota
	tagStart
	tagEnd
)

func newTags(data []byte) *tagReader {
	return &tagReader{data: bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))}
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
			end := bytes.IndexByte(rest, '<')
			if end < 0 {
				end = len(rest)
			}
			m.at += end
			if len(m.open) == 0 {
				continue // white space around the root
			}
			m.kind, m.text = tagText, rest[:end]
			if bytes.IndexByte(m.text, '&') >= 0 {
				m.text, err = unescape(m.text)
			}
			return true, err
		}
		if done, err := m.tag(rest); done || err != nil {
			return done, err
		}
	}
	if len(m.open) > 0 {
		return false, errXML
	}
	return false, nil
}

// tag reads what begins with "<". done is false for what has no meaning here.
func (m *tagReader) tag(rest []byte) (done bool, err error) {
	if len(rest) < 3 {
		return false, errXML
	}
	switch {
	case rest[1] == '?':
		return false, m.skip(rest, "?>")
	case bytes.HasPrefix(rest, []byte("<!--")):
		return false, m.skip(rest, "-->")
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		end := bytes.Index(rest, []byte("]]>"))
		if end < 0 || len(m.open) == 0 {
			return false, errXML
		}
		m.kind, m.text = tagText, rest[len("<![CDATA["):end]
		m.at += end + 3
		return true, nil
	case rest[1] == '!':
		return false, errXML
	}
	end := tagLength(rest)
	if end < 0 {
		return false, errXML
	}
	m.at += end + 1
	m.tags++
	if m.tags > mostTags {
		return false, errDeep
	}
	if rest[1] == '/' {
		return true, m.end(bytes.TrimRight(rest[2:end], " \t\r\n"))
	}
	return true, m.start(rest[1:end])
}

func (m *tagReader) skip(rest []byte, mark string) error {
	end := bytes.Index(rest, []byte(mark))
	if end < 0 {
		return errXML
	}
	m.at += end + len(mark)
	return nil
}

// tagLength is where a tag's ">" stands; one within quotes is none, and rare.
func tagLength(b []byte) int {
	end := bytes.IndexByte(b, '>')
	if end < 0 || bytes.Count(b[:end], []byte{'"'})%2 == 0 && bytes.IndexByte(b[:end], '\'') < 0 {
		return end
	}
	quote := byte(0)
	for i, c := range b {
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

func (m *tagReader) start(body []byte) error {
	m.kind = tagStart
	if m.closes = len(body) > 0 && body[len(body)-1] == '/'; m.closes {
		body = body[:len(body)-1]
	}
	end := bytes.IndexAny(body, " \t\r\n")
	if end < 0 {
		end = len(body)
	}
	m.attrs = body[end:]
	m.named(body[:end])
	m.open = append(m.open, body[:end])
	if len(m.open) > mostNests {
		return errDeep
	}
	if m.name == "" {
		return errXML
	}
	return nil
}

func (m *tagReader) end(name []byte) error {
	m.kind = tagEnd
	if len(m.open) == 0 || !bytes.Equal(m.open[len(m.open)-1], name) {
		return errXML
	}
	m.open = m.open[:len(m.open)-1]
	m.named(name)
	return nil
}

func (m *tagReader) named(name []byte) {
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		m.prefix, m.name = knownMark(name[:i]), knownMark(name[i+1:])
		return
	}
	m.prefix, m.name = "", knownMark(name)
}

// attr gives one attribute by its name without a prefix.
func (m *tagReader) attr(name string) (value string, ok bool) {
	m.eachAttr(func(_, local, v []byte) bool {
		if string(local) == name {
			value, ok = plainAttr(v), true
		}
		return !ok
	})
	return value, ok
}

// val is the attribute "val", which most elements of Word have and no other.
func (m *tagReader) val() string {
	v, _ := m.attr("val")
	return v
}

// eachAttr goes through the attributes of a start tag until one returns false.
func (m *tagReader) eachAttr(each func(prefix, local, value []byte) bool) {
	b := m.attrs
	for range mostAttrs {
		b = bytes.TrimLeft(b, " \t\r\n")
		equals := bytes.IndexByte(b, '=')
		if equals < 0 {
			return
		}
		name := bytes.TrimRight(b[:equals], " \t\r\n")
		b = bytes.TrimLeft(b[equals+1:], " \t\r\n")
		if len(b) == 0 || b[0] != '"' && b[0] != '\'' {
			return
		}
		end := bytes.IndexByte(b[1:], b[0])
		if end < 0 {
			return
		}
		value := b[1 : 1+end]
		b = b[end+2:]
		prefix := []byte(nil)
		if i := bytes.IndexByte(name, ':'); i >= 0 {
			prefix, name = name[:i], name[i+1:]
		}
		if !each(prefix, name, value) {
			return
		}
	}
}

func plainAttr(v []byte) string {
	if bytes.IndexByte(v, '&') >= 0 {
		if decoded, err := unescape(v); err == nil {
			return string(decoded)
		}
	}
	return string(v)
}

// unescape puts letters for the entities of XML and for numbers.
func unescape(b []byte) ([]byte, error) {
	out := make([]byte, 0, len(b))
	for {
		i := bytes.IndexByte(b, '&')
		if i < 0 {
			return append(out, b...), nil
		}
		out = append(out, b[:i]...)
		b = b[i+1:]
		end := bytes.IndexByte(b[:min(len(b), 12)], ';')
		if end < 0 {
			return nil, errXML
		}
		r, ok := entity(string(b[:end]))
		if !ok {
			return nil, errXML
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

// commonNames fill a Word document; none of them takes a new string.
var commonNames = func() map[string]string {
	names := map[string]string{}
	for _, name := range []string{"w", "w14", "p", "r", "t", "br", "tab", "pPr", "rPr", "pStyle", "rStyle", "tbl", "tr", "trPr", "cantSplit", "trHeight", "tc", "tcPr",
		"tcW", "shd", "vAlign", "sdt", "sdtPr", "sdtContent", "alias", "tag", "id", "lock", "showingPlcHdr", "text", "date", "dropDownList", "listItem", "checkbox",
		"checked", "checkedState", "uncheckedState"} {
		names[name] = name
	}
	return names
}()

func knownMark(b []byte) string {
	if name, ok := commonNames[string(b)]; ok {
		return name
	}
	return string(b)
}
