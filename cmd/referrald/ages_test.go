package main

import (
	"strings"
	"testing"
	"time"
)

// What will be too old within a month is told and is no fault; what is too old
// needs somebody. Both ages are the configuration's.
func TestAgesAreTheConfigurations(t *testing.T) {
	at := time.Date(2027, 5, 1, 9, 0, 0, 0, time.UTC)
	for _, row := range []struct {
		name         string
		words, lists int
		stale, soon  int
	}{
		{"the defaults, three weeks before", 180, 730, 0, 1},
		{"words are too old", 100, 730, 1, 0},
		{"lists too, each with its own file", 100, 100, 5, 0},
		{"nothing", 400, 800, 0, 0},
	} {
		c := defaults()
		c.Data.StaleAfter, c.Data.ListsStaleAfter = row.words, row.lists
		h, err := build(c)
		if err != nil {
			t.Fatal(err)
		}
		stale, soon := h.ages(at)
		if len(stale) != row.stale || len(soon) != row.soon {
			t.Errorf("%s: stale\n%s\nsoon\n%s", row.name, strings.Join(stale, "\n"), strings.Join(soon, "\n"))
		}
	}
}
