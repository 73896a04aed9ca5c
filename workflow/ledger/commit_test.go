package ledger

import (
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/templates"
	"referrald/workflow"
)

// A decision is one transaction: referral, letter, thread, address, message.
func TestCommitRecordsEverything(t *testing.T) {
	l := fresh(t)
	row := tell(t, l, story{uid: 1, cases: []workflow.Case{opens(1, workflow.Asked)}, letters: []workflow.Planned{formLetter()}, folder: "Done"})
	want(t, "status", statusOf(t, l, 7, 1), StatusDecided)

	d := due(t, l, monday)
	if len(d) != 1 {
		t.Fatalf("%d letters due, want 1", len(d))
	}
	want(t, "bytes", string(d[0].Out.Bytes), string(bytesOf(letterID(row, 0), parent).Bytes))
	want(t, "recipient", d[0].Out.To.Addr, parent.Addr)
	want(t, "envelope sender", d[0].Out.From.Addr, "office@example.test")
	want(t, "name", d[0].Name, "form")
	want(t, "reference", d[0].Reference, ref(1))

	r, err := l.Referral(t.Context(), ref(1))
	must(t, err)
	want(t, "state", r.State, workflow.Asked)
	want(t, "version", r.Version, 1)
	want(t, "sender", r.Sender.Addr, parent.Addr)
	want(t, "letters", len(r.Letters), 1)
	want(t, "messages", len(r.Messages), 1)
	if len(r.Audit) == 0 {
		t.Error("no audit line about the referral")
	}
	sound(t, l)
}

func TestCommitRefuses(t *testing.T) {
	notPassed := workflow.Planned{Letter: templates.Form{}, To: parent, Case: 0, Release: workflow.Auto}
	noBytes := formLetter()
	tests := []struct {
		name    string
		first   *story
		then    story
		letters []Finished
		kind    Kind
	}{
		{"a letter that did not pass the gate", nil,
			story{uid: 2, cases: []workflow.Case{opens(1, workflow.Asked)}, letters: []workflow.Planned{notPassed}}, nil, NotPassed},
		{"a letter without bytes", nil,
			story{uid: 2, cases: []workflow.Case{opens(1, workflow.Asked)}, letters: []workflow.Planned{noBytes}}, []Finished{}, Unfit},
		{"bytes for somebody else", nil,
			story{uid: 2, cases: []workflow.Case{opens(1, workflow.Asked)}, letters: []workflow.Planned{noBytes}},
			[]Finished{{Out: bytesOf("<x@example.test>", mailbox.NewAddress("", "other@example.org"))}}, Unfit},
		{"a letter about no case of the plan", nil,
			story{uid: 2, letters: []workflow.Planned{formLetter()}}, nil, Unfit},
		{"a move that is not legal", nil,
			story{uid: 2, cases: []workflow.Case{opens(1, workflow.Closed)}}, nil, IllegalMove},
		{"a new referral that claims to be old", nil,
			story{uid: 2, cases: []workflow.Case{{Reference: ref(1), New: true, From: workflow.Asked, To: workflow.Ready}}}, nil, IllegalMove},
		{"an illegal move of a known one", &story{uid: 1, cases: []workflow.Case{opens(1, workflow.Ready)}},
			story{uid: 2, cases: []workflow.Case{moves(1, 1, workflow.Ready, workflow.Incomplete)}}, nil, IllegalMove},
		{"a version that has passed", &story{uid: 1, cases: []workflow.Case{opens(1, workflow.Asked)}},
			story{uid: 2, cases: []workflow.Case{moves(1, 2, workflow.Asked, workflow.Ready)}}, nil, Conflict},
		{"a state that it is not in", &story{uid: 1, cases: []workflow.Case{opens(1, workflow.Asked)}},
			story{uid: 2, cases: []workflow.Case{moves(1, 1, workflow.Incomplete, workflow.Ready)}}, nil, Conflict},
		{"a reference given out before", &story{uid: 1, cases: []workflow.Case{opens(1, workflow.Asked)}},
			story{uid: 2, cases: []workflow.Case{opens(1, workflow.Asked)}}, nil, Conflict},
		{"a referral that does not exist", nil,
			story{uid: 2, cases: []workflow.Case{moves(9, 1, workflow.Asked, workflow.Ready)}}, nil, NotFound},
		{"a reference of no proper form", nil,
			story{uid: 2, cases: []workflow.Case{{Reference: "CTS-1", New: true, From: workflow.New, To: workflow.Asked}}}, nil, Unfit},
		{"the same letter twice", nil,
			story{uid: 2, cases: []workflow.Case{opens(1, workflow.Asked)}, letters: []workflow.Planned{formLetter(), formLetter()}}, nil, Repeated},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := fresh(t)
			if tt.first != nil {
				tell(t, l, *tt.first)
			}
			s := tt.then.filled()
			row := s.receive(t, l)
			g, err := l.Begin(t.Context())
			must(t, err)
			d := s.decision(row.ID)
			if tt.letters != nil {
				d.Letters = tt.letters
			}
			wantKind(t, g.Commit(t.Context(), d), tt.kind)
			// The refusal leaves no trace, and the group goes on.
			must(t, g.Commit(t.Context(), story{uid: 2, cases: []workflow.Case{opens(50, workflow.Asked)}}.filled().decision(row.ID)))
			must(t, g.End(t.Context()))
			want(t, "letters due", len(due(t, l, monday)), 0)
			all, err := l.Referrals(t.Context(), Filter{})
			must(t, err)
			for _, r := range all {
				if r.Reference != ref(50) && (tt.first == nil || r.Version != 1) {
					t.Errorf("%s was left behind", r.Reference)
				}
			}
			sound(t, l)
		})
	}
}

