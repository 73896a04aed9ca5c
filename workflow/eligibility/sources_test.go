package eligibility

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// Everything that a letter quotes or a decision rests on has a date, and says
// where it is written.
func TestEverySourceIsDated(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range loaded(t).Sources() {
		if s.On.IsZero() || s.Name == "" || s.Data == "" || s.Key == "" || seen[s.ID] {
			t.Errorf("%+v", s)
		}
		seen[s.ID] = true
	}
	for _, id := range append([]string{"published", "office", "practices", "neighbours", "schools", "lexicon"}, routeIDs()...) {
		if !seen[id] && !seen["route "+id] {
			t.Errorf("nothing says how old %s is", id)
		}
	}
}

func TestWhatALetterRestsOn(t *testing.T) {
	for _, row := range []struct{ criterion, route, want string }{
		{"gp-stockport", "other-area", "published practices neighbours route other-area"},
		{"year-11", "adult-services", "published schools route adult-services"},
		{"msk", "msk", "published route msk"},
	} {
		var got []string
		findings := []Finding{{Criterion: row.criterion, Verdict: Failed, Route: row.route}, {Criterion: "year-11", Verdict: Met}}
		for _, s := range loaded(t).RestsOn(row.route, findings) {
			got = append(got, s.ID)
		}
		if strings.Join(got, " ") != row.want {
			t.Errorf("%s rests on %v, want %s", row.route, got, row.want)
		}
	}
}

// A list that was changed without a new date is another edition all the same.
func TestSetTellsEditionsApart(t *testing.T) {
	one := loaded(t).Set()
	other, err := Load(Data{Published: publishedJSON, Lexicon: append(bytes.Clone(lexiconCSV), []byte("SAFEGUARD,zebra,risk,same_day,\n")...)})
	if err != nil {
		t.Fatal(err)
	}
	two := other.Set()
	if one.Version != two.Version || len(one.Lists) != 5 {
		t.Errorf("%v and %v", one, two)
	}
	for i, l := range one.Lists {
		if same := l == two.Lists[i]; same == (l.List == "lexicon") {
			t.Errorf("%v and %v", l, two.Lists[i])
		}
	}
	if slices.ContainsFunc(two.Lists, func(l ListDate) bool { return len(l.Print) != 12 }) {
		t.Errorf("%v", two.Lists)
	}
}

// Two wrong dates are both told, each with its line, and so is a list that
// does not exist.
func TestPublishedFaultsHaveLines(t *testing.T) {
	data := swap(swap(publishedJSON, `"neighbours": "2025-11-13"`, `"practises": "last autumn"`), `"schools": "2025-07-11"`, `"schools": "11/07/25"`)
	got := map[string]int{}
	for _, f := range faultsOf(t, Data{Published: data}) {
		got[f.What] = f.Line
	}
	for what, line := range map[string]int{
		`lists has "practises", which is no list`: 6, `practises of lists: "last autumn" is no date`: 6, `schools of lists: "11/07/25" is no date`: 7,
	} {
		if got[what] != line {
			t.Errorf("%s stands on line %d: %v", what, line, got)
		}
	}
}
