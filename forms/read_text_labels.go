package forms

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// How people name the form's questions in a message, and the lines of a letter
// that are no answers. The columns are what, name and words (joined by "|"):
//
//	label     another way to write a question's label; the same words on several
//	          questions are told apart by what the text is about
//	weak      labels so common that they count only beside others of their part
//	about     the questions of one part, by the beginnings of their names
//	heading   a line that says which part follows
//	ending    a line that ends a letter
//	greeting  how the line that begins a letter begins
//	header    names of the lines above a quoted message
//	wrote     the line above those
//	answer    our own letter's mark before an answer
//	choose    our own letter's mark before the options
//
//go:embed labels.csv
var labelsCSV string

// mostLabel is how far into a line a label may reach, hints in brackets included.
const mostLabel = 300

// childName stands for a whole name where the form asks for its two parts.
const childName = "child_name"

// labelTable is every label by its folded words.
type labelTable struct {
	names    map[string][]string // questions that a label may mean
	sorted   []string            // the labels, to find one by its beginning
	longest  int                 // bytes of the longest label
	printed  map[string]bool     // labels as the form prints them
	about    map[string]string   // question to part
	headings map[string]string   // heading to part
	lines    map[string]map[string]bool
	spoken   map[string][]string // the words of a question's printed label
}

var labels = sync.OnceValue(func() *labelTable {
	l, err := parseLabels(labelsCSV, table())
	if err != nil {
		panic("forms: embedded labels: " + err.Error())
	}
	return l
})

func parseLabels(text string, t *formTable) (*labelTable, error) {
	rows, err := csvRows(text, "what", "name", "words")
	if err != nil {
		return nil, err
	}
	l := &labelTable{names: map[string][]string{}, printed: map[string]bool{}, about: map[string]string{childName: "child"},
		headings: map[string]string{}, lines: map[string]map[string]bool{}, spoken: map[string][]string{}}
	for _, q := range t.questions {
		l.addLabel(q.Name, q.Name)
		for _, label := range q.labels() {
			l.addLabel(q.Name, label)
			l.printed[foldKey(label)] = true
		}
		l.spoken[q.Name] = spokenWords(q.Label)
		l.about[q.Name] = q.SectionLetter()
	}
	for _, row := range rows {
		if err := l.addRow(t, row[0], row[1], strings.Split(row[2], "|")); err != nil {
			return nil, fmt.Errorf("reading %s %q: %w", row[0], row[1], err)
		}
	}
	l.addTitles(t)
	for k := range l.names {
		l.sorted = append(l.sorted, k)
		l.longest = max(l.longest, len(k))
	}
	slices.Sort(l.sorted)
	return l, nil
}

func (l *labelTable) addRow(t *formTable, what, name string, words []string) error {
	switch what {
	case "label":
		if _, known := t.byName[name]; !known && name != childName {
			return errors.New("no such question")
		}
		for _, word := range words {
			l.addLabel(name, word)
		}
	case "about":
		for question := range l.about {
			if slices.ContainsFunc(words, func(prefix string) bool { return strings.HasPrefix(question, prefix) }) {
				l.about[question] = name
			}
		}
	case "heading":
		for _, word := range words {
			l.headings[foldKey(word)] = name
		}
	case "weak", "ending", "greeting", "header", "wrote", "answer", "choose":
		if l.lines[what] == nil {
			l.lines[what] = map[string]bool{}
		}
		for _, word := range words {
			l.lines[what][foldKey(word)] = true
		}
	default:
		return errors.New("no such row")
	}
	return nil
}

func (l *labelTable) addLabel(name, label string) {
	if k := foldKey(label); !slices.Contains(l.names[k], name) {
		l.names[k] = append(l.names[k], name)
	}
}

