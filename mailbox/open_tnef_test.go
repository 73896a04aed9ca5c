package mailbox

import (
	"encoding/base64"
	"encoding/binary"
	"strings"
	"testing"
)

// tnefAttribute is one attribute of a winmail.dat.
func tnefAttribute(id uint16, value string) string {
	b := []byte{2}
	b = binary.LittleEndian.AppendUint16(b, id)
	b = binary.LittleEndian.AppendUint16(b, 6)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(value)))
	return string(b) + value + "\x00\x00"
}

const tnefStart = "\x78\x9F\x3E\x22\x01\x00"

func le32(n int) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(n))) }

// mapiName is a long file name as a MAPI property, behind a number and a named property.
func mapiName(name string) string {
	wide := strings.Join(strings.Split(name, ""), "\x00") + "\x00\x00\x00"
	pad := strings.Repeat("\x00", (4-len(wide)%4)%4)
	return le32(3) + "\x03\x00\x05\x37" + le32(1) +
		"\x1F\x00\x01\x80" + strings.Repeat("g", 16) + le32(1) + le32(2) + "ab\x00\x00" + le32(1) + le32(3) + "xyz\x00" +
		"\x1F\x00\x07\x37" + le32(1) + le32(len(wide)) + wide + pad
}

// S31: a file inside a winmail.dat is a file of the letter, with its long name and
// where it lay.
func TestS31OpenWinmail(t *testing.T) {
	rendition := tnefAttribute(tnefRendition, strings.Repeat("\x00", 14))
	form := rendition + tnefAttribute(tnefTitle, "REFERR~1.PDF\x00") + tnefAttribute(tnefData, pdf) + tnefAttribute(tnefProps, mapiName("Referral form.pdf"))
	object := rendition + tnefAttribute(tnefTitle, "b.txt\x00") + tnefAttribute(tnefProps, le32(1)+"\x0D\x00\x01\x37"+le32(1)+le32(20)+strings.Repeat("i", 16)+"abcd")
	const where = "winmail.dat in attachment 1, attachment "
	for _, c := range []struct {
		name, dat string
		want      seen
	}{
		{"a form with a long name", tnefStart + tnefAttribute(0x9006, "\x00\x00\x01\x00") + form, seen{files: "Referral form.pdf|application/pdf|" + where + "1|", data: pdf, sound: true}},
		{"two files, one an object", tnefStart + form + object, seen{files: "Referral form.pdf|application/pdf|" + where + "1|; b.txt|text/plain|" + where + "2|", sound: true}},
		{"breaks off inside the file", tnefStart + rendition + tnefAttribute(tnefTitle, "a.pdf\x00") + tnefAttribute(tnefData, pdf+"more")[:9+len(pdf)], seen{files: "a.pdf|application/pdf|" + where + "1|D", data: pdf, damage: "winmail.dat breaks off"}},
		{"holds no file", tnefStart + tnefAttribute(0x8004, "Subject\x00"), seen{files: "winmail.dat|application/ms-tnef|attachment 1|", sound: true}},
		{"properties that lie about their length", tnefStart + rendition + tnefAttribute(tnefData, pdf) + tnefAttribute(tnefProps, le32(-1)+"\x1F\x00\x07\x37"+le32(-1)+le32(-1)+"x"), seen{files: "|application/pdf|" + where + "1|", data: pdf, sound: true}},
		{"only a signature", "\x78\x9F\x3E\x22", seen{files: "winmail.dat|application/ms-tnef|attachment 1|", damage: "breaks off"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			raw := parts(helloPart, "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n"+base64.StdEncoding.EncodeToString([]byte(c.dat)))
			m := Open([]byte(raw), OpenOptions{})
			look(t, m, c.want)
			if m.Text != "Hello" {
				t.Errorf("text is %q", m.Text)
			}
		})
	}
}

// mapiProp is one property of no fixed size, in a list of properties.
func mapiProp(kind, id uint16, value string) string {
	b := binary.LittleEndian.AppendUint16(nil, kind)
	b = binary.LittleEndian.AppendUint16(b, id)
	return string(b) + le32(1) + le32(len(value)) + value + strings.Repeat("\x00", (4-len(value)%4)%4)
}

// mapiList is a list of properties.
func mapiList(props ...string) string { return le32(len(props)) + strings.Join(props, "") }

