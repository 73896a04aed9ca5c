package forms

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// content is what a file is by its first bytes: a shape, and the reason why it
// is not read, "" for the shapes that are.
type content struct {
	shape Shape
	code  UnreadCode
}

// headerWithin is how far into a file a PDF's header may stand (ISO 32000-1,
// annex H: readers accept it in the first 1024 bytes).
const headerWithin = 1024

// sniff tells what a file is. Its name serves only to tell a PDF that is not
// one (an error page, a broken download) from a file of another kind.
func sniff(f File) content {
	data := f.Data
	switch {
	case bytes.Contains(data[:min(len(data), headerWithin)], []byte("%PDF-")):
		return content{shape: PDFForm}
	case picture(data):
		return content{shape: Scan}
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		if shape := zipShape(data); shape != "" {
			return content{shape: shape}
		}
		return content{"", Unsupported}
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return compound(data)
	case bytes.HasPrefix(data, []byte(`{\rtf`)):
		return content{shape: RTF}
	case strings.HasSuffix(strings.ToLower(f.Name), ".pdf") || f.Type == "application/pdf":
		return content{PDFForm, Damaged}
	case markup(data):
		return content{shape: HTML}
	}
	if _, ok := plainText(data); ok {
		return content{shape: Text}
	}
	return content{"", Unsupported}
}

// picture reports whether the file is a photograph, scan or drawing.
func picture(data []byte) bool {
	for _, start := range []string{"\xFF\xD8\xFF", "\x89PNG\r\n\x1A\n", "GIF87a", "GIF89a", "II*\x00", "MM\x00*"} {
		if bytes.HasPrefix(data, []byte(start)) {
			return true
		}
	}
	if len(data) < 16 {
		return false
	}
	switch {
	case string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		return true
	case string(data[:2]) == "BM" && bytes.Equal(data[6:10], []byte{0, 0, 0, 0}):
		return true
	case string(data[4:8]) == "ftyp": // HEIC and AVIF, as phones take them
		return strings.Contains("heic heix hevc heim mif1 msf1 avif", string(data[8:12]))
	}
	return false
}

// zipShape tells a Word or OpenDocument file from other archives by the names of
// its parts. Those stand unpacked in the file, so that a damaged one is known, too.
func zipShape(data []byte) Shape {
	const odtAt = "mimetypeapplication/vnd.oasis.opendocument.text"
	switch {
	case bytes.Contains(data[:min(len(data), 256)], []byte(odtAt)):
		return ODT
	case bytes.Contains(data, []byte("word/document")) && zipHolds(data, "word/document"):
		return DOCX
	case bytes.Contains(data, []byte("META-INF/manifest.xml")) && zipHolds(data, "content.xml"):
		return ODT // packed again by another program
	}
	return ""
}

// zipHolds reports whether a part with such a name is one of the file's own and
// not one of a document that lies packed in it. Where the list of parts cannot
// be read, the name in the data is believed.
func zipHolds(data []byte, begin string) bool {
	names := zipNames(data)
	return names == nil || slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(name, begin) })
}

// compound tells the old Office files apart by the names in their directory. A
// new Word file that is locked with a password is such a file too.
func compound(data []byte) content {
	switch {
	case bytes.Contains(data, wide("EncryptedPackage")):
		return content{DOCX, Password}
	case bytes.Contains(data, wide("WordDocument")):
		return content{shape: DOC}
	}
	return content{"", Unsupported}
}

// wide is a name as it stands in the directory of a compound file.
func wide(name string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(name)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

func markup(data []byte) bool {
	start := strings.ToLower(string(bytes.TrimLeft(data[:min(len(data), 256)], "\ufeff \t\r\n")))
	for _, tag := range []string{"<!doctype html", "<html", "<?xml", "<head", "<body"} {
		if strings.HasPrefix(start, tag) {
			return true
		}
	}
	return false
}

// plainText gives a text file in UTF-8: Notepad's UTF-16, Windows' own letters
// and UTF-8 are taken. ok is false when it holds what no text holds.
func plainText(data []byte) (text string, ok bool) {
	switch {
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}), bytes.HasPrefix(data, []byte{0xFF, 0xFE}):
		text = decodeText(data)
	case utf8.Valid(data):
		text = strings.TrimPrefix(string(data), "\ufeff")
	default:
		decoded, err := charmap.Windows1252.NewDecoder().Bytes(data)
		if err != nil {
			return "", false
		}
		text = string(decoded)
	}
	foreign := strings.IndexFunc(text, func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\f' || r == utf8.RuneError
	})
	return text, foreign < 0
}
