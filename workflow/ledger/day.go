package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"referrald/workflow"
)

// lateAfter is how long a letter may be on its way before the digest names it.
const lateAfter = time.Hour

// Day is what happened in a period, and what stands open at its end whenever
// it began. It holds references and plain words, no names.
type Day struct {
	From, To  time.Time
	Came      []Count // decided in the period, by kind of message; "copy", "old", "vanished" too
	Went      []Count // taken by the mail server in the period, by letter
	Alerts    []Line  // messages of the period with an alert
	Watched   []Line  // messages of the period with words to look at, words of worry first
	Waiting   []Line  // letters and referrals that wait for a person, oldest first, whenever they came
	Parked    []Line  // messages that nobody could open and that still wait, oldest first
	Unread    []Line  // of the period: files that could not be read, messages that vanished undecided
	Unsent    []Line  // late, doubtful, repeated, refused, not delivered, stopped
	Similar   []Line  // referrals opened in the period that may be about a child of another
	Unfiled   int     // messages that should have been moved and could not be
	InMailbox int     // at the last look
	InLedger  int     // rows for messages that should be in the folder
	LastLook  time.Time
	Looks     int // successful looks in the period
	Breaker   Breaker
}

// Count is one line of a tally.
type Count struct {
	What string
	N    int
}

// Line is one case in a list.
type Line struct {
	Reference workflow.Reference // "" when no referral was opened
	Name      string             // of the letter, the alert, the kind of message; "referral" for a referral itself
	State     string             // "waiting", "late", "behind" (the open breaker), "doubtful", "repeated", "refused", "bounced", "stopped", ...
	Why       string             // the brake, the status code, the reason; no personal data
	Since     time.Time
	Row       int64 // of the message, 0 for none
}

// Day reads the facts of a digest: what happened from (inclusive) to (exclusive).
func (l *Ledger) Day(ctx context.Context, from, to time.Time) (Day, error) {
	d := Day{From: from, To: to}
	err := l.view(ctx, "reading the day", d.read)
	return d, err
}

func (d *Day) read(e eyes) (err error) {
	a, b := d.From.UnixMilli(), d.To.UnixMilli()
	lists := []struct {
		into  *[]Line
		query string
		args  []any
	}{
		{&d.Alerts, alertLines, []any{a, b}},
		{&d.Watched, watchLines, []any{a, b}},
		{&d.Waiting, waitingLines, nil},
		{&d.Parked, parkedLines, nil},
		{&d.Unsent, unsentLines, []any{a, b, d.To.Add(-lateAfter).UnixMilli()}},
		{&d.Similar, similarLines, []any{a, b}},
	}
	for _, q := range lists {
		if *q.into, err = collect(e, scanLine, q.query, q.args...); err != nil {
			return err
		}
	}
	if d.Unread, err = unread(e, a, b); err != nil {
		return err
	}
	if d.Came, err = collect(e, scanCount, cameCounts, a, b); err != nil {
		return err
	}
	if d.Went, err = collect(e, scanCount, wentCounts, a, b); err != nil {
		return err
	}
	return d.totals(e)
}

