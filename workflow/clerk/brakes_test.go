package clerk_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"referrald/forms"
	"referrald/mailbox"
	"referrald/mailbox/loopback"
	"referrald/workflow"
	"referrald/workflow/clerk"
	"referrald/workflow/ledger"
)

func hollow(uid uint32) loopback.Fault {
	return loopback.Fault{At: "FETCH", UID: uid, Do: loopback.NoBody, Times: loopback.Always}
}

func asker(i int) []byte {
	return written{from: fmt.Sprintf("p%02d@example.com", i), subject: "OT referral", text: "Please send me the referral form."}.bytes()
}

// At a limit on all letters sending stops by itself for all but alerts and the
// digest; staff are told at once; a restart changes nothing; mail is read. Only
// a person releases it, and what waited goes in its order.
func TestBreakerOpensByItself(t *testing.T) {
	for brake, limits := range map[string]func(*workflow.Limits){
		workflow.BrakeHour: func(l *workflow.Limits) { l.AnHour = 3 },
		workflow.BrakeDay:  func(l *workflow.Limits) { l.ADay = 3 },
	} {
		t.Run(brake, func(t *testing.T) {
			r := newRig(t).opens()
			limits(&r.office.Limits)
			r.takes(asker(0), asker(1), asker(2))
			r.takes(asker(3), asker(4))
			if got := r.toSenders(); len(got) != 3 {
				t.Fatalf("%d letters went out past a limit of 3", len(got))
			}
			alarms := slices.DeleteFunc(r.sent(), func(o outgoing) bool { return o.to != staff })
			if len(alarms) != 1 || !strings.Contains(alarms[0].subject, "Sending has stopped") || !strings.Contains(alarms[0].text, "limits."+brake) {
				t.Fatalf("the alarm: %v", r.subjects())
			}
			r.pageSays("Sending is stopped", `The letter "form" waits, because sending is stopped (limits.`+brake, "CTS-2026-000004", "CTS-2026-000005")
			must(t, r.book.Close())
			r.start()
			r.wait(26 * time.Hour)
			r.takes(asker(5), written{from: priya, subject: "worried", text: "My nephew is scared of his dad and had bruising on his arms again on Sunday. Please send the OT referral form."}.bytes())
			if got := r.toSenders(); len(got) != 3 {
				t.Fatalf("%d letters went out after a restart and a day", len(got))
			}
			if n := len(r.sent()); n != 5 { // the alarm, and an alert about the child
				t.Errorf("%d letters in all: %v", n, r.subjects())
			}
			must(t, r.book.CloseBreaker(t.Context(), "A. Therapist", r.clock()))
			r.wait(time.Minute)
			r.round()
			var to []string
			for _, o := range r.toSenders() {
				to = append(to, o.to)
			}
			if want := []string{"p00@example.com", "p01@example.com", "p02@example.com", "p03@example.com", "p04@example.com", "p05@example.com", priya}; !slices.Equal(to, want) {
				t.Errorf("letters went to %v, want %v", to, want)
			}
			// What waited does not stop the next letter again.
			r.takes(asker(6))
			if b, err := r.book.Breaker(t.Context()); err != nil || b.Open {
				t.Errorf("stopped again at once: %+v %v", b, err)
			}
		})
	}
}

// A cut between the stop and the alarm does not lose the alarm, and nothing
// makes it twice.
func TestAlarmOutlivesACut(t *testing.T) {
	r := newRig(t).opens()
	must(t, r.book.OpenBreaker(t.Context(), "a test", r.clock()))
	must(t, r.book.Close())
	for range 3 {
		r.start()
		r.wait(time.Minute)
		r.round()
		r.round()
		must(t, r.book.Close())
	}
	if n := len(r.sent()); n != 1 {
		t.Errorf("%d alarms, want 1", n)
	}
}

// No minute sees more letters than the pace, over rounds and restarts; reading
// goes on meanwhile, and an alert does not wait for its turn.
func TestPace(t *testing.T) {
	r := newRig(t).opens()
	r.office.Limits.AMinute = 20
	for i := range 50 {
		r.house.Deliver(asker(i))
	}
	r.wait(time.Minute)
	for i := range 30 {
		rep := r.round()
		if i == 0 && rep.Decided != 50 {
			t.Errorf("%d of 50 were decided while letters waited", rep.Decided)
		}
		if i == 1 {
			r.house.Deliver(written{from: priya, subject: "worried", text: "My nephew is scared of his dad and had bruising on his arms again on Sunday."}.bytes())
		}
		if i == 2 && len(r.sent()) == len(r.toSenders()) {
			t.Error("the alert waits for its turn")
		}
		if i%3 == 2 {
			must(t, r.book.Close())
			r.start()
		}
		r.wait(10 * time.Second)
	}
	all := r.house.Sent()
	for i, l := range all {
		n := 0
		for _, o := range all[i:] {
			if o.At.Sub(l.At) < time.Minute && o.To != staff {
				n++
			}
		}
		if n > 20 {
			t.Fatalf("%d letters within a minute", n)
		}
	}
	if n := len(r.toSenders()); n != 50 {
		t.Errorf("%d of 50 letters went out", n)
	}
}

