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

// away is how a mail server is that takes nothing from anybody.
func away() map[string]loopback.Fault {
	return map[string]loopback.Fault{
		"it is busy":        {At: "MAIL", Do: loopback.Refuse, Reply: 451, Code: "4.3.2", Times: loopback.Always},
		"it knows no login": {At: "AUTH", Do: loopback.Refuse, Reply: 454, Code: "4.7.0", Times: loopback.Always},
		"it hangs up":       {At: "EHLO", Do: loopback.Drop, Times: loopback.Always},
	}
}

// The mail server is away for nine hours, refuses one recipient for good, puts
// another off, and ends a connection after it took a letter. Every letter goes
// once, and in the order in which people wrote as soon as the server is back;
// what waits over an hour is named, what was refused for good is not tried again,
// and mail is read meanwhile.
func TestS18(t *testing.T) {
	for name, fault := range away() {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, func(r *rig) { r.t = t }).opens()
			r.house.SetFaults(loopback.Faults{SMTP: []loopback.Fault{fault}})
			for i := range 6 {
				r.house.Deliver(asker(i))
			}
			late := func() int { return strings.Count(r.page(), "is not yet taken by the mail server") }
			for n := range 54 { // nine hours
				r.wait(10 * time.Minute)
				r.house.Deliver(written{from: priya, subject: "appointment", text: "Please could we rearrange the appointment?"}.bytes())
				rep, err := r.clerk.Round(t.Context())
				if want := map[bool]int{true: 7, false: 1}[n == 0]; rep.Decided != want || n == 0 && err == nil {
					t.Errorf("round %d decided %d messages, want %d: %v", n, rep.Decided, want, err)
				}
				if n == 3 && late() != 0 {
					t.Errorf("%d letters are named after half an hour", late())
				}
			}
			if n := r.house.Struck(); n > 50 {
				t.Errorf("the server was asked %d times in nine hours", n)
			}
			r.house.Deliver(asker(6))
			r.wait(time.Minute)
			_, _ = r.clerk.Round(t.Context())
			if s, err := r.book.Status(t.Context()); err != nil || s.InLedger != s.InMailbox || s.Messages[ledger.StatusDecided] != 7 {
				t.Errorf("mail waited for the mail server: %+v %v", s, err)
			}
			if late() != 6 {
				t.Errorf("%d letters are named as late, want 6", late())
			}
			r.house.SetFaults(loopback.Faults{SMTP: []loopback.Fault{
				{At: "RCPT", To: "p02@example.com", Do: loopback.Refuse, Reply: 550, Code: "5.1.1", Times: loopback.Always},
				{At: "RCPT", To: "p03@example.com", Do: loopback.Refuse, Reply: 450, Code: "4.2.0"},
				{At: "DATA", To: "p04@example.com", Do: loopback.DropAfter},
			}})
			for range 2 {
				r.wait(8 * time.Minute)
				_, _ = r.clerk.Round(t.Context())
			}
			at := r.clock()
			r.lateRounds(40)
			var to []string
			for _, l := range r.house.Sent() {
				to = append(to, l.To)
				if l.At.After(at) && l.To != "p03@example.com" {
					t.Errorf("the letter to %s waited for %s after the server was back", l.To, l.At.Sub(at))
				}
			}
			if want := []string{"p00@example.com", "p01@example.com", "p04@example.com", "p05@example.com", "p06@example.com", "p03@example.com"}; !slices.Equal(to, want) {
				t.Errorf("letters went to %v, want %v", to, want)
			}
			if n := r.house.Struck(); n != 3 { // each once: what is refused for good is not tried again
				t.Errorf("%d faults struck, want 3", n)
			}
			r.pageSays("CTS-2026-000003: The letter \"form\" was refused by the mail server")
		})
	}
}

// A mail server that takes nothing is left alone for a while. What is new for
// staff does not wait for the end of that, and shows that the server is back.
func TestS18AlertAsksBeforeTheRestIsOver(t *testing.T) {
	r := newRig(t).opens()
	worried := func(text string) []byte {
		return written{from: priya, subject: "worried", text: "My nephew is scared of his dad and had bruising on his arms again on Sunday. " + text}.bytes()
	}
	r.house.SetFaults(loopback.Faults{SMTP: []loopback.Fault{away()["it is busy"]}})
	r.house.Deliver(asker(0))
	r.house.Deliver(worried("I saw it."))
	for range 60 {
		r.wait(time.Minute)
		_, _ = r.clerk.Round(t.Context())
	}
	if n := r.house.Struck(); n < 4 || n > 8 {
		t.Errorf("the server was asked %d times in an hour", n)
	}
	r.house.SetFaults(loopback.Faults{})
	r.wait(time.Second)
	r.round()
	if n := len(r.sent()); n != 0 {
		t.Fatalf("%d letters: the server is not left alone", n)
	}
	r.house.Deliver(worried("Please ring me."))
	r.round()
	var to []string
	for _, o := range r.sent() {
		to = append(to, o.to)
	}
	slices.Sort(to)
	if want := []string{staff, staff, "p00@example.com"}; !slices.Equal(to, want) {
		t.Errorf("letters went to %v, want %v", to, want)
	}
}

