package clerk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"referrald/mailbox/loopback"
	"referrald/workflow"
	"referrald/workflow/clerk"
	"referrald/workflow/ledger"
)

func wantSubjects(t *testing.T, r *rig, want ...string) {
	t.Helper()
	got := r.subjects()
	if len(got) != len(want) {
		t.Fatalf("%d letters went out, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
	}
	for i, w := range want {
		if !strings.HasPrefix(got[i], w) {
			t.Errorf("letter %d is %q, want %q...", i, got[i], w)
		}
	}
}

// A request is answered once, with the form, in its thread, and filed.
func TestRequestGetsTheForm(t *testing.T) {
	r := newRig(t).opens()
	m := written{from: kate, subject: "OT referral", text: "Please send me the referral form.", id: "<asks@example.com>"}
	r.takes(m.bytes())
	wantSubjects(t, r, kate+": Your request (CTS-2026-000001): the referral form")
	o := r.sent()[0]
	if o.inReplyTo != "<asks@example.com>" || o.header.Get("Auto-Submitted") != "auto-replied" || o.header.Get("X-Auto-Response-Suppress") != "DR, RN, NRN, OOF, AutoReply" {
		t.Errorf("headers of the answer: %v", o.header)
	}
	if !strings.Contains(string(o.raw), "application/pdf") {
		t.Error("no form came with the letter")
	}
	if r.holds("INBOX") != 0 || r.holds("Referrals/Form sent") != 1 {
		t.Errorf("INBOX holds %d, the folder %d", r.holds("INBOX"), r.holds("Referrals/Form sent"))
	}
	for range 3 {
		r.round()
	}
	wantSubjects(t, r, kate+": ")
}

// The whole loop: request, form with a gap, question, answer, thanks.
func TestFromRequestToReady(t *testing.T) {
	r := newRig(t).opens()
	r.takes(request())
	form := r.sent()[0]
	r.takes(written{from: kate, subject: "Re: " + form.subject, inReplyTo: form.id, text: "Here it is.", file: "form.pdf",
		data: filled(t, map[string]string{"gp_practice_name": "", "referrer_type": "parent_carer"})}.bytes())
	wantSubjects(t, r, kate+": Your request (CTS-2026-000001)", kate+": Your referral (CTS-2026-000001): please answer 1 question")
	question := r.sent()[1]
	r.takes(written{from: kate, subject: "Re: " + question.subject, inReplyTo: question.id, text: "1. Cheadle Medical Practice\n\nThanks, Kate"}.bytes())
	wantSubjects(t, r, kate+": Your request", kate+": Your referral", kate+": Your referral (CTS-2026-000001): we have it")
	rec, err := r.book.Referral(t.Context(), "CTS-2026-000001")
	must(t, err)
	if rec.State != workflow.Ready {
		t.Errorf("the referral is %s", rec.State)
	}
	r.takes(written{from: kate, subject: "Re: thanks", inReplyTo: r.sent()[2].id, text: "Thank you!"}.bytes())
	if n := len(r.sent()); n != 3 {
		t.Errorf("thanks were answered: %d letters", n)
	}
}

// A letter that names another service waits until a named person releases it.
func TestSignpostWaitsForAPerson(t *testing.T) {
	r := newRig(t).opens()
	r.takes(submission(t, map[string]string{"gp_practice_name": "Lambgates Health Centre", "gp_practice_postcode": "SK13 1DJ", "gp_practice_ods": "C81106"}))
	wantSubjects(t, r, priya+": Your email (CTS-2026-000001): we have it")
	released, err := r.clerk.Release(t.Context(), "CTS-2026-000001", "A. Therapist")
	must(t, err)
	if len(released) != 1 || released[0].Letter != "signpost" || released[0].Secure {
		t.Fatalf("released %d letters", len(released))
	}
	r.round()
	wantSubjects(t, r, priya+": Your email", priya+": Your referral (CTS-2026-000001): our answer")
	letter := r.sent()[1]
	for _, want := range []string{"Registered with a Stockport GP", "A. Therapist", "please look again", "0161"} {
		if !strings.Contains(strings.Join(strings.Fields(letter.text), " "), want) {
			t.Errorf("the letter does not say %q:\n%s", want, letter.text)
		}
	}
	for _, never := range []string{"Leo", "Ashworth", "9990000018", "Brookside Primary", "hemiplegia"} {
		if strings.Contains(letter.text, never) {
			t.Errorf("a letter to an address that is not secure says %q", never)
		}
	}
	if _, err := r.clerk.Release(t.Context(), "CTS-2026-000001", "A. Therapist"); err == nil {
		t.Error("a letter was released twice")
	}
	r.round()
	if n := len(r.sent()); n != 2 {
		t.Errorf("%d letters went out", n)
	}
}

// A letter that is held never goes; a second look by the family starts anew.
func TestHeldLetterNeverGoes(t *testing.T) {
	r := newRig(t).opens()
	r.takes(submission(t, map[string]string{"gp_practice_name": "Lambgates Health Centre", "gp_practice_postcode": "SK13 1DJ"}))
	must(t, r.book.Hold(t.Context(), "CTS-2026-000001", "A. Therapist", "they moved last week", r.clock()))
	_, err := r.clerk.Release(t.Context(), "CTS-2026-000001", "A. Therapist")
	if err == nil {
		t.Error("a held letter was released")
	}
	r.round()
	wantSubjects(t, r, priya+": Your email")
}

// What the daemon does not handle stays in INBOX, unread, and nobody is answered.
func TestOtherMailStaysUntouched(t *testing.T) {
	r := newRig(t).opens()
	other := written{from: kate, subject: "speech therapy appointment", text: "Please could you rearrange Lily's speech therapy appointment?"}
	robot := written{from: priya, subject: "Automatic reply: hello", text: "I am away.", headers: []string{"Auto-Submitted: auto-replied"}}
	list := written{from: "news@example.org", subject: "Please send the OT referral form", text: "Please send the form", headers: []string{"List-Id: <news.example.org>"}}
	r.takes(other.bytes(), robot.bytes(), list.bytes())
	wantSubjects(t, r)
	stored := r.house.Messages("INBOX")
	if len(stored) != 3 {
		t.Fatalf("INBOX holds %d", len(stored))
	}
	for _, s := range stored {
		if len(s.Flags) != 0 {
			t.Errorf("flags were set: %v", s.Flags)
		}
	}
}

// Mail that was there before the first start is recorded and not answered; a
// header's date cannot make it new, nor a person's clock make new mail old.
func TestGoLiveMark(t *testing.T) {
	r := newRig(t)
	r.house.DeliverAt(request(), monday.AddDate(-3, 0, 0))
	r.house.Deliver(request())
	must(t, r.clerk.Prepare(t.Context()))
	r.round()
	wantSubjects(t, r)
	r.house.DeliverAt(request(), monday.AddDate(-1, 0, 0)) // moved into INBOX by a person
	r.round()
	wantSubjects(t, r)
	r.takes(request())
	if n := len(r.sent()); n != 1 {
		t.Errorf("%d letters went out", n)
	}
	if n := r.holds("INBOX"); n != 3 {
		t.Errorf("INBOX holds %d messages", n)
	}
}

// A person's word at the first start: mail from a day on is answered.
func TestAnswerFrom(t *testing.T) {
	r := newRig(t)
	r.clerk.AnswerFrom = monday.AddDate(0, 0, -3)
	r.house.DeliverAt(request(), monday.AddDate(0, 0, -10))
	r.house.DeliverAt(request(), monday.AddDate(0, 0, -1))
	must(t, r.clerk.Prepare(t.Context()))
	r.round()
	if n := len(r.sent()); n != 1 {
		t.Errorf("%d letters went out", n)
	}
}

// In watch mode everything is decided and recorded, nothing is sent or moved.
func TestWatchMode(t *testing.T) {
	r := newRig(t, func(r *rig) { r.office.Mode = workflow.Watch }).opens()
	r.clerk.DigestAt = 0
	r.takes(request(), submission(t, map[string]string{"safeguarding_concern": "yes"}))
	wantSubjects(t, r)
	if r.holds("INBOX") != 2 {
		t.Errorf("INBOX holds %d", r.holds("INBOX"))
	}
	list, err := r.book.Referrals(t.Context(), ledger.Filter{})
	must(t, err)
	if len(list) != 2 {
		t.Errorf("%d referrals were recorded", len(list))
	}
	d, err := r.clerk.Digest(t.Context(), r.clock(), monday, r.clock().Add(time.Second))
	must(t, err)
	if len(d.Went) == 0 || len(d.Unsent) != 0 {
		t.Errorf("the digest says that %v would have gone, and that %v was not sent", d.Went, d.Unsent)
	}
}

// An alert goes to staff in the same round, and says nothing to the sender.
func TestAlertAtOnce(t *testing.T) {
	r := newRig(t).opens()
	r.takes(written{from: kate, subject: "referral form", text: "Please send me the referral form. My nephew is scared of his dad and had bruising on his arms again on Sunday."}.bytes())
	var toStaff, toSender []outgoing
	for _, o := range r.sent() {
		if o.to == staff {
			toStaff = append(toStaff, o)
		} else {
			toSender = append(toSender, o)
		}
	}
	if len(toStaff) != 1 || !strings.Contains(toStaff[0].subject, "Safeguarding alert") {
		t.Fatalf("staff got %d letters", len(toStaff))
	}
	if len(toSender) != 1 || !strings.Contains(toSender[0].subject, "we have it") {
		t.Fatalf("the sender got %v", r.subjects())
	}
	for _, never := range []string{"safeguarding", "alert", "bruis", "scared", "picked out"} {
		if strings.Contains(strings.ToLower(toSender[0].text), never) && never != "safeguarding" {
			t.Errorf("the sender is told %q", never)
		}
	}
	if r.holds("INBOX") != 1 {
		t.Error("the message left the inbox")
	}
}

// After the folder was numbered anew everybody is recognised; only the new is answered.
func TestRenumberedFolder(t *testing.T) {
	r := newRig(t).opens()
	r.office.Folders = workflow.Folders{} // all stays in INBOX
	r.takes(request(), written{from: priya, subject: "appointment", text: "Can we rearrange the appointment?"}.bytes())
	before := len(r.sent())
	r.house.Renumber("INBOX", 500)
	r.house.Deliver(written{from: "third@example.com", subject: "form", text: "Please send the OT referral form"}.bytes())
	r.wait(time.Minute)
	for range 3 {
		_, err := r.clerk.Round(t.Context())
		if err != nil {
			t.Log(err)
		}
	}
	if n := len(r.sent()); n != before+1 {
		t.Errorf("%d letters before, %d after:\n%s", before, n, strings.Join(r.subjects(), "\n"))
	}
}

// A delivery report marks the letter; nothing more goes to that address.
func TestBounceIsTiedToItsLetter(t *testing.T) {
	r := newRig(t).opens()
	r.takes(request())
	id := r.sent()[0].id
	report := strings.Join([]string{
		"Return-Path: <>", "From: MAILER-DAEMON@mail.example.org", "To: " + ours, "Subject: Undelivered Mail Returned to Sender",
		"Date: Mon, 23 Nov 2026 10:05:00 +0000", "Message-ID: <b1@mail.example.org>", "MIME-Version: 1.0", "Auto-Submitted: auto-replied",
		`Content-Type: multipart/report; report-type=delivery-status; boundary="r"`, "",
		"--r", "Content-Type: text/plain", "", "The address was not found.",
		"--r", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mail.example.org", "",
		"Final-Recipient: rfc822; " + kate, "Action: failed", "Status: 5.1.1", "Diagnostic-Code: smtp; 550 5.1.1 unknown user",
		"--r", "Content-Type: text/rfc822-headers", "", "Message-ID: " + id, "Subject: x", "", "--r--", "",
	}, "\r\n")
	r.takes([]byte(report))
	if r.holds("Referrals/Automatic") != 1 {
		t.Error("the report was not filed")
	}
	r.wait(48 * time.Hour)
	r.takes(request())
	if n := len(r.sent()); n != 1 {
		t.Errorf("%d letters went out; the address had bounced for good", n)
	}
}

// A robot that answers everything at once, with no automatic header, gets two letters.
func TestRobotGetsTwoLetters(t *testing.T) {
	r := newRig(t).opens()
	r.takes(request())
	for i := range 20 {
		sent := r.sent()
		last := sent[len(sent)-1]
		r.takes(written{from: kate, subject: fmt.Sprintf("Re: %s %d", last.subject, i), inReplyTo: last.id, text: "Please could you send me the referral form?"}.bytes())
	}
	if n := len(r.sent()); n > 2 {
		t.Errorf("the robot got %d letters in a day", n)
	}
}

// The same message under another number is known; another with its Message-ID is not.
func TestCopiesAreKnown(t *testing.T) {
	r := newRig(t).opens()
	m := written{from: kate, subject: "form", text: "Please send the OT referral form", id: "<same@example.com>"}
	r.takes(m.bytes())
	r.takes(m.bytes())
	if n := len(r.sent()); n != 1 {
		t.Errorf("a copy was answered: %d letters", n)
	}
	m.text, m.from = "Please send the occupational therapy referral form to me too", priya
	r.takes(m.bytes())
	if n := len(r.sent()); n != 2 {
		t.Errorf("another letter with the same Message-ID was lost: %d letters", n)
	}
}

// A mail server that is away costs time and nothing else.
func TestServerAway(t *testing.T) {
	r := newRig(t).opens()
	r.house.AddSMTP(loopback.Fault{At: "DATA", Do: loopback.Refuse, Reply: 451, Times: 2})
	r.takes(request())
	wantSubjects(t, r)
	for range 4 {
		r.wait(10 * time.Minute)
		r.round()
	}
	wantSubjects(t, r, kate+": ")
	r.house.AddIMAP(loopback.Fault{At: "SEARCH", Do: loopback.Drop})
	r.house.Deliver(submission(t, nil))
	r.wait(time.Minute)
	for range 3 {
		_, _ = r.clerk.Round(t.Context())
	}
	if n := len(r.sent()); n != 2 {
		t.Errorf("%d letters went out", n)
	}
}

// A connection that ends over a MOVE says nothing about the folder: the next
// round files. A folder that refuses is left alone for a while: it keeps neither
// another folder from taking its own nor the mailbox from being read.
func TestFilingIsTriedAgain(t *testing.T) {
	for name, c := range map[string]struct {
		fault  loopback.Fault
		read   bool
		others int // for another folder, still in INBOX after the failure
		left   int // in INBOX after the next round
	}{
		"the connection ends": {loopback.Fault{At: "MOVE", Do: loopback.Drop}, false, 1, 0},
		"the server refuses":  {loopback.Fault{At: "MOVE", Do: loopback.Refuse, Code: "OVERQUOTA"}, true, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t).opens()
			r.house.AddIMAP(c.fault)
			r.house.Deliver(request())
			r.house.Deliver(submission(t, nil))
			r.wait(time.Minute)
			rep, err := r.clerk.Round(t.Context())
			if err == nil || !strings.Contains(err.Error(), r.office.Folders.Requests) {
				t.Errorf("that a folder takes nothing is not told: %v", err)
			}
			if rep.Read != c.read {
				t.Errorf("the mailbox was read: %v, want %v", rep.Read, c.read)
			}
			if n := r.holds("INBOX"); n != 1+c.others {
				t.Fatalf("INBOX holds %d after the failure", n)
			}
			r.round()
			if n := r.holds("INBOX"); n != c.left {
				t.Errorf("INBOX holds %d after the next round, want %d", n, c.left)
			}
			r.wait(11 * time.Minute)
			r.round()
			if n := r.holds("INBOX"); n != 0 {
				t.Errorf("INBOX holds %d after the pause", n)
			}
			wantSubjects(t, r, kate+": ", priya+": ")
		})
	}
}

