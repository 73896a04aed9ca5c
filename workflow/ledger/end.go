package ledger

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"referrald/mailbox"
)

// End is how one attempt ended.
type End struct {
	ID      int64
	Receipt mailbox.Receipt
	Next    time.Time // for TryLater, Misconfigured and Unknown: not again before
}

// Ended records the ends of several attempts in one transaction. A letter that
// is in no attempt is left as it is and the error is Conflict; the ends of the
// others are recorded all the same, for what is not recorded is sent again.
func (l *Ledger) Ended(ctx context.Context, now time.Time, ends []End) error {
	_, err := l.Turn(ctx, now, ends, nil, time.Time{})
	return err
}

// Turn records the ends of attempts, like Ended, and that attempts at other
// letters begin, like Attempt, in one transaction: posting n letters one after
// the other takes n+1 of them. begun are those of ids that may be tried; one
// that was stopped meanwhile is left out.
func (l *Ledger) Turn(ctx context.Context, now time.Time, ends []End, ids []int64, next time.Time) (begun []int64, err error) {
	const doing = "recording the end of an attempt"
	var stale error
	err = l.write(ctx, doing, func(p *pen) error {
		for _, e := range ends {
			switch err := p.end(e, now); {
			case errors.Is(err, Conflict):
				stale = err
			case err != nil:
				return err
			}
		}
		for _, id := range ids {
			n, err := p.begin(id, next)
			if err != nil {
				return err
			}
			if n > 0 {
				begun = append(begun, id)
			}
		}
		return p.pace(len(begun), now)
	})
	if err != nil {
		return nil, err
	}
	return begun, fail(doing, stale)
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

// outcomes are what becomes of a letter in each case. One that may have been
// taken before stays doubtful when the repeat was not; one that was withdrawn
// while it was being sent is not tried again.
var outcomes = map[mailbox.Outcome]string{
	mailbox.Accepted: `state = 'sent', next_at = NULL, sent_at = now, counted_at = now, ended_at = now`,
	mailbox.Refused:  `state = 'refused', next_at = NULL, ended_at = now`,
	mailbox.Unknown:  `state = 'doubtful', repeats = repeats + 1, next_at = CASE WHEN repeats = 0 AND brake = '' THEN again END`,
	mailbox.TryLater: `state = CASE WHEN repeats > 0 THEN 'doubtful' WHEN brake = '' THEN 'queued' ELSE 'withdrawn' END,
		next_at = CASE WHEN brake = '' THEN again END, ended_at = CASE WHEN brake <> '' THEN now END,
		counted_at = CASE WHEN repeats > 0 OR brake = '' THEN counted_at END`,
}

// end moves one letter from sending. The end of an attempt that had been given
// up as doubtful still counts: the mail server's word is better than none.
func (p *pen) end(e End, now time.Time) error {
	r := e.Receipt
	set, ok := outcomes[r.Outcome]
	if !ok { // Misconfigured: nothing was handed over
		set = outcomes[mailbox.TryLater]
	}
	if r.All { // it was an attempt for every letter, and this one waits no longer for it
		set += `, attempts = max(0, attempts - 1)`
	}
	var state LetterState
	err := p.row(`UPDATE letters SET `+set+`, lease_at = NULL, holder = '', code = ?1, status = ?2, reply = ?3
		FROM (SELECT ?5 AS now, ?6 AS again) WHERE id = ?4 AND state IN ('sending','doubtful') RETURNING state`,
		r.Code, r.Status, r.Text, e.ID, now.UnixMilli(), stamp(e.Next)).Scan(&state)
	if errors.Is(err, sql.ErrNoRows) {
		return p.endBounced(e, now)
	}
	tried := state == LetterQueued || state == LetterDoubtful && r.Outcome != mailbox.Unknown
	if err != nil || tried {
		return err
	}
	return p.auditLetter(e.ID, line{at: now, what: "letter " + string(state), why: r.Status})
}

// endBounced is the end of an attempt that a delivery report overtook: the
// letter stays bounced.
func (p *pen) endBounced(e End, now time.Time) error {
	var sent any
	if e.Receipt.Outcome == mailbox.Accepted {
		sent = now.UnixMilli()
	}
	n, err := p.changed(`UPDATE letters SET holder = '', code = ?, sent_at = ? WHERE id = ? AND state = 'bounced' AND holder <> ''`, e.Receipt.Code, sent, e.ID)
	return one(n, err, Conflict)
}
