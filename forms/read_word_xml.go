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
	open []tagName // what is open

	kind   tagKind
	prefix string
	name   string // without its prefix
	text   string // of a text; unescaped
	attrs  string // of a start tag, raw
	closes bool   // the start tag is its own end, which comes next
}

// tagName is the name of a tag: as it stands, and taken apart.
type tagName struct{ whole, prefix, name string }

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
func (m *tagReader) tag(rest string) (done bool, err error) {
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
		return true, m.end(rest[2:end])
	}
	return true, m.start(rest[1:end])
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

func (m *tagReader) start(tag string) error {
	m.kind = tagStart
	if m.closes = strings.HasSuffix(tag, "/"); m.closes {
		tag = tag[:len(tag)-1]
	}
	end := nameLength(tag)
	m.attrs = tag[end:]
	e := named(tag[:end])
	m.prefix, m.name = e.prefix, e.name
	m.open = append(m.open, e)
	if len(m.open) > mostNests {
		return errDeep
	}
	if m.name == "" {
		return errXML
	}
	return nil
}

func (m *tagReader) end(name string) error {
	m.kind = tagEnd
	if len(m.open) == 0 {
		return errXML
	}
	e := m.open[len(m.open)-1]
	if e.whole != name && e.whole != strings.TrimRight(name, " \t\r\n") {
		return errXML
	}
	m.open = m.open[:len(m.open)-1]
	m.prefix, m.name = e.prefix, e.name
	return nil
}

func named(whole string) tagName {
	if i := strings.IndexByte(whole, ':'); i >= 0 {
		return tagName{whole, whole[:i], whole[i+1:]}
	}
	return tagName{whole, "", whole}
}

// attr gives one attribute by its name without a prefix.
func (m *tagReader) attr(name string) (value string, ok bool) {
	m.eachAttr(func(_, local, v string) bool {
		if local == name {
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
func (m *tagReader) eachAttr(each func(prefix, local, value string) bool) {
	b := m.attrs
	for range mostAttrs {
		b = trimSpace(b)
		equals := strings.IndexByte(b, '=')
		if equals < 0 {
			return
		}
		name := trimSpace(b[:equals])
		b = trimSpace(b[equals+1:])
		if len(b) == 0 || b[0] != '"' && b[0] != '\'' {
			return
		}
		end := strings.IndexByte(b[1:], b[0])
		if end < 0 {
			return
		}
		value := b[1 : 1+end]
		b = b[end+2:]
		prefix := ""
		if i := strings.IndexByte(name, ':'); i >= 0 {
			prefix, name = name[:i], name[i+1:]
		}
		if !each(prefix, name, value) {
			return
		}
	}
}

// plainAttr is a string of its own, so that an answer does not keep a document.
func plainAttr(v string) string {
	if strings.IndexByte(v, '&') >= 0 {
		if decoded, err := unescape(v); err == nil {
			return decoded
		}
	}
	return strings.Clone(v)
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
