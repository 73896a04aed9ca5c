package clerk_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/inbox"
	"referrald/mailbox/loopback"
	"referrald/workflow"
	"referrald/workflow/clerk"
	"referrald/workflow/ledger"
)

const cardFolder = "Referrals/Daemon"

// proves gives the clerk what it proves itself with, at a place.
func (r *rig) proves(place string) *rig {
	r.t.Helper()
	cards := inbox.New(inbox.Config{Server: r.house.IMAPServer(), Login: inbox.Password(r.house.User, r.house.Password), Folder: cardFolder, Timeout: 5 * time.Second})
	r.t.Cleanup(func() { _ = cards.Close() })
	r.clerk.Tenure = &clerk.Tenure{Place: place, Folder: cardFolder, Cards: cards}
	return r
}

// beside is a second daemon on the same mailbox: another process, with the
// ledger at path, on the same clock.
func (r *rig) beside(path, place string) *rig {
	r.t.Helper()
	second := &rig{t: r.t, house: r.house, office: r.office, path: path, now: r.clock()}
	second.start()
	second.clerk.Now = r.clock
	return second.proves(place)
}

func (r *rig) doubt() ledger.Doubt {
	r.t.Helper()
	w, err := r.book.Watching(r.t.Context())
	must(r.t, err)
	return w.Doubt
}

func newBook(t testing.TB) string { return filepath.Join(t.TempDir(), "book", "ledger.db") }

// restart closes the ledger and opens it again, as a new process does.
func (r *rig) restart(place string) {
	r.t.Helper()
	must(r.t, r.book.Close())
	r.start()
	r.proves(place)
}

// Two daemons on one mailbox, each with a ledger of its own: the first acts, the
// second watches. When a person tells the second to take over they change
// places. (Two on one ledger: workflow/ledger TestSeat, and the transcript tenure.)
func TestS34TwoDaemonsOneActsOneWatches(t *testing.T) {
	r := newRig(t).proves("one").opens()
	second := r.beside(newBook(t), "two")
	if rep := second.round(); !rep.Watching {
		t.Error("the second daemon does not watch")
	}
	r.house.Deliver(request())
	r.wait(2 * time.Minute)
	if rep := second.round(); !rep.Watching || rep.InMailbox != 1 {
		t.Errorf("the second daemon: %+v", rep)
	}
	if n := len(r.house.Sent()) + r.holds("Referrals/Form sent"); n != 0 {
		t.Error("the second daemon acted")
	}
	r.round()
	if n := len(r.house.Sent()); n != 1 {
		t.Errorf("%d letters, want the form once", n)
	}
	if second.doubt() != ledger.Taken || r.doubt() != "" {
		t.Errorf("doubts %q and %q", r.doubt(), second.doubt())
	}
	if _, ok, err := second.book.GoLive(t.Context()); err != nil || ok {
		t.Errorf("the second daemon began its ledger: %v", err)
	}

	_, err := second.book.Adopt(t.Context(), "two", "Sam Staff", true, r.clock())
	must(t, err)
	r.wait(2 * time.Minute)
	second.round()
	r.house.Deliver(written{from: priya, subject: "form", text: "Please send me the referral form."}.bytes())
	r.wait(2 * time.Minute)
	if rep := r.round(); !rep.Watching || r.doubt() != ledger.Taken {
		t.Errorf("the first daemon goes on: %+v", rep)
	}
	if rep := second.round(); rep.Watching || rep.Sent != 1 {
		t.Errorf("the second daemon did not take over: %+v", rep)
	}
}

// Two new daemons that leave their cards at the same moment both watch.
func TestS34TwoDaemonsStartTogether(t *testing.T) {
	r := newRig(t).proves("one")
	other := r.beside(newBook(t), "two")
	must(t, other.clerk.Inbox.Ensure(t.Context(), []string{cardFolder}))
	r.clerk.Tenure.Cards = meeting{r.clerk.Tenure.Cards, func() { other.round() }}
	if rep := r.round(); !rep.Watching || r.doubt() != ledger.Taken {
		t.Errorf("the first: %+v, %q", rep, r.doubt())
	}
}

// meeting is a mailbox in which somebody else acts just before a card is left.
type meeting struct {
	clerk.Cards
	before func()
}

func (m meeting) Put(ctx context.Context, folder string, letter []byte) error {
	m.before()
	return m.Cards.Put(ctx, folder, letter)
}

