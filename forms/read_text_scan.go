package forms

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

const (
	mostBlankLines = 2  // between a label and the answer under it
	wrapWidth      = 60 // mail programs wrap lines that are longer than this
	leastWrapped   = 12 // bytes of a label's beginning before the next line is tried
	leastBroken    = 40 // bytes of a line that a mail program may have broken within a label
	mostWrapped    = 3  // lines of one label
	mostNames      = 4  // of one person
)

// unclear is what a text is about after a label that was not understood.
const unclear = "unclear"

// typedAnswer is the answer to one question as it was typed.
type typedAnswer struct {
	question Question
	text     string
	at       int  // line of the message
	depth    int  // how deep the answer is quoted
	number   bool // it goes by the number of our question
	beside   bool // it began on the label's line
}

// scanner goes through a message once, from label to label.
type scanner struct {
	lines    []textLine
	asked    []string // in a reply to our questions: what we asked, in order
	received time.Time

	about   string // what the text is about: a part of the form, "" for none
	headed  bool   // a heading said so, and not only the label before
	open    *openAnswer
	answers []typedAnswer
	printed map[string]bool // printed labels that the sender's own text repeats
	last    int             // number of the latest numbered answer
	unfit   bool            // the numbers do not fit what we asked
	parted  bool            // the child's first and last name have lines of their own
}

// openAnswer is the question whose answer is being read.
type openAnswer struct {
	typedAnswer
	marked   bool // our letter's "Your answer:" stood before it
	choosing bool // the printed options are being read past
	loose    bool // the lines are quoted like the label: printed, perhaps
	empty    bool // the table's cell is empty
	blanks   int  // since the label or the latest line
	width    int  // of the latest line
	lines    []string
}

func scan(text string, asked []string, received time.Time) *scanner {
	s := &scanner{lines: textLines(text), asked: asked, received: received, printed: map[string]bool{}}
	s.parted = s.hasParts()
	for i := 0; i < len(s.lines); {
		i += s.step(i)
	}
	s.shut(false)
	return s
}

// hasParts reports whether lines anywhere ask for the parts of the child's name:
// then "full name" is somebody else's.
func (s *scanner) hasParts() bool {
	first, last := false, false
	for _, l := range s.lines {
		found, ok := labels().find(l.text)
		if !ok || len(found.names) != 1 || found.answer == "" {
			continue
		}
		first = first || found.names[0] == "child_forename"
		last = last || found.names[0] == "child_surname"
	}
	return first && last
}

// step reads the line at i and gives how many lines that took.
func (s *scanner) step(i int) int {
	l := s.lines[i]
	switch {
	case l.blank():
		if s.open != nil {
			s.open.blanks++
		}
		return 1
	case l.header, l.ending():
		s.shut(false)
		s.about = ""
		return 1
	case l.rule():
		s.shut(false)
		return 1
	}
	ours := len(s.asked) > 0 && l.number > 0 && l.depth == 0 // numbered as our letter is
	if s.open != nil && s.open.mark(l) || !ours && s.option(i) {
		return 1
	}
	if found, taken, ok := s.label(i); ok && !(ours && s.answersNumber(found, l)) {
		s.shut(true)
		s.begin(found, l, i+taken)
		return taken
	}
	if part, ok := labels().headings[foldKey(strings.TrimSuffix(l.text, ":"))]; ok && !ours {
		s.shut(true)
		s.about, s.headed = part, true
		return 1
	}
	if i+1 < len(s.lines) && s.lines[i+1].rule() && s.lines[i+1].depth == l.depth && len(l.full) < wrapWidth {
		s.shut(false) // an underlined title
		return 1
	}
	if !s.numbered(l) && !s.carryOn(l) {
		s.shut(false)
		s.about = ""
	}
	return 1
}

// label finds a label at the beginning of line i, also one that wraps.
func (s *scanner) label(i int) (found label, taken int, ok bool) {
	l := s.lines[i]
	found, ok = labels().find(l.text)
	taken = 1
	if ok && found.spaced && !s.plain(found) {
		found, ok = label{}, false
	}
	goesOn := len(l.full) >= leastBroken && labels().begins(foldKey(l.text)) // a colon may stand within a label
	if ok && !goesOn && (found.closed || found.spaced || !labels().begins(found.key)) {
		return found, taken, ok
	}
	text := l.text
	for n := 1; n < mostWrapped && i+n < len(s.lines); n++ {
		next := s.lines[i+n]
		k := foldKey(text)
		if next.depth != l.depth || next.blank() || len(k) < leastWrapped || !labels().begins(k) {
			break
		}
		end := len(text)
		text += " " + next.text
		if longer, wraps := labels().find(text); wraps && longer.end > end {
			return longer, n + 1, true
		}
	}
	return found, taken, ok
}

