package ledger

import (
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/templates"
	"referrald/workflow"
)

// oneLetter is a ledger with one queued form letter, and its number.
func oneLetter(t testing.TB, l *Ledger) Due {
	t.Helper()
	tell(t, l, story{uid: 1, cases: []workflow.Case{opens(1, workflow.Asked)}, letters: []workflow.Planned{formLetter()}, folder: "Done"})
	all := due(t, l, monday)
	if len(all) != 1 {
		t.Fatalf("%d letters due, want 1", len(all))
	}
	return all[0]
}

func attempt(t testing.TB, l *Ledger, id int64, now time.Time) {
	t.Helper()
	must(t, l.Attempt(t.Context(), []int64{id}, now, now.Add(5*time.Minute)))
}

func letterOf(t testing.TB, l *Ledger, n int) LetterLine {
	t.Helper()
	r, err := l.Referral(t.Context(), ref(n))
	must(t, err)
	if len(r.Letters) == 0 {
		t.Fatalf("%s has no letter", ref(n))
	}
	return r.Letters[0]
}

func unsent(t testing.TB, l *Ledger, now time.Time) []string {
	t.Helper()
	d, err := l.Day(t.Context(), now.Add(-day), now)
	must(t, err)
	var out []string
	for _, n := range d.Unsent {
		out = append(out, n.Name+" "+n.State)
	}
	return out
}

// What becomes of a letter after one attempt, and whether it is due again.
func TestEndOfAnAttempt(t *testing.T) {
	later := monday.Add(20 * time.Minute)
	end := func(o mailbox.Outcome, code int, status string) mailbox.Receipt {
		return mailbox.Receipt{Outcome: o, Code: code, Status: status, Text: "so it was said"}
	}
	tests := []struct {
		name   string
		end    func(l *Ledger, id int64) error
		state  LetterState
		again  bool
		unsent []string
	}{
		{"sent", func(l *Ledger, id int64) error {
			return l.Sent(t.Context(), id, monday, end(mailbox.Accepted, 250, "2.0.0"))
		}, LetterSent, false, nil},
		{"refused", func(l *Ledger, id int64) error {
			return l.Refused(t.Context(), id, monday, end(mailbox.Refused, 550, "5.1.1"))
		}, LetterRefused, false, []string{"form refused"}},
		{"later", func(l *Ledger, id int64) error {
			return l.Later(t.Context(), id, monday, later, end(mailbox.TryLater, 451, "4.3.0"))
		}, LetterQueued, true, []string{"form late"}},
		{"later, because of our login", func(l *Ledger, id int64) error {
			return l.Later(t.Context(), id, monday, later, end(mailbox.Misconfigured, 535, "5.7.8"))
		}, LetterQueued, true, []string{"form late"}},
		{"doubtful", func(l *Ledger, id int64) error {
			return l.Doubtful(t.Context(), id, monday, later, end(mailbox.Unknown, 0, ""))
		}, LetterDoubtful, true, []string{"form doubtful"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := fresh(t)
			d := oneLetter(t, l)
			wantKind(t, tt.end(l, d.ID), Conflict) // no attempt was recorded
			attempt(t, l, d.ID, monday)
			want(t, "state while it is being sent", letterOf(t, l, 1).State, LetterSending)
			want(t, "due while it is being sent", len(due(t, l, monday)), 0)
			wantKind(t, l.Attempt(t.Context(), []int64{d.ID}, monday, later), Conflict)
			must(t, tt.end(l, d.ID))
			want(t, "state", letterOf(t, l, 1).State, tt.state)
			want(t, "due before its time", len(due(t, l, later.Add(-time.Millisecond))), 0)
			at, pending, err := l.NextDue(t.Context())
			must(t, err)
			want(t, "pending", pending, tt.again)
			if tt.again {
				want(t, "next", at, later)
				again := due(t, l, later)
				want(t, "due again", len(again), 1)
				want(t, "the same bytes", string(again[0].Out.Bytes), string(d.Out.Bytes))
				want(t, "attempts", again[0].Attempts, 1)
			}
			want(t, "unsent in the digest", unsent(t, l, monday.Add(2*time.Hour)), tt.unsent)
			sound(t, l)
		})
	}
}

