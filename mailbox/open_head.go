package mailbox

import "bytes"

const (
	// maxHead bounds the header of one message or part. Headers of real mail
	// stay below 100 KB; what is longer is an attack or a body out of place.
	maxHead = 1 << 20
	// maxFields bounds the fields of one header: every one of them is decoded.
	maxFields = 2000
)

// head is the top of a message or part, cut off and mended so that a strict
// reader takes it: every line is a field or the continuation of one.
type head struct {
	block  []byte // fields with CRLF line ends, no blank line at the end
	body   []byte // what follows, in place
	fields int
	damage []string

	dropping bool // continuation lines belong to a line that was dropped
}

// splitHead cuts a message (or, with part, a part of one) into header and body.
// Lines that are no fields are dropped, with damage; two of them in a row mean
// that the blank line is missing and the body has begun.
func splitHead(raw []byte, part bool) head {
	rest, end := raw, lineEnd(raw)
	if !part {
		rest = skipLead(raw, end)
	}
	h := head{}
	for len(rest) > 0 {
		line, next := cutLine(rest, end)
		switch kind := lineKind(line); {
		case kind == lineBlank && (len(bytes.TrimRight(line, "\r\n")) == 0 || !goesOn(next, end)):
			return h.finish(raw, next, part)
		case kind == lineBlank, isMbox(line): // white space inside a folded field; a mailbox file's own line
		case kind == lineField:
			h.dropping = false
			h.add(line)
			h.fields++
		case kind == lineMore && h.fields > 0:
			if !h.dropping {
				h.add(line)
			}
		case goesOn(next, end):
			h.dropping = true
			h.damage = append(h.damage, "a line in the header is not a header field and was left out")
		default:
			if h.fields > 0 && len(bytes.TrimSpace(next)) > 0 {
				h.damage = append(h.damage, "the blank line between header and text is missing")
			}
			return h.finish(raw, rest, part)
		}
		rest = next
	}
	return h.finish(raw, nil, part)
}

// finish sets the body. Without any field the whole input is body.
func (h head) finish(raw, body []byte, part bool) head {
	h.body = body
	if h.fields > 0 {
		return h
	}
	h.damage = nil
	if !part {
		h.body = raw
		if len(bytes.TrimSpace(raw)) > 0 {
			h.damage = []string{"the message has no header"}
		}
	}
	return h
}

// add appends one line. A bare CR in it ends no field: values are made one line
// when they are decoded.
func (h *head) add(line []byte) {
	line = bytes.TrimRight(line, "\r\n")
	if len(h.block)+len(line) > maxHead || h.fields >= maxFields {
		if !h.dropping {
			h.damage = append(h.damage, "the header is too long; the rest of it was not read")
		}
		h.dropping = true
		return
	}
	h.block = append(h.block, line...)
	h.block = append(h.block, '\r', '\n')
}

type headLine int

const (
	lineOther headLine = iota
	lineBlank
	lineField
	lineMore // begins with white space: continues the line before
)

func lineKind(line []byte) headLine {
	if len(bytes.TrimSpace(line)) == 0 {
		return lineBlank
	}
	if line[0] == ' ' || line[0] == '\t' {
		return lineMore
	}
	colon := bytes.IndexByte(line, ':')
	if colon < 1 {
		return lineOther
	}
	name := bytes.TrimRight(line[:colon], " \t")
	for _, c := range name {
		if c <= ' ' || c > '~' {
			return lineOther
		}
	}
	return lineField
}

// goesOn reports whether the header goes on, or ends in due form, at rest.
func goesOn(rest []byte, end byte) bool {
	if len(rest) == 0 {
		return false
	}
	line, _ := cutLine(rest, end)
	if len(bytes.TrimRight(line, "\r\n")) == 0 {
		return true
	}
	k := lineKind(line)
	return k == lineField || k == lineMore
}

// isMbox reports the separator line of a mailbox file: "From " and no colon.
func isMbox(line []byte) bool {
	return bytes.HasPrefix(line, []byte("From ")) || bytes.HasPrefix(line, []byte(">From "))
}

// skipLead leaves out a byte order mark, and blank lines before a first field.
func skipLead(raw []byte, end byte) []byte {
	rest := bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF"))
	at := bytes.TrimLeft(rest, "\r\n")
	if len(at) == len(rest) {
		return rest
	}
	if line, _ := cutLine(at, end); lineKind(line) == lineField || isMbox(line) {
		return at
	}
	return rest
}

// lineEnd is the byte that ends lines: LF, or CR where there is no LF at all.
func lineEnd(raw []byte) byte {
	if bytes.IndexByte(raw, '\n') < 0 && bytes.IndexByte(raw, '\r') >= 0 {
		return '\r'
	}
	return '\n'
}

func cutLine(b []byte, end byte) (line, rest []byte) {
	if i := bytes.IndexByte(b, end); i >= 0 {
		return b[:i+1], b[i+1:]
	}
	return b, nil
}
