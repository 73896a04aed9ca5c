package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"referrald/mailbox"
	"referrald/workflow"
)

const (
	// maxThread Message-IDs of one message are looked up: References grows with
	// a thread, and the header is the sender's to fill.
	maxThread = 100
	month     = 30 * 24 * time.Hour
	day       = 24 * time.Hour
)

// Recall answers a question about one message; it sees what the group has
// committed before.
//
// A referral is tied by a Message-ID of its thread, theirs or ours, or by its
// reference when both the author and the address that would be answered have
// written to us about that referral before. A reference that does not exist is
// Strange like one that the sender has no part in: the difference would tell a
// stranger which references exist.
func (g *Group) Recall(ctx context.Context, q workflow.Query) (workflow.Recall, error) {
	g.pen.ctx = ctx
	r, err := g.recall(q)
	if err != nil {
		return workflow.Recall{}, fail("recalling", err)
	}
	return r, nil
}

func (g *Group) recall(q workflow.Query) (r workflow.Recall, err error) {
	thread := threadColumn(q.Thread)
	if r.Next, err = g.next(q.Year); err != nil {
		return r, err
	}
	if r.Tied, r.Strange, err = g.ties(q, thread); err != nil {
		return r, err
	}
	if r.Answers, err = g.answers(q, thread); err != nil {
		return r, err
	}
	if r.Sent, err = g.sent(q, thread); err != nil {
		return r, err
	}
	if r.All, err = g.everybody(q.Now); err != nil {
		return r, err
	}
	b, err := readBreaker(g.pen)
	if err != nil {
		return r, err
	}
	r.Breaker = b.Open
	if r.Barred, err = g.barred(q.Sender); err != nil {
		return r, err
	}
	if r.Loop, err = g.loops(q); err != nil {
		return r, err
	}
	r.Near, err = g.near(q.Children)
	return r, err
}

// threadColumn is a list of Message-IDs as JSON, for json_each. The newest are kept.
func threadColumn(ids []string) string {
	if len(ids) > maxThread {
		ids = append(slices.Clone(ids[:1]), ids[len(ids)-maxThread+1:]...)
	}
	if len(ids) == 0 {
		return "[]"
	}
	data, _ := json.Marshal(ids) // strings always encode
	return string(data)
}

// next is the number of the next new referral of a year.
func (g *Group) next(year int) (int, error) {
	var last int
	err := g.pen.row(`SELECT last FROM years WHERE year = ?`, year).Scan(&last)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return last + 1, err
}

// ties finds the referrals to which a message belongs, newest first.
func (g *Group) ties(q workflow.Query, thread string) (tied []workflow.Known, strange []workflow.Reference, err error) {
	ids, err := collect(g.pen, scanID, `SELECT DISTINCT referral FROM threads WHERE message_id IN (SELECT value FROM json_each(?))`, thread)
	if err != nil {
		return nil, nil, err
	}
	byThread := len(ids)
	for _, ref := range q.References {
		id, known, err := g.named(ref, q)
		if err != nil {
			return nil, nil, err
		}
		switch {
		case slices.Contains(ids, id) && id != 0:
		case known:
			ids = append(ids, id)
		default:
			strange = append(strange, ref)
		}
	}
	for i, id := range ids {
		k, err := g.known(id)
		if err != nil {
			return nil, nil, err
		}
		k.ByThread = i < byThread
		tied = append(tied, k)
	}
	slices.SortStableFunc(tied, func(a, b workflow.Known) int {
		if c := b.Opened.Compare(a.Opened); c != 0 {
			return c
		}
		return strings.Compare(string(b.Reference), string(a.Reference))
	})
	return tied, strange, nil
}

