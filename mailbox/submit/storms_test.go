package submit_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/loopback"
	"referrald/mailbox/submit"
)

// clocked gives a post a clock that the test owns.
func clocked(at *time.Time) func(*submit.Config) {
	return func(c *submit.Config) { c.Now = func() time.Time { return *at } }
}

// TestS16RefusedLoginIsNotRepeated: whatever is due, a wrong password is shown
// once in a quarter of an hour, and what passes by itself is asked again at once.
func TestS16RefusedLoginIsNotRepeated(t *testing.T) {
	for name, row := range map[string]struct {
		script script
		want   mailbox.Outcome
		who    mailbox.Name
		calls  int
	}{
		"wrong password":                {script{"AUTH": "535 5.7.8 wrong"}, misconfigured, mailbox.SendingAs, 1},
		"passwords switched off":        {script{"AUTH": "535 5.7.139 basic authentication is disabled"}, misconfigured, mailbox.SendingAs, 1},
		"passwords not supported":       {script{"MAIL": "550 5.7.30 basic authentication is not supported for client submission"}, misconfigured, mailbox.SendingAs, 1},
		"Send As denied at MAIL":        {script{"MAIL": "550 5.7.60 client does not have permissions"}, misconfigured, mailbox.WritingAs, 1},
		"Send As denied at the letter":  {script{".": "550 5.7.60 client does not have permissions"}, misconfigured, mailbox.WritingAs, 1},
		"Send As denied, newer words":   {script{".": "554 5.2.252 SendAsDenied"}, misconfigured, mailbox.WritingAs, 1},
		"not now":                       {script{"AUTH": "454 4.7.0 not now"}, tryLater, "", 40},
		"too many":                      {script{"GREETING": "421 4.3.2 too many connections"}, tryLater, "", 40},
		"too fast, at the letter":       {script{".": "432 4.3.2 sender thread limit exceeded"}, tryLater, "", 1},
		"the day's letters are used up": {script{"RCPT": "550 5.1.90 daily limit"}, tryLater, "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
			st := play(t, row.script)
			p := st.post(t, clocked(&at))
			for n := range 40 {
				got := p.Send(in(t, 5*time.Second), letter(n, 100))
				if got.Outcome != row.want || got.Who != row.who || got.Code == 0 || got.Text == "" {
					t.Fatalf("letter %d: %+v, want %v of %q", n, got, row.want, row.who)
				}
				at = at.Add(22 * time.Second) // 40 letters in 14 minutes 40
			}
			calls, lines, _ := st.told()
			letters := 0
			for _, l := range lines {
				if strings.HasPrefix(l, "MAIL") {
					letters++
				}
			}
			if calls != row.calls || row.want == misconfigured && letters > 1 {
				t.Errorf("%d connections, %d letters offered; want %d", calls, letters, row.calls)
			}
			at = at.Add(time.Minute)
			st.mu.Lock()
			st.script = nil
			st.mu.Unlock()
			if got := p.Send(in(t, 5*time.Second), letter(50, 100)); got.Outcome != accepted {
				t.Errorf("when it is put right: %+v", got)
			}
		})
	}
}

// TestS17WhichName: reading works and sending does not: Try says which of the
// names was refused, with the server's reply, and sends nothing.
func TestS17WhichName(t *testing.T) {
	from := mailbox.NewAddress("", "office@loopback.test")
	for name, row := range map[string]struct {
		options loopback.Options
		who     mailbox.Name
		said    string
	}{
		"all well":                    {loopback.Options{SendAs: []string{"office@loopback.test"}}, "", ""},
		"sending wants another login": {loopback.Options{Sender: "delegate"}, mailbox.SendingAs, "535 5.7.8"},
		"the login may not send as":   {loopback.Options{SendAs: []string{"somebody@else.example.com"}}, mailbox.WritingAs, "550 5.7.60"},
	} {
		t.Run(name, func(t *testing.T) {
			o, p := office(t, row.options)
			err := p.Try(in(t, 10*time.Second), from)
			if row.who == "" {
				must(t, err)
				return
			}
			found, ok := err.(*mailbox.Trouble)
			if !ok || found.Outcome != misconfigured || found.Who != row.who || found.Code != row.said || !strings.Contains(err.Error(), row.said) {
				t.Errorf("%v: %+v", err, found)
			}
			if len(o.Sent()) != 0 {
				t.Error("a letter was sent")
			}
		})
	}
}

// tokens hands out what a test says, as a source of tokens does.
type tokens struct {
	list    []string // the last one is kept
	next    int
	cached  bool
	forgot  int
	refused *mailbox.Trouble
}

