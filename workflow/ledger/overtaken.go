package ledger

import (
	"context"
	"database/sql"
	"time"

	"referrald/mailbox"
	"referrald/workflow"
)

// Pending is one letter that waits for the mail server, and the message that it
// answers.
type Pending struct {
	ID        int64
	MessageID string      // of the message, "" when it has none
	Key       mailbox.Key // of the message
}

// Pending lists the letters to senders that no attempt has ended for and that
// go by themselves. What a person has released is that person's answer.
func (l *Ledger) Pending(ctx context.Context) ([]Pending, error) {
	out, err := collect(l.eyes(ctx), func(r *sql.Rows) (Pending, error) {
		var p Pending
		return p, r.Scan(&p.ID, &p.MessageID, &p.Key.Validity, &p.Key.UID)
	}, `SELECT l.id, coalesce(m.message_id, ''), m.validity, m.uid FROM letters l JOIN messages m ON m.id = l.message
		WHERE l.next_at IS NOT NULL AND l.state = 'queued' AND l.staff = 0 AND l.decided_by = '' ORDER BY l.rank, l.id`) // the order of the index letters_pending
	return out, fail("reading what is to be sent", err)
}

// Overtaken stops letters whose message a person has answered meanwhile. One
// that is under way, or may have arrived, is left as it is.
func (l *Ledger) Overtaken(ctx context.Context, ids []int64, now time.Time) error {
	if len(ids) == 0 {
		return nil
	}
	return l.write(ctx, "stopping letters that a person has overtaken", func(p *pen) error {
		for _, id := range ids {
			n, err := p.changed(`UPDATE letters SET state = 'stopped', brake = ?, next_at = NULL, counted_at = NULL, ended_at = ?
				WHERE id = ? AND state = 'queued' AND next_at IS NOT NULL`, workflow.BrakeAnswered, now.UnixMilli(), id)
			if err != nil {
				return err
			}
			if n == 0 {
				continue
			}
			if err := p.auditLetter(id, line{at: now, what: "letter stopped", why: workflow.BrakeAnswered}); err != nil {
				return err
			}
		}
		return nil
	})
}
