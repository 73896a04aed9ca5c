package forms

import (
	"strings"
)

// Limits on the text of one message. A letter with a whole form typed into it
// has some 30 kB; the text of the largest forwarded threads fits.
const (
	mostText  = 512 << 10
	mostLines = 8000
	mostDepth = 20 // marks of quoting
	mostCells = 40 // of one row of a table; what follows stays in the last one
)

// textLine is one line of a message.
type textLine struct {
	text   string // without marks of quoting, bullets and numbers
	full   string // with bullets and numbers
	number int    // of "3." or "Q3:", 0 for none
	depth  int    // how deep it is quoted, 0 for what the sender typed
	at     int    // line of the message, from 1
	header bool   // belongs to the lines above a quoted message
}

// textLines takes a message apart. What stands below the header of a quoted
// message counts as quoted one deeper, with marks or without.
func textLines(text string) []textLine {
	if len(text) > mostText {
		text = text[:strings.LastIndexByte(text[:mostText], '\n')+1]
	}
	var lines []textLine
	for line := range strings.SplitSeq(visible(text), "\n") {
		if len(lines) == mostLines {
			break
		}
		lines = append(lines, takeLine(line, len(lines)+1))
	}
	deeper := 0
	for i := range lines {
		l := &lines[i]
		switch {
		case labels().lines["wrote"][foldKey(l.full)] || strings.HasPrefix(l.full, "On ") && strings.HasSuffix(l.full, " wrote:"):
			l.header = true
		case headerBlock(lines, i):
			l.header = true
		}
		if l.header && (i == 0 || !lines[i-1].header) && l.depth == 0 {
			deeper++
		}
		l.depth += deeper
	}
	return splitTables(lines)
}

func takeLine(line string, at int) textLine {
	l := textLine{at: at}
	for l.depth < mostDepth {
		rest, quoted := strings.CutPrefix(strings.TrimLeft(line, " "), ">")
		if !quoted {
			break
		}
		line = rest
		l.depth++
	}
	l.full = strings.Trim(line, " ")
	l.text, l.number = withoutBullet(l.full)
	return l
}

// headerBlock reports whether line i is one of "From:", "Sent:", "To:" and
// "Subject:" with another of them beside it.
func headerBlock(lines []textLine, i int) bool {
	name := headerName(lines[i].full)
	if name == "" {
		return false
	}
	others := 0
	for j := max(0, i-3); j <= min(i+3, len(lines)-1); j++ {
		if other := headerName(lines[j].full); other != "" && other != name {
			others++
		}
	}
	return others >= 2
}

func headerName(line string) string {
	name, _, ok := strings.Cut(line, ":")
	if k := foldKey(name); ok && len(name) < 20 && labels().lines["header"][k] {
		return k
	}
	return ""
}

// withoutBullet takes "*", "-", "3.", "(3)", "C3)" or "Q3:" off a line. A date
// such as 12.05.2019 is no number with something behind it.
func withoutBullet(line string) (string, int) {
	line = strings.TrimLeft(line, "*•·▪●_# ")
	for _, dash := range []string{"- ", "– ", "— ", "o "} {
		line = strings.TrimPrefix(line, dash)
	}
	rest := strings.TrimLeft(line, " (")
	letter := ""
	for _, word := range []string{"Question ", "question ", "Q", "q", "No ", "no "} {
		if after, ok := strings.CutPrefix(rest, word); ok {
			rest = strings.TrimLeft(after, " ")
			break
		}
	}
	if rest != "" && 'A' <= rest[0] && rest[0] <= 'L' {
		letter, rest = rest[:1], rest[1:]
	}
	digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
	if digits == 0 || digits > 2 || digits == len(rest) {
		return line, 0
	}
	number := 0
	for _, d := range rest[:digits] {
		number = number*10 + int(d-'0')
	}
	after := strings.TrimLeft(rest[digits:], " ")
	mark := len(after) - len(strings.TrimLeft(after, ".):"))
	spaced := strings.HasPrefix(rest[digits:], " - ") || strings.HasPrefix(rest[digits:], " – ")
	switch {
	case mark > 0 && (mark == len(after) || after[mark] < '0' || after[mark] > '9'):
		rest = strings.TrimLeft(after[mark:], " ")
	case spaced:
		rest = strings.TrimLeft(after, " -–")
	default:
		return line, 0
	}
	if letter != "" {
		number = 0
	}
	return strings.TrimLeft(rest, "*_ "), number
}

// splitTables makes a line of each pair in the row of a table: "First name",
// "Leo", "Last name", "Ashworth".
func splitTables(lines []textLine) []textLine {
	out := make([]textLine, 0, len(lines))
	for _, l := range lines {
		cells := strings.SplitN(l.text, "\t", mostCells)
		if len(cells) < 3 {
			out = append(out, l)
			continue
		}
		start := 0
		for i := 1; i <= len(cells); i++ {
			if i < len(cells) && (i-start < 2 || !isLabel(cells[i])) {
				continue
			}
			part := l
			part.text = strings.Join(cells[start:i], "\t")
			out = append(out, part)
			start = i
		}
	}
	return out
}

// isLabel reports whether a cell holds a label and nothing else.
func isLabel(cell string) bool {
	found, ok := labels().find(strings.TrimSpace(cell))
	return ok && found.whole
}

// rule reports whether a line is drawn: dashes, underscores, equals signs.
func (l textLine) rule() bool {
	return len(l.full) > 2 && strings.Trim(l.full, "-_=*~—– ") == ""
}

func (l textLine) blank() bool { return strings.TrimSpace(l.text) == "" && l.number == 0 && !l.rule() }

// ending reports whether a line ends a letter: "Kind regards, Jo".
func (l textLine) ending() bool {
	first, _, _ := strings.Cut(l.full, ",")
	return l.full == "--" || len(l.full) < 80 && (labels().lines["ending"][foldKey(first)] || labels().lines["ending"][foldKey(l.full)])
}
