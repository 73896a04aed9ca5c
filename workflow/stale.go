package workflow

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"referrald/workflow/eligibility"
)

// Shelf is how many days a thing is trusted after a person has checked it.
// Zero means the default of DefaultShelf.
type Shelf struct {
	Words int // what letters quote: the published wording, contacts, routes
	Lists int // practices, schools, the words that are listened for
}

// DefaultShelf: services and telephone numbers change with a school year, so
// that what letters quote is looked at twice in one. A practice that an old
// list does not know is unclear and goes to a person, so that a list may be older.
var DefaultShelf = Shelf{Words: 180, Lists: 730}

// warnDays is how long before its end a thing is named in the digest.
const warnDays = 30

func (s Shelf) days(src eligibility.Source) int {
	days, otherwise := s.Words, DefaultShelf.Words
	if src.List {
		days, otherwise = s.Lists, DefaultShelf.Lists
	}
	if days == 0 {
		return otherwise
	}
	return days
}

// lastDay is the last day on which a source is trusted, zero when nobody has
// said how old it is.
func (s Shelf) lastDay(src eligibility.Source) time.Time {
	if src.On.IsZero() {
		return time.Time{}
	}
	return src.On.AddDate(0, 0, s.days(src))
}

// Stale reports whether a source is older than it may be. One without a date
// is: nobody can say that it is not.
func (s Shelf) Stale(src eligibility.Source, now time.Time) bool {
	return src.On.IsZero() || noonOf(now).After(s.lastDay(src))
}

// noonOf is the London day of a moment, at noon UTC as days of lists are.
func noonOf(t time.Time) time.Time {
	y, m, d := t.In(London()).Date()
	return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
}

// Ageing is what has to be checked anew by a person: all that one file holds,
// has the same date and is as old as it may be, or will be in a month.
type Ageing struct {
	Sources []eligibility.Source // at least one
	Until   time.Time            // the last day on which they are trusted; zero when they have no date
	Stale   bool
	Ahead   bool // their date lies in the future
}

// Ageing lists what is stale and what will be within 30 days, in the order of
// the published file. A date that lies in the future is no date of a check: it
// is told as well.
func (s Shelf) Ageing(c *eligibility.Criteria, now time.Time) []Ageing {
	var out []Ageing
	today := noonOf(now)
	for _, src := range c.Sources() {
		until := s.lastDay(src)
		a := Ageing{Until: until, Stale: s.Stale(src, now), Ahead: src.On.After(today)}
		if !a.Stale && !a.Ahead && today.AddDate(0, 0, warnDays).Before(until) {
			continue
		}
		at := slices.IndexFunc(out, func(b Ageing) bool {
			return b.Until.Equal(until) && b.Stale == a.Stale && b.Sources[0].Data == src.Data && b.Sources[0].On.Equal(src.On)
		})
		if at < 0 {
			at, out = len(out), append(out, a)
		}
		out[at].Sources = append(out[at].Sources, src)
	}
	return out
}

// String says what is to be checked, how old it is, and where the new date is
// to be written.
func (a Ageing) String() string {
	var names, keys []string
	for _, src := range a.Sources {
		names, keys = append(names, src.Name), append(keys, src.Key)
	}
	what, on := strings.Join(names, ", "), a.Sources[0].On
	var head string
	switch {
	case a.Until.IsZero():
		head = "NOT DATED, so taken for too old: " + what
	case a.Stale:
		head = fmt.Sprintf("TOO OLD since %s: %s; last checked on %s", printedDay(a.Until.AddDate(0, 0, 1)), what, printedDay(on))
	case a.Ahead:
		head = fmt.Sprintf("The date of a check lies in the future, %s: %s", printedDay(on), what)
	default:
		head = fmt.Sprintf("Too old after %s: %s; last checked on %s", printedDay(a.Until), what, printedDay(on))
	}
	if held := a.holds(); held != "" && a.Stale {
		head += "; " + held
	}
	return head + ". To do: check it, then write the day into " + a.file() + ": " + strings.Join(keys, ", ") + "."
}

// holds says which letters wait because of it.
func (a Ageing) holds() string {
	for _, src := range a.Sources {
		if src.ID != "office" && src.ID != "lexicon" {
			return "every letter that rests on it and names another service waits for a person, also where the route is set to auto"
		}
	}
	return ""
}

// file is where a person changes it.
func (a Ageing) file() string {
	if a.Sources[0].Data == "published" {
		return "the file in data.published (referrald lists writes the built-in one)"
	}
	return "the file in data.published (referrald lists writes the built-in one; the list itself is data." + a.Sources[0].Data + ")"
}

func printedDay(t time.Time) string { return t.Format("2 January 2006") }

// stale says in plain words what a letter about a route rests on that is too
// old, "" for nothing.
func (d *decision) stale(route string, findings []eligibility.Finding) string {
	var old []string
	for _, src := range d.Criteria.RestsOn(route, findings) {
		if !d.Office.Shelf.Stale(src, d.Now) {
			continue
		}
		if src.On.IsZero() {
			old = append(old, src.Name+" (no date)")
		} else {
			old = append(old, src.Name+" (checked on "+printedDay(src.On)+")")
		}
	}
	if len(old) == 0 {
		return ""
	}
	return "too old to go unchecked: " + strings.Join(old, ", ")
}
