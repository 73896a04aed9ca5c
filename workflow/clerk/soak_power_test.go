package clerk_test

import (
	"context"
	"database/sql/driver"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"modernc.org/sqlite"

	"referrald/mailbox"
	"referrald/mailbox/inbox"
	"referrald/workflow/clerk"
	"referrald/workflow/ledger"
)

// What happens to the machine of the soak: its power, its disk and its clock.

// soakPlace is where the soak's daemon lives; a power cut does not move it.
const soakPlace = "one"

// writers are the connections that write to a ledger, by its path: the first
// that is opened. With its page limit a full disk is played.
var writers struct {
	sync.Mutex
	once sync.Once
	conn map[string]sqlite.ExecQuerierContext
}

// watchDisk notes the next connection that is opened to the ledger at path.
func watchDisk(path string) {
	writers.once.Do(func() {
		writers.conn = map[string]sqlite.ExecQuerierContext{}
		sqlite.RegisterConnectionHook(func(c sqlite.ExecQuerierContext, dsn string) error {
			file, _, _ := strings.Cut(strings.TrimPrefix(dsn, "file://"), "?")
			writers.Lock()
			defer writers.Unlock()
			if have, watched := writers.conn[file]; watched && have == nil {
				writers.conn[file] = c
			}
			return nil
		})
	})
	writers.Lock()
	defer writers.Unlock()
	writers.conn[path] = nil
}

// setRoom leaves the ledger at path as many pages as it has, or all it wants.
func setRoom(t testing.TB, path string, full bool) {
	t.Helper()
	pages := 1 << 30
	if full {
		pages = 1 // SQLite makes of it what there is
	}
	writer(t, path, fmt.Sprintf("PRAGMA max_page_count = %d", pages))
}

// writer tells the connection that writes to the ledger at path something.
func writer(t testing.TB, path, pragma string) {
	t.Helper()
	writers.Lock()
	conn := writers.conn[path]
	writers.Unlock()
	if conn == nil {
		t.Fatal("nobody writes to this ledger")
	}
	_, err := conn.ExecContext(t.Context(), pragma, []driver.NamedValue{})
	must(t, err)
}

// twinCards are the daemon's cards behind the switch of the power.
type twinCards struct {
	clerk.Cards
	p *power
}

func (w twinCards) Look(ctx context.Context) (f mailbox.Folder, err error) {
	if err := w.p.event(); err != nil {
		return f, err
	}
	return w.Cards.Look(ctx)
}

func (w twinCards) Put(ctx context.Context, folder string, letter []byte) error {
	if err := w.p.event(); err != nil {
		return err
	}
	if err := w.Cards.Put(ctx, folder, letter); err != nil {
		return err
	}
	return w.p.event()
}

func (w twinCards) Close() error { return nil }

// copyHouse copies what a power cut leaves on the disk: the lease file first,
// for the daemon goes on while the ledger is copied.
func copyHouse(t testing.TB, from, to string) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(to), 0o700))
	if data, err := os.ReadFile(ledger.LeaseFile(from)); err == nil {
		must(t, os.WriteFile(ledger.LeaseFile(to), data, 0o600))
	}
	copyLedger(t, from, to)
}

// opened gives a Box of the soak for a folder.
func (s *soak) opened(folder string, readOnly bool) *inbox.Box {
	return inbox.New(inbox.Config{
		Server: s.house.IMAPServer(), Login: inbox.Password(s.house.User, s.house.Password), Folder: folder, ReadOnly: readOnly,
		Timeout: time.Second, Now: s.daemonClock,
	})
}

// daemonClock is what the machine takes for the time; the servers and the people
// know better.
func (s *soak) daemonClock() time.Time {
	now := s.clock()
	s.mu.Lock()
	defer s.mu.Unlock()
	return now.Add(s.skew)
}

func (s *soak) setClock(skew time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.skew = skew
}

// machine lets the clock jump and the disk fill up, and puts both right again
// after a while.
func (s *soak) machine() {
	switch {
	case s.skew != 0 && s.world.one(6):
		s.setClock(0)
	case s.skew == 0 && s.world.one(120):
		s.world.count("the clock jumped two days ahead")
		s.setClock(48 * time.Hour)
	case s.skew == 0 && s.world.one(120):
		s.world.count("the clock jumped an hour back")
		s.setClock(-time.Hour)
	}
	switch {
	case s.full && s.world.one(3):
		s.makeRoom()
	case !s.full && s.world.one(60):
		s.world.count("the disk was full")
		s.full = true
		setRoom(s.t, s.path, true)
	}
}

func (s *soak) makeRoom() {
	if s.full {
		setRoom(s.t, s.path, false)
	}
	s.full = false
}

// TestFullDiskIsWaitedFor: nothing goes out that cannot be written down, and the
// daemon goes on by itself when there is room.
func TestFullDiskIsWaitedFor(t *testing.T) {
	path := newBook(t)
	watchDisk(path)
	r := newRig(t, func(r *rig) { r.path = path }).proves("one").opens()
	setRoom(t, path, true)
	var err error
	n := 0
	for ; n < 500 && err == nil; n++ {
		r.house.Deliver(written{from: fmt.Sprintf("p%d@example.com", n), subject: "form", text: "Please send me the referral form."}.bytes())
		r.wait(2 * time.Minute)
		_, err = r.clerk.Round(t.Context())
	}
	if err == nil || !ledger.Stuck(err) || ledger.Fatal(err) {
		t.Fatalf("after %d messages: %v", n, err)
	}
	sent := len(r.house.Sent())
	for range 6 {
		r.wait(10 * time.Minute)
		_, _ = r.clerk.Round(t.Context()) // it may find nothing that needs room
	}
	if got := len(r.house.Sent()); got != sent {
		t.Errorf("%d letters went while nothing could be written down", got-sent)
	}
	setRoom(t, path, false)
	r.lateRounds(4)
	if ids := r.ids(); len(ids) != n || len(r.house.Sent()) != n {
		t.Errorf("%d letters to %d people", len(r.house.Sent()), n)
	}
	must(t, r.book.Sound(t.Context()))
}

// A daemon that is killed at any moment of its first start, or while it leaves a
// card, is followed by one that acts at once.
func TestLeaseSurvivesCutsAtTheFirstStart(t *testing.T) {
	for n := 1; ; n++ {
		r := newRig(t).proves("one")
		disk := newBook(t)
		p := &power{at: n}
		p.cut = func() { copyHouse(t, r.path, disk) }
		w := twin{Inbox: r.clerk.Inbox, Post: r.clerk.Post, p: p}
		r.clerk.Inbox, r.clerk.Post = w, w
		r.clerk.Tenure.Cards = twinCards{r.clerk.Tenure.Cards, p}
		r.clerk.Now = func() time.Time { _ = p.event(); return r.clock() }
		_, _ = r.clerk.Round(t.Context())
		if !p.off {
			if n < 8 {
				t.Errorf("only %d events", n)
			}
			return
		}
		must(t, r.book.Close())
		r.path = disk
		r.start()
		r.proves("one")
		if rep, err := r.clerk.Round(t.Context()); err != nil || rep.Watching {
			t.Fatalf("cut at event %d: %v, it watches: %s", n, err, r.doubt())
		}
	}
}
