package guard

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"image"
	"io"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"referrald/forms"
)

// readerName is what the child is called: the first word of its command line,
// by which the binary knows that it is one.
const readerName = "referrald-reader"

// collect makes the child's small heap be swept every 20 MB and not every 4: a
// form leaves more behind than it keeps.
const collect = 400

// settings are what the walls of a child depend on. The parent tells it on the
// command line, which anybody on the machine can read.
type settings struct {
	Walled bool          // the first process has put up its walls and become this one
	Spaces bool          // it has namespaces of its own
	Writes bool          // the folder Cache may be written: nobody's file is opened
	Cache  string        `json:",omitempty"`
	OCR    string        `json:",omitempty"` // path of tesseract
	Memory int64         // bytes
	CPU    time.Duration // of the whole life of the process
	Walls  []string      `json:",omitempty"` // put up before it was Walled
}

// gear is what else a child works with: the first frame that it is sent.
type gear struct {
	Warm bool            // the compiled code is in its folder
	Maps []forms.Mapping `json:",omitempty"` // forms of the service's own
}

// Main must be the first thing that a program does which opens a Guard, and the
// first in TestMain. In the child it serves and never returns; in every other
// process it does nothing.
func Main() {
	if len(os.Args) != 2 || os.Args[0] != readerName {
		return
	}
	var s settings
	if err := json.Unmarshal([]byte(os.Args[1]), &s); err != nil {
		os.Exit(2)
	}
	if !s.Walled {
		s.Walls = append(s.Walls, enterWalls(&s)...) // on Linux it becomes the process below
	}
	s.Walls = append(s.Walls, raiseWalls(s)...)
	debug.SetGCPercent(collect)
	debug.SetMemoryLimit(s.Memory / 4 * 3) // collect harder before the parent kills
	out := os.Stdout
	os.Stdout = os.Stderr // what a library prints is no answer
	serve(s, os.Stdin, out)
	os.Exit(0)
}

// serve answers requests one after the other until the parent closes the pipe,
// also while it is busy: then nobody waits for the answer.
func serve(s settings, in io.Reader, out io.Writer) {
	b := newBench(s, out)
	if err := readFrame(in, &b.gear, mostHead); err != nil {
		return
	}
	if err := b.write(reply{Walls: s.Walls}); err != nil {
		return
	}
	requests := make(chan request)
	go func() {
		from := bufio.NewReaderSize(in, 64<<10)
		for {
			r, err := readRequest(from)
			if err != nil {
				os.Exit(0)
			}
			requests <- r
		}
	}()
	for r := range requests {
		if err := b.write(answer(b, r)); err != nil {
			os.Exit(1) // the parent takes it for a dead child, and goes on
		}
	}
}

// bench is the child's own place with its tools.
type bench struct {
	settings
	gear
	pages func() (forms.Pages, error) // starts the renderer when the first page is asked for: most messages need none
	cold  atomic.Bool                 // compiled code was needed and is not there
	mu    sync.Mutex                  // one frame at a time
	out   io.Writer
}

func (b *bench) write(r reply) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return writeFrame(b.out, r, mostAnswer)
}

func newBench(s settings, out io.Writer) *bench {
	return &bench{settings: s, out: out, pages: sync.OnceValues(func() (forms.Pages, error) { return openPages(s.Cache) })}
}

// answer does what is asked. A variable, so that the tests have a child that
// behaves as badly as one that a hostile file has taken over.
var answer = func(b *bench, r request) reply {
	b.cold.Store(false)
	switch r.Op {
	case opWarm:
		if err := b.warm(); err != nil {
			return reply{Fault: err.Error()}
		}
		return reply{}
	case opTry:
		tools := b.try()
		return reply{Tools: &tools}
	case opRead:
		return b.read(r)
	}
	found := b.reader().Find(r.files(), r.Typed, r.Received)
	return reply{Found: found, Cold: b.cold.Load()}
}

func (b *bench) read(r request) reply {
	if len(r.Files) != 1 {
		return reply{}
	}
	form, err := b.reader().Read(r.files()[0], r.Received)
	var unreadable *forms.UnreadableError
	switch {
	case errors.As(err, &unreadable):
		return reply{Unread: &unreadable.Unread, Cold: b.cold.Load()}
	case err != nil:
		unread := r.files()[0].Unread(forms.Failed)
		return reply{Unread: &unread}
	}
	return reply{Found: forms.Found{Forms: []forms.Form{form}}, Cold: b.cold.Load()}
}

// reader is the forms' reader with the tools of this child.
func (b *bench) reader() forms.Reader {
	r := forms.Reader{Maps: b.Maps}
	if b.OCR != "" {
		read := tesseract(b.OCR)
		r.OCR = func(ctx context.Context, picture *image.Gray, block bool) ([]forms.Word, error) {
			words, err := read(ctx, picture, block)
			_ = b.write(reply{Busy: true}) // several pages take longer than one file may without a sign of work
			return words, err
		}
	}
	if openPages != nil && b.Cache != "" {
		r.Pages = b.draw
	}
	return r
}

// errCold says that pages cannot be drawn before the compiled code is there.
var errCold = errors.New("the code that draws pages is not compiled yet")

func (b *bench) draw(ctx context.Context, pdf []byte, dpi, most int) ([]forms.Page, error) {
	if !b.Warm {
		b.cold.Store(true)
		return nil, errCold
	}
	pages, err := b.pages()
	if err != nil {
		return nil, err
	}
	return pages(ctx, pdf, dpi, most)
}

// warm compiles what draws pages, and draws the blank form with it.
func (b *bench) warm() error {
	b.Warm = true
	blank, err := forms.Draw()
	if err != nil {
		return err
	}
	_, err = b.draw(context.Background(), blank, 36, 1)
	return err
}
