package forms

import (
	"slices"
	"strings"
)

// Mapping says how the fields of a form other than the current one answer
// today's questions: an earlier version of ours, or a form of the service's own
// design. It is plain data and may be handed to another process as it is.
type Mapping struct {
	Name     string   // what the office calls the form: "2025-03", "school-form.toml"
	Version  string   // given to the forms that are read by it, "" for none
	Rows     []Mapped // every field of the form has at least one
	NotAsked []string // required questions that the form is known not to ask
}

// Mapped is one row of a mapping: what a field, or one value of it, answers. A
// field may have several rows, also on several questions; where one names the
// value that was given, those without a value do not count.
type Mapped struct {
	Field    string // full name in the file, as Inspect lists it
	Option   string // the value that the field takes: a state, an export value; "" for any
	Question string // canonical name, or child_name for a whole name; "" when it answers none of today's questions
	Code     string // options of today joined by "|", Unclear, or "" to read the answer as it stands
	Prompt   string // what stands in the field while it is blank, in Word; "" for nothing
	Join     bool   // the answer is a part: the fields with Join on one question make it up in their order
}

// Unclear is the code of an answer that means no option of today. It is shown
// to a person and decides nothing.
const Unclear = "?"

// codes are the options that a row stands for.
func (r Mapped) codes() []string {
	if r.Code == "" {
		return nil
	}
	return strings.Split(r.Code, "|")
}

// nameKey is a field's name as names are compared: without the counters that
// form designers add.
func nameKey(name string) string {
	name = strings.TrimSpace(name)
	if !strings.Contains(name, "[") {
		return name
	}
	return counters.ReplaceAllString(name, "")
}

// byField are a mapping's rows by the names of their fields.
func (m Mapping) byField() map[string][]Mapped {
	fields := map[string][]Mapped{}
	for _, r := range m.Rows {
		key := nameKey(r.Field)
		fields[key] = append(fields[key], r)
	}
	return fields
}

// fieldNames are the names of a mapping's fields, by which its form is known.
func (m Mapping) fieldNames() map[string]bool {
	names := map[string]bool{}
	for _, r := range m.Rows {
		names[nameKey(r.Field)] = true
	}
	return names
}

// rowsFor are those of a field's rows that one value meets. known is false when
// none of them is about this value.
func rowsFor(rows []Mapped, value string) (met []Mapped, known bool) {
	var any, exact, alike []Mapped
	for _, r := range rows {
		switch {
		case r.Option == "":
			any = append(any, r)
		case r.Option == value:
			exact = append(exact, r)
		case bare(r.Option) == bare(value) && bare(value) != "":
			alike = append(alike, r)
		}
	}
	switch {
	case len(exact) > 0:
		return exact, true
	case len(alike) > 0 && oneOption(alike):
		return alike, true
	}
	return any, len(any) > 0
}

// oneOption reports whether rows are about one and the same value: names that
// differ only in what programs change must not stand for each other.
func oneOption(rows []Mapped) bool {
	for _, r := range rows {
		if r.Option != rows[0].Option {
			return false
		}
	}
	return true
}

// questionsOf are the questions that rows lead to.
func questionsOf(rows []Mapped) []string {
	var names []string
	for _, r := range rows {
		if r.Question != "" && !slices.Contains(names, r.Question) {
			names = append(names, r.Question)
		}
	}
	return names
}
