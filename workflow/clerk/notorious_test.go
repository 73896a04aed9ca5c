package clerk_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"referrald/forms"
	"referrald/mailbox"
	"referrald/workflow"
	"referrald/workflow/clerk"
	"referrald/workflow/ledger"
)

// The failures for which systems like this one became notorious, each played
// through the whole house.

func asking(from string) written {
	return written{from: from, subject: "OT referral", text: "Please could you send me the referral form?"}
}

// A Message-ID proves nothing: two letters that share one are two, one without
// any is one however often the folder is looked at, two of one second are two,
// and a copy, byte for byte, is no second letter.
func TestS7MessageIDLies(t *testing.T) {
	without := func(w written) []byte {
		w.id = "<none>"
		return []byte(strings.Replace(string(w.bytes()), "Message-ID: <none>\r\n", "", 1))
	}
	for name, c := range map[string]struct {
		letters [][]byte
		want    int
	}{
		"the same, and another letter": {[][]byte{func() []byte { w := asking(kate); w.id = "<same@example.com>"; return w.bytes() }(),
			func() []byte { w := asking(priya); w.id = "<same@example.com>"; return w.bytes() }()}, 2},
		"none":                  {[][]byte{without(asking(kate))}, 1},
		"none, twice a second":  {[][]byte{without(asking(kate)), without(asking(priya))}, 2},
		"a copy, byte for byte": {[][]byte{func() []byte { w := asking(kate); w.id = "<one@example.com>"; return w.bytes() }(), func() []byte { w := asking(kate); w.id = "<one@example.com>"; return w.bytes() }()}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			// Nothing is moved, so that every look meets the letters again.
			r := newRig(t, func(r *rig) { r.office.Folders = workflow.Folders{} }).opens()
			r.takes(c.letters...)
			if left := r.holds("INBOX"); left != len(c.letters) {
				t.Fatalf("the inbox holds %d of %d", left, len(c.letters))
			}
			for range 5 {
				r.wait(time.Minute)
				r.round()
			}
			if n := len(r.sent()); n != c.want {
				t.Errorf("%d letters went out, want %d", n, c.want)
			}
		})
	}
}

// Between ten good messages one panics, one is never done, one has no body and
// never gets one, and one kills what reads it, as a file does that eats memory
// (forms/guard). The ten are answered in the same round, which no message may
// hold up for two minutes. A bad one is tried three times, with pauses, and no
// more; all of them stay where people look, and stand in the digest with their date.
func TestS11MailOfDeath(t *testing.T) {
	r := newRig(t).opens()
	r.clerk.ReadTime = 3 * time.Second
	if clerk.CompanyTime >= 2*time.Minute {
		t.Errorf("a message may hold up those beside it for %s", clerk.CompanyTime)
	}
	var tries [2]atomic.Int32
	done := make(chan struct{})
	t.Cleanup(func() { close(done) })
	r.clerk.Read = func(files []forms.File, typed string, received time.Time) forms.Found {
		switch {
		case strings.Contains(typed, "mail of death"):
			tries[0].Add(1)
			panic("a fault of the reader")
		case strings.Contains(typed, "mail without end"):
			tries[1].Add(1)
			<-done
		case len(files) > 0:
			return forms.Found{Unread: []forms.Unread{files[0].Unread(forms.Failed)}}
		}
		return forms.Find(files, typed, received)
	}
	tried := func(when string, want int32) {
		t.Helper()
		if a, b := tries[0].Load(), tries[1].Load(); a != want || b != want {
			t.Errorf("%s: tried %d and %d times, want %d", when, a, b, want)
		}
	}
	bad := map[int][]byte{
		2: written{from: kate, subject: "form", text: "This is the mail of death. Please send me the referral form."}.bytes(),
		4: written{from: kate, subject: "form", text: "This is the mail without end. Please send me the referral form."}.bytes(),
		6: written{from: priya, subject: "Completed referral form", text: "Please find the completed form attached.", file: "referral form.pdf", data: []byte("%PDF-1.4")}.bytes(),
		8: request(),
	}
	for i := range 10 {
		if b := bad[i]; b != nil {
			uid := r.house.Deliver(b)
			if i == 8 {
				r.house.AddIMAP(hollow(uid))
			}
		}
		r.house.Deliver(asking(fmt.Sprintf("p%d@example.com", i)).bytes())
	}
	r.wait(time.Minute)
	r.round()
	answered := map[string]int{}
	for _, o := range r.sent() {
		answered[o.to]++
	}
	if len(answered) != 11 || len(r.sent()) != 11 || answered[priya] != 1 {
		t.Errorf("answered: %v, want each of ten neighbours, and that one form could not be read", answered)
	}
	r.round()
	tried("at once", 1)
	r.wait(time.Minute)
	r.round()
	r.round()
	tried("after a minute", 2)
	r.wait(2 * time.Minute)
	r.round()
	tried("after three minutes", 3)
	r.pageSays("4 messages could not be read", "the reader stopped short", "not finished after 3s", "has no body yet")
	for range 10 {
		r.wait(time.Hour)
		r.round()
	}
	tried("after a day", 3)
	if n := len(r.sent()); n != 11 {
		t.Errorf("%d letters in the end, want 11", n)
	}
	d, err := r.clerk.Digest(t.Context(), r.clock(), monday, r.clock().Add(time.Second))
	must(t, err)
	if len(d.Unread) != 4 || r.holds("INBOX") != 3 || r.holds("Referrals/For a person") != 1 {
		t.Errorf("the digest shows %d, the inbox holds %d, the folder for a person %d", len(d.Unread), r.holds("INBOX"), r.holds("Referrals/For a person"))
	}
	for _, l := range d.Unread {
		if l.Since.In(workflow.London()).Format(time.DateOnly) != "2026-11-23" || l.Do == "" {
			t.Errorf("a line of the digest: %+v", l)
		}
	}
}

