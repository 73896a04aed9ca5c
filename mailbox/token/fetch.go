package token

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"referrald/mailbox"
)

const doing = "fetching a token for the mail servers"

// permitted refuses an endpoint to which secrets would travel in the clear.
func permitted(endpoint string, loopback bool) error {
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || u.User != nil {
		return errors.New("the token address is no address: it looks like https://login.microsoftonline.com/TENANT/oauth2/v2.0/token")
	}
	if u.Scheme == "https" {
		return nil
	}
	ip, err := netip.ParseAddr(u.Hostname())
	if loopback && u.Scheme == "http" && err == nil && ip.IsLoopback() {
		return nil
	}
	return errors.New("the token address must begin with https://, because a secret is sent there")
}

// grant is what a token server gives.
type grant struct {
	token   string
	refresh string        // "" when the one that was used stays good
	life    time.Duration // 0 when not stated
	after   time.Duration // with a trouble: Retry-After, 0 when not stated
}

// fetch gets one token. A refresh token that came with it is on the disk before
// it returns; one that could not be written is kept and written first next time,
// because the one before it may be worth nothing any more.
func (s *Source) fetch(ctx context.Context) (grant, *mailbox.Trouble) {
	if t := s.save(); t != nil {
		return grant{}, t
	}
	used, t := s.refreshToken()
	if t != nil {
		return grant{}, t
	}
	g, t := s.ask(ctx, used)
	if t != nil && t.Code == "invalid_grant" && used != "" {
		// Another process of ours, a check beside the daemon, may have changed
		// it between the reading and the asking.
		if now, _ := s.refreshToken(); now != "" && now != used {
			g, t = s.ask(ctx, now)
			used = now
		}
	}
	if t != nil {
		return g, t
	}
	if used != "" && g.refresh != "" && g.refresh != used {
		s.unsaved = g.refresh
		if t := s.save(); t != nil {
			return grant{}, t
		}
	}
	return g, nil
}

func (s *Source) refreshToken() (string, *mailbox.Trouble) {
	if s.cfg.Refresh == "" {
		return "", nil
	}
	secret, err := readSecret(s.cfg.Refresh)
	if err != nil {
		return "", broken("reading the refresh token", err)
	}
	return secret, nil
}

func (s *Source) save() *mailbox.Trouble {
	if s.unsaved == "" {
		return nil
	}
	if err := replace(s.cfg.Refresh, s.unsaved); err != nil {
		return &mailbox.Trouble{
			Outcome: mailbox.TryLater, Doing: "saving the new refresh token", Err: err,
			Hint: "nothing is done with it before it is saved; its folder must be writable, and the disk not full",
		}
	}
	s.unsaved = ""
	return nil
}

// broken is a file that is not as it must be.
func broken(doing string, err error) *mailbox.Trouble {
	return &mailbox.Trouble{Outcome: mailbox.Misconfigured, Doing: doing, Who: mailbox.Registered, Err: err}
}

