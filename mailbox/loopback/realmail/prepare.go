package realmail

import (
	"bytes"
	"cmp"
	"embed"
	"net"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"text/template"

	"referrald/mailbox"
)

// settings fill in the configuration files.
type settings struct {
	Dir, Domain, Password string
	MailUser, MailGroup   string
	IMAPPort, SMTPPort    int
	Largest               int
}

//go:embed dovecot.conf dovecot-oauth2.conf main.cf master.cf
var files embed.FS

// prepare writes everything that the servers read.
func (s *Servers) prepare() error {
	owner, err := user.Lookup("nobody")
	if err != nil {
		return err
	}
	group, err := user.LookupGroupId(owner.Gid)
	if err != nil {
		return err
	}
	ports, err := freePorts(2)
	if err != nil {
		return err
	}
	s.settings = settings{
		Dir: s.dir, Domain: Domain, Password: s.Password, MailUser: owner.Username, MailGroup: group.Name,
		IMAPPort: ports[0], SMTPPort: ports[1], Largest: Largest,
	}
	if err := s.folders(owner.Username); err != nil {
		return err
	}
	roots, err := certify(s.dir)
	if err != nil {
		return err
	}
	s.IMAP = mailbox.Server{Host: "127.0.0.1", Port: ports[0], Security: mailbox.TLS, Roots: roots}
	s.SMTP = mailbox.Server{Host: "127.0.0.1", Port: ports[1], Security: mailbox.StartTLS, Roots: roots}
	if err := s.makeKey(); err != nil {
		return err
	}
	return s.configure()
}

// place is a folder that a server expects, whose it is and who may enter it.
type place struct {
	path, owner, group string
	mode               os.FileMode
}

// queue is what "postfix check" would make, a hundred times as fast.
var queue = []string{"incoming", "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "private", "saved", "trace"}

func (s *Servers) folders(mail string) error {
	if err := os.Chmod(s.dir, 0o755); err != nil { // each server works as its own user
		return err
	}
	places := []place{
		{"mail", mail, "", 0o755}, {"postfix", "root", "", 0o755}, {"data", "postfix", "", 0o700},
		{"queue", "root", "", 0o755}, {"queue/pid", "root", "", 0o755},
		{"queue/public", "postfix", "postdrop", 0o710 | os.ModeSetgid},
		{"queue/maildrop", "postfix", "postdrop", 0o730 | os.ModeSticky},
	}
	for _, name := range queue {
		places = append(places, place{"queue/" + name, "postfix", "", 0o700})
	}
	for _, p := range places {
		if err := p.make(s.dir); err != nil {
			return err
		}
	}
	return nil
}

func (p place) make(dir string) error {
	owner, err := user.Lookup(p.owner)
	if err != nil {
		return err
	}
	group := owner.Gid
	if p.group != "" {
		g, err := user.LookupGroup(p.group)
		if err != nil {
			return err
		}
		group = g.Gid
	}
	uid, err := strconv.Atoi(owner.Uid)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(group)
	if err != nil {
		return err
	}
	path := filepath.Join(dir, p.path)
	// The mode comes last: a change of owner takes the setgid bit away.
	return cmp.Or(os.Mkdir(path, 0o700), os.Chown(path, uid, gid), os.Chmod(path, p.mode))
}

func (s *Servers) configure() error {
	for name, into := range map[string]string{"dovecot.conf": "", "dovecot-oauth2.conf": "", "main.cf": "postfix", "master.cf": "postfix"} {
		form, err := template.ParseFS(files, name)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := form.Execute(&b, s.settings); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(s.dir, into, name), b.Bytes(), 0o644); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(s.dir, "rooms"), nil, 0o644); err != nil {
		return err
	}
	domain := strings.ReplaceAll(Domain, ".", `\.`)
	for name, table := range map[string]string{
		"users":   `/^(office|user[0-9]+)@` + domain + `$/ $1` + "\n",
		"senders": `/^(.*)$/ $1` + "\n", // everybody sends as what they log in as
	} {
		if err := os.WriteFile(filepath.Join(s.dir, "postfix", name), []byte(table), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// freePorts finds loopback ports that nobody listens on.
func freePorts(n int) (ports []int, err error) {
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer func() { _ = l.Close() }()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}
