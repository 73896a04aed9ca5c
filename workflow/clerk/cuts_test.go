package clerk_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/workflow/clerk"
	"referrald/workflow/ledger"
)

// power can go off: at the nth event the disk is copied as it is at that moment,
// and from then on nothing reaches the world. Events are every look at the clock
// (the clerk looks before and after each commit) and both sides of every effect.
type power struct {
	mu     sync.Mutex
	at     int // 0: never
	events int
	off    bool
	cut    func()
	disk   string // the ledger as it was at the cut
}

var errOff = errors.New("the power is off")

func (p *power) event() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.events++
	if p.events == p.at && !p.off {
		p.off = true
		p.cut()
	}
	if p.off {
		return errOff
	}
	return nil
}

// twin is the mailbox and the mail server behind a switch.
type twin struct {
	clerk.Inbox
	clerk.Post
	p *power
}

func (w twin) Look(ctx context.Context) (f mailbox.Folder, err error) {
	if err := w.p.event(); err != nil {
		return f, err
	}
	return w.Inbox.Look(ctx)
}

func (w twin) Fetch(ctx context.Context, uids []uint32, limit int64, each func(mailbox.Fetched) error) error {
	if err := w.p.event(); err != nil {
		return err
	}
	if err := w.Inbox.Fetch(ctx, uids, limit, each); err != nil {
		return err
	}
	return w.p.event()
}

func (w twin) File(ctx context.Context, uids []uint32, folder string) (map[uint32]mailbox.Key, error) {
	if err := w.p.event(); err != nil {
		return nil, err
	}
	moved, err := w.Inbox.File(ctx, uids, folder)
	if off := w.p.event(); off != nil {
		return nil, off
	}
	return moved, err
}

func (w twin) Send(ctx context.Context, o mailbox.Outgoing) mailbox.Receipt {
	if w.p.event() != nil {
		return mailbox.Receipt{Outcome: mailbox.TryLater}
	}
	r := w.Post.Send(ctx, o)
	if w.p.event() != nil {
		return mailbox.Receipt{Outcome: mailbox.TryLater}
	}
	return r
}

func (w twin) Close() error { return nil }

// TestCuts turns the power off at every commit and at both sides of every
// effect, starts again from what was on the disk, and runs to quiet: every
// message is answered once or visibly held, and a repeat is the same letter.
func TestCuts(t *testing.T) {
	clean := cutAt(t, 0)
	if clean.events < 40 {
		t.Fatalf("only %d events", clean.events)
	}
	if len(clean.repeats) > 0 {
		t.Fatalf("without a cut %v were repeated", clean.repeats)
	}
	step := 1
	if testing.Short() || slowed {
		step = 7
	}
	repeats := 0
	for n := 1; n <= clean.events; n += step {
		got := cutAt(t, n)
		if !slices.Equal(got.letters, clean.letters) {
			t.Errorf("cut at event %d of %d: letters\n%s\nwant\n%s", n, clean.events, strings.Join(got.letters, "\n"), strings.Join(clean.letters, "\n"))
		}
		if got.places != clean.places {
			t.Errorf("cut at event %d: %s, want %s", n, got.places, clean.places)
		}
		if len(got.repeats) > 1 || len(got.repeats) > got.named {
			t.Errorf("cut at event %d: %v went twice, and the digest names %d such letters", n, got.repeats, got.named)
		}
		repeats += len(got.repeats)
	}
	t.Logf("%d cuts, %d letters repeated, each with its own Message-ID and bytes", (clean.events+step-1)/step, repeats)
}

// after is the world when all is quiet again.
type after struct {
	events  int
	letters []string // recipient and subject, each once
	repeats []string
	named   int    // letters that may have gone twice, in the digest
	places  string // where the messages are, referrals, unaccounted
}

