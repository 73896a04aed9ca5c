package inbox

import (
	"net"
	"testing"

	"referrald/mailbox"
)

// at is a connection to an address.
type at struct {
	net.Conn
	ip string
}

func (a at) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.ParseIP(a.ip), Port: 143} }

// TestNoPasswordInTheClear: without TLS nothing goes further than this machine.
func TestNoPasswordInTheClear(t *testing.T) {
	for ip, own := range map[string]bool{
		"127.0.0.1": true, "127.5.6.7": true, "::1": true, "192.0.2.1": false, "10.0.0.1": false, "2001:db8::1": false,
	} {
		for _, security := range []mailbox.Security{mailbox.TLS, mailbox.StartTLS, mailbox.Plain} {
			err := safe(security, at{ip: ip})
			if want := own || security != mailbox.Plain; (err == nil) != want {
				t.Errorf("%s, %v: %v", ip, security, err)
			}
		}
	}
}
