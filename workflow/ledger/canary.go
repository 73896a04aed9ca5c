package ledger

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// canaryKept is how long canaries are remembered.
const canaryKept = 31 * 24 * time.Hour

// Canaries is how the letters stand that prove that mail comes round.
type Canaries struct {
	LastSent time.Time // zero: none was ever sent
	LastCame time.Time // when the newest that came back came; zero: none did
	Waits    time.Time // since when one is out, and none sent later has come; zero: none is
}

// SendCanary makes the row of a canary before it is sent; its number makes its
// Message-ID.
func (l *Ledger) SendCanary(ctx context.Context, now time.Time) (id int64, err error) {
	err = l.write(ctx, "recording a canary", func(p *pen) error {
		if _, err := p.exec(`DELETE FROM canaries WHERE sent_at < ?`, now.Add(-canaryKept).UnixMilli()); err != nil {
			return err
		}
		id, err = p.insert(`INSERT INTO canaries(sent_at) VALUES (?)`, now.UnixMilli())
		return err
	})
	return id, err
}

// CanarySent records the mail server's word on a canary.
func (l *Ledger) CanarySent(ctx context.Context, id int64, reply string) error {
	return l.write(ctx, "recording a canary", func(p *pen) error {
		_, err := p.exec(`UPDATE canaries SET reply = ? WHERE id = ?`, reply, id)
		return err
	})
}

// CanaryCame records that a canary was found in the mailbox, once.
func (g *Group) CanaryCame(ctx context.Context, id int64, now time.Time) error {
	g.pen.ctx = ctx
	_, err := g.pen.exec(`UPDATE canaries SET came_at = ? WHERE id = ? AND came_at IS NULL`, now.UnixMilli(), id)
	return fail("recording a canary", err)
}

// Canaries reads how the canaries stand.
func (l *Ledger) Canaries(ctx context.Context) (c Canaries, err error) {
	var sent, came, waits sql.NullInt64
	err = l.eyes(ctx).row(`SELECT max(sent_at), max(came_at), (SELECT min(w.sent_at) FROM canaries w WHERE w.came_at IS NULL
		AND w.id > coalesce((SELECT max(id) FROM canaries WHERE came_at IS NOT NULL), 0)) FROM canaries`).Scan(&sent, &came, &waits)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return Canaries{LastSent: moment(sent), LastCame: moment(came), Waits: moment(waits)}, fail("reading the canaries", err)
}
