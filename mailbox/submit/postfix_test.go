package submit_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/loopback/realmail"
	"referrald/mailbox/submit"
)

// TestPostfix: what a real server says, and what really arrives.
func TestPostfix(t *testing.T) {
	t.Parallel()
	s := realmail.Start(t)
	open := func(t *testing.T, change ...func(*submit.Config)) *submit.Post {
		cfg := submit.Config{Server: s.SMTP, Login: submit.Password(realmail.Office, s.Password)}
		return post(t, cfg, change...)
	}
	own := mailbox.Address{Addr: realmail.Office}
	t.Run("letters arrive as they are", func(t *testing.T) {
		p := open(t)
		for n := range 20 {
			l := letter(n, 5000)
			l.From, l.To = own, mailbox.Address{Addr: "parent@example.org"}
			if got := p.Send(in(t, 20*time.Second), l); got.Outcome != accepted || got.Code != 250 || got.Status != "2.0.0" {
				t.Fatalf("letter %d: %+v\n%s", n, got, s.Log())
			}
		}
		arrived := s.Await(t, "parent@example.org", 20)
		for n := range 20 {
			whole := func(raw []byte) bool { return bytes.HasSuffix(raw, letter(n, 5000).Bytes) }
			if !slices.ContainsFunc(arrived, whole) {
				t.Errorf("letter %d did not arrive as it is", n)
			}
		}
	})
	for name, row := range map[string]struct {
		change  func(*submit.Config)
		address func(*mailbox.Outgoing)
		want    mailbox.Outcome
		code    int
	}{
		"an unknown recipient is refused":    {address: func(l *mailbox.Outgoing) { l.To.Addr = "nobody@" + realmail.Domain }, want: refused, code: 550},
		"a letter that is too large":         {address: func(l *mailbox.Outgoing) { l.Bytes = letter(1, realmail.Largest+1).Bytes }, want: refused},
		"a wrong password":                   {change: func(c *submit.Config) { c.Login = submit.Password(realmail.Office, "wrong") }, want: misconfigured, code: 535},
		"another's address":                  {address: func(l *mailbox.Outgoing) { l.From.Addr = "other@" + realmail.Domain }, want: misconfigured, code: 553},
		"no login":                           {change: func(c *submit.Config) { c.Login = nil }, want: misconfigured, code: 554},
		"a certificate that is not trusted":  {change: func(c *submit.Config) { c.Server.Roots = nil }, want: misconfigured},
		"a password is not shown before TLS": {change: func(c *submit.Config) { c.Server.Security = mailbox.Plain }, want: misconfigured},
	} {
		t.Run(name, func(t *testing.T) {
			if row.change == nil {
				row.change = func(*submit.Config) {}
			}
			l := letter(1, 500)
			l.From, l.To = own, own
			if row.address != nil {
				row.address(&l)
			}
			got := open(t, row.change).Send(in(t, 20*time.Second), l)
			if got.Outcome != row.want || got.Code != row.code {
				t.Errorf("%+v, want %v %d", got, row.want, row.code)
			}
		})
	}
	t.Run("trying sends nothing", func(t *testing.T) {
		must(t, open(t).Try(in(t, 20*time.Second), own))
	})
	t.Run("a token logs in", func(t *testing.T) {
		tokens := &tokens{list: []string{s.Token(realmail.Office, time.Now().Add(time.Hour)), s.Token(realmail.Office, time.Now().Add(-time.Hour))}}
		p := open(t, func(c *submit.Config) { c.Login = submit.Token(c.Server, realmail.Office, tokens.ask) })
		must(t, p.Try(in(t, 20*time.Second), own))
		tokens.next, tokens.cached = 1, false
		err := p.Try(in(t, 20*time.Second), own)
		if found, ok := err.(*mailbox.Trouble); !ok || found.Outcome != misconfigured || found.Who != mailbox.SendingAs {
			t.Errorf("a token that ran out: %v", err)
		}
	})
	t.Run("a restart costs no letter", func(t *testing.T) {
		p := open(t)
		l := letter(50, 500)
		l.From, l.To = own, own
		for n := range 2 {
			if n == 1 {
				s.Restart(t)
			}
			if got := p.Send(in(t, 20*time.Second), l); got.Outcome != accepted {
				t.Errorf("letter %d: %+v", n, got)
			}
		}
		s.Await(t, realmail.Office, 2)
	})
}
