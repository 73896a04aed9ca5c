package mailbox

import (
	"strings"

	"golang.org/x/net/idna"
)

// maxAddr bounds an addr-spec: 64 before the "@", 255 after (RFC 5321 section 4.5.3.1).
const maxAddr = 320

// parseAddresses reads the addresses of one field, however broken, from its
// raw value: encoded words are decoded after it has been taken apart, so that
// what is written in a display name can never become the address.
func parseAddresses(value string) []Address {
	var out []Address
	name := ""
	for _, item := range splitAddresses(value) {
		a, ok := parseItem(item)
		if !ok {
			// A comma in a display name without quotes: "Smith, Jane <jane@...>".
			if item = displayName(item); item != "" && len(name) < maxAddr {
				name = strings.TrimPrefix(name+", "+item, ", ")
			}
			continue
		}
		if name != "" {
			a.Name = strings.TrimSuffix(name+", "+a.Name, ", ")
			name = ""
		}
		if out = append(out, a); len(out) >= maxAddresses {
			break
		}
	}
	return out
}

// splitAddresses cuts at commas, semicolons and group names that stand outside
// quotes, comments and angle brackets. A quote that never ends quotes nothing.
func splitAddresses(s string) []string {
	var items []string
	var quoted, angle bool
	comment, start := 0, 0
	last := lastMarks(s)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '=':
			i += max(1, wordSize(s[i:])) - 1
		case c == '\\' && (quoted || comment > 0):
			i++
		case quoted:
			quoted = c != '"'
		case c == '(' && i < last.comment:
			comment++
		case c == ')' && comment > 0:
			comment--
		case comment > 0:
		case c == '"' && i < last.quote:
			quoted = true
		case c == '<':
			angle = i < last.angle
		case c == '>':
			angle = false
		case angle:
		case c == ',' || c == ';':
			items = append(items, s[start:i])
			start = i + 1
		case c == ':' && !strings.ContainsAny(s[start:i], "@<[") && !strings.HasSuffix(strings.ToLower(s[start:i]), "mailto"):
			start = i + 1 // the name of a group
		}
	}
	return append(items, s[min(start, len(s)):])
}

// marks are places in a field.
type marks struct{ quote, comment, angle int }

// lastMarks is where the last quote, comment and bracket end: what opens behind
// that is never closed, and opens nothing.
func lastMarks(s string) marks {
	return marks{strings.LastIndexByte(s, '"'), strings.LastIndexByte(s, ')'), strings.LastIndexByte(s, '>')}
}

// parseItem reads one address with its display name.
func parseItem(item string) (Address, bool) {
	bare := outsideQuotes(item)
	if open := strings.LastIndexByte(bare, '<'); open >= 0 {
		spec := item[open+1:]
		if end := strings.IndexByte(spec, '>'); end >= 0 {
			spec = spec[:end]
		}
		if addr, ok := cleanAddr(spec); ok {
			return Address{Name: displayName(item[:open]), Addr: addr}, true
		}
		item = item[:open] + " " + spec
	}
	plain, comment := cutComments(item)
	if addr, ok := cleanAddr(plain); ok && strings.HasPrefix(strings.TrimSpace(plain), `"`) {
		return Address{Name: displayName(comment), Addr: addr}, true // "jane smith"@example.org
	}
	words := strings.Fields(outsideQuotes(plain))
	for i := len(words) - 1; i >= 0; i-- {
		if addr, ok := cleanAddr(words[i]); ok {
			name := strings.Replace(plain, words[i], "", 1)
			if strings.TrimSpace(name) == "" {
				name = comment
			}
			return Address{Name: displayName(name), Addr: addr}, true
		}
	}
	return Address{}, false
}

// wordSize is the length of the encoded word at the start of s, 0 when there is
// none. What stands in one is text, whatever signs it is made of.
func wordSize(s string) int {
	if !strings.HasPrefix(s, "=?") {
		return 0
	}
	_, n, _ := cutWord(s)
	return n
}

// outsideQuotes blanks what stands in quotes, comments and encoded words, byte
// for byte.
func outsideQuotes(s string) string {
	b := []byte(s)
	last := lastMarks(s)
	var quoted bool
	comment := 0
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case c == '=' && wordSize(s[i:]) > 0:
			n := wordSize(s[i:])
			copy(b[i:i+n], strings.Repeat(" ", n))
			i += n - 1
			continue
		case c == '\\' && (quoted || comment > 0) && i+1 < len(b):
			b[i], b[i+1] = ' ', ' '
			i++
			continue
		case quoted:
			quoted = c != '"'
		case c == '"' && i < last.quote:
			quoted = true
		case c == '(' && i < last.comment:
			comment++
		case c == ')' && comment > 0:
			comment--
		case comment == 0:
			continue
		}
		b[i] = ' '
	}
	return string(b)
}

// cutComments takes (comments) out of an address and returns the last of them.
func cutComments(s string) (plain, comment string) {
	open := strings.LastIndexByte(s, '(')
	if end := strings.LastIndexByte(s, ')'); open >= 0 && end > open {
		return s[:open] + s[end+1:], s[open+1 : end]
	}
	return s, ""
}

// cleanAddr makes an addr-spec of what stands where one belongs: no scheme, no
// route, no space, domain in lower case and in the ASCII form of IDNA.
func cleanAddr(spec string) (string, bool) {
	spec = strings.Trim(spec, " \t<>,;'")
	if len(spec) > 7 && strings.EqualFold(spec[:7], "mailto:") {
		spec = spec[7:]
	}
	if colon := strings.IndexByte(spec, ':'); strings.HasPrefix(spec, "@") && colon > 0 {
		spec = spec[colon+1:] // a source route, RFC 5322 section 4.4
	}
	at := strings.LastIndexByte(spec, '@')
	if at < 1 || at == len(spec)-1 {
		return "", false
	}
	local, domain := readAddr(spec[:at]), strings.Trim(readAddr(spec[at+1:]), ".")
	if strings.HasPrefix(local, `"`) {
		if len(local) < 3 || strings.IndexByte(local[1:], '"') != len(local)-2 {
			return "", false
		}
	} else if local = strings.ReplaceAll(local, " ", ""); strings.ContainsAny(local, `@"()<>[]:;,\`) {
		return "", false
	}
	domain = strings.ReplaceAll(domain, " ", "")
	if !isASCII([]byte(domain)) {
		if ascii, err := idna.Lookup.ToASCII(domain); err == nil {
			domain = ascii
		}
	}
	if local == "" || domain == "" || len(local)+len(domain) >= maxAddr || strings.ContainsAny(domain, `@"()<>,;:\`) {
		return "", false
	}
	return local + "@" + strings.ToLower(domain), true
}

// readAddr makes clean text of a part of an address. Encoded words have no
// place in one (RFC 2047 section 5) and stay as they are: decoded, they could
// hold another address.
func readAddr(s string) string {
	s, _ = toUTF8("", []byte(s))
	return oneLine(s)
}

var unescaped = strings.NewReplacer(`\"`, `"`, `\\`, `\`)

// displayName is a display name without quotes and quoting, decoded.
func displayName(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 1 && s[0] == '"' && s[len(s)-1] == '"' {
		s = s[1 : len(s)-1]
	}
	s = unescaped.Replace(s)
	return strings.Trim(oneLine(decodeWords(s)), `" '`)
}
