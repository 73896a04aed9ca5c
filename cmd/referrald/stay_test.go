package main

import (
	"bufio"
	"context"
	"io"
	"net/smtp"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A person points a mail program at the demo's servers, writes to the office,
// and is answered; Ctrl-C ends it all.
func TestDemoStays(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	screen, out := io.Pipe()
	status := make(chan int, 1)
	go func() {
		p := program{in: strings.NewReader(""), out: out, err: io.Discard}
		status <- p.run(ctx, []string{"demo", "-stay", "-o", t.TempDir()})
		_ = out.Close()
	}()
	lines := bufio.NewScanner(screen)
	port := seen(t, lines, `outgoing +SMTP +127\.0\.0\.1 +port (\d+)`)
	password := seen(t, lines, `password +(.+)$`)
	seen(t, lines, `referrald referrals -state person -config .*referrald\.toml$`)
	letter := "From: Ann Lees <ann.lees@example.net>\r\nTo: " + demoAddress + "\r\nSubject: form\r\nMessage-ID: <by-hand@example.net>\r\n\r\n" +
		"Please could you send me the referral form for my son?\r\n"
	err := smtp.SendMail("127.0.0.1:"+port, smtp.PlainAuth("", "office", password, "127.0.0.1"), "ann.lees@example.net", []string{demoAddress}, []byte(letter))
	if err != nil {
		t.Fatal(err)
	}
	seen(t, lines, `came +ann\.lees@example\.net: form`)
	seen(t, lines, `sent +form to ann\.lees@example\.net`)
	cancel()
	for lines.Scan() {
		_ = lines.Text()
	}
	if got := <-status; got != exitDone {
		t.Errorf("the demo ended with %d", got)
	}
}

// seen reads the screen up to a line like the pattern, and gives its first group.
func seen(t *testing.T, lines *bufio.Scanner, pattern string) string {
	t.Helper()
	like := regexp.MustCompile(pattern)
	for lines.Scan() {
		if m := like.FindStringSubmatch(lines.Text()); m != nil {
			return m[len(m)-1]
		}
	}
	t.Fatalf("the screen never shows %s", pattern)
	return ""
}
