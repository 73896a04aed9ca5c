package mailbox

import (
	"encoding/base64"
	"strings"
	"testing"
)

// der is one element of a stated length; ber is one that goes on to its end mark.
func der(tag byte, parts ...string) string {
	value := strings.Join(parts, "")
	return string([]byte{tag, 0x83, byte(len(value) >> 16), byte(len(value) >> 8), byte(len(value))}) + value
}

func ber(tag byte, parts ...string) string {
	return string([]byte{tag, 0x80}) + strings.Join(parts, "") + "\x00\x00"
}

// cmsOf is a CMS file of a kind; element writes its outer elements.
func cmsOf(kind string, element func(byte, ...string) string, content string) string {
	return element(berSequence, der(berOID, kind), element(berContext0, element(berSequence, der(0x02, "\x01"), der(0x31),
		element(berSequence, der(berOID, "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01"), content), der(0x31))))
}

func encoded(header, data string) string {
	return header + "\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(data))
}

const signedPart = "Content-Type: multipart/mixed; boundary=S\r\n\r\n--S\r\n" + helloPart + "\r\n--S\r\nContent-Type: application/octet-stream; name=form.pdf\r\n\r\n" + pdf + "\r\n--S--\r\n"

// What is signed lies open and is read; what is encrypted is named.
func TestOpenSMIME(t *testing.T) {
	const mime = "application/pkcs7-mime; name=smime.p7m; smime-type="
	inPieces := ber(berOctets|berInPieces, der(berOctets, signedPart[:50]), ber(berOctets|berInPieces, der(berOctets, signedPart[50:])))
	for _, c := range []struct{ name, raw, text, files, sealed string }{
		{"signed", encoded("MIME-Version: 1.0\r\nContent-Type: "+mime+"signed-data", cmsOf(cmsSigned, der, der(berContext0, der(berOctets, signedPart)))), "Hello", formFile, ""},
		{"signed, in pieces", encoded("Content-Type: "+mime+"signed-data", cmsOf(cmsSigned, ber, ber(berContext0, inPieces))), "Hello", formFile, ""},
		{"signed, by its name", encoded("Content-Type: application/octet-stream; name=smime.p7m", cmsOf(cmsSigned, der, der(berContext0, der(berOctets, signedPart)))), "Hello", formFile, ""},
		{"signed twice", encoded("Content-Type: "+mime+"signed-data", cmsOf(cmsSigned, der, der(berContext0, der(berOctets, encoded("Content-Type: "+mime+"signed-data", cmsOf(cmsSigned, der, der(berContext0, der(berOctets, signedPart)))))))), "Hello", formFile, ""},
		{"a signature without content", encoded("Content-Type: "+mime+"signed-data", cmsOf(cmsSigned, der, "")), "", "smime.p7m|application/pkcs7-mime|attachment 1|", ""},
		{"encrypted", encoded("Content-Type: "+mime+"enveloped-data", cmsOf(cmsEnveloped, der, "x")), "", "smime.p7m|application/pkcs7-mime|attachment 1|", SealedSMIME},
		{"encrypted with a tag", encoded("Content-Type: "+mime+"authEnveloped-data", cmsOf(cmsAuthEnvelope, ber, der(berContext0, "x"))), "", "smime.p7m|application/pkcs7-mime|attachment 1|", SealedSMIME},
		{"signed, then encrypted", encoded("Content-Type: "+mime+"signed-data", cmsOf(cmsSigned, der, der(berContext0, der(berOctets, encoded("Content-Type: "+mime+"enveloped-data", cmsOf(cmsEnveloped, der, "x")))))), "", "smime.p7m|application/pkcs7-mime|attachment 1|", SealedSMIME},
		{"a signed file", parts(helloPart, encoded("Content-Type: application/pkcs7-mime; name=form.pdf.p7m", cmsOf(cmsSigned, der, der(berContext0, der(berOctets, pdf))))), "Hello", formFile, ""},
		{"breaks off", encoded("Content-Type: "+mime+"signed-data", cmsOf(cmsSigned, der, der(berContext0, der(berOctets, signedPart)))[:100]), "", "smime.p7m|application/pkcs7-mime|attachment 1|", ""},
		{"kept by Outlook", carrying("x.msg", compoundOf(fixedProps(msgTopHead), msgFileOf(0, wideProp(mapiMedia, "application/pkcs7-mime"), wideProp(mapiLongName, "smime.p7m"), binaryProp(mapiData, cmsOf(cmsEnveloped, der, "x"))))),
			"Hello", "smime.p7m|application/octet-stream|message in attachment 1, attachment 1|", SealedSMIME},
		{"signed and kept by Outlook", carrying("x.msg", compoundOf(fixedProps(msgTopHead), msgFileOf(0, wideProp(mapiMedia, "multipart/signed"), binaryProp(mapiData, "MIME-Version: 1.0\r\n"+signedPart)))),
			"Hello", "form.pdf|application/pdf|message in attachment 1, message in attachment 1, attachment 1|", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := Open([]byte("From: kim@example.org\r\n"+c.raw), OpenOptions{})
			if m.Text != c.text || filesOf(m) != c.files || m.Sealed != c.sealed {
				t.Errorf("text %q, files %q, sealed %q, damage %q", m.Text, filesOf(m), m.Sealed, m.Damage)
			}
		})
	}
}

