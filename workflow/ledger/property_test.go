package ledger

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"referrald/mailbox"
	"referrald/workflow"
)

// drawn is a test within a property: what fails, fails there and is made smaller.
type drawn struct {
	testing.TB
	r *rapid.T
}

func (d drawn) Helper()                   { d.r.Helper() }
func (d drawn) Fatal(args ...any)         { d.r.Fatal(args...) }
func (d drawn) Fatalf(f string, a ...any) { d.r.Fatalf(f, a...) }
func (d drawn) Errorf(f string, a ...any) { d.r.Errorf(f, a...) }

// office is a ledger and what it must remember, kept beside it.
type office struct {
	drawn
	path string
	l    *Ledger
	now  time.Time
	uid  uint32
	refs int

	state   map[int]workflow.State
	letters map[int64]*fate // by number of the letter
	decided int
	gone    int              // vanished undecided
	open    map[uint32]int64 // received and not decided: UID, row
}

// fate is what the world has seen of one letter.
type fate struct {
	tried   int  // attempts that may have handed it over
	taken   bool // the mail server said so
	sending bool
	over    bool // a person or a report stopped it
}

func (o *office) reopen(path string) {
	if o.l != nil {
		must(o, o.l.Close())
	}
	o.path = path
	l, err := Open(o.Context(), path)
	must(o, err)
	o.l = l
	// The power goes off by copying what the files hold; no sync is needed.
	_, err = l.conn.ExecContext(o.Context(), "PRAGMA synchronous = OFF")
	must(o, err)
}

// crash ends every attempt with nobody knowing how.
func (o *office) crash() {
	o.reopen(powerOff(o, o.path))
	for _, f := range o.letters {
		if f.sending {
			f.sending = false
			f.tried++
		}
	}
}

func (o *office) receive() {
	o.uid++
	s := story{uid: o.uid, now: o.now}.filled()
	o.open[o.uid] = s.receive(o, o.l).ID
}

// decide takes any undecided message and makes any move, legal or not.
func (o *office) decide() {
	for _, uid := range slices.Sorted(maps.Keys(o.open)) {
		row := o.open[uid]
		if !rapid.Bool().Draw(o.r, "this one") {
			continue
		}
		s, n := o.plan(uid)
		g, err := o.l.Begin(o.Context())
		must(o, err)
		c := s.cases[0]
		err = g.Commit(o.Context(), s.decision(row))
		legal := c.From.May(c.To) && (c.New || o.state[n] == c.From)
		if (err == nil) != legal {
			o.Fatalf("moving %s from %s to %s: %v", c.Reference, c.From, c.To, err)
		}
		must(o, g.End(o.Context()))
		if !legal {
			return
		}
		o.state[n] = c.To
		o.decided++
		delete(o.open, uid)
		if c.To == workflow.Closed {
			o.stop(n) // but for the letter that this decision writes
		}
		o.remember(n)
		return
	}
}

// plan draws a move of a new or a known referral, and a letter about it.
func (o *office) plan(uid uint32) (s story, n int) {
	states := []workflow.State{workflow.Asked, workflow.Incomplete, workflow.Ready, workflow.WithPerson, workflow.Signposted, workflow.Closed}
	to := rapid.SampledFrom(states).Draw(o.r, "to")
	s = story{uid: uid, now: o.now, folder: rapid.SampledFrom([]string{"", "Done"}).Draw(o.r, "folder")}.filled()
	if o.refs == 0 || rapid.Bool().Draw(o.r, "new") {
		c := opens(o.refs+1, to)
		if workflow.New.May(to) {
			o.refs++
		}
		s.cases, n = []workflow.Case{c}, o.refs
	} else {
		n = rapid.IntRange(1, o.refs).Draw(o.r, "referral")
		r, err := o.l.Referral(o.Context(), ref(n))
		must(o, err)
		s.cases = []workflow.Case{moves(n, r.Version, rapid.SampledFrom(append(states[:0:0], r.State, r.State, workflow.Asked)).Draw(o.r, "from"), to)}
	}
	s.letters = []workflow.Planned{rapid.SampledFrom([]workflow.Planned{formLetter(), formLetter(), waits(0), stopped("brake")}).Draw(o.r, "letter")}
	return s, n
}

