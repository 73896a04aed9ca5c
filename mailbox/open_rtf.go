package mailbox

import (
	"strconv"
	"strings"
	"unicode/utf16"
)

const (
	maxRTFDepth = 500 // groups inside each other; Word nests some 20
	maxRTFFonts = 1000
)

// readRTF makes text of the RTF of an Outlook item. Where Outlook packed HTML
// into it ([MS-OXRTFEX]), it is that HTML. It reads in one pass; text is bounded
// by twice maxText.
func readRTF(b []byte) (text string, isHTML bool) {
	r := &rtfReader{b: b, page: "windows-1252", fonts: map[int]string{}}
	r.now.skip = 1
	for !r.step() {
	}
	r.flush()
	return r.out.String(), r.html
}

// rtfGroup is what a group of RTF sets and its end takes back.
type rtfGroup struct {
	hidden bool // a part that holds no text
	fonts  bool // the table of fonts
	tag    bool // HTML as it was
	markup bool // RTF for readers that know no HTML
	skip   int  // letters that stand for a \u
	font   int
}

type rtfReader struct {
	b     []byte
	now   rtfGroup
	stack []rtfGroup
	html  bool
	page  string         // the document's charset
	fonts map[int]string // charset of each font that has its own
	last  int            // font that the table speaks of
	star  bool           // the group began with \*
	drop  int            // letters still to be passed over
	high  rune           // first half of a letter beyond UTF-16
	raw   []byte         // 8-bit letters not yet decoded
	out   strings.Builder
}

// step reads one token; true at the end.
func (r *rtfReader) step() bool {
	if len(r.b) == 0 || r.out.Len() > 2*maxText || len(r.stack) > maxRTFDepth {
		return true
	}
	c := r.b[0]
	r.b = r.b[1:]
	switch c {
	case '{':
		r.flush()
		r.stack = append(r.stack, r.now)
		r.star, r.drop = false, 0
	case '}':
		r.flush()
		r.drop = 0
		if n := len(r.stack); n > 0 {
			r.now, r.stack = r.stack[n-1], r.stack[:n-1]
		}
		return len(r.stack) == 0
	case '\\':
		r.control()
	case '\r', '\n', 0:
	default:
		r.letter(c)
	}
	return false
}

// control reads what stands behind a backslash.
func (r *rtfReader) control() {
	if len(r.b) == 0 {
		return
	}
	c := r.b[0]
	if c|0x20 < 'a' || c|0x20 > 'z' {
		r.b = r.b[1:]
		r.symbol(c)
		return
	}
	n := 1
	for n < len(r.b) && n < 32 && r.b[n]|0x20 >= 'a' && r.b[n]|0x20 <= 'z' {
		n++
	}
	word, end := string(r.b[:n]), n
	if end < len(r.b) && r.b[end] == '-' {
		end++
	}
	for end < len(r.b) && end < n+11 && r.b[end] >= '0' && r.b[end] <= '9' {
		end++
	}
	value, err := strconv.Atoi(string(r.b[n:end]))
	if end < len(r.b) && r.b[end] == ' ' {
		end++
	}
	r.b = r.b[end:]
	if r.drop > 0 && word != "bin" {
		r.drop--
		return
	}
	r.word(word, value, err == nil)
}

func (r *rtfReader) symbol(c byte) {
	switch c {
	case '\'':
		if len(r.b) < 2 || !isHex(r.b[0]) || !isHex(r.b[1]) {
			return
		}
		c = unhex(r.b[0])<<4 | unhex(r.b[1])
		r.b = r.b[2:]
		r.letter(c)
	case '*':
		r.star = true
	case '{', '}', '\\':
		r.letter(c)
	case '~':
		r.put("\u00A0")
	case '_':
		r.put("-")
	case '\r', '\n':
		r.put("\n")
	}
}

// letter takes one 8-bit letter.
func (r *rtfReader) letter(c byte) {
	if r.drop > 0 {
		r.drop--
		return
	}
	if !r.silent() {
		r.raw = append(r.raw, c)
	}
}