func FuzzCMS(f *testing.F) {
	f.Add([]byte(cmsOf(cmsSigned, ber, ber(berContext0, ber(berOctets|berInPieces, der(berOctets, "a"), der(berOctets, "b"))))))
	f.Add([]byte(cmsOf(cmsSigned, der, der(berContext0, der(berOctets, signedPart)))))
	f.Add([]byte(cmsOf(cmsEnveloped, der, "x")))
	f.Add([]byte(strings.Repeat("\x30\x80", 1000)))
	f.Fuzz(func(t *testing.T, b []byte) {
		if content, locked := openCMS(b); len(content) > len(b) || locked && content != nil {
			t.Errorf("%d bytes out of %d, locked %v", len(content), len(b), locked)
		}
	})
}

// A message that is locked away is known as such, and one that only speaks of
// secure mail is not.
func TestOpenSealed(t *testing.T) {
	htmlFile := func(name, html string) string {
		return parts("Content-Type: text/plain\r\n\r\nYou have received a secure message. Open the attachment.", encoded("Content-Type: application/octet-stream; name="+name, "<html><body>"+html+"</body></html>"))
	}
	for _, c := range []struct{ name, raw, want string }{
		{"PGP/MIME", letter("multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=B", "--B\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--B\r\nContent-Type: application/octet-stream; name=encrypted.asc\r\n\r\n"+pgpStart+"\r\n\r\nhQE\r\n--B--\r\n"), SealedPGP},
		{"PGP in the text", letter("text/plain", "Hi\r\n\r\n"+pgpStart+"\r\n\r\nhQE\r\n-----END PGP MESSAGE-----\r\n"), SealedPGP},
		{"PGP quoted", letter("text/plain", "I cannot open this:\r\n> "+pgpStart+"\r\n> hQE\r\n"), ""},
		{"PGP in a file", parts(helloPart, encoded("Content-Type: application/octet-stream; name=form.pdf.asc", pgpStart+"\n\nhQE\n")), SealedPGP},
		{"rights management", parts(helloPart, encoded("Content-Type: application/octet-stream; name=message.bin", "\x76\xE8\x04\x60\xC4\x11\xE3\x86rest")), SealedRights},
		{"rights management by its name", parts(helloPart, encoded("Content-Type: application/x-microsoft-rpmsg-message; name=message_v4.rpmsg", "rest")), SealedRights},
		{"a package of Egress", parts(helloPart, encoded("Content-Type: application/octet-stream; name=\"Form.switch\"", "rest")), SealedNotice},
		{"a registered envelope", htmlFile("securedoc_20261120.html", `Cisco Registered Envelope: <a href="https://res.cisco.com/websafe">Open your secure message</a>`), SealedNotice},
		{"Proofpoint", htmlFile("SecureMessageAtt.html", "Proofpoint Encryption. Click to read your encrypted message."), SealedNotice},
		{"NHSmail", htmlFile("Encrypted_Message.htm", "NHSmail encrypted email service"), SealedNotice},
		{"a page of another kind", htmlFile("form.html", "First name: Leo"), ""},
		{"a page that speaks of secure email", htmlFile("form.html", "Send it by secure email."), ""},
		{"a link by Egress", letter("text/html", `<p>Kim Example has sent you a secure email.</p><a href="https://reader.egress.com/x">Read</a>`), SealedNotice},
		{"a link by Mimecast", letter("text/html", `You have received a secure message from Brookside School. <a href="https://secmail-uk.mimecast.com/x">Open</a>`), SealedNotice},
		{"a link by Office 365", letter("text/html", `<p>Kim (kim@example.org) has sent you a protected message.</p><a href="https://outlook.office365.com/Encryption/x">Read the message</a>`), SealedNotice},
		{"a person who writes of it", letter("text/plain", "Do you have a secure email address? We use Egress. Kim"), ""},
		{"a person who cannot open one", letter("text/html", "I have received a secure email from you by Egress and cannot open it."), ""},
		{"an answer to a notice", letter("text/html", `<p>I have received a secure email. What do I do?</p><blockquote type="cite"><a href="https://reader.egress.com/x">Read it</a></blockquote>`), ""},
		{"a foot", letter("text/plain", "The form is attached.\r\n\r\nThis email was scanned by Mimecast. You can send us a secure email."), ""},
		{"forwarded", parts(helloPart, "Content-Type: message/rfc822\r\n\r\n"+letter("text/plain", pgpStart+"\r\n")), SealedPGP},
		{"the mark of NHSmail", strings.Replace(letter("text/plain", "The form for Leo"), "Subject: ", "Subject: [secure] ", 1), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := Open([]byte(c.raw), OpenOptions{})
			marked := m.Sealed == "" || len(m.Attachments) == 0
			for _, a := range m.Attachments {
				marked = marked || a.Sealed
			}
			if m.Sealed != c.want || !marked {
				t.Errorf("sealed %q, files %q", m.Sealed, filesOf(m))
			}
		})
	}
}

