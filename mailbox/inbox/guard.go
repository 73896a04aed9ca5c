package inbox

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// errSilent is the cause when a guard gave up on the peer.
var errSilent = errors.New("no answer in time")

// meter counts what comes in on a connection, below TLS.
type meter struct {
	net.Conn
	read atomic.Int64
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.Conn.Read(p)
	m.read.Add(int64(n))
	return n, err
}

// guard closes a connection when its context ends, or when patience has passed
// with less than slowestLine coming in. Closing is what makes every command on
// the connection return: the client library knows no contexts, and no read
// deadline while it waits for an answer.
type guard struct {
	ctx      context.Context
	conn     *meter
	patience time.Duration
	stop     func() bool

	mu       sync.Mutex
	timer    *time.Timer
	seen     int64
	released bool
	silent   bool
}

func watch(ctx context.Context, conn *meter, patience time.Duration) *guard {
	g := &guard{ctx: ctx, conn: conn, patience: patience, seen: conn.read.Load()}
	g.stop = context.AfterFunc(ctx, func() { _ = conn.Close() })
	g.mu.Lock()
	defer g.mu.Unlock()
	g.timer = time.AfterFunc(patience, g.check)
	return g
}

func (g *guard) check() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.released {
		return
	}
	now := g.conn.read.Load()
	if enough := int64(g.patience.Seconds() * slowestLine); now-g.seen > enough {
		g.seen = now
		g.timer.Reset(g.patience)
		return
	}
	g.silent = true
	_ = g.conn.Close()
}

// release ends the watch and says what really went wrong: a connection that
// the guard closed fails with errSilent or the context's error, whatever the
// command on it returned.
func (g *guard) release(err error) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.released = true
	g.timer.Stop()
	g.stop()
	switch {
	case err == nil:
		return nil
	case g.ctx.Err() != nil:
		return context.Cause(g.ctx)
	case g.silent:
		return errSilent
	}
	return err
}
