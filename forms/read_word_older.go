package forms

import "strings"

// What the fields to fill in of older forms have in common, in every format
// that has them.

// endText is the text of a field that answers a question. Five wide spaces are
// what Word shows in one that is blank.
func (p *paperWriter) endText(text string, s slot) {
	text = strings.Trim(text, " \n\u2002")
	switch {
	case text == "" || prompted(text):
		p.ask(s)
	case unmarked(text) != text:
		p.doubts = append(p.doubts, doubtfulMark{s.question, unmarked(text)})
	default:
		p.addField(textField(s.name(), text, nil))
	}
}

// endList is the entry that a drop-down shows. It shows its first one until
// somebody chooses, so one that was never touched is no certain answer.
func (p *paperWriter) endList(shown string, s slot, known, touched bool) {
	option := false
	if known && s.option == "" {
		_, option = words().option(s.question, shown)
	}
	switch {
	case known && touched && option:
		p.addField(textField(s.name(), shown, nil))
	case known:
		p.ask(s)
		if option {
			p.doubts = append(p.doubts, doubtfulMark{s.question, shown})
		}
	case !prompted(shown):
		p.write(shown)
		if !touched {
			p.writeRune(markDoubt)
		}
	}
}
