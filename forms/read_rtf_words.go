package forms

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf16"
)

// pages are the code pages by the number of a font's character set, and by
// their own number.
func charsetPage(n int) string {
	return map[int]string{0: "windows-1252", 77: "macintosh", 128: "shift_jis", 129: "euc-kr", 134: "gbk", 136: "big5", 161: "windows-1253",
		162: "windows-1254", 163: "windows-1258", 177: "windows-1255", 178: "windows-1256", 186: "windows-1257", 204: "windows-1251",
		222: "windows-874", 238: "windows-1250"}[n]
}

func codePage(n int) string {
	switch n {
	case 932:
		return "shift_jis"
	case 936:
		return "gbk"
	case 949:
		return "euc-kr"
	case 950:
		return "big5"
	case 10000:
		return "macintosh"
	case 65001:
		return "utf-8"
	}
	return "windows-" + strconv.Itoa(n)
}

// rtfLetters are control words that stand for a letter.
var rtfLetters = map[string]string{"emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
	"bullet": "•", "emspace": "\u2003", "enspace": "\u2002", "tab": "\t", "line": "\n", "zwj": "\u200d", "zwnj": "\u200c"}

// passed are destinations without text of the page. Those that only newer
// readers know begin with "\*" and are passed over by that.
var passed = wordSet(`colortbl stylesheet info pict object objdata footnote annotation listtext pntext nonshppict nonesttables
	themedata datafield listtable revtbl rsidtbl generator xmlnstbl filetbl private1 tc xe rxe txe shprslt sp`)

// known destinations that begin with "\*" and are read.
var starred = wordSet("fldinst formfield ffname ffdeftext ffl shpinst shptxt")

// word is one control word.
func (r *rtfReader) word(word string, n int, has bool) {
	if r.state.skip {
		if word == "bin" {
			r.bin(n)
		}
		return
	}
	if letter, ok := rtfLetters[word]; ok {
		r.letter(letter)
		return
	}
	if r.state.star && !starred[word] || passed[word] {
		r.state.skip = true
		return
	}
	on := !has || n != 0
	switch word {
	case "u":
		r.unicode(n)
	case "uc":
		r.state.skipLetters = min(max(n, 0), mostWord)
	case "bin":
		r.bin(n)
	case "par", "sect", "page":
		r.paragraph()
	case "cell":
		r.cell(1)
	case "nestcell":
		r.cell(max(r.level, 2))
	case "row":
		r.row(1)
	case "nestrow":
		r.row(max(r.level, 2))
	case "intbl":
		r.intable = true
	case "itap":
		r.level = min(max(n, 0), mostTables)
		r.intable = n > 0
	case "pard":
		r.intable, r.level = false, 0
	case "plain":
		r.state.struck, r.state.hidden = false, false
	case "strike", "striked":
		r.state.struck = on
	case "v", "deleted":
		r.state.hidden = on
	default:
		r.tableWord(word, n)
	}
}

// tableWord is a control word of the tables in front of the text, of headers and
// footers, of boxes and of fields.
func (r *rtfReader) tableWord(word string, n int) {
	switch word {
	case "ansicpg":
		r.page = codePage(n)
	case "mac":
		r.page = "macintosh"
	case "fonttbl":
		r.state.fonts = true
	case "f":
		r.state.font = n
		if r.state.fonts && len(r.fonts) < mostFonts {
			r.fonts[n] = rtfFont{}
		}
	case "fcharset":
		if font, ok := r.fonts[r.state.font]; ok && r.state.fonts {
			font.page = charsetPage(n)
			r.fonts[r.state.font] = font
		}
	case "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf":
		if !r.state.foot {
			r.state.foot = true
			r.startAside()
		}
	case "shptxt", "dptxbxtext":
		r.state.box = true
		r.boxes = append(r.boxes, r.size)
		r.startAside()
	default:
		r.fieldWord(word, n)
	}
}

// bin passes over bytes that are no text.
func (r *rtfReader) bin(n int) { r.at = min(len(r.data), r.at+max(n, 0)) }

func (r *rtfReader) letter(s string) {
	if r.drop > 0 {
		r.drop--
		return
	}
	r.text([]byte(s))
}

// unicode is a letter by its number, which is signed and of 16 bits; readers
// that know no Unicode show the letters behind it.
func (r *rtfReader) unicode(n int) {
	c := rune(uint16(n))
	high := r.high
	r.drop = r.state.skipLetters
	switch {
	case utf16.IsSurrogate(c) && c < 0xDC00:
		r.high = c
		return
	case utf16.IsSurrogate(c):
		c = utf16.DecodeRune(high, c)
	case c >= 0xF000 && c <= 0xF0FF:
		if glyph, ok := symbol("", c); ok {
			c = glyph
		} else {
			c = markDoubt
		}
	}
	r.text([]byte(string(c)))
}

// paragraph ends a paragraph, in the cell of a table or outside.
func (r *rtfReader) paragraph() {
	switch {
	case r.state.skip || r.state.held != nil:
		return
	case r.intable:
		r.openTables(max(r.level, 1))
	default:
		r.closeTables(0)
	}
	r.endParagraph()
}

func (r *rtfReader) cell(level int) {
	r.closeTables(level)
	r.openTables(level)
	r.endCell()
}

func (r *rtfReader) row(level int) {
	r.closeTables(level)
	r.endRow()
	if level > 1 {
		r.endTable()
	}
}

func (r *rtfReader) field() *rtfField {
	if len(r.fields) == 0 {
		return nil
	}
	return r.fields[len(r.fields)-1]
}

// fieldWord is a control word of a field.
func (r *rtfReader) fieldWord(word string, n int) {
	if word == "field" && len(r.fields) < mostGroups {
		r.state.field = true
		r.fields = append(r.fields, &rtfField{from: len(r.para), state: undefined})
		return
	}
	f := r.field()
	if f == nil {
		return
	}
	switch word {
	case "fldinst":
		r.hold(&f.instruction)
	case "ffname":
		r.hold(&f.name)
	case "ffdeftext":
		r.hold(&f.standard)
	case "ffl":
		f.item = nil
		r.hold(&f.item)
	case "fldrslt":
		f.from = len(r.para)
		r.state.held = nil
	case "ffres":
		f.state = strconv.Itoa(n)
	case "ffdefres":
		f.normal = strconv.Itoa(n)
	}
}

// hold keeps the text of the group apart.
func (r *rtfReader) hold(into *[]byte) { r.state.held = into }

// endField reads a field that has ended.
func (r *rtfReader) endField() {
	f := r.field()
	if f == nil {
		return
	}
	r.fields = r.fields[:len(r.fields)-1]
	s, known := slotOf(string(bytes.TrimSpace(f.name)))
	kind := string(f.instruction)
	touched := f.state != undefined
	if !touched {
		f.state = f.normal
	}
	switch {
	case strings.Contains(kind, "FORMCHECKBOX"):
		on := f.state == "1"
		if known && s.option != "" {
			r.addField(tickField(s.name(), on, ""))
		}
		r.write(map[bool]string{true: tickedBox, false: unticked}[on])
		if f.state == "" { // LibreOffice loses the state
			r.writeRune(markDoubt)
		}
	case strings.Contains(kind, "FORMDROPDOWN"):
		if i, err := strconv.Atoi(f.state); err == nil && i >= 0 && i < len(f.items) {
			r.endList(f.items[i], s, known, touched)
		}
	case strings.Contains(kind, "FORMTEXT") && known && s.option == "" && f.from <= len(r.para):
		text := string(r.para[f.from:])
		r.para = r.para[:f.from]
		r.endText(text, s)
	}
}
