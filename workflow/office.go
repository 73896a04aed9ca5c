package workflow

import (
	"strings"

	"referrald/mailbox"
)

// IsSecure reports whether an address is in a secure mail domain. "nhs.net" in
// the list is that domain alone, ".gov.uk" everything under it; nothing else is
// matched, so that neither evilnhs.net nor nhs.net.example.org passes.
func (o *Office) IsSecure(a mailbox.Address) bool { return inDomains(a, o.Secure) }

// isTrust reports whether an address belongs to the Trust.
func (o *Office) isTrust(a mailbox.Address) bool { return inDomains(a, o.Trust) }

func inDomains(a mailbox.Address, domains []string) bool {
	domain := a.Domain()
	if domain == "" {
		return false
	}
	for _, d := range domains {
		d = strings.ToLower(strings.TrimSpace(d))
		if under, ok := strings.CutPrefix(d, "."); ok && under != "" {
			if strings.HasSuffix(domain, d) || domain == under {
				return true
			}
			continue
		}
		if d != "" && domain == d {
			return true
		}
	}
	return false
}

// isOwn reports whether an address is ours, plus-forms of it included:
// mail to ctsadmin+x@ arrives at ctsadmin@.
func (o *Office) isOwn(a mailbox.Address) bool { return among(a, o.Own) || a.Same(o.From) }

// isStaff reports whether an address is a member of staff's.
func (o *Office) isStaff(a mailbox.Address) bool {
	return among(a, o.Staff) || among(a, o.AlertTo) || among(a, o.DigestTo)
}

func among(a mailbox.Address, list []mailbox.Address) bool {
	for _, b := range list {
		if !a.Zero() && bare(a) == bare(b) {
			return true
		}
	}
	return false
}

// bare is an address without its plus-part, as it is compared.
func bare(a mailbox.Address) string {
	local, _, _ := strings.Cut(a.Local(), "+")
	return local + "@" + a.Domain()
}
