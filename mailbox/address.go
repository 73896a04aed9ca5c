package mailbox

import (
	"fmt"
	"log/slog"
	"net/mail"
	"strings"
)

// Address is a mailbox address of a person or an office. It prints redacted:
// only Addr and Name, asked for by name, hold personal data.
type Address struct {
	Name string // display name, decoded, "" when none
	Addr string // local@domain, domain in lower case
}

// NewAddress makes an Address from a display name and an addr-spec; the domain
// is put in lower case, surrounding space removed.
func NewAddress(name, addr string) Address {
	addr = strings.TrimSpace(addr)
	if at := strings.LastIndexByte(addr, '@'); at >= 0 {
		addr = addr[:at+1] + strings.ToLower(addr[at+1:])
	}
	return Address{Name: strings.TrimSpace(name), Addr: addr}
}

// ParseAddress reads one RFC 5322 address, with or without a display name.
func ParseAddress(s string) (Address, error) {
	a, err := mail.ParseAddress(strings.TrimSpace(s))
	if err != nil {
		return Address{}, fmt.Errorf("not an email address (write it as name@example.org)")
	}
	return NewAddress(a.Name, a.Address), nil
}

// Zero reports whether there is no address.
func (a Address) Zero() bool { return a.Addr == "" }

// Key is the address as it is compared: lower case throughout.
func (a Address) Key() string { return strings.ToLower(a.Addr) }

// Local is the part before the last "@", in lower case.
func (a Address) Local() string {
	if at := strings.LastIndexByte(a.Addr, '@'); at >= 0 {
		return strings.ToLower(a.Addr[:at])
	}
	return strings.ToLower(a.Addr)
}

// Domain is the part after the last "@", in lower case, "" when there is none.
func (a Address) Domain() string {
	if at := strings.LastIndexByte(a.Addr, '@'); at >= 0 {
		return strings.ToLower(a.Addr[at+1:])
	}
	return ""
}

// Same reports whether two addresses are the same mailbox, letter case aside.
func (a Address) Same(b Address) bool { return !a.Zero() && a.Key() == b.Key() }

const redacted = "[address]"

// Format prints an address redacted whatever the verb.
func (a Address) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// LogValue keeps addresses out of logs.
func (a Address) LogValue() slog.Value { return slog.StringValue(redacted) }
