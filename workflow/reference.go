package workflow

import (
	"fmt"
	"regexp"
	"strings"
)

// Reference names one referral to everybody: CTS-YYYY-NNNNNN. It identifies no child.
type Reference string

// MakeReference makes the reference of the nth referral of a year.
func MakeReference(year, n int) Reference {
	return Reference(fmt.Sprintf("CTS-%04d-%06d", year, n))
}

var referenceForm = regexp.MustCompile(`(?i)\bCTS[-– ]?(20\d\d)[-– ]?(\d{6})\b`)

// ParseReference reads one reference, letter case and the kind of dash aside.
func ParseReference(s string) (Reference, bool) {
	m := referenceForm.FindStringSubmatch(s)
	if m == nil || len(strings.TrimSpace(s)) != len(m[0]) {
		return "", false
	}
	return Reference("CTS-" + m[1] + "-" + m[2]), true
}

// References lists the references named in a text, each once, in order.
func References(text string) []Reference {
	var out []Reference
	seen := map[Reference]bool{}
	for _, m := range referenceForm.FindAllStringSubmatch(text, 50) {
		r := Reference("CTS-" + m[1] + "-" + m[2])
		if !seen[r] {
			seen[r] = true
			out = append(out, r)
		}
	}
	return out
}