// S19: a letter with an unknown end is repeated once, the same bytes, and then
// never again; the digest names it all the time.
func TestDoubtfulIsRepeatedOnce(t *testing.T) {
	l := fresh(t)
	d := oneLetter(t, l)
	now := monday
	attempt(t, l, d.ID, now)
	must(t, l.Doubtful(t.Context(), d.ID, now, now.Add(time.Minute), mailbox.Receipt{}))
	now = now.Add(time.Minute)
	again := due(t, l, now)[0]
	want(t, "marked as repeat", again.Repeat, true)
	want(t, "the same bytes", string(again.Out.Bytes), string(d.Out.Bytes))
	want(t, "the same Message-ID", again.Out.ID, d.Out.ID)

	// The repeat is put off: it was certainly not taken, so this was none.
	attempt(t, l, d.ID, now)
	must(t, l.Later(t.Context(), d.ID, now, now.Add(time.Minute), mailbox.Receipt{Code: 451}))
	want(t, "still doubtful", letterOf(t, l, 1).State, LetterDoubtful)
	now = now.Add(time.Minute)
	want(t, "due once more", len(due(t, l, now)), 1)

	attempt(t, l, d.ID, now)
	must(t, l.Doubtful(t.Context(), d.ID, now, now.Add(time.Minute), mailbox.Receipt{}))
	want(t, "due a third time", len(due(t, l, now.Add(1000*time.Hour))), 0)
	want(t, "in the digest", unsent(t, l, now.Add(time.Hour)), []string{"form doubtful"})
	sound(t, l)
}

func TestRepeatThatArrivedIsNamed(t *testing.T) {
	l := fresh(t)
	d := oneLetter(t, l)
	attempt(t, l, d.ID, monday)
	must(t, l.Doubtful(t.Context(), d.ID, monday, monday.Add(time.Minute), mailbox.Receipt{}))
	attempt(t, l, d.ID, monday.Add(time.Minute))
	must(t, l.Sent(t.Context(), d.ID, monday.Add(time.Minute), mailbox.Receipt{Code: 250}))
	want(t, "in the digest", unsent(t, l, monday.Add(time.Hour)), []string{"form repeated"})
}

// Law 4: a crash at any point between Attempt and the end costs at most one
// repeat, whatever happens in the repeat, and never the letter.
func TestCrashWhileSending(t *testing.T) {
	path := place(t)
	l := openAt(t, path)
	d := oneLetter(t, l)
	attempts, now := 0, monday
	for range 6 {
		for _, again := range due(t, l, now) {
			want(t, "the same bytes", string(again.Out.Bytes), string(d.Out.Bytes))
			attempt(t, l, again.ID, now)
			attempts++
		}
		path = powerOff(t, path)
		l = openAt(t, path)
		want(t, "due at once after the crash", len(due(t, l, now)), 0)
		now = now.Add(doubtPause)
	}
	want(t, "attempts", attempts, 2)
	want(t, "state", letterOf(t, l, 1).State, LetterDoubtful)
	want(t, "in the digest", unsent(t, l, now), []string{"form doubtful"})
	sound(t, l)
}

// An attempt that never ends is given up when its time has passed; its end
// still counts when it comes after all.
func TestAttemptWithoutEnd(t *testing.T) {
	l := fresh(t)
	d := oneLetter(t, l)
	must(t, l.Attempt(t.Context(), []int64{d.ID}, monday, monday.Add(time.Minute)))
	at, _, err := l.NextDue(t.Context())
	must(t, err)
	want(t, "worth a look at", at, monday.Add(time.Minute))
	want(t, "due", len(due(t, l, monday.Add(time.Minute))), 0)
	want(t, "state", letterOf(t, l, 1).State, LetterDoubtful)
	must(t, l.Sent(t.Context(), d.ID, monday.Add(2*time.Minute), mailbox.Receipt{Code: 250}))
	want(t, "late end", letterOf(t, l, 1).State, LetterSent)
	want(t, "due", len(due(t, l, monday.Add(time.Hour))), 0)
}

