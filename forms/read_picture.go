package forms

import (
	"context"
	"image"
	"time"
)

// readPicture reads a photograph or scan of one or more pages.
func (r Reader) readPicture(_ context.Context, f File, _ time.Time) (Form, error) {
	return refuse(f.source(), Scan, Unsupported)
}

// readSheets reads pages that are pictures, each upright or not, whatever file
// they came in.
func (r Reader) readSheets(_ context.Context, source string, _ []*image.Gray, _ time.Time) (Form, error) {
	return refuse(source, Scan, Unsupported)
}
