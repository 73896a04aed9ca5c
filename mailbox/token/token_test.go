package token_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/token"
)

var good = map[string]any{"access_token": "one", "token_type": "Bearer", "expires_in": 3600}

// TestSecret: what is asked for, and that one token serves until it nears its end.
func TestSecret(t *testing.T) {
	i := issue(t, good)
	i.next = map[string]any{"access_token": "two", "token_type": "Bearer", "expires_in": "3600"}
	s, c := source(t, i)
	for _, row := range []struct {
		wait  time.Duration
		token string
		fresh bool
	}{{0, "one", true}, {time.Minute, "one", false}, {53 * time.Minute, "one", false}, {time.Minute, "two", true}, {54 * time.Minute, "two", false}} {
		c.forward(row.wait)
		b, err := s.Token(t.Context())
		must(t, err)
		if b.Token != row.token || b.Fresh != row.fresh {
			t.Errorf("at %v: %q, fresh %v; want %q, %v", c.now().Sub(monday), b.Token, b.Fresh, row.token, row.fresh)
		}
	}
	form := i.requests()[0]
	for key, want := range map[string]string{
		"grant_type": "client_credentials", "client_id": "the-application", "client_secret": "s3cret",
		"scope": "https://outlook.office365.com/.default", "refresh_token": "", "client_assertion": "",
	} {
		if form.Get(key) != want {
			t.Errorf("%s is %q, want %q", key, form.Get(key), want)
		}
	}
}

// TestOnce: several connections that want a token at the same moment ask once.
func TestOnce(t *testing.T) {
	i := issue(t, good)
	s, _ := source(t, i)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if b, err := s.Token(t.Context()); err != nil || b.Token != "one" {
				t.Errorf("%q, %v", b.Token, err)
			}
		})
	}
	all.Wait()
	if n := len(i.requests()); n != 1 {
		t.Errorf("%d requests", n)
	}
}

// TestForget: a token that a mail server refused is not handed out again, and
// forgetting an old one does not lose its successor.
func TestForget(t *testing.T) {
	i := issue(t, good)
	s, c := source(t, i)
	old, err := s.Token(t.Context())
	must(t, err)
	old.Forget()
	i.says(0, map[string]any{"access_token": "two", "expires_in": 3600})
	b, err := s.Token(t.Context())
	must(t, err)
	old.Forget()
	c.forward(time.Minute)
	again, err := s.Token(t.Context())
	must(t, err)
	if b.Token != "two" || !b.Fresh || again.Token != "two" || again.Fresh || len(i.requests()) != 2 {
		t.Errorf("%q then %q, %d requests", b.Token, again.Token, len(i.requests()))
	}
}

func TestCertificate(t *testing.T) {
	path, cert := certificate(t, monday.AddDate(1, 0, 0))
	for _, algorithm := range []string{"", "PS256", "RS256"} {
		i := issue(t, good)
		s, _ := source(t, i, func(c *token.Config) { c.Secret, c.Certificate, c.Algorithm = "", path, algorithm })
		_, err := s.Token(t.Context())
		must(t, err)
		form := i.requests()[0]
		head, claims, err := verify(form.Get("client_assertion"), cert)
		must(t, err)
		want := algorithm
		if want == "" {
			want = "PS256"
		}
		thumb := sha256.Sum256(cert.Raw)
		if head["alg"] != want || head["x5t#S256"] != base64.RawURLEncoding.EncodeToString(thumb[:]) || head["typ"] != "JWT" {
			t.Errorf("%s: head %v", algorithm, head)
		}
		if claims["aud"] != i.URL || claims["iss"] != "the-application" || claims["sub"] != "the-application" ||
			claims["nbf"] != float64(monday.Unix()) || claims["exp"] != float64(monday.Add(10*time.Minute).Unix()) || claims["jti"] == "" {
			t.Errorf("%s: claims %v", algorithm, claims)
		}
		if form.Get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" || form.Has("client_secret") {
			t.Errorf("%s: form %v", algorithm, form)
		}
	}
	if until, err := token.NotAfter(path); err != nil || !until.Equal(monday.AddDate(1, 0, 0)) {
		t.Errorf("good until %v, %v", until, err)
	}
}

