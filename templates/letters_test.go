package templates_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"referrald/templates"
)

// optional are the variables that may be empty, with the reason; every other
// empty one must refuse. "[]" is an element of a list.
func optional() map[string]string {
	out := map[string]string{
		"missing.Questions":           "a letter may bring problems only",
		"missing.Questions[].Options": "a question in free words has none",
		"missing.Questions[].Hint":    "not every question has one",
		"missing.Problems":            "a letter may bring questions only",
		"missing.Unsure":              "a letter may bring questions only",
		"missing.Came":                "most forms do not come page by page",
		"missing.Absent":              "most forms do not come page by page",
		"missing.Enclosed":            "a letter may go without a form",
		"signpost.Route.Contact":      "none is published for some routes",
		"alert.Reference":             "no referral may have been opened",
		"alert.Evidence":              "an alert goes out even without",
		"digest.LastLook":             "the mailbox was never seen",
	}
	for _, letter := range []string{"form", "acknowledgement", "missing", "received", "unreadable"} {
		out[letter+".Office.VerifiedOn"] = "old details never stop a letter that only says where we are"
	}
	for _, list := range []string{"Alerts", "Reading", "Waiting", "Unread", "Unsent", "Came", "Went", "Warnings"} {
		out["digest."+list] = "a quiet day"
		out["digest."+list+"[].Reference"] = "no referral was opened"
		out["digest."+list+"[].Since"] = "not known"
		out["digest."+list+"[].Do"] = "nothing to do"
	}
	return out
}

// spot is one variable of a letter that can be changed in place.
type spot struct {
	name  string // "Questions[].Options", without the letter
	value reflect.Value
}

// spots lists the variables of an addressable letter. Slices are copied on the
// way, so that samples do not share what is changed.
func spots(name string, v reflect.Value) []spot {
	var out []spot
	if name != "" && v.Kind() != reflect.Struct || v.Type() == reflect.TypeFor[time.Time]() {
		out = append(out, spot{name, v})
	}
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			below := strings.TrimPrefix(name+"."+f.Name, ".")
			if f.Anonymous {
				below = name
			}
			out = append(out, spots(below, v.Field(i))...)
		}
	case v.Kind() == reflect.Slice:
		own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(own, v)
		v.Set(own)
		for i := range v.Len() {
			out = append(out, spots(name+"[]", v.Index(i))...)
		}
	}
	return out
}

// changed gives each copy of a letter in which one variable was changed.
func changed(l templates.Letter, change func(spot) bool, each func(name string, l templates.Letter)) {
	count := func(l templates.Letter) (reflect.Value, []spot) {
		v := reflect.New(reflect.TypeOf(l)).Elem()
		v.Set(reflect.ValueOf(l))
		return v, spots("", v)
	}
	_, all := count(l)
	for i := range all {
		v, own := count(l)
		if change(own[i]) {
			each(l.Name()+"."+own[i].name, v.Interface().(templates.Letter))
		}
	}
}

func TestAnEmptyVariableRefuses(t *testing.T) {
	book, may := templates.Standard(), optional()
	tried := 0
	for _, s := range templates.Samples() {
		clear := func(sp spot) bool {
			switch sp.value.Kind() {
			case reflect.Bool, reflect.Int:
				return false // zero is a value of its own
			}
			if sp.value.IsZero() {
				return false
			}
			sp.value.SetZero()
			return true
		}
		changed(s.Letter, clear, func(name string, l templates.Letter) {
			tried++
			_, err := book.Word(l)
			var hole *templates.Hole
			_, mayBe := may[name]
			if asked, ok := l.(templates.Missing); ok && len(asked.Questions)+len(asked.Unsure)+len(asked.Problems)+len(asked.Absent) == 0 {
				mayBe = false
			}
			if refused := errors.As(err, &hole); refused == mayBe {
				t.Errorf("%s with an empty %s: error %v", s.Name, name, err)
			}
			if hole != nil && (hole.Letter != l.Name() || hole.Variable == "") {
				t.Errorf("%s with an empty %s: the hole is %+v", s.Name, name, hole)
			}
		})
	}
	if tried < 500 {
		t.Errorf("only %d variables were emptied", tried)
	}
}

