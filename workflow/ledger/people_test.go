package ledger

import (
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/templates"
	"referrald/workflow"
)

// withdraw is the family taking a referral back.
func withdraw(t testing.TB, l *Ledger, n int) {
	t.Helper()
	g, err := l.Begin(t.Context())
	must(t, err)
	must(t, g.Withdraw(t.Context(), ref(n), monday))
	must(t, g.End(t.Context()))
}

// drafted is a ledger in which a signposting letter about referral 1 waits.
func drafted(t testing.TB, l *Ledger) Waiting {
	t.Helper()
	tell(t, l, story{uid: 1, thread: []string{"<0@example.org>"}, cases: []workflow.Case{opens(1, workflow.WithPerson)}, letters: []workflow.Planned{waits(0)}})
	return waiting(t, l)
}

func waiting(t testing.TB, l *Ledger) Waiting {
	t.Helper()
	all, err := l.Waiting(t.Context(), ref(1))
	must(t, err)
	if len(all) != 1 {
		t.Fatalf("%d letters wait, want 1", len(all))
	}
	return all[0]
}

func release(t testing.TB, l *Ledger, w Waiting) error {
	t.Helper()
	return l.Release(t.Context(), w, "Sam Staff", monday.Add(time.Hour), passed(w.Planned), bytesOf("<released@example.test>", w.To))
}

// Which form goes with a letter that waits is kept with it.
func TestWaitingKeepsItsForm(t *testing.T) {
	l := fresh(t)
	for i, e := range workflow.Enclosures() {
		p := waits(0)
		p.Encloses = e
		tell(t, l, story{uid: uint32(i + 1), cases: []workflow.Case{opens(i+1, workflow.WithPerson)}, letters: []workflow.Planned{p}})
		all, err := l.Waiting(t.Context(), ref(i+1))
		must(t, err)
		want(t, "form", all[0].Encloses, e)
	}
}

func TestWaiting(t *testing.T) {
	l := fresh(t)
	w := drafted(t, l)
	tell(t, l, story{uid: 2, now: monday.Add(-time.Hour), cases: []workflow.Case{opens(2, workflow.WithPerson)}, letters: []workflow.Planned{waits(0)}})
	want(t, "letter", w.Letter, waits(0).Letter)
	want(t, "name", w.Name, "signpost")
	want(t, "passed", w.Passed(), false)
	want(t, "to", w.To, parent)
	want(t, "fresh", w.Fresh, true)
	want(t, "version", w.Version, 1)
	want(t, "state", w.State, workflow.WithPerson)
	want(t, "since", w.Since, monday)
	want(t, "why", w.Why, "opened")
	want(t, "in reply to", w.InReplyTo, "<1@example.org>")
	want(t, "thread", w.Thread, []string{"<0@example.org>", "<1@example.org>"})
	want(t, "due", len(due(t, l, monday.Add(day))), 0)

	all, err := l.Waiting(t.Context(), "")
	must(t, err)
	want(t, "all", len(all), 2)
	want(t, "oldest first", all[0].Reference, ref(2))
}

func TestRelease(t *testing.T) {
	l := fresh(t)
	w := drafted(t, l)
	must(t, release(t, l, w))
	r, err := l.Referral(t.Context(), ref(1))
	must(t, err)
	want(t, "state", r.State, workflow.Signposted)
	want(t, "version", r.Version, 2)
	want(t, "letter", r.Letters[0].State, LetterQueued)
	want(t, "decided by", r.Letters[0].DecidedBy, "Sam Staff")
	last := r.Audit[len(r.Audit)-1]
	want(t, "audit", last.Who+": "+last.What, "Sam Staff: signpost: letter released")
	d := due(t, l, monday.Add(time.Hour))
	want(t, "due", len(d), 1)
	want(t, "bytes", string(d[0].Out.Bytes), string(bytesOf("<released@example.test>", parent).Bytes))
	want(t, "an answer to it finds the referral", len(recall(t, l, workflow.Query{Thread: []string{"<released@example.test>"}}).Tied), 1)

	wantKind(t, release(t, l, w), AlreadyReleased)
	wantKind(t, l.Hold(t.Context(), ref(1), "Sam Staff", "too late", monday), AlreadyReleased)
	want(t, "due", len(due(t, l, monday.Add(time.Hour))), 1)
	want(t, "sent", sendAll(t, l, monday.Add(time.Hour)), 1)
	wantKind(t, release(t, l, w), AlreadyReleased)
	sound(t, l)
}

