package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"referrald/forms"
)

// arrival is what a sample must know of the moment at which it comes.
type arrival struct {
	office string    // the watched address
	at     time.Time //
	answer *answered // the letter of ours that it answers or returns; nil for none
}

// answered is a letter of ours that a sample is about.
type answered struct{ messageID, subject, to string }

// message is the sample as the office's mail server hands it over.
func (s sample) message(a arrival) ([]byte, error) {
	from, err := mail.ParseAddress(s.value("From"))
	if err != nil {
		return nil, fmt.Errorf("the sample %s has no sender", s.name)
	}
	var b bytes.Buffer
	returnPath := from.Address
	if s.bounce != "" {
		returnPath = ""
	}
	fmt.Fprintf(&b, "Return-Path: <%s>\r\n", returnPath)
	fmt.Fprintf(&b, "Received: from mail.example.org by mail.example.net with ESMTPS; %s\r\n", a.at.Format(time.RFC1123Z))
	for _, h := range s.headers {
		value := h[1]
		if h[0] == "Subject" && a.answer != nil {
			value = strings.Replace(value, "%s", a.answer.subject, 1)
		}
		fmt.Fprintf(&b, "%s: %s\r\n", h[0], value)
	}
	fmt.Fprintf(&b, "To: <%s>\r\nDate: %s\r\nMessage-ID: <%s@%s>\r\n", a.office, a.at.Format(time.RFC1123Z), s.name, domainOf(from.Address))
	if a.answer != nil && s.bounce == "" {
		fmt.Fprintf(&b, "In-Reply-To: %s\r\nReferences: %s\r\n", a.answer.messageID, a.answer.messageID)
	}
	b.WriteString("MIME-Version: 1.0\r\n")
	err = s.content(&b, a)
	return b.Bytes(), err
}

func domainOf(addr string) string { return addr[strings.LastIndexByte(addr, '@')+1:] }

// content writes the body below the headers.
func (s sample) content(b *bytes.Buffer, a arrival) error {
	switch {
	case s.bounce != "":
		s.report(b, a)
		return nil
	case s.form == "":
		plainPart(b, s.body)
		return nil
	case s.form == "text":
		plainPart(b, s.body+"\n\n"+typedAnswers(s.answers))
		return nil
	}
	pdf, err := s.pdf()
	if err != nil {
		return err
	}
	b.WriteString("Content-Type: multipart/mixed; boundary=\"" + boundary + "\"\r\n\r\n--" + boundary + "\r\n")
	plainPart(b, s.body)
	fmt.Fprintf(b, "--%s\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"%s\"\r\n\r\n", boundary, formName)
	encoded := base64.StdEncoding.EncodeToString(pdf)
	for len(encoded) > 0 {
		n := min(76, len(encoded))
		b.WriteString(encoded[:n] + "\r\n")
		encoded = encoded[n:]
	}
	b.WriteString("--" + boundary + "--\r\n")
	return nil
}

const boundary = "a-part-of-the-letter"

func plainPart(b *bytes.Buffer, text string) {
	b.WriteString("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n")
	b.WriteString(strings.ReplaceAll(strings.TrimSpace(text), "\n", "\r\n") + "\r\n")
}

// pdf is the form that the sample brings.
func (s sample) pdf() ([]byte, error) {
	if s.form == "blank" {
		return forms.BlankPDF()
	}
	pdf, err := forms.FillPDF(s.answers)
	if err != nil {
		return nil, fmt.Errorf("filling the form of the sample %s: %w", s.name, err)
	}
	if s.form == "damaged" {
		// What is left when an upload breaks off early.
		pdf = pdf[:len(pdf)/8]
	}
	return pdf, nil
}

// typedAnswers is the form as people type it into a message.
func typedAnswers(answers map[string]string) string {
	var b strings.Builder
	for _, q := range forms.Questions() {
		v, ok := answers[q.Name]
		if !ok || q.Kind == forms.KindHidden {
			continue
		}
		if t, isDate := forms.Date(v); isDate {
			v = t.Format("02/01/2006")
		}
		fmt.Fprintf(&b, "%s: %s\n", q.Label, answerWords(q, forms.Answer{Value: v}))
	}
	return b.String()
}

// report is a delivery report (RFC 3464) about a letter of ours.
func (s sample) report(b *bytes.Buffer, a arrival) {
	part := func(kind, text string) {
		fmt.Fprintf(b, "--%s\r\nContent-Type: %s\r\n\r\n%s\r\n", boundary, kind, strings.ReplaceAll(text, "\n", "\r\n"))
	}
	b.WriteString("Auto-Submitted: auto-replied\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"" + boundary + "\"\r\n\r\n")
	part("text/plain; charset=utf-8", "Your message could not be delivered to one or more recipients.\n")
	part("message/delivery-status", fmt.Sprintf("Reporting-MTA: dns; mail.example.org\n\nFinal-Recipient: rfc822; %s\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such mailbox\n", a.answer.to))
	part("text/rfc822-headers", fmt.Sprintf("From: <%s>\nTo: <%s>\nSubject: %s\nMessage-ID: %s\n", a.office, a.answer.to, a.answer.subject, a.answer.messageID))
	b.WriteString("--" + boundary + "--\r\n")
}
