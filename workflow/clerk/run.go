package clerk

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"referrald/mailbox"
	"referrald/workflow/ledger"
)

const (
	// firstPause and lastPause bound the wait after a round that failed.
	firstPause = 5 * time.Second
	lastPause  = 15 * time.Minute
	// glance is how often the ledger is asked whether a person wrote in it.
	glance = time.Second
)

// Prepare makes the folders and tells whether the mailbox can be used.
func (c *Clerk) Prepare(ctx context.Context) error {
	var names []string
	f := c.Office.Folders
	for _, n := range []string{f.Requests, f.Referrals, f.Person, f.Automatic} {
		if n != "" {
			names = append(names, n)
		}
	}
	return c.Inbox.Ensure(ctx, names)
}

// Run does rounds until the context ends, which is no error. It returns an
// error only when going on could lose something: the ledger cannot be written.
func (c *Clerk) Run(ctx context.Context) error {
	prepared, pause := false, firstPause
	for ctx.Err() == nil {
		var rep Report
		var err error
		if !prepared {
			err = c.Prepare(ctx)
			prepared = err == nil
		}
		if err == nil {
			rep, err = c.Round(ctx)
		}
		if c.Pulse != nil && ctx.Err() == nil {
			c.Pulse(ctx, rep, err)
		}
		switch {
		case ctx.Err() != nil:
			return nil
		case ledger.Fatal(err):
			return err
		case err != nil && rep.Read:
			// A mail server or a folder that takes nothing keeps nobody's letter
			// from being read; what is due is tried again by itself.
			c.log().Error("not all could be posted and moved; it is kept and tried again", "error", err)
			pause = firstPause
			c.idle(ctx)
		case err != nil:
			if misconfigured(err) {
				pause = lastPause // a repeated wrong password locks accounts
			}
			c.log().Error("the round could not be finished; trying again", "in", pause, "error", err)
			sleep(ctx, pause/2+rand.N(pause/2))
			pause = min(2*pause, lastPause)
		default:
			pause = firstPause
			c.idle(ctx)
		}
	}
	return nil
}

// misconfigured reports whether a server refuses us for what is configured.
func misconfigured(err error) bool {
	var t *mailbox.Trouble
	return errors.As(err, &t) && t.Outcome == mailbox.Misconfigured || errors.Is(err, errRefusesUs)
}

// idle waits for the mailbox to ring. Meanwhile it posts what a person
// releases, and letters whose time has come; neither needs the mailbox.
func (c *Clerk) idle(ctx context.Context) {
	if c.again {
		c.again = false
		return
	}
	rang := make(chan error, 1)
	wait, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		_, err := c.Inbox.Wait(wait, c.nap())
		rang <- err
	}()
	tick := time.NewTicker(glance)
	defer tick.Stop()
	seen, _ := c.Ledger.Changed(ctx)
	var rest time.Time // after a failure the mail server is left alone until then
	for {
		select {
		case err := <-rang:
			if err != nil && ctx.Err() == nil && !errors.Is(err, context.Canceled) {
				c.log().Warn("the wait for new mail ended early; looking again", "error", err)
				sleep(ctx, time.Second)
			}
			return
		case <-tick.C:
			if len(rang) > 0 {
				continue // what came goes before what is to be posted
			}
			now, err := c.Ledger.Changed(ctx)
			if time.Now().Before(rest) || err == nil && now == seen && !c.due(ctx) {
				continue
			}
			seen = now
			if err := c.postNow(ctx); err != nil {
				rest = time.Now().Add(lastPause / 15)
				c.log().Error("posting could not be finished; trying again", "error", err)
			}
		}
	}
}

// due reports whether a letter's time has come, or the digest's.
func (c *Clerk) due(ctx context.Context) bool {
	if c.Tenure != nil && c.Tenure.doubt != "" {
		return false // only a person's word changes that, which moves the ledger
	}
	t, ok, err := c.Ledger.NextDue(ctx)
	return err == nil && ok && !t.After(c.Now()) && !c.resting() || c.digestDue(ctx)
}

// postNow posts and chases outside a round of the mailbox.
func (c *Clerk) postNow(ctx context.Context) error {
	var rep Report
	if may, err := c.entitled(ctx); err != nil || !may {
		return err
	}
	return errors.Join(c.sound(ctx), c.chase(ctx), c.send(ctx, &rep))
}

func (c *Clerk) nap() time.Duration {
	if c.Poll > 0 {
		return c.Poll
	}
	return DefaultPoll
}

func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
