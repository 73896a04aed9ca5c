package ledger

import (
	"context"
	"slices"
	"time"

	"referrald/mailbox"
	"referrald/workflow"
)

// LetterState says how far a letter has come.
type LetterState string

// The states of a letter.
const (
	LetterWaiting   LetterState = "waiting"   // drafted for a person to release
	LetterHeld      LetterState = "held"      // a person refused it
	LetterStopped   LetterState = "stopped"   // a brake stopped it
	LetterWithdrawn LetterState = "withdrawn" // the referral was withdrawn before it went
	LetterQueued    LetterState = "queued"    // to be sent
	LetterSending   LetterState = "sending"   // an attempt is being made
	LetterSent      LetterState = "sent"      // the mail server took it
	LetterRefused   LetterState = "refused"   // the mail server refused it for good
	LetterDoubtful  LetterState = "doubtful"  // nobody knows whether the mail server took it
	LetterBounced   LetterState = "bounced"   // taken, and reported as not delivered
)

// Urgency: what goes to the office itself goes first, whatever else waits.
const (
	rankStaff = 0
	rankOther = 1
)

// letter is one new row.
type letter struct {
	planned  workflow.Planned
	out      mailbox.Outgoing
	message  any // row number or NULL
	referral any // row number or NULL
	talk     any
	key      string
	now      time.Time
}

// letters writes every letter of a plan.
func (g *Group) letters(d Decision, cases []int64, talk int64) error {
	outs := make(map[int]mailbox.Outgoing, len(d.Letters))
	for _, f := range d.Letters {
		outs[f.Index] = f.Out
	}
	for i, p := range d.Plan.Letters {
		n := letter{planned: p, out: outs[i], message: d.Row, talk: talk, now: d.Now}
		var referral int64
		if p.Case >= 0 {
			if p.Case >= len(cases) {
				return trouble("writing a letter about a case that is not in the plan", Unfit)
			}
			referral = cases[p.Case]
			n.referral = referral
		}
		id, state, err := g.pen.letter(n)
		if err != nil {
			return err
		}
		if err := g.pen.auditLetter(id, line{at: d.Now, what: "letter " + string(state), why: p.Stopped}); err != nil {
			return err
		}
		if state != LetterQueued {
			continue
		}
		if !p.Staff {
			g.count(p.Letter.Name(), !p.Fresh)
		}
		if err := g.pen.follow(n.out.ID, referral, talk); err != nil {
			return err
		}
	}
	return nil
}

// follow makes answers to a letter of ours find their way.
func (p *pen) follow(messageID string, referral, talk int64) error {
	if err := p.tie(messageID, referral); err != nil {
		return err
	}
	if talk == 0 {
		return nil
	}
	return p.join(messageID, talk)
}

// state is what becomes of a planned letter. Nothing is queued that the gate
// did not pass.
func (n letter) state() (LetterState, error) {
	p := n.planned
	switch {
	case p.Letter == nil || p.To.Zero():
		return "", trouble("writing a letter without words or recipient", Unfit)
	case p.Stopped != "":
		return LetterStopped, nil
	case p.Release == workflow.ByPerson:
		return LetterWaiting, nil
	case !p.Passed():
		return "", trouble("queueing a letter", NotPassed)
	}
	return LetterQueued, n.finished()
}

// finished refuses a letter that is not exactly what was planned.
func (n letter) finished() error {
	if n.out.ID == "" || len(n.out.Bytes) == 0 || !n.out.To.Same(n.planned.To) {
		return trouble("queueing a letter without its bytes, or to somebody else", Unfit)
	}
	return nil
}

// noWords is a letter that nobody will word again. The words are about a
// person, and are kept only while another may want them.
const noWords = "{}"

// letter writes one row.
func (p *pen) letter(n letter) (id int64, state LetterState, err error) {
	if state, err = n.state(); err != nil {
		return 0, "", err
	}
	words, err := workflow.EncodeLetter(n.planned.Letter)
	if err != nil {
		return 0, "", err
	}
	if state != LetterWaiting {
		words = []byte(noWords)
	}
	id, err = p.insertLetter(n, state, string(words))
	if already(err) {
		return 0, "", trouble("writing a letter", Repeated)
	}
	if err == nil && state == LetterQueued {
		err = p.queue(id, n.out, n.now)
	}
	return id, state, err
}

func (p *pen) insertLetter(n letter, state LetterState, words string) (int64, error) {
	rank := rankOther
	if n.planned.Staff {
		rank = rankStaff
	}
	return p.insert(`INSERT INTO letters(message, referral, case_no, post_key, name, state, brake, recipient, rcpt, rcpt_name,
		idle, form, staff, rank, talk, letter, written_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		n.message, n.referral, n.planned.Case, n.key, n.planned.Letter.Name(), string(state), n.planned.Stopped,
		n.planned.To.Addr, n.planned.To.Key(), n.planned.To.Name, !n.planned.Fresh, enclosed(n.planned.Encloses), n.planned.Staff,
		rank, n.talk, words, n.now.UnixMilli())
}

// enclosed is what letters.form holds: the place of the form that goes with a
// letter among workflow.Enclosures.
func enclosed(e workflow.Enclosed) int { return max(0, slices.Index(workflow.Enclosures(), e)) }

// queue gives a letter its bytes and its turn.
func (p *pen) queue(id int64, out mailbox.Outgoing, now time.Time) error {
	head, cuts, err := p.store(out.Bytes)
	if err != nil {
		return err
	}
	at := now.UnixMilli()
	_, err = p.exec(`UPDATE letters SET state = 'queued', letter = '{}', message_id = ?, sender = ?, head = ?, cuts = ?, queued_at = ?, counted_at = ?, next_at = ? WHERE id = ?`,
		out.ID, out.From.Addr, head, cuts, at, at, at, id)
	if already(err) {
		return trouble("queueing a letter", Repeated)
	}
	return err
}

// Post queues a letter to staff that belongs to no message: the digest, an
// alarm. It exists once for each key and recipient; added is false when it was
// there before. In watch mode the gate stops it and it is kept as stopped.
func (l *Ledger) Post(ctx context.Context, key string, p workflow.Planned, out mailbox.Outgoing, now time.Time) (added bool, err error) {
	const doing = "posting a letter to staff"
	if key == "" || !p.Staff {
		return false, trouble(doing, Unfit)
	}
	p.Case = -1
	err = l.write(ctx, doing, func(w *pen) error {
		var n int
		if err := w.row(`SELECT count(*) FROM letters WHERE message IS NULL AND post_key = ? AND rcpt = ?`, key, p.To.Key()).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			return nil
		}
		id, state, err := w.letter(letter{planned: p, out: out, key: key, now: now})
		if err != nil {
			return err
		}
		added = true
		return w.auditLetter(id, line{at: now, what: "letter " + string(state), why: p.Stopped, detail: key})
	})
	return added && err == nil, err
}
