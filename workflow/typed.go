package workflow

import (
	"fmt"
	"strings"
	"unicode"

	"referrald/forms"
)

// withoutChoices is a text without the lines in which an option of the form was
// chosen: "low muscle tone" behind a box is an answer and is read as one. What
// was written in free words stays.
func withoutChoices(text string, found []forms.Form) string {
	lines := strings.Split(text, "\n")
	chosen := false
	for _, f := range found {
		if f.Shape != forms.Text {
			continue
		}
		for name, a := range f.Fields {
			if q, ok := forms.Lookup(name); ok && len(q.Options) > 0 && a.Certain {
				chosen = true
				blank(lines, typedLine(a.Where), q.Label)
			}
		}
	}
	if !chosen {
		return text
	}
	return strings.Join(lines, "\n")
}

// mostWrapped is how many lines a mail program makes of one printed question.
const mostWrapped = 4

// blank empties line n and those on which the question that begins there goes on.
func blank(lines []string, n int, label string) {
	if n < 1 || n > len(lines) {
		return
	}
	whole, so := letters(label), ""
	for i := n - 1; i < len(lines) && i < n-1+mostWrapped; i++ {
		so += letters(lines[i])
		lines[i] = ""
		if !strings.HasPrefix(whole, so) {
			return
		}
	}
}

// letters is a text without anything but its letters and numbers, in lower case.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// typedLine is the number of the line on which an answer was typed, 0 for none.
func typedLine(where string) int {
	var n int
	if _, err := fmt.Sscanf(where, "line %d", &n); err != nil {
		return 0
	}
	return n
}
