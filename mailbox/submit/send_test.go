package submit_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/submit"
)

const (
	accepted      = mailbox.Accepted
	tryLater      = mailbox.TryLater
	refused       = mailbox.Refused
	misconfigured = mailbox.Misconfigured
	unknown       = mailbox.Unknown
)

var unpipelined = "250-mx.example.com\r\n250 AUTH PLAIN"

// TestOutcomes: every end that an attempt can have.
func TestOutcomes(t *testing.T) {
	rows := map[string]struct {
		script script
		want   mailbox.Outcome
		code   int
		status string
	}{
		"taken":                             {nil, accepted, 250, "2.0.0"},
		"taken, then hung up":               {script{".": "250 2.0.0 queued", "RSET": drop, "QUIT": drop}, accepted, 250, "2.0.0"},
		"greeting 421":                      {script{"GREETING": "421 4.3.2 too busy"}, tryLater, 421, "4.3.2"},
		"greeting 554":                      {script{"GREETING": "554 5.7.1 not from there"}, misconfigured, 554, "5.7.1"},
		"greeting of something else":        {script{"GREETING": "HTTP/1.1 400 Bad Request"}, misconfigured, 0, ""},
		"greeting dropped":                  {script{"GREETING": drop}, tryLater, 0, ""},
		"greeting silent":                   {script{"GREETING": silent}, tryLater, 0, ""},
		"EHLO 451, HELO taken":              {script{"EHLO": "451 4.3.0 not now"}, tryLater, 451, "4.3.0"},
		"EHLO unknown, no login":            {script{"EHLO": "502 5.5.1 what?"}, misconfigured, 0, ""},
		"EHLO dropped":                      {script{"EHLO": drop}, tryLater, 0, ""},
		"login 535":                         {script{"AUTH": "535 5.7.8 wrong"}, misconfigured, 535, "5.7.8"},
		"login 535, password switched off":  {script{"AUTH": "535 5.7.139 basic authentication is disabled"}, misconfigured, 535, "5.7.139"},
		"login 534":                         {script{"AUTH": "534 5.7.9 too weak"}, misconfigured, 534, "5.7.9"},
		"login 454":                         {script{"AUTH": "454 4.7.0 not now"}, tryLater, 454, "4.7.0"},
		"login dropped":                     {script{"AUTH": drop}, tryLater, 0, ""},
		"login silent":                      {script{"AUTH": silent}, tryLater, 0, ""},
		"no login offered":                  {script{"EHLO": "250-mx\r\n250 PIPELINING"}, misconfigured, 0, ""},
		"only tokens offered":               {script{"EHLO": "250-mx\r\n250 AUTH XOAUTH2"}, misconfigured, 0, ""},
		"sender 451":                        {script{"MAIL": "451 4.3.0 later"}, tryLater, 451, "4.3.0"},
		"sender 530":                        {script{"MAIL": "530 5.7.57 client not authenticated"}, misconfigured, 530, "5.7.57"},
		"sender 550, Send As denied":        {script{"MAIL": "550 5.7.60 client does not have permissions"}, misconfigured, 550, "5.7.60"},
		"sender 550 5.7.1":                  {script{"MAIL": "550 5.7.1 client not allowed"}, misconfigured, 550, "5.7.1"},
		"sender 552, too large":             {script{"MAIL": "552 5.3.4 too big"}, refused, 552, "5.3.4"},
		"sender dropped":                    {script{"MAIL": drop}, tryLater, 0, ""},
		"sender silent":                     {script{"MAIL": silent}, tryLater, 0, ""},
		"sender 452, no room for its size":  {script{"MAIL": "452 4.3.1 insufficient storage"}, tryLater, 452, "4.3.1"},
		"letter 550, enough for a day":      {script{".": "550 5.7.233 tenant has exceeded its limit"}, tryLater, 550, "5.7.233"},
		"recipient 450":                     {script{"RCPT": "450 4.2.0 greylisted"}, tryLater, 450, "4.2.0"},
		"recipient 550":                     {script{"RCPT": "550 5.1.1 no such user"}, refused, 550, "5.1.1"},
		"recipient 553, sender not owned":   {script{"RCPT": "553 5.7.1 sender address rejected"}, misconfigured, 553, "5.7.1"},
		"recipient 550, relaying":           {script{"RCPT": "550 5.7.54 unable to relay"}, misconfigured, 550, "5.7.54"},
		"recipient 550 without a status":    {script{"RCPT": "550 no such user"}, refused, 550, ""},
		"recipient dropped":                 {script{"RCPT": drop}, tryLater, 0, ""},
		"DATA 451":                          {script{"DATA": "451 4.3.0 later"}, tryLater, 451, "4.3.0"},
		"DATA 554":                          {script{"DATA": "554 5.7.1 policy"}, refused, 554, "5.7.1"},
		"DATA dropped":                      {script{"DATA": drop}, tryLater, 0, ""},
		"letter cut off":                    {script{"BODY": drop}, tryLater, 0, ""},
		"letter 452":                        {script{".": "452 4.3.1 full"}, tryLater, 452, "4.3.1"},
		"letter 421":                        {script{".": "421 4.3.2 closing"}, tryLater, 421, "4.3.2"},
		"letter 554":                        {script{".": "554 5.6.0 content"}, refused, 554, "5.6.0"},
		"letter 550, password switched off": {script{".": "550 5.7.30 basic authentication is not supported"}, misconfigured, 550, "5.7.30"},
		"letter 554, Send As denied":        {script{".": "554 5.2.252 SendAsDenied"}, misconfigured, 554, "5.2.252"},
		"dropped after the dot":             {script{".": drop}, unknown, 0, ""},
		"silent after the dot":              {script{".": silent}, unknown, 0, ""},
		"nonsense after the dot":            {script{".": "thank you"}, unknown, 0, ""},
		"354 after the dot":                 {script{".": "354 go on"}, unknown, 354, ""},
		"endless answer":                    {script{"EHLO": strings.Repeat("250-PIPELINING\r\n", 40000) + "250 AUTH PLAIN"}, tryLater, 0, ""},
	}
	// What asks for patience with every letter, and not with this one.
	all := []string{"greeting 421", "greeting dropped", "greeting silent", "EHLO 451, HELO taken", "EHLO dropped", "endless answer",
		"login 454", "login dropped", "login silent", "sender 451", "letter 550, enough for a day"}
	for name, row := range rows {
		for way, ehlo := range map[string]string{"all at once": "", "step by step": unpipelined} {
			if ehlo != "" && row.script["EHLO"] != "" {
				continue
			}
			t.Run(name+"/"+way, func(t *testing.T) {
				t.Parallel()
				s := maps.Clone(row.script)
				if ehlo != "" {
					s = script{"EHLO": ehlo}
					maps.Copy(s, row.script)
				}
				// More than the sockets hold, so that a letter which is cut off is
				// noticed while it is on its way.
				size := 2000
				if s["BODY"] != "" {
					size = 16 << 20
				}
				st := play(t, s)
				start := time.Now()
				got := st.post(t).Send(in(t, 20*time.Second), letter(1, size))
				if took := time.Since(start); took > 8*time.Second {
					t.Errorf("it took %v", took)
				}
				if got.Outcome != row.want || got.Code != row.code || got.Status != row.status {
					t.Errorf("%+v, want %v %d %q", got, row.want, row.code, row.status)
				}
				if got.All != slices.Contains(all, name) {
					t.Errorf("it is said of every letter: %v", got.All)
				}
				if got.Outcome != accepted && got.Text == "" {
					t.Error("nothing for an operator to read")
				}
				calls, lines, _ := st.told()
				if calls != 1 {
					t.Errorf("%d connections for one letter on a fresh one", calls)
				}
				if first := slices.Index(lines, "MAIL FROM:<office@example.com>"); first >= 0 && slices.Contains(lines[first+1:], lines[first]) {
					t.Error("the letter was tried twice")
				}
			})
		}
	}
}

