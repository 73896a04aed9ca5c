package forms

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// decodeText decodes the bytes of a text string (ISO 32000-2, 7.9.2.2): UTF-16
// or UTF-8 by their byte order mark, else PDFDocEncoding. Some programs write
// UTF-8 without its mark; what is valid UTF-8 outside ASCII is taken as such.
// New lines become \n whatever the program wrote.
func decodeText(b []byte) string {
	var s string
	switch {
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		s = utf16Text(b[2:], 1, 0)
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}):
		s = utf16Text(b[2:], 0, 1)
	case bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")):
		s = strings.ToValidUTF8(string(b[3:]), "\uFFFD")
	case utf8.Valid(b) && bytes.IndexFunc(b, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0:
		s = string(b)
	default:
		s = documentText(b)
	}
	s = strings.ReplaceAll(withoutLanguage(s), "\x00", "")
	return newLines.Replace(s)
}

var newLines = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n")

// plain reports whether bytes mean the same in every encoding, as nearly all
// names and values in a form do.
func plain(b []byte) bool {
	for _, c := range b {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

// utf16Text decodes pairs of bytes; low and high are where each half stands.
func utf16Text(b []byte, low, high int) string {
	units := make([]uint16, 0, len(b)/2)
	for i := 0; i+1 < len(b); i += 2 {
		units = append(units, uint16(b[i+high])<<8|uint16(b[i+low]))
	}
	return string(utf16.Decode(units))
}

// PDFDocEncoding where it differs from Latin-1 (ISO 32000-1, annex D.3).
const (
	accents     = "˘ˇˆ˙˝˛˚˜"                        // from 0x18
	typographic = "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž" // from 0x80
)

func documentText(b []byte) string {
	var s strings.Builder
	above, upper := []rune(accents), []rune(typographic)
	for _, c := range b {
		switch {
		case c >= 0x18 && c <= 0x1F:
			s.WriteRune(above[c-0x18])
		case c >= 0x80 && int(c) < 0x80+len(upper):
			s.WriteRune(upper[c-0x80])
		case c == 0xA0:
			s.WriteRune('€')
		default:
			s.WriteRune(rune(c))
		}
	}
	return s.String()
}

// withoutLanguage takes language marks out of a text: ESC, two to four
// letters, ESC.
func withoutLanguage(s string) string {
	var out strings.Builder
	for {
		before, after, found := strings.Cut(s, "\x1B")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		s = after
		if end := strings.IndexByte(after[:min(len(after), 6)], 0x1B); end >= 0 {
			s = after[end+1:]
		}
	}
}
