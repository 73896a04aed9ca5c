package ledger

import (
	"testing"
	"time"

	"referrald/forms"
	"referrald/mailbox"
	"referrald/templates"
	"referrald/workflow"
)

func dayOf(t testing.TB, l *Ledger) Day {
	t.Helper()
	d, err := l.Day(t.Context(), monday, monday.Add(day))
	must(t, err)
	return d
}

// Each list and count of the day, with the story that puts a line there.
func TestDay(t *testing.T) {
	asked := []workflow.Case{opens(1, workflow.Asked)}
	person := []workflow.Case{opens(1, workflow.WithPerson)}
	tests := []struct {
		name  string
		story story
		then  func(t *testing.T, l *Ledger)
		list  func(d Day) []Line
		want  []Line
	}{
		{"an alert", story{alert: "safeguarding", cases: person}, nil, func(d Day) []Line { return d.Alerts },
			[]Line{{Reference: ref(1), Name: "safeguarding", State: "left", Why: "as decided", Since: monday, Row: 1}}},
		{"an alert without a referral", story{alert: "urgent", kind: workflow.Other}, nil, func(d Day) []Line { return d.Alerts },
			[]Line{{Name: "urgent", State: "left", Why: "as decided", Since: monday, Row: 1}}},
		{"a letter that waits", story{cases: person, letters: []workflow.Planned{waits(0)}}, nil, func(d Day) []Line { return d.Waiting },
			[]Line{{Reference: ref(1), Name: "signpost", State: "waiting", Why: "opened", Since: monday, Row: 1}}},
		{"a referral that waits without a letter", story{cases: person}, nil, func(d Day) []Line { return d.Waiting },
			[]Line{{Reference: ref(1), Name: "referral", State: "person", Why: "opened", Since: monday}}},
		{"a referral that waited before", story{now: monday.Add(-9 * day), cases: person}, nil, func(d Day) []Line { return d.Waiting },
			[]Line{{Reference: ref(1), Name: "referral", State: "person", Why: "opened", Since: monday.Add(-9 * day)}}},
		{"an unreadable file", story{cases: person, unread: []forms.Unread{{Code: "encrypted", Text: "it has a password"}, {Code: "damaged", Text: "it ends early"}}}, nil,
			func(d Day) []Line { return d.Unread }, []Line{
				{Reference: ref(1), Name: "form-request", State: "encrypted", Why: "it has a password", Since: monday, Row: 1},
				{Reference: ref(1), Name: "form-request", State: "damaged", Why: "it ends early", Since: monday, Row: 1}}},
		{"a stopped letter", story{cases: asked, letters: []workflow.Planned{stopped("forms-a-day")}}, nil, func(d Day) []Line { return d.Unsent },
			[]Line{{Reference: ref(1), Name: "form", State: "stopped", Why: "forms-a-day", Since: monday, Row: 1}}},
		{"a late letter", story{cases: asked, letters: []workflow.Planned{formLetter()}}, nil, func(d Day) []Line { return d.Unsent },
			[]Line{{Reference: ref(1), Name: "form", State: "late", Since: monday, Row: 1}}},
		{"a refused letter", story{cases: asked, letters: []workflow.Planned{formLetter()}}, func(t *testing.T, l *Ledger) {
			attempt(t, l, 1, monday)
			must(t, l.Refused(t.Context(), 1, monday.Add(time.Hour), mailbox.Receipt{Code: 550, Status: "5.1.1"}))
		}, func(d Day) []Line { return d.Unsent }, []Line{{Reference: ref(1), Name: "form", State: "refused", Why: "5.1.1", Since: monday.Add(time.Hour), Row: 1}}},
		{"a letter to staff", story{cases: asked, letters: []workflow.Planned{staffAlert("barred")}}, nil, func(d Day) []Line { return d.Unsent },
			[]Line{{Reference: ref(1), Name: "alert", State: "stopped", Why: "barred", Since: monday, Row: 1}}},
		{"a like referral", story{cases: []workflow.Case{{Reference: ref(1), New: true, From: workflow.New, To: workflow.Ready, Similar: []workflow.Reference{ref(8), ref(9)}}}}, nil,
			func(d Day) []Line { return d.Similar }, []Line{{Reference: ref(1), Name: "referral", State: "ready", Why: "CTS-2026-000008, CTS-2026-000009", Since: monday}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := fresh(t)
			tt.story.uid = 1
			tell(t, l, tt.story)
			if tt.then != nil {
				tt.then(t, l)
			}
			want(t, "lines", tt.list(dayOf(t, l)), tt.want)
		})
	}
}

func staffAlert(brake string) workflow.Planned {
	p := stopped(brake)
	p.Letter, p.Staff = templates.Alert{Kind: "urgent"}, true
	return p
}

func TestDayWatched(t *testing.T) {
	l := fresh(t)
	for i, alert := range []string{"", "urgent"} {
		s := story{uid: uint32(i + 1), alert: alert}.filled()
		row := s.receive(t, l)
		d := s.decision(row.ID)
		d.Plan.Watch = true
		g, err := l.Begin(t.Context())
		must(t, err)
		must(t, g.Commit(t.Context(), d))
		must(t, g.End(t.Context()))
	}
	d := dayOf(t, l)
	want(t, "watched", d.Watched, []Line{{Name: "form-request", State: "left", Why: "as decided", Since: monday, Row: 1}})
	want(t, "alerts", len(d.Alerts), 1) // with an alert it stands there, and once
}

