package mailbox

import "strings"

// answered is the letter that this one answers, as it is quoted, together with
// what was typed into it: the nearest history only, to where an older one
// begins. Its own lines begin with "> ", whether they were marked or not; lines
// of the sender's between marked ones stand as they are.
func answered(lines []line, bare []string, of []share) string {
	i := historyStart(lines, bare, of)
	marked := marksFollow(lines, bare, of, i)
	var b strings.Builder
	for ; i < len(lines); i++ {
		text := lines[i].text
		inner := unmark(text)
		quoted := inner != text
		if of[i] == shareBanner || of[i] == shareSignature {
			continue
		}
		if marked && isQuote(inner) || !marked && quoted || olderAt(bare, i) {
			break
		}
		if quoted || !marked {
			b.WriteString("> ")
		}
		b.WriteString(inner)
		b.WriteByte('\n')
	}
	return b.String()
}

// historyStart is the first line of the nearest history, behind what announces
// it; the number of lines when there is none.
func historyStart(lines []line, bare []string, of []share) int {
	for i := range lines {
		switch {
		case of[i] == shareBanner:
			continue
		case isQuote(lines[i].text):
			return i
		}
		if n, sure := historyAt(lines, bare, i); n > 0 && (sure || marksFollow(lines, bare, of, i+n)) {
			return i + n
		}
	}
	return len(lines)
}

// olderAt reports whether a still older letter begins at line i.
func olderAt(bare []string, i int) bool {
	return bare[i] != "" && (separator.MatchString(bare[i]) || headerBlock(bare, i) > 0 || isAttribution(bare[i]))
}

// unmark takes one quote mark off a line.
func unmark(text string) string {
	rest, quoted := strings.CutPrefix(strings.TrimLeft(text, " \t"), ">")
	if !quoted {
		return text
	}
	return strings.TrimPrefix(rest, " ")
}