func (s *tokens) ask(context.Context) (mailbox.Bearer, error) {
	if s.refused != nil {
		return mailbox.Bearer{}, s.refused
	}
	fresh := !s.cached
	s.cached = true
	return mailbox.Bearer{Token: s.list[s.next], Fresh: fresh, Forget: func() {
		s.forgot++
		s.cached = false
		s.next = min(s.next+1, len(s.list)-1)
	}}, nil
}

// TestToken: a login with a token by either mechanism, in the name of another
// user than the one who reads.
func TestToken(t *testing.T) {
	for _, mechanism := range []string{"XOAUTH2", "OAUTHBEARER"} {
		for way, security := range map[string]mailbox.Security{"plain": mailbox.Plain, "TLS": mailbox.TLS} {
			t.Run(mechanism+" "+way, func(t *testing.T) {
				o, err := loopback.Start(loopback.Options{Mechanisms: []string{mechanism}, Sender: "delegate", SMTP: security})
				must(t, err)
				t.Cleanup(func() { _ = o.Close() })
				o.Issue("good")
				s := &tokens{list: []string{"good"}}
				p := post(t, submit.Config{Server: o.SMTPServer(), Login: submit.Token(o.SMTPServer(), "delegate", s.ask)})
				if got := p.Send(in(t, 10*time.Second), letter(1, 100)); got.Outcome != accepted {
					t.Errorf("%+v", got)
				}
				p = post(t, submit.Config{Server: o.SMTPServer(), Login: submit.Token(o.SMTPServer(), "office", s.ask)})
				if got := p.Send(in(t, 10*time.Second), letter(1, 100)); got.Outcome != misconfigured && got.Outcome != tryLater {
					t.Errorf("as somebody else: %+v", got)
				}
			})
		}
	}
}

// TestS15TokenRunsOut: a token that the server takes no more is replaced, at the
// next attempt, without a person; a fresh one that is refused is for a person,
// and is not shown again for a quarter of an hour.
func TestS15TokenRunsOut(t *testing.T) {
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	o, err := loopback.Start(loopback.Options{Mechanisms: []string{"XOAUTH2"}})
	must(t, err)
	t.Cleanup(func() { _ = o.Close() })
	o.Issue("first")
	s := &tokens{list: []string{"first", "second", "third"}}
	p := post(t, submit.Config{Server: o.SMTPServer(), Login: submit.Token(o.SMTPServer(), o.User, s.ask)}, clocked(&at))
	send := func() mailbox.Receipt { return p.Send(in(t, 10*time.Second), letter(1, 100)) }
	if got := send(); got.Outcome != accepted {
		t.Fatalf("%+v", got)
	}
	must(t, p.Close())
	o.Issue("second")
	if got := send(); got.Outcome != tryLater || s.forgot != 1 {
		t.Fatalf("with the token that ran out: %+v", got)
	}
	if got := send(); got.Outcome != accepted {
		t.Fatalf("with the next one: %+v", got)
	}
	must(t, p.Close())
	o.Issue("none of them")
	var outcomes []mailbox.Outcome
	for range 20 {
		outcomes = append(outcomes, send().Outcome)
		at = at.Add(30 * time.Second)
	}
	want := slices.Repeat([]mailbox.Outcome{misconfigured}, 20)
	want[0] = tryLater
	if !slices.Equal(outcomes, want) || s.forgot != 3 {
		t.Errorf("%v, %d tokens were given up", outcomes, s.forgot)
	}
}

// TestTokenTroubles: a token server's trouble is the login's, as it stands, and
// no server is shown a token that it does not ask for.
func TestTokenTroubles(t *testing.T) {
	o, err := loopback.Start(loopback.Options{})
	must(t, err)
	t.Cleanup(func() { _ = o.Close() })
	s := &tokens{list: []string{"good"}}
	p := post(t, submit.Config{Server: o.SMTPServer(), Login: submit.Token(o.SMTPServer(), o.User, s.ask)})
	if got := p.Send(in(t, 10*time.Second), letter(1, 100)); got.Outcome != misconfigured || s.cached || !strings.Contains(got.Text, "smtp.login") {
		t.Errorf("a server that takes none: %+v", got)
	}
	o2, err := loopback.Start(loopback.Options{Mechanisms: []string{"XOAUTH2"}})
	must(t, err)
	t.Cleanup(func() { _ = o2.Close() })
	s.refused = &mailbox.Trouble{Outcome: tryLater, Doing: "fetching a token"}
	p = post(t, submit.Config{Server: o2.SMTPServer(), Login: submit.Token(o2.SMTPServer(), o2.User, s.ask)})
	if got := p.Send(in(t, 10*time.Second), letter(1, 100)); got.Outcome != tryLater || !strings.Contains(got.Text, "fetching a token") {
		t.Errorf("the token server is away: %+v", got)
	}
}