// Files that stand in the text, and what Macs send beside a file.
func TestOpenFilesOfOldPrograms(t *testing.T) {
	const uu = "begin 644 form.pdf\r\n4)5!$1BTQ+C<*9F]R;0HE)45/1@H \r\n`\r\nend\r\n"
	mac := appleDouble + "\x00\x02\x00\x00rest"
	for _, c := range []struct{ name, raw, text, files, damage string }{
		{"uuencoded", letter("text/plain", "Hi\r\n"+uu+"Bye"), "Hi\nBye", formFile, ""},
		{"uuencoded, cut off", letter("text/plain", "Hi\r\nbegin 644 form.pdf\r\n#0V%T\r\n#0V%T\r\n"), "Hi", "form.pdf|text/plain|attachment 1|D", "breaks off"},
		{"two files", letter("text/plain", uu+"and\r\n"+uu), "and", formFile + "; " + strings.Replace(formFile, "1", "2", 1), ""},
		{"words that begin so", letter("text/plain", "begin 644 times\r\nwith the left foot"), "begin 644 times\nwith the left foot", "", ""},
		{"AppleDouble", parts("Content-Type: multipart/appledouble; boundary=M\r\n\r\n--M\r\n" + encoded("Content-Type: application/applefile; name=form.pdf", mac) + "\r\n--M\r\n" + pdfPart("Content-Type: application/pdf; name=form.pdf") + "\r\n--M--"), "", formFile[:len(formFile)-2] + "2|", ""},
		{"AppleDouble in its own name", parts(encoded("Content-Type: application/octet-stream; name=._form.pdf", mac)), "", "", ""},
		{"a PDF without label", parts(pdfPart("Content-Disposition: attachment; filename=form.pdf\r\nContent-Type: application/octet-stream")), "", formFile, ""},
		{"a form among related parts", letter("multipart/related; boundary=B", "--B\r\nContent-Type: text/html\r\n\r\n<p>Hi<img src=\"cid:a\">\r\n--B\r\n"+pdfPart("Content-Type: application/pdf; name=form.pdf\r\nContent-ID: <b>")+"\r\n--B--"), "Hi", formFile, ""},
		{"a letter without a label", parts(encoded("Content-Type: application/octet-stream; name=FW.eml", parts(helloPart, pdfPart("Content-Type: application/octet-stream; name=form.pdf")))), "", "form.pdf|application/pdf|message in attachment 1, attachment 1|", ""},
		{"a PDF that is called a letter", parts(pdfPart("Content-Type: message/rfc822; name=form.pdf")), "", formFile, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := Open([]byte(c.raw), OpenOptions{})
			damage := strings.Join(m.Damage, " ")
			if m.Text != c.text || filesOf(m) != c.files || !strings.Contains(damage, c.damage) || c.damage == "" && damage != "" {
				t.Errorf("text %q, files %q, damage %q", m.Text, filesOf(m), m.Damage)
			}
		})
	}
}

