package token

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"

	"referrald/mailbox"
)

// assertionLife is how long a signed assertion is good: long enough for two
// clocks that differ, short enough to be worth nothing when found.
const assertionLife = 10 * time.Minute

// prove adds to a request what shows who asks: the secret, or an assertion
// signed with the certificate's key (RFC 7523 section 2.2).
func (s *Source) prove(form url.Values) *mailbox.Trouble {
	switch {
	case s.cfg.Certificate != "":
		signed, err := s.assertion()
		if err != nil {
			return broken("signing with the certificate", err)
		}
		form.Set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
		form.Set("client_assertion", signed)
	case s.cfg.Secret != "":
		secret, err := readSecret(s.cfg.Secret)
		if err != nil {
			return broken("reading the client secret", err)
		}
		form.Set("client_secret", secret)
	}
	return nil
}

// assertion is a signed JWT in the shape that Microsoft describes
// (learn.microsoft.com/entra/identity-platform/certificate-credentials): the
// certificate is named by the SHA-256 of its DER bytes.
func (s *Source) assertion() (string, error) {
	cert, key, err := readCertificate(s.cfg.Certificate)
	if err != nil {
		return "", err
	}
	now := s.cfg.Now()
	if now.After(cert.NotAfter) {
		return "", fmt.Errorf("the certificate ran out on %s", cert.NotAfter.Format(time.DateOnly))
	}
	thumb := sha256.Sum256(cert.Raw)
	head, err := json.Marshal(map[string]string{
		"alg": s.cfg.Algorithm, "typ": "JWT", "x5t#S256": base64.RawURLEncoding.EncodeToString(thumb[:]),
	})
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(map[string]any{
		"aud": s.cfg.URL, "iss": s.cfg.Client, "sub": s.cfg.Client, "jti": rand.Text(),
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(assertionLife).Unix(),
	})
	if err != nil {
		return "", err
	}
	text := base64.RawURLEncoding.EncodeToString(head) + "." + base64.RawURLEncoding.EncodeToString(body)
	signature, err := sign(key, s.cfg.Algorithm, text)
	if err != nil {
		return "", err
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}

// sign is RFC 7518 sections 3.3 and 3.5.
func sign(key *rsa.PrivateKey, algorithm, text string) ([]byte, error) {
	sum := sha256.Sum256([]byte(text))
	switch algorithm {
	case "PS256":
		return rsa.SignPSS(rand.Reader, key, crypto.SHA256, sum[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	case "RS256":
		return rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	}
	return nil, fmt.Errorf("there is no way to sign called %q: write PS256 or RS256", algorithm)
}

// readCertificate reads a PEM file that holds a certificate and its RSA key.
func readCertificate(path string) (*x509.Certificate, *rsa.PrivateKey, error) {
	data, err := readPrivate(path)
	if err != nil {
		return nil, nil, err
	}
	// The error of the library may quote the file.
	pair, err := tls.X509KeyPair(data, data)
	if err != nil {
		return nil, nil, errors.New("the file does not hold a certificate and the key that belongs to it, both as PEM without a password")
	}
	key, ok := pair.PrivateKey.(*rsa.PrivateKey)
	if !ok {
		return nil, nil, errors.New("the key is no RSA key, and the token server takes no other")
	}
	return pair.Leaf, key, nil
}

// NotAfter is the last moment at which the certificate in a file is good.
func NotAfter(path string) (time.Time, error) {
	cert, _, err := readCertificate(path)
	if err != nil {
		return time.Time{}, fmt.Errorf("reading the certificate: %w", err)
	}
	return cert.NotAfter, nil
}
