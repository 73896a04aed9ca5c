package eligibility

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"referrald/forms"

	"pgregory.net/rapid"
)

// drawCase draws forms near base: some answers changed, blanked or unread, any
// birthday, any day of receipt, any standing of the surgery.
func drawCase(t *rapid.T, base inputs) inputs {
	in := base
	in.form.Fields = maps.Clone(base.form.Fields)
	for range rapid.IntRange(0, 14).Draw(t, "changes") {
		q := rapid.SampledFrom(forms.Questions()).Draw(t, "question")
		in.form.Fields[q.Name] = drawAnswer(t, q)
		if in.form.Fields[q.Name].Raw == "" {
			delete(in.form.Fields, q.Name)
		}
	}
	if rapid.Bool().Draw(t, "no need") {
		for _, change := range []string{"physical_need=no", "main_cause=learning"} {
			name, value, _ := strings.Cut(change, "=")
			in.form.Fields[name] = certain(value)
		}
		delete(in.form.Fields, "physical_need_type")
	}
	in.received = autumn.AddDate(0, 0, rapid.IntRange(-400, 1500).Draw(t, "day"))
	in.surgery.standing = rapid.SampledFrom([]standing{inStockport, inStockport, elsewhere, doubtful}).Draw(t, "surgery")
	in.school = schoolNamed(in.form)
	in.hits = rapid.SliceOfN(rapid.Custom(drawHit), 0, 2).Draw(t, "hits")
	return in
}

func drawAnswer(t *rapid.T, q forms.Question) forms.Answer {
	var value string
	switch how := rapid.IntRange(0, 9).Draw(t, "how"); {
	case how == 0:
		return forms.Answer{}
	case how == 1:
		return forms.Answer{Raw: "scribble"}
	case q.Name == "child_dob":
		value = dayOf(2005, time.January, 1).AddDate(0, 0, rapid.IntRange(0, 8000).Draw(t, "birthday")).Format(time.DateOnly)
	case q.Name == "school_name":
		value = rapid.SampledFrom([]string{"Heaton School", "Heaton Park", "Lisburne School", "Sample School"}).Draw(t, "school")
	case len(q.Options) == 0:
		value = "some words"
	default:
		value = rapid.SampledFrom(q.Options).Draw(t, "option").Code
	}
	return certain(value)
}

func drawHit(t *rapid.T) Hit {
	category := rapid.SampledFrom([]string{"C3_PHYSICAL", "AMBIGUOUS_REVIEW", "E1_AUTISM_ADHD", "E2_ANXIETY", "E3_MSK", "E4_SENSORY",
		"E5_SUPPORTED", "E6_MILD", "E7_SPECIAL_EDU", "E8_POST_Y11", "SAFEGUARD", "WATCH"}).Draw(t, "category")
	term := rapid.SampledFrom([]string{"dcd", "stairs", "knee pain", "scoliosis", "autism", "spastic"}).Draw(t, "term")
	flag := func(name string) bool { return rapid.IntRange(0, 3).Draw(t, name) == 0 }
	return Hit{Category: category, Term: term, Where: "message", Negated: flag("negated"), Family: flag("family"), History: flag("history"), Unsure: flag("unsure")}
}

// Blanking an answer that the form requires, or a row of the activities, fails
// no criterion and signposts nobody, unless that was so before.
func TestBlankIsNeverNo(t *testing.T) {
	start := given(t)
	rapid.Check(t, func(t *rapid.T) {
		in := drawCase(t, start)
		was := assess(in)
		name := rapid.SampledFrom(slices.Sorted(maps.Keys(in.form.Fields))).Draw(t, "blanked")
		in.form.Fields = maps.Clone(in.form.Fields)
		delete(in.form.Fields, name)
		in.school = schoolNamed(in.form)
		is := assess(in)
		if !slices.Contains(is.Missing, name) && !slices.Contains(activities, name) {
			return
		}
		for i, f := range is.Findings {
			if f.Verdict == Failed && was.Findings[i].Verdict != Failed {
				t.Fatalf("blank %s failed %s: %s", name, f.Criterion, f.Evidence)
			}
		}
		early := is.Findings[gpRow].Verdict == Failed || is.Findings[yearRow].Verdict == Failed
		if is.Outcome == Signpost && was.Outcome != Signpost && !early {
			t.Fatalf("blank %s: %s became a signpost: %v", name, was.Outcome, is.Why)
		}
	})
}

// One more thing said fails no criterion, meets none and signposts nobody.
func TestWordsNeverDecide(t *testing.T) {
	start := given(t)
	rapid.Check(t, func(t *rapid.T) {
		in := drawCase(t, start)
		was := assess(in)
		in.hits = append(slices.Clone(in.hits), drawHit(t))
		is := assess(in)
		for i, f := range is.Findings {
			if before := was.Findings[i].Verdict; f.Verdict != before && f.Verdict != Unclear {
				t.Fatalf("%s: %s became %s", f.Criterion, before, f.Verdict)
			}
		}
		if is.Outcome == Signpost && was.Outcome != Signpost || is.Outcome == Eligible && was.Outcome != Eligible {
			t.Fatalf("%s became %s: %v", was.Outcome, is.Outcome, is.Why)
		}
	})
}

// An answer to a required question that becomes unreadable fails no criterion.
func TestUnreadNeverDecides(t *testing.T) {
	start := given(t)
	rapid.Check(t, func(t *rapid.T) {
		in := drawCase(t, start)
		was := assess(in)
		name := rapid.SampledFrom(slices.Sorted(maps.Keys(in.form.Fields))).Draw(t, "unread")
		in.form.Fields = maps.Clone(in.form.Fields)
		in.form.Fields[name] = forms.Answer{Raw: "scribble"}
		in.school = schoolNamed(in.form)
		is := assess(in)
		for i, f := range is.Findings {
			if q, _ := forms.Lookup(name); q.Required == "yes" && f.Verdict == Failed && was.Findings[i].Verdict != Failed {
				t.Fatalf("unread %s failed %s: %s", name, f.Criterion, f.Evidence)
			}
		}
	})
}

// The findings are always all eleven, with words, what is not met with what
// would settle it, and an outcome with reasons;
// a case has one assessment.
func TestAlwaysWhole(t *testing.T) {
	start := given(t)
	rapid.Check(t, func(t *rapid.T) {
		in := drawCase(t, start)
		a := assess(in)
		if !reflect.DeepEqual(a, assess(in)) {
			t.Fatal("the same case was assessed differently")
		}
		for i, f := range a.Findings {
			if f.Criterion != pageOrder[i] || f.Verdict == "" || f.Cites == "" || f.Evidence == "" || (f.Route != "") != (f.Verdict == Failed) || (f.Settles != "") != (f.Verdict != Met) {
				t.Fatalf("got %+v", f)
			}
		}
		if a.Outcome == "" || len(a.Why) == 0 || a.Outcome == Signpost && len(a.Signposts) != 1 || a.Outcome == Eligible && len(verdicts(a)) > 0 {
			t.Fatalf("got %s %v %v", a.Outcome, a.Signposts, a.Why)
		}
	})
}
