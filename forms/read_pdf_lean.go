package forms

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// lean reads the objects of a well-formed document one by one, as they are
// asked for: the fields of a form are a small part of its file, and most of the
// time of reading all of it goes into the rest. It takes no view on anything
// that is odd. Then odd is set, nothing that it said counts, and the document is
// read as a whole by pdfcpu, which also mends and decrypts.
type lean struct {
	data    string
	places  map[int]place
	read    map[int]types.Object
	packed  map[int]map[int]types.Object // object streams, by their number
	opening map[int]bool                 // objects being read, which ask for no other in a well-formed file
	spent   int                          // bytes that streams unfolded to
	odd     bool
}

// place is where an object stands: at an offset of the file, or in an object
// stream. One that is free has neither.
type place struct {
	offset     int
	generation int
	within     int // number of the object stream, 0 for none
	free       bool
}

var errOdd = errors.New("document is not plain")

// Dereference gives an object for a reference, and any other object as it is.
// Errors stay in odd.
func (l *lean) Dereference(o types.Object) (types.Object, error) {
	ref, ok := o.(types.IndirectRef)
	if !ok {
		return o, nil
	}
	number := ref.ObjectNumber.Value()
	if object, ok := l.read[number]; ok {
		return object, nil
	}
	p, ok := l.places[number]
	switch {
	case !ok || p.free:
		return nil, nil // ISO 32000-1, 7.3.10
	case p.generation != ref.GenerationNumber.Value() || l.opening[number]:
		l.odd = true
		return nil, errOdd
	}
	l.opening[number] = true
	object, err := l.object(number, p)
	delete(l.opening, number)
	if err != nil {
		l.odd = true
		return nil, errOdd
	}
	l.read[number] = object
	return object, nil
}

func (l *lean) object(number int, p place) (types.Object, error) {
	if p.within > 0 {
		objects, err := l.unpack(p.within)
		if err != nil {
			return nil, err
		}
		object, ok := objects[number]
		if !ok {
			return nil, errOdd
		}
		return object, nil
	}
	t := tokens{text: l.data, at: p.offset}
	if n, g, err := t.head(); err != nil || n != number || g != p.generation {
		return nil, errOdd
	}
	object, err := t.object(0)
	if err != nil {
		return nil, err
	}
	d, ok := object.(types.Dict)
	switch {
	case t.keyword("endobj"):
		return object, nil
	case !ok || !t.keyword("stream") || !picturedBy(d):
		return nil, errOdd // a text may stand in a stream
	}
	return types.StreamDict{Dict: d}, nil
}

// picturedBy reports whether a stream is the picture of a field. What it shows
// is never read.
func picturedBy(d types.Dict) bool {
	return d["Subtype"] == types.Name("Form")
}

// leanFields reads the fields of a well-formed document. ok is false for any
// other, about which nothing is known then.
func leanFields(ctx context.Context, data []byte) (found pdfForm, ok bool, err error) {
	l, root, ok := openLean(data)
	if !ok {
		return pdfForm{}, false, nil
	}
	found, err = walkFields(ctx, l, root)
	if l.odd {
		return pdfForm{}, false, nil
	}
	return found, true, err
}

// openLean reads the table of a document.
func openLean(data []byte) (l *lean, root types.Object, ok bool) {
	if !bytes.HasPrefix(data, []byte("%PDF-")) {
		return nil, nil, false // offsets may count from elsewhere
	}
	l = &lean{data: string(data), places: map[int]place{}, read: map[int]types.Object{}, packed: map[int]map[int]types.Object{}, opening: map[int]bool{}}
	start, err := l.startOfTable()
	if err != nil {
		return nil, nil, false
	}
	trailer, err := l.table(start)
	if err != nil || trailer["Root"] == nil {
		return nil, nil, false
	}
	if _, locked := trailer["Encrypt"]; locked {
		return nil, nil, false
	}
	return l, trailer["Root"], true
}

// startOfTable is the offset that the end of the file states.
func (l *lean) startOfTable() (int, error) {
	const tail = 1024
	end := strings.TrimRight(l.data[max(0, len(l.data)-tail):], "\r\n \x00")
	if !strings.HasSuffix(end, "%%EOF") {
		return 0, errOdd
	}
	at := strings.LastIndex(end, "startxref")
	if at < 0 {
		return 0, errOdd
	}
	offset, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(end[at+len("startxref"):], "%%EOF")))
	if err != nil || offset <= 0 || offset >= len(l.data) {
		return 0, errOdd
	}
	return offset, nil
}
