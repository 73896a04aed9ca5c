package ledger

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"referrald/workflow"
)

// daemon stands in the audit trail for what no person did.
const daemon = "referrald"

// line is one line of the audit trail. It holds no personal data but the name
// of the member of staff who decided, so that it can be kept longer than the
// referral it is about.
type line struct {
	at      time.Time
	who     string // "" for the daemon
	what    string
	message int64
	letter  int64
	ref     workflow.Reference
	why     string
	detail  string // JSON
}

// audit appends a line to the chain.
func (p *pen) audit(n line) error {
	if n.who == "" {
		n.who = daemon
	}
	var id int64
	var prev []byte
	err := p.row(`SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1`).Scan(&id, &prev)
	if errors.Is(err, sql.ErrNoRows) {
		prev, err = []byte{}, nil
	}
	if err != nil {
		return err
	}
	_, err = p.exec(`INSERT INTO audit(id, at, who, what, message, letter, referral, why, detail, prev, hash) VALUES (?,?,?,?,?,?,?,?,?,?,?)`,
		id+1, n.at.UnixMilli(), n.who, n.what, n.message, n.letter, string(n.ref), n.why, n.detail, prev, n.hash(id+1, prev))
	return err
}

// hash is SHA-256 over the previous hash and every column, each with its
// length in front, so that no two different lines run together into one.
func (n line) hash(id int64, prev []byte) []byte {
	h := sha256.New()
	var b [8]byte
	number := func(v int64) {
		binary.BigEndian.PutUint64(b[:], uint64(v))
		h.Write(b[:])
	}
	text := func(s string) {
		number(int64(len(s)))
		h.Write([]byte(s))
	}
	text(string(prev))
	number(id)
	number(n.at.UnixMilli())
	text(n.who)
	text(n.what)
	number(n.message)
	number(n.letter)
	text(string(n.ref))
	text(n.why)
	text(n.detail)
	return h.Sum(nil)
}

// Entry is one line of the audit trail as a person reads it.
type Entry struct {
	ID        int64
	At        time.Time
	Who       string // "referrald", or the member of staff
	What      string
	Reference workflow.Reference
	Message   int64
	Letter    int64
	Why       string
	Detail    string // JSON, "" for none
}

const entryColumns = `SELECT id, at, who, what, referral, message, letter, why, detail FROM audit `

func scanEntry(r *sql.Rows) (Entry, error) {
	var e Entry
	var at sql.NullInt64
	err := r.Scan(&e.ID, &at, &e.Who, &e.What, &e.Reference, &e.Message, &e.Letter, &e.Why, &e.Detail)
	e.At = moment(at)
	return e, err
}

// Verify walks the whole audit trail and reports how many lines it holds. The
// error is Damaged, with the number of the first wrong line, when a line was
// changed, removed or put in.
func (l *Ledger) Verify(ctx context.Context) (lines int, err error) {
	err = l.view(ctx, "verifying the audit trail", func(e eyes) error {
		if lines, err = verifyChain(e); err != nil {
			return err
		}
		return verifyEnd(e, lines)
	})
	return lines, err
}

// Sound lets the database look at itself: every page, every index, every row
// that belongs to another. A ledger that is not sound is Damaged. It reads the
// whole file.
func (l *Ledger) Sound(ctx context.Context) error {
	return l.view(ctx, "checking the ledger's file", func(e eyes) error {
		var says string
		if err := e.row(`PRAGMA integrity_check(1)`).Scan(&says); err != nil {
			return err
		}
		if says != "ok" {
			return trouble("checking pages and indexes", Damaged)
		}
		orphans, err := e.rows(`PRAGMA foreign_key_check`)
		if err != nil {
			return err
		}
		defer orphans.Close()
		if orphans.Next() {
			return trouble("checking rows that belong to others", Damaged)
		}
		return orphans.Err()
	})
}

// verifyChain counts the lines up to the first that does not fit.
func verifyChain(e eyes) (lines int, err error) {
	rows, err := e.rows(`SELECT id, at, who, what, referral, message, letter, why, detail, prev, hash FROM audit ORDER BY id`)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	last := []byte{}
	for rows.Next() {
		var n line
		var id, at int64
		var prev, hash []byte
		if err := rows.Scan(&id, &at, &n.who, &n.what, &n.ref, &n.message, &n.letter, &n.why, &n.detail, &prev, &hash); err != nil {
			return lines, err
		}
		n.at = time.UnixMilli(at)
		if id != int64(lines)+1 || !bytes.Equal(prev, last) || !bytes.Equal(hash, n.hash(id, prev)) {
			return lines, wrongLine(lines + 1)
		}
		last = hash
		lines++
	}
	return lines, rows.Err()
}

// verifyEnd notices lines that were cut off at the end: SQLite keeps the
// highest number ever given out.
func verifyEnd(e eyes, lines int) error {
	var highest int
	err := e.row(`SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'audit'`).Scan(&highest)
	if err == nil && highest != lines {
		return wrongLine(lines + 1)
	}
	return err
}

func wrongLine(n int) error { return trouble(fmt.Sprintf("comparing line %d", n), Damaged) }
