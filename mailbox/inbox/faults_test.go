package inbox_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/inbox"
	"referrald/mailbox/loopback"
)

// patienceWith gives up quickly on a server that is about to be silent, and
// waits for any other however busy this machine is.
func patienceWith(do loopback.Action) func(*inbox.Config) {
	return func(c *inbox.Config) {
		c.IdleFor = 200 * time.Millisecond
		if do == loopback.Silence {
			c.Timeout = 400 * time.Millisecond
		}
	}
}

// looks until it succeeds: with little patience a busy machine looks silent.
func looks(t *testing.T, b *inbox.Box) mailbox.Folder {
	t.Helper()
	ctx := in(t, patience)
	for {
		f, err := b.Look(ctx)
		if err == nil {
			return f
		}
		if outcome(t, err) != mailbox.TryLater {
			t.Fatal(err)
		}
	}
}

// works are the calls that talk to a server, on a box that has looked at one letter.
var works = map[string]struct {
	at string // the command that it is about
	do func(context.Context, *inbox.Box, uint32) error
}{
	"look":  {"FETCH", func(ctx context.Context, b *inbox.Box, _ uint32) error { _, err := b.Look(ctx); return err }},
	"age":   {"SEARCH", func(ctx context.Context, b *inbox.Box, _ uint32) error { _, err := b.Before(ctx, noon); return err }},
	"count": {"STATUS", func(ctx context.Context, b *inbox.Box, _ uint32) error { _, err := b.Count(ctx, "Sent"); return err }},
	"make":  {"CREATE", func(ctx context.Context, b *inbox.Box, _ uint32) error { return b.Ensure(ctx, []string{"New"}) }},
	"find":  {"LIST", func(ctx context.Context, b *inbox.Box, _ uint32) error { return b.Ensure(ctx, []string{"New"}) }},
	"file": {"MOVE", func(ctx context.Context, b *inbox.Box, uid uint32) error {
		_, err := b.File(ctx, []uint32{uid}, "Sent")
		return err
	}},
	"wait": {"IDLE", func(ctx context.Context, b *inbox.Box, _ uint32) error {
		_, err := b.Wait(ctx, time.Minute)
		return err
	}},
}

// TestEveryCommandEnds: a server that goes silent or away in any command costs
// one error, in time, and the next look is as if nothing had been.
func TestEveryCommandEnds(t *testing.T) {
	for _, do := range []struct {
		name   string
		action loopback.Action
	}{{"silent", loopback.Silence}, {"gone", loopback.Drop}} {
		for name, work := range works {
			t.Run(name+" "+do.name, func(t *testing.T) {
				t.Parallel()
				o, r := office(t, loopback.Options{Folders: []string{"Sent"}})
				uid := o.Deliver(letter("one", 0))
				b := r.box(t, patienceWith(do.action))
				looks(t, b)
				o.AddIMAP(loopback.Fault{At: work.at, Do: do.action})
				start := time.Now()
				err := work.do(in(t, patience), b, uid)
				if took := time.Since(start); outcome(t, err) != mailbox.TryLater || took > 5*time.Second {
					t.Errorf("%v after %v", err, took)
				}
				f := looks(t, b)
				// A server that only stopped answering may have moved the letter.
				moved := len(o.Messages("Sent"))
				if len(f.Entries) != 1-moved || moved > 0 && work.at != "MOVE" {
					t.Errorf("looking afterwards: %d letters", len(f.Entries))
				}
			})
		}
	}
}

// TestContextEndsEveryCommand: so does the end of the context, whatever the patience.
func TestContextEndsEveryCommand(t *testing.T) {
	for name, work := range works {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, r := office(t, loopback.Options{Folders: []string{"Sent"}})
			uid := o.Deliver(letter("one", 0))
			b := r.box(t)
			_, err := b.Look(in(t, patience))
			must(t, err)
			o.AddIMAP(loopback.Fault{At: work.at, Do: loopback.Silence})
			start := time.Now()
			err = work.do(in(t, 200*time.Millisecond), b, uid)
			if took := time.Since(start); !errors.Is(err, context.DeadlineExceeded) || took > 4*time.Second {
				t.Errorf("%v after %v", err, took)
			}
		})
	}
}