// TestRefusedWithOpenDoor: a server that refuses the recipient and asks for
// the letter all the same gets none.
func TestRefusedWithOpenDoor(t *testing.T) {
	st := play(t, script{"RCPT": "550 5.1.1 no such user", "DATA": "354 go on"})
	start := time.Now()
	got := st.post(t).Send(in(t, 20*time.Second), letter(1, 500))
	took := time.Since(start)
	if _, _, letters := st.told(); got.Outcome != refused || len(letters) != 0 || took > 5*time.Second {
		t.Errorf("%+v, and %d letters, after %v", got, len(letters), took)
	}
}

// TestReceiptWithoutAddresses: servers like to repeat whom they refuse.
func TestReceiptWithoutAddresses(t *testing.T) {
	st := play(t, script{"RCPT": "550-5.1.1 <jo@example.org>: no such user\r\n550 5.1.1 jo@example.org is unknown"})
	got := st.post(t).Send(in(t, 5*time.Second), letter(1, 500))
	if want := "[address] no such user [address] is unknown"; got.Text != want || got.Status != "5.1.1" {
		t.Errorf("%+v, want %q", got, want)
	}
}

func TestConnectionKept(t *testing.T) {
	for name, row := range map[string]struct {
		first, then script
		calls       int
		outcomes    []mailbox.Outcome
	}{
		"two letters":                 {nil, nil, 1, []mailbox.Outcome{accepted, accepted}},
		"after a refused recipient":   {script{"RCPT": "550 5.1.1 no"}, nil, 1, []mailbox.Outcome{refused, accepted}},
		"after a refused letter":      {script{".": "554 5.6.0 no"}, nil, 1, []mailbox.Outcome{refused, accepted}},
		"reset refused":               {script{"RCPT": "550 5.1.1 no", "RSET": "500 no"}, nil, 2, []mailbox.Outcome{refused, accepted}},
		"hung up after the letter":    {script{".": "421 4.3.2 closing"}, nil, 2, []mailbox.Outcome{tryLater, accepted}},
		"dead when it is next used":   {nil, script{"MAIL": drop}, 2, []mailbox.Outcome{accepted, tryLater}},
		"silent when it is next used": {nil, script{"MAIL": silent}, 2, []mailbox.Outcome{accepted, tryLater}},
		"closing when next used":      {nil, script{"MAIL": "421 4.4.2 idle too long"}, 2, []mailbox.Outcome{accepted, tryLater}},
		"lost in the letter":          {nil, script{".": drop}, 1, []mailbox.Outcome{accepted, unknown}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := play(t, row.first)
			p := st.post(t, func(c *submit.Config) {
				if row.then["MAIL"] == silent {
					impatient(c)
				}
			})
			first := p.Send(in(t, 5*time.Second), letter(1, 500))
			st.now(row.then)
			second := p.Send(in(t, 5*time.Second), letter(2, 500))
			if got := []mailbox.Outcome{first.Outcome, second.Outcome}; !slices.Equal(got, row.outcomes) {
				t.Errorf("outcomes %v, want %v", got, row.outcomes)
			}
			if calls, _, _ := st.told(); calls != row.calls {
				t.Errorf("%d connections, want %d", calls, row.calls)
			}
		})
	}
}

