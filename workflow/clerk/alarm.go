package clerk

import (
	"context"
	"fmt"
	"time"

	"referrald/mailbox"
	"referrald/templates"
	"referrald/workflow"
	"referrald/workflow/ledger"
)

// brake opens the breaker when a letter of the plan has met a limit on all
// letters. It happens in the transaction that queues the letter: no round sends
// in between, and a cut leaves both or neither.
func (c *Clerk) brake(ctx context.Context, g *ledger.Group, p workflow.Plan, now time.Time) error {
	for _, l := range p.Letters {
		if l.Waits == workflow.BrakeHour || l.Waits == workflow.BrakeDay {
			c.log().Error("sending stops until a person has looked", "limit", l.Waits)
			return g.OpenBreaker(ctx, workflow.BrakeWords[l.Waits], now)
		}
	}
	return nil
}

// sound tells staff that sending has stopped, once for each time that it does.
// The ledger holds the alarm by the moment of the stop, so that neither a cut
// nor a restart loses it or makes it twice.
func (c *Clerk) sound(ctx context.Context) error {
	b, err := c.Ledger.Breaker(ctx)
	if err != nil || !b.Open {
		return err
	}
	key := fmt.Sprintf("sending-stopped-%d", b.Since.Unix())
	if c.sounded == key {
		return nil
	}
	a := templates.Alert{Kind: "sending", Where: "every letter that waits stands in the digest", Received: b.Since, Evidence: []string{b.Why}}
	now := c.Now()
	for i, to := range c.Office.AlertTo {
		p := workflow.GateStaff(workflow.Planned{Letter: a, To: to, Case: -1, Release: workflow.Auto, Staff: true}, c.Office)
		var out mailbox.Outgoing
		if p.Passed() {
			if out, err = c.compose(p, workflow.Plan{}, fmt.Sprintf("%s-%d", key, i), 0, threading{}, now); err != nil {
				return fmt.Errorf("writing the alarm: %w", err)
			}
		}
		if _, err := c.Ledger.Post(ctx, key, p, out, now); err != nil {
			return err
		}
	}
	c.sounded = key
	return nil
}
