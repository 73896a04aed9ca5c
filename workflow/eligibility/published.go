package eligibility

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"referrald/forms"
)

// Office is how to reach the service.
type Office struct {
	Team, Email       string
	Phones            []string
	Safety, SafetyOut string
	VerifiedOn        time.Time
}

// Route is the service to which a family is pointed.
type Route struct {
	ID, Right, How, Contact string
	VerifiedOn              time.Time
}

// published is what the service has published: its criteria word for word, the
// services it points to, and how to reach it.
type published struct {
	Version    string            `json:"version"`
	VerifiedOn day               `json:"verified_on"`
	Lists      map[string]day    `json:"lists"` // the dates of the other lists
	Contact    publishedOffice   `json:"office"`
	Criteria   []publishedRow    `json:"criteria"`
	Routes     []publishedRoute  `json:"routes"`
	OwnWords   []string          `json:"own_words"` // phrases of our letters and form, not to be listened to
	sentences  map[string]string // by criterion
	routes     map[string]Route  // by id
}

type publishedOffice struct {
	Team       string   `json:"team"`
	Email      string   `json:"email"`
	Phones     []string `json:"phones"`
	Safety     string   `json:"safety"`
	SafetyOut  string   `json:"safety_out"`
	VerifiedOn day      `json:"verified_on"`
}

type publishedRow struct {
	ID       string `json:"id"`
	Sentence string `json:"sentence"`
}

type publishedRoute struct {
	ID         string `json:"id"`
	Right      string `json:"right"`
	How        string `json:"how"`
	Contact    string `json:"contact"`
	VerifiedOn day    `json:"verified_on"`
}

// day is a calendar day, written YYYY-MM-DD. One that is written otherwise is
// kept as it stands, so that all of them can be told at once.
type day struct {
	noon  time.Time
	wrong string
}

func (d *day) UnmarshalText(text []byte) error {
	t, ok := forms.Date(string(text))
	if !ok {
		d.wrong = strconv.Quote(string(text))
	}
	d.noon = t
	return nil
}

// criterionIDs are the contract's criteria in the order of the published page.
func criterionIDs() []string {
	return []string{"gp-stockport", "year-11", "physical-need", "beyond-universal",
		"autism-adhd", "anxiety", "msk", "sensory", "already-supported", "mild", "education-therapy"}
}

// routeIDs are the contract's signposts.
func routeIDs() []string {
	return []string{"other-area", "adult-services", "universal",
		"autism-adhd", "anxiety", "msk", "sensory", "already-supported", "mild", "education-therapy"}
}

const publishedFile = "published.json"

// readPublished reads the published words; every criterion and every route of
// the contract must stand there exactly once, and nothing else.
func readPublished(data []byte) (published, []error) {
	var p published
	decoder := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	decoder.DisallowUnknownFields()
	if len(data) > mostListBytes {
		return p, []error{&RowError{publishedFile, 0, "the file is too large", fmt.Sprintf("at most %d bytes", mostListBytes)}}
	}
	if err := decoder.Decode(&p); err != nil {
		line := 1 + bytes.Count(data[:min(int(decoder.InputOffset()), len(data))], []byte("\n"))
		return p, []error{&RowError{publishedFile, line, err.Error(), "compare it with the built-in file"}}
	}
	p.sentences, p.routes = map[string]string{}, map[string]Route{}
	fault := &faults{file: publishedFile, data: data}
	p.checkHead(fault)
	for _, row := range p.Criteria {
		_, twice := p.sentences[row.ID]
		fault.id("criterion", row.ID, twice, criterionIDs())
		fault.blankOf(row.ID, "the sentence of criterion "+row.ID, row.Sentence)
		p.sentences[row.ID] = row.Sentence
	}
	for _, r := range p.Routes {
		_, twice := p.routes[r.ID]
		fault.id("route", r.ID, twice, routeIDs())
		fault.blankOf(r.ID, "right of route "+r.ID, r.Right)
		fault.blankOf(r.ID, "how of route "+r.ID, r.How)
		fault.undated("verified_on of route "+r.ID, r.VerifiedOn)
		p.routes[r.ID] = Route{r.ID, r.Right, r.How, r.Contact, r.VerifiedOn.noon}
	}
	for _, id := range criterionIDs() {
		_, there := p.sentences[id]
		fault.absent("criterion", id, there)
	}
	for _, id := range routeIDs() {
		fault.absent("route", id, p.routes[id].ID != "")
	}
	return p, fault.list
}