// A message kills the daemon each time that it is read: the attempts are counted
// before it is opened, so that it is not opened a fourth time.
func TestS11KillsTheDaemon(t *testing.T) {
	r := newRig(t).opens()
	uid := r.house.Deliver(asking(kate).bytes())
	f, err := r.clerk.Inbox.Look(t.Context())
	must(t, err)
	for range 3 {
		_, err := r.book.Receive(t.Context(), r.clock(), []ledger.Incoming{{Key: mailbox.Key{Validity: f.Validity, UID: uid}, Size: f.Entries[0].Size}})
		must(t, err)
		must(t, r.book.Close())
		r.start()
		r.wait(time.Minute)
	}
	r.clerk.Read = func([]forms.File, string, time.Time) forms.Found {
		t.Error("it was opened a fourth time")
		return forms.Found{}
	}
	r.round()
	r.pageSays("1 message could not be read", "opening this message failed several times")
	if n := len(r.sent()); n != 0 || r.holds("INBOX") != 1 {
		t.Errorf("%d letters, %d messages in the inbox", n, r.holds("INBOX"))
	}
}

// One message can be read and not be dealt with: no letter can be written for it,
// or the ledger does not take what was decided. Its neighbours are answered in the
// same round, and it is shown to a person.
func TestS11NotDealtWith(t *testing.T) {
	for name, from := range map[string]string{"no letter can be written": "jö@example.com", "it cannot be recorded": kate} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, func(r *rig) { r.t = t }).opens()
			exec(t, openRaw(t, r.path), `CREATE TRIGGER refuses BEFORE UPDATE OF kind ON messages WHEN NEW.sender = '`+kate+`'
				BEGIN SELECT RAISE(ABORT, 'refused'); END`)
			for i := range 6 {
				if i == 3 {
					r.house.Deliver(asking(from).bytes())
				}
				r.house.Deliver([]byte(strings.ReplaceAll(string(submission(t, map[string]string{"child_forename": "A" + string(rune('a'+i)), "nhs_number": ""})),
					priya, fmt.Sprintf("p%d@example.com", i))))
			}
			r.wait(time.Minute)
			if rep := r.round(); rep.Decided != 6 || len(r.sent()) != 6 {
				t.Errorf("%d neighbours were decided, %d letters: %v", rep.Decided, len(r.sent()), r.subjects())
			}
			r.lateRounds(3)
			r.pageSays("1 message could not be read", "Open it in the mailbox; it stays in INBOX")
			if n := len(r.sent()); n != 6 || r.holds("INBOX") != 1 {
				t.Errorf("%d letters, %d messages in the inbox", n, r.holds("INBOX"))
			}
		})
	}
}

