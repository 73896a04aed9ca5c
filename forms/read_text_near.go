package forms

import (
	"slices"
	"strings"
	"unicode"
)

// How much of a printed label must be there for a label that was shortened or
// filled up to be known by it.
const (
	fewestSpoken = 4 // words that the two have in common
	mostAdded    = 3 // words that somebody puts into a printed label
)

// nearly finds a printed label of which words were left out, or into which some
// were put: "Could the need be met by school or targeted support: no". It must
// be like one question's label only, and close with a colon or a question mark.
func (l *labelTable) nearly(line string) (found label, ok bool) {
	for i, r := range line {
		if r != ':' && r != '?' && r != '\t' {
			continue
		}
		typed := spokenWords(line[:i])
		if len(typed) < fewestSpoken {
			continue
		}
		name, count := "", 0
		for q, printed := range l.spoken {
			if alike(typed, printed) {
				name, count = q, count+1
			}
		}
		if count == 1 {
			found, ok = label{key: foldKey(line[:i]), names: []string{name}, end: i + 1, closed: true}, true
		}
	}
	return found, ok
}

// alike reports whether one list of words is the other with some left out.
func alike(typed, printed []string) bool {
	switch {
	case len(typed) <= len(printed):
		return 5*len(typed) >= 2*len(printed) && inOrderIn(typed, printed)
	case len(typed) <= len(printed)+mostAdded:
		return len(printed) >= fewestSpoken && inOrderIn(printed, typed)
	}
	return false
}

// inOrderIn reports whether the words of short stand in long in their order.
func inOrderIn(short, long []string) bool {
	for _, w := range short {
		at := slices.Index(long, w)
		if at < 0 {
			return false
		}
		long = long[at+1:]
	}
	return true
}

// spokenWords are the words of a label in lower case.
func spokenWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '’' })
}
