package clerk_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/inbox"
	"referrald/mailbox/loopback"
	"referrald/workflow/clerk"
	"referrald/workflow/ledger"
)

// compares lets the clerk open the other folders.
func (r *rig) compares() *rig {
	r.clerk.Beside = func(folder string) (clerk.Inbox, error) {
		return inbox.New(inbox.Config{Server: r.house.IMAPServer(), Login: inbox.Password(r.house.User, r.house.Password), Folder: folder, ReadOnly: true, Timeout: 5 * time.Second}), nil
	}
	return r
}

func (r *rig) account() clerk.Account {
	r.t.Helper()
	a, err := r.clerk.Reconcile(r.t.Context())
	must(r.t, err)
	return a
}

// Every message of every folder is accounted for: filed by the daemon, moved by
// people, there before the first start. What nobody knows is listed, alarmed
// once a night, and counted until a person has looked.
func TestReconcile(t *testing.T) {
	long := monday.AddDate(0, -1, 0)
	r := newRig(t, func(r *rig) { r.setup.Folders = []string{"Referrals/Received"} }).compares()
	r.house.Put("Referrals/Received", written{from: kate, subject: "of last month", text: "x"}.bytes(), long)
	r.opens()
	people := written{from: kate, subject: "appointment", text: "Please could we rearrange the appointment?"}.bytes()
	r.takes(request(), submission(t, nil), people)
	r.house.Remove("INBOX", r.house.Messages("INBOX")[0].UID)
	r.house.Put("Referrals/For a person", people, r.clock()) // moved there by a person
	r.wait(time.Minute)
	r.round()
	if a := r.account(); len(a.Unaccounted) != 0 || a.Messages != 4 {
		t.Fatalf("%+v", a)
	}
	r.house.Deliver(request())
	if a := r.account(); a.Fresh != 1 || len(a.Unaccounted) != 0 {
		t.Errorf("mail that has just come: %+v", a)
	}
	r.round()

	uid := r.house.Put("Referrals/Received", written{from: priya, subject: "secret subject", text: "x"}.bytes(), r.clock())
	r.wait(24*time.Hour - 7*time.Hour + 5*time.Minute) // Tuesday, past three
	before := len(r.house.Sent())
	for range 3 {
		r.round()
		r.wait(time.Hour)
	}
	sent := r.sent()[before:]
	if len(sent) != 1 || sent[0].to != staff || !strings.Contains(sent[0].text, "Referrals/Received, number 3, received 23 November 2026") || uid != 3 {
		t.Fatalf("%d letters: %v", len(sent), r.subjects()[before:])
	}
	if strings.Contains(string(sent[0].raw), "secret subject") || strings.Contains(string(sent[0].raw), priya) {
		t.Error("the alarm holds personal data")
	}
	page, err := r.clerk.Digest(t.Context(), r.clock(), monday, r.clock())
	must(t, err)
	if page.Unaccounted != 1 {
		t.Errorf("the digest says unaccounted %d", page.Unaccounted)
	}
	n, err := r.book.Accept(t.Context(), "Sam Staff", r.clock())
	must(t, err)
	if a := r.account(); n != 1 || len(a.Unaccounted) != 0 {
		t.Errorf("%d accepted, then %+v", n, a)
	}
}

// unnumbered makes a ledger as it is where the server does not tell the numbers
// of what it moved (no UIDPLUS).
const unnumbered = "UPDATE messages SET filed_validity = NULL, filed_uid = NULL"

// A server that does not tell where a moved message went costs nothing but the
// opening of it.
func TestReconcileWithoutNumbers(t *testing.T) {
	r := newRig(t).compares()
	r.opens()
	r.takes(request(), submission(t, nil))
	exec(t, openRaw(t, r.path), unnumbered)
	if a := r.account(); len(a.Unaccounted) != 0 || a.Messages != 2 {
		t.Errorf("%+v", a)
	}
}

// A message whose bytes the server holds back once is asked for again, and nobody
// is called for it. One that the ledger should know and does not stands out in
// the watched folder too.
func TestReconcileAsksAgain(t *testing.T) {
	r := newRig(t).compares().opens()
	r.takes(request(), submission(t, nil))
	raw := openRaw(t, r.path)
	exec(t, raw, unnumbered)
	open, once := r.clerk.Beside, true
	r.clerk.Beside = func(folder string) (clerk.Inbox, error) {
		in, err := open(folder)
		return withheld{in, &once}, err
	}
	if a := r.account(); len(a.Unaccounted) != 0 || once {
		t.Errorf("%+v, held back %v", a, !once)
	}

	for range 2 {
		r.takes(written{from: kate, subject: "appointment", text: "Please could we rearrange the appointment?"}.bytes())
	}
	exec(t, raw, "PRAGMA foreign_keys = OFF")
	exec(t, raw, "DELETE FROM keys WHERE uid = (SELECT max(uid) - 1 FROM keys)")
	if a := r.account(); len(a.Unaccounted) != 1 || a.Unaccounted[0].Folder != "INBOX" {
		t.Errorf("a message that fell out of the ledger: %+v", a)
	}
	exec(t, raw, "UPDATE letters SET message = 999999")
	if _, err := r.clerk.Reconcile(t.Context()); !errors.Is(err, ledger.Damaged) {
		t.Errorf("a damaged ledger: %v", err)
	}
}

