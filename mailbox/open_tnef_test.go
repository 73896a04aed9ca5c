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

func TestOpenWinmail(t *testing.T) {
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

func FuzzTNEF(f *testing.F) {
	rendition := tnefAttribute(tnefRendition, strings.Repeat("\x00", 14))
	f.Add([]byte(tnefStart + rendition + tnefAttribute(tnefTitle, "a\x00") + tnefAttribute(tnefData, pdf) + tnefAttribute(tnefProps, mapiName("b.pdf"))))
	f.Fuzz(func(t *testing.T, b []byte) {
		files, _ := openTNEF(b)
		for _, x := range files {
			if len(x.data) > len(b) || strings.ContainsAny(x.name, "\r\n\x00") {
				t.Errorf("a file of %d bytes, named %q", len(x.data), x.name)
			}
		}
	})
}
