package ledger

import (
	"database/sql"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"referrald/workflow"
)

// plain are letters that do not fall apart into a base letter and a mark.
var plain = strings.NewReplacer("ł", "l", "ø", "o", "đ", "d", "ð", "d", "þ", "th", "ß", "ss", "æ", "ae", "œ", "oe", "ı", "i", "ħ", "h", "ŧ", "t")

// fold is a name as it is compared: lower case, without diacritics, its parts
// separated by single spaces. An apostrophe joins (O'Brien, obrien), a hyphen
// separates (Smith-Jones, smith jones).
func fold(name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(plain.Replace(strings.ToLower(name))) {
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
// Joanna; J). Twins, who share birthday and surname, are told apart by it.
func forenamesAlike(a, b string) bool {
	a, _, _ = strings.Cut(a, " ")
	b, _, _ = strings.Cut(b, " ")
	return a != "" && b != "" && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a))
}

// child is what a form says of whom it is about; only certain answers count.
func child(of workflow.Case) (c workflow.Child) {
	f := of.Form
	if f == nil {
		return c
	}
	c.NHSNumber, _ = f.Value("nhs_number")
	c.DOB, _ = f.Value("child_dob")
	c.Surname, _ = f.Value("child_surname")
	c.Forename, _ = f.Value("child_forename")
	return c
}

// candidate is a referral whose child has the same NHS number or birthday.
type candidate struct {
	ref                         workflow.Reference
	nhs, dob, surname, forename string
}

// similar lists open referrals that may be about the same child: the same NHS
// number, or the same birthday, a like surname and a like first name. Those to
// which the message belongs anyway are left out.
func (g *Group) similar(children []workflow.Child, tied []workflow.Known) ([]workflow.Reference, error) {
	var out []workflow.Reference
	for _, c := range children {
		if c.NHSNumber == "" && c.DOB == "" {
			continue
		}
		near, err := collect(g.pen, func(r *sql.Rows) (n candidate, err error) {
			return n, r.Scan(&n.ref, &n.nhs, &n.dob, &n.surname, &n.forename)
		}, `SELECT reference, nhs, dob, surname, forename FROM referrals
			WHERE state <> 'closed' AND ((nhs <> '' AND nhs = ?) OR (dob <> '' AND dob = ?)) ORDER BY id`, c.NHSNumber, c.DOB)
		if err != nil {
			return nil, err
		}
		for _, n := range near {
			if alike(c, n) && !slices.Contains(out, n.ref) &&
				!slices.ContainsFunc(tied, func(k workflow.Known) bool { return k.Reference == n.ref }) {
				out = append(out, n.ref)
			}
		}
	}
	return out, nil
}

func alike(c workflow.Child, n candidate) bool {
	if c.NHSNumber != "" && c.NHSNumber == n.nhs {
		return true
	}
	return c.DOB == n.dob && surnamesAlike(fold(c.Surname), n.surname) && forenamesAlike(fold(c.Forename), n.forename)
}
