package mailbox

import (
	"strings"
	"testing"
)

// BenchmarkOpenWorst opens letters that were made to cost time. Each takes a
// fraction of a second; minutes would mean that the time grows with the square
// of the size.
func BenchmarkOpenWorst(b *testing.B) {
	const mega = 1 << 20
	fill := func(s string, size int) string { return strings.Repeat(s, size/len(s)) }
	for name, raw := range map[string]string{
		"comments":             "From: " + fill("(", mega) + "\n\n",
		"quotes":               "From: " + fill(`\" "`, mega) + "\n\n",
		"brackets":             "To: " + fill("<a", mega) + "\n\n",
		"encoded words":        "Subject: " + fill("=?a?Q? ", mega) + "\n\n",
		"parameters":           "Content-Type: a/b" + fill(";a*1*=x", mega) + "\n\n",
		"garbage in header":    fill("x\nA: b\n", mega) + "\n\n",
		"short lines":          letter("text/plain", fill("a\n", mega)),
		"one long line":        letter("text/plain", fill("a intended ", 2*mega)),
		"words of disclaimers": letter("text/plain", fill("the intended views are registered and monitored\n", 2*mega)),
		"stars":                letter("text/plain", fill("********\n", 2*mega)),
		"colons":               letter("text/plain", fill("on 2026 x:\nfrom:\n", 2*mega)),
		"dashes":               letter("text/plain", fill("--\n\n\n\n", 2*mega)),
		"closings":             letter("text/plain", fill("thanks\n\n\n\n", 2*mega)),
		"cells":                letter("text/html", "<table><tr>"+fill("<td><p>a</p>", 2*mega)),
		"blockquotes":          letter("text/html", "On 1 May 2026 x@y wrote:"+fill("<blockquote>", 2*mega)),
		"one long quote":       letter("text/html", fill("a ", mega)+fill("<blockquote>", mega)),
		"hidden":               letter("text/html", fill("<div hidden>", 2*mega)),
		"attributes":           letter("text/html", "<p "+fill("a=b ", 2*mega)+">x"),
		"boundaries":           letter("multipart/mixed; boundary=-", fill("\n---x", 8*mega)),
		"no boundaries":        letter("multipart/mixed", fill("\n--a", 8*mega)),
		"base64 junk":          letter("application/pdf\nContent-Transfer-Encoding: base64", fill("=!\n", 8*mega)),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				Open([]byte(raw), OpenOptions{})
			}
		})
	}
}
