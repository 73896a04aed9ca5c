package token_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/token"
)

func refreshing(path string) func(*token.Config) {
	return func(c *token.Config) { c.Secret, c.Refresh = "", path }
}

func content(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	must(t, err)
	return strings.TrimSpace(string(data))
}

// TestS15RotatedTokenIsSavedBeforeUse: a new refresh token is on the disk, closed
// to others, when the access token that came with it is handed out, and the
// next request is made with it.
func TestS15RotatedTokenIsSavedBeforeUse(t *testing.T) {
	path := file(t, "refresh", "first")
	i := issue(t, map[string]any{"access_token": "one", "expires_in": 3600, "refresh_token": "second"})
	s, c := source(t, i, refreshing(path))
	b, err := s.Token(t.Context())
	must(t, err)
	st, err := os.Stat(path)
	must(t, err)
	if content(t, path) != "second" || st.Mode().Perm() != 0o600 || b.Token != "one" {
		t.Errorf("on the disk: %q, mode %v", content(t, path), st.Mode())
	}
	i.says(0, map[string]any{"access_token": "two", "expires_in": 3600}) // no new one: the old stays good
	c.forward(time.Hour)
	_, err = s.Token(t.Context())
	must(t, err)
	asked := i.requests()
	if asked[0].Get("refresh_token") != "first" || asked[1].Get("refresh_token") != "second" || asked[1].Get("grant_type") != "refresh_token" {
		t.Errorf("asked with %q, then %q", asked[0].Get("refresh_token"), asked[1].Get("refresh_token"))
	}
	if content(t, path) != "second" {
		t.Errorf("an answer without a refresh token took away the one there was: %q", content(t, path))
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".refresh-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestS15UnsavedTokenIsNotUsed: while the new refresh token cannot be written,
// no access token is handed out, nothing more is asked for (the old one may be
// worth nothing), and the file keeps what it held. When the disk is well again
// the new one is there.
func TestS15UnsavedTokenIsNotUsed(t *testing.T) {
	path := file(t, "refresh", "first")
	dir := filepath.Dir(path)
	away := dir + "-away"
	i := issue(t, map[string]any{"access_token": "one", "expires_in": 3600, "refresh_token": "second"})
	i.before = func(*issuer) { must(t, os.Rename(dir, away)) } // the disk goes while the request is under way
	s, c := source(t, i, refreshing(path))
	_, err := s.Token(t.Context())
	if trouble(t, err).Outcome != mailbox.TryLater || !strings.Contains(err.Error(), "saving the new refresh token") {
		t.Fatalf("%v", err)
	}
	c.forward(time.Hour)
	if _, err := s.Token(t.Context()); err == nil || len(i.requests()) != 1 {
		t.Errorf("the disk is still away: %v, %d requests", err, len(i.requests()))
	}
	must(t, os.Rename(away, dir))
	i.mu.Lock()
	i.before = nil
	i.mu.Unlock()
	if content(t, path) != "first" {
		t.Errorf("half written: %q", content(t, path))
	}
	i.says(0, map[string]any{"access_token": "two", "expires_in": 3600})
	c.forward(time.Hour)
	b, err := s.Token(t.Context())
	must(t, err)
	if asked := i.requests(); b.Token != "two" || asked[1].Get("refresh_token") != "second" || content(t, path) != "second" {
		t.Errorf("%q, asked with %q, on the disk %q", b.Token, asked[1].Get("refresh_token"), content(t, path))
	}
}

// TestS15InvalidGrant: a dead refresh token is for a person at once, and is
// shown to the server once in a quarter of an hour. A new one in the file needs
// no restart.
func TestS15InvalidGrant(t *testing.T) {
	path := file(t, "refresh", "dead")
	i := issue(t, map[string]any{"error": "invalid_grant", "error_description": "AADSTS700082: The refresh token has expired"})
	i.status = 400
	s, c := source(t, i, refreshing(path))
	standing := mailbox.Standing{}
	for range 60 {
		_, err := s.Token(t.Context())
		standing = standing.Failed(c.now(), err)
		if !standing.Alarm(c.now()) || standing.Who != mailbox.Registered {
			t.Fatalf("no alarm: %+v", standing)
		}
		c.forward(time.Minute)
	}
	if n := len(i.requests()); n != 4 {
		t.Errorf("shown %d times in an hour, want 4", n)
	}
	must(t, os.WriteFile(path, []byte("alive"), 0o600))
	i.says(0, good)
	c.forward(15 * time.Minute)
	if _, err := s.Token(t.Context()); err != nil {
		t.Errorf("with a new one: %v", err)
	}
}

// TestS15AnotherProcessRotated: a check beside the daemon may use up the
// refresh token between the daemon's reading and its asking.
func TestS15AnotherProcessRotated(t *testing.T) {
	path := file(t, "refresh", "first")
	i := issue(t, map[string]any{"error": "invalid_grant"})
	i.status = 400
	i.before = func(i *issuer) {
		if len(i.seen) == 1 {
			must(t, os.WriteFile(path, []byte("theirs"), 0o600))
			return
		}
		i.status, i.answer = 0, good
	}
	s, _ := source(t, i, refreshing(path))
	b, err := s.Token(t.Context())
	must(t, err)
	if asked := i.requests(); b.Token != "one" || asked[1].Get("refresh_token") != "theirs" {
		t.Errorf("%q with %v", b.Token, asked)
	}
}

// TestS15AwayForAnHour: a token server that answers 503 for an hour is asked
// all the while, not too often, alarms nobody before half an hour, and costs no
// more than its absence.
func TestS15AwayForAnHour(t *testing.T) {
	i := issue(t, nil)
	i.status = 503
	s, c := source(t, i)
	var standing mailbox.Standing
	for c.now().Before(monday.Add(time.Hour)) {
		_, err := s.Token(t.Context())
		if trouble(t, err).Outcome != mailbox.TryLater {
			t.Fatal(err)
		}
		standing = standing.Failed(c.now(), err)
		if past := c.now().Sub(monday); standing.Alarm(c.now()) != (past >= 30*time.Minute) {
			t.Fatalf("alarm %v after %v", standing.Alarm(c.now()), past)
		}
		c.forward(5 * time.Second)
	}
	if n := len(i.requests()); n < 12 || n > 20 {
		t.Errorf("asked %d times in an hour", n)
	}
	i.says(0, good)
	c.forward(5 * time.Minute)
	if _, err := s.Token(t.Context()); err != nil {
		t.Errorf("when it is back: %v", err)
	}
	if standing = standing.Well(); standing.Alarm(c.now()) {
		t.Error("the alarm does not end")
	}
}

// TestS15RetryAfter: a server that says when is asked no earlier.
func TestS15RetryAfter(t *testing.T) {
	i := issue(t, nil)
	i.status, i.header = 429, map[string][]string{"Retry-After": {"600"}}
	s, c := source(t, i)
	for range 10 {
		_, _ = s.Token(t.Context())
		c.forward(59 * time.Second)
	}
	if n := len(i.requests()); n != 1 {
		t.Errorf("asked %d times", n)
	}
	c.forward(time.Minute)
	_, _ = s.Token(t.Context())
	if n := len(i.requests()); n != 2 {
		t.Errorf("asked %d times when the time had come", n)
	}
}
