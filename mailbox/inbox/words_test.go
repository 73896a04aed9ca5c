package inbox_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/inbox"
	"referrald/mailbox/loopback"
)

// everything does all that a box can do.
func everything(t *testing.T, o *loopback.Office, r rig) {
	t.Helper()
	var uids []uint32
	for n := range 5 {
		uids = append(uids, o.Deliver(letter(fmt.Sprint("n", n), 3000)))
	}
	o.Flag("INBOX", uids[4], `\Deleted`) // somebody else's
	b := r.box(t)
	ctx := in(t, patience)
	_, err := b.Look(ctx)
	must(t, err)
	fetch(t, b, 0, uids[:3]...)
	fetch(t, b, 100, uids...)
	must(t, b.Ensure(ctx, []string{"Done", "Referrals/Received"}))
	_, err = b.Before(ctx, noon)
	must(t, err)
	_, err = b.Wait(ctx, 50*time.Millisecond)
	must(t, err)
	_, err = b.File(ctx, uids[:2], "Done")
	must(t, err)
	_, err = b.File(ctx, uids[2:3], "Automatic")
	must(t, err)
	_, err = b.Count(ctx, "Done")
	must(t, err)
	_, err = b.Survey(ctx)
	must(t, err)
	_, err = b.Look(ctx)
	must(t, err)
	must(t, b.Close())
	if left := o.Messages("INBOX"); len(left) != 2 {
		t.Errorf("%d letters left, want the one not filed and the one that is somebody else's to delete", len(left))
	}
}

var (
	askedOf = regexp.MustCompile(`^UID FETCH [0-9:*,]+ \(([^)]*)\)$`)
	item    = regexp.MustCompile(`^(UID|FLAGS|RFC822\.SIZE|BODY\.PEEK\[\](<0\.[0-9]+>)?)$`)
)

// TestWords: whatever is done, nothing is said that could harm the mailbox or
// make a server say what the client cannot read.
func TestWords(t *testing.T) {
	for name, hide := range map[string][]string{"MOVE": nil, "without MOVE": {"MOVE"}, "without UIDPLUS": {"UIDPLUS"}} {
		t.Run(name, func(t *testing.T) {
			o, r := office(t, loopback.Options{IMAP: mailbox.Plain})
			o.SetFaults(loopback.Faults{Hide: hide})
			tp, r := listen(t, r)
			everything(t, o, r)
			fetches, expunges := 0, 0
			for _, command := range tp.told() {
				upper := strings.ToUpper(command)
				switch {
				case strings.HasPrefix(upper, "UID FETCH"):
					fetches++
					m := askedOf.FindStringSubmatch(upper)
					if m == nil {
						t.Errorf("said %q", command)
						continue
					}
					for _, word := range strings.Fields(m[1]) {
						if !item.MatchString(word) {
							t.Errorf("asked for %q", word)
						}
					}
				case strings.HasPrefix(upper, "UID EXPUNGE"):
					expunges++
				case strings.HasPrefix(upper, "FETCH"), strings.HasPrefix(upper, "EXPUNGE"), upper == "CLOSE",
					strings.Contains(upper, `\SEEN`):
					t.Errorf("said %q", command)
				}
			}
			if fetches < 8 || (expunges > 0) != slices.Contains(hide, "MOVE") {
				t.Errorf("%d FETCH and %d UID EXPUNGE commands: the test sees too little", fetches, expunges)
			}
			if slices.Contains(o.Commands(), "EXPUNGE") {
				t.Error("a plain EXPUNGE was sent")
			}
			for _, m := range o.Messages("INBOX") {
				if slices.Contains(m.Flags, `\Seen`) {
					t.Error("a letter counts as read")
				}
			}
		})
	}
}

// TestNeitherMoveNorUIDPlus: no safe way to move is a reason to stop.
func TestNeitherMoveNorUIDPlus(t *testing.T) {
	o, r := office(t, loopback.Options{})
	o.SetFaults(loopback.Faults{Hide: []string{"MOVE", "UIDPLUS"}})
	o.Deliver(letter("one", 0))
	_, err := r.box(t).Look(in(t, patience))
	if outcome(t, err) != mailbox.Misconfigured || !strings.Contains(err.Error(), "UIDPLUS") {
		t.Errorf("%v", err)
	}
}

// TestBacklog: a thousand letters over one connection, many asked for at once.
func TestBacklog(t *testing.T) {
	const many = 1000
	o, r := office(t, loopback.Options{IMAP: mailbox.Plain})
	var uids []uint32
	for n := range many {
		uids = append(uids, o.Deliver(letter(fmt.Sprint("n", n), 1000)))
	}
	for window, least := range map[int]int{1: 1, 16: 8} {
		t.Run(fmt.Sprint("window ", window), func(t *testing.T) {
			tp, r := listen(t, r)
			b := r.box(t, func(c *inbox.Config) { c.Window = window })
			_, err := b.Look(in(t, patience))
			must(t, err)
			got := fetch(t, b, 0, uids...)
			if !slices.Equal(uidsOf(got), uids) {
				t.Fatalf("%d of %d letters, or in another order", len(got), many)
			}
			if n := tp.fetching(); n < least || n > window {
				t.Errorf("%d FETCH commands under way at most, want %d to %d", n, least, window)
			}
			logins := 0
			for _, command := range tp.told() {
				if strings.HasPrefix(command, "AUTHENTICATE") || strings.HasPrefix(command, "LOGIN") {
					logins++
				}
			}
			if logins != 1 {
				t.Errorf("%d connections, want one", logins)
			}
		})
	}
}

// TestWindowBytes: what is under way is bounded in bytes as well.
func TestWindowBytes(t *testing.T) {
	o, r := office(t, loopback.Options{IMAP: mailbox.Plain})
	var uids []uint32
	for n := range 30 {
		uids = append(uids, o.Deliver(letter(fmt.Sprint("n", n), 10_000)))
	}
	tp, r := listen(t, r)
	b := r.box(t, func(c *inbox.Config) { c.Window, c.WindowBytes = 16, 25_000 })
	_, err := b.Look(in(t, patience))
	must(t, err)
	if got := fetch(t, b, 0, uids...); len(got) != len(uids) {
		t.Fatalf("%d letters, want %d", len(got), len(uids))
	}
	if n := tp.fetching(); n > 2 {
		t.Errorf("%d letters of 10 kB under way with room for 25 kB", n)
	}
}