// slowly hands letters to a mail server that takes its time over each.
type slowly struct {
	clerk.Post
	takes func()
}

func (s slowly) Send(ctx context.Context, out mailbox.Outgoing) mailbox.Receipt {
	s.takes()
	return s.Post.Send(ctx, out)
}

// At twenty a minute a backlog takes hours to go out, and longer through a slow
// server. Meanwhile every round looks into the mailbox: an urgent message is
// read and staff are told within minutes, and the digest does not wait either.
func TestUrgentMessageWhileABacklogGoesOut(t *testing.T) {
	n := 500
	if slowed {
		n = 200
	}
	for name, each := range map[string]time.Duration{"a quick server": 0, "a slow server": 4 * time.Second} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, func(r *rig) { r.t = t }).opens()
			r.office.Limits = workflow.Limits{AMinute: 20, AnHour: 100000, ADay: 100000}
			r.clerk.Post = slowly{r.clerk.Post, func() { r.wait(each) }}
			for i := range n {
				r.house.Deliver(asker(i))
			}
			r.wait(time.Minute)
			r.round()
			for range 3 {
				r.wait(time.Minute)
				r.round()
			}
			came := r.clock()
			r.house.Deliver(written{from: priya, subject: "worried", text: "My nephew is scared of his dad and had bruising on his arms again on Sunday."}.bytes())
			r.clerk.DigestAt = 8 * time.Hour
			r.wait(time.Second)
			r.round()
			var staffed []string
			for _, l := range r.house.Sent() {
				if l.To == staff {
					staffed = append(staffed, l.At.Sub(came).Round(time.Minute).String())
				}
			}
			if len(staffed) != 2 || r.clock().Sub(came) > 3*time.Minute {
				t.Errorf("an alert and a digest were due; %d went, after %v; the round took %v", len(staffed), staffed, r.clock().Sub(came))
			}
			if s, err := r.book.Status(t.Context()); err != nil || s.Pending < 40 { // two minutes of it
				t.Errorf("no backlog was left to wait behind: %d letters, %v", s.Pending, err)
			}
		})
	}
}

// Reading a photographed form takes half a minute, and a Monday brings dozens.
// Staff are told of the urgent message among them within minutes, and the letters
// that are decided go out; all are read in the order in which they came.
func TestUrgentMessageAmongPhotographs(t *testing.T) {
	r := newRig(t).opens()
	read := r.clerk.Read
	r.clerk.Read = func(files []forms.File, typed string, received time.Time) forms.Found {
		if len(files) > 0 {
			r.wait(30 * time.Second)
		}
		return read(files, typed, received)
	}
	const n = 40
	picture := bytes.Repeat([]byte("no form, and no text either\n"), 20<<10)
	for i := range n {
		if i == 2 {
			r.house.Deliver(written{from: priya, subject: "worried", text: "My nephew is scared of his dad and had bruising on his arms again on Sunday."}.bytes())
		}
		r.house.Deliver(written{from: fmt.Sprintf("p%d@example.com", i), subject: "form", text: "Please send me the OT referral form.", file: "notes.dat", data: picture}.bytes())
	}
	r.wait(time.Minute)
	came, rounds := r.clock(), 0
	r.clerk.DigestAt = 10 * time.Hour
	for alerted := false; rounds == 0 || r.round().Decided > 0; rounds++ {
		if s, err := r.book.Status(t.Context()); err != nil || s.InMailbox > s.InLedger {
			t.Errorf("%d in the mailbox, %d in the ledger: %v", s.InMailbox, s.InLedger, err)
		}
		for _, l := range r.house.Sent() {
			if o := readOutgoing(t, l.To, l.Bytes); strings.Contains(o.text, "unaccounted") && (!strings.Contains(o.text, "unaccounted 0") || !strings.Contains(o.text, "messages are still to be read")) {
				t.Fatalf("the digest says\n%s", o.text)
			} else if l.To == staff && !strings.Contains(o.text, "unaccounted") && !alerted {
				alerted = true
				if d := l.At.Sub(came); d > 5*time.Minute {
					t.Errorf("staff were told after %v", d)
				}
			}
		}
	}
	if rounds < 5 {
		t.Errorf("all were read in %d rounds", rounds)
	}
	var last uint32
	for _, d := range r.did {
		if d.What == clerk.Came && d.UID <= last {
			t.Errorf("message %d was read after message %d", d.UID, last)
		}
		if d.What == clerk.Came {
			last = d.UID
		}
	}
	if s, err := r.book.Status(t.Context()); err != nil || s.Pending != 0 || len(r.house.Sent()) != n+2 { // the alert and the digest
		t.Errorf("%d letters went, %d wait, %v", len(r.house.Sent()), s.Pending, err)
	}
}