// named looks up a reference and whether its namer has a part in it.
func (g *Group) named(ref workflow.Reference, q workflow.Query) (id int64, known bool, err error) {
	err = g.pen.row(`SELECT id FROM referrals WHERE reference = ?`, string(ref)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	for _, a := range []mailbox.Address{q.Sender, q.From} {
		if a.Zero() {
			continue
		}
		err := g.pen.row(`SELECT 1 FROM addresses WHERE referral = ? AND address = ?`, id, a.Key()).Scan(new(int))
		if errors.Is(err, sql.ErrNoRows) {
			return id, false, nil
		}
		if err != nil {
			return 0, false, err
		}
		known = true
	}
	return id, known, nil
}

func scanID(r *sql.Rows) (id int64, err error) { return id, r.Scan(&id) }

// known reads one referral.
func (g *Group) known(id int64) (workflow.Known, error) {
	var k workflow.Known
	var opened int64
	var addr, name string
	var asked, form, writers sql.NullString
	err := g.pen.row(`SELECT reference, state, version, sender, name, opened, asked,
		(SELECT form FROM readings WHERE referral = r.id AND form IS NOT NULL ORDER BY version DESC LIMIT 1),
		(SELECT count(*) FROM letters WHERE referral = r.id AND name = 'missing' AND counted_at IS NOT NULL),
		(SELECT group_concat(address) FROM addresses WHERE referral = r.id)
		FROM referrals r WHERE id = ?`, id).
		Scan(&k.Reference, &k.State, &k.Version, &addr, &name, &opened, &asked, &form, &k.Times, &writers)
	if err != nil {
		return k, err
	}
	k.Sender, k.Opened = address(name, addr), time.UnixMilli(opened).UTC()
	k.Alone = writers.String == k.Sender.Key()
	if asked.Valid {
		if err := json.Unmarshal([]byte(asked.String), &k.Asked); err != nil {
			return k, err
		}
	}
	if form.Valid {
		return k, json.Unmarshal([]byte(form.String), &k.Form)
	}
	return k, nil
}

// answers finds the letter of ours that a message is about: the one that a
// delivery report names, else the newest one in its thread.
func (g *Group) answers(q workflow.Query, thread string) (*workflow.Letter, error) {
	if q.BounceOf == "" && q.BounceTo != "" {
		return g.unnamed(q)
	}
	if q.BounceOf != "" {
		thread = threadColumn([]string{q.BounceOf})
	}
	var l workflow.Letter
	var ref sql.NullString
	var at sql.NullInt64
	err := g.pen.row(`SELECT l.message_id, l.name, r.reference, l.counted_at FROM letters l LEFT JOIN referrals r ON r.id = l.referral
		WHERE l.message_id IN (SELECT value FROM json_each(?)) AND l.counted_at IS NOT NULL
		ORDER BY l.counted_at DESC, l.id DESC LIMIT 1`, thread).Scan(&l.MessageID, &l.Name, &ref, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	l.Reference, l.SentAt = workflow.Reference(ref.String), moment(at)
	return &l, nil
}

// bounceDays is how long mail servers try at most before they give up.
const bounceDays = 7 * day

// unnamed finds the letter for a report that names no Message-ID: the newest to
// its address about a referral that the report names, else the only one there
// is. Such a report can be made by anybody who knows the address.
func (g *Group) unnamed(q workflow.Query) (*workflow.Letter, error) {
	a := mailbox.NewAddress("", q.BounceTo)
	type found struct {
		letter workflow.Letter
		at     sql.NullInt64
	}
	all, err := collect(g.pen, func(r *sql.Rows) (found, error) {
		f := found{letter: workflow.Letter{Guessed: true}}
		return f, r.Scan(&f.letter.MessageID, &f.letter.Name, &f.letter.Reference, &f.at)
	}, `SELECT l.message_id, l.name, coalesce(r.reference, ''), l.counted_at FROM letters l LEFT JOIN referrals r ON r.id = l.referral
		WHERE l.rcpt = ? AND l.staff = 0 AND l.counted_at > ? AND l.state IN ('sent','doubtful') ORDER BY l.counted_at DESC, l.id DESC`,
		a.Key(), q.Now.Add(-bounceDays).UnixMilli())
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(all, func(f found) bool { return slices.Contains(q.References, f.letter.Reference) })
	if len(all) == 1 && len(q.References) == 0 {
		at = 0
	}
	if at < 0 {
		return nil, nil
	}
	all[at].letter.SentAt = moment(all[at].at)
	return &all[at].letter, nil
}

// sent counts the letters to one address, and those in this exchange.
func (g *Group) sent(q workflow.Query, thread string) (t workflow.Tally, err error) {
	hour, today, since := q.Now.Add(-time.Hour).UnixMilli(), q.Now.Add(-day).UnixMilli(), q.Now.Add(-month).UnixMilli()
	err = g.pen.row(`SELECT count(*) FILTER (WHERE counted_at > ?1), count(*) FILTER (WHERE counted_at > ?2), count(*),
		coalesce(sum(idle), 0), count(*) FILTER (WHERE name = 'form' AND counted_at > ?2)
		FROM letters WHERE rcpt = ?4 AND staff = 0 AND counted_at > ?3`, hour, today, since, q.Sender.Key()).
		Scan(&t.Hour, &t.Day, &t.Month, &t.IdleMonth, &t.FormsDay)
	if err != nil {
		return t, err
	}
	err = g.pen.row(`SELECT count(*) FROM letters WHERE staff = 0 AND idle = 1 AND counted_at > ? AND talk IN
		(SELECT talk FROM talks WHERE message_id IN (SELECT value FROM json_each(?)))`, today, thread).Scan(&t.ThreadIdleDay)
	return t, err
}

// everybody counts the letters to everybody outside the office.
func (g *Group) everybody(now time.Time) (workflow.Tally, error) {
	if age := now.Sub(g.when); !g.when.IsZero() && age >= 0 && age < allFresh {
		return g.all, nil
	}
	var t workflow.Tally
	var resumed int64 // letters written before a person let sending go on do not count
	if _, err := readMeta(g.pen, "resumed", &resumed); err != nil {
		return t, err
	}
	since := ``
	if resumed > now.Add(-month).UnixMilli() {
		since = ` AND queued_at > ` + strconv.FormatInt(resumed, 10)
	}
	err := g.pen.row(`SELECT count(*) FILTER (WHERE counted_at > ?1), count(*) FILTER (WHERE counted_at > ?2), count(*),
		coalesce(sum(idle), 0), count(*) FILTER (WHERE name = 'form' AND counted_at > ?2)
		FROM letters WHERE staff = 0 AND counted_at > ?3`+since,
		now.Add(-time.Hour).UnixMilli(), now.Add(-day).UnixMilli(), now.Add(-month).UnixMilli()).
		Scan(&t.Hour, &t.Day, &t.Month, &t.IdleMonth, &t.FormsDay)
	if err == nil {
		g.all, g.when = t, now
	}
	return t, err
}

// count keeps the tally of all letters in step with what the group queues.
func (g *Group) count(name string, idle bool) {
	g.all.Hour++
	g.all.Day++
	g.all.Month++
	if idle {
		g.all.IdleMonth++
	}
	if name == "form" {
		g.all.FormsDay++
	}
}

func (g *Group) barred(a mailbox.Address) (bool, error) {
	err := g.pen.row(`SELECT 1 FROM barred WHERE address = ?`, a.Key()).Scan(new(int))
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// yearAndNumber takes a reference apart.
func yearAndNumber(ref workflow.Reference) (year, number int, ok bool) {
	whole, ok := workflow.ParseReference(string(ref))
	parts := strings.Split(string(whole), "-")
	if !ok || len(parts) != 3 {
		return 0, 0, false
	}
	year, errYear := strconv.Atoi(parts[1])
	number, errNumber := strconv.Atoi(parts[2])
	return year, number, errYear == nil && errNumber == nil && whole == ref
}
