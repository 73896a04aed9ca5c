package ledger

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"referrald/mailbox"
)

// Status says how far a message has come.
type Status string

// The statuses of a message.
const (
	StatusReceived Status = "received" // recorded, not decided yet
	StatusDecided  Status = "decided"  // decided, to be filed
	StatusLeft     Status = "left"     // decided, stays in INBOX
	StatusFiled    Status = "filed"    // moved to its folder
	StatusParked   Status = "parked"   // could not be read: a person is shown it
	StatusOld      Status = "old"      // older than the go-live mark
	StatusVanished Status = "vanished" // somebody else moved or deleted it
	StatusCopy     Status = "copy"     // the same message as an earlier one
)

// Incoming is one message as the folder lists it.
type Incoming struct {
	Key  mailbox.Key
	Size int64 // bytes
	Seen bool  // a person has read it
	Old  bool  // older than the go-live mark: recorded and never opened
}

// Row is one message that is to be opened. Attempts counts this one.
type Row struct {
	ID       int64
	Key      mailbox.Key
	Size     int64
	Attempts int
	Old      bool // nothing is to be done
}

// Known tells what the ledger knows of a folder, by UID. A message that has
// vanished is not in it, so that one which a server lists again after a wrong
// or short list is received again and goes on where it stood.
func (l *Ledger) Known(ctx context.Context, validity uint32) (map[uint32]Status, error) {
	rows, err := l.reads.QueryContext(ctx, `
		SELECT k.uid, m.status FROM keys k JOIN messages m ON m.id = k.message
		WHERE k.validity = ?1 AND m.validity = ?1 AND m.uid = k.uid AND m.gone IS NULL`, validity)
	if err != nil {
		return nil, fail("reading known messages", err)
	}
	out := map[uint32]Status{}
	for rows.Next() {
		var uid uint32
		var s Status
		if err := rows.Scan(&uid, &s); err != nil {
			return nil, fail("reading known messages", errors.Join(err, rows.Close()))
		}
		out[uid] = s
	}
	return out, fail("reading known messages", errors.Join(rows.Err(), rows.Close()))
}

// Unfinished lists messages of a folder that were received and never decided
// and may be tried again, oldest first. Attempts counts those already made.
func (l *Ledger) Unfinished(ctx context.Context, validity uint32, now time.Time) ([]Row, error) {
	rows, err := collect(l.eyes(ctx), func(r *sql.Rows) (Row, error) {
		m := Row{Key: mailbox.Key{Validity: validity}}
		return m, r.Scan(&m.ID, &m.Key.UID, &m.Size, &m.Attempts)
	}, `SELECT id, uid, size, attempts FROM messages
		WHERE status = 'received' AND gone IS NULL AND validity = ?1 AND (next_try IS NULL OR next_try <= ?2 OR next_try > ?3)
		ORDER BY id`, validity, now.UnixMilli(), beyond(now))
	return rows, fail("reading unfinished messages", err)
}

