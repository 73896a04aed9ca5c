package realmail_test

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"net"
	"strconv"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/loopback/realmail"
)

func letter(n int) []byte {
	return fmt.Appendf(nil, "From: jo@example.org\r\nTo: %s\r\nSubject: letter %d\r\n\r\n.A dot first, and no more.\r\n", realmail.Office, n)
}

func TestServers(t *testing.T) {
	s := realmail.Start(t)
	for n := range 12 {
		s.Deliver(t, "jo@example.org", realmail.Office, letter(n))
	}
	s.Restart(t)
	s.Deliver(t, "jo@example.org", realmail.Office, letter(12))
	for n, raw := range s.Await(t, realmail.Office, 13) {
		if !bytes.HasSuffix(raw, letter(n)) || !bytes.HasPrefix(raw, []byte("Return-Path: <jo@example.org>")) {
			t.Errorf("letter %d is %q", n, raw)
		}
	}
	if a, b := s.NewUser(), s.NewUser(); a == b {
		t.Errorf("two new users are both %s", a)
	}
	conn, err := tls.DialWithDialer(&net.Dialer{Timeout: 5 * time.Second}, "tcp", addr(s.IMAP), s.IMAP.TLSConfig())
	if err != nil {
		t.Fatalf("the certificate is not trusted: %v", err)
	}
	_ = conn.Close()
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	for name, server := range map[string]mailbox.Server{"Dovecot": s.IMAP, "Postfix": s.SMTP} {
		if conn, err := net.DialTimeout("tcp", addr(server), time.Second); err == nil {
			_ = conn.Close()
			t.Errorf("%s still answers after Stop", name)
		}
	}
}

func addr(s mailbox.Server) string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }
