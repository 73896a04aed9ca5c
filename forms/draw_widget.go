package forms

import (
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// widgetKind is what a field is in the PDF.
type widgetKind int

const (
	textWidget widgetKind = iota
	longWidget
	listWidget
	radioWidget
	tickWidget
	hiddenWidget
)

// Field flags, ISO 32000-1 tables 221, 226, 228 and 230.
const (
	flagReadOnly     = 1 << 0
	flagRequired     = 1 << 1
	flagMultiline    = 1 << 12
	flagRadio        = 1 << 15
	flagCombo        = 1 << 17
	flagDoNotSpell   = 1 << 22
	flagDoNotScroll  = 1 << 23 // what does not fit cannot be typed, so that nothing is out of sight
	annotationPrint  = 1 << 2
	annotationHidden = 1 << 1
)

// onState is the state of a ticked box. The option is in the field's name.
const onState = "Yes"

// Signs of ZapfDingbats.
const (
	signTick = "4"
	signDot  = "l"
)

// widget is one place on a page where something can be filled in, in
// millimetres from the top left.
type widget struct {
	q          Question
	option     string // code, of a radio button or tick box
	kind       widgetKind
	page       int
	x, y, w, h float64
	tip        string
	mark       string  // stands before the tip of a question that is marked
	max        int     // most characters, 0 for no limit
	value      string  // of a hidden field
	typed      float64 // size of typed text in points, 0 for the program's choice
}

// rect is the widget's place in points from the lower left corner.
func (w widget) rect() (x0, y0, x1, y1 float64) {
	return w.x * pointsPerMM, (pageHeight - w.y - w.h) * pointsPerMM, (w.x + w.w) * pointsPerMM, (pageHeight - w.y) * pointsPerMM
}

// fieldName is the full name of the field in the file.
func (w widget) fieldName() string {
	if w.kind == tickWidget {
		return w.q.Name + "__" + w.option
	}
	return w.q.Name
}

// flags are the field flags; those of radio buttons stand on their group.
func (w widget) flags() int {
	flags := 0
	if w.q.Required == "yes" && w.kind != tickWidget && w.kind != hiddenWidget {
		flags |= flagRequired // of many tick boxes no single one is required
	}
	switch w.kind {
	case textWidget:
		flags |= flagDoNotScroll
	case longWidget:
		flags |= flagMultiline
		if w.typed == 0 {
			flags |= flagDoNotScroll // at a size that is fixed, the longest answer may need more room
		}
	case listWidget:
		flags |= flagCombo
	case radioWidget:
		flags |= flagRadio
	case hiddenWidget:
		if w.value != "" {
			flags |= flagReadOnly
		}
	}
	if w.kind == textWidget && w.q.Kind != KindText {
		flags |= flagDoNotSpell // numbers, dates and addresses are in no dictionary
	}
	return flags
}

// appearance is how typed text looks. Size 0 lets the program choose the
// largest size that shows everything.
func (w widget) appearance() string {
	if w.kind == listWidget && w.typed == 0 {
		return fmt.Sprintf("/Helv %.1f Tf 0 g", w.listSize())
	}
	if w.typed > 0 {
		return fmt.Sprintf("/Helv %.1f Tf 0 g", w.typed)
	}
	switch w.q.Kind {
	case KindDate, KindPostcode, KindNHSNumber, KindODS:
		return "/Helv 10.5 Tf 0 g"
	}
	return "/Helv 0 Tf 0 g"
}

// listSize is the size in points at which the longest option stands beside
// the arrow: programs choose too large a size for a list by themselves.
func (w widget) listSize() float64 {
	const arrow, smallest, largest, mean = 15, 7, 10.5, 0.47
	longest := 0
	for _, o := range w.q.Options {
		longest = max(longest, utf8.RuneCountInString(o.Label))
	}
	return min(largest, max(smallest, (w.w*pointsPerMM-arrow)/(mean*float64(longest))))
}

// tickPath is a tick and dotPath a dot as drawn lines, so that they show
// without any font of signs.
func tickPath(w, h float64) string {
	return fmt.Sprintf("q 0 G 1.5 w 1 J 1 j %.2f %.2f m %.2f %.2f l %.2f %.2f l S Q", w*.2, h*.5, w*.42, h*.26, w*.8, h*.76)
}

func dotPath(w, h float64) string {
	x, y, r := w/2, h/2, w*.27
	k := r * .5523 // control points of a quarter circle
	return fmt.Sprintf("q 0 g %.2f %.2f m ", x+r, y) +
		fmt.Sprintf("%.2f %.2f %.2f %.2f %.2f %.2f c ", x+r, y+k, x+k, y+r, x, y+r) +
		fmt.Sprintf("%.2f %.2f %.2f %.2f %.2f %.2f c ", x-k, y+r, x-r, y+k, x-r, y) +
		fmt.Sprintf("%.2f %.2f %.2f %.2f %.2f %.2f c ", x-r, y-k, x-k, y-r, x, y-r) +
		fmt.Sprintf("%.2f %.2f %.2f %.2f %.2f %.2f c f Q", x+k, y-r, x+r, y-k, x+r, y)
}

// pdfText is a text string: plain where it can be, else UTF-16.
func pdfText(s string) types.Object {
	if strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) < 0 {
		return types.StringLiteral(strings.NewReplacer(`\`, `\\`, `(`, `\(`, `)`, `\)`).Replace(s))
	}
	b := []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u>>8), byte(u))
	}
	return types.NewHexLiteral(b)
}
