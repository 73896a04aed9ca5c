package forms

import (
	"compress/zlib"
	"io"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// stream unfolds the stream whose dictionary was just read: one that is not
// packed, or by Flate, with the predictor that tables have.
func (l *lean) stream(t *tokens, d types.Dict) (string, error) {
	if !t.keyword("stream") {
		return "", errOdd
	}
	switch {
	case strings.HasPrefix(t.text[t.at:], "\r\n"):
		t.at += 2
	case strings.HasPrefix(t.text[t.at:], "\n"):
		t.at++
	default:
		return "", errOdd
	}
	length, ok := d["Length"].(types.Integer)
	if !ok || length < 0 || t.at+int(length) > len(t.text) || int(length) > mostStream {
		return "", errOdd
	}
	raw := t.text[t.at : t.at+int(length)]
	t.at += int(length)
	if !t.keyword("endstream") {
		return "", errOdd
	}
	switch d["Filter"] {
	case nil:
		return raw, nil
	case types.Name("FlateDecode"):
		return l.inflate(raw, d["DecodeParms"])
	}
	return "", errOdd
}

func (l *lean) inflate(raw string, parameters types.Object) (string, error) {
	r, err := zlib.NewReader(strings.NewReader(raw))
	if err != nil {
		return "", errOdd
	}
	data, err := io.ReadAll(io.LimitReader(r, mostStream-int64(l.spent)+1))
	l.spent += len(data)
	if err != nil || l.spent > mostStream {
		return "", errOdd
	}
	if parameters == nil {
		return string(data), nil
	}
	d, ok := parameters.(types.Dict)
	if !ok {
		return "", errOdd
	}
	return unpredict(data, d)
}

// unpredict undoes a PNG predictor of whole bytes, rows of which are taken as
// they are or added to the row above (ISO 32000-1, 7.4.4.4).
func unpredict(data []byte, d types.Dict) (string, error) {
	const leastPNG, asIs, up = 10, 0, 2
	kind, _ := d["Predictor"].(types.Integer)
	columns, ok := d["Columns"].(types.Integer)
	for key := range d {
		if key != "Predictor" && key != "Columns" {
			return "", errOdd
		}
	}
	if kind < leastPNG || !ok || columns < 1 || int(columns) > len(data) || len(data)%(int(columns)+1) != 0 {
		return "", errOdd
	}
	wide := int(columns)
	out := make([]byte, 0, len(data))
	above := make([]byte, wide)
	for ; len(data) > 0; data = data[wide+1:] {
		row := data[1 : wide+1]
		switch data[0] {
		case asIs:
		case up:
			for i := range row {
				row[i] += above[i]
			}
		default:
			return "", errOdd
		}
		out = append(out, row...)
		above = row
	}
	return string(out), nil
}

// unpack reads an object stream (ISO 32000-1, 7.5.7).
func (l *lean) unpack(number int) (map[int]types.Object, error) {
	if objects, ok := l.packed[number]; ok {
		return objects, nil
	}
	p, ok := l.places[number]
	if !ok || p.free || p.within > 0 {
		return nil, errOdd
	}
	t := tokens{text: l.data, at: p.offset}
	if n, g, err := t.head(); err != nil || n != number || g != p.generation {
		return nil, errOdd
	}
	object, err := t.object(0)
	d, ok := object.(types.Dict)
	if err != nil || !ok || d["Type"] != types.Name("ObjStm") || d["Extends"] != nil {
		return nil, errOdd
	}
	data, err := l.stream(&t, d)
	if err != nil {
		return nil, err
	}
	objects, err := unpacked(data, d)
	if err != nil {
		return nil, err
	}
	l.packed[number] = objects
	return objects, nil
}

func unpacked(data string, d types.Dict) (map[int]types.Object, error) {
	count, ok1 := d["N"].(types.Integer)
	first, ok2 := d["First"].(types.Integer)
	if !ok1 || !ok2 || count < 0 || int(count) > mostObjects || first < 0 || int(first) > len(data) {
		return nil, errOdd
	}
	head := tokens{text: data[:first]}
	objects := map[int]types.Object{}
	for range int(count) {
		number, err := head.integer()
		if err != nil {
			return nil, err
		}
		offset, err := head.integer()
		if err != nil || int(first)+offset > len(data) {
			return nil, errOdd
		}
		if _, twice := objects[number]; twice {
			return nil, errOdd
		}
		t := tokens{text: data, at: int(first) + offset}
		if objects[number], err = t.object(0); err != nil {
			return nil, err
		}
	}
	return objects, nil
}
