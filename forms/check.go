package forms

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// check looks at the form as a whole: dates that have not come yet, and "none"
// ticked together with something. It sets Certain, and puts the problems in the
// order of the form, each once. What the child's age says about the school year
// is no matter of reading and is judged elsewhere.
func (f *Form) check(received time.Time) {
	for _, q := range table().questions {
		a, answered := f.Fields[q.Name]
		if !answered {
			continue
		}
		switch {
		case q.Kind == KindMulti && contradicts(a.Value):
			a.Certain = false
			f.Fields[q.Name] = a
			f.Problems = append(f.Problems, problem(q, codeDisagrees))
		case q.Kind == KindDate && q.Name != bornField && a.Certain && ahead(a.Value, received):
			f.Problems = append(f.Problems, problem(q, codeFuture))
		}
	}
	f.Certain = true
	for _, a := range f.Fields {
		f.Certain = f.Certain && a.Certain
	}
	f.Problems = inFormOrder(f.Problems)
}

// contradicts reports whether an answer of several options says "none" and
// something else.
func contradicts(value string) bool {
	codes := strings.Split(value, "|")
	return len(codes) > 1 && slices.ContainsFunc(codes, func(code string) bool { return code == "none" || code == "none_yet" })
}

func ahead(value string, received time.Time) bool {
	t, ok := Date(value)
	return ok && t.After(dayOf(received))
}

// inFormOrder sorts problems as the form asks, those of the whole form first,
// and drops repeats.
func inFormOrder(problems []Problem) []Problem {
	place := func(p Problem) int {
		if i, ok := table().byName[p.Field]; ok {
			return i
		}
		return -1
	}
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Text, b.Text))
	})
	return slices.Compact(problems)
}
