package forms

import (
	"regexp"
	"slices"
	"strings"
)

const (
	mostPieces = 200 // parts of one answer; the longest list of options has twenty
	mostJoined = 8   // parts that may be one option: "Flat feet, in-toeing or toe walking"
)

var (
	box        = regexp.MustCompile(`\[\s*[xX✓✔*]?\s*\]|\(\s*[xX✓✔]?\s*\)|[☐☑☒□■✅⬜]`)
	bullet     = regexp.MustCompile(`(?m)^\s*[-*•·–]\s+`)
	pieceBreak = regexp.MustCompile(`(?i)\s*(?:[,;|\n+/&•]|\band\b|\bplus\b)\s*`)
	remark     = regexp.MustCompile(`(?s)^([^-–—,.:;(]+?)\s*[-–—,.:;(]\s*(.+)$`)
)

// boxesIn is where the boxes of a text stand, up to mostPieces. One that is a
// sign of its own, as in our form, needs no pattern.
func boxesIn(text string) (boxes [][]int) {
	for i, r := range text {
		switch r {
		case '[', '(':
			return append(boxes, after(box.FindAllStringIndex(text[i:], mostPieces-len(boxes)), i)...)
		case '☐', '☑', '☒', '□', '■', '✅', '⬜':
			boxes = append(boxes, []int{i, i + len(string(r))})
		}
		if len(boxes) == mostPieces {
			break
		}
	}
	return boxes
}

// after moves places in a part of a text to places in the text.
func after(places [][]int, by int) [][]int {
	for _, p := range places {
		p[0], p[1] = p[0]+by, p[1]+by
	}
	return places
}

// Words after "yes -" that may take the yes back.
var turningWords = wordSet(`but not no none nor never except unless however only although though sometimes some maybe
	partly possibly perhaps if dont doesnt didnt isnt wasnt hasnt cant wont unsure used`)

// choose reads the answer to a question with options. Only whole answers count:
// "not diagnosed" is never "diagnosed".
func (q Question) choose(text string) reading {
	if code, ok := words().option(q, text); ok {
		return sure(code)
	}
	if codes := strings.Split(text, "|"); q.Kind == KindMulti && q.areCodes(codes) {
		return sure(q.join(codes))
	}
	if marked, ok := ticked(text); ok {
		return q.chooseAll(marked)
	}
	text = bullet.ReplaceAllString(text, "")
	codes, whole := q.pieces(text)
	switch {
	case q.Kind == KindMulti && whole:
		return sure(q.join(codes))
	case q.Kind == KindMulti:
		return unsure(q.join(codes), codeUnknownOption)
	case len(codes) > 1:
		return unsure("", codeTwoOptions)
	case len(codes) == 1 && whole:
		return sure(codes[0])
	}
	if code, ok := q.worded(text); ok {
		return sure(code)
	}
	return q.remarked(text)
}

// worded finds the one option that a text names in other words: with words that
// say nothing ("Parent or carer"), with some more ("Yes, mother told me so") or
// with some left out ("a physio programme"). Words that take something back, or
// the words of two options, name none.
func (q Question) worded(text string) (code string, ok bool) {
	if len(text) > mostWorded {
		return "", false
	}
	typed := tellingWords(text)
	if len(typed) == 0 {
		return "", false
	}
	for _, o := range q.Options {
		if !names(typed, tellingWords(o.Label)) && !names(typed, tellingWords(strings.ReplaceAll(o.Code, "_", " "))) {
			continue
		}
		if code != "" && code != o.Code {
			return "", false
		}
		code = o.Code
	}
	return code, code != ""
}

// How far a text may be from the words of an option.
const (
	mostMore      = 3 // words beside those of the option
	mostLess      = 2 // words of the option that are left out
	fewestTelling = 2 // words that must be the same where some are not
	mostBefore    = 2 // words before an option of one word: "neuromuscular consultant"
)

// names reports whether typed words are those of an option, or near enough.
func names(typed, option []string) bool {
	more := len(typed) - len(option)
	switch {
	case slices.Equal(typed, option):
		return true
	case len(option) == 1:
		return more > 0 && more <= mostBefore && option[0] == typed[len(typed)-1] && !plainAnswer[option[0]] && !takesBack(typed)
	case more > 0:
		return more <= mostMore && len(option) >= fewestTelling && inOrderIn(option, typed) && !takesBack(typed)
	}
	return len(typed) >= fewestTelling && -more <= mostLess && inOrderIn(typed, option)
}

// plainAnswer are options of one word to which words before them may do anything.
var plainAnswer = wordSet("yes no none some mild moderate severe other unknown")

// takesBack reports whether words take something back or put it into another time.
func takesBack(typed []string) bool {
	return slices.ContainsFunc(typed, func(w string) bool { return turningWords[foldKey(w)] || otherTimes[foldKey(w)] })
}

var otherTimes = wordSet(`was were had past previous previously former formerly ended stopped finished discharged refused declined awaiting waiting
	wait hoping requested asked before until soon never ex old last private`)

// mostWorded is the length of the longest answer that may be an option in other
// words, in bytes.
const mostWorded = 100

// emptyWords tell no option of the form from another.
var emptyWords = wordSet("the a an or and of in to my our their his her its it he she they this that is im am i we are setting settings person staff")

