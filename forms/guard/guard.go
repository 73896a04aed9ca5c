package guard

import (
	"errors"
	"fmt"
	"log/slog"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"referrald/forms"
)

// Defaults and limits.
const (
	DefaultMemory = 512 << 20        // drawing a page takes 180 MB, a photograph of 12 megapixels 100 MB
	DefaultTime   = 18 * time.Second // without a sign of work; reading one page of a scan takes two
	// MostTime is the longest that one message may take, with every file read
	// again by itself after one of them killed the child. Whoever waits for a
	// reading waits longer.
	MostTime = 2 * time.Minute
	// onceTime is for all files of a message together: somewhat longer than forms
	// gives the pictures of one, so that it is the one to give up.
	onceTime = 100 * time.Second
	// warmTime and warmMemory are for translating PDFium, which takes four seconds
	// and 350 MB on an ordinary machine.
	warmTime   = 2 * time.Minute
	warmMemory = 1 << 30
	// sideBySide is how many children there are at once.
	sideBySide = 2
	// mostAnswers a child gives: what a message has left in it does not stay.
	mostAnswers = 100
	// cpuOfLife bounds the processor time of a child in all.
	cpuOfLife = 10 * time.Minute
	// mostSingly is how many files of one message are read by themselves after
	// the child died of one of them; forms.Find opens no more either.
	mostSingly = 20
)

// Options say what the children may take and what they work with. The zero
// value is a guard with defaults, without ClamAV and without a cache.
type Options struct {
	Tesseract string          // path; "" or "auto": looked for; "off": scans are not read
	Memory    int64           // resident bytes of one child; DefaultMemory when 0
	Time      time.Duration   // without a sign of work; DefaultTime when 0
	Cache     string          // folder of compiled code, made when absent; "": pages are not drawn
	Clamd     string          // socket of ClamAV: a path, or host:port; "": files are not scanned
	Maps      []forms.Mapping // forms of the service's own
	InProcess bool            // no child: files are opened in this process, without tesseract and without drawing
	Log       *slog.Logger    // nil: nothing is logged
}

// Guard reads forms in children. It is safe for use by several at once.
type Guard struct {
	opt    Options
	ocr    string
	places chan struct{}
	mu     sync.Mutex
	idle   []*process
	all    map[*process]bool
	bare   bool // namespaces were refused
	hot    bool // the compiled code is in its folder
	closed bool
	broken error      // why the last start of a child failed
	warmth sync.Mutex // one compiles, the other waits
}

