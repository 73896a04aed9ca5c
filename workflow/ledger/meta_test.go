package ledger

import (
	"testing"
	"time"

	"referrald/workflow"
)

func TestGoLiveMarkIsMadeOnce(t *testing.T) {
	path := place(t)
	l := openAt(t, path)
	_, made, err := l.GoLive(t.Context())
	must(t, err)
	want(t, "made before the first start", made, false)
	first := Mark{Validity: 7, Next: 120, At: monday}
	must(t, l.SetGoLive(t.Context(), first))
	wantKind(t, l.SetGoLive(t.Context(), Mark{Validity: 8, Next: 1, At: monday.Add(time.Hour)}), Conflict)
	must(t, l.Close())
	l = openAt(t, path)
	m, made, err := l.GoLive(t.Context())
	must(t, err)
	want(t, "made", made, true)
	want(t, "mark", m, first)
	want(t, "in the status", standingOf(t, l).GoLive, first)
	want(t, "audit lines", standingOf(t, l).AuditLines, 1)
}

func TestBreakerNeedsAName(t *testing.T) {
	l := fresh(t)
	b, err := l.Breaker(t.Context())
	must(t, err)
	want(t, "breaker", b, Breaker{})
	g, err := l.Begin(t.Context())
	must(t, err)
	must(t, g.OpenBreaker(t.Context(), "a storm", monday))
	r, err := g.Recall(t.Context(), workflow.Query{Now: monday, Year: 2026})
	must(t, err)
	want(t, "seen within the group", r.Breaker, true)
	must(t, g.End(t.Context()))
	wantKind(t, l.CloseBreaker(t.Context(), "", monday), Unfit)
	b, err = l.Breaker(t.Context())
	must(t, err)
	want(t, "open", b.Open, true)
	must(t, l.CloseBreaker(t.Context(), "Sam Staff", monday))
	want(t, "in the status", standingOf(t, l).Breaker, Breaker{})
	want(t, "audit lines", standingOf(t, l).AuditLines, 2)
}

// A look is counted each time and written once a minute, at the turn of the
// hour and when the ledger is closed.
func TestLooked(t *testing.T) {
	path := place(t)
	l := openAt(t, path)
	at := monday.Add(57*time.Minute + 30*time.Second)
	var last time.Time
	for i := range 12 { // every 20 seconds, across eleven o'clock
		last = at.Add(time.Duration(i) * 20 * time.Second)
		must(t, l.Looked(t.Context(), last, 40+i))
	}
	seen := standingOf(t, openAt(t, powerOff(t, path)))
	if gap := last.Sub(seen.LastLook); gap >= lookEvery || seen.LastLook.IsZero() {
		t.Errorf("after the power went off the last look is %s old", gap)
	}
	must(t, l.Close())
	l = openAt(t, path)
	s := standingOf(t, l)
	want(t, "last look", s.LastLook, last)
	want(t, "in the mailbox", s.InMailbox, 51)
	d, err := l.Day(t.Context(), monday, monday.Add(day))
	must(t, err)
	want(t, "looks", d.Looks, 12)
	want(t, "last look in the digest", d.LastLook, last)
	want(t, "in the mailbox, in the digest", d.InMailbox, 51)
	first, err := l.Day(t.Context(), monday, monday.Add(time.Hour))
	must(t, err)
	want(t, "looks before eleven", first.Looks, 8)
	must(t, l.Looked(t.Context(), monday, 1)) // the clock was set back
	want(t, "status", standingOf(t, l).InMailbox, 51)
}

func TestStatus(t *testing.T) {
	l := fresh(t)
	want(t, "an empty ledger", standingOf(t, l), Standing{
		Schema: schemas(t), Messages: map[Status]int{}, Referrals: map[workflow.State]int{}, Letters: map[LetterState]int{},
	})
	d := oneLetter(t, l)
	tell(t, l, story{uid: 2, now: monday.Add(time.Minute), cases: []workflow.Case{opens(2, workflow.WithPerson)}, letters: []workflow.Planned{waits(0)}})
	tell(t, l, story{uid: 3, now: monday.Add(2 * time.Minute), cases: []workflow.Case{opens(3, workflow.Asked)}, letters: []workflow.Planned{formLetter()}})
	attempt(t, l, d.ID, monday)
	must(t, l.Looked(t.Context(), monday, 3))
	s := standingOf(t, l)
	want(t, "messages", s.Messages, map[Status]int{StatusDecided: 1, StatusLeft: 2})
	want(t, "referrals", s.Referrals, map[workflow.State]int{workflow.Asked: 2, workflow.WithPerson: 1})
	want(t, "letters", s.Letters, map[LetterState]int{LetterSending: 1, LetterWaiting: 1, LetterQueued: 1})
	want(t, "pending", s.Pending, 2)
	want(t, "oldest pending", s.OldestPending, monday)
	want(t, "oldest waiting", s.OldestWaiting, monday.Add(time.Minute))
	want(t, "in the folder", s.InLedger, 3)
	must(t, l.Vanished(t.Context(), 7, []uint32{2}, monday))
	want(t, "what was in the ledger at the last look", standingOf(t, l).InLedger, 3) // else the mailbox seems to hold one more
	must(t, l.Looked(t.Context(), monday.Add(2*time.Minute), 2))
	s = standingOf(t, l)
	want(t, "after one vanished", s.Messages, map[Status]int{StatusDecided: 1, StatusLeft: 1, StatusVanished: 1})
	want(t, "in the folder", s.InLedger, 2)
}
