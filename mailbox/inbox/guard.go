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

// guard closes a connection when its context ends, when patience has passed
// with less than slowestLine coming in, or when end has come whatever comes in.
// Closing is what makes every command on
// the connection return: the client library knows no contexts, and no read
// deadline while it waits for an answer.
type guard struct {
	ctx      context.Context
	conn     *meter
	patience time.Duration
	end      time.Time
	stop     func() bool

	mu       sync.Mutex
	timer    *time.Timer
	seen     int64
	released bool
	silent   bool
}

// watch guards an exchange of a few lines, which ends within patience.
func watch(ctx context.Context, conn *meter, patience time.Duration) *guard {
	return watchFor(ctx, conn, patience, patience)
}

// watchFor guards an exchange that may take longer while bytes come in.
func watchFor(ctx context.Context, conn *meter, patience, most time.Duration) *guard {
	g := &guard{ctx: ctx, conn: conn, patience: patience, end: time.Now().Add(most), seen: conn.read.Load()}
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
	enough, left := int64(g.patience.Seconds()*slowestLine), time.Until(g.end)
	if now-g.seen > enough && left > 0 {
		g.seen = now
		g.timer.Reset(min(g.patience, left))
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
