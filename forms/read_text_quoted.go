package forms

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// ReadQuoted reads answers that were typed into our own letter where a reply
// quotes it, also where nothing marks what is quoted: under "Your answer:" of
// each question. letter is the quoted letter, its lines marked "> "; asked holds
// canonical names in the order of the letter; feet are lines with which the
// letter goes on behind its questions.
//
// It reads nothing unless the letter is ours and this one: every question with
// its number, in order, each with its "Your answer:". What stands there beyond
// the letter's own words was typed by whoever sent it back. What may be the
// letter's, or another answer's, is not certain. ok is false when nothing was
// answered.
func ReadQuoted(letter string, asked, feet []string, received time.Time) (f Form, ok bool) {
	f = Form{Source: messageText, Shape: Text, Fields: map[string]Answer{}}
	if len(asked) == 0 {
		return f, false
	}
	lines := textLines(letter)
	boxes, ours := answerBoxes(lines, asked, feet)
	if !ours {
		return f, false
	}
	for i, b := range boxes {
		text, sure := b.typed()
		if text == "" {
			continue
		}
		a, problems := normalise(b.question, text, fmt.Sprintf("under question %d of our letter", i+1), received)
		if !sure && !proves(b.question, text, received) {
			a = Answer{Raw: a.Raw, Where: a.Where}
			problems = []Problem{problem(b.question, codeExtraWords)}
		}
		f.put(b.question, a, problems)
	}
	f.check(received)
	return f, len(f.Fields) > 0
}

// answerBox is one question of our letter, as it was quoted.
type answerBox struct {
	question Question
	above    []textLine // between the question and its "Your answer:"
	beside   string     // behind "Your answer:"
	at       textLine   // the line of "Your answer:"
	below    []textLine
	closed   bool // our own words follow
}

// answerBoxes finds the questions of our letter; ours is false when one of them
// or its mark is not there.
func answerBoxes(lines []textLine, asked, feet []string) (boxes []answerBox, ours bool) {
	at := 0
	for i, name := range asked {
		q, known := Lookup(name)
		if !known {
			return nil, false
		}
		from, after := findQuestion(lines, at, i+1, q)
		if from < 0 {
			return nil, false
		}
		if i > 0 && !boxes[i-1].fill(lines[at:from]) {
			return nil, false
		}
		boxes = append(boxes, answerBox{question: q, closed: i+1 < len(asked)})
		at = after
	}
	last := &boxes[len(boxes)-1]
	rest := lines[at:]
	for i, l := range rest {
		if l.depth > 0 && isFoot(l, feet) {
			rest, last.closed = rest[:i], true
			break
		}
	}
	return boxes, last.fill(rest)
}

// isFoot reports whether the letter goes on with this line behind its questions.
func isFoot(l textLine, feet []string) bool {
	for _, foot := range feet {
		if k := foldKey(foot); k != "" && foldKey(l.full) == k {
			return true
		}
	}
	return false
}

// findQuestion finds the quoted line with a question and its number, and the
// line after it; mail programs wrap long ones. from is -1 when it is not there.
func findQuestion(lines []textLine, at, number int, q Question) (from, after int) {
	var want []string
	for _, label := range q.labels() {
		want = append(want, foldKey(label))
	}
	for i := at; i < len(lines); i++ {
		if lines[i].number != number || lines[i].depth == 0 {
			continue
		}
		text := ""
		for n := range mostWrapped {
			if i+n >= len(lines) || lines[i+n].depth != lines[i].depth {
				break
			}
			part := lines[i+n].text
			if n > 0 {
				part = lines[i+n].full
			}
			if text = strings.TrimSpace(text + " " + part); slices.Contains(want, foldKey(text)) {
				return i, i + n + 1
			}
		}
	}
	return -1, -1
}

// fill shares out the lines behind a question; false when "Your answer:" is not
// among them, or more than once.
func (b *answerBox) fill(lines []textLine) bool {
	marks := 0
	for _, l := range lines {
		before, after, cut := strings.Cut(l.full, ":")
		switch {
		case cut && l.depth > 0 && labels().lines["answer"][foldKey(before)]:
			marks++
			b.beside, b.at = strings.TrimSpace(after), l
		case marks == 0:
			b.above = append(b.above, l)
		default:
			b.below = append(b.below, l)
		}
	}
	return marks == 1
}

// typed is what the sender put in: behind the mark and below it, or by the
// question itself. sure is false when some of it may be something else.
func (b *answerBox) typed() (text string, sure bool) {
	var parts []string
	sure = true
	width := wrapWidth
	if b.beside != "" {
		parts, width = append(parts, b.beside), len(b.at.full)
	}
	words := b.question.Kind == KindText || b.question.Kind == KindDateOrText
	gap := false
	for _, l := range b.below {
		if l.blank() {
			gap = true
			continue
		}
		foot := !b.closed && l.depth > 0 // perhaps the letter's own, in other words
		if l.rule() || l.ending() || foot && gap {
			break
		}
		if foot || words && len(parts) > 0 && width < wrapWidth {
			sure = false // a second line may be a second thought
		}
		parts, width = append(parts, l.full), len(l.full)
	}
	extra := b.extra()
	if len(parts) == 0 {
		return strings.Join(extra, "\n"), false
	}
	return strings.Join(parts, "\n"), sure && len(extra) == 0
}

// extra are the lines between the question and its mark that are none of the
// letter's own.
func (b *answerBox) extra() []string {
	var out []string
	hint := foldKey(b.question.Hint)
	read := ""
	for _, l := range b.above {
		before, _, _ := strings.Cut(l.full, ":")
		_, option := words().option(b.question, l.text)
		k := foldKey(l.full)
		switch {
		case l.blank(), l.rule():
		case l.depth > 0 && hint != "" && strings.HasPrefix(hint, read+k):
			read += k
		case l.depth > 0 && (labels().lines["choose"][foldKey(before)] || option):
		default:
			out = append(out, l.full)
		}
	}
	return out
}
