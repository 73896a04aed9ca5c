package forms

import (
	"context"
	"time"
)

// readOffice reads a document of a word processor, or a web page.
func readOffice(ctx context.Context, f File, shape Shape, received time.Time) (Form, error) {
	switch shape {
	case DOCX:
		return readWord(ctx, f, received)
	case ODT:
		return readODT(ctx, f, received)
	case RTF:
		return readRTF(ctx, f, received)
	case DOC:
		return readDOC(ctx, f, received)
	case HTML:
		return readHTML(ctx, f, received)
	}
	return refuse(f.source(), shape, Unsupported)
}
