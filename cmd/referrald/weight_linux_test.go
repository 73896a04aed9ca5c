//go:build !race

// The race detector takes memory of its own.

package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/loopback"
)

// What the daemon may ever have resident, in MB: under a folder of fifty thousand
// messages and over one of 150 MB; over a backlog, two groups of which are in
// memory, and over a message of 35 MB, which is there encoded and decoded.
const (
	mostMB        = 100
	mostBacklogMB = 160
	mostWholeMB   = 256
)

// S14, the weight of a mailbox: a daemon, in a process of its own, starts before a
// folder of 50,000 messages, gets one message of 150 MB, 5,000 messages at once,
// one of 35 MB, and 30 of 8 MB at once. It answers all that ask, and its memory
// is printed after each.
func TestS14Weight(t *testing.T) {
	var huge, large atomic.Pointer[loopback.Letter]
	house, err := loopback.Start(loopback.Options{IMAP: mailbox.Plain, SMTP: mailbox.Plain, Address: "office@example.org", KeepSent: 1, OnSent: func(l loopback.Letter) {
		switch l.To {
		case "huge@example.com":
			huge.Store(&l)
		case "large@example.com":
			large.Store(&l)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = house.Close() })
	config, binary := killHouse(t, house)
	relaxLimits(t, config)
	for i := range 50_000 {
		house.Deliver(fmt.Appendf(nil, "From: p%d@example.com\r\nSubject: an old letter\r\nMessage-ID: <old%d@example.com>\r\n\r\nDear all\r\n", i, i))
	}
	d := daemon(t, binary, config)
	d.until(t, "first start")

	house.Deliver(asksForForm(1))
	awaitLetters(t, d, house, 1)
	d.stays(t, "a folder of 50,000 messages", mostMB)

	house.Deliver(heavy("huge@example.com", 150<<20))
	house.Deliver(asksForForm(2))
	awaitLetters(t, d, house, 3)
	d.stays(t, "a message of 150 MB", mostMB)

	for i := range 5_000 {
		house.Deliver(asksForForm(1000 + i))
	}
	awaitLetters(t, d, house, 5_003)
	d.stays(t, "5,000 messages at once", mostBacklogMB)

	house.Deliver(heavy("large@example.com", 35<<20))
	house.Deliver(asksForForm(3))
	awaitLetters(t, d, house, 5_005)
	d.stays(t, "a message of 35 MB, opened whole", mostWholeMB)

	// More bytes than may be resident: they are not fetched all together.
	for i := range 30 {
		house.Deliver(heavy(fmt.Sprintf("eight%d@example.com", i), 8<<20))
	}
	awaitLetters(t, d, house, 5_035)
	d.stays(t, "30 messages of 8 MB at once", mostWholeMB)
	const tooLarge = "larger than we can open"
	if said := mailbox.Open(huge.Load().Bytes, mailbox.OpenOptions{}).Text; !strings.Contains(said, tooLarge) {
		t.Errorf("the answer to the huge message does not say that it was too large:\n%s", said)
	}
	if said := mailbox.Open(large.Load().Bytes, mailbox.OpenOptions{}).Text; strings.Contains(said, tooLarge) || !strings.Contains(said, "could not read") {
		t.Errorf("the message of 35 MB was not opened like any other:\n%s", said)
	}
}

// heavy is a message of n bytes that asks for the form and brings something
// that is no form.
func heavy(from string, n int) []byte {
	var b bytes.Buffer
	b.Grow(n + n/2)
	fmt.Fprintf(&b, "Return-Path: <%s>\r\nFrom: %s\r\nTo: office@example.org\r\nSubject: Completed form\r\nMessage-ID: <heavy-%s>\r\nDate: %s\r\nMIME-Version: 1.0\r\n"+
		"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nPlease find the completed form attached.\r\n--x\r\n"+
		"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"form.pdf\"\r\n\r\n", from, from, from, time.Now().Format(time.RFC1123Z))
	line := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("%PDF"), 18)) + "\r\n"
	b.WriteString(strings.Repeat(line, n/72))
	b.WriteString("--x--\r\n")
	return b.Bytes()
}

func relaxLimits(t *testing.T, config string) {
	t.Helper()
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(config, append(text, "[limits]\nan_hour = 100000\na_day = 100000\na_minute = 100000\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
}

func awaitLetters(t *testing.T, d killable, house *loopback.Office, n int) {
	t.Helper()
	count := func() (n int) {
		for _, l := range house.Sent() {
			if l.To != "duty@example.org" { // the digest of the day on which the test happens to run
				n++
			}
		}
		return n
	}
	// A backlog is decided whole before its first letter goes out.
	const patience = 4 * time.Minute
	for most, end := 0, time.Now().Add(patience); most < n; time.Sleep(50 * time.Millisecond) {
		if now := count(); now > most {
			most, end = now, time.Now().Add(patience) // it goes on, however slow the machine is
		}
		if time.Now().After(end) {
			t.Fatalf("%d letters of %d, and no more; the daemon said at last:\n%s", most, n, tail(d.said.String()))
		}
	}
}

func tail(s string) string { return s[max(0, len(s)-2000):] }

func (d killable) stays(t *testing.T, under string, most int64) {
	t.Helper()
	peak := peak(strconv.Itoa(d.cmd.Process.Pid)) >> 20
	t.Logf("%s: %d MB resident at most", under, peak)
	if peak > most {
		t.Errorf("%s: %d MB were resident, of %d", under, peak, most)
	}
}
