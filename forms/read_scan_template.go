package forms

import (
	"fmt"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// point is a place on a page: in millimetres of the printed form, or in pixels
// of a picture, from the upper left in both.
type point struct{ x, y float64 }

func (p point) plus(q point) point  { return point{p.x + q.x, p.y + q.y} }
func (p point) minus(q point) point { return point{p.x - q.x, p.y - q.y} }

// printedWord is one printedWord word of the form: its key, and the middle of its ink.
type printedWord struct {
	key  string
	at   point
	once bool // no other word of the page has this key
}

// template is one page of the printed form as the reader of pictures needs it.
type template struct {
	number  int // from 1
	words   []printedWord
	widgets []widget // what can be filled in here
}

// fewestWordLetters of a word that serves as an anchor: shorter ones stand in every
// other line, and are misread for one another.
const fewestWordLetters = 3

var templates = sync.OnceValues(func() ([]template, error) {
	s := drawSheet()
	ruler, err := newInkRuler()
	if err != nil {
		return nil, err
	}
	pages := make([]template, s.pen.page())
	for i := range pages {
		pages[i].number = i + 1
	}
	for _, w := range s.widgets {
		if w.kind != hiddenWidget {
			pages[w.page-1].widgets = append(pages[w.page-1].widgets, w)
		}
	}
	for _, mark := range s.pen.texts {
		t := &pages[mark.page-1]
		t.words = append(t.words, ruler.words(s.pen, mark)...)
	}
	for i := range pages {
		pages[i].countWords()
	}
	return pages, nil
})

func (t *template) countWords() {
	count := map[string]int{}
	for _, w := range t.words {
		count[w.key]++
	}
	for i, w := range t.words {
		t.words[i].once = count[w.key] == 1
	}
}

// inkRuler measures where the ink of a printed word lies. OCR gives the ink's
// box, and its middle is another for "ace" than for "bdf" or "gyp".
type inkRuler struct {
	regular, bold *sfnt.Font
	buffer        sfnt.Buffer
}

func newInkRuler() (*inkRuler, error) {
	regular, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		return nil, fmt.Errorf("opening the form's font: %w", err)
	}
	bold, err := sfnt.Parse(gobold.TTF)
	if err != nil {
		return nil, fmt.Errorf("opening the form's bold font: %w", err)
	}
	return &inkRuler{regular: regular, bold: bold}, nil
}

// words are the anchors of one printed line.
func (r *inkRuler) words(p *pen, mark textMark) []printedWord {
	var all []printedWord
	at := 0
	for word := range strings.FieldsSeq(mark.text) {
		start := at + strings.Index(mark.text[at:], word)
		at = start + len(word)
		key := foldKey(word)
		if len([]rune(key)) < fewestWordLetters {
			continue
		}
		left := mark.x + p.width(mark.look, mark.text[:start])
		right := mark.x + p.width(mark.look, mark.text[:at])
		top, bottom := r.extent(mark.look.bold, word)
		em := mark.look.size / pointsPerMM
		base := mark.y + mark.look.lead()/2 + 0.35*em // as the pen sets it
		all = append(all, printedWord{key: key, at: point{(left + right) / 2, base + em*(top+bottom)/2}})
	}
	return all
}

// extent is how far the ink of a word reaches from its base line, in ems; up is
// negative.
func (r *inkRuler) extent(bold bool, word string) (top, bottom float64) {
	const em = 1000
	face := r.regular
	if bold {
		face = r.bold
	}
	for _, letter := range word {
		glyph, err := face.GlyphIndex(&r.buffer, letter)
		if err != nil {
			continue
		}
		bounds, _, err := face.GlyphBounds(&r.buffer, glyph, fixed.I(em), font.HintingNone)
		if err != nil {
			continue
		}
		top = min(top, float64(bounds.Min.Y)/64/em)
		bottom = max(bottom, float64(bounds.Max.Y)/64/em)
	}
	return top, bottom
}
