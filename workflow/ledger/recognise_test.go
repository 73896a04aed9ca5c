package ledger

import (
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/workflow"
)

// S7: a Message-ID alone is no identity, none is no obstacle, and a copy is
// answered once.
func TestRecognise(t *testing.T) {
	first := story{uid: 1, id: "<same@example.org>", body: "one", cases: []workflow.Case{opens(1, workflow.Asked)}}
	tests := []struct {
		name string
		then story
		want Status
	}{
		{"byte for byte the same", story{uid: 2, id: "<same@example.org>", body: "one"}, StatusCopy},
		{"same Message-ID, another letter", story{uid: 2, id: "<same@example.org>", body: "two"}, StatusLeft},
		{"another Message-ID, same words", story{uid: 2, id: "<other@example.org>", body: "one"}, StatusLeft},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := fresh(t)
			tell(t, l, first)
			tell(t, l, tt.then)
			want(t, "status", statusOf(t, l, 7, 2), tt.want)
			want(t, "first one", statusOf(t, l, 7, 1), StatusLeft)
		})
	}
}

func TestRecogniseByMessageIDAndContent(t *testing.T) {
	l := fresh(t)
	p := Print{Hash: "h1", MessageID: "<a@example.org>", Content: "c", From: parent}
	for i, hash := range []string{"h1", "h2 with another Received line"} {
		s := story{uid: uint32(i + 1)}.filled()
		row := s.receive(t, l)
		g, err := l.Begin(t.Context())
		must(t, err)
		p.Hash = hash
		seen, err := g.Recognise(t.Context(), row.ID, p)
		must(t, err)
		want(t, "seen", seen, i == 1)
		if !seen {
			d := s.decision(row.ID)
			d.Print = p
			must(t, g.Commit(t.Context(), d))
		}
		must(t, g.End(t.Context()))
	}
}

// Messages without Message-ID and content are never taken for one another.
func TestNothingToCompareIsNotTheSame(t *testing.T) {
	l := fresh(t)
	for uid := uint32(1); uid <= 2; uid++ {
		s := story{uid: uid}.filled()
		row := s.receive(t, l)
		g, err := l.Begin(t.Context())
		must(t, err)
		seen, err := g.Recognise(t.Context(), row.ID, Print{})
		must(t, err)
		if seen {
			t.Errorf("UID %d was recognised by nothing", uid)
		}
		d := s.decision(row.ID)
		d.Print = Print{}
		must(t, g.Commit(t.Context(), d))
		must(t, g.End(t.Context()))
	}
}

// S6: the folder is renumbered and a new letter came in the gap. All old ones
// go on where they stood, one is decided.
func TestRenumberedFolder(t *testing.T) {
	l := fresh(t)
	kept := story{uid: 1, cases: []workflow.Case{opens(1, workflow.Asked)}, letters: []workflow.Planned{formLetter()}, folder: "Done"}
	left := story{uid: 2, id: "<left@example.org>", body: "left"}
	row := tell(t, l, kept)
	tell(t, l, left)
	undecided := story{uid: 3, body: "three"}.filled()
	undecided.receive(t, l)
	sendAll(t, l, monday)

	again := func(s story, uid uint32) story {
		s = s.filled()
		s.uid, s.validity = uid, 8
		return s
	}
	tell(t, l, again(kept, 11))
	tell(t, l, again(left, 12))
	tell(t, l, again(undecided, 13))
	tell(t, l, again(story{id: "<new@example.org>", body: "new", cases: []workflow.Case{opens(2, workflow.Asked)}}, 14))

	want(t, "decided", statusOf(t, l, 8, 11), StatusDecided)
	want(t, "left", statusOf(t, l, 8, 12), StatusLeft)
	want(t, "undecided", statusOf(t, l, 8, 13), StatusLeft)
	want(t, "new", statusOf(t, l, 8, 14), StatusLeft)
	want(t, "letters", len(due(t, l, monday.Add(time.Hour))), 0)
	file, err := l.NextToFile(t.Context(), 8, monday, 10)
	must(t, err)
	want(t, "to file", file, []Filing{{Row: row, UID: 11, Folder: "Done"}})
	old, err := l.Unfinished(t.Context(), 7, monday)
	must(t, err)
	want(t, "unfinished under the old numbers", len(old), 0)
	must(t, l.Looked(t.Context(), monday, 4))
	s, err := l.Status(t.Context())
	must(t, err)
	want(t, "in the folder", s.InLedger, 4)
	sound(t, l)
}

