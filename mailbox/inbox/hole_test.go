package inbox_test

import (
	"io"
	"net"
	"strconv"
	"sync"
	"testing"
)

// hole is a way to a server on which, from one moment on, everything is
// swallowed in both directions: neither side is told, and nothing is closed.
// Connections that are made afterwards pass.
type hole struct {
	mu    sync.Mutex
	pairs []*pair
}

// pair is one connection through it.
type pair struct {
	near, far net.Conn
	mu        sync.Mutex
	swallows  bool
}

// dig puts a hole into the way to a rig.
func dig(t testing.TB, r rig) (*hole, rig) {
	t.Helper()
	door, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	h := &hole{}
	to := net.JoinHostPort(r.server.Host, strconv.Itoa(r.server.Port))
	var open sync.WaitGroup
	open.Go(func() {
		for {
			near, err := door.Accept()
			if err != nil {
				return
			}
			far, err := net.DialTimeout("tcp", to, patience)
			if err != nil {
				_ = near.Close()
				continue
			}
			p := &pair{near: near, far: far}
			h.mu.Lock()
			h.pairs = append(h.pairs, p)
			h.mu.Unlock()
			open.Go(func() { p.pass(near, far) })
			open.Go(func() { p.pass(far, near) })
		}
	})
	t.Cleanup(func() {
		_ = door.Close()
		h.mu.Lock()
		for _, p := range h.pairs {
			_, _ = p.near.Close(), p.far.Close()
		}
		h.mu.Unlock()
		open.Wait()
	})
	r.server.Host, r.server.Port = "127.0.0.1", door.Addr().(*net.TCPAddr).Port
	return h, r
}

func (p *pair) pass(from, to net.Conn) {
	b := make([]byte, 4096)
	for {
		n, err := from.Read(b)
		p.mu.Lock()
		swallows := p.swallows
		p.mu.Unlock()
		switch {
		case err == io.EOF && swallows:
			return // the other side learns nothing of it
		case err != nil:
			_, _ = from.Close(), to.Close()
			return
		case swallows:
		default:
			if _, err := to.Write(b[:n]); err != nil {
				return
			}
		}
	}
}

// swallow makes every connection that there is a black hole.
func (h *hole) swallow() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, p := range h.pairs {
		p.mu.Lock()
		p.swallows = true
		p.mu.Unlock()
	}
}

// calls is how many connections there have been.
func (h *hole) calls() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.pairs)
}
