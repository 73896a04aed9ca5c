package forms

import (
	"reflect"
	"strings"
	"unicode"
)

// Measures of a text box on the printed form, in points.
const (
	boxEdge    = 1.5  // the outline and what a page may lie aside
	chevronBox = 17.0 // the arrow of a drop-down, at its right end
)

// answersOf gathers what the pages of the form say. same is false when one page
// is there twice with different answers; a blank copy says nothing.
func answersOf(sheets []sheetRead) (all map[string][]given, same bool) {
	byPlate := map[int]map[string][]given{}
	for _, s := range sheets {
		answers := s.answers()
		before, twice := byPlate[s.plate]
		switch {
		case len(answers) == 0:
		case !twice:
			byPlate[s.plate] = answers
		case !reflect.DeepEqual(withoutPages(before), withoutPages(answers)):
			return nil, false
		}
	}
	all = map[string][]given{}
	for _, answers := range byPlate {
		for name, given := range answers {
			all[name] = append(all[name], given...)
		}
	}
	return all, true
}

func withoutPages(answers map[string][]given) map[string][]given {
	all := map[string][]given{}
	for name, list := range answers {
		for _, g := range list {
			g.page = 0
			all[name] = append(all[name], g)
		}
	}
	return all
}

// missingPages reports whether a page of the form is not there.
func missingPages(sheets []sheetRead) bool {
	there := map[int]bool{}
	for _, s := range sheets {
		there[s.plate] = true
	}
	return len(there) < len(plates())
}

// boxed is what stands in one box.
type boxed struct {
	letters []Letter // those that can be seen, and spaces
	doubt   bool
}

// answers reads one page.
func (s sheetRead) answers() map[string][]given {
	boxes := plates()[s.plate].boxes
	inside := s.sort(boxes)
	all := map[string][]given{}
	for i, b := range boxes {
		q, _ := Lookup(b.Name)
		var g given
		var some bool
		if b.Option != "" {
			g, some = s.ticked(b, inside[i])
		} else {
			g, some = s.written(q, b, inside[i])
		}
		if some {
			g.page = s.number
			all[b.Name] = append(all[b.Name], g)
		}
	}
	return all
}

// sort puts every letter of the page into the box in which it stands. What runs
// out of a box, or beside it, makes the box doubtful.
func (s sheetRead) sort(boxes []plateBox) []boxed {
	inside := make([]boxed, len(boxes))
	lies := make([]Box, len(boxes))
	for i, b := range boxes {
		lies[i] = s.fit.box(b.Box)
	}
	before := -1 // the box of the letter before, or -1
	for i, l := range s.Letters {
		at := boxAt(lies, l)
		space := strings.TrimSpace(l.Text) == ""
		if i > 0 && at != before && !space && touching(s.Letters[i-1], l) {
			doubtful(inside, before)
			doubtful(inside, at)
		}
		before = at
		switch {
		case at >= 0 && (space || s.inked(l)):
			inside[at].letters = append(inside[at].letters, l)
		case at >= 0:
			inside[at].doubt = true
		case !space && !s.own[i] && !s.printed(l):
			for b := range lies {
				if near(lies[b], l) {
					inside[b].doubt = true
				}
			}
		}
	}
	return inside
}

func doubtful(inside []boxed, at int) {
	if at >= 0 {
		inside[at].doubt = true
	}
}

// boxAt is the box in which the middle of a letter stands, -1 for none.
func boxAt(boxes []Box, l Letter) int {
	x, y := l.X+l.W/2, l.Y+l.H*0.4 // the middle of what is drawn of most letters
	for i, b := range boxes {
		if x >= b.X && x <= b.X+b.W && y >= b.Y && y <= b.Y+b.H {
			return i
		}
	}
	return -1
}

// touching reports whether a letter goes on where the one before ended.
func touching(before, l Letter) bool {
	gap := l.X - before.X - before.W
	return level(before, l) && gap > -0.3*l.H && gap < 0.3*l.H
}

func level(a, b Letter) bool {
	off := a.Y + a.H/2 - b.Y - b.H/2
	return max(off, -off) < min(a.H, b.H)/2
}

// near reports whether a letter outside a box stands as close to it as the rest
// of an answer would.
func near(b Box, l Letter) bool {
	x, y := l.X+l.W/2, l.Y+l.H*0.4
	return x > b.X-l.H && x < b.X+b.W+l.H && y > b.Y-l.H && y < b.Y+b.H+l.H
}

// printed reports whether a letter stands where the form has words of its own.
func (s sheetRead) printed(l Letter) bool {
	const aside = 1.5 // points
	x, y := l.X+l.W/2, l.Y+l.H*0.4
	for _, line := range plates()[s.plate].lines {
		b := s.fit.box(Box{X: line.x, Y: line.y, W: line.w, H: line.h})
		if x > b.X-aside && x < b.X+b.W+aside && y > b.Y-aside && y < b.Y+b.H+aside && strings.Contains(line.letters, lettersOnly(l.Text)) {
			return true
		}
	}
	return false
}

// ticked reads one tick box or radio button.
func (s sheetRead) ticked(b plateBox, c boxed) (g given, some bool) {
	d := s.darkness(s.fit.box(b.Box))
	word := strings.TrimSpace(joined(c.letters))
	odd := word != "" && !tickSign(word)
	switch {
	case d <= mostUnticked && word == "" && !c.doubt:
		return given{}, false
	case d >= leastTicked && d <= mostTicked && !odd && !c.doubt:
		return given{value: b.Option, sure: true}, true
	}
	return given{value: b.Option, sure: true, doubt: true}, true
}

// tickSign reports whether a letter in a tick box is a tick, a cross or a dot,
// by itself or as a letter of a font of signs.
func tickSign(word string) bool {
	return strings.Contains("XxVv48nlu✓✔☑✗✘✕✖×☒●•■", word)
}

func joined(letters []Letter) string {
	var b strings.Builder
	for _, l := range letters {
		b.WriteString(l.Text)
	}
	return b.String()
}

// written reads one box of text, or a drop-down.
func (s sheetRead) written(q Question, b plateBox, c boxed) (g given, some bool) {
	lies := s.fit.box(b.Box)
	within := Box{X: lies.X + boxEdge, Y: lies.Y + boxEdge, W: lies.W - 2*boxEdge, H: lies.H - 2*boxEdge}
	if b.kind == listWidget {
		within.W -= chevronBox * s.fit.sx
	}
	p := layOut(c.letters, lies)
	g = given{value: p.text, sure: true}
	g.doubt = c.doubt || p.doubt || len(p.lines) > 1 && b.kind != longWidget || s.specks(within, c.letters) > mostSpecks
	if b.kind == listWidget {
		g.value = q.codeOf(strings.TrimSpace(p.text))
		_, whole := q.Option(g.value)
		g.doubt = g.doubt || !whole && p.text != ""
	}
	return g, strings.TrimSpace(p.text) != "" || g.doubt
}

// doubtfulLetter reports whether a letter may stand for another: the sign of a
// program that had none, or a letter of a script that runs the other way, whose
// order on a page is not that of writing.
func doubtfulLetter(text string) bool {
	for _, r := range text {
		switch {
		case r == unicode.ReplacementChar, r == '?', r == '□', r < ' ' && r != '\t',
			unicode.Is(unicode.Co, r), unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko):
			return true
		}
	}
	return false
}
