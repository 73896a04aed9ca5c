package inbox

import (
	"errors"
	"net"
	"testing"
	"time"
)

// TestS5WithinFiveMinutes: whatever is configured, a stretch of IDLE and the
// patience after it are no more than five minutes.
func TestS5WithinFiveMinutes(t *testing.T) {
	for _, c := range []Config{{}, {IdleFor: time.Hour}, {IdleFor: 29 * time.Minute}} {
		c = c.withDefaults()
		if c.IdleFor+c.Timeout > 5*time.Minute {
			t.Errorf("a vanished peer is noticed after %v", c.IdleFor+c.Timeout)
		}
	}
}

// TestS5TalksWithoutEnd: bytes that come in lengthen the patience with a
// command, and not for ever.
func TestS5TalksWithoutEnd(t *testing.T) {
	near, far := net.Pipe()
	conn := &meter{Conn: near}
	g := watchFor(t.Context(), conn, 50*time.Millisecond, 200*time.Millisecond)
	go func() {
		for b := make([]byte, 4096); ; {
			if _, err := far.Write(b); err != nil {
				return
			}
		}
	}()
	ended := make(chan error, 1)
	go func() {
		for b := make([]byte, 4096); ; {
			if _, err := conn.Read(b); err != nil {
				ended <- g.release(err)
				return
			}
		}
	}()
	select {
	case err := <-ended:
		if !errors.Is(err, errSilent) {
			t.Errorf("%v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("the talk is listened to for ever")
	}
	_, _ = near.Close(), far.Close()
}
