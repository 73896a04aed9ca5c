package forms

import (
	"reflect"
	"strings"
	"testing"
)

// Boxes that are signs are found without the pattern, and no others.
func TestBoxesAreThoseOfThePattern(t *testing.T) {
	for name, text := range map[string]string{
		"none":                 "Frame or walker",
		"signs":                "☐ Yes ☒ No ⬜ Unsure ✅",
		"brackets":             "[ ] Yes [x] No ( ) Unsure",
		"signs, then brackets": "☐ Frame (walker) ☑ Stick [x] None",
		"a bracket between":    "☐ ( ☑ ) ☒",
		"a bracket at the end": "☒ Yes (",
		"broken letters":       "☐ \xff\xfe ☒ \xe2\x98",
		"too many":             strings.Repeat("☐[x]", mostPieces),
		"too many signs":       strings.Repeat("☐", 2*mostPieces),
		"nothing":              "",
	} {
		t.Run(name, func(t *testing.T) {
			if got, want := boxesIn(text), box.FindAllStringIndex(text, mostPieces); !reflect.DeepEqual(got, want) {
				t.Errorf("boxes at %v, want %v", got, want)
			}
		})
	}
}