func TestMessageIsDecidedOnce(t *testing.T) {
	l := fresh(t)
	s := story{uid: 1, cases: []workflow.Case{opens(1, workflow.Asked)}}
	row := tell(t, l, s)
	g, err := l.Begin(t.Context())
	must(t, err)
	wantKind(t, g.Commit(t.Context(), story{uid: 1, cases: []workflow.Case{opens(2, workflow.Asked)}}.filled().decision(row)), AlreadyDecided)
	must(t, g.Undo())
}

func TestLettersByRelease(t *testing.T) {
	l := fresh(t)
	tell(t, l, story{uid: 1, cases: []workflow.Case{opens(1, workflow.WithPerson)}, letters: []workflow.Planned{
		auto(templates.Received{}, 0), waits(0), stopped("watch mode"),
	}})
	r, err := l.Referral(t.Context(), ref(1))
	must(t, err)
	var got []LetterState
	for _, x := range r.Letters {
		got = append(got, x.State)
	}
	want(t, "states", got, []LetterState{LetterQueued, LetterWaiting, LetterStopped})
	want(t, "brake", r.Letters[2].Brake, "watch mode")
	want(t, "due", len(due(t, l, monday)), 1)
}

// What the group committed before is seen by the next question, and an undone
// group leaves nothing.
func TestGroupSeesItselfAndUndoes(t *testing.T) {
	path := place(t)
	l := openAt(t, path)
	a, b := story{uid: 1}.filled(), story{uid: 2, from: mailbox.NewAddress("", "b@example.org")}.filled()
	a.cases, a.letters = []workflow.Case{opens(1, workflow.Asked)}, []workflow.Planned{formLetter()}
	ra, rb := a.receive(t, l), b.receive(t, l)
	g, err := l.Begin(t.Context())
	must(t, err)
	must(t, g.Commit(t.Context(), a.decision(ra.ID)))
	r, err := g.Recall(t.Context(), workflow.Query{Now: monday, Year: 2026, Sender: parent, From: parent, Thread: []string{letterID(ra.ID, 0)}})
	must(t, err)
	want(t, "next", r.Next, 2)
	want(t, "tied", len(r.Tied), 1)
	want(t, "sent to the address", r.Sent.Hour, 1)
	want(t, "sent to all", r.All.Hour, 1)
	must(t, g.Commit(t.Context(), b.decision(rb.ID)))
	must(t, g.Undo())
	must(t, g.Undo())
	want(t, "first message", statusOf(t, l, 7, 1), StatusReceived)
	want(t, "letters", len(due(t, l, monday)), 0)
	want(t, "next after undo", recall(t, l, workflow.Query{}).Next, 1)
}

// A process that is gone before End leaves the messages undecided, and the
// next one finds them.
func TestCrashBeforeEnd(t *testing.T) {
	path := place(t)
	l := openAt(t, path)
	s := story{uid: 1, cases: []workflow.Case{opens(1, workflow.Asked)}, letters: []workflow.Planned{formLetter()}}.filled()
	row := s.receive(t, l)
	g, err := l.Begin(t.Context())
	must(t, err)
	must(t, g.Commit(t.Context(), s.decision(row.ID)))
	again := openAt(t, powerOff(t, path))
	must(t, g.Undo())
	todo, err := again.Unfinished(t.Context(), 7, monday)
	must(t, err)
	if len(todo) != 1 || todo[0].ID != row.ID || todo[0].Attempts != 1 {
		t.Fatalf("unfinished: %+v", todo)
	}
	want(t, "letters", len(due(t, again, monday)), 0)
	sound(t, again)
}

func TestReferenceNumbersAreNeverGivenTwice(t *testing.T) {
	l := fresh(t)
	tell(t, l, story{uid: 1, cases: []workflow.Case{opens(7, workflow.Asked)}})
	tell(t, l, story{uid: 2, cases: []workflow.Case{opens(3, workflow.Asked)}})
	want(t, "this year", recall(t, l, workflow.Query{}).Next, 8)
	want(t, "another year", recall(t, l, workflow.Query{Year: 2027}).Next, 1)
}

func TestReceivedTimeIsKept(t *testing.T) {
	l := fresh(t)
	s := story{uid: 1, cases: []workflow.Case{opens(1, workflow.Asked)}}.filled()
	row := s.receive(t, l)
	d := s.decision(row.ID)
	d.Received = monday.Add(-48 * time.Hour)
	g, err := l.Begin(t.Context())
	must(t, err)
	must(t, g.Commit(t.Context(), d))
	must(t, g.End(t.Context()))
	r, err := l.Referral(t.Context(), ref(1))
	must(t, err)
	want(t, "received", r.Messages[0].Received, d.Received)
	want(t, "opened", r.Opened, monday)
}
