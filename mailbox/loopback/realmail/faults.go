package realmail

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// control runs doveadm for these servers.
func (s *Servers) control(args ...string) (string, error) {
	return ask("doveadm", append([]string{"-c", filepath.Join(s.dir, "dovecot.conf")}, args...)...)
}

func (s *Servers) controls(t testing.TB, args ...string) string {
	t.Helper()
	said, err := s.control(args...)
	if err != nil {
		t.Fatalf("%v\n%s", err, s.Log())
	}
	return said
}

// Kick ends every connection of a user, as an administrator does.
func (s *Servers) Kick(t testing.TB, user string) {
	t.Helper()
	s.controls(t, "kick", user)
}

// Kill ends the processes that serve a user at once, without a word to them.
func (s *Servers) Kill(t testing.TB, user string) {
	t.Helper()
	killed := 0
	for _, line := range strings.Split(s.controls(t, "-f", "tab", "who", "-1", user), "\n")[1:] {
		for _, field := range strings.Split(line, "\t") {
			if pid, err := strconv.Atoi(field); err == nil && pid > 1 {
				if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
					t.Fatal(err)
				}
				killed++
			}
		}
	}
	if killed == 0 {
		t.Fatal("nobody serves this user")
	}
}

// Create makes a folder.
func (s *Servers) Create(t testing.TB, user, folder string) {
	t.Helper()
	s.controls(t, "mailbox", "create", "-u", user, folder)
}

// Move moves every message of one folder into another that is there.
func (s *Servers) Move(t testing.TB, user, from, to string) {
	t.Helper()
	s.controls(t, "move", "-u", user, to, "mailbox", from, "all")
}

// Recreate deletes a folder (not INBOX) and makes it anew with the same
// messages: every one has another number, and UIDVALIDITY is another.
func (s *Servers) Recreate(t testing.TB, user, folder string) {
	t.Helper()
	const aside = "Put aside"
	s.Create(t, user, aside)
	s.Move(t, user, folder, aside)
	s.controls(t, "mailbox", "delete", "-u", user, folder)
	s.Create(t, user, folder)
	s.Move(t, user, aside, folder)
	s.controls(t, "mailbox", "delete", "-u", user, aside)
}

// Allow leaves a user only these rights in a folder other than INBOX (RFC 4314,
// "lr" to read alone); "" gives them all back.
func (s *Servers) Allow(t testing.TB, user, folder, rights string) {
	t.Helper()
	path := filepath.Join(s.dir, "mail", user)
	if rest, found := strings.CutPrefix(folder, Archive); found {
		path, folder = filepath.Join(path, "archive"), rest
	}
	path = filepath.Join(path, "."+strings.ReplaceAll(folder, "/", "."), "dovecot-acl")
	err := os.Remove(path)
	if rights != "" {
		err = os.WriteFile(path, []byte("owner "+rights+"\n"), 0o644)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
}

// Archive is the prefix of folders that have a quota of their own.
const Archive = "Archive/"

// Fill leaves no room for anything more in the folders of one user that begin
// with Archive, or in all others (""); who was filled up before has room again.
// It holds from the user's next connection on.
func (s *Servers) Fill(t testing.TB, user, folders string) {
	t.Helper()
	root := "quota"
	if folders == Archive {
		root = "quota2"
	}
	s.room(t, user, fmt.Sprintf("%s::%s:%s::%s::userdb_%s_rule=*:storage=1B\n",
		user, s.settings.MailUser, s.settings.MailGroup, filepath.Join(s.dir, "mail", user), root), true)
}

// Clear gives everybody room without end.
func (s *Servers) Clear(t testing.TB, user string) {
	t.Helper()
	s.room(t, user, "", false)
}

// room writes the rules and waits until Dovecot goes by them: it reads a file
// anew that is dated by another second, and looks once a second.
func (s *Servers) room(t testing.TB, user, rules string, full bool) {
	t.Helper()
	path := filepath.Join(s.dir, "rooms")
	s.dated++
	date := time.Now().Add(time.Duration(s.dated) * time.Second)
	if err := errors.Join(os.WriteFile(path, []byte(rules), 0o644), os.Chtimes(path, date, date)); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(patience); strings.Contains(s.controls(t, "user", user), "_rule") != full; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("Dovecot does not go by its rules\n%s", s.Log())
		}
	}
}

// StopPostfix takes the mail server for sending away; Dovecot goes on.
func (s *Servers) StopPostfix(t testing.TB) {
	t.Helper()
	if err := s.postfix.stop(); err != nil {
		t.Fatal(err)
	}
	s.postfix = nil
}

// StartPostfix brings it back, with what was in its queue.
func (s *Servers) StartPostfix(t testing.TB) {
	t.Helper()
	if err := errors.Join(s.launchPostfix(), s.answers("Postfix", s.postfix, "tcp", addr(s.SMTP))); err != nil {
		t.Fatal(err)
	}
}

// policy says to Postfix what becomes of each recipient (SMTPD_POLICY_README).
type policy struct {
	mu      sync.Mutex
	actions map[string]string
	listen  net.Listener
}

// Answer makes Postfix answer a letter to this address with a reply of its own
// ("451 4.7.1 try later", "554 5.7.1 not here"); "" takes it back.
func (s *Servers) Answer(to, reply string) {
	s.policy.mu.Lock()
	defer s.policy.mu.Unlock()
	s.policy.actions[to] = reply
}

func (s *Servers) openPolicy() error {
	path := filepath.Join(s.dir, "policy")
	listen, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	s.policy = &policy{actions: map[string]string{}, listen: listen}
	go func() {
		for {
			conn, err := listen.Accept()
			if err != nil {
				return // closed
			}
			go s.policy.serve(conn)
		}
	}()
	return os.Chmod(path, 0o666)
}

// serve answers one connection; each question ends with an empty line.
func (p *policy) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	to := ""
	for lines := bufio.NewScanner(conn); lines.Scan(); {
		if name, found := strings.CutPrefix(lines.Text(), "recipient="); found {
			to = name
		}
		if lines.Text() != "" {
			continue
		}
		p.mu.Lock()
		action := p.actions[to]
		p.mu.Unlock()
		if action == "" {
			action = "DUNNO"
		}
		if _, err := fmt.Fprintf(conn, "action=%s\n\n", action); err != nil {
			return
		}
	}
}
