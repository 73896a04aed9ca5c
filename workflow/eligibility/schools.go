package eligibility

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"referrald/forms"
)

// school is the child's school as it was found.
type school struct {
	answered bool
	heaton   bool // Heaton School (URN 106173), the only Year 14 exception
	maybe    bool // the name might mean Heaton School and is not exactly it
	known    bool // stands in the list, uniquely
	special  bool // a special school or setting of the list
	evidence string
}

// listedSchool is one row of the list of schools.
type listedSchool struct {
	urn, name, postcode string
	special             bool
	full, core          []string
}

// roll is the list of schools.
type roll struct {
	all    []*listedSchool
	byURN  map[string]*listedSchool
	heaton *listedSchool
}

const (
	schoolsFile = "schools_stockport.csv"
	heatonURN   = "106173"
)

var urnForm = regexp.MustCompile(`^[0-9]{6}$`)

func readRoll(data []byte) (*roll, []error) {
	r := &roll{byURN: map[string]*listedSchool{}}
	rows, wrong := listRows(schoolsFile, data, "urn", "name", "phase", "type", "postcode")
	for _, row := range rows {
		c := row.cells
		fault := func(what, hint string) { wrong = append(wrong, &RowError{schoolsFile, row.line, what, hint}) }
		s := &listedSchool{urn: c[0], name: c[1], postcode: c[4], special: strings.Contains(strings.ToLower(c[3]), "special")}
		s.full = schoolName(c[1])
		s.core = schoolCore(s.full)
		if !urnForm.MatchString(s.urn) {
			fault(fmt.Sprintf("urn %q is no school number", s.urn), "six digits")
		}
		if r.byURN[s.urn] != nil {
			fault(fmt.Sprintf("urn %q stands twice", s.urn), "keep the row that is right")
		}
		if len(s.full) == 0 {
			fault("name is empty", "write the school's name")
		}
		if one, ok := onePostcode(s.postcode); !ok || one != s.postcode {
			fault(fmt.Sprintf("postcode %q is no postcode", s.postcode), "write it like SK4 4RE")
		}
		r.all = append(r.all, s)
		r.byURN[s.urn] = s
	}
	r.heaton = r.byURN[heatonURN]
	if r.heaton == nil && len(wrong) == 0 {
		wrong = append(wrong, &RowError{schoolsFile, 0, "Heaton School (URN " + heatonURN + ") is missing", "its pupils are seen to Year 14: the list must hold it"})
	}
	return r, wrong
}

// longSchoolForms are the ways in which church schools and phases are written.
var longSchoolForms = map[string][]string{
	"saint": {"st"}, "ce": {"church", "england"}, "cofe": {"church", "england"}, "coe": {"church", "england"},
	"rc": {"catholic"}, "roman": {}, "of": {}, "the": {}, "and": {}, "a": {}, "voluntary": {}, "sch": {"school"}, "schl": {"school"},
	"jnr": {"junior"}, "inf": {"infant"}, "juniors": {"junior"}, "infants": {"infant"}, "prim": {"primary"}, "hs": {"high", "school"},
}

// schoolWords tell no two schools of one name apart by themselves; "infant" and
// "junior" do.
var schoolWords = words("school primary high academy nursery college church england catholic special support specialist")

func schoolName(name string) []string {
	var out []string
	found := tokens(name)
	for i, w := range found {
		if w.text == "c" || w.text == "e" && i > 1 && found[i-1].text == "of" {
			out = append(out, map[string]string{"c": "church", "e": "england"}[w.text])
			continue
		}
		if long, ok := longSchoolForms[w.text]; ok {
			out = append(out, long...)
		} else {
			out = append(out, w.text)
		}
	}
	return out
}

func schoolCore(full []string) []string {
	return slices.DeleteFunc(slices.Clone(full), func(w string) bool { return schoolWords[w] })
}

// schoolOf finds the school from the certain answers school_name and
// school_postcode. Only the number 106173 or the exact name makes it Heaton
// School: Heaton Moor, Mersey, Norris and Chapel have schools of their own.
func (c *Criteria) schoolOf(f forms.Form) school {
	name, named := f.Value("school_name")
	postcode, placed := f.Value("school_postcode")
	s := school{answered: f.Answered("school_name") || f.Answered("school_postcode")}
	switch {
	case !s.answered:
		s.evidence = "no school was given"
		return s
	case len(name) > longestAnswer:
		s.maybe, s.evidence = true, "the answer about the school is long: a person reads it"
		return s
	case f.Answered("school_name") && !named:
		s.maybe = mentionsHeaton(schoolName(f.Fields["school_name"].Raw))
		s.evidence = "the name of the school could not be read with certainty"
		return s
	}
	codes, rest := postcodesIn(name)
	if one, ok := onePostcode(postcode); placed && ok {
		codes = append(codes, one)
	}
	slices.Sort(codes)
	return c.schools.judge(s, rest, slices.Compact(codes))
}

