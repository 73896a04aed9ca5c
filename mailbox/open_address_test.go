package mailbox

import (
	"strings"
	"testing"
)

func TestParseAddresses(t *testing.T) {
	for _, c := range []struct{ name, value, want string }{
		{"plain", "jo@example.org", "|jo@example.org"},
		{"in brackets", "<jo@example.org>", "|jo@example.org"},
		{"name", "Jo Bloggs <Jo@Example.ORG>", "Jo Bloggs|Jo@example.org"},
		{"quoted name with comma", `"Bloggs, Jo" <jo@example.org>`, "Bloggs, Jo|jo@example.org"},
		{"comma without quotes", "Bloggs, Jo <jo@example.org>, sam@example.net", "Bloggs, Jo|jo@example.org; |sam@example.net"},
		{"encoded name", "=?utf-8?Q?Jos=C3=A9?= <jo@example.org>", "José|jo@example.org"},
		{"encoded name in quotes", `"=?utf-8?B?Sm9zw6k=?=" <jo@example.org>`, "José|jo@example.org"},
		{"encoded name holds an address", "=?utf-8?Q?boss=40example.net=3E?= <jo@example.org>", "boss@example.net>|jo@example.org"},
		{"encoded name holds a comma and bracket", "=?utf-8?Q?a=2C_=3Cb=40example.net=3E?= <jo@example.org>", "a, <b@example.net>|jo@example.org"},
		{"quoted name is an address", `"boss@example.net" <jo@example.org>`, "boss@example.net|jo@example.org"},
		{"quoted name holds brackets", `"Boss <boss@example.net>" <jo@example.org>`, "Boss <boss@example.net>|jo@example.org"},
		{"quoted name without brackets", `"boss@example.net" jo@example.org`, "boss@example.net|jo@example.org"},
		{"raw 8-bit name", "Jos\xE9 <jo@example.org>", "José|jo@example.org"},
		{"escaped quote", `"Jo \"the\" B" <jo@example.org>`, `Jo "the" B|jo@example.org`},
		{"quote that never ends", `"Jo Bloggs <jo@example.org>`, "Jo Bloggs|jo@example.org"},
		{"bracket that never ends", "Jo <jo@example.org", "Jo|jo@example.org"},
		{"no brackets", "Jo Bloggs jo@example.org", "Jo Bloggs|jo@example.org"},
		{"comment as name", "jo@example.org (Jo Bloggs)", "Jo Bloggs|jo@example.org"},
		{"comment holds an address", "jo@example.org (boss@example.net)", "boss@example.net|jo@example.org"},
		{"comment that never ends", "Jo (work <jo@example.org>", "Jo (work|jo@example.org"},
		{"group", "Team: a@example.org, B <b@example.org>; c@example.org", "|a@example.org; B|b@example.org; |c@example.org"},
		{"empty group", "undisclosed-recipients:;", ""},
		{"semicolons", "a@example.org; b@example.org", "|a@example.org; |b@example.org"},
		{"mailto", "Jo <mailto:jo@example.org>", "Jo|jo@example.org"},
		{"source route", "<@relay.example.net:jo@example.org>", "|jo@example.org"},
		{"spaces in the address", "Jo < jo @ example.org >", "Jo|jo@example.org"},
		{"quoted local part", `"jo bloggs"@example.org`, `|"jo bloggs"@example.org`},
		{"international domain", "Jo <jo@b\u00FCcher.example>", "Jo|jo@xn--bcher-kva.example"},
		{"apostrophes around", "'jo@example.org' <jo@example.org>", "jo@example.org|jo@example.org"},
		{"O'Neil", "Pat O'Neil <pat.o'neil@example.org>", "Pat O'Neil|pat.o'neil@example.org"},
		{"line breaks coded in", "=?utf-8?Q?Jo=0D=0ABcc:_x=40example.net?= <jo@example.org>", "Jo Bcc: x@example.net|jo@example.org"},
		{"encoded word as local part", "=?utf-8?Q?boss=40example.net?=@example.org", ""},
		{"no-break space in the address", "<j\u00A0o@example.org>", "|jo@example.org"},
		{"two at signs", "jo@bloggs@example.org", ""},
		{"nothing", "", ""},
		{"no address", "Jo Bloggs", ""},
		{"at sign alone", "<@>, @, a@, @b", ""},
		{"two in brackets", "Jo <x> <jo@example.org>", "Jo <x>|jo@example.org"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, a := range parseAddresses(c.value) {
				got = append(got, a.Name+"|"+a.Addr)
			}
			if s := strings.Join(got, "; "); s != c.want {
				t.Errorf("%q, want %q", s, c.want)
			}
		})
	}
}

