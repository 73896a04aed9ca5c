package forms

import (
	"maps"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// printedTicks is a list of options as our form prints it, with some ticked.
func printedTicks(q Question, codes string) string {
	var b strings.Builder
	for i, o := range q.Options {
		if i > 0 {
			b.WriteString(map[bool]string{true: "\t", false: "\n"}[i%2 == 1])
		}
		box := unticked
		if strings.Contains("|"+codes+"|", "|"+o.Code+"|") {
			box = tickedBox
		}
		b.WriteString(box + "\u00a0" + strings.ReplaceAll(o.Label, " ", "\u00a0"))
	}
	return b.String()
}

// beside are texts that may stand beside a question with this answer: the
// answer as it is printed, and others that are nearly it.
func beside(q Question, answer string) []string {
	texts := []string{answer, answer + " ", answer + "\n", strings.ToUpper(answer), "x " + answer, "(" + answer + ")", answer + string(markDoubt), promptText, promptText + " " + answer}
	for _, o := range q.Options {
		texts = append(texts, o.Label, o.Code, "☒ "+o.Label, "☐ "+o.Label, "☐ "+o.Label+" ☐", "( ) "+o.Label)
	}
	if q.Kind == KindMulti {
		list := printedTicks(q, answer)
		texts = append(texts, list, printedTicks(q, ""), list+" x", list+"\n"+unticked, strings.Replace(list, unticked, tickedBox, 1), strings.Replace(list, tickedBox, unticked, 1))
		for _, o := range q.Options {
			texts = append(texts, printedTicks(q, o.Code))
		}
	}
	return texts
}

// besideFields are what the field of a question may say.
func besideFields(q Question, answer string) []string {
	said := []string{answer, "", "yes or no", answer + string(markDoubt), promptText + " " + answer}
	for _, o := range q.Options {
		said = append(said, o.Label+" - but not always", o.Code+"|other things")
	}
	return said
}

// What is passed over because it says what the field said already is what
// reading it would leave as it is; the ordinary cases are passed over.
func TestWhatIsPassedOverChangesNothing(t *testing.T) {
	passed := 0
	for n := range 6 {
		filled := filledForm(n)
		for _, q := range Questions() {
			if filled[q.Name] == "" {
				continue
			}
			for _, raw := range besideFields(q, filled[q.Name]) {
				f := Form{Fields: map[string]Answer{}}
				answer, problems := settle(q, givenOf(raw), midday)
				f.put(q, answer, problems)
				for _, text := range append(beside(q, filled[q.Name]), raw) {
					for _, bare := range []bool{false, true} { // without the printed hint before it
						if !q.saysAgain(text, f.Fields[q.Name]) {
							continue
						}
						passed++
						read := Form{Fields: maps.Clone(f.Fields), Problems: f.Problems}
						a, p := q.readCell(text, midday)
						if bare && a != (Answer{}) && !proves(q, text, midday) {
							a, p = Answer{Raw: a.Raw}, []Problem{problem(q, codeExtraWords)}
						}
						if read.put(q, a, p); !reflect.DeepEqual(read, f) {
							t.Errorf("%s: beside %q stands %q (bare %v), and it is passed over", q.Name, raw, text, bare)
						}
					}
				}
			}
			if q.Kind == KindMulti && !q.saysAgain(printedTicks(q, filled[q.Name]), Answer{Raw: filled[q.Name]}) {
				t.Errorf("%s: its own list is read twice", q.Name)
			}
		}
	}
	if passed < 1000 {
		t.Errorf("%d texts were passed over", passed)
	}
}

func givenOf(raw string) []given {
	var all []given
	for value := range strings.SplitSeq(raw, "|") {
		if value != "" {
			all = append(all, given{value: value, sure: true})
		}
	}
	return all
}

// All that our blank form prints is known beforehand, and nothing else is.
func TestPrintedWordsAreKnown(t *testing.T) {
	rest := printedRest()
	if rest.text == "" || len(rest.form.Fields) > 0 {
		t.Errorf("%d answers in the printed words", len(rest.form.Fields))
	}
	typed := rest.text + "\nLast name: Example\nFirst name: Jo\nNHS number: 9990000018\nWho can refer: x\n"
	if f, looks := readRest(typed, "", midday); !looks || f.Fields["nhs_number"].Value != "9990000018" {
		t.Errorf("typed below the form: %v", f)
	}
	for _, q := range Questions() {
		label := q.Label
		if sign, _ := mark(q); sign != "" && q.Kind != KindGrid {
			label += "\u00a0" + sign
		}
		if q.Hint != "" {
			label += "\n" + q.Hint
		}
		known, ok := asPrinted()[label]
		if read, _ := labelCell(label); q.Kind != KindHidden && (!ok || !reflect.DeepEqual(known, read)) {
			t.Errorf("%s: the cell %q is not known", q.Name, label)
		}
	}
}

// The key of a word is that of its letters taken apart (NFKD), whatever the
// script.
func TestKeysAreThoseOfLettersTakenApart(t *testing.T) {
	for r := rune(' '); r < 0x20000; r++ {
		text := "é" + string(r) + "\u0301b" + string(r)
		want := strings.Map(func(r rune) rune {
			if r == '&' || unicode.IsLetter(r) || unicode.IsDigit(r) {
				return unicode.ToLower(r)
			}
			return -1
		}, norm.NFKD.String(text))
		if got := foldKey(text); got != strings.ReplaceAll(want, "&", "and") {
			t.Fatalf("%q has the key %q, want %q", text, got, want)
		}
	}
}

// The quick ways of tidying change no more and no less than the long ones.
func TestQuickWaysAreTheLongWays(t *testing.T) {
	for r := rune(0); r < 0x20000; r++ {
		for _, text := range []string{"a" + string(r) + "b", "e\u0301" + string(r) + "  b", " " + string(r), string(r) + " "} {
			if quick, long := visible(text), onlySeen(text); quick != long {
				t.Fatalf("%q is seen as %q, want %q", text, quick, long)
			}
			if quick, long := oneLine(text), strings.Join(strings.Fields(text), " "); quick != long {
				t.Fatalf("%q is the line %q, want %q", text, quick, long)
			}
		}
	}
	if got := visible("a\xffb\xe2\x80"); got != onlySeen("a\xffb\xe2\x80") {
		t.Errorf("broken letters are seen as %q", got)
	}
}

// A list knows its own options and not those of the list before it.
func TestAListKnowsOnlyItsOwnOptions(t *testing.T) {
	answers := map[string]string{}
	for _, q := range Questions() {
		if _, yes := q.Option("yes"); yes && q.Kind != KindMulti {
			answers[q.Name] = "yes"
		}
	}
	data := repack(t, filledWord(t, answers), "word/document.xml", func(body string) string {
		return strings.Replace(body, `<w:listItem w:displayText="Yes" w:value="yes"/>`, `<w:listItem w:displayText="Yes" w:value="no"/>`, 1)
	})
	f, yes := readWordForm(t, data), 0
	for name := range answers {
		if v, _ := f.Value(name); v == "yes" {
			yes++
		}
	}
	if yes < len(answers)-1 {
		t.Errorf("%d of %d answers are yes", yes, len(answers))
	}
}
