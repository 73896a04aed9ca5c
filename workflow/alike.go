package workflow

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// unmarked are letters that do not fall apart into a base letter and a mark.
var unmarked = strings.NewReplacer("ł", "l", "ø", "o", "đ", "d", "ð", "d", "þ", "th", "ß", "ss", "æ", "ae", "œ", "oe", "ı", "i", "ħ", "h", "ŧ", "t")

// Fold is a name as it is compared: lower case, without diacritics, its parts
// separated by single spaces. An apostrophe joins (O'Brien, obrien), a hyphen
// separates (Smith-Jones, smith jones).
func Fold(name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(unmarked.Replace(strings.ToLower(name))) {
		switch {
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’', r == '‘', r == '.':
		case unicode.IsLetter(r):
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// surnamesAlike: one part in common, so that Smith-Jones is like Jones.
func surnamesAlike(a, b string) bool {
	parts := strings.Fields(b)
	return slices.ContainsFunc(strings.Fields(a), func(p string) bool { return slices.Contains(parts, p) })
}

// forenamesAlike: the first names are equal, or one begins with the other (Jo,
// Joanna; J), or one is not known. Twins, who share birthday and surname, are
// told apart by it.
func forenamesAlike(a, b string) bool {
	a, _, _ = strings.Cut(a, " ")
	b, _, _ = strings.Cut(b, " ")
	return strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
}

// Alike reports whether two may be one child: the same NHS number, or the same
// birthday, a like surname and a like first name.
func (c Child) Alike(o Child) bool {
	if c.NHSNumber != "" && c.NHSNumber == o.NHSNumber {
		return true
	}
	return c.born(o) && forenamesAlike(Fold(c.Forename), Fold(o.Forename))
}

// Twin reports whether two seem to be twins: the same birthday and a like
// surname, and first names that no spelling makes one.
func (c Child) Twin(o Child) bool {
	return !c.Alike(o) && c.born(o)
}

// born: the same birthday and a like surname.
func (c Child) born(o Child) bool {
	return c.DOB != "" && c.DOB == o.DOB && surnamesAlike(Fold(c.Surname), Fold(o.Surname))
}
