package token

import (
	"context"
	"crypto/tls"
	"net/http"
	"sync"
	"time"

	"referrald/mailbox"
)

// Source gives tokens. Its methods may be called from several goroutines; one
// waits for the other, so that a token is fetched once.
type Source struct {
	cfg  Config
	http *http.Client

	mu      sync.Mutex
	token   string
	got     time.Time
	until   time.Time // when another is fetched
	unsaved string    // a refresh token that came and is not on the disk yet

	refused mailbox.Pause // a refusal that only a person can lift
	away    *mailbox.Trouble
	pause   time.Duration
	again   time.Time // when a server that was away is asked again
}

// New prepares a Source; nothing is asked before the first token.
func New(cfg Config) (*Source, error) {
	cfg = cfg.withDefaults()
	if err := permitted(cfg.URL, cfg.Loopback); err != nil {
		return nil, err
	}
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment, TLSHandshakeTimeout: cfg.Timeout, ForceAttemptHTTP2: true,
		TLSClientConfig: &tls.Config{RootCAs: cfg.Roots, MinVersion: tls.VersionTLS12},
		// Tokens are fetched hours apart: a kept connection would be dead by then.
		DisableKeepAlives: true,
	}
	s := &Source{cfg: cfg, refused: mailbox.Pause{Now: cfg.Now}}
	s.http = &http.Client{
		Transport: transport, Timeout: cfg.Timeout,
		// A secret is shown to the server that is configured, and to no other.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return s, nil
}

// Token gives a token that is good for some minutes more: the last one, or one
// fetched now. Its error is a *mailbox.Trouble: TryLater when the token server
// is away or busy, Misconfigured when it refuses us or a file is not as it must
// be; the same trouble is returned for a while without asking again.
func (s *Source) Token(ctx context.Context) (mailbox.Bearer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return mailbox.Bearer{}, context.Cause(ctx)
	}
	now := s.cfg.Now()
	if s.token != "" && now.Before(s.until) && !now.Before(s.got) {
		return s.bearer(false), nil
	}
	if t := s.held(now); t != nil {
		return mailbox.Bearer{}, t
	}
	grant, t := s.fetch(ctx)
	if ctx.Err() != nil {
		return mailbox.Bearer{}, context.Cause(ctx)
	}
	if t != nil {
		s.fail(now, t, grant.after)
		return mailbox.Bearer{}, t
	}
	s.away, s.pause = nil, 0
	s.token, s.got, s.until = grant.token, now, now.Add(worth(grant.life))
	return s.bearer(true), nil
}

func (s *Source) bearer(fresh bool) mailbox.Bearer {
	token := s.token
	return mailbox.Bearer{Token: token, Fresh: fresh, Forget: func() { s.forget(token) }}
}

func (s *Source) forget(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token == token {
		s.token = ""
	}
}

// held is the trouble that is still being respected.
func (s *Source) held(now time.Time) *mailbox.Trouble {
	if t := s.refused.Held(); t != nil {
		return t
	}
	if wait := s.again.Sub(now); s.away != nil && wait > 0 && wait <= mostAfter {
		return s.away
	}
	return nil
}

// fail notes a trouble and how long the server is left alone for it.
func (s *Source) fail(now time.Time, t *mailbox.Trouble, after time.Duration) {
	s.refused.Begin(t)
	if t.Outcome == mailbox.Misconfigured {
		return
	}
	s.pause = min(max(2*s.pause, firstPause), lastPause)
	s.away, s.again = t, now.Add(min(max(s.pause, after), mostAfter))
}

// worth is how long a token with a stated life is used.
func worth(life time.Duration) time.Duration {
	if life <= 0 {
		life = unstated
	}
	life = min(max(life, shortest), longest)
	return life - min(early, life/4)
}
