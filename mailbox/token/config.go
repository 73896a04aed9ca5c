package token

import (
	"crypto/x509"
	"time"
)

// Config says where tokens come from and what proves who asks.
type Config struct {
	URL    string // the token endpoint; https only
	Client string // the application's id
	Scope  string // e.g. "https://outlook.office365.com/.default"; "" asks for none

	// Secret, Certificate and Refresh are files that only this user may read.
	// They are read anew for every token, so that a new one needs no restart.
	// Secret or Certificate proves who asks; with Refresh, both may be empty (a
	// public client), without it one must be there.
	Secret      string // the client secret and nothing else
	Certificate string // PEM: a certificate and its RSA key
	Refresh     string // the refresh token; it is replaced when the server gives another

	// Algorithm signs with the certificate: "PS256" or "RS256". "" means PS256.
	Algorithm string
	Roots     *x509.CertPool // authorities trusted for the token server; nil means the system's

	Now func() time.Time // nil means time.Now
	// Loopback allows http to an address of this machine itself. For tests.
	Loopback bool
	// Timeout bounds one request. 0 means 30 seconds.
	Timeout time.Duration
}

const (
	defaultTimeout = 30 * time.Second
	// mostAnswer bounds what a token server may say: a token is a few kilobytes.
	mostAnswer = 256 << 10
	// mostFile bounds a secret, a certificate with its key, or a refresh token.
	mostFile = 64 << 10
	// early is how long before its end a token is given up. A login with it, and
	// the server's clock, take their time.
	early = 5 * time.Minute
	// shortest and longest bound a token's life as its server states it: less is
	// a mistake that would have a token fetched for every login, more would keep
	// one that was withdrawn.
	shortest, longest = time.Minute, 24 * time.Hour
	// unstated is the life of a token whose server does not say.
	unstated = 10 * time.Minute

	// firstPause and lastPause bound how long a token server that is away is
	// left alone.
	firstPause, lastPause = 30 * time.Second, 5 * time.Minute
	// mostAfter bounds a Retry-After.
	mostAfter = 15 * time.Minute
)

func (c Config) withDefaults() Config {
	if c.Algorithm == "" {
		c.Algorithm = "PS256"
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Timeout <= 0 {
		c.Timeout = defaultTimeout
	}
	return c
}