// Alerts go first, then the oldest; letters beyond n wait.
func TestDueInOrder(t *testing.T) {
	l := fresh(t)
	for n := 1; n <= 3; n++ {
		tell(t, l, story{uid: uint32(n), cases: []workflow.Case{opens(n, workflow.Asked)}, letters: []workflow.Planned{formLetter()}})
	}
	alert := auto(templates.Alert{Kind: "urgent"}, 0)
	alert.Staff = true
	tell(t, l, story{uid: 4, cases: []workflow.Case{opens(4, workflow.WithPerson)}, letters: []workflow.Planned{alert}})
	some, err := l.Due(t.Context(), monday, 3)
	must(t, err)
	var got []workflow.Reference
	for _, d := range some {
		got = append(got, d.Reference)
	}
	want(t, "order", got, []workflow.Reference{ref(4), ref(1), ref(2)})
	want(t, "before its time", len(due(t, l, monday.Add(-time.Second))), 0)
}

func TestNextDue(t *testing.T) {
	path := place(t)
	l := openAt(t, path)
	_, pending, err := l.NextDue(t.Context())
	must(t, err)
	want(t, "nothing pending", pending, false)
	d := oneLetter(t, l)
	at, pending, err := l.NextDue(t.Context())
	must(t, err)
	want(t, "pending", pending, true)
	want(t, "at", at, monday)
	attempt(t, l, d.ID, monday)
	// What a dead process was sending is looked at at once.
	at, _, err = openAt(t, powerOff(t, path)).NextDue(t.Context())
	must(t, err)
	want(t, "at, in another process", at, time.UnixMilli(0).UTC())
}

// One stale end must not take the others with it: what is not recorded as sent
// is sent again.
func TestEndedRecordsTheOthers(t *testing.T) {
	l := fresh(t)
	for n := 1; n <= 3; n++ {
		tell(t, l, story{uid: uint32(n), cases: []workflow.Case{opens(n, workflow.Asked)}, letters: []workflow.Planned{formLetter()}})
	}
	all := due(t, l, monday)
	must(t, l.Attempt(t.Context(), []int64{all[0].ID, all[2].ID}, monday, monday.Add(time.Minute)))
	var ends []End
	for _, d := range all {
		ends = append(ends, End{ID: d.ID, Receipt: mailbox.Receipt{Outcome: mailbox.Accepted, Code: 250}})
	}
	wantKind(t, l.Ended(t.Context(), monday, ends), Conflict)
	for n, state := range []LetterState{LetterSent, LetterQueued, LetterSent} {
		want(t, "letter", letterOf(t, l, n+1).State, state)
	}
}

func TestTurn(t *testing.T) {
	l := fresh(t)
	for n := 1; n <= 3; n++ {
		tell(t, l, story{uid: uint32(n), cases: []workflow.Case{opens(n, workflow.Asked)}, letters: []workflow.Planned{formLetter()}})
	}
	all := due(t, l, monday)
	attempt(t, l, all[0].ID, monday)
	withdraw(t, l, 2)
	begun, err := l.Turn(t.Context(), monday, []End{{ID: all[0].ID, Receipt: mailbox.Receipt{Outcome: mailbox.Accepted}}},
		[]int64{all[1].ID, all[2].ID}, monday.Add(time.Minute))
	must(t, err)
	want(t, "begun", begun, []int64{all[2].ID})
	for n, state := range []LetterState{LetterSent, LetterWithdrawn, LetterSending} {
		want(t, "letter", letterOf(t, l, n+1).State, state)
	}
	// The attempt is on the disk before the network is touched.
	begun, err = l.Turn(t.Context(), monday, []End{{ID: all[0].ID}}, nil, time.Time{})
	wantKind(t, err, Conflict)
	want(t, "begun", len(begun), 0)
	sound(t, l)
}