func TestEveryVariableChangesTheLetterOrIsRequired(t *testing.T) {
	book := templates.Standard()
	used := map[string]bool{}
	for _, s := range templates.Samples() {
		before, err := book.Word(s.Letter)
		if err != nil {
			t.Fatal(err)
		}
		other := func(sp spot) bool {
			switch v := sp.value; v.Kind() {
			case reflect.String:
				v.SetString("CTS-2031-777777")
			case reflect.Bool:
				v.SetBool(!v.Bool())
			case reflect.Int:
				v.SetInt((v.Int() + 1) % 3)
			default:
				v.SetZero()
			}
			return true
		}
		changed(s.Letter, other, func(name string, l templates.Letter) {
			after, err := book.Word(l)
			used[name] = used[name] || err != nil || after != before
		})
	}
	for name, ok := range used {
		if !ok && !(strings.HasSuffix(name, "Office.VerifiedOn") && optional()[name] != "") {
			t.Errorf("%s is neither said nor required", name)
		}
	}
}

func TestMarksOfAnUnfilledVariableRefuse(t *testing.T) {
	book := templates.Standard()
	l := templates.SamplesOf("signpost")[0].Letter.(templates.Signpost)
	for _, odd := range []string{"Ring <no value>", "Ring {{.Phone}}", "Ring %!s(MISSING)", "The clinic ( )", "Since 0001-01-01", "Hello {%customer.firstName%}", "Hello ${name}", "Hello [[name]]", "Hello «name»"} {
		l.Route.How = odd
		var hole *templates.Hole
		if _, err := book.Word(l); !errors.As(err, &hole) {
			t.Errorf("%q went out: %v", odd, err)
		}
	}
}

func TestAnAlertGoesOutHoweverOddItsEvidence(t *testing.T) {
	l := templates.SamplesOf("alert")[0].Letter.(templates.Alert)
	l.Evidence = []string{"the words {{ ( ) }} %!d <no value>"}
	w := word(t, l)
	if !strings.Contains(w.Text, l.Evidence[0]) {
		t.Errorf("the alert does not hold its evidence:\n%s", w.Text)
	}
}

func TestNoLetterAtAll(t *testing.T) {
	book := templates.Standard()
	var none *templates.Form
	for _, l := range []templates.Letter{nil, none} {
		if _, err := book.Word(l); err == nil {
			t.Errorf("%#v was worded", l)
		}
	}
	form := templates.SamplesOf("form")[0].Letter.(templates.Form)
	if a, b := word(t, form), word(t, &form); a != b {
		t.Error("a pointer to a letter is worded otherwise than the letter")
	}
}

func TestAValueStaysOnItsLine(t *testing.T) {
	l := templates.SamplesOf("signpost")[0].Letter.(templates.Signpost)
	l.DecidedBy = "Alex\r\nSubject: free\r\n\r\n1. a list\n---\n\u202eSample\x00"
	w := word(t, l)
	if !strings.Contains(w.Text, "\nAlex Subject: free 1. a list --- Sample.\n") {
		t.Errorf("the value broke out of its line:\n%s", w.Text)
	}
	if strings.ContainsAny(w.Subject, "\r\n") || strings.Contains(w.Subject, "free") {
		t.Errorf("subject %q", w.Subject)
	}
}

func TestTheCallersLetterIsLeftAlone(t *testing.T) {
	l := templates.SamplesOf("unreadable")[0].Letter.(templates.Unreadable)
	l.Reasons = []string{"one\nfile"}
	word(t, l)
	if l.Reasons[0] != "one\nfile" {
		t.Errorf("Word changed the caller's letter to %q", l.Reasons[0])
	}
}

func TestDatesAreLondons(t *testing.T) {
	l := templates.SamplesOf("received")[0].Letter.(templates.Received)
	l.Received = time.Date(2027, time.June, 24, 23, 30, 0, 0, time.UTC)
	if w := word(t, l); !strings.Contains(w.Text, "Friday 25 June 2027") {
		t.Errorf("half past midnight in London is another day:\n%s", w.Text)
	}
}

func TestShape(t *testing.T) {
	for _, s := range templates.Samples() {
		w := word(t, s.Letter)
		if n := utf8.RuneCountInString(w.Subject); n > 90 || n == 0 || strings.ContainsAny(w.Subject, "\r\n") {
			t.Errorf("%s: subject of %d characters: %q", s.Name, n, w.Subject)
		}
		if !strings.HasSuffix(w.Text, "\n") || strings.Contains(w.Text, "\n\n\n") || strings.Contains(w.Text, " \n") {
			t.Errorf("%s: ragged text:\n%q", s.Name, w.Text)
		}
		for line := range strings.Lines(w.Text) {
			if n := utf8.RuneCountInString(line) - 1; n > 78 && strings.Contains(strings.TrimSpace(line), " ") {
				t.Errorf("%s: line of %d columns: %s", s.Name, n, line)
			}
		}
	}
}