// Open prepares a guard. The first child is started when it is needed.
func Open(o Options) *Guard {
	if o.Memory <= 0 {
		o.Memory = DefaultMemory
	}
	if o.Time <= 0 {
		o.Time = DefaultTime
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if abs, err := filepath.Abs(o.Cache); err == nil && o.Cache != "" {
		o.Cache = abs // a child has no folder to start from
	}
	g := &Guard{opt: o, ocr: tesseractPath(o.Tesseract), places: make(chan struct{}, sideBySide), all: map[*process]bool{}, bare: !spacesKnown}
	g.hot = g.stamped()
	return g
}

// tesseractPath is where the program is, "" for nowhere.
func tesseractPath(named string) string {
	switch named {
	case "off":
		return ""
	case "", "auto":
		named = "tesseract"
	}
	path, err := exec.LookPath(named)
	if err != nil {
		return ""
	}
	if path, err = filepath.Abs(path); err != nil {
		return ""
	}
	return path
}

// Close ends every child.
func (g *Guard) Close() error {
	g.mu.Lock()
	g.closed, g.idle = true, nil
	var all []*process
	for p := range g.all {
		all = append(all, p)
	}
	g.mu.Unlock()
	for _, p := range all {
		g.retire(p)
	}
	return nil
}

// StartError says that no child could be started.
type StartError struct{ err error }

func (e *StartError) Error() string { return "the reader of forms cannot be started: " + e.err.Error() }

// Unwrap is what the system said.
func (e *StartError) Unwrap() error { return e.err }

// Hint is what to do next.
func (e *StartError) Hint() string {
	return `the daemon starts itself once more for opening files; let it, with a temporary folder of its own (no noexec, no ban on new processes), or set reading.guard = "off"`
}

// errClosed says that the guard has been closed.
var errClosed = errors.New("the guard is closed")

// Start sees to it that a child can be started.
func (g *Guard) Start() error {
	if g.opt.InProcess {
		return nil
	}
	_, err := g.start()
	return err
}

func (g *Guard) start() (walls []string, err error) {
	p, err := g.take()
	if err != nil {
		return nil, err
	}
	g.give(p)
	return p.walls, nil
}

// take gives a child that has nothing to do, and starts one if need be. It
// waits while all are busy.
func (g *Guard) take() (*process, error) {
	g.places <- struct{}{}
	for p := g.waiting(); p != nil; p = g.waiting() {
		if p.gear.Warm == g.isHot() {
			return p, nil
		}
		g.retire(p) // it does not know that the code has been compiled since
	}
	p, err := g.launch(settings{Memory: g.opt.Memory * heavier, CPU: cpuOfLife}, gear{Warm: g.isHot(), Maps: g.opt.Maps})
	if err != nil {
		<-g.places
		return nil, err
	}
	return p, nil
}

// waiting is a child that waits for something to do, nil for none.
func (g *Guard) waiting() *process {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := len(g.idle)
	if n == 0 {
		return nil
	}
	p := g.idle[n-1]
	g.idle = g.idle[:n-1]
	return p
}

// give takes a child back when it is done, and keeps it for the next message
// unless it has grown old or fat.
func (g *Guard) give(p *process) {
	old := p.answers >= mostAnswers || p.grown()
	g.mu.Lock()
	keep := !old && !g.closed
	if keep {
		g.idle = append(g.idle, p)
	}
	g.mu.Unlock()
	if !keep {
		g.retire(p)
	}
	<-g.places
}

// drop ends a child that is not to be trusted with another file.
func (g *Guard) drop(p *process) {
	g.retire(p)
	<-g.places
}

func (g *Guard) retire(p *process) {
	p.kill(nil)
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.all, p)
}

// launch starts a child, in namespaces of its own unless the system has refused
// those before.
func (g *Guard) launch(s settings, with gear) (*process, error) {
	s.Cache, s.OCR = g.opt.Cache, g.ocr
	g.mu.Lock()
	s.Spaces = !g.bare
	closed := g.closed
	g.mu.Unlock()
	if closed {
		return nil, errClosed
	}
	p, err := launch(s, with)
	if err != nil && s.Spaces {
		s.Spaces = false
		if p, err = launch(s, with); err == nil {
			g.mu.Lock()
			g.bare = true
			g.mu.Unlock()
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if err != nil {
		g.broken = &StartError{err}
		return nil, g.broken
	}
	if g.closed {
		p.kill(nil)
		return nil, errClosed
	}
	g.all[p], g.broken = true, nil
	return p, nil
}

// Err tells why no child can be started, for whoever has had files left unread;
// a *StartError, or nil.
func (g *Guard) Err() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.broken
}

// Try sees whether the tools work on this machine.
func (g *Guard) Try() (Tools, error) {
	if g.opt.InProcess {
		return Tools{}, nil
	}
	answer, err := g.ask(request{Op: opTry}, time.Now().Add(g.opt.Time))
	if err != nil || answer.Tools == nil {
		return Tools{}, fmt.Errorf("trying the tools: %w", errors.Join(err, errNoAnswer))
	}
	return *answer.Tools, nil
}

var errNoAnswer = errors.New("the reader gave no answer")

// ask has one child do one thing.
func (g *Guard) ask(r request, end time.Time) (reply, error) {
	p, err := g.take()
	if err != nil {
		return reply{}, err
	}
	answer, err := p.ask(r, g.opt.Time, end)
	if err != nil || spoilt(answer) {
		g.drop(p)
		return answer, err
	}
	g.give(p)
	return answer, nil
}

// spoilt reports whether something went wrong in a child that lived on: a
// reading that was given up may still be running in it.
func spoilt(r reply) bool {
	for _, u := range r.Found.Unread {
		if u.Code == forms.Failed {
			return true
		}
	}
	return r.Unread != nil && r.Unread.Code == forms.Failed
}