// The words of a winmail.dat count where the letter around it has none.
func TestOpenWinmailWords(t *testing.T) {
	page := tnefAttribute(tnefPage, le32(1250)+le32(0))
	inner := tnefStart + tnefAttribute(tnefItem, mapiList(mapiProp(typeWide, mapiSubject, wideText("The form")), mapiProp(typeWide, mapiBody, wideText("Here it is")))) +
		tnefAttribute(tnefRendition, strings.Repeat("\x00", 14)) + tnefAttribute(tnefTitle, "inner.pdf\x00") + tnefAttribute(tnefData, pdf)
	item := tnefAttribute(tnefRendition, strings.Repeat("\x00", 14)) + tnefAttribute(tnefTitle, "Untitled\x00") +
		tnefAttribute(tnefProps, mapiList(mapiProp(typeObject, mapiData, tnefMessage+inner)))
	for _, c := range []struct{ name, own, dat, text, html, files, nested string }{
		{"plain text", "", page + tnefAttribute(tnefBody, "Od \xA3ukasz\r\nform\x00"), "Od Łukasz\nform", "", "", ""},
		{"packed RTF", "", tnefAttribute(tnefItem, mapiList(mapiProp(0x0102, mapiRTF, lzfuRTF(`{\rtf1\ansi Form\par done}`)))), "Form\ndone", "", "", ""},
		{"HTML", "", tnefAttribute(tnefItem, mapiList(mapiProp(0x0102, mapiHTML, "<p>Form"))), "Form", "<p>Form", "", ""},
		{"beside words", "Hello", tnefAttribute(tnefBody, "Other\x00"), "Hello", "", "", ""},
		{"an item inside", "", item + tnefAttribute(tnefBody, "late"), "", "", "inner.pdf|application/pdf|winmail.dat in attachment 1, message in attachment 1, attachment 1|", "The form: Here it is"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dat := "Content-Type: application/octet-stream; name=part.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(tnefStart+c.dat))
			m := Open([]byte(parts("Content-Type: text/plain\r\n\r\n"+c.own, dat)), OpenOptions{})
			nested := ""
			if len(m.Nested) > 0 {
				nested = m.Nested[0].Subject + ": " + m.Nested[0].Text
			}
			if m.Text != c.text || m.HTML != c.html || filesOf(m) != c.files || nested != c.nested || len(m.Damage) > 0 {
				t.Errorf("text %q, HTML %q, files %q, inside %q, damage %q", m.Text, m.HTML, filesOf(m), nested, m.Damage)
			}
		})
	}
}

// A picture of the letter's text is known by the identifier that a winmail.dat
// keeps; letters packed into each other without end are not followed.
func TestOpenWinmailInside(t *testing.T) {
	file := func(name, data, id string) string {
		return tnefAttribute(tnefRendition, strings.Repeat("\x00", 14)) + tnefAttribute(tnefTitle, name+"\x00") + tnefAttribute(tnefData, data) + tnefAttribute(tnefProps, mapiList(mapiProp(typeNarrow, mapiContentID, id)))
	}
	open := func(dat string) *Message {
		return Open([]byte(parts("Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n"+base64.StdEncoding.EncodeToString([]byte(tnefStart+dat)))), OpenOptions{})
	}
	m := open(tnefAttribute(tnefItem, mapiList(mapiProp(0x0102, mapiHTML, "<img src='cid:logo'>Hi"))) + file("logo.png", "\x89PNG\r\n\x1a\n", "logo"))
	if filesOf(m) != "logo.png|image/png|winmail.dat in attachment 1, attachment 1|I" {
		t.Error(filesOf(m))
	}
	deep := file("form.pdf", pdf, "")
	for range 2 * maxLevel {
		deep = file("winmail.dat", tnefStart+deep, "")
	}
	m = open(deep)
	if len(m.Attachments) != 1 || m.Attachments[0].Type != "application/ms-tnef" || !strings.Contains(strings.Join(m.Damage, " "), "too deep") {
		t.Errorf("%s, %q", filesOf(m), m.Damage)
	}
}

func FuzzTNEF(f *testing.F) {
	rendition := tnefAttribute(tnefRendition, strings.Repeat("\x00", 14))
	f.Add([]byte(tnefStart + rendition + tnefAttribute(tnefTitle, "a\x00") + tnefAttribute(tnefData, pdf) + tnefAttribute(tnefProps, mapiName("b.pdf"))))
	f.Fuzz(func(t *testing.T, b []byte) {
		raw := parts("Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: binary\r\n\r\n" + string(b))
		m := Open([]byte(raw), OpenOptions{})
		invariants(t, m, []byte(raw))
		for _, x := range m.Attachments {
			if len(x.Data) > len(raw) {
				t.Errorf("a file of %d bytes", len(x.Data))
			}
		}
	})
}