// TestStaleConnection: the server ended the quiet connection; the next letter
// goes over a new one as if nothing had been.
func TestStaleConnection(t *testing.T) {
	for _, how := range []string{drop, "421 4.4.2 idle too long"} {
		t.Run(how, func(t *testing.T) {
			st := play(t, nil)
			p := st.post(t)
			for n := range 3 {
				if n > 0 {
					st.now(script{"MAIL": how})
					time.AfterFunc(50*time.Millisecond, func() { st.now(nil) })
					// The new connection waits until the script is the willing one again.
					st.pause(100 * time.Millisecond)
				}
				if got := p.Send(in(t, 5*time.Second), letter(n, 500)); got.Outcome != accepted {
					t.Fatalf("letter %d: %+v", n, got)
				}
			}
			if calls, _, letters := st.told(); calls != 3 || len(letters) != 3 {
				t.Errorf("%d connections, %d letters, want 3 and 3", calls, len(letters))
			}
		})
	}
}

func TestQuietConnectionEnds(t *testing.T) {
	st := play(t, nil)
	p := st.post(t, func(c *submit.Config) { c.Warm = 50 * time.Millisecond })
	for n := range 2 {
		if got := p.Send(in(t, 5*time.Second), letter(n, 500)); got.Outcome != accepted {
			t.Fatalf("letter %d: %+v", n, got)
		}
		for end := time.Now().Add(5 * time.Second); ; time.Sleep(5 * time.Millisecond) {
			if _, lines, _ := st.told(); lines[len(lines)-1] == "QUIT" {
				break
			}
			if time.Now().After(end) {
				t.Fatal("no QUIT on a connection that nobody uses")
			}
		}
	}
	if calls, _, _ := st.told(); calls != 2 {
		t.Errorf("%d connections, want 2", calls)
	}
}

