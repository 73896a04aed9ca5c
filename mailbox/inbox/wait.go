package inbox

import (
	"context"
	"errors"
	"time"

	"github.com/emersion/go-imap/v2"

	"referrald/mailbox"
)

// Wait sleeps until the server announces something in the watched folder
// (rang), or until atMost has passed. A ring is only a doorbell: Look tells
// what there is. Wait returns true at once when something was announced since
// the last Look, or when the folder was not looked at on this connection.
// Without IDLE it sleeps for atMost and says false.
//
// The line is tried at least every IdleFor, so that a peer which vanished
// without a word shows as an error, not as a quiet day.
func (b *Box) Wait(ctx context.Context, atMost time.Duration) (rang bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	end := time.Now().Add(atMost)
	for {
		l, err := b.ready(ctx)
		if err != nil {
			return false, err
		}
		left := time.Until(end)
		if !l.looked || l.rang() {
			return true, b.breathe(ctx, l, left)
		}
		switch {
		case left <= 0:
			return false, nil
		case l.noIdle || !l.caps.Has(imap.CapIdle):
			return false, b.cfg.Sleep(ctx, left)
		}
		if err := b.idle(ctx, l, min(left, b.cfg.IdleFor)); err != nil {
			return false, err
		}
	}
}

// breathe lets a bell ring that rang in vain before: the first looks come at
// once, and then ever later, so that a server which rings without end is not
// asked without end.
func (b *Box) breathe(ctx context.Context, l *line, left time.Duration) error {
	if !l.looked || b.vain == 0 {
		return nil
	}
	pause := lastBreath
	if b.vain < 7 { // 2^6 seconds are more than the longest
		pause = min(firstBreath<<(b.vain-1), lastBreath)
	}
	return b.cfg.Sleep(ctx, min(pause, max(left, 0)))
}

// rang looks at the bell and leaves the ring in it until the next look.
func (l *line) rang() bool { return len(l.bell) > 0 }

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// idle is one stretch of IDLE: begin, wait for the bell, the clock, the end of
// the context or of the connection, then break it and see that the server is
// still there.
func (b *Box) idle(ctx context.Context, l *line, stretch time.Duration) error {
	const doing = "waiting for new mail"
	g := watch(ctx, l.conn, b.cfg.Timeout)
	cmd, err := l.client.Idle()
	if err = g.release(err); err != nil {
		err = replyTrouble(doing, err, mailbox.TryLater, "")
		if _, no := refused(err); no {
			l.noIdle = true
			return nil
		}
		return b.settle(ctx, err)
	}
	over := l.listen(ctx, stretch)
	patience := b.cfg.Timeout
	if over != nil {
		patience = min(patience, farewell)
	}
	g = watch(context.WithoutCancel(ctx), l.conn, patience)
	err = errors.Join(cmd.Close(), cmd.Wait())
	if err == nil && over == nil && !l.rang() {
		err = l.client.Noop().Wait()
	}
	if err = g.release(err); err != nil {
		err = replyTrouble(doing, err, mailbox.TryLater, "")
		if _, no := refused(err); no {
			l.noIdle, err = true, nil
		}
		err = b.settle(ctx, err)
	}
	if over != nil {
		return over
	}
	return err
}

// listen returns the context's error when that is what ended the waiting.
func (l *line) listen(ctx context.Context, stretch time.Duration) error {
	clock := time.NewTimer(stretch)
	defer clock.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-clock.C:
	case <-l.client.Closed():
	case <-l.bell:
		l.ring()
	}
	return nil
}
