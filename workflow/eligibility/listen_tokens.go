package eligibility

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// gap is what stands between a word and the one before it.
type gap uint16

const (
	comma gap = 1 << iota
	semicolon
	colon
	dash // between blanks, or a long one
	opens
	closes
	stop   // the end of a sentence
	asks   // a question mark that belongs to the word after it: "?CP"
	broken // the end of a line
	hyphen // exactly a hyphen: one word in two parts
	tick   // a mark of a ticked box
	query  // a question mark after the word before it
)

// edge is where a clause ends.
const edge = comma | semicolon | colon | dash | opens | closes | stop

// word is one word of a text, folded for comparing: lower case, without
// accents and apostrophes, in British spelling.
type word struct {
	text       string
	start, end int // bytes in the original
	before     gap
	upper      bool // written in capitals, a plural s aside
	capital    bool // begins with a capital
	owns       bool // ends with an apostrophe and s
}

// respelled are common typing errors and American spellings of the lexicon's
// words (domain knowledge of how referrers write), by their usual form.
var respelled = map[string]string{
	"cerebal": "cerebral", "cerabral": "cerebral", "dispraxia": "dyspraxia", "aspergus": "aspergers", "anxity": "anxiety", "anxiaty": "anxiety",
	"senory": "sensory", "sensary": "sensory", "austism": "autism", "autisim": "autism", "autsim": "autism", "ocupational": "occupational",
	"hemi": "hemiplegia", "hemiplegic": "hemiplegia", "diplegic": "diplegia", "leukemia": "leukaemia", "tumor": "tumour",
	"radicalization": "radicalisation", "radicalized": "radicalised", "suicde": "suicide", "sucide": "suicide", "sucidal": "suicidal",
	"safegaurding": "safeguarding", "saftey": "safety", "dyskinesia": "dyskinetic", "center": "centre",
}

// tokens splits a text into words. Zero-width characters and soft hyphens are
// passed over; anything that is no letter or digit parts words, apostrophes
// within a word aside.
func tokens(text string) []word {
	out := make([]word, 0, len(text)/5+1)
	line := 0 // where the current line starts
	at := 0
	for at < len(text) {
		from := at
		for at < len(text) {
			r, n := decode(text, at)
			if letter(r) {
				break
			}
			at += n
		}
		between := text[from:at]
		if at >= len(text) {
			break
		}
		start := at
		at = endOfWord(text, at)
		w := fold(text[start:at])
		w.start, w.end = start, at
		if w.text == "" {
			continue
		}
		w.before = gapOf(between, lastWord(out), w, from-line)
		if i := strings.LastIndexByte(between, '\n'); i >= 0 {
			line = from + i + 1
		}
		out = append(out, w)
	}
	return out
}

func lastWord(words []word) word {
	if len(words) == 0 {
		return word{}
	}
	return words[len(words)-1]
}

func decode(s string, at int) (rune, int) {
	if s[at] < utf8.RuneSelf {
		return rune(s[at]), 1
	}
	return utf8.DecodeRuneInString(s[at:])
}

