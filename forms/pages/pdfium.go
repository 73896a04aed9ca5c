package pages

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"sync"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	told "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"referrald/forms"
)

// mostMemory bounds what one document may take, in WebAssembly pages of 64 KiB:
// 256 MiB, twice what the largest page of a colour scan unfolds to.
const mostMemory = 4096

// Renderer opens documents. It is safe for use by several at once, who wait for
// each other.
type Renderer struct {
	pool  pdfium.Pool
	cache wazero.CompilationCache
	busy  chan struct{}
	once  sync.Once
}

// Open prepares the renderer. Translating PDFium for this machine takes some
// four seconds and 350 MB; the result is kept in the folder cacheDir (21 MB), so
// that the next start takes a tenth of a second. With "" it is kept in memory
// only.
func Open(cacheDir string) (*Renderer, error) {
	cache, err := cacheIn(cacheDir)
	if err != nil {
		return nil, fmt.Errorf("opening cache of compiled code: %w", err)
	}
	pool, err := webassembly.Init(webassembly.Config{
		MaxIdle:  1,
		MaxTotal: 1,
		FSConfig: wazero.NewFSConfig(), // an empty one; without it the whole disk is there to be read
		RuntimeConfig: wazero.NewRuntimeConfig().
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling). // PDFium's error handling needs it
			WithMemoryLimitPages(mostMemory).
			WithCloseOnContextDone(true).
			WithCompilationCache(cache),
		Stdout: io.Discard, // what it says may quote the document
		Stderr: io.Discard,
	})
	if err != nil {
		_ = cache.Close(context.Background())
		return nil, fmt.Errorf("starting PDFium: %w", err)
	}
	return &Renderer{pool: pool, cache: cache, busy: make(chan struct{}, 1)}, nil
}

func cacheIn(folder string) (wazero.CompilationCache, error) {
	if folder == "" {
		return wazero.NewCompilationCache(), nil
	}
	return wazero.NewCompilationCacheWithDir(folder)
}

// Close ends the renderer. Nothing may be opened after it.
func (r *Renderer) Close() error {
	var err error
	r.once.Do(func() { err = errors.Join(r.pool.Close(), r.cache.Close(context.Background())) })
	return err
}

// document is one open document in a PDFium of its own, so that nothing of one
// document is there for the next.
type document struct {
	in   pdfium.Pdfium
	ref  references.FPDF_DOCUMENT
	done func()
}

func (r *Renderer) open(ctx context.Context, pdf []byte) (*document, error) {
	select {
	case r.busy <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	in, err := r.pool.GetInstanceWithContext(ctx)
	if err != nil {
		<-r.busy
		return nil, fmt.Errorf("starting PDFium: %w", err)
	}
	// Kill takes no lock, so that it also ends a call that is under way; Close
	// after it does nothing.
	stop := context.AfterFunc(ctx, func() { _ = in.Kill() })
	d := &document{in: in, done: func() {
		if stop() {
			_ = in.Close()
		}
		<-r.busy
	}}
	opened, err := in.OpenDocument(&requests.OpenDocument{File: &pdf})
	if err != nil {
		d.done()
		return nil, errors.Join(ctx.Err(), known(err))
	}
	d.ref = opened.Document
	return d, nil
}

// known says in the words of forms what is wrong with a document, where PDFium
// tells.
func known(err error) error {
	switch {
	case errors.Is(err, told.ErrPassword), errors.Is(err, told.ErrSecurity):
		return forms.ErrPagesLocked
	case errors.Is(err, told.ErrFile), errors.Is(err, told.ErrFormat), errors.Is(err, told.ErrPage):
		return forms.ErrPagesDamaged
	}
	return err
}

func (d *document) close() { d.done() }

func (d *document) count() (int, error) {
	answer, err := d.in.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: d.ref})
	if err != nil {
		return 0, err
	}
	return answer.PageCount, nil
}

// page opens one page, from 0, with at most so many letters.
func (d *document) page(index, dpi, most int) (forms.Page, error) {
	loaded, err := d.in.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: d.ref, Index: index})
	if err != nil {
		return forms.Page{}, known(err)
	}
	defer func() { _, _ = d.in.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}) }()
	at := requests.Page{ByReference: &loaded.Page}
	f, err := d.frame(at)
	if err != nil {
		return forms.Page{}, err
	}
	var page forms.Page
	page.Width, page.Height = f.size()
	if page.Letters, err = d.letters(at, f, most); err != nil {
		return forms.Page{}, err
	}
	if dpi > 0 {
		page.Gray, err = d.draw(at, f, dpi)
	}
	return page, err
}

func (d *document) frame(at requests.Page) (frame, error) {
	box, err := d.in.FPDF_GetPageBoundingBox(&requests.FPDF_GetPageBoundingBox{Page: at})
	if err != nil {
		return frame{}, err
	}
	turned, err := d.in.FPDFPage_GetRotation(&requests.FPDFPage_GetRotation{Page: at})
	if err != nil {
		return frame{}, err
	}
	f := frame{float64(box.Rect.Left), float64(box.Rect.Bottom), float64(box.Rect.Right), float64(box.Rect.Top), int(turned.PageRotation)}
	if !f.valid() {
		return frame{}, forms.ErrPagesTooLarge
	}
	return f, nil
}