// Mail of nine years that is there at the first start is catalogued and not
// answered, whatever date its header states and whatever is configured; a later
// start changes nothing.
func TestS1(t *testing.T) {
	many := 12000
	if slowed {
		many = 1000
	}
	for name, c := range map[string]struct {
		n    int
		from time.Time // answer_from
		want []string
	}{
		"from now on":      {many, time.Time{}, []string{"p90001@example.com: Your request"}},
		"from that day on": {300, monday.Truncate(24 * time.Hour), []string{"p90000@example.com: Your request", "p90001@example.com: Your request"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			for i := range c.n {
				r.house.DeliverAt(ofTheFuture(i), monday.AddDate(-9, 0, i*9*365/c.n))
			}
			r.house.DeliverAt(ofTheFuture(90000), monday.Add(-time.Hour)) // of the same day
			r.clerk.AnswerFrom = c.from
			opened := 0
			r.clerk.Read = func(files []forms.File, typed string, received time.Time) forms.Found {
				opened++
				return forms.Find(files, typed, received)
			}
			must(t, r.clerk.Prepare(t.Context()))
			for range 3 {
				r.round()
				r.wait(time.Minute)
			}
			r.house.DeliverAt(ofTheFuture(90002), monday.AddDate(-2, 0, 0)) // moved back into the folder by a person: a new number, an old date
			r.takes(asker(90001))
			if opened != len(c.want) {
				t.Errorf("%d messages were opened, want %d", opened, len(c.want))
			}
			must(t, r.book.Close())
			r.start()
			r.clerk.AnswerFrom = monday.AddDate(-10, 0, 0)
			r.wait(2 * time.Minute)
			r.round()
			wantSubjects(t, r, c.want...)
			s, err := r.book.Status(t.Context())
			must(t, err)
			if in := c.n + 3 - len(c.want); s.InLedger != s.InMailbox || s.InMailbox != in || s.Messages[ledger.StatusOld] != in {
				t.Errorf("%d messages in the folder, want %d; the ledger holds %v", s.InMailbox, in, s.Messages)
			}
		})
	}
}

// ofTheFuture asks for the form and states a date that is years ahead; it came
// at nine.
func ofTheFuture(i int) []byte {
	return []byte(strings.NewReplacer("Mon, 23 Nov 2026 10:00:00", "Mon, 23 Nov 2037 10:00:00", "Mon, 23 Nov 2026 10:00:30", "Mon, 23 Nov 2026 09:00:00").
		Replace(string(asker(i))))
}

// The old mailbox is renumbered: the numbers tell nothing any more, and the
// receiving server's date still tells what is old, whatever the header states.
func TestS1AfterARenumbering(t *testing.T) {
	r := newRig(t)
	for i := range 20 {
		r.house.DeliverAt(ofTheFuture(i), monday.AddDate(-9, 0, i*100))
	}
	r.house.DeliverAt(ofTheFuture(20), monday.Add(-time.Hour))
	soon := strings.Replace(string(ofTheFuture(21)), "Mon, 23 Nov 2037 10:00:00", "Mon, 23 Nov 2026 10:00:45", 1) // after the first start, and past
	r.house.DeliverAt([]byte(soon), monday.Add(-time.Hour))
	r.opens()
	r.house.Renumber("INBOX", 1000)
	r.house.Deliver(asker(22))
	r.until(5, func() bool { return len(r.sent()) > 0 })
	for range 3 {
		r.wait(time.Minute)
		r.round()
	}
	wantSubjects(t, r, "p22@example.com: Your request (CTS-2026-000001)") // no case was opened for the others
	if n := r.holds("INBOX"); n != 22 {
		t.Errorf("the inbox holds %d messages, want 22", n)
	}
}

// robot answers letters of ours: a new Message-ID and another subject each time,
// and no header of a machine. within is how soon after our letter its own comes.
type robot struct {
	says   func(i int, last outgoing) written
	within time.Duration
	limits func(*workflow.Limits)
	names  string // what the digest says of it
}

