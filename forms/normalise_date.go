package forms

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

const (
	dayLayout  = "2006-01-02"
	oldest     = 21   // a child at this age or over is too old whatever the service
	firstYear  = 1900 // nobody who writes to us was born before
	yearsAhead = 1    // a date on the form other than a birth may lie this far ahead
)

// midnight is what programs write after a date that has no time. Another time
// may have moved the day: 23:00 UTC is the next day in a London summer.
var midnight = regexp.MustCompile(`(\d)(?:t| +)00:00(?::00(?:\.0+)?)?z?$`)

// dobWords are the initials people write before a date of birth. A lone "o"
// stands for a nought that was mistyped.
var dobWords = regexp.MustCompile(`\bd\.? ?o\.? ?b\b\.?`)

// Words that may stand beside a date and do not change it.
var dateFillers = wordSet("the of on date birth born is was st nd rd th")

var monthNames = numbered("january february march april may june july august september/sept october november december", 1)

var weekdayNames = numbered("sunday monday tuesday/tues wednesday thursday/thur/thurs friday saturday", 0)

// wordSet is a set of words.
func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(words) {
		set[word] = true
	}
	return set
}

// numbered numbers names: in full, other ways after "/", and by their first
// three letters.
func numbered(names string, first int) map[string]int {
	m := map[string]int{}
	for i, ways := range strings.Fields(names) {
		m[ways[:3]] = i + first
		for name := range strings.SplitSeq(ways, "/") {
			m[name] = i + first
		}
	}
	return m
}

// dateParts is a written date taken apart.
type dateParts struct {
	numbers []string
	month   int // by name, 0 for none
	before  int // how many numbers stand before the name
	names   int // months by name
	weekday int // -1 for none
	extra   bool
}

// fitsOrdinal reports whether a word is no ending of a number, or the ending that
// the number has: 1st, 2nd, 3rd, 11th.
func fitsOrdinal(number, word string) bool {
	if word != "st" && word != "nd" && word != "rd" && word != "th" {
		return true
	}
	last := number[len(number)-1]
	teen := len(number) == 2 && number[0] == '1'
	switch {
	case !teen && last == '1':
		return word == "st"
	case !teen && last == '2':
		return word == "nd"
	case !teen && last == '3':
		return word == "rd"
	}
	return word == "th"
}

func takeDateApart(line string) dateParts {
	line = dobWords.ReplaceAllString(midnight.ReplaceAllString(strings.ToLower(line), "$1"), " ")
	p := dateParts{weekday: -1}
	rest := []rune(line)
	for len(rest) > 0 {
		class := runeClass(rest[0])
		n := 1
		for n < len(rest) && runeClass(rest[n]) == class {
			n++
		}
		switch class {
		case 'd':
			p.numbers = append(p.numbers, string(rest[:n]))
		case 'w':
			word := string(rest[:n])
			// "8rd" was misread or mistyped: which of the two is wrong nobody knows.
			p.extra = p.extra || len(p.numbers) > 0 && !fitsOrdinal(p.numbers[len(p.numbers)-1], word)
			p.addWord(word)
		}
		rest = rest[n:]
	}
	return p
}

// runeClass tells digits and letters from all that separates them.
func runeClass(r rune) byte {
	switch {
	case '0' <= r && r <= '9':
		return 'd'
	case unicode.IsLetter(r) || unicode.IsNumber(r):
		return 'w'
	}
	return ' '
}

func (p *dateParts) addWord(word string) {
	if month, ok := monthNames[word]; ok {
		p.month, p.before = month, len(p.numbers)
		p.names++
		return
	}
	if day, ok := weekdayNames[word]; ok {
		p.weekday = day
		return
	}
	p.extra = p.extra || !dateFillers[word]
}

// order gives day, month and year as written: day first unless the year is.
// code says why there is no such order.
func (p dateParts) order() (day, month, year, code string) {
	n := p.numbers
	if len(n) == 8 && len(strings.Join(n, "")) == 8 { // one digit in a box
		n = []string{strings.Join(n, "")}
	}
	switch {
	case p.names > 1 || len(n) > 3 || p.names == 1 && len(n) > 2:
		return "", "", "", codeAmbiguous
	case p.names == 1 && len(n) == 2:
		if len(n[0]) == 4 && p.before > 0 {
			return n[1], strconv.Itoa(p.month), n[0], ""
		}
		return n[0], strconv.Itoa(p.month), n[1], ""
	case len(n) == 3 && len(n[0]) == 4:
		return n[2], n[1], n[0], ""
	case len(n) == 3:
		return n[0], n[1], n[2], ""
	case len(n) == 1 && len(n[0]) == 8 && p.names == 0:
		if d := n[0]; validDay(d[:4], d[4:6], d[6:]) {
			return d[6:], d[4:6], d[:4], ""
		}
		return n[0][:2], n[0][2:4], n[0][4:], ""
	case len(n) == 1 && len(n[0]) == 6 && p.names == 0:
		return "", "", "", codeAmbiguous
	case p.names == 0 && (len(n) == 0 || len(n) == 1 && len(n[0]) > 4):
		return "", "", "", codeNotDate
	}
	return "", "", "", codePartDate
}

