package ledger

import (
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/workflow"
)

func incoming(uids ...uint32) []Incoming {
	var out []Incoming
	for _, u := range uids {
		out = append(out, Incoming{Key: mailbox.Key{Validity: 7, UID: u}, Size: 100})
	}
	return out
}

// S10: receiving again makes no second row; every opening is counted before it
// is made, so that a message on which the process dies is not opened for ever.
func TestReceiveIsIdempotent(t *testing.T) {
	path := place(t)
	l := openAt(t, path)
	rows, err := l.Receive(t.Context(), monday, incoming(1, 2, 3))
	must(t, err)
	want(t, "rows", len(rows), 3)
	for n := 2; n <= 4; n++ {
		path = powerOff(t, path)
		l = openAt(t, path)
		again, err := l.Receive(t.Context(), monday, incoming(1, 2, 3))
		must(t, err)
		for i, r := range again {
			want(t, "the same row", r.ID, rows[i].ID)
			want(t, "attempts", r.Attempts, n)
		}
	}
	todo, err := l.Unfinished(t.Context(), 7, monday)
	must(t, err)
	want(t, "unfinished", len(todo), 3)
	want(t, "attempts so far", todo[0].Attempts, 4)
	want(t, "size", todo[0].Size, int64(100))
	must(t, l.Looked(t.Context(), monday, 3))
	want(t, "in the folder", standingOf(t, l).InLedger, 3)

	tell(t, l, story{uid: 2, cases: []workflow.Case{opens(1, workflow.Asked)}})
	rows, err = l.Receive(t.Context(), monday, incoming(1, 2, 3, 3))
	must(t, err)
	want(t, "what was decided is left out", len(rows), 3)
	want(t, "one number listed twice", rows[1].ID, rows[2].ID)
	none, err := l.Receive(t.Context(), monday, nil)
	must(t, err)
	want(t, "an empty folder", len(none), 0)
	sound(t, l)
}

func TestKnownIsOfOneNumbering(t *testing.T) {
	l := fresh(t)
	tell(t, l, story{uid: 1, folder: "Done"})
	story{uid: 2}.filled().receive(t, l)
	known, err := l.Known(t.Context(), 7)
	must(t, err)
	want(t, "known", known, map[uint32]Status{1: StatusDecided, 2: StatusReceived})
	known, err = l.Known(t.Context(), 8)
	must(t, err)
	want(t, "of another numbering", len(known), 0)
	missing, err := l.Unaccounted(t.Context(), 7, []uint32{1, 2, 5})
	must(t, err)
	want(t, "unaccounted", missing, []uint32{5})
}

func TestPostponeAndParkNeedAnUndecidedMessage(t *testing.T) {
	l := fresh(t)
	row := tell(t, l, story{uid: 1})
	wantKind(t, l.Postpone(t.Context(), row, monday, "x"), NotFound)
	wantKind(t, l.Park(t.Context(), row, monday, "x"), AlreadyDecided)
	wantKind(t, l.Postpone(t.Context(), 99, monday, "x"), NotFound)
	other := story{uid: 2}.filled().receive(t, l)
	must(t, l.Park(t.Context(), other.ID, monday, "could not be opened three times"))
	rows, err := l.Receive(t.Context(), monday, incoming(2))
	must(t, err)
	want(t, "a parked message is not opened again", len(rows), 0)
	g, err := l.Begin(t.Context())
	must(t, err)
	wantKind(t, g.Commit(t.Context(), story{uid: 2}.filled().decision(other.ID)), AlreadyDecided)
	must(t, g.Undo())
}

// Nothing ends silently: what leaves the folder undecided stands in the digest
// and in the audit trail; what was decided may go.
func TestVanishedIsNamed(t *testing.T) {
	l := fresh(t)
	tell(t, l, story{uid: 1})
	story{uid: 2}.filled().receive(t, l)
	parked := story{uid: 3}.filled().receive(t, l)
	must(t, l.Park(t.Context(), parked.ID, monday, "x"))
	_, err := l.Receive(t.Context(), monday, []Incoming{{Key: mailbox.Key{Validity: 7, UID: 4}, Old: true}})
	must(t, err)
	before := standingOf(t, l).AuditLines
	must(t, l.Vanished(t.Context(), 7, []uint32{1, 2, 3, 4}, monday.Add(time.Hour)))
	must(t, l.Vanished(t.Context(), 7, []uint32{1, 2, 3, 4}, monday.Add(time.Hour)))
	want(t, "audit lines", standingOf(t, l).AuditLines-before, 2)
	d, err := l.Day(t.Context(), monday, monday.Add(day))
	must(t, err)
	if len(d.Unread) != 1 || d.Unread[0].State != "vanished" || d.Unread[0].Row != 2 {
		t.Errorf("unread: %+v", d.Unread)
	}
	want(t, "parked", len(d.Parked), 0)
	want(t, "came", d.Came, []Count{{"form-request", 1}, {"parked", 1}, {"vanished", 1}})
	want(t, "vanished", standingOf(t, l).Messages[StatusVanished], 4)
	sound(t, l)
}
