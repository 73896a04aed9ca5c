package inbox_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/inbox"
	"referrald/mailbox/loopback/realmail"
)

// TestDovecot: the same tests on a real server.
func TestDovecot(t *testing.T) {
	t.Parallel()
	s := realmail.Start(t)
	open := func(*testing.T) rig {
		return rig{server: s.IMAP, user: s.NewUser(), password: s.Password}
	}
	suite(t, open)
	t.Run("an untrusted certificate is for a person", func(t *testing.T) { testUntrusted(t, open(t)) })
	t.Run("a token logs in", func(t *testing.T) {
		r := open(t)
		testToken(t, r, s.Token(r.user, time.Now().Add(time.Hour)), &tokens{})
	})
	t.Run("a token that ran out is refused", func(t *testing.T) {
		r := open(t)
		old := &tokens{list: []string{s.Token(r.user, time.Now().Add(-time.Minute))}}
		b := r.box(t, func(c *inbox.Config) { c.Login = inbox.Token(r.server, r.user, old.ask) })
		if _, err := b.Look(in(t, patience)); outcome(t, err) != mailbox.Misconfigured {
			t.Errorf("%v", err)
		}
	})
	t.Run("a backlog comes whole and in order", func(t *testing.T) { testBacklog(t, s, open(t)) })
	t.Run("a restart costs one error and no letter", func(t *testing.T) { testRestart(t, s, open(t)) })
}

func testBacklog(t *testing.T, s *realmail.Servers, r rig) {
	p := r.person(t)
	var uids []uint32
	for n := range 150 {
		uids = append(uids, p.puts(letter("request "+strings.Repeat("i", n), 2000), noon))
	}
	b := r.box(t)
	_, err := b.Look(in(t, patience))
	must(t, err)
	got := fetch(t, b, 0, uids...)
	if !slices.Equal(uidsOf(got), uids) {
		t.Fatalf("%d of %d letters, or in another order", len(got), len(uids))
	}
	for _, f := range got {
		if f.Err != nil || f.Size != int64(len(f.Bytes)) {
			t.Errorf("message %d: %v, %d bytes of %d", f.UID, f.Err, len(f.Bytes), f.Size)
		}
	}
	where, err := b.File(in(t, patience), uids, "Referrals/Received")
	must(t, err)
	if len(where) != len(uids) {
		t.Errorf("%d of %d letters were filed", len(where), len(uids))
	}
}

func testRestart(t *testing.T, s *realmail.Servers, r rig) {
	b := r.box(t)
	_, err := b.Look(in(t, patience))
	must(t, err)
	waited := make(chan error, 1)
	go func() {
		_, err := b.Wait(in(t, patience), time.Minute)
		waited <- err
	}()
	time.Sleep(100 * time.Millisecond)
	s.Restart(t)
	if err := <-waited; outcome(t, err) != mailbox.TryLater {
		t.Errorf("waiting while the server ended: %v", err)
	}
	s.Deliver(t, "jo@example.org", r.user, letter("after the restart", 500))
	f, err := b.Look(in(t, patience))
	must(t, err)
	if len(f.Entries) != 1 {
		t.Errorf("%d letters, want the one", len(f.Entries))
	}
}
