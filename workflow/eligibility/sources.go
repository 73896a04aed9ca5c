package eligibility

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"
)

// Source is one dated thing that decisions or letters rest on.
type Source struct {
	ID   string    // published, office, practices, neighbours, schools, lexicon, or "route " and its id
	Name string    // in plain words, as part of a sentence
	On   time.Time // noon UTC of the day on which a person checked it; zero when nobody has said
	List bool      // a list of practices, schools or words; else words that letters quote
	Data string    // the file that holds it, as the configuration names it: published, practices, ...
	Key  string    // where its date stands in the published file
}

// listNames are the lists beside the published words, in their order, in plain words.
var listNames = []struct{ id, name string }{
	{"practices", "the GP practices of Stockport"},
	{"neighbours", "the GP practices of the areas around"},
	{"schools", "the schools"},
	{"lexicon", "the words that are listened for"},
}

// Sources lists everything that has a date: the published words, how to reach
// the service, the lists, and the services that letters name.
func (c *Criteria) Sources() []Source {
	p := c.published
	out := []Source{
		{"published", "the published criteria", p.VerifiedOn.noon, false, "published", "verified_on"},
		{"office", "how to reach the service", p.Contact.VerifiedOn.noon, false, "published", "verified_on of office"},
	}
	for _, l := range listNames {
		out = append(out, Source{l.id, l.name, c.dateOf(l.id), true, l.id, l.id + " of lists"})
	}
	for _, id := range routeIDs() {
		out = append(out, Source{"route " + id, "the service for " + id, p.routes[id].VerifiedOn, false, "published", "verified_on of route " + id})
	}
	return out
}

func (c *Criteria) dateOf(list string) time.Time {
	for _, d := range c.dates {
		if d.List == list {
			return d.On
		}
	}
	return time.Time{}
}

// deciding names the lists from which a failed criterion may come: a practice
// is of another area, a school is not Heaton School, by a list alone.
var deciding = map[string][]string{"gp-stockport": {"practices", "neighbours"}, "year-11": {"schools"}}

// RestsOn lists what a letter that names a service rests on: the published
// sentences that it quotes, the service's own details, and the lists that
// decided.
func (c *Criteria) RestsOn(route string, findings []Finding) []Source {
	need := []string{"published", "route " + route}
	for _, f := range findings {
		if f.Verdict == Failed && f.Route == route {
			need = append(need, deciding[f.Criterion]...)
		}
	}
	return slices.DeleteFunc(c.Sources(), func(s Source) bool { return !slices.Contains(need, s.ID) })
}

// Set names the words and lists by which a case was judged, so that it can be
// told years later which they were.
type Set struct {
	Version string     // of the published criteria; "" when it was not kept
	Lists   []ListDate // published first
}

// Set names the words and lists in use. The slice is the caller's.
func (c *Criteria) Set() Set { return Set{c.Version(), c.Dates()} }

// printOf tells two editions of a list apart that claim the same date.
func printOf(data []byte) string {
	sum := sha256.Sum256(data)
	const short = 6 // bytes: enough to tell editions apart, short enough to read out
	return hex.EncodeToString(sum[:short])
}
