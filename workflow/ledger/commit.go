package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"referrald/mailbox"
	"referrald/workflow"
)

// Decision is what was decided about one message, with all that the world will
// see of it.
type Decision struct {
	Row       int64
	Now       time.Time
	Received  time.Time
	Print     Print
	Sender    mailbox.Address // whom an answer goes to
	InReplyTo string          // Message-ID that the message answers, "" for none
	Thread    []string        // its References, oldest first
	Plan      workflow.Plan
	Letters   []Finished
	Bounce    *mailbox.Bounce // what a delivery report says, nil when it is none
	Old       bool            // older than the go-live mark: recorded, not answered
}

// Finished is the bytes of one letter of the plan.
type Finished struct {
	Index int              // in Plan.Letters
	Out   mailbox.Outgoing // zero for a letter that waits for a person or was stopped
}

// Commit records a decision: referrals (compare-and-set on Version and state,
// legal moves only), letters, thread, known addresses, audit lines, and the
// message as decided. A letter is queued when it passed the gate and goes by
// itself, waits when a person releases it, and is kept as stopped when a brake
// stopped it; any other is refused with NotPassed. A decision that is refused
// leaves no trace and the group may go on.
func (g *Group) Commit(ctx context.Context, d Decision) error {
	g.pen.ctx = ctx
	return fail("committing a decision", g.apart(func() error { return g.commit(d) }))
}

func (g *Group) commit(d Decision) error {
	var status Status
	if err := g.pen.row(`SELECT status FROM messages WHERE id = ?`, d.Row).Scan(&status); err != nil {
		return err
	}
	if status != StatusReceived {
		return trouble("deciding a message", AlreadyDecided)
	}
	talk, err := g.talk(d)
	if err != nil {
		return err
	}
	if err := g.settle(d, talk); err != nil {
		return err
	}
	ids, err := g.cases(d)
	if err != nil {
		return err
	}
	if err := g.letters(d, ids, talk); err != nil {
		return err
	}
	if d.Bounce == nil {
		return nil
	}
	return g.pen.bounced(*d.Bounce, d.Now)
}

// talk finds the exchange to which a message belongs, or begins one.
func (g *Group) talk(d Decision) (int64, error) {
	var talk sql.NullInt64
	ids := append([]string{d.InReplyTo}, d.Thread...)
	err := g.pen.row(`SELECT min(talk) FROM talks WHERE message_id IN (SELECT value FROM json_each(?))`, threadColumn(ids)).Scan(&talk)
	if err != nil {
		return 0, err
	}
	if !talk.Valid {
		talk.Int64 = d.Row
	}
	return talk.Int64, g.pen.join(d.Print.MessageID, talk.Int64)
}

// join ties a Message-ID to an exchange.
func (p *pen) join(messageID string, talk int64) error {
	if messageID == "" {
		return nil
	}
	_, err := p.exec(`INSERT INTO talks(message_id, talk) VALUES (?,?) ON CONFLICT DO NOTHING`, messageID, talk)
	return err
}

// settle marks the message decided.
func (g *Group) settle(d Decision, talk int64) error {
	status := StatusLeft
	switch {
	case d.Old:
		status = StatusOld
	case d.Plan.Folder != "":
		status = StatusDecided
	}
	var unread any
	if len(d.Plan.Unread) > 0 {
		data, err := json.Marshal(d.Plan.Unread)
		if err != nil {
			return err
		}
		unread = string(data)
	}
	_, err := g.pen.exec(`UPDATE messages SET status = ?, kind = ?, alert = ?, watch = ?, folder = ?, unread = ?, why = ?, reading = ?,
		decided_at = ?, received_at = ?, hash = ?, message_id = ?, content = ?, sender = ?, in_reply_to = ?, thread = ?, talk = ?, next_try = NULL
		WHERE id = ?`,
		string(status), string(d.Plan.Kind), d.Plan.Alert, d.Plan.Watch, d.Plan.Folder, unread, d.Plan.Why, strings.Join(d.Plan.Reading, "; "),
		d.Now.UnixMilli(), stamp(d.Received), text(d.Print.Hash), text(d.Print.MessageID), text(d.Print.Content),
		d.Print.From.Addr, d.InReplyTo, threadColumn(d.Thread), talk, d.Row)
	if err != nil {
		return err
	}
	return g.explain(d)
}