// A ledger that was copied or restored to another machine or another folder
// sends nothing, moves nothing and decides nothing, whether the first still
// runs or not, and says why.
func TestS35RestoredStoreOnAnotherHostSendsNothing(t *testing.T) {
	r := newRig(t).proves("one").opens()
	r.takes(request())
	r.house.Deliver(written{from: priya, subject: "form", text: "Please send me the referral form."}.bytes())
	copied := newBook(t)
	copyLedger(t, r.path, copied)
	data, err := os.ReadFile(ledger.LeaseFile(r.path))
	must(t, err)
	must(t, os.WriteFile(ledger.LeaseFile(copied), data, 0o600))

	second := r.beside(copied, "two")
	sent := len(r.house.Sent())
	for range 3 {
		r.wait(10 * time.Minute)
		if rep := second.round(); !rep.Watching {
			t.Fatal("the copy acts")
		}
	}
	if second.doubt() != ledger.Elsewhere || len(r.house.Sent()) != sent || r.holds("INBOX") != 1 {
		t.Errorf("doubt %q, %d letters more, %d messages in the inbox", second.doubt(), len(r.house.Sent())-sent, r.holds("INBOX"))
	}
	page, err := second.clerk.Digest(t.Context(), r.clock(), monday, r.clock().Add(time.Second))
	must(t, err)
	if w := strings.Join(page.Warnings, "\n"); !strings.Contains(w, "only watches") || !strings.Contains(w, "referrald adopt") {
		t.Errorf("the digest does not say it: %s", w)
	}
	if rep := r.round(); rep.Watching || rep.Sent != 1 {
		t.Errorf("the first daemon was disturbed: %+v", rep)
	}
}

// Yesterday's backup in the place of the ledger on the same machine: the lease
// file tells, or, where that was restored too, the card in the mailbox. Nothing
// goes out until a person has taken it over; after that nothing that may have
// gone out goes again by itself, and no reference is given out twice.
func TestS35OldBackupOnTheSameHostRepeatsNothing(t *testing.T) {
	for _, all := range []bool{false, true} {
		r := newRig(t).proves("one").opens()
		r.takes(request())
		backup := newBook(t)
		copyLedger(t, r.path, backup)
		lease, err := os.ReadFile(ledger.LeaseFile(r.path))
		must(t, err)
		r.wait(time.Hour)
		if all {
			r.wait(24 * time.Hour) // a new card is left meanwhile; else only the lease file has moved on
		}
		after := written{from: priya, subject: "Form please, and a question", id: "<after@example.com>", text: "Please send me the referral form. Could we also rearrange the appointment on Tuesday?"}
		r.takes(after.bytes(), submission(t, nil))
		before := r.subjects()
		if r.holds("INBOX") != 1 {
			t.Fatalf("the letter with the question is not left in the inbox: %v", before)
		}
		given, err := r.book.Referrals(t.Context(), ledger.Filter{})
		must(t, err)

		must(t, r.book.Close())
		must(t, os.Remove(r.path))
		_ = os.Remove(r.path + "-wal")
		copyLedger(t, backup, r.path)
		if all {
			must(t, os.WriteFile(ledger.LeaseFile(r.path), lease, 0o600))
		}
		r.start()
		r.proves("one")
		for range 3 {
			r.wait(10 * time.Minute)
			if rep := r.round(); !rep.Watching || r.doubt() != ledger.Behind {
				t.Fatalf("with its lease file restored %v: it acts (doubt %q)", all, r.doubt())
			}
		}
		_, err = r.book.Adopt(t.Context(), "one", "Sam Staff", false, r.clock())
		must(t, err)
		r.wait(10 * time.Minute)
		r.round()
		if got := r.subjects(); len(got) != len(before) {
			t.Errorf("after taking over %v went out again", got[len(before):])
		}
		st, err := r.book.Status(t.Context())
		must(t, err)
		if st.Letters[ledger.LetterWaiting] == 0 || r.holds("INBOX") != 1 {
			t.Errorf("what lay in the inbox does not wait for a person: %v", st.Letters)
		}
		r.takes(submission(t, map[string]string{"child_forename": "Max", "nhs_number": "9990000026"}))
		if got := r.subjects(); len(got) != len(before)+1 {
			t.Errorf("new mail is not answered: %v", got[len(before):])
		}
		now, err := r.book.Referrals(t.Context(), ledger.Filter{})
		must(t, err)
		for _, a := range given[1:] {
			for _, b := range now {
				if a.Reference == b.Reference && a.Opened != b.Opened {
					t.Errorf("%s was given out twice", a.Reference)
				}
			}
		}
	}
}

// The same host, restarted; a ledger that was moved with its daemon stopped; a
// host that was replaced on purpose.
func TestLeaseGoesOn(t *testing.T) {
	r := newRig(t).proves("one").opens()
	for range 3 {
		r.wait(3 * time.Hour)
		r.restart("one")
		if rep := r.round(); rep.Watching {
			t.Fatalf("after a restart it watches: %s", r.doubt())
		}
	}
	r.restart("two")
	if rep := r.round(); !rep.Watching {
		t.Error("a moved ledger acts by itself")
	}
	_, err := r.book.Adopt(t.Context(), "two", "Sam Staff", true, r.clock())
	must(t, err)
	r.takes(request())
	if n := len(r.house.Sent()); n != 1 {
		t.Errorf("%d letters after the move, want 1", n)
	}
}

