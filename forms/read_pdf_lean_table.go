package forms

import (
	"strconv"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// mostSaves bounds how often a document was saved on top of itself.
const mostSaves = 256

// table reads the table at an offset and those before it. The latest place of
// an object counts, and the latest trailer is given.
func (l *lean) table(offset int) (trailer types.Dict, err error) {
	seen := map[int]bool{}
	for range mostSaves {
		if offset <= 0 || offset >= len(l.data) || seen[offset] {
			return nil, errOdd
		}
		seen[offset] = true
		d, err := l.tableAt(offset)
		if err != nil {
			return nil, err
		}
		if trailer == nil {
			trailer = d
		}
		if _, mixed := d["XRefStm"]; mixed || len(l.places) > mostObjects {
			return nil, errOdd
		}
		before, more := d["Prev"]
		if !more {
			return trailer, nil
		}
		number, ok := before.(types.Integer)
		if !ok {
			return nil, errOdd
		}
		offset = int(number)
	}
	return nil, errOdd
}

// tableAt reads one table, with the dictionary that goes with it.
func (l *lean) tableAt(offset int) (types.Dict, error) {
	t := tokens{text: l.data, at: offset}
	if !t.keyword("xref") {
		return l.tableStream(t)
	}
	for !t.keyword("trailer") {
		first, err := t.integer()
		if err != nil {
			return nil, err
		}
		count, err := t.integer()
		if err != nil || count > mostObjects || first > mostObjects {
			return nil, errOdd
		}
		if err := l.entries(&t, first, count); err != nil {
			return nil, err
		}
	}
	object, err := t.object(0)
	d, ok := object.(types.Dict)
	if err != nil || !ok {
		return nil, errOdd
	}
	return d, nil
}

// entries reads lines of exactly twenty bytes: offset, generation, in use.
func (l *lean) entries(t *tokens, first, count int) error {
	const long = 20
	t.space()
	if t.at+count*long > len(t.text) {
		return errOdd
	}
	if len(l.places) == 0 {
		l.places = make(map[int]place, count)
	}
	for i := range count {
		line := t.text[t.at : t.at+long]
		t.at += long
		offset, err1 := strconv.Atoi(line[:10])
		generation, err2 := strconv.Atoi(line[11:16])
		kind := line[17]
		end := strings.Trim(line[18:], " \r\n")
		if err1 != nil || err2 != nil || line[10] != ' ' || line[16] != ' ' || end != "" || kind != 'n' && kind != 'f' {
			return errOdd
		}
		l.note(first+i, place{offset: offset, generation: generation, free: kind == 'f'})
	}
	return nil
}

// note keeps a place, unless a later table has one.
func (l *lean) note(number int, p place) {
	if _, later := l.places[number]; !later {
		l.places[number] = p
	}
}

// tableStream reads a table that is a stream (ISO 32000-1, 7.5.8).
func (l *lean) tableStream(t tokens) (types.Dict, error) {
	if _, _, err := t.head(); err != nil {
		return nil, err
	}
	object, err := t.object(0)
	d, ok := object.(types.Dict)
	if err != nil || !ok || d["Type"] != types.Name("XRef") {
		return nil, errOdd
	}
	data, err := l.stream(&t, d)
	if err != nil {
		return nil, err
	}
	widths, err := integers(d["W"], 3)
	if err != nil {
		return nil, err
	}
	wide := 0
	for _, w := range widths {
		if w < 0 || w > 4 {
			return nil, errOdd
		}
		wide += w
	}
	size, ok := d["Size"].(types.Integer)
	if !ok || wide == 0 {
		return nil, errOdd
	}
	ranges := []int{0, int(size)}
	if index, ok := d["Index"].(types.Array); ok {
		if ranges, err = integers(index, len(index)); err != nil || len(ranges)%2 == 1 {
			return nil, errOdd
		}
	}
	return d, l.packedEntries(data, widths, ranges, wide)
}

// packedEntries reads the entries of a table stream.
func (l *lean) packedEntries(data string, widths, ranges []int, wide int) error {
	for r := 0; r < len(ranges); r += 2 {
		first, count := ranges[r], ranges[r+1]
		if first < 0 || first > mostObjects || count < 0 || count > mostObjects || count*wide > len(data) {
			return errOdd
		}
		for i := range count {
			var field [3]int
			for f, w := range widths {
				for _, b := range []byte(data[:w]) {
					field[f] = field[f]<<8 | int(b)
				}
				data = data[w:]
			}
			kind := field[0]
			if widths[0] == 0 {
				kind = 1
			}
			switch kind {
			case 0:
				l.note(first+i, place{free: true})
			case 1:
				l.note(first+i, place{offset: field[1], generation: field[2]})
			case 2:
				if field[1] == 0 {
					return errOdd
				}
				l.note(first+i, place{within: field[1]})
			default:
				return errOdd
			}
		}
	}
	return nil
}

// integers is an array of so many whole numbers.
func integers(o types.Object, count int) ([]int, error) {
	a, ok := o.(types.Array)
	if !ok || len(a) != count {
		return nil, errOdd
	}
	var all []int
	for _, element := range a {
		n, ok := element.(types.Integer)
		if !ok {
			return nil, errOdd
		}
		all = append(all, int(n))
	}
	return all, nil
}
