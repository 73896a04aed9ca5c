package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/inbox"
	"referrald/mailbox/submit"
	"referrald/mailbox/token"
)

// oauthConfig says where tokens come from, for whichever server wants them.
type oauthConfig struct {
	TokenURL    string `toml:"token_url"`
	ClientID    string `toml:"client_id"`
	Scope       string `toml:"scope"`
	Secret      string `toml:"secret_file"`
	Expires     string `toml:"secret_expires"`
	Certificate string `toml:"certificate_file"`
	Algorithm   string `toml:"algorithm"`
	Refresh     string `toml:"refresh_token_file"`
	CAFile      string `toml:"ca_file"`
}

// The ways to log in.
const (
	byPassword = "password"
	byToken    = "oauth"
	notAtAll   = "none"
)

// defaultScope is all that Exchange Online has granted the application.
const defaultScope = "https://outlook.office365.com/.default"

// logins finds what is wrong with the names and the ways to log in.
func (k *checker) logins() {
	c := k.c
	k.oneOf("imap.login", c.IMAP.Login, byPassword, byToken)
	k.oneOf("smtp.login", c.SMTP.Login, byPassword, byToken, notAtAll)
	k.need("imap.user", c.IMAP.User, "the login name")
	if c.SMTP.Login != notAtAll {
		k.need("smtp.user", c.SMTP.User, "the login name")
	}
	if c.tokens() {
		k.oauth()
	}
}

// tokens reports whether either server wants a token.
func (c *config) tokens() bool { return c.IMAP.Login == byToken || c.SMTP.Login == byToken }

func (k *checker) oauth() {
	o := k.c.OAuth
	k.need("oauth.token_url", o.TokenURL, "https://login.microsoftonline.com/TENANT/oauth2/v2.0/token, with your tenant in it")
	if u, err := url.Parse(o.TokenURL); o.TokenURL != "" && (err != nil || u.Scheme != "https" || u.Host == "") {
		k.fault("oauth.token_url", "must begin with https://", "a secret is sent there")
	}
	k.need("oauth.client_id", o.ClientID, "the application's number, as the portal shows it")
	k.oneOf("oauth.algorithm", o.Algorithm, "PS256", "RS256")
	if o.Secret != "" && o.Certificate != "" {
		k.fault("oauth.secret_file", "stands beside certificate_file", "one of them proves who asks: leave the other out")
	}
	if o.Expires != "" {
		if _, err := time.Parse(time.DateOnly, o.Expires); err != nil {
			k.fault("oauth.secret_expires", fmt.Sprintf("%q is not a date", o.Expires), "write it as 2027-11-30")
		}
	} else if o.Secret != "" {
		k.fault("oauth.secret_expires", "is not set", "the day on which the client secret runs out, as the portal shows it: the daemon warns before, and mail stops on that day")
	}
}

// proof is what shows the token server who asks: paths, "" for what there is
// not. Without either in the configuration the service manager's credentials
// are looked for; a refresh token needs neither.
func (c *config) proof() (secret, certificate string, err error) {
	secret, certificate = c.beside(c.OAuth.Secret), c.beside(c.OAuth.Certificate)
	if secret != "" || certificate != "" {
		return secret, certificate, nil
	}
	if dir := os.Getenv("CREDENTIALS_DIRECTORY"); dir != "" {
		for name, into := range map[string]*string{"oauth-certificate": &certificate, "oauth-secret": &secret} {
			path := filepath.Join(dir, name)
			if _, err := os.Stat(path); err == nil {
				*into = path
			}
		}
	}
	if certificate != "" {
		secret = ""
	}
	if secret == "" && certificate == "" && c.OAuth.Refresh == "" {
		return "", "", errors.New("nothing proves to the token server who asks: name a file in oauth.secret_file or oauth.certificate_file, or give the service manager the credential \"oauth-secret\" or \"oauth-certificate\"")
	}
	return secret, certificate, nil
}

// source is where tokens come from; both servers ask the same, so that one
// token serves both.
func (c *config) source() (*token.Source, error) {
	if c.shared == nil {
		c.shared = sync.OnceValues(c.newSource)
	}
	return c.shared()
}

