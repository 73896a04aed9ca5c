package submit_test

import (
	"bytes"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/loopback"
	"referrald/mailbox/submit"
)

func office(t testing.TB, opt loopback.Options, change ...func(*submit.Config)) (*loopback.Office, *submit.Post) {
	t.Helper()
	o, err := loopback.Start(opt)
	must(t, err)
	t.Cleanup(func() { _ = o.Close() })
	return o, post(t, submit.Config{Server: o.SMTPServer(), Login: submit.Password(o.User, o.Password)}, change...)
}

// TestFaults: every knob of the server in this process, and what the letter's
// fate is there.
func TestFaults(t *testing.T) {
	for name, row := range map[string]struct {
		fault loopback.Fault
		want  mailbox.Outcome
		taken bool
	}{
		"none":                   {loopback.Fault{At: "NEVER"}, accepted, true},
		"EHLO refused for now":   {loopback.Fault{At: "EHLO", Do: loopback.Refuse, Reply: 421}, tryLater, false},
		"login refused":          {loopback.Fault{At: "AUTH", Do: loopback.Refuse, Reply: 535, Code: "5.7.8"}, misconfigured, false},
		"login refused for now":  {loopback.Fault{At: "AUTH", Do: loopback.Refuse, Reply: 454, Code: "4.7.0"}, tryLater, false},
		"login dropped":          {loopback.Fault{At: "AUTH", Do: loopback.Drop}, tryLater, false},
		"sender refused":         {loopback.Fault{At: "MAIL", Do: loopback.Refuse, Reply: 550, Code: "5.7.60"}, misconfigured, false},
		"sender refused for now": {loopback.Fault{At: "MAIL", Do: loopback.Refuse, Reply: 451}, tryLater, false},
		"recipient unknown":      {loopback.Fault{At: "RCPT", Do: loopback.Refuse, Reply: 550, Code: "5.1.1"}, refused, false},
		"recipient greylisted":   {loopback.Fault{At: "RCPT", Do: loopback.Refuse, Reply: 450, Code: "4.2.0"}, tryLater, false},
		"recipient dropped":      {loopback.Fault{At: "RCPT", Do: loopback.Drop}, tryLater, false},
		"recipient silent":       {loopback.Fault{At: "RCPT", Do: loopback.Silence}, tryLater, false},
		"letter refused":         {loopback.Fault{At: "DATA", Do: loopback.Refuse, Reply: 554, Code: "5.6.0"}, refused, false},
		"letter later":           {loopback.Fault{At: "DATA", Do: loopback.Refuse, Reply: 452, Code: "4.3.1"}, tryLater, false},
		"dropped, not taken":     {loopback.Fault{At: "DATA", Do: loopback.Drop}, unknown, false},
		"dropped, taken":         {loopback.Fault{At: "DATA", Do: loopback.DropTaken}, unknown, true},
		"silent, taken":          {loopback.Fault{At: "DATA", Do: loopback.Silence}, unknown, true},
		"dropped after the word": {loopback.Fault{At: "DATA", Do: loopback.DropAfter}, accepted, true},
		"slow":                   {loopback.Fault{At: "DATA", Do: loopback.Delay, Wait: 100 * time.Millisecond}, accepted, true},
		"too slow":               {loopback.Fault{At: "DATA", Do: loopback.Delay, Wait: 1200 * time.Millisecond}, unknown, true},
	} {
		for way, security := range map[string]mailbox.Security{"plain": mailbox.Plain, "TLS": mailbox.TLS} {
			t.Run(name+"/"+way, func(t *testing.T) {
				t.Parallel()
				patience := func(*submit.Config) {}
				if row.fault.Do == loopback.Silence || row.fault.Wait > time.Second {
					patience = impatient
				}
				o, p := office(t, loopback.Options{SMTP: security}, patience)
				o.AddSMTP(row.fault)
				got := p.Send(in(t, 10*time.Second), letter(1, 3000))
				if got.Outcome != row.want {
					t.Errorf("%+v, want %v", got, row.want)
				}
				for end := time.Now().Add(3 * time.Second); row.taken && len(o.Sent()) == 0 && time.Now().Before(end); {
					time.Sleep(10 * time.Millisecond) // it is still being slow
				}
				if taken := len(o.Sent()) > 0; taken != row.taken {
					t.Errorf("taken %v, want %v", taken, row.taken)
				}
				if row.fault.At != "NEVER" && o.Struck() != 1 {
					t.Errorf("the fault struck %d times: the letter was tried again", o.Struck())
				}
			})
		}
	}
}

// TestBytes: what is sent is what was decided, byte for byte.
func TestBytes(t *testing.T) {
	long := strings.Repeat("x", 998) + "\r\n"
	for name, body := range map[string]string{
		"one line":         "a\r\n",
		"only a dot":       ".\r\n",
		"only dots":        ".\r\n..\r\n...\r\n",
		"dots in a row":    "\r\n.\r\n.\r\n.\r\n",
		"dot in a line":    "a.\r\nb.c\r\n",
		"empty lines":      "\r\n\r\n\r\n",
		"high bytes":       "\xff\xfe Zo\xeb \x00\r\n",
		"long lines":       strings.Repeat(long, 300),
		"dots at a border": strings.Repeat("0123456789abcd\r\n", 4096) + ".end\r\n",
	} {
		for way, security := range map[string]mailbox.Security{"plain": mailbox.Plain, "TLS": mailbox.TLS, "STARTTLS": mailbox.StartTLS} {
			t.Run(name+"/"+way, func(t *testing.T) {
				o, p := office(t, loopback.Options{SMTP: security})
				l := letter(1, 0)
				l.Bytes = []byte(body)
				for range 2 { // the second over a connection that is open
					if got := p.Send(in(t, 10*time.Second), l); got.Outcome != accepted {
						t.Fatalf("%+v", got)
					}
				}
				for _, sent := range o.Sent() {
					if !bytes.Equal(sent.Bytes, l.Bytes) || sent.From != l.From.Addr || sent.To != l.To.Addr {
						t.Errorf("%d bytes arrived of %d, from %q to %q", len(sent.Bytes), len(l.Bytes), sent.From, sent.To)
					}
				}
			})
		}
	}
	t.Run("no line end at the end", func(t *testing.T) {
		o, p := office(t, loopback.Options{SMTP: mailbox.Plain})
		l := letter(1, 0)
		l.Bytes = []byte("a\r\nb")
		if got := p.Send(in(t, 10*time.Second), l); got.Outcome != accepted {
			t.Fatalf("%+v", got)
		}
		if got := string(o.Sent()[0].Bytes); got != "a\r\nb\r\n" {
			t.Errorf("%q arrived", got)
		}
	})
}

