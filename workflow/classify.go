package workflow

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"referrald/forms"
	"referrald/mailbox"
)

// sorted is what a message was taken for, with the reasons in plain words.
type sorted struct {
	kind    Kind
	reasons []string
	also    string // what else it asks of people, "" for nothing
	unread  []forms.Unread
}

func (s sorted) because(format string, args ...any) sorted {
	s.reasons = append(s.reasons, fmt.Sprintf(format, args...))
	return s
}

// classify tells what a message is. The order matters: a form is read whoever
// brings it; a machine's mail brings nothing else; a thread that is known comes
// before words; and what is not understood is left to people.
func classify(f Facts) sorted {
	m := f.Message
	t := listen(m, aboveAnswers(said(m), f.Found.Forms))
	s := sorted{kind: Other, also: t.also, unread: brought(f, t)}
	switch {
	case m.Bounce != nil:
		s.kind = Bounced
		return s.because("it is a delivery report about a letter")
	case len(f.Found.Forms) > 0:
		return formKind(f, s)
	case m.Machine() && t.request != "" && onlyAddress(m):
		s.kind = FormRequest
		return s.because("it %s, but from an address that nobody reads", t.request)
	case m.Machine():
		s.kind = Automatic
		return s.because("a machine wrote it: %s", m.Evidence[0].Text)
	case t.command:
		s.kind = Command
		return s.because("it has the shape of a command to this program; commands by mail are not carried out")
	case len(s.unread) > 0:
		s.kind = Submission
		return s.because("it brings a form that could not be read: %s", s.unread[0].Text)
	case t.request != "" && !hinted(m, "generated-text", "newsletter-text", "notice-text"):
		s.kind = FormRequest
		return s.because("it %s", t.request)
	case len(m.Evidence) > 0 && !adds(t, f) && !(t.asks && awayOnly(m)):
		s.kind = Automatic
		return s.because("it reads like a machine's: %s", m.Evidence[0].Text)
	case len(f.Recall.Tied) > 0 && !t.forPeople():
		s.kind = Information
		return s.because("it belongs to a referral that we know")
	case len(f.Recall.Strange) > 0 && !t.forPeople():
		s.kind = Information
		return s.because("it names a reference in which this sender has no part: nothing is added and nothing is told")
	}
	return s.otherwise(t)
}

// onlyAddress reports whether the address alone speaks for a machine: a nursery
// whose staff write from no-reply@. The gate lets no letter go there.
func onlyAddress(m *mailbox.Message) bool {
	for _, e := range m.Evidence {
		if e.Rule != "machine-address" && e.Rule != "unread-text" {
			return false
		}
	}
	return true
}

// hinted reports whether the message reads like one of a machine, by one of the rules.
func hinted(m *mailbox.Message, rules ...string) bool {
	return slices.ContainsFunc(m.Evidence, func(e mailbox.Evidence) bool { return slices.Contains(rules, e.Rule) })
}

// awayOnly reports whether the message reads like an out-of-office note and like
// no other machine's: with a question in it, a person on leave wrote it.
func awayOnly(m *mailbox.Message) bool {
	return !slices.ContainsFunc(m.Evidence, func(e mailbox.Evidence) bool {
		return e.Rule != "away-text" && e.Rule != "away-subject-style"
	})
}

// adds reports whether a message of a known thread holds more than a machine's words.
func adds(t topics, f Facts) bool {
	if len(f.Recall.Tied) == 0 || len(f.Recall.Tied[0].Asked) == 0 {
		return false
	}
	_, ok := forms.ReadReply(f.Message.Newest, f.Recall.Tied[0].Asked, f.Received)
	return ok && t.words > 0
}

// formKind tells a new form from answers to our questions.
func formKind(f Facts, s sorted) sorted {
	typed := len(f.Found.Forms) == 1 && f.Found.Forms[0].Shape == forms.Text
	if typed && len(f.Recall.Tied) > 0 && f.Recall.Tied[0].Form != nil && f.Recall.Tied[0].State != Closed {
		s.kind = Information
		return s.because("it types answers to questions of a referral that we know")
	}
	s.kind = Submission
	for _, form := range f.Found.Forms {
		s = s.because("it brings a filled form: %d answers (%s)", len(form.Fields), form.Shape)
	}
	return s
}

func (s sorted) otherwise(t topics) sorted {
	switch {
	case t.service != "":
		return s.because("it is about %s, which shares this mailbox", t.service)
	case t.also != "":
		return s.because("it is about %s: people answer that", t.also)
	case t.words == 0:
		return s.because("it has no words and no form")
	}
	return s.because("nothing in it asks for the form or brings one")
}

// brought lists the files that were meant as a form and could not be read. Our
// own blank, or a form newer than this program, is one by itself; any other
// file is one when its name or the message says so, or when the form is what
// this sender was last sent.
func brought(f Facts, t topics) []forms.Unread {
	var out []forms.Unread
	asked := len(f.Recall.Tied) > 0 && f.Recall.Tied[0].State == Asked
	for _, u := range f.Found.Unread {
		named := formName.MatchString(plainWords(u.Source))
		switch {
		case u.Code == forms.Blank, u.Code == forms.NewerVersion, u.Source == "message":
			out = append(out, u)
		case len(f.Found.Forms) > 0 && (u.Code == forms.NoFields || u.Code == forms.Unsupported):
			// a report beside the form
		case (t.theirs || strangeName.MatchString(plainWords(u.Source))) && !asked && !ourFormName.MatchString(plainWords(u.Source)):
			// somebody else's form
		case t.request != "" && !t.filled && !asked && u.Code != forms.Password:
			// an old form, or another file, of one who asks for ours
		case named || t.claims || asked:
			out = append(out, u)
		case u.Code == forms.Password && t.request == "" && !t.forPeople():
			out = append(out, u) // nobody can look inside, whatever it is called
		}
	}
	return out
}

// heldBack reports whether a file was kept from being opened: the virus scanner
// found something in it, or gave no answer about it.
func heldBack(u forms.Unread) bool { return u.Code == forms.Malware || u.Code == forms.Unscanned }

// plainWords is a text as it is searched: lower case, straight quotes, single spaces.
func plainWords(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(straight.Replace(s))), " ")
}

var straight = strings.NewReplacer("’", "'", "‘", "'", "“", `"`, "”", `"`, "–", "-", "—", "-", "_", " ", "\u00a0", " ")

var replying = regexp.MustCompile(`^(?:re|aw|sv|antw|odp)\s*(?:\[\d+\])?:`)

// said is what a message says: what its sender wrote this time, or, when that is
// nothing, what was forwarded. What an answer quotes is ours.
func said(m *mailbox.Message) string {
	if strings.TrimSpace(m.Newest) != "" {
		return m.Newest
	}
	if strings.TrimSpace(m.Quoted) != "" && !replying.MatchString(plainWords(m.Subject)) {
		return m.Quoted
	}
	for _, n := range m.Nested {
		if s := said(n); s != "" {
			return s
		}
	}
	return ""
}

// aboveAnswers is the part of a text before the first answer that was typed in
// it: the form's own questions are nobody's words.
func aboveAnswers(text string, found []forms.Form) string {
	first := 0
	for _, f := range found {
		if f.Shape != forms.Text {
			continue
		}
		for _, a := range f.Fields {
			var line int
			if _, err := fmt.Sscanf(a.Where, "line %d", &line); err == nil && (first == 0 || line < first) {
				first = line
			}
		}
	}
	if first == 0 {
		return text
	}
	lines := strings.SplitN(text, "\n", first)
	return strings.Join(lines[:min(len(lines), first-1)], "\n")
}