// tellingWords are the words of a text that tell something, in their order.
func tellingWords(text string) []string {
	var kept []string
	for _, w := range spokenWords(text) {
		w = strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "’s")
		switch w {
		case "can't", "can’t", "cant":
			w = "cannot"
		}
		if !emptyWords[w] {
			kept = append(kept, w)
		}
	}
	return kept
}

// areCodes reports whether every part of an answer is the code of an option, as
// in a form with fields.
func (q Question) areCodes(parts []string) bool {
	return !slices.ContainsFunc(parts, func(part string) bool { _, ok := q.Option(part); return !ok })
}

// chooseAll reads what stands beside the ticked boxes of a printed list. A list
// without a tick is no answer.
func (q Question) chooseAll(marked []string) reading {
	if len(marked) == 0 {
		return reading{}
	}
	var codes []string
	unknown := false
	for _, label := range marked {
		code, ok := words().option(q, label)
		if !ok {
			unknown = true
		} else if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	switch {
	case q.Kind != KindMulti && len(codes) > 1:
		return unsure("", codeTwoOptions)
	case unknown:
		return unsure(q.join(codes), codeUnknownOption)
	}
	return sure(q.join(codes))
}

// ticked lists what stands beside the ticked boxes in a text. ok is false when
// there are no boxes with words, or when it is not clear on which side of its
// box a word stands.
func ticked(text string) (marked []string, ok bool) {
	boxes := boxesIn(text)
	if len(boxes) == 0 || foldKey(box.ReplaceAllString(text, "")) == "" {
		return nil, false
	}
	before := foldKey(bullet.ReplaceAllString(text[:boxes[0][0]], "")) == ""
	after := foldKey(text[boxes[len(boxes)-1][1]:]) == ""
	if before == after {
		return nil, false
	}
	for i, at := range boxes {
		if strings.ContainsAny(text[at[0]:at[1]], "☐□⬜") || strings.Trim(text[at[0]:at[1]], "[]() \n") == "" {
			continue
		}
		label := ""
		switch {
		case before && i+1 < len(boxes):
			label = text[at[1]:boxes[i+1][0]]
		case before:
			label = text[at[1]:]
		case i > 0:
			label = text[boxes[i-1][1]:at[0]]
		default:
			label = text[:at[0]]
		}
		marked = append(marked, label)
	}
	return marked, true
}

// pieces finds the options that a list names, the longest names first. whole is
// false when a part of the list is no option.
func (q Question) pieces(text string) (codes []string, whole bool) {
	breaks := pieceBreak.FindAllStringIndex(text, mostPieces)
	if len(breaks) == mostPieces {
		return nil, false
	}
	starts, ends := []int{0}, []int{}
	for _, b := range breaks {
		ends, starts = append(ends, b[0]), append(starts, b[1])
	}
	ends = append(ends, len(text))
	whole = true
	for i := 0; i < len(starts); {
		if strings.TrimSpace(text[starts[i]:ends[i]]) == "" {
			i++
			continue
		}
		taken := 0
		for n := min(mostJoined, len(starts)-i); n > 0 && taken == 0; n-- {
			code, ok := words().option(q, text[starts[i]:ends[i+n-1]])
			if !ok && n == 1 {
				code, ok = q.worded(text[starts[i]:ends[i]])
			}
			if ok {
				taken = n
				if !slices.Contains(codes, code) {
					codes = append(codes, code)
				}
			}
		}
		whole = whole && taken > 0
		i += max(taken, 1)
	}
	return codes, whole && len(codes) > 0
}

// join writes several options as the contract does: printed order, "|" between.
func (q Question) join(codes []string) string {
	var ordered []string
	for _, o := range q.Options {
		if slices.Contains(codes, o.Code) {
			ordered = append(ordered, o.Code)
		}
	}
	return strings.Join(ordered, "|")
}

// remarked reads an option with a remark behind it: "yes - since birth". A plain
// yes, or what somebody is, is certain when the remark takes nothing back; a
// remark on any other answer may be the very thing that a person should read.
func (q Question) remarked(text string) reading {
	m := remark.FindStringSubmatch(text)
	if m == nil {
		return unsure("", codeUnknownOption)
	}
	code, ok := words().option(q, m[1])
	if !ok {
		return unsure("", codeUnknownOption)
	}
	plain := code == "yes" && q.onlyOneYes() || q.describes()
	if plain && !q.turns(m[2]) {
		return sure(code)
	}
	return unsure(code, codeExtraWords)
}

// describes reports whether the options of a question say who or what somebody
// is, so that a remark says no more than which: "parent (dad)".
func (q Question) describes() bool {
	switch q.Name {
	case "referrer_type", "setting_type", "sen_status", "main_cause", "service_requested", "preferred_contact":
		return true
	}
	return false
}

func (q Question) onlyOneYes() bool {
	n := 0
	for _, o := range q.Options {
		if strings.HasPrefix(o.Code, "yes") || strings.HasPrefix(o.Label, "Yes") {
			n++
		}
	}
	return n == 1
}

// turns reports whether a remark may change the answer before it: by a word
// that takes back, or by the words of another option.
func (q Question) turns(text string) bool {
	for _, word := range strings.Fields(text) {
		if turningWords[foldKey(word)] {
			return true
		}
	}
	for _, o := range q.Options {
		if strings.Contains(foldKey(text), foldKey(o.Label)) {
			return true
		}
	}
	return false
}
