package ledger

import (
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/workflow"
)

func toBeFiled(t testing.TB, l *Ledger, validity uint32, now time.Time, n int) []Filing {
	t.Helper()
	f, err := l.NextToFile(t.Context(), validity, now, n)
	must(t, err)
	return f
}

// Messages for one folder come together, oldest first; the next folder follows
// when they are filed.
func TestNextToFile(t *testing.T) {
	l := fresh(t)
	var rows []int64
	for i, folder := range []string{"A", "B", "A", "", "A"} {
		rows = append(rows, tell(t, l, story{uid: uint32(i + 1), folder: folder}))
	}
	a := []Filing{{rows[0], 1, "A"}, {rows[2], 3, "A"}, {rows[4], 5, "A"}}
	want(t, "first folder", toBeFiled(t, l, 7, monday, 10), a)
	want(t, "at most two", toBeFiled(t, l, 7, monday, 2), a[:2])
	want(t, "another numbering", len(toBeFiled(t, l, 8, monday, 10)), 0)

	must(t, l.Filed(t.Context(), rows[:1], map[int64]mailbox.Key{rows[0]: {Validity: 3, UID: 33}}, monday))
	must(t, l.FilingFailed(t.Context(), []int64{rows[2], rows[4]}, monday.Add(time.Minute), "the folder is not there"))
	want(t, "other folder", toBeFiled(t, l, 7, monday, 10), []Filing{{rows[1], 2, "B"}})
	want(t, "tried again", toBeFiled(t, l, 7, monday.Add(time.Minute), 1), []Filing{{rows[1], 2, "B"}})
	must(t, l.Filed(t.Context(), rows[1:2], nil, monday))
	want(t, "the rest", toBeFiled(t, l, 7, monday.Add(time.Minute), 10), a[1:])
	d, err := l.Day(t.Context(), monday, monday.Add(day))
	must(t, err)
	want(t, "unfiled in the digest", d.Unfiled, 2)

	wantKind(t, l.Filed(t.Context(), []int64{rows[2], rows[0]}, nil, monday), Conflict)
	want(t, "nothing of it was recorded", len(toBeFiled(t, l, 7, monday.Add(time.Minute), 10)), 2)
	must(t, l.Filed(t.Context(), []int64{rows[2], rows[4]}, nil, monday))
	d, err = l.Day(t.Context(), monday, monday.Add(day))
	must(t, err)
	want(t, "unfiled at last", d.Unfiled, 0)
	want(t, "filed", statusOf(t, l, 7, 5), StatusFiled)
	want(t, "left", statusOf(t, l, 7, 4), StatusLeft)
	sound(t, l)
}

// A message stays where it is until its letters have left: what is in INBOX is
// still to be done.
func TestNotFiledWhileALetterIsOnItsWay(t *testing.T) {
	l := fresh(t)
	d := oneLetter(t, l)
	filed := func() int { return len(toBeFiled(t, l, 7, monday.Add(day), 10)) }
	want(t, "queued", filed(), 0)
	attempt(t, l, d.ID, monday)
	want(t, "being sent", filed(), 0)
	must(t, l.Doubtful(t.Context(), d.ID, monday, monday.Add(time.Minute), mailbox.Receipt{}))
	want(t, "to be repeated", filed(), 0)
	attempt(t, l, d.ID, monday)
	must(t, l.Refused(t.Context(), d.ID, monday, mailbox.Receipt{Code: 550}))
	want(t, "refused", filed(), 1)
	tell(t, l, story{uid: 2, folder: "Person", cases: []workflow.Case{opens(2, workflow.WithPerson)}, letters: []workflow.Planned{waits(0), stopped("brake")}})
	want(t, "waits for a person", len(toBeFiled(t, l, 7, monday, 10)), 1)
	must(t, l.Filed(t.Context(), []int64{1}, nil, monday))
	want(t, "waits for a person", toBeFiled(t, l, 7, monday, 10)[0].Folder, "Person")
}

// The power goes off after the move and before it is recorded: the message is
// gone from the folder, which is what was wanted and no alarm.
func TestMovedAndNotRecorded(t *testing.T) {
	path := place(t)
	l := openAt(t, path)
	tell(t, l, story{uid: 1, folder: "Done"})
	l = openAt(t, powerOff(t, path))
	want(t, "still to be filed", len(toBeFiled(t, l, 7, monday, 10)), 1)
	must(t, l.Vanished(t.Context(), 7, []uint32{1}, monday))
	want(t, "to be filed", len(toBeFiled(t, l, 7, monday, 10)), 0)
	d, err := l.Day(t.Context(), monday, monday.Add(day))
	must(t, err)
	want(t, "unread in the digest", len(d.Unread), 0)
	want(t, "unfiled", d.Unfiled, 0)
}