// plain reports whether what follows a label without a separator is a number
// that answers it and nothing else. In a sentence more words follow.
func (s *scanner) plain(found label) bool {
	q, ok := Lookup(s.resolve(found))
	numeric := q.Kind == KindDate || q.Kind == KindNHSNumber || q.Kind == KindPhone
	return ok && numeric && proves(q, found.answer, s.received)
}

// begin opens the answer to a label. A label that may mean several questions
// opens nothing.
func (s *scanner) begin(found label, l textLine, next int) {
	if part, ok := labels().headings[found.key]; ok && found.whole && s.labelAt(next) {
		s.about, s.headed = part, true
		return
	}
	name := s.resolve(found)
	if labels().printed[found.key] && l.depth == 0 {
		s.printed[found.key] = true
	}
	if name == "" {
		s.about, s.headed = unclear, false
		return
	}
	if about := labels().about[name]; about != s.about {
		s.about, s.headed = about, false
	}
	q, ok := Lookup(name)
	if !ok {
		q = Question{Name: name, Kind: KindText}
	}
	s.opened(q, l, found.answer)
	s.open.empty = found.whole && strings.Contains(l.text, "\t")
}

func (s *scanner) opened(q Question, l textLine, beside string) {
	s.open = &openAnswer{typedAnswer: typedAnswer{question: q, at: l.at, depth: l.depth, beside: beside != ""}, width: len(l.full)}
	if s.open.beside {
		s.open.lines = []string{beside}
	}
}

// labelAt reports whether the next line with anything on it has a label.
func (s *scanner) labelAt(i int) bool {
	for ; i < len(s.lines); i++ {
		if !s.lines[i].blank() {
			_, _, ok := s.label(i)
			return ok
		}
	}
	return false
}

// resolve finds the one question that a label means here, "" when it is not
// clear: what we asked comes first, then what the text is about.
func (s *scanner) resolve(found label) string {
	of := func(keep func(string) bool) string {
		kept := slices.DeleteFunc(slices.Clone(found.names), func(name string) bool { return !keep(name) })
		if len(kept) == 1 {
			return kept[0]
		}
		return ""
	}
	if name := of(func(name string) bool { return slices.Contains(s.asked, name) }); name != "" {
		return name
	}
	if len(found.names) == 1 && (s.about != "" || !labels().lines["weak"][found.key]) {
		return s.holder(found)
	}
	name := of(func(name string) bool { return labels().about[name] == s.about })
	child := of(func(name string) bool { return labels().about[name] == "child" })
	if name != child && child != "" && !s.headed && !s.named(child) && !(child == childName && s.parted) {
		return "" // "Postcode" below "GP": in a plain list it may be the child's
	}
	return name
}

// holder is the question that a clear label means. "GP: Dr Khan" names a doctor
// and no surgery.
func (s *scanner) holder(found label) string {
	name := found.names[0]
	words := strings.Fields(found.answer)
	if name == "gp_practice_name" && found.key == "gp" && len(words) > 1 && len(words) < 4 && foldKey(words[0]) == "dr" {
		return "gp_name"
	}
	return name
}

// mark reads the marks of our own letter: "Choose from:" and "Your answer:".
func (o *openAnswer) mark(l textLine) bool {
	before, after, ok := strings.Cut(l.text, ":")
	if !ok || len(before) > 20 || o.beside {
		return false
	}
	k := foldKey(before)
	switch {
	case labels().lines["choose"][k]:
		o.choosing = true
	case labels().lines["answer"][k]:
		o.lines, o.loose, o.choosing, o.blanks, o.marked = nil, false, false, 0, true
		o.depth, o.width, o.at = l.depth, len(l.full), l.at
		if after = strings.TrimSpace(after); after != "" {
			o.lines, o.beside = []string{after}, true
		}
	default:
		return false
	}
	return true
}

// option takes a line that is one of the options of the open question, which
// may also be the label of another question ("Autism").
func (s *scanner) option(i int) bool {
	o, l := s.open, s.lines[i]
	if o == nil || !o.question.choice() || o.empty || len(o.lines) > mostPieces || o.beside && !box.MatchString(l.full) && o.question.Kind != KindMulti {
		return false
	}
	text := strings.TrimSpace(box.ReplaceAllString(l.text, ""))
	if _, ok := words().option(o.question, text); !ok || text == "" || s.labelled(i) {
		return false
	}
	if o.choosing && l.depth >= o.depth {
		return true // printed by our letter
	}
	again := slices.ContainsFunc(o.lines, func(line string) bool { return foldKey(line) == foldKey(l.text) })
	if o.blanks > mostBlankLines || l.depth > o.depth || again && isLabel(l.text) {
		return false
	}
	o.take(l)
	return true
}

// labelled reports whether a line that could be an option is rather a label:
// "Autism:", or "Autism" with one of that question's own options under it.
func (s *scanner) labelled(i int) bool {
	found, ok := labels().find(s.lines[i].text)
	if !ok || found.closed {
		return ok
	}
	q, known := Lookup(found.names[0])
	if !known || !found.whole || i+1 >= len(s.lines) {
		return false
	}
	_, own := words().option(q, s.lines[i+1].text)
	_, also := words().option(s.open.question, s.lines[i+1].text)
	return own && !also
}

