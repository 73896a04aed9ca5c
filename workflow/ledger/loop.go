package ledger

import (
	"time"

	"referrald/workflow"
)

const (
	// needy are the states in which a letter may need somebody, in the words of the
	// index letters_open, without which every letter ever written is looked at.
	needy = `state IN ('waiting','stopped','queued','sending','refused','doubtful','bounced')`
	// quick is how soon after a letter of ours an answer comes that no person
	// wrote: less than it takes to open, read and answer it.
	quick = 15 * time.Second
	// skew is how far the clock of the receiving mail server, which says when a
	// message came, may be behind ours.
	skew = 5 * time.Second
)

// loops reports whether an address answers letters of ours as a machine does,
// whatever its headers say: this message and the one that had our last letter
// came within seconds of letters of ours, or a letter to it was stopped for
// that within a day. One quick message is no proof: a person's second message
// and our answer to the first may cross.
func (g *Group) loops(q workflow.Query) (bool, error) {
	if q.Sender.Zero() || q.Received.IsZero() {
		return false, nil
	}
	today, rcpt := q.Now.Add(-day).UnixMilli(), q.Sender.Key()
	var before, now, stopped int
	err := g.pen.row(`SELECT
		(SELECT count(*) FROM letters l JOIN messages m ON m.id = l.message
			WHERE l.rcpt = ?1 AND l.staff = 0 AND l.counted_at > ?2 AND EXISTS (SELECT 1 FROM letters e
			WHERE e.rcpt = ?1 AND e.staff = 0 AND e.counted_at IS NOT NULL AND e.id < l.id
			AND e.sent_at BETWEEN m.received_at - ?4 AND m.received_at + ?5)),
		(SELECT count(*) FROM letters WHERE rcpt = ?1 AND staff = 0 AND counted_at IS NOT NULL AND sent_at BETWEEN ?3 - ?4 AND ?3 + ?5),
		(SELECT count(*) FROM letters WHERE `+needy+` AND state = 'stopped' AND rcpt = ?1 AND brake = ?6 AND written_at > ?2)`,
		rcpt, today, q.Received.UnixMilli(), quick.Milliseconds(), skew.Milliseconds(), workflow.BrakeLoop).Scan(&before, &now, &stopped)
	return stopped > 0 || before > 0 && now > 0, err
}