// TestConnecting: what can go wrong before there is a connection.
func TestConnecting(t *testing.T) {
	for name, row := range map[string]struct {
		fault loopback.Fault
		want  mailbox.Outcome
	}{
		"greeted with BYE":         {loopback.Fault{At: "CONNECT", Do: loopback.Refuse}, mailbox.TryLater},
		"dropped at once":          {loopback.Fault{At: "CONNECT", Do: loopback.Drop}, mailbox.TryLater},
		"silent at once":           {loopback.Fault{At: "CONNECT", Do: loopback.Silence}, mailbox.TryLater},
		"login refused":            {loopback.Fault{At: "LOGIN", Do: loopback.Refuse}, mailbox.Misconfigured},
		"login expired":            {loopback.Fault{At: "LOGIN", Do: loopback.Refuse, Code: "EXPIRED"}, mailbox.Misconfigured},
		"login not now":            {loopback.Fault{At: "LOGIN", Do: loopback.Refuse, Code: "UNAVAILABLE"}, mailbox.TryLater},
		"login silent":             {loopback.Fault{At: "LOGIN", Do: loopback.Silence}, mailbox.TryLater},
		"folder not there":         {loopback.Fault{At: "SELECT", Do: loopback.Refuse, Code: "NONEXISTENT"}, mailbox.Misconfigured},
		"folder not now":           {loopback.Fault{At: "SELECT", Do: loopback.Refuse, Code: "INUSE"}, mailbox.TryLater},
		"dropped at the folder":    {loopback.Fault{At: "SELECT", Do: loopback.Drop}, mailbox.TryLater},
		"silent at the folder":     {loopback.Fault{At: "SELECT", Do: loopback.Silence}, mailbox.TryLater},
		"a list that is not there": {loopback.Fault{At: "FETCH", Do: loopback.Refuse, Code: "SERVERBUG"}, mailbox.TryLater},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, r := office(t, loopback.Options{})
			o.Deliver(letter("one", 0))
			o.AddIMAP(row.fault)
			at := noon
			b := r.box(t, patienceWith(row.fault.Do), func(c *inbox.Config) { c.Now = func() time.Time { return at } })
			_, err := b.Look(in(t, patience))
			if outcome(t, err) != row.want {
				t.Errorf("%v, want %v", err, row.want)
			}
			at = at.Add(mailbox.LoginPause)
			looks(t, b)
		})
	}
}

// TestBlackHoleInIdle: IDLE is acknowledged and the peer vanishes. A quiet day
// it would seem, but for the restart.
func TestBlackHoleInIdle(t *testing.T) {
	o, r := office(t, loopback.Options{})
	b := r.box(t, patienceWith(loopback.Silence))
	looks(t, b)
	o.AddIMAP(loopback.Fault{At: "IDLE", Skip: 2, Do: loopback.Silence})
	start := time.Now()
	rang, err := b.Wait(in(t, patience), time.Hour)
	if took := time.Since(start); rang || outcome(t, err) != mailbox.TryLater || took < 400*time.Millisecond || took > 5*time.Second {
		t.Errorf("rang %v, %v after %v", rang, err, took)
	}
}

func TestWithoutIdle(t *testing.T) {
	for name, f := range map[string]loopback.Faults{
		"not offered": {Hide: []string{"IDLE"}},
		"refused":     {IMAP: []loopback.Fault{{At: "IDLE", Do: loopback.Refuse, Times: loopback.Always}}},
	} {
		t.Run(name, func(t *testing.T) {
			o, r := office(t, loopback.Options{})
			o.SetFaults(f)
			b := r.box(t)
			_, err := b.Look(in(t, patience))
			must(t, err)
			start := time.Now()
			rang, err := b.Wait(in(t, patience), 150*time.Millisecond)
			if took := time.Since(start); rang || err != nil || took < 100*time.Millisecond {
				t.Errorf("rang %v, %v after %v", rang, err, took)
			}
		})
	}
}

