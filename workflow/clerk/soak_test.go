package clerk_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/inbox"
	"referrald/mailbox/loopback"
	"referrald/mailbox/submit"
	"referrald/workflow"
	"referrald/workflow/clerk"
	"referrald/workflow/ledger"
)

// The soak: days of post through servers that fail in every way they know,
// with people in the mailbox and power cuts, and an account of every message
// each morning.
const (
	pong        = "pong@example.com"
	soakDays    = 30
	soakLetters = 5000
	soakStep    = 30 * time.Minute
	soakSeed    = 1
)

type soak struct {
	*rig
	rng    *rand.Rand
	post   *postbag
	world  *weather
	posted []*posted
	byID   map[string]*posted
	power  *power
	cards  *inbox.Box
	box    clerk.Inbox
	mail   clerk.Post

	skew     time.Duration // how far the machine's clock is off
	full     bool          // its disk is
	disks    int
	cuts     int
	repeats  int // letters that arrived more than once
	read     int // letters that the correspondents have read
	pongs    int // letters to the machine that looks like a person
	answers  int // to questions
	gone     int // messages that people deleted
	mornings int
	began    time.Time
	last     time.Time      // the morning before
	refused  map[int64]bool // messages of which a digest said that the letter was refused
}

// TestSoak is thirty days; REFERRALD_SOAK_SEED draws others than those of CI.
func TestSoak(t *testing.T) {
	seed, days, n := uint64(soakSeed), soakDays, soakLetters
	if s := os.Getenv("REFERRALD_SOAK_SEED"); s != "" {
		var err error
		seed, err = strconv.ParseUint(s, 10, 64)
		must(t, err)
	}
	if slowed || testing.Short() {
		days, n = 3, 400
	}
	soaks(t, seed, days, n, time.Date(2026, 10, 12, 9, 0, 0, 0, time.UTC)) // the night of 25 October has 25 hours
}

// TestSoakOverSpring is the same through the night of 28 March, which has 23 hours.
func TestSoakOverSpring(t *testing.T) {
	soaks(t, soakSeed, 5, 500, time.Date(2027, 3, 24, 9, 0, 0, 0, time.UTC))
}

func soaks(t *testing.T, seed uint64, days, n int, start time.Time) {
	s := newSoak(t, seed, start)
	began := time.Now()
	steps := days * int(24*time.Hour/soakStep)
	for step := range steps {
		s.step(n*(step+1)/steps - len(s.posted))
		if at := s.clock().In(workflow.London()); at.Hour() == 9 && at.Minute() < 30 {
			s.morning()
		}
		if t.Failed() {
			t.Fatalf("seed %d, step %d of %d, %s", seed, step, steps, s.clock())
		}
	}
	s.clears()
	s.account()
	must(t, s.book.Sound(t.Context()))
	t.Logf("seed %d: %d days, %d messages, %d letters, %d repeated after a lost reply or a cut, %d mornings, in %s\n%s", seed, days, len(s.posted), len(s.house.Sent()), s.repeats, s.mornings, time.Since(began).Round(time.Second), s.world)
}

func newSoak(t *testing.T, seed uint64, start time.Time) *soak {
	rng := rand.New(rand.NewPCG(seed, seed))
	r := newRig(t, func(r *rig) {
		r.setup.KeepSent = 1 << 30
		r.now = start
		r.path = newBook(t)
		watchDisk(r.path)
	})
	s := &soak{rig: r, rng: rng, post: &postbag{t: t, rng: rng}, world: &weather{rng: rng, counts: map[string]int{}}, byID: map[string]*posted{}, refused: map[int64]bool{}}
	r.onto = func(clerk.Notice) {}
	s.wake()
	s.opens()
	s.began, s.last = s.clock(), s.clock()
	s.house.Deliver(written{from: pong, subject: "form", text: "Please send me the referral form."}.on(s.clock()))
	return s
}