func TestReleaseRefuses(t *testing.T) {
	tests := []struct {
		name   string
		before func(t *testing.T, l *Ledger)
		change func(w *Waiting, p *workflow.Planned, out *mailbox.Outgoing)
		by     string
		kind   Kind
	}{
		{"what did not pass the gate", nil, func(_ *Waiting, p *workflow.Planned, _ *mailbox.Outgoing) { *p = waits(0) }, "Sam Staff", NotPassed},
		{"what a brake stopped", nil, func(_ *Waiting, p *workflow.Planned, _ *mailbox.Outgoing) { p.Stopped = "barred" }, "Sam Staff", NotPassed},
		{"what nobody releases", nil, nil, "", Unfit},
		{"a letter without bytes", nil, func(_ *Waiting, _ *workflow.Planned, out *mailbox.Outgoing) { out.Bytes = nil }, "Sam Staff", Unfit},
		{"a letter to somebody else", nil, func(_ *Waiting, p *workflow.Planned, out *mailbox.Outgoing) { p.To, out.To = stranger, stranger }, "Sam Staff", Unfit},
		{"another letter", nil, func(_ *Waiting, p *workflow.Planned, _ *mailbox.Outgoing) { p.Letter = templates.Received{} }, "Sam Staff", Unfit},
		{"a referral that changed since", func(t *testing.T, l *Ledger) {
			tell(t, l, story{uid: 2, cases: []workflow.Case{moves(1, 1, workflow.WithPerson, workflow.WithPerson)}})
		}, nil, "Sam Staff", Conflict},
		{"a referral that may not be signposted any more", func(t *testing.T, l *Ledger) {
			tell(t, l, story{uid: 2, cases: []workflow.Case{moves(1, 1, workflow.WithPerson, workflow.Ready)}})
		}, func(w *Waiting, _ *workflow.Planned, _ *mailbox.Outgoing) { w.State, w.Version = workflow.Ready, 2 }, "Sam Staff", IllegalMove},
		{"a letter that was held", func(t *testing.T, l *Ledger) { must(t, l.Hold(t.Context(), ref(1), "Kim Staff", "ring them", monday)) }, nil, "Sam Staff", NothingWaits},
		{"a letter that was withdrawn", func(t *testing.T, l *Ledger) { withdraw(t, l, 1) }, nil, "Sam Staff", NothingWaits},
		{"a letter of a closed referral", func(t *testing.T, l *Ledger) {
			tell(t, l, story{uid: 2, cases: []workflow.Case{moves(1, 1, workflow.WithPerson, workflow.Closed)}})
		}, nil, "Sam Staff", NothingWaits},
		{"a letter that never was", nil, func(w *Waiting, _ *workflow.Planned, _ *mailbox.Outgoing) { w.ID = 99 }, "Sam Staff", NotFound},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := fresh(t)
			w := drafted(t, l)
			if tt.before != nil {
				tt.before(t, l)
			}
			before := standingOf(t, l)
			p, out := passed(w.Planned), bytesOf("<released@example.test>", w.To)
			if tt.change != nil {
				tt.change(&w, &p, &out)
			}
			wantKind(t, l.Release(t.Context(), w, tt.by, monday, p, out), tt.kind)
			want(t, "due", len(due(t, l, monday.Add(day))), 0)
			want(t, "standing", standingOf(t, l), before)
			sound(t, l)
		})
	}
}

func standingOf(t testing.TB, l *Ledger) Standing {
	t.Helper()
	s, err := l.Status(t.Context())
	must(t, err)
	return s
}

func TestHold(t *testing.T) {
	l := fresh(t)
	drafted(t, l)
	for _, by := range []string{"", "Sam Staff"} {
		wantKind(t, l.Hold(t.Context(), ref(1), by, "", monday), Unfit)
	}
	wantKind(t, l.Hold(t.Context(), ref(9), "Sam Staff", "why", monday), NotFound)
	must(t, l.Hold(t.Context(), ref(1), "Sam Staff", "we ring them", monday))
	r, err := l.Referral(t.Context(), ref(1))
	must(t, err)
	want(t, "letter", r.Letters[0].State, LetterHeld)
	want(t, "decided by", r.Letters[0].DecidedBy, "Sam Staff")
	want(t, "stays with the person", r.State, workflow.WithPerson)
	want(t, "version", r.Version, 2)
	last := r.Audit[len(r.Audit)-1]
	want(t, "audit", last.Who+": "+last.Why, "Sam Staff: we ring them")
	wantKind(t, l.Hold(t.Context(), ref(1), "Sam Staff", "again", monday), NothingWaits)
	want(t, "due", len(due(t, l, monday.Add(day))), 0)
	sound(t, l)
}

