package ledger

import (
	"context"
	"database/sql"
	"time"

	"referrald/workflow"
)

// Standing is how things stand at this moment.
type Standing struct {
	Schema        int
	GoLive        Mark // zero before the first start
	LastLook      time.Time
	InMailbox     int // at the last look
	InLedger      int // messages that should be there by the ledger, at the same look
	Messages      map[Status]int
	Referrals     map[workflow.State]int
	Letters       map[LetterState]int
	Pending       int       // letters on their way, a doubtful one's repeat included
	OldestPending time.Time // of those that no open breaker holds
	OldestWaiting time.Time // the letter that has waited longest for a person
	Barred        int       // addresses that bounced for good
	Breaker       Breaker
	AuditLines    int
}

// Status reads how things stand. Looks of the last minute may still be in the
// daemon's memory.
func (l *Ledger) Status(ctx context.Context) (Standing, error) {
	var s Standing
	err := l.view(ctx, "reading the status", func(e eyes) (err error) {
		s, err = standing(e)
		return err
	})
	return s, err
}

func standing(e eyes) (s Standing, err error) {
	if _, err := readMeta(e, "go-live", &s.GoLive); err != nil {
		return s, err
	}
	if s.LastLook, s.InMailbox, s.InLedger, err = lastLook(e); err != nil {
		return s, err
	}
	if s.Messages, err = tally[Status](e, `SELECT CASE WHEN gone IS NULL THEN status ELSE 'vanished' END AS s, count(*) FROM messages
		WHERE NOT (status = 'copy' AND gone IS NOT NULL) GROUP BY s`); err != nil {
		return s, err
	}
	if s.Referrals, err = tally[workflow.State](e, `SELECT state, count(*) FROM referrals GROUP BY state`); err != nil {
		return s, err
	}
	if s.Letters, err = tally[LetterState](e, `SELECT state, count(*) FROM letters GROUP BY state`); err != nil {
		return s, err
	}
	if s.Breaker, err = readBreaker(e); err != nil {
		return s, err
	}
	return s, s.figures(e)
}

func (s *Standing) figures(e eyes) error {
	var pending, waiting sql.NullInt64
	err := e.row(`SELECT
		(SELECT user_version FROM pragma_user_version),
		(SELECT count(*) FROM letters WHERE next_at IS NOT NULL) + (SELECT count(*) FROM letters WHERE lease_at IS NOT NULL),
		(SELECT min(queued_at) FROM letters WHERE state IN ('queued','sending','doubtful') AND (next_at IS NOT NULL OR lease_at IS NOT NULL)
			AND (staff = 1 OR NOT `+breakerOpen+`)),
		(SELECT min(written_at) FROM letters WHERE state = 'waiting'),
		(SELECT count(*) FROM barred), (SELECT count(*) FROM audit)`).
		Scan(&s.Schema, &s.Pending, &pending, &waiting, &s.Barred, &s.AuditLines)
	s.OldestPending, s.OldestWaiting = moment(pending), moment(waiting)
	return err
}

// tally counts rows by a word.
func tally[K ~string](e eyes, query string) (map[K]int, error) {
	counts, err := collect(e, scanCount, query)
	if err != nil {
		return nil, err
	}
	out := make(map[K]int, len(counts))
	for _, c := range counts {
		out[K(c.What)] = c.N
	}
	return out, nil
}
