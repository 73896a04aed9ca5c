package forms

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// mostMended bounds one object that is read a second time. A field holds at
// most a few thousand characters; a stream is never read here.
const mostMended = 1 << 20

// mend reads the objects of an opened document a second time that the first
// reading lost. pdfcpu takes the letters "stream" inside a text for the start
// of a stream when the object is longer than its first kilobyte, and then
// leaves the object empty without an error: a parent who writes two sentences
// about a mainstream school would lose the whole answer. data is the file that
// ctx was read from.
//
// An object that cannot be read the second time either is an error, because
// what stood in it is unknown and must not pass for blank. So is one of an
// encrypted document, whose texts only the first reading decrypts.
func mend(ctx *model.Context, data []byte) error {
	for _, number := range slices.Sorted(maps.Keys(ctx.Table)) {
		entry := ctx.Table[number]
		if entry == nil || entry.Free || entry.Compressed || entry.Object != nil || entry.Offset == nil {
			continue
		}
		object, err := objectAt(data, *entry.Offset, number)
		if err != nil {
			return fmt.Errorf("reading object %d again: %w", number, err)
		}
		if object != nil && ctx.Encrypt != nil {
			return fmt.Errorf("reading object %d again: its texts are encrypted", number)
		}
		entry.Object = object
	}
	return nil
}

// objectAt reads the one object that starts at offset. An entry that points at
// no such object is nothing (ISO 32000-1, 7.3.10: a reference to it is null).
func objectAt(data []byte, offset int64, number int) (types.Object, error) {
	if offset <= 0 || offset >= int64(len(data)) {
		return nil, nil
	}
	line := string(data[offset:min(int64(len(data)), offset+mostMended)])
	stated, _, err := model.ParseObjectAttributes(&line)
	if err != nil || stated == nil || *stated != number {
		return nil, nil
	}
	return model.ParseObjectContext(context.Background(), &line, 0)
}
