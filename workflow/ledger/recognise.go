package ledger

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"referrald/mailbox"
)

// Print is what recognises a message under another number. The Message-ID
// alone is no identity: different letters have come with the same one.
type Print struct {
	Hash      string // SHA-256 of the message as it came, lower-case hex
	MessageID string // with angle brackets, "" for none
	Content   string // hash of sender, subject, text and attachments
	Received  time.Time
	From      mailbox.Address
	Size      int64
}

// earlier is a message that is the same as another.
type earlier struct {
	id     int64
	key    mailbox.Key
	status Status
	gone   bool
}

// Recognise records what a message looks like and reports whether it was dealt
// with before: an earlier message has the same Hash, or the same Message-ID and
// the same Content. If the earlier one is no longer where it was, because the
// folder was renumbered or the message was moved and came back, it takes over
// the new number and goes on where it stood. Otherwise the row becomes a copy. Either way nothing more happens to it.
func (g *Group) Recognise(ctx context.Context, row int64, p Print) (seen bool, err error) {
	g.pen.ctx = ctx
	seen, err = g.recognise(row, p)
	return seen, fail("recognising a message", err)
}

func (g *Group) recognise(row int64, p Print) (bool, error) {
	var key mailbox.Key
	var status Status
	err := g.pen.row(`SELECT validity, uid, status FROM messages WHERE id = ?`, row).Scan(&key.Validity, &key.UID, &status)
	if err != nil {
		return false, err
	}
	if status != StatusReceived {
		return true, nil
	}
	_, err = g.pen.exec(`UPDATE messages SET hash = ?, message_id = ?, content = ?, received_at = ?, sender = ?, size = ? WHERE id = ?`,
		text(p.Hash), text(p.MessageID), text(p.Content), stamp(p.Received), p.From.Addr, p.Size, row)
	if err != nil {
		return false, err
	}
	e, ok, err := g.earlier(row, p)
	if err != nil || !ok {
		return false, err
	}
	if e.status != StatusFiled && (e.gone || e.key.Validity != key.Validity) {
		return true, g.takeOver(e, row, key)
	}
	_, err = g.pen.exec(`UPDATE messages SET status = 'copy', copy_of = ?, decided_at = NULL WHERE id = ?`, e.id, row)
	return true, err
}

// earlier finds the first message of the same print that was dealt with.
func (g *Group) earlier(row int64, p Print) (e earlier, ok bool, err error) {
	const columns = `SELECT id, validity, uid, status, gone IS NOT NULL FROM messages `
	const dealtWith = ` AND id <> ? AND status NOT IN ('received','copy') ORDER BY id LIMIT 1`
	scan := func(a answer) error { return a.Scan(&e.id, &e.key.Validity, &e.key.UID, &e.status, &e.gone) }
	err = sql.ErrNoRows
	if p.Hash != "" {
		err = scan(g.pen.row(columns+`WHERE hash = ?`+dealtWith, p.Hash, row))
	}
	if errors.Is(err, sql.ErrNoRows) && p.MessageID != "" && p.Content != "" {
		err = scan(g.pen.row(columns+`WHERE message_id = ? AND content = ?`+dealtWith, p.MessageID, p.Content, row))
	}
	if errors.Is(err, sql.ErrNoRows) {
		return earlier{}, false, nil
	}
	return e, err == nil, err
}

// takeOver gives the earlier message the number under which it came again.
func (g *Group) takeOver(e earlier, row int64, key mailbox.Key) error {
	if _, err := g.pen.exec(`UPDATE keys SET message = ? WHERE message = ?`, e.id, row); err != nil {
		return err
	}
	if _, err := g.pen.exec(`UPDATE messages SET validity = ?, uid = ?, gone = NULL WHERE id = ?`, key.Validity, key.UID, e.id); err != nil {
		return err
	}
	_, err := g.pen.exec(`UPDATE messages SET status = 'copy', copy_of = ?, gone = came_at WHERE id = ?`, e.id, row)
	return err
}

// text is a column that is NULL when there is nothing to compare.
func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}
