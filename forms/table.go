package forms

import (
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
)

// The form's questions, in the order in which they are asked. The columns are
// section, name, label, type, required, options (joined by "|") and decides
// (which criterion the answer serves; not read here).
//
//go:embed table.csv
var tableCSV string

// The words printed on the form beside what the table states: section titles,
// option labels and hints, and labels that read better than the table's. An option's name is a question's, "grid" for every
// row of the activities grid, or "*" for any question with that code.
//
//go:embed wording.csv
var wordingCSV string

// Section is one part of the printed form.
type Section struct {
	Letter string // "A"
	Title  string // as printed, without the letter
}

// formTable is the form as data: read once, never changed afterwards.
type formTable struct {
	sections  []Section
	questions []Question
	byName    map[string]int // canonical name to index in questions
	rules     map[string]rule
}

// table is the parsed form. What is parsed is compiled into the program, so an
// error is a defect of the build and every test of this package meets it.
var table = sync.OnceValue(func() *formTable {
	t, err := parseTable(tableCSV, wordingCSV)
	if err != nil {
		panic("forms: embedded table: " + err.Error())
	}
	return t
})

// Questions lists every question of the current form in printed order, hidden
// ones included. The slice is the caller's; the options within are shared and
// must not be changed.
func Questions() []Question { return slices.Clone(table().questions) }

// Lookup finds one question by its canonical name.
func Lookup(name string) (Question, bool) {
	i, ok := table().byName[name]
	if !ok {
		return Question{}, false
	}
	return table().questions[i], true
}

// Sections lists the form's sections in printed order. The last one, for
// office use, holds only hidden questions and is not printed.
func Sections() []Section { return slices.Clone(table().sections) }

// Option finds one of the question's options by its code.
func (q Question) Option(code string) (Option, bool) {
	for _, o := range q.Options {
		if o.Code == code {
			return o, true
		}
	}
	return Option{}, false
}

// SectionLetter is the letter of the section the question stands in, "A".
func (q Question) SectionLetter() string {
	letter, _, _ := strings.Cut(q.Section, " ")
	return letter
}

// parseTable reads the form's table and its wording. It fails on anything it
// does not know: a kind, a rule, an option without words, words for nothing.
func parseTable(tableText, wordingText string) (*formTable, error) {
	words, err := parseWording(wordingText)
	if err != nil {
		return nil, fmt.Errorf("reading wording: %w", err)
	}
	t := &formTable{byName: map[string]int{}}
	rows, err := csvRows(tableText, "section", "name", "label", "type", "required", "options", "decides")
	if err != nil {
		return nil, fmt.Errorf("reading questions: %w", err)
	}
	for _, row := range rows {
		q, err := parseQuestion(row, words)
		if err != nil {
			return nil, fmt.Errorf("reading question %q: %w", row[1], err)
		}
		if _, twice := t.byName[q.Name]; twice {
			return nil, fmt.Errorf("reading question %q: the name stands twice", q.Name)
		}
		t.byName[q.Name] = len(t.questions)
		t.questions = append(t.questions, q)
		t.addSection(q.SectionLetter(), words)
	}
	if left := words.unused(); len(left) > 0 {
		return nil, fmt.Errorf("wording that belongs to nothing: %s", strings.Join(left, ", "))
	}
	t.rules, err = parseRules(t.questions)
	if err != nil {
		return nil, fmt.Errorf("reading rules: %w", err)
	}
	return t, nil
}

func (t *formTable) addSection(letter string, words *wording) {
	if n := len(t.sections); n > 0 && t.sections[n-1].Letter == letter {
		return
	}
	t.sections = append(t.sections, Section{Letter: letter, Title: words.take("section", letter, "")})
}

func parseQuestion(row []string, words *wording) (Question, error) {
	q := Question{Section: row[0], Name: row[1], Label: row[2], Kind: Kind(row[3]), Required: row[4]}
	if !slices.Contains(kinds(), q.Kind) {
		return q, fmt.Errorf("unknown type %q", q.Kind)
	}
	if printed := words.take("label", q.Name, ""); printed != "" {
		q.Label, q.stated = printed, q.Label
	}
	q.Hint = words.take("hint", q.Name, "")
	if row[5] == "" {
		if q.choice() {
			return q, errors.New("no options")
		}
		return q, nil
	}
	for code := range strings.SplitSeq(row[5], "|") {
		label := words.option(q, code)
		if label == "" {
			return q, fmt.Errorf("no words for option %q", code)
		}
		q.Options = append(q.Options, Option{Code: code, Label: label})
	}
	return q, nil
}

// choice reports whether the question is answered by choosing from options.
func (q Question) choice() bool {
	switch q.Kind {
	case KindYesNo, KindSingle, KindMulti, KindGrid:
		return true
	}
	return false
}

func kinds() []Kind {
	return []Kind{KindText, KindLongText, KindDate, KindDateOrText, KindEmail, KindPhone, KindAddress,
		KindPostcode, KindNHSNumber, KindODS, KindYesNo, KindSingle, KindMulti, KindGrid, KindHidden}
}

// wording holds the printed words by what they are for, and which were taken.
type wording struct {
	words map[wordingKey]string
	taken map[wordingKey]bool
}

type wordingKey struct{ what, name, code string }

func parseWording(text string) (*wording, error) {
	rows, err := csvRows(text, "what", "name", "code", "words")
	if err != nil {
		return nil, err
	}
	w := &wording{words: map[wordingKey]string{}, taken: map[wordingKey]bool{}}
	for _, row := range rows {
		key := wordingKey{row[0], row[1], row[2]}
		if _, twice := w.words[key]; twice || row[3] == "" {
			return nil, fmt.Errorf("%v stands twice or is empty", key)
		}
		w.words[key] = row[3]
	}
	return w, nil
}

func (w *wording) take(what, name, code string) string {
	key := wordingKey{what, name, code}
	words, ok := w.words[key]
	if ok {
		w.taken[key] = true
	}
	return words
}

// option gives the words for one option, the question's own before the shared.
func (w *wording) option(q Question, code string) string {
	for _, name := range []string{q.Name, string(q.Kind), "*"} {
		if words := w.take("option", name, code); words != "" {
			return words
		}
	}
	return ""
}

func (w *wording) unused() []string {
	var left []string
	for key := range w.words {
		if !w.taken[key] {
			left = append(left, key.what+" "+key.name+" "+key.code)
		}
	}
	slices.Sort(left)
	return left
}

// csvRows reads rows below exactly the header that is expected.
func csvRows(text string, header ...string) ([][]string, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = len(header)
	first, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("reading header: %w", err)
	}
	if !slices.Equal(first, header) {
		return nil, fmt.Errorf("header is %v, want %v", first, header)
	}
	rows, err := r.ReadAll()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return rows, nil
}
