package mailbox

import "testing"

// What a reply quotes is kept together with what was typed into it, as far as
// the nearest letter goes.
func TestAnswered(t *testing.T) {
	const header = "From: Office <office@example.org>\nSent: 20 November 2026 10:00\nTo: Jo\nSubject: Your referral\n"
	const wroteLine = "On Fri, 20 Nov 2026 at 10:00, Office <office@example.org> wrote:\n"
	for _, c := range []struct{ name, text, want string }{
		{"unmarked", "Thanks\n\n" + header + "\n1. Question\nYour answer: yes\n", ">\n> 1. Question\n> Your answer: yes\n"},
		{"unmarked, nothing above", header + "\nHello", ">\n> Hello\n"},
		{"marked", "Thanks\n\n" + wroteLine + "> 1. Question\n> Your answer:\nyes\n> 2. Next", "> 1. Question\n> Your answer:\nyes\n> 2. Next\n"},
		{"marked, nothing announces it", "> 1. Question\nyes", "> 1. Question\nyes\n"},
		{"an older letter below", header + "\nHello\n\n" + header + "\nyes", ">\n> Hello\n>\n"},
		{"an older letter below, marked", header + "\nHello\n> older", ">\n> Hello\n"},
		{"an older letter below marked ones", wroteLine + "> Hello\n>> older\n> more", "> Hello\n"},
		{"a warning in it", header + "\nCAUTION: This email originated outside the organisation.\nHello", ">\n> Hello\n"},
		{"no history", "Hello\n\nThanks\nJo", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := Open([]byte(letter("text/plain", c.text)), OpenOptions{})
			got := m.Answered
			if trimmed(got) != trimmed(c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// trimmed is a text without space at the ends of its lines.
func trimmed(s string) string { return joinLines(plainLines(s)) }
