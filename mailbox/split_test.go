package mailbox

import (
	"strings"
	"testing"
)

// splitRow is one letter and how it is told apart; "|" joins banners.
type splitRow struct {
	name, text                         string
	newest, quoted, signature, banners string
}

func checkSplit(t *testing.T, m *Message, c splitRow) {
	t.Helper()
	for _, x := range []struct{ what, got, want string }{
		{"newest", m.Newest, c.newest}, {"quoted", m.Quoted, c.quoted},
		{"signature", m.Signature, c.signature}, {"banners", strings.Join(m.Banners, "|"), c.banners},
	} {
		if x.got != x.want {
			t.Errorf("%s is\n%q, want\n%q", x.what, x.got, x.want)
		}
	}
	sameLines(t, m)
}

const outlookHeader = "From: Children's Therapy <office@example.net>\nSent: 12 May 2026 10:03\nTo: Jo Bloggs <jo@example.org>\nSubject: Form"

func TestSplitPlainText(t *testing.T) {
	rows := []splitRow{
		{name: "nothing to split", text: "Please send the form.", newest: "Please send the form."},
		{name: "gmail reply", text: "Yes.\n\nOn Tue, 12 May 2026 at 10:03, Office <office@example.net> wrote:\n\n> Which GP?\n> Thanks", newest: "Yes.", quoted: "On Tue, 12 May 2026 at 10:03, Office <office@example.net> wrote:\n\n> Which GP?\n> Thanks"},
		{name: "attribution over two lines", text: "Yes.\n\nOn Tue, 12 May 2026 at 10:03, Children's Therapy Office\n<office@example.net> wrote:\n> Which GP?", newest: "Yes.", quoted: "On Tue, 12 May 2026 at 10:03, Children's Therapy Office\n<office@example.net> wrote:\n> Which GP?"},
		{name: "attribution over three lines", text: "Yes.\nOn Tue, 12 May 2026 at 10:03,\nChildren's Therapy Office <office@example.net>\nwrote:\n> Which GP?", newest: "Yes.", quoted: "On Tue, 12 May 2026 at 10:03,\nChildren's Therapy Office <office@example.net>\nwrote:\n> Which GP?"},
		{name: "apple reply", text: "Yes.\n\n> On 12 May 2026, at 10:03, Office <office@example.net> wrote:\n> \n> Which GP?", newest: "Yes.", quoted: "> On 12 May 2026, at 10:03, Office <office@example.net> wrote:\n>\n> Which GP?"},
		{name: "attribution without quote marks", text: "Yes.\n\nOn 12/05/2026 10:03, Office wrote:\nWhich GP?\n\nThe office", newest: "Yes.", quoted: "On 12/05/2026 10:03, Office wrote:\nWhich GP?\n\nThe office"},
		{name: "answers between questions", text: "On Tue, 12 May 2026 at 10:03, Office <office@example.net> wrote:\n> Which GP?\nHeald Green\n> Which school?\n\nSt Example's\n> Thanks", newest: "Heald Green\n\nSt Example's", quoted: "On Tue, 12 May 2026 at 10:03, Office <office@example.net> wrote:\n> Which GP?\n\n> Which school?\n\n> Thanks"},
		{name: "answers below the quote", text: "> Which GP?\n> Which school?\n\nHeald Green, St Example's", newest: "Heald Green, St Example's", quoted: "> Which GP?\n> Which school?"},
		{name: "outlook reply", text: "Yes.\n\n" + outlookHeader + "\n\nWhich GP?", newest: "Yes.", quoted: outlookHeader + "\n\nWhich GP?"},
		{name: "outlook reply with rule", text: "Yes.\n\n________________________________\n" + outlookHeader + "\n\nWhich GP?", newest: "Yes.", quoted: "________________________________\n" + outlookHeader + "\n\nWhich GP?"},
		{name: "bold outlook header", text: "Yes.\n\n*From:* Office <office@example.net>\n*Sent:* 12 May 2026 10:03\n*To:* Jo\n*Subject:* Form\n\nWhich GP?", newest: "Yes.", quoted: "*From:* Office <office@example.net>\n*Sent:* 12 May 2026 10:03\n*To:* Jo\n*Subject:* Form\n\nWhich GP?"},
		{name: "header with wrapped recipients", text: "Yes.\n\nFrom: Office <office@example.net>\nSent: 12 May 2026 10:03\nTo: Jo <jo@example.org>; Sam\n<sam@example.org>\nSubject: Form\n\nWhich GP?", newest: "Yes.", quoted: "From: Office <office@example.net>\nSent: 12 May 2026 10:03\nTo: Jo <jo@example.org>; Sam\n<sam@example.org>\nSubject: Form\n\nWhich GP?"},
		{name: "header with blank lines between", text: "Yes.\n\nFrom: office@example.net\n\nSent: 12 May 2026 10:03\n\nTo: Jo\n\nSubject: Form\n\nWhich GP?", newest: "Yes.", quoted: "From: office@example.net\n\nSent: 12 May 2026 10:03\n\nTo: Jo\n\nSubject: Form\n\nWhich GP?"},
		{name: "german header", text: "Ja.\n\nVon: Office <office@example.net>\nGesendet: Dienstag, 12. Mai 2026 10:03\nAn: Jo\nBetreff: Form\n\nWhich GP?", newest: "Ja.", quoted: "Von: Office <office@example.net>\nGesendet: Dienstag, 12. Mai 2026 10:03\nAn: Jo\nBetreff: Form\n\nWhich GP?"},
		{name: "polish header", text: "Tak.\n\nOd: Office <office@example.net>\nWysłano: 12 maja 2026 10:03\nDo: Jo\nTemat: Form\n\nWhich GP?", newest: "Tak.", quoted: "Od: Office <office@example.net>\nWysłano: 12 maja 2026 10:03\nDo: Jo\nTemat: Form\n\nWhich GP?"},
		{name: "welsh header", text: "Ie.\n\nOddi wrth: Office <office@example.net>\nAnfonwyd: 12 Mai 2026 10:03\nAt: Jo\nPwnc: Form\n\nWhich GP?", newest: "Ie.", quoted: "Oddi wrth: Office <office@example.net>\nAnfonwyd: 12 Mai 2026 10:03\nAt: Jo\nPwnc: Form\n\nWhich GP?"},
		{name: "french attribution", text: "Oui.\n\nLe mar. 12 mai 2026 à 10:03, Office <office@example.net> a écrit :\n> Which GP?", newest: "Oui.", quoted: "Le mar. 12 mai 2026 à 10:03, Office <office@example.net> a écrit :\n> Which GP?"},
		{name: "german attribution", text: "Ja.\n\nAm 12.05.2026 um 10:03 schrieb Office:\n> Which GP?", newest: "Ja.", quoted: "Am 12.05.2026 um 10:03 schrieb Office:\n> Which GP?"},
		{name: "polish attribution", text: "Tak.\n\nW dniu 12.05.2026 o 10:03, Office pisze:\n> Which GP?", newest: "Tak.", quoted: "W dniu 12.05.2026 o 10:03, Office pisze:\n> Which GP?"},
		{name: "original message", text: "Yes.\n\n-----Original Message-----\nFrom: Office\nWhich GP?", newest: "Yes.", quoted: "-----Original Message-----\nFrom: Office\nWhich GP?"},
		{name: "samsung original message", text: "Yes.\n\n-------- Original message --------\nFrom: Office <office@example.net>\nDate: 12/05/2026 10:03 (GMT+00:00)\nTo: Jo\nSubject: Form\n\nWhich GP?", newest: "Yes.", quoted: "-------- Original message --------\nFrom: Office <office@example.net>\nDate: 12/05/2026 10:03 (GMT+00:00)\nTo: Jo\nSubject: Form\n\nWhich GP?"},
		{name: "only a forward, gmail", text: "---------- Forwarded message ---------\nFrom: Sam <sam@example.org>\nDate: Tue, 12 May 2026 at 10:03\nSubject: Help\nTo: <jo@example.org>\n\nPlease help.", quoted: "---------- Forwarded message ---------\nFrom: Sam <sam@example.org>\nDate: Tue, 12 May 2026 at 10:03\nSubject: Help\nTo: <jo@example.org>\n\nPlease help."},
		{name: "only a forward, iphone", text: "\n\nSent from my iPhone\n\nBegin forwarded message:\n\n> From: Sam <sam@example.org>\n> Subject: Help\n>\n> Please help.", quoted: "Begin forwarded message:\n\n> From: Sam <sam@example.org>\n> Subject: Help\n>\n> Please help.", signature: "Sent from my iPhone"},
		{name: "forward with words above", text: "FYI\n\nBegin forwarded message:\n\nFrom: Sam <sam@example.org>\nPlease help.", newest: "FYI", quoted: "Begin forwarded message:\n\nFrom: Sam <sam@example.org>\nPlease help."},
		{name: "dashed signature", text: "Yes.\n\n-- \nJo Bloggs\nHead: St Example's\n", newest: "Yes.\n\n--\nJo Bloggs\nHead: St Example's"},
		{name: "dashed signature with contacts", text: "Yes.\n\n-- \nJo Bloggs\nTel: 0161 496 0000\n", newest: "Yes.", signature: "--\nJo Bloggs\nTel: 0161 496 0000"},
		{name: "signature above the quote", text: "Yes.\n\nKind regards\n\nJo Bloggs\nSENCO\nSt Example's\n0161 496 0000\n\nOn Tue, 12 May 2026 at 10:03, Office <office@example.net> wrote:\n> Which GP?\n> Kind regards\n> The office", newest: "Yes.\n\nKind regards", quoted: "On Tue, 12 May 2026 at 10:03, Office <office@example.net> wrote:\n> Which GP?\n> Kind regards\n> The office", signature: "Jo Bloggs\nSENCO\nSt Example's\n0161 496 0000"},
		{name: "thanks and a name", text: "Please send the form.\nMany thanks,\nJo", newest: "Please send the form.\nMany thanks,", signature: "Jo"},
		{name: "thanks above a typed form", text: "Please see below.\nThanks\n\nChild's name: Sam Example\nDate of birth: 1 May 2018", newest: "Please see below.\nThanks\n\nChild's name: Sam Example\nDate of birth: 1 May 2018"},
		{name: "words after the name", text: "Please help.\nRegards\nJo\nP.S. he has cerebral palsy", newest: "Please help.\nRegards\nJo\nP.S. he has cerebral palsy"},
		{name: "a sentence after the greeting", text: "Thank you\nHe cannot hold a pencil and he falls over a lot.", newest: "Thank you\nHe cannot hold a pencil and he falls over a lot."},
		{name: "sent from a phone", text: "Please send the form\n\nSent from my Samsung Galaxy smartphone.", newest: "Please send the form", signature: "Sent from my Samsung Galaxy smartphone."},
		{name: "outlook for ios", text: "Form please\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\n" + outlookHeader + "\n\nHi", newest: "Form please", quoted: "________________________________\n" + outlookHeader + "\n\nHi", signature: "Get Outlook for iOS<https://aka.ms/o0ukef>"},
		{name: "caution banner", text: "CAUTION: This email originated from outside of the organisation. Do not click\nlinks unless you recognise the sender.\n\nPlease send the form.", newest: "Please send the form.", banners: "CAUTION: This email originated from outside of the organisation. Do not click\nlinks unless you recognise the sender."},
		{name: "banner right above the words", text: "This message originated from outside of NHSmail. Please do not click links or open attachments unless you recognise the sender.\nPlease see attachment.", newest: "Please see attachment.", banners: "This message originated from outside of NHSmail. Please do not click links or open attachments unless you recognise the sender."},
		{name: "external tag", text: "[EXTERNAL]\n\nPlease help", newest: "Please help", banners: "[EXTERNAL]"},
		{name: "first-contact tip", text: "You don't often get email from jo@example.org. Learn why this is important\nPlease help", newest: "Please help", banners: "You don't often get email from jo@example.org. Learn why this is important"},
		{name: "nhsmail block of stars", text: "Form attached\n\n********************************************************\n\nThis message may contain confidential information. If you are not the\nintended recipient please:\ni) inform the sender that you have received the message in error before deleting it; and\nii) do not disclose, copy or distribute information in this e-mail.\n\nNHSmail is the secure, collaboration service for all NHS staff.\n\n********************************************************", newest: "Form attached", banners: "********************************************************\n\nThis message may contain confidential information. If you are not the\nintended recipient please:\ni) inform the sender that you have received the message in error before deleting it; and\nii) do not disclose, copy or distribute information in this e-mail.\n\nNHSmail is the secure, collaboration service for all NHS staff.\n\n********************************************************"},
		{name: "disclaimer below a name", text: "Form attached\n\nKind regards\nJo\n\nThis email and any files transmitted with it are confidential and\nintended solely for the use of the individual to whom they are addressed.", newest: "Form attached\n\nKind regards", signature: "Jo", banners: "This email and any files transmitted with it are confidential and\nintended solely for the use of the individual to whom they are addressed."},
		{name: "disclaimer without blank line", text: "Form attached\nJo\nConfidentiality notice: this is\nprivate. If you are not the intended recipient, delete it.", newest: "Form attached\nJo", banners: "Confidentiality notice: this is\nprivate. If you are not the intended recipient, delete it."},
		{name: "a person who says confidential", text: "This is confidential, please do not tell school.\nHe is hurting.", newest: "This is confidential, please do not tell school.\nHe is hurting."},
		{name: "a person who says important", text: "IMPORTANT: he has an allergy to latex\nThanks", newest: "IMPORTANT: he has an allergy to latex\nThanks"},
		{name: "a typed form with From", text: "Name: Sam Example\nFrom: Stockport\nDate: 1 May 2026\nSubject: hand skills\nTo: see an OT", newest: "Name: Sam Example\nFrom: Stockport\nDate: 1 May 2026\nSubject: hand skills\nTo: see an OT"},
		{name: "one line with From", text: "From: jo@example.org\nplease send the form", newest: "From: jo@example.org\nplease send the form"},
		{name: "wrote in a sentence", text: "On Monday his teacher wrote:\nhe cannot hold a pencil", newest: "On Monday his teacher wrote:\nhe cannot hold a pencil"},
		{name: "label and answer with address", text: "GP: Heald Green\nEmail: jo@example.org\nTime: 10:03", newest: "GP: Heald Green\nEmail: jo@example.org\nTime: 10:03"},
		{name: "a dashed heading in a form", text: "-- \nChild's name: Sam\nSchool: St Example's", newest: "--\nChild's name: Sam\nSchool: St Example's"},
		{name: "a heading between dashes", text: "Please see below\n\n----- Child's details -----\nSam Example", newest: "Please see below\n\n----- Child's details -----\nSam Example"},
		{name: "his teacher wrote, with a date", text: "On 5 May 2026 his teacher wrote:\nhe cannot hold a pencil", newest: "On 5 May 2026 his teacher wrote:\nhe cannot hold a pencil"},
		{name: "words without full stop after thanks", text: "Thank you\nmy son can't hold a pencil", newest: "Thank you\nmy son can't hold a pencil"},
		{name: "registered in England", text: "He is registered in England with a GP\nHe was checked for viruses", newest: "He is registered in England with a GP\nHe was checked for viruses"},
		{name: "external as an answer", text: "Referral source\nExternal", newest: "Referral source\nExternal"},
		{name: "company footer", text: "Form please\n\nExample Ltd. Registered in England and Wales, company number 00000000", newest: "Form please", banners: "Example Ltd. Registered in England and Wales, company number 00000000"},
		{name: "scanner footer", text: "Form please\n\nThis email has been scanned for viruses", newest: "Form please", banners: "This email has been scanned for viruses"},
		{name: "nested history", text: "Second answer\n\nOn Wed, 13 May 2026 at 11:00, Jo <jo@example.org> wrote:\n> First answer\n>> Which GP?", newest: "Second answer", quoted: "On Wed, 13 May 2026 at 11:00, Jo <jo@example.org> wrote:\n> First answer\n>> Which GP?"},
		{name: "banner inside history", text: "Yes\n\n" + outlookHeader + "\n\nCAUTION: this email came from outside the Trust\nWhich GP?", newest: "Yes", quoted: outlookHeader + "\n\nWhich GP?", banners: "CAUTION: this email came from outside the Trust"},
	}
	for _, c := range rows {
		t.Run(c.name, func(t *testing.T) {
			checkSplit(t, Open([]byte(letter("text/plain; charset=utf-8", c.text)), OpenOptions{}), c)
		})
	}
}

