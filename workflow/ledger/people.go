package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"referrald/mailbox"
	"referrald/workflow"
)

// Waiting is one letter that a person releases or holds: the planned letter as
// it was drafted, without the gate's pass, and what its headers say.
type Waiting struct {
	workflow.Planned
	ID        int64
	Name      string
	Reference workflow.Reference // "" when it is about no referral
	Version   int                // of the referral, for compare-and-set
	State     workflow.State
	Since     time.Time
	Why       string   // why the referral waits, no personal data
	InReplyTo string   // Message-ID of the message that it answers
	Thread    []string // References of the letter, oldest first, that Message-ID last
	Row       int64    // the message that it answers; makes the Message-ID
}

// Waiting lists the letters that wait for a person, oldest first: those of one
// referral, or all when ref is "".
func (l *Ledger) Waiting(ctx context.Context, ref workflow.Reference) ([]Waiting, error) {
	out, err := collect(l.eyes(ctx), scanWaiting, `
		SELECT l.id, l.name, coalesce(r.reference, ''), coalesce(r.version, 0), coalesce(r.state, ''), l.letter,
			l.recipient, l.rcpt_name, l.idle, l.form, l.written_at, coalesce(r.why, m.why, ''), coalesce(m.message_id, ''), coalesce(m.thread, '[]'), coalesce(m.id, 0)
		FROM letters l LEFT JOIN referrals r ON r.id = l.referral LEFT JOIN messages m ON m.id = l.message
		WHERE l.state = 'waiting' AND (?1 = '' OR r.reference = ?1) ORDER BY l.written_at, l.id`, string(ref))
	return out, fail("reading what waits", err)
}

func scanWaiting(r *sql.Rows) (Waiting, error) {
	var w Waiting
	var letter, thread, to, name string
	var idle bool
	var form int
	var since int64
	err := r.Scan(&w.ID, &w.Name, &w.Reference, &w.Version, &w.State, &letter, &to, &name, &idle, &form, &since, &w.Why, &w.InReplyTo, &thread, &w.Row)
	if err != nil {
		return w, err
	}
	w.To, w.Fresh, w.Since = address(name, to), !idle, time.UnixMilli(since).UTC()
	w.Release, w.Case = workflow.ByPerson, -1
	all := workflow.Enclosures()
	if form < 0 || form >= len(all) {
		return w, trouble("reading what goes with a letter", Damaged)
	}
	w.Encloses = all[form]
	if w.Letter, err = workflow.DecodeLetter(w.Name, []byte(letter)); err != nil {
		return w, err
	}
	if err := json.Unmarshal([]byte(thread), &w.Thread); err != nil {
		return w, err
	}
	if w.InReplyTo != "" {
		w.Thread = append(w.Thread, w.InReplyTo)
	}
	return w, nil
}

// Release queues a letter that waited, with the bytes that the person saw. p is
// the letter as it passed the gate once more. A referral whose signposting
// letter is released goes to signposted. A second release is refused with
// AlreadyReleased, a referral that has changed since with Conflict.
func (l *Ledger) Release(ctx context.Context, w Waiting, by string, now time.Time, p workflow.Planned, out mailbox.Outgoing) error {
	const doing = "releasing a letter"
	p.Release = workflow.Auto
	state, err := letter{planned: p, out: out}.state()
	switch {
	case err != nil:
		return fail(doing, err)
	case state != LetterQueued:
		return &Error{Doing: doing, Kind: NotPassed, Hint: "it was stopped by: " + p.Stopped}
	case by == "":
		return &Error{Doing: doing, Kind: Unfit, Hint: "say who decides: -by NAME"}
	case p.Letter.Name() != w.Name || !p.To.Same(w.To):
		return trouble(doing, Unfit)
	}
	return l.write(ctx, doing, func(pen *pen) error { return pen.release(w, by, now, out) })
}

func (p *pen) release(w Waiting, by string, now time.Time, out mailbox.Outgoing) error {
	var state LetterState
	var referral, talk sql.NullInt64
	err := p.row(`SELECT state, referral, talk FROM letters WHERE id = ?`, w.ID).Scan(&state, &referral, &talk)
	if err != nil {
		return err
	}
	if err := state.released(); err != nil {
		return err
	}
	if referral.Valid {
		if err := p.releaseReferral(w, now); err != nil {
			return err
		}
	}
	if err := p.queue(w.ID, out, now); err != nil {
		return err
	}
	if _, err := p.exec(`UPDATE letters SET decided_by = ? WHERE id = ?`, by, w.ID); err != nil {
		return err
	}
	if err := p.follow(out.ID, referral.Int64, talk.Int64); err != nil {
		return err
	}
	return p.auditLetter(w.ID, line{at: now, who: by, what: "letter released"})
}