// TestCertificateRunOut: nothing is asked with a certificate that is good no more.
func TestCertificateRunOut(t *testing.T) {
	path, _ := certificate(t, monday.Add(time.Hour))
	i := issue(t, good)
	s, c := source(t, i, func(c *token.Config) { c.Secret, c.Certificate = "", path })
	c.forward(2 * time.Hour)
	_, err := s.Token(t.Context())
	if trouble(t, err).Outcome != mailbox.Misconfigured || len(i.requests()) != 0 || !strings.Contains(err.Error(), "2026-11-23") {
		t.Errorf("%v, %d requests", err, len(i.requests()))
	}
}

// TestErrors: which answers pass by themselves and which need a person.
func TestErrors(t *testing.T) {
	for name, row := range map[string]struct {
		status int
		answer map[string]any
		raw    string
		want   mailbox.Outcome
	}{
		"invalid_grant":            {400, map[string]any{"error": "invalid_grant"}, "", mailbox.Misconfigured},
		"invalid_client":           {401, map[string]any{"error": "invalid_client"}, "", mailbox.Misconfigured},
		"unauthorized_client":      {400, map[string]any{"error": "unauthorized_client"}, "", mailbox.Misconfigured},
		"invalid_scope":            {400, map[string]any{"error": "invalid_scope"}, "", mailbox.Misconfigured},
		"no such page":             {404, nil, "<html>", mailbox.Misconfigured},
		"moved":                    {302, nil, "", mailbox.Misconfigured},
		"away":                     {503, nil, "Service Unavailable", mailbox.TryLater},
		"broken":                   {500, map[string]any{"error": "server_error"}, "", mailbox.TryLater},
		"busy":                     {429, nil, "", mailbox.TryLater},
		"busy, with a wrong code":  {400, map[string]any{"error": "temporarily_unavailable"}, "", mailbox.TryLater},
		"a page of somebody else":  {200, nil, "<html>please accept the terms of this network", mailbox.TryLater},
		"no token":                 {200, map[string]any{"token_type": "Bearer"}, "", mailbox.TryLater},
		"a token of another kind":  {200, map[string]any{"access_token": "x", "token_type": "mac"}, "", mailbox.TryLater},
		"a token that ends a line": {200, map[string]any{"access_token": "x\r\nA1 DELETE INBOX"}, "", mailbox.TryLater},
		"a token that adds a word": {200, map[string]any{"access_token": "x\x01user=somebody"}, "", mailbox.TryLater},
	} {
		t.Run(name, func(t *testing.T) {
			i := issue(t, row.answer)
			i.status, i.raw = row.status, row.raw
			i.header = http.Header{"Location": {i.URL + "/elsewhere"}}
			s, _ := source(t, i)
			_, err := s.Token(t.Context())
			if got := trouble(t, err).Outcome; got != row.want {
				t.Errorf("%v: %v, want %v", err, got, row.want)
			}
			if len(i.requests()) != 1 {
				t.Errorf("%d requests: it was followed or repeated", len(i.requests()))
			}
		})
	}
}

// TestNothingIsTold: neither secrets nor people stand in errors.
func TestNothingIsTold(t *testing.T) {
	i := issue(t, map[string]any{
		"error": "invalid_grant", "error_description": "AADSTS50034: The user jo@example.org does not exist.\r\nTrace ID: 1-2-3\r\nTimestamp: now",
	})
	i.status = 400
	s, _ := source(t, i)
	_, err := s.Token(t.Context())
	for e := err; e != nil; e = errors.Unwrap(e) {
		if text := fmt.Sprintf("%+v", e); strings.Contains(text, "jo@") || strings.Contains(text, "s3cret") || strings.Contains(text, "Trace") {
			t.Errorf("%T tells %q", e, text)
		}
	}
	if !strings.Contains(err.Error(), "AADSTS50034") {
		t.Errorf("%v leaves out what a person can look up", err)
	}
	i.Close()
	s, _ = source(t, i)
	if _, err := s.Token(t.Context()); strings.Contains(err.Error(), i.URL) {
		t.Errorf("%v names the tenant's address", err)
	}
	if text := fmt.Sprintf("%v %+v %s %#v %q", mailbox.Bearer{Token: "t0ken"}, mailbox.Bearer{Token: "t0ken"}, mailbox.Bearer{Token: "t0ken"}, mailbox.Bearer{Token: "t0ken"}, mailbox.Bearer{Token: "t0ken"}); strings.Contains(text, "t0ken") {
		t.Errorf("a token prints as %s", text)
	}
}