// addTitles makes headings of the printed section titles. A section is about
// the part with a name that comes first in it.
func (l *labelTable) addTitles(t *formTable) {
	first := map[string]string{}
	for _, q := range t.questions {
		if old := first[q.SectionLetter()]; old == "" || old == q.SectionLetter() {
			first[q.SectionLetter()] = l.about[q.Name]
		}
	}
	for _, s := range t.sections {
		for _, title := range []string{s.Title, s.Letter + s.Title, "section" + s.Letter, "section" + s.Letter + s.Title} {
			l.headings[foldKey(title)] = first[s.Letter]
		}
	}
}

// begins reports whether words may be the beginning of a longer label.
func (l *labelTable) begins(k string) bool {
	i, _ := slices.BinarySearch(l.sorted, k+"\x00")
	return i < len(l.sorted) && strings.HasPrefix(l.sorted[i], k)
}

// label is a label found at the beginning of a line.
type label struct {
	key    string
	names  []string
	answer string // what stands behind it
	end    int    // bytes of the line up to the answer, separator included
	whole  bool   // the line has nothing but the label
	closed bool   // a separator stands behind the label
	spaced bool   // nothing but a space does, and a number follows: "DOB 12/05/2019"
}

// find finds the longest label at the beginning of a line that is followed by
// ":", "?", a tab, a dash between spaces or the end of the line.
func (l *labelTable) find(whole string) (found label, ok bool) {
	line := strings.ToValidUTF8(whole[:min(len(whole), mostLabel)], "")
	var room, roomWithout [128]byte
	b, without := room[:0], roomWithout[:0] // the second leaves out what is in brackets
	depth := 0
	var spaced label
	for i, r := range line {
		if r == ' ' && i+1 < len(line) && strings.IndexByte("0123456789+(", line[i+1]) >= 0 {
			if names := l.names[string(b)]; names != nil {
				spaced = label{key: string(b), names: names, end: i + 1, spaced: true}
			}
		}
		if width := separator(line, i, r); width > 0 {
			for _, k := range [][]byte{without, b} {
				names := l.names[string(k)]
				if names == nil || string(k) == found.key && i > found.end {
					continue // the second "?" of "NHS number: ?" is the answer
				}
				found, ok = label{key: string(k), names: names, end: i + width, closed: true}, true
			}
		}
		if len(without) > l.longest {
			break
		}
		switch r {
		case '(':
			depth++
		case ')':
			depth = max(0, depth-1)
		}
		n := len(b)
		b = appendKey(b, line[i:i+runeWidth(r)])
		if depth == 0 {
			without = append(without, b[n:]...)
		}
	}
	for _, k := range [][]byte{without, b} {
		if names := l.names[string(k)]; len(line) == len(whole) && names != nil && (!ok || len(k) > len(found.key)) {
			found, ok = label{key: string(k), names: names, end: len(line)}, true
		}
	}
	if !ok && spaced.spaced {
		found, ok = spaced, true
	}
	if !ok {
		found, ok = l.nearly(line)
	}
	if ok {
		found.answer = afterLabel(whole[found.end:])
		found.whole = found.answer == ""
	}
	return found, ok
}

// separator gives the width of what parts a label from its answer at i.
func separator(line string, i int, r rune) int {
	switch r {
	case ':', '?', '\t', '=', '|':
		return 1
	case '：':
		return len("：")
	case '-', '–', '—':
		after := i + runeWidth(r)
		if i > 0 && line[i-1] == ' ' && (after == len(line) || line[after] == ' ') {
			return after - i
		}
	case '.', '…', '_':
		if run := len(line) - i - len(strings.TrimLeft(line[i:], "._…")); run > 2 {
			return run
		}
	}
	return 0
}

func runeWidth(r rune) int { return len(string(r)) }

// afterLabel is the answer behind a label without the marks between them and
// the dots or lines of a blank to fill in.
func afterLabel(s string) string {
	s = strings.TrimLeft(s, " \t*")
	for _, dash := range []string{"- ", "– ", "— "} {
		s = strings.TrimPrefix(s, dash)
	}
	if trimmed := strings.Trim(s, " \t._…*"); trimmed == "" {
		return ""
	}
	return strings.TrimSpace(strings.TrimRight(strings.TrimLeft(s, " ._…"), " _*"))
}
