package forms

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// mostShort is how long the answer to a question with a fixed shape (a date, a
// number, options) may be. What is longer is prose, and prose is not read.
const mostShort = 2000

// mostNothing is how long a text may be that stands for no answer: "to be
// confirmed", with room for signs around it.
const mostNothing = 100

// Codes of problems. They are stable: reports and letters go by them.
const (
	codeCheckDigit    = "check-digit"
	codeNotNHS        = "not-an-nhs-number"
	codeNotDate       = "not-a-date"
	codePartDate      = "incomplete-date"
	codeImpossible    = "impossible-date"
	codeAmbiguous     = "ambiguous-date"
	codeTwoDigit      = "two-digit-year"
	codeFuture        = "future-date"
	codeTooOld        = "too-old"
	codeNotPostcode   = "not-a-postcode"
	codeNotPhone      = "not-a-phone"
	codeNotEmail      = "not-an-email"
	codeTwoAddresses  = "two-addresses"
	codeNotODS        = "not-an-ods-code"
	codeUnknownOption = "unknown-option"
	codeTwoOptions    = "two-options"
	codeExtraWords    = "extra-words"
	codePlaceholder   = "placeholder"
	codeDisagrees     = "disagrees"
	codeCombinedName  = "combined-name"
)

// problemWords says each problem in a sentence. %s is the question in the
// form's own words; the answer never stands in it.
var problemWords = map[string]string{
	codeCheckDigit:    "The number given for %s does not pass the check for NHS numbers, so one digit may be wrong.",
	codeNotNHS:        "The answer to %s is not a number of ten digits as the NHS gives them.",
	codeNotDate:       "The answer to %s is not a date that we can read.",
	codePartDate:      "The answer to %s is only part of a date.",
	codeImpossible:    "The answer to %s is a date that is not in the calendar.",
	codeAmbiguous:     "The answer to %s can be read as more than one date.",
	codeTwoDigit:      "The answer to %s has a year of two digits that does not settle the century.",
	codeFuture:        "The answer to %s is a date that has not come yet.",
	codeTooOld:        "The answer to %s is more than twenty years ago.",
	codeNotPostcode:   "The answer to %s is not a whole postcode as it is usually written.",
	codeNotPhone:      "The answer to %s is not a whole telephone number.",
	codeNotEmail:      "The answer to %s is not a whole email address.",
	codeTwoAddresses:  "The answer to %s holds more than one email address.",
	codeNotODS:        "The answer to %s is not a letter and five digits, as surgery codes are.",
	codeUnknownOption: "The answer to %s is not, or not only, one of the answers on the form.",
	codeTwoOptions:    "The answer to %s names more than one choice where one is asked for.",
	codeExtraWords:    "The answer to %s comes with other words that may change it.",
	codePlaceholder:   "The answer to %s seems to stand for no answer.",
	codeDisagrees:     "There are answers to %s that disagree.",
	codeCombinedName:  "The whole name is given together, so what belongs to %s is not certain.",
}

// reading is what one text says as the answer to one question: a value, and
// what is doubtful about it. The zero reading is no answer.
type reading struct {
	value string
	code  string // a problem, "" for none
	sure  bool
}

func sure(value string) reading         { return reading{value: value, sure: true} }
func unsure(value, code string) reading { return reading{value: value, code: code} }

// normalise reads one raw answer to a question. An answer with no certain
// reading keeps Raw and is not Certain; it carries a Value only where there is
// one reading worth showing to a person. A raw answer that holds nothing (white
// space, empty boxes, "n/a" where no answer is required) gives the zero Answer,
// which is no answer and belongs in no form.
func normalise(q Question, raw, where string, received time.Time) (Answer, []Problem) {
	text := tidy(raw)
	r := q.read(text, received)
	if r == (reading{}) {
		return Answer{}, nil
	}
	a := Answer{Value: r.value, Raw: text, Where: where, Certain: r.sure}
	if r.code == "" {
		return a, nil
	}
	return a, []Problem{problem(q, r.code)}
}

// problem words one problem with the answer to a question.
func problem(q Question, code string) Problem {
	return Problem{Field: q.Name, Code: code, Text: fmt.Sprintf(problemWords[code], `"`+q.Label+`"`)}
}