// TestContext: the end of the context ends the attempt at every step.
func TestContext(t *testing.T) {
	for _, verb := range []string{"GREETING", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "."} {
		for _, how := range []string{"cancelled", "deadline"} {
			t.Run(verb+" "+how, func(t *testing.T) {
				t.Parallel()
				p := play(t, script{verb: silent}).post(t, func(c *submit.Config) { c.Timeout, c.Verdict = time.Minute, time.Minute })
				ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
				if how == "cancelled" {
					ctx, cancel = context.WithCancel(context.Background())
					time.AfterFunc(100*time.Millisecond, cancel)
				}
				defer cancel()
				start := time.Now()
				got := p.Send(ctx, letter(1, 500))
				want := tryLater
				if verb == "." {
					want = unknown
				}
				if took := time.Since(start); got.Outcome != want || took > 5*time.Second {
					t.Errorf("%+v after %v, want %v at once", got, took, want)
				}
			})
		}
	}
	t.Run("over before it began", func(t *testing.T) {
		st := play(t, nil)
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		got := st.post(t).Send(ctx, letter(1, 500))
		if calls, _, _ := st.told(); got.Outcome != tryLater || calls != 0 {
			t.Errorf("%+v, %d connections", got, calls)
		}
	})
}

// TestWaitingTurn: who waits for another's letter waits no longer than its context.
func TestWaitingTurn(t *testing.T) {
	p := play(t, script{".": silent}).post(t, func(c *submit.Config) { c.Verdict = time.Second })
	begun := make(chan mailbox.Receipt, 1)
	go func() { begun <- p.Send(in(t, 5*time.Second), letter(1, 500)) }()
	time.Sleep(100 * time.Millisecond)
	start := time.Now()
	if got := p.Send(in(t, 50*time.Millisecond), letter(2, 500)); got.Outcome != tryLater || time.Since(start) > 5*time.Second {
		t.Errorf("%+v after %v", got, time.Since(start))
	}
	if got := <-begun; got.Outcome != unknown {
		t.Errorf("the first letter: %+v", got)
	}
}

func TestEnvelope(t *testing.T) {
	for name, row := range map[string]struct {
		ehlo string
		to   string
		body string
		want string // the MAIL line, or the outcome
	}{
		"plain":                     {"250-mx\r\n250 AUTH PLAIN", "jo@example.org", "x\r\n", "MAIL FROM:<office@example.com>"},
		"size":                      {"250-mx\r\n250-SIZE 1000\r\n250 AUTH PLAIN", "jo@example.org", "x\r\n", "MAIL FROM:<office@example.com> SIZE=3"},
		"size without a limit":      {"250-mx\r\n250-SIZE\r\n250 AUTH PLAIN", "jo@example.org", strings.Repeat("x", 60) + "\r\n", "MAIL FROM:<office@example.com> SIZE=62"},
		"exactly the limit":         {"250-mx\r\n250-SIZE 3\r\n250 AUTH PLAIN", "jo@example.org", "x\r\n", "MAIL FROM:<office@example.com> SIZE=3"},
		"over the limit":            {"250-mx\r\n250-SIZE 3\r\n250 AUTH PLAIN", "jo@example.org", "xx\r\n", "refused"},
		"eight bits":                {"250-mx\r\n250-8BITMIME\r\n250 AUTH PLAIN", "jo@example.org", "long enough: Zoë\r\n", "MAIL FROM:<office@example.com> BODY=8BITMIME"},
		"seven bits":                {"250-mx\r\n250-8BITMIME\r\n250 AUTH PLAIN", "jo@example.org", "long enough: Zoe\r\n", "MAIL FROM:<office@example.com>"},
		"foreign address":           {"250-mx\r\n250-SMTPUTF8\r\n250 AUTH PLAIN", "zoë@example.org", "x\r\n", "MAIL FROM:<office@example.com> SMTPUTF8"},
		"foreign address, not here": {"250-mx\r\n250 AUTH PLAIN", "zoë@example.org", "x\r\n", "refused"},
		"UTF8 offered, not needed":  {"250-mx\r\n250-SMTPUTF8\r\n250 AUTH PLAIN", "jo@example.org", "x\r\n", "MAIL FROM:<office@example.com>"},
	} {
		t.Run(name, func(t *testing.T) {
			st := play(t, script{"EHLO": row.ehlo})
			l := letter(1, 0)
			l.To.Addr, l.Bytes = row.to, []byte(row.body)
			got := st.post(t).Send(in(t, 5*time.Second), l)
			_, lines, _ := st.told()
			mail := slices.IndexFunc(lines, func(s string) bool { return strings.HasPrefix(s, "MAIL") })
			switch {
			case row.want == "refused":
				if got.Outcome != refused || mail >= 0 || got.Text == "" {
					t.Errorf("%+v, want refused unseen", got)
				}
			case mail < 0 || lines[mail] != row.want:
				t.Errorf("%+v, said %q, want %q", got, lines, row.want)
			case got.Outcome != accepted:
				t.Errorf("%+v", got)
			}
		})
	}
}

