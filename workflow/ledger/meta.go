package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"
)

// Mark says from when on mail is answered: messages with a smaller UID, in a
// folder still numbered by Validity, or that arrived before At, were dealt
// with by people.
type Mark struct {
	Validity, Next uint32
	At             time.Time
}

// GoLive reads the go-live mark; false before the first start.
func (l *Ledger) GoLive(ctx context.Context) (Mark, bool, error) {
	var m Mark
	ok, err := readMeta(l.eyes(ctx), "go-live", &m)
	return m, ok, fail("reading the go-live mark", err)
}

// SetGoLive makes the go-live mark. It is made once: another is refused with
// Conflict.
func (l *Ledger) SetGoLive(ctx context.Context, m Mark) error {
	const doing = "setting the go-live mark"
	data, err := json.Marshal(m)
	if err != nil {
		return fail(doing, err)
	}
	return l.write(ctx, doing, func(p *pen) error {
		n, err := p.changed(`INSERT INTO meta(name, value) VALUES ('go-live', ?) ON CONFLICT DO NOTHING`, data)
		if err := one(n, err, Conflict); err != nil {
			return err
		}
		return p.audit(line{at: m.At, what: "go-live mark set", detail: string(data)})
	})
}

// readMeta reads one value; false when it was never set.
func readMeta(a asker, name string, into any) (bool, error) {
	var data []byte
	err := a.row(`SELECT value FROM meta WHERE name = ?`, name).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, json.Unmarshal(data, into)
}

// setMeta keeps one value.
func (p *pen) setMeta(name string, value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	_, err = p.exec(`INSERT INTO meta(name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2`, name, data)
	return err
}

// Breaker is the brake on everything: while it is open, letters to people
// outside the office stay where they are until a person closes it.
type Breaker struct {
	Open  bool
	Why   string
	Since time.Time
}

// Breaker reads whether the breaker is open.
func (l *Ledger) Breaker(ctx context.Context) (Breaker, error) {
	b, err := readBreaker(l.eyes(ctx))
	return b, fail("reading the breaker", err)
}

func readBreaker(a asker) (Breaker, error) {
	var b Breaker
	_, err := readMeta(a, "breaker", &b)
	return b, err
}

// OpenBreaker stops all sending. An open breaker keeps its first reason.
func (l *Ledger) OpenBreaker(ctx context.Context, why string, now time.Time) error {
	return l.write(ctx, "opening the breaker", func(p *pen) error { return p.openBreaker(why, now) })
}

// OpenBreaker does the same within a group.
func (g *Group) OpenBreaker(ctx context.Context, why string, now time.Time) error {
	g.pen.ctx = ctx
	return fail("opening the breaker", g.pen.openBreaker(why, now))
}

func (p *pen) openBreaker(why string, now time.Time) error {
	data, err := json.Marshal(Breaker{Open: true, Why: why, Since: now.UTC()})
	if err != nil {
		return err
	}
	n, err := p.changed(`INSERT INTO meta(name, value) VALUES ('breaker', ?) ON CONFLICT DO NOTHING`, data)
	if err != nil || n == 0 {
		return err
	}
	return p.audit(line{at: now, what: "breaker opened", why: why})
}

// CloseBreaker lets letters go again; by is the person who decided it. A
// breaker that is not open is refused with NotFound.
func (l *Ledger) CloseBreaker(ctx context.Context, by string, now time.Time) error {
	const doing = "closing the breaker"
	if by == "" {
		return &Error{Doing: doing, Kind: Unfit, Hint: "say who decides: -by NAME"}
	}
	return l.write(ctx, doing, func(p *pen) error {
		n, err := p.changed(`DELETE FROM meta WHERE name = 'breaker'`)
		if err := one(n, err, NotFound); err != nil {
			return err
		}
		// The person answers for all that was written so far: the limits on all
		// letters count anew, else the letters that waited would stop the next.
		if err := p.setMeta("resumed", now.UnixMilli()); err != nil {
			return err
		}
		return p.audit(line{at: now, who: by, what: "breaker closed"})
	})
}

// Told is until when the digests have told what happened; false before the
// first.
func (l *Ledger) Told(ctx context.Context) (time.Time, bool, error) {
	var ms int64
	ok, err := readMeta(l.eyes(ctx), "told", &ms)
	return time.UnixMilli(ms).UTC(), ok, fail("reading what the digests have told", err)
}

// SetTold records that digests have told what happened before a moment, which
// may be earlier than the last.
func (l *Ledger) SetTold(ctx context.Context, until time.Time) error {
	return l.write(ctx, "recording what the digest told", func(p *pen) error { return p.setMeta("told", until.UnixMilli()) })
}

// lookEvery is how often looks are written: proof of life is worth a minute,
// not a commit for each look.
const lookEvery = time.Minute

// looks are those not yet written, of one hour.
type looks struct {
	n         int
	inMailbox int
	inLedger  int
	last      time.Time
	written   time.Time
}

// Looked records a successful look into the mailbox and how many messages were
// there, beside how many the ledger knows to be there. It is kept in memory and
// written at most once a minute, and by Close.
func (l *Ledger) Looked(ctx context.Context, now time.Time, inMailbox int) error {
	inLedger, err := inFolder(l.eyes(ctx))
	if err != nil {
		return fail("counting the messages in the folder", err)
	}
	l.mu.Lock()
	if l.looks.n > 0 && !sameHour(l.looks.last, now) {
		l.mu.Unlock()
		if err := l.flushLooks(ctx); err != nil {
			return err
		}
		l.mu.Lock()
	}
	l.looks.n++
	l.looks.last, l.looks.inMailbox, l.looks.inLedger = now, inMailbox, inLedger
	age := now.Sub(l.looks.written)
	due := age >= lookEvery || age < 0
	l.mu.Unlock()
	if !due {
		return nil
	}
	return l.flushLooks(ctx)
}

func sameHour(a, b time.Time) bool { return a.Unix()/3600 == b.Unix()/3600 }

// flushLooks writes the looks in memory. What could not be written stays there.
func (l *Ledger) flushLooks(ctx context.Context) error {
	l.mu.Lock()
	k := l.looks
	l.mu.Unlock()
	if k.n == 0 {
		return nil
	}
	err := l.write(ctx, "recording a look into the mailbox", func(p *pen) error {
		_, err := p.exec(`INSERT INTO looks(hour, n, last, in_mailbox, in_ledger) VALUES (?1, ?2, ?3, ?4, ?5)
			ON CONFLICT DO UPDATE SET n = n + ?2, last = ?3, in_mailbox = ?4, in_ledger = ?5`, k.last.Unix()/3600, k.n, k.last.UnixMilli(), k.inMailbox, k.inLedger)
		return err
	})
	if err != nil {
		return err
	}
	l.mu.Lock()
	l.looks.n -= k.n
	l.looks.written = k.last
	l.mu.Unlock()
	return nil
}
