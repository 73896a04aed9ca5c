package ledger

import (
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/templates"
	"referrald/workflow"
)

var stranger = mailbox.NewAddress("", "stranger@example.com")

func TestRecallTies(t *testing.T) {
	l := fresh(t)
	row := tell(t, l, story{uid: 1, id: "<theirs@example.org>", cases: []workflow.Case{opens(1, workflow.Asked)}, letters: []workflow.Planned{formLetter()}})
	tell(t, l, story{uid: 2, id: "<second@example.org>", now: monday.Add(time.Hour), cases: []workflow.Case{opens(2, workflow.Asked)}})
	tell(t, l, story{uid: 3, from: mailbox.NewAddress("", "mailer-daemon@example.org"), kind: workflow.Automatic,
		cases: []workflow.Case{moves(2, 1, workflow.Asked, workflow.Asked)}})

	upper := mailbox.NewAddress("", "PAT@Example.org")
	tests := []struct {
		name    string
		q       workflow.Query
		tied    []workflow.Reference
		strange []workflow.Reference
	}{
		{"by our letter", workflow.Query{Sender: stranger, From: stranger, Thread: []string{letterID(row, 0)}}, []workflow.Reference{ref(1)}, nil},
		{"by their letter", workflow.Query{Sender: parent, From: parent, Thread: []string{"<x@y>", "<theirs@example.org>"}}, []workflow.Reference{ref(1)}, nil},
		{"by reference, any letter case", workflow.Query{Sender: upper, From: upper, References: []workflow.Reference{ref(1)}}, []workflow.Reference{ref(1)}, nil},
		{"newest first", workflow.Query{Sender: parent, From: parent, References: []workflow.Reference{ref(1), ref(2)}}, []workflow.Reference{ref(2), ref(1)}, nil},
		{"both ways, once", workflow.Query{Sender: parent, From: parent, Thread: []string{letterID(row, 0)}, References: []workflow.Reference{ref(1)}}, []workflow.Reference{ref(1)}, nil},
		{"a stranger's reference", workflow.Query{Sender: stranger, From: stranger, References: []workflow.Reference{ref(1)}}, nil, []workflow.Reference{ref(1)}},
		{"the answer would go to a stranger", workflow.Query{Sender: stranger, From: parent, References: []workflow.Reference{ref(1)}}, nil, []workflow.Reference{ref(1)}},
		{"a stranger who would have us answer the parent", workflow.Query{Sender: parent, From: stranger, References: []workflow.Reference{ref(1)}}, nil, []workflow.Reference{ref(1)}},
		{"a reference that does not exist", workflow.Query{Sender: parent, From: parent, References: []workflow.Reference{ref(99)}}, nil, []workflow.Reference{ref(99)}},
		{"nobody at all", workflow.Query{References: []workflow.Reference{ref(1)}}, nil, []workflow.Reference{ref(1)}},
		{"a machine has no part in it", workflow.Query{Sender: mailbox.NewAddress("", "mailer-daemon@example.org"), References: []workflow.Reference{ref(2)}}, nil, []workflow.Reference{ref(2)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := recall(t, l, tt.q)
			var tied []workflow.Reference
			for _, k := range r.Tied {
				tied = append(tied, k.Reference)
			}
			want(t, "tied", tied, tt.tied)
			want(t, "strange", r.Strange, tt.strange)
			if len(tt.q.Thread) > 0 && len(r.Tied) == 1 {
				want(t, "by thread", r.Tied[0].ByThread, true)
			}
		})
	}
}

func TestRecallKnown(t *testing.T) {
	l := fresh(t)
	c := opens(1, workflow.Incomplete)
	c.Form, c.Assessment = filledForm("", "2019-05-12", "O'Brien", "Zoë"), incomplete("gp_practice_name", "school_name")
	row := tell(t, l, story{uid: 1, cases: []workflow.Case{c}, letters: []workflow.Planned{auto(templates.Missing{}, 0)}})
	next := moves(1, 1, workflow.Incomplete, workflow.Incomplete)
	tell(t, l, story{uid: 2, cases: []workflow.Case{next}, letters: []workflow.Planned{stoppedMissing()}})

	k := recall(t, l, workflow.Query{Thread: []string{letterID(row, 0)}}).Tied[0]
	want(t, "state", k.State, workflow.Incomplete)
	want(t, "version", k.Version, 2)
	want(t, "asked", k.Asked, []string{"gp_practice_name", "school_name"})
	want(t, "times", k.Times, 1)
	want(t, "form", k.Form, c.Form)
	want(t, "sender", k.Sender.Addr, parent.Addr)
	want(t, "opened", k.Opened, monday)
	want(t, "alone", k.Alone, true)

	tell(t, l, story{uid: 3, from: mailbox.NewAddress("", "school@example.org"), cases: []workflow.Case{moves(1, 2, workflow.Incomplete, workflow.Incomplete)}})
	want(t, "alone after another wrote", recall(t, l, workflow.Query{Thread: []string{letterID(row, 0)}}).Tied[0].Alone, false)
}

