package workflow

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"referrald/forms"
	"referrald/workflow/eligibility"
)

// Set names the words and lists by which a form was judged.
type Set = eligibility.Set

// Past is one form as it was once judged.
type Past struct {
	Reference  Reference
	Version    int       // of the referral
	Received   time.Time // the moment of receipt that it was judged at
	Form       forms.Form
	Assessment eligibility.Assessment
}

// Change is a past decision that another set of criteria would alter. It holds
// nothing of the child.
type Change struct {
	Reference Reference
	Version   int
	Received  time.Time
	By        Set // by which it was judged
	Was, Now  Verdict
	Because   []Because
	// Already: the set in use would alter it in the same way, so that the
	// other set is not what makes the difference.
	Already bool
}

// Verdict is what followed from a form.
type Verdict struct {
	Outcome   eligibility.Outcome
	Signposts []string
	Alert     string
}

// String is a verdict in one line: "signpost msk", "person, alert urgent".
func (v Verdict) String() string {
	s := string(v.Outcome)
	if v.Outcome == eligibility.Signpost {
		s += " " + strings.Join(v.Signposts, ", ")
	} else if len(v.Signposts) > 0 {
		s += " (pointing to " + strings.Join(v.Signposts, ", ") + ")"
	}
	if v.Alert != "" {
		s += ", alert " + v.Alert
	}
	return s
}

func verdictOf(a eligibility.Assessment) Verdict {
	return Verdict{a.Outcome, a.Signposts, a.Alert}
}

func (v Verdict) same(o Verdict) bool {
	return v.Outcome == o.Outcome && v.Alert == o.Alert && slices.Equal(v.Signposts, o.Signposts)
}

// Because is one thing that made the difference: a criterion whose verdict is
// another, with its sentence in the other set, or in Text what else changed.
type Because struct {
	Criterion string // "" for what is no criterion
	Was, Now  eligibility.Verdict
	Sentence  string
	Text      string
}

// Replay judges a past form again, at its own moment of receipt, by another set
// of criteria, and tells what would be different; false when nothing would.
//
// The words of the message are not kept, only the sentences in which something
// was heard: where the list of words is another these are listened to again,
// and a word that only the other list knows is found in them and in the form,
// nowhere else.
func Replay(p Past, other, inUse *eligibility.Criteria) (Change, bool) {
	was := p.Assessment
	now := judgeAgain(p, other)
	c := Change{Reference: p.Reference, Version: p.Version, Received: p.Received, By: was.By, Was: verdictOf(was), Now: verdictOf(now)}
	if c.Was.same(c.Now) {
		return Change{}, false
	}
	c.Already = verdictOf(judgeAgain(p, inUse)).same(c.Now)
	c.Because = difference(was, now)
	return c, true
}

// judgeAgain judges a past form by a set.
func judgeAgain(p Past, by *eligibility.Criteria) eligibility.Assessment {
	k := eligibility.Case{Form: p.Form, Received: p.Received}
	same := lexiconOf(p.Assessment.By) == lexiconOf(by.Set()) && p.Assessment.By.Version != ""
	seen := map[eligibility.Words]bool{}
	for _, h := range p.Assessment.Hits {
		if _, isAnswer := forms.Lookup(h.Where); isAnswer {
			continue // the form is listened to itself
		}
		if same {
			k.Heard = append(k.Heard, h)
			continue
		}
		w := eligibility.Words{Where: h.Where, Text: h.Quote, Rank: h.Rank}
		if !seen[w] {
			seen[w] = true
			k.Words = append(k.Words, w)
		}
	}
	return assess(by, k)
}

// lexiconOf is the edition of the words that are listened for.
func lexiconOf(s Set) string {
	for _, l := range s.Lists {
		if l.List == "lexicon" {
			return l.Print
		}
	}
	return ""
}

// difference lists what is another in two assessments: verdicts, words, and
// when neither is, the step that decided. It quotes no answer.
func difference(was, now eligibility.Assessment) []Because {
	var out []Because
	for _, f := range now.Findings {
		i := slices.IndexFunc(was.Findings, func(o eligibility.Finding) bool { return o.Criterion == f.Criterion })
		if i < 0 || was.Findings[i].Verdict != f.Verdict {
			b := Because{Criterion: f.Criterion, Now: f.Verdict, Sentence: f.Cites}
			if i >= 0 {
				b.Was = was.Findings[i].Verdict
			}
			out = append(out, b)
		}
	}
	before, after := heardIn(was.Hits), heardIn(now.Hits)
	for _, w := range slices.Sorted(maps.Keys(after)) {
		if !before[w] {
			out = append(out, Because{Text: w + " is heard now"})
		}
	}
	for _, w := range slices.Sorted(maps.Keys(before)) {
		if !after[w] {
			out = append(out, Because{Text: w + " is not heard any more"})
		}
	}
	if len(out) == 0 {
		out = append(out, Because{Text: "before: " + first(was.Why, "no reason was kept") + "; now: " + first(now.Why, "no reason")})
	}
	return out
}

// heardIn names the terms of the list that were heard, and where.
func heardIn(hits []eligibility.Hit) map[string]bool {
	out := map[string]bool{}
	for _, h := range hits {
		out[fmt.Sprintf("the listed word %q (%s) in the %s", h.Term, h.Category, strings.ReplaceAll(h.Where, "_", " "))] = true
	}
	return out
}

// Alike says how many changes are alike: "4 eligible → signpost msk", the most
// frequent first. Of a referral that was judged several times its last change
// counts.
func Alike(changes []Change) []string {
	last := map[Reference]Change{}
	for _, c := range changes {
		if o, ok := last[c.Reference]; !ok || c.Version > o.Version {
			last[c.Reference] = c
		}
	}
	count := map[string]int{}
	for _, c := range last {
		count[c.Was.String()+" → "+c.Now.String()]++
	}
	var out []string
	for _, k := range slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	}) {
		out = append(out, fmt.Sprintf("%d %s", count[k], k))
	}
	return out
}
