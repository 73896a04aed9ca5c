package inbox_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"referrald/mailbox"
	"referrald/mailbox/inbox"
)

func testFile(t *testing.T, r rig) {
	p := r.person(t)
	var uids []uint32
	for i := range 7 {
		uids = append(uids, p.puts(letter(fmt.Sprint("n", i), 0), noon))
	}
	b := r.box(t, func(c *inbox.Config) { c.Batch = 3 })
	ctx := in(t, 20*time.Second)
	must(t, b.Ensure(ctx, []string{"Referrals/Form sent"}))
	_, err := b.Look(ctx)
	must(t, err)
	gone := uids[2]
	p.deletes(gone)
	order := []uint32{uids[6], uids[0], gone, uids[3], uids[1]}
	where, err := b.File(ctx, order, "Referrals/Form sent")
	must(t, err)
	if len(where) != 4 || where[gone] != (mailbox.Key{}) {
		t.Errorf("COPYUID told of %v, want four places", where)
	}
	seen := map[uint32]bool{}
	for uid, key := range where {
		if key.Validity == 0 || key.UID == 0 || seen[key.UID] {
			t.Errorf("message %d went to %+v", uid, key)
		}
		seen[key.UID] = true
	}
	moved := p.sees("Referrals/Form sent")
	slices.Sort(moved)
	if want := []string{"n0", "n1", "n3", "n6"}; !slices.Equal(moved, want) {
		t.Errorf("in the folder: %v, want %v", moved, want)
	}
	if left, want := p.sees("INBOX"), []string{"n4", "n5"}; !slices.Equal(left, want) {
		t.Errorf("left in INBOX: %v, want %v", left, want)
	}
	n, err := b.Count(ctx, "Referrals/Form sent")
	must(t, err)
	left, err := b.Count(ctx, "INBOX")
	must(t, err)
	if n != 4 || left != 2 {
		t.Errorf("counted %d and %d, want 4 and 2", n, left)
	}
}

func testFileMakesFolder(t *testing.T, r rig) {
	p := r.person(t)
	uid := p.puts(letter("stray", 0), noon)
	b := r.box(t)
	_, err := b.Look(in(t, 10*time.Second))
	must(t, err)
	_, err = b.File(in(t, 10*time.Second), []uint32{uid}, "Referrals/Automatic")
	must(t, err)
	if got := p.sees("Referrals/Automatic"); !slices.Equal(got, []string{"stray"}) {
		t.Errorf("in the folder: %v", got)
	}
}

func testFileSparesDeleted(t *testing.T, r rig) {
	p := r.person(t)
	theirs, ours := p.puts(letter("theirs", 0), noon), p.puts(letter("ours", 0), noon)
	p.marksDeleted(theirs)
	b := r.box(t)
	_, err := b.Look(in(t, 10*time.Second))
	must(t, err)
	_, err = b.File(in(t, 10*time.Second), []uint32{ours}, "Done")
	must(t, err)
	if got := p.sees("INBOX"); !slices.Equal(got, []string{"theirs"}) {
		t.Errorf("left in INBOX: %v, want theirs", got)
	}
}

func testEnsure(t *testing.T, r rig) {
	b := r.box(t)
	names := []string{"Referrals/Received", "Referrals/For a person", "Überweisungen"}
	for range 2 {
		must(t, b.Ensure(in(t, 10*time.Second), names))
	}
	s, err := b.Survey(in(t, 10*time.Second))
	must(t, err)
	for _, n := range names {
		if !slices.Contains(s.Folders, n) {
			t.Errorf("%q is not among %v", n, s.Folders)
		}
	}
	subscribed, err := r.person(t).c.List("", "*", &imap.ListOptions{SelectSubscribed: true}).Collect()
	must(t, err)
	has := func(d *imap.ListData) bool { return d.Mailbox == names[0] }
	if !slices.ContainsFunc(subscribed, has) {
		t.Errorf("%q is not subscribed", names[0])
	}
	err = b.Ensure(in(t, 10*time.Second), []string{"Referrals//x"})
	if outcome(t, err) != mailbox.Misconfigured {
		t.Errorf("a name with an empty level: %v", err)
	}
}

func testSurvey(t *testing.T, r rig) {
	r.person(t).puts(letter("one", 0), noon)
	s, err := r.box(t).Survey(in(t, 10*time.Second))
	must(t, err)
	if !s.Idle || !s.Move || s.Messages != 1 || !slices.Contains(s.Folders, "INBOX") || !slices.Contains(s.Capabilities, "UIDPLUS") {
		t.Errorf("survey: %+v", s)
	}
}
