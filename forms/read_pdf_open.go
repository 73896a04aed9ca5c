package forms

import (
	"bytes"
	"context"
	"fmt"
	"sync"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Limits on what a PDF may unfold to. Our form has some 1500 objects, none of
// them above 100 KB.
const (
	mostStream  = 32 << 20 // one stream, packed or unpacked
	mostObjects = 200_000
	mostNested  = 64 // objects within objects
)

// keepOffMachine tells the library, once, that it neither reads nor writes a
// folder of settings; it keeps that in a variable of the whole process.
var keepOffMachine = sync.OnceFunc(api.DisableConfigDir)

// pdfSettings are how every PDF is opened: with no settings of the machine, no
// network, and under limits.
func pdfSettings() *model.Configuration {
	keepOffMachine()
	conf := model.NewDefaultConfiguration()
	conf.Offline = true
	conf.ValidationMode = model.ValidationRelaxed
	conf.Limits.MaxStreamBytes = mostStream
	conf.Limits.MaxDecodeBytes = mostStream
	conf.Limits.MaxObjectStreamFirst = mostStream
	conf.Limits.MaxObjectCount = mostObjects
	conf.Limits.MaxXRefEntries = mostObjects
	conf.Limits.MaxObjectStreamCount = mostObjects
	conf.Limits.MaxRecursionDepth = mostNested
	return conf
}

// openPDF opens a document with all that stands in it. A document that is
// locked for changes only opens with the empty password, as in every viewer.
func openPDF(ctx context.Context, data []byte) (*model.Context, error) {
	doc, err := pdfcpu.ReadWithContext(ctx, bytes.NewReader(data), pdfSettings())
	if err != nil {
		return nil, fmt.Errorf("opening document: %w", err)
	}
	if err := mend(doc, data); err != nil {
		return nil, fmt.Errorf("mending document: %w", err)
	}
	return doc, nil
}

// objects gives what stands in an open document, the worst of documents
// included: what is not there or of another kind is nothing.
type objects struct{ doc source }

// source finds the objects of a document.
type source interface {
	Dereference(types.Object) (types.Object, error)
}

func (o objects) resolve(object types.Object) types.Object {
	for range mostNested {
		if _, indirect := object.(types.IndirectRef); !indirect {
			return object
		}
		next, err := o.doc.Dereference(object)
		if err != nil {
			return nil
		}
		object = next
	}
	return nil
}

func (o objects) dict(object types.Object) types.Dict {
	switch d := o.resolve(object).(type) {
	case types.Dict:
		return d
	case types.StreamDict:
		return d.Dict
	}
	return nil
}

func (o objects) array(object types.Object) types.Array {
	a, _ := o.resolve(object).(types.Array)
	return a
}

// numbers are those of an array.
func (o objects) numbers(object types.Object) (all []float64) {
	for _, element := range o.array(object) {
		switch v := o.resolve(element).(type) {
		case types.Integer:
			all = append(all, float64(v))
		case types.Float:
			all = append(all, float64(v))
		}
	}
	return all
}

// name is a name or a text in its place, "" for anything else.
func (o objects) name(object types.Object) string {
	texts, _ := o.texts(object)
	if len(texts) == 0 {
		return ""
	}
	return texts[0]
}

// texts gives the values of an entry: a text, a name, a number, a stream of
// text, or a list of these. cut is true when it was longer than is read.
func (o objects) texts(object types.Object) (texts []string, cut bool) {
	switch v := o.resolve(object).(type) {
	case types.Array:
		for i, element := range v {
			text, long := o.text(o.resolve(element))
			cut = cut || long || i >= mostFields
			if i >= mostFields {
				break
			}
			texts = append(texts, text)
		}
		return texts, cut
	case nil, types.Dict:
		return nil, false
	default:
		text, cut := o.text(v)
		return []string{text}, cut
	}
}

func (o objects) text(object types.Object) (text string, cut bool) {
	switch v := object.(type) {
	case types.StringLiteral:
		b, err := types.Unescape(string(v))
		if err != nil {
			b = []byte(v)
		}
		return bounded(b)
	case types.HexLiteral:
		b, err := v.Bytes()
		text, cut := bounded(b)
		return text, cut || err != nil // an answer that is no answer is not blank either
	case types.Name:
		return bounded([]byte(v))
	case types.StreamDict:
		if err := v.DecodeWithLimit(mostStream); err != nil {
			return "", true // something stands there, and it is unknown
		}
		return bounded(v.Content)
	case types.Boolean:
		if v {
			return "Yes", false
		}
		return stateOff, false
	case types.Integer, types.Float:
		return v.PDFString(), false
	}
	return "", false
}

// bounded decodes a text up to the longest answer that is read.
func bounded(b []byte) (text string, cut bool) {
	const widest = 4 // bytes of a character in any of the encodings
	if len(b) <= mostAnswer && plain(b) {
		return string(b), false
	}
	if len(b) > widest*mostAnswer {
		b, cut = b[:widest*mostAnswer], true
	}
	runes := []rune(decodeText(b))
	if len(runes) > mostAnswer {
		runes, cut = runes[:mostAnswer], true
	}
	return string(runes), cut
}
