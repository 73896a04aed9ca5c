package main

import (
	"context"
	"fmt"
	"os"

	"referrald/forms"
	"referrald/mailbox"
)

const formUsage = "[-format pdf] [-o F]"

// runForm writes the current form.
func runForm(_ context.Context, p program, args []string) error {
	f := newFlags("form", formUsage)
	format := f.String("format", "pdf", "pdf")
	out := f.String("o", "", "file to write; - is standard output")
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	if err := f.none(rest); err != nil {
		return err
	}
	if *format != "pdf" {
		return usagef("form: the form is drawn as pdf, not %q", *format)
	}
	data, err := forms.BlankPDF()
	if err != nil {
		return fmt.Errorf("drawing the form: %w", err)
	}
	if *out == "-" {
		_, err := p.out.Write(data)
		return err
	}
	if *out == "" {
		*out = formName
	}
	if err := os.WriteFile(*out, data, 0o644); err != nil {
		return fmt.Errorf("writing the form: %w", err)
	}
	fmt.Fprintf(p.out, "wrote %s (version %s, %d KB)\n", *out, forms.Version, (len(data)+512)/1024)
	return nil
}

// formName is what the form is called when it goes out; it names no child.
const formName = "childrens-ot-referral-form-" + forms.Version + ".pdf"

// currentForm is the form as it is enclosed with letters.
func currentForm() (mailbox.Enclosure, error) {
	blank, err := forms.BlankPDF()
	if err != nil {
		return mailbox.Enclosure{}, fmt.Errorf("drawing the form: %w", err)
	}
	return mailbox.Enclosure{Name: formName, Type: "application/pdf", Data: blank}, nil
}
