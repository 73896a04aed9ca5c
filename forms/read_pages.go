package forms

import (
	"context"
	"errors"
	"image"
	"slices"
	"strings"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Limits on a document whose pages are read. Our form has five pages; a report
// may stand before it or behind.
const (
	mostSheets = 40  // pages in which the form is looked for
	mostDrawn  = 12  // pages that are drawn where the first is one of the form: two copies are still told apart
	pagesDPI   = 200 // at which a tick is some 30 pixels wide, and a scanned letter can be told
)

// fewestLetters is how many letters a page has that is more than a picture with
// a line of a scanner's or printer's own.
const fewestLetters = 100

// readPages reads a PDF whose fields were turned into page content, or whose
// pages are pictures.
func (r Reader) readPages(ctx context.Context, f File, received time.Time) (Form, error) {
	source := f.source()
	if r.Pages == nil {
		return refuse(source, PDFForm, NoFields)
	}
	last, err := r.lastPage(ctx, f.Data)
	switch {
	case err != nil:
		return refuse(source, PDFText, unopened(ctx, err))
	case last == 0:
		return refuse(source, PDFForm, NoFields)
	}
	pages, err := r.Pages(ctx, f.Data, pagesDPI, last)
	if err != nil {
		return refuse(source, PDFText, unopened(ctx, err))
	}
	if slices.ContainsFunc(pages, func(p Page) bool { return p.Gray == nil || p.Gray.Bounds().Empty() }) {
		return refuse(source, PDFText, Failed)
	}
	sheets, newer := recognise(pages)
	switch {
	case newer:
		return refuse(source, PDFText, NewerVersion)
	case len(sheets) == 0:
		return r.readScanned(ctx, source, pages, received)
	}
	return readPrinted(source, sheets, losesLetters(ctx, f.Data), received)
}

// unopened is why the pages of a document could not be opened.
func unopened(ctx context.Context, err error) UnreadCode {
	switch {
	case ctx.Err() != nil:
		return Failed // it was given up, whatever else went wrong by that
	case errors.Is(err, ErrPagesLocked):
		return Password
	case errors.Is(err, ErrPagesDamaged):
		return Damaged
	case errors.Is(err, ErrPagesTooLarge):
		return TooLarge
	}
	return Failed
}

// lastPage is the last page to be drawn, 0 for a document that is neither our
// form nor a scan. A first page that is either saves the search.
func (r Reader) lastPage(ctx context.Context, data []byte) (int, error) {
	pages, err := r.Pages(ctx, data, 0, 1)
	if err != nil {
		return 0, err
	}
	if lastLike(pages) > 0 {
		return mostDrawn, nil
	}
	if pages, err = r.Pages(ctx, data, 0, mostSheets); err != nil {
		return 0, err
	}
	return lastLike(pages), nil
}

// lastLike is the number of the last page that is one of the form or a picture.
func lastLike(pages []Page) int {
	last := 0
	for i, p := range pages {
		sheets, newer := recognise(pages[i : i+1])
		if newer || len(sheets) > 0 || legible(p) < fewestLetters {
			last = i + 1
		}
	}
	return last
}

// readPrinted makes our form of the pages that were recognised.
func readPrinted(source string, sheets []sheetRead, lossy bool, received time.Time) (Form, error) {
	answers, same := answersOf(sheets)
	if !same || !ofOneSize(sheets) {
		return refuse(source, PDFText, Several)
	}
	form := Form{Source: source, Shape: PDFText, Version: Version, Fields: map[string]Answer{}}
	for _, q := range Questions() {
		given := answers[q.Name]
		if len(given) == 0 {
			continue
		}
		for i := range given {
			given[i].doubt = given[i].doubt || lossy && q.free()
		}
		answer, problems := settle(q, given, received)
		if answer == (Answer{}) {
			continue
		}
		form.Fields[q.Name] = answer
		form.Problems = append(form.Problems, problems...)
	}
	missing := missingPages(sheets)
	if len(form.Fields) == 0 && !missing {
		return refuse(source, PDFText, Blank)
	}
	form.check(received)
	if missing {
		form.Certain = false
		form.Problems = append(form.Problems, Problem{Code: problemIncomplete, Text: "A page of the form is missing, and answers may be missing with it."})
	}
	return form, nil
}

// free reports whether an answer is any text, so that nothing in it tells that
// a letter is missing. A date, a number or a postcode without one of its signs
// is none.
func (q Question) free() bool {
	switch q.Kind {
	case KindText, KindLongText, KindAddress, KindEmail, KindDateOrText:
		return true
	}
	return false
}

// losesLetters reports whether the program that made the file is known to leave
// out letters that its font has not, without a gap: poppler up to 22, which
// prints through cairo and opens PDFs for LibreOffice, makes "ukasz" of a Łukasz,
// and nothing on the page tells.
func losesLetters(ctx context.Context, data []byte) bool {
	doc, err := openPDF(ctx, data)
	switch {
	case err != nil:
		return true // nobody knows who made it
	case doc.Info == nil:
		return false // joined from others by a program that keeps nothing of them
	}
	o := objects{doc}
	producer := strings.ToLower(o.name(o.dict(types.Object(*doc.Info))["Producer"]))
	return strings.Contains(producer, "cairo") || strings.Contains(producer, "libreoffice")
}

// readScanned reads the pages that are pictures: those with next to no letters
// that can be seen.
func (r Reader) readScanned(ctx context.Context, source string, pages []Page, received time.Time) (Form, error) {
	var grays []*image.Gray
	for _, p := range pages {
		if legible(p) < fewestLetters && marked(p.Gray) {
			grays = append(grays, p.Gray)
		}
	}
	if len(grays) == 0 {
		return refuse(source, PDFForm, NoFields)
	}
	return r.readSheets(ctx, source, grays, received)
}

// legible counts the letters that say which they are. Some programs write pages
// whose letters are pictures to every other program.
func legible(p Page) int {
	count := 0
	for _, l := range p.Letters {
		if l.Text != unknownLetter {
			count++
		}
	}
	return count
}

// marked reports whether anything is drawn on a page.
func marked(gray *image.Gray) bool {
	for _, v := range gray.Pix {
		if v < dark {
			return true
		}
	}
	return false
}
