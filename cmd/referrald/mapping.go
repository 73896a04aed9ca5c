package main

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"referrald/forms"
)

// mappingFile is a mapping as it stands in a file: what the fields of a form of
// the service's own answer. `referrald form inspect -map` writes one to fill in.
type mappingFile struct {
	Name     string         `toml:"name"`
	Version  string         `toml:"version"`
	NotAsked []string       `toml:"not_asked"`
	Fields   []mappingField `toml:"field"`
}

type mappingField struct {
	Name     string            `toml:"name"`
	Question string            `toml:"question"`
	Join     bool              `toml:"join"`
	Prompt   string            `toml:"prompt"`
	Options  map[string]string `toml:"options"`
}

// answersNone stands in a mapping for a field that answers no question of ours,
// so that one that was forgotten is told from one that was left out.
const answersNone = "none"

// mappingError is every error in one mapping at once.
type mappingError struct {
	file   string
	faults []forms.MappingFault
}

func (e *mappingError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "the mapping %s has %s", e.file, plural(len(e.faults), "error"))
	for _, f := range e.faults {
		b.WriteString("\n  ")
		if f.Field != "" {
			fmt.Fprintf(&b, "field %q: ", f.Field)
		}
		b.WriteString(f.Text)
		if f.Hint != "" {
			fmt.Fprintf(&b, "\n    hint: %s", f.Hint)
		}
	}
	return b.String()
}

// mappings reads the mappings that the configuration names.
func mappings(c *config) ([]forms.Mapping, error) {
	var all []forms.Mapping
	var errs []error
	for _, path := range c.Forms.Mapping {
		data, err := os.ReadFile(c.beside(path))
		if err != nil {
			errs = append(errs, fmt.Errorf("reading a form mapping: %w", err))
			continue
		}
		m, err := parseMapping(filepath.Base(path), data)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		all = append(all, m)
	}
	return all, errors.Join(errs...)
}

// parseMapping reads one mapping and lists everything that is wrong with it.
func parseMapping(name string, data []byte) (forms.Mapping, error) {
	var file mappingFile
	d := toml.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var strict *toml.StrictMissingError
	var decode *toml.DecodeError
	e := &mappingError{file: name}
	switch err := d.Decode(&file); {
	case errors.As(err, &strict):
		for _, missing := range strict.Errors {
			line, _ := missing.Position()
			e.faults = append(e.faults, forms.MappingFault{Text: fmt.Sprintf("line %d: there is no such key as %s", line, strings.Join(missing.Key(), "."))})
		}
	case errors.As(err, &decode):
		line, _ := decode.Position()
		e.faults = append(e.faults, forms.MappingFault{Text: fmt.Sprintf("line %d: %s", line, strings.TrimPrefix(decode.Error(), "toml: ")), Hint: "text stands in \"double quotes\""})
		return forms.Mapping{}, e
	case err != nil:
		return forms.Mapping{}, fmt.Errorf("reading the mapping %s: %w", name, err)
	}
	m, open := file.mapping(name)
	e.faults = append(append(e.faults, open...), m.Faults()...)
	if len(e.faults) > 0 {
		return m, e
	}
	return m, nil
}

// mapping is the file as the forms know it, and what was not filled in.
func (file mappingFile) mapping(name string) (m forms.Mapping, open []forms.MappingFault) {
	m = forms.Mapping{Name: file.Name, Version: file.Version, NotAsked: file.NotAsked}
	if m.Name == "" {
		m.Name = name
	}
	met := map[string]bool{}
	for _, f := range file.Fields {
		if met[f.Name] {
			open = append(open, forms.MappingFault{Field: f.Name, Text: "stands twice"})
		}
		met[f.Name] = true
		rows, faults := f.rows()
		m.Rows, open = append(m.Rows, rows...), append(open, faults...)
	}
	return m, open
}

func (f mappingField) rows() (rows []forms.Mapped, open []forms.MappingFault) {
	switch {
	case f.Question == "":
		return nil, []forms.MappingFault{{Field: f.Name, Text: "the question is not filled in", Hint: fmt.Sprintf("name the question that it answers, or write %q", answersNone)}}
	case f.Question == answersNone:
		return []forms.Mapped{{Field: f.Name, Prompt: f.Prompt}}, nil
	case len(f.Options) == 0:
		return []forms.Mapped{{Field: f.Name, Question: f.Question, Join: f.Join, Prompt: f.Prompt}}, nil
	}
	for _, value := range slices.Sorted(maps.Keys(f.Options)) {
		code := f.Options[value]
		if code == "" {
			open = append(open, forms.MappingFault{Field: f.Name, Text: fmt.Sprintf("the option for %q is not filled in", value), Hint: "name the option that it means, or write \"?\" where it means none of ours"})
		}
		rows = append(rows, forms.Mapped{Field: f.Name, Option: value, Question: f.Question, Code: code, Join: f.Join, Prompt: f.Prompt})
	}
	return rows, open
}