// released tells why a letter does not wait any more.
func (s LetterState) released() error {
	switch s {
	case LetterWaiting:
		return nil
	case LetterHeld, LetterWithdrawn, LetterStopped:
		return trouble("finding the letter", NothingWaits)
	}
	return trouble("finding the letter", AlreadyReleased)
}

// releaseReferral moves the referral whose letter is released.
func (p *pen) releaseReferral(w Waiting, now time.Time) error {
	to := w.State
	if w.Name == "signpost" {
		to = workflow.Signposted
	}
	if !w.State.May(to) {
		return trouble("moving "+string(w.Reference)+" from "+string(w.State)+" to "+string(to), IllegalMove)
	}
	_, err := p.advance(w.Reference, w.Version, w.State, to, now)
	return err
}

// heldWhy is why a referral waits after its letter was held. The reason itself
// stands in the audit trail: it is the office's words, and may name people.
const heldWhy = "its letter was held; a person goes on with it"

// Hold refuses the letters of a referral that wait: they are never sent. The
// referral stays with the person. reason is the office's own words.
func (l *Ledger) Hold(ctx context.Context, ref workflow.Reference, by, reason string, now time.Time) error {
	const doing = "holding a letter"
	if by == "" || reason == "" {
		return &Error{Doing: doing, Kind: Unfit, Hint: "say who decides and why: -by NAME -reason TEXT"}
	}
	return l.write(ctx, doing, func(p *pen) error {
		var id int64
		err := p.row(`SELECT id FROM referrals WHERE reference = ?`, string(ref)).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			return trouble("finding "+string(ref), NotFound)
		}
		if err != nil {
			return err
		}
		held, err := p.endLetters(id, LetterHeld, now, `state = 'waiting'`)
		if err != nil {
			return err
		}
		if len(held) == 0 {
			return p.nothingWaits(id)
		}
		for _, letter := range held {
			if _, err := p.exec(`UPDATE letters SET decided_by = ? WHERE id = ?`, by, letter); err != nil {
				return err
			}
			if err := p.auditLetter(letter, line{at: now, who: by, what: "letter held", why: reason}); err != nil {
				return err
			}
		}
		_, err = p.exec(`UPDATE referrals SET version = version + 1, why = ? WHERE id = ?`, heldWhy, id)
		return err
	})
}

// nothingWaits tells a letter that has been released from one that never was.
func (p *pen) nothingWaits(referral int64) error {
	var released int
	err := p.row(`SELECT count(*) FROM letters WHERE referral = ? AND decided_by <> '' AND state NOT IN ('held','withdrawn')`, referral).Scan(&released)
	if err != nil {
		return err
	}
	if released > 0 {
		return trouble("finding the letter", AlreadyReleased)
	}
	return trouble("finding the letter", NothingWaits)
}

// endLetters takes letters of a referral back before they go, and lists them.
func (p *pen) endLetters(referral int64, to LetterState, now time.Time, which string) ([]int64, error) {
	return collect(p, scanID, `UPDATE letters SET state = ?, letter = '{}', ended_at = ?, next_at = NULL, counted_at = NULL
		WHERE referral = ? AND staff = 0 AND `+which+` RETURNING id`, string(to), now.UnixMilli(), referral)
}

// Withdraw takes back every letter of a referral that has not gone yet: the
// family withdrew it. It is called before Commit, which may write new letters.
func (g *Group) Withdraw(ctx context.Context, ref workflow.Reference, now time.Time) error {
	g.pen.ctx = ctx
	return fail("withdrawing letters", g.apart(func() error {
		var id int64
		if err := g.pen.row(`SELECT id FROM referrals WHERE reference = ?`, string(ref)).Scan(&id); err != nil {
			return err
		}
		return g.pen.withdraw(id, now)
	}))
}

// withdraw takes back every letter of a referral that has not gone yet. One
// that is on its way to the mail server at this moment, or may have been taken,
// cannot be; but it is not tried again.
func (p *pen) withdraw(referral int64, now time.Time) error {
	ids, err := p.endLetters(referral, LetterWithdrawn, now, `state IN ('waiting','queued')`)
	if err != nil {
		return err
	}
	under, err := collect(p, scanID, `UPDATE letters SET brake = 'withdrawn', next_at = NULL
		WHERE referral = ? AND staff = 0 AND (state = 'sending' OR state = 'doubtful' AND next_at IS NOT NULL) RETURNING id`, referral)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := p.auditLetter(id, line{at: now, what: "letter withdrawn"}); err != nil {
			return err
		}
	}
	for _, id := range under {
		if err := p.auditLetter(id, line{at: now, what: "letter not to be tried again"}); err != nil {
			return err
		}
	}
	return nil
}
