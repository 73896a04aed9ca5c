package forms

import (
	"strconv"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// tokens reads the plain syntax of a PDF (ISO 32000-1, 7.2 and 7.3). Comments,
// names with escapes and what else a program rarely writes are errOdd.
type tokens struct {
	text string
	at   int
}

func (t *tokens) space() {
	for t.at < len(t.text) && byteKinds[t.text[t.at]] == blankByte {
		t.at++
	}
}

// The characters that end a word, by their code.
const (
	blankByte = 1 + iota
	delimiterByte
)

var byteKinds = [256]uint8{' ': blankByte, '\n': blankByte, '\r': blankByte, '\t': blankByte, '\f': blankByte, 0: blankByte,
	'(': delimiterByte, ')': delimiterByte, '<': delimiterByte, '>': delimiterByte, '[': delimiterByte,
	']': delimiterByte, '{': delimiterByte, '}': delimiterByte, '/': delimiterByte, '%': delimiterByte}

// word is the run of plain characters that comes next.
func (t *tokens) word() string {
	start := t.at
	for t.at < len(t.text) && byteKinds[t.text[t.at]] == 0 {
		t.at++
	}
	return t.text[start:t.at]
}

// keyword steps over a word if it comes next.
func (t *tokens) keyword(word string) bool {
	before := t.at
	t.space()
	if t.word() == word {
		return true
	}
	t.at = before
	return false
}

// integer is a whole number, not below nought.
func (t *tokens) integer() (int, error) {
	t.space()
	n, ok := digits(t.word())
	if !ok {
		return 0, errOdd
	}
	return n, nil
}

func digits(word string) (n int, ok bool) {
	const longest = 10
	if word == "" || len(word) > longest {
		return 0, false
	}
	for _, c := range []byte(word) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// head is "12 0 obj".
func (t *tokens) head() (number, generation int, err error) {
	if t.at < 0 || t.at >= len(t.text) {
		return 0, 0, errOdd
	}
	if number, err = t.integer(); err != nil {
		return 0, 0, err
	}
	if generation, err = t.integer(); err != nil || !t.keyword("obj") {
		return 0, 0, errOdd
	}
	return number, generation, nil
}

// object is the next object: references stay references.
func (t *tokens) object(level int) (types.Object, error) {
	t.space()
	if level > mostNested/2 || t.at >= len(t.text) {
		return nil, errOdd
	}
	rest := t.text[t.at:]
	switch {
	case strings.HasPrefix(rest, "<<"):
		return t.dict(level)
	case rest[0] == '<':
		return t.hex()
	case rest[0] == '(':
		return t.literal()
	case rest[0] == '[':
		return t.array(level)
	case rest[0] == '/':
		return t.name()
	}
	return t.plain()
}

// usualKeys is how many keys a field of our form has, so that its table is made
// as large as it gets.
const usualKeys = 14

func (t *tokens) dict(level int) (types.Object, error) {
	t.at += len("<<")
	d := types.Dict{}
	if level == 0 {
		d = make(types.Dict, usualKeys)
	}
	for {
		t.space()
		if strings.HasPrefix(t.text[t.at:], ">>") {
			t.at += len(">>")
			return d, nil
		}
		key, err := t.name()
		if err != nil {
			return nil, err
		}
		value, err := t.object(level + 1)
		if err != nil {
			return nil, err
		}
		if _, twice := d[string(key)]; twice {
			return nil, errOdd
		}
		if value != nil {
			d[string(key)] = value
		}
	}
}

func (t *tokens) array(level int) (types.Object, error) {
	t.at++
	a := types.Array{}
	for {
		t.space()
		if t.at < len(t.text) && t.text[t.at] == ']' {
			t.at++
			return a, nil
		}
		element, err := t.object(level + 1)
		if err != nil {
			return nil, err
		}
		a = append(a, element)
	}
}

func (t *tokens) name() (types.Name, error) {
	if t.at >= len(t.text) || t.text[t.at] != '/' {
		return "", errOdd
	}
	t.at++
	word := t.word()
	if strings.IndexByte(word, '#') >= 0 {
		return "", errOdd
	}
	return types.Name(word), nil
}

// literal is a text in brackets, its escapes as they are.
func (t *tokens) literal() (types.Object, error) {
	depth := 0
	for i := t.at; i < len(t.text); i++ {
		switch t.text[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				text := t.text[t.at+1 : i]
				t.at = i + 1
				return types.StringLiteral(text), nil
			}
		}
	}
	return nil, errOdd
}

// hex is a text in pairs of digits.
func (t *tokens) hex() (types.Object, error) {
	end := strings.IndexByte(t.text[t.at:], '>')
	if end < 0 {
		return nil, errOdd
	}
	text := t.text[t.at+1 : t.at+end]
	for _, c := range []byte(text) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
			return nil, errOdd
		}
	}
	if len(text)%2 == 1 {
		return nil, errOdd
	}
	t.at += end + 1
	return types.HexLiteral(strings.ToUpper(text)), nil
}

// plain is a number, a reference, true, false or null.
func (t *tokens) plain() (types.Object, error) {
	word := t.word()
	switch word {
	case "true", "false":
		return types.Boolean(word == "true"), nil
	case "null":
		return nil, nil
	}
	n, whole := digits(word)
	if !whole {
		return number(word)
	}
	ahead := *t
	if generation, err := ahead.integer(); err == nil && ahead.keyword("R") {
		*t = ahead
		return *types.NewIndirectRef(n, generation), nil
	}
	return types.Integer(n), nil
}

// number is a number with a sign or a point.
func number(word string) (types.Object, error) {
	if word == "" || strings.Trim(word, "+-.0123456789") != "" {
		return nil, errOdd
	}
	if strings.IndexByte(word, '.') < 0 { // an error of Atoi takes memory
		if n, err := strconv.Atoi(word); err == nil {
			return types.Integer(n), nil
		}
	}
	f, err := strconv.ParseFloat(word, 64)
	if err != nil {
		return nil, errOdd
	}
	return types.Float(f), nil
}