// Receive makes a row for each message that has none and counts the attempt at
// opening it, before it is opened. It returns the messages that are to be
// opened, and those just recorded as Old; what was decided earlier is left
// out. Messages of an earlier numbering of the folder that were never decided
// count as vanished: they come again under their new numbers.
func (l *Ledger) Receive(ctx context.Context, now time.Time, in []Incoming) ([]Row, error) {
	var out []Row
	err := l.write(ctx, "receiving messages", func(p *pen) error {
		if len(in) > 0 {
			if err := p.renumber(in[0].Key.Validity, now); err != nil {
				return err
			}
		}
		for _, m := range in {
			row, todo, err := p.receive(m, now)
			if err != nil {
				return err
			}
			if todo {
				out = append(out, row)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (p *pen) renumber(validity uint32, now time.Time) error {
	_, err := p.exec(`UPDATE messages SET gone = ?, why = 'the folder was renumbered'
		WHERE status IN ('received','parked') AND gone IS NULL AND validity <> ?`, now.UnixMilli(), validity)
	return err
}

// receive finds or makes one row.
func (p *pen) receive(m Incoming, now time.Time) (row Row, todo bool, err error) {
	var at mailbox.Key
	var status Status
	var gone sql.NullInt64
	row = Row{Key: m.Key, Size: m.Size}
	err = p.row(`SELECT m.id, m.validity, m.uid, m.status, m.gone, m.attempts
		FROM keys k JOIN messages m ON m.id = k.message WHERE k.validity = ? AND k.uid = ?`,
		m.Key.Validity, m.Key.UID).Scan(&row.ID, &at.Validity, &at.UID, &status, &gone, &row.Attempts)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return p.record(m, now)
	case err != nil:
		return Row{}, false, err
	case at != m.Key && at.Validity == m.Key.Validity && !gone.Valid:
		// The message is here under another number too: this one is a copy.
		return Row{}, false, p.recordCopy(m, row.ID, now)
	}
	todo = status == StatusReceived
	if todo {
		row.Attempts++
	}
	_, err = p.exec(`UPDATE messages SET validity = ?, uid = ?, gone = NULL, attempts = ?, next_try = NULL WHERE id = ?`,
		m.Key.Validity, m.Key.UID, row.Attempts, row.ID)
	return row, todo, err
}

// record makes the row of a message that was never seen.
func (p *pen) record(m Incoming, now time.Time) (Row, bool, error) {
	row := Row{Key: m.Key, Size: m.Size, Attempts: 1}
	status := StatusReceived
	if m.Old {
		status, row.Attempts, row.Old = StatusOld, 0, true
	}
	var err error
	row.ID, err = p.insert(`INSERT INTO messages(validity, uid, status, size, seen, attempts, came_at) VALUES (?,?,?,?,?,?,?)`,
		m.Key.Validity, m.Key.UID, string(status), m.Size, m.Seen, row.Attempts, now.UnixMilli())
	if err != nil {
		return Row{}, false, err
	}
	return row, true, p.bind(m.Key, row.ID)
}

func (p *pen) recordCopy(m Incoming, of int64, now time.Time) error {
	id, err := p.insert(`INSERT INTO messages(validity, uid, status, copy_of, size, seen, came_at) VALUES (?,?,'copy',?,?,?,?)`,
		m.Key.Validity, m.Key.UID, of, m.Size, m.Seen, now.UnixMilli())
	if err != nil {
		return err
	}
	return p.bind(m.Key, id)
}

// bind says which message a number stands for.
func (p *pen) bind(k mailbox.Key, message int64) error {
	_, err := p.exec(`INSERT INTO keys(validity, uid, message) VALUES (?,?,?)
		ON CONFLICT DO UPDATE SET message = excluded.message`, k.Validity, k.UID, message)
	return err
}

// Spare takes back the attempt that was counted at each of these messages: the
// ledger could not be written, which is not their fault.
func (l *Ledger) Spare(ctx context.Context, rows []int64) error {
	return l.write(ctx, "taking back attempts", func(p *pen) error {
		for _, row := range rows {
			if _, err := p.exec(`UPDATE messages SET attempts = max(0, attempts - 1) WHERE id = ? AND status = 'received'`, row); err != nil {
				return err
			}
		}
		return nil
	})
}

// Postpone records that an attempt at a message failed: it is not tried again
// before next. why holds no personal data.
func (l *Ledger) Postpone(ctx context.Context, row int64, next time.Time, why string) error {
	return l.write(ctx, "postponing a message", func(p *pen) error {
		n, err := p.changed(`UPDATE messages SET next_try = ?, why = ? WHERE id = ? AND status = 'received'`, stamp(next), why, row)
		return one(n, err, NotFound)
	})
}

// Park gives a message to a person unread: it stays in INBOX and in the digest.
func (l *Ledger) Park(ctx context.Context, row int64, now time.Time, why string) error {
	return l.write(ctx, "parking a message", func(p *pen) error {
		n, err := p.changed(`UPDATE messages SET status = 'parked', why = ?, decided_at = ?, next_try = NULL
			WHERE id = ? AND status = 'received'`, why, now.UnixMilli(), row)
		if err := one(n, err, AlreadyDecided); err != nil {
			return err
		}
		return p.audit(line{at: now, what: "parked", message: row, why: why})
	})
}

// Vanished records that messages are no longer in the folder and the daemon
// did not move them.
func (l *Ledger) Vanished(ctx context.Context, validity uint32, uids []uint32, now time.Time) error {
	if len(uids) == 0 {
		return nil
	}
	return l.write(ctx, "recording vanished messages", func(p *pen) error {
		for _, u := range uids {
			if err := p.vanish(mailbox.Key{Validity: validity, UID: u}, now); err != nil {
				return err
			}
		}
		return nil
	})
}

// vanish leaves an audit line for a message that is gone before it was decided.
func (p *pen) vanish(k mailbox.Key, now time.Time) error {
	var id int64
	var status Status
	err := p.row(`UPDATE messages SET gone = ? WHERE validity = ? AND uid = ? AND gone IS NULL
		AND id = (SELECT message FROM keys WHERE validity = ?2 AND uid = ?3) RETURNING id, status`,
		now.UnixMilli(), k.Validity, k.UID).Scan(&id, &status)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil || (status != StatusReceived && status != StatusParked) {
		return err
	}
	return p.audit(line{at: now, what: "vanished", message: id, why: "moved or deleted by somebody else before it was decided"})
}

// Unaccounted lists those of the given UIDs for which the ledger has no row.
func (l *Ledger) Unaccounted(ctx context.Context, validity uint32, uids []uint32) ([]uint32, error) {
	known, err := l.Known(ctx, validity)
	if err != nil {
		return nil, err
	}
	var out []uint32
	for _, u := range uids {
		if _, ok := known[u]; !ok {
			out = append(out, u)
		}
	}
	return out, nil
}

// one turns "no row was changed" into trouble.
func one(n int64, err error, none Kind) error {
	if err == nil && n == 0 {
		return &Error{Doing: "finding the row", Kind: none, Hint: hints[none]}
	}
	return err
}
