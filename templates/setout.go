package templates

import (
	"html/template"
	"regexp"
	"strings"
	"unicode/utf8"
)

// width is the longest line of the text part: every mail program shows it
// unbroken, and a reply that quotes it twice still fits 80 columns.
const width = 76

// block is one piece of a letter's text as the page shows it.
type block struct {
	Kind  string    // heading, rule, bullets, numbers, text
	Lines [][]span  // of a heading or text
	Items [][]block // of bullets and numbers
}

// span is a run of words, linked or not.
type span struct {
	Text  string
	Link  template.URL // built here from what is shown, "" for none
	Whole bool         // a telephone number: not broken over two lines
}

var (
	ruleLine   = regexp.MustCompile(`^-{3,}$`)
	itemStart  = regexp.MustCompile(`^(?:- |\d{1,3}\. )`)
	manyBlanks = regexp.MustCompile(`\n{3,}`)
	linked     = regexp.MustCompile(`https?://[^\s<>"]+[^\s<>".,;:!?)]` +
		`|[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+` +
		`|\b0\d{2,4} \d{3} \d{3,4}\b`)
)

// squeeze drops trailing spaces, blank lines at both ends and doubled ones.
func squeeze(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " \t\r")
	}
	return manyBlanks.ReplaceAllString(strings.Trim(strings.Join(lines, "\n"), "\n"), "\n\n")
}

// gap stands for a space at which no line is broken; no value can hold it,
// because tidy drops what does not print.
const gap = "\ue000"

// glued are the runs of words that belong on one line: a telephone number or a
// date in two halves is misread.
var glued = regexp.MustCompile(`\b0\d{2,4} \d{3} \d{3,4}\b|\b\d{1,2} [A-Z][a-z]{2,8} 20\d\d\b|\bYear \d{1,2}\b`)

// wrap breaks long lines between words and draws the line below a heading as
// long as the heading. What follows a list mark is indented with it.
func wrap(text string) string {
	var out []string
	above := ""
	text = glued.ReplaceAllStringFunc(text, func(s string) string { return strings.ReplaceAll(s, " ", gap) })
	for line := range strings.SplitSeq(text, "\n") {
		if ruleLine.MatchString(line) && above != "" {
			line = strings.Repeat("-", min(utf8.RuneCountInString(above), width))
		}
		above = line
		out = append(out, wrapLine(line)...)
	}
	return strings.ReplaceAll(strings.Join(out, "\n"), gap, " ")
}

func wrapLine(line string) []string {
	if utf8.RuneCountInString(line) <= width {
		return []string{line}
	}
	words := strings.TrimLeft(line, " ")
	indent := strings.Repeat(" ", len(line)-len(words))
	hang := indent + strings.Repeat(" ", len(itemStart.FindString(words)))
	var out []string
	current, lead := "", indent
	for word := range strings.FieldsSeq(words) {
		if current != "" && utf8.RuneCountInString(lead+current+" "+word) > width {
			out = append(out, lead+current)
			current, lead = "", hang
		}
		if current != "" {
			current += " "
		}
		current += word
	}
	return append(out, lead+current)
}

// setOut turns a letter's text into the blocks of its page.
func setOut(text string) []block {
	return blocks(strings.Split(text, "\n"))
}

func blocks(lines []string) []block {
	var out []block
	for i := 0; i < len(lines); {
		line := lines[i]
		switch {
		case strings.TrimSpace(line) == "":
			i++
		case ruleLine.MatchString(line):
			out = append(out, block{Kind: "rule"})
			i++
		case i+1 < len(lines) && ruleLine.MatchString(lines[i+1]):
			out = append(out, block{Kind: "heading", Lines: [][]span{spans(line)}})
			i += 2
		case itemStart.MatchString(line):
			n := itemLines(lines[i:])
			out = addItem(out, lines[i:i+n])
			i += n
		default:
			n := textLines(lines[i:])
			out = append(out, text(lines[i:i+n]))
			i += n
		}
	}
	return out
}

// itemLines counts the lines of the item at the head of lines: the marked line
// and the indented ones below it, blank ones between them included.
func itemLines(lines []string) int {
	n := 1
	for i := 1; i < len(lines); i++ {
		if strings.HasPrefix(lines[i], "  ") {
			n = i + 1
		} else if lines[i] != "" {
			break
		}
	}
	return n
}

// addItem puts an item into the list that the letter is in, or begins one.
func addItem(out []block, lines []string) []block {
	kind, mark := "numbers", len(itemStart.FindString(lines[0]))
	if strings.HasPrefix(lines[0], "- ") {
		kind = "bullets"
	}
	own := []string{lines[0][mark:]}
	for _, l := range lines[1:] {
		own = append(own, strings.TrimLeft(l, " "))
	}
	item := blocks(own)
	if last := len(out) - 1; last >= 0 && out[last].Kind == kind {
		out[last].Items = append(out[last].Items, item)
		return out
	}
	return append(out, block{Kind: kind, Items: [][]block{item}})
}

// textLines counts the lines up to the next blank line, list or heading.
func textLines(lines []string) int {
	for i := 1; i < len(lines); i++ {
		begins := strings.TrimSpace(lines[i]) == "" || itemStart.MatchString(lines[i]) ||
			i+1 < len(lines) && ruleLine.MatchString(lines[i+1])
		if begins {
			return i
		}
	}
	return len(lines)
}

func text(lines []string) block {
	b := block{Kind: "text"}
	for _, l := range lines {
		b.Lines = append(b.Lines, spans(l))
	}
	return b
}

// spans links what a reader would want to touch: pages, addresses, telephones.
func spans(line string) []span {
	line = strings.TrimSpace(line)
	var out []span
	from := 0
	for _, at := range linked.FindAllStringIndex(line, -1) {
		if at[0] > from {
			out = append(out, span{Text: line[from:at[0]]})
		}
		found := line[at[0]:at[1]]
		to := link(found)
		out = append(out, span{Text: found, Link: to, Whole: strings.HasPrefix(string(to), "tel:")})
		from = at[1]
	}
	if from < len(line) {
		out = append(out, span{Text: line[from:]})
	}
	return out
}

// link is safe to hand over unescaped by URL rules: the three shapes of linked
// admit no other scheme, and the page still escapes it as an attribute.
func link(found string) template.URL {
	switch {
	case strings.HasPrefix(found, "http"):
		return template.URL(found)
	case strings.Contains(found, "@"):
		return template.URL("mailto:" + found)
	}
	return template.URL("tel:" + strings.ReplaceAll(found, " ", ""))
}
