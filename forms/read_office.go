package forms

import (
	"context"
	"time"
)

// readOffice reads a document of a word processor, or a web page.
func readOffice(_ context.Context, f File, shape Shape, _ time.Time) (Form, error) {
	return refuse(f.source(), shape, Unsupported)
}
