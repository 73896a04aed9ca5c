package loopback

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-smtp"

	"referrald/mailbox"
)

// Options say how an Office is set up. The zero value is an office with TLS
// from the first byte on both servers, on free ports.
type Options struct {
	IMAPPort, SMTPPort int              // 0: any free port
	IMAP, SMTP         mailbox.Security // how each server protects its connections

	User, Password string // "" means "office" and "correct horse"
	// Sender is the login name for sending where it differs; "" means User.
	Sender string
	// SendAs are the addresses that may stand as the envelope's sender; nil is any.
	SendAs []string
	// Mechanisms are the ways to log in; nil means by password. Tokens are taken
	// by "XOAUTH2" and "OAUTHBEARER", and are those that Issue names.
	Mechanisms []string

	Address string // the watched mailbox's own address; "" means "office@loopback.test"
	// Local delivers letters to Address into INBOX, as a mail system would,
	// with Return-Path and Received on top, beside keeping them in Sent.
	Local bool

	Folders   []string // folders there are beside INBOX, in the server's own naming
	Separator rune     // between levels; 0 means '/'
	Prefix    string   // prefix of the user's folders (RFC 2342), e.g. "INBOX."

	Now    func() time.Time // the servers' clock; nil means time.Now
	OnSent func(Letter)     // called for every letter taken, before the server replies
	// KeepSent bounds the bytes of letters kept for Sent; the oldest lose
	// their bytes first. 0 means 64 MiB.
	KeepSent int
}

// Office is the running pair of servers. Close it.
type Office struct {
	IMAPAddr, SMTPAddr string // host:port
	User, Password     string
	Address            string

	opt    Options
	roots  *x509.CertPool
	pem    []byte
	doors  []net.Listener
	imap   *imapserver.Server
	smtp   *smtp.Server
	served sync.WaitGroup
	closed chan struct{}

	mu       sync.Mutex // everything below
	faults   *faultLists
	folders  map[string]*folder
	validity uint32
	sent     []Letter
	sentSize int
	commands []string
	tokens   map[string]bool
}

const (
	defaultKeepSent = 64 << 20
	// mostLetter is the largest message either server takes: twice what a
	// hospital's gateway lets through.
	mostLetter = 80 << 20
	// mostCommands bounds the record that Commands gives.
	mostCommands = 20000
)

// Start opens both servers.
func Start(opt Options) (*Office, error) {
	o := &Office{opt: opt.withDefaults(), closed: make(chan struct{}), folders: map[string]*folder{}, faults: &faultLists{}}
	o.User, o.Password, o.Address = o.opt.User, o.opt.Password, o.opt.Address
	cert, roots, pem, err := newCertificate()
	if err != nil {
		return nil, fmt.Errorf("making a certificate: %w", err)
	}
	o.roots, o.pem = roots, pem
	for _, name := range append([]string{"INBOX"}, o.opt.Folders...) {
		o.add(name)
	}
	config := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	if err := o.openIMAP(config); err != nil {
		return nil, fmt.Errorf("opening the IMAP server: %w", err)
	}
	if err := o.openSMTP(config); err != nil {
		return nil, errors.Join(fmt.Errorf("opening the SMTP server: %w", err), o.Close())
	}
	return o, nil
}

func (opt Options) withDefaults() Options {
	if opt.User == "" {
		opt.User = "office"
	}
	if opt.Password == "" {
		opt.Password = "correct horse"
	}
	if opt.Address == "" {
		opt.Address = "office@loopback.test"
	}
	if opt.Sender == "" {
		opt.Sender = opt.User
	}
	if opt.Separator == 0 {
		opt.Separator = '/'
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.KeepSent == 0 {
		opt.KeepSent = defaultKeepSent
	}
	return opt
}

// Close ends both servers and every connection.
func (o *Office) Close() error {
	select {
	case <-o.closed:
		return nil
	default:
		close(o.closed)
	}
	// The doors first: a server closes only the listeners that it has begun to
	// serve, and one closed right after Start would listen for ever.
	var err error
	for _, door := range o.doors {
		err = errors.Join(err, door.Close())
	}
	o.served.Wait()
	err = errors.Join(err, o.imap.Close())
	if o.smtp != nil {
		err = errors.Join(err, o.smtp.Close())
	}
	return err
}

// IMAPServer and SMTPServer say where the servers are and how they are trusted.
func (o *Office) IMAPServer() mailbox.Server { return o.server(o.IMAPAddr, o.opt.IMAP) }

// SMTPServer is where letters are handed in.
func (o *Office) SMTPServer() mailbox.Server { return o.server(o.SMTPAddr, o.opt.SMTP) }

func (o *Office) server(addr string, s mailbox.Security) mailbox.Server {
	host, port, _ := net.SplitHostPort(addr)
	n, _ := strconv.Atoi(port)
	return mailbox.Server{Host: host, Port: n, Security: s, Roots: o.roots}
}

// Roots trusts this office's certificate; CAFile is the same as a PEM file.
func (o *Office) Roots() *x509.CertPool { return o.roots }

// CAFile is the certificate that signs for both servers, as PEM.
func (o *Office) CAFile() []byte { return o.pem }

func (o *Office) openIMAP(config *tls.Config) error {
	listener, err := listen(o.opt.IMAPPort)
	if err != nil {
		return err
	}
	o.IMAPAddr = listener.Addr().String()
	options := o.imapOptions()
	w := &wireListener{Listener: listener, office: o}
	o.doors = append(o.doors, w)
	switch o.opt.IMAP {
	case mailbox.StartTLS:
		options.TLSConfig = config
	case mailbox.TLS:
		w.config, options.InsecureAuth = config, true
	default:
		options.InsecureAuth = true
	}
	o.imap = imapserver.New(options)
	o.served.Go(func() { _ = o.imap.Serve(w) })
	return nil
}

func (o *Office) openSMTP(config *tls.Config) error {
	listener, err := listen(o.opt.SMTPPort)
	if err != nil {
		return err
	}
	o.SMTPAddr = listener.Addr().String()
	s := smtp.NewServer(smtp.BackendFunc(o.newPost))
	s.Domain = "loopback.test"
	s.MaxMessageBytes = mostLetter
	s.ErrorLog = log.New(io.Discard, "", 0)
	var w net.Listener = &wireListener{Listener: listener, office: o}
	o.doors = append(o.doors, w)
	switch o.opt.SMTP {
	case mailbox.StartTLS:
		s.TLSConfig = config
	case mailbox.TLS:
		w = tls.NewListener(w, config)
	default:
		s.AllowInsecureAuth = true
	}
	o.smtp = s
	o.served.Go(func() { _ = s.Serve(w) })
	return nil
}

// listen opens a port of this machine's own address, and no other.
func listen(port int) (net.Listener, error) {
	return net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
}
