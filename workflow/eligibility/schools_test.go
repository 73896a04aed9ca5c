package eligibility

import (
	"strings"
	"testing"

	"referrald/forms"
)

func schoolForm(name, postcode string) forms.Form {
	f := forms.Form{Fields: map[string]forms.Answer{}}
	if name != "" {
		f.Fields["school_name"] = sure(name)
	}
	if postcode != "" {
		f.Fields["school_postcode"] = sure(postcode)
	}
	return f
}

// marks writes a school as h for Heaton, m for maybe, k for known, s for special.
func (s school) marks() string {
	var out strings.Builder
	for _, m := range []struct {
		is   bool
		mark string
	}{{s.heaton, "h"}, {s.maybe, "m"}, {s.known, "k"}, {s.special, "s"}} {
		if m.is {
			out.WriteString(m.mark)
		}
	}
	return out.String()
}

func TestSchool(t *testing.T) {
	c := loaded(t)
	for _, row := range []struct{ name, school, postcode, want string }{
		{"exact", "Heaton School", "", "hks"},
		{"small letters", "heaton school", "", "hks"},
		{"special school", "Heaton special school", "", "hks"},
		{"with the town", "Heaton School, Stockport", "", "hks"},
		{"with its postcode", "Heaton School SK4 4RE", "", "hks"},
		{"postcode field", "Heaton School", "SK4 4RE", "hks"},
		{"by number", "106173", "", "hks"},
		{"by number and name", "Heaton School (URN 106173)", "", "hks"},
		{"another postcode", "Heaton School", "SK4 3HP", "m"},
		{"number with another school", "106173 Priestnall School", "", "m"},
		{"bare", "Heaton", "", "m"},
		{"Heaton Moor", "Heaton Moor Primary School", "", ""},
		{"Heaton Mersey", "Heaton Mersey School", "", ""},
		{"Heaton Norris", "Heaton Norris School", "", ""},
		{"Heaton Chapel school of the list", "St Thomas' CE Primary School, Heaton Chapel", "", "k"},
		{"Heatons", "a school in the Heatons", "", "m"},
		{"Heaton elsewhere", "Heaton School, Bradford", "", "m"},
		{"typing error", "Heeton School", "", "m"},
		{"Wheaton", "Wheaton School", "", ""},
		{"its postcode alone", "", "SK4 4RE", "m"},
		{"its postcode with another name", "Priestnall School", "SK4 4RE", "m"},
		{"listed", "Priestnall School", "", "k"},
		{"listed, short", "Priestnall", "SK4 3HP", "k"},
		{"special", "Castle Hill High School", "", "ks"},
		{"pupil referral unit", "Moat House", "", "k"},
		{"two of one name", "St Mary's Primary School", "", ""},
		{"the one at the postcode", "St Mary's Primary School", "SK5 7DR", "k"},
		{"infants are not juniors", "Banks Lane Junior School", "", "k"},
		{"not listed", "Dragon School", "", ""},
		{"uncertain number", "999999", "", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := c.schoolOf(schoolForm(row.school, row.postcode))
			if got.marks() != row.want || !got.answered || got.evidence == "" {
				t.Errorf("%q: %+v", got.marks(), got)
			}
		})
	}
	if got := c.schoolOf(schoolForm("", "")); got.answered || got.evidence == "" {
		t.Errorf("no answer: %+v", got)
	}
	blurred := schoolForm("", "")
	blurred.Fields["school_name"] = forms.Answer{Raw: "Heaton Sch"}
	if got := c.schoolOf(blurred); got.marks() != "m" || !got.answered {
		t.Errorf("an uncertain answer: %+v", got)
	}
	if got := c.schoolOf(schoolForm(strings.Repeat("Heaton School ", 60), "")); got.marks() != "m" {
		t.Errorf("prose: %+v", got)
	}
}

// TestEverySchool: each row is known by its number and by its name and postcode,
// and only one is Heaton School.
func TestEverySchool(t *testing.T) {
	c := loaded(t)
	for _, s := range c.schools.all {
		for _, f := range []forms.Form{schoolForm(s.urn, ""), schoolForm(s.name, s.postcode)} {
			got := c.schoolOf(f)
			if !got.known || got.special != s.special || got.heaton != (s.urn == heatonURN) || got.maybe {
				t.Errorf("%s: %+v", s.name, got)
			}
		}
	}
	if len(c.schools.all) != 123 {
		t.Errorf("%d schools, want 123", len(c.schools.all))
	}
}
