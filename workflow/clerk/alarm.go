package clerk

import (
	"context"
	"fmt"

	"referrald/mailbox"
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
	a := templates.Alert{Kind: "stopped", Received: b.Since, Evidence: []string{b.Why}}
	now := c.Now()
	for i, to := range c.Office.AlertTo {
		p := workflow.GateStaff(workflow.Planned{Letter: a, To: to, Case: -1, Release: workflow.Auto, Staff: true}, c.Office)
		var out mailbox.Outgoing
		if p.Passed() {
			if out, err = c.compose(p, workflow.Plan{}, fmt.Sprintf("%s-%d", key, i), 0, threading{}, now); err != nil {
				return fmt.Errorf("writing the alarm: %w", err)
			}
		}
		added, err := c.Ledger.Post(ctx, key, p, out, now)
		if err != nil {
			return err
		}
		if added {
			c.log().Error("ALARM: sending has stopped until a person looks", "why", b.Why)
		}
	}
	c.sounded = key
	return nil
}
