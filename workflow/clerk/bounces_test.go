package clerk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"referrald/workflow/ledger"
)

// asked stands in each report, as in the copy of a letter that came back: who
// takes the report for a person's letter answers it.
const asked = "Please could you send me the referral form?"

// plainReport is a delivery report without parts for machines.
func plainReport(from, returnPath, subject, text string) []byte {
	return []byte(strings.ReplaceAll(strings.Join([]string{
		"Return-Path: <" + returnPath + ">", "From: " + from, "To: " + ours, "Subject: " + subject,
		"Date: Mon, 23 Nov 2026 10:05:00 +0000", "Message-ID: " + nextID(), "MIME-Version: 1.0", "Content-Type: text/plain", "", text, "", asked, "",
	}, "\n"), "\n", "\r\n"))
}

// partedReport is a multipart report with the given media type.
func partedReport(top, action, status, id string) []byte {
	return []byte(strings.Join([]string{
		"Return-Path: <>", "From: MAILER-DAEMON@mail.example.org", "To: " + ours, "Subject: Undelivered Mail Returned to Sender",
		"Date: Mon, 23 Nov 2026 10:05:00 +0000", "Message-ID: " + nextID(), "MIME-Version: 1.0", `Content-Type: ` + top + `; boundary="r"`, "",
		"--r", "Content-Type: text/plain", "", "Your letter.", "", asked,
		"--r", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mail.example.org", "",
		"Final-Recipient: rfc822; " + kate, "Action: " + action, "Status: " + status, "Diagnostic-Code: smtp; said " + status,
		"--r", "Content-Type: text/rfc822-headers", "", "Message-ID: " + id, "Subject: x", "", "--r--", "",
	}, "\r\n"))
}

// from puts another author and return path on a report.
func from(addr string, report []byte) []byte {
	return []byte(strings.NewReplacer("Return-Path: <>", "Return-Path: <"+addr+">", "MAILER-DAEMON@mail.example.org", addr).Replace(string(report)))
}

