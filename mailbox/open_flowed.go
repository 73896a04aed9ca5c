package mailbox

import "strings"

// flowedLeast is the length from which a line was wrapped: programs wrap at 66
// to 78 letters. A shorter one that ends in a space was typed like that, and
// what follows it is a line of its own.
const flowedLeast = 60

// unflow joins the lines of format=flowed text (RFC 3676) that a mail program
// wrapped. Quoted lines are joined with quoted lines of the same depth and keep
// their marks. delSp says that the space at the end is no part of the text.
func unflow(text string, delSp bool) string {
	var b strings.Builder
	open := -1 // depth of the line that goes on, -1 when none does
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i, l := range lines {
		depth := 0
		for depth < len(l) && l[depth] == '>' {
			depth++
		}
		words := strings.TrimPrefix(l[depth:], " ") // space-stuffed
		if open != depth {
			if i > 0 {
				b.WriteByte('\n')
			}
			if b.WriteString(strings.Repeat(">", depth)); depth > 0 {
				b.WriteByte(' ')
			}
		}
		open = -1
		if i+1 < len(lines) && strings.HasSuffix(words, " ") && words != "-- " && wrapped(words, lines[i+1], depth) {
			open = depth
			if delSp {
				words = words[:len(words)-1]
			}
		}
		b.WriteString(words)
	}
	return b.String()
}

// wrapped reports whether a line is so long that the first word of the next one
// had no room on it, and the next one is at the same depth.
func wrapped(words, next string, depth int) bool {
	rest := strings.TrimLeft(next, ">")
	if len(next)-len(rest) != depth {
		return false
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(rest, " "), " ")
	return first != "" && first != "--" && depth+len([]rune(words))+len([]rune(first)) >= flowedLeast
}