func stoppedMissing() workflow.Planned {
	p := stopped("thread-a-day")
	p.Letter = templates.Missing{}
	return p
}

func TestRecallAnswers(t *testing.T) {
	l := fresh(t)
	row := tell(t, l, story{uid: 1, cases: []workflow.Case{opens(1, workflow.Asked)}, letters: []workflow.Planned{formLetter(), auto(templates.Received{}, 0)}})
	a := recall(t, l, workflow.Query{Thread: []string{letterID(row, 0)}}).Answers
	if a == nil || a.Name != "form" || a.Reference != ref(1) || !a.SentAt.Equal(monday) {
		t.Fatalf("answers %+v", a)
	}
	b := recall(t, l, workflow.Query{Thread: []string{letterID(row, 0)}, BounceOf: letterID(row, 1)}).Answers
	if b == nil || b.Name != "received" {
		t.Errorf("a delivery report is about %+v", b)
	}
	if c := recall(t, l, workflow.Query{Thread: []string{"<unknown@example.org>"}}).Answers; c != nil {
		t.Errorf("an unknown thread answers %+v", c)
	}
}

// The brakes count what was queued or sent, by address, by exchange and
// altogether, and go on counting after a restart.
func TestRecallTallies(t *testing.T) {
	path := place(t)
	l := openAt(t, path)
	at := func(ago time.Duration) time.Time { return monday.Add(-ago) }
	idle := func(p workflow.Planned) workflow.Planned { p.Fresh = false; return p }
	staff := auto(templates.Alert{Kind: "urgent"}, 0)
	staff.Staff = true
	for i, s := range []struct {
		ago    time.Duration
		letter workflow.Planned
	}{
		{31 * day, formLetter()}, {10 * day, formLetter()}, {23 * time.Hour, formLetter()},
		{30 * time.Minute, idle(auto(templates.Received{}, 0))}, {20 * time.Minute, staff}, {10 * time.Minute, stopped("forms-a-day")}, {5 * time.Minute, waits(0)},
	} {
		tell(t, l, story{uid: uint32(i + 1), now: at(s.ago), thread: []string{"<1@example.org>"}, cases: []workflow.Case{opens(i+1, workflow.WithPerson)}, letters: []workflow.Planned{s.letter}})
	}
	other := formLetter()
	other.To = stranger
	tell(t, l, story{uid: 20, from: stranger, now: at(time.Minute), cases: []workflow.Case{opens(20, workflow.Asked)}, letters: []workflow.Planned{other}})

	for _, when := range []string{"before", "after a restart"} {
		r := recall(t, l, workflow.Query{Sender: mailbox.NewAddress("", "Pat@EXAMPLE.org"), Thread: []string{"<1@example.org>"}})
		want(t, "to the address, "+when, r.Sent, workflow.Tally{Hour: 1, Day: 2, Month: 3, IdleMonth: 1, FormsDay: 1, ThreadIdleDay: 1})
		want(t, "to all, "+when, r.All, workflow.Tally{Hour: 2, Day: 3, Month: 4, IdleMonth: 1, FormsDay: 2})
		want(t, "another exchange, "+when, recall(t, l, workflow.Query{Sender: parent, Thread: []string{"<20@example.org>"}}).Sent.ThreadIdleDay, 0)
		must(t, l.Close())
		l = openAt(t, path)
	}
	// The count of all is as exact within a group as it is across groups.
	g, err := l.Begin(t.Context())
	must(t, err)
	for i := 30; i < 33; i++ {
		r, err := g.Recall(t.Context(), workflow.Query{Now: monday, Year: 2026, Sender: parent})
		must(t, err)
		want(t, "within a group", r.All.Hour, 2)
	}
	must(t, g.Undo())
}

