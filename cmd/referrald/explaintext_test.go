package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"referrald/workflow/eligibility"
)

var update = flag.Bool("update", false, "write the golden files anew")

// What explain says to people, whole: a verdict that words hold back, with the
// published sentence, the quote, and what would settle it; an alert; a letter
// that waits.
func TestTell(t *testing.T) {
	h, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, r := range labelledReferrals(t, "referrals/c") {
		golden := filepath.Join("testdata", "explain", r.name+".txt")
		want, err := os.ReadFile(golden)
		if err != nil {
			continue
		}
		told++
		t.Run(r.name, func(t *testing.T) {
			r.form = "pdf"
			data, err := r.message(arrival{office: h.office.From.Addr, at: r.at})
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			e, plan := decide(h, data, time.Time{}, r.at)
			if err := tell(&got, r.name+".eml", e, plan); err != nil {
				t.Fatal(err)
			}
			if *update {
				if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got.String() != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got.String(), want)
			}
		})
	}
	if told != 3 {
		t.Errorf("%d explanations were compared, want 3", told)
	}
}

// Three sentences are quoted, each once; the others are counted.
func TestAgainst(t *testing.T) {
	said := func(quotes ...string) (out []eligibility.Hit) {
		for _, q := range quotes {
			out = append(out, eligibility.Hit{Where: "message", Quote: q})
		}
		return out
	}
	for _, tt := range []struct {
		name  string
		words []eligibility.Hit
		want  string
	}{
		{"nothing", nil, ""},
		{"the same twice", said("a", "a"), "“a” (message)"},
		{"four", said("a", "b", "c", "d"), "“a” (message)|“b” (message)|“c” (message)|and 1 more sentence"},
		{"a question of the form", []eligibility.Hit{{Where: "lives_with", Quote: "mum"}}, "“mum” (Who does the child live with?)"},
	} {
		if got := strings.Join(against(tt.words), "|"); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}