// wake puts the clerk behind the switch of the power.
func (s *soak) wake() {
	s.clerk.DigestAt = 8*time.Hour + 30*time.Minute
	_, _ = s.clerk.Inbox.Close(), s.clerk.Post.Close()
	s.box, s.cards = s.opened("", false), s.opened(cardFolder, false)
	s.mail = submit.New(submit.Config{Server: s.house.SMTPServer(), Login: submit.Password(s.house.User, s.house.Password), Timeout: time.Second, Now: s.daemonClock})
	s.clerk.Forms = []mailbox.Enclosure{{Name: "form.pdf", Type: "application/pdf", Data: []byte("%PDF-1.7 the form")}} // thousands of whole ones would fill the memory
	s.power = &power{cut: func() {}}
	w := twin{Inbox: s.box, Post: s.mail, p: s.power}
	s.clerk.Inbox, s.clerk.Post = w, w
	s.clerk.Tenure = &clerk.Tenure{Place: soakPlace, Folder: cardFolder, Cards: twinCards{s.cards, s.power}}
	s.clerk.Beside = func(folder string) (clerk.Inbox, error) { return s.opened(folder, true), nil }
	s.clerk.Now = func() time.Time { _ = s.power.event(); return s.daemonClock() }
}

// step is half an hour: post comes, something may go wrong, people work, and
// the clerk does its round.
func (s *soak) step(n int) {
	for range n {
		s.deliver()
	}
	s.correspond(true)
	s.world.strike(s.house)
	s.world.people(s.house, s.hands)
	s.machine()
	if s.world.one(12) {
		s.arm()
	}
	s.wait(soakStep)
	rep, err := s.clerk.Round(s.t.Context())
	if ledger.Fatal(err) && !s.power.off {
		s.t.Errorf("the daemon would stop: %v", err)
	}
	if rep.Watching {
		s.t.Errorf("the only daemon watches: %s", s.doubt())
	}
	if s.power.off {
		s.restart()
	} else {
		s.power.at = 0
	}
}

func (s *soak) deliver() {
	if len(s.posted) > 20 && s.world.one(50) {
		s.again()
		return
	}
	p := s.post.next(s.clock())
	s.posted, s.byID[p.id] = append(s.posted, p), p
	if p.want != "" && s.world.one(60) {
		p.lost = true
		s.world.count("an address was refused for good")
		s.house.AddSMTP(goneAway(p.from))
	}
	s.house.Deliver(p.raw)
}

// again delivers a message that came before, byte for byte.
func (s *soak) again() {
	old := s.posted[len(s.posted)-1-s.rng.IntN(20)]
	s.world.count("a message came twice")
	s.house.Deliver(old.raw)
	s.posted = append(s.posted, &posted{kind: "copy", from: old.from, id: old.id, raw: old.raw})
}

// arm lets the power fail at some event of the next round.
func (s *soak) arm() {
	s.disks++
	disk := filepath.Join(s.t.TempDir(), fmt.Sprintf("disk%d", s.disks), "ledger.db")
	s.power.cut = func() { copyHouse(s.t, s.path, disk) }
	s.power.at = s.power.events + 1 + s.rng.IntN(60)
	s.power.disk = disk
}

// restart is the daemon's next start, from what was on the disk at the cut.
func (s *soak) restart() {
	s.world.count("the power failed")
	s.cuts++
	_, _, _ = s.box.Close(), s.mail.Close(), s.cards.Close()
	must(s.t, s.book.Close())
	old := filepath.Dir(s.path)
	s.path, s.full = s.power.disk, false
	watchDisk(s.path)
	s.start()
	s.wake()
	must(s.t, os.RemoveAll(old))
}

// hands notes that a person took a message before it was answered.
func (s *soak) hands(raw []byte, deleted bool) {
	if deleted {
		s.gone++
	}
	if p := s.byID[messageID(raw)]; p != nil {
		p.hands = true
	}
}

