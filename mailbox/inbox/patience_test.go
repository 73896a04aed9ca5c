package inbox

import (
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
