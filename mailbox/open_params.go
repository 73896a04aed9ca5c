package mailbox

import (
	"sort"
	"strconv"
	"strings"
)

// maxParams bounds the parameters of one field; real ones have fewer than ten.
const maxParams = 200

// maxName bounds a file name, in characters: more fits in no file system.
const maxName = 255

// plainParams reports whether a field holds nothing on which strict readers
// and real senders differ: 8-bit bytes, or RFC 2231 parameters, whose charset
// strict readers know only when it is UTF-8.
func plainParams(value string) bool {
	return isASCII([]byte(value)) && !strings.Contains(value, "*")
}

// parseMedia takes apart "type; name=value; ..." however it is written:
// unquoted values with spaces, quotes that never end, raw 8-bit, encoded words
// in quotes, RFC 2231 continuations in any charset. Keys are in lower case.
func parseMedia(value string) (string, map[string]string) {
	media, rest, _ := strings.Cut(value, ";")
	if at := strings.IndexAny(strings.TrimSpace(media), " \t("); at >= 0 {
		media = strings.TrimSpace(media)[:at]
	}
	params := map[string]string{}
	pieces := map[string][]paramPiece{}
	for n := 0; rest != "" && n < maxParams; n++ {
		var key, val string
		key, val, rest = cutParam(rest)
		if base, piece, ok := pieceOf(key, val); ok {
			pieces[base] = append(pieces[base], piece)
		} else if _, twice := params[key]; key != "" && !twice {
			params[key] = oneLine(decodeWords(val))
		}
	}
	for base, p := range pieces {
		params[base] = joinPieces(p)
	}
	return strings.ToLower(strings.TrimSpace(media)), params
}

// cutParam reads the parameter at the start of s.
func cutParam(s string) (key, val, rest string) {
	s = strings.TrimLeft(s, "; \t")
	eq := strings.IndexAny(s, "=;")
	if eq < 0 || s[eq] == ';' {
		_, rest, _ = strings.Cut(s, ";")
		return "", "", rest
	}
	key = strings.ToLower(strings.TrimSpace(s[:eq]))
	s = strings.TrimLeft(s[eq+1:], " \t")
	if !strings.HasPrefix(s, `"`) {
		val, rest, _ = strings.Cut(s, ";")
		return key, strings.TrimSpace(val), rest
	}
	var out strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '"':
			_, rest, _ = strings.Cut(s[i+1:], ";")
			return key, out.String(), rest
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			// Other backslashes are those of a Windows path, not of quoting.
			i++
		}
		out.WriteByte(s[i])
	}
	return key, out.String(), ""
}

// paramPiece is one part of a parameter cut up by RFC 2231: name*1*=value.
type paramPiece struct {
	order   int
	coded   bool
	value   string
	charset string
}

func pieceOf(key, val string) (base string, p paramPiece, ok bool) {
	base, tail, ok := strings.Cut(key, "*")
	if !ok || base == "" {
		return "", p, false
	}
	p.value = val
	p.coded = tail == "" || strings.HasSuffix(tail, "*")
	p.order, _ = strconv.Atoi(strings.TrimSuffix(tail, "*"))
	if p.coded && p.order == 0 {
		if parts := strings.SplitN(val, "'", 3); len(parts) == 3 {
			p.charset, p.value = parts[0], parts[2]
		}
	}
	return base, p, true
}

func joinPieces(pieces []paramPiece) string {
	sort.SliceStable(pieces, func(i, j int) bool { return pieces[i].order < pieces[j].order })
	var data []byte
	coded := false
	for _, p := range pieces {
		coded = coded || p.coded
		if p.coded {
			data = append(data, unpercent(p.value)...)
		} else {
			data = append(data, p.value...)
		}
	}
	text, _ := toUTF8(pieces[0].charset, data)
	if !coded {
		text = decodeWords(text)
	}
	return oneLine(text)
}

func unpercent(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			out = append(out, unhex(s[i+1])<<4|unhex(s[i+2]))
			i += 2
			continue
		}
		out = append(out, s[i])
	}
	return out
}

// fileName is the first of the names that is not empty, decoded, on one line.
func fileName(names ...string) string {
	for _, n := range names {
		if n = oneLine(decodeWords(n)); n != "" {
			if r := []rune(n); len(r) > maxName {
				n = string(r[:maxName])
			}
			return n
		}
	}
	return ""
}
