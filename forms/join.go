package forms

import (
	"maps"
	"slices"
)

// Join puts two forms that came together, about one child, into one: answers
// that only one has are taken, and where they disagree the answer is uncertain,
// with both as its raw text, because nothing says which of the two is meant.
// Source, shape and version are the first form's.
func Join(a, b Form) Form {
	out := a.copied()
	for _, name := range slices.Sorted(maps.Keys(b.Fields)) {
		theirs := b.Fields[name]
		ours, both := out.Fields[name]
		switch {
		case !both:
			out.Fields[name] = theirs
		case ours.Value == theirs.Value && ours.Value != "":
			ours.Certain = ours.Certain || theirs.Certain
			out.Fields[name] = ours
		case ours.Raw != theirs.Raw || ours.Certain || theirs.Certain:
			out.Fields[name] = Answer{Raw: ours.Raw + " / " + theirs.Raw, Where: ours.Where + " / " + theirs.Where}
			out.Problems = append(out.Problems, disagreement(name))
		}
	}
	out.Problems = append(out.Problems, b.Problems...)
	out.Remarks = append(out.Remarks, b.Remarks...)
	return out.settled()
}

// Update puts later answers over earlier ones of the same child. What an
// earlier answer was doubted for is forgotten with it. Source and shape are the
// later form's, the version is that of the form which states one.
func Update(earlier, later Form) Form {
	out := earlier.copied()
	out.Source, out.Shape = later.Source, later.Shape
	if later.Version != "" {
		out.Version = later.Version
	}
	maps.Copy(out.Fields, later.Fields)
	out.Problems = slices.DeleteFunc(out.Problems, func(p Problem) bool { _, again := later.Fields[p.Field]; return again })
	out.Remarks = append(out.Remarks, later.Remarks...)
	out.Problems = arrived(earlier, later, append(out.Problems, later.Problems...))
	return out.settled()
}

func disagreement(name string) Problem {
	label := name
	if q, ok := Lookup(name); ok {
		label = q.Label
	}
	return Problem{Field: name, Code: "disagrees", Text: "The question “" + label + "” has two different answers."}
}

// copied is the form with fields and problems of its own.
func (f Form) copied() Form {
	f.Fields = maps.Clone(f.Fields)
	if f.Fields == nil {
		f.Fields = map[string]Answer{}
	}
	f.Problems = slices.Clone(f.Problems)
	f.Remarks = slices.Clone(f.Remarks)
	return f
}

// settled removes problems that stand twice and says whether every answer is
// certain. A form of which a part was lost stays uncertain.
func (f Form) settled() Form {
	seen := map[Problem]bool{}
	f.Problems = slices.DeleteFunc(f.Problems, func(p Problem) bool { twice := seen[p]; seen[p] = true; return twice })
	f.Certain = !slices.ContainsFunc(f.Problems, func(p Problem) bool { return p.Code == problemIncomplete })
	for _, a := range f.Fields {
		f.Certain = f.Certain && a.Certain
	}
	return f
}
