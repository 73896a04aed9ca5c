package eligibility

import (
	"fmt"
	"slices"
	"strings"

	"referrald/forms"
)

// Categories of the lexicon that a rule here names; the others pass through.
const (
	catSafeguard = "SAFEGUARD"
	catUrgent    = "URGENT_CLINICAL"
	catWatch     = "WATCH"
	catPhysical  = "C3_PHYSICAL"
	catMSK       = "E3_MSK"
	catReview    = "AMBIGUOUS_REVIEW"
	catMoved     = "C1_MOVED" // another surgery than the one that is written down
	catStays     = "C2_STAYS" // still, or again, in Year 11
	catEnded     = "E5_ENDED" // support that is there on paper
	catExcept    = "EXCEPT"   // phrases that are not what they look like
)

// The cue lists of the lexicon.
const (
	cueNegation  = "NEGATION"
	cueFamily    = "FAMILY"
	cueHistory   = "HISTORY"
	cueUncertain = "UNCERTAIN"
	cueContrast  = "CONTRAST"
)

func categories() []string {
	return []string{catPhysical, "E1_AUTISM_ADHD", "E2_ANXIETY", catMSK, "E4_SENSORY", "E5_SUPPORTED", "E6_MILD", "E7_SPECIAL_EDU", "E8_POST_Y11",
		catMoved, catStays, catEnded, catReview, catSafeguard, catWatch, catUrgent, "ADMIN", cueNegation, cueFamily, cueHistory, cueUncertain, cueContrast, catExcept}
}

// entry is one spelling of a phrase.
type entry struct {
	words    []string
	category string
	term     string // as the list writes it
	acronym  bool   // matches in capitals only
	title    bool   // EXCEPT: only where nobody speaks of a concern
	short    bool   // own words: only as the label of a line
}

// lexicon is every phrase that is listened for, by its first word.
type lexicon struct {
	vocabulary map[string]*opening
	sizes      []int // printed options of each question of the form
}

// opening is everything that one word may begin.
type opening struct {
	terms  []*entry
	cues   []*entry
	own    []*entry // our own printed words, and what is not what it looks like
	labels []choice // printed options of the form
}

// open is what a word may begin; never nil while the list is read.
func (x *lexicon) open(w string) *opening {
	o := x.vocabulary[w]
	if o == nil {
		o = &opening{}
		x.vocabulary[w] = o
	}
	return o
}

const (
	lexiconFile  = "lexicon.csv"
	variantsFile = "lexicon_variants.csv"
)

// readLexicon reads the list of words, the variants that every list needs, and
// the phrases of our own and the names that are not to be listened to.
func readLexicon(data, variants []byte, own, names []string) (*lexicon, []error) {
	x := &lexicon{vocabulary: map[string]*opening{}}
	wrong := x.read(lexiconFile, data)
	for _, must := range []string{catSafeguard, catUrgent, catWatch, cueNegation} {
		if !x.has(must) && len(wrong) == 0 {
			wrong = append(wrong, &RowError{lexiconFile, 0, "no terms of " + must, "without them nothing would raise an alert, or everything would"})
		}
	}
	wrong = append(wrong, x.read(variantsFile, variants)...)
	x.addOwn(own)
	for _, name := range names {
		x.add(catExcept, name, "always")
	}
	x.addOptions(forms.Questions())
	for _, o := range x.vocabulary {
		for _, list := range [][]*entry{o.terms, o.cues, o.own} {
			slices.SortStableFunc(list, func(a, b *entry) int { return len(b.words) - len(a.words) })
		}
		slices.SortStableFunc(o.labels, func(a, b choice) int { return len(b.words) - len(a.words) })
	}
	return x, wrong
}

func (x *lexicon) has(category string) bool {
	is := func(e *entry) bool { return e.category == category }
	for _, o := range x.vocabulary {
		if slices.ContainsFunc(o.terms, is) || slices.ContainsFunc(o.cues, is) {
			return true
		}
	}
	return false
}

