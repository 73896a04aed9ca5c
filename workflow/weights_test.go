package workflow

import (
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"referrald/mailbox"
)

var fitAnew = flag.Bool("fit", false, "fit the weights anew and write them")

// asking is one labelled letter that a person wrote.
type asking struct {
	set, name string
	asks      bool
	traits    []string
	rule      bool // the rules alone take it for a request
}

// The letters: by writers who did not know the program. testdata/letters holds
// texts alone; the messages of the corpus are whole.
func labelledLetters(t testing.TB) []asking {
	t.Helper()
	return append(append(shortLetters(t), wholeLetters(t)...), lines(t)...)
}

// lines are the single sentences of the test of the rules.
func lines(t testing.TB) []asking {
	data, err := os.ReadFile(filepath.Join("testdata", "words.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var out []asking
	for line := range strings.Lines(string(data)) {
		if row := strings.Split(strings.TrimRight(line, "\n"), "\t"); len(row) == 3 {
			out = append(out, newLetter("lines", row[2], row[0] == "R", &mailbox.Message{Subject: row[1]}, row[2]))
		}
	}
	return out
}

func heard(m *mailbox.Message, text string) *hearing {
	h := hearingOf(m, text)
	h.hear()
	return h
}

func newLetter(set, name string, asks bool, m *mailbox.Message, text string) asking {
	h := heard(m, text)
	return asking{set: set, name: name, asks: asks, traits: h.traits(), rule: h.strong != ""}
}

func shortLetters(t testing.TB) []asking {
	files, err := filepath.Glob(filepath.Join("testdata", "letters", "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var out []asking
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		set := strings.TrimSuffix(filepath.Base(f), ".txt")
		for i, part := range strings.Split("\n"+string(data), "\n== ")[1:] {
			label, rest, _ := strings.Cut(part, "\n")
			subject, body, _ := strings.Cut(rest, "\n")
			label = strings.TrimSpace(label)
			subject, stated := strings.CutPrefix(subject, "Subject:")
			if label != "request" && label != "other" || !stated {
				t.Fatalf("%s: letter %d has no label or no subject", set, i+1)
			}
			m := &mailbox.Message{Subject: strings.TrimSpace(subject)}
			out = append(out, newLetter(set, fmt.Sprintf("%03d %s", i+1, m.Subject), label == "request", m, strings.TrimSpace(body)))
		}
	}
	return out
}

func wholeLetters(t testing.TB) []asking {
	tables, err := filepath.Glob(filepath.Join("..", "cmd", "referrald", "testdata", "corpus", "messages", "*", "labels.tsv"))
	if err != nil || len(tables) == 0 {
		t.Fatalf("the corpus is not there: %v", err)
	}
	var out []asking
	for _, table := range tables {
		data, err := os.ReadFile(table)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			cells := strings.Split(line, "\t")
			if kind := Kind(cells[1]); kind != FormRequest && kind != Other {
				continue
			}
			raw, err := os.ReadFile(filepath.Join(filepath.Dir(table), cells[0]))
			if err != nil {
				t.Fatal(err)
			}
			m := mailbox.Open(raw, mailbox.OpenOptions{})
			if m.Bounce == nil && !m.Machine() {
				out = append(out, newLetter(filepath.Base(filepath.Dir(table)), cells[0], Kind(cells[1]) == FormRequest, m, said(m)))
			}
		}
	}
	return out
}

// fewestUnseen is the bar for letters that the weights have not seen, in a
// hundred. Half of the letters were written to be mistaken for the other kind.
const fewestUnseen = 90.0

// How the weights are fitted: traits that fewer letters have say nothing, and
// the pull towards zero keeps one letter from having its own weight.
const (
	fewestLetters = 3
	pull          = 2.0
	rounds        = 400
)

// fit is a logistic regression by gradient descent with a step of its own for
// each weight. It starts at zero and draws nothing at random.
func fit(letters []asking) weights {
	met := map[string]int{}
	for _, l := range letters {
		for _, t := range l.traits {
			met[t]++
		}
	}
	var names []string
	for t, n := range met {
		if n >= fewestLetters {
			names = append(names, t)
		}
	}
	slices.Sort(names)
	at := map[string]int{}
	for i, t := range names {
		at[t] = i
	}
	has := make([][]int, len(letters))
	for i, l := range letters {
		for _, t := range l.traits {
			if j, ok := at[t]; ok {
				has[i] = append(has[i], j)
			}
		}
	}
	w, slope, sum := make([]float64, len(names)), make([]float64, len(names)), make([]float64, len(names))
	base := 0.0
	for range rounds {
		for j := range w {
			slope[j] = pull * w[j]
		}
		lean := 0.0
		for i, l := range letters {
			s := base
			for _, j := range has[i] {
				s += w[j]
			}
			off := 1 / (1 + math.Exp(-s))
			if l.asks {
				off--
			}
			lean += off
			for _, j := range has[i] {
				slope[j] += off
			}
		}
		for j := range w {
			sum[j] += slope[j] * slope[j]
			w[j] -= 0.1 * slope[j] / math.Sqrt(sum[j]+1e-9)
		}
		base -= 0.1 * lean / float64(len(letters))
	}
	out := weights{baseTrait: round(base)}
	for j, t := range names {
		if v := round(w[j]); v != 0 {
			out[t] = v
		}
	}
	return out
}

func round(v float64) float64 { return math.Round(v*1000) / 1000 }

// TestWeightsOnUnseenLetters leaves each writer's letters out in turn and tells
// how the weights of all others judge them: what is to be expected of letters
// that nobody has seen.
func TestWeightsOnUnseenLetters(t *testing.T) {
	if slowed {
		return // the same arithmetic, ten times as slow
	}
	all := labelledLetters(t)
	var sets []string
	for _, l := range all {
		if !slices.Contains(sets, l.set) {
			sets = append(sets, l.set)
		}
	}
	right, rules := 0, 0
	for _, set := range sets {
		var mine, others []asking
		for _, l := range all {
			if l.set == set {
				mine = append(mine, l)
			} else {
				others = append(others, l)
			}
		}
		w := fit(others)
		good, missed, wrong := 0, 0, 0
		for _, l := range mine {
			score := w.weigh(l.traits)
			if l.rule == l.asks {
				rules++
			}
			switch {
			case score > 0 == l.asks:
				good++
				continue
			case l.asks:
				missed++
			default:
				wrong++
			}
			t.Logf("%s %s: asks %t, weighed %.2f", l.set, l.name, l.asks, score)
		}
		right += good
		t.Logf("UNSEEN %s: %d of %d (%.1f %%); %d requests left to people, %d others answered", set, good, len(mine), 100*float64(good)/float64(len(mine)), missed, wrong)
	}
	unseen, alone := 100*float64(right)/float64(len(all)), 100*float64(rules)/float64(len(all))
	t.Logf("UNSEEN all: %d of %d (%.1f %%); the rules alone %.1f %%", right, len(all), unseen, alone)
	if unseen < fewestUnseen || unseen < alone {
		t.Errorf("%.1f %% of the letters that were left out are judged right; the bar is %.1f %%, and the rules alone have %.1f %%", unseen, fewestUnseen, alone)
	}
}

// The embedded weights are those that the letters give; -fit writes them anew.
// Other processors round otherwise, in the last place.
func TestWeightsAreFitted(t *testing.T) {
	if slowed && !*fitAnew {
		return // the same arithmetic, ten times as slow
	}
	w := fit(labelledLetters(t))
	if *fitAnew {
		writeWeights(t, w)
		return
	}
	const lastPlace = 0.002
	for _, name := range slices.Sorted(maps.Keys(w)) {
		if math.Abs(w[name]-learnt[name]) > lastPlace {
			t.Fatalf("%q weighs %g, and %g in weights.csv: go test ./workflow -run Fitted -fit", name, w[name], learnt[name])
		}
	}
	for name := range learnt {
		if _, ok := w[name]; !ok && math.Abs(learnt[name]) > lastPlace {
			t.Fatalf("%q is in weights.csv and in no letter: go test ./workflow -run Fitted -fit", name)
		}
	}
}

func writeWeights(t *testing.T, w weights) {
	t.Helper()
	var b strings.Builder
	for _, n := range slices.Sorted(maps.Keys(w)) {
		fmt.Fprintf(&b, "%s,%g\n", n, w[n])
	}
	if err := os.WriteFile("weights.csv", []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