// A report in any of its forms, by any one of the marks of a report, is answered
// by nobody, is tied to the letter that it reports and to no other letter to the
// same person, shows that person as not reached, and opens no case.
func TestS3(t *testing.T) {
	headers := func(id string) string { return "\n\nMessage-ID: " + id + "\nSubject: x\nTo: " + kate + "\n" }
	for name, c := range map[string]struct {
		reports func(o outgoing) [][]byte
		barred  bool
	}{
		"RFC 3464": {func(o outgoing) [][]byte {
			return [][]byte{partedReport(`multipart/report; report-type=delivery-status`, "failed", "5.1.1", o.id)}
		}, true},
		"a report without its type": {func(o outgoing) [][]byte {
			return [][]byte{partedReport(`multipart/report`, "failed", "5.1.1", o.id)}
		}, true},
		"Postfix in plain text": {func(o outgoing) [][]byte {
			return [][]byte{plainReport("postmaster@mail.example.org", "", "Undelivered Mail", "This is the mail system at host mail.example.org.\n\n<"+kate+">: host mx.example.com said: 550 5.1.1 user unknown"+headers(o.id))}
		}, true},
		"an empty return path, and no other mark": {func(o outgoing) [][]byte {
			return [][]byte{plainReport("gateway@mail.example.org", "", "Your letter", "This is the mail system at host mail.example.org.\n\n<"+kate+">: host mx.example.com said: 550 5.1.1 user unknown"+headers(o.id))}
		}, true},
		"postmaster, and no other mark": {func(o outgoing) [][]byte {
			return [][]byte{plainReport("postmaster@mail.example.org", "mta@mail.example.org", "Your letter", "This is the mail system at host mail.example.org.\n\n<"+kate+">: host mx.example.com said: 550 5.1.1 user unknown"+headers(o.id))}
		}, true},
		"a report's parts, and no other mark": {func(o outgoing) [][]byte {
			return [][]byte{from("mta@mail.example.org", partedReport(`multipart/report`, "failed", "5.1.1", o.id))}
		}, true},
		"Exim": {func(o outgoing) [][]byte {
			return [][]byte{plainReport("Mailer-Daemon@mail.example.org", "", "Mail delivery failed: returning message to sender", "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its recipients.\n\n  "+kate+"\n    550 5.1.1 unrouteable address\n\n------ This is a copy of the message, including all the headers. ------"+headers(o.id))}
		}, true},
		"qmail": {func(o outgoing) [][]byte {
			return [][]byte{plainReport("MAILER-DAEMON@mail.example.org", "", "failure notice", "Hi. This is the qmail-send program at mail.example.org.\n\n<"+kate+">:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message."+headers(o.id))}
		}, true},
		"sendmail": {func(o outgoing) [][]byte {
			return [][]byte{plainReport("MAILER-DAEMON@mail.example.org", "", "Returned mail: see transcript for details", "   ----- The following addresses had permanent fatal errors -----\n<"+kate+">\n    (reason: 550 5.1.1 User unknown)\n"+headers(o.id))}
		}, true},
		"Gmail": {func(o outgoing) [][]byte {
			return [][]byte{plainReport("mailer-daemon@googlemail.com", "", "Delivery Status Notification (Failure)", "** Address not found **\n\nYour message wasn't delivered to "+kate+" because the address couldn't be found.\n\nThe response was:\n\n550 5.1.1 The email account that you tried to reach does not exist.\n"+headers(o.id))}
		}, true},
		"Exchange, by the letter's subject alone": {func(o outgoing) [][]byte {
			return [][]byte{plainReport("postmaster@example.com", "", "Undeliverable: "+o.subject, "Delivery has failed to these recipients or groups:\n\n"+kate+"\nThe email address you entered couldn't be found.\n\n550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found\n")}
		}, false},
		"delayed, then failed": {func(o outgoing) [][]byte {
			return [][]byte{
				partedReport(`multipart/report; report-type=delivery-status`, "delayed", "4.4.1", o.id),
				partedReport(`multipart/report; report-type=delivery-status`, "failed", "4.4.7", o.id),
			}
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, func(r *rig) { r.t = t }).opens()
			r.takes(request(), request())
			before := r.sent()
			reports := c.reports(before[0])
			r.takes(reports[:len(reports)-1]...)
			if n := r.states()[ledger.LetterBounced]; n != 0 {
				t.Errorf("%d letters count as not delivered before the last word is spoken", n)
			}
			r.takes(reports[len(reports)-1])
			if n := len(r.sent()); n != 2 {
				t.Fatalf("%d letters: a report was answered", n)
			}
			r.pageSays("CTS-2026-000001: The letter \"form\" came back, so this person was not reached", fmt.Sprintf("delivery reports: %d", len(reports)))
			if strings.Contains(r.page(), "CTS-2026-000002: The letter") {
				t.Error("another letter to the same person is said to have come back")
			}
			s, err := r.book.Status(t.Context())
			must(t, err)
			if cases := r.list(); len(cases) != 2 || s.Letters[ledger.LetterBounced] != 1 || s.Letters[ledger.LetterSent] != 1 || s.Barred != map[bool]int{true: 1}[c.barred] {
				t.Errorf("%d referrals, letters %v, %d addresses barred", len(cases), s.Letters, s.Barred)
			}
			r.wait(48 * time.Hour)
			r.takes(request())
			if got, want := len(r.sent()), map[bool]int{true: 2, false: 3}[c.barred]; got != want {
				t.Errorf("%d letters after a new request, want %d", got, want)
			}
		})
	}
}

// A warning that a letter is late is no bounce; three letters that came back
// from a full mailbox within a month are.
func TestSoftBounces(t *testing.T) {
	r := newRig(t).opens()
	full := `multipart/report; report-type=delivery-status`
	r.takes(request())
	r.takes(partedReport(full, "delayed", "4.4.1", r.sent()[0].id))
	if s, err := r.book.Status(t.Context()); err != nil || s.Letters["bounced"] != 0 {
		t.Errorf("a warning counts: %v %v", s.Letters, err)
	}
	for i := range 3 {
		if i > 0 {
			r.wait(48 * time.Hour)
			r.takes(request())
		}
		if n := len(r.sent()); n != i+1 {
			t.Fatalf("%d letters after %d came back", n, i)
		}
		r.takes(partedReport(full, "failed", "5.2.2", r.sent()[i].id))
	}
	r.wait(48 * time.Hour)
	r.takes(request())
	if n := len(r.sent()); n != 3 {
		t.Errorf("%d letters, three came back", n)
	}
	r.pageSays("letters to this address came back")
}
