package clerk_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/loopback"
	"referrald/workflow"
	"referrald/workflow/clerk"
	"referrald/workflow/ledger"
)

// S10, marked done and not done: the power goes off at forty points of the walk
// from the fetch to the last move, and every message is handled once or held
// where people see it. The mail server keeps what it sends, as Exchange does:
// there the daemon sees what went out, and no letter goes twice. (TestCuts cuts
// at every point, with a server that keeps nothing; cmd/referrald TestKillLoop
// kills a real process.)
func TestS10CutAtFortyPoints(t *testing.T) {
	clean := cutAt(t, 0, keepsSent)
	if clean.events < 40 || len(clean.letters) != 6 || !strings.Contains(clean.places, "unaccounted 0") {
		t.Fatalf("without a cut: %d events, letters %v, %s", clean.events, clean.letters, clean.places)
	}
	for i := range 40 {
		if (testing.Short() || slowed) && i%5 > 0 {
			continue
		}
		n := 1 + i*(clean.events-1)/39
		got := cutAt(t, n, keepsSent)
		if !slices.Equal(got.letters, clean.letters) || got.places != clean.places || len(got.repeats) > 0 {
			t.Errorf("cut at event %d of %d: %s, want %s; letters %v; went twice: %v", n, clean.events, got.places, clean.places, got.letters, got.repeats)
		}
	}
}

// keepsSent has the mail server put what it takes into the folder of sent mail.
func keepsSent(r *rig) {
	r.setup.Folders = []string{"Sent"}
	r.setup.OnSent = func(l loopback.Letter) { r.house.Put("Sent", l.Bytes, l.At, `\Seen`) }
}

// ids counts the letters that left by their Message-IDs.
func (r *rig) ids() map[string]int {
	r.t.Helper()
	out := map[string]int{}
	for _, o := range r.sent() {
		out[o.id]++
	}
	return out
}

func (r *rig) lateRounds(n int) {
	r.t.Helper()
	for range n {
		r.wait(20 * time.Minute)
		_, _ = r.clerk.Round(r.t.Context()) // a server that fails is what is tried
	}
}

func (r *rig) states() map[ledger.LetterState]int {
	r.t.Helper()
	s, err := r.book.Status(r.t.Context())
	must(r.t, err)
	return s.Letters
}

// S19: the server takes the letter and the connection dies before its word, each
// time. The same letter goes once more when the time for a report has passed, and
// then it is held for a person, however long the daemon goes on.
func TestS19TakenBeforeTheWordIsHeld(t *testing.T) {
	r := newRig(t).opens()
	r.house.SetFaults(loopback.Faults{SMTP: []loopback.Fault{{At: "DATA", Times: loopback.Always, Do: loopback.DropTaken}}})
	r.house.Deliver(request())
	r.wait(time.Minute)
	for range 3 {
		_, _ = r.clerk.Round(t.Context())
		r.wait(3 * time.Minute)
	}
	if n := len(r.house.Sent()); n != 1 {
		t.Errorf("%d letters before the time for a report has passed", n)
	}
	r.lateRounds(20)
	if ids := r.ids(); len(ids) != 1 || len(r.house.Sent()) != 2 || !bytes.Equal(r.sent()[0].raw, r.sent()[1].raw) {
		t.Errorf("letters by Message-ID: %v", ids)
	}
	if r.states()[ledger.LetterDoubtful] != 1 {
		t.Errorf("the letter is not held: %v", r.states())
	}
	r.pageSays("The letter \"form\" was sent, and the mail server's answer was lost: it may have arrived", "Ring the sender, or write by hand")
}

// A report that the letter did not arrive comes before the repeat: it is the
// answer that was waited for, and nothing is repeated.
func TestS19ReportBeforeTheRepeat(t *testing.T) {
	r := newRig(t).opens()
	r.house.AddSMTP(loopback.Fault{At: "DATA", Do: loopback.DropTaken})
	r.house.Deliver(request())
	r.wait(time.Minute)
	_, _ = r.clerk.Round(t.Context())
	r.takes(partedReport(`multipart/report; report-type=delivery-status`, "failed", "5.1.1", r.sent()[0].id))
	r.lateRounds(5)
	if n := len(r.house.Sent()); n != 1 || r.states()[ledger.LetterBounced] != 1 {
		t.Errorf("%d letters, %v", n, r.states())
	}
	r.pageSays("came back, so this person was not reached")
}