// morning holds the books against the folders: after one round in fair weather
// every message of every folder is in the ledger, the ledger is whole, and no
// machine was answered.
func (s *soak) morning() {
	s.mornings++
	s.house.SetFaults(s.lasting())
	s.setClock(0)
	s.makeRoom()
	if s.power.at = 0; s.power.off {
		s.restart()
	}
	_, err := s.clerk.Round(s.t.Context())
	must(s.t, err)
	a, err := s.clerk.Reconcile(s.t.Context())
	must(s.t, err)
	if len(a.Unaccounted) != 0 || a.Fresh != 0 {
		s.t.Errorf("morning %d: unaccounted %v, %d just come", s.mornings, a.Unaccounted, a.Fresh)
	}
	folder, err := s.clerk.Inbox.Look(s.t.Context())
	must(s.t, err)
	known, err := s.book.Known(s.t.Context(), folder.Validity)
	must(s.t, err)
	for _, m := range s.house.Messages("INBOX") {
		if _, ok := known[m.UID]; !ok {
			s.t.Errorf("morning %d: %s is not accounted for", s.mornings, messageID(m.Bytes))
		}
	}
	now := s.clock()
	page, err := s.clerk.Digest(s.t.Context(), now, s.last, now)
	must(s.t, err)
	if page.Unaccounted != 0 {
		s.t.Errorf("morning %d: unaccounted %d", s.mornings, page.Unaccounted)
	}
	// A clock that is an hour back writes into the hour before the morning.
	day, err := s.book.Day(s.t.Context(), s.last.Add(-time.Hour), now)
	must(s.t, err)
	for _, l := range day.Unsent {
		if l.State == "refused" {
			s.refused[l.Row] = true
		}
	}
	s.last = now
	if _, err := s.book.Verify(s.t.Context()); err != nil {
		s.t.Errorf("morning %d: %v", s.mornings, err)
	}
	s.noRobots()
}

// lasting are the faults that no fair weather mends: addresses that are no more.
func (s *soak) lasting() (f loopback.Faults) {
	for _, p := range s.posted {
		if p.lost {
			f.SMTP = append(f.SMTP, goneAway(p.from))
		}
	}
	return f
}

func goneAway(to string) loopback.Fault {
	return loopback.Fault{At: "RCPT", To: to, Do: loopback.Refuse, Reply: 550, Code: "5.1.1", Times: loopback.Always}
}

// clears lets the weather clear, and the office come to rest.
func (s *soak) clears() {
	s.house.SetFaults(s.lasting())
	s.setClock(0)
	s.makeRoom()
	for range 100 {
		if s.power.at = 0; s.power.off {
			s.restart()
		}
		s.wait(soakStep)
		s.correspond(false)
		_, err := s.clerk.Round(s.t.Context())
		must(s.t, err)
	}
	s.morning()
}

// correspond lets people answer what was sent to them: a machine without any
// mark of one answers everything, and some who are asked a question answer it.
func (s *soak) correspond(more bool) {
	all := s.house.Sent()
	for _, l := range all[s.read:] {
		p := s.byFrom(l.To)
		switch {
		case l.To == pong:
			s.pongs++
			s.house.Deliver(written{from: pong, subject: fmt.Sprintf("Your message %d", s.pongs), inReplyTo: messageID(l.Bytes), text: "Thank you for your letter. Please send me the referral form."}.on(s.clock()))
		case more && p != nil && p.want == saysMissing && len(p.then) == 0 && s.world.one(3):
			w := written{from: p.from, subject: "Re: your questions", inReplyTo: messageID(l.Bytes), id: fmt.Sprintf("<re-%s", p.id[1:]), text: "1. Cheadle Medical Practice\n\nThanks"}
			p.then = saysThanks
			s.answers++
			s.house.Deliver(w.on(s.clock()))
		}
	}
	s.read = len(all)
}

// letters that the mail server took, by recipient, each Message-ID once.
func (s *soak) taken() map[string][]loopback.Letter {
	out, seen := map[string][]loopback.Letter{}, map[string][]byte{}
	s.repeats = 0
	for _, l := range s.house.Sent() {
		id := messageID(l.Bytes)
		first, again := seen[id]
		if !again {
			seen[id] = l.Bytes
			out[l.To] = append(out[l.To], l)
			continue
		}
		s.repeats++
		if !bytes.Equal(first, l.Bytes) {
			s.t.Errorf("%s went to %s twice, and not the same bytes", id, l.To)
		}
	}
	return out
}

func messageID(raw []byte) string {
	_, rest, _ := bytes.Cut(raw, []byte("\r\nMessage-ID: "))
	id, _, _ := bytes.Cut(rest, []byte("\r\n"))
	return string(id)
}

