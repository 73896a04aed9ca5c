package clerk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"referrald/templates"
	"referrald/workflow"
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

// unwritten tells those who get alerts, once a day for each letter, that it lacks
// what it must say: everybody who needs that letter waits.
func (c *Clerk) unwritten(ctx context.Context, why error, now time.Time) error {
	var hole *templates.Hole
	if !errors.As(why, &hole) {
		return nil
	}
	key := "unwritten-" + hole.Letter + "-" + now.In(workflow.London()).Format(time.DateOnly)
	added, err := c.alarm(ctx, key, templates.Alert{Kind: "unwritten", Received: now, Evidence: []string{hole.Gap()}})
	if added {
		c.log().Error("ALARM: a letter cannot be written, and is not sent", "why", hole.Gap())
	}
	return err
}
