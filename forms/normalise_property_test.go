package forms

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestEveryWrittenFormOfADateIsTheSameDate(t *testing.T) {
	dob := question(t, "child_dob")
	rapid.Check(t, func(t *rapid.T) {
		day := plainDay.AddDate(0, 0, -rapid.IntRange(0, 20*365).Draw(t, "days"))
		layout := rapid.SampledFrom([]string{"02/01/2006", "2/1/2006", "2-1-06", "02.01.2006", "2 January 2006", "2 Jan 2006", "January 2, 2006",
			"Jan 2 2006", "2006-01-02", "02012006", "20060102", "02-Jan-06", "Monday 2 January 2006", "Mon, 2 Jan 2006", "2006/01/02", "2Jan2006"}).Draw(t, "layout")
		if got := heardAs(dob, day.Format(layout), plainDay); got != day.Format("2006-01-02") {
			t.Fatalf("%q is read as %q", day.Format(layout), got)
		}
	})
}

func TestNormaliseIsIdempotentAndKeepsToTheOptions(t *testing.T) {
	questions := Questions()
	raw := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9 /.+-]{0,16}`), rapid.StringMatching(`[A-Za-z]{1,2}[0-9]{1,2} ?[0-9][A-Za-z]{2}`),
		rapid.StringMatching(`[a-z.]{1,8}@[a-z]{1,8}\.(org|com)`), rapid.StringMatching(`(yes|no|not sure|physio|\[x\]|,|-|and| |none|☒|☐)*`))
	rapid.Check(t, func(t *rapid.T) {
		q := rapid.SampledFrom(questions).Draw(t, "question")
		a, problems := normalise(q, raw.Draw(t, "raw"), "", plainDay)
		if !a.Certain {
			if a != (Answer{}) && len(problems) == 0 {
				t.Fatalf("an uncertain answer without a problem: %+v", a)
			}
			return
		}
		for code := range strings.SplitSeq(a.Value, "|") {
			if _, known := q.Option(code); q.choice() && !known {
				t.Fatalf("%s: certain value %q is no option", q.Name, a.Value)
			}
		}
		if again, _ := normalise(q, a.Value, "", plainDay); again.Value != a.Value || !again.Certain {
			t.Fatalf("%s: %q is read again as %+v", q.Name, a.Value, again)
		}
	})
}
