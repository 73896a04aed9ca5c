package token_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/token"
)

// issuer is a token server in this process. What it answers is data.
type issuer struct {
	*httptest.Server

	mu     sync.Mutex
	status int         // 0 means 200
	header http.Header // beside the content type
	answer map[string]any
	raw    string         // instead of the answer
	seen   []url.Values   // every request's form
	before func(*issuer)  // runs while a request is under way
	next   map[string]any // the answer from the second request on
}

func issue(t testing.TB, answer map[string]any) *issuer {
	t.Helper()
	i := &issuer{answer: answer}
	i.Server = httptest.NewServer(http.HandlerFunc(i.serve))
	t.Cleanup(i.Close)
	return i
}

func (i *issuer) serve(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	i.mu.Lock()
	defer i.mu.Unlock()
	i.seen = append(i.seen, r.PostForm)
	if i.before != nil {
		i.before(i)
	}
	for name, values := range i.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", "application/json")
	if i.status != 0 {
		w.WriteHeader(i.status)
	}
	if i.raw != "" {
		_, _ = w.Write([]byte(i.raw))
		return
	}
	_ = json.NewEncoder(w).Encode(i.answer)
	if i.next != nil {
		i.answer = i.next
	}
}

// says changes what it answers from now on.
func (i *issuer) says(status int, answer map[string]any) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.status, i.answer = status, answer
}

func (i *issuer) requests() []url.Values {
	i.mu.Lock()
	defer i.mu.Unlock()
	return append([]url.Values(nil), i.seen...)
}

// clock is a time that the test owns.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

var monday = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// source asks an issuer with a secret.
func source(t testing.TB, i *issuer, change ...func(*token.Config)) (*token.Source, *clock) {
	t.Helper()
	c := &clock{at: monday}
	cfg := token.Config{
		URL: i.URL, Client: "the-application", Scope: "https://outlook.office365.com/.default", Now: c.now, Loopback: true,
		Timeout: 5 * time.Second, Secret: file(t, "secret", "s3cret\n"),
	}
	for _, f := range change {
		f(&cfg)
	}
	s, err := token.New(cfg)
	must(t, err)
	return s, c
}

func file(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	must(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func trouble(t testing.TB, err error) *mailbox.Trouble {
	t.Helper()
	var found *mailbox.Trouble
	if !errors.As(err, &found) {
		t.Fatalf("%v (%T) is no *mailbox.Trouble", err, err)
	}
	return found
}

// certificate is a PEM file with a certificate and its key.
func certificate(t testing.TB, until time.Time) (path string, cert *x509.Certificate) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "referrald"},
		NotBefore: monday.AddDate(0, 0, -1), NotAfter: until,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(t, err)
	cert, err = x509.ParseCertificate(der)
	must(t, err)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	must(t, err)
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	text = append(text, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})...)
	return file(t, "certificate.pem", string(text)), cert
}

// verify is a token server's look at an assertion: who signed, in which way,
// and what it says.
func verify(assertion string, cert *x509.Certificate) (head, claims map[string]any, err error) {
	parts := strings.Split(assertion, ".")
	if len(parts) != 3 {
		return nil, nil, fmt.Errorf("%d parts", len(parts))
	}
	for i, into := range []*map[string]any{&head, &claims} {
		raw, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil {
			return nil, nil, err
		}
		if err := json.Unmarshal(raw, into); err != nil {
			return nil, nil, err
		}
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		return nil, nil, err
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	key := cert.PublicKey.(*rsa.PublicKey)
	if head["alg"] == "PS256" {
		return head, claims, rsa.VerifyPSS(key, crypto.SHA256, sum[:], signature, &rsa.PSSOptions{SaltLength: 32})
	}
	return head, claims, rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature)
}
