package forms

import (
	"context"
	"time"
)

// readPages reads a PDF whose fields were turned into page content, or whose
// pages are pictures.
func (r Reader) readPages(_ context.Context, f File, _ time.Time) (Form, error) {
	return refuse(f.source(), PDFForm, NoFields)
}
