package clerk_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/loopback/realmail"
	"referrald/workflow/clerk"
)

// realHours is the house with a real Dovecot and a real Postfix for some hours,
// with what the clerk said and who wrote.
type realHours struct {
	*rig
	log   bytes.Buffer
	wrote []string
}

// watched is the folder that the clerk looks into: unlike INBOX it can be
// deleted.
const watched = "Post"

// newRealHours: Dovecot dates what arrives by the clock on the wall, so the
// test's clock begins there.
func newRealHours(t *testing.T) *realHours {
	t.Helper()
	h := &realHours{rig: &rig{t: t, now: time.Now(), office: officeOf(t), servers: realmail.Start(t)}}
	own := mailbox.NewAddress("Children's Therapy Services", realmail.Office)
	h.office.From, h.office.Own = own, []mailbox.Address{own}
	h.office.Folders.Requests = realmail.Archive + "Form sent"
	h.path = filepath.Join(t.TempDir(), "book", "ledger.db")
	h.start()
	h.servers.Create(t, realmail.Office, watched)
	h.opens()
	h.clerk.Log = slog.New(slog.NewTextHandler(&h.log, nil))
	return h
}

// writes is a letter from somebody new.
func (h *realHours) writes() {
	h.t.Helper()
	who := fmt.Sprintf("parent%d@parents.example.net", len(h.wrote))
	h.wrote = append(h.wrote, who)
	w := written{from: who, subject: "OT referral", text: "Please could you send me the referral form?"}
	h.servers.Deliver(h.t, who, realmail.Office, w.bytes())
	h.servers.Move(h.t, realmail.Office, "INBOX", watched)
}

// rounds does some, twenty minutes apart, and writes down what failed as Run does.
func (h *realHours) rounds(n int) {
	h.t.Helper()
	for range n {
		h.wait(20 * time.Minute)
		if _, err := h.clerk.Round(h.t.Context()); err != nil {
			h.clerk.Log.Error("the round could not be finished", "error", err)
		}
	}
}

// page is the digest of the hours so far, in one string.
func (h *realHours) page() string {
	h.t.Helper()
	d, err := h.clerk.Digest(h.t.Context(), h.clock(), h.clock().Add(-24*time.Hour), h.clock().Add(time.Second))
	must(h.t, err)
	if d.Unaccounted != 0 {
		h.t.Errorf("%d messages are unaccounted for", d.Unaccounted)
	}
	return fmt.Sprintf("%+v", d)
}

// went counts the letters that Postfix took, by receiver.
func (h *realHours) went() map[string]int {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := map[string]int{}
	for _, n := range h.did {
		if n.What == clerk.Went {
			out[n.Outgoing.To.Addr]++
		}
	}
	return out
}

// realFault is something that goes wrong, and its mending.
type realFault struct {
	// amid is the moment of a round at which it begins: after Came all is decided
	// and nothing posted, after Went a letter is posted and nothing filed; ""
	// between two rounds.
	amid  clerk.Happening
	begin func(*realHours)
	mend  func(*realHours)
	// log and digest are what they must say while it lasts, "" for nothing.
	log, digest string
	unanswered  int  // people whom no letter reaches, and whom the digest names
	shut        bool // nobody's letter comes in while it lasts
	reported    bool // Postfix tells of it in a letter of its own, when it has tried
}

// second is the person who writes while a fault lasts.
const second = "parent1@parents.example.net"

func kick(h *realHours) { h.servers.Kick(h.t, realmail.Office) }

// rights are what a person may do with a folder, for the next connection.
func rights(folder, may string) func(*realHours) {
	return func(h *realHours) { h.servers.Allow(h.t, realmail.Office, folder, may); kick(h) }
}

func replies(reply string) func(*realHours) {
	return func(h *realHours) { h.servers.Answer(second, reply) }
}

const unmoved = "could not be moved to their folder"

