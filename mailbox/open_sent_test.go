package mailbox

import (
	"bytes"
	"strings"
	"testing"
)

// S32: a form whose sender's program says nothing true about it. The label is
// octet-stream, the name is in pieces, in another charset, or missing, and the
// identifier of the part is empty: the content tells what it is, the name is
// whole, and it is no picture of the text even where the text shows one without
// an identifier.
func TestS32FormThatNothingIsSaidOf(t *testing.T) {
	const octets = "Content-Type: application/octet-stream"
	for name, c := range map[string]struct{ header, file string }{
		"no name":                          {octets, ""},
		"an empty Content-ID":              {octets + "\r\nContent-ID: <>", ""},
		"a Content-ID without brackets":    {octets + "\r\nContent-ID:", ""},
		"inline, an empty Content-ID":      {octets + "\r\nContent-ID: <>\r\nContent-Disposition: inline", ""},
		"a name of pieces out of order":    {octets + ";\r\n name*2=\".pdf\";\r\n name*0*=utf-8''Hywel%20;\r\n name*1*=%C3%BAjlak", "Hywel újlak.pdf"},
		"a name in pieces, Content-ID":     {octets + "\r\nContent-ID: <>\r\nContent-Disposition: attachment;\r\n filename*0=\"referral \";\r\n filename*1=\"form.pdf\"", "referral form.pdf"},
		"a name in windows-1252":           {octets + "\r\nContent-Disposition: attachment; filename*=windows-1252'en'Zo%EB%92s%20form.pdf", "Zoë’s form.pdf"},
		"a name in a charset of nobody's":  {octets + "\r\nContent-Disposition: attachment; filename*=x-martian''form.pdf", "form.pdf"},
		"a name that is coded and is not":  {octets + "\r\nContent-Disposition: attachment; filename=\"form.pdf\"; filename*=utf-8''f%C3%B3rm.pdf", "fórm.pdf"},
		"a label that is no type whatever": {"Content-Type: octet-stream", ""},
	} {
		t.Run(name, func(t *testing.T) {
			raw := letter("multipart/related; boundary=B", "--B\r\nContent-Type: text/html\r\n\r\nHere it is.<img src=\"cid:\">\r\n--B\r\n"+pdfPart(c.header)+"\r\n--B--\r\n")
			m := Open([]byte(raw), OpenOptions{})
			look(t, m, seen{text: "Here it is.", files: c.file + "|application/pdf|attachment 1|", data: pdf})
			invariants(t, m, []byte(raw))
		})
	}
}

// S33: bytes of windows-1252 where none may stand, and a warning that a gateway
// wrote into the header: the message is opened, who wrote it and what is known,
// the words are readable, and the bytes are kept as they came.
func TestS33BrokenHeader(t *testing.T) {
	const (
		top  = "Return-Path: <zoe@example.org>\r\n"
		from = "From: Zo\xEB M\xFCller <zoe@example.org>\r\n"
		rest = "Subject: Zo\xEB\x92s form \x96 please\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nZo\xEB can\x92t hold a pen. \xA35\r\n"
	)
	for name, c := range map[string]struct{ raw, damage string }{
		"no charset named":                {top + from + rest, ""},
		"labelled utf-8":                  {top + from + strings.Replace(rest, "us-ascii", "utf-8", 1), ""},
		"a warning first":                 {"CAUTION - external e-mail\r\n" + top + from + rest, "not a header field"},
		"a warning in the middle":         {top + "[EXTERNAL] This e-mail comes from outside\r\n" + from + rest, "not a header field"},
		"a warning in windows-1252":       {top + "\xABEXTERNAL\xBB\r\n" + from + rest, "not a header field"},
		"a warning that looks like one":   {top + "CAUTION: external e-mail, do not click\r\n" + from + rest, ""},
		"a warning in place of the value": {top + "X-Warning\r\n\tCAUTION: external\r\n" + from + rest, "not a header field"},
		"a mailbox file's line inside":    {top + ">From zoe@example.org Mon Nov 23 10:00:00 2026\r\n" + from + rest, ""},
		"all of it, with bare LF":         {strings.ReplaceAll(top+"\xABEXTERNAL\xBB\r\n"+from+rest, "\r\n", "\n"), "not a header field"},
	} {
		t.Run(name, func(t *testing.T) {
			raw := []byte(c.raw)
			m := Open(raw, OpenOptions{})
			look(t, m, seen{subject: "Zoë’s form – please", text: "Zoë can’t hold a pen. £5", files: "none", damage: c.damage, sound: c.damage == ""})
			if m.From.Addr != "zoe@example.org" || m.From.Name != "Zoë Müller" || m.MessageID != "<1@example.org>" {
				t.Errorf("the author or the Message-ID is lost: %q", m.MessageID)
			}
			if !bytes.Equal(m.Raw, []byte(c.raw)) {
				t.Error("the bytes are not kept as they came")
			}
			invariants(t, m, raw)
		})
	}
}
