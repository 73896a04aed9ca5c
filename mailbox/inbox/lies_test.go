package inbox_test

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"referrald/mailbox"
	"referrald/mailbox/inbox"
	"referrald/mailbox/loopback"
)

// swap makes a rewriting of server lines out of a pattern.
func swap(pattern, with string) func([]byte) []byte {
	re := regexp.MustCompile(pattern)
	return func(line []byte) []byte { return re.ReplaceAll(line, []byte(with)) }
}

// TestS12Lies: whatever the server gets wrong about its list, each letter is
// listed by its number, comes with its own bytes, and is moved alone.
func TestS12Lies(t *testing.T) {
	for name, f := range map[string]loopback.Faults{
		"wrong sequence numbers":       {Rewrite: swap(`^\* \d+ FETCH`, "* 77 FETCH")},
		"all the same sequence number": {Rewrite: swap(`^\* \d+ FETCH`, "* 1 FETCH")},
		"too many announced":           {Rewrite: swap(`^\* 3 EXISTS`, "* 40 EXISTS")},
		"too few announced":            {Rewrite: swap(`^\* 3 EXISTS`, "* 1 EXISTS")},
		"no UIDNEXT":                   {Rewrite: swap(`^\* OK \[UIDNEXT[^\n]*\n`, "")},
		"UIDNEXT too low":              {Rewrite: swap(`\[UIDNEXT \d+\]`, "[UIDNEXT 1]")},
		"no keywords":                  {NoKeywords: true},
		"no IDLE, no MOVE":             {Hide: []string{"IDLE", "MOVE"}},
		"no COPYUID":                   {Rewrite: swap(`\[COPYUID [^\]]*\] `, "")},
		"a size of nothing":            {Rewrite: swap(`RFC822.SIZE \d+`, "RFC822.SIZE 0")},
		"a size of anything":           {Rewrite: swap(`RFC822.SIZE \d+`, "RFC822.SIZE 4000000000")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, r := office(t, loopback.Options{Folders: []string{"Done"}})
			o.SetFaults(f)
			var uids []uint32
			for n := range 3 {
				uids = append(uids, o.Deliver(letter(fmt.Sprint("n", n), 900)))
			}
			b := r.box(t)
			folder, err := b.Look(in(t, patience))
			must(t, err)
			var listed []uint32
			for _, e := range folder.Entries {
				listed = append(listed, e.UID)
			}
			if !slices.Equal(listed, uids) {
				t.Fatalf("listed %v, want %v", listed, uids)
			}
			for i, got := range fetch(t, b, 0, uids...) {
				hollow := bytes.Contains([]byte(name), []byte("anything")) // the size says that most of it is missing
				if hollow == (got.Err == nil) || !hollow && !bytes.Equal(got.Bytes, letter(fmt.Sprint("n", i), 900)) {
					t.Errorf("letter %d: %v, %d bytes", got.UID, got.Err, len(got.Bytes))
				}
			}
			_, err = b.File(in(t, patience), uids[1:2], "Done")
			must(t, err)
			if left, done := o.Messages("INBOX"), o.Messages("Done"); len(left) != 2 || len(done) != 1 || !bytes.Equal(done[0].Bytes, letter("n1", 900)) {
				t.Errorf("%d left, %d moved", len(left), len(done))
			}
		})
	}
}

// TestS12AnotherLetter: a server that answers with another letter than it was
// asked for is not believed: the letter counts as not come.
func TestS12AnotherLetter(t *testing.T) {
	o, r := office(t, loopback.Options{})
	one, two := o.Deliver(letter("one", 900)), o.Deliver(letter("two", 900))
	b := r.box(t)
	looks(t, b)
	o.SetFaults(loopback.Faults{Rewrite: swap(fmt.Sprintf(`UID %d RFC822`, one), fmt.Sprintf("UID %d RFC822", two))})
	for _, got := range fetch(t, b, 0, one) {
		if got.Err == nil {
			t.Errorf("asked for %d, took %q", one, got.Bytes[:60])
		}
	}
}

// TestS12AnnouncedBeforeItIsThere: EXISTS comes, and the list has no such
// message yet. Nothing is lost: it is in a later list.
func TestS12AnnouncedBeforeItIsThere(t *testing.T) {
	o, r := office(t, loopback.Options{})
	o.Deliver(letter("one", 900))
	var late atomic.Bool
	late.Store(true)
	second := regexp.MustCompile(`^\* 2 FETCH`)
	o.SetFaults(loopback.Faults{Rewrite: func(line []byte) []byte {
		if late.Load() && second.Match(line) {
			return nil
		}
		return line
	}})
	b := r.box(t)
	looks(t, b)
	o.Deliver(letter("two", 900))
	rang, err := b.Wait(in(t, patience), time.Minute)
	must(t, err)
	if f := looks(t, b); !rang || len(f.Entries) != 1 {
		t.Errorf("rang %v, %d letters", rang, len(f.Entries))
	}
	late.Store(false)
	if f := looks(t, b); len(f.Entries) != 2 {
		t.Errorf("later: %d letters", len(f.Entries))
	}
}