// A teacher forwards a parent's letter: the teacher is answered, and nobody
// whose address stands only in the body.
func TestS22ForwardedIsAnsweredToWhoForwards(t *testing.T) {
	for name, text := range map[string]string{
		"attached": "Please could you send us the referral form for this family.",
		"Polish":   "Please could you send us the referral form for this family.\n\n-----Wiadomość oryginalna-----\nOd: Kate Ashworth <kate.ashworth@example.com>\nWysłano: 20 listopada 2026 16:12\nDo: senco@brookside.example.org\nTemat: help with dressing\n\nHello, Leo cannot do his buttons. Kate",
		"Welsh":    "Please could you send us the referral form for this family.\n\nOddi wrth: Kate Ashworth <kate.ashworth@example.com>\nAnfonwyd: 20 Tachwedd 2026 16:12\nAt: senco@brookside.example.org\nPwnc: help with dressing\n\nHello, Leo cannot do his buttons. Kate",
		"Outlook":  "Please could you send us the referral form for this family.\n\nFrom: Kate Ashworth <kate.ashworth@example.com>\nSent: Friday 20 November 2026 16:12\nTo: senco@brookside.example.org\nSubject: help with dressing\n\nHello, Leo cannot do his buttons. Kate",
		"Gmail":    "Please could you send us the referral form for this family.\n\n---------- Forwarded message ---------\nFrom: Kate Ashworth <kate.ashworth@example.com>\nDate: Fri, 20 Nov 2026 at 16:12\nSubject: help with dressing\nTo: <senco@brookside.example.org>\n\nHello, Leo cannot do his buttons. Kate",
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t).opens()
			raw := written{from: priya, subject: "Fwd: help with dressing", text: text}.bytes()
			if name == "attached" {
				w := mimeOf("multipart/mixed; boundary=x", "--x\r\nContent-Type: text/plain\r\n\r\n"+text+"\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n"+string(asking(kate).bytes())+"\r\n--x--\r\n")
				raw = []byte(strings.Replace(strings.Replace(string(w), "From: "+kate, "From: "+priya, 1), "Return-Path: <"+kate, "Return-Path: <"+priya, 1))
			}
			r.takes(raw)
			for _, o := range r.sent() {
				if o.to != priya {
					t.Errorf("a letter went to %s", o.to)
				}
			}
			if len(r.sent()) != 1 {
				t.Errorf("%d letters went out, want 1", len(r.sent()))
			}
		})
	}
}

// Six people in Cc, both parents in To: one letter goes to the one who wrote,
// without copies, without the text it answers, and without the child.
func TestS23NobodyElseIsCopied(t *testing.T) {
	r := newRig(t).opens()
	w := asking(priya)
	w.text = "Please could you send me the referral form for Leo Ashworth, born 14 March 2019?"
	w.headers = []string{"Cc: a@example.org, b@example.org, c@example.org, d@example.org, e@example.org, list@lists.example.org"}
	r.takes([]byte(strings.Replace(string(w.bytes()), "To: "+ours, "To: "+ours+", Dad <dad@example.com>, Mum <mum@example.com>", 1)))
	if len(r.sent()) != 1 {
		t.Fatalf("%d letters went out, want 1", len(r.sent()))
	}
	o := r.sent()[0]
	if o.to != priya || o.header.Get("Cc") != "" || o.header.Get("Bcc") != "" {
		t.Errorf("it went to %s, Cc %q", o.to, o.header.Get("Cc"))
	}
	for _, never := range []string{"Leo", "Ashworth", "14 March", "dad@", "mum@"} {
		if strings.Contains(o.text, never) {
			t.Errorf("the letter says %q", never)
		}
	}
}

// A second true request on the same day gets the form once more; the third is
// left to people.
func TestS38SecondRequestIsNotSwallowed(t *testing.T) {
	r := newRig(t).opens()
	for n, want := range []int{1, 2, 2} {
		r.takes(asking(kate).bytes())
		if got := len(r.sent()); got != want {
			t.Errorf("after request %d: %d letters, want %d", n+1, got, want)
		}
		r.wait(time.Hour)
	}
	if r.holds("INBOX") != 1 {
		t.Errorf("the inbox holds %d, want the third request", r.holds("INBOX"))
	}
}
