package workflow

import (
	"fmt"
	"strings"

	"referrald/forms"
)

// withoutChoices is a text without the lines in which an option of the form was
// chosen: "low muscle tone" behind a box is an answer and is read as one. What
// was written in free words stays.
func withoutChoices(text string, found []forms.Form) string {
	var chosen []int
	for _, f := range found {
		if f.Shape != forms.Text {
			continue
		}
		for name, a := range f.Fields {
			if q, ok := forms.Lookup(name); ok && len(q.Options) > 0 && a.Certain {
				chosen = append(chosen, typedLine(a.Where))
			}
		}
	}
	if len(chosen) == 0 {
		return text
	}
	lines := strings.Split(text, "\n")
	for _, n := range chosen {
		if n > 0 && n <= len(lines) {
			lines[n-1] = ""
		}
	}
	return strings.Join(lines, "\n")
}

// typedLine is the number of the line on which an answer was typed, 0 for none.
func typedLine(where string) int {
	var n int
	if _, err := fmt.Sscanf(where, "line %d", &n); err != nil {
		return 0
	}
	return n
}
