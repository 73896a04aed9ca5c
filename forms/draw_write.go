package forms

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// write writes the document as it stands in memory: objects in the order of
// their numbers, one table, no date but the drawing's, and an identifier made
// from the content (ISO 32000-1, 7.5). pdfcpu's own writer follows the order of
// maps and stamps the hour, and the checksum of the form is to mean something.
func write(ctx *model.Context) ([]byte, error) {
	if ctx.Root == nil || ctx.Info == nil {
		return nil, errors.New("document has no catalog or no description")
	}
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	offsets := map[int]int{}
	for _, number := range slices.Sorted(maps.Keys(ctx.Table)) {
		entry := ctx.Table[number]
		if entry == nil || entry.Free || entry.Object == nil {
			continue
		}
		offsets[number] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n", number)
		if err := writeObject(&out, entry.Object); err != nil {
			return nil, fmt.Errorf("object %d: %w", number, err)
		}
		out.WriteString("\nendobj\n")
	}
	sum := sha256.Sum256(out.Bytes())
	start, size := out.Len(), slices.Max(slices.Collect(maps.Keys(offsets)))+1
	writeTable(&out, offsets, size)
	fmt.Fprintf(&out, "trailer\n<</ID[<%x><%x>]/Info %s/Root %s/Size %d>>\nstartxref\n%d\n%%%%EOF\n",
		sum[:16], sum[:16], ctx.Info.PDFString(), ctx.Root.PDFString(), size, start)
	return out.Bytes(), nil
}

func writeObject(out *bytes.Buffer, o types.Object) error {
	stream, ok := o.(types.StreamDict)
	if !ok {
		out.WriteString(o.PDFString())
		return nil
	}
	if stream.Raw == nil {
		return errors.New("stream was never encoded")
	}
	stream.Update("Length", types.Integer(len(stream.Raw)))
	out.WriteString(stream.Dict.PDFString())
	out.WriteString("\nstream\n")
	out.Write(stream.Raw)
	out.WriteString("\nendstream")
	return nil
}

// writeTable writes the cross-reference table; numbers that no object has are
// one chain of free entries.
func writeTable(out *bytes.Buffer, offsets map[int]int, size int) {
	fmt.Fprintf(out, "xref\n0 %d\n", size)
	free := make([]int, 0, size)
	for number := range size {
		if _, used := offsets[number]; !used {
			free = append(free, number)
		}
	}
	free = append(free, 0) // the last free entry leads back to the first
	for number := range size {
		if offset, used := offsets[number]; used {
			fmt.Fprintf(out, "%010d 00000 n \n", offset)
			continue
		}
		free = free[1:]
		fmt.Fprintf(out, "%010d 65535 f \n", free[0])
	}
}
