package mailbox

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
)

// Security is how a connection to a mail server is protected.
type Security int

const (
	// TLS from the first byte (IMAP 993, SMTP 465).
	TLS Security = iota
	// StartTLS upgrades a plain connection before anything else is said; a
	// server that does not offer it is refused (IMAP 143, SMTP 587).
	StartTLS
	// Plain is no protection at all. It is refused unless the other end is an
	// address of this machine itself.
	Plain
)

// ParseSecurity reads the configuration's word: "implicit", "starttls" or "none".
func ParseSecurity(word string) (Security, error) {
	for i, w := range securities {
		if w == word {
			return Security(i), nil
		}
	}
	return TLS, fmt.Errorf("unknown kind of TLS %q (write \"implicit\", \"starttls\" or \"none\")", word)
}

var securities = [...]string{"implicit", "starttls", "none"}

func (s Security) String() string {
	if s < 0 || int(s) >= len(securities) {
		return "unknown"
	}
	return securities[s]
}

// Server says where a mail server is and how it is trusted. It holds no secret.
type Server struct {
	Host     string
	Port     int
	Security Security
	Name     string         // name on the certificate; "" means Host
	Roots    *x509.CertPool // authorities that are trusted; nil means the system's
}

// TLSConfig is the client's side of TLS for this server: version 1.2 at least,
// certificate and name checked, with no way to turn that off.
func (s Server) TLSConfig() *tls.Config {
	name := s.Name
	if name == "" {
		name = s.Host
	}
	return &tls.Config{ServerName: name, RootCAs: s.Roots, MinVersion: tls.VersionTLS12}
}
