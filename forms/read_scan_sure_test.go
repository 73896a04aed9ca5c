package forms

import (
	"strings"
	"testing"
)

// A text that fills its box may be the beginning of a longer one, of which a
// program printed what the box holds.
func TestTextsThatMayBeCutOff(t *testing.T) {
	lines := func(many int, text string) string { return strings.TrimSuffix(strings.Repeat(text+"\n", many), "\n") }
	for name, c := range map[string]struct {
		page         int
		field, words string
		want         bool
	}{
		"a large box with room":             {3, "reason_free_text", lines(5, "He falls over often"), false},
		"a large box that is full":          {3, "reason_free_text", lines(11, "He falls over often."), true},
		"a small box that ends a sentence":  {4, "equipment_now", lines(2, "A splint."), false},
		"a small box that ends in a word":   {4, "equipment_now", lines(2, "A splint and"), true},
		"a small box with room":             {4, "equipment_now", "A splint and", false},
		"an address that fills its box":     {2, "child_address", lines(2, "Mill Brow"), false},
		"one line with room behind it":      {2, "gp_name", "Dr Ellen Ross", false},
		"one line that goes on to the edge": {2, "gp_name", strings.Repeat("m", 60), true},
	} {
		t.Run(name, func(t *testing.T) {
			slips := paintedFlat(t, c.page, map[string]string{c.field: c.words}).slips()
			if len(slips) == 0 {
				t.Fatal("nothing is seen")
			}
			if got := slips[0].cutOff(c.words); slips[0].q.Name != c.field || got != c.want {
				t.Errorf("%s: %v, want %v", slips[0].q.Name, got, c.want)
			}
		})
	}
}
