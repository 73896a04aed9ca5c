package clerk

import (
	"context"
	"fmt"

	"referrald/templates"
)

// sound tells those who get alerts that sending has stopped, once for each time
// that it does. The ledger holds the alarm by the moment of the stop, so that
// neither a cut nor a restart loses it or makes it twice.
func (c *Clerk) sound(ctx context.Context) error {
	b, err := c.Ledger.Breaker(ctx)
	if err != nil || !b.Open {
		return err
	}
	key := fmt.Sprintf("stopped-%d", b.Since.UnixMilli())
	if c.sounded == key {
		return nil
	}
	added, err := c.alarm(ctx, key, templates.Alert{Kind: "stopped", Received: b.Since, Evidence: []string{b.Why}})
	if err != nil {
		return err
	}
	if added {
		c.log().Error("ALARM: sending has stopped until a person looks", "why", b.Why)
	}
	c.sounded = key
	return nil
}
