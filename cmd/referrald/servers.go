package main

import (
	"crypto/x509"
	"fmt"
	"os"
	"strings"

	"referrald/mailbox"
	"referrald/mailbox/inbox"
	"referrald/mailbox/submit"
)

// inboxFor is the watched folder of a configuration. Nothing is dialled yet.
func inboxFor(c *config) (*inbox.Box, error) { return folderFor(c, c.IMAP.Folder, false) }

// folderFor is any folder of the mailbox; readOnly opens it so that nothing in
// it can be changed.
func folderFor(c *config, folder string, readOnly bool) (*inbox.Box, error) {
	server, err := c.server(c.IMAP.Host, c.IMAP.Port, c.IMAP.TLS, c.IMAP.CAFile)
	var login inbox.Login
	if err == nil {
		login, err = c.readingLogin(server)
	}
	if err != nil {
		return nil, fmt.Errorf("preparing for the IMAP server: %w", err)
	}
	return inbox.New(inbox.Config{Server: server, Login: login, Folder: folder, Sent: c.IMAP.Sent, ReadOnly: readOnly}), nil
}

// postFor is where the letters of a configuration are handed in. Nothing is dialled yet.
func postFor(c *config) (*submit.Post, error) {
	server, err := c.server(c.SMTP.Host, c.SMTP.Port, c.SMTP.TLS, c.SMTP.CAFile)
	var login submit.Login
	if err == nil {
		login, err = c.sendingLogin(server)
	}
	if err != nil {
		return nil, fmt.Errorf("preparing for the SMTP server: %w", err)
	}
	return submit.New(submit.Config{Server: server, Login: login}), nil
}

// server says where one mail server is and how it is trusted.
func (c *config) server(host string, port int, tls, caFile string) (mailbox.Server, error) {
	security, err := mailbox.ParseSecurity(tls)
	if err != nil {
		return mailbox.Server{}, err
	}
	s := mailbox.Server{Host: host, Port: port, Security: security}
	if strings.TrimSpace(caFile) == "" {
		return s, nil
	}
	s.Roots, err = c.roots(caFile)
	return s, err
}

// roots reads the authorities that are trusted in place of the system's.
func (c *config) roots(caFile string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(c.beside(caFile))
	if err != nil {
		return nil, fmt.Errorf("reading the certificate authority: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("reading the certificate authority: %s holds no certificate (PEM)", caFile)
	}
	return pool, nil
}
