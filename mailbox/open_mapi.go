package mailbox

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// MAPI properties ([MS-OXPROPS]): how Outlook names what an item holds, in a
// .msg as in a winmail.dat.

// The properties that are read.
const (
	mapiSubject       = 0x0037
	mapiSubmitted     = 0x0039
	mapiSentForName   = 0x0042
	mapiSentForAddr   = 0x0065
	mapiHeaders       = 0x007D
	mapiRecipientType = 0x0C15
	mapiSenderName    = 0x0C1A
	mapiSenderAddr    = 0x0C1F
	mapiDelivered     = 0x0E06
	mapiBody          = 0x1000
	mapiRTF           = 0x1009
	mapiHTML          = 0x1013
	mapiMessageID     = 0x1035
	mapiReferences    = 0x1039
	mapiInReplyTo     = 0x1042
	mapiDisplay       = 0x3001
	mapiAddr          = 0x3003
	mapiData          = 0x3701
	mapiShortName     = 0x3704
	mapiMethod        = 0x3705
	mapiLongName      = 0x3707
	mapiMedia         = 0x370E
	mapiContentID     = 0x3712
	mapiSMTP          = 0x39FE
	mapiHTMLCharset   = 0x3FDE
	mapiCharset       = 0x3FFD
	mapiSenderSMTP    = 0x5D01
	mapiSentForSMTP   = 0x5D02
)

var mapiRead = func() map[uint16]bool {
	m := map[uint16]bool{}
	for _, id := range []uint16{mapiSubject, mapiSubmitted, mapiSentForName, mapiSentForAddr, mapiHeaders, mapiRecipientType, mapiSenderName, mapiSenderAddr,
		mapiDelivered, mapiBody, mapiRTF, mapiHTML, mapiMessageID, mapiReferences, mapiInReplyTo, mapiDisplay, mapiAddr, mapiData, mapiShortName, mapiMethod,
		mapiLongName, mapiMedia, mapiContentID, mapiSMTP, mapiHTMLCharset, mapiCharset, mapiSenderSMTP, mapiSentForSMTP} {
		m[id] = true
	}
	return m
}()

// Types of properties.
const (
	typeNumber = 0x03
	typeObject = 0x0D
	typeNarrow = 0x1E // text in the item's charset
	typeWide   = 0x1F // text in UTF-16
	typeTime   = 0x40
)

// mapiValue is the value of one property as it came.
type mapiValue struct {
	kind uint16
	data []byte
}

// mapiProps are the properties of an item, a recipient or a file.
type mapiProps map[uint16]mapiValue

// text is the first of some properties that says anything.
func (p mapiProps) text(charset string, ids ...uint16) string {
	for _, id := range ids {
		if v, ok := p[id]; ok {
			if text := mapiText(v, charset); text != "" {
				return text
			}
		}
	}
	return ""
}

func mapiText(v mapiValue, charset string) string {
	if v.kind != typeWide {
		text, _ := toUTF8(charset, bytes.TrimRight(v.data, "\x00"))
		return text
	}
	units := make([]uint16, 0, len(v.data)/2)
	for i := 0; i+1 < len(v.data); i += 2 {
		if u := binary.LittleEndian.Uint16(v.data[i:]); u != 0 {
			units = append(units, u)
		}
	}
	return string(utf16.Decode(units))
}

func (p mapiProps) number(id uint16) uint32 {
	if v := p[id]; len(v.data) >= 4 {
		return binary.LittleEndian.Uint32(v.data)
	}
	return 0
}

// time is a date in the year 1 or later in UTC, zero when absent. Windows
// counts steps of 100 ns from 1601.
func (p mapiProps) time(id uint16) time.Time {
	const before1970 = 116444736000000000
	v := p[id]
	if v.kind != typeTime || len(v.data) < 8 {
		return time.Time{}
	}
	n := binary.LittleEndian.Uint64(v.data)
	if n < before1970 || n > before1970*3 {
		return time.Time{}
	}
	steps := int64(n - before1970)
	return time.Unix(steps/1e7, steps%1e7*100).UTC()
}

// charset is the charset of the item's 8-bit text.
func (p mapiProps) charset() string {
	for _, id := range []uint16{mapiCharset, mapiHTMLCharset} {
		if label := codePage(int(p.number(id))); label != "" && !strings.HasPrefix(label, "utf-16") {
			return label
		}
	}
	return ""
}

// codePage is the charset label of a Windows code page, "" when unknown.
func codePage(n int) string {
	switch {
	case n >= 1250 && n <= 1258:
		return "windows-" + strconv.Itoa(n)
	case n > 28590 && n <= 28605:
		return "iso-8859-" + strconv.Itoa(n-28590)
	}
	return map[int]string{437: "ibm437", 850: "ibm850", 852: "ibm852", 866: "ibm866", 874: "windows-874", 932: "shift_jis", 936: "gbk", 949: "euc-kr", 950: "big5",
		1200: "utf-16le", 10000: "macintosh", 20127: "us-ascii", 20866: "koi8-r", 20932: "euc-jp", 21866: "koi8-u", 50220: "iso-2022-jp", 50221: "iso-2022-jp", 50222: "iso-2022-jp",
		51932: "euc-jp", 51949: "euc-kr", 54936: "gb18030", 65001: "utf-8"}[n]
}