// TestS6Unnumbered: a server that gives no UIDVALIDITY, or says 0, is worked
// with. Its numbers are good for one connection and no longer: it may have
// numbered the folder anew meanwhile, and nothing would tell.
func TestS6Unnumbered(t *testing.T) {
	for name, f := range map[string]loopback.Faults{
		"0":       {NoValidity: true},
		"missing": {Rewrite: swap(`^\* OK \[UIDVALIDITY[^\n]*\n`, "")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, r := office(t, loopback.Options{Folders: []string{"Done"}})
			o.SetFaults(f)
			first := o.Deliver(letter("first", 900))
			b := r.box(t)
			before := looks(t, b)
			if again := looks(t, b); before.Validity == 0 || again.Validity != before.Validity || !before.Unnumbered {
				t.Errorf("numbering %d, then %d on the same connection; unnumbered %v", before.Validity, again.Validity, before.Unnumbered)
			}
			must(t, b.Close())
			// The folder is another one, under the same numbers.
			o.Remove("INBOX", first)
			o.Renumber("INBOX", first)
			o.Deliver(letter("somebody else's", 900))
			if _, err := b.File(in(t, patience), []uint32{first}, "Done"); err == nil {
				t.Error("a letter was moved by a number of another connection")
			}
			after := looks(t, b)
			if after.Validity == before.Validity || len(after.Entries) != 1 || after.Entries[0].UID != first {
				t.Errorf("numbering %d before and %d after, %+v", before.Validity, after.Validity, after.Entries)
			}
			if got := fetch(t, b, 0, first); len(got) != 1 || !bytes.Contains(got[0].Bytes, []byte("somebody")) {
				t.Errorf("%+v", got)
			}
			_, err := b.File(in(t, patience), []uint32{first}, "Done")
			must(t, err)
		})
	}
}

// TestS16Classes: refusals are classed by their response code, whatever they say.
func TestS16Classes(t *testing.T) {
	later, person := mailbox.TryLater, mailbox.Misconfigured
	for code, want := range map[imap.ResponseCode]mailbox.Outcome{
		"UNAVAILABLE": later, "INUSE": later, "LIMIT": later, "SERVERBUG": later, "OVERQUOTA": later, "EXPUNGEISSUED": later,
		"AUTHENTICATIONFAILED": person, "AUTHORIZATIONFAILED": person, "EXPIRED": person, "PRIVACYREQUIRED": person,
		"CONTACTADMIN": person, "": person,
	} {
		t.Run("LOGIN "+string(code), func(t *testing.T) {
			t.Parallel()
			o, r := office(t, loopback.Options{})
			o.AddIMAP(loopback.Fault{At: "LOGIN", Do: loopback.Refuse, Code: string(code), Text: "authentication failed: try later, unavailable"})
			b := r.box(t)
			_, err := b.Look(in(t, patience))
			found := &mailbox.Trouble{}
			if outcome(t, err) != want {
				t.Errorf("%v: want %v", err, want)
			}
			found = err.(*mailbox.Trouble)
			if (found.Who == mailbox.ReadingAs) != (want == person) {
				t.Errorf("%v names %q", err, found.Who)
			}
			// What passes is over at once; a refused login is not repeated.
			_, err = b.Look(in(t, patience))
			if (err == nil) != (want == later) {
				t.Errorf("the next look: %v", err)
			}
		})
	}
}

// TestS16NotConnected: Exchange says "BAD User is authenticated but not
// connected" when there are too many connections, and also when a login may not
// open the mailbox: it is tried again, with a hint.
func TestS16NotConnected(t *testing.T) {
	o, r := office(t, loopback.Options{})
	o.SetFaults(loopback.Faults{
		IMAP:    []loopback.Fault{{At: "SELECT", Do: loopback.Refuse, Text: "User is authenticated but not connected."}},
		Rewrite: swap(`^(T\d+) NO `, "$1 BAD "),
	})
	b := r.box(t)
	_, err := b.Look(in(t, patience))
	if outcome(t, err) != mailbox.TryLater || err.(*mailbox.Trouble).Hint == "" {
		t.Errorf("%v", err)
	}
	looks(t, b)
}