// Where the server keeps copies, the daemon looks there and repeats nothing; nor
// does it while it cannot look.
func TestS19LooksInSentBeforeARepeat(t *testing.T) {
	for _, kept := range []bool{true, false} {
		r := newRig(t, func(r *rig) { r.setup.Folders = []string{"Sent"} })
		r.opens()
		r.house.AddSMTP(loopback.Fault{At: "DATA", Do: loopback.DropTaken})
		r.house.Deliver(request())
		r.wait(time.Minute)
		_, _ = r.clerk.Round(t.Context())
		if kept {
			r.house.Put("Sent", r.house.Sent()[0].Bytes, r.clock())
		}
		box := r.clerk.Inbox
		r.clerk.Inbox = unread{box}
		r.lateRounds(3)
		if n := len(r.house.Sent()); n != 1 {
			t.Errorf("kept %v: %d letters, and nobody could look", kept, n)
		}
		r.clerk.Inbox = box
		r.wait(4 * time.Hour)
		r.lateRounds(3)
		want := 2
		if kept {
			want = 1
		}
		if n := len(r.house.Sent()); n != want || r.states()[ledger.LetterSent] != 1 || len(r.ids()) != 1 {
			t.Errorf("kept %v: %d letters, %v", kept, n, r.states())
		}
	}
}

// The daemon dies after each letter, when the server has said that it took it and
// before that is written down. The server keeps copies: of none of them does a
// second one go out.
func TestS19NoDuplicateAfterCrashes(t *testing.T) {
	r := newRig(t, keepsSent).opens()
	for i := range 30 {
		r.house.Deliver(asker(i))
		r.clerk.Post = thenPost{r.clerk.Post, func() { _ = r.book.Close() }}
		r.wait(time.Minute)
		if _, err := r.clerk.Round(t.Context()); err == nil {
			t.Fatal("the daemon did not die")
		}
		r.start()
	}
	r.lateRounds(4)
	if n := len(r.house.Sent()); n != 30 || len(r.ids()) != 30 || r.states()[ledger.LetterSent] != 30 {
		t.Errorf("%d letters after 30 crashes, %d different ones, %v", n, len(r.ids()), r.states())
	}
}

// The daemon dies after a letter was taken, and the server keeps no copies: the
// time for a report is waited for here too, then the same letter goes once more,
// and the digest says that it went twice.
func TestS19CrashWaitsForAReport(t *testing.T) {
	r := newRig(t).opens()
	r.house.Deliver(request())
	r.clerk.Post = thenPost{r.clerk.Post, func() { _ = r.book.Close() }}
	r.wait(time.Minute)
	_, _ = r.clerk.Round(t.Context())
	r.start()
	for range 3 {
		r.wait(3 * time.Minute)
		r.round()
	}
	if n := len(r.sent()); n != 1 {
		t.Errorf("%d letters before the time for a report has passed", n)
	}
	r.lateRounds(5)
	if all := r.sent(); len(all) != 2 || !bytes.Equal(all[0].raw, all[1].raw) {
		t.Errorf("%d letters, %v", len(all), r.ids())
	}
	r.pageSays("The letter \"form\" was sent a second time, because the first answer was lost")
}

