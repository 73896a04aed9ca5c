//go:build !race

// The arithmetic of pictures takes many minutes under the race detector, which
// sees the same code in the lighter tests.

package forms

import (
	"testing"
)

// An answer is certain only when all that stands in its box is letters that say
// what they are, and all of them can be seen.
func TestDoubtfulPrintIsNotCertain(t *testing.T) {
	surname := placeOf(t, "child_surname", "")
	story := placeOf(t, "reason_free_text", "")
	male := placeOf(t, "child_sex", "")
	yes := placeOf(t, "consent_email", "yes")
	for name, row := range map[string]struct {
		write   func(p *paper)
		field   string
		value   string
		certain bool

		runsInto string // another question whose box is doubtful with it
	}{
		"plain": {func(p *paper) { p.write(surname.Page, surname.X+3, surname.Y+4, 5, 10, "Example") }, "child_surname", "Example", true, ""},
		"two words without a space between": {func(p *paper) {
			p.write(surname.Page, surname.X+3, surname.Y+4, 5, 10, "Van")
			p.write(surname.Page, surname.X+22, surname.Y+4, 5, 10, "Dyk")
		}, "child_surname", "", false, ""},
		"a letter that nobody knows": {func(p *paper) { p.write(surname.Page, surname.X+3, surname.Y+4, 5, 10, "\uFFFDukasz") }, "child_surname", "", false, ""},
		"a sign for a lost letter":   {func(p *paper) { p.write(surname.Page, surname.X+3, surname.Y+4, 5, 10, "?ukasz") }, "child_surname", "", false, ""},
		"ink that is no letter": {func(p *paper) {
			p.write(surname.Page, surname.X+8, surname.Y+4, 5, 10, "ukasz")
			p.ink(surname.Page, surname.X+3, surname.Y+5, 3, 7)
		}, "child_surname", "", false, ""},
		"only ink": {func(p *paper) { p.ink(surname.Page, surname.X+10, surname.Y+5, 40, 4) }, "child_surname", "", false, ""},
		"struck through": {func(p *paper) {
			p.write(surname.Page, surname.X+3, surname.Y+4, 5, 10, "Example")
			p.ink(surname.Page, surname.X+2, surname.Y+8, 60, 1)
		}, "child_surname", "", false, ""},
		"one text on another": {func(p *paper) {
			p.write(surname.Page, surname.X+3, surname.Y+4, 5, 10, "Example")
			p.write(surname.Page, surname.X+4, surname.Y+4, 5, 10, "Another")
		}, "child_surname", "", false, ""},
		"covered": {func(p *paper) {
			for i, r := range "Exam" {
				p.pages[surname.Page-1].Letters = append(p.pages[surname.Page-1].Letters, Letter{string(r), surname.X + 3 + float64(i)*5, surname.Y + 4, 5, 10})
			}
		}, "child_surname", "", false, ""},
		"out of its box": {func(p *paper) { p.write(surname.Page, surname.X+surname.W-18, surname.Y+4, 5, 10, "Example") }, "child_surname", "", false, "child_forename"},
		"lines below the box": {func(p *paper) {
			p.write(story.Page, story.X+3, story.Y+3, 5, 10, "last line")
			p.write(story.Page, story.X+3, story.Y-8, 5, 10, "and more")
		}, "reason_free_text", "", false, ""},
		"an option in part":  {func(p *paper) { p.write(male.Page, male.X+3, male.Y+4, 5, 10, "Fema") }, "child_sex", "", false, ""},
		"an option":          {func(p *paper) { p.write(male.Page, male.X+3, male.Y+4, 5, 10, "Female") }, "child_sex", "female", true, ""},
		"ticked":             {func(p *paper) { p.ink(yes.Page, yes.X+3, yes.Y+3, yes.W-6, yes.H-6) }, "consent_email", "yes", true, ""},
		"ticked by an X":     {func(p *paper) { p.write(yes.Page, yes.X+1, yes.Y+1, 9, 9, "X") }, "consent_email", "yes", true, ""},
		"a speck in the box": {func(p *paper) { p.ink(yes.Page, yes.X+4, yes.Y+4, 1.5, 1.5) }, "consent_email", "", false, ""},
		"blacked out":        {func(p *paper) { p.ink(yes.Page, yes.X, yes.Y, yes.W, yes.H) }, "consent_email", "", false, ""},
		"a word in the box":  {func(p *paper) { p.write(yes.Page, yes.X+1, yes.Y+1, 4, 9, "no") }, "consent_email", "", false, ""},
		"both": {func(p *paper) {
			p.ink(yes.Page, yes.X+3, yes.Y+3, 5, 5)
			no := placeOf(t, "consent_email", "no")
			p.ink(no.Page, no.X+3, no.Y+3, 5, 5)
		}, "consent_email", "", false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := blankPaper()
			row.write(p)
			form, err := p.read(t)
			if err != nil {
				t.Fatal(err)
			}
			a, answered := form.Fields[row.field]
			if !answered || a.Certain != row.certain || a.Value != row.value || form.Certain != row.certain {
				t.Errorf("answered %v, certain %v, %q", answered, a.Certain, a.Value)
			}
			for name, other := range form.Fields {
				if name != row.field && (other.Certain || name != row.runsInto) {
					t.Errorf("an answer to %s", name)
				}
			}
		})
	}
}