// remember begins to follow the letters of a referral.
func (o *office) remember(n int) {
	r, err := o.l.Referral(o.Context(), ref(n))
	must(o, err)
	for _, x := range r.Letters {
		if o.letters[x.ID] == nil {
			o.letters[x.ID] = &fate{}
		}
	}
}

// stop is a person's no to all letters of a referral that have not gone.
func (o *office) stop(n int) {
	r, err := o.l.Referral(o.Context(), ref(n))
	must(o, err)
	for _, x := range r.Letters {
		if f := o.letters[x.ID]; f != nil {
			f.over = true
		}
	}
}

func (o *office) attempt() {
	for _, d := range due(o, o.l, o.now) {
		f := o.letters[d.ID]
		if f.over {
			o.Fatalf("a letter that was stopped is due")
		}
		if f.taken || f.sending || f.tried > 1 {
			o.Fatalf("a letter is due again after %+v", *f)
		}
		want(o, "named as repeat", d.Repeat, f.tried > 0)
		if rapid.IntRange(0, 4).Draw(o.r, "leave it") > 0 {
			must(o, o.l.Attempt(o.Context(), []int64{d.ID}, o.now, o.now.Add(100*day)))
			f.sending = true
		}
	}
}

func (o *office) end() {
	for id := int64(1); id <= int64(len(o.letters)); id++ {
		f := o.letters[id]
		if f == nil || !f.sending || rapid.IntRange(0, 4).Draw(o.r, "leave it") == 0 {
			continue
		}
		f.sending = false
		r := mailbox.Receipt{Outcome: rapid.SampledFrom([]mailbox.Outcome{mailbox.Unknown, mailbox.Unknown, mailbox.Accepted, mailbox.Refused, mailbox.TryLater, mailbox.TryLater, mailbox.Misconfigured}).Draw(o.r, "outcome")}
		switch r.Outcome {
		case mailbox.Accepted:
			f.taken, f.tried = true, f.tried+1
		case mailbox.Unknown:
			f.tried++
		case mailbox.Refused:
			f.over = true
		}
		must(o, o.l.Ended(o.Context(), o.now, []End{{ID: id, Receipt: r, Next: o.now.Add(time.Hour)}}))
	}
}

func (o *office) person() {
	if o.refs == 0 {
		return
	}
	n := rapid.IntRange(1, o.refs).Draw(o.r, "referral")
	all, err := o.l.Waiting(o.Context(), ref(n))
	must(o, err)
	switch rapid.SampledFrom([]string{"release", "hold", "withdraw"}).Draw(o.r, "decision") {
	case "withdraw":
		withdraw(o, o.l, n)
		o.stop(n)
	case "hold":
		if err := o.l.Hold(o.Context(), ref(n), "Sam Staff", "no", o.now); (err == nil) != (len(all) > 0) {
			o.Fatalf("holding %d letters: %v", len(all), err)
		}
		for _, w := range all {
			o.letters[w.ID].over = true
		}
	case "release":
		if len(all) == 0 {
			return
		}
		w := all[0]
		err := o.l.Release(o.Context(), w, "Sam Staff", o.now, passed(w.Planned), bytesOf(fmt.Sprintf("<released-%d@example.test>", w.ID), w.To))
		if (err == nil) != w.State.May(workflow.Signposted) {
			o.Fatalf("releasing about a referral in state %s: %v", w.State, err)
		}
		if err == nil {
			o.state[n] = workflow.Signposted
			wantKind(o, o.l.Release(o.Context(), w, "Sam Staff", o.now, passed(w.Planned), bytesOf("<twice@example.test>", w.To)), AlreadyReleased)
		}
	}
}