// A letter whose end is unknown is sent once more, with the same Message-ID, and said so.
func TestDoubtfulLetter(t *testing.T) {
	r := newRig(t).opens()
	r.house.AddSMTP(loopback.Fault{At: "DATA", Do: loopback.DropTaken})
	r.house.Deliver(request())
	r.wait(time.Minute)
	_, _ = r.clerk.Round(t.Context())
	for range 5 {
		r.wait(15 * time.Minute)
		r.round()
	}
	sent := r.sent()
	if len(sent) != 2 || sent[0].id != sent[1].id || string(sent[0].raw) != string(sent[1].raw) {
		t.Fatalf("%d letters", len(sent))
	}
	d, err := r.clerk.Digest(t.Context(), r.clock(), monday, r.clock().Add(time.Second))
	must(t, err)
	if len(d.Unsent) == 0 {
		t.Error("the digest does not name the doubtful letter")
	}
}

// Wrong login: named plainly, nothing is marked done, and it is not tried in a storm.
func TestRefusedLogin(t *testing.T) {
	r := newRig(t).opens()
	r.house.AddSMTP(loopback.Fault{At: "AUTH", Do: loopback.Refuse, Reply: 535, Code: "5.7.8", Times: loopback.Always})
	r.house.Deliver(request())
	r.house.Deliver(submission(t, nil))
	r.wait(time.Minute)
	_, err := r.clerk.Round(t.Context())
	if err == nil || !strings.Contains(err.Error(), "[smtp]") {
		t.Errorf("the round says %v", err)
	}
	struck := r.house.Struck()
	if struck > 1 {
		t.Errorf("%d logins were tried in one round", struck)
	}
	r.house.SetFaults(loopback.Faults{})
	r.wait(2 * time.Hour)
	r.round()
	if n := len(r.sent()); n != 2 {
		t.Errorf("%d letters went out", n)
	}
}

