package main

import (
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strings"

	"referrald/mailbox"
	"referrald/mailbox/inbox"
	"referrald/mailbox/submit"
)

// inboxFor is the watched folder of a configuration. Nothing is dialled yet.
func inboxFor(c *config) (*inbox.Box, error) {
	server, err := c.server(c.IMAP.Host, c.IMAP.Port, c.IMAP.TLS, c.IMAP.CAFile)
	secret, secretErr := c.secret(c.IMAP.PasswordFile, "imap-password")
	if err := errors.Join(err, secretErr); err != nil {
		return nil, fmt.Errorf("preparing for the IMAP server: %w", err)
	}
	return inbox.New(inbox.Config{Server: server, Login: inbox.Password(c.IMAP.User, secret), Folder: c.IMAP.Folder, Sent: c.IMAP.Sent}), nil
}

// postFor is where the letters of a configuration are handed in. Nothing is dialled yet.
func postFor(c *config) (*submit.Post, error) {
	server, err := c.server(c.SMTP.Host, c.SMTP.Port, c.SMTP.TLS, c.SMTP.CAFile)
	secret, secretErr := c.secret(c.SMTP.PasswordFile, "smtp-password")
	if err := errors.Join(err, secretErr); err != nil {
		return nil, fmt.Errorf("preparing for the SMTP server: %w", err)
	}
	return submit.New(submit.Config{Server: server, Login: submit.Password(c.SMTP.User, secret)}), nil
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
	pem, err := os.ReadFile(c.beside(caFile))
	if err != nil {
		return s, fmt.Errorf("reading the certificate authority: %w", err)
	}
	s.Roots = x509.NewCertPool()
	if !s.Roots.AppendCertsFromPEM(pem) {
		return s, fmt.Errorf("reading the certificate authority: %s holds no certificate (PEM)", caFile)
	}
	return s, nil
}
