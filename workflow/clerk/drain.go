package clerk

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"referrald/mailbox"
	"referrald/workflow/ledger"
)

// fetched is a chunk with its bytes, or with the reason why there are none.
type fetched struct {
	rows []ledger.Row
	got  map[uint32]mailbox.Fetched
	err  error
}

// drain works through the chunks in order. While one is decided the next is
// fetched, so that neither the wire nor the processor waits for the other;
// never more than two are in memory. After a turn the rest is left for the next
// round: photographs take half a minute each, and letters and alerts that are
// decided do not wait for all of them.
func (c *Clerk) drain(ctx context.Context, validity uint32, work []chunk, o old, rep *Report) error {
	var ahead chan fetched
	over := c.Now().Add(turn)
	for i := 0; i <= len(work); i++ {
		if i < len(work) && !c.Now().Before(over) {
			work, c.again = work[:i], true
		}
		behind := ahead
		ahead = nil
		if i < len(work) {
			rows, err := c.receive(ctx, validity, work[i], o)
			if err != nil {
				return errors.Join(err, c.settle(ctx, behind, o, rep))
			}
			ahead = make(chan fetched, 1)
			go func(out chan<- fetched) { out <- c.fetch(ctx, rows) }(ahead)
		}
		if err := c.settle(ctx, behind, o, rep); err != nil {
			if ahead != nil {
				c.spare((<-ahead).rows)
			}
			return err
		}
	}
	return nil
}

// receive makes the rows and counts the attempt before anything is opened.
func (c *Clerk) receive(ctx context.Context, validity uint32, ch chunk, o old) ([]ledger.Row, error) {
	if len(c.spared) > 0 {
		if err := c.Ledger.Spare(ctx, c.spared); err != nil {
			return nil, err
		}
		c.spared = nil
	}
	in := make([]ledger.Incoming, len(ch))
	for i, e := range ch {
		in[i] = ledger.Incoming{Key: mailbox.Key{Validity: validity, UID: e.UID}, Size: e.Size, Seen: e.Seen}
		if o.same {
			in[i].Old = o.has(e.UID, time.Time{})
		}
	}
	rows, err := c.Ledger.Receive(ctx, c.Now(), in)
	if err != nil {
		return nil, fmt.Errorf("recording new messages: %w", err)
	}
	return rows, nil
}

// fetch brings the bytes of every row that is still to be opened.
func (c *Clerk) fetch(ctx context.Context, rows []ledger.Row) fetched {
	f := fetched{rows: rows, got: make(map[uint32]mailbox.Fetched, len(rows))}
	var whole, heads []uint32
	for _, r := range rows {
		switch {
		case r.Old || r.Attempts > maxAttempts:
		case r.Size > c.maxBytes():
			heads = append(heads, r.Key.UID)
		default:
			whole = append(whole, r.Key.UID)
		}
	}
	take := func(m mailbox.Fetched) error {
		f.got[m.UID] = m
		return nil
	}
	if len(whole) > 0 {
		f.err = c.Inbox.Fetch(ctx, whole, c.maxBytes(), take)
	}
	if len(heads) > 0 && f.err == nil {
		f.err = c.Inbox.Fetch(ctx, heads, headBytes, take)
	}
	return f
}

// settle decides a chunk that was fetched. What arrived is decided even when
// the connection broke over the rest.
func (c *Clerk) settle(ctx context.Context, in <-chan fetched, o old, rep *Report) error {
	if in == nil {
		return nil
	}
	f := <-in
	if err := c.decide(ctx, c.examineAll(f, o), rep); err != nil {
		if unwritable(err) {
			c.spare(f.rows)
		}
		return err
	}
	if f.err != nil {
		return fmt.Errorf("fetching messages: %w", f.err)
	}
	return nil
}

// unwritable reports whether the ledger could not be written, which is no fault of
// what was to be written.
func unwritable(err error) bool { return ledger.Stuck(err) || errors.Is(err, ledger.Locked) }

// spare remembers messages that no attempt was made at, or whose attempt could
// not be written down: a full disk must not hand them to a person unread.
func (c *Clerk) spare(rows []ledger.Row) {
	for _, r := range rows {
		c.spared = append(c.spared, r.ID)
	}
}

// item is one message on its way through a group.
type item struct {
	row  ledger.Row
	e    Examined
	size int64
	old  bool

	answered bool // by a person

	skip bool  // nothing to decide: gone, or the connection broke before it came
	err  error // could not be opened
}

// examineAll opens and reads the messages of a chunk side by side; the order
// of arrival is kept.
func (c *Clerk) examineAll(f fetched, o old) []item {
	items := make([]item, len(f.rows))
	var wg sync.WaitGroup
	slots := make(chan struct{}, readers)
	for i, r := range f.rows {
		items[i] = item{row: r, old: r.Old}
		m, came := f.got[r.Key.UID]
		switch {
		case r.Old:
			continue
		case r.Attempts > maxAttempts:
			items[i].err = errTooOften
			continue
		case !came:
			items[i].skip = true
			continue
		case m.Err != nil:
			items[i].err = m.Err
			continue
		}
		wg.Add(1)
		slots <- struct{}{}
		go func(it *item) {
			defer func() { <-slots; wg.Done() }()
			it.size = m.Size
			it.e, it.err = examineGuarded(m.Bytes, c.Now(), c.Read, c.readTime(len(f.rows)))
			if it.err == nil && m.Truncated {
				it.e = tooLarge(it.e)
			}
			it.old = it.err == nil && o.has(it.row.Key.UID, it.e.Received)
			it.answered = it.err == nil && o.people.has(it.row.Key.UID, it.e.Message.MessageID)
		}(&items[i])
	}
	wg.Wait()
	return items
}

var errTooOften = errors.New("opening this message failed several times")