func cutAt(t *testing.T, n int, change ...func(*rig)) after {
	t.Helper()
	p := &power{at: n}
	r := newRig(t, change...).opens()
	for _, l := range cutLetters(t) {
		r.house.Deliver(l)
	}
	disk := filepath.Join(t.TempDir(), "book", "ledger.db")
	p.cut = func() { copyLedger(t, r.path, disk) }
	w := twin{Inbox: r.clerk.Inbox, Post: r.clerk.Post, p: p}
	r.clerk.Inbox, r.clerk.Post = w, w
	r.clerk.Now = func() time.Time { _ = p.event(); return r.clock() }
	r.wait(time.Minute)
	for range 3 {
		_, _ = r.clerk.Round(t.Context())
		if p.off {
			break
		}
		r.wait(time.Minute)
	}
	events := p.events
	must(t, r.book.Close())
	if p.off {
		r.path = disk
	}
	r.start()
	for range 8 {
		_, err := r.clerk.Round(t.Context())
		must(t, err)
		r.wait(20 * time.Minute)
	}
	a := r.quiet()
	a.events = events
	return a
}

func cutLetters(t *testing.T) [][]byte {
	t.Helper()
	w := func(from, subject, text string) []byte {
		return written{from: from, subject: subject, text: text, id: "<" + from + ">"}.bytes()
	}
	f := func(from string, changes map[string]string) []byte {
		return written{from: from, subject: "Completed form", text: "Please find the completed form attached.", id: "<" + from + ">", file: "form.pdf", data: filled(t, changes)}.bytes()
	}
	return [][]byte{
		w("asks@example.com", "OT referral", "Please send me the referral form."),
		f("ready@example.com", nil),
		f("gap@example.com", map[string]string{"child_forename": "Max", "nhs_number": "9990000026", "gp_practice_name": ""}),
		f("away@example.com", map[string]string{"child_forename": "Ivy", "nhs_number": "9990000034", "gp_practice_name": "Lambgates Health Centre", "gp_practice_postcode": "SK13 1DJ"}),
		w("alert@example.com", "form", "Please send the referral form. My nephew is scared of his dad and had bruising again."),
		w("people@example.com", "appointment", "Please could we rearrange the appointment?"),
	}
}

func copyLedger(t testing.TB, from, to string) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(to), 0o700))
	for _, suffix := range []string{"", "-wal"} {
		data, err := os.ReadFile(from + suffix)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		must(t, err)
		must(t, os.WriteFile(to+suffix, data, 0o600))
	}
}

// quiet tells how the world stands, and fails where two letters share nothing
// but their purpose.
func (r *rig) quiet() after {
	r.t.Helper()
	var a after
	seen := map[string]outgoing{}
	for _, o := range r.sent() {
		key := o.to + ": " + o.subject
		first, again := seen[key]
		if !again {
			seen[key] = o
			a.letters = append(a.letters, key)
			continue
		}
		if first.id != o.id || string(first.raw) != string(o.raw) {
			r.t.Errorf("%s was written twice: %s and %s", key, first.id, o.id)
		}
		a.repeats = append(a.repeats, key)
	}
	sort.Strings(a.letters)
	var stand []string
	for _, folder := range r.house.Folders() {
		stand = append(stand, fmt.Sprintf("%s %d", folder, r.holds(folder)))
	}
	list, err := r.book.Referrals(r.t.Context(), ledger.Filter{})
	must(r.t, err)
	var states []string
	for _, s := range list {
		states = append(states, string(s.Reference)+" "+string(s.State))
	}
	sort.Strings(states)
	d, err := r.clerk.Digest(r.t.Context(), r.clock(), monday, r.clock().Add(time.Second))
	must(r.t, err)
	for _, l := range d.Unsent {
		if strings.Contains(l.What, "was sent a second time") {
			a.named++
		}
	}
	if _, err := r.book.Verify(r.t.Context()); err != nil {
		r.t.Errorf("the audit trail: %v", err)
	}
	a.places = strings.Join(append(append(stand, states...), fmt.Sprintf("unaccounted %d", d.Unaccounted)), ", ")
	return a
}
