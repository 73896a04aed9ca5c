package mailbox

import (
	"bytes"
	"regexp"
)

// splitParts cuts the body of a multipart at its boundary, in place. closed is
// false when the last boundary is missing; the last part then reaches to the
// end. What follows a last boundary is still read where more parts follow.
func splitParts(body []byte, boundary string) (parts [][]byte, closed bool) {
	if boundary == "" {
		return nil, false
	}
	mark := []byte("--" + boundary)
	start := -1 // of the open part, -1 when none is open
	for at := 0; at < len(body); {
		i := bytes.Index(body[at:], mark)
		if i < 0 {
			break
		}
		i += at
		after, last, ok := boundaryLine(body, i, len(mark))
		if !ok {
			at = i + len(mark)
			continue
		}
		if start >= 0 {
			parts = append(parts, trimEnd(body[start:max(start, i)]))
		}
		if start, closed = after, last; last {
			start = -1
		}
		at = after
		if len(parts) > maxParts {
			return parts, true
		}
	}
	if start >= 0 {
		parts = append(parts, body[start:])
	}
	return parts, closed
}

// boundaryLine reports whether the mark at i stands on a line of its own,
// where the next line begins, and whether it is the last boundary.
func boundaryLine(body []byte, i, size int) (after int, last, ok bool) {
	if i > 0 && body[i-1] != '\n' && body[i-1] != '\r' {
		return 0, false, false
	}
	rest := body[i+size:]
	if len(rest) > 0 && bytes.IndexByte([]byte("\r\n \t-"), rest[0]) < 0 {
		return 0, false, false // another boundary that begins with this one
	}
	end := bytes.IndexAny(rest[:min(len(rest), 1000)], "\r\n")
	if end < 0 {
		if len(rest) >= 1000 {
			return 0, false, false
		}
		end = len(rest)
	}
	tail := bytes.TrimRight(rest[:end], " \t")
	last = bytes.HasPrefix(tail, []byte("--"))
	if len(tail) > 0 && !last {
		return 0, false, false
	}
	after = i + size + end
	if bytes.HasPrefix(body[after:], []byte("\r\n")) {
		return after + 2, last, true
	}
	return min(after+1, len(body)), last, true
}

// trimEnd takes off the line end that belongs to the boundary.
func trimEnd(b []byte) []byte {
	if n := len(b); n > 0 && b[n-1] == '\n' {
		b = b[:n-1]
	}
	if n := len(b); n > 0 && b[n-1] == '\r' {
		b = b[:n-1]
	}
	return b
}

// likelyBoundary matches a line that begins with two hyphens and is followed
// by a part's header: the boundary that the message forgot to name.
var likelyBoundary = regexp.MustCompile(`(?i)(?:^|[\r\n])--([^\s-][^\r\n]{0,199}?)[ \t]*(?:\r\n|\r|\n)Content-`)

// guessSize is how far into a body a forgotten boundary is looked for.
const guessSize = 64 << 10

// guessBoundary finds the boundary that a multipart really uses, "" when none shows.
func guessBoundary(body []byte) string {
	if m := likelyBoundary.FindSubmatch(body[:min(len(body), guessSize)]); m != nil {
		return string(m[1])
	}
	return ""
}
