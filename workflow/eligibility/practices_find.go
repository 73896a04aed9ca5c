package eligibility

import (
	"fmt"
	"slices"
	"strings"

	"referrald/forms"
)

// longestAnswer bounds an answer about the surgery that is taken apart; a
// longer one is prose and for a person.
const longestAnswer = 400

// said is what the answers about the surgery say, taken apart.
type said struct {
	quote     string
	code      string // "" when none is given
	postcodes []string
	names     [][]string // pieces of the name field
	address   [][]string // pieces of the address field
	unsure    bool       // an answer that was not read with certainty
	doubt     string     // a word such as "moved", "" when none
}

// surgeryOf finds the child's GP practice from the certain answers
// gp_practice_name, gp_practice_postcode, gp_practice_ods.
//
// Another area is said only by the code of a practice of the neighbouring list,
// or by its whole name with its postcode, and only when nothing speaks against
// it. Everything that is not exact is doubtful, never "elsewhere".
func (c *Criteria) surgeryOf(f forms.Form) surgery {
	answered, s := saidOf(f)
	switch {
	case !answered:
		return surgery{noPractice, "no GP surgery was given"}
	case s.quote == "":
		return surgery{doubtful, "the answer about the GP surgery could not be read with certainty"}
	case len(s.quote) > longestAnswer:
		return surgery{doubtful, "the answer about the GP surgery is long: a person reads it"}
	case s.doubt != "":
		return doubt(s, fmt.Sprintf("the word %q needs a person: which surgery is the child registered with now?", s.doubt))
	case len(s.postcodes) > 1:
		return doubt(s, "two postcodes were given")
	}
	if s.code != "" {
		return c.practices.byItsCode(s)
	}
	return c.practices.byItsName(s)
}

func doubt(s said, why string) surgery {
	return surgery{doubtful, fmt.Sprintf("%q: %s", s.quote, why)}
}

func saidOf(f forms.Form) (answered bool, s said) {
	var quotes []string
	for _, field := range []string{"gp_practice_name", "gp_practice_postcode", "gp_practice_ods"} {
		answered = answered || f.Answered(field)
		value, ok := f.Value(field)
		s.unsure = s.unsure || f.Answered(field) && !ok
		if !ok {
			continue
		}
		quotes = append(quotes, strings.TrimSpace(value))
		if len(value) > longestAnswer {
			continue
		}
		switch field {
		case "gp_practice_ods":
			s.code = strings.ToUpper(strings.Join(strings.Fields(value), ""))
		case "gp_practice_name":
			s.names = s.take(value)
		default:
			s.address = s.take(value)
		}
	}
	s.quote = strings.Join(quotes, ", ")
	slices.Sort(s.postcodes)
	s.postcodes = slices.Compact(s.postcodes)
	return answered, s
}

// take splits one answer into postcodes, a code where one stands in it, and
// pieces of a name or address.
func (s *said) take(value string) [][]string {
	found, rest := postcodesIn(value)
	s.postcodes = append(s.postcodes, found...)
	var out [][]string
	for _, piece := range segments(rest) {
		piece = slices.DeleteFunc(piece, func(w string) bool {
			if s.code == "" && odsForm.MatchString(strings.ToUpper(w)) {
				s.code = strings.ToUpper(w)
				return true
			}
			return strings.ToUpper(w) == s.code
		})
		for _, w := range piece {
			if doubtWords[w] {
				s.doubt = w
			}
		}
		if len(piece) > 0 {
			out = append(out, piece)
		}
	}
	if strings.Contains(value, "?") {
		s.doubt = "?"
	}
	return out
}

// named finds the one row that a piece names: by its whole name, else by a core
// that no other row has and that is no place. Rows of every list and status
// count, so that a closed or neighbouring namesake makes a name ambiguous.
func (g *register) named(piece []string) []*practice {
	if rows := g.where(func(p *practice) bool { return slices.Equal(p.full, piece) && len(p.core) > 0 }); len(rows) > 0 {
		return rows
	}
	core := coreOf(piece)
	if len(core) == 0 || g.places[strings.Join(core, " ")] {
		return nil
	}
	return g.where(func(p *practice) bool { return slices.Equal(p.core, core) })
}

func (g *register) where(is func(*practice) bool) []*practice {
	var rows []*practice
	for _, p := range g.all {
		if is(p) {
			rows = append(rows, p)
		}
	}
	return rows
}

// rowsNamed are all rows that some piece names.
func (g *register) rowsNamed(pieces [][]string) []*practice {
	var rows []*practice
	for _, piece := range pieces {
		for _, p := range g.named(piece) {
			if !slices.Contains(rows, p) {
				rows = append(rows, p)
			}
		}
	}
	return rows
}

// explains reports whether every piece is the practice's name or part of its
// address, or the words around it; numbers are house numbers.
func (p *practice) explains(pieces [][]string) bool {
	for _, piece := range pieces {
		if slices.Equal(coreOf(piece), p.core) {
			continue
		}
		for _, w := range piece {
			if !p.knows(w) {
				return false
			}
		}
	}
	return true
}

func (p *practice) knows(w string) bool {
	if p.place[w] || commonWords[w] || slices.Contains(p.full, w) || strings.Trim(w, "0123456789") == "" {
		return true
	}
	return p.stockport && localWords[w]
}

