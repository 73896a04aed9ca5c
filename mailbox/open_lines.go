package mailbox

import (
	"strings"
	"unicode"
)

// maxLevels bounds the "> " before a quoted line; deeper quoting looks the same.
const maxLevels = 10

// maxRow is how long a table row may be, in bytes, to be taken up again for its
// next cell: each time it is copied.
const maxRow = 10_000

// lineWriter lays out text as a browser would: white space collapses, line ends
// come from elements, and one blank line at most stands between paragraphs.
type lineWriter struct {
	lines []line
	text  strings.Builder // the line being written
	open  bool            // something was written on it
	space bool            // white space waits for the next word
	blank bool            // a blank line waits for the next word
	tabs  int             // tabs wait: a cell has begun and is empty so far
	lead  string          // a list mark waits for the next word
	row   int             // where in lines the current table row began
	level int             // open quotes
	next  lineMark        // mark of the next line that holds text
	wrote bool            // the last line that holds text says "... wrote:"
}

// write adds text; kept keeps white space and line ends (preformatted text).
func (w *lineWriter) write(text string, kept bool) {
	for _, r := range text {
		switch {
		case kept && r == '\n':
			w.breakLine()
		case kept && (r == ' ' || r == '\t' || r == '\u00A0'):
			w.start()
			w.text.WriteRune(plainSpace(r))
		case r == '\u00A0' || unicode.IsSpace(r):
			w.space = w.open || w.space
		case readable(r) < 0 || r == '\u00AD' || r == '\u200C' || r == '\u034F':
			// Invisible: newsletters pad their preview with these.
		default:
			w.start()
			w.text.WriteRune(r)
		}
	}
}

func plainSpace(r rune) rune {
	if r == '\u00A0' {
		return ' '
	}
	return r
}

// start puts down what waits before a word.
func (w *lineWriter) start() {
	if !w.open && w.blank && len(w.lines) > 0 && w.lines[len(w.lines)-1].text != "" {
		w.lines = append(w.lines, line{text: strings.TrimSpace(w.prefix())})
	}
	w.blank = false
	if w.tabs > 0 {
		w.text.WriteString(strings.Repeat("\t", w.tabs))
		w.tabs = 0
	} else if w.space && w.open {
		w.text.WriteByte(' ')
	}
	w.text.WriteString(w.lead)
	w.space, w.open, w.lead = false, true, ""
}

func (w *lineWriter) prefix() string { return strings.Repeat("> ", min(w.level, maxLevels)) }

// newLine ends the current line if anything stands on it. At the beginning of
// a table cell it does nothing: the cell goes on the line of its row.
func (w *lineWriter) newLine() {
	if w.tabs == 0 && w.open {
		w.breakLine()
	}
	w.space = false
}

// newRow ends the current line, in a table cell as well.
func (w *lineWriter) newRow() {
	w.tabs = 0
	w.newLine()
	w.row = len(w.lines)
}

// breakLine ends the current line, even an empty one.
func (w *lineWriter) breakLine() {
	text := strings.TrimRight(w.text.String(), " \t")
	l := line{text: strings.TrimRight(w.prefix()+text, " ")}
	if text != "" {
		l.mark, w.next = w.next, markNone
		w.wrote = isAttribution(text)
	}
	if text != "" || len(w.lines) > 0 && w.lines[len(w.lines)-1].text != l.text {
		w.lines = append(w.lines, l)
	}
	w.text.Reset()
	w.open, w.space, w.tabs, w.blank = false, false, 0, false
}

// paragraph asks for a blank line before the next word.
func (w *lineWriter) paragraph() { w.blank = true }

// tab moves to the next cell, on the line of the row: a paragraph that ended
// inside the last cell does not end the row.
func (w *lineWriter) tab() {
	if n := len(w.lines); !w.open && n > w.row && w.lines[n-1].text != "" && len(w.lines[n-1].text) < maxRow {
		last := w.lines[n-1]
		w.lines = w.lines[:n-1]
		w.text.WriteString(strings.TrimPrefix(last.text, w.prefix()))
		w.next, w.open = last.mark, true
	}
	w.tabs++
	w.space = false
}

func (w *lineWriter) finish() []line {
	w.newLine()
	lines := w.lines
	for len(lines) > 0 && strings.TrimSpace(lines[len(lines)-1].text) == "" {
		lines = lines[:len(lines)-1]
	}
	if lines == nil {
		lines = []line{}
	}
	return lines
}
