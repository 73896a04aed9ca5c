package workflow

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// spokenWord is one word of a message as it is judged: in lower case, without
// apostrophes, common misspellings made good.
type spokenWord struct {
	text string
	gap  gap // what stands before it
}

// gap is what stands between two words.
type gap uint8

const (
	joined   gap = iota // a space
	pause               // a comma, a bracket, a dash
	fullStop            // the end of a sentence
	question            // the end of a question
)

// shortLine is the length in bytes below which a line that is followed by a
// capital letter ends a sentence; mail programs break lines of prose later.
const shortLine = 48

// scan cuts a text into words.
func scan(text string) []spokenWord {
	s := scanner{text: text, out: make([]spokenWord, 0, len(text)/5+1), next: fullStop}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		s.rune(i, r)
		i += size
	}
	s.end()
	if len(s.out) > 0 && s.next == question {
		s.out = append(s.out, spokenWord{"", question})
	}
	return s.out
}

type scanner struct {
	text     string
	word     []byte
	out      []spokenWord
	next     gap
	line     int  // where the line began
	skip     bool // within an address
	initials bool // the word is written with points
}

func (s *scanner) rune(i int, r rune) {
	switch {
	case s.skip && r > ' ' && r != '>':
	case r == '@' || r == ':' && strings.HasPrefix(s.text[i:], "://"):
		s.word, s.skip = s.word[:0], true
	case r < utf8.RuneSelf && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9'):
		s.word = append(s.word, byte(r))
	case r >= 'A' && r <= 'Z':
		s.word = append(s.word, byte(r)+'a'-'A')
	case r == '\'' || r == '’' || r == '‘' || r == '`' || r == '´':
	case r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)):
		s.word = utf8.AppendRune(s.word, unicode.ToLower(r))
	case r == '-' && joins[string(s.word)]:
	case r == '.' && len(s.word) == 1 && i+1 < len(s.text) && unicode.IsLetter(rune(s.text[i+1])):
		s.initials = true // O.T. is one word
	case r == '%':
		s.end()
		s.word = append(s.word, percent...)
		s.end()
	default:
		s.end()
		s.space(i, r)
	}
}

// percent stands for the sign: 94 % is nobody's age.
const percent = "percent"

// joins are first parts of words that are written with a hyphen and without.
var joins = map[string]bool{"e": true, "pro": true}

func (s *scanner) space(i int, r rune) {
	if s.skip && strings.ContainsRune(".?!", rune(s.text[i-1])) {
		s.stop(fullStop)
	}
	s.skip = false
	if r == '.' && s.initials {
		s.initials = false
		if !capitalFollows(s.text[i+1:]) {
			return
		}
	}
	switch r {
	case '.', '!', ';', '•', '*', '|':
		s.stop(fullStop)
	case '?':
		s.stop(question)
	case '\n':
		if s.lineEnds(i) {
			s.stop(fullStop)
		}
		s.line = i + 1
	case ',', ':', '(', ')', '/', '–', '—', '"', '“', '”':
		s.stop(pause)
	case '-':
		if i > 0 && s.text[i-1] == ' ' {
			s.stop(pause)
		}
	}
}

func capitalFollows(rest string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, " \t\r\n"))
	return unicode.IsUpper(first)
}

func (s *scanner) stop(g gap) { s.next = max(s.next, g) }

// lineEnds reports whether a line end is more than a break in running text.
func (s *scanner) lineEnds(i int) bool {
	rest := strings.TrimLeft(s.text[i+1:min(len(s.text), i+40)], " \t\r")
	if rest == "" || rest[0] == '\n' {
		return true
	}
	first, _ := utf8.DecodeRuneInString(rest)
	starts := unicode.IsUpper(first) || unicode.IsDigit(first)
	return strings.ContainsRune("-*•>", first) || starts && i-s.line < shortLine
}

// end finishes a word. Who dictates a letter says its punctuation.
func (s *scanner) end() {
	if len(s.word) == 0 {
		return
	}
	w := string(s.word)
	s.word = s.word[:0]
	before := ""
	if n := len(s.out); n > 0 && s.next == joined {
		before = s.out[n-1].text
	}
	if g, ok := spoken[before+" "+w]; ok {
		s.out = s.out[:len(s.out)-1]
		s.stop(g)
		return
	}
	if w == "comma" {
		s.stop(pause)
		return
	}
	s.out = append(s.out, spokenWord{spelled(w), s.next})
	s.next = joined
}

var spoken = map[string]gap{"full stop": fullStop, "new line": fullStop, "new paragraph": fullStop,
	"exclamation mark": fullStop, "question mark": question}

// spelled is a word as the table writes it.
func spelled(w string) string {
	if to, ok := shorthand[w]; ok {
		return to
	}
	if len(w) < fuzzyFrom || vocabulary.known[w] {
		return w
	}
	for _, key := range fuzzy[w[0]] {
		if near(w, key) {
			return key
		}
	}
	return w
}

// fuzzyFrom is the length from which a word is compared with the key words;
// shorter words are too near to others.
const fuzzyFrom = 6

// near reports whether a word is a key word with a typing error or two.
func near(w, key string) bool {
	allowed := 1
	switch {
	case len(key) >= 12:
		allowed = 3
	case len(key) >= 8:
		allowed = 2
	}
	if len(w)-len(key) > allowed || len(key)-len(w) > allowed {
		return false
	}
	return distance(w, key) <= allowed
}

// longestFuzzy bounds the words that are compared, in bytes.
const longestFuzzy = 24

// distance is the number of letters to change, add or leave out.
func distance(a, b string) int {
	if len(a) > longestFuzzy || len(b) > longestFuzzy {
		return longestFuzzy
	}
	var rows [2][longestFuzzy + 1]int
	for j := 0; j <= len(b); j++ {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		was, is := &rows[(i-1)%2], &rows[i%2]
		is[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			is[j] = min(was[j]+1, is[j-1]+1, was[j-1]+cost)
		}
	}
	return rows[len(a)%2][len(b)]
}