// TestUnfit: what is never shown to a server.
func TestUnfit(t *testing.T) {
	for name, row := range map[string]struct {
		change func(*mailbox.Outgoing)
		want   mailbox.Outcome
	}{
		"empty":              {func(l *mailbox.Outgoing) { l.Bytes = nil }, refused},
		"bare LF":            {func(l *mailbox.Outgoing) { l.Bytes = []byte("a\r\n\n.\r\nMAIL FROM:<x@example.net>\r\n") }, refused},
		"bare CR":            {func(l *mailbox.Outgoing) { l.Bytes = []byte("a\r\r\n.\r\n") }, refused},
		"no recipient":       {func(l *mailbox.Outgoing) { l.To.Addr = "" }, refused},
		"recipient with CR":  {func(l *mailbox.Outgoing) { l.To.Addr = "jo@example.org\r\nRSET" }, refused},
		"two recipients":     {func(l *mailbox.Outgoing) { l.To.Addr = "jo@example.org> <x@example.org" }, refused},
		"recipient too long": {func(l *mailbox.Outgoing) { l.To.Addr = strings.Repeat("j", 250) + "@example.org" }, refused},
		"sender with CR":     {func(l *mailbox.Outgoing) { l.From.Addr = "office@example.com\r\n" }, misconfigured},
		"no sender":          {func(l *mailbox.Outgoing) { l.From = mailbox.Address{} }, misconfigured},
	} {
		t.Run(name, func(t *testing.T) {
			st := play(t, nil)
			l := letter(1, 100)
			row.change(&l)
			got := st.post(t).Send(in(t, 5*time.Second), l)
			if calls, _, _ := st.told(); got.Outcome != row.want || calls != 0 || got.Text == "" {
				t.Errorf("%+v, %d connections, want %v and none", got, calls, row.want)
			}
		})
	}
}

func TestTry(t *testing.T) {
	for name, row := range map[string]struct {
		script script
		want   string
	}{
		"willing":        {nil, "<nil>"},
		"wrong password": {script{"AUTH": "535 5.7.8 wrong for office@example.com"}, "misconfigured"},
		"busy":           {script{"GREETING": "421 4.3.2 busy"}, "try later"},
		"no sender":      {script{"MAIL": drop}, "try later"},
		"wrong sender":   {script{"MAIL": "550 5.7.60 cannot send as office@example.com"}, "misconfigured"},
	} {
		t.Run(name, func(t *testing.T) {
			st := play(t, row.script)
			err := st.post(t).Try(in(t, 5*time.Second), letter(1, 100).From)
			got := fmt.Sprint(err)
			if err != nil {
				trouble, ok := err.(*mailbox.Trouble)
				if !ok {
					t.Fatalf("%T is no *mailbox.Trouble", err)
				}
				got = trouble.Outcome.String()
				if strings.ContainsAny(err.Error(), "@") || strings.Contains(err.Error(), "correct horse") {
					t.Errorf("the error tells too much: %v", err)
				}
			}
			_, lines, letters := st.told()
			if got != row.want || len(letters) > 0 {
				t.Errorf("%v (%v), want %v", got, err, row.want)
			}
			if err == nil && !slices.Equal(lines[len(lines)-2:], []string{"RSET", "QUIT"}) {
				t.Errorf("said %q", lines)
			}
		})
	}
}