// TestManyLetters: 200 letters over one connection; a second login would fail.
func TestManyLetters(t *testing.T) {
	o, p := office(t, loopback.Options{})
	o.AddSMTP(loopback.Fault{At: "AUTH", Skip: 1, Times: loopback.Always, Do: loopback.Refuse, Reply: 535})
	for n := range 200 {
		if got := p.Send(in(t, 10*time.Second), letter(n, 2000)); got.Outcome != accepted {
			t.Fatalf("letter %d: %+v", n, got)
		}
	}
	sent := o.Sent()
	if len(sent) != 200 || !bytes.Equal(sent[199].Bytes, letter(199, 2000).Bytes) {
		t.Errorf("%d letters arrived, want 200 in order", len(sent))
	}
}

// TestTrust: who is not trusted is shown nothing.
func TestTrust(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	must(t, closed.Close())
	for name, row := range map[string]struct {
		security mailbox.Security
		change   func(*submit.Config)
		want     mailbox.Outcome
	}{
		"TLS":                         {mailbox.TLS, func(*submit.Config) {}, accepted},
		"STARTTLS":                    {mailbox.StartTLS, func(*submit.Config) {}, accepted},
		"unknown authority":           {mailbox.TLS, func(c *submit.Config) { c.Server.Roots = nil }, misconfigured},
		"unknown authority, STARTTLS": {mailbox.StartTLS, func(c *submit.Config) { c.Server.Roots = nil }, misconfigured},
		"other name":                  {mailbox.TLS, func(c *submit.Config) { c.Server.Name = "mail.example.org" }, misconfigured},
		"other name, STARTTLS":        {mailbox.StartTLS, func(c *submit.Config) { c.Server.Name = "mail.example.org" }, misconfigured},
		"no STARTTLS offered":         {mailbox.Plain, func(c *submit.Config) { c.Server.Security = mailbox.StartTLS }, misconfigured},
		"TLS to a plain port":         {mailbox.Plain, func(c *submit.Config) { c.Server.Security = mailbox.TLS }, misconfigured},
		"plain where TLS is wanted":   {mailbox.StartTLS, func(c *submit.Config) { c.Server.Security = mailbox.Plain }, misconfigured},
		"wrong password":              {mailbox.TLS, func(c *submit.Config) { c.Login = submit.Password("office", "wrong") }, misconfigured},
		"no login where one is due":   {mailbox.TLS, func(c *submit.Config) { c.Login = nil }, misconfigured},
		"nobody there":                {mailbox.TLS, func(c *submit.Config) { c.Server.Port = closed.Addr().(*net.TCPAddr).Port }, tryLater},
	} {
		t.Run(name, func(t *testing.T) {
			o, err := loopback.Start(loopback.Options{SMTP: row.security})
			must(t, err)
			t.Cleanup(func() { _ = o.Close() })
			p := post(t, submit.Config{Server: o.SMTPServer(), Login: submit.Password(o.User, o.Password)}, row.change)
			got := p.Send(in(t, 10*time.Second), letter(1, 500))
			if got.Outcome != row.want {
				t.Errorf("%+v, want %v", got, row.want)
			}
			if taken := len(o.Sent()) == 1; taken != (row.want == accepted) {
				t.Errorf("taken: %v", taken)
			}
			if got.Outcome != accepted && (got.Text == "" || strings.Contains(got.Text, "wrong")) {
				t.Errorf("text for an operator: %q", got.Text)
			}
		})
	}
}

// TestLoginOnly: a relay that offers AUTH LOGIN alone.
func TestLoginOnly(t *testing.T) {
	st := play(t, script{"EHLO": "250-mx\r\n250 AUTH LOGIN", "AUTH": "334 VXNlcm5hbWU6", "B2ZMAWNL": "334 UGFzc3dvcmQ6", "Y29YCMVJDCBOB3JZZQ==": "235 2.7.0 welcome"})
	if got := st.post(t).Send(in(t, 5*time.Second), letter(1, 500)); got.Outcome != accepted {
		_, lines, _ := st.told()
		t.Errorf("%+v, said %q", got, lines)
	}
}

func BenchmarkSend(b *testing.B) {
	for _, size := range []int{1 << 10, 100 << 10} {
		b.Run(fmt.Sprint(size>>10, "KiB"), func(b *testing.B) {
			st := play(b, nil)
			st.forget = true
			p := st.post(b)
			l := letter(1, size)
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				if got := p.Send(b.Context(), l); got.Outcome != accepted {
					b.Fatalf("%+v", got)
				}
			}
		})
	}
}
