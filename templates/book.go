package templates

import (
	"errors"
	"fmt"
	"html"
	hypertext "html/template"
	"strings"
	plaintext "text/template"
	"time"
)

// Book is the wording of every letter, parsed and ready. It is safe for use by
// several goroutines at once.
type Book struct {
	letters map[string]wording
	london  *time.Location
	err     error // why the standard wording could not be had; Word returns it
}

// wording is one letter's templates: the text with all shared parts, and the
// page, whose part "body" takes the letter itself or the blocks of its text.
type wording struct {
	text *plaintext.Template
	page *hypertext.Template
	own  bool // the page has a body of its own
}

// Standard is the wording that comes with the program. Should it be unusable,
// as where the machine has no time zones, every Word says so.
func Standard() *Book {
	b, err := NewBook(nil)
	if err != nil {
		return &Book{err: err}
	}
	return b
}

// Word writes a letter, given as one of the structs of letters.go or a pointer
// to one. Subject is one line without "Subject:"; Text has lines of at most 76
// columns, longer words aside, and ends with a newline; HTML is a whole page.
//
// A letter with an empty or unknown variable is not written: the error then
// holds a *Hole for each.
func (b *Book) Word(l Letter) (Worded, error) {
	if b.err != nil {
		return Worded{}, b.err
	}
	l = tidy(l)
	if l == nil {
		return Worded{}, errors.New("wording a letter: there is no letter; give one of the structs of letters.go")
	}
	if holes := need(l); len(holes) > 0 {
		return Worded{}, errors.Join(holes...)
	}
	w, err := b.word(l)
	if err != nil {
		return Worded{}, fmt.Errorf("wording %s letter: %w", l.Name(), named(err, l.Name()))
	}
	return w, nil
}

// word writes a letter that lacks nothing.
func (b *Book) word(l Letter) (Worded, error) {
	words, ok := b.letters[l.Name()]
	if !ok {
		return Worded{}, &Hole{Letter: l.Name(), Variable: "wording"}
	}
	dot, err := words.dot(l)
	if err != nil {
		return Worded{}, err
	}
	subject, body, err := words.say(l.Name()+".txt", dot)
	if err != nil {
		return Worded{}, err
	}
	page := sheet{Subject: subject, Body: setOut(body)}
	if words.own {
		page.Body = dot
	}
	written := wrap(body)
	if head, ok := addressed(l); ok {
		said := strings.Contains(plain(body), plain(sentence(head.Office.Safety)))
		foot, err := render(words.text, "foot", closing{head, said})
		if err != nil {
			return Worded{}, err
		}
		foot = squeeze(foot)
		page.From, page.Foot = head.Office.Team, setOut(foot)
		written += "\n\n" + strings.Repeat("-", 20) + "\n\n" + wrap(foot)
	}
	var out strings.Builder
	if err := words.page.ExecuteTemplate(&out, "page", page); err != nil {
		return Worded{}, err
	}
	w := Worded{Subject: subject, Text: written + "\n", HTML: out.String()}
	return w, unfilled(l, w.Subject+"\n"+w.Text+html.UnescapeString(w.HTML))
}

// sheet is what page.html is given.
type sheet struct {
	Subject string
	From    string // the team, "" for letters inside the office
	Body    any    // the blocks of the text, or the letter for a body of its own
	Foot    []block
}

// closing is what the part "foot" is given.
type closing struct {
	Head
	SafetySaid bool // the letter says above whom to ring about a child's safety
}

// signposted is what the signposting letter is given: the letter and what
// routes.txt says of its route.
type signposted struct {
	Signpost
	Why, Physical, Meanwhile string
}

// addressed is the head of a letter to somebody outside the office.
func addressed(l Letter) (head Head, ok bool) {
	switch l := l.(type) {
	case Form:
		return l.Head, true
	case Acknowledgement:
		return l.Head, true
	case Missing:
		return l.Head, true
	case Received:
		return l.Head, true
	case Unreadable:
		return l.Head, true
	case Signpost:
		return l.Head, true
	}
	return Head{}, false
}

// dot is what a letter's templates are given.
func (w wording) dot(l Letter) (any, error) {
	s, ok := l.(Signpost)
	if !ok {
		return l, nil
	}
	out := signposted{Signpost: s}
	for _, part := range []struct {
		name string
		into *string
	}{{"why", &out.Why}, {"physical", &out.Physical}, {"meanwhile", &out.Meanwhile}} {
		name := part.name + " " + s.Route.ID
		if w.text.Lookup(name) == nil {
			name = part.name
		}
		if w.text.Lookup(name) == nil {
			return nil, &Hole{Letter: l.Name(), Variable: "Route.ID"}
		}
		said, err := render(w.text, name, s)
		if err != nil {
			return nil, err
		}
		*part.into = squeeze(said)
	}
	return out, nil
}

// say renders the text of a letter and takes the subject off its top.
func (w wording) say(file string, dot any) (subject, body string, err error) {
	said, err := render(w.text, file, dot)
	if err != nil {
		return "", "", err
	}
	first, rest, _ := strings.Cut(squeeze(said), "\n")
	subject, found := strings.CutPrefix(first, "Subject:")
	subject, body = strings.TrimSpace(subject), squeeze(rest)
	switch {
	case !found || blank(subject):
		return "", "", errNoSubject
	case blank(body):
		return "", "", errNoBody
	}
	return subject, body, nil
}

var (
	errNoSubject = errors.New(`the first line is not "Subject: ..." with words in it`)
	errNoBody    = errors.New("there are no words below the subject")
)

func render(t *plaintext.Template, name string, dot any) (string, error) {
	var out strings.Builder
	if err := t.ExecuteTemplate(&out, name, dot); err != nil {
		return "", err
	}
	return out.String(), nil
}

// named tells a hole that was met while writing which letter it is in. What
// else a template says when it fails may quote the letter's values, so only the
// place is passed on.
func named(err error, letter string) error {
	var hole *Hole
	var failed plaintext.ExecError
	switch {
	case errors.As(err, &hole):
		return &Hole{Letter: letter, Variable: hole.Variable}
	case errors.As(err, &failed):
		f := &Fault{File: letter, What: "this place of the wording cannot be written", Hint: "compare the file with the standard one"}
		if m := spot.FindStringSubmatch(err.Error()); m != nil {
			f.File, f.Line = m[1], number(m[2])
		}
		return f
	}
	return err
}
