package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/loopback"
	"referrald/workflow/clerk"
)

const wiresConfig = `mode = "live"
ledger = "book/ledger.db"
[imap]
host = "127.0.0.1"
port = %d
ca_file = "ca.pem"
login = "oauth"
user = "office"
[smtp]
host = "127.0.0.1"
port = %d
tls = "implicit"
ca_file = "ca.pem"
login = "oauth"
user = %q
[oauth]
token_url = %q
client_id = "the-application"
ca_file = "tokens.pem"
%s
[office]
from = "Children's Therapy Services <office@loopback.test>"
alert_to = ["duty@example.org"]
[digest]
to = ["office@loopback.test"]
[reading]
cache = %q
[data]
stale_after = 3653
lists_stale_after = 3653
`

// wired is a mail office that takes tokens only, a token server, and a
// configuration for both.
type wired struct {
	office *loopback.Office
	tokens *httptest.Server
	broken atomic.Int32 // the status that the token server answers with, 0: a token
	asked  atomic.Int32
	config string
	dir    string
}

// wire sets it up. The SMTP user is who the configuration says; proof are the
// lines that name what proves who asks.
func wire(t *testing.T, opt loopback.Options, smtpUser, proof string) *wired {
	t.Helper()
	opt.Mechanisms = []string{"XOAUTH2"}
	opt.Address, opt.Local = "office@loopback.test", true
	o, err := loopback.Start(opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.Close() })
	o.Issue("a-token")
	w := &wired{office: o, dir: t.TempDir()}
	w.tokens = httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		w.asked.Add(1)
		if status := w.broken.Load(); status != 0 {
			rw.WriteHeader(int(status))
			_, _ = io.WriteString(rw, `{"error":"invalid_client","error_description":"AADSTS7000222: the secret has expired"}`)
			return
		}
		_, _ = io.WriteString(rw, `{"access_token":"a-token","token_type":"Bearer","expires_in":3600}`)
	}))
	w.tokens.Config.ErrorLog = nil
	w.tokens.StartTLS()
	t.Cleanup(w.tokens.Close)
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: w.tokens.Certificate().Raw})
	w.config = filepath.Join(w.dir, "referrald.toml")
	text := fmt.Sprintf(wiresConfig, o.IMAPServer().Port, o.SMTPServer().Port, smtpUser, w.tokens.URL, proof, userCache())
	for name, content := range map[string]string{"referrald.toml": text, "ca.pem": string(o.CAFile()), "tokens.pem": string(ca), "secret": "s3cret"} {
		if err := os.WriteFile(filepath.Join(w.dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// bySecret is a secret that is good for many days.
func bySecret(days int) string {
	return fmt.Sprintf("secret_file = \"secret\"\nsecret_expires = %q", time.Now().In(london()).AddDate(0, 0, days).Format(time.DateOnly))
}

// runs one command, and gives its output and exit status.
func (w *wired) runs(t *testing.T, args ...string) (string, int) {
	t.Helper()
	out := &lockedBuffer{}
	code := program{in: strings.NewReader(""), out: out, err: out}.run(t.Context(), append(args, "-config", w.config))
	return out.String(), code
}

// daemon runs until the test is done with it.
func (w *wired) daemon(t *testing.T) (said *lockedBuffer, stop func()) {
	t.Helper()
	said = &lockedBuffer{}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	go func() {
		ended <- program{in: strings.NewReader(""), out: said, err: said}.run(ctx, []string{"run", "-config", w.config})
	}()
	return said, func() {
		cancel()
		if code := <-ended; code != exitDone {
			t.Errorf("the daemon ended with %d\n%s", code, said)
		}
	}
}

func soon(t *testing.T, said *lockedBuffer, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(40 * time.Second); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within 40 s\n%s", what, said)
		}
	}
}

const asksForTheForm = "From: Ann Lees <ann.lees@example.net>\r\nTo: office@loopback.test\r\nSubject: OT referral form\r\nMessage-ID: <ask@example.net>\r\n\r\n" +
	"Please could you send me the occupational therapy referral form for my son?\r\n"

// asksAs is the same of somebody else: one address gets two forms a day.
func asksAs(name string) string {
	return strings.NewReplacer("ask@", name+"@", "ann.lees@", name+"@", "Ann Lees", "A Parent").Replace(asksForTheForm)
}

// TestOAuth: the daemon and check log in to both servers with one token.
func TestOAuth(t *testing.T) {
	w := wire(t, loopback.Options{Sender: "sender"}, "sender", bySecret(300))
	said, stop := w.daemon(t)
	soon(t, said, "the first look", func() bool { return strings.Contains(said.String(), "first start") })
	w.office.Deliver([]byte(asksForTheForm))
	soon(t, said, "the answer", func() bool { return len(w.office.Sent()) == 1 })
	stop()
	if n := w.asked.Load(); n != 1 {
		t.Errorf("%d tokens for two connections", n)
	}
	out, code := w.runs(t, "check")
	if code != exitDone || !strings.Contains(out, "may send as office.from") || strings.Contains(out, "Runs out") {
		t.Errorf("check ended with %d:\n%s", code, out)
	}
	for _, never := range []string{"a-token", "s3cret"} {
		if strings.Contains(out+said.String(), never) {
			t.Errorf("%q was printed", never)
		}
	}
}

// TestS17SharedMailboxHalfWorks: reading works, sending is refused: the daemon
// goes on reading and deciding, keeps the letter, asks the mail server no second
// time, and says which name is wrong, with the reply.
func TestS17SharedMailboxHalfWorks(t *testing.T) {
	for name, row := range map[string]struct {
		options loopback.Options
		who     string
		said    string
	}{
		"the login":        {loopback.Options{Sender: "somebody else"}, "smtp.user", "535 5.7.8"},
		"the sender":       {loopback.Options{SendAs: []string{"other@loopback.test"}}, "office.from", "550 5.7.60"},
		"late, the sender": {loopback.Options{}, "office.from", "550 5.7.60"},
	} {
		t.Run(name, func(t *testing.T) {
			w := wire(t, row.options, "office", bySecret(300))
			if strings.HasPrefix(name, "late") {
				w.office.AddSMTP(loopback.Fault{At: "DATA", Do: loopback.Refuse, Reply: 550, Code: "5.7.60", Text: "SMTP; Client does not have permissions to send as this sender", Times: loopback.Always})
			}
			said, stop := w.daemon(t)
			soon(t, said, "the first look", func() bool { return strings.Contains(said.String(), "first start") })
			if atStart := !strings.HasPrefix(name, "late"); strings.Contains(said.String(), "the daemon watches") != atStart {
				t.Errorf("before any letter:\n%s", said)
			}
			for n := range 3 {
				w.office.Deliver([]byte(asksAs(fmt.Sprint("parent", n))))
			}
			soon(t, said, "the alarm", func() bool { return strings.Contains(said.String(), "ALARM") })
			soon(t, said, "a decision", func() bool { return strings.Contains(said.String(), "letter=form") })
			var is jsonStatus
			var out string
			var code int
			look := func() jsonStatus {
				out, code = w.runs(t, "status", "-json")
				is = jsonStatus{}
				if err := json.Unmarshal([]byte(out), &is); err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
				return is
			}
			soon(t, said, "all three letters wait", func() bool { return look().Letters["queued"] >= 3 })
			waiting := is.Letters["queued"]
			w.office.Deliver([]byte(asksAs("later")))
			soon(t, said, "what comes later is read at once", func() bool { return look().Letters["queued"] > waiting })
			stop()
			look()
			text := strings.Join(is.Attention, "\n")
			if code != exitError || !strings.Contains(text, "wrong or not allowed: "+row.who) || !strings.Contains(text, row.said) {
				t.Errorf("status ended with %d:\n%s", code, out)
			}
			if is.Pending == 0 || is.Mode != "live" || len(w.office.Sent()) != 0 {
				t.Errorf("%d letters wait, %d were sent, mode %s", is.Pending, len(w.office.Sent()), is.Mode)
			}
			if !strings.Contains(said.String(), row.who) || !strings.Contains(said.String(), row.said) {
				t.Errorf("the log does not tell:\n%s", said)
			}
			out, code = w.runs(t, "check")
			if code != exitError || !strings.Contains(strings.Join(strings.Fields(out), " "), row.said) {
				t.Errorf("check ended with %d:\n%s", code, out)
			}
		})
	}
}

// TestS15SecretIsRefused: the alarm needs no mail: log, status, and the page.
func TestS15SecretIsRefused(t *testing.T) {
	w := wire(t, loopback.Options{}, "office", bySecret(300))
	w.broken.Store(401)
	said, stop := w.daemon(t)
	soon(t, said, "the alarm", func() bool { return strings.Contains(said.String(), "ALARM") })
	stop()
	out, code := w.runs(t, "status")
	flat := strings.Join(strings.Fields(out), " ")
	if code != exitError || !strings.Contains(flat, "wrong or not allowed: oauth.client_id") || !strings.Contains(flat, "AADSTS7000222") {
		t.Errorf("status ended with %d:\n%s", code, out)
	}
	if out, _ := w.runs(t, "digest"); !strings.Contains(strings.Join(strings.Fields(out), " "), "oauth.client_id") {
		t.Errorf("the page does not tell:\n%s", out)
	}
	if n := w.asked.Load(); n > 1 {
		t.Errorf("the secret was shown %d times", n)
	}
}

// TestSecretRunsOutSoon: status, check and the page tell of it in time.
func TestSecretRunsOutSoon(t *testing.T) {
	for days, row := range map[int]struct{ status, page string }{
		31: {"", ""}, 29: {"Runs out in 29 days", ""}, -1: {"RUN OUT on", "RUN OUT on"},
	} {
		w := wire(t, loopback.Options{}, "office", bySecret(days))
		for command, want := range map[string]string{"status": row.status, "check": row.status, "digest": row.page} {
			out, _ := w.runs(t, command)
			flat := strings.Join(strings.Fields(out), " ")
			if strings.Contains(strings.ToUpper(flat), "UN OUT ON") || strings.Contains(flat, "Runs out") {
				if want == "" || !strings.Contains(flat, want) {
					t.Errorf("%d days, %s:\n%s", days, command, out)
				}
			} else if want != "" {
				t.Errorf("%d days, %s does not tell:\n%s", days, command, out)
			}
		}
	}
}

// TestEndings: the days of the page, and the end of a certificate.
func TestEndings(t *testing.T) {
	dir := t.TempDir()
	now := time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "referrald"}, NotAfter: now.AddDate(0, 0, 14)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	_ = pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: der})
	_ = pem.Encode(&b, &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	if err := os.WriteFile(filepath.Join(dir, "c.pem"), b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	c := defaults()
	c.path = filepath.Join(dir, "referrald.toml")
	c.IMAP.Login, c.OAuth.Certificate = byToken, "c.pem"
	if got := c.announced(now.AddDate(0, 0, -1), now); len(got) != 1 || !strings.Contains(got[0], "Runs out in 14 days, on 7 December 2026: the certificate") {
		t.Errorf("%q", got)
	}
	if got := c.announced(now, now.AddDate(0, 0, 1)); len(got) != 0 {
		t.Errorf("the day after: %q", got)
	}
	if ended, soon := c.endings(now.AddDate(0, 0, 15)); len(ended) != 1 || len(soon) != 0 {
		t.Errorf("%q, %q", ended, soon)
	}
	c.OAuth.Certificate, c.OAuth.Secret = "", "secret"
	if ended, soon := c.endings(now); len(ended) != 0 || len(soon) != 1 || !strings.Contains(soon[0], "oauth.secret_expires") {
		t.Errorf("a secret without a day: %q, %q", ended, soon)
	}
	c.IMAP.Login = byPassword
	if ended, soon := c.endings(now); len(ended)+len(soon) != 0 {
		t.Error("a certificate that nothing uses is told of")
	}
}

// TestWires: what is noted when, what is an alarm, and what is kept.
// farCards are cards that cannot be read.
type farCards struct{ clerk.Cards }

func (farCards) Look(context.Context) (mailbox.Folder, error) {
	return mailbox.Folder{}, &mailbox.Trouble{Outcome: mailbox.Misconfigured, Doing: "logging in", Who: mailbox.ReadingAs, Err: errors.New("refused")}
}

// The cards are read before the mailbox: what keeps them from it is alarmed.
func TestWiresOfTheCards(t *testing.T) {
	c := defaults()
	c.path = filepath.Join(t.TempDir(), "referrald.toml")
	c.Ledger = "ledger.db"
	log := &lockedBuffer{}
	k := &clerk.Clerk{Now: time.Now, Log: slog.New(slog.NewTextHandler(log, nil)), Tenure: &clerk.Tenure{Cards: farCards{}}}
	listen(c, k)
	if _, err := k.Tenure.Cards.Look(t.Context()); err == nil || !strings.Contains(log.String(), "ALARM") {
		t.Errorf("the log says %q, error %v", log, err)
	}
	if kept, err := c.standings(); err != nil || kept.Reading.Who != mailbox.ReadingAs {
		t.Errorf("kept %+v, %v", kept, err)
	}
}

func TestWires(t *testing.T) {
	c := defaults()
	c.path = filepath.Join(t.TempDir(), "referrald.toml")
	c.Ledger = "ledger.db"
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	log := &lockedBuffer{}
	w := &wires{config: c, log: slog.New(slog.NewTextHandler(log, nil)), now: func() time.Time { return now }, alarmed: map[*mailbox.Standing]bool{}}
	alarms := func() int { return strings.Count(log.String(), "ALARM") }
	away := &mailbox.Trouble{Outcome: mailbox.TryLater, Doing: "connecting", Err: errors.New("refused")}
	for range 30 { // for half an hour less a minute nobody is told
		w.note(&w.is.Reading, away)
		if told, passing := w.is.troubles(now); len(told) != 0 || len(passing) != 1 || alarms() != 0 {
			t.Fatalf("at %v: %q, %q", now, told, passing)
		}
		now = now.Add(time.Minute)
	}
	for range 5 {
		w.note(&w.is.Reading, away)
		now = now.Add(time.Minute)
	}
	if told, _ := w.is.troubles(now); len(told) != 1 || alarms() != 1 {
		t.Errorf("after half an hour: %q, %d alarms in the log", told, alarms())
	}
	w.note(&w.is.Sending, &mailbox.Trouble{Outcome: mailbox.Misconfigured, Who: mailbox.WritingAs, Doing: "sending", Err: errors.New("550 5.7.60")})
	if told, _ := w.is.troubles(now); len(told) != 2 || alarms() != 2 {
		t.Errorf("a refused name: %q, %d alarms", told, alarms())
	}
	kept, err := c.standings()
	if err != nil || !kept.Reading.Since.Equal(w.is.Reading.Since) || kept.Sending.Who != mailbox.WritingAs {
		t.Errorf("kept: %+v, %v", kept, err)
	}
	if st, err := os.Stat(c.standingsFile()); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", st, err)
	}
	w.note(&w.is.Reading, context.Canceled)
	w.note(&w.is.Reading, nil)
	w.note(&w.is.Sending, nil)
	if kept, err := c.standings(); err != nil || kept != (standings{}) {
		t.Errorf("when all is well: %+v, %v", kept, err)
	}
	w.note(&w.is.Reading, &mailbox.Trouble{Outcome: mailbox.TryLater, Err: mailbox.ErrRenumbered})
	w.note(&w.is.Reading, context.Canceled)
	if told, passing := w.is.troubles(now); len(told)+len(passing) != 0 {
		t.Errorf("a new numbering, or a stop, is taken for trouble: %q, %q", told, passing)
	}
}
