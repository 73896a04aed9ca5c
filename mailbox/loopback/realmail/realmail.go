package realmail

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"referrald/mailbox"
)

// Domain is the office's own: a letter to it is for one of its users or for
// nobody. Any other domain is a parent's.
const Domain = "office.example.com"

// Largest is the largest letter that Postfix takes, in bytes.
const Largest = 2 << 20

// Servers is a running pair.
type Servers struct {
	IMAP mailbox.Server // Dovecot, TLS from the first byte
	SMTP mailbox.Server // Postfix, STARTTLS
	// Password is everybody's. The user name is the whole address.
	Password string

	dir      string
	key      []byte // signs tokens
	settings settings
	dovecot  *server
	postfix  *server
	policy   *policy
	users    atomic.Int64
	dated    int // how often the rules of quota were written
}

// patience bounds the start of the servers and the way of a letter.
const patience = 20 * time.Second

// attempts: a free port may be taken between being found and being used.
const attempts = 3

// Start starts both servers and stops them when the test ends. Starting takes
// about a second.
func Start(t testing.TB) *Servers {
	t.Helper()
	missing(t)
	var err error
	for range attempts {
		var s *Servers
		if s, err = begin(); err == nil {
			t.Cleanup(func() {
				if err := s.Stop(); err != nil {
					t.Error(err)
				}
			})
			return s
		}
	}
	t.Fatalf("starting the mail servers: %v", err)
	return nil
}

// missing ends the test where the servers cannot run.
func missing(t testing.TB) {
	t.Helper()
	var lacks []string
	for _, name := range []string{"dovecot", "postfix"} {
		if _, err := program(name); err != nil {
			lacks = append(lacks, name+" is not installed")
		}
	}
	if os.Geteuid() != 0 {
		lacks = append(lacks, "the mail servers start as root only")
	}
	switch why := strings.Join(lacks, ", "); {
	case why == "":
	case os.Getenv("REFERRALD_TEST_SERVERS") == "require":
		t.Fatal(why)
	default:
		t.Skip(why)
	}
}

// program finds a server where administrators' programs are, too.
func program(name string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	return exec.LookPath(filepath.Join("/usr/sbin", name))
}

func begin() (*Servers, error) {
	dir, err := os.MkdirTemp("", "realmail")
	if err != nil {
		return nil, err
	}
	s := &Servers{Password: "correct-horse", dir: dir}
	for _, step := range []func() error{s.prepare, s.openPolicy, s.launch} {
		if err := step(); err != nil {
			return nil, errors.Join(err, s.Stop())
		}
	}
	return s, nil
}

// launch starts both programs and waits until they answer.
func (s *Servers) launch() error {
	dovecot, err := program("dovecot")
	if err != nil {
		return err
	}
	if s.dovecot, err = start(dovecot, "-F", "-c", filepath.Join(s.dir, "dovecot.conf")); err != nil {
		return err
	}
	if err := s.launchPostfix(); err != nil {
		return err
	}
	if err := s.answers("Dovecot", s.dovecot, "tcp", addr(s.IMAP)); err != nil {
		return err
	}
	if err := s.answers("Dovecot's LMTP", s.dovecot, "unix", s.lmtp()); err != nil {
		return err
	}
	return s.answers("Postfix", s.postfix, "tcp", addr(s.SMTP))
}

// launchPostfix runs the master process itself: what "postfix start-fg" starts
// makes a session of its own, and would outlive a test that is killed.
func (s *Servers) launchPostfix() error {
	config := filepath.Join(s.dir, "postfix")
	daemons, err := ask("postconf", "-c", config, "-h", "daemon_directory")
	if err != nil {
		return err
	}
	s.postfix, err = start(filepath.Join(daemons, "master"), "-c", config, "-d")
	return err
}

// ask runs a program to its end.
func ask(name string, args ...string) (string, error) {
	path, err := program(name)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	said, err := exec.CommandContext(ctx, path, args...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s: %w: %s", name, err, said)
	}
	return strings.TrimSpace(string(said)), nil
}

func addr(server mailbox.Server) string {
	return net.JoinHostPort(server.Host, strconv.Itoa(server.Port))
}

func (s *Servers) lmtp() string { return filepath.Join(s.dir, "lmtp") }

var errEnded = errors.New("it stopped by itself")

// answers waits until a server can be reached.
func (s *Servers) answers(name string, by *server, network, address string) error {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		select {
		case <-by.ended:
			return fmt.Errorf("%s ended at once: %w\n%s", name, errors.Join(by.err, errEnded), s.Log())
		default:
		}
		conn, err := net.DialTimeout(network, address, time.Second)
		if err == nil {
			return conn.Close()
		}
	}
	return fmt.Errorf("%s does not answer: %s", name, s.Log())
}

// Log is what both servers wrote about their work.
func (s *Servers) Log() string {
	var b strings.Builder
	for _, name := range []string{"dovecot.log", "postfix.log"} {
		text, _ := os.ReadFile(filepath.Join(s.dir, name))
		b.Write(text)
	}
	return b.String()
}

// halt ends both programs and leaves the mail where it is.
func (s *Servers) halt() error {
	var all error
	for _, by := range []**server{&s.postfix, &s.dovecot} {
		if *by != nil {
			all = errors.Join(all, (*by).stop())
			*by = nil
		}
	}
	return all
}

// CAFile is the certificate that signs for both servers, as a PEM file.
func (s *Servers) CAFile() string { return filepath.Join(s.dir, "cert.pem") }

// Stop ends both servers and throws their mail away. It may be called twice.
func (s *Servers) Stop() error {
	if s.policy != nil {
		_ = s.policy.listen.Close()
	}
	return errors.Join(s.halt(), os.RemoveAll(s.dir))
}

// Restart stops both servers and starts them again, with the same mail on the
// same ports.
func (s *Servers) Restart(t testing.TB) {
	t.Helper()
	if err := errors.Join(s.halt(), s.launch()); err != nil {
		t.Fatalf("restarting the mail servers: %v", err)
	}
}