// The ledger cannot be written after the server's word: it is locked by another
// process, or its disk is read-only. The word is remembered and written down when
// that is over; the letter goes once, and the daemon goes on by itself.
// (TestFullDiskIsWaitedFor fills the disk.)
func TestS19LedgerCannotBeWrittenAfterTheWord(t *testing.T) {
	t.Run("locked", func(t *testing.T) {
		r := newRig(t, func(r *rig) { r.t = t }).opens()
		other := openRaw(t, r.path)
		r.cannotWrite(func() { exec(t, other, "BEGIN IMMEDIATE") }, func() { exec(t, other, "ROLLBACK") })
	})
	t.Run("read-only", func(t *testing.T) {
		r := newRig(t, func(r *rig) {
			r.t = t
			r.path = newBook(t)
			watchDisk(r.path)
		}).opens()
		r.cannotWrite(func() { writer(t, r.path, "PRAGMA query_only = 1") }, func() { writer(t, r.path, "PRAGMA query_only = 0") })
	})
}

// cannotWrite has one letter taken by the server while the ledger cannot be written.
func (r *rig) cannotWrite(begins, ends func()) {
	r.t.Helper()
	r.house.Deliver(request())
	r.wait(time.Minute)
	began := false
	post := r.clerk.Post
	r.clerk.Post = thenPost{post, func() {
		began = true
		begins()
	}}
	if _, err := r.clerk.Round(r.t.Context()); !began || err == nil {
		r.t.Fatalf("began %v, error %v", began, err)
	}
	r.lateRounds(2) // and it goes on for longer than the pause before a repeat
	r.clerk.Post = post
	ends()
	r.lateRounds(4)
	if n := len(r.house.Sent()); n != 1 || r.holds("Referrals/Form sent") != 1 {
		r.t.Errorf("%d letters, %v", n, r.states())
	}
}

// thenPost is a mail server after whose word something happens.
type thenPost struct {
	clerk.Post
	then func()
}

func (p thenPost) Send(ctx context.Context, o mailbox.Outgoing) mailbox.Receipt {
	r := p.Post.Send(ctx, o)
	p.then()
	return r
}

func openRaw(t testing.TB, path string) *sql.DB {
	t.Helper()
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path)}
	db, err := sql.Open("sqlite", u.String())
	must(t, err)
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func exec(t *testing.T, db *sql.DB, query string) {
	t.Helper()
	_, err := db.Exec(query)
	must(t, err)
}

// The ledger is locked for a while by another process: nothing is lost, nothing
// sent twice, and the daemon goes on by itself.
func TestLockedLedgerIsWaitedFor(t *testing.T) {
	r := newRig(t).opens()
	other := openRaw(t, r.path)
	exec(t, other, "BEGIN IMMEDIATE")
	r.house.Deliver(request())
	r.wait(time.Minute)
	if _, err := r.clerk.Round(t.Context()); err == nil || ledger.Fatal(err) {
		t.Errorf("while it is locked: %v", err)
	}
	exec(t, other, "ROLLBACK")
	r.lateRounds(3)
	if n := len(r.house.Sent()); n != 1 || r.holds("INBOX") != 0 {
		t.Errorf("%d letters, %d left", n, r.holds("INBOX"))
	}
}

// Nothing leaves the house while the lease file cannot be written, for an older
// ledger could not be told from this one.
func TestNothingGoesWithoutTheLeaseFile(t *testing.T) {
	r := newRig(t).proves("one").opens()
	r.round()
	blocked := ledger.LeaseFile(r.path)
	data, err := os.ReadFile(blocked)
	must(t, err)
	must(t, os.Remove(blocked))
	must(t, os.MkdirAll(filepath.Join(blocked, "x"), 0o700)) // a rename cannot replace it
	r.house.Deliver(request())
	r.wait(30 * time.Second) // the lease was proved within this minute
	_, _ = r.clerk.Round(t.Context())
	if n := len(r.house.Sent()); n != 0 {
		t.Errorf("%d letters went out", n)
	}
	must(t, os.RemoveAll(blocked))
	must(t, os.WriteFile(blocked, data, 0o600))
	_, _ = r.clerk.Round(t.Context())
	if n := len(r.house.Sent()); n != 1 {
		t.Errorf("%d letters when it can be written again", n)
	}
}

