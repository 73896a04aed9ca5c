package forms

import (
	"regexp"
	"strings"
	"time"
	"unicode"
)

// leastSure is how sure OCR must be of every word, beside all other proof. It
// is sure of much that is wrong, so this only keeps out what is plainly not text.
const leastSure = 0.5

// addScanned makes an answer of two readings of one slip. It is certain only if
// both readings are one, the ink is what was read, no letter is in it for which
// another may stand, nothing seems cut off, and the question takes the answer.
func (f *Form) addScanned(s slip, where string, a, b scanned, sheet pasted, received time.Time) {
	first, problems := normalise(s.q, a.text, where, received)
	second, _ := normalise(s.q, b.text, where, received)
	raw := first.Raw
	if raw == "" {
		raw = tidy(a.text)
	}
	switch {
	case !first.Certain && !second.Certain && raw != "" && sameReading(a.text, b.text) && len(problems) > 0:
		f.Fields[s.q.Name] = Answer{Raw: raw, Where: where}
		f.Problems = append(f.Problems, problems...)
		return
	case !first.Certain || !second.Certain, !sameReading(first.Value, second.Value), min(a.least, b.least) < leastSure:
	case s.q.choice(), s.q.Kind == KindNHSNumber: // a known list, a check digit
		f.Fields[s.q.Name] = first
		return
	case !sameReading(a.text, b.text), s.q.doubtful(a.text), s.cutOff(a.text), b.proves(sheet, sheet.rows[0]) != "":
	default:
		f.Fields[s.q.Name] = first
		f.Problems = append(f.Problems, problems...)
		return
	}
	f.addUnsure(s.q, raw, where, problemUnclear)
}

// cutOff reports whether more may have been written than a slip shows. Programs
// leave out of print what a box cannot hold, and nothing shows then that there
// was more: in a large box no room for another line, in a small one, which two
// lines fill, also no end of a sentence, and no room for a letter behind the
// words of an only line.
func (s slip) cutOff(text string) bool {
	const line, gap, large = 1.7, 0.35, 4 // heights of a capital from foot to foot, to the next letter; lines
	var foot, end int
	for _, b := range blobs(s.ink, inkThreshold(s.ink)) {
		if float64(b.box.Dy()) >= s.height/2 {
			foot, end = max(foot, b.box.Max.Y), max(end, b.box.Max.X)
		}
	}
	if s.kind != longWidget {
		return float64(s.ink.Rect.Dx()-end) < gap*s.height
	}
	high := float64(s.ink.Rect.Dy())
	if high-float64(foot) >= line*s.height || s.q.Kind == KindAddress {
		return false
	}
	return high >= large*line*s.height || !strings.ContainsAny(text[max(0, len(text)-2):], ".!?")
}

var (
	ordinal    = regexp.MustCompile(`^\d*(1st|2nd|3rd|\dth)$`)
	aPostcode  = regexp.MustCompile(`^[A-Z]{1,2}[0-9][A-Z0-9]?$|^[0-9][ABD-HJLNP-UW-Z]{2}$`)
	likeRoman  = regexp.MustCompile(`^[IVXl1|]*[l1|][IVXl1|]*$|^I[Il]+$`)
	mixed      = regexp.MustCompile(`[A-Za-z][01]|[01][A-Za-z]|[lIOoSBZ][0-9]|[0-9][lIOoSBZ]`)
	innerI     = regexp.MustCompile(`[a-z]I|I[a-z]*I[a-z]`)
	startsAsI  = regexp.MustCompile(`^l[^aeiouy]`) // no English word begins so
	endsAsI    = regexp.MustCompile(`[A-Z][l|]$`)
	capitals   = regexp.MustCompile(`^[A-Z]+$`)
	namesWithI = wordSet("lan lain loan lona leuan la lo")
	particles  = wordSet("de van von der den la le du da di dos del bin al el ap ab y of and the st")
)

// doubtful reports whether a reading has letters for which others may stand.
// The capital I, the small l and the one are the same stroke in most typefaces,
// so only the words around tell them apart; so are O and nought.
func (q Question) doubtful(text string) bool {
	start := true // of a sentence
	for line := range strings.SplitSeq(text, "\n") {
		for _, token := range strings.Fields(line) {
			word := strings.TrimFunc(token, func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) })
			if q.Kind == KindEmail {
				word = token
			}
			if _, mail := emailAddress(word); strings.Contains(token, "@") && !mail || doubtfulWord(word, start) || q.isName() && !q.nameLike(word) {
				return true
			}
			if word != "" {
				start = strings.ContainsAny(token[len(token)-1:], ".:?!)\"")
			}
		}
		start = true
	}
	return false
}

func doubtfulWord(word string, start bool) bool {
	if word == "" {
		return false
	}
	digits := strings.ContainsAny(word, "0123456789")
	letters := strings.IndexFunc(word, unicode.IsLetter) >= 0
	switch {
	case digits && letters:
		return mixed.MatchString(word) && !ordinal.MatchString(word) && !aPostcode.MatchString(word)
	case digits:
		return false
	case word == "O", word == "o", word == "l":
		return true
	case word == "I":
		return false
	case likeRoman.MatchString(word) && !capitals.MatchString(word):
		return true
	case strings.HasPrefix(word, "l") && start, startsAsI.MatchString(word), namesWithI[word]:
		return true
	}
	return innerI.MatchString(word) || endsAsI.MatchString(word)
}

// isName reports whether the question asks for a person's name.
func (q Question) isName() bool {
	switch q.Name {
	case "child_surname", "child_forename", "child_known_as", "declaration_signature":
		return true
	}
	return q.Kind == KindText && strings.HasSuffix(q.Name, "_name")
}

// nameLike reports whether a word can stand in a name: with a capital, as a
// particle, or after an apostrophe. A name without its capital lost a letter.
func (q Question) nameLike(word string) bool {
	if word == "" || particles[word] {
		return true
	}
	return !unicode.IsLower([]rune(word)[0])
}
