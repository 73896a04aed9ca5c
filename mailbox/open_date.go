package mailbox

import (
	"strconv"
	"strings"
	"time"
)

// zones are the names that mail still uses (RFC 5322 section 4.3, and Britain's).
var zones = map[string]int{
	"GMT": 0, "UT": 0, "UTC": 0, "Z": 0, "WET": 0, "BST": 1, "IST": 1, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3,
	"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}

// parseDate reads a date as mail programs write it: RFC 5322 with or without
// weekday, seconds and zone, with comments, with two-digit years, or ISO 8601.
// Without a zone it is UTC. It is zero when there is no date in the value.
func parseDate(value string) time.Time {
	plain := outsideQuotes(value) // comments hold the name of the zone
	if t, ok := isoDate(strings.TrimSpace(plain)); ok {
		return t
	}
	d := dateParts{}
	words := strings.FieldsFunc(plain, func(r rune) bool { return r == ' ' || r == '\t' || r == ',' })
	for _, w := range words {
		d.take(w)
	}
	return d.time()
}

func isoDate(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05 -0700", "2006-01-02T15:04:05-0700", "2006-01-02T15:04:05", "2006-01-02 15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil && sane(t) {
			return t, true
		}
	}
	return time.Time{}, false
}

// dateParts gathers the words of a date in any order that mail programs use.
type dateParts struct {
	day, year    int
	month        time.Month
	clock        [3]int
	hasClock     bool
	zone         int // seconds east
	hasZone, bad bool
}

func (d *dateParts) take(w string) {
	n, err := strconv.Atoi(w)
	switch {
	case strings.Contains(w, ":"):
		d.takeClock(w)
	case (w[0] == '+' || w[0] == '-') && len(w) == 5 && err == nil:
		d.setZone((n/100)*3600 + (n%100)*60)
	case err == nil && d.day == 0 && n >= 1 && n <= 31:
		d.day = n
	case err == nil && d.year == 0 && n >= 0:
		d.year = fullYear(n, len(w))
	case strings.Count(w, "-") == 2: // 12-May-2026
		for part := range strings.SplitSeq(w, "-") {
			if part != "" {
				d.take(part)
			}
		}
	default:
		d.takeWord(w)
	}
}

func (d *dateParts) takeWord(w string) {
	if hours, ok := zones[strings.ToUpper(w)]; ok {
		d.setZone(hours * 3600)
		return
	}
	if len(w) < 3 || d.month != 0 {
		return
	}
	for m := time.January; m <= time.December; m++ {
		if strings.EqualFold(w[:3], m.String()[:3]) {
			d.month = m
			return
		}
	}
}

func (d *dateParts) setZone(seconds int) {
	if !d.hasZone {
		d.zone, d.hasZone = seconds, true
	}
}

func (d *dateParts) takeClock(w string) {
	w, _, _ = strings.Cut(w, ".")
	for i, part := range strings.SplitN(w, ":", 3) {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 || n > 60 {
			d.bad = true
			return
		}
		d.clock[i] = n
	}
	d.hasClock = true
}

func (d *dateParts) time() time.Time {
	if d.bad || d.day == 0 || d.month == 0 || !d.hasClock || d.clock[0] > 23 || d.zone < -86400 || d.zone > 86400 {
		return time.Time{}
	}
	t := time.Date(d.year, d.month, d.day, d.clock[0], d.clock[1], d.clock[2], 0, time.FixedZone("", d.zone))
	if !sane(t) || t.Day() != d.day {
		return time.Time{}
	}
	return t
}

// fullYear completes years of two and three digits (RFC 5322 section 4.3).
func fullYear(n, digits int) int {
	switch {
	case digits >= 4:
		return n
	case n < 50:
		return 2000 + n
	}
	return 1900 + n
}

// sane keeps out years that only a broken or hostile sender writes.
func sane(t time.Time) bool { return t.Year() >= 1970 && t.Year() < 2200 }
