package clerk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/inbox"
	"referrald/mailbox/loopback"
	"referrald/mailbox/submit"
)

// tokens gives the clerk connections that log in with tokens.
func (r *rig) tokens(ask mailbox.Tokens) *rig {
	r.t.Helper()
	in := inbox.Config{Server: r.house.IMAPServer(), Timeout: 5 * time.Second, Now: r.clock}
	out := submit.Config{Server: r.house.SMTPServer(), Timeout: 5 * time.Second, Now: r.clock}
	in.Login, out.Login = inbox.Token(in.Server, r.house.User, ask), submit.Token(out.Server, r.house.User, ask)
	box, post := inbox.New(in), submit.New(out)
	r.t.Cleanup(func() { _, _ = box.Close(), post.Close() })
	r.clerk.Inbox, r.clerk.Post = box, post
	return r
}

// asks is a request of somebody's own.
func asks(n int) []byte {
	return written{from: fmt.Sprintf("parent%d@example.net", n), subject: "OT referral", text: "Hello, please could you send me the referral form?"}.bytes()
}

// until does rounds, a minute apart, until done; what a round cannot do is for the next.
func (r *rig) until(minutes int, done func() bool) (failed int) {
	r.t.Helper()
	for range minutes {
		if _, err := r.clerk.Round(r.t.Context()); err != nil {
			failed++
		}
		if done() {
			return failed
		}
		r.wait(time.Minute)
	}
	r.t.Fatalf("not done in %d minutes; %d letters went out", minutes, len(r.house.Sent()))
	return failed
}

// TestS6RenumberedOvernight: the folder is numbered anew, or the server never
// says how it is numbered, and three letters come in the gap. Exactly those
// three are answered, and nobody gets a second answer.
func TestS6RenumberedOvernight(t *testing.T) {
	for name, faults := range map[string]loopback.Faults{
		"UIDVALIDITY changed": {}, "UIDVALIDITY 0": {NoValidity: true},
	} {
		for _, first := range []uint32{1, 500} { // the same numbers for other letters, and others
			t.Run(fmt.Sprint(name, " from ", first), func(t *testing.T) {
				r := newRig(t)
				faults.IMAP = []loopback.Fault{{At: "MOVE", Do: loopback.Refuse, Code: "NOPERM", Times: loopback.Always}}
				r.house.SetFaults(faults)
				must(t, r.clerk.Prepare(t.Context()))
				r.round()
				var old []uint32
				for n := range 4 { // answered, and still in the folder
					old = append(old, r.house.Deliver(asks(n)))
				}
				r.wait(time.Minute)
				r.until(5, func() bool { return len(r.house.Sent()) == 4 })
				for _, uid := range old[:2] { // people clear up, and the new letters get old numbers
					r.house.Remove("INBOX", uid)
				}
				r.house.Renumber("INBOX", first)
				for n := range 3 {
					r.house.Deliver(asks(10 + n))
				}
				r.wait(12 * time.Hour)
				r.until(5, func() bool { return len(r.house.Sent()) == 7 })
				for range 5 {
					r.wait(time.Hour)
					_, _ = r.clerk.Round(t.Context())
					must(t, r.clerk.Inbox.Close())
				}
				to := map[string]int{}
				for _, l := range r.house.Sent() {
					to[l.To]++
				}
				if len(to) != 7 || len(r.house.Sent()) != 7 {
					t.Errorf("letters: %v", to)
				}
			})
		}
	}
}

// TestS12BodyComesLater: what has no body yet is not handled, not moved, and
// harms no neighbour; it is asked for again, and answered when it is there.
func TestS12BodyComesLater(t *testing.T) {
	for name, do := range map[string]loopback.Action{
		"NIL": loopback.NoBody, "empty": loopback.EmptyBody, "a tenth": loopback.ShortBody, "a number": loopback.WrongBody, "cut off": loopback.CutBody,
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t).opens()
			odd := r.house.Deliver(asks(1))
			r.house.AddIMAP(loopback.Fault{At: "FETCH", UID: odd, Do: do, Times: loopback.Always})
			for n := range 4 {
				r.house.Deliver(asks(2 + n))
			}
			r.wait(time.Minute)
			_, _ = r.clerk.Round(t.Context())
			r.until(5, func() bool { return len(r.house.Sent()) >= 4 })
			left := r.house.Messages("INBOX")
			if len(r.house.Sent()) != 4 || len(left) != 1 || left[0].UID != odd {
				t.Fatalf("%d answered, %d left", len(r.house.Sent()), len(left))
			}
			r.house.SetFaults(loopback.Faults{})
			r.until(30, func() bool { return len(r.house.Sent()) == 5 })
		})
	}
}