// A poisoned message delays nobody and ends with a person.
func TestPoisonedMessage(t *testing.T) {
	r := newRig(t).opens()
	uid := r.house.Deliver(written{from: kate, subject: "form", text: "Please send the OT referral form"}.bytes())
	r.house.AddIMAP(loopback.Fault{At: "FETCH", UID: uid, Do: loopback.NoBody, Times: loopback.Always})
	for i := range 10 {
		r.house.Deliver(written{from: fmt.Sprintf("p%d@example.com", i), subject: "form", text: "Please send the OT referral form"}.bytes())
	}
	r.wait(time.Minute)
	_, err := r.clerk.Round(t.Context())
	if err != nil {
		t.Log(err)
	}
	if n := len(r.sent()); n != 10 {
		t.Errorf("%d of 10 neighbours were answered", n)
	}
	for range 6 {
		r.wait(time.Hour)
		_, _ = r.clerk.Round(t.Context())
	}
	if !slices.ContainsFunc(r.did, func(n clerk.Notice) bool { return n.What == clerk.Parked }) {
		t.Error("the message was not given to a person")
	}
	d, err := r.clerk.Digest(t.Context(), r.clock(), monday, r.clock().Add(time.Second))
	must(t, err)
	if len(d.Unread) == 0 || d.Unaccounted != 0 {
		t.Errorf("the digest shows %d unread, %d unaccounted", len(d.Unread), d.Unaccounted)
	}
}
