package forms

import (
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// leastOurs is how many rows of a document must begin with a printed question
// of ours to be our form, in which a row is one question and nothing else. The
// form has 96; another service's form shares a few ("NHS number", "Postcode").
const leastOurs = 40

// read makes our form of a document. What its named fields say and what stands
// beside the printed questions are two witnesses: the answer is certain where
// they agree or where only one speaks.
func (p document) read(source string, shape Shape, received time.Time) (Form, error) {
	g := gather(p.fields)
	version := g.version()
	if version == "" {
		version = versionIn(strings.Join(p.foot, "\n"))
	}
	f := Form{Source: source, Shape: shape, Version: version, Certain: true, Fields: make(map[string]Answer, usualFields)}
	p.fromFields(&f, g, received)
	text, labelled := p.besideLabels(&f, received)
	typed, looks := readRest(text, source, received)
	if f.Version == "" {
		f.Version = typed.Version
	}
	ours := labelled || g.ours()
	switch {
	case !ours && !looks:
		return refuse(source, shape, NoFields)
	case newer(f.Version):
		return refuse(source, shape, NewerVersion)
	}
	for _, q := range table().questions {
		// A field of a question takes its answer out of the text, so what
		// follows its label on another layout than ours belongs to something else.
		if a, ok := typed.Fields[q.Name]; ok && (labelled || !g.asked[q.Name]) {
			problems := slices.DeleteFunc(slices.Clone(typed.Problems), func(p Problem) bool { return p.Field != q.Name })
			f.put(q, a, problems)
		}
	}
	p.remark(&f, text, labelled)
	if len(f.Fields) == 0 && !f.Beside() {
		return refuse(source, shape, Blank)
	}
	for name, a := range f.Fields {
		q, _ := Lookup(name)
		a.Where = "section " + q.SectionLetter()
		f.Fields[name] = a
	}
	f.check(received)
	return f, nil
}

// fromFields puts what the named fields say into f.
func (p document) fromFields(f *Form, g gathered, received time.Time) {
	for _, q := range table().questions {
		if given := g.answers[q.Name]; len(given) > 0 {
			answer, problems := settle(q, given, received)
			f.put(q, answer, problems)
		}
	}
	for _, d := range p.days {
		if a := f.Fields[d.question.Name]; a.Certain && a.Value != d.raw {
			f.put(d.question, Answer{Value: d.raw, Raw: d.raw, Certain: true}, nil)
		}
	}
	for _, d := range p.doubts {
		if raw := tidy(d.raw); raw != "" {
			f.put(d.question, Answer{Raw: raw}, []Problem{problem(d.question, codeExtraWords)})
		}
	}
}

// besideLabels reads the rows of our form and puts their answers into f. It
// gives the text of everything else, and whether the document is our form.
func (p document) besideLabels(f *Form, received time.Time) (text string, ours bool) {
	rows := make([][]labelled, len(p.lines))
	known := 0
	for i, l := range p.lines {
		if l.row {
			rows[i] = pairs(l.cells)
			known += len(rows[i])
		}
	}
	ours = known >= leastOurs
	var b strings.Builder
	for i, l := range p.lines {
		if ours && rows[i] != nil {
			for _, pair := range rows[i] {
				pair.put(f, received)
			}
			continue
		}
		for j, cell := range l.cells {
			if j > 0 {
				b.WriteByte('\t')
			}
			if l.row {
				cell = strings.ReplaceAll(cell, "\t", " ")
			}
			cell = withoutPrompt(strings.TrimLeft(cell, string(markDoubt)+" ")) // a sign in front is a bullet
			if unmarked(cell) == cell {                                         // else it is no certain answer, and may be no answer
				b.WriteString(cell)
			}
		}
		b.WriteByte('\n')
	}
	return b.String(), ours
}

// labelled is a question of ours in a row, and what stands with it: in the cell of
// the question itself, and in the cell after it.
type labelled struct {
	question *Question
	typed    [2]string
	unhinted bool // the hint below the question is not ours
}

// pairs takes a row apart into questions with their answers; nil when some cell
// is neither.
func pairs(cells []string) []labelled {
	var all []labelled
	for i := 0; i < len(cells); i++ {
		p, ok := asPrinted()[cells[i]]
		if !ok {
			p, ok = labelCell(cells[i])
		}
		switch {
		case !ok && strings.TrimSpace(cells[i]) == "" && i > 0:
			continue
		case !ok:
			return nil
		}
		if i+1 < len(cells) && p.question.answeredBy(cells[i+1]) {
			i++
			p.typed[1] = cells[i]
		}
		all = append(all, p)
	}
	return all
}

// labelCell takes apart the cell of a question; ok is false when it is none.
func labelCell(cell string) (p labelled, ok bool) {
	q, rest, ok := printedLabel(cell)
	if !ok {
		return p, false
	}
	typed, hinted := withoutHint(q, rest)
	return labelled{question: q, typed: [2]string{typed}, unhinted: !hinted}, true
}

// answeredBy reports whether the cell after a question is its own: no question
// begins it, or the words of that question are one of this one's options.
func (q Question) answeredBy(cell string) bool {
	if _, _, label := printedLabel(cell); !label {
		return true
	}
	_, option := words().option(q, cell)
	return option
}

// put adds what stands with a question to the form. What stands below the
// question where its hint should be may be another hint.
func (p labelled) put(f *Form, received time.Time) {
	for i, text := range p.typed {
		if text == "" || p.question.saysAgain(text, f.Fields[p.question.Name]) {
			continue
		}
		answer, problems := p.question.readCell(text, received)
		if i == 0 && p.unhinted && answer != (Answer{}) && !proves(*p.question, text, received) {
			answer, problems = Answer{Raw: answer.Raw}, []Problem{problem(*p.question, codeExtraWords)}
		}
		f.put(*p.question, answer, problems)
	}
}

// readCell reads the text of a cell as the answer to its question.
func (q Question) readCell(text string, received time.Time) (Answer, []Problem) {
	if text = withoutPrompt(text); text == "" {
		return Answer{}, nil
	}
	plain := unmarked(text)
	if plain != text {
		if tidy(plain) == "" {
			return Answer{}, nil
		}
		return Answer{Raw: tidy(plain)}, []Problem{problem(q, codeExtraWords)}
	}
	if q.choice() && box.MatchString(text) {
		codes, found, clear := q.tickList(text)
		switch {
		case !clear:
			return Answer{Raw: tidy(text)}, []Problem{problem(q, codeUnknownOption)}
		case found:
			text = strings.Join(codes, "|")
		}
	}
	return normalise(q, text, "", received)
}

// printedKeys are the printed questions by the letters of their words, sorted.
var printedKeys = sync.OnceValue(func() []printedKey {
	var keys []printedKey
	for _, q := range table().questions {
		if q.Kind != KindHidden {
			for _, label := range q.labels() {
				keys = append(keys, printedKey{foldKey(label), q})
			}
		}
	}
	slices.SortFunc(keys, func(a, b printedKey) int { return strings.Compare(a.key, b.key) })
	return keys
})

// printedStarts are the printed questions by the first byte of their keys.
var printedStarts = sync.OnceValue(func() *[256][]printedKey {
	var starts [256][]printedKey
	for c := range starts {
		starts[c] = beginning(printedKeys(), 0, byte(c))
	}
	return &starts
})

type printedKey struct {
	key      string
	question Question
}

// beginning keeps, of sorted keys that are alike up to a byte, those that have
// this byte there.
func beginning(keys []printedKey, at int, c byte) []printedKey {
	for len(keys) > 0 && (len(keys[0].key) <= at || keys[0].key[at] < c) {
		keys = keys[1:]
	}
	for len(keys) > 0 && keys[len(keys)-1].key[at] > c {
		keys = keys[:len(keys)-1]
	}
	return keys
}

// printedLabel finds the printed question that a cell begins with: alone, with
// its mark and its hint, or with something typed behind them. The longest one
// counts, and no word may follow it on its line but behind a mark. rest is what
// follows.
func printedLabel(cell string) (q *Question, rest string, ok bool) {
	line := cell[:min(len(cell), mostLabel)]
	keys := printedKeys()
	var room [256]byte
	b := room[:0]
	end := 0
	for i, r := range line {
		n := utf8.RuneLen(r)
		if r == utf8.RuneError {
			break
		}
		if r == '\u00a0' {
			continue
		}
		at := len(b)
		b = appendKey(b, line[i:i+n])
		if at == 0 && len(b) > 0 {
			keys = printedStarts()[b[0]]
		}
		for ; at < len(b); at++ {
			keys = beginning(keys, at, b[at])
		}
		if len(keys) == 0 {
			break
		}
		if len(keys[0].key) == len(b) && labelEnds(cell[i+n:]) {
			q, end, ok = &keys[0].question, i+n, true
		}
	}
	if !ok {
		return q, "", false
	}
	return q, cell[end:], true
}

// labelEnds reports whether a label may end before this text.
func labelEnds(rest string) bool {
	spaceless := strings.TrimLeft(rest, " \u00a0")
	after := strings.TrimLeft(rest, "?.:) \u00a0")
	return spaceless == "" || strings.ContainsAny(spaceless[:1], "?:*+\n\t|") || len(spaceless) > len(after) || after == ""
}

// withoutHint takes mark and hint off what stands behind a label. hinted is
// false when the question has a hint and it does not stand there.
func withoutHint(q *Question, rest string) (typed string, hinted bool) {
	rest = strings.TrimLeft(rest, "?.:) \u00a0\n\t|")
	if len(rest) > 0 && (rest[0] == '*' || rest[0] == '+') {
		rest = strings.TrimLeft(rest[1:], ": \u00a0\n\t")
	}
	if q.Hint == "" {
		return rest, true
	}
	hint := foldKey(q.Hint)
	var b []byte
	for i, r := range rest {
		b = appendKey(b, string(r))
		switch {
		case string(b) == hint:
			return strings.TrimLeft(rest[i+utf8.RuneLen(r):], ".?) \n\u00a0"), true
		case len(b) > len(hint):
			return rest, false
		}
	}
	return rest, false
}

// prompts are what stands in a field until somebody answers: our own words, and
// those of Word and LibreOffice. Programs that do not know our fields turn them
// into plain text.
var prompts = []string{promptLong, promptText, promptList, promptDate,
	"Click or tap here to enter text.", "Click here to enter text.", "Click here to enter text", "Click to enter text",
	"Choose an item.", "Choose an item", "Click or tap to enter a date.", "Click here to enter a date.", "Choose a date"}

// prompted reports whether a text is nothing but a prompt.
func prompted(text string) bool {
	const longest = 60
	if text == "" || len(text) > longest {
		return false
	}
	var room [2 * longest]byte
	return promptKeys()[string(appendKey(room[:0], text))] // no prompt is marks alone
}

var promptKeys = sync.OnceValue(func() map[string]bool {
	keys := map[string]bool{}
	for _, prompt := range prompts {
		keys[foldKey(prompt)] = true
	}
	return keys
})

// withoutPrompt takes the prompts off both ends of a text.
func withoutPrompt(text string) string {
	if text == "" || prompted(text) {
		return ""
	}
	trimmed := strings.Trim(text, " \u00a0\n\t")
	for _, prompt := range prompts {
		if before, ok := strings.CutPrefix(trimmed, prompt); ok {
			text = strings.TrimLeft(before, " \u00a0")
		} else if after, ok := strings.CutSuffix(trimmed, prompt); ok {
			text = strings.TrimRight(after, " \u00a0")
		} else {
			continue
		}
		trimmed = strings.Trim(text, " \u00a0\n\t")
	}
	return text
}

// unmarked is a text without the marks of doubt.
func unmarked(text string) string {
	const private = 0xEF // the first byte of both marks
	if strings.IndexByte(text, private) < 0 {
		return text
	}
	return strings.Map(func(r rune) rune {
		if r == markDoubt || r == markStruck {
			return -1
		}
		return r
	}, text)
}

// tickList reads a printed list of options with boxes before them. Beside the
// boxes that were ticked count those with a mark typed before or after their
// words. found is false when there is no list; clear is false when something
// stands there that is neither an option nor a mark of one.
func (q Question) tickList(text string) (codes []string, found, clear bool) {
	clear = true
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\t' }) {
		boxes := boxesIn(part)
		if len(boxes) == 0 { // a mark may stand where the box was
			code, marked, ok := q.ticked(part, true)
			if ok && marked && !slices.Contains(codes, code) {
				codes = append(codes, code)
			}
			clear = clear && (ok && marked || strings.TrimFunc(part, unicode.IsSpace) == "")
			continue
		}
		clear = clear && foldKey(part[:boxes[0][0]]) == ""
		for i, at := range boxes {
			end, last := len(part), i+1 == len(boxes)
			if !last {
				end = boxes[i+1][0]
			}
			code, marked, ok := q.ticked(part[at[1]:end], last)
			clear = clear && ok
			ticked := !strings.ContainsAny(part[at[0]:at[1]], "☐□⬜") && strings.Trim(part[at[0]:at[1]], "[]() ") != ""
			if ok && (ticked || marked) && !slices.Contains(codes, code) {
				codes = append(codes, code)
			}
			found = true
		}
	}
	return codes, found, clear
}

// ticked reads the words behind one box: an option, perhaps with a mark typed
// before or after it. A mark before the next box may belong to that one.
func (q Question) ticked(text string, last bool) (code string, marked, ok bool) {
	text = strings.Trim(text, " \u00a0")
	if code, ok := words().option(q, text); ok {
		return code, false, true
	}
	fields := strings.Fields(strings.ReplaceAll(text, "\u00a0", " "))
	if len(fields) < 2 {
		return "", false, false
	}
	_, yes := words().option(q, "yes")
	isMark := func(word string) bool {
		k := foldKey(word)
		return k == "x" || glyphOf(word) == tickedBox || !yes && (k == "yes" || k == "y")
	}
	if code, ok := words().option(q, strings.Join(fields[1:], " ")); ok && isMark(fields[0]) {
		return code, true, true
	}
	end := len(fields) - 1
	if code, ok := words().option(q, strings.Join(fields[:end], " ")); ok && isMark(fields[end]) && last {
		return code, true, true
	}
	return "", false, false
}