func (p *published) checkHead(fault *faults) {
	o := p.Contact
	fault.blank("version", p.Version)
	fault.blank("office team", o.Team)
	fault.blank("office safety", o.Safety)
	fault.blank("office safety_out", o.SafetyOut)
	fault.undated("verified_on", p.VerifiedOn)
	fault.undated("office verified_on", o.VerifiedOn)
	for _, name := range slices.Sorted(maps.Keys(p.Lists)) {
		if !slices.ContainsFunc(listNames, func(l struct{ id, name string }) bool { return l.id == name }) {
			fault.at(strconv.Quote(name), fmt.Sprintf("lists has %q, which is no list", name), "it is one of practices, neighbours, schools, lexicon")
		}
		fault.undated(name+" of lists", p.Lists[name])
	}
	if !strings.Contains(o.Email, "@") {
		fault.add("office email is no address", "write name@domain")
	}
	if len(o.Phones) == 0 || slices.Contains(o.Phones, "") {
		fault.add("office phones has no number or a blank one", "parents may refer by telephone: give at least one")
	}
	for _, phrase := range p.OwnWords {
		if len(tokens(phrase)) < shortestOwn {
			fault.add(fmt.Sprintf("own_words has %q", phrase), fmt.Sprintf("people use short phrases themselves, and what is listed is not listened to: at least %d words", shortestOwn))
		}
	}
}

// faults gathers what is wrong in one file that has no rows.
type faults struct {
	file string
	data []byte
	list []error
}

func (f *faults) add(what, hint string) {
	f.list = append(f.list, &RowError{f.file, 0, what, hint})
}

// at is a fault on the first line that holds a text.
func (f *faults) at(text, what, hint string) {
	line := 0
	if i := bytes.Index(f.data, []byte(text)); i >= 0 && text != "" {
		line = 1 + bytes.Count(f.data[:i], []byte("\n"))
	}
	f.list = append(f.list, &RowError{f.file, line, what, hint})
}

func (f *faults) blank(what, value string) {
	if strings.TrimSpace(value) == "" {
		f.add(what+" is empty", "letters quote it: write it out")
	}
}

// blankOf is a blank of the criterion or route with an id.
func (f *faults) blankOf(id, what, value string) {
	if strings.TrimSpace(value) == "" {
		f.at(`{"id": `+strconv.Quote(id), what+" is empty", "letters quote it: write it out")
	}
}

func (f *faults) undated(what string, on day) {
	const hint = "write the day on which a person checked it, YYYY-MM-DD"
	switch {
	case on.wrong != "":
		f.at(on.wrong, what+": "+on.wrong+" is no date", hint)
	case on.noon.IsZero():
		f.add(what+" is missing", hint)
	}
}

func (f *faults) absent(kind, id string, there bool) {
	if !there {
		f.add(kind+" "+id+" is missing", "the file needs all of them")
	}
}

func (f *faults) id(kind, id string, twice bool, known []string) {
	if twice {
		f.at(strconv.Quote(id), kind+" "+id+" stands twice", "keep one")
	}
	if !slices.Contains(known, id) {
		f.at(strconv.Quote(id), fmt.Sprintf("unknown %s %q", kind, id), "it is one of "+strings.Join(known, ", "))
	}
}

// phrases are the texts of our own that come back in replies and pasted pages.
func (p published) phrases() []string {
	out := append([]string{p.Contact.Safety, p.Contact.SafetyOut}, p.OwnWords...)
	for _, row := range p.Criteria {
		out = append(out, row.Sentence)
	}
	for _, r := range p.Routes {
		out = append(out, r.Right, r.How)
	}
	return out
}

// datesOf are the dates of the lists in use. The dates in a built-in file speak
// of built-in lists only.
func (p published) datesOf(data Data) []ListDate {
	out := []ListDate{{"published", p.VerifiedOn.noon, printOf(orBuiltIn(data.Published, publishedJSON))}}
	for _, list := range []struct {
		name           string
		given, builtIn []byte
	}{
		{"practices", data.Practices, practicesCSV}, {"neighbours", data.Neighbours, neighboursCSV},
		{"schools", data.Schools, schoolsCSV}, {"lexicon", data.Lexicon, lexiconCSV},
	} {
		date := p.Lists[list.name].noon
		if list.given != nil && data.Published == nil {
			date = time.Time{}
		}
		out = append(out, ListDate{list.name, date, printOf(orBuiltIn(list.given, list.builtIn))})
	}
	return out
}

// Office is how to reach the service.
func (c *Criteria) Office() Office {
	o := c.published.Contact
	return Office{o.Team, o.Email, slices.Clone(o.Phones), o.Safety, o.SafetyOut, o.VerifiedOn.noon}
}

// Route finds a service by its id in the contract.
func (c *Criteria) Route(id string) (Route, bool) {
	r, ok := c.published.routes[id]
	return r, ok
}

// sentence is the published sentence of a criterion of the contract.
func (c *Criteria) sentence(id string) string { return c.published.sentences[id] }