// TestS12NeverMovedUnread: a body that never comes ends with a person, and the
// message stays where it is.
func TestS12NeverMovedUnread(t *testing.T) {
	r := newRig(t).opens()
	odd := r.house.Deliver(asks(1))
	r.house.AddIMAP(loopback.Fault{At: "FETCH", UID: odd, Do: loopback.NoBody, Times: loopback.Always})
	for range 120 {
		r.wait(time.Minute)
		_, _ = r.clerk.Round(t.Context())
	}
	left := r.house.Messages("INBOX")
	page, err := r.clerk.Digest(t.Context(), r.clock(), r.clock().Add(-6*time.Hour), r.clock())
	must(t, err)
	if len(left) != 1 || left[0].UID != odd || len(r.house.Sent()) != 0 || len(page.Unread) != 1 || page.Unaccounted != 0 {
		t.Errorf("%d left, %d sent, unread %v, unaccounted %d", len(left), len(r.house.Sent()), page.Unread, page.Unaccounted)
	}
}

// TestS16NothingIsDisabled: hiccups of every class, one after the other, and
// one wrong login in the middle. Each letter is answered once in the end, and
// the refused login was shown once in a quarter of an hour.
func TestS16NothingIsDisabled(t *testing.T) {
	r := newRig(t).opens()
	for i, f := range []loopback.Fault{
		{At: "CONNECT", Do: loopback.Refuse}, {At: "LOGIN", Do: loopback.Refuse, Code: "UNAVAILABLE"},
		{At: "SELECT", Do: loopback.Refuse, Code: "INUSE"}, {At: "FETCH", Do: loopback.Drop},
		{At: "MOVE", Do: loopback.Refuse, Code: "OVERQUOTA"}, {At: "LOGIN", Do: loopback.Refuse, Code: "AUTHENTICATIONFAILED"},
	} {
		must(t, r.clerk.Inbox.Close())
		r.house.SetFaults(loopback.Faults{IMAP: []loopback.Fault{f}})
		r.house.Deliver(asks(i))
		failed := r.until(30, func() bool { return len(r.house.Sent()) == i+1 })
		lockedOut := f.Code == "AUTHENTICATIONFAILED"
		if lockedOut && (failed < 15 || r.house.Struck() != 1) || !lockedOut && failed > 1 {
			t.Errorf("%s %s: %d rounds failed", f.At, f.Code, failed)
		}
	}
}

// TestS17LettersAreKept: sending is refused for what only a person can put
// right. For two hours letters are read and decided all the same, the server is
// asked once in a quarter of an hour, and when it is put right each letter goes
// once.
func TestS17LettersAreKept(t *testing.T) {
	for name, f := range map[string]loopback.Fault{
		"wrong password":         {At: "AUTH", Reply: 535, Code: "5.7.8"},
		"passwords switched off": {At: "AUTH", Reply: 535, Code: "5.7.139"},
		"client submission":      {At: "MAIL", Reply: 550, Code: "5.7.30"},
		"Send As denied":         {At: "DATA", Reply: 550, Code: "5.7.60"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t).opens()
			f.Do, f.Times = loopback.Refuse, loopback.Always
			r.house.AddSMTP(f)
			const letters = 6
			for n := range letters {
				r.house.Deliver(asks(n))
			}
			for range 120 {
				r.wait(time.Minute)
				_, _ = r.clerk.Round(t.Context())
			}
			s, err := r.book.Status(t.Context())
			must(t, err)
			if struck := r.house.Struck(); s.Pending != letters || len(r.house.Sent()) != 0 || struck != 8 {
				t.Errorf("%d letters wait, %d went, the server was asked %d times in two hours", s.Pending, len(r.house.Sent()), struck)
			}
			r.house.SetFaults(loopback.Faults{})
			r.until(60, func() bool { return len(r.house.Sent()) == letters })
			r.wait(time.Hour)
			r.round()
			if len(r.house.Sent()) != letters {
				t.Errorf("%d letters", len(r.house.Sent()))
			}
		})
	}
}

// TestS15TokenServerAwayForAnHour: nothing is read or sent meanwhile, and
// everything afterwards, once.
func TestS15TokenServerAwayForAnHour(t *testing.T) {
	r := newRig(t, func(r *rig) { r.setup.Mechanisms = []string{"XOAUTH2"} })
	r.house.Issue("good")
	back := r.clock()
	r.tokens(func(context.Context) (mailbox.Bearer, error) {
		if r.clock().Before(back) {
			return mailbox.Bearer{}, &mailbox.Trouble{Outcome: mailbox.TryLater, Doing: "fetching a token", Err: errors.New("503")}
		}
		return mailbox.Bearer{Token: "good", Fresh: true}, nil
	}).opens()
	must(t, errors.Join(r.clerk.Inbox.Close(), r.clerk.Post.Close()))
	back = r.clock().Add(time.Hour)
	for n := range 3 {
		r.house.Deliver(asks(n))
	}
	failed := r.until(70, func() bool { return len(r.house.Sent()) == 3 })
	if failed < 55 || failed > 61 {
		t.Errorf("%d rounds failed", failed)
	}
	if subjects := strings.Join(r.subjects(), "\n"); strings.Count(subjects, "parent") != 3 {
		t.Error(subjects)
	}
}