func TestTelephonesAndDatesAreNotBroken(t *testing.T) {
	for _, s := range templates.Samples() {
		text := word(t, s.Letter).Text
		for line := range strings.Lines(text) {
			for _, half := range []string{" 0161\n", " 496\n", " November\n", " 23\n", " Year\n"} {
				if strings.HasSuffix(line, half) {
					t.Errorf("%s: broken at the end of %q", s.Name, line)
				}
			}
		}
	}
}

func TestManyQuestionsAskForTheForm(t *testing.T) {
	base := templates.SamplesOf("missing")[0].Letter.(templates.Missing)
	for _, n := range []int{1, templates.Many, templates.Many + 1, 40} {
		l := base
		l.Questions = nil
		for i := range n {
			l.Questions = append(l.Questions, templates.Asked{Question: fmt.Sprintf("Question %d of the form", i+1), Options: []string{"one choice", "another"}, Hint: "Some help."})
		}
		l.Enclosed = templates.BlankForm
		w := word(t, l)
		many := n > templates.Many
		if l.ByForm() != many || strings.Contains(w.Text, "the blank one with this email") != many {
			t.Errorf("%d questions: by form %v:\n%s", n, l.ByForm(), w.Text)
		}
		if inLine := strings.Count(w.Text, "Choose from: one choice / another\n"); inLine != map[bool]int{true: n}[many] {
			t.Errorf("%d questions: %d have their options in one line", n, inLine)
		}
		if last := fmt.Sprintf("%d. Question %d of the form\n   Some help.\n", n, n); !strings.Contains(w.Text, last) || strings.Count(w.Text, "one choice") != n {
			t.Errorf("%d questions: the last one is not asked with its help and options", n)
		}
	}
}

// Whoever sent pictures of some pages is asked for the other pages, in one
// sentence, and not for every question on them; the telephone stays.
func TestMissingPages(t *testing.T) {
	for _, s := range templates.SamplesOf("missing") {
		l := s.Letter.(templates.Missing)
		text := flow(word(t, l).Text)
		if !strings.Contains(text, "in an email, ring us on 0161 496 0153") {
			t.Errorf("%s: nobody may ring instead:\n%s", s.Name, text)
		}
		if got := strings.Contains(text, "Please photograph th"); got != (len(l.Absent) > 0) {
			t.Errorf("%s: pages are asked for: %v", s.Name, got)
		}
	}
	l := templates.Missing{Head: templates.SamplesOf("missing")[0].Letter.(templates.Missing).Head, Came: []int{1}, Absent: []int{2, 3, 4}}
	if text := flow(word(t, l).Text); !strings.Contains(text, "We have page 1 of your form. We still need pages 2, 3 and 4: they did not come, or we could not read them.") {
		t.Errorf("the letter says\n%s", text)
	}
	l.Came, l.Absent = []int{1, 2, 3}, []int{4}
	if text := flow(word(t, l).Text); !strings.Contains(text, "We have pages 1, 2 and 3 of your form. We still need page 4: it did not come, or we could not read it. Please photograph that page") {
		t.Errorf("the letter says\n%s", text)
	}
}

func TestWordIsSafeForManyAtOnce(t *testing.T) {
	book := templates.Standard()
	for _, s := range templates.Samples() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			a, err := book.Word(s.Letter)
			if err != nil {
				t.Fatal(err)
			}
			if b, err := book.Word(s.Letter); err != nil || a != b {
				t.Errorf("worded twice, differently: %v", err)
			}
		})
	}
}

func BenchmarkWord(b *testing.B) {
	book := templates.Standard()
	for _, name := range []string{"form-parent", "missing-parent", "signpost-msk-parent", "digest-busy"} {
		for _, s := range templates.Samples() {
			if s.Name != name {
				continue
			}
			b.Run(name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := book.Word(s.Letter); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkStandard(b *testing.B) {
	for b.Loop() {
		templates.Standard()
	}
}