// explain writes the audit line of the message; each referral has its own.
func (g *Group) explain(d Decision) error {
	detail, err := json.Marshal(struct {
		Kind    workflow.Kind `json:"kind"`
		Hash    string        `json:"sha256,omitempty"`
		Alert   string        `json:"alert,omitempty"`
		Folder  string        `json:"folder,omitempty"`
		Reasons []string      `json:"reasons,omitempty"`
	}{d.Plan.Kind, d.Print.Hash, d.Plan.Alert, d.Plan.Folder, d.Plan.Reasons})
	if err != nil {
		return err
	}
	return g.pen.audit(line{at: d.Now, what: "decided", message: d.Row, why: d.Plan.Why, detail: string(detail)})
}

// cases moves every referral of the plan and gives their row numbers.
func (g *Group) cases(d Decision) ([]int64, error) {
	ids := make([]int64, len(d.Plan.Cases))
	for i, c := range d.Plan.Cases {
		id, err := g.move(d, i, c)
		if err != nil {
			return nil, err
		}
		ids[i] = id
		if err := g.belong(d, id); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// move opens a referral or takes it to its next state.
func (g *Group) move(d Decision, i int, c workflow.Case) (id int64, err error) {
	if c.New != (c.From == workflow.New) || !c.From.May(c.To) {
		return 0, trouble(fmt.Sprintf("moving %s from %s to %s", c.Reference, c.From, c.To), IllegalMove)
	}
	version := 1
	if c.New {
		id, err = g.openReferral(d, c)
	} else {
		version = c.Version + 1
		id, err = g.pen.advance(c.Reference, c.Version, c.From, c.To, d.Now)
	}
	if err != nil {
		return 0, err
	}
	if c.To == workflow.Closed {
		if err := g.pen.withdraw(id, d.Now); err != nil {
			return 0, err
		}
	}
	if err := g.describe(d, i, id, c); err != nil {
		return 0, err
	}
	if err := g.read(d, id, version, c); err != nil {
		return 0, err
	}
	return id, g.pen.audit(line{
		at: d.Now, what: "referral " + string(c.From) + " to " + string(c.To), message: d.Row, ref: c.Reference, why: c.Why,
	})
}

// openReferral makes a referral and uses up its number.
func (g *Group) openReferral(d Decision, c workflow.Case) (int64, error) {
	year, number, ok := yearAndNumber(c.Reference)
	if !ok {
		return 0, trouble("opening a referral without a proper reference", Unfit)
	}
	id, err := g.pen.insert(`INSERT INTO referrals(reference, state, version, sender, name, opened, changed) VALUES (?,?,1,?,?,?,?)`,
		string(c.Reference), string(c.To), d.Sender.Addr, d.Sender.Name, d.Now.UnixMilli(), d.Now.UnixMilli())
	if already(err) {
		return 0, trouble("opening "+string(c.Reference), Conflict)
	}
	if err != nil {
		return 0, err
	}
	_, err = g.pen.exec(`INSERT INTO years(year, last) VALUES (?,?) ON CONFLICT DO UPDATE SET last = max(last, excluded.last)`, year, number)
	return id, err
}

// advance is the compare-and-set of every move but the first.
func (p *pen) advance(ref workflow.Reference, version int, from, to workflow.State, now time.Time) (id int64, err error) {
	err = p.row(`UPDATE referrals SET state = ?1, version = version + 1, changed = CASE WHEN state = ?1 THEN changed ELSE ?2 END
		WHERE reference = ?3 AND version = ?4 AND state = ?5 RETURNING id`,
		string(to), now.UnixMilli(), string(ref), version, string(from)).Scan(&id)
	if !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	doing := "moving " + string(ref)
	err = p.row(`SELECT id FROM referrals WHERE reference = ?`, string(ref)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, trouble(doing, NotFound)
	}
	if err != nil {
		return 0, err
	}
	return 0, trouble(doing, Conflict)
}

// describe keeps what the decision says of a referral beside its state. The
// questions are those of the missing letter, when one goes out.
func (g *Group) describe(d Decision, i int, id int64, c workflow.Case) error {
	similar, err := json.Marshal(c.Similar)
	if err != nil {
		return err
	}
	var outcome, alert = "", d.Plan.Alert
	watch := d.Plan.Watch
	if c.Assessment != nil {
		outcome, watch = string(c.Assessment.Outcome), watch || c.Assessment.Watch
		if c.Assessment.Alert != "" {
			alert = c.Assessment.Alert
		}
	}
	k := child(c)
	_, err = g.pen.exec(`UPDATE referrals SET why = ?1, watch = watch OR ?2, alert = CASE WHEN ?3 = '' THEN alert ELSE ?3 END,
		outcome = CASE WHEN ?4 = '' THEN outcome ELSE ?4 END, similar = CASE WHEN ?5 = 'null' THEN similar ELSE ?5 END,
		nhs = CASE WHEN ?6 THEN ?7 ELSE nhs END, dob = CASE WHEN ?6 THEN ?8 ELSE dob END,
		surname = CASE WHEN ?6 THEN ?9 ELSE surname END, forename = CASE WHEN ?6 THEN ?10 ELSE forename END
		WHERE id = ?11`,
		c.Why, watch, alert, outcome, string(similar), c.Form != nil, k.NHSNumber, k.DOB, workflow.Fold(k.Surname), workflow.Fold(k.Forename), id)
	if err != nil || c.Assessment == nil || !asks(d.Plan, i) {
		return err
	}
	asked, err := json.Marshal(c.Assessment.Missing)
	if err != nil {
		return err
	}
	_, err = g.pen.exec(`UPDATE referrals SET asked = ? WHERE id = ?`, string(asked), id)
	return err
}

// asks reports whether the plan sends a missing letter about a case.
func asks(p workflow.Plan, i int) bool {
	for _, l := range p.Letters {
		if l.Case == i && l.Letter != nil && l.Letter.Name() == "missing" && l.Stopped == "" {
			return true
		}
	}
	return false
}

// read keeps the form and its assessment as this decision left them, with the
// criteria and lists by which it was judged.
func (g *Group) read(d Decision, id int64, version int, c workflow.Case) error {
	if c.Form == nil && c.Assessment == nil {
		return nil
	}
	form, err := column(c.Form)
	if err != nil {
		return err
	}
	assessment, err := column(c.Assessment)
	if err != nil {
		return err
	}
	var set any
	if c.Assessment != nil && c.Assessment.By.Version != "" {
		if set, err = column(&c.Assessment.By); err != nil {
			return err
		}
	}
	received := c.Judged
	if received.IsZero() {
		received = d.Received
	}
	_, err = g.pen.exec(`INSERT INTO readings(referral, version, message, at, form, assessment, judged_by, received) VALUES (?,?,?,?,?,?,?,?)`,
		id, version, d.Row, d.Now.UnixMilli(), form, assessment, set, received.UnixMilli())
	return err
}

// column is a value as JSON, NULL for none.
func column[T any](v *T) (any, error) {
	if v == nil {
		return nil, nil
	}
	data, err := json.Marshal(v)
	return string(data), err
}

// belong ties message, thread and sender to a referral. A machine's address
// gains no part in it.
func (g *Group) belong(d Decision, id int64) error {
	if _, err := g.pen.exec(`INSERT INTO cases(message, referral) VALUES (?,?) ON CONFLICT DO NOTHING`, d.Row, id); err != nil {
		return err
	}
	if err := g.pen.tie(d.Print.MessageID, id); err != nil {
		return err
	}
	if d.Plan.Kind == workflow.Automatic || d.Plan.Kind == workflow.Bounced {
		return nil
	}
	for _, a := range []mailbox.Address{d.Sender, d.Print.From} {
		if a.Zero() {
			continue
		}
		if _, err := g.pen.exec(`INSERT INTO addresses(referral, address) VALUES (?,?) ON CONFLICT DO NOTHING`, id, a.Key()); err != nil {
			return err
		}
	}
	return nil
}

// tie makes a Message-ID one by which answers find a referral.
func (p *pen) tie(messageID string, referral int64) error {
	if messageID == "" || referral == 0 {
		return nil
	}
	_, err := p.exec(`INSERT INTO threads(message_id, referral) VALUES (?,?) ON CONFLICT DO NOTHING`, messageID, referral)
	return err
}
