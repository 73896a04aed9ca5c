package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"referrald/mailbox"
)

// Place is why a message lies in a filing folder.
type Place string

// The places.
const (
	PlaceKnown       Place = "known"       // the ledger has it under another number: filed, or moved by people
	PlaceBefore      Place = "before"      // it was there before the first start
	PlaceOwn         Place = "own"         // a letter of ours
	PlaceUnaccounted Place = "unaccounted" // nobody can say
	PlaceAccepted    Place = "accepted"    // a person has looked at it
)

// Stray is a message that the ledger cannot account for.
type Stray struct {
	Folder   string
	Key      mailbox.Key
	Received time.Time // zero when it is not known
}

// Placed is what was found out about one message of a folder.
type Placed struct {
	UID      uint32
	How      Place
	Message  int64     // the ledger's row, 0 for none
	Received time.Time // of an unaccounted one
}

// Unplaced lists those of the numbers in a filing folder that the ledger cannot
// account for yet, those found unaccounted before among them.
func (l *Ledger) Unplaced(ctx context.Context, folder string, validity uint32, uids []uint32) ([]uint32, error) {
	known := map[uint32]bool{}
	rows, err := collect(l.eyes(ctx), func(r *sql.Rows) (uid uint32, err error) { return uid, r.Scan(&uid) },
		`SELECT filed_uid FROM messages WHERE filed_validity = ?1 AND folder = ?2 AND filed_uid IS NOT NULL
		UNION SELECT uid FROM places WHERE folder = ?2 AND validity = ?1 AND how <> 'unaccounted'`, validity, folder)
	if err != nil {
		return nil, fail("reading what is in a folder", err)
	}
	for _, u := range rows {
		known[u] = true
	}
	var out []uint32
	for _, u := range uids {
		if !known[u] {
			out = append(out, u)
		}
	}
	return out, nil
}

// Find gives the row of the message, in any folder, that has this print, 0 for none.
func (l *Ledger) Find(ctx context.Context, p Print) (row int64, err error) {
	err = l.eyes(ctx).row(`SELECT id FROM messages WHERE hash = ?1 AND ?1 <> ''
		OR (message_id = ?2 AND content = ?3 AND ?2 <> '' AND ?3 <> '') ORDER BY id LIMIT 1`, p.Hash, p.MessageID, p.Content).Scan(&row)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return row, fail("looking for a message", err)
}

// SetPlaces records what was found out about messages of one filing folder.
// here are all the numbers in it: an unaccounted message that is no longer
// there is forgotten.
func (l *Ledger) SetPlaces(ctx context.Context, folder string, validity uint32, here []uint32, found []Placed, now time.Time) error {
	const doing = "recording what is in a folder"
	list, err := json.Marshal(append([]uint32{}, here...))
	if err != nil {
		return fail(doing, err)
	}
	return l.write(ctx, doing, func(p *pen) error {
		_, err := p.exec(`DELETE FROM places WHERE folder = ?1 AND how = 'unaccounted' AND (validity <> ?2 OR uid NOT IN (SELECT value FROM json_each(?3)))`,
			folder, validity, string(list))
		if err != nil {
			return err
		}
		for _, f := range found {
			var row any
			if f.Message > 0 {
				row = f.Message
			}
			_, err := p.exec(`INSERT INTO places(folder, validity, uid, how, message, received, found_at) VALUES (?1,?2,?3,?4,?5,?6,?7)
				ON CONFLICT DO UPDATE SET how = ?4, message = ?5, received = ?6`,
				folder, validity, f.UID, string(f.How), row, stamp(f.Received), now.UnixMilli())
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Reconciled records that every folder was compared with the ledger.
func (l *Ledger) Reconciled(ctx context.Context, now time.Time, messages, unaccounted int) error {
	return l.write(ctx, "recording the comparison with the mailbox", func(p *pen) error {
		_, err := p.exec(`INSERT INTO reconciliations(at, messages, unaccounted) VALUES (?,?,?)`, now.UnixMilli(), messages, unaccounted)
		return err
	})
}

// Reconciliation is the last comparison of every folder with the ledger.
type Reconciliation struct {
	At          time.Time // zero: never
	Messages    int
	Unaccounted int
}

// LastReconciliation reads the last comparison.
func (l *Ledger) LastReconciliation(ctx context.Context) (r Reconciliation, err error) {
	err = l.view(ctx, "reading the last comparison with the mailbox", func(e eyes) error {
		r, err = lastReconciliation(e)
		return err
	})
	return r, err
}

func lastReconciliation(e eyes) (r Reconciliation, err error) {
	var at sql.NullInt64
	err = e.row(`SELECT at, messages, unaccounted FROM reconciliations ORDER BY id DESC LIMIT 1`).Scan(&at, &r.Messages, &r.Unaccounted)
	if errors.Is(err, sql.ErrNoRows) {
		return r, nil
	}
	r.At = moment(at)
	return r, err
}

// Accept records that the person named has looked at every unaccounted message
// of the filing folders, and counts them.
func (l *Ledger) Accept(ctx context.Context, by string, now time.Time) (n int64, err error) {
	const doing = "accepting what is in the folders"
	if by == "" {
		return 0, &Error{Doing: doing, Kind: Unfit, Hint: "say who has looked: -by NAME"}
	}
	err = l.write(ctx, doing, func(p *pen) error {
		strays, err := collect(p, scanStray, `SELECT folder, validity, uid, received FROM places WHERE how = 'unaccounted' ORDER BY folder, uid`)
		if err != nil {
			return err
		}
		for _, s := range strays {
			detail, err := json.Marshal(map[string]any{"folder": s.Folder, "uid": s.Key.UID})
			if err != nil {
				return err
			}
			if err := p.audit(line{at: now, who: by, what: "unaccounted message accepted", detail: string(detail)}); err != nil {
				return err
			}
		}
		n, err = p.changed(`UPDATE places SET how = 'accepted' WHERE how = 'unaccounted'`)
		return err
	})
	return n, err
}

func scanStray(r *sql.Rows) (s Stray, err error) {
	var at sql.NullInt64
	err = r.Scan(&s.Folder, &s.Key.Validity, &s.Key.UID, &at)
	s.Received = moment(at)
	return s, err
}

// HighestKnown is the highest number of the folder that the ledger knows: what
// is above it has not been looked at yet.
func (l *Ledger) HighestKnown(ctx context.Context, validity uint32) (uid uint32, err error) {
	err = l.eyes(ctx).row(`SELECT coalesce(max(uid), 0) FROM keys WHERE validity = ?`, validity).Scan(&uid)
	return uid, fail("reading the highest number", err)
}
