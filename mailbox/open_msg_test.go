package mailbox

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"
)

// windowsTime is a moment in steps of 100 ns since 1601.
func windowsTime(t time.Time) uint64 { return uint64(t.Unix())*1e7 + 116444736000000000 }

// melaRTF is RTF that an item keeps unpacked.
func melaRTF(text string) string {
	b := binary.LittleEndian.AppendUint32(nil, uint32(len(text)+12))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(text)))
	b = binary.LittleEndian.AppendUint32(b, lzfuPlain)
	return string(binary.LittleEndian.AppendUint32(b, 0)) + text
}

// lzfuRTF is RTF packed with no reference to the dictionary.
func lzfuRTF(text string) string {
	var packed []byte
	for i := 0; i < len(text); i += 8 {
		packed = append(packed, 0)
		packed = append(packed, text[i:min(i+8, len(text))]...)
	}
	b := binary.LittleEndian.AppendUint32(nil, uint32(len(packed)+12))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(text)))
	b = binary.LittleEndian.AppendUint32(b, lzfuPacked)
	return string(binary.LittleEndian.AppendUint32(b, lzfuSum(packed))) + string(packed)
}

// carrying is a message that carries one file of Outlook.
func carrying(name, data string) string {
	return parts(helloPart, "Content-Type: application/octet-stream; name=\""+name+"\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"+base64.StdEncoding.EncodeToString([]byte(data)))
}

var sentDay = time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)

// outlookMsg is an item as Outlook saves it, with a form and an item inside.
func outlookMsg() string {
	inner := node{name: msgStream + "3701000D", store: true, nodes: []node{
		fixedProps(msgInnerHead), wideProp(mapiSubject, "The form"), wideProp(mapiBody, "Here it is"),
		msgFileOf(0, wideProp(mapiLongName, "inner.pdf"), binaryProp(mapiData, pdf)),
	}}
	return compoundOf(
		fixedProps(msgTopHead, mapiSubmitted, windowsTime(sentDay), mapiCharset, 1250),
		wideProp(mapiSubject, "Referral for Zoë"), narrowProp(mapiBody, "Dear team,\r\n\r\nForm from \xA3ukasz attached.\r\n"),
		wideProp(mapiSenderName, "Kim Example"), wideProp(mapiSenderSMTP, "Kim@Example.ORG"), wideProp(mapiSenderAddr, "/o=ExchangeLabs/cn=kim"),
		wideProp(mapiMessageID, "<a@example.org>"),
		node{name: msgRecipient + "#00000000", store: true, nodes: []node{fixedProps(msgPartHead, mapiRecipientType, 1), wideProp(mapiDisplay, "Office"), wideProp(mapiSMTP, "office@example.org")}},
		node{name: msgRecipient + "#00000001", store: true, nodes: []node{fixedProps(msgPartHead, mapiRecipientType, 2), wideProp(mapiSMTP, "priya@example.org")}},
		msgFileOf(1, inner),
		msgFileOf(0, wideProp(mapiLongName, "Referral form (Zoë).pdf"), wideProp(mapiShortName, "REFERR~1.PDF"), binaryProp(mapiData, pdf+strings.Repeat("%", 9000))),
		msgFileOf(2, wideProp(mapiLongName, "link.pdf")),
	)
}

func TestOpenMsg(t *testing.T) {
	m := Open([]byte(carrying("FW Referral.msg", outlookMsg())), OpenOptions{})
	look(t, m, seen{text: "Hello", files: "Referral form (Zoë).pdf|application/pdf|message in attachment 1, attachment 1|; inner.pdf|application/pdf|message in attachment 1, message in attachment 2, attachment 1|"})
	if len(m.Nested) != 1 {
		t.Fatalf("%d messages inside", len(m.Nested))
	}
	n := m.Nested[0]
	look(t, n, seen{text: "Dear team,\n\nForm from Łukasz attached.", subject: "Referral for Zoë"})
	if n.From.Addr != "Kim@example.org" || n.From.Name != "Kim Example" || n.MessageID != "<a@example.org>" || !n.Date.Equal(sentDay) {
		t.Errorf("from %q %q, id %s, date %v", n.From.Addr, n.From.Name, n.MessageID, n.Date)
	}
	if len(n.To) != 1 || n.To[0].Addr != "office@example.org" || len(n.Cc) != 1 || n.Cc[0].Addr != "priya@example.org" {
		t.Errorf("%d to, %d cc", len(n.To), len(n.Cc))
	}
	if len(n.Nested) != 1 || n.Nested[0].Text != "Here it is" || n.Nested[0].Subject != "The form" {
		t.Errorf("%d messages inside the item", len(n.Nested))
	}
	if len(n.Attachments[0].Data) != len(pdf)+9000 {
		t.Errorf("the form has %d bytes", len(n.Attachments[0].Data))
	}
}

