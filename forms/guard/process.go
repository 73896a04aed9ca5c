package guard

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"time"
)

const (
	sendTime   = time.Second           // for the end of a request whose answer has come already
	startTime  = 10 * time.Second      // a child starts in some 30 ms
	watchEvery = 10 * time.Millisecond // a child takes some 2 GB a second at worst: 20 MB between two looks
)

// process is a child as its parent sees it. One request at a time.
type process struct {
	cmd     *exec.Cmd
	to      io.WriteCloser
	out     io.Closer
	from    *bufio.Reader
	folder  string        // where it was started
	gone    chan struct{} // closed when it has ended and was waited for
	walls   []string
	gear    gear
	most    int64 // resident bytes at which it is killed: what it takes until then stays below the limit
	answers int   // given so far
	end     sync.Once
	why     error // why it was killed, nil when it ended by itself
	mu      sync.Mutex
}

// launch starts a child and waits until it has put up its walls.
func launch(s settings, with gear) (*process, error) {
	binary, err := ownBinary()
	if err != nil {
		return nil, fmt.Errorf("finding the program: %w", err)
	}
	told, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	p := &process{gone: make(chan struct{}), most: s.Memory - s.Memory/16}
	if p.folder, err = os.MkdirTemp("", "referrald-reader-"); err != nil { // 0700
		return nil, fmt.Errorf("making a folder for the reader: %w", err)
	}
	p.cmd = &exec.Cmd{
		Path: binary, Args: []string{readerName, string(told)}, Env: []string{}, Dir: p.folder,
		SysProcAttr: attributes(s.Spaces),
	}
	if err = p.pipes(); err == nil {
		err = p.run()
	}
	// The child stands in its folder, which from here on is nowhere: nothing can
	// be put into it, and nothing of it is left when this process is killed.
	// Windows keeps it as long as somebody stands in it.
	_ = os.Remove(p.folder)
	if err != nil {
		return nil, err
	}
	go func() { _ = writeFrame(p.to, with, mostHead) }() // without it the child does not greet
	hello, err := p.await(startTime, time.Now().Add(startTime))
	if err != nil {
		p.kill(nil)
		return nil, fmt.Errorf("starting the reader: %w", err)
	}
	p.walls, p.gear = hello.Walls, with
	if s.Spaces {
		p.walls = append(p.walls, wallSpaces)
	}
	return p, nil
}

// pipes are all that leads in and out. What the child says to its standard
// error may hold answers: it goes nowhere.
func (p *process) pipes() error {
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("making a pipe: %w", err)
	}
	if p.to, err = p.cmd.StdinPipe(); err != nil {
		return fmt.Errorf("making a pipe: %w", err)
	}
	widen(p.to)
	p.out, p.from = out, bufio.NewReaderSize(out, 64<<10)
	return nil
}

// run starts the child from a thread of its own, which lives as long as the
// child does: the system kills the child when that thread ends.
func (p *process) run() error {
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			_, _ = p.cmd.Process.Wait() // not Cmd.Wait, which closes the pipe before the last answer is read
			close(p.gone)
		}
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("starting the reader: %w", err)
	}
	return nil
}

// stopped says why a child was ended.
type stopped string

func (s stopped) Error() string { return string(s) }

const (
	overTime   = stopped("it took longer than it may")
	overMemory = stopped("it took more memory than it may")
	endedShort = stopped("it ended by itself")
)

// ask sends a request and waits for the answer. After an error the child is
// gone, and all that it started.
func (p *process) ask(r request, limit time.Duration, end time.Time) (reply, error) {
	done := make(chan struct{})
	defer close(done)
	go p.watch(done)
	sent := make(chan error, 1)
	go func() { sent <- writeRequest(p.to, r) }()
	answer, err := p.await(limit, end)
	if err == nil {
		select {
		case err = <-sent:
		case <-time.After(sendTime):
			err = endedShort // it answered without having heard the question
		}
	}
	if err != nil {
		p.kill(nil)
		return reply{}, err
	}
	p.answers++
	return answer, nil
}

// await reads the frames up to an answer. It kills a child that gives no sign of
// work for so long, or no answer before the end.
func (p *process) await(limit time.Duration, end time.Time) (reply, error) {
	timer := time.AfterFunc(min(limit, time.Until(end)), func() { p.kill(overTime) })
	defer timer.Stop()
	var r reply
	err := readFrame(p.from, &r, mostAnswer)
	for err == nil && r.Busy {
		timer.Reset(min(limit, time.Until(end)))
		r = reply{}
		err = readFrame(p.from, &r, mostAnswer)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.why != nil:
		return r, p.why
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, os.ErrClosed):
		return r, endedShort
	}
	return r, err
}

// watch kills a child that takes too much memory.
func (p *process) watch(done <-chan struct{}) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
		}
		if size, ok := resident(p.cmd.Process.Pid); ok && size > p.most {
			p.kill(overMemory)
			return
		}
	}
}

// kill ends the child with all that it started.
func (p *process) kill(why error) {
	p.end.Do(func() {
		p.mu.Lock()
		p.why = why
		p.mu.Unlock()
		killGroup(p.cmd.Process)
		<-p.gone
		_ = p.to.Close()
		_ = p.out.Close()
		_ = os.Remove(p.folder)
	})
}

// grown reports whether the child holds more memory than a fresh one should.
func (p *process) grown() bool {
	size, ok := resident(p.cmd.Process.Pid)
	return ok && size > p.most/2
}
