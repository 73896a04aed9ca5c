package forms

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

const (
	// leastAnswers is how many answers a text must give to count as a form. A
	// signature gives two (telephone and email).
	leastAnswers = 3

	// leastLabels is how many printed labels, with nothing typed, make a blank
	// form.
	leastLabels = 10
)

// messageText is the source of what was typed.
const messageText = "message text"

// statedVersion finds the version that the form prints in its text.
var statedVersion = regexp.MustCompile(`(?i)(?:referral form.{0,12}|form[ _])version[^0-9\n]{0,20}(20\d\d-\d\d)`)

var versionDate = regexp.MustCompile(`20\d\d-\d\d`)

// readText reads answers typed as "Label: answer" lines, under their labels, or
// in a table. looks is false when the text does not look like a form's answers
// at all; it is true without an answer for a blank form that was pasted. What
// may belong to more than one question stays unread.
func readText(text, source string, received time.Time) (f Form, looks bool) {
	s := scan(text, nil, received)
	f = s.form(source)
	f.Version = versionIn(text)
	if len(f.Fields) == 0 {
		return f, len(s.printed) >= leastLabels
	}
	return f, s.specific(f) && (len(f.Fields) >= leastAnswers || len(s.printed) >= leastLabels)
}

func versionIn(text string) string {
	if !versionDate.MatchString(text) {
		return "" // the words around it take longer to look for
	}
	if m := statedVersion.FindStringSubmatch(text[:min(len(text), mostText)]); m != nil {
		return m[1]
	}
	return ""
}

// specific reports whether an answer is to a question that only this form asks.
// Name, telephone and school stand in the signature of any teacher.
func (s *scanner) specific(f Form) bool {
	for name := range f.Fields {
		switch about := labels().about[name]; about {
		case "referrer", "sign", "school", "gp", "A":
		default:
			return true
		}
	}
	return false
}

// form puts the typed answers together. Answers of the sender's own text hide
// what is only quoted below it.
func (s *scanner) form(source string) Form {
	f := Form{Source: source, Shape: Text, Fields: map[string]Answer{}}
	nearest := mostDepth * 2
	for _, a := range s.answers {
		nearest = min(nearest, a.depth)
	}
	blank := true
	for _, a := range s.answers {
		blank = blank && (a.depth != nearest || listsAll(a.question, a.text) || !a.beside && onlyLabels(a.text))
	}
	for _, a := range s.answers {
		if a.depth == nearest && !blank {
			s.add(&f, a)
		}
	}
	f.check(s.received)
	return f
}

// listsAll reports whether a text is the printed list of options, all of them
// and none marked.
func listsAll(q Question, text string) bool {
	if !q.choice() || box.MatchString(text) {
		return false
	}
	return len(text) <= mostShort && foldKey(text) == words().printed[q.Name]
}

// onlyLabels reports whether a text is the labels of other questions, which may
// be options too: "Autism".
func onlyLabels(text string) bool {
	for line := range strings.SplitSeq(text, "\n") {
		if !isLabel(line) {
			return false
		}
	}
	return true
}

// add puts one answer in the form. A second answer to the same question must
// say the same.
func (s *scanner) add(f *Form, a typedAnswer) {
	where := fmt.Sprintf("line %d of the message", a.at)
	if a.question.Name == childName {
		s.addWholeName(f, a.text, where)
		return
	}
	answer, problems := normalise(a.question, a.text, where, s.received)
	if len(a.question.Options) > 3 && listsAll(a.question, a.text) {
		answer = Answer{Raw: answer.Raw, Where: where}
		problems = []Problem{problem(a.question, codeTwoOptions)}
	}
	f.put(a.question, answer, problems)
}

// put adds an answer to the form, or marks that there are two that disagree.
func (f *Form) put(q Question, a Answer, problems []Problem) {
	if a == (Answer{}) || q.Kind == KindHidden {
		return
	}
	before, twice := f.Fields[q.Name]
	switch {
	case !twice:
		f.Fields[q.Name] = a
		f.Problems = append(f.Problems, problems...)
	case before.Certain && a.Certain && before.Value == a.Value, before.Raw == a.Raw:
	case len(before.Raw)+len(a.Raw) < mostShort && foldKey(before.Raw) == foldKey(a.Raw):
	default:
		if len(before.Raw) < mostShort {
			before.Raw += " / " + a.Raw
		}
		f.Fields[q.Name] = Answer{Raw: before.Raw, Where: before.Where}
		f.Problems = append(f.Problems, problem(q, codeDisagrees))
	}
}

// addWholeName takes a name of two words for first name and last name. Of any
// other name nobody but the family knows where the last name begins.
func (s *scanner) addWholeName(f *Form, text, where string) {
	first, _ := Lookup("child_forename")
	last, _ := Lookup("child_surname")
	text = tidy(text)
	if parts, ok := twoNames(text); ok {
		for i, q := range []Question{first, last} {
			a, problems := normalise(q, parts[i], where, s.received)
			f.put(q, a, problems)
		}
		return
	}
	if text == "" || s.named(first.Name) && s.named(last.Name) {
		return // the parts stand elsewhere on their own
	}
	for _, q := range []Question{first, last} {
		f.put(q, Answer{Raw: text, Where: where}, []Problem{problem(q, codeCombinedName)})
	}
}

// twoNames are the first name and the last of a name of two words.
func twoNames(text string) (parts []string, ok bool) {
	parts = strings.Fields(text)
	return parts, len(parts) == 2 && !strings.ContainsAny(text, ",;/&()")
}

// named reports whether the text answers a question on its own; a whole name is
// answered by its parts too.
func (s *scanner) named(name string) bool {
	return slices.ContainsFunc(s.answers, func(a typedAnswer) bool {
		return a.question.Name == name || name == childName && (a.question.Name == "child_forename" || a.question.Name == "child_surname")
	})
}
