package forms

import (
	"strings"
	"testing"
)

// A form is of the version that most of its feet state: one misread figure does
// not turn it away, and a form of another version is still known. (A page without answers is blank.)
func TestVersionOfAScan(t *testing.T) {
	foot := func(version string, sure float64) []Word {
		var said []Word
		for _, w := range strings.Fields("referral form · version " + version) {
			said = append(said, Word{Text: w, Sure: sure, Line: 7})
		}
		return said
	}
	for name, c := range map[string]struct {
		feet [][]Word
		want string
		code UnreadCode
	}{
		"no foot can be made out": {nil, Version, Blank},
		"ours":                    {[][]Word{foot(Version, 0.9)}, Version, Blank},
		"one figure misread":      {[][]Word{foot("2028-11", 0.9), foot(Version, 0.4), foot(Version, 0.9)}, Version, Blank},
		"one of two misread":      {[][]Word{foot("2028-11", 0.9), foot(Version, 0.9)}, "2028-11", NewerVersion},
		"two of five misread":     {[][]Word{foot("2028-11", 0.9), foot(Version, 0.4), foot("2029-11", 0.9), foot(Version, 0.5), foot(Version, 0.9)}, Version, Blank},
		"a doubtful figure":       {[][]Word{foot("2028-11", 0.5)}, Version, Blank},
		"a newer form":            {[][]Word{foot("2031-02", 0.9), foot("2031-02", 0.9)}, "2031-02", NewerVersion},
		"an older form":           {[][]Word{foot("2024-02", 0.9)}, "2024-02", NoFields},
	} {
		t.Run(name, func(t *testing.T) {
			a := album{pages: map[int]Form{1: {}}, stated: map[string]int{}}
			for _, said := range c.feet {
				a.states(said)
			}
			if got := a.version(); got != c.want {
				t.Errorf("version %s, want %s", got, c.want)
			}
			if _, code := a.form(); code != c.code {
				t.Errorf("code %q, want %q", code, c.code)
			}
		})
	}
}