// TestSpoiltBodies: one odd letter is reported, and holds up nobody.
func TestSpoiltBodies(t *testing.T) {
	for name, row := range map[string]struct {
		do     loopback.Action
		times  int
		hollow bool // *mailbox.Hollow, else *mailbox.Trouble, else none
		fails  bool
	}{
		"NIL":                     {loopback.NoBody, loopback.Always, true, true},
		"empty":                   {loopback.EmptyBody, loopback.Always, true, true},
		"a tenth":                 {loopback.ShortBody, loopback.Always, true, true},
		"a number":                {loopback.WrongBody, loopback.Always, false, true},
		"cut off every time":      {loopback.CutBody, loopback.Always, false, true},
		"dropped every time":      {loopback.Drop, loopback.Always, false, true},
		"refused":                 {loopback.Refuse, loopback.Always, false, true},
		"cut off once":            {loopback.CutBody, 1, false, false},
		"silent once":             {loopback.Silence, 1, false, false},
		"NIL once, and not later": {loopback.NoBody, 1, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, r := office(t, loopback.Options{})
			var uids []uint32
			for n := range 9 {
				uids = append(uids, o.Deliver(letter(fmt.Sprint("n", n), 2000)))
			}
			odd := uids[4]
			b := r.box(t, patienceWith(row.do))
			looks(t, b)
			o.AddIMAP(loopback.Fault{At: "FETCH", UID: odd, Times: row.times, Do: row.do})
			got := fetch(t, b, 0, uids...)
			if !slices.Equal(uidsOf(got), uids) {
				t.Fatalf("delivered %v, want each once in order", uidsOf(got))
			}
			for i, f := range got {
				var hollow *mailbox.Hollow
				switch {
				case f.UID != odd || !row.fails:
					if f.Err != nil || !bytes.Equal(f.Bytes, letter(fmt.Sprint("n", i), 2000)) {
						t.Errorf("letter %d: %v, %d bytes", i, f.Err, len(f.Bytes))
					}
				case f.Err == nil || errors.As(f.Err, &hollow) != row.hollow:
					t.Errorf("the odd letter: %v", f.Err)
				case !row.hollow:
					_ = outcome(t, f.Err)
				}
			}
			o.SetFaults(loopback.Faults{})
			if again := fetch(t, b, 0, odd); again[0].Err != nil {
				t.Errorf("asked again: %v", again[0].Err)
			}
		})
	}
}

// TestRenumbered: after a new UIDVALIDITY no old number is used for anything.
func TestRenumbered(t *testing.T) {
	for name, use := range map[string]func(context.Context, *inbox.Box, uint32) error{
		"fetch": func(ctx context.Context, b *inbox.Box, uid uint32) error {
			return b.Fetch(ctx, []uint32{uid}, 0, func(mailbox.Fetched) error { return errors.New("a letter of the new numbering") })
		},
		"file": works["file"].do,
		"age":  works["age"].do,
	} {
		t.Run(name, func(t *testing.T) {
			o, r := office(t, loopback.Options{Folders: []string{"Sent"}})
			first := o.Deliver(letter("first", 0))
			o.Deliver(letter("second", 0))
			b := r.box(t)
			_, err := b.Look(in(t, patience))
			must(t, err)
			o.Renumber("INBOX", first)
			for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
				err = use(in(t, patience), b, first)
				// The first call may still meet the old connection's end.
				if errors.Is(err, mailbox.ErrRenumbered) || time.Now().After(end) {
					break
				}
				if outcome(t, err) != mailbox.TryLater {
					t.Fatal(err)
				}
			}
			if !errors.Is(err, mailbox.ErrRenumbered) || outcome(t, err) != mailbox.TryLater {
				t.Fatalf("%v, want ErrRenumbered", err)
			}
			if len(o.Messages("Sent")) != 0 {
				t.Error("a letter was filed by a number of the old numbering")
			}
			f, err := b.Look(in(t, patience))
			must(t, err)
			got := fetch(t, b, 0, f.Entries[0].UID)
			if len(got) != 1 || got[0].Err != nil {
				t.Errorf("after a look: %+v", got)
			}
		})
	}
}