func (g *register) byItsCode(s said) surgery {
	p := g.byCode[s.code]
	if p == nil {
		return doubt(s, "the code "+s.code+" stands in no list of ours")
	}
	for _, other := range g.rowsNamed(s.names) {
		if other != p && !slices.Equal(other.core, p.core) {
			return doubt(s, fmt.Sprintf("the code is that of %s, the name that of %s", p.shown, other.shown))
		}
	}
	if len(s.postcodes) == 1 && s.postcodes[0] != p.postcode {
		return doubt(s, fmt.Sprintf("the code is that of %s, whose postcode is %s", p.shown, p.postcode))
	}
	if p.stockport {
		return p.judged(s, "its code")
	}
	if s.unsure || !p.explains(s.names) || !p.active {
		return doubt(s, "the code is that of "+p.shown+", and not every answer fits it")
	}
	return surgery{elsewhere, fmt.Sprintf("%q is %s, a practice of another area, by its code", s.quote, p.shown)}
}

// judged is what one row of the Stockport list says once it is found.
func (p *practice) judged(s said, by string) surgery {
	switch {
	case p.closed != "":
		return doubt(s, fmt.Sprintf("%s closed on %s: which surgery are you with now?", p.shown, p.closed))
	case !p.active:
		return doubt(s, p.shown+" has closed: which surgery are you with now?")
	case !p.gp:
		return doubt(s, p.shown+" is not a GP practice: which GP surgery is the child registered with?")
	case !p.stockport:
		return doubt(s, p.shown+" looks like a practice of another area; its code, or its full name with its postcode, would make it certain")
	}
	return surgery{inStockport, fmt.Sprintf("%q is %s, a Stockport practice, by %s", s.quote, p.shown, by)}
}

func (g *register) byItsName(s said) surgery {
	rows := g.rowsNamed(s.names)
	if len(s.postcodes) == 1 {
		return g.byPlace(s, rows)
	}
	switch {
	case len(s.names) == 0:
		return doubt(s, "no name and no postcode of a surgery was found in it")
	case len(rows) == 0:
		return doubt(s, g.nearest(s.names))
	case len(rows) > 1:
		return doubt(s, "it fits more than one practice: "+shownAll(rows))
	case !rows[0].explains(s.names) || !rows[0].explains(s.address):
		return doubt(s, "it names "+rows[0].shown+" and something else")
	}
	return rows[0].judged(s, "a name that no other practice has")
}

// byPlace judges a name with a postcode, or a postcode alone.
func (g *register) byPlace(s said, named []*practice) surgery {
	code := s.postcodes[0]
	there := g.byPostcode[code]
	if len(there) == 0 {
		if len(named) == 1 {
			return doubt(s, named[0].shown+" has the postcode "+named[0].postcode+", not "+code)
		}
		return doubt(s, "no practice of our lists has the postcode "+code)
	}
	both := slices.DeleteFunc(slices.Clone(there), func(p *practice) bool { return !slices.Contains(named, p) })
	if len(named) > 0 && len(both) == 0 {
		return doubt(s, fmt.Sprintf("the name is that of %s, the postcode that of %s", shownAll(named), shownAll(there)))
	}
	if len(both) == 1 && len(named) == 1 {
		if both[0].isElsewhere(s) {
			return surgery{elsewhere, fmt.Sprintf("%q is %s, a practice of another area, by its name and postcode", s.quote, both[0].shown)}
		}
		return both[0].judged(s, "its name and postcode")
	}
	return g.byPostcodeOnly(s, there)
}

// isElsewhere wants the whole name of an active practice of the neighbouring
// list and no piece beside it that is not a doctor's name.
func (p *practice) isElsewhere(s said) bool {
	return !p.stockport && p.active && !s.unsure && len(s.names) == 1 && slices.Equal(s.names[0], p.full)
}

// byPostcodeOnly judges a surgery's postcode when the name settles nothing. A
// postcode with an active Stockport practice proves the criterion though not
// which practice, unless the name is that of something else.
func (g *register) byPostcodeOnly(s said, there []*practice) surgery {
	active := slices.DeleteFunc(slices.Clone(there), func(p *practice) bool { return !p.active || !p.gp || !p.stockport })
	if len(active) == 0 {
		return there[0].judged(s, "its postcode")
	}
	for _, piece := range s.names {
		if !slices.ContainsFunc(active, func(p *practice) bool { return p.resembles(piece) }) {
			return doubt(s, "the postcode is that of "+shownAll(active)+", the name is not")
		}
	}
	return surgery{inStockport, fmt.Sprintf("%q has the postcode of %s, a Stockport practice", s.quote, shownAll(active))}
}

// resembles reports whether a piece shares a telling word with the practice or
// its building, spelled right or nearly so, or says nothing at all ("surgery").
func (p *practice) resembles(piece []string) bool {
	core := coreOf(piece)
	for _, w := range core {
		if p.place[w] && !wideWords[w] || slices.Contains(p.core, w) {
			return true
		}
		if slices.ContainsFunc(p.core, func(own string) bool { return len(own) > 4 && distance(w, own, 2) <= 2 }) {
			return true
		}
	}
	return len(core) == 0
}

// nearest suggests what an unknown name may mean.
func (g *register) nearest(names [][]string) string {
	for _, piece := range names {
		core := strings.Join(coreOf(piece), " ")
		if g.places[core] || len(core) < 5 {
			continue
		}
		for _, p := range g.all {
			if distance(core, strings.Join(p.core, " "), 2) <= 2 {
				return "no practice has exactly this name; it may mean " + p.shown
			}
		}
	}
	return "it names no practice of our lists for certain"
}

func shownAll(rows []*practice) string {
	var out []string
	for _, p := range rows {
		out = append(out, p.shown)
	}
	return strings.Join(out, " or ")
}
