package submit

import (
	"context"
	"errors"
	"io"
	"net"
	"net/textproto"
	"os"
	"time"
)

var (
	errSilent  = errors.New("no answer in time")
	errEndless = errors.New("the server's answer has no end")
	errEnded   = errors.New("the server ended the connection")
	errGarbled = errors.New("the server does not answer as a mail server does")
)

// wire is the connection below TLS. It bounds what comes in during one
// exchange, because the client library reads a line of any length.
type wire struct {
	net.Conn
	left int64
}

func (w *wire) Read(p []byte) (int, error) {
	if w.left <= 0 {
		return 0, errEndless
	}
	n, err := w.Conn.Read(p[:min(int64(len(p)), w.left)])
	w.left -= int64(n)
	return n, err
}

// begin starts the clock of one exchange. Every read and write until the next
// begin ends by then, or with the context.
func (w *wire) begin(ctx context.Context, patience time.Duration) {
	end := time.Now().Add(patience)
	if d, ok := ctx.Deadline(); ok && d.Before(end) {
		end = d
	}
	w.left = mostReply
	_ = w.SetDeadline(end)
}

// closeWith ends the connection when the context ends: only that makes a read
// return which is under way.
func (w *wire) closeWith(ctx context.Context) (release func() bool) {
	return context.AfterFunc(ctx, func() { _ = w.Close() })
}

// lost gives the end of a connection a name that people understand, and keeps
// what a garbled answer said out of errors.
func lost(err error) error {
	var garbled textproto.ProtocolError
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return errSilent
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errEnded
	case errors.As(err, &garbled):
		return errGarbled
	}
	return err
}