func TestOpenHeader(t *testing.T) {
	raw := "Return-Path: <>\nFrom: Jo <jo@example.org>, Sam <sam@example.org>\nFrom: Other <other@example.org>\nSender: sec@example.org\n" +
		"Reply-To: r1@example.org\nReply-To: r2@example.org\nTo: a@example.org\nCc: b@example.org\nSubject: one\nSubject: two\nX-Test: =?utf-8?Q?=C3=A9?=\n\nx"
	m := Open([]byte(raw), OpenOptions{})
	if m.From.Addr != "jo@example.org" || m.Sender.Addr != "sec@example.org" || len(m.ReplyTo) != 2 || m.ReplyTo[1].Addr != "r2@example.org" ||
		len(m.To) != 1 || m.Cc[0].Addr != "b@example.org" || m.Subject != "one" || m.ReturnPath != "<>" {
		t.Errorf("header read wrongly: %s %s", m.Subject, m.ReturnPath)
	}
	if len(m.Header) != 11 || m.Header[9].Value != "two" || m.Header[10] != (Field{"X-Test", "é"}) {
		t.Errorf("fields are %q", m.Header)
	}
	if got := strings.Join(m.Damage, ";"); !strings.Contains(got, "From more than once") || !strings.Contains(got, "Subject more than once") {
		t.Errorf("damage is %q", got)
	}
	if m := Open([]byte("From: =?utf-8?Q?Jo_=3Cjo=40example.org=3E?=\n\n"), OpenOptions{}); m.From.Addr != "jo@example.org" || m.From.Name != "Jo" {
		t.Error("an address inside one encoded word is not found")
	}
	if m := Open([]byte("Return-Path: <Bounce@Example.ORG>\n\n"), OpenOptions{}); m.ReturnPath != "Bounce@example.org" {
		t.Errorf("return path is %q", m.ReturnPath)
	}
}

