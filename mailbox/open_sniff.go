package mailbox

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

const (
	pdfWithin  = 1024    // readers accept "%PDF-" anywhere in the first KB
	textWithin = 4 << 10 // how much of a file decides whether it is text
)

// appleDouble begins a file that holds a Mac's notes about another file.
const appleDouble = "\x00\x05\x16\x07"

// magics are the beginnings by which files are known.
var magics = []struct{ start, kind string }{
	{"%PDF-", "application/pdf"},
	{"{\\rtf", "application/rtf"},
	{"\x89PNG\r\n\x1a\n", "image/png"},
	{"\xFF\xD8\xFF", "image/jpeg"},
	{"II*\x00", "image/tiff"},
	{"MM\x00*", "image/tiff"},
	{"GIF87a", "image/gif"},
	{"GIF89a", "image/gif"},
	{"\x78\x9F\x3E\x22", "application/ms-tnef"},
	{"\x1F\x8B", "application/gzip"},
	{"7z\xBC\xAF\x27\x1C", "application/x-7z-compressed"},
	{"Rar!\x1A\x07", "application/vnd.rar"},
	{pgpStart, "application/pgp-encrypted"},
	{"\x76\xE8\x04\x60\xC4\x11\xE3\x86", rightsType},
	{"MZ", "application/x-msdownload"},
}

// typeOf is the media type by content, else as labelled. Where the content is
// text the label knows better which kind of text.
func typeOf(label string, data []byte) string {
	kind := sniff(data)
	switch {
	case kind == "", kind == "text/plain" && strings.HasPrefix(label, "text/"),
		kind == "text/plain" && label != "" && label != "application/octet-stream" && !isFile(label):
		if label == "" {
			return "application/octet-stream"
		}
		return label
	case kind == "application/zip" && strings.Contains(label, "zip"):
		return "application/zip"
	}
	return kind
}

// sniff is the media type that the content shows, "" when it shows none.
func sniff(data []byte) string {
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) || bytes.HasPrefix(data, []byte("PK\x05\x06")) {
		return zipKind(data)
	}
	if bytes.HasPrefix(data, []byte(compoundStart)) {
		return oleKind(data)
	}
	for _, m := range magics {
		if bytes.HasPrefix(data, []byte(m.start)) && (m.start != "MZ" || !isText(data)) {
			return m.kind
		}
	}
	if len(data) > 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP" {
		return "image/webp"
	}
	if len(data) > 12 && string(data[4:8]) == "ftyp" && bytes.Contains([]byte("heic heix heim heis hevc mif1 msf1"), data[8:12]) {
		return "image/heic"
	}
	if bytes.Contains(data[:min(len(data), pdfWithin)], []byte("%PDF-")) {
		return "application/pdf"
	}
	if isHTML(data) {
		return "text/html"
	}
	if len(data) > 0 && isText(data) {
		return "text/plain"
	}
	return ""
}

// zipKind tells office documents from other archives by the names inside,
// which stand in a ZIP file uncompressed.
func zipKind(data []byte) string {
	has := func(name string) bool { return bytes.Contains(data, []byte(name)) }
	const office = "application/vnd.openxmlformats-officedocument."
	switch {
	case bytes.HasPrefix(data[min(30, len(data)):], []byte("mimetypeapplication/vnd.oasis.opendocument.")):
		kind, _, _ := bytes.Cut(data[38:min(len(data), 138)], []byte("PK"))
		for i, c := range kind {
			if c < '-' || c > 'z' {
				kind = kind[:i]
				break
			}
		}
		return string(kind)
	case !has("[Content_Types].xml"):
		return "application/zip"
	case has("vbaProject.bin"):
		return "application/vnd.ms-word.document.macroEnabled.12"
	case has("word/"):
		return office + "wordprocessingml.document"
	case has("xl/"):
		return office + "spreadsheetml.sheet"
	case has("ppt/"):
		return office + "presentationml.presentation"
	}
	return "application/zip"
}

// oleKind tells the old office formats apart by the streams in them.
func oleKind(data []byte) string {
	c, err := openCompound(data)
	if err != nil {
		return "application/x-ole-storage"
	}
	for _, k := range []struct{ stream, kind string }{
		{msgProps, "application/vnd.ms-outlook"},
		{"WordDocument", "application/msword"},
		{"Workbook", "application/vnd.ms-excel"},
		{"PowerPoint Document", "application/vnd.ms-powerpoint"},
	} {
		if c.child(0, k.stream) >= 0 {
			return k.kind
		}
	}
	return "application/x-ole-storage"
}

func isHTML(data []byte) bool {
	start := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(data[:min(len(data), textWithin)], []byte("\xEF\xBB\xBF")), " \t\r\n"))
	return bytes.HasPrefix(start, []byte("<!doctype html")) || bytes.HasPrefix(start, []byte("<html"))
}

// isText reports whether the beginning of a file holds only what text holds,
// in UTF-8, in an 8-bit charset, or in UTF-16 with its mark.
func isText(data []byte) bool {
	data = data[:min(len(data), textWithin)]
	if bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF}) {
		return true
	}
	high := 0
	for _, c := range data {
		switch {
		case c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1B, c == 0x7F:
			return false
		case c >= utf8.RuneSelf:
			high++
		}
	}
	return high*3 < len(data) || utf8.Valid(data[:len(data)-cutRune(data)])
}

// cutRune is how many bytes of a cut-off character stand at the end.
func cutRune(data []byte) int {
	for i := 1; i < utf8.UTFMax && i <= len(data); i++ {
		if utf8.RuneStart(data[len(data)-i]) {
			if !utf8.FullRune(data[len(data)-i:]) {
				return i
			}
			return 0
		}
	}
	return 0
}

// fileFrom is the kind of what is a file from its first byte on, "" for text: a
// letter may speak of "%PDF-", a file begins with it.
func fileFrom(data []byte) string {
	kind := sniff(data)
	if !isFile(kind) || kind == "application/pdf" && !bytes.HasPrefix(bytes.TrimSpace(data[:min(len(data), pdfWithin)]), []byte("%PDF-")) {
		return ""
	}
	return kind
}

// isFile reports a kind that nobody reads as text.
func isFile(kind string) bool {
	return kind == "application/pdf" || kind == "application/rtf" || kind == "application/msword" ||
		strings.HasPrefix(kind, "image/") || strings.HasPrefix(kind, "application/vnd.") ||
		strings.HasPrefix(kind, "application/x-") || kind == "application/zip" || kind == "application/gzip" || kind == "application/ms-tnef"
}
