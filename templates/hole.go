package templates

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Hole is the refusal to write a letter: one of its variables is unknown or
// empty, or what was written shows the marks of a variable that was not filled.
type Hole struct {
	Letter   string // the letter's name in the contract
	Variable string // the variable as the letter's struct or wording names it, no value
}

func (h *Hole) Error() string {
	return h.Gap() + ": nothing was written; fill it in and word the letter again"
}

// Gap names the letter and what it lacks; no value.
func (h *Hole) Gap() string {
	return fmt.Sprintf("%s letter: %s is empty or unknown", h.Letter, h.Variable)
}

var referenceForm = regexp.MustCompile(`^CTS-\d{4}-\d{6}$`)

// blank reports whether a value says nothing: no letter and no digit in it.
func blank(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// wants collects the variables that a letter needs and does not have.
type wants struct {
	letter string
	holes  []error
}

func (w *wants) that(ok bool, variable string) {
	if !ok {
		w.holes = append(w.holes, &Hole{Letter: w.letter, Variable: variable})
	}
}

func (w *wants) text(variable, value string)          { w.that(!blank(value), variable) }
func (w *wants) moment(variable string, at time.Time) { w.that(!at.IsZero(), variable) }

// each wants no blank value in a list that may be empty.
func (w *wants) each(variable string, values []string) {
	for i, v := range values {
		w.text(fmt.Sprintf("%s[%d]", variable, i), v)
	}
}

// some wants at least one value, and no blank one.
func (w *wants) some(variable string, values []string) {
	w.that(len(values) > 0, variable)
	w.each(variable, values)
}

func (w *wants) head(h Head) {
	w.that(referenceForm.MatchString(h.Reference), "Reference")
	w.that(h.Reader >= Parent && h.Reader <= TrustStaff, "Reader")
	w.moment("Received", h.Received)
	w.text("Office.Team", h.Office.Team)
	w.that(strings.Contains(h.Office.Email, "@"), "Office.Email")
	w.some("Office.Phones", h.Office.Phones)
	w.text("Office.Safety", h.Office.Safety)
	w.text("Office.SafetyOut", h.Office.SafetyOut)
}

// need lists what a letter lacks before a word of it is written. What only some
// readers see is wanted for all of them: a letter must not pass because of who
// happens to read it.
func need(l Letter) []error {
	w := &wants{letter: l.Name()}
	switch l := l.(type) {
	case Form:
		w.head(l.Head)
		w.text("Version", l.Version)
	case Acknowledgement:
		w.head(l.Head)
	case Missing:
		w.head(l.Head)
		w.that(len(l.Questions)+len(l.Unsure)+len(l.Problems)+len(l.Absent) > 0, "Questions")
		for i, q := range l.Questions {
			w.text(fmt.Sprintf("Questions[%d].Question", i), q.Question)
			w.each(fmt.Sprintf("Questions[%d].Options", i), q.Options)
		}
		w.each("Unsure", l.Unsure)
		w.each("Problems", l.Problems)
	case Received:
		w.head(l.Head)
	case Unreadable:
		w.head(l.Head)
		w.some("Reasons", l.Reasons)
	case Signpost:
		w.signpost(l)
	case Alert:
		child := l.Kind == "safeguarding" || l.Kind == "urgent"
		w.that(child || l.Kind == "stopped" || l.Kind == "unwritten" || l.Kind == "unaccounted" || l.Kind == "silence", "Kind")
		w.that(l.Reference == "" || referenceForm.MatchString(l.Reference), "Reference")
		if child {
			w.text("Where", l.Where)
		}
		w.moment("Received", l.Received)
		w.each("Evidence", l.Evidence)
	case Digest:
		w.digest(l)
	default:
		w.that(false, "the letter")
	}
	return w.holes
}

// signpost wants the dates of the details that it quotes as well: a family is
// not sent to a telephone number that nobody ever checked.
func (w *wants) signpost(l Signpost) {
	w.head(l.Head)
	w.moment("Office.VerifiedOn", l.Office.VerifiedOn)
	w.text("Route.ID", l.Route.ID)
	w.text("Route.Right", l.Route.Right)
	w.text("Route.How", l.Route.How)
	w.moment("Route.VerifiedOn", l.Route.VerifiedOn)
	w.some("Criterion", l.Criterion)
	w.text("DecidedBy", l.DecidedBy)
}

func (w *wants) digest(l Digest) {
	w.moment("Day", l.Day)
	w.moment("From", l.From)
	w.moment("To", l.To)
	w.that(l.Mode == "watch" || l.Mode == "live", "Mode")
	for _, part := range []struct {
		name  string
		lines []DigestLine
	}{{"Alerts", l.Alerts}, {"Reading", l.Reading}, {"Waiting", l.Waiting}, {"Unread", l.Unread}, {"Unsent", l.Unsent}} {
		for i, line := range part.lines {
			w.text(fmt.Sprintf("%s[%d].What", part.name, i), line.What)
		}
	}
	for i, c := range l.Came {
		w.text(fmt.Sprintf("Came[%d].What", i), c.What)
	}
	for i, c := range l.Went {
		w.text(fmt.Sprintf("Went[%d].What", i), c.What)
	}
	w.each("Warnings", l.Warnings)
}

// marks are what a template leaves behind where a variable was not filled. They
// are looked for in text whose runs of spaces are one space.
// Those of other programs are among them: words are often brought from one.
var marks = [...]string{"<no value>", "<nil>", "{{", "}}", "{%", "%}", "${", "[[", "]]", "«", "»", "%!", "()", "( )", "0001-01-01", "1 January 0001", "ZgotmplZ"}

// unfilled looks for those marks in what was written. In a letter to staff a
// mark that stands in a value is only quoted: an alert must go out however odd
// the words are that raised it.
func unfilled(l Letter, written string) error {
	written = plain(written)
	for _, mark := range marks {
		if strings.Contains(written, mark) && (outside(l) || !quotes(l, mark)) {
			return &Hole{Letter: l.Name(), Variable: "a variable that left " + strconv.Quote(mark)}
		}
	}
	return nil
}

// outside reports whether a letter goes to somebody outside the office.
func outside(l Letter) bool {
	_, ok := addressed(l)
	return ok
}
