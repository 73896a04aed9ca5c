package workflow

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The weights of the traits, learnt from labelled letters: the logistic
// regression that weights_test.go fits, alike at every fit. A trait above zero
// speaks for a letter that asks for the form, one below against it; the row
// "base" is what a letter without any has.
//
//go:embed weights.csv
var weightsCSV string

// baseTrait names the row that every letter has.
const baseTrait = "base"

// weights are how much each trait speaks for a request.
type weights map[string]float64

var learnt = readWeights(weightsCSV)

func readWeights(text string) weights {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		panic("workflow: embedded weights: " + err.Error())
	}
	w := make(weights, len(rows))
	for _, row := range rows {
		if w[row[0]], err = strconv.ParseFloat(row[1], 64); err != nil {
			panic(fmt.Sprintf("workflow: embedded weights: %q: %v", row[0], err))
		}
	}
	return w
}

// weigh adds up what speaks for a request and against it.
func (w weights) weigh(traits []string) float64 {
	sum := w[baseTrait]
	for _, t := range traits {
		sum += w[t]
	}
	return sum
}

// mostNamed is how many traits a reason names.
const mostNamed = 4

// because names the words that weighed most for a request.
func (w weights) because(traits []string) string {
	named := slices.DeleteFunc(slices.Clone(traits), func(t string) bool {
		return w[t] <= 0 || !strings.HasPrefix(t, "word") && !strings.HasPrefix(t, "subject ")
	})
	slices.SortStableFunc(named, func(a, b string) int {
		switch {
		case w[a] > w[b]:
			return -1
		case w[a] < w[b]:
			return 1
		}
		return strings.Compare(a, b)
	})
	for i, t := range named {
		_, words, _ := strings.Cut(t, " ")
		named[i] = words
	}
	return "asks for the form by its words (" + strings.Join(named[:min(len(named), mostNamed)], "; ") + ")"
}