func (d *document) letters(at requests.Page, f frame, most int) ([]forms.Letter, error) {
	loaded, err := d.in.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: at})
	if err != nil {
		return nil, err
	}
	text := loaded.TextPage
	defer func() { _, _ = d.in.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text}) }()
	counted, err := d.in.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text})
	switch {
	case err != nil:
		return nil, err
	case counted.Count > most:
		return nil, forms.ErrPagesTooLarge
	}
	all, hidden, err := d.some(text, counted.Count, f, sampled)
	if err == nil && hidden {
		all, _, err = d.some(text, counted.Count, f, 1)
	}
	return all, err
}

// sampled is at how many letters one is asked whether it is painted: asking
// takes as long as all else. Layers of invisible letters are invisible
// throughout; where one letter is, every one is asked.
const sampled = 16

// some gives the letters of a page. One of every so many is asked whether it is
// painted; hidden says that one was not, and is not given.
func (d *document) some(text references.FPDF_TEXTPAGE, count int, f frame, every int) (all []forms.Letter, hidden bool, err error) {
	for i := range count {
		seen := true
		if i%every == 0 {
			if seen, err = d.visible(text, i); err != nil {
				return nil, false, err
			}
		}
		hidden = hidden || !seen
		if !seen {
			continue
		}
		l, real, err := d.letter(text, i, f)
		if err != nil {
			return nil, false, err
		}
		if real {
			all = append(all, l)
		}
	}
	return all, hidden, nil
}

// letter gives one letter. It is not real when PDFium made it: it adds spaces
// and line ends of its own, and letters that stand nowhere.
func (d *document) letter(text references.FPDF_TEXTPAGE, i int, f frame) (l forms.Letter, real bool, err error) {
	code, err := d.in.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: text, Index: i})
	if err != nil {
		return l, false, err
	}
	if code.Unicode <= ' ' {
		if made, err := d.made(text, i); err != nil || made {
			return l, false, err
		}
	}
	wrong, err := d.in.FPDFText_HasUnicodeMapError(&requests.FPDFText_HasUnicodeMapError{TextPage: text, Index: i})
	if err != nil {
		return l, false, err
	}
	// The loose box is as wide as the letter moves the pen and as high as its
	// font: letters of one word touch, and those of one line are level.
	loose, err := d.in.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: text, Index: i})
	if err != nil {
		return l, false, err
	}
	box := loose.Rect
	l.Text = letterOf(code.Unicode, wrong.HasUnicodeMapError)
	l.X, l.Y, l.W, l.H = f.upright(float64(box.Left), float64(box.Bottom), float64(box.Right), float64(box.Top))
	return l, true, nil
}

// made reports whether PDFium made a letter that stands nowhere in the document.
// It does not own up to the spaces that it puts between words from right to left:
// those belong to no object.
func (d *document) made(text references.FPDF_TEXTPAGE, i int) (bool, error) {
	generated, err := d.in.FPDFText_IsGenerated(&requests.FPDFText_IsGenerated{TextPage: text, Index: i})
	if err != nil || generated.IsGenerated {
		return err == nil, err
	}
	code, err := d.in.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: text, Index: i})
	if err != nil || code.Unicode > ' ' {
		return false, err
	}
	_, none := d.in.FPDFText_GetTextObject(&requests.FPDFText_GetTextObject{TextPage: text, Index: i})
	return none != nil, nil
}

// visible reports whether a letter is painted at all. One that PDFium made
// belongs to nothing that is painted, and passes.
func (d *document) visible(text references.FPDF_TEXTPAGE, i int) (bool, error) {
	if made, err := d.made(text, i); err != nil || made {
		return true, err
	}
	object, err := d.in.FPDFText_GetTextObject(&requests.FPDFText_GetTextObject{TextPage: text, Index: i})
	if err != nil {
		return false, err
	}
	mode, err := d.in.FPDFTextObj_GetTextRenderMode(&requests.FPDFTextObj_GetTextRenderMode{PageObject: object.TextObject})
	if err != nil {
		return false, err
	}
	switch mode.TextRenderMode {
	case enums.FPDF_TEXTRENDERMODE_INVISIBLE, enums.FPDF_TEXTRENDERMODE_CLIP:
		return false, nil
	}
	return true, nil
}

// draw gives the page in grey, with notes that were laid over it. The picture
// is copied row by row: its memory ends with the document, and its rows are
// longer than they are wide.
func (d *document) draw(at requests.Page, f frame, dpi int) (*image.Gray, error) {
	w, h := f.size()
	wide, high := pixels(w, h, dpi)
	drawn, err := d.in.RenderPageInPixels(&requests.RenderPageInPixels{
		Page: at, Width: wide, Height: high,
		RenderFlags: enums.FPDF_RENDER_FLAG_ANNOT,
		ImageFormat: requests.RenderImageFormatGrayscale,
	})
	if err != nil {
		return nil, err
	}
	defer drawn.Cleanup()
	from, ok := drawn.Result.RenderedImage.(*image.Gray)
	if !ok {
		return nil, errors.New("drawing is not grey")
	}
	size := from.Bounds().Size()
	to := image.NewGray(image.Rect(0, 0, size.X, size.Y))
	for y := range size.Y {
		copy(to.Pix[y*to.Stride:y*to.Stride+size.X], from.Pix[y*from.Stride:])
	}
	return to, nil
}
