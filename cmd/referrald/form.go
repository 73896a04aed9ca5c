package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"referrald/forms"
	"referrald/mailbox"
)

const formUsage = "[-format pdf|docx] [-large] [-o F], or form inspect [-map OUT] FILE"

// runForm writes the current form, or inspects another.
func runForm(ctx context.Context, p program, args []string) error {
	if len(args) > 0 && args[0] == "inspect" {
		return runInspect(ctx, p, args[1:])
	}
	f := newFlags("form", formUsage)
	format := f.String("format", drawnPDF, "pdf or docx")
	large := f.Bool("large", false, "in large print")
	out := f.String("o", "", "file to write; - is standard output")
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	if err := f.none(rest); err != nil {
		return err
	}
	kind := *format
	switch {
	case kind != drawnPDF && kind != drawnWord:
		return usagef("form: the form is drawn as pdf or docx, not %q", kind)
	case *large && kind == drawnWord:
		return usagef("form: only the pdf is drawn in large print; letters in Word can be made larger by whoever reads them")
	case *large:
		kind = drawnLarge
	}
	if named := strings.ToLower(filepath.Ext(*out)); *format == drawnPDF && named == ".docx" && !*large {
		kind = drawnWord // the name says which is meant
	} else if *format == drawnWord && named == ".pdf" {
		return usagef("form: the Word form would be in a file called .pdf; name it .docx")
	}
	form, err := drawn(kind)
	if err != nil {
		return err
	}
	return p.writeForm(form, *out)
}

func (p program) writeForm(form mailbox.Enclosure, out string) error {
	if out == "-" {
		_, err := p.out.Write(form.Data)
		return err
	}
	if out == "" {
		out = form.Name
	}
	if err := os.WriteFile(out, form.Data, 0o644); err != nil {
		return fmt.Errorf("writing the form: %w", err)
	}
	fmt.Fprintf(p.out, "wrote %s (version %s, %d KB)\n", out, forms.Version, (len(form.Data)+512)/1024)
	return nil
}

// The shapes in which the form is drawn, as they stand in forms.send.
const (
	drawnPDF   = "pdf"
	drawnWord  = "docx"
	drawnLarge = "large-print"
)

// formName is what the form is called when it goes out; it names no child.
const formName = "childrens-ot-referral-form-" + forms.Version + ".pdf"

// drawn is the current form in one shape, as it is enclosed with letters.
func drawn(shape string) (mailbox.Enclosure, error) {
	const stem = "childrens-ot-referral-form-" + forms.Version
	draw, name, kind := forms.BlankPDF, formName, "application/pdf"
	switch shape {
	case drawnWord:
		draw, name, kind = forms.BlankWord, stem+".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case drawnLarge:
		draw, name = forms.LargePrint, stem+"-large-print.pdf"
	}
	data, err := draw()
	if err != nil {
		return mailbox.Enclosure{}, fmt.Errorf("drawing the form: %w", err)
	}
	return mailbox.Enclosure{Name: name, Type: kind, Data: data}, nil
}

// currentForm is the form as a PDF.
func currentForm() (mailbox.Enclosure, error) { return drawn(drawnPDF) }