// The words of an item come from whichever property holds them.
func TestOpenMsgWords(t *testing.T) {
	const packed = `{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}{\*\htmltag19 <table>}{\*\htmltag64 <tr><td>}First name{\*\htmltag <td>}\htmlrtf\tab\htmlrtf0 Zo\'eb{\*\htmltag84 &amp;}\htmlrtf &\htmlrtf0  co{\*\htmltag27 </table>}{\*\mhtmltag64 <p>no</p>}}`
	for _, c := range []struct {
		name, text, html string
		props            []node
	}{
		{"plain", "a\nb", "", []node{wideProp(mapiBody, "a\r\nb")}},
		{"packed HTML", "First name\tZoë& co", "<table><tr><td>First name<td>Zoë&amp; co</table>", []node{binaryProp(mapiRTF, lzfuRTF(packed))}},
		{"unpacked RTF", "Zoë\nbut\tso", "", []node{binaryProp(mapiRTF, melaRTF(`{\rtf1\ansi{\info{\author Somebody}}Zo\'eb\par but\tab so}`))}},
		{"HTML in the item's charset", "Łukasz", "<p>\u0141ukasz", []node{binaryProp(mapiHTML, "<p>\xA3ukasz"), fixedProps(msgTopHead, mapiHTMLCharset, 1250)}},
		{"wide HTML", "Łukasz", "<p>Łukasz", []node{wideProp(mapiHTML, "<p>Łukasz")}},
		{"an empty plain version", "Hi", "<p>Hi", []node{wideProp(mapiBody, "\r\n"), wideProp(mapiHTML, "<p>Hi")}},
		{"damaged RTF", "", "", []node{binaryProp(mapiRTF, lzfuRTF(packed)+"x")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.props[len(c.props)-1].name != msgProps {
				c.props = append(c.props, fixedProps(msgTopHead))
			}
			if c.name == "damaged RTF" {
				c.props[0].data = strings.Replace(c.props[0].data, "First", "Fjrst", 1)
			}
			m := Open([]byte(carrying("x.msg", compoundOf(c.props...))), OpenOptions{})
			if len(m.Nested) != 1 {
				t.Fatalf("%d messages inside", len(m.Nested))
			}
			if n := m.Nested[0]; n.Text != c.text || n.HTML != c.html {
				t.Errorf("text %q, HTML %q", n.Text, n.HTML)
			}
			if damaged := strings.Contains(strings.Join(m.Damage, " "), "damaged"); damaged != (c.name == "damaged RTF") {
				t.Errorf("damage %q", m.Damage)
			}
		})
	}
}

// The header of internet mail that Outlook keeps is read, too.
func TestOpenMsgHeader(t *testing.T) {
	head := "Received: from a by b; Fri, 20 Nov 2026 09:31:00 +0000\r\nFrom: Jo <jo@example.org>\r\nTo: office@example.org\r\nMessage-ID: <h@example.org>\r\nDate: Fri, 20 Nov 2026 09:30:00 +0000\r\nContent-Type: multipart/mixed; boundary=x\r\n"
	m := Open([]byte(carrying("x.msg", compoundOf(fixedProps(msgTopHead), wideProp(mapiHeaders, head), wideProp(mapiBody, "Hi"), wideProp(mapiSenderName, "Jo")))), OpenOptions{})
	n := m.Nested[0]
	if n.From.Addr != "jo@example.org" || len(n.To) != 1 || n.MessageID != "<h@example.org>" || !n.Date.Equal(sentDay) || n.Received.IsZero() || n.Text != "Hi" || len(m.Damage) > 0 {
		t.Errorf("from %q, to %d, id %s, date %v, %q", n.From.Addr, len(n.To), n.MessageID, n.Date, m.Damage)
	}
}

// Items inside each other are opened as deep as messages are.
func TestOpenMsgDeep(t *testing.T) {
	deep := []node{fixedProps(msgInnerHead), wideProp(mapiBody, "deepest")}
	for i := range maxNested + 2 {
		deep = []node{fixedProps(msgInnerHead), wideProp(mapiBody, fmt.Sprint(i)), msgFileOf(0, node{name: msgStream + "3701000D", store: true, nodes: deep})}
	}
	deep[0] = fixedProps(msgTopHead)
	m := Open([]byte(carrying("x.msg", compoundOf(deep...))), OpenOptions{})
	n := 0
	for at := m; len(at.Nested) > 0; at = at.Nested[0] {
		n++
	}
	if n != maxNested || !strings.Contains(strings.Join(m.Damage, " "), "more than 5 deep") {
		t.Errorf("%d deep, %q", n, m.Damage)
	}
}