func TestDayParked(t *testing.T) {
	l := fresh(t)
	old := story{uid: 1, now: monday.Add(-3 * day)}.filled()
	must(t, l.Park(t.Context(), old.receive(t, l).ID, old.now, "it stopped the reader three times"))
	now := story{uid: 2}.filled()
	must(t, l.Park(t.Context(), now.receive(t, l).ID, monday, "too large"))
	d := dayOf(t, l)
	want(t, "parked", d.Parked, []Line{
		{Name: "message", State: "parked", Why: "it stopped the reader three times", Since: old.now, Row: 1},
		{Name: "message", State: "parked", Why: "too large", Since: monday, Row: 2},
	})
	want(t, "came", d.Came, []Count{{"parked", 1}})
}

// The counts of the day are those of the day: from its first millisecond to
// the last before the next.
func TestDayCounts(t *testing.T) {
	l := fresh(t)
	for i, at := range []time.Time{monday.Add(-time.Millisecond), monday, monday.Add(day - time.Millisecond), monday.Add(day)} {
		tell(t, l, story{uid: uint32(i + 1), now: at, cases: []workflow.Case{opens(i+1, workflow.Asked)}, letters: []workflow.Planned{formLetter()}})
		sendAll(t, l, at)
	}
	tell(t, l, story{uid: 5, kind: workflow.Other})
	copied := story{uid: 2, now: monday}.filled() // the same as number 2
	copied.uid = 6
	tell(t, l, copied)
	_, err := l.Receive(t.Context(), monday, []Incoming{{Key: mailbox.Key{Validity: 7, UID: 7}, Old: true}})
	must(t, err)
	story{uid: 8}.filled().receive(t, l)
	must(t, l.Looked(t.Context(), monday, 8))
	d := dayOf(t, l)
	want(t, "came", d.Came, []Count{{"form-request", 2}, {"copy", 1}, {"old", 1}, {"other", 1}})
	want(t, "went", d.Went, []Count{{"form", 2}})
	want(t, "in the ledger", d.InLedger, 8)
	must(t, l.OpenBreaker(t.Context(), "a storm", monday))
	want(t, "breaker", dayOf(t, l).Breaker, Breaker{Open: true, Why: "a storm", Since: monday})
}

// A letter to staff exists once for each key and recipient.
func TestPost(t *testing.T) {
	l := fresh(t)
	digest := auto(templates.Digest{}, -1)
	digest.Staff = true
	post := func(key string, p workflow.Planned, id string) bool {
		added, err := l.Post(t.Context(), key, p, bytesOf(id, p.To), monday)
		must(t, err)
		return added
	}
	want(t, "first", post("digest 2026-11-23", digest, "<d1@example.test>"), true)
	want(t, "again", post("digest 2026-11-23", digest, "<d2@example.test>"), false)
	want(t, "next day", post("digest 2026-11-24", digest, "<d3@example.test>"), true)
	other := digest
	other.To = stranger
	want(t, "somebody else", post("digest 2026-11-23", other, "<d4@example.test>"), true)
	want(t, "due", len(due(t, l, monday)), 3)
	watch := digest
	watch.Stopped = "watch mode"
	want(t, "stopped", post("alarm", watch, ""), true)
	want(t, "due", len(due(t, l, monday)), 3)
	_, err := l.Post(t.Context(), "", digest, bytesOf("<x@example.test>", digest.To), monday)
	wantKind(t, err, Unfit)
	outside := formLetter()
	_, err = l.Post(t.Context(), "key", outside, bytesOf("<y@example.test>", outside.To), monday)
	wantKind(t, err, Unfit)
	sound(t, l)
}

// That two referrals may be about one child is told when the form came, also to a
// referral that was opened for a request days before, and stays on record when
// more is added.
func TestSimilarIsToldOnceAndStays(t *testing.T) {
	l := fresh(t)
	tell(t, l, story{uid: 1, now: monday.Add(-9 * day), cases: []workflow.Case{opens(1, workflow.Asked)}})
	form := moves(1, 1, workflow.Asked, workflow.Incomplete)
	form.Form, form.Assessment, form.Similar = filledForm("", "2019-05-12", "O'Brien", "Zoë"), incomplete("school_name"), []workflow.Reference{ref(9)}
	tell(t, l, story{uid: 2, cases: []workflow.Case{form}})
	if got := dayOf(t, l).Similar; len(got) != 1 || got[0].Reference != ref(1) {
		t.Errorf("on the day of its form: %+v", got)
	}
	more := moves(1, 2, workflow.Incomplete, workflow.Incomplete)
	more.Form, more.Assessment = form.Form, form.Assessment
	tell(t, l, story{uid: 3, now: monday.Add(2 * day), cases: []workflow.Case{more}})
	rec, err := l.Referral(t.Context(), ref(1))
	must(t, err)
	want(t, "on record", rec.Similar, []workflow.Reference{ref(9)})
	later, err := l.Day(t.Context(), monday.Add(day), monday.Add(3*day))
	must(t, err)
	want(t, "two days later", len(later.Similar), 0)
}
