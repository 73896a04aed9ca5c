package submit

import (
	"errors"
	"net"
	"testing"

	"github.com/wneessen/go-mail/smtp"

	"referrald/mailbox"
)

func TestReply(t *testing.T) {
	for name, row := range map[string]struct {
		code         int
		said         string
		status, text string
	}{
		"plain":                {550, "no such user", "", "no such user"},
		"with a status":        {550, "5.1.1 no such user", "5.1.1", "no such user"},
		"several lines":        {550, "5.7.1 one\n5.7.1 two", "5.7.1", "one two"},
		"status alone":         {250, "2.0.0", "2.0.0", ""},
		"status of another":    {550, "4.2.0 odd", "", "4.2.0 odd"},
		"version number":       {220, "2.3.19.1 ready", "", "2.3.19.1 ready"},
		"too long a number":    {550, "5.1234.1 x", "", "5.1234.1 x"},
		"an address":           {550, "5.1.1 <jo@example.org> unknown", "5.1.1", "[address] unknown"},
		"control characters":   {550, "5.1.1 a\x1b[31m\tb", "5.1.1", "a [31m b"},
		"nothing":              {550, "", "", ""},
		"dots":                 {550, "5.. x", "", "5.. x"},
		"status with a sign":   {550, "5.+1.1 x", "", "5.+1.1 x"},
		"three numbers, no 5s": {550, "1.2.3 x", "", "1.2.3 x"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := newReply(row.code, row.said); got.status != row.status || got.text != row.text {
				t.Errorf("%q, %q; want %q, %q", got.status, got.text, row.status, row.text)
			}
		})
	}
}

func FuzzReply(f *testing.F) {
	f.Add(550, "5.1.1 <jo@example.org> unknown\n5.1.1 x")
	f.Fuzz(func(t *testing.T, code int, said string) {
		r := newReply(code, said)
		for at := atGreeting; at <= atLetter; at++ {
			if got := r.receipt(at); got.Outcome == mailbox.Accepted {
				t.Errorf("%+v", got)
			}
		}
	})
}

// far is a connection to another machine.
type far struct{ net.Conn }

func (far) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 25} }

type near struct{ net.Conn }

func (near) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 25} }

// TestNoPasswordInTheClear: no password without TLS, except on this machine.
func TestNoPasswordInTheClear(t *testing.T) {
	for _, security := range []mailbox.Security{mailbox.TLS, mailbox.StartTLS, mailbox.Plain} {
		if err := safe(security, near{}); err != nil {
			t.Errorf("%v, own machine: %v", security, err)
		}
		if err := safe(security, far{}); (err == nil) != (security != mailbox.Plain) {
			t.Errorf("%v, elsewhere: %v", security, err)
		}
	}
	for name, row := range map[string]struct {
		server smtp.ServerInfo
		told   bool
	}{
		"TLS elsewhere":      {smtp.ServerInfo{Name: "mx.example.com", TLS: true}, true},
		"clear elsewhere":    {smtp.ServerInfo{Name: "mx.example.com"}, false},
		"clear by number":    {smtp.ServerInfo{Name: "127.0.0.1"}, false},
		"clear, own machine": {smtp.ServerInfo{Name: ownMachine}, true},
	} {
		for _, mechanism := range []string{"PLAIN", "LOGIN"} {
			_, first, err := (&password{mechanism: mechanism, user: "office", secret: "correct horse"}).Start(&row.server)
			var trouble *mailbox.Trouble
			if told := err == nil; told != row.told || !told && (first != nil || !errors.As(err, &trouble)) {
				t.Errorf("%s, %s: %q, %v", name, mechanism, first, err)
			}
		}
	}
}