func (r *roll) judge(s school, name string, postcodes []string) school {
	full, urns := withoutURN(schoolName(name))
	row := r.find(full, urns, postcodes)
	misplaced := row != nil && slices.ContainsFunc(postcodes, func(p string) bool { return p != row.postcode })
	if row == nil || misplaced {
		s.maybe = mentionsHeaton(full) || slices.Contains(urns, heatonURN) || slices.Contains(postcodes, r.heaton.postcode)
		s.evidence = fmt.Sprintf("%q is no school of our list for certain", strings.TrimSpace(name))
		if misplaced {
			s.evidence = fmt.Sprintf("%s (%s) has the postcode %s, not the one given", row.name, row.urn, row.postcode)
		}
		return s
	}
	s.known, s.special, s.heaton = true, row.special, row == r.heaton
	s.evidence = fmt.Sprintf("%q is %s (%s)", strings.TrimSpace(name), row.name, row.urn)
	return s
}

// withoutURN takes six-digit numbers out of a name.
func withoutURN(full []string) (rest, urns []string) {
	for _, w := range full {
		if urnForm.MatchString(w) {
			urns = append(urns, w)
		} else if w != "urn" {
			rest = append(rest, w)
		}
	}
	return rest, urns
}

// find gives the one row that number, name and postcode agree on, nil when
// there is none or more than one.
func (r *roll) find(full, urns, postcodes []string) *listedSchool {
	if len(urns) > 1 {
		return nil
	}
	byName := r.named(full, postcodes)
	if len(urns) == 1 {
		row := r.byURN[urns[0]]
		others := slices.DeleteFunc(byName, func(s *listedSchool) bool { return s == row })
		if row == nil || len(others) > 0 || len(full) > 0 && len(schoolCore(full)) > 0 && !shares(full, row.core) {
			return nil
		}
		return row
	}
	if len(byName) != 1 {
		return nil
	}
	return byName[0]
}

func shares(a, b []string) bool {
	return slices.ContainsFunc(a, func(w string) bool { return slices.Contains(b, w) })
}

// named are the rows that a name may mean: the whole name, the whole name with
// the town after it, the telling words of it, or those at the postcode given.
func (r *roll) named(full, postcodes []string) []*listedSchool {
	if rows := r.where(func(s *listedSchool) bool { return slices.Equal(s.full, full) }); len(rows) > 0 {
		return atPostcode(rows, postcodes)
	}
	if n := len(full); n > 1 && full[n-1] == "stockport" {
		if rows := r.named(full[:n-1], postcodes); len(rows) > 0 {
			return rows
		}
	}
	if slices.Equal(full, []string{"heaton", "special", "school"}) {
		return []*listedSchool{r.heaton}
	}
	core := schoolCore(full)
	if len(core) == 0 || mentionsHeaton(core) && len(core) == 1 {
		return nil
	}
	return atPostcode(r.where(func(s *listedSchool) bool { return slices.Equal(s.core, core) }), postcodes)
}

// atPostcode keeps the namesake at the postcode, where that settles it.
func atPostcode(rows []*listedSchool, postcodes []string) []*listedSchool {
	if len(rows) < 2 || len(postcodes) != 1 {
		return rows
	}
	there := slices.DeleteFunc(slices.Clone(rows), func(s *listedSchool) bool { return s.postcode != postcodes[0] })
	if len(there) == 1 {
		return there
	}
	return rows
}

func (r *roll) where(is func(*listedSchool) bool) []*listedSchool {
	var rows []*listedSchool
	for _, s := range r.all {
		if is(s) {
			rows = append(rows, s)
		}
	}
	return rows
}

// heatons are the places named Heaton, each with schools of its own; none is
// Heaton School.
var heatons = []string{"moor", "mersey", "norris", "chapel"}

// mentionsHeaton reports whether a word is Heaton, "Heatons", or one letter
// away from it, and no place of that name; "Wheaton" is another name.
func mentionsHeaton(full []string) bool {
	for i, w := range full {
		if w == "wheaton" || distance(strings.TrimSuffix(w, "s"), "heaton", 1) > 1 {
			continue
		}
		if i+1 == len(full) || !slices.Contains(heatons, full[i+1]) {
			return true
		}
	}
	return false
}
