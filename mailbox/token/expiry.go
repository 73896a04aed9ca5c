package token

import (
	"fmt"
	"time"
)

// Expiry is the day on which something that proves who we are stops being good.
type Expiry struct {
	What string    // "the client secret"
	On   time.Time // the moment at which it ends
	To   string    // what a person does about it
}

// steps are how many days before the end the digest speaks of it.
var steps = []int{30, 14, 7, 1}

// Days is how many days are left, counted in calendar days of the location of
// now; negative when it has ended.
func (e Expiry) Days(now time.Time) int {
	day := func(t time.Time) time.Time {
		y, m, d := t.In(now.Location()).Date()
		return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
	}
	days := int(day(e.On).Sub(day(now)).Hours() / 24)
	if days >= 0 && now.After(e.On) {
		return -1
	}
	return days
}

// Soon reports whether it ends within 30 days, or has ended.
func (e Expiry) Soon(now time.Time) bool { return e.Days(now) <= steps[0] }

// Ended reports whether it is good no more.
func (e Expiry) Ended(now time.Time) bool { return e.Days(now) < 0 }

// Announced reports whether a page about the time from one moment to another
// speaks of it: a day of 30, 14, 7 or 1 before the end was reached since the
// page before, or the end is past. A page that covers a weekend misses none.
func (e Expiry) Announced(from, to time.Time) bool {
	if e.Ended(to) {
		return true
	}
	for _, n := range steps {
		if e.Days(to) <= n && e.Days(from) > n {
			return true
		}
	}
	return false
}

// String says what ends when, and what is to be done.
func (e Expiry) String(now time.Time) string {
	on := e.On.In(now.Location()).Format("2 January 2006")
	switch days := e.Days(now); {
	case days < 0:
		return fmt.Sprintf("RUN OUT on %s: %s; %s", on, e.What, e.To)
	case days == 0:
		return fmt.Sprintf("Runs out today: %s; %s", e.What, e.To)
	case days == 1:
		return fmt.Sprintf("Runs out tomorrow, %s: %s; %s", on, e.What, e.To)
	default:
		return fmt.Sprintf("Runs out in %d days, on %s: %s; %s", days, on, e.What, e.To)
	}
}