const (
	// oneRef names a message's first referral.
	oneRef = `coalesce((SELECT r.reference FROM cases c JOIN referrals r ON r.id = c.referral WHERE c.message = m.id ORDER BY r.id LIMIT 1), '')`

	// alerted stands before the words of a referral that raised an alert: its
	// line in the digest says so on every day until a person has ended it.
	alerted = `CASE coalesce(r.alert, '') WHEN '' THEN '' ELSE 'ALERT ' || r.alert || ': ' END`

	// breakerOpen is true while the breaker is open.
	breakerOpen = `EXISTS (SELECT 1 FROM meta WHERE name = 'breaker')`

	alertLines = `SELECT ` + oneRef + `, m.alert, m.status, m.why, m.decided_at, m.id FROM messages m
		WHERE m.decided_at >= ? AND m.decided_at < ? AND m.alert <> '' ORDER BY m.id`
	watchLines = `SELECT ` + oneRef + `, m.kind, m.status, coalesce(nullif(m.reading, ''), m.why), m.decided_at, m.id FROM messages m
		WHERE m.decided_at >= ? AND m.decided_at < ? AND m.alert = '' AND (m.watch = 1 OR m.reading <> '')
		ORDER BY m.watch DESC, m.id`
	waitingLines = `SELECT * FROM (
		SELECT coalesce(r.reference, ''), l.name, l.state, ` + alerted + ` || coalesce(r.why, ''), l.written_at AS since, coalesce(l.message, 0)
			FROM letters l LEFT JOIN referrals r ON r.id = l.referral WHERE l.state = 'waiting'
		UNION ALL
		SELECT r.reference, 'referral', r.state, ` + alerted + ` || r.why, r.changed, 0 FROM referrals r
			WHERE r.state = 'person' AND NOT EXISTS (SELECT 1 FROM letters l WHERE l.referral = r.id AND l.state = 'waiting')
		) ORDER BY since`
	parkedLines = `SELECT '', 'message', m.status, m.why, m.came_at, m.id FROM messages m WHERE m.status = 'parked' AND m.gone IS NULL ORDER BY m.id`
	unsentLines = `SELECT coalesce(r.reference, ''), l.name,
			CASE WHEN l.state IN ('queued','sending') AND l.staff = 0 AND ` + breakerOpen + ` THEN 'behind'
				WHEN l.state IN ('queued','sending') THEN 'late' WHEN l.state = 'sent' THEN 'repeated' ELSE l.state END,
			CASE l.state WHEN 'stopped' THEN l.brake ELSE CASE WHEN l.status <> '' THEN l.status ELSE l.reply END END,
			coalesce(l.ended_at, l.queued_at, l.written_at), coalesce(l.message, 0)
		FROM letters l LEFT JOIN referrals r ON r.id = l.referral
		WHERE (l.state IN ('queued','sending') AND (l.queued_at < ?3 OR l.staff = 0 AND ` + breakerOpen + `)) OR l.state = 'doubtful'
			OR (l.state IN ('refused','bounced') AND l.ended_at >= ?1 AND l.ended_at < ?2)
			OR (l.state = 'stopped' AND l.brake <> '` + workflow.BrakeWatch + `' AND coalesce(l.ended_at, l.written_at) >= ?1 AND coalesce(l.ended_at, l.written_at) < ?2)
			OR (l.state = 'sent' AND l.repeats > 0 AND l.sent_at >= ?1 AND l.sent_at < ?2)
		ORDER BY l.id`
	similarLines = `SELECT r.reference, 'referral', r.state, (SELECT group_concat(value, ', ') FROM json_each(r.similar)), r.opened, 0 FROM referrals r
		WHERE coalesce((SELECT e.at FROM readings e WHERE e.referral = r.id AND e.form IS NOT NULL ORDER BY e.version LIMIT 1), r.opened) >= ?1
			AND coalesce((SELECT e.at FROM readings e WHERE e.referral = r.id AND e.form IS NOT NULL ORDER BY e.version LIMIT 1), r.opened) < ?2 AND r.similar IS NOT NULL AND r.similar NOT IN ('null','[]') ORDER BY r.id`

	cameCounts = `SELECT what, count(*) FROM (
		SELECT CASE WHEN status IN ('old','parked') OR kind = '' THEN status ELSE kind END AS what FROM messages WHERE decided_at >= ?1 AND decided_at < ?2
		UNION ALL SELECT status FROM messages WHERE status IN ('copy','old') AND decided_at IS NULL AND gone IS NULL AND came_at >= ?1 AND came_at < ?2
		UNION ALL SELECT 'vanished' FROM messages WHERE gone >= ?1 AND gone < ?2 AND status = 'received' AND why <> 'the folder was renumbered'
		) GROUP BY what ORDER BY count(*) DESC, what`
	// wentCounts counts what watch mode alone kept back as gone: the page then
	// says what would have gone out.
	wentCounts = `SELECT name, count(*) FROM letters WHERE (sent_at >= ?1 AND sent_at < ?2)
		OR (state = 'stopped' AND brake = '` + workflow.BrakeWatch + `' AND written_at >= ?1 AND written_at < ?2)
		GROUP BY name ORDER BY count(*) DESC, name`
)

