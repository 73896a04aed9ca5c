package realmail

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// Office is the address, and the user name, of the watched mailbox.
const Office = "office@" + Domain

// NewUser is the address, and the user name, of a mailbox that is still empty.
func (s *Servers) NewUser() string { return fmt.Sprintf("user%d@%s", s.users.Add(1), Domain) }

// Deliver brings a letter into a mailbox by LMTP, as the last mail system on
// its way does; whoever sent it need not exist. It returns when it is there.
func (s *Servers) Deliver(t testing.TB, from, to string, raw []byte) {
	t.Helper()
	if err := s.Offer(from, to, raw); err != nil {
		t.Fatalf("delivering: %v\n%s", err, s.Log())
	}
}

// Offer is Deliver where Dovecot may refuse.
func (s *Servers) Offer(from, to string, raw []byte) error {
	conn, err := net.DialTimeout("unix", s.lmtp(), patience)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	c := smtp.NewClientLMTP(conn)
	if err := c.Mail(from, nil); err != nil {
		return err
	}
	if err := c.Rcpt(to, nil); err != nil {
		return err
	}
	data, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := data.Write(raw); err != nil {
		return err
	}
	if err := data.Close(); err != nil {
		return err
	}
	return c.Quit()
}

// Inbox is what lies in anybody's INBOX, oldest first, with the lines that the
// mail systems put on top (Return-Path, Delivered-To, Received). Parents have
// one from their first letter on.
func (s *Servers) Inbox(address string) ([][]byte, error) {
	var paths []string
	for _, part := range []string{"cur", "new"} {
		found, err := filepath.Glob(filepath.Join(s.dir, "mail", address, part, "*"))
		if err != nil {
			return nil, err
		}
		paths = append(paths, found...)
	}
	slices.SortFunc(paths, func(a, b string) int { return slices.Compare(arrival(a), arrival(b)) })
	var all [][]byte
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		all = append(all, raw)
	}
	return all, nil
}

// arrival reads when a letter came from its maildir name: seconds,
// microseconds and the process that brought it, none of fixed length.
func arrival(path string) []int {
	n := make([]int, 3)
	_, _ = fmt.Sscanf(filepath.Base(path), "%d.M%dP%d", &n[0], &n[1], &n[2])
	return n
}

// Await is Inbox once it holds n letters at least.
func (s *Servers) Await(t testing.TB, address string, n int) [][]byte {
	t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		all, err := s.Inbox(address)
		if err != nil && !os.IsNotExist(err) { // a file was moved from new to cur
			t.Fatal(err)
		}
		if len(all) >= n {
			return all
		}
		if time.Now().After(end) {
			t.Fatalf("%d letters arrived, want %d\n%s", len(all), n, s.Log())
		}
	}
}