// take adds a line to the answer. What is less quoted than the lines before it
// was typed under them and replaces them.
func (o *openAnswer) take(l textLine) {
	if l.depth < o.depth {
		o.lines, o.depth, o.loose = nil, l.depth, false
	} else if l.depth > 0 && !o.beside && !(o.marked && o.blanks == 0) {
		o.loose = true
	}
	if len(o.lines) == 0 && !o.beside {
		o.at = l.at
	}
	if o.blanks > 0 && len(o.lines) > 0 {
		o.lines = append(o.lines, "")
	}
	text := l.full
	if o.question.choice() {
		text = l.text
	}
	o.lines = append(o.lines, text)
	o.blanks, o.width = 0, len(l.full)
}

// carryOn adds a line without a label to the open answer when it belongs there.
func (s *scanner) carryOn(l textLine) bool {
	o := s.open
	if o == nil || o.empty || l.depth > o.depth {
		return false
	}
	if o.choosing && l.depth == o.depth {
		return true
	}
	if o.beside && o.blanks == 0 && l.depth < o.depth && proves(o.question, l.text, s.received) {
		o.take(l) // put right below the quoted answer
		return true
	}
	under := l.depth < o.depth && !o.beside
	if under && o.depth > 0 && (len(o.lines) == 0 || o.loose) {
		if o.blanks > mostBlankLines {
			return false
		}
		o.take(l)
		return true
	}
	if l.depth < o.depth || !s.continues(o, l) {
		return false
	}
	o.take(l)
	return true
}

// continues reports whether a line at the same depth goes on with the answer.
func (s *scanner) continues(o *openAnswer, l textLine) bool {
	if len(o.lines) == 0 {
		signed := o.question.choice() && o.blanks > 0 && !o.marked && s.signature(o.question, l.text)
		return o.blanks <= mostBlankLines && !signed
	}
	hint := o.hinted()
	switch {
	case hint:
		return o.blanks <= mostBlankLines
	case o.question.Kind == KindLongText:
		return true
	case o.blanks > 0:
		return false
	case o.question.Kind == KindAddress:
		return true
	case o.question.Kind == KindText || o.question.Kind == KindDateOrText:
		return o.width >= wrapWidth
	}
	so, _ := normalise(o.question, strings.Join(o.lines, "\n"), "", s.received)
	longer, _ := normalise(o.question, strings.Join(o.lines, "\n")+"\n"+l.text, "", s.received)
	return longer.Certain && (!so.Certain || o.question.Kind == KindMulti || o.question.Kind == KindPhone)
}

// signature reports whether a line below an unanswered choice is the name under
// the letter and none of the options: "Nadia Chowdhury".
func (s *scanner) signature(q Question, line string) bool {
	if a, _ := normalise(q, line, "", s.received); a.Certain {
		return false
	}
	parts := strings.Fields(line)
	for _, w := range parts {
		if first, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(first) {
			return false
		}
		if _, answers := words().option(q, w); answers {
			return false
		}
	}
	return len(parts) > 1 && len(parts) <= mostNames
}

// hinted reports whether all that was read under a label is its printed hint.
func (o *openAnswer) hinted() bool {
	return !o.beside && o.question.Hint != "" && len(o.lines) <= mostWrapped && strings.HasPrefix(foldKey(o.question.Hint), foldKey(strings.Join(o.lines, "")))
}

// shut ends the open answer. Lines that are quoted like their label may be the
// rest of our own letter: they are an answer when a label follows at once, or
// when they say what only an answer says.
func (s *scanner) shut(byLabel bool) {
	o := s.open
	s.open = nil
	if o == nil {
		return
	}
	o.dropHint()
	o.text = strings.TrimSpace(strings.Join(o.lines, "\n"))
	if o.text == "" || strings.Trim(o.text, "_. \n…") == "" {
		return
	}
	if o.loose && !(byLabel && len(o.lines) == 1) {
		words := o.question.Kind == KindText || o.question.Kind == KindLongText || o.question.Kind == KindAddress || o.question.Kind == KindDateOrText
		if a, _ := normalise(o.question, o.text, "", s.received); words || !a.Certain {
			return
		}
	}
	s.answers = append(s.answers, o.typedAnswer)
}

// dropHint takes the printed hint from the lines under a label.
func (o *openAnswer) dropHint() {
	if o.beside || o.question.Hint == "" {
		return
	}
	hint := foldKey(o.question.Hint)
	for n := 1; n <= min(mostWrapped, len(o.lines)); n++ {
		if foldKey(strings.Join(o.lines[:n], "")) == hint {
			o.lines = o.lines[n:]
			return
		}
	}
}
