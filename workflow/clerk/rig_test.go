package clerk_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"referrald/forms"
	"referrald/mailbox"
	"referrald/mailbox/inbox"
	"referrald/mailbox/loopback"
	"referrald/mailbox/loopback/realmail"
	"referrald/mailbox/submit"
	"referrald/templates"
	"referrald/workflow"
	"referrald/workflow/clerk"
	"referrald/workflow/eligibility"
	"referrald/workflow/ledger"
)

// rig is a whole house in one process: both servers, a real ledger, the clerk,
// and a clock that the test owns.
type rig struct {
	t      testing.TB
	house  *loopback.Office
	clerk  *clerk.Clerk
	book   *ledger.Ledger
	path   string // of the ledger
	office *workflow.Office

	mu    sync.Mutex
	now   time.Time
	did   []clerk.Notice
	onto  func(clerk.Notice) // takes the notices instead
	setup loopback.Options

	servers *realmail.Servers // a real Dovecot and a real Postfix in place of the house
}

const (
	ours  = "office@loopback.test"
	staff = "duty@example.org"
	kate  = "kate.ashworth@example.com"
	priya = "senco@brookside.example.org"
)

// monday is a working day at ten in London.
var monday = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

func newRig(t testing.TB, change ...func(*rig)) *rig {
	t.Helper()
	r := &rig{t: t, now: monday, office: officeOf(t)}
	r.setup = loopback.Options{Address: ours, Now: r.clock}
	for _, c := range change {
		c(r)
	}
	house, err := loopback.Start(r.setup)
	must(t, err)
	t.Cleanup(func() { _ = house.Close() })
	r.house = house
	if r.path == "" {
		r.path = newBook(t)
	}
	r.start()
	return r
}

var criteria = sync.OnceValues(func() (*eligibility.Criteria, error) { return eligibility.Load(eligibility.Data{}) })

func officeOf(t testing.TB) *workflow.Office {
	t.Helper()
	c, err := criteria()
	must(t, err)
	own, duty := mailbox.NewAddress("Children's Therapy Services", ours), mailbox.NewAddress("", staff)
	o := c.Office()
	return &workflow.Office{
		Mode: workflow.Live, From: own, Own: []mailbox.Address{own}, AlertTo: []mailbox.Address{duty}, DigestTo: []mailbox.Address{duty},
		Trust: []string{"stockport.nhs.uk"}, Secure: []string{"nhs.net"}, DecidedBy: "the team",
		Folders: workflow.Folders{Requests: "Referrals/Form sent", Referrals: "Referrals/Received", Person: "Referrals/For a person", Automatic: "Referrals/Automatic"},
		Limits:  workflow.Limits{FormsADay: 2, ThreadADay: 2, AMonth: 5, AddressADay: 30, AnHour: 5000, ADay: 5000, AMinute: 5000},
		Contact: templates.Office{Team: o.Team, Email: o.Email, Phones: o.Phones, Safety: o.Safety, SafetyOut: o.SafetyOut, VerifiedOn: o.VerifiedOn},
		Form:    forms.Version,
	}
}

// start opens the ledger and hires a clerk; after a cut it is called again.
func (r *rig) start() {
	r.t.Helper()
	book, err := ledger.Open(r.t.Context(), r.path)
	must(r.t, err)
	r.t.Cleanup(func() { _ = book.Close() })
	r.book = book
	if r.servers != nil {
		r.connect(r.servers.IMAP, r.servers.SMTP, realmail.Office, r.servers.Password, watched)
		return
	}
	r.connect(r.house.IMAPServer(), r.house.SMTPServer(), r.house.User, r.house.Password, "")
}

// connect hires a clerk between two servers.
func (r *rig) connect(imap, smtp mailbox.Server, user, password, folder string) {
	r.t.Helper()
	c, err := criteria()
	must(r.t, err)
	blank, err := forms.BlankPDF()
	must(r.t, err)
	box := inbox.New(inbox.Config{Server: imap, Login: inbox.Password(user, password), Folder: folder, Timeout: 5 * time.Second, Now: r.clock})
	post := submit.New(submit.Config{Server: smtp, Login: submit.Password(user, password), Timeout: 5 * time.Second, Now: r.clock})
	r.t.Cleanup(func() { _, _ = box.Close(), post.Close() })
	r.clerk = &clerk.Clerk{
		Inbox: box, Post: post, Ledger: r.book, Office: r.office, Criteria: c, Letters: templates.Standard(),
		Forms: []mailbox.Enclosure{{Name: "form.pdf", Type: "application/pdf", Data: blank}},
		Read:  forms.Find,
		Now:   r.clock, DigestAt: -1,
		Notice: func(n clerk.Notice) {
			if r.onto != nil {
				r.onto(n)
				return
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			r.did = append(r.did, n)
		},
	}
}

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *rig) wait(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = r.now.Add(d)
}

