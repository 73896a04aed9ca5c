package ledger

import (
	"context"
	"database/sql"
	"errors"
	"regexp"
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
	Attempts  int  // made before this one
	Repeat    bool // its last end is unknown: this is the one repeat
}

// Due lists the letters whose next attempt may begin, alerts first, then the
// oldest, at most n. While the breaker is open only letters to staff are due.
//
// A letter that was being sent by a process that is no more, or whose attempt
// never came to an end, is doubtful from here on: it is repeated once, the
// same bytes, after a pause.
func (l *Ledger) Due(ctx context.Context, now time.Time, n int) ([]Due, error) {
	if err := l.doubt(ctx, now); err != nil {
		return nil, err
	}
	type row struct {
		due  Due
		head []byte
		cuts sql.NullString
	}
	e := l.eyes(ctx)
	found, err := collect(e, func(r *sql.Rows) (row, error) {
		var d row
		var to, toName, from string
		err := r.Scan(&d.due.ID, &d.due.Out.ID, &from, &to, &toName, &d.head, &d.cuts, &d.due.Name, &d.due.Reference, &d.due.Attempts, &d.due.Repeat)
		d.due.Out.From, d.due.Out.To = address("", from), address(toName, to)
		return d, err
	}, `SELECT l.id, l.message_id, l.sender, l.recipient, l.rcpt_name, l.head, l.cuts, l.name, coalesce(r.reference, ''), l.attempts, l.repeats > 0
		FROM letters l LEFT JOIN referrals r ON r.id = l.referral
		WHERE l.next_at IS NOT NULL AND l.next_at <= ? AND (l.staff = 1 OR NOT EXISTS (SELECT 1 FROM meta WHERE name = 'breaker'))
		ORDER BY l.rank, l.id LIMIT ?`, now.UnixMilli(), n)
	if err != nil {
		return nil, fail("reading due letters", err)
	}
	parts := restorer{from: e}
	out := make([]Due, len(found))
	for i, f := range found {
		out[i] = f.due
		if out[i].Out.Bytes, err = parts.restore(f.head, f.cuts); err != nil {
			return nil, fail("reading due letters", err)
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
				next_at = CASE WHEN repeats = 0 THEN ? END, reply = 'the daemon ended while it was being sent'
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
			n, err := p.changed(`UPDATE letters SET state = 'sending', attempts = attempts + 1, next_at = NULL, lease_at = ?, holder = ?
				WHERE id = ? AND state IN ('queued','doubtful') AND next_at IS NOT NULL`, next.UnixMilli(), l.holder, id)
			if err := one(n, err, Conflict); err != nil {
				return err
			}
		}
		return nil
	})
}

// End is how one attempt ended.
type End struct {
	ID      int64
	Receipt mailbox.Receipt
	Next    time.Time // for TryLater, Misconfigured and Unknown: not again before
}

// Ended records the ends of several attempts in one transaction.
func (l *Ledger) Ended(ctx context.Context, now time.Time, ends []End) error {
	return l.write(ctx, "recording the end of an attempt", func(p *pen) error {
		for _, e := range ends {
			if err := p.end(e, now); err != nil {
				return err
			}
		}
		return nil
	})
}

// Sent records that the mail server took a letter.
func (l *Ledger) Sent(ctx context.Context, id int64, now time.Time, r mailbox.Receipt) error {
	r.Outcome = mailbox.Accepted
	return l.Ended(ctx, now, []End{{ID: id, Receipt: r}})
}

// Refused records that the mail server refused a letter for good. It is never
// tried again and stands in the digest.
func (l *Ledger) Refused(ctx context.Context, id int64, now time.Time, r mailbox.Receipt) error {
	r.Outcome = mailbox.Refused
	return l.Ended(ctx, now, []End{{ID: id, Receipt: r}})
}

// Later records that a letter was certainly not taken and is tried again, not
// before next.
func (l *Ledger) Later(ctx context.Context, id int64, now, next time.Time, r mailbox.Receipt) error {
	if r.Outcome != mailbox.Misconfigured {
		r.Outcome = mailbox.TryLater
	}
	return l.Ended(ctx, now, []End{{ID: id, Receipt: r, Next: next}})
}

