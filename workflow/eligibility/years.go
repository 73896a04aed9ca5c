package eligibility

import (
	"sync"
	"time"
	_ "time/tzdata" // the office's clock on a machine without zone files
)

// Year groups by number: Reception is 0, Year 11 is 11; before Reception the
// numbers are negative.
const (
	lastYear       = 11 // the published cut-off: "Has not left year 11 at school"
	lastHeatonYear = 14 // "year 14 if they attend Heaton Special School"
)

// london is the office's clock. The zones are compiled in, so that a day is
// right on any machine.
var london = sync.OnceValue(func() *time.Location {
	if zone, err := time.LoadLocation("Europe/London"); err == nil {
		return zone
	}
	return time.UTC
})

// londonDay is the office's calendar day of t, at noon UTC as forms.Date gives
// a date, so that days compare without hours.
func londonDay(t time.Time) time.Time {
	t = t.In(london())
	return dayOf(t.Year(), t.Month(), t.Day())
}

func dayOf(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
}

// academicYear is the calendar year in which the school year of day began. A
// school year runs from 1 September to 31 August.
func academicYear(day time.Time) int {
	if day.Month() >= time.September {
		return day.Year()
	}
	return day.Year() - 1
}

// yearGroup is the year group in which a child born on a day is usually taught
// on another. Reception starts in the September after the fourth birthday.
func yearGroup(born, day time.Time) int {
	return academicYear(day) - (academicYear(born) + 5)
}

// leavingYear is the calendar year of the June in which somebody who is in a
// year group on a day finishes the last one.
func leavingYear(day time.Time, group, last int) int {
	return academicYear(day) + 1 + last - group
}

// leavingDay is the school leaving date: the last Friday of June (Education
// Act 1996, section 8; SI 1997/1970).
func leavingDay(year int) time.Time {
	end := dayOf(year, time.June, 30)
	return end.AddDate(0, 0, -(int(end.Weekday()-time.Friday)+7)%7)
}

// stage is where a day stands against the June of leaving.
type stage int

const (
	before stage = iota
	inJune       // the page says "June of year 11", which may mean the 1st, the last Friday or the 30th
	after
)

func stageAt(day time.Time, leaving int) stage {
	switch {
	case day.Before(dayOf(leaving, time.June, 1)):
		return before
	case day.Before(dayOf(leaving, time.July, 1)):
		return inJune
	}
	return after
}

// schoolAge is what the calendar says of compulsory school age.
type schoolAge int

const (
	preSchool     schoolAge = iota
	mayBeAtSchool           // from Reception on, before school is compulsory
	ofSchoolAge
)

// schoolAgeAt: school is compulsory from the term after the fifth birthday;
// the terms are counted from 31 December, 31 March and 31 August.
func schoolAgeAt(born, day time.Time) schoolAge {
	if yearGroup(born, day) < 0 {
		return preSchool
	}
	fifth := dayOf(born.Year()+5, born.Month(), born.Day())
	year := fifth.Year()
	for _, prescribed := range []time.Time{dayOf(year, time.March, 31), dayOf(year, time.August, 31), dayOf(year, time.December, 31)} {
		if !fifth.After(prescribed) {
			if day.After(prescribed) {
				return ofSchoolAge
			}
			return mayBeAtSchool
		}
	}
	return mayBeAtSchool
}