// S29: exactly one digest a working day at half past eight in London, through
// both nights on which the clocks change, a leap day, and a machine's clock that
// jumps back and forth by hours and by years.
func TestS29DigestOnceThroughEveryClock(t *testing.T) {
	for _, start := range []time.Time{
		time.Date(2026, 10, 23, 5, 0, 0, 0, time.UTC),
		time.Date(2027, 3, 25, 5, 0, 0, 0, time.UTC),
		time.Date(2028, 2, 25, 5, 0, 0, 0, time.UTC), // 29 February 2028 is a Tuesday
	} {
		r := newRig(t, func(r *rig) { r.now = start })
		r.clerk.DigestAt = 8*time.Hour + 30*time.Minute
		want := 0
		for d := range 7 {
			if workflow.WorkingDay(start.AddDate(0, 0, d)) {
				want++
			}
			for range 48 {
				r.round()
				r.wait(30 * time.Minute)
			}
		}
		days := r.digestDays(t)
		if len(days) != want {
			t.Errorf("from %s: digests %v, want %d", start.Format(time.DateOnly), days, want)
		}
	}
}

// digestDays lists the days of the digests that went, and fails at another hour.
func (r *rig) digestDays(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, l := range r.house.Sent() {
		at := l.At.In(workflow.London())
		if at.Format("15:04") != "08:30" {
			t.Errorf("a digest at %s", at.Format(time.DateTime))
		}
		out = append(out, at.Format(time.DateOnly))
	}
	return out
}

// A clock that jumps: no day has two digests, nobody is answered twice, and mail
// that came meanwhile is answered.
func TestS29ClockThatJumps(t *testing.T) {
	r := newRig(t).opens()
	r.clerk.DigestAt = 8*time.Hour + 30*time.Minute
	for i, jump := range []time.Duration{0, -3 * time.Hour, 5 * time.Hour, -26 * time.Hour, 24 * time.Hour, 2 * 365 * 24 * time.Hour, -2 * 365 * 24 * time.Hour, time.Hour} {
		r.wait(jump)
		// The mail server's clock goes on as it should.
		r.house.DeliverAt(written{from: string(rune('a'+i)) + "@example.com", subject: "form", text: "Please send me the referral form."}.bytes(), monday.Add(time.Duration(i)*time.Hour))
		for range 4 {
			r.round()
			r.wait(15 * time.Minute)
		}
	}
	got := map[string]int{}
	for _, o := range r.sent() {
		got[o.to+" "+o.subject]++
	}
	people := 0
	for what, n := range got {
		if n != 1 {
			t.Errorf("%d times: %s", n, what)
		}
		if !strings.HasPrefix(what, staff) {
			people++
		}
	}
	if people != 8 {
		t.Errorf("%d of 8 people were answered", people)
	}
}

// While another process holds the ledger no message loses an attempt: none is
// handed to a person unread for it.
func TestLockedLedgerCostsNoAttempt(t *testing.T) {
	r := newRig(t).opens()
	other := openRaw(t, r.path)
	r.house.Deliver(request())
	for range 4 {
		locked := false
		r.clerk.Inbox = thenFetch{r.clerk.Inbox, func() {
			if !locked {
				exec(t, other, "BEGIN IMMEDIATE")
			}
			locked = true
		}}
		r.wait(20 * time.Minute)
		_, err := r.clerk.Round(t.Context())
		if !errors.Is(err, ledger.Locked) {
			t.Fatalf("while it is locked: %v", err)
		}
		r.clerk.Inbox = r.clerk.Inbox.(thenFetch).Inbox
		exec(t, other, "ROLLBACK")
	}
	r.lateRounds(2)
	if n := len(r.house.Sent()); n != 1 {
		t.Errorf("%d letters, %d messages in the inbox", n, r.holds("INBOX"))
	}
}

// thenFetch is a mailbox after whose messages came something happens.
type thenFetch struct {
	clerk.Inbox
	then func()
}

func (f thenFetch) Fetch(ctx context.Context, uids []uint32, limit int64, each func(mailbox.Fetched) error) error {
	err := f.Inbox.Fetch(ctx, uids, limit, each)
	f.then()
	return err
}
