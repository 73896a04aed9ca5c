package forms

import (
	"context"
	"time"
)

// readPicture reads a photograph or scan of one or more pages.
func (r Reader) readPicture(_ context.Context, f File, _ time.Time) (Form, error) {
	return refuse(f.source(), Scan, Unsupported)
}