func (o *office) bounce() {
	for id := int64(1); id <= int64(len(o.letters)); id++ {
		f := o.letters[id]
		if f == nil || f.tried == 0 || !rapid.Bool().Draw(o.r, "bounce it") {
			continue
		}
		var messageID string
		must(o, o.l.reads.QueryRowContext(o.Context(), `SELECT message_id FROM letters WHERE id = ?`, id).Scan(&messageID))
		must(o, o.l.Bounce(o.Context(), mailbox.Bounce{OriginalID: messageID, Permanent: true}, o.now))
		f.over = true
		return
	}
}

func (o *office) vanish() {
	if o.uid == 0 {
		return
	}
	uid := uint32(rapid.IntRange(1, int(o.uid)).Draw(o.r, "UID"))
	must(o, o.l.Vanished(o.Context(), 7, []uint32{uid}, o.now))
	if _, undecided := o.open[uid]; undecided {
		o.gone++
		delete(o.open, uid)
	}
}

func (o *office) file() {
	var rows []int64
	for _, f := range toBeFiled(o, o.l, 7, o.now, 10) {
		rows = append(rows, f.Row)
	}
	must(o, o.l.Filed(o.Context(), rows, nil, o.now))
}

// check compares the ledger with what must be in it.
func (o *office) check() {
	s := standingOf(o, o.l)
	d, err := o.l.Day(o.Context(), monday, o.now.Add(time.Millisecond))
	must(o, err)
	sum := func(counts []Count) (n int) {
		for _, c := range counts {
			n += c.N
		}
		return n
	}
	taken := 0
	for _, f := range o.letters {
		if f.taken {
			taken++
		}
	}
	want(o, "messages of the day", sum(d.Came), o.decided+o.gone)
	want(o, "letters of the day", sum(d.Went), taken)
	want(o, "messages that wait to be decided", s.Messages[StatusReceived], len(o.open))
	waiting, doubtful := 0, 0
	for _, n := range d.Waiting {
		if n.State == string(LetterWaiting) {
			waiting++
		}
	}
	for _, n := range d.Unsent {
		if n.State == string(LetterDoubtful) {
			doubtful++
		}
	}
	want(o, "letters that wait", waiting, s.Letters[LetterWaiting])
	want(o, "doubtful letters", doubtful, s.Letters[LetterDoubtful])
	states := map[workflow.State]int{}
	for _, st := range o.state {
		states[st]++
	}
	want(o, "referrals", s.Referrals, states)
	all := 0
	for _, n := range s.Letters {
		all += n
	}
	want(o, "letters", all, len(o.letters))
	sound(o, o.l)
}

// Whatever happens in whatever order: legal moves only, no letter after a
// person's no, none handed over more than twice, every count adds up, and the
// file is sound.
func TestAnyOrderOfEvents(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		o := &office{drawn: drawn{t, r}, now: monday, state: map[int]workflow.State{}, letters: map[int64]*fate{}, open: map[uint32]int64{}}
		o.reopen(place(t))
		defer func() { _ = o.l.Close() }()
		events := map[string]func(){
			"receive": o.receive, "decide": o.decide, "attempt": o.attempt, "end": o.end, "person": o.person,
			"bounce": o.bounce, "vanish": o.vanish, "file": o.file, "crash": o.crash,
		}
		names := []string{"receive", "decide", "decide", "decide", "attempt", "attempt", "attempt", "attempt", "end", "end", "end", "person", "person", "bounce", "vanish", "file", "crash", "crash"}
		o.receive()
		for range rapid.IntRange(20, 60).Draw(r, "events") {
			name := rapid.SampledFrom(names).Draw(r, "event")
			events[name]()
			o.now = o.now.Add(rapid.SampledFrom([]time.Duration{2 * time.Hour, 15 * time.Minute, time.Second, 0}).Draw(r, "later"))
			if name == "decide" && rapid.Bool().Draw(r, "more came") {
				o.receive()
			}
		}
		o.check()
	})
}
