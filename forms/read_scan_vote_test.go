package forms

import (
	"image"
	"strings"
	"testing"
)

func spoken(text string, sure ...float64) scanned {
	s := scanned{text: text}
	for i, w := range strings.Fields(text) {
		p := 0.9
		if i < len(sure) {
			p = sure[i]
		}
		s.words = append(s.words, Word{Text: w, Sure: p})
	}
	return s
}

// Of three readings each word is taken as two have it; where no two agree
// nothing is.
func TestVotedWords(t *testing.T) {
	for name, c := range map[string]struct{ a, b, c, want string }{
		"each is wrong once":      {"At Bee she uses\na pen", "At school she uses\nu pen", "At school he uses\na pen", "At school she uses\na pen"},
		"the second is alone":     {"a knife", "a knifo", "a knife", "a knife"},
		"three ways":              {"the bath", "the both", "the path", ""},
		"not as many words":       {"the bath room", "the bathroom", "the bath room", ""},
		"a word stands twice":     {"on and on", "on end on", "on and on", "on and on"},
		"the first two are alike": {"left hand", "left hand", "left band", "left hand"},
	} {
		got, ok := voted(spoken(c.a), spoken(c.b), spoken(c.c))
		if ok != (c.want != "") || got.text != c.want {
			t.Errorf("%s: %q %v, want %q", name, got.text, ok, c.want)
		}
	}
	if got, _ := voted(spoken("a b", 0.9, 0.2), spoken("a c", 0.8, 0.9), spoken("x b", 0.1, 0.7)); got.least != 0.2 {
		t.Errorf("least sure is %v: of the readings that agree", got.least)
	}
}

func TestRomans(t *testing.T) {
	for text, want := range map[string]string{
		"GMFCS level Il, seen":  "GMFCS level II, seen",
		"level lII.":            "level III.",
		"MACS lV":               "MACS IV",
		"type ll diabetes":      "type II diabetes",
		"level l is not sure":   "level l is not sure", // one stroke is a small l, a one or an I
		"She met Il there":      "She met Il there",
		"level Ill and level V": "level III and level V",
	} {
		line := spoken(text).words
		romans(line)
		var got []string
		for _, w := range line {
			got = append(got, w.Text)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q became %q, want %q", text, strings.Join(got, " "), want)
		}
	}
}

// A line whose only capital is no higher than its small letters has no capital:
// "Car." was read where "car." stands.
func TestCapitalAsLowAsSmallLetters(t *testing.T) {
	shapes := func(heights ...int) (list []glyph) {
		for i, h := range heights {
			box := image.Rect(30*i, 100-h, 30*i+20, 100)
			list = append(list, glyph{box: box, pieces: []blob{{box: box}}})
		}
		return list
	}
	row := image.Rect(0, 0, 400, 200)
	low, high := shapes(30, 30, 30), shapes(42, 30, 30)
	if why := measure([]rune("Car"), low).proves('C', low[0], row); why != "small" {
		t.Errorf("a small c passes for a capital: %q", why)
	}
	if why := measure([]rune("Car"), high).proves('C', high[0], row); why != "" {
		t.Errorf("a capital does not pass: %q", why)
	}
	if why := measure([]rune("car"), high).proves('c', high[0], row); why != "high" {
		t.Errorf("a capital passes for a small c: %q", why)
	}
}

// A box that is too low for its letters shows only the beginning of a tail,
// which is enough to know a p and a y by, and no g, which may be a q.
func TestClippedTails(t *testing.T) {
	row := image.Rect(0, 0, 400, 200)
	l := inkLine{base: 100, capital: 42, small: 30}
	tail := func(down int) glyph {
		box := image.Rect(0, 70, 20, 100+down)
		return glyph{box: box, pieces: []blob{{box: box}}}
	}
	for _, c := range []struct {
		letter rune
		down   int
		want   string
	}{{'p', 3, ""}, {'y', 3, ""}, {'p', 1, "low"}, {'g', 3, "low"}, {'q', 3, "low"}, {'g', 12, ""}} {
		if why := l.proves(c.letter, tail(c.down), row); why != c.want {
			t.Errorf("%c with a tail of %d: %q, want %q", c.letter, c.down, why, c.want)
		}
	}
}
