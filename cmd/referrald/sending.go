package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"referrald/forms"
	"referrald/mailbox"
)

// mostSent bounds the forms of the service's own that go with one letter. Mail
// gateways of schools and practices refuse letters of ten megabytes, and a file
// grows by a third on its way.
const mostSent = 5 << 20

// sendings are the forms that go with a letter, in the configuration's order.
// own says that all of them are of the service's own design.
func sendings(c *config, maps []forms.Mapping) (list []mailbox.Enclosure, own bool, err error) {
	var errs []error
	own, size := true, 0
	for _, what := range c.Forms.Send {
		var one mailbox.Enclosure
		var err error
		if slices.Contains(drawings, what) {
			own = false
			one, err = drawn(what)
		} else {
			one, err = ownForm(c.beside(what), maps)
			size += len(one.Data)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("forms.send: %w", err))
			continue
		}
		list = append(list, one)
	}
	if size > mostSent {
		errs = append(errs, &advice{fmt.Sprintf("forms.send: the files have %d MB together; many mail servers refuse such letters", size>>20), fmt.Sprintf("%d MB is the most", mostSent>>20)})
	}
	return list, own, errors.Join(errs...)
}

// drawings are the names in forms.send that are no files.
var drawings = []string{drawnPDF, drawnWord, drawnLarge}

// ownForm is a form of the service's own. It goes out only when what comes back
// can be read.
func ownForm(path string, maps []forms.Mapping) (mailbox.Enclosure, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return mailbox.Enclosure{}, fmt.Errorf("reading the form: %w", err)
	}
	name := filepath.Base(path)
	found, err := forms.Reader{}.Inspect(forms.File{Name: name, Data: data})
	if err != nil {
		return mailbox.Enclosure{}, notInspected(name, err)
	}
	one := mailbox.Enclosure{Name: name, Type: "application/pdf", Data: data}
	if found.Shape == forms.DOCX {
		one.Type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	}
	m, fits := forms.Reader{Maps: maps}.Fits(found)
	switch {
	case !fits && found.Ours:
		return one, nil
	case !fits:
		return one, &advice{name + ": no mapping fits its fields, so what comes back could not be read", fmt.Sprintf("referrald form inspect -map %s.toml %s writes one to fill in", strings.TrimSuffix(name, filepath.Ext(name)), name)}
	}
	if faults := m.Misfits(found); len(faults) > 0 {
		return one, fmt.Errorf("%s: %w", name, &mappingError{file: m.Name, faults: faults})
	}
	return one, nil
}

// printedVersion is what the letter calls the form that it encloses.
func printedVersion(list []mailbox.Enclosure, own bool, maps []forms.Mapping) string {
	if !own || len(list) == 0 {
		return forms.Version
	}
	found, err := forms.Reader{}.Inspect(forms.File{Name: list[0].Name, Data: list[0].Data})
	if err != nil {
		return list[0].Name
	}
	if m, ok := (forms.Reader{Maps: maps}).Fits(found); ok && m.Version != "" {
		return m.Version
	}
	return list[0].Name
}
