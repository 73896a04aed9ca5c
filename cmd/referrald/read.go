package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"referrald/forms"
	"referrald/forms/guard"
)

const readUsage = "[-json] FILE..."

// runRead prints the answers in returned form files.
func runRead(_ context.Context, p program, args []string) error {
	f := newFlags("read", readUsage)
	asJSON := f.Bool("json", false, "one JSON object a line")
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	if len(rest) == 0 {
		return usagef("read needs a form file\nusage: referrald read %s", readUsage)
	}
	g := guard.Open(guard.Options{Cache: userCache()})
	defer g.Close()
	failed := false
	now := time.Now()
	for _, name := range rest {
		form, err := readForm(p, g, name, now)
		if err != nil {
			p.complain(name, err)
			failed = true
			continue
		}
		if *asJSON {
			err = p.readJSON(name, form, now)
		} else {
			err = p.readText(name, form, now)
		}
		if err != nil {
			return err
		}
	}
	if failed {
		return &silentError{}
	}
	return nil
}

func readForm(p program, g *guard.Guard, name string, now time.Time) (forms.Form, error) {
	var data []byte
	var err error
	if name == "-" {
		data, err = readAll(p.in)
	} else {
		data, err = readFile(name)
	}
	if err != nil {
		return forms.Form{}, err
	}
	form, err := g.Read(forms.File{Name: name, Data: data, Where: name}, now)
	var u *forms.UnreadableError
	if errors.As(err, &u) {
		return form, fmt.Errorf("%s (%s)", u.Unread.Text, u.Unread.Code)
	}
	return form, err
}

// jsonRead is what read prints: the contract's form with the name of the file.
type jsonRead struct {
	File string `json:"file"`
	jsonForm
}

func (p program) readJSON(name string, form forms.Form, now time.Time) error {
	j := formJSON(form)
	j.Missing = list(form.Missing(now))
	return p.json(jsonRead{name, j})
}

// readText prints answers in the order of the form, each with where it stood;
// "?" marks one that is not certain.
func (p program) readText(name string, form forms.Form, now time.Time) error {
	b := &strings.Builder{}
	fmt.Fprintf(b, "%s: %s, version %s, %d answers\n", name, form.Shape, orUnknown(form.Version), len(form.Fields))
	tellAnswers(b, "", form)
	for _, pr := range form.Problems {
		wrap(b, "! ", pr.Text)
	}
	for _, m := range form.Missing(now) {
		q, _ := forms.Lookup(m)
		wrap(b, "- ", "not answered, and needed: "+q.Label)
	}
	b.WriteString(readSigns)
	_, err := fmt.Fprintln(p.out, strings.TrimRight(b.String(), "\n"))
	return err
}

// readSigns explains the signs at the start of lines, and the brackets.
const readSigns = "\n? is not certain, so it decides nothing   ! needs another look   - has no answer yet   [where it stood in the file]\n"

// tellAnswers prints the answers of one form, each behind indent.
func tellAnswers(b *strings.Builder, indent string, form forms.Form) {
	for _, q := range forms.Questions() {
		a, ok := form.Fields[q.Name]
		if !ok || q.Kind == forms.KindHidden {
			continue
		}
		sure := " "
		if !a.Certain {
			sure = "?"
		}
		hang(b, fmt.Sprintf("%s%s ", indent, sure), indent+"    ", strings.TrimRight(q.Label, ":?.")+": "+answerWords(q, a)+"  ["+a.Where+"]")
	}
}

// answerWords prints option codes as the words beside the box.
func answerWords(q forms.Question, a forms.Answer) string {
	if a.Value == "" {
		return a.Raw
	}
	if len(q.Options) == 0 {
		return a.Value
	}
	var words []string
	for _, code := range strings.Split(a.Value, "|") {
		if o, ok := q.Option(code); ok {
			code = o.Label
		}
		words = append(words, code)
	}
	return strings.Join(words, "; ")
}
