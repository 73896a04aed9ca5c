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

// Summary is one referral in a list.
type Summary struct {
	Reference workflow.Reference
	State     workflow.State
	Version   int
	Opened    time.Time
	Changed   time.Time // when it came into its state
	Outcome   string    // of the last assessment, "" for none
	Alert     string
	Watch     bool
	Why       string
	Waiting   int // letters that wait for a person
	Similar   []workflow.Reference
}

// Filter chooses referrals. Its zero value chooses all.
type Filter struct {
	States  []workflow.State // none: all
	Since   time.Time        // opened or changed since
	Waiting bool             // only those with a letter that waits for a person
	Alert   bool             // only those with an alert
	Limit   int              // 0: no limit
}

const summaryColumns = `SELECT r.reference, r.state, r.version, r.opened, r.changed, r.outcome, r.alert, r.watch, r.why, coalesce(r.similar, 'null'),
	(SELECT count(*) FROM letters l WHERE l.referral = r.id AND l.state = 'waiting') AS waiting FROM referrals r `

func scanSummary(r *sql.Rows) (Summary, error) {
	var s Summary
	var opened, changed int64
	var similar string
	err := r.Scan(&s.Reference, &s.State, &s.Version, &opened, &changed, &s.Outcome, &s.Alert, &s.Watch, &s.Why, &similar, &s.Waiting)
	if err != nil {
		return s, err
	}
	s.Opened, s.Changed = time.UnixMilli(opened).UTC(), time.UnixMilli(changed).UTC()
	return s, json.Unmarshal([]byte(similar), &s.Similar)
}

// Referrals lists referrals, newest first.
func (l *Ledger) Referrals(ctx context.Context, f Filter) ([]Summary, error) {
	states, err := json.Marshal(f.States)
	if err != nil {
		return nil, fail("listing referrals", err)
	}
	limit := f.Limit
	if limit <= 0 {
		limit = -1
	}
	since := int64(0)
	if !f.Since.IsZero() {
		since = f.Since.UnixMilli()
	}
	out, err := collect(l.eyes(ctx), scanSummary, summaryColumns+`
		WHERE (?1 = 'null' OR ?1 = '[]' OR r.state IN (SELECT value FROM json_each(?1)))
		AND r.changed >= ?2 AND (NOT ?3 OR waiting > 0) AND (NOT ?4 OR r.alert <> '')
		ORDER BY r.id DESC LIMIT ?5`, string(states), since, f.Waiting, f.Alert, limit)
	return out, fail("listing referrals", err)
}

// Record is everything about one referral. It holds personal data.
type Record struct {
	Summary
	Sender   mailbox.Address
	Case     workflow.Case // as it now stands: Form and Assessment, nil for none
	Judged   []Judged      // each time that it was, oldest first
	Asked    []string      // questions in the last missing letter
	Messages []MessageLine // oldest first
	Letters  []LetterLine  // oldest first
	Audit    []Entry       // oldest first
}

// MessageLine is one message of a referral.
type MessageLine struct {
	Row      int64
	Kind     workflow.Kind
	Status   Status
	Received time.Time
	Decided  time.Time
	Folder   string
	Why      string
	Hash     string // SHA-256
}

// LetterLine is one letter of a referral.
type LetterLine struct {
	ID        int64
	Name      string
	State     LetterState
	Brake     string // what stopped it
	To        mailbox.Address
	MessageID string
	Written   time.Time
	Queued    time.Time
	Sent      time.Time
	Attempts  int
	Code      int
	Status    string
	DecidedBy string
}

// Referral reads everything about one referral; NotFound when there is none.
func (l *Ledger) Referral(ctx context.Context, ref workflow.Reference) (Record, error) {
	var r Record
	err := l.view(ctx, "reading "+string(ref), func(e eyes) (err error) {
		r, err = l.record(e, ref)
		return err
	})
	return r, err
}

