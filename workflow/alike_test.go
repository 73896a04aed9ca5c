package workflow

import "testing"

func TestFold(t *testing.T) {
	for in, out := range map[string]string{"Łukasz": "lukasz", "O’Brien": "obrien", "Smith-Jones": "smith jones", " ŽofIA  Ann ": "zofia ann", "Weiß": "weiss", "J.": "j", "": ""} {
		if got := Fold(in); got != out {
			t.Errorf("Fold(%q) is %q, want %q", in, got, out)
		}
	}
}

func TestAlikeAndTwin(t *testing.T) {
	zoe := Child{NHSNumber: "9990000018", DOB: "2019-05-12", Surname: "O'Brien", Forename: "Zoë Anne"}
	jo := Child{DOB: "2018-01-02", Surname: "Smith-Jones", Forename: "Jo"}
	for _, c := range []struct {
		name        string
		a, b        Child
		alike, twin bool
	}{
		{"same NHS number", zoe, Child{NHSNumber: "9990000018", DOB: "2019-05-13", Surname: "Other", Forename: "Name"}, true, false},
		{"same child, other spelling", zoe, Child{DOB: "2019-05-12", Surname: "OBRIEN", Forename: "zoe"}, true, false},
		{"half of a double name, longer first name", jo, Child{DOB: "2018-01-02", Surname: "Jones", Forename: "Joanna"}, true, false},
		{"an initial", jo, Child{DOB: "2018-01-02", Surname: "Smith-Jones", Forename: "J."}, true, false},
		{"a first name that is not known", jo, Child{DOB: "2018-01-02", Surname: "Smith-Jones"}, true, false},
		{"twins", jo, Child{DOB: "2018-01-02", Surname: "Smith-Jones", Forename: "Sam"}, false, true},
		{"twins, half of a double name", jo, Child{DOB: "2018-01-02", Surname: "Jones", Forename: "Sam"}, false, true},
		{"a stranger of the same birthday and first name", jo, Child{DOB: "2018-01-02", Surname: "Khan", Forename: "Jo"}, false, false},
		{"same name, other birthday", jo, Child{DOB: "2018-01-03", Surname: "Smith-Jones", Forename: "Jo"}, false, false},
		{"no birthday", Child{Surname: "Smith-Jones", Forename: "Jo"}, Child{Surname: "Smith-Jones", Forename: "Jo"}, false, false},
		{"nothing known", Child{}, Child{}, false, false},
	} {
		if got := c.a.Alike(c.b); got != c.alike || c.b.Alike(c.a) != got {
			t.Errorf("%s: alike %v", c.name, got)
		}
		if got := c.a.Twin(c.b); got != c.twin || c.b.Twin(c.a) != got {
			t.Errorf("%s: twins %v", c.name, got)
		}
	}
}
