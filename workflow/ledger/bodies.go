package ledger

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// A letter is kept as exactly the bytes that are sent. Most of those bytes are
// the same referral form in each of them, encoded, so that a part of a letter's
// body of at least minBody is kept once, under its hash, and the letter says
// where it goes. Only whole stretches between a blank line and a boundary are
// taken out; whatever the letter looks like, putting them back gives every byte.

// minBody is below what an enclosure takes and above what a page of words does.
const minBody = 8 << 10

// cut is a stretch taken out of a letter: where it goes in what remains.
type cut struct {
	At   int   `json:"at"`
	Body int64 `json:"body"`
}

// stretch is a part [from, to) of a letter.
type stretch struct{ from, to int }

// stretches finds the large parts of a letter's body.
func stretches(letter []byte) []stretch {
	var out []stretch
	at := 0
	for {
		blank := bytes.Index(letter[at:], []byte("\r\n\r\n"))
		if blank < 0 {
			return out
		}
		from := at + blank + 4
		to := len(letter)
		if end := bytes.Index(letter[from:], []byte("\r\n--")); end >= 0 {
			to = from + end
		}
		if to-from >= minBody {
			out = append(out, stretch{from, to})
		}
		at = to
		if at >= len(letter) {
			return out
		}
	}
}

// store keeps a letter's large parts and gives what remains, with the cuts.
func (p *pen) store(letter []byte) (head []byte, cuts any, err error) {
	found := stretches(letter)
	if len(found) == 0 {
		return letter, nil, nil
	}
	var list []cut
	at := 0
	for _, s := range found {
		head = append(head, letter[at:s.from]...)
		id, err := p.storeBody(letter[s.from:s.to])
		if err != nil {
			return nil, nil, err
		}
		list = append(list, cut{At: len(head), Body: id})
		at = s.to
	}
	head = append(head, letter[at:]...)
	data, err := json.Marshal(list)
	return head, string(data), err
}

func (p *pen) storeBody(body []byte) (id int64, err error) {
	hash := sha256.Sum256(body)
	err = p.row(`SELECT id FROM bodies WHERE hash = ?`, hash[:]).Scan(&id)
	if !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	return p.insert(`INSERT INTO bodies(hash, bytes) VALUES (?,?)`, hash[:], body)
}

// restorer puts letters together again; it keeps the bodies that it has read.
type restorer struct {
	from asker
	held map[int64][]byte
}

func (r *restorer) restore(head []byte, cuts sql.NullString) ([]byte, error) {
	if !cuts.Valid {
		return head, nil
	}
	var list []cut
	if err := json.Unmarshal([]byte(cuts.String), &list); err != nil {
		return nil, fmt.Errorf("reading where a letter's parts go: %w", err)
	}
	var out []byte
	at := 0
	for _, c := range list {
		body, err := r.body(c.Body)
		if err != nil {
			return nil, err
		}
		if c.At < at || c.At > len(head) {
			return nil, trouble("putting a letter together", Damaged)
		}
		out = append(append(out, head[at:c.At]...), body...)
		at = c.At
	}
	return append(out, head[at:]...), nil
}

func (r *restorer) body(id int64) ([]byte, error) {
	if b, ok := r.held[id]; ok {
		return b, nil
	}
	var b []byte
	if err := r.from.row(`SELECT bytes FROM bodies WHERE id = ?`, id).Scan(&b); err != nil {
		return nil, err
	}
	if r.held == nil {
		r.held = map[int64][]byte{}
	}
	r.held[id] = b
	return b, nil
}
