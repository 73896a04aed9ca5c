package inbox_test

import (
	"testing"

	"referrald/mailbox"
	"referrald/mailbox/loopback"
)

func office(t testing.TB, opt loopback.Options) (*loopback.Office, rig) {
	t.Helper()
	o, err := loopback.Start(opt)
	must(t, err)
	t.Cleanup(func() { _ = o.Close() })
	return o, rig{server: o.IMAPServer(), user: o.User, password: o.Password}
}

func TestLoopback(t *testing.T) {
	for name, security := range map[string]mailbox.Security{"implicit TLS": mailbox.TLS, "plain": mailbox.Plain} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			suite(t, func(t *testing.T) rig {
				_, r := office(t, loopback.Options{IMAP: security})
				return r
			})
		})
	}
}

func TestUntrusted(t *testing.T) {
	for name, security := range map[string]mailbox.Security{"implicit TLS": mailbox.TLS, "STARTTLS": mailbox.StartTLS} {
		t.Run(name, func(t *testing.T) {
			_, r := office(t, loopback.Options{IMAP: security})
			testUntrusted(t, r)
		})
	}
}