func (c *config) newSource() (*token.Source, error) {
	secret, certificate, err := c.proof()
	if err != nil {
		return nil, err
	}
	cfg := token.Config{
		URL: c.OAuth.TokenURL, Client: c.OAuth.ClientID, Scope: c.OAuth.Scope, Algorithm: c.OAuth.Algorithm,
		Secret: secret, Certificate: certificate, Refresh: c.beside(c.OAuth.Refresh),
	}
	if c.OAuth.CAFile != "" {
		if cfg.Roots, err = c.roots(c.OAuth.CAFile); err != nil {
			return nil, err
		}
	}
	return token.New(cfg)
}

// readingLogin and sendingLogin prove who we are, each under its own name.
func (c *config) readingLogin(server mailbox.Server) (inbox.Login, error) {
	if c.IMAP.Login == byToken {
		s, err := c.source()
		if err != nil {
			return nil, err
		}
		return inbox.Token(server, c.IMAP.User, s.Token), nil
	}
	secret, err := c.secret(c.IMAP.PasswordFile, "imap-password")
	if err != nil {
		return nil, err
	}
	return inbox.Password(c.IMAP.User, secret), nil
}

func (c *config) sendingLogin(server mailbox.Server) (submit.Login, error) {
	switch c.SMTP.Login {
	case notAtAll:
		return nil, nil
	case byToken:
		s, err := c.source()
		if err != nil {
			return nil, err
		}
		return submit.Token(server, c.SMTP.User, s.Token), nil
	}
	secret, err := c.secret(c.SMTP.PasswordFile, "smtp-password")
	if err != nil {
		return nil, err
	}
	return submit.Password(c.SMTP.User, secret), nil
}

// secrets reports which of the files that the logins need cannot be read.
func (c *config) secrets() error {
	_, in := c.readingLogin(mailbox.Server{})
	_, out := c.sendingLogin(mailbox.Server{})
	if in != nil && out != nil && in.Error() == out.Error() {
		return in
	}
	return errors.Join(in, out)
}

// expiries are the ends of what proves who we are, as far as they are known.
// One that cannot be read is told by whoever logs in.
func (c *config) expiries() []token.Expiry {
	if !c.tokens() {
		return nil
	}
	secret, certificate, err := c.proof()
	if err != nil {
		return nil
	}
	var out []token.Expiry
	if day, err := time.ParseInLocation(time.DateOnly, c.OAuth.Expires, london()); err == nil && secret != "" {
		out = append(out, token.Expiry{
			What: "the client secret with which the daemon logs in to the mailbox", On: day.AddDate(0, 0, 1).Add(-time.Second),
			To: "make a new one in the portal, put it into the file, and write its last day into oauth.secret_expires",
		})
	}
	if certificate != "" {
		if until, err := token.NotAfter(certificate); err == nil {
			out = append(out, token.Expiry{
				What: "the certificate with which the daemon logs in to the mailbox", On: until,
				To: "make a new one, upload it in the portal, and put it with its key into the file",
			})
		}
	}
	return out
}

// endings are what has run out, and what will within 30 days or nobody knows
// when.
func (c *config) endings(now time.Time) (ended, soon []string) {
	now = now.In(london())
	if secret, _, err := c.proof(); err == nil && c.tokens() && secret != "" && c.OAuth.Expires == "" {
		soon = append(soon, "Nobody knows when the client secret runs out: write its last day, as the portal shows it, into oauth.secret_expires")
	}
	for _, e := range c.expiries() {
		switch {
		case e.Ended(now):
			ended = append(ended, e.String(now))
		case e.Soon(now):
			soon = append(soon, e.String(now))
		}
	}
	return ended, soon
}

// announced are the endings of which the page of a period speaks.
func (c *config) announced(from, to time.Time) []string {
	var out []string
	for _, e := range c.expiries() {
		if e.Announced(from.In(london()), to.In(london())) {
			out = append(out, strings.TrimSuffix(e.String(to.In(london())), ".")+".")
		}
	}
	return out
}
