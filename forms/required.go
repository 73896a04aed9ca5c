package forms

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // the office's clock on a machine without zone files
)

// rule says when a question must be answered. The zero rule: never.
type rule struct {
	always bool
	group  string      // one answer in the group is enough
	any    []condition // required when one of them is met
}

// condition is one condition on another answer, or on the child's age.
type condition struct {
	field string
	not   bool     // met when none of codes was chosen
	codes []string // met when one of them was chosen
	aged  int      // met from this age on; field and codes are empty then
}

const (
	agedPrefix = "aged "
	agedSuffix = " or over on the day of receipt"
	bornField  = "child_dob"
)

// Missing lists, in printed order, the canonical names of the required
// questions that have no answer. The contract's rules decide: "yes", a
// condition on other answers, or one answer of a group (an unmet group stands
// here by its first question). Wanted and hidden questions are never missing.
//
// An answer that was given and could not be read with certainty is not missing:
// it is unclear, and a person looks at it. The same answer meets no condition,
// because a condition on a blank or uncertain answer is not met.
//
// received decides the child's age, as a day in London.
func (f Form) Missing(received time.Time) []string {
	t := table()
	var missing []string
	seen := map[string]bool{} // groups that were looked at
	for _, q := range t.questions {
		r := t.rules[q.Name]
		switch {
		case r.group != "":
			if !seen[r.group] && !f.answeredOneOf(t, r.group) {
				missing = append(missing, q.Name)
			}
			seen[r.group] = true
		case !f.Answered(q.Name) && f.requires(r, received):
			missing = append(missing, q.Name)
		}
	}
	return missing
}

func (f Form) answeredOneOf(t *formTable, group string) bool {
	for _, q := range t.questions {
		if t.rules[q.Name].group == group && f.Answered(q.Name) {
			return true
		}
	}
	return false
}

func (f Form) requires(r rule, received time.Time) bool {
	return r.always || slices.ContainsFunc(r.any, func(c condition) bool { return f.meets(c, received) })
}

// meets tests one condition. An answer of several options meets "=" when one
// of its options is listed, and "!=" when none is.
func (f Form) meets(c condition, received time.Time) bool {
	if c.aged > 0 {
		age, ok := f.age(received)
		return ok && age >= c.aged
	}
	value, ok := f.Value(c.field)
	if !ok {
		return false
	}
	chosen := slices.ContainsFunc(strings.Split(value, "|"), func(code string) bool { return slices.Contains(c.codes, code) })
	return chosen != c.not
}

// age is the child's age in full years on the London day of received. A child
// born on 29 February grows a year older on 1 March of a common year.
func (f Form) age(received time.Time) (years int, ok bool) {
	value, ok := f.Value(bornField)
	if !ok {
		return 0, false
	}
	born, ok := Date(value)
	if !ok {
		return 0, false
	}
	day := londonDay(received)
	years = day.Year() - born.Year()
	if day.Month() < born.Month() || day.Month() == born.Month() && day.Day() < born.Day() {
		years--
	}
	return years, true
}

// londonDay is t on the office's clock.
func londonDay(t time.Time) time.Time { return t.In(london()) }

// london is the office's time zone. The database is compiled in, so that the
// day is right on any machine.
var london = sync.OnceValue(func() *time.Location {
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		return time.UTC
	}
	return l
})

// parseRules reads the required column of every question and checks that what
// a rule speaks of exists.
func parseRules(questions []Question) (map[string]rule, error) {
	byName := map[string]Question{}
	for _, q := range questions {
		byName[q.Name] = q
	}
	rules := map[string]rule{}
	for _, q := range questions {
		r, err := parseRule(q.Required, byName)
		if err != nil {
			return nil, fmt.Errorf("question %q: %w", q.Name, err)
		}
		if q.Kind == KindHidden {
			r = rule{} // nobody can answer what is not printed
		}
		rules[q.Name] = r
	}
	return rules, nil
}

func parseRule(text string, byName map[string]Question) (rule, error) {
	if group, ok := strings.CutPrefix(text, "one of "); ok && isWord(group) {
		return rule{group: group}, nil
	}
	if conditions, ok := strings.CutPrefix(text, "if "); ok {
		return parseConditions(conditions, byName)
	}
	switch text {
	case "yes":
		return rule{always: true}, nil
	case "wanted", "no":
		return rule{}, nil
	}
	return rule{}, fmt.Errorf("unknown rule %q", text)
}

// parseConditions reads "A=x|y", "A!=x", "aged N or over on the day of
// receipt", or the first two joined by " or ".
func parseConditions(text string, byName map[string]Question) (rule, error) {
	if strings.HasPrefix(text, agedPrefix) {
		c, err := parseAge(text)
		return rule{any: []condition{c}}, err
	}
	var r rule
	for part := range strings.SplitSeq(text, " or ") {
		c, err := parseCondition(part, byName)
		if err != nil {
			return rule{}, err
		}
		r.any = append(r.any, c)
	}
	return r, nil
}

func parseAge(text string) (condition, error) {
	years, ok := strings.CutSuffix(strings.TrimPrefix(text, agedPrefix), agedSuffix)
	n, err := strconv.Atoi(years)
	if !ok || err != nil || n < 1 {
		return condition{}, fmt.Errorf("unknown age rule %q", text)
	}
	return condition{aged: n}, nil
}

func parseCondition(text string, byName map[string]Question) (condition, error) {
	name, codes, ok := strings.Cut(text, "=")
	if !ok {
		return condition{}, fmt.Errorf("unknown condition %q", text)
	}
	c := condition{codes: strings.Split(codes, "|")}
	c.field, c.not = strings.CutSuffix(name, "!")
	q, known := byName[c.field]
	if !known {
		return condition{}, fmt.Errorf("condition %q speaks of no question", text)
	}
	for _, code := range c.codes {
		if _, known := q.Option(code); !known {
			return condition{}, fmt.Errorf("condition %q speaks of no option of %q", text, c.field)
		}
	}
	return c, nil
}

func isWord(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_") == ""
}
