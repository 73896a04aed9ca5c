package forms

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Lengths of telephone numbers (E.164: at most fifteen digits with the country)
// and of email addresses (RFC 5321: 64 octets before the sign).
const (
	leastAbroad   = 8
	mostAbroad    = 15
	mostMailLocal = 64
)

// Words that may stand beside a telephone number or an email address.
var contactFillers = wordSet(`phone telephone tel mobile mob home work landline daytime evening day number no call text
	m h w t or and mum mums dad dads email mail e mailto`)

var (
	extension   = regexp.MustCompile(`(?i)\s*[,(]?\s*(?:extension|extn|ext|x)\.?\s*:?\s*(\d{1,6})\)?\s*$`)
	betweenNums = regexp.MustCompile(`(?i)\s*(?:[/;,|\n]|\bor\b|\band\b|&)\s*`)
	trunkZero   = regexp.MustCompile(`\(\s*0\s*\)`)
)

// readPhone reads one telephone number or several and writes each in its usual
// form, joined by " / ".
func readPhone(text string) reading {
	var numbers []string
	extra := false
	for part := range strings.SplitSeq(betweenNums.ReplaceAllString(text, "\n"), "\n") {
		if strings.Trim(part, " .-") == "" {
			continue
		}
		words := wordPattern.FindAllString(extension.ReplaceAllString(part, ""), -1)
		extra = extra || slices.ContainsFunc(words, func(word string) bool { return !contactFillers[strings.ToLower(word)] })
		if !strings.ContainsAny(part, "0123456789") {
			continue
		}
		number, code := phone(part)
		if code != "" {
			return unsure(number, code)
		}
		if !slices.Contains(numbers, number) {
			numbers = append(numbers, number)
		}
	}
	switch value := strings.Join(numbers, " / "); {
	case value == "":
		return unsure("", codeNotPhone)
	case extra:
		return unsure(value, codeExtraWords)
	default:
		return sure(value)
	}
}

// phone writes one number in its usual form. A number with a code is only a
// suggestion.
func phone(text string) (number, code string) {
	suffix := ""
	if m := extension.FindStringSubmatch(text); m != nil {
		suffix = " ext " + m[1]
		text = extension.ReplaceAllString(text, "")
	}
	plus := strings.Contains(text, "+")
	if strings.Trim(text, "0123456789 ()-–.+:'") != "" {
		text = wordPattern.ReplaceAllString(text, "")
		text = strings.Trim(text, " :.-()'")
	}
	digits := keepDigits(trunkZero.ReplaceAllString(text, ""))
	if strings.Trim(text, "0123456789 ()-–.+:'") != "" || strings.Count(text, "+") > 1 {
		return "", codeNotPhone
	}
	if !plus && strings.HasPrefix(digits, "00") {
		digits, plus = digits[2:], true
	}
	national, home := strings.CutPrefix(digits, "44")
	switch {
	case home && (plus || len(digits) == 12):
		digits = "0" + strings.TrimPrefix(national, "0")
	case plus && leastAbroad <= len(digits) && len(digits) <= mostAbroad:
		return "+" + digits + suffix, ""
	case len(digits) == 10 && digits[0] == '7':
		return spacePhone("0"+digits) + suffix, codeNotPhone // a spreadsheet took the nought away
	}
	spaced := spacePhone(digits)
	switch {
	case spaced == "":
		return "", codeNotPhone
	case len(digits) == 10 && digits[1] == '1':
		return spaced + suffix, codeNotPhone // a few areas have them; more often a digit is missing
	}
	return spaced + suffix, ""
}

func keepDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// spacePhone sets the spaces in a UK number as Ofcom writes them, "" when it
// has not the length of one.
func spacePhone(d string) string {
	if len(d) == 10 && (strings.HasPrefix(d, "0800") || strings.HasPrefix(d, "01")) {
		at := map[bool]int{true: 4, false: 5}[d[1] == '8']
		return d[:at] + " " + d[at:]
	}
	if len(d) != 11 || d[0] != '0' || d[1] == '0' || d[1] == '4' || d[1] == '6' {
		return ""
	}
	switch {
	case d[1] == '2':
		return d[:3] + " " + d[3:7] + " " + d[7:]
	case d[1] == '7', d[1] == '1' && d[2] != '1' && d[3] != '1':
		return d[:5] + " " + d[5:]
	}
	return d[:4] + " " + d[4:7] + " " + d[7:]
}

// readEmail reads one address and writes its domain in small letters. The part
// before the sign is kept: the server behind it may tell letters apart.
func readEmail(line string) reading {
	parts := strings.FieldsFunc(line, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(`<>()[]{}",;|/`, r)
	})
	var found []string
	extra := false
	for _, part := range parts {
		part = strings.TrimLeft(strings.TrimRight(part, ".:!?'’"), "'‘")
		if len(part) > 7 && strings.EqualFold(part[:7], "mailto:") {
			part = part[7:]
		}
		if !strings.Contains(part, "@") {
			extra = extra || foldKey(part) != "" && !contactFillers[foldKey(part)]
			continue
		}
		address, ok := emailAddress(part)
		if !ok {
			return unsure("", codeNotEmail)
		}
		if !slices.ContainsFunc(found, func(other string) bool { return strings.EqualFold(other, address) }) {
			found = append(found, address)
		}
	}
	named := strings.HasSuffix(strings.TrimSpace(line), ">") // Jo Test <jo@example.org>
	switch {
	case len(found) == 0:
		return unsure("", codeNotEmail)
	case len(found) > 1:
		return unsure(strings.Join(found, " / "), codeTwoAddresses)
	case extra && !named:
		return unsure(found[0], codeExtraWords)
	}
	return sure(found[0])
}

// emailAddress checks the shape of one address: something before the sign, and
// a domain of at least two labels behind it.
func emailAddress(s string) (string, bool) {
	local, domain, ok := strings.Cut(s, "@")
	domain = strings.ToLower(domain)
	if !ok || local == "" || len(local) > mostMailLocal || strings.Contains(domain, "@") ||
		strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return "", false
	}
	if strings.ContainsFunc(local, func(r rune) bool { return unicode.IsControl(r) || strings.ContainsRune(`\:`, r) }) {
		return "", false
	}
	labels := strings.Split(domain, ".")
	for _, label := range labels {
		if label == "" || label[0] == '-' || label[len(label)-1] == '-' || strings.ContainsFunc(label, func(r rune) bool {
			return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
		}) {
			return "", false
		}
	}
	last := labels[len(labels)-1]
	return local + "@" + domain, len(labels) > 1 && len(last) > 1 && !allDigits(last)
}