// Doubtful records that nobody knows whether a letter was taken. It is repeated
// once, the same bytes with the same Message-ID, not before next; if that end
// is unknown too it stays doubtful for a person. The digest names it either way.
func (l *Ledger) Doubtful(ctx context.Context, id int64, now, next time.Time, r mailbox.Receipt) error {
	r.Outcome = mailbox.Unknown
	return l.Ended(ctx, now, []End{{ID: id, Receipt: r, Next: next}})
}

// end moves one letter from sending. The end of an attempt that had been given
// up as doubtful still counts: the mail server's word is better than none.
func (p *pen) end(e End, now time.Time) error {
	const common = `, lease_at = NULL, holder = '', code = ?1, status = ?2, reply = ?3 WHERE id = ?4 AND state IN ('sending','doubtful')`
	r, at := e.Receipt, now.UnixMilli()
	var n int64
	var err error
	what := "letter tried"
	switch r.Outcome {
	case mailbox.Accepted:
		what = "letter sent"
		n, err = p.changed(`UPDATE letters SET state = 'sent', next_at = NULL, sent_at = ?5, counted_at = ?5, ended_at = ?5`+common, r.Code, r.Status, r.Text, e.ID, at)
	case mailbox.Refused:
		what = "letter refused"
		n, err = p.changed(`UPDATE letters SET state = 'refused', next_at = NULL, ended_at = ?5`+common, r.Code, r.Status, r.Text, e.ID, at)
	case mailbox.Unknown:
		what = "letter doubtful"
		n, err = p.changed(`UPDATE letters SET state = 'doubtful', repeats = repeats + 1, next_at = CASE WHEN repeats = 0 THEN ?5 END`+common, r.Code, r.Status, r.Text, e.ID, stamp(e.Next))
	default:
		n, err = p.changed(`UPDATE letters SET state = CASE WHEN repeats = 0 THEN 'queued' ELSE 'doubtful' END, next_at = ?5`+common, r.Code, r.Status, r.Text, e.ID, stamp(e.Next))
	}
	if err := one(n, err, Conflict); err != nil {
		return err
	}
	if what == "letter tried" {
		return nil
	}
	return p.auditLetter(e.ID, line{at: now, what: what, why: r.Status})
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

// Bounce records what a delivery report says about a letter of ours, named by
// its Message-ID. A letter that failed for good is not repeated, and its
// address gets no more automatic mail until a person clears it. A report about
// a letter that is not ours, or that only warns of a delay, changes nothing.
func (l *Ledger) Bounce(ctx context.Context, b mailbox.Bounce, now time.Time) error {
	return l.write(ctx, "recording a delivery report", func(p *pen) error { return p.bounced(b, now) })
}

// bounced bars the address to which the letter went, whatever address the
// report names: a report can be forged, our Message-IDs cannot be guessed.
func (p *pen) bounced(b mailbox.Bounce, now time.Time) error {
	if b.Delayed || b.OriginalID == "" {
		return nil
	}
	b.Status = statusCode(b.Status)
	var id int64
	var rcpt string
	err := p.row(`UPDATE letters SET state = 'bounced', next_at = NULL, ended_at = ?, status = ?
		WHERE message_id = ? AND state IN ('sent','doubtful','bounced') RETURNING id, rcpt`, now.UnixMilli(), b.Status, b.OriginalID).Scan(&id, &rcpt)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if b.Permanent {
		_, err := p.exec(`INSERT INTO barred(address, since, letter, why) VALUES (?,?,?,?) ON CONFLICT DO NOTHING`, rcpt, now.UnixMilli(), id, b.Status)
		if err != nil {
			return err
		}
	}
	return p.auditLetter(id, line{at: now, what: "letter not delivered", why: b.Status})
}

var enhanced = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}$`)

// statusCode keeps an enhanced status code (RFC 3463) and nothing else that a
// report may say in its place.
func statusCode(s string) string {
	if enhanced.MatchString(s) {
		return s
	}
	return ""
}

// Clear lets letters go to an address again that had bounced for good.
func (l *Ledger) Clear(ctx context.Context, a mailbox.Address, by string, now time.Time) error {
	return l.write(ctx, "clearing an address", func(p *pen) error {
		n, err := p.changed(`DELETE FROM barred WHERE address = ?`, a.Key())
		if err := one(n, err, NotFound); err != nil {
			return err
		}
		return p.audit(line{at: now, who: by, what: "address cleared"})
	})
}