// read finds what a tidied text says as the answer to q.
func (q Question) read(text string, received time.Time) reading {
	switch q.Kind {
	case KindText, KindHidden:
		return q.readWords(oneLine(text))
	case KindLongText, KindAddress:
		return q.readWords(text)
	}
	line := norm.NFKC.String(oneLine(text))
	if text == "" || q.saysNothing(line) {
		return reading{}
	}
	if q.Kind == KindDateOrText {
		return q.readDateOrText(line, text, received)
	}
	if len(line) > mostShort {
		return unsure("", q.notRead())
	}
	if q.choice() {
		return q.choose(text)
	}
	if words().nothing[foldKey(line)] || words().unknown[foldKey(line)] {
		return unsure("", codePlaceholder)
	}
	switch q.Kind {
	case KindDate:
		return q.readDate(line, received)
	case KindNHSNumber:
		return readNHSNumber(line)
	case KindPostcode:
		return readPostcode(line)
	case KindODS:
		return readODS(line)
	case KindPhone:
		return readPhone(norm.NFKC.String(text))
	}
	return readEmail(line)
}

// oneLine is a text with one space wherever there is any white space, and none
// around it.
func oneLine(text string) string {
	before := ' '
	for _, r := range text {
		if unicode.IsSpace(r) && (r != ' ' || before == ' ') {
			return strings.Join(strings.Fields(text), " ")
		}
		before = r
	}
	return strings.TrimSuffix(text, " ")
}

// notRead is the problem of an answer that is far too long for its question.
func (q Question) notRead() string {
	codes := map[Kind]string{KindDate: codeNotDate, KindNHSNumber: codeNotNHS, KindPostcode: codeNotPostcode,
		KindODS: codeNotODS, KindPhone: codeNotPhone, KindEmail: codeNotEmail}
	if code := codes[q.Kind]; code != "" {
		return code
	}
	return codeUnknownOption
}

// saysNothing reports whether a text on a question that nobody must answer
// stands for no answer: "n/a" for a telephone number is not a doubtful number.
// On a choice only a dash or "n/a" is nothing; "don't know" says something.
func (q Question) saysNothing(text string) bool {
	if len(text) > mostNothing {
		return false
	}
	k := foldKey(text)
	if q.choice() {
		_, option := words().option(q, text)
		return !option && q.Required != "yes" && words().nothing[k]
	}
	return q.Required != "yes" && q.Kind != KindDateOrText && (words().nothing[k] || words().unknown[k])
}

// readWords keeps what somebody wrote. A dash or "tbc" where the form requires
// an answer is kept too and is not an answer to rely on.
func (q Question) readWords(text string) reading {
	switch {
	case text == "":
		return reading{}
	case len(text) > mostNothing || q.Required == "no" || q.Required == "wanted" || q.Kind == KindHidden:
		return sure(text)
	}
	if k := foldKey(text); words().nothing[k] || words().unknown[k] {
		return unsure(text, codePlaceholder)
	}
	return sure(text)
}

// tidy removes what cannot be seen and the space around it, and keeps the
// letters as they were typed (NFC), lines and single blank lines.
func tidy(raw string) string {
	text := visible(raw)
	if !strings.ContainsAny(text, "\t\n") {
		return strings.TrimSpace(text)
	}
	lines := strings.Split(strings.ReplaceAll(text, "\t", " "), "\n")
	kept := lines[:0]
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" && (len(kept) == 0 || kept[len(kept)-1] == "") {
			continue
		}
		kept = append(kept, line)
	}
	return strings.TrimSpace(strings.Join(kept, "\n"))
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n")

// visible keeps what a reader sees: letters, marks, plain spaces, tabs and line
// ends.
func visible(raw string) string {
	if allSeen(raw) {
		return norm.NFC.String(raw) // most answers; as it is where no accent stands by itself
	}
	return onlySeen(raw)
}

// onlySeen is visible for texts that need it.
func onlySeen(raw string) string {
	s := lineEnds.Replace(strings.ToValidUTF8(raw, "\uFFFD"))
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.Is(unicode.Zs, r):
			return ' '
		case unicode.IsControl(r), invisible(r):
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(s) // last: without a hidden mark two letters may be one
}

// allSeen reports whether a text holds nothing that visible would change.
func allSeen(text string) bool {
	for i, r := range text {
		switch {
		case ' ' <= r && r <= '~', r == '\n', r == '\t':
		case r < '\u00a1', r == '\u2028', r == '\u2029', unicode.Is(unicode.Zs, r), invisible(r):
			return false
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD"):
			return false
		}
	}
	return true
}

// invisible reports marks that turn or hide text. The joiners within emoji and
// within words of other scripts (U+200C, U+200D) are letters here and stay.
func invisible(r rune) bool {
	switch {
	case r == '\u00AD', r == '\u200B', r == '\u200E', r == '\u200F', r == '\u2060', r == '\uFEFF':
		return true
	}
	return '\u202A' <= r && r <= '\u202E' || '\u2066' <= r && r <= '\u2069'
}