func (s *soak) noRobots() {
	for to := range s.taken() {
		if p := s.byFrom(to); p != nil && p.want == "" {
			s.t.Errorf("%s (%s) got a letter", p.id, p.kind)
		}
	}
}

func (s *soak) byFrom(a string) *posted {
	n := strings.TrimSuffix(strings.TrimPrefix(a, "p"), "@example.com")
	return s.byID["<soak-"+n+"@example.com>"]
}

// account: every message was answered once or stands where a person sees it.
func (s *soak) account() {
	taken := s.taken()
	refused := 0
	for _, p := range s.byID {
		got := taken[p.from]
		want := []string{p.want}
		if p.then != "" {
			want = append(want, p.then)
		}
		switch {
		case p.want == "" || p.hands && len(got) == 0:
			continue // those to whom nothing is said are seen to each morning
		case p.lost && len(got) == 0:
			refused++
			continue
		case len(got) != len(want):
			s.t.Errorf("%s (%s) got %d letters, want %d", p.id, p.kind, len(got), len(want))
			continue
		}
		for i, l := range got {
			if subject := mailbox.Open(l.Bytes, mailbox.OpenOptions{}).Subject; !strings.Contains(subject, want[i]) {
				s.t.Errorf("%s (%s): letter %d is %q", p.id, p.kind, i+1, subject)
			}
		}
	}
	if len(s.refused) != refused {
		s.t.Errorf("%d letters were refused, and the digests named %d", refused, len(s.refused))
	}
	lost := s.world.counts["SMTP took the letter, the reply was lost"]
	if s.repeats > s.cuts+lost {
		s.t.Errorf("%d letters were repeated after %d cuts and %d lost replies", s.repeats, s.cuts, lost)
	}
	s.digests(taken[staff])
	s.ponged(taken[pong])
	s.nothingLost()
}

// digests: one for each working day, by the day that it names: a machine whose
// clock is two days ahead writes it early. Nobody is called for nothing.
func (s *soak) digests(letters []loopback.Letter) {
	days := map[string]int{}
	for _, l := range letters {
		subject := mailbox.Open(l.Bytes, mailbox.OpenOptions{}).Subject
		var named string
		if i := strings.Index(subject, ":"); i > 0 {
			named = strings.TrimPrefix(subject[:i], "Referrals on ")
		}
		at, err := time.Parse("2 January 2006", named)
		if err != nil {
			s.t.Errorf("a letter to staff without a cause: %s", subject)
			continue
		}
		days[at.Format(time.DateOnly)]++
	}
	for day := s.began; day.Before(s.clock()); day = day.AddDate(0, 0, 1) {
		want := 0
		if workflow.WorkingDay(day.In(workflow.London())) {
			want = 1
		}
		if n := days[day.In(workflow.London()).Format(time.DateOnly)]; n != want && !day.Equal(s.began) {
			s.t.Errorf("%d digests on %s, want %d", n, day.Format(time.DateOnly), want)
		}
	}
}

// ponged: whoever answers everything gets two letters a day at most, and five a
// month, by the clock of the daemon.
func (s *soak) ponged(letters []loopback.Letter) {
	var at []time.Time
	for _, l := range letters {
		at = append(at, mailbox.Open(l.Bytes, mailbox.OpenOptions{}).Date)
	}
	slices.SortFunc(at, time.Time.Compare)
	for i := 2; i < len(at); i++ {
		if at[i].Sub(at[i-2]) < 24*time.Hour {
			s.t.Errorf("a machine that looks like a person got three letters in a day")
		}
	}
	if len(letters) > 7 {
		s.t.Errorf("a machine that looks like a person got %d letters", len(letters))
	}
}

// nothingLost: each message that came and was not deleted by people lies in
// just one folder.
func (s *soak) nothingLost() {
	have := 0
	for _, f := range s.house.Folders() {
		if f != cardFolder {
			have += s.holds(f)
		}
	}
	if want := len(s.posted) + s.answers + s.pongs + 1 - s.gone; have != want {
		s.t.Errorf("%d messages lie in the folders, want %d", have, want)
	}
}

func sortedKeys(m map[string]int) []string { return slices.Sorted(maps.Keys(m)) }
