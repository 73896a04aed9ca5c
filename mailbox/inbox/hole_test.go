package inbox_test

import (
	"io"
	"net"
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
	h := &hole{}
	return h, between(t, r, func(near, far net.Conn) (there, back func()) {
		p := &pair{near: near, far: far}
		h.mu.Lock()
		defer h.mu.Unlock()
		h.pairs = append(h.pairs, p)
		return func() { p.pass(near, far) }, func() { p.pass(far, near) }
	})
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