// TestBeforeTheFirstLook: numbers that nobody gave out belong to no numbering.
func TestBeforeTheFirstLook(t *testing.T) {
	o, r := office(t, loopback.Options{})
	uid := o.Deliver(letter("one", 0))
	_, err := r.box(t).File(in(t, patience), []uint32{uid}, "Done")
	if !errors.Is(err, mailbox.ErrRenumbered) {
		t.Errorf("%v", err)
	}
}

// TestFileGoesOn: refusals that the next try gets past.
func TestFileGoesOn(t *testing.T) {
	for name, row := range map[string]struct {
		hide  []string
		fault loopback.Fault
		left  int
	}{
		"a message went away under MOVE":  {nil, loopback.Fault{At: "MOVE", Do: loopback.Refuse, Code: "EXPUNGEISSUED", Times: 2}, 0},
		"a message went away under COPY":  {[]string{"MOVE"}, loopback.Fault{At: "COPY", Do: loopback.Refuse, Code: "EXPUNGEISSUED"}, 0},
		"it goes on for ever":             {nil, loopback.Fault{At: "MOVE", Do: loopback.Refuse, Code: "EXPUNGEISSUED", Times: loopback.Always}, 1},
		"another reason is none to go on": {nil, loopback.Fault{At: "MOVE", Do: loopback.Refuse, Code: "OVERQUOTA"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			o, r := office(t, loopback.Options{Folders: []string{"Done"}})
			o.SetFaults(loopback.Faults{Hide: row.hide, IMAP: []loopback.Fault{row.fault}})
			uid := o.Deliver(letter("one", 0))
			b := r.box(t)
			_, err := b.Look(in(t, patience))
			must(t, err)
			where, err := b.File(in(t, patience), []uint32{uid}, "Done")
			if left := len(o.Messages("INBOX")); left != row.left || len(o.Messages("Done")) != 1-left ||
				(err == nil) != (left == 0) || len(where) != 1-left {
				t.Errorf("%v, %d left, %d filed, told of %d", err, left, len(o.Messages("Done")), len(where))
			}
		})
	}
}

// TestCopyBreaks: without MOVE, a connection that ends after the copy leaves
// the letter in both folders, and a repeat loses nothing.
func TestCopyBreaks(t *testing.T) {
	for _, at := range []string{"STORE", "UID EXPUNGE"} {
		t.Run(at, func(t *testing.T) {
			o, r := office(t, loopback.Options{Folders: []string{"Done"}})
			o.SetFaults(loopback.Faults{Hide: []string{"MOVE"}, IMAP: []loopback.Fault{{At: at, Do: loopback.Drop}}})
			uid := o.Deliver(letter("one", 0))
			b := r.box(t)
			_, err := b.Look(in(t, patience))
			must(t, err)
			_, err = b.File(in(t, patience), []uint32{uid}, "Done")
			if outcome(t, err) != mailbox.TryLater || len(o.Messages("INBOX")) != 1 || len(o.Messages("Done")) != 1 {
				t.Errorf("%v, %d in INBOX, %d filed", err, len(o.Messages("INBOX")), len(o.Messages("Done")))
			}
		})
	}
}

// TestErrorsTellNothing: what a server says about people stays out of errors.
func TestErrorsTellNothing(t *testing.T) {
	o, r := office(t, loopback.Options{})
	o.AddIMAP(loopback.Fault{At: "LOGIN", Do: loopback.Refuse, Text: "no such user jo@example.org\r"})
	_, err := r.box(t).Look(in(t, patience))
	for e := err; e != nil; e = errors.Unwrap(e) {
		if strings.Contains(fmt.Sprintf("%+v", e), "jo@") {
			t.Errorf("%T tells the address", e)
		}
	}
	if outcome(t, err) != mailbox.Misconfigured {
		t.Errorf("%v", err)
	}
}