func robots() map[string]robot {
	file := []byte("%PDF-1.4 not a form")
	asks := func(i int, last outgoing) written {
		return written{subject: fmt.Sprintf("Ticket %d", i), text: "Please could you send me the referral form?"}
	}
	inThread := func(i int, last outgoing) written {
		return written{subject: fmt.Sprintf("Re: %s %d", last.subject, i), inReplyTo: last.id, text: "Please could you send me the referral form?"}
	}
	sends := func(i int, last outgoing) written {
		return written{subject: fmt.Sprintf("Completed referral form %d", i), text: "Please find the completed referral form attached.", file: "referral form.pdf", data: append(file, byte(i))}
	}
	sendsInThread := func(i int, last outgoing) written {
		w := sends(i, last)
		w.inReplyTo = last.id
		return w
	}
	loop, at, late := "was not sent ("+workflow.BrakeWords[workflow.BrakeLoop]+")", 2*time.Second, time.Minute
	loose := func(l *workflow.Limits) {
		*l = workflow.Limits{FormsADay: 900, ThreadADay: 900, AMonth: 900, AddressADay: 900, AnHour: 900, ADay: 900, AMinute: 900}
	}
	return map[string]robot{
		"asking for the form":                                {asks, at, nil, loop},
		"asking for the form in the thread":                  {inThread, at, nil, loop},
		"sending a file that is none":                        {sends, at, nil, loop},
		"asking for the form, and no limit stops it":         {asks, at, loose, loop},
		"sending a file that is none, and no limit stops it": {sends, at, loose, loop},
		// What takes a minute may be a person. The limits stop it.
		"asking for the form, a minute later":                       {asks, late, nil, "was not sent (" + workflow.BrakeWords[workflow.BrakeForms] + ")"},
		"sending a file that is none in the thread, a minute later": {sendsInThread, late, nil, "was not sent (" + workflow.BrakeWords[workflow.BrakeThread] + ")"},
	}
}

// A robot that answers every letter of ours within two seconds for an hour, and
// goes on for a day, gets two letters, whatever it writes; what it writes then is
// held, and the digest names the loop. One that takes its time meets the limits.
func TestS2(t *testing.T) {
	for name, c := range robots() {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, func(r *rig) { r.t = t }).opens()
			if c.limits != nil {
				c.limits(&r.office.Limits)
			}
			began, came := r.clock(), 0
			writes := func() {
				last := outgoing{}
				if sent := r.toSenders(); len(sent) > 0 {
					last = sent[len(sent)-1]
				}
				w := c.says(came, last)
				w.from = kate
				at := r.clock().Add(c.within)
				r.wait(c.within + time.Second)
				r.house.Deliver([]byte(strings.Replace(string(w.bytes()), "Mon, 23 Nov 2026 10:00:30 +0000", at.Format(time.RFC1123Z), 1)))
				r.round()
				came++
				if n := len(r.toSenders()); n > 2 {
					t.Fatalf("the robot got %d letters for %d of its own, want 2", n, came)
				}
			}
			for r.clock().Sub(began) < time.Hour {
				before := len(r.toSenders())
				writes()
				if len(r.toSenders()) == before {
					r.wait(time.Minute)
				}
			}
			for r.clock().Sub(began) < 23*time.Hour {
				r.wait(2 * time.Hour)
				writes()
			}
			if n := len(r.toSenders()); n != 2 {
				t.Errorf("the robot got %d letters for %d of its own, want 2", n, came)
			}
			if s := r.states(); s[ledger.LetterStopped] != came-2 || s[ledger.LetterSent] != 2 {
				t.Errorf("it wrote %d times; letters: %v", came, s)
			}
			r.pageSays(c.names)
		})
	}
}

// A school that sends five children within seconds is no robot.
func TestSchoolSendsFiveChildren(t *testing.T) {
	r := newRig(t).opens()
	for i := range 5 {
		raw := submission(t, map[string]string{"child_forename": string(rune('A'+i)) + "my", "child_surname": "Test" + string(rune('a'+i)),
			"nhs_number": "", "child_dob": fmt.Sprintf("2019-05-%02d", 10+i)})
		now := r.clock().Add(time.Second).Format(time.RFC1123Z)
		r.house.Deliver([]byte(strings.Replace(string(raw), "Mon, 23 Nov 2026 10:00:30 +0000", now, 1)))
		r.wait(3 * time.Second)
		r.round()
	}
	if n := len(r.toSenders()); n != 5 {
		t.Errorf("%d of 5 children were acknowledged:\n%s", n, strings.Join(r.subjects(), "\n"))
	}
}