// TestS16RefusedLoginIsNotRepeated: a wrong password is shown to the server
// once in a quarter of an hour, whatever is asked of the box, and everything
// that hiccups in between is asked again as soon as somebody wants it.
func TestS16RefusedLoginIsNotRepeated(t *testing.T) {
	o, r := office(t, loopback.Options{})
	at := noon
	b := r.box(t, func(c *inbox.Config) {
		c.Login = inbox.Password(r.user, "wrong")
		c.Now = func() time.Time { return at }
	})
	for range 60 {
		_, err := b.Look(in(t, patience))
		if outcome(t, err) != mailbox.Misconfigured {
			t.Fatal(err)
		}
		if _, err := b.Wait(in(t, patience), time.Second); outcome(t, err) != mailbox.Misconfigured {
			t.Fatal(err)
		}
		at = at.Add(time.Minute)
	}
	logins := 0
	for _, c := range o.Commands() {
		if c == "LOGIN" {
			logins++
		}
	}
	if connects := len(o.Commands()) - logins; logins != 4 || connects != 4 {
		t.Errorf("%d logins on %d connections in an hour, want 4", logins, connects)
	}
}

// TestS16Hiccups: each of them costs one error and disables nothing.
func TestS16Hiccups(t *testing.T) {
	o, r := office(t, loopback.Options{})
	o.Deliver(letter("one", 900))
	b := r.box(t)
	for _, f := range []loopback.Fault{
		{At: "LOGIN", Do: loopback.Refuse, Code: "UNAVAILABLE"}, {At: "SELECT", Do: loopback.Refuse, Code: "INUSE"},
		{At: "FETCH", Do: loopback.Refuse, Code: "LIMIT"}, {At: "FETCH", Do: loopback.Drop}, {At: "CONNECT", Do: loopback.Refuse},
		{At: "SELECT", Do: loopback.Drop}, {At: "FETCH", Do: loopback.Refuse, Code: "OVERQUOTA"},
	} {
		must(t, b.Close())
		o.SetFaults(loopback.Faults{IMAP: []loopback.Fault{f}})
		if _, err := b.Look(in(t, patience)); outcome(t, err) != mailbox.TryLater {
			t.Errorf("%s: %v", f.At, err)
		}
		if f, err := b.Look(in(t, patience)); err != nil || len(f.Entries) != 1 {
			t.Errorf("after %+v: %v", f, err)
		}
	}
}

// tokens hands out what a test says, as a source of tokens does.
type tokens struct {
	list   []string // the last one is kept
	next   int
	cached bool
}

func (s *tokens) ask(context.Context) (mailbox.Bearer, error) {
	fresh := !s.cached
	s.cached = true
	return mailbox.Bearer{Token: s.list[s.next], Fresh: fresh, Forget: func() {
		s.cached = false
		s.next = min(s.next+1, len(s.list)-1)
	}}, nil
}

// testToken: a login with a token, one that ran out, and one that is refused.
func testToken(t *testing.T, r rig, good string, s *tokens) {
	at := noon
	b := r.box(t, func(c *inbox.Config) {
		c.Login = inbox.Token(r.server, r.user, s.ask)
		c.Now = func() time.Time { return at }
	})
	s.list, s.cached = []string{"ran-out", good, "wrong", "wrong-too"}, true
	if _, err := b.Look(in(t, patience)); outcome(t, err) != mailbox.TryLater {
		t.Fatalf("a token that ran out: %v", err)
	}
	if _, err := b.Look(in(t, patience)); err != nil {
		t.Fatalf("the next one: %v", err)
	}
	must(t, b.Close())
	s.next, s.cached = 2, false
	_, err := b.Look(in(t, patience))
	if outcome(t, err) != mailbox.Misconfigured || err.(*mailbox.Trouble).Who != mailbox.ReadingAs {
		t.Errorf("a fresh token that is refused: %v", err)
	}
	s.list = []string{good}
	s.next = 0
	if _, err := b.Look(in(t, patience)); outcome(t, err) != mailbox.Misconfigured {
		t.Errorf("within a quarter of an hour: %v", err)
	}
	at = at.Add(mailbox.LoginPause)
	if _, err := b.Look(in(t, patience)); err != nil {
		t.Errorf("after it: %v", err)
	}
}

// TestS15Token: on the server in this process, by either mechanism.
func TestS15Token(t *testing.T) {
	for _, mechanism := range []string{"XOAUTH2", "OAUTHBEARER"} {
		t.Run(mechanism, func(t *testing.T) {
			o, r := office(t, loopback.Options{Mechanisms: []string{mechanism}})
			o.Issue("good")
			testToken(t, r, "good", &tokens{})
		})
	}
	t.Run("not offered", func(t *testing.T) {
		_, r := office(t, loopback.Options{})
		s := &tokens{list: []string{"good"}}
		b := r.box(t, func(c *inbox.Config) { c.Login = inbox.Token(r.server, r.user, s.ask) })
		if _, err := b.Look(in(t, patience)); outcome(t, err) != mailbox.Misconfigured || s.cached {
			t.Errorf("%v; a token was fetched for a server that takes none: %v", err, s.cached)
		}
	})
}
