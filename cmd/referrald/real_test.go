package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"referrald/forms"
	"referrald/mailbox"
	"referrald/mailbox/loopback/realmail"
)

// realHouse is `referrald run` between a real Dovecot and a real Postfix.
type realHouse struct {
	t       *testing.T
	servers *realmail.Servers
	config  string
	said    *lockedBuffer
	cancel  context.CancelFunc
	ended   chan int
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// The poll is longer than any test runs: what is answered was announced.
const realConfig = `mode = "live"
ledger = %q
[imap]
host = %q
port = %d
tls = "implicit"
ca_file = %q
user = %q
password_file = "password"
poll = "1h"
[smtp]
host = %q
port = %d
tls = "starttls"
ca_file = %q
user = %q
password_file = "password"
[office]
from = %q
alert_to = [%q]
[digest]
to = [%q]
`

func newRealHouse(t *testing.T) *realHouse {
	t.Helper()
	s := realmail.Start(t)
	dir := t.TempDir()
	h := &realHouse{t: t, servers: s, config: filepath.Join(dir, "referrald.toml")}
	text := fmt.Sprintf(realConfig, filepath.Join(dir, "book", "ledger.db"), s.IMAP.Host, s.IMAP.Port, s.CAFile(), realmail.Office,
		s.SMTP.Host, s.SMTP.Port, s.CAFile(), realmail.Office, realmail.Office, realmail.Office, "lead@example.net")
	for name, content := range map[string]string{h.config: text, filepath.Join(dir, "password"): s.Password} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// start runs the daemon and waits until it has drawn its line.
func (h *realHouse) start() {
	h.t.Helper()
	ctx, cancel := context.WithCancel(h.t.Context())
	h.said, h.cancel, h.ended = &lockedBuffer{}, cancel, make(chan int, 1)
	go func() {
		h.ended <- program{in: strings.NewReader(""), out: h.said, err: h.said}.run(ctx, []string{"run", "-config", h.config})
	}()
	h.t.Cleanup(cancel)
	h.until("the daemon draws its line", func() bool { return strings.Contains(h.said.String(), "first start") })
}

func (h *realHouse) until(what string, done func() bool) {
	h.t.Helper()
	for end := time.Now().Add(30 * time.Second); !done(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			h.t.Fatalf("%s: not within 30 s\n%s\n%s", what, h.said, h.servers.Log())
		}
	}
}

func (h *realHouse) stop() {
	h.t.Helper()
	h.cancel()
	if code := <-h.ended; code != exitDone {
		h.t.Errorf("the daemon ended with %d\n%s", code, h.said)
	}
}

// writes delivers a letter to the office as a mail system would.
func (h *realHouse) writes(from, subject, inReplyTo, text string, file []byte) {
	h.t.Helper()
	var b strings.Builder
	line := func(s string) { b.WriteString(s + "\r\n") }
	line("From: " + from + "\r\nTo: " + realmail.Office + "\r\nSubject: " + subject)
	line("Date: " + time.Now().Format(time.RFC1123Z))
	line(fmt.Sprintf("Message-ID: <%d@example.net>\r\nMIME-Version: 1.0", time.Now().UnixNano()))
	if inReplyTo != "" {
		line("In-Reply-To: " + inReplyTo)
	}
	line(`Content-Type: multipart/mixed; boundary="x"` + "\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n" + text)
	if file != nil {
		line("--x\r\nContent-Type: application/pdf; name=form.pdf\r\nContent-Transfer-Encoding: base64\r\n")
		encoded := base64.StdEncoding.EncodeToString(file)
		for ; len(encoded) > 76; encoded = encoded[76:] {
			line(encoded[:76])
		}
		line(encoded)
	}
	line("--x--")
	h.servers.Deliver(h.t, from, realmail.Office, []byte(b.String()))
}

// answer is the nth letter that somebody got.
func (h *realHouse) answer(to string, n int) *mailbox.Message {
	h.t.Helper()
	return mailbox.Open(h.servers.Await(h.t, to, n)[n-1], mailbox.OpenOptions{})
}

// realAnswers is a complete form; today's child is seven.
func realAnswers(t *testing.T) map[string]string {
	t.Helper()
	base, err := samplesFS.ReadFile("samples/base.answers")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, l := range strings.Split(string(base), "\n") {
		if k, v, ok := strings.Cut(l, ":"); ok && strings.TrimSpace(v) != "" {
			out[strings.TrimSpace(k)] = strings.TrimSpace(v)
		}
	}
	born := time.Now().AddDate(-7, 0, 0)
	out["child_dob"] = born.Format(time.DateOnly)
	delete(out, "school_year_group")
	for _, name := range []string{"ref_date", "declaration_date"} {
		out[name] = time.Now().Format(time.DateOnly)
	}
	return out
}

// TestRealServers walks the whole loop over TLS: a request is answered with the
// form, the filled form with a question about what is missing, the answer with
// an acknowledgement. One notice of the server starts each step.
func TestRealServers(t *testing.T) {
	h := newRealHouse(t)
	h.start()
	const kate = "kate.ashworth@parents.example.net"
	h.writes(kate, "OT referral", "", "Hello, please could you send me the OT referral form?", nil)
	form := h.answer(kate, 1)
	if len(form.Attachments) != 2 || form.Attachments[0].Type != "application/pdf" || !strings.HasSuffix(form.Attachments[1].Name, ".docx") {
		t.Fatalf("the first letter is %q with %d files", form.Subject, len(form.Attachments))
	}
	if _, err := forms.Read(forms.File{Data: form.Attachments[0].Data}, time.Now()); err == nil || !strings.Contains(err.Error(), "without any answers") {
		t.Errorf("the form that came is not our blank: %v", err)
	}

	answers := realAnswers(t)
	surgery := answers["gp_practice_name"]
	delete(answers, "gp_practice_name")
	delete(answers, "gp_practice_postcode")
	filled, err := forms.FillPDF(answers)
	if err != nil {
		t.Fatal(err)
	}
	h.writes(kate, "Re: "+form.Subject, form.MessageID, "Here it is.", filled)
	question := h.answer(kate, 2)
	if !strings.Contains(question.Subject, "please answer 1 question") || !strings.Contains(question.Text, "GP surgery name") {
		t.Fatalf("the second letter is %q", question.Subject)
	}

	h.writes(kate, "Re: "+question.Subject, question.MessageID, "1. "+surgery, nil)
	thanks := h.answer(kate, 3)
	if !strings.Contains(thanks.Subject, "we have it") || !strings.Contains(thanks.Text, "Nothing is missing") {
		t.Fatalf("the third letter is %q:\n%s", thanks.Subject, thanks.Text)
	}

	// A restart of both servers, and then a complete form from somebody else.
	h.servers.Restart(t)
	complete, err := forms.FillPDF(realAnswers(t))
	if err != nil {
		t.Fatal(err)
	}
	const priya = "senco@brookside.example.net"
	h.writes(priya, "Completed form", "", "Please find the completed form attached.", complete)
	h.until("the second referral is acknowledged", func() bool {
		got, err := h.servers.Inbox(priya)
		return err == nil && len(got) == 1
	})
	h.until("every message is filed", func() bool {
		left, err := h.servers.Inbox(realmail.Office)
		return err == nil && len(left) == 0
	})
	h.stop()
	for _, never := range []string{"kate", "Ashworth", "999000", "brookside", h.servers.Password} {
		if strings.Contains(h.said.String(), never) {
			t.Errorf("the log says %q:\n%s", never, h.said)
		}
	}
}