var realFaults = map[string]realFault{
	"the inbox is deleted and made anew with the same messages": {
		begin: func(h *realHours) {
			rights(realmail.Archive+"Form sent", "lr")(h)
			h.writes()
			h.rounds(1) // answered, and not filed
			h.servers.Recreate(h.t, realmail.Office, watched)
		},
		log: "this user lacks the right to do that: ask whoever runs the mail server", digest: unmoved,
		mend: rights(realmail.Archive+"Form sent", ""),
	},
	"there is no room in our folders": {
		begin: func(h *realHours) { h.servers.Fill(h.t, realmail.Office, realmail.Archive); kick(h) },
		log:   "the mailbox is full: make room", digest: unmoved,
		mend: func(h *realHours) { h.servers.Clear(h.t, realmail.Office); kick(h) },
	},
	"there is no room for letters that come": {
		begin: func(h *realHours) {
			h.writes()
			h.servers.Fill(h.t, realmail.Office, "")
			kick(h)
			if h.servers.Offer("late@parents.example.net", realmail.Office, asks(1)) == nil {
				h.t.Error("a full mailbox took a letter")
			}
		},
		shut: true,
		mend: func(h *realHours) { h.servers.Clear(h.t, realmail.Office); kick(h) },
	},
	"the folder may only be read": {
		begin: rights(watched, "lrip"),
		log:   "this user lacks the right", digest: unmoved,
		mend: rights(watched, ""),
	},
	"sending is away": {
		begin: func(h *realHours) { h.servers.StopPostfix(h.t) },
		log:   "the mail server takes no letters", digest: "is not yet taken by the mail server",
		mend: func(h *realHours) { h.servers.StartPostfix(h.t) },
	},
	"sending goes away in the middle": {
		amid: clerk.Came, begin: func(h *realHours) { h.servers.StopPostfix(h.t) },
		log: "the mail server takes no letters", digest: "is not yet taken by the mail server",
		mend: func(h *realHours) { h.servers.StartPostfix(h.t) },
	},
	"a letter is put off": {
		begin: replies("451 4.7.1 come again"), mend: replies(""),
		log: `code=451 status=4.7.1 becomes="tried again at `, digest: "is not yet taken by the mail server",
	},
	"a letter is refused": {
		begin: replies("554 5.7.1 not here"), mend: replies(""),
		log: `code=554 status=5.7.1 becomes="not tried again`, digest: "was refused by the mail server", unanswered: 1,
	},
	"a letter comes back": {
		begin: func(h *realHours) { h.servers.Fill(h.t, second, "") },
		log:   "a letter did not arrive", digest: "came back, so this person was not reached", unanswered: 1, reported: true,
	},
}

// TestRealFaults: one person wrote before, two write while it lasts, one after.
// Everybody has one letter or stands in the digest, no message is lost, and
// nobody does anything to the daemon.
func TestRealFaults(t *testing.T) {
	for name, begin := range map[string]func(*realHours){
		"both servers restart":    func(h *realHours) { h.servers.Restart(h.t) },
		"our connection is ended": kick,
		"our process is killed":   func(h *realHours) { h.servers.Kill(h.t, realmail.Office) },
	} {
		for _, amid := range []clerk.Happening{"", clerk.Came, clerk.Went} {
			t.Run(strings.TrimSuffix(fmt.Sprint(name, " after ", amid), " after "), func(t *testing.T) {
				t.Parallel()
				newRealHours(t).play(realFault{amid: amid, begin: begin})
			})
		}
	}
	for name, f := range realFaults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			newRealHours(t).play(f)
		})
	}
}

func (h *realHours) play(f realFault) {
	h.writes()
	h.rounds(1)
	h.servers.Await(h.t, h.wrote[0], 1)
	if f.amid == "" {
		f.begin(h)
	} else {
		h.onto = h.once(f)
	}
	if !f.shut {
		h.writes()
		h.writes()
	}
	h.rounds(1)
	if f.reported {
		h.servers.Await(h.t, realmail.Office, 1)
		h.servers.Move(h.t, realmail.Office, "INBOX", watched)
	}
	h.rounds(5)
	h.says(f)
	if f.mend != nil {
		f.mend(h)
	}
	h.writes()
	h.rounds(15)
	h.settled(f.unanswered)
}

// once begins a fault in the middle of the next round.
func (h *realHours) once(f realFault) func(clerk.Notice) {
	begun := false
	return func(n clerk.Notice) {
		h.mu.Lock()
		h.did = append(h.did, n)
		h.mu.Unlock()
		if n.What == f.amid && !begun {
			begun = true
			f.begin(h)
		}
	}
}

func (h *realHours) says(f realFault) {
	h.t.Helper()
	if page := h.page(); !strings.Contains(page, f.digest) {
		h.t.Errorf("the digest does not say %q:\n%s", f.digest, page)
	}
	said := h.log.String()
	if !strings.Contains(said, f.log) {
		h.t.Errorf("the log does not say %q:\n%s", f.log, said)
	}
	for _, never := range []string{"parent0", "parent1", "parents.example", h.servers.Password} {
		if strings.Contains(said, never) {
			h.t.Errorf("the log names %q:\n%s", never, said)
		}
	}
}

// settled: everybody has the one letter, but for those that the digest named;
// the folder is empty, and the audit trail holds.
func (h *realHours) settled(unanswered int) {
	h.t.Helper()
	none, went := 0, h.went()
	for _, who := range h.wrote {
		if went[who] > 1 {
			h.t.Errorf("%d letters went to one person", went[who])
		}
		if went[who] == 1 && !(unanswered > 0 && who == second) {
			h.servers.Await(h.t, who, 1)
		}
		if all, _ := h.servers.Inbox(who); len(all) == 0 {
			none++
		}
	}
	if none != unanswered {
		h.t.Errorf("%d people have no letter, want %d: %v\n%s\n%s", none, unanswered, went, h.log.String(), h.servers.Log())
	}
	h.page()
	if status, err := h.book.Status(h.t.Context()); err != nil || status.InMailbox != 0 || status.Pending != 0 {
		h.t.Errorf("%d messages are left, %d letters wait: %v\n%s", status.InMailbox, status.Pending, err, h.log.String())
	}
	_, err := h.book.Verify(h.t.Context())
	must(h.t, err)
}
