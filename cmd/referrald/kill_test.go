package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/loopback"
	"referrald/workflow/ledger"
)

const killConfig = `mode = "live"
ledger = %q
[imap]
host = "127.0.0.1"
port = %s
tls = "none"
user = "office"
password_file = "password"
[smtp]
host = "127.0.0.1"
port = %s
tls = "none"
user = "office"
password_file = "password"
[office]
from = "office@example.org"
alert_to = ["duty@example.org"]
[digest]
to = ["duty@example.org"]
`

// TestKillLoop kills the real daemon again and again, later and later, while
// letters come in. Then two hours pass on the clerk's clock, and every letter was
// answered once, or is shown to a person because the daemon died over it three
// times; what was sent twice is the same letter.
func TestKillLoop(t *testing.T) {
	house, err := loopback.Start(loopback.Options{IMAP: mailbox.Plain, SMTP: mailbox.Plain, Address: "office@example.org"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = house.Close() })
	config, binary := killHouse(t, house)

	first := daemon(t, binary, config)
	first.until(t, "first start")
	first.kill(t)

	const kills = 24
	for i := range kills {
		house.Deliver(asksForForm(i))
		d := daemon(t, binary, config)
		time.Sleep(time.Duration(20+25*i) * time.Millisecond)
		d.kill(t)
	}
	held := runToQuiet(t, config)

	seen := map[string][]byte{}
	repeats := 0
	for _, l := range house.Sent() {
		m, err := mail.ReadMessage(bytes.NewReader(l.Bytes))
		if err != nil {
			t.Fatal(err)
		}
		if l.To == "duty@example.org" {
			continue // the digest of the day on which the test happens to run
		}
		if before, again := seen[l.To]; again {
			repeats++
			if !bytes.Equal(before, l.Bytes) {
				t.Errorf("%s got two different letters, the second %s", l.To, m.Header.Get("Message-ID"))
			}
		}
		seen[l.To] = l.Bytes
	}
	if len(seen)+held != kills {
		t.Errorf("%d of %d people were answered, %d messages are shown to a person", len(seen), kills, held)
	}
	if left := len(house.Messages("INBOX")); left != held {
		t.Errorf("%d messages are left in the inbox, %d are shown to a person", left, held)
	}
	t.Logf("%d kills, %d letters repeated byte for byte, %d messages held for a person", kills, repeats, held)
}

func asksForForm(i int) []byte {
	return fmt.Appendf(nil, "Return-Path: <p%d@example.com>\r\nFrom: p%d@example.com\r\nTo: office@example.org\r\nSubject: form\r\n"+
		"Message-ID: <ask%d@example.com>\r\nDate: %s\r\n\r\nPlease could you send me the OT referral form?\r\n", i, i, i, time.Now().Format(time.RFC1123Z))
}

// killHouse writes the configuration and gives the daemon's program: this test
// binary under the daemon's name.
func killHouse(t *testing.T, house *loopback.Office) (config, binary string) {
	t.Helper()
	dir := t.TempDir()
	port := func(addr string) string { return addr[strings.LastIndexByte(addr, ':')+1:] }
	config = filepath.Join(dir, "referrald.toml")
	text := fmt.Sprintf(killConfig, filepath.Join(dir, "book", "ledger.db"), port(house.IMAPAddr), port(house.SMTPAddr))
	for name, content := range map[string]string{config: text, filepath.Join(dir, "password"): house.Password} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	binary = filepath.Join(dir, "referrald")
	if err := os.Symlink(self, binary); err != nil {
		t.Fatal(err)
	}
	return config, binary
}

type killable struct {
	cmd  *exec.Cmd
	said *lockedBuffer
}

func daemon(t *testing.T, binary, config string) killable {
	t.Helper()
	d := killable{cmd: exec.Command(binary, "run", "-config", config), said: &lockedBuffer{}}
	d.cmd.Stdout, d.cmd.Stderr = d.said, d.said
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.cmd.Process.Kill() })
	return d
}

func (d killable) until(t *testing.T, what string) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !strings.Contains(d.said.String(), what); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the daemon did not say %q:\n%s", what, d.said)
		}
	}
}

func (d killable) kill(t *testing.T) {
	t.Helper()
	if err := d.cmd.Process.Kill(); err != nil {
		t.Fatalf("the daemon had ended before it was killed: %v\n%s", err, d.said)
	}
	_ = d.cmd.Wait()
}

// runToQuiet takes up the ledger as the last kill left it, at once and without a
// person's word, on a clock that runs ahead, checks that nothing is unaccounted for, and counts the messages that
// the digest shows to a person.
func runToQuiet(t *testing.T, path string) (held int) {
	t.Helper()
	c, err := load(path)
	if err != nil {
		t.Fatal(err)
	}
	h, err := build(c)
	if err != nil {
		t.Fatal(err)
	}
	book, err := ledger.Open(context.Background(), c.Ledger)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	k, err := h.clerk(c, book)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = k.Inbox.Close(), k.Post.Close() }()
	if err := tenure(c, k); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = k.Tenure.Cards.Close() }()
	k.DigestAt, k.Log = -1, logger(c, program{err: io.Discard})
	for i := range 8 {
		k.Now = func() time.Time { return time.Now().Add(time.Duration(i) * 15 * time.Minute) }
		rep, err := k.Round(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if rep.Watching {
			t.Fatal("the successor of a killed daemon only watches")
		}
	}
	page, err := k.Digest(context.Background(), k.Now(), time.Now().AddDate(0, 0, -1), k.Now())
	if err != nil || page.Unaccounted != 0 {
		t.Errorf("unaccounted %d, error %v", page.Unaccounted, err)
	}
	if _, err := book.Verify(context.Background()); err != nil {
		t.Errorf("the audit trail: %v", err)
	}
	return len(page.Unread)
}