func TestDecodeWords(t *testing.T) {
	for _, c := range []struct{ name, value, want string }{
		{"plain", "Hello = you?", "Hello = you?"},
		{"Q", "=?iso-8859-1?Q?caf=E9_now?= and", "café now and"},
		{"B", "=?UTF-8?B?Y2Fmw6k=?=", "café"},
		{"two words join", "=?utf-8?Q?a?= =?utf-8?Q?b?= c =?utf-8?Q?d?=", "ab c d"},
		{"character split over two words", "=?utf-8?Q?caf=C3?=\t=?utf-8?Q?=A9?=", "café"},
		{"character split, base64", "=?utf-8?B?Y2Fmww==?= =?utf-8?B?qQ==?=", "café"},
		{"two charsets", "=?utf-8?Q?=C3=A9?= =?koi8-r?Q?=F0?=", "éП"},
		{"spaces in the word", "=?utf-8?Q?a b c?=", "a b c"},
		{"no space around", "x=?utf-8?Q?=C3=A9?=y", "xéy"},
		{"language", "=?utf-8*en?Q?a?=", "a"},
		{"base64 without padding", "=?utf-8?B?Y2Fmw6k?=", "café"},
		{"never ends", "=?utf-8?Q?abc", "=?utf-8?Q?abc"},
		{"unknown letter", "=?utf-8?X?abc?=", "=?utf-8?X?abc?="},
		{"unknown charset", "=?x-martian?Q?caf=E9?=", "café"},
		{"broken code", "=?utf-8?Q?50=_=ZZ?=", "50= =ZZ"},
		{"raw 8-bit", "caf\xE9", "café"},
		{"raw utf-8 beside a word", "caf\u00E9 =?utf-8?Q?x?=", "café x"},
	} {
		if got := decodeWords(c.value); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestTypeByContent(t *testing.T) {
	ole := func(stream string) string { return compoundOf(node{name: "first"}, node{name: stream, data: "x"}) }
	zip := "PK\x03\x04" + strings.Repeat("\x00", 26)
	const office = "application/vnd.openxmlformats-officedocument."
	for _, c := range []struct{ name, label, data, want string }{
		{"pdf", "application/octet-stream", pdf, "application/pdf"},
		{"pdf behind junk", "text/plain", strings.Repeat("\n", 1000) + "%PDF-1.4", "application/pdf"},
		{"pdf mark too far in", "text/plain", strings.Repeat("\n", 1024) + "%PDF-1.4", "text/plain"},
		{"docx", "application/zip", zip + "[Content_Types].xml word/document.xml", office + "wordprocessingml.document"},
		{"docm", "", zip + "[Content_Types].xml word/document.xml word/vbaProject.bin", "application/vnd.ms-word.document.macroEnabled.12"},
		{"xlsx", "", zip + "[Content_Types].xml xl/workbook.xml", office + "spreadsheetml.sheet"},
		{"pptx", "", zip + "[Content_Types].xml ppt/x", office + "presentationml.presentation"},
		{"odt", "application/octet-stream", zip + "mimetypeapplication/vnd.oasis.opendocument.textPK\x03\x04", "application/vnd.oasis.opendocument.text"},
		{"zip", "application/x-zip-compressed", zip + "a.txt", "application/zip"},
		{"zip that holds a pdf", "application/octet-stream", zip + "form.pdf%PDF-1.7", "application/zip"},
		{"doc", "application/octet-stream", ole("WordDocument"), "application/msword"},
		{"msg", "application/octet-stream", ole("__properties_version1.0"), "application/vnd.ms-outlook"},
		{"xls", "application/msword", ole("Workbook"), "application/vnd.ms-excel"},
		{"other ole", "application/msword", ole("Other"), "application/x-ole-storage"},
		{"broken ole", "application/msword", compoundStart, "application/x-ole-storage"},
		{"rtf", "application/msword", `{\rtf1 x}`, "application/rtf"},
		{"png", "image/jpeg", "\x89PNG\r\n\x1a\nx", "image/png"},
		{"jpeg", "application/octet-stream", "\xFF\xD8\xFF\xE0", "image/jpeg"},
		{"tiff", "", "II*\x00", "image/tiff"},
		{"gif", "", "GIF89a", "image/gif"},
		{"heic", "application/octet-stream", "\x00\x00\x00\x18ftypheic\x00\x00", "image/heic"},
		{"winmail.dat", "application/octet-stream", "\x78\x9F\x3E\x22\x00", "application/ms-tnef"},
		{"html", "application/octet-stream", "\xEF\xBB\xBF\n<!DOCTYPE html><p>", "text/html"},
		{"text", "application/octet-stream", "caf\xC3\xA9\n", "text/plain"},
		{"text labelled pdf", "application/pdf", "sorry, no file", "text/plain"},
		{"csv keeps its label", "text/csv", "a,b", "text/csv"},
		{"json keeps its label", "application/json", "{}", "application/json"},
		{"unknown bytes keep the label", "audio/mpeg", "\x00\x01\x02", "audio/mpeg"},
		{"unknown bytes without label", "", "\x00\x01\x02", "application/octet-stream"},
		{"empty", "application/pdf", "", "application/pdf"},
	} {
		if got := typeOf(c.label, []byte(c.data)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