// A full mailbox takes no card; the mail is looked after all the same.
func TestLeaseWithoutRoomForACard(t *testing.T) {
	r := newRig(t).proves("one")
	r.house.AddIMAP(refuseAppend)
	r.opens()
	r.takes(request())
	if n := len(r.house.Sent()); n != 1 {
		t.Errorf("%d letters, want 1", n)
	}
}

// While the mailbox cannot be reached nobody can see the cards. What is due still
// goes out for a quarter of an hour after the last proof, and then no more.
func TestLeaseLastsWhileTheMailboxIsAway(t *testing.T) {
	r := newRig(t).proves("one").opens()
	later := func(to string, times int) loopback.Fault {
		return loopback.Fault{At: "RCPT", To: to, Do: loopback.Refuse, Reply: 451, Times: times}
	}
	r.house.SetFaults(loopback.Faults{SMTP: []loopback.Fault{later(kate, 1), later(priya, 1)}})
	r.takes(request(), written{from: priya, subject: "form", text: "Please send me the referral form."}.bytes())
	if n := len(r.house.Sent()); n != 0 {
		t.Fatalf("%d letters went", n)
	}
	_ = r.clerk.Inbox.Close()
	_ = r.clerk.Tenure.Cards.Close()
	r.house.SetFaults(loopback.Faults{
		IMAP: []loopback.Fault{{At: "CONNECT", Do: loopback.Refuse, Code: "UNAVAILABLE", Times: loopback.Always}},
		SMTP: []loopback.Fault{later(priya, 1)},
	})
	r.wait(10 * time.Minute)
	if _, err := r.clerk.Round(t.Context()); err == nil || len(r.house.Sent()) != 1 {
		t.Errorf("within a quarter of an hour: %d letters, %v", len(r.house.Sent()), err)
	}
	r.wait(10 * time.Minute)
	if _, err := r.clerk.Round(t.Context()); err == nil || len(r.house.Sent()) != 1 {
		t.Errorf("after it: %d letters, %v", len(r.house.Sent()), err)
	}
	r.house.SetFaults(loopback.Faults{})
	r.wait(20 * time.Minute)
	r.round()
	if len(r.house.Sent()) != 2 {
		t.Errorf("when it is back: %d letters", len(r.house.Sent()))
	}
}

// A server that does not give the newest card makes no ledger look old.
func TestLeaseWithACardThatComesHollow(t *testing.T) {
	r := newRig(t).proves("one").opens()
	r.wait(25 * time.Hour)
	r.round() // leaves the second card
	if n := r.holds(cardFolder); n != 2 {
		t.Fatalf("%d cards", n)
	}
	newest := r.house.Messages(cardFolder)[1].UID
	r.clerk.Tenure.Cards = hollowCards{r.clerk.Tenure.Cards, newest}
	r.wait(2 * time.Minute)
	if rep := r.round(); rep.Watching || r.doubt() != "" {
		t.Errorf("it watches: %s", r.doubt())
	}
}

// hollowCards is a folder of which one message comes without its bytes.
type hollowCards struct {
	clerk.Cards
	uid uint32
}

func (h hollowCards) Fetch(ctx context.Context, uids []uint32, limit int64, each func(mailbox.Fetched) error) error {
	return h.Cards.Fetch(ctx, uids, limit, func(m mailbox.Fetched) error {
		if m.UID == h.uid {
			m = mailbox.Fetched{UID: m.UID, Err: errors.New("no bytes")}
		}
		return each(m)
	})
}

// People who tidy the mailbox may remove the folder of the cards.
func TestLeaseWithoutItsFolder(t *testing.T) {
	r := newRig(t).proves("one").opens()
	r.house.RemoveFolder(cardFolder)
	r.takes(request())
	r.wait(20 * time.Minute)
	r.round()
	if n := len(r.house.Sent()); n != 1 || r.holds(cardFolder) != 1 {
		t.Errorf("%d letters, %d cards", n, r.holds(cardFolder))
	}
}

// In watch mode nothing leaves the house, and nothing is taken from another.
func TestLeaseIsNotAskedInWatchMode(t *testing.T) {
	r := newRig(t).proves("one").opens()
	office := *r.office
	office.Mode = workflow.Watch
	second := r.beside(newBook(t), "two")
	second.clerk.Office = &office
	if rep := second.round(); rep.Watching {
		t.Error("a daemon in watch mode does not decide")
	}
	if n := r.holds(cardFolder); n != 1 {
		t.Errorf("%d cards, want that of the one that acts", n)
	}
}

var _ clerk.Cards = (*inbox.Box)(nil)

var refuseAppend = loopback.Fault{At: "APPEND", Times: loopback.Always, Do: loopback.Refuse, Code: "OVERQUOTA"}