func (l *Ledger) record(a asker, ref workflow.Reference) (r Record, err error) {
	found, err := collect(a, scanSummary, summaryColumns+`WHERE r.reference = ?`, string(ref))
	if err != nil {
		return r, err
	}
	if len(found) == 0 {
		return r, trouble("looking it up", NotFound)
	}
	r.Summary = found[0]
	if err := r.readForm(a, ref); err != nil {
		return r, err
	}
	if r.Judged, err = judged(a, ref); err != nil {
		return r, err
	}
	if n := len(r.Judged); n > 0 && r.Case.Assessment != nil {
		r.Case.Assessment.By, r.Case.Judged = r.Judged[n-1].By, r.Judged[n-1].Received
	}
	if r.Messages, err = collect(a, scanMessage, `SELECT m.id, m.kind, CASE WHEN m.gone IS NULL THEN m.status ELSE 'vanished' END,
		m.received_at, m.decided_at, m.folder, m.why, coalesce(m.hash, '')
		FROM cases c JOIN referrals r ON r.id = c.referral JOIN messages m ON m.id = c.message WHERE r.reference = ? ORDER BY m.id`, string(ref)); err != nil {
		return r, err
	}
	if r.Letters, err = collect(a, scanLetter, `SELECT l.id, l.name, l.state, l.brake, l.recipient, l.rcpt_name, coalesce(l.message_id, ''),
		l.written_at, l.queued_at, l.sent_at, l.attempts, l.code, l.status, l.decided_by
		FROM letters l JOIN referrals r ON r.id = l.referral WHERE r.reference = ? ORDER BY l.id`, string(ref)); err != nil {
		return r, err
	}
	r.Audit, err = collect(a, scanEntry, entryColumns+`WHERE referral = ? ORDER BY id`, string(ref))
	return r, err
}

// readForm reads the form and its assessment as they now stand.
func (r *Record) readForm(a asker, ref workflow.Reference) error {
	var addr, name string
	var asked, form, assessment sql.NullString
	err := a.row(`SELECT sender, name, asked,
		(SELECT form FROM readings WHERE referral = r.id AND form IS NOT NULL ORDER BY version DESC LIMIT 1),
		(SELECT assessment FROM readings WHERE referral = r.id AND assessment IS NOT NULL ORDER BY version DESC LIMIT 1)
		FROM referrals r WHERE reference = ?`, string(ref)).Scan(&addr, &name, &asked, &form, &assessment)
	if err != nil {
		return err
	}
	r.Sender = address(name, addr)
	r.Case = workflow.Case{Reference: ref, From: r.State, To: r.State, Version: r.Version, Similar: r.Similar, Why: r.Why}
	if form.Valid {
		err = json.Unmarshal([]byte(form.String), &r.Case.Form)
	}
	if assessment.Valid {
		err = errors.Join(err, json.Unmarshal([]byte(assessment.String), &r.Case.Assessment))
	}
	if asked.Valid {
		err = errors.Join(err, json.Unmarshal([]byte(asked.String), &r.Asked))
	}
	return err
}

func scanMessage(r *sql.Rows) (MessageLine, error) {
	var m MessageLine
	var received, decided sql.NullInt64
	err := r.Scan(&m.Row, &m.Kind, &m.Status, &received, &decided, &m.Folder, &m.Why, &m.Hash)
	m.Received, m.Decided = moment(received), moment(decided)
	return m, err
}

func scanLetter(r *sql.Rows) (LetterLine, error) {
	var l LetterLine
	var to, name string
	var written, queued, sent sql.NullInt64
	err := r.Scan(&l.ID, &l.Name, &l.State, &l.Brake, &to, &name, &l.MessageID, &written, &queued, &sent, &l.Attempts, &l.Code, &l.Status, &l.DecidedBy)
	l.To, l.Written, l.Queued, l.Sent = address(name, to), moment(written), moment(queued), moment(sent)
	return l, err
}