func (x *lexicon) read(file string, data []byte) []error {
	rows, wrong := listRows(file, data, "category", "term", "kind", "weight", "note")
	for _, row := range rows {
		category, terms, kind := row.cells[0], row.cells[1], row.cells[2]
		if !slices.Contains(categories(), category) {
			wrong = append(wrong, &RowError{file, row.line, fmt.Sprintf("unknown category %q", category), "it is one of " + strings.Join(categories(), ", ")})
			continue
		}
		for term := range strings.SplitSeq(terms, "|") {
			term = strings.TrimSpace(term)
			if strings.HasPrefix(term, "?") {
				continue // the question mark itself is the cue: see asks
			}
			if len(tokens(term)) == 0 {
				wrong = append(wrong, &RowError{file, row.line, "a term without a letter", "terms stand between |, with none at the end"})
				continue
			}
			x.add(category, term, kind)
		}
	}
	return wrong
}

// add takes in one term in every spelling.
func (x *lexicon) add(category, term, kind string) {
	spelled := tokens(term)
	acronym := len(spelled) == 1 && spelled[0].upper && !anyCase(term)
	if category == cueFamily && term == "step" {
		x.addStep()
		return
	}
	for _, s := range spellings(spelled, kind) {
		e := &entry{words: s, category: category, term: term, acronym: acronym, title: kind == "title"}
		list := x.open(s[0]).listOf(category)
		if !slices.ContainsFunc(*list, func(o *entry) bool { return o.category == category && slices.Equal(o.words, s) }) {
			*list = append(*list, e)
		}
	}
}

func (o *opening) listOf(category string) *[]*entry {
	switch category {
	case cueNegation, cueFamily, cueHistory, cueUncertain, cueContrast:
		return &o.cues
	case catExcept:
		return &o.own
	}
	return &o.terms
}

// addStep adds the step relatives: "step" alone is a thing one climbs.
func (x *lexicon) addStep() {
	for _, relative := range strings.Fields("mum mother dad father parent brother sister sibling") {
		x.add(cueFamily, "step"+relative, "cue")
		x.add(cueFamily, "step "+relative, "cue")
	}
}

// anyCase reports whether an abbreviation is recognised in small letters too:
// one that is no English word and no name. The others (ADD, SMA, CP, DV, OI)
// mean something only in capitals.
func anyCase(term string) bool {
	switch term {
	case "ASD", "OCD", "DMD", "DCD", "JIA", "FGM", "AFO":
		return true
	case "HIPS", "MACS", "POTS", "SALT", "ADOS":
		return false
	}
	return len(term) > 3
}

// spellings are the word sequences that mean a term: with the plural, without a
// plural s, as one word where the list has a hyphen, and for risk words in the
// other forms of the verb, so that "suicid" and "neglect" are heard in all.
func spellings(spelled []word, kind string) [][]string {
	base := make([]string, len(spelled))
	joined := ""
	for i, w := range spelled {
		base[i] = w.text
		joined += w.text
	}
	out := [][]string{base}
	if len(spelled) > 1 && spelled[1].before == hyphen {
		out = append(out, append([]string{spelled[0].text + spelled[1].text}, base[2:]...))
	}
	last := spelled[len(spelled)-1]
	var more [][]string
	for _, s := range out {
		for _, end := range endings(last, s[len(s)-1], kind) {
			more = append(more, append(slices.Clone(s[:len(s)-1]), end))
		}
	}
	return append(out, more...)
}

// longEnough is the length from which a risk word is heard in all its forms.
const longEnough = 5

func endings(last word, w, kind string) []string {
	if kind == "always" || kind == "title" || last.owns {
		return nil
	}
	out := []string{w + "s"}
	if last.upper {
		return out
	}
	switch {
	case strings.HasSuffix(w, "y"):
		out = append(out, w[:len(w)-1]+"ies")
	case strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us") && !strings.HasSuffix(w, "is"):
		out = append(out, strings.TrimSuffix(w, "s"))
	case strings.HasSuffix(w, "s"), strings.HasSuffix(w, "x"), strings.HasSuffix(w, "ch"):
		out = append(out, w+"es")
	}
	if kind != "risk" {
		return out
	}
	if w == "aspiration" {
		return nil // "his aspirations" are hopes
	}
	if len(w) < longEnough {
		return out
	}
	if stem, ok := strings.CutSuffix(w, "e"); ok {
		return append(out, w+"d", stem+"ing", stem+"ive")
	}
	for _, end := range []string{"e", "ed", "es", "ing", "ion", "al", "ally", "ality", "ful", "ation", "ating", "ive"} {
		out = append(out, w+end)
	}
	return out
}
