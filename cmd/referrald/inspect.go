package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"referrald/forms"
)

const inspectUsage = "inspect [-map OUT] FILE"

// runInspect lists the fields of a form, and writes a mapping to fill in.
func runInspect(_ context.Context, p program, args []string) error {
	f := newFlags("form", inspectUsage)
	out := f.String("map", "", "file to write the mapping to; - is standard output, and nothing else is printed then")
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usagef("form inspect needs one form\nusage: referrald form %s", inspectUsage)
	}
	data, err := readFile(rest[0])
	if err != nil {
		return err
	}
	name := filepath.Base(rest[0])
	found, err := forms.Reader{}.Inspect(forms.File{Name: name, Data: data})
	if err != nil {
		return notInspected(rest[0], err)
	}
	if *out != "-" {
		p.tellFields(found)
	}
	switch *out {
	case "":
		return nil
	case "-":
		_, err := io.WriteString(p.out, mappingFor(found))
		return err
	}
	if err := writeNew(*out, []byte(mappingFor(found))); err != nil {
		return fmt.Errorf("writing the mapping: %w", err)
	}
	fmt.Fprintf(p.out, "\nwrote %s; fill it in, name it in forms.mapping, and run referrald check\n", *out)
	return nil
}

// notInspected says to whoever has a form why its fields cannot be listed; the
// forms' own words are for its sender.
func notInspected(name string, err error) error {
	var u *forms.UnreadableError
	if !errors.As(err, &u) {
		return fmt.Errorf("%s: %w", name, err)
	}
	hint := map[forms.UnreadCode]string{
		forms.NoFields: "it is a page to print, without a field; put fields into it with the program that it was made with (in Word: Developer > Controls)",
		forms.XFA:      "it is an XFA form, which only some programs show; save it as a PDF with plain (AcroForm) fields",
		forms.Password: "open it with its password and save it without one, then inspect that copy (of a PDF: qpdf --decrypt --password=WORD locked.pdf open.pdf); families and schools could not send it back locked either",
		forms.Macros:   "it can hold macros, so it is not opened; save it as a Word document (.docx)",
	}[u.Unread.Code]
	if hint == "" {
		hint = "a PDF or a Word document (.docx) with form fields is wanted"
	}
	if u.Unread.Code == forms.Password {
		return &advice{name + ": it is locked with a password, so its fields cannot be listed", hint}
	}
	return &advice{fmt.Sprintf("%s: its fields cannot be listed (%s)", name, u.Unread.Code), hint}
}

func (p program) tellFields(found forms.Inspected) {
	b := &strings.Builder{}
	ours := ""
	if found.Ours {
		ours = "; it has our names and is read without a mapping"
	}
	fmt.Fprintf(b, "%s: %s, %s%s\n", found.Source, found.Shape, plural(len(found.Fields), "field"), ours)
	for _, f := range found.Fields {
		fmt.Fprintf(b, "  %s\n", f.Name)
		wrap(b, "      ", fieldWords(f))
		for _, o := range f.Options {
			wrap(b, "      - ", strings.TrimSpace(strconv.Quote(o.Code)+"  "+o.Label))
		}
	}
	for _, fault := range found.Faults {
		wrap(b, "  ! ", oneLine(faultWords(fault)))
		wrap(b, "    hint: ", fault.Hint)
	}
	_, _ = io.WriteString(p.out, b.String())
}

// faultWords is what is wrong with a form, and where.
func faultWords(f forms.MappingFault) string {
	if f.Field == "" {
		return f.Text
	}
	return strconv.Quote(f.Field) + ": " + f.Text
}

func fieldWords(f forms.FormField) string {
	words := []string{string(f.Kind)}
	if f.Page > 0 {
		words = append(words, fmt.Sprintf("page %d", f.Page))
	}
	if f.Label != "" {
		words = append(words, "“"+f.Label+"”")
	}
	return strings.Join(words, ", ")
}

const mappingHead = `# What the fields of this form answer on the built-in one. Fill it in, then name this file in forms.mapping of the
# configuration; "referrald check" lists everything that is wrong with it. Words behind # are proposals by likeness,
# and nothing reads them: look at the form.
#   question   the canonical name (below), "child_name" for a whole name, or "none": the field is then not read at all.
#              Map every field of free words to a question: only what is read is heard for a child's safety.
#   join       true: the field is a part of the answer (day, month, year; lines of an address), in the order here
#   prompt     what stands in the field of a Word form until somebody answers; leave it as it is
#   options    for each value of the field our code; several for a question of several: "a|b"; "?" where it means none
#              of ours, or more than one: a person then sees it
`

// mappingFor is a mapping of a form, to be filled in.
func mappingFor(found forms.Inspected) string {
	b := &strings.Builder{}
	b.WriteString(mappingHead)
	fmt.Fprintf(b, "\n# What the office calls the form, and its version where it prints one.\nname = %s\nversion = \"\"\n", quoted(found.Source))
	b.WriteString("# Required questions that the form does not ask: whoever sends it is asked for them by letter.\nnot_asked = []\n")
	for _, f := range found.Fields {
		fmt.Fprintf(b, "\n[[field]]\nname = %s\n# %s\n", quoted(f.Name), oneLine(fieldWords(f)))
		if f.Kind == forms.FieldSigned {
			b.WriteString("question = \"none\"\n") // nothing in it can be read
			continue
		}
		likely := f.Likely()
		fmt.Fprintf(b, "question = \"\"%s\n", proposal(likely))
		if f.Prompt != "" {
			fmt.Fprintf(b, "prompt = %s\n", quoted(f.Prompt))
		}
		if len(f.Options) > 0 {
			b.WriteString("[field.options]\n")
		}
		for _, o := range f.Options {
			fmt.Fprintf(b, "%s = \"\"%s\n", quoted(o.Code), proposal(likelyCodes(likely, f, o)))
		}
	}
	for _, fault := range found.Faults {
		fmt.Fprintf(b, "\n# To mend in the form itself: %s\n", oneLine(faultWords(fault)))
	}
	b.WriteString(questionList())
	return b.String()
}

// likelyCodes are the codes that a value may mean on the questions that its
// field may answer. A tick box says by its own words which option it is.
func likelyCodes(likely []string, f forms.FormField, value forms.Option) []string {
	var codes []string
	for _, name := range likely {
		q, _ := forms.Lookup(name)
		code := forms.LikelyCode(q, value)
		if code == "" && f.Kind == forms.FieldTick {
			code = forms.LikelyCode(q, forms.Option{Code: f.Name, Label: f.Label})
		}
		if code != "" {
			codes = append(codes, code)
		}
	}
	return codes
}

// proposal is a comment behind a value to fill in; " # likely: a, or b".
func proposal(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return " # likely: " + strings.Join(names, ", or ")
}

// questionList is every question with its options, as comments.
func questionList() string {
	b := &strings.Builder{}
	b.WriteString("\n# The questions, and their options:\n")
	for _, q := range forms.Questions() {
		if q.Kind == forms.KindHidden {
			continue
		}
		fmt.Fprintf(b, "#   %s: %s\n", q.Name, q.Label)
		for _, o := range q.Options {
			fmt.Fprintf(b, "#       %s: %s\n", o.Code, o.Label)
		}
	}
	return b.String()
}

// quoted is a text as TOML writes it.
func quoted(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// oneLine keeps a comment on its line, whatever the form's author wrote.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, text)
}
