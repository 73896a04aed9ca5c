package mailbox

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// fragments are the lines that splitting looks for, and lines of people.
var fragments = []string{"", "", "Hello", "> quoted", ">> twice", "Heald Green", "GP: Heald Green", "On Tue, 12 May 2026 at 10:03, Office <office@example.net> wrote:",
	"On Tue, 12 May 2026 at 10:03, Office", "<office@example.net> wrote:", "From: Office <office@example.net>", "*Sent:* 12 May 2026 10:03", "To: Jo", "Subject: Form",
	"-----Original Message-----", "Begin forwarded message:", "________________________________", "********************", "-- ", "--", "Kind regards", "Thanks", "Jo Bloggs",
	"Tel: 0161 496 0000", "Sent from my iPhone", "CAUTION: This email originated from outside of the organisation.", "Do not click links unless you recognise the sender.",
	"[EXTERNAL]", "This email is confidential and", "intended solely for the use of the individual", "If you are not the intended recipient, delete it.", "P.S. he falls over a lot."}

// TestSplitLosesNothing builds letters of such lines in any order: every line
// of Text is in exactly one share, and words of people are never lost from
// sight. It is repeatable: the seed is fixed.
func TestSplitLosesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		var lines []string
		for range 1 + r.IntN(25) {
			lines = append(lines, fragments[r.IntN(len(fragments))])
		}
		text := strings.Join(lines, "\r\n")
		plain := Open([]byte(letter("text/plain", text)), OpenOptions{})
		sameLines(t, plain)
		if plain.Text == "" && strings.TrimSpace(text) != "" {
			t.Errorf("the text is lost: %q", text)
		}
		html := strings.NewReplacer("<", "&lt;", "\r\n", "<br>").Replace(text)
		sameLines(t, Open([]byte(letter("text/html", "<div>"+html+"</div>")), OpenOptions{}))
		if t.Failed() {
			t.Fatalf("the letter was %q", text)
		}
	}
}

// TestSplitKeepsAnswersAboveAnyHistory puts an answer above every combination
// of what follows a letter: it must stay in sight.
func TestSplitKeepsAnswersAboveAnyHistory(t *testing.T) {
	const answer = "The GP is Heald Green, and he cannot hold a pencil."
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		lines := []string{answer, ""}
		for range r.IntN(12) {
			lines = append(lines, fragments[r.IntN(len(fragments))])
		}
		m := Open([]byte(letter("text/plain", strings.Join(lines, "\n"))), OpenOptions{})
		if !strings.HasPrefix(m.Newest, answer) {
			t.Fatalf("the answer is not in %q: %q", m.Newest, lines)
		}
	}
}
