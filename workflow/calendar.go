package workflow

import (
	"sync"
	"time"
	_ "time/tzdata" // the office's clock on a machine without zone files
)

// London is the office's clock. The zone is compiled in.
var London = sync.OnceValue(func() *time.Location {
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		return time.UTC
	}
	return l
})

// WorkingDay reports whether the office works on t's day in London: Monday to
// Friday without the bank holidays of England (Banking and Financial Dealings
// Act 1971, schedule 1). A holiday proclaimed for one year alone is not known
// here: the office then gets a digest that nobody needs.
func WorkingDay(t time.Time) bool {
	d := t.In(London())
	switch d.Weekday() {
	case time.Saturday, time.Sunday:
		return false
	}
	year, month, day := d.Date()
	for _, h := range bankHolidays(year) {
		if h.Month() == month && h.Day() == day {
			return false
		}
	}
	return true
}

// WorkingDays counts the working days that began after from and up to to, in
// London: 0 on the same day, 1 from Friday to Monday. It is 0 when to is not
// after from, and at most 999.
func WorkingDays(from, to time.Time) int {
	const most = 999
	y, m, d := from.In(London()).Date()
	end := to.In(London())
	n := 0
	for i := 1; n < most; i++ {
		day := time.Date(y, m, d+i, 0, 0, 0, 0, London())
		if day.After(end) {
			break
		}
		if WorkingDay(day) {
			n++
		}
	}
	return n
}

// bankHolidays lists the bank holidays of England in a year, in order of the Act.
func bankHolidays(year int) []time.Time {
	on := func(m time.Month, d int) time.Time { return time.Date(year, m, d, 12, 0, 0, 0, time.UTC) }
	easter := easterSunday(year)
	christmas, boxing := on(time.December, 25), on(time.December, 26)
	switch christmas.Weekday() {
	case time.Friday: // Boxing Day on a Saturday
		boxing = on(time.December, 28)
	case time.Saturday:
		christmas, boxing = on(time.December, 27), on(time.December, 28)
	case time.Sunday:
		christmas = on(time.December, 27)
	}
	return []time.Time{
		nextWeekday(on(time.January, 1)),
		easter.AddDate(0, 0, -2),
		easter.AddDate(0, 0, 1),
		firstMonday(on(time.May, 1)),
		firstMonday(on(time.May, 25)),
		firstMonday(on(time.August, 25)),
		christmas,
		boxing,
	}
}

// nextWeekday is d, or the Monday after it when d falls on a weekend.
func nextWeekday(d time.Time) time.Time {
	for d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
		d = d.AddDate(0, 0, 1)
	}
	return d
}

// firstMonday is the first Monday on or after d.
func firstMonday(d time.Time) time.Time {
	for d.Weekday() != time.Monday {
		d = d.AddDate(0, 0, 1)
	}
	return d
}

// easterSunday is the Gregorian Easter Sunday (Meeus, Astronomical Algorithms,
// chapter 8).
func easterSunday(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Date(year, time.Month(n/31), n%31+1, 12, 0, 0, 0, time.UTC)
}
