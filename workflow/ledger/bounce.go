package ledger

import (
	"context"
	"database/sql"
	"errors"
	"regexp"
	"time"

	"referrald/mailbox"
)

// Bounce records what a delivery report says about a letter of ours, named by
// its Message-ID. A letter that failed for good is not repeated, and its
// address gets no more automatic mail until a person clears it. A report about
// a letter that is not ours, or that only warns of a delay, changes nothing.
func (l *Ledger) Bounce(ctx context.Context, b mailbox.Bounce, now time.Time) error {
	return l.write(ctx, "recording a delivery report", func(p *pen) error { return p.bounced(b, now) })
}

// mostSoft letters that came back within a month from a full or busy mailbox
// say as much as one from an address that does not exist.
const mostSoft = 3

// bounced bars the address to which the letter went, whatever address the
// report names: a report can be forged, our Message-IDs cannot be guessed.
func (p *pen) bounced(b mailbox.Bounce, now time.Time) error {
	if b.Delayed || b.OriginalID == "" {
		return nil
	}
	b.Status = statusCode(b.Status)
	var id int64
	var rcpt string
	// The report may come before the end of the attempt is recorded: after a
	// crash, or over a slow connection. holder stays, for that end to find it.
	err := p.row(`UPDATE letters SET state = 'bounced', next_at = NULL, lease_at = NULL, ended_at = ?, status = ?
		WHERE message_id = ? AND state IN ('sending','sent','doubtful','bounced') RETURNING id, rcpt`, now.UnixMilli(), b.Status, b.OriginalID).Scan(&id, &rcpt)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	bar := b.Permanent
	if !bar && b.Status != "" {
		var soft int
		err := p.row(`SELECT count(*) FROM letters WHERE rcpt = ? AND staff = 0 AND state = 'bounced' AND status <> '' AND counted_at > ?`,
			rcpt, now.Add(-month).UnixMilli()).Scan(&soft)
		if err != nil {
			return err
		}
		bar = soft >= mostSoft
	}
	if bar {
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