func scanLine(r *sql.Rows) (Line, error) {
	var n Line
	var since sql.NullInt64
	err := r.Scan(&n.Reference, &n.Name, &n.State, &n.Why, &since, &n.Row)
	n.Since = moment(since)
	return n, err
}

func scanCount(r *sql.Rows) (c Count, err error) { return c, r.Scan(&c.What, &c.N) }

// unread lists one line for each file that gave no answers.
func unread(e eyes, from, to int64) ([]Line, error) {
	type row struct {
		line  Line
		files sql.NullString
	}
	rows, err := collect(e, func(r *sql.Rows) (row, error) {
		var n row
		var since sql.NullInt64
		err := r.Scan(&n.line.Reference, &n.line.Name, &n.line.State, &since, &n.line.Row, &n.files)
		n.line.Since = moment(since)
		return n, err
	}, `SELECT `+oneRef+`, m.kind, CASE WHEN m.gone IS NULL THEN m.status ELSE 'vanished' END, coalesce(m.decided_at, m.gone), m.id, m.unread FROM messages m
		WHERE (m.unread IS NOT NULL AND m.decided_at >= ?1 AND m.decided_at < ?2)
		OR (m.status = 'received' AND m.gone >= ?1 AND m.gone < ?2 AND m.why <> 'the folder was renumbered') ORDER BY m.id`, from, to)
	if err != nil {
		return nil, err
	}
	var out []Line
	for _, r := range rows {
		if !r.files.Valid {
			r.line.Why = "it left the folder before it could be decided"
			out = append(out, r.line)
			continue
		}
		var files []struct{ Code, Text string } // of forms.Unread; the file's name stays in the ledger
		if err := json.Unmarshal([]byte(r.files.String), &files); err != nil {
			return nil, err
		}
		for _, f := range files {
			n := r.line
			n.State, n.Why = f.Code, f.Text
			out = append(out, n)
		}
	}
	return out, nil
}

// totals reads the figures of the digest's last lines.
func (d *Day) totals(e eyes) (err error) {
	first, last := d.From.Unix()/3600, (d.To.Unix()-1)/3600
	if err := e.row(`SELECT coalesce(sum(n), 0) FROM looks WHERE hour BETWEEN ? AND ?`, first, last).Scan(&d.Looks); err != nil {
		return err
	}
	if d.LastLook, d.InMailbox, d.InLedger, err = lastLook(e); err != nil {
		return err
	}
	if err := e.row(`SELECT count(*) FROM messages WHERE status = 'decided' AND gone IS NULL AND file_next IS NOT NULL`).Scan(&d.Unfiled); err != nil {
		return err
	}
	d.Breaker, err = readBreaker(e)
	return err
}

// lastLook is when the mailbox was looked at last, and how many messages were
// there and in the ledger then.
func lastLook(e eyes) (at time.Time, inMailbox, inLedger int, err error) {
	var ms sql.NullInt64
	err = e.row(`SELECT last, in_mailbox, coalesce(in_ledger, in_mailbox) FROM looks ORDER BY hour DESC LIMIT 1`).Scan(&ms, &inMailbox, &inLedger)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, 0, 0, nil
	}
	return moment(ms), inMailbox, inLedger, err
}

// inFolder counts the messages that should be in the folder as it is numbered today.
func inFolder(e eyes) (n int, err error) {
	err = e.row(`SELECT count(*) FROM messages WHERE gone IS NULL AND status <> 'filed'
		AND validity = (SELECT validity FROM messages ORDER BY id DESC LIMIT 1)`).Scan(&n)
	return n, err
}
