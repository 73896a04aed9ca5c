package eligibility

import (
	"fmt"
	"slices"
	"strings"
)

// everydayTerms are terms of the lexicon's AMBIGUOUS_REVIEW that name a place,
// a task or a small skill and not a state of the body. They stand in nearly
// every form, so that alone they must not hold back a plain answer.
var everydayTerms = []string{
	"housing", "adaptations", "dfg", "disabled facilities grant", "bathroom", "stairs", "safe space bed", "safespace",
	"toileting", "continence", "withholding", "soiling", "bedwetting", "feeding", "chewing",
	"fine motor", "handwriting", "pencil grip", "visual perception", "letter formation",
}

// againstFailing lists words that may mean a physical health need. They stop
// a failed verdict, wherever they stand and however unsure they are; only what
// is denied or said of a relative does not.
func (r reading) againstFailing() []Hit {
	return r.heard(func(h Hit) bool { return strings.HasPrefix(h.Category, "C3") || ambiguous(h) })
}

// ambiguousWords lists words about a state of the body that the published
// page neither names nor excludes: DCD, hypermobility, low muscle tone, ...
func (r reading) ambiguousWords() []Hit { return r.heard(ambiguous) }

func ambiguous(h Hit) bool {
	return h.Category == "AMBIGUOUS_REVIEW" && !slices.Contains(everydayTerms, strings.ToLower(h.Term))
}

// saidNow lists words of a category that are said now of the child.
func (r reading) saidNow(category string, of func(term string) bool) []Hit {
	return r.heard(func(h Hit) bool {
		return h.Category == category && h.Rank == 0 && !h.History && of(strings.ToLower(h.Term)) && !r.denied(h)
	})
}

// denied reports whether the sentence in which a word stands denies it all the
// same: "she would need an autism test, but there is no autism".
func (r reading) denied(h Hit) bool {
	return slices.ContainsFunc(r.hits, func(o Hit) bool {
		return o.Negated && o.Term == h.Term && o.Where == h.Where && o.Quote == h.Quote && h.Quote != ""
	})
}

// anyTerm takes every term of a category.
func anyTerm(string) bool { return true }

// heard lists the hits about the child that are not denied.
func (r reading) heard(like func(Hit) bool) []Hit {
	var words []Hit
	for _, h := range r.hits {
		if !h.Negated && !h.Family && like(h) {
			words = append(words, h)
		}
	}
	return words
}

// over is a ruling that words hold back: one sentence for each place where some
// stand.
func (v ruling) over(words []Hit) ruling {
	var places []string
	terms := map[string][]string{}
	for _, h := range words {
		place, term := Title(h.Where), fmt.Sprintf("%q", h.Term)
		if terms[place] == nil {
			places = append(places, place)
		}
		if !slices.Contains(terms[place], term) {
			terms[place] = append(terms[place], term)
		}
	}
	for _, place := range places {
		v.evidence = append(v.evidence, fmt.Sprintf("The words %s stand in: %s", strings.Join(terms[place], ", "), place))
	}
	v.words = words
	return v
}

// failedUnless fails a criterion on its answers, unless words speak against it.
func failedUnless(words []Hit, evidence ...string) ruling {
	if len(words) == 0 {
		return failed(evidence...)
	}
	evidence = append(evidence, "Words speak against it, so a person decides.")
	return ruling{verdict: Unclear, evidence: evidence, blocked: true}.over(words)
}
