package forms

// measures are the sizes of one drawing of the form: letters in points, all
// else in millimetres.
type measures struct {
	small   float64 // hints, and everything smallest
	text    float64 // questions, options, what there is to know
	title   float64 // of the form
	section float64
	foot    float64
	typed   float64 // what is typed into the boxes; 0 lets the program choose, as large as the box allows

	lineHeight  float64 // a box for one line of text
	optionSize  float64 // a tick box or a radio button
	optionGap   float64 // between the button and its words
	optionApart float64 // between one option and the next
	optionStep  float64 // from one row of options to the next
	optionRow   float64 // what the last row of options takes
	hintApart   float64 // between a question and a hint on the same line
	headGap     float64 // between the question and its box
	rowGap      float64 // between one row of questions and the next

	footerTop, flowBottom float64 // where the footer starts, and where questions end
	large                 bool    // one question under the other
}

// normalPrint is the form as most people get it.
func normalPrint() measures {
	return measures{
		small: 8, text: 9, title: 17, section: 12.5, foot: 8,
		lineHeight: 6.6, optionSize: 3.8, optionGap: 1.7, optionApart: 5, optionStep: 5.3, optionRow: 4.3,
		hintApart: 2.2, headGap: 0.9, rowGap: 2.5,
		footerTop: pageHeight - 11, flowBottom: pageHeight - marginBottom,
	}
}

// largeSize is the smallest text of the large print, in points: the RNIB's
// Clear Print guidelines call 16 to 18 points large print.
const largeSize = 18.0

// largePrint is the form for people who read large print.
func largePrint() measures {
	return measures{
		small: largeSize, text: largeSize, title: 26, section: 22, foot: largeSize, typed: largeSize,
		lineHeight: 11, optionSize: 7, optionGap: 3, optionApart: 9, optionStep: 10, optionRow: 8.5,
		hintApart: 4, headGap: 2, rowGap: 7,
		footerTop: pageHeight - 26, flowBottom: pageHeight - 30, large: true,
	}
}

func (m measures) label() style  { return style{bold: true, size: m.text, color: ink()} }
func (m measures) hint() style   { return style{size: m.small, color: grey()} }
func (m measures) option() style { return style{size: m.text, color: ink()} }
func (m measures) body() style   { return style{size: m.text, color: ink()} }
func (m measures) footer() style { return style{size: m.foot, color: grey()} }

// coloured is a style in another colour.
func (s style) coloured(c colour) style { s.color = c; return s }
