package inbox

import (
	"context"
	"errors"
	"sync"

	"referrald/mailbox"
)

// Box is one watched folder. It has one owner: its methods may be called from
// several goroutines, but one waits for the other, Wait included. End a Wait
// by ending its context.
//
// Every error is a *mailbox.Trouble, or the context's own when that has ended.
// After an error of the connection the next call connects anew.
type Box struct {
	cfg Config

	mu       sync.Mutex
	line     *line
	looked   bool
	validity uint32           // UIDVALIDITY at the last look
	sizes    map[uint32]int64 // RFC822.SIZE at the last look
	sent     *sentFolder      // nil before it was first asked for
	shape    shape            // of the folder at the last look
	vain     int              // how many looks in a row a bell asked for and found nothing new
	invented uint32           // the last numbering made up for a server that gives none
	refused  mailbox.Pause    // a login that was refused, and is left alone
}

// New prepares a Box; nothing is dialled before it is first asked.
func New(cfg Config) *Box {
	cfg = cfg.withDefaults()
	return &Box{cfg: cfg, refused: mailbox.Pause{Now: cfg.Now}}
}

// Close says goodbye and ends the connection. The Box may be used again.
func (b *Box) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.dropSent()
	if b.line == nil {
		return nil
	}
	l := b.line
	g := watch(context.Background(), l.conn, min(farewell, b.cfg.Timeout))
	// What the server answers to LOGOUT changes nothing for us.
	_ = g.release(l.client.Logout().Wait())
	b.drop()
	return nil
}

// ready gives the connection, making one when there is none or when the
// server has ended the last one between two calls.
func (b *Box) ready(ctx context.Context) (*line, error) {
	if err := ctx.Err(); err != nil {
		return nil, context.Cause(ctx)
	}
	if b.line != nil {
		select {
		case <-b.line.client.Closed():
			b.drop()
		default:
			return b.line, nil
		}
	}
	l, err := b.connect(ctx)
	if err != nil {
		return nil, err
	}
	b.line = l
	return l, nil
}

func (b *Box) drop() {
	if b.line != nil {
		_ = b.line.conn.Close()
		b.line = nil
	}
}

// do runs one exchange under a guard.
func (b *Box) do(ctx context.Context, f func(*line) error) error {
	l, err := b.ready(ctx)
	if err != nil {
		return err
	}
	g := watchFor(ctx, l.conn, b.cfg.Timeout, endless*b.cfg.Timeout)
	return b.settle(ctx, g.release(f(l)))
}

// settle keeps the connection after a server's refusal and after our own
// reasons to stop, and gives it up after anything else.
func (b *Box) settle(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if _, no := refused(err); no || errors.As(err, new(*kept)) {
		return err
	}
	b.drop()
	return unlessOver(ctx, err)
}

// kept marks an error that says nothing about the connection.
type kept struct{ error }

func (k *kept) Unwrap() error { return k.error }

// known refuses UIDs that belong to an earlier numbering of the folder: after
// a reconnect the server may have numbered it anew, and the same UID would be
// another person's letter.
func (b *Box) known(l *line, doing string) error {
	if b.looked && l.validity == b.validity {
		return nil
	}
	return &kept{&mailbox.Trouble{
		Outcome: mailbox.TryLater, Doing: doing, Hint: "the folder is listed again first", Err: mailbox.ErrRenumbered,
	}}
}