func FuzzTakeUU(f *testing.F) {
	f.Add([]byte("a\nbegin 644 form.pdf\n#0V%T\n`\nend\nb"))
	f.Fuzz(func(t *testing.T, b []byte) {
		rest, files := takeUU(b)
		size := len(rest)
		for _, x := range files {
			size += len(x.data)
		}
		if size > len(b) {
			t.Errorf("%d bytes out of %d", size, len(b))
		}
	})
}

func TestOpenFlowed(t *testing.T) {
	const long = "Main difficulty: he cannot hold a pencil and falls over whenever "
	for _, c := range []struct{ name, params, body, want string }{
		{"an answer that was wrapped", "", long + "\r\nhe runs", long + "he runs"},
		{"with the space deleted", "; delsp=yes", long[:len(long)-1] + "\u00e9 \r\nhe runs", long[:len(long)-1] + "éhe runs"},
		{"not flowed", "", strings.TrimRight(long, " ") + "\r\nhe runs", strings.TrimRight(long, " ") + "\nhe runs"},
		{"short lines that end in a space", "", "First name: \r\nLast name: \r\nSchool: A", "First name:\nLast name:\nSchool: A"},
		{"quoted lines keep their depth", "", "> > 1\r\n>" + " " + long + "\r\n> he runs\r\n>> " + long + "\r\nhe runs", "> > 1\n> " + long + "he runs\n>> " + strings.TrimRight(long, " ") + "\nhe runs"},
		{"stuffed lines", "", " From here\r\n  two\r\n >", "From here\n two\n>"},
		{"above a signature", "", long + "\r\n-- \r\nJo", strings.TrimRight(long, " ") + "\n--\nJo"},
		{"three lines", "", long + "\r\n" + long + "\r\nend", long + long + "end"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := Open([]byte(letter("text/plain; charset=utf-8; format=flowed"+c.params, c.body)), OpenOptions{})
			if m.Text != c.want {
				t.Errorf("%q, want %q", m.Text, c.want)
			}
		})
	}
	m := Open([]byte(letter("text/plain", long+"\r\nhe runs")), OpenOptions{})
	if m.Text != strings.TrimRight(long, " ")+"\nhe runs" {
		t.Errorf("joined without being flowed: %q", m.Text)
	}
}

func FuzzUnflow(f *testing.F) {
	f.Add("> "+strings.Repeat("a", 70)+" \n> b\n>> c", true)
	f.Fuzz(func(t *testing.T, text string, delSp bool) {
		squeeze := func(s string) string {
			return strings.NewReplacer(" ", "", "\r", "", "\n", "", ">", "").Replace(s)
		}
		if got := unflow(text, delSp); squeeze(got) != squeeze(text) {
			t.Errorf("%q became %q", text, got)
		}
	})
}

// Messages of every wrapping inside each other are opened.
func TestOpenWrapsInWraps(t *testing.T) {
	inner := parts(helloPart, pdfPart("Content-Type: application/octet-stream; name=form.pdf"))
	msg := compoundOf(fixedProps(msgTopHead), msgFileOf(0, wideProp(mapiLongName, "mail.eml"), binaryProp(mapiData, inner)))
	dat := tnefStart + tnefAttribute(tnefRendition, strings.Repeat("\x00", 14)) + tnefAttribute(tnefTitle, "x.msg\x00") + tnefAttribute(tnefData, msg)
	m := Open([]byte(parts(helloPart, encoded("Content-Type: application/ms-tnef; name=winmail.dat", dat))), OpenOptions{})
	if want := "form.pdf|application/pdf|winmail.dat in attachment 1, message in attachment 1, message in attachment 1, attachment 1|"; filesOf(m) != want || len(m.Damage) > 0 {
		t.Errorf("%s, %q", filesOf(m), m.Damage)
	}
}