// opens is the first start, with an empty mailbox: what comes later is answered.
func (r *rig) opens() *rig {
	r.t.Helper()
	must(r.t, r.clerk.Prepare(r.t.Context()))
	r.round()
	r.wait(time.Minute)
	return r
}

func (r *rig) round() clerk.Report {
	r.t.Helper()
	rep, err := r.clerk.Round(r.t.Context())
	must(r.t, err)
	return rep
}

// takes delivers letters and does a round.
func (r *rig) takes(letters ...[]byte) {
	r.t.Helper()
	for _, l := range letters {
		r.house.Deliver(l)
	}
	r.wait(time.Minute)
	r.round()
}

// outgoing is one letter as the SMTP server took it.
type outgoing struct {
	to, subject, id, inReplyTo string
	text                       string
	raw                        []byte
	header                     mail.Header
}

func (r *rig) sent() []outgoing {
	r.t.Helper()
	var out []outgoing
	for _, l := range r.house.Sent() {
		out = append(out, readOutgoing(r.t, l.To, l.Bytes))
	}
	return out
}

func readOutgoing(t testing.TB, to string, raw []byte) outgoing {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	must(t, err)
	opened := mailbox.Open(raw, mailbox.OpenOptions{})
	return outgoing{
		to: to, subject: opened.Subject, id: opened.MessageID, inReplyTo: m.Header.Get("In-Reply-To"),
		text: opened.Text, raw: raw, header: m.Header,
	}
}

// subjects of all letters so far, each with its recipient.
func (r *rig) subjects() []string {
	r.t.Helper()
	var out []string
	for _, o := range r.sent() {
		out = append(out, o.to+": "+o.subject)
	}
	return out
}

// holds counts the messages in a folder.
func (r *rig) holds(folder string) int { return len(r.house.Messages(folder)) }

var serial struct {
	sync.Mutex
	n int
}

func nextID() string {
	serial.Lock()
	defer serial.Unlock()
	serial.n++
	return fmt.Sprintf("<m%d@example.com>", serial.n)
}

// written is a letter to the office, as its server keeps it.
type written struct {
	from, subject, text string
	id, inReplyTo       string
	headers             []string
	file                string
	data                []byte
}

func (w written) bytes() []byte {
	if w.id == "" {
		w.id = nextID()
	}
	var b strings.Builder
	line := func(s string) { b.WriteString(s + "\r\n") }
	line("Return-Path: <" + w.from + ">")
	line("Received: from mail.example.org by mx.loopback.test; Mon, 23 Nov 2026 10:00:30 +0000")
	line("From: " + w.from)
	line("To: " + ours)
	line("Subject: " + w.subject)
	line("Date: Mon, 23 Nov 2026 10:00:00 +0000")
	line("Message-ID: " + w.id)
	if w.inReplyTo != "" {
		line("In-Reply-To: " + w.inReplyTo)
		line("References: " + w.inReplyTo)
	}
	for _, h := range w.headers {
		line(h)
	}
	line("MIME-Version: 1.0")
	if w.file == "" {
		line("Content-Type: text/plain; charset=utf-8")
		line("")
		line(strings.ReplaceAll(w.text, "\n", "\r\n"))
		return []byte(b.String())
	}
	line(`Content-Type: multipart/mixed; boundary="x"`)
	line("")
	line("--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + strings.ReplaceAll(w.text, "\n", "\r\n"))
	line("--x\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"" + w.file + "\"\r\n")
	encoded := base64.StdEncoding.EncodeToString(w.data)
	for len(encoded) > 76 {
		line(encoded[:76])
		encoded = encoded[76:]
	}
	line(encoded + "\r\n--x--")
	return []byte(b.String())
}

// baseAnswers is a complete form of a child who meets every criterion.
func baseAnswers(t testing.TB) map[string]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "testdata", "base.answers"))
	must(t, err)
	out := map[string]string{}
	for _, l := range strings.Split(string(data), "\n") {
		if k, v, ok := strings.Cut(l, ":"); ok && strings.TrimSpace(v) != "" {
			out[strings.TrimSpace(k)] = strings.TrimSpace(v)
		}
	}
	return out
}

// filled is a filled form; a change with an empty value leaves the question blank.
func filled(t testing.TB, changes map[string]string) []byte {
	t.Helper()
	answers := baseAnswers(t)
	for k, v := range changes {
		answers[k] = v
		if v == "" {
			delete(answers, k)
		}
	}
	data, err := forms.FillPDF(answers)
	must(t, err)
	return data
}

func request() []byte {
	return written{from: kate, subject: "OT referral", text: "Hello, please could you send me the referral form? Thank you, Kate"}.bytes()
}

func submission(t testing.TB, changes map[string]string) []byte {
	t.Helper()
	return written{from: priya, subject: "Completed form", text: "Please find the completed form attached.", file: "form.pdf", data: filled(t, changes)}.bytes()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