func letter(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// endOfWord passes over letters, what cannot be seen, accents, and an
// apostrophe with a letter after it.
func endOfWord(text string, at int) int {
	for at < len(text) {
		r, n := decode(text, at)
		switch {
		case letter(r), unseen(r), r >= utf8.RuneSelf && unicode.Is(unicode.Mn, r):
		case apostrophe(r) && at+n < len(text):
			if next, _ := decode(text, at+n); !letter(next) {
				return at
			}
		default:
			return at
		}
		at += n
	}
	return at
}

func apostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' || r == '‘' || r == '`' }

func unseen(r rune) bool {
	return r == '\u00ad' || r >= '\u200b' && r <= '\u200d' || r == '\ufeff' || r == '\u2060'
}

// fold makes one word comparable.
func fold(raw string) word {
	var w word
	plain, small := true, false
	for i := range len(raw) {
		b := raw[i]
		plain = plain && letter(rune(b))
		small = small || b >= 'A' && b <= 'Z'
	}
	s := raw
	if !plain {
		w.owns = strings.HasSuffix(raw, "'s") || strings.HasSuffix(raw, "’s") || strings.HasSuffix(raw, "'S")
		s = strings.Map(func(r rune) rune {
			if letter(r) {
				return r
			}
			return -1
		}, norm.NFKD.String(raw))
	}
	base := strings.TrimSuffix(s, "s")
	lower := s
	if !plain || small {
		lower = strings.ToLower(s)
		w.upper = len(base) > 0 && strings.ToUpper(base) == base && strings.ToLower(base) != base
		first, _ := utf8.DecodeRuneInString(s)
		w.capital = unicode.IsUpper(first)
	}
	if usual, ok := respelled[lower]; ok {
		lower = usual
	}
	w.text = lower
	return w
}

// shortLine is the length in bytes under which the end of a line is taken for
// the end of what is said; mail programs wrap at 65 to 78 characters.
const shortLine = 50

// gapOf reads what stands between two words. width is how far the line before
// it had come.
func gapOf(between string, last, next word, width int) gap {
	var g gap
	if between == " " {
		return 0
	}
	if between == "-" || between == "\u2010" || between == "\u2011" {
		return hyphen
	}
	for i, r := range between {
		switch r {
		case ',':
			g |= comma
		case ';':
			g |= semicolon
		case ':':
			g |= colon
		case '(', '[', '{', '<', '"', '“':
			g |= opens
		case ')', ']', '}', '>', '”':
			g |= closes
		case '\n':
			g |= broken
		case '!', '•', '·', '●', '▪', '|', '\f':
			g |= stop
		case '–', '—':
			g |= dash
		case '-':
			if len(between) > 1 {
				g |= dash
			}
		case '.':
			if endsSentence(between[i:], last, next) {
				g |= stop
			}
		case '?':
			g |= question(between, i, last.text == "")
		case '☒', '☑', '✓', '✔', '✗', '✘':
			g |= tick
		}
	}
	if g&broken != 0 && endsLine(between, g, next, width) {
		g |= stop
	}
	return g
}

// endsLine decides whether the end of a line ends what is said: after a blank
// line, a short line, or before a bullet.
func endsLine(between string, g gap, next word, width int) bool {
	return strings.Count(between, "\n") > 1 || width < shortLine || strings.ContainsAny(between, "-*>") && g&dash != 0
}

// pointed are abbreviations that a full stop follows within a sentence.
var pointed = words("dr mr mrs ms prof st eg ie etc approx yr yrs wk wks incl inc esp re min max")

// endsSentence reports whether a full stop ends the sentence.
func endsSentence(rest string, last, next word) bool {
	if last.text == "no" {
		return !numbers(next)
	}
	if last.text == "re" && next.capital && !next.upper {
		return true // "No concerns re." is a whole answer; what it ends before is not denied
	}
	if len(rest) == 1 {
		return next.capital && !next.upper && len(last.text) > 2 && last.text[0] > '9'
	}
	return !(pointed[last.text] || len(last.text) == 1) || strings.Contains(rest, "\n\n")
}

// numbers reports whether the word makes "no." before it an abbreviation: "no. 12",
// "no. of falls". Else it is the answer "No.", which denies nothing that follows.
func numbers(next word) bool {
	return next.text == "of" || next.text != "" && next.text[0] <= '9'
}

// question tells the mark of doubt before a word ("?CP", "? autism") from the
// mark at the end of a sentence.
func question(between string, i int, first bool) gap {
	spaced := i == 0 || strings.HasSuffix(between[:i], " ") || strings.HasSuffix(between[:i], "(")
	rest := strings.Trim(between[i:], "?")
	if spaced && (rest == "" || rest == " " && (i > 0 || first)) {
		return asks
	}
	if i == 0 || !spaced {
		return stop | query
	}
	return stop
}
