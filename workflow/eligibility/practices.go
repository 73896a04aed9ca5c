package eligibility

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// standing is what the answers about the GP practice say.
type standing int

const (
	noPractice  standing = iota // nothing was answered
	inStockport                 // an active practice of the list: by code, by a name that only it has, or by its postcode
	elsewhere                   // exactly an active practice of another area, by code, or by name and postcode
	doubtful                    // anything else: closed, fuzzy, several, "not registered", a hospice, contradictory answers
)

// surgery is the GP practice as it was found.
type surgery struct {
	standing standing
	evidence string // plain words for a person; may quote the answers
}

// practice is one row of the two lists.
type practice struct {
	code, name, postcode string
	shown                string   // name (code) for a person
	full                 []string // the name in canonical words
	core                 []string // without the words that most practices have
	place                map[string]bool
	stockport            bool // stands in the Stockport list
	gp                   bool // prescribing setting 4: a GP practice
	active               bool
	closed               string // the day of closing in words, "" when none is stated
}

// register is both lists of practices; the neighbouring list is the only thing
// that can say "another area".
type register struct {
	all        []*practice
	byCode     map[string]*practice
	byPostcode map[string][]*practice
	places     map[string]bool // cores that are nothing but a place, joined by blanks
}

const (
	practicesFile  = "gp_practices_stockport.csv"
	neighboursFile = "gp_practices_neighbouring.csv"
	gpSetting      = "4" // NHS ODS: prescribing setting of a GP practice
)

var (
	odsForm      = regexp.MustCompile(`^[A-Z][0-9]{5}$`)
	postcodeForm = regexp.MustCompile(`\b([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][ABD-HJLNP-UW-Z]{2})\b`)
)

func readRegister(stockport, neighbours []byte) (*register, []error) {
	g := &register{byCode: map[string]*practice{}, byPostcode: map[string][]*practice{}, places: map[string]bool{}}
	rows, wrong := listRows(practicesFile, stockport, "ods_code", "name", "addr1", "addr2", "addr3", "addr4", "addr5",
		"postcode", "phone", "status", "open_date", "close_date", "commissioner", "prescribing_setting", "is_gp_practice")
	for _, row := range rows {
		c := row.cells
		p := newPractice(c[0], c[1], c[7])
		p.stockport, p.gp, p.active = true, c[13] == gpSetting, c[9] == "active"
		for _, line := range c[2:7] {
			for _, w := range canonical(line) {
				p.place[w] = true
			}
		}
		if on, err := time.Parse("20060102", c[11]); err == nil {
			p.closed = on.Format("2 January 2006")
		} else if c[11] != "" {
			wrong = append(wrong, &RowError{practicesFile, row.line, fmt.Sprintf("close_date %q is no date", c[11]), "write YYYYMMDD or nothing"})
		}
		wrong = append(wrong, g.add(practicesFile, row.line, c[9], p)...)
	}
	rows, more := listRows(neighboursFile, neighbours, "ods_code", "name", "postcode", "status", "commissioner")
	wrong = append(wrong, more...)
	for _, row := range rows {
		c := row.cells
		p := newPractice(c[0], c[1], c[2])
		p.gp, p.active = true, c[3] == "active"
		wrong = append(wrong, g.add(neighboursFile, row.line, c[3], p)...)
	}
	g.markPlaces()
	return g, wrong
}

func newPractice(code, name, postcode string) *practice {
	p := &practice{code: code, name: name, postcode: postcode, place: map[string]bool{}}
	p.full = rowName(name)
	p.core = coreOf(p.full)
	p.shown = titled(name) + " (" + code + ")"
	return p
}

// add checks one row and takes it in.
func (g *register) add(file string, line int, status string, p *practice) []error {
	var wrong []error
	fault := func(what, hint string) { wrong = append(wrong, &RowError{file, line, what, hint}) }
	if !odsForm.MatchString(p.code) {
		fault(fmt.Sprintf("ods_code %q is no practice code", p.code), "one capital letter and five digits")
	}
	if g.byCode[p.code] != nil {
		fault(fmt.Sprintf("ods_code %q stands twice in the two lists", p.code), "keep the row that is right")
	}
	if len(p.full) == 0 {
		fault("name is empty", "write the practice's name")
	}
	if one, ok := onePostcode(p.postcode); !ok || one != p.postcode {
		fault(fmt.Sprintf("postcode %q is no postcode", p.postcode), "write it like SK6 6BW")
	}
	if status != "active" && status != "closed" {
		fault(fmt.Sprintf("status %q", status), "it is active or closed")
	}
	g.all = append(g.all, p)
	g.byCode[p.code] = p
	g.byPostcode[p.postcode] = append(g.byPostcode[p.postcode], p)
	return wrong
}

// stockportPlaces are areas whose bare name is never a practice: several
// practices share most of them, and people write where the surgery is.
const stockportPlaces = "marple|marple bridge|heaton|heaton moor|heaton norris|heaton mersey|heaton chapel|bramhall|cheadle|cheadle hulme|cheadle heath|" +
	"bredbury|brinnington|gatley|heald green|high lane|hazel grove|offerton|reddish|south reddish|romiley|woodley|edgeley|davenport|stockport|shaw heath|" +
	"cale green|didsbury|denton|wilmslow|handforth|alderley edge|levenshulme|withington|northenden|benchill|hyde|dukinfield|hattersley|chelford"

// markPlaces notes which names are only a place. A core that begins or ends
// another practice's core is as ambiguous as a place ("Family", "Marple").
func (g *register) markPlaces() {
	for place := range strings.SplitSeq(stockportPlaces, "|") {
		g.places[place] = true
	}
	for _, p := range g.all {
		for _, other := range g.all {
			if p != other && len(p.core) < len(other.core) && within(p.core, other.core) {
				g.places[strings.Join(p.core, " ")] = true
			}
		}
	}
}

// names are the practices' names as people write them, for telling a surgery
// from an operation.
func (g *register) names() []string {
	var out []string
	for _, p := range g.all {
		if len(p.core) > 0 {
			out = append(out, p.name, strings.Join(p.full, " "))
		}
	}
	return out
}

// within reports whether every word of a stands in b.
func within(a, b []string) bool {
	for _, w := range a {
		found := false
		for _, x := range b {
			found = found || w == x
		}
		if !found {
			return false
		}
	}
	return true
}

// postcodesIn lists the different postcodes that stand in an answer, in their
// usual written form, and what is left of the answer without them.
func postcodesIn(text string) (found []string, rest string) {
	upper := strings.ToUpper(strings.ToValidUTF8(text, " "))
	for _, m := range postcodeForm.FindAllStringSubmatch(upper, -1) {
		code := m[1] + " " + m[2]
		if len(found) == 0 || found[len(found)-1] != code {
			found = append(found, code)
		}
	}
	return found, postcodeForm.ReplaceAllString(upper, ",")
}

func onePostcode(text string) (string, bool) {
	found, _ := postcodesIn(text)
	if len(found) != 1 {
		return "", false
	}
	return found[0], true
}
