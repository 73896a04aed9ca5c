package ledger

import (
	"context"
	"database/sql"
	"time"

	"referrald/mailbox"
	"referrald/workflow"
)

// doubtPause is how long a letter that was being sent when the daemon ended
// waits for its one repeat: a delivery report may tell meanwhile.
const doubtPause = 10 * time.Minute

// Due is a letter whose turn it is.
type Due struct {
	ID        int64
	Out       mailbox.Outgoing
	Name      string // of the letter: "form", "missing", ...
	Reference workflow.Reference
	Staff     bool // to the office itself: an alert, the digest
	Attempts  int  // made before this one
	Repeat    bool // its last end is unknown: this is the one repeat
}

// longestPause is more than any pause between two attempts, of a letter or of a
// message. A time beyond it was written by a clock that was wrong and has been
// put right since: what waits for it is due now.
const longestPause = 6 * time.Hour

// beyond is the last moment, in milliseconds, that can be meant.
func beyond(now time.Time) int64 { return now.Add(longestPause).UnixMilli() }

// Due lists the letters whose next attempt may begin, those to staff first, then
// the oldest, at most n. While the breaker is open only letters to staff are due.
//
// A letter that was being sent by a process that is no more, or whose attempt
// never came to an end, is doubtful from here on: it is repeated once, the
// same bytes, after a pause.
func (l *Ledger) Due(ctx context.Context, now time.Time, n int) ([]Due, error) {
	if err := l.doubt(ctx, now); err != nil {
		return nil, err
	}
	var out []Due
	err := l.view(ctx, "reading due letters", func(e eyes) (err error) {
		out, err = dueLetters(e, now, n)
		return err
	})
	return out, err
}

func dueLetters(e eyes, now time.Time, n int) ([]Due, error) {
	type row struct {
		due  Due
		head []byte
		cuts sql.NullString
	}
	found, err := collect(e, func(r *sql.Rows) (row, error) {
		var d row
		var to, toName, from string
		err := r.Scan(&d.due.ID, &d.due.Out.ID, &from, &to, &toName, &d.head, &d.cuts, &d.due.Name, &d.due.Reference, &d.due.Staff, &d.due.Attempts, &d.due.Repeat)
		d.due.Out.From, d.due.Out.To = address("", from), address(toName, to)
		return d, err
	}, `SELECT l.id, l.message_id, l.sender, l.recipient, l.rcpt_name, l.head, l.cuts, l.name, coalesce(r.reference, ''), l.staff, l.attempts, l.repeats > 0
		FROM letters l LEFT JOIN referrals r ON r.id = l.referral
		WHERE l.next_at IS NOT NULL AND (l.next_at <= ?1 OR l.next_at > ?2) AND (l.staff = 1 OR NOT EXISTS (SELECT 1 FROM meta WHERE name = 'breaker'))
		ORDER BY l.rank, l.id LIMIT ?3`, now.UnixMilli(), beyond(now), n)
	if err != nil {
		return nil, err
	}
	parts := restorer{from: e}
	out := make([]Due, len(found))
	for i, f := range found {
		out[i] = f.due
		if out[i].Out.Bytes, err = parts.restore(f.head, f.cuts); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// doubt finds letters whose attempt has no end.
func (l *Ledger) doubt(ctx context.Context, now time.Time) error {
	lost, err := collect(l.eyes(ctx), scanID,
		`SELECT id FROM letters WHERE lease_at IS NOT NULL AND (holder <> ? OR lease_at <= ?) ORDER BY id`, l.holder, now.UnixMilli())
	if err != nil || len(lost) == 0 {
		return fail("looking for unfinished attempts", err)
	}
	return l.write(ctx, "recording unfinished attempts", func(p *pen) error {
		for _, id := range lost {
			n, err := p.changed(`UPDATE letters SET state = 'doubtful', lease_at = NULL, holder = '', repeats = repeats + 1,
				next_at = CASE WHEN repeats = 0 AND brake = '' THEN ? END, reply = 'the daemon ended while it was being sent'
				WHERE id = ? AND state = 'sending' AND (holder <> ? OR lease_at <= ?)`,
				now.Add(doubtPause).UnixMilli(), id, l.holder, now.UnixMilli())
			if err != nil {
				return err
			}
			if n == 0 {
				continue
			}
			if err := p.auditLetter(id, line{at: now, what: "letter doubtful", why: "the daemon ended while it was being sent"}); err != nil {
				return err
			}
		}
		return nil
	})
}

// NextDue is when the next letter is due; false when none is pending.
func (l *Ledger) NextDue(ctx context.Context) (time.Time, bool, error) {
	var at sql.NullInt64
	err := l.eyes(ctx).row(`SELECT min(t) FROM (
		SELECT min(next_at) AS t FROM letters WHERE next_at IS NOT NULL AND (staff = 1 OR NOT EXISTS (SELECT 1 FROM meta WHERE name = 'breaker'))
		UNION ALL SELECT min(CASE WHEN holder = ? THEN lease_at ELSE 0 END) FROM letters WHERE lease_at IS NOT NULL)`, l.holder).Scan(&at)
	return moment(at), at.Valid, fail("reading when a letter is due", err)
}

// Attempt records that attempts at letters begin now and that none of them is
// tried again before next, which must lie after the longest time that an
// attempt may take. It is committed before the network is touched.
func (l *Ledger) Attempt(ctx context.Context, ids []int64, now, next time.Time) error {
	return l.write(ctx, "beginning an attempt", func(p *pen) error {
		for _, id := range ids {
			n, err := p.begin(id, next)
			if err := one(n, err, Conflict); err != nil {
				return err
			}
		}
		return p.pace(len(ids), now)
	})
}

// begin takes one letter in hand; no row is changed when its turn has passed,
// because a person or a report stopped it meanwhile.
func (p *pen) begin(id int64, next time.Time) (int64, error) {
	return p.changed(`UPDATE letters SET state = 'sending', attempts = attempts + 1, next_at = NULL, lease_at = ?, holder = ?
		WHERE id = ? AND state IN ('queued','doubtful') AND next_at IS NOT NULL`, next.UnixMilli(), p.l.holder, id)
}

// auditLetter writes an audit line with a letter's name, message and referral.
func (p *pen) auditLetter(id int64, n line) error {
	var message sql.NullInt64
	var name string
	err := p.row(`SELECT l.message, l.name, coalesce(r.reference, '') FROM letters l LEFT JOIN referrals r ON r.id = l.referral WHERE l.id = ?`, id).
		Scan(&message, &name, &n.ref)
	if err != nil {
		return err
	}
	n.letter, n.message = id, message.Int64
	n.what = name + ": " + n.what
	return p.audit(n)
}