func TestRecallNear(t *testing.T) {
	l := fresh(t)
	for i, c := range []struct{ nhs, dob, surname, forename string }{
		{"9990000018", "2019-05-12", "O'Brien", "Zoë Anne"},
		{"", "2018-01-02", "Smith-Jones", "Jo"},
		{"", "2018-01-02", "Smith-Jones", "Max"},
	} {
		open := opens(i+1, workflow.Incomplete)
		open.Form = filledForm(c.nhs, c.dob, c.surname, c.forename)
		tell(t, l, story{uid: uint32(i + 1), cases: []workflow.Case{open}})
	}
	zoe := workflow.Near{Reference: ref(1), Child: workflow.Child{NHSNumber: "9990000018", DOB: "2019-05-12", Surname: "obrien", Forename: "zoe anne"}}
	jo := workflow.Near{Reference: ref(2), Child: workflow.Child{DOB: "2018-01-02", Surname: "smith jones", Forename: "jo"}}
	max := workflow.Near{Reference: ref(3), Child: workflow.Child{DOB: "2018-01-02", Surname: "smith jones", Forename: "max"}}
	tests := []struct {
		name     string
		children []workflow.Child
		want     []workflow.Near
	}{
		{"same NHS number", []workflow.Child{{NHSNumber: "9990000018", DOB: "2019-05-13"}}, []workflow.Near{zoe}},
		{"same birthday", []workflow.Child{{DOB: "2018-01-02"}}, []workflow.Near{jo, max}},
		{"several children, each referral once", []workflow.Child{{DOB: "2018-01-02"}, {DOB: "2019-05-12"}, {NHSNumber: "9990000018"}}, []workflow.Near{jo, max, zoe}},
		{"another birthday", []workflow.Child{{DOB: "2019-05-13", Surname: "O'Brien"}}, nil},
		{"nothing to go by", []workflow.Child{{Surname: "O'Brien", Forename: "Zoë"}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want(t, "near", recall(t, l, workflow.Query{Children: tt.children}).Near, tt.want)
		})
	}
}

func TestBreakerAndBar(t *testing.T) {
	path := place(t)
	l := openAt(t, path)
	staff := auto(templates.Alert{Kind: "urgent"}, 0)
	staff.Staff, staff.To = true, mailbox.NewAddress("", "staff@example.test")
	row := tell(t, l, story{uid: 1, cases: []workflow.Case{opens(1, workflow.Asked)}, letters: []workflow.Planned{formLetter(), staff}})
	must(t, l.OpenBreaker(t.Context(), "too many letters in an hour", monday))
	must(t, l.OpenBreaker(t.Context(), "another reason", monday.Add(time.Hour)))
	d := due(t, l, monday)
	if len(d) != 1 || d[0].Name != "alert" {
		t.Errorf("due while the breaker is open: %d letters", len(d))
	}
	must(t, l.Attempt(t.Context(), []int64{d[0].ID}, monday, monday.Add(time.Minute)))
	must(t, l.Sent(t.Context(), d[0].ID, monday, mailbox.Receipt{}))
	_, pending, err := l.NextDue(t.Context())
	must(t, err)
	want(t, "something to wait for", pending, false)
	must(t, l.Close())
	l = openAt(t, path)
	want(t, "recalled", recall(t, l, workflow.Query{}).Breaker, true)
	b, err := l.Breaker(t.Context())
	must(t, err)
	want(t, "breaker", b, Breaker{Open: true, Why: "too many letters in an hour", Since: monday})
	must(t, l.CloseBreaker(t.Context(), "Sam Staff", monday))
	wantKind(t, l.CloseBreaker(t.Context(), "Sam Staff", monday), NotFound)
	want(t, "sent after it was closed", sendAll(t, l, monday), 1)

	must(t, l.Bounce(t.Context(), mailbox.Bounce{OriginalID: letterID(row, 0), Recipient: "somebody@example.net", Delayed: true, Permanent: true}, monday))
	must(t, l.Bounce(t.Context(), mailbox.Bounce{OriginalID: "<not-ours@example.org>", Recipient: parent.Addr, Permanent: true}, monday))
	want(t, "barred by a warning or a forgery", recall(t, l, workflow.Query{Sender: parent}).Barred, false)
	tell(t, l, story{uid: 2, kind: workflow.Bounced, bounce: &mailbox.Bounce{OriginalID: letterID(row, 0), Recipient: "somebody@example.net", Status: "5.1.1 pat@example.org", Permanent: true}})
	want(t, "barred", recall(t, l, workflow.Query{Sender: parent}).Barred, true)
	r, err := l.Referral(t.Context(), ref(1))
	must(t, err)
	want(t, "letter", r.Letters[0].State, LetterBounced)
	want(t, "a status that is none", r.Letters[0].Status, "")
	must(t, l.Clear(t.Context(), parent, "Sam Staff", monday))
	want(t, "cleared", recall(t, l, workflow.Query{Sender: parent}).Barred, false)
	wantKind(t, l.Clear(t.Context(), parent, "Sam Staff", monday), NotFound)
	sound(t, l)
}
