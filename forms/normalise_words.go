package forms

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// What people write for an option beside its code and its printed label. The
// columns are question (a canonical name, a kind of question, or "*" for any
// question that has the option; "nothing" and "unknown" list the words that
// stand for no answer), option (a code; "#" for every numbered code, which "#"
// in the words then stands for) and words (joined by "|", whole answers only).
//
//go:embed synonyms.csv
var synonymsCSV string

// How near a word stands to the option. A nearer meaning hides a farther one.
const (
	byCode = iota
	byLabel
	byShortLabel // the label without its brackets
	byQuestion
	byKind
	byAny
)

// optionWords is every word for every option, by question and foldKey.
type optionWords struct {
	codes   map[string]map[string]string
	printed map[string]string // all labels of a question in a row
	nothing map[string]bool   // "-", "n/a": there is no answer
	unknown map[string]bool   // "?", "tbc": there is one that the writer lacks
}

var words = sync.OnceValue(func() *optionWords {
	w, err := parseSynonyms(synonymsCSV, table().questions)
	if err != nil {
		panic("forms: embedded synonyms: " + err.Error())
	}
	return w
})

// option finds the code that the whole of text stands for.
func (w *optionWords) option(q Question, text string) (code string, ok bool) {
	var room [128]byte
	k := appendKey(room[:0], text)
	if len(k) == 0 {
		k = append(k, foldKey(text)...)
	}
	code, ok = w.codes[q.Name][string(k)]
	return code, ok
}

// foldKey makes ways of writing the same words equal: letters and digits only,
// lower case, without accents, "&" as "and". Marks alone fold to themselves.
func foldKey(s string) string {
	var room [256]byte
	b := appendKey(room[:0], s)
	if len(b) == 0 {
		return strings.Join(strings.Fields(s), "")
	}
	return string(b)
}

func appendKey(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < utf8.RuneSelf {
			b = appendASCII(b, c)
			continue
		}
		n := foreign(s[i:])
		b = appendForeign(b, s[i:i+n])
		i += n - 1
	}
	return b
}

func appendASCII(b []byte, c byte) []byte {
	switch {
	case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
		return append(b, c)
	case 'A' <= c && c <= 'Z':
		return append(b, c+'a'-'A')
	case c == '&':
		return append(b, "and"...)
	}
	return b
}

// foreign is how many bytes at the beginning of a text are not ASCII.
func foreign(s string) int {
	for i := range len(s) {
		if s[i] < utf8.RuneSelf {
			return i
		}
	}
	return len(s)
}

// appendForeign adds the key of letters that are not ASCII. Accents are taken
// apart letter by letter (NFKD), without making a string of it. The spaces,
// dashes, quotation marks and boxes of our own form have no key.
func appendForeign(b []byte, s string) []byte {
	for i, r := range s {
		switch {
		case r == '\u00a0', '\u2010' <= r && r <= '\u2027', '\u2610' <= r && r <= '\u2612':
			continue
		case '\uac00' <= r && r <= '\ud7a3': // syllables, which are taken apart by sums
			b = appendLetters(b, []byte(norm.NFKD.String(string(r))))
			continue
		}
		if parts := norm.NFKD.PropertiesString(s[i:]).Decomposition(); parts != nil {
			b = appendLetters(b, parts)
		} else if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b = utf8.AppendRune(b, unicode.ToLower(r))
		}
	}
	return b
}

// appendLetters adds the key of what one letter was taken apart into.
func appendLetters(b, parts []byte) []byte {
	for len(parts) > 0 {
		r, n := utf8.DecodeRune(parts)
		switch {
		case r < utf8.RuneSelf:
			b = appendASCII(b, byte(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b = utf8.AppendRune(b, unicode.ToLower(r))
		}
		parts = parts[n:]
	}
	return b
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func parseSynonyms(text string, questions []Question) (*optionWords, error) {
	rows, err := csvRows(text, "question", "option", "words")
	if err != nil {
		return nil, err
	}
	w := &optionWords{codes: map[string]map[string]string{}, printed: map[string]string{}, nothing: map[string]bool{}, unknown: map[string]bool{}}
	used := make([]bool, len(rows))
	for i, row := range rows {
		if into := map[string]map[string]bool{"nothing": w.nothing, "unknown": w.unknown}[row[0]]; into != nil {
			used[i] = true
			for word := range strings.SplitSeq(row[2], "|") {
				into[foldKey(word)] = true
			}
		}
	}
	for _, q := range questions {
		if !q.choice() {
			continue
		}
		v := vocabulary{codes: map[string]string{}, level: map[string]int{}}
		if err := v.learn(q, rows, used); err != nil {
			return nil, fmt.Errorf("question %q: %w", q.Name, err)
		}
		w.codes[q.Name] = v.codes
		for _, o := range q.Options {
			w.printed[q.Name] += foldKey(o.Label)
		}
	}
	for i, row := range rows {
		if !used[i] {
			return nil, fmt.Errorf("words for %q %q belong to nothing", row[0], row[1])
		}
	}
	return w, nil
}

// vocabulary is what one question's options are called while it is learned.
type vocabulary struct {
	codes map[string]string
	level map[string]int
}

func (v vocabulary) learn(q Question, rows [][]string, used []bool) error {
	for _, o := range q.Options {
		short, _, _ := strings.Cut(o.Label, "(")
		for level, word := range map[int]string{byCode: o.Code, byLabel: o.Label, byShortLabel: short} {
			if err := v.add(word, o.Code, level); err != nil {
				return err
			}
		}
	}
	for i, row := range rows {
		level, ok := map[string]int{q.Name: byQuestion, string(q.Kind): byKind, "*": byAny}[row[0]]
		if !ok {
			continue
		}
		for _, o := range q.Options {
			number, isNumber := numberWords(o.Code)
			if o.Code != row[1] && (row[1] != "#" || !isNumber) {
				continue
			}
			used[i] = true
			for word := range strings.SplitSeq(row[2], "|") {
				if err := v.add(strings.ReplaceAll(word, "#", o.Code), o.Code, level); err != nil {
					return err
				}
				if err := v.add(strings.ReplaceAll(word, "#", number), o.Code, level); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// add keeps the nearest meaning of a word. Two options that are equally near
// would make the answer a guess.
func (v vocabulary) add(word, code string, level int) error {
	k := foldKey(word)
	old, known := v.codes[k]
	switch {
	case k == "" || known && v.level[k] < level || old == code && v.level[k] == level:
		return nil
	case known && v.level[k] == level:
		return fmt.Errorf("%q stands for %q and %q", word, old, code)
	}
	v.codes[k], v.level[k] = code, level
	return nil
}

// numberWords writes a numbered code in words: "12" is "twelve".
func numberWords(code string) (string, bool) {
	names := strings.Fields("one two three four five six seven eight nine ten eleven twelve thirteen fourteen")
	n, err := strconv.Atoi(code)
	if err != nil || n < 1 || n > len(names) {
		return "", false
	}
	return names[n-1], true
}