// A short list from a lying server makes nothing lost: what comes back goes on
// where it stood, what was never decided is opened again.
func TestVanishedAndBack(t *testing.T) {
	l := fresh(t)
	tell(t, l, story{uid: 1, folder: "Done"})
	story{uid: 2}.filled().receive(t, l)
	must(t, l.Vanished(t.Context(), 7, []uint32{1, 2, 99}, monday))
	known, err := l.Known(t.Context(), 7)
	must(t, err)
	want(t, "known", len(known), 0)
	file, err := l.NextToFile(t.Context(), 7, monday, 10)
	must(t, err)
	want(t, "to file", len(file), 0)
	missing, err := l.Unaccounted(t.Context(), 7, []uint32{1, 2})
	must(t, err)
	want(t, "unaccounted", missing, []uint32{1, 2})

	rows, err := l.Receive(t.Context(), monday, []Incoming{{Key: mailbox.Key{Validity: 7, UID: 1}}, {Key: mailbox.Key{Validity: 7, UID: 2}}})
	must(t, err)
	if len(rows) != 1 || rows[0].Key.UID != 2 || rows[0].Attempts != 2 {
		t.Errorf("to open: %+v, want UID 2 for the second time", rows)
	}
	want(t, "decided one", statusOf(t, l, 7, 1), StatusDecided)
	missing, err = l.Unaccounted(t.Context(), 7, []uint32{1, 2})
	must(t, err)
	want(t, "unaccounted", len(missing), 0)
}

// A message that somebody moves away and back has a new number and the same
// content; when both numbers are listed after all, one of them is a copy.
func TestMovedAwayAndBack(t *testing.T) {
	l := fresh(t)
	s := story{uid: 1, cases: []workflow.Case{opens(1, workflow.Asked)}}
	tell(t, l, s)
	must(t, l.Vanished(t.Context(), 7, []uint32{1}, monday))
	s = s.filled()
	s.uid = 5
	tell(t, l, s)
	want(t, "under the new number", statusOf(t, l, 7, 5), StatusLeft)
	rows, err := l.Receive(t.Context(), monday, []Incoming{{Key: mailbox.Key{Validity: 7, UID: 1}}})
	must(t, err)
	want(t, "to open", len(rows), 0)
	want(t, "the old number", statusOf(t, l, 7, 1), StatusCopy)
	want(t, "the new number still", statusOf(t, l, 7, 5), StatusLeft)
}

// A copy of a message that is not decided yet is decided by itself; then the
// first is the copy. Neither waits for the other for ever.
func TestCopyOfAnUndecidedMessage(t *testing.T) {
	l := fresh(t)
	a := story{uid: 1, id: "<x@example.org>", body: "x", cases: []workflow.Case{opens(1, workflow.Asked)}}
	b := a
	b.uid = 2
	a.filled().receive(t, l)
	tell(t, l, b)
	want(t, "second", statusOf(t, l, 7, 2), StatusLeft)
	tell(t, l, a)
	want(t, "first", statusOf(t, l, 7, 1), StatusCopy)
}

func TestAttemptsParkAndOld(t *testing.T) {
	l := fresh(t)
	s := story{uid: 1}.filled()
	row := s.receive(t, l)
	must(t, l.Postpone(t.Context(), row.ID, monday.Add(time.Minute), "it stopped short"))
	soon, err := l.Unfinished(t.Context(), 7, monday)
	must(t, err)
	want(t, "too early", len(soon), 0)
	later, err := l.Unfinished(t.Context(), 7, monday.Add(time.Minute))
	must(t, err)
	want(t, "due again", len(later), 1)
	want(t, "second attempt", s.receive(t, l).Attempts, 2)
	must(t, l.Park(t.Context(), row.ID, monday, "it stopped short"))
	wantKind(t, l.Park(t.Context(), row.ID, monday, "again"), AlreadyDecided)
	want(t, "parked", statusOf(t, l, 7, 1), StatusParked)

	rows, err := l.Receive(t.Context(), monday, []Incoming{{Key: mailbox.Key{Validity: 7, UID: 2}, Old: true}})
	must(t, err)
	if len(rows) != 1 || !rows[0].Old || rows[0].Attempts != 0 {
		t.Errorf("old: %+v", rows)
	}
	want(t, "old", statusOf(t, l, 7, 2), StatusOld)
	rest, err := l.Unfinished(t.Context(), 7, monday.Add(time.Hour))
	must(t, err)
	want(t, "unfinished", len(rest), 0)
}
