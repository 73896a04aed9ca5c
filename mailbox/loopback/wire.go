package loopback

import (
	"bytes"
	"crypto/tls"
	"net"
	"sync"
	"sync/atomic"
)

// wireListener puts a wire under every connection. With a TLS configuration
// the wire is above TLS, so that it sees what is said.
type wireListener struct {
	net.Listener
	office *Office
	config *tls.Config
	once   sync.Once
}

// Close may be called twice: by the office and by the server that it served.
func (l *wireListener) Close() (err error) {
	l.once.Do(func() { err = l.Listener.Close() })
	return err
}

func (l *wireListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	if l.config != nil {
		conn = tls.Server(conn, l.config)
	}
	return &wire{Conn: conn, office: l.office, gone: make(chan struct{})}, nil
}

// wire is a connection that can go silent, and that leaves out capabilities.
type wire struct {
	net.Conn
	office *Office
	silent atomic.Bool
	once   sync.Once
	gone   chan struct{}
	begun  []byte // a line that is not whole yet, where lines are rewritten
}

// silence: from here on nothing is answered, and nothing tells the other side.
func (w *wire) silence() { w.silent.Store(true) }

func (w *wire) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	if !w.silent.Load() {
		return n, err
	}
	select {
	case <-w.gone:
	case <-w.office.closed:
	}
	return 0, net.ErrClosed
}

func (w *wire) Write(p []byte) (int, error) {
	if w.silent.Load() {
		return len(p), nil
	}
	said := p
	if bytes.Contains(p, []byte("CAPABILITY ")) {
		said = without(p, w.office.hidden())
	}
	if rewrite := w.office.rewrite(); rewrite != nil {
		said = w.rewritten(said, rewrite)
	}
	if _, err := w.Conn.Write(said); err != nil {
		return 0, err
	}
	return len(p), nil
}

// rewritten changes every whole line, and keeps a line that is not whole for
// the next write.
func (w *wire) rewritten(p []byte, rewrite func([]byte) []byte) (said []byte) {
	w.begun = append(w.begun, p...)
	for {
		i := bytes.IndexByte(w.begun, '\n')
		if i < 0 {
			return said
		}
		said = append(said, rewrite(w.begun[:i+1])...)
		w.begun = w.begun[i+1:]
	}
}

// untilGone waits until the connection has ended.
func (w *wire) untilGone() error {
	select {
	case <-w.gone:
	case <-w.office.closed:
	}
	return net.ErrClosed
}

func (w *wire) Close() error {
	w.once.Do(func() { close(w.gone) })
	return w.Conn.Close()
}

// without takes words out of a list of capabilities.
func without(p []byte, words []string) []byte {
	for _, word := range words {
		for _, end := range []string{" ", "]", "\r"} {
			p = bytes.ReplaceAll(p, []byte(" "+word+end), []byte(end))
		}
	}
	return p
}

// wireOf finds the wire under TLS.
func wireOf(conn net.Conn) *wire {
	for {
		switch c := conn.(type) {
		case *wire:
			return c
		case *tls.Conn:
			conn = c.NetConn()
		default:
			return nil
		}
	}
}