// withheld is a folder whose first message comes without its bytes, once.
type withheld struct {
	clerk.Inbox
	once *bool
}

func (w withheld) Fetch(ctx context.Context, uids []uint32, limit int64, each func(mailbox.Fetched) error) error {
	return w.Inbox.Fetch(ctx, uids, limit, func(m mailbox.Fetched) error {
		if *w.once {
			*w.once = false
			m = mailbox.Fetched{UID: m.UID, Err: errors.New("no bytes")}
		}
		return each(m)
	})
}

// late is a mailbox into which a letter comes while the folders are compared.
type late struct {
	clerk.Inbox
	looks int
	come  func()
	wait  func()
}

func (l *late) Look(ctx context.Context) (mailbox.Folder, error) {
	if l.looks++; l.looks == 2 {
		l.come()
	}
	return l.Inbox.Look(ctx)
}

func (l *late) Wait(context.Context, time.Duration) (bool, error) {
	l.wait()
	return false, nil
}

// Mail that comes while the folders are compared is answered at once: the
// comparison's look has taken in the bell, and nobody will ring again.
func TestReconcileLeavesNoMailLying(t *testing.T) {
	r := newRig(t).compares().opens()
	r.wait(17*time.Hour + 5*time.Minute) // to the next night
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r.clerk.Inbox = &late{Inbox: r.clerk.Inbox, come: func() { r.house.Deliver(request()) }, wait: func() {
		if n := len(r.house.Sent()); n != 1 {
			t.Errorf("%d letters, and it waits for more mail", n)
		}
		cancel()
	}}
	must(t, r.clerk.Run(ctx))
}

// slow is a mailbox that takes its time to move messages.
type slow struct {
	clerk.Inbox
	each func()
}

func (s slow) File(ctx context.Context, uids []uint32, folder string) (map[uint32]mailbox.Key, error) {
	s.each()
	return s.Inbox.File(ctx, uids, folder)
}

// Finished messages are moved a minute at a time, so that the mailbox is looked
// at in between, and no bell is waited for before the rest is moved.
func TestFilingTakesTurns(t *testing.T) {
	r := newRig(t).opens()
	r.house.Deliver(request())
	r.house.Deliver(submission(t, nil)) // for another folder
	r.wait(time.Minute)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	box := &late{Inbox: slow{r.clerk.Inbox, func() { r.wait(2 * time.Minute) }}, wait: func() {
		if n := r.holds("INBOX"); n != 0 {
			t.Errorf("INBOX holds %d, and it waits for more mail", n)
		}
		cancel()
	}}
	box.come = func() {
		if n := r.holds("INBOX"); n != 1 {
			t.Errorf("INBOX holds %d at the second look", n)
		}
	}
	r.clerk.Inbox = box
	must(t, r.clerk.Run(ctx))
	if box.looks < 2 {
		t.Error("it did not look in between")
	}
}

// A folder that cannot be read at night keeps no letter back and is read later.
func TestReconcileThatFailsIsTriedAgain(t *testing.T) {
	r := newRig(t).compares().opens()
	r.takes(request())
	r.clerk.DigestAt = 8*time.Hour + 30*time.Minute
	r.wait(17*time.Hour + 5*time.Minute)
	open := r.clerk.Beside
	r.clerk.Beside = func(string) (clerk.Inbox, error) { return open("no such folder") }
	r.round()
	last, err := r.book.LastReconciliation(t.Context())
	must(t, err)
	r.clerk.Beside = open
	r.wait(time.Hour)
	r.round()
	now, err := r.book.LastReconciliation(t.Context())
	must(t, err)
	if !last.At.Before(r.clock().Add(-2*time.Hour)) || now.At != r.clock() || now.Unaccounted != 0 {
		t.Errorf("compared at %v, then at %v", last.At, now.At)
	}
}

// The canary goes out through the one server, comes in through the other, is
// known, filed and not answered; silence alarms, once.
func TestCanary(t *testing.T) {
	r := newRig(t, func(r *rig) { r.setup.Local = true }).opens()
	r.clerk.Canary = clerk.Canary{Every: time.Hour, Patience: 30 * time.Minute}
	for range 25 {
		r.round()
		r.wait(6 * time.Minute)
	}
	out := len(r.house.Sent())
	state, err := r.book.Canaries(t.Context())
	must(t, err)
	if out != 3 || r.holds("Referrals/Automatic") != 3 || r.holds("INBOX") != 0 || !state.Waits.IsZero() || clerk.Silent(state, r.clerk.Canary, r.clock()) {
		t.Fatalf("%d sent, %d filed, %d in the inbox, %+v", out, r.holds("Referrals/Automatic"), r.holds("INBOX"), state)
	}
	r.house.SetFaults(loopback.Faults{SMTP: []loopback.Fault{{At: "DATA", To: ours, Times: loopback.Always, Do: loopback.Refuse}}})
	for range 25 {
		r.round()
		r.wait(6 * time.Minute)
	}
	state, err = r.book.Canaries(t.Context())
	must(t, err)
	if !clerk.Silent(state, r.clerk.Canary, r.clock()) {
		t.Error("silence is not noticed")
	}
	if got := r.subjects()[out:]; len(got) != 1 || !strings.HasPrefix(got[0], staff+": A test letter has not come back") {
		t.Errorf("the alarm: %v", got)
	}
}
