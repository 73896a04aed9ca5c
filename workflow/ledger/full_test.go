package ledger

import (
	"errors"
	"os"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/workflow"
)

// fill leaves the ledger no page more than it has; the answer makes room again.
func fill(t testing.TB, l *Ledger) (room func()) {
	t.Helper()
	var pages, limit int64
	must(t, l.conn.QueryRowContext(t.Context(), "PRAGMA page_count").Scan(&pages))
	must(t, l.conn.QueryRowContext(t.Context(), "PRAGMA max_page_count = 1").Scan(&limit))
	want(t, "the limit", limit, pages)
	return func() {
		must(t, l.conn.QueryRowContext(t.Context(), "PRAGMA max_page_count = 1000000").Scan(&limit))
	}
}

func wantFull(t testing.TB, err error) {
	t.Helper()
	wantKind(t, err, Full)
	want(t, "stuck", Stuck(err), true)
	want(t, "fatal", Fatal(err), false)
}

// big is a decision whose letter cannot find room in a page that is there.
func big(t testing.TB, l *Ledger, uid uint32) (story, Decision) {
	t.Helper()
	s := story{uid: uid, cases: []workflow.Case{opens(int(uid), workflow.Asked)}, letters: []workflow.Planned{formLetter()}, folder: "Done"}.filled()
	row := s.receive(t, l)
	d := s.decision(row.ID)
	d.Letters[0].Out = withForm(letterID(row.ID, 0), parent, 100<<10)
	return s, d
}

// A full disk: nothing of the group is written, everything else goes on, and
// with room again the same decision is taken as if nothing had been.
func TestFullDiskInAGroup(t *testing.T) {
	path := place(t)
	l := openAt(t, path)
	small := story{uid: 1, cases: []workflow.Case{opens(1, workflow.Asked)}}.filled()
	first := small.receive(t, l)
	_, d := big(t, l, 2)
	before := standingOf(t, l)
	room := fill(t, l)

	g, err := l.Begin(t.Context())
	must(t, err)
	must(t, g.Commit(t.Context(), small.decision(first.ID)))
	wantFull(t, g.Commit(t.Context(), d))
	wantFull(t, g.Commit(t.Context(), small.decision(first.ID))) // the group is lost as a whole
	wantFull(t, g.End(t.Context()))
	must(t, g.Undo())

	want(t, "standing", standingOf(t, l), before)
	want(t, "after the power went off", standingOf(t, openAt(t, powerOff(t, path))), before)
	todo, err := l.Unfinished(t.Context(), 7, monday)
	must(t, err)
	want(t, "unfinished", len(todo), 2)
	sound(t, l)

	room()
	g, err = l.Begin(t.Context())
	must(t, err)
	must(t, g.Commit(t.Context(), small.decision(first.ID)))
	must(t, g.Commit(t.Context(), d))
	must(t, g.End(t.Context()))
	want(t, "sent", sendAll(t, l, monday), 1)
	sound(t, l)
}

// Each verb that writes by itself, until the last page is used up.
func TestFullDiskInEachVerb(t *testing.T) {
	verbs := map[string]func(l *Ledger, n int) error{
		"receive": func(l *Ledger, n int) error {
			_, err := l.Receive(t.Context(), monday, incoming(uint32(100+n)))
			return err
		},
		"attempt and end": func(l *Ledger, n int) error {
			must(t, l.Attempt(t.Context(), []int64{1}, monday, monday.Add(time.Minute)))
			return l.Later(t.Context(), 1, monday, monday, mailbox.Receipt{Text: string(make([]byte, n*500))})
		},
		"open the breaker": func(l *Ledger, n int) error {
			if err := l.OpenBreaker(t.Context(), "why", monday); err != nil {
				return err
			}
			return l.CloseBreaker(t.Context(), "Sam Staff", monday)
		},
		"look": func(l *Ledger, n int) error {
			return l.Looked(t.Context(), monday.Add(time.Duration(n)*time.Hour), n)
		},
	}
	for name, verb := range verbs {
		t.Run(name, func(t *testing.T) {
			l := fresh(t)
			oneLetter(t, l)
			room := fill(t, l)
			var err error
			n := 0
			for ; err == nil && n < 2000; n++ {
				err = verb(l, n)
			}
			wantFull(t, err)
			sound(t, l)
			room()
			if name == "attempt and end" { // only the end was not recorded
				must(t, l.Later(t.Context(), 1, monday, monday, mailbox.Receipt{}))
			} else {
				must(t, verb(l, n))
			}
			want(t, "the letter is still there and goes", sendAll(t, l, monday), 1)
			sound(t, l)
			must(t, l.Close())
		})
	}
}

