package clerk

import (
	"context"
	"fmt"
	"time"

	"referrald/mailbox"
	"referrald/templates"
	"referrald/workflow"
)

// alarm tells everybody in office.alert_to, once for each key; added says that
// it was not told before.
func (c *Clerk) alarm(ctx context.Context, key string, a templates.Alert) (added bool, err error) {
	now := c.Now()
	for i, to := range c.Office.AlertTo {
		fresh, err := c.postStaff(ctx, key, i, to, a, now)
		if err != nil {
			return added, err
		}
		added = added || fresh
	}
	return added, nil
}

// postStaff queues one letter to the office itself, once for each key and
// recipient.
func (c *Clerk) postStaff(ctx context.Context, key string, i int, to mailbox.Address, l templates.Letter, now time.Time) (added bool, err error) {
	p := workflow.GateStaff(workflow.Planned{Letter: l, To: to, Case: -1, Release: workflow.Auto, Staff: true}, c.Office)
	var out mailbox.Outgoing
	if p.Passed() {
		if out, err = c.compose(p, workflow.Plan{}, fmt.Sprintf("%s-%d", key, i), 0, threading{}, now); err != nil {
			return false, fmt.Errorf("writing the %s: %w", l.Name(), err)
		}
	}
	return c.Ledger.Post(ctx, key, p, out, now)
}
