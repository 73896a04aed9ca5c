package loopback_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/loopback"
	"referrald/mailbox/submit"
)

func start(t *testing.T, opt loopback.Options) (*loopback.Office, *submit.Post) {
	t.Helper()
	o, err := loopback.Start(opt)
	if err != nil {
		t.Fatal(err)
	}
	p := submit.New(submit.Config{Server: o.SMTPServer(), Login: submit.Password(o.User, o.Password)})
	t.Cleanup(func() { _, _ = p.Close(), o.Close() })
	return o, p
}

func letter(to, text string) mailbox.Outgoing {
	return mailbox.Outgoing{
		From: mailbox.Address{Addr: "jo@example.org"}, To: mailbox.Address{Addr: to},
		Bytes: []byte("From: jo@example.org\r\nSubject: hello\r\n\r\n" + text + "\r\n"),
	}
}

func send(t *testing.T, p *submit.Post, l mailbox.Outgoing) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if got := p.Send(ctx, l); got.Outcome != mailbox.Accepted {
		t.Fatalf("%+v", got)
	}
}

// TestCloseAtOnce: an office that is closed before its servers have begun.
func TestCloseAtOnce(t *testing.T) {
	for range 200 {
		o, err := loopback.Start(loopback.Options{IMAP: mailbox.Plain})
		if err != nil {
			t.Fatal(err)
		}
		closed := make(chan error, 1)
		go func() { closed <- o.Close() }()
		select {
		case <-closed:
		case <-time.After(20 * time.Second):
			t.Fatal("Close does not return")
		}
		if err := o.Close(); err != nil {
			t.Errorf("closing again: %v", err)
		}
	}
}

// TestLocal: a letter to the watched mailbox comes round to it, any other does not.
func TestLocal(t *testing.T) {
	o, p := start(t, loopback.Options{Local: true})
	send(t, p, letter(strings.ToUpper(o.Address), "for us"))
	send(t, p, letter("parent@example.org", "for them"))
	sent, inbox := o.Sent(), o.Messages("INBOX")
	if len(sent) != 2 || len(inbox) != 1 {
		t.Fatalf("%d sent, %d in INBOX, want 2 and 1", len(sent), len(inbox))
	}
	if got := inbox[0].Bytes; !bytes.HasPrefix(got, []byte("Return-Path: <jo@example.org>\r\nReceived: ")) || !bytes.HasSuffix(got, sent[0].Bytes) {
		t.Errorf("%q", got)
	}
}

// TestKeepSent: memory is bounded, and the newest letter is always whole.
func TestKeepSent(t *testing.T) {
	o, p := start(t, loopback.Options{KeepSent: 3000})
	big := strings.Repeat(strings.Repeat("x", 70)+"\r\n", 20)
	for range 4 {
		send(t, p, letter("parent@example.org", big))
	}
	held := 0
	sent := o.Sent()
	for _, l := range sent {
		held += len(l.Bytes)
	}
	if len(sent) != 4 || held > 3000 || len(sent[3].Bytes) == 0 || sent[0].Bytes != nil {
		t.Errorf("%d letters, %d bytes held", len(sent), held)
	}
}

// TestFaultCounts: a fault lets through, strikes and is used up as it says.
func TestFaultCounts(t *testing.T) {
	o, p := start(t, loopback.Options{})
	o.AddSMTP(loopback.Fault{At: "RCPT", To: "parent@example.org", Skip: 1, Times: 2, Do: loopback.Refuse, Reply: 550, Code: "5.1.1"})
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	var got []string
	for _, to := range []string{"parent@example.org", "other@example.org", "parent@example.org", "parent@example.org", "parent@example.org"} {
		got = append(got, p.Send(ctx, letter(to, "hello")).Outcome.String())
	}
	if want := "accepted accepted refused refused accepted"; strings.Join(got, " ") != want || o.Struck() != 2 {
		t.Errorf("%v, struck %d times, want %s and 2", got, o.Struck(), want)
	}
}
