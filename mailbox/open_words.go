package mailbox

import (
	"strings"
	"unicode"
)

// maxWord bounds one encoded word. RFC 2047 allows 75 characters; some senders
// put a whole subject into one.
const maxWord = 4000

// decodeWords decodes a header value: encoded words (RFC 2047), also where
// they do not belong (in quoted strings) or are broken (spaces inside, one
// character split over two words), and raw 8-bit bytes.
func decodeWords(value string) string {
	value, _ = toUTF8("", []byte(value))
	if !strings.Contains(value, "=?") {
		return value
	}
	var out strings.Builder
	var run wordRun
	for value != "" {
		at := strings.Index(value, "=?")
		if at < 0 {
			break
		}
		w, size, ok := cutWord(value[at:])
		if !ok {
			run.flush(&out)
			out.WriteString(value[:at+2])
			value = value[at+2:]
			continue
		}
		// White space between two encoded words is not part of the text.
		if gap := value[:at]; !run.open || strings.TrimSpace(gap) != "" {
			run.flush(&out)
			out.WriteString(gap)
		}
		run.add(&out, w)
		value = value[at+size:]
	}
	run.flush(&out)
	out.WriteString(value)
	return out.String()
}

// encodedWord is one =?charset?x?text?= with its text decoded to bytes.
type encodedWord struct {
	charset string
	data    []byte
}

// cutWord reads the encoded word at the start of s and its length.
func cutWord(s string) (w encodedWord, size int, ok bool) {
	s = s[:min(len(s), maxWord)]
	charset, rest, ok := strings.Cut(s[2:], "?")
	if !ok || charset == "" || strings.ContainsAny(charset, " \t") || len(rest) < 2 || rest[1] != '?' {
		return w, 0, false
	}
	coding, rest := rest[0], rest[2:]
	end := strings.Index(rest, "?=")
	if end < 0 {
		return w, 0, false
	}
	w.charset, _, _ = strings.Cut(charset, "*") // RFC 2231 language
	switch coding {
	case 'Q', 'q':
		w.data = decodeQ(rest[:end])
	case 'B', 'b':
		w.data, _ = decodeBase64([]byte(rest[:end]))
	default:
		return w, 0, false
	}
	return w, len(s) - len(rest) + end + 2, true
}

// decodeQ decodes the Q encoding; what is no code stands for itself.
func decodeQ(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '_':
			out = append(out, ' ')
		case c == '=' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			out = append(out, unhex(s[i+1])<<4|unhex(s[i+2]))
			i += 2
		default:
			out = append(out, c)
		}
	}
	return out
}

// wordRun gathers the bytes of neighbouring words in one charset, because some
// senders cut a character in two.
type wordRun struct {
	open    bool
	charset string
	data    []byte
}

func (r *wordRun) add(out *strings.Builder, w encodedWord) {
	if r.open && !strings.EqualFold(r.charset, w.charset) {
		r.flush(out)
	}
	r.open, r.charset = true, w.charset
	r.data = append(r.data, w.data...)
}

func (r *wordRun) flush(out *strings.Builder) {
	if r.open {
		text, _ := toUTF8(r.charset, r.data)
		out.WriteString(text)
	}
	*r = wordRun{}
}

// oneLine makes decoded text fit for one line: white space and line breaks
// become single spaces, control and direction characters go.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.Fields(s), " ")
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c >= 'a':
		return c - 'a' + 10
	case c >= 'A':
		return c - 'A' + 10
	}
	return c - '0'
}