func TestSplitHTML(t *testing.T) {
	for _, c := range []splitRow{
		{name: "gmail", text: `<div dir="ltr">Yes.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">Ar Maw, 12 Mai am 10:03 sgwennodd Office:<br></div><blockquote class="gmail_quote">Which GP?</blockquote></div>`, newest: "Yes.", quoted: "Ar Maw, 12 Mai am 10:03 sgwennodd Office:\n> Which GP?"},
		{name: "gmail with answers between", text: `<div class="gmail_quote"><div class="gmail_attr">On Tue, 12 May 2026 at 10:03, Office wrote:</div><blockquote class="gmail_quote">Which GP?</blockquote><div>Heald Green</div><blockquote class="gmail_quote">Which school?</blockquote><div>St Example's</div></div>`, newest: "Heald Green\n\nSt Example's", quoted: "On Tue, 12 May 2026 at 10:03, Office wrote:\n> Which GP?\n\n> Which school?"},
		{name: "apple", text: `Yes.<br><blockquote type="cite">On 12 May 2026, at 10:03, Office &lt;office@example.net&gt; wrote:<br><br>Which GP?</blockquote>`, newest: "Yes.", quoted: "> On 12 May 2026, at 10:03, Office <office@example.net> wrote:\n>\n> Which GP?"},
		{name: "outlook desktop", text: `<p class=MsoNormal>Yes.</p><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b>Avsender:</b> Office<br><b>Nar:</b> tirsdag</p></div><p class=MsoNormal>Which GP?</p>`, newest: "Yes.", quoted: "Avsender: Office\nNar: tirsdag\nWhich GP?"},
		{name: "outlook on the web", text: `<div>Yes.</div><hr><div id="x_divRplyFwdMsg"><b>From:</b> Office &lt;office@example.net&gt;<br><b>Sent:</b> 12 May 2026 10:03<br><b>To:</b> Jo<br><b>Subject:</b> Form</div><div>Which GP?</div>`, newest: "Yes.", quoted: "From: Office <office@example.net>\nSent: 12 May 2026 10:03\nTo: Jo\nSubject: Form\nWhich GP?"},
		{name: "indenting is not quoting", text: `<div>My answers:</div><blockquote>Heald Green</blockquote>`, newest: "My answers:\nHeald Green"},
		{name: "banner in a table", text: `<table><tr><td>CAUTION: This email originated from outside the Trust.</td></tr></table><p>Please help</p>`, newest: "Please help", banners: "CAUTION: This email originated from outside the Trust."},
	} {
		t.Run(c.name, func(t *testing.T) {
			checkSplit(t, Open([]byte(letter("text/html; charset=utf-8", c.text)), OpenOptions{}), c)
		})
	}
}
