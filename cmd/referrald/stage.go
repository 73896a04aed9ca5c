package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/loopback"
	"referrald/workflow"
	"referrald/workflow/clerk"
	"referrald/workflow/ledger"
)

// stage is an office of its own: both servers, a ledger, and the real clerk.
// The demo plays on it, and the tests of the commands.
type stage struct {
	p       program
	folder  string // where the letters are written
	private string // configuration, passwords and ledger; removed at the end
	config  string // path of the configuration
	office  *loopback.Office
	house   *house
	book    *ledger.Ledger
	clerk   *clerk.Clerk
	clock   *clock

	notices []clerk.Notice // of the last round
	refs    map[string]workflow.Reference
	answers map[string]answered // our last letter to each sample's sender
	digest  *mailbox.Outgoing
	secret  *regexp.Regexp // what no letter may hold; nil: nothing is looked for
	came    int
	letters int // written so far
	failed  []string
}

// demoAddress is the watched mailbox of the demo.
const demoAddress = "ctsadmin@example.org"

// demoStart is a Monday in term time: the samples' ages and school years hold then.
func demoStart() time.Time { return time.Date(2026, time.November, 23, 10, 0, 0, 0, london()) }

// clock is the demo's own time until it is let run.
type clock struct {
	mu   sync.Mutex
	at   time.Time
	real bool
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.real {
		return time.Now()
	}
	return c.at
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t
}

func (c *clock) forward(d time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
	return c.at
}

// run turns it into the clock on the wall.
func (c *clock) run() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.real = true
}

// openStage starts the servers and the clerk; letters are written to folder.
func openStage(ctx context.Context, p program, folder string) (*stage, error) {
	st := &stage{
		p: p, folder: folder, clock: &clock{at: demoStart()},
		refs: map[string]workflow.Reference{}, answers: map[string]answered{},
	}
	err := st.open(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("setting up the demo: %w", err), st.close())
	}
	return st, nil
}

func (st *stage) open(ctx context.Context) (err error) {
	if st.private, err = os.MkdirTemp("", "referrald-office-"); err != nil {
		return err
	}
	st.office, err = loopback.Start(loopback.Options{
		IMAP: mailbox.Plain, SMTP: mailbox.Plain, Address: demoAddress, Local: true, Now: st.clock.now,
	})
	if err != nil {
		return err
	}
	c, err := st.configure()
	if err != nil {
		return err
	}
	if st.house, err = build(c); err != nil {
		return err
	}
	if err := st.house.guard.Start(); err != nil {
		return err
	}
	if st.book, err = openLedger(ctx, c); err != nil {
		return err
	}
	if st.clerk, err = st.house.clerk(c, st.book); err != nil {
		return err
	}
	st.clerk.Now, st.clerk.DigestAt = st.clock.now, -1
	st.clerk.Notice = func(n clerk.Notice) { st.notices = append(st.notices, n) }
	if err := st.clerk.Prepare(ctx); err != nil {
		return err
	}
	// The first round draws the line before which mail is not answered.
	return st.round(ctx)
}

// demoConfig is what an office of the demo writes into its configuration.
const demoConfig = `mode = "live"
ledger = "ledger.db"
[imap]
host = "127.0.0.1"
port = %d
tls = "none"
user = %q
password_file = "password"
poll = "10s"
[smtp]
host = "127.0.0.1"
port = %d
tls = "none"
user = %q
password_file = "password"
[office]
from = "Children's Therapy Services <%s>"
alert_to = ["duty@example.org"]
trust_domains = ["trust.example.net"]
secure_domains = ["nhs.net", "surgery.example.net"]
[digest]
to = [%q]
[release]
routes = { other-area = "auto", adult-services = "auto" }
[reading]
cache = %q
[data]
# The demo shows the same whenever it is run.
stale_after = 3653
lists_stale_after = 3653
`

// configure writes a configuration file as an office would, and reads it.
func (st *stage) configure() (*config, error) {
	in, out := st.office.IMAPServer(), st.office.SMTPServer()
	text := fmt.Sprintf(demoConfig, in.Port, st.office.User, out.Port, st.office.User, demoAddress, demoAddress, userCache())
	st.config = filepath.Join(st.private, "referrald.toml")
	err := errors.Join(
		os.WriteFile(filepath.Join(st.private, "password"), []byte(st.office.Password+"\n"), 0o600),
		os.WriteFile(st.config, []byte(text), 0o600))
	if err != nil {
		return nil, err
	}
	return load(st.config)
}

// close ends everything and removes what is not for keeping.
func (st *stage) close() error {
	var errs []error
	if st.clerk != nil {
		errs = append(errs, st.clerk.Inbox.Close(), st.clerk.Post.Close())
	}
	if st.book != nil {
		errs = append(errs, st.book.Close())
	}
	if st.house != nil {
		errs = append(errs, st.house.guard.Close())
	}
	if st.office != nil {
		errs = append(errs, st.office.Close())
	}
	if st.private != "" {
		errs = append(errs, os.RemoveAll(st.private))
	}
	return errors.Join(errs...)
}

// round is one round of the clerk; what left the house is written down.
func (st *stage) round(ctx context.Context) error {
	st.notices = nil
	if _, err := st.clerk.Round(ctx); err != nil {
		return err
	}
	for _, n := range st.notices {
		if err := st.keep(n); err != nil {
			return err
		}
	}
	return nil
}

// play delivers one sample and lets the clerk do its round.
func (st *stage) play(ctx context.Context, number int, s sample) error {
	at := st.clock.forward(4 * time.Minute)
	a := arrival{office: demoAddress, at: at}
	if about := s.reply + s.bounce; about != "" {
		answer, ok := st.answers[about]
		if !ok {
			st.fail("%s: there is no answer to %s that it could be about", s.name, about)
		}
		a.answer = &answer
	}
	raw, err := s.message(a)
	if err != nil {
		return err
	}
	uid := st.office.Deliver(raw)
	st.came++
	if err := st.round(ctx); err != nil {
		return err
	}
	plan := st.planFor(uid)
	st.remember(s, plan)
	st.tellSample(number, s, plan)
	return nil
}

// planFor is what was decided about the message with this number.
func (st *stage) planFor(uid uint32) *workflow.Plan {
	for _, n := range st.notices {
		if n.What == clerk.Came && n.UID == uid {
			return n.Plan
		}
	}
	return nil
}

// remember keeps what later samples are about.
func (st *stage) remember(s sample, plan *workflow.Plan) {
	if plan != nil && len(plan.Cases) > 0 {
		st.refs[s.name] = plan.Cases[0].Reference
	}
	for _, n := range st.notices {
		if n.What == clerk.Went && n.Letter != "alert" && n.Letter != "digest" {
			m := mailbox.Open(n.Outgoing.Bytes, mailbox.OpenOptions{})
			st.answers[s.name] = answered{n.Outgoing.ID, m.Subject, n.Outgoing.To.Addr}
		}
	}
}

// fail notes that something was not as it should be.
func (st *stage) fail(format string, args ...any) {
	st.failed = append(st.failed, fmt.Sprintf(format, args...))
}

// say prints a paragraph.
func (st *stage) say(lead, text string) { st.p.say(lead, text) }
