package mailbox

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// toUTF8 makes text of bytes in the charset that a label names. ok is false
// when the label is unknown and the bytes had to be guessed: UTF-8 when they
// are valid, else windows-1252, which leaves no byte out.
func toUTF8(label string, b []byte) (text string, ok bool) {
	label = strings.ToLower(strings.Trim(strings.TrimSpace(label), `"'`))
	switch label {
	case "utf-8", "utf8", "us-ascii", "ascii", "ansi_x3.4-1968", "iso-8859-1", "latin1", "windows-1252", "cp1252":
		// Bytes that are valid UTF-8 hardly ever mean anything else, whatever
		// these labels say; and ISO 8859-1 in mail means windows-1252.
		return guess(b), true
	case "":
		return guess(b), true
	case "utf-16", "utf-16le", "utf-16be", "unicode", "ucs-2":
		return fromUTF16(label, b), true
	}
	enc := charsetOf(label)
	if enc == nil {
		return guess(b), isASCII(b)
	}
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		return guess(b), false
	}
	return string(out), true
}

// charsetOf finds a charset as browsers know it, then as IANA does; nil when unknown.
func charsetOf(label string) encoding.Encoding {
	if strings.HasPrefix(label, "hz") {
		return simplifiedchinese.HZGB2312
	}
	if enc, err := htmlindex.Get(label); err == nil {
		if name, _ := htmlindex.Name(enc); name != "replacement" {
			return enc
		}
	}
	for _, index := range []*ianaindex.Index{ianaindex.MIME, ianaindex.IANA} {
		if enc, err := index.Encoding(label); err == nil && enc != nil {
			return enc
		}
	}
	return nil
}

func guess(b []byte) string {
	b = bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF"))
	if utf8.Valid(b) {
		return string(b)
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return string(out)
}

// fromUTF16 reads UTF-16 by its byte order mark, its label, or by where the
// zero bytes of Western letters stand.
func fromUTF16(label string, b []byte) string {
	var order binary.ByteOrder = binary.LittleEndian
	switch {
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		order, b = binary.BigEndian, b[2:]
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}):
		b = b[2:]
	case label == "utf-16be" || label != "utf-16le" && zerosFirst(b):
		order = binary.BigEndian
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = order.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}

func zerosFirst(b []byte) bool {
	var zeros [2]int
	for i, c := range b[:min(len(b), 1024)] {
		if c == 0 {
			zeros[i%2]++
		}
	}
	return zeros[0] > zeros[1]
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