// Attempt takes all letters in hand or none.
func TestAttemptIsAllOrNothing(t *testing.T) {
	l := fresh(t)
	d := oneLetter(t, l)
	wantKind(t, l.Attempt(t.Context(), []int64{d.ID, 99}, monday, monday.Add(time.Minute)), Conflict)
	want(t, "state", letterOf(t, l, 1).State, LetterQueued)
}

// What a delivery report does to a letter and its address.
func TestBounce(t *testing.T) {
	hard := mailbox.Bounce{Recipient: parent.Addr, Status: "5.1.1", Permanent: true}
	tests := []struct {
		name   string
		before func(t *testing.T, l *Ledger, id int64)
		bounce mailbox.Bounce
		state  LetterState
		barred bool
	}{
		{"for good", sentBefore, hard, LetterBounced, true},
		{"this time", sentBefore, mailbox.Bounce{Status: "4.2.2"}, LetterBounced, false},
		{"a warning", sentBefore, mailbox.Bounce{Status: "4.4.1", Delayed: true, Permanent: true}, LetterSent, false},
		{"before it was sent", func(*testing.T, *Ledger, int64) {}, hard, LetterQueued, false},
		{"while it is being sent", func(t *testing.T, l *Ledger, id int64) { attempt(t, l, id, monday) }, hard, LetterBounced, true},
		{"while it waits for its repeat", func(t *testing.T, l *Ledger, id int64) {
			attempt(t, l, id, monday)
			must(t, l.Doubtful(t.Context(), id, monday, monday.Add(time.Minute), mailbox.Receipt{}))
		}, hard, LetterBounced, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := fresh(t)
			d := oneLetter(t, l)
			tt.before(t, l, d.ID)
			tt.bounce.OriginalID = d.Out.ID
			must(t, l.Bounce(t.Context(), tt.bounce, monday))
			must(t, l.Bounce(t.Context(), tt.bounce, monday)) // a second report changes nothing
			want(t, "state", letterOf(t, l, 1).State, tt.state)
			want(t, "barred", recall(t, l, workflow.Query{Sender: parent}).Barred, tt.barred)
			if tt.state == LetterBounced {
				want(t, "due", len(due(t, l, monday.Add(time.Hour))), 0)
				want(t, "status", letterOf(t, l, 1).Status, tt.bounce.Status)
				want(t, "in the digest", unsent(t, l, monday.Add(time.Hour)), []string{"form bounced"})
			}
			sound(t, l)
		})
	}
}

func sentBefore(t *testing.T, l *Ledger, _ int64) {
	t.Helper()
	want(t, "sent", sendAll(t, l, monday), 1)
}

// The end of an attempt that a delivery report overtook is no trouble.
func TestBounceOvertakesTheEnd(t *testing.T) {
	l := fresh(t)
	d := oneLetter(t, l)
	attempt(t, l, d.ID, monday)
	must(t, l.Bounce(t.Context(), mailbox.Bounce{OriginalID: d.Out.ID, Status: "5.1.1", Permanent: true}, monday))
	must(t, l.Sent(t.Context(), d.ID, monday.Add(time.Second), mailbox.Receipt{Code: 250}))
	x := letterOf(t, l, 1)
	want(t, "state", x.State, LetterBounced)
	want(t, "sent", x.Sent, monday.Add(time.Second))
	want(t, "status", x.Status, "5.1.1")
	wantKind(t, l.Sent(t.Context(), d.ID, monday, mailbox.Receipt{}), Conflict)
	sound(t, l)
}