// The mail server takes thirty letters a minute and puts off what is more: all
// go, once and in order.
func TestS18QuotaOfAMinute(t *testing.T) {
	r := newRig(t).opens()
	var want []string
	for i := range 70 {
		r.house.Deliver(asker(i))
		want = append(want, fmt.Sprintf("p%02d@example.com", i))
	}
	for range 12 {
		r.house.SetFaults(loopback.Faults{SMTP: []loopback.Fault{{At: "MAIL", Skip: 30, Do: loopback.Refuse, Reply: 450, Code: "4.7.1", Times: loopback.Always}}})
		r.wait(time.Minute)
		_, _ = r.clerk.Round(t.Context())
	}
	var to []string
	for _, o := range r.toSenders() {
		to = append(to, o.to)
	}
	if !slices.Equal(to, want) {
		t.Errorf("%d letters went to %v", len(to), to)
	}
}

// Six days without a network, and 240 messages meanwhile, eleven of which ask for
// the form: every one is taken once, the oldest first, letters go no faster than
// they may, and who waited for longer than a working day is told that we are sorry.
func TestS8(t *testing.T) {
	r := newRig(t).opens()
	r.office.Limits = workflow.Limits{AMinute: 4}
	must(t, r.clerk.Inbox.Close())
	away := loopback.Fault{At: "CONNECT", Do: loopback.Refuse, Times: loopback.Always}
	r.house.SetFaults(loopback.Faults{IMAP: []loopback.Fault{away}})
	var came []uint32
	var asked, sorry []string
	for i := range 240 {
		m := written{from: fmt.Sprintf("p%03d@example.com", i), subject: "appointment", text: "Please could we rearrange the appointment?"}
		if i%22 == 0 {
			m.subject, m.text = "OT referral", "Please send me the referral form."
			asked = append(asked, m.from)
			if r.clock().Before(time.Date(2026, 11, 26, 0, 0, 0, 0, workflow.London())) {
				sorry = append(sorry, m.from) // by Sunday two working days are over
			}
		}
		at := r.clock().Format(time.RFC1123Z)
		came = append(came, r.house.Deliver([]byte(strings.Replace(string(m.bytes()), "Mon, 23 Nov 2026 10:00:30 +0000", at, 1))))
		r.wait(36 * time.Minute)
		if i%40 == 0 {
			if _, err := r.clerk.Round(t.Context()); err == nil {
				t.Fatal("there is a network")
			}
		}
	}
	r.house.SetFaults(loopback.Faults{})
	for range 10 {
		r.round()
		r.wait(time.Minute)
	}
	var decided []uint32
	for _, n := range r.did {
		if n.What == clerk.Came {
			decided = append(decided, n.UID)
		}
	}
	if !slices.Equal(decided, came) {
		t.Errorf("%d messages were decided, want 240, each once and in order: %v", len(decided), decided)
	}
	var to, said []string
	minute := map[time.Time]int{}
	for _, l := range r.house.Sent() {
		to = append(to, l.To)
		minute[l.At.Truncate(time.Minute)]++
		if strings.Contains(strings.Join(strings.Fields(readOutgoing(t, l.To, l.Bytes).text), " "), "We are sorry that we did not answer sooner.") {
			said = append(said, l.To)
		}
	}
	if len(asked) != 11 || !slices.Equal(to, asked) {
		t.Errorf("letters went to %v, want %v", to, asked)
	}
	if len(sorry) == 0 || len(sorry) == len(asked) || !slices.Equal(said, sorry) {
		t.Errorf("said sorry to %v, want %v", said, sorry)
	}
	for at, n := range minute {
		if n > 4 {
			t.Errorf("%d letters at %s, where 4 may go in a minute", n, at.Format(time.TimeOnly))
		}
	}
}

// What was tried for everybody does not count against the letter that asked: when
// the server is back and puts that letter off once, it waits a minute and not hours.
func TestS18TheLetterThatAskedIsNotPutBack(t *testing.T) {
	r := newRig(t).opens()
	r.house.SetFaults(loopback.Faults{SMTP: []loopback.Fault{{At: "MAIL", Do: loopback.Refuse, Reply: 421, Times: loopback.Always}}})
	r.house.Deliver(asker(1))
	for range 120 {
		r.wait(time.Minute)
		_, _ = r.clerk.Round(t.Context())
	}
	r.house.SetFaults(loopback.Faults{SMTP: []loopback.Fault{{At: "RCPT", Do: loopback.Refuse, Reply: 451, Code: "4.7.1"}}})
	for range 20 { // the rest ends, the letter is put off, and goes
		r.wait(time.Minute)
		_, _ = r.clerk.Round(t.Context())
	}
	if n := len(r.sent()); n != 1 {
		t.Errorf("%d letters twenty minutes after the server was back", n)
	}
}