// TestAddress: where a secret may be sent.
func TestAddress(t *testing.T) {
	for address, ok := range map[string]bool{
		"https://login.microsoftonline.com/x/oauth2/v2.0/token": true,
		"http://login.microsoftonline.com/x/oauth2/v2.0/token":  false,
		"http://127.0.0.1:1/token":                              false,
		"https://user:word@example.org/token":                   false,
		"ftp://example.org/token":                               false,
		"token":                                                 false,
		"":                                                      false,
	} {
		if _, err := token.New(token.Config{URL: address}); (err == nil) != ok {
			t.Errorf("%q: %v", address, err)
		}
	}
	if _, err := token.New(token.Config{URL: "http://192.0.2.1/token", Loopback: true}); err == nil {
		t.Error("with Loopback, http goes to another machine")
	}
}

// TestOtherReaders: a secret that others can read is not used.
func TestOtherReaders(t *testing.T) {
	path := file(t, "secret", "s3cret")
	must(t, os.Chmod(path, 0o640))
	i := issue(t, good)
	s, _ := source(t, i, func(c *token.Config) { c.Secret = path })
	_, err := s.Token(t.Context())
	if trouble(t, err).Outcome != mailbox.Misconfigured || len(i.requests()) != 0 {
		t.Errorf("%v, %d requests", err, len(i.requests()))
	}
	t.Setenv("CREDENTIALS_DIRECTORY", filepath.Dir(path))
	s, _ = source(t, i, func(c *token.Config) { c.Secret = path })
	if _, err := s.Token(t.Context()); err != nil {
		t.Errorf("as the service manager hands it over: %v", err)
	}
}

func TestCancelled(t *testing.T) {
	i := issue(t, good)
	s, _ := source(t, i)
	ctx, cancel := context.WithCancel(t.Context())
	i.before = func(*issuer) { cancel() }
	if _, err := s.Token(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	i.mu.Lock()
	i.before = nil
	i.mu.Unlock()
	if _, err := s.Token(t.Context()); err != nil {
		t.Errorf("being stopped is held against the server: %v", err)
	}
}

func TestExpiry(t *testing.T) {
	e := token.Expiry{What: "the client secret", On: time.Date(2027, 1, 31, 23, 59, 59, 0, time.UTC), To: "make a new one"}
	day := func(d int) time.Time { return time.Date(2027, 1, 31-d, 8, 30, 0, 0, time.UTC) }
	for days := 40; days >= -2; days-- {
		want := days == 30 || days == 14 || days == 7 || days == 1 || days < 0
		if got := e.Announced(day(days+1), day(days)); got != want {
			t.Errorf("%d days before: announced %v", days, got)
		}
		if got := e.Soon(day(days)); got != (days <= 30) {
			t.Errorf("%d days before: soon %v", days, got)
		}
		if got := e.Ended(day(days)); got != (days < 0) {
			t.Errorf("%d days before: ended %v", days, got)
		}
	}
	if !e.Announced(day(16), day(13)) {
		t.Error("a page that covers a weekend misses the day")
	}
	if e.Announced(day(13), day(8)) {
		t.Error("a page in between repeats it")
	}
	if got := e.String(day(14)); got != "Runs out in 14 days, on 31 January 2027: the client secret; make a new one" {
		t.Error(got)
	}
}