// ask makes one request, with a refresh token or without.
func (s *Source) ask(ctx context.Context, refresh string) (grant, *mailbox.Trouble) {
	form := url.Values{"client_id": {s.cfg.Client}}
	if s.cfg.Scope != "" {
		form.Set("scope", s.cfg.Scope)
	}
	if refresh != "" {
		form.Set("grant_type", "refresh_token")
		form.Set("refresh_token", refresh)
	} else {
		form.Set("grant_type", "client_credentials")
	}
	if t := s.prove(form); t != nil {
		return grant{}, t
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.cfg.URL, strings.NewReader(form.Encode()))
	if err != nil {
		return grant{}, broken(doing, errors.New("the token address is no address"))
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	resp, err := s.http.Do(req)
	if err != nil {
		return grant{}, lineTrouble(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, mostAnswer))
	if err != nil {
		return grant{}, lineTrouble(err)
	}
	return s.understand(resp, body)
}

// lineTrouble leaves out the address that the client puts into its errors: it
// names the tenant.
func lineTrouble(err error) *mailbox.Trouble {
	if outer := (*url.Error)(nil); errors.As(err, &outer) {
		err = outer.Err
	}
	t := mailbox.LineTrouble(doing, err)
	if t.Outcome == mailbox.Misconfigured {
		t.Hint = "the token server's certificate is not trusted: see that oauth.token_url is right, and where a proxy opens TLS name its authority in oauth.ca_file"
	}
	return t
}

// answer is RFC 6749 section 5. Some servers write the number as text.
type answer struct {
	AccessToken  string          `json:"access_token"`
	RefreshToken string          `json:"refresh_token"`
	TokenType    string          `json:"token_type"`
	ExpiresIn    json.RawMessage `json:"expires_in"`
	Error        string          `json:"error"`
	Description  string          `json:"error_description"`
}

func (s *Source) understand(resp *http.Response, body []byte) (grant, *mailbox.Trouble) {
	var a answer
	parsed := json.Unmarshal(body, &a) == nil
	g := grant{token: a.AccessToken, refresh: a.RefreshToken, life: seconds(string(a.ExpiresIn))}
	switch {
	case resp.StatusCode == http.StatusOK && parsed && a.Error == "" && usable(a):
		return g, nil
	case resp.StatusCode == http.StatusOK:
		// A portal or a proxy that answers in the server's place.
		return grant{}, &mailbox.Trouble{Outcome: mailbox.TryLater, Doing: doing, Err: errors.New("the answer holds no token")}
	}
	g = grant{after: retryAfter(resp.Header.Get("Retry-After"), s.cfg.Now())}
	return g, s.refusal(resp.StatusCode, a)
}

// usable: a token that could end the line it is sent in is none.
func usable(a answer) bool {
	odd := func(r rune) bool { return r <= ' ' || r >= 0x7f }
	return a.AccessToken != "" && !strings.ContainsFunc(a.AccessToken, odd) &&
		(a.TokenType == "" || strings.EqualFold(a.TokenType, "bearer"))
}

// seconds reads 3600 or "3600".
func seconds(raw string) time.Duration {
	n, err := strconv.ParseInt(strings.Trim(raw, `"`), 10, 32)
	if err != nil || n < 0 {
		return 0
	}
	return time.Duration(n) * time.Second
}

func retryAfter(value string, now time.Time) time.Duration {
	if n, err := strconv.ParseInt(value, 10, 32); err == nil && n > 0 {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

// passing are the errors that say "later" (RFC 6749 section 4.1.2.1), with
// whatever status they come.
var passing = map[string]bool{"temporarily_unavailable": true, "server_error": true, "slow_down": true}

// hints say what a person does about an error of RFC 6749 section 5.2.
var hints = map[string]string{
	"invalid_client":         "the secret or certificate is wrong or has run out: make a new one and put it into the file",
	"invalid_grant":          "the refresh token is not good any more: somebody must log in and put a new one into oauth.refresh_token_file",
	"unauthorized_client":    "check oauth.client_id and the tenant in oauth.token_url",
	"invalid_scope":          "check oauth.scope",
	"unsupported_grant_type": "the server gives no tokens in this way: see whether it wants a refresh token",
	"invalid_request":        "check oauth.token_url, oauth.client_id and oauth.scope",
}

// refusal sorts by the server's error word and its status, never by its text.
func (s *Source) refusal(status int, a answer) *mailbox.Trouble {
	t := &mailbox.Trouble{Outcome: mailbox.Misconfigured, Doing: doing, Code: a.Error, Who: mailbox.Registered, Hint: hints[a.Error]}
	said := fmt.Sprintf("%d %s", status, a.Error)
	t.Err = mailbox.ServerSaid(strings.TrimSpace(said), firstLine(a.Description))
	switch {
	case passing[a.Error], status >= 500, status == http.StatusTooManyRequests, status == http.StatusRequestTimeout:
		t.Outcome, t.Who, t.Hint = mailbox.TryLater, "", ""
	case a.Error == "":
		t.Hint = "check oauth.token_url"
	case a.Error == "invalid_grant" && s.cfg.Refresh == "":
		t.Hint = hints["invalid_client"]
	}
	return t
}

// firstLine: Microsoft puts the number and the reason first, then a trace.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	line, _, _ = strings.Cut(line, " Trace ID:")
	return line
}
