package mailbox

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
)

// letterWithForm is a letter with a form of size bytes attached, as Outlook sends it.
func letterWithForm(size int) []byte {
	data := make([]byte, size)
	copy(data, "%PDF-1.7\n")
	for i := 9; i < size; i++ {
		data[i] = byte(i * 7)
	}
	var b strings.Builder
	b.WriteString(head1("Referral", `multipart/mixed; boundary="=_b1"`))
	b.WriteString("--=_b1\r\nContent-Type: multipart/alternative; boundary=\"=_b2\"\r\n\r\n")
	b.WriteString("--=_b2\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nPlease find the form attached.\r\n\r\nKind regards\r\nJo Bloggs\r\n")
	b.WriteString("--=_b2\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p class=3D\"MsoNormal\">Please find the form attached.</p>\r\n--=_b2--\r\n")
	fmt.Fprintf(&b, "--=_b1\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"form.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n%s--=_b1--\r\n", wrapped64(data))
	return []byte(b.String())
}

func head1(subject, contentType string) string {
	return "Return-Path: <jo@example.org>\r\nReceived: from mx.example.org by mail.example.net; Tue, 12 May 2026 10:03:07 +0100\r\n" +
		"From: Jo Bloggs <jo@example.org>\r\nTo: office@example.net\r\nSubject: " + subject + "\r\nDate: Tue, 12 May 2026 10:03:00 +0100\r\n" +
		"Message-ID: <1@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: " + contentType + "\r\n\r\n"
}

func wrapped64(data []byte) string {
	s := base64.StdEncoding.EncodeToString(data)
	var b strings.Builder
	for len(s) > 76 {
		b.WriteString(s[:76] + "\r\n")
		s = s[76:]
	}
	return b.String() + s + "\r\n"
}

func BenchmarkOpen(b *testing.B) {
	for _, size := range []int{500, 150 << 10, 10 << 20} {
		raw := letterWithForm(size)
		b.Run(fmt.Sprintf("attachment=%dKB", size>>10), func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				if m := Open(raw, OpenOptions{}); len(m.Attachments) != 1 || m.Attachments[0].Type != "application/pdf" {
					b.Fatal("the form is missing")
				}
			}
		})
	}
}

func BenchmarkOpenMsg(b *testing.B) {
	raw := []byte(carrying("a.msg", compoundOf(fixedProps(msgTopHead), wideProp(mapiBody, "Hello"), binaryProp(mapiRTF, lzfuRTF(`{\rtf1 Hello}`)), msgFileOf(0, wideProp(mapiLongName, "form.pdf"), binaryProp(mapiData, pdf+strings.Repeat("%", 1<<20))))))
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if m := Open(raw, OpenOptions{}); len(m.Attachments) != 1 {
			b.Fatal(filesOf(m))
		}
	}
}
