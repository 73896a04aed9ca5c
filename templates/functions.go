package templates

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// functions are the words that wording files may use beside variables; doc.go
// lists those meant for an office's own files.
func functions(london *time.Location) map[string]any {
	at := func(layout string) func(time.Time) string {
		return func(t time.Time) string {
			if t.IsZero() {
				return ""
			}
			return t.In(london).Format(layout)
		}
	}
	date, clock, day := at("2 January 2006"), at("3:04pm"), at("Monday 2 January 2006")
	return map[string]any{
		"date":         date,
		"day":          day,
		"clock":        clock,
		"phones":       func(o Office) string { return either(o.Phones) },
		"parent":       func(r Reader) bool { return r == Parent },
		"professional": func(r Reader) bool { return r == Professional },
		"trust":        func(r Reader) bool { return r == TrustStaff },
		"child":        child,
		"sentence":     sentence,
		"count":        count,
		"pages":        pages,
		"all":          func(list []string) string { return strings.Join(list, " / ") },
		"number":       func(i int) int { return i + 1 },
		"command":      func(do string) bool { return strings.HasPrefix(do, "referrald ") },
		"headline":     headline,
		"summary":      summary,
		"waits":        func(l DigestLine) string { return waits(l, date) },
		"looked":       func(d Digest) string { return looked(d, clock, day) },
		"full":         full,
	}
}

// full passes a value on and refuses an empty one. It is woven into every place
// where a variable is printed.
func full(name string, value any) (any, error) {
	v := reflect.ValueOf(value)
	empty := !v.IsValid()
	if !empty {
		switch v.Kind() {
		case reflect.String, reflect.Slice, reflect.Map:
			empty = v.Len() == 0
		case reflect.Struct, reflect.Pointer, reflect.Interface:
			empty = v.IsZero()
		}
	}
	if empty {
		return nil, &Hole{Variable: name}
	}
	return value, nil
}

func child(r Reader) string {
	if r == Parent {
		return "your child"
	}
	return "the child"
}

// either joins what one can choose from: a, b or c.
func either(of []string) string {
	if len(of) < 2 {
		return strings.Join(of, "")
	}
	last := len(of) - 1
	return strings.Join(of[:last], ", ") + " or " + of[last]
}

// pages names pages of the form: "page 1", "pages 2, 3 and 4".
func pages(of []int) string {
	words := make([]string, len(of))
	for i, n := range of {
		words[i] = strconv.Itoa(n)
	}
	last := len(of) - 1
	switch last {
	case -1:
		return ""
	case 0:
		return "page " + words[0]
	}
	return "pages " + strings.Join(words[:last], ", ") + " and " + words[last]
}

// sentence begins a value with a capital and ends it with a full stop, unless
// it does already.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return s
	}
	begin, size := utf8.DecodeRuneInString(s)
	s = string(unicode.ToUpper(begin)) + s[size:]
	if strings.ContainsAny(s[len(s)-1:], ".!?:") {
		return s
	}
	return s + "."
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// unseen reports whether nobody looked into the mailbox in the digest's time; a
// digest that knows nothing must not read like a quiet one.
func unseen(d Digest) bool { return d.LastLook.IsZero() || d.LastLook.Before(d.From) }

// tallied says how much of each thing needs a person, nothing for none. The
// words are for one and many of each, the most pressing first.
func tallied(d Digest, words [7][2]string) []string {
	var out []string
	of := [...]int{max(d.Unaccounted, -d.Unaccounted),
		len(d.Alerts), len(d.Reading), len(d.Waiting), len(d.Unread), len(d.Unsent), len(d.Warnings)}
	for i, n := range of {
		if n != 0 {
			out = append(out, count(n, words[i][0], words[i][1]))
		}
	}
	return out
}

// headline is the digest in the length of a subject.
func headline(d Digest) string {
	said := tallied(d, [...][2]string{
		{"unaccounted for", "unaccounted for"},
		{"alert", "alerts"},
		{"worth reading", "worth reading"},
		{"waiting", "waiting"},
		{"not readable", "not readable"},
		{"not sent", "not sent"},
		{"warning", "warnings"},
	})
	if unseen(d) {
		said = slices.Insert(said, 0, "the mailbox was not seen")
	}
	switch {
	case len(said) == 0:
		return "nothing needs you today"
	case len(said) > 2:
		said = append(said[:2], "and more")
	}
	return strings.Join(said, ", ")
}

// summary is the digest in a few sentences, the most pressing first.
func summary(d Digest) string {
	said := tallied(d, [...][2]string{
		{"message is unaccounted for.", "messages are unaccounted for."},
		{"alert needs you now.", "alerts need you now."},
		{"message is worth reading today.", "messages are worth reading today."},
		{"case waits for a person.", "cases wait for a person."},
		{"message could not be read.", "messages could not be read."},
		{"letter was not sent.", "letters were not sent."},
		{"warning stands below.", "warnings stand below."},
	})
	if unseen(d) {
		said = slices.Insert(said, 0, "The mailbox was not seen.")
	}
	if len(said) == 0 {
		return "Nothing needs you today."
	}
	return strings.Join(said, " ")
}

// waits says since when a case waits, nothing when that is not known.
func waits(l DigestLine, date func(time.Time) string) string {
	switch {
	case l.Since.IsZero():
		return ""
	case l.WorkDays < 1:
		return "Since " + date(l.Since) + "."
	}
	return fmt.Sprintf("Since %s, %s.", date(l.Since), count(l.WorkDays, "working day", "working days"))
}

// looked says when the mailbox was last seen.
func looked(d Digest, clock, day func(time.Time) string) string {
	said := "The program has never seen the mailbox."
	if !d.LastLook.IsZero() {
		said = fmt.Sprintf("Last look: %s on %s. The program looked %s in this time.",
			clock(d.LastLook), day(d.LastLook), count(d.Looks, "time", "times"))
	}
	if unseen(d) {
		said += " Please tell the person who looks after it today."
	}
	return said
}