func FuzzMsg(f *testing.F) {
	f.Add([]byte(outlookMsg()))
	f.Add([]byte(compoundOf(fixedProps(msgTopHead), binaryProp(mapiRTF, lzfuRTF(`{\rtf1 a}`)), wideProp(mapiHTML, "<p>b"))))
	f.Fuzz(func(t *testing.T, b []byte) {
		raw := append([]byte(head1("Hello", "application/octet-stream; name=a.msg")), b...)
		m := Open(raw, OpenOptions{})
		invariants(t, m, raw)
		size := 0
		for _, a := range m.Attachments {
			size += len(a.Data)
		}
		if size > len(raw) {
			t.Errorf("%d bytes came out of %d", size, len(raw))
		}
	})
}

func TestUnpackRTF(t *testing.T) {
	// The example of [MS-OXRTFCP] section 3.1.1.
	const example = "\x2d\x00\x00\x00\x2b\x00\x00\x00\x4c\x5a\x46\x75\xf1\xc5\xc7\xa7\x03\x00\x0a\x00\x72\x63\x70\x67\x31\x32\x35\x42\x32\x0a\xf3\x20\x68\x65\x6c\x09\x00\x20\x62\x77\x05\xb0\x6c\x64\x7d\x0a\x80\x0f\xa0"
	got, sound := unpackRTF([]byte(example))
	if want := "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"; string(got) != want || !sound {
		t.Errorf("%q, %v", got, sound)
	}
	// Section 3.1.2: a reference that runs into what it writes.
	const run = "\x1a\x00\x00\x00\x1c\x00\x00\x00\x4c\x5a\x46\x75\xe2\xd4\x4b\x51\x41\x00\x04\x20\x57\x58\x59\x5a\x0d\x6e\x7d\x01\x0e\xb0"
	if got, sound = unpackRTF([]byte(run)); string(got) != "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}" || !sound {
		t.Errorf("%q, %v", got, sound)
	}
}

func TestReadRTF(t *testing.T) {
	for _, c := range []struct{ name, rtf, want string }{
		{"letters of Windows", `{\rtf1\ansi\ansicpg1252 Zo\'eb O\rquote Brien}`, "Zoë O’Brien"},
		{"a font with its own letters", `{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}{\f1\fcharset238 Arial CE;}}\f1\'a3ukasz\f0  \'a35}`, "Łukasz £5"},
		{"two bytes a letter", `{\rtf1\ansi{\fonttbl{\f2\fcharset134 SimSun;}}{\f2\'c4\'e3\'ba\'c3}}`, "你好"},
		{"unicode", `{\rtf1\uc1\u321?ukasz \u-10179?\u-8704?{\uc2 \u8364ab}c}`, "Łukasz 😀€c"},
		{"a control word stands for the letter", `{\rtf1\u321\'4cukasz}`, "Łukasz"},
		{"what is hidden", `{\rtf1{\stylesheet{\s1 Normal;}}{\pict 0102}{\*\unknown x}a{\field{\*\fldinst HYPERLINK "x"}{\fldrslt b}}}`, "ab"},
		{"a table", `{\rtf1\trowd Name\cell Leo\cell\row\pard after}`, "Name\tLeo\t\nafter"},
		{"escapes", `{\rtf1 \{a\}\\ b\~c}`, "{a}\\ b\u00A0c"},
		{"binary data", "{\\rtf1 a\\bin3 }}}b}", "ab"},
		{"what follows the end", `{\rtf1 a}b`, "a"},
		{"breaks off", `{\rtf1 {a\'`, "a"},
	} {
		if got, isHTML := readRTF([]byte(c.rtf)); got != c.want || isHTML {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func FuzzRTF(f *testing.F) {
	f.Add([]byte(`{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}a\htmlrtf b\htmlrtf0\u321?\'e9\bin2 xx{\fonttbl{\f1\fcharset238 x;}}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		text, _ := readRTF(b)
		if len(text) > 6*len(b) {
			t.Errorf("%d bytes of %d", len(text), len(b))
		}
		if rtf, _ := unpackRTF(b); len(rtf) > 10*len(b)+lzfuSize {
			t.Errorf("%d bytes of RTF out of %d", len(rtf), len(b))
		}
	})
}
