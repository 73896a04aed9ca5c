package inbox_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/inbox"
	"referrald/mailbox/loopback"
)

// idling waits until the server has a box in IDLE.
func idling(t *testing.T, o *loopback.Office, times int) {
	t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		n := 0
		for _, c := range o.Commands() {
			if c == "IDLE" {
				n++
			}
		}
		if n >= times {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%d times in IDLE, want %d", n, times)
		}
	}
}

// quick finds a dead peer soon: both stretches are fields of the box.
func quick(c *inbox.Config) { c.IdleFor, c.Timeout = 100*time.Millisecond, 700*time.Millisecond }

// TestS5BlackHole: packets vanish in the middle of IDLE, without FIN and
// without RST. The box notices, connects anew and sees the letter that came
// meanwhile.
func TestS5BlackHole(t *testing.T) {
	for name, security := range map[string]mailbox.Security{"TLS": mailbox.TLS, "plain": mailbox.Plain} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, r := office(t, loopback.Options{IMAP: security})
			h, r := dig(t, r)
			b := r.box(t, quick)
			looks(t, b)
			calls := h.calls()
			waited := make(chan error, 1)
			go func() {
				for { // with little patience a busy machine looks silent
					_, err := b.Wait(in(t, patience), time.Hour)
					if err != nil || h.calls() != calls {
						waited <- err
						return
					}
				}
			}()
			idling(t, o, 2)
			h.swallow()
			o.Deliver(letter("nobody rings", 0))
			select {
			case err := <-waited:
				if err == nil || outcome(t, err) != mailbox.TryLater {
					t.Errorf("%v", err)
				}
			case <-time.After(patience):
				t.Fatal("the dead connection was not noticed")
			}
			if f := looks(t, b); len(f.Entries) != 1 || h.calls() == calls {
				t.Errorf("%d letters after %d connections", len(f.Entries), h.calls())
			}
		})
	}
}

// TestS5DeadInIdle: the server is there and is no use: it does not hear DONE,
// says BYE, or rings without end and does not hear DONE either.
func TestS5DeadInIdle(t *testing.T) {
	for name, do := range map[string]loopback.Action{"deaf": loopback.Deaf, "BYE": loopback.Bye, "rings and is deaf": loopback.Din} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, r := office(t, loopback.Options{})
			o.Deliver(letter("first", 0))
			b := r.box(t, quick)
			looks(t, b)
			o.AddIMAP(loopback.Fault{At: "IDLE", Do: do})
			ended := make(chan error, 1)
			go func() {
				_, err := b.Wait(in(t, patience), time.Hour)
				ended <- err
			}()
			select {
			case err := <-ended:
				if err == nil || outcome(t, err) != mailbox.TryLater {
					t.Errorf("%v", err)
				}
			case <-time.After(patience / 2):
				t.Fatal("the wait does not end")
			}
			o.Deliver(letter("second", 0))
			if f := looks(t, b); len(f.Entries) != 2 {
				t.Errorf("%d letters", len(f.Entries))
			}
		})
	}
}

// TestS5RingsForEver: a server that rings all the time is looked at ever more
// rarely, up to once a minute, and a letter that does come is seen, and the
// next ring is answered at once again.
func TestS5RingsForEver(t *testing.T) {
	o, r := office(t, loopback.Options{})
	o.Deliver(letter("first", 0))
	o.SetFaults(loopback.Faults{IMAP: []loopback.Fault{{At: "IDLE", Do: loopback.Ring, Times: loopback.Always}}})
	var slept []time.Duration
	b := r.box(t, func(c *inbox.Config) {
		c.Sleep = func(_ context.Context, d time.Duration) error { slept = append(slept, d); return nil }
	})
	looks(t, b)
	turn := func() int {
		rang, err := b.Wait(in(t, patience), 5*time.Minute)
		must(t, err)
		if !rang {
			t.Fatal("it did not ring")
		}
		return len(looks(t, b).Entries)
	}
	for range 10 {
		turn()
	}
	want := []time.Duration{1, 2, 4, 8, 16, 32, 60, 60, 60}
	for i := range want {
		want[i] *= time.Second
	}
	if !slices.Equal(slept, want) {
		t.Errorf("slept %v, want %v", slept, want)
	}
	o.Deliver(letter("second", 0))
	if n := turn(); n != 2 {
		t.Errorf("%d letters", n)
	}
	slept = nil
	turn()
	if len(slept) != 0 {
		t.Errorf("a ring that was worth it is followed by a sleep of %v", slept)
	}
}

// TestS5WaitKeepsItsEnd: a wait on such a server keeps to its own end.
func TestS5WaitKeepsItsEnd(t *testing.T) {
	o, r := office(t, loopback.Options{})
	o.SetFaults(loopback.Faults{IMAP: []loopback.Fault{{At: "IDLE", Do: loopback.Ring, Times: loopback.Always}}})
	longest := time.Duration(0)
	b := r.box(t, func(c *inbox.Config) {
		c.Sleep = func(_ context.Context, d time.Duration) error { longest = max(longest, d); return nil }
	})
	looks(t, b)
	for range 10 {
		_, err := b.Wait(in(t, patience), 10*time.Second)
		must(t, err)
		looks(t, b)
	}
	if longest == 0 || longest > 10*time.Second {
		t.Errorf("slept %v in a wait of 10 s", longest)
	}
}
