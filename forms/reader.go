package forms

import (
	"context"
	"errors"
	"image"
	"time"
)

// Reader reads returned forms with the tools that it was given. This room has
// no tool of its own that draws a page or runs another program; where one is
// missing, what would have needed it stays unread and says so. The zero value
// reads PDF fields, Word and text.
type Reader struct {
	Pages Pages     // nil: PDFs without fields are not read
	OCR   OCR       // nil: scans and photographs are not read
	Maps  []Mapping // forms of the service's own design; each without Faults

	before []Mapping // versions before the current one; nil: those that were issued
}

// Pages opens the pages of a PDF as they look, at most `most` of them. With
// dpi 0 nothing is drawn and only the letters are given. An error that is none
// of ErrPages... says nothing about the document.
type Pages func(ctx context.Context, pdf []byte, dpi, most int) ([]Page, error)

// What may be wrong with a document whose pages cannot be opened.
var (
	ErrPagesLocked   = errors.New("document is locked with a password")
	ErrPagesDamaged  = errors.New("document is damaged")
	ErrPagesTooLarge = errors.New("document is too large")
)

// Page is one page as it looks. Its measures are PDF points from the lower left
// corner, as in Box; a rotated page is given upright.
type Page struct {
	Width, Height float64
	Letters       []Letter    // in the page's own order; none on a scan
	Gray          *image.Gray // the whole page, nil when nothing was to be drawn
}

// Letter is one letter as it stands on a page: as wide as it moves the pen and
// as high as its font, so that the letters of a word touch and those of a line
// are level. One whose code says nothing has the text U+FFFD.
type Letter struct {
	Text       string
	X, Y, W, H float64
}

// OCR reads the printed words of a picture. block says that the picture is one
// even block of text; otherwise it is a page with parts.
type OCR func(ctx context.Context, picture *image.Gray, block bool) ([]Word, error)

// Word is one word that was found in a picture, in pixels from its upper left.
type Word struct {
	Text string
	Box  image.Rectangle
	Line int     // words of one line have one number
	Sure float64 // 0 to 1, by the program's own reckoning
}

// Read reads one returned form with no tools; see Reader.Read.
func Read(f File, received time.Time) (Form, error) { return Reader{}.Read(f, received) }

// Find looks for forms with no tools; see Reader.Find.
func Find(files []File, typed string, received time.Time) Found {
	return Reader{}.Find(files, typed, received)
}
