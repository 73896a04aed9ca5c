package forms

import (
	"slices"
	"strings"
	"time"
)

// mostReply is how long the one line may be that answers our one question.
const mostReply = 120

// Words of letters. A line that has one talks to us and is no bare answer.
var talkingWords = wordSet(`i im ill ive id we well weve you your please sorry will can could would thank thanks attached
	find let ring call back soon hope what why when how`)

// ReadReply reads a reply to a letter of ours that asked some questions: the
// answers numbered as the letter numbers them, typed under the quoted
// questions, or with their labels; and the one line that answers one question.
// asked holds canonical names in the order of the letter. Numbers that do not
// fit what was asked leave only the answers that prove themselves (a date, an
// option, an NHS number). ok is false when nothing was answered.
func ReadReply(text string, asked []string, received time.Time) (f Form, ok bool) {
	asked = slices.Clone(asked)
	s := scan(text, asked, received)
	if s.unfit {
		s.answers = slices.DeleteFunc(s.answers, func(a typedAnswer) bool {
			return a.number && !proves(a.question, a.text, received)
		})
	}
	if len(s.answers) == 0 && len(asked) == 1 {
		s.bare(asked[0])
	}
	f = s.form(messageText)
	f.Version = versionIn(text)
	return f, len(f.Fields) > 0
}

// proves reports whether a text can only be the answer to this question.
func proves(q Question, text string, received time.Time) bool {
	switch q.Kind {
	case KindText, KindLongText, KindAddress, KindDateOrText, KindHidden:
		return false
	}
	a, _ := normalise(q, text, "", received)
	return a.Certain
}

// numbered opens the answer to a numbered question of our letter. Numbers in
// quoted text are the letter's own.
func (s *scanner) numbered(l textLine) bool {
	if len(s.asked) == 0 || l.number == 0 || l.depth > 0 {
		return false
	}
	if s.open != nil && s.open.question.Kind == KindLongText && !s.open.number {
		return false // a list within an answer
	}
	s.shut(true)
	if l.number > len(s.asked) || l.number <= s.last {
		s.unfit = true
		return true
	}
	s.last = l.number
	q, ok := Lookup(s.asked[l.number-1])
	if !ok {
		return true
	}
	s.about = labels().about[q.Name]
	s.opened(q, l, strings.TrimSpace(l.text))
	s.open.number = true
	return true
}

// answersNumber reports whether a numbered line that begins like a label is
// the answer with that number: "2. Autism" where Autism is an option, or words
// that name nothing we asked for.
func (s *scanner) answersNumber(found label, l textLine) bool {
	if l.number <= len(s.asked) {
		if q, ok := Lookup(s.asked[l.number-1]); ok && q.choice() {
			if _, option := words().option(q, l.text); option {
				return true
			}
		}
	}
	return found.whole && !slices.Contains(s.asked, s.resolve(found))
}

// bare takes the only line of a reply, greeting and ending aside, for the
// answer to the only question, when it looks like one.
func (s *scanner) bare(name string) {
	q, ok := Lookup(name)
	if !ok {
		return
	}
	var only *textLine
	for i := range s.lines {
		l := &s.lines[i]
		if l.ending() || l.header || l.rule() || l.depth > 0 {
			break
		}
		if l.blank() || l.greets() {
			continue
		}
		if only != nil {
			return
		}
		only = l
	}
	if only == nil || len(only.full) > mostReply {
		return
	}
	a, _ := normalise(q, only.full, "", s.received)
	words := q.Kind == KindText || q.Kind == KindLongText || q.Kind == KindAddress || q.Kind == KindDateOrText
	if words && only.talks() || a.Value == "" {
		return
	}
	s.answers = append(s.answers, typedAnswer{question: q, text: only.full, at: only.at})
}

// greets reports whether a line begins a letter: "Dear team,".
func (l textLine) greets() bool {
	first, _, _ := strings.Cut(l.full, " ")
	words := labels().lines["greeting"]
	return len(l.full) < wrapWidth && (words[foldKey(l.full)] || words[foldKey(first)]) && len(strings.Fields(l.full)) < 6
}

func (l textLine) talks() bool {
	return strings.HasSuffix(l.full, "?") ||
		slices.ContainsFunc(strings.Fields(l.full), func(word string) bool { return talkingWords[foldKey(word)] })
}
