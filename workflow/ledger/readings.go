package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"referrald/workflow"
)

// Reading is one form of a referral as it was judged. It holds personal data.
type Reading struct {
	workflow.Past
	Err error // what is kept of it could not be read; no personal data
}

// Judged is one line about a reading: by what it was judged, and the outcome.
type Judged struct {
	Version  int
	At       time.Time
	Received time.Time // the moment of receipt that it was judged at
	Outcome  string
	By       workflow.Set // no version: it was not kept
}

// pageReadings are in memory at once; a form with its assessment takes 20 KB.
const pageReadings = 200

// Readings hands over every form that was received since a moment, in the order
// of referrals and of their versions, as one view of the book. It stops at the
// first error of each.
func (l *Ledger) Readings(ctx context.Context, since time.Time, each func(Reading) error) error {
	from := int64(0)
	if !since.IsZero() {
		from = since.UnixMilli()
	}
	return l.view(ctx, "reading what was judged", func(e eyes) error {
		last := kept{}
		for {
			page, err := collect(e, scanKept, `SELECT r.id, r.reference, k.version, k.received, k.form, k.assessment, k.judged_by
				FROM readings k JOIN referrals r ON r.id = k.referral
				WHERE k.form IS NOT NULL AND k.received >= ?1 AND (k.referral, k.version) > (?2, ?3)
				ORDER BY k.referral, k.version LIMIT ?4`, from, last.referral, last.Version, pageReadings)
			if err != nil || len(page) == 0 {
				return err
			}
			for _, k := range page {
				if err := each(k.Reading); err != nil {
					return err
				}
			}
			last = page[len(page)-1]
		}
	})
}

type kept struct {
	referral int64
	Reading
}

func scanKept(r *sql.Rows) (kept, error) {
	var k kept
	var received int64
	var form, assessment, by sql.NullString
	if err := r.Scan(&k.referral, &k.Reference, &k.Version, &received, &form, &assessment, &by); err != nil {
		return k, err
	}
	k.Received = time.UnixMilli(received).UTC()
	for _, c := range []struct {
		text sql.NullString
		into any
	}{{form, &k.Form}, {assessment, &k.Assessment}, {by, &k.Assessment.By}} {
		if c.text.Valid && json.Unmarshal([]byte(c.text.String), c.into) != nil {
			// What the decoder says may quote an answer.
			k.Err = errors.New("what is kept of its form cannot be read by this program")
		}
	}
	if k.Err == nil && !assessment.Valid {
		k.Err = errors.New("its assessment was not kept")
	}
	return k, nil
}

// judged lists the readings of one referral, oldest first.
func judged(a asker, ref workflow.Reference) ([]Judged, error) {
	return collect(a, scanJudged, `SELECT k.version, k.at, k.received, coalesce(json_extract(k.assessment, '$.Outcome'), ''), k.judged_by
		FROM readings k JOIN referrals r ON r.id = k.referral WHERE r.reference = ? AND k.assessment IS NOT NULL ORDER BY k.version`, string(ref))
}

func scanJudged(r *sql.Rows) (Judged, error) {
	var j Judged
	var at, received int64
	var by sql.NullString
	if err := r.Scan(&j.Version, &at, &received, &j.Outcome, &by); err != nil {
		return j, err
	}
	j.At, j.Received = time.UnixMilli(at).UTC(), time.UnixMilli(received).UTC()
	if !by.Valid {
		return j, nil
	}
	return j, json.Unmarshal([]byte(by.String), &j.By)
}
