package forms

import (
	"regexp"
	"strings"
)

// Words that may stand beside a number and do not change it.
var numberFillers = wordSet("nhs no num number is the")

var (
	wordPattern = regexp.MustCompile(`\pL+`)
	odsPattern  = regexp.MustCompile(`^[A-Z][0-9]{5}$`)

	// The usual form of a UK postcode without its space (GOV.UK postcode
	// pattern): area and district, then sector and unit.
	postcodePattern = regexp.MustCompile(`^([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][ABD-HJLNP-UW-Z]{2})$`)
)

// likeDigits are letters that stand for digits where somebody mistyped.
var likeDigits = strings.NewReplacer("O", "0", "I", "1", "L", "1")

// readNHSNumber reads ten digits that pass the NHS check (modulus 11). Letters
// that look like digits make a suggestion at most.
func readNHSNumber(line string) reading {
	line = wordPattern.ReplaceAllStringFunc(line, func(word string) string {
		if numberFillers[strings.ToLower(word)] {
			return ""
		}
		return word
	})
	text := strings.Trim(withoutMarks(strings.ToUpper(line), " -–—.:/"), "#")
	switch digits := likeDigits.Replace(text); {
	case !allDigits(digits) || len(digits) != 10 || strings.Count(digits, digits[:1]) == 10:
		return unsure("", codeNotNHS)
	case digits != text && passesNHSCheck(digits):
		return unsure(digits, codeNotNHS)
	case digits != text:
		return unsure("", codeNotNHS)
	case !passesNHSCheck(digits):
		return unsure(digits, codeCheckDigit)
	default:
		return sure(digits)
	}
}

// passesNHSCheck checks the tenth digit against the nine before it (NHS data
// dictionary: weights ten to two, eleven minus the remainder; eleven is nought
// and ten is no number).
func passesNHSCheck(digits string) bool {
	sum := 0
	for i := range 9 {
		sum += int(digits[i]-'0') * (10 - i)
	}
	check := 11 - sum%11
	if check == 11 {
		check = 0
	}
	return check == int(digits[9]-'0')
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func withoutMarks(s, marks string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(marks, r) {
			return -1
		}
		return r
	}, s)
}

// readPostcode reads a postcode and writes it "SK8 1AA". A postcode amid other
// words, or one that would be right with 0 for O, is only suggested.
func readPostcode(line string) reading {
	text := strings.ToUpper(line)
	if value, ok := postcode(text); ok {
		return sure(value)
	}
	if value, ok := postcode(mendPostcode(withoutMarks(text, " -–.,"))); ok {
		return unsure(value, codeNotPostcode)
	}
	var found []string
	fields := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,;()", r) })
	for i := range fields {
		for n := 1; n <= 2 && i+n <= len(fields); n++ {
			if value, ok := postcode(strings.Join(fields[i:i+n], "")); ok {
				found = append(found, value)
			}
		}
	}
	if len(found) == 1 {
		return unsure(found[0], codeExtraWords)
	}
	return unsure("", codeNotPostcode)
}

// postcode writes a whole postcode in its usual form.
func postcode(text string) (string, bool) {
	text = withoutMarks(text, " -–.,")
	if text == "GIR0AA" {
		return "GIR 0AA", true
	}
	m := postcodePattern.FindStringSubmatch(text)
	if m == nil {
		return "", false
	}
	return m[1] + " " + m[2], true
}

// mendPostcode puts digits where a postcode has digits and letters where it has
// letters, for the two that look alike.
func mendPostcode(text string) string {
	if len(text) < 5 || len(text) > 7 || !isASCII(text) {
		return ""
	}
	toLetters := strings.NewReplacer("0", "O", "1", "I")
	inward := len(text) - 3
	district := 1
	if text[1] >= 'A' && text[1] != 'O' && text[1] != 'I' || inward == 4 {
		district = 2
	}
	return toLetters.Replace(text[:district]) + likeDigits.Replace(text[district:inward]) +
		likeDigits.Replace(text[inward:inward+1]) + toLetters.Replace(text[inward+1:])
}

// readODS reads a surgery's code: a letter and five digits.
func readODS(line string) reading {
	text := withoutMarks(strings.ToUpper(line), " -–.")
	if odsPattern.MatchString(text) {
		return sure(text)
	}
	if len(text) == 6 && isASCII(text) {
		if mended := text[:1] + likeDigits.Replace(text[1:]); odsPattern.MatchString(mended) {
			return unsure(mended, codeNotODS)
		}
	}
	return unsure("", codeNotODS)
}