func TestWhatStopsTheDaemon(t *testing.T) {
	for k, want := range map[Kind][2]bool{
		Locked: {false, false}, Full: {true, false}, ReadOnly: {true, false}, Damaged: {true, true}, Foreign: {true, true},
		Newer: {true, true}, TooWide: {true, true}, Conflict: {false, false}, NotFound: {false, false},
	} {
		err := fail("doing", fail("doing less", trouble("doing least", k)))
		if got := [2]bool{Stuck(err), Fatal(err)}; got != want {
			t.Errorf("%s: stuck and fatal are %v, want %v", k, got, want)
		}
	}
	want(t, "another error", Stuck(errors.New("x")), false)
	for code, k := range map[int]Kind{13: Full, 4874: Full, 10: ReadOnly, 778: ReadOnly, 8: ReadOnly, 5: Locked, 261: Locked, 517: Locked, 6: Locked, 11: Damaged, 267: Damaged, 26: Foreign, 14: ReadOnly, 19: "", 1: ""} {
		if got := kindOf(code); got != k {
			t.Errorf("result %d: got %q, want %q", code, got, k)
		}
	}
}

// A disk that is read-only for a while: nothing is written, the daemon stays,
// and goes on when it can be written again.
func TestReadOnlyDisk(t *testing.T) {
	l := fresh(t)
	oneLetter(t, l)
	before := standingOf(t, l)
	_, err := l.conn.ExecContext(t.Context(), "PRAGMA query_only = ON")
	must(t, err)
	_, err = l.Receive(t.Context(), monday, incoming(100))
	wantKind(t, err, ReadOnly)
	want(t, "stuck", Stuck(err), true)
	want(t, "fatal", Fatal(err), false)
	wantKind(t, l.Attempt(t.Context(), []int64{1}, monday, monday.Add(time.Minute)), ReadOnly)
	want(t, "standing", standingOf(t, l), before)
	_, err = l.conn.ExecContext(t.Context(), "PRAGMA query_only = OFF")
	must(t, err)
	want(t, "sent", sendAll(t, l, monday), 1)
	sound(t, l)
}

// What a clock that was days ahead wrote down is due when the clock has been put
// right, and not days later.
func TestClockPutBack(t *testing.T) {
	l := fresh(t)
	oneLetter(t, l)
	ahead := monday.Add(48 * time.Hour)
	must(t, l.Attempt(t.Context(), []int64{1}, ahead, ahead.Add(3*time.Minute)))
	must(t, l.Later(t.Context(), 1, ahead, ahead.Add(time.Hour), mailbox.Receipt{}))
	row := story{uid: 77}.receive(t, l)
	must(t, l.Postpone(t.Context(), row.ID, ahead, "why"))
	rest, err := l.Unfinished(t.Context(), row.Key.Validity, monday)
	must(t, err)
	want(t, "messages to be opened again", len(rest), 1)
	due, err := l.Due(t.Context(), monday, 10)
	must(t, err)
	want(t, "letters due", len(due), 1)
	l2 := fresh(t)
	tell(t, l2, story{uid: 1, folder: "Done"})
	moves, err := l2.NextToFile(t.Context(), 7, monday, 10)
	must(t, err)
	must(t, l2.FilingFailed(t.Context(), []int64{moves[0].Row}, ahead, "why"))
	moves, err = l2.NextToFile(t.Context(), 7, monday, 10)
	must(t, err)
	want(t, "messages to be filed", len(moves), 1)
	due, err = l.Due(t.Context(), ahead.Add(59*time.Minute), 10)
	must(t, err)
	want(t, "letters due before their time", len(due), 0)
}

// A damaged file is noticed: a row whose parent is gone, and an index that lost
// its rows, of which the look at every opening knows nothing.
func TestSound(t *testing.T) {
	l := fresh(t)
	oneLetter(t, l)
	must(t, l.Sound(t.Context()))
	_, err := l.conn.ExecContext(t.Context(), `PRAGMA foreign_keys = OFF; UPDATE letters SET message = 999999; PRAGMA foreign_keys = ON`)
	must(t, err)
	if err := l.Sound(t.Context()); !errors.Is(err, Damaged) || !Fatal(err) {
		t.Errorf("a row without its parent: %v", err)
	}

	path := place(t)
	l = openAt(t, path)
	oneLetter(t, l)
	var page, empty, size int64
	root := `SELECT rootpage FROM sqlite_schema WHERE name = ?`
	must(t, l.conn.QueryRowContext(t.Context(), root, "letters_pending").Scan(&page))
	must(t, l.conn.QueryRowContext(t.Context(), root, "letters_sending").Scan(&empty))
	must(t, l.conn.QueryRowContext(t.Context(), `PRAGMA page_size`).Scan(&size))
	must(t, l.Close())
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	must(t, err)
	blank := make([]byte, size)
	_, err = file.ReadAt(blank, (empty-1)*size)
	must(t, err)
	_, err = file.WriteAt(blank, (page-1)*size)
	must(t, err)
	must(t, file.Close())
	l = openAt(t, path)
	if err := l.Sound(t.Context()); !errors.Is(err, Damaged) || !Fatal(err) {
		t.Errorf("an index that lost its rows: %v", err)
	}
}
