package forms

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Every version of the form that was issued before the current one, a row for
// each field and each option that it had. The columns are version, field and
// option as they stood in it, and question and code as they are today (see
// Mapped). A field without a question was dropped since. The row whose question
// is form_version names the version's own version field. Whoever changes the
// form gives it a new Version and writes the old one's rows here.
//
//go:embed versions.csv
var versionsCSV string

// issued are the earlier versions, oldest first. What is parsed is compiled in,
// so an error is a defect of the build.
var issued = sync.OnceValue(func() []Mapping {
	all, err := parseVersions(versionsCSV)
	if err != nil {
		panic("forms: embedded versions: " + err.Error())
	}
	return all
})

func parseVersions(text string) ([]Mapping, error) {
	rows, err := csvRows(text, "version", "field", "option", "question", "code")
	if err != nil {
		return nil, fmt.Errorf("reading versions: %w", err)
	}
	at := map[string]int{}
	var all []Mapping
	for _, row := range rows {
		i, ok := at[row[0]]
		if !ok {
			i = len(all)
			at[row[0]], all = i, append(all, Mapping{Name: row[0], Version: row[0]})
		}
		all[i].Rows = append(all[i].Rows, Mapped{Field: row[1], Option: row[2], Question: row[3], Code: row[4]})
	}
	for _, m := range all {
		if !older(m.Version) {
			return nil, fmt.Errorf("reading versions: %q is not a version from before %s", m.Version, Version)
		}
		for _, f := range m.leads() {
			return nil, fmt.Errorf("reading versions: %s: %s: %w", m.Version, f.Field, errors.New(f.Text))
		}
	}
	slices.SortFunc(all, func(a, b Mapping) int { return strings.Compare(a.Version, b.Version) })
	return all, nil
}

// Newer reports whether a version is one of ours from after this program.
func Newer(version string) bool { return newer(version) }

// older reports whether a version is one of ours from before this one.
func older(version string) bool { return dated(version) && version < Version }

// How alike a file's field names must be to a form's for it to be that form:
// the share of names in both among the names in either. Programs lose hidden
// and signature fields, and add some of their own; a form of another service
// shares a name or two.
const (
	leastLikeOwn   = 0.5 // an earlier version, and more alike to it than to the current one
	leastLikeOther = 0.8 // a form of the service's own design
)

// mappings are those by which a file's fields are to be read: one, or all
// versions that cannot be told apart. None means that it is no such form.
func (r Reader) mappings(fields []namedField, printed string) []Mapping {
	earlier := r.earlier()
	if len(r.Maps) == 0 && len(earlier) == 0 {
		return nil
	}
	names := map[string]bool{}
	for _, f := range fields {
		names[nameKey(f.name)] = true
	}
	if m, ok := mostLike(r.Maps, names); ok {
		return []Mapping{m}
	}
	for _, m := range earlier {
		if m.stated(fields) || m.Version == printed {
			return []Mapping{m}
		}
	}
	if printed != "" || statesVersion(fields) {
		return nil
	}
	best, like := []Mapping(nil), likeness(currentNames(), names)
	for _, m := range earlier {
		switch has := likeness(m.fieldNames(), names); {
		case has < leastLikeOwn || has < like:
		case has > like:
			best, like = []Mapping{m}, has
		default:
			best = append(best, m)
		}
	}
	if len(best) > 0 && like == likeness(currentNames(), names) {
		best = append(best, currentMapping())
	}
	return best
}

// earlier are the versions before the current one.
func (r Reader) earlier() []Mapping {
	if r.before != nil {
		return r.before
	}
	return issued()
}

// mostLike is the form of the service's own that the names are those of.
func mostLike(maps []Mapping, names map[string]bool) (best Mapping, ok bool) {
	like := leastLikeOther
	for _, m := range maps {
		if has := likeness(m.fieldNames(), names); has >= like && (!ok || has > like) {
			best, like, ok = m, has, true
		}
	}
	return best, ok
}

// likeness is the share of names in both sets among those in either, 0 to 1.
func likeness(a, b map[string]bool) float64 {
	both := 0
	for name := range a {
		if b[name] {
			both++
		}
	}
	either := len(a) + len(b) - both
	if either == 0 {
		return 0
	}
	return float64(both) / float64(either)
}

// stated reports whether the version's own version field states it.
func (m Mapping) stated(fields []namedField) bool {
	rows := m.byField()
	for _, f := range fields {
		for _, g := range f.given {
			if strings.TrimSpace(g.value) == m.Version && slices.Contains(questionsOf(rows[nameKey(f.name)]), versionField) {
				return true
			}
		}
	}
	return false
}

// statesVersion reports whether a field under the name of today states any.
func statesVersion(fields []namedField) bool {
	for _, f := range fields {
		if s, ok := slotOf(f.name); ok && s.question.Name == versionField && len(f.given) > 0 {
			return true
		}
	}
	return false
}

// currentMapping is today's form as a mapping onto itself.
var currentMapping = sync.OnceValue(func() Mapping {
	m := Mapping{Name: Version, Version: Version}
	for _, q := range Questions() {
		if q.Kind != KindMulti {
			m.Rows = append(m.Rows, Mapped{Field: q.Name, Question: q.Name})
			continue
		}
		for _, o := range q.Options {
			m.Rows = append(m.Rows, Mapped{Field: slot{question: q, option: o.Code}.name(), Question: q.Name, Code: o.Code})
		}
	}
	return m
})

var currentNames = sync.OnceValue(func() map[string]bool { return currentMapping().fieldNames() })