// A withdrawal stops what has not gone, whatever stage it has reached: nothing
// is tried again, and what may have been taken is named.
func TestWithdraw(t *testing.T) {
	later := monday.Add(time.Minute)
	sending := func(t *testing.T, l *Ledger, id int64) { attempt(t, l, id, monday) }
	doubtful := func(t *testing.T, l *Ledger, id int64) {
		attempt(t, l, id, monday)
		must(t, l.Doubtful(t.Context(), id, monday, later, mailbox.Receipt{}))
	}
	tests := []struct {
		name          string
		before, after func(t *testing.T, l *Ledger, id int64)
		state         LetterState
	}{
		{"queued", nil, nil, LetterWithdrawn},
		{"sent", func(t *testing.T, l *Ledger, _ int64) { sendAll(t, l, monday) }, nil, LetterSent},
		{"put off", func(t *testing.T, l *Ledger, id int64) {
			attempt(t, l, id, monday)
			must(t, l.Later(t.Context(), id, monday, later, mailbox.Receipt{}))
		}, nil, LetterWithdrawn},
		{"to be repeated", doubtful, nil, LetterDoubtful},
		{"in the repeat, put off", func(t *testing.T, l *Ledger, id int64) { doubtful(t, l, id); attempt(t, l, id, later) },
			func(t *testing.T, l *Ledger, id int64) {
				must(t, l.Later(t.Context(), id, later, later, mailbox.Receipt{}))
			}, LetterDoubtful},
		{"being sent, then taken", sending, func(t *testing.T, l *Ledger, id int64) {
			must(t, l.Sent(t.Context(), id, monday, mailbox.Receipt{}))
		}, LetterSent},
		{"being sent, then put off", sending, func(t *testing.T, l *Ledger, id int64) {
			must(t, l.Later(t.Context(), id, monday, later, mailbox.Receipt{}))
		}, LetterWithdrawn},
		{"being sent, then unknown", sending, func(t *testing.T, l *Ledger, id int64) {
			must(t, l.Doubtful(t.Context(), id, monday, later, mailbox.Receipt{}))
		}, LetterDoubtful},
		{"being sent, and never heard of again", sending, func(t *testing.T, l *Ledger, _ int64) { due(t, l, monday.Add(time.Hour)) }, LetterDoubtful},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := fresh(t)
			d := oneLetter(t, l)
			if tt.before != nil {
				tt.before(t, l, d.ID)
			}
			withdraw(t, l, 1)
			if tt.after != nil {
				tt.after(t, l, d.ID)
			}
			want(t, "state", letterOf(t, l, 1).State, tt.state)
			for _, when := range []time.Time{monday, later, monday.Add(day)} {
				want(t, "due", len(due(t, l, when)), 0)
			}
			_, pending, err := l.NextDue(t.Context())
			must(t, err)
			want(t, "pending", pending, false)
			sound(t, l)
		})
	}
	l := fresh(t)
	g, err := l.Begin(t.Context())
	must(t, err)
	wantKind(t, g.Withdraw(t.Context(), ref(9), monday), NotFound)
	must(t, g.Undo())
}

// Alerts to the office about a withdrawn referral still go.
func TestWithdrawLeavesStaffLetters(t *testing.T) {
	l := fresh(t)
	alert := auto(templates.Alert{Kind: "urgent"}, 0)
	alert.Staff = true
	tell(t, l, story{uid: 1, cases: []workflow.Case{opens(1, workflow.WithPerson)}, letters: []workflow.Planned{alert, waits(0)}})
	withdraw(t, l, 1)
	d := due(t, l, monday)
	if len(d) != 1 || d[0].Name != "alert" {
		t.Errorf("due after the withdrawal: %d letters", len(d))
	}
}

// The words of a letter are about a person. They are kept while another may
// want them, and not a moment longer.
func TestWordsAreKeptOnlyWhileALetterWaits(t *testing.T) {
	words := func(t *testing.T, l *Ledger) (n int) {
		t.Helper()
		must(t, l.reads.QueryRowContext(t.Context(), `SELECT count(*) FROM letters WHERE letter <> '{}'`).Scan(&n))
		return n
	}
	ends := map[string]func(t *testing.T, l *Ledger, w Waiting){
		"released": func(t *testing.T, l *Ledger, w Waiting) { must(t, release(t, l, w)) },
		"held": func(t *testing.T, l *Ledger, _ Waiting) {
			must(t, l.Hold(t.Context(), ref(1), "Sam Staff", "no", monday))
		},
		"withdrawn": func(t *testing.T, l *Ledger, _ Waiting) { withdraw(t, l, 1) },
		"stopped": func(t *testing.T, l *Ledger, w Waiting) {
			must(t, release(t, l, w))
			p := stopped("watch mode")
			p.Letter = waits(0).Letter
			tell(t, l, story{uid: 2, cases: []workflow.Case{opens(2, workflow.WithPerson)}, letters: []workflow.Planned{p}})
		},
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			l := fresh(t)
			w := drafted(t, l)
			want(t, "while it waits", words(t, l), 1)
			end(t, l, w)
			want(t, "afterwards", words(t, l), 0)
		})
	}
}

func TestGroupIsOverAfterItsEnd(t *testing.T) {
	l := fresh(t)
	s := story{uid: 1}.filled()
	row := s.receive(t, l)
	g, err := l.Begin(t.Context())
	must(t, err)
	must(t, g.End(t.Context()))
	wantKind(t, g.Commit(t.Context(), s.decision(row.ID)), Conflict)
	wantKind(t, g.OpenBreaker(t.Context(), "x", monday), Conflict)
	_, err = g.Recall(t.Context(), workflow.Query{})
	wantKind(t, err, Conflict)
	wantKind(t, g.End(t.Context()), Conflict)
	must(t, g.Undo())
	want(t, "decided", statusOf(t, l, 7, 1), StatusReceived)
}