// silent reports whether letters at this place are no text.
func (r *rtfReader) silent() bool { return r.now.hidden || r.now.markup && !r.now.tag }

// flush decodes the 8-bit letters that were gathered: some charsets have two
// bytes a letter.
func (r *rtfReader) flush() {
	if len(r.raw) == 0 {
		return
	}
	page := r.page
	if own := r.fonts[r.now.font]; own != "" && !r.now.tag {
		page = own
	}
	text, _ := toUTF8(page, r.raw)
	r.raw = r.raw[:0]
	if r.html && !r.now.tag {
		text = escapeHTML.Replace(text)
	}
	r.out.WriteString(text)
}

var escapeHTML = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// put writes text that is no 8-bit letter.
func (r *rtfReader) put(text string) {
	r.flush()
	if r.drop > 0 {
		r.drop--
		return
	}
	if !r.silent() {
		r.out.WriteString(text)
	}
}

// rtfText is what some words of RTF say.
var rtfText = map[string]string{"par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "nestrow": "\n", "tab": "\t", "cell": "\t", "nestcell": "\t",
	"emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " "}

// rtfHidden are the parts of a document that hold no text of the letter.
var rtfHidden = map[string]bool{"fonttbl": true, "colortbl": true, "stylesheet": true, "info": true, "pict": true, "object": true, "header": true, "footer": true,
	"headerl": true, "headerr": true, "headerf": true, "footerl": true, "footerr": true, "footerf": true, "fldinst": true, "xmlnstbl": true, "listtable": true,
	"listoverridetable": true, "rsidtbl": true, "generator": true, "themedata": true, "datastore": true, "latentstyles": true, "mhtmltag": true, "nonshppict": true}

func (r *rtfReader) word(word string, value int, given bool) {
	if text, ok := rtfText[word]; ok {
		r.put(text)
		return
	}
	r.flush()
	switch {
	case word == "htmltag":
		r.now.tag, r.now.markup = r.html && r.star, false
		r.now.hidden = r.now.hidden || !r.now.tag
	case rtfHidden[word], r.star && word != "shppict":
		r.now.hidden = true
		r.now.fonts = word == "fonttbl"
	case word == "u" && given:
		r.unicode(value)
	case word == "uc" && given:
		r.now.skip = min(max(value, 0), 8)
	case word == "bin" && given:
		r.b = r.b[min(max(value, 0), len(r.b)):]
	case word == "htmlrtf":
		r.now.markup = !given || value != 0
	case word == "fromhtml" && value == 1 && len(r.stack) == 1:
		r.html = true
	case word == "plain":
		r.now.font = 0
	case word == "f" && given && r.now.fonts:
		r.last = value
	case word == "f" && given:
		r.now.font = value
	default:
		r.charset(word, value)
	}
	r.star = false
}

// rtfCharsets are the code pages of the charsets of fonts.
var rtfCharsets = map[int]int{77: 10000, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 255: 850}

func (r *rtfReader) charset(word string, value int) {
	switch word {
	case "fcharset":
		if page := rtfCharsets[value]; page != 0 && r.now.fonts && len(r.fonts) < maxRTFFonts {
			r.fonts[r.last] = codePage(page)
		}
	case "ansicpg":
		if page := codePage(value); page != "" {
			r.page = page
		}
	case "mac":
		r.page = codePage(10000)
	case "pc":
		r.page = codePage(437)
	case "pca":
		r.page = codePage(850)
	}
}

// unicode takes the letter of a \u, which is UTF-16 and may be negative.
func (r *rtfReader) unicode(value int) {
	u := rune(uint16(value))
	r.drop = 0
	switch {
	case u >= 0xD800 && u < 0xDC00:
		r.high = u
	case u >= 0xDC00 && u < 0xE000:
		r.put(string(utf16.DecodeRune(r.high, u)))
		r.high = 0
	case u >= ' ':
		r.put(string(u))
	}
	r.drop = r.now.skip
}