// validDay reports whether digits that begin with a year are a date.
func validDay(year, month, day string) bool {
	t, ok := calendarDay(year, month, day)
	return ok && t.Year() >= firstYear
}

// calendarDay is the day at noon UTC, when the calendar has it.
func calendarDay(year, month, day string) (time.Time, bool) {
	y, yearErr := strconv.Atoi(year)
	m, monthErr := strconv.Atoi(month)
	d, dayErr := strconv.Atoi(day)
	if yearErr != nil || monthErr != nil || dayErr != nil || len(year) > 4 || len(month) > 2 || len(day) > 2 {
		return time.Time{}, false
	}
	t := time.Date(y, time.Month(m), d, 12, 0, 0, 0, time.UTC)
	return t, t.Year() == y && int(t.Month()) == m && t.Day() == d
}

// readDate reads a date, day first as in this country. The other order is
// shown and never relied on.
func (q Question) readDate(line string, received time.Time) reading {
	parts := takeDateApart(line)
	day, month, year, code := parts.order()
	if code != "" {
		return unsure("", code)
	}
	t, code := q.settle(day, month, year, received)
	switch {
	case code == codeAmbiguous && !t.IsZero():
		return unsure(t.Format(dayLayout), code)
	case code != "":
		return unsure("", code)
	case parts.weekday >= 0 && int(t.Weekday()) != parts.weekday:
		return unsure(t.Format(dayLayout), codeDisagrees)
	case parts.extra:
		return unsure(t.Format(dayLayout), codeExtraWords)
	}
	return q.bound(t, received)
}

// settle finds the one day that is written, and the century of a short year.
func (q Question) settle(day, month, year string, received time.Time) (time.Time, string) {
	short := len(year) == 2
	full := year
	if short {
		full = "2000" // a leap year: what is impossible here is so in any year
	}
	if len(full) != 4 || full < strconv.Itoa(firstYear) {
		return time.Time{}, codeImpossible
	}
	if _, ok := calendarDay(full, month, day); !ok {
		if _, swapped := calendarDay(full, day, month); !swapped {
			return time.Time{}, codeImpossible
		}
		if short {
			return time.Time{}, codeAmbiguous
		}
		t, _ := calendarDay(full, day, month)
		return t, codeAmbiguous
	}
	if short {
		return q.century(day, month, year, received)
	}
	t, _ := calendarDay(year, month, day)
	return t, ""
}

// century finds the only century in which the date is a sensible answer: a
// child is between nothing and twenty years old, and nobody tells of a date
// long ago or far ahead.
func (q Question) century(day, month, year string, received time.Time) (time.Time, string) {
	today := dayOf(received)
	from, to := today.AddDate(-oldest, 0, 1), today
	if q.Name != bornField {
		to = today.AddDate(yearsAhead, 0, 0)
	}
	var found []time.Time
	for century := today.Year()/100 - 1; century <= today.Year()/100+1; century++ {
		t, ok := calendarDay(strconv.Itoa(century)+year, month, day)
		if ok && !t.Before(from) && !t.After(to) {
			found = append(found, t)
		}
	}
	if len(found) != 1 {
		return time.Time{}, codeTwoDigit
	}
	return found[0], ""
}

// bound looks at a clear date of birth: a child who is not born yet is
// doubtful; one who is grown up is clear and remarked on.
func (q Question) bound(t, received time.Time) reading {
	value, today := t.Format(dayLayout), dayOf(received)
	switch {
	case q.Name != bornField:
		return sure(value)
	case t.After(today):
		return unsure(value, codeFuture)
	case !t.After(today.AddDate(-oldest, 0, 0)):
		return reading{value: value, code: codeTooOld, sure: true}
	}
	return sure(value)
}

// dayOf is the London day of a time, at noon UTC as Date gives it.
func dayOf(t time.Time) time.Time {
	y, m, d := londonDay(t).Date()
	return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
}

// readDateOrText reads a date where it is clear and keeps the words otherwise.
func (q Question) readDateOrText(line, text string, received time.Time) reading {
	if len(line) <= mostShort {
		if r := q.readDate(line, received); r.sure {
			return r
		}
	}
	return sure(strings.Join(strings.Fields(text), " "))
}
