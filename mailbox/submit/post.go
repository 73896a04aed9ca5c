package submit

import (
	"context"
	"errors"
	"time"

	"referrald/mailbox"
)

// Post hands letters in, one after the other, over one connection that is kept
// while there is more to send. Its methods may be called from several
// goroutines; one waits for the other.
type Post struct {
	cfg  Config
	turn chan struct{} // holds one token: whoever takes it has the rest
	line *line         // nil when there is none
	rest *time.Timer   // hangs up when nothing is sent for a while

	refused mailbox.Pause // a login or a sender that was refused, and is left alone
}

// New prepares a Post; nothing is dialled before the first letter.
func New(cfg Config) *Post {
	return &Post{cfg: cfg.withDefaults(), turn: make(chan struct{}, 1), refused: mailbox.Pause{Now: cfg.Now}}
}

// Send makes one attempt. The context ends it at any point; after the final
// dot that makes the outcome Unknown, like any other silence there.
//
//	Accepted       250 after the letter, whatever happened afterwards
//	TryLater       a 4xx reply, or the server did not get the whole letter
//	Refused        a 5xx reply about the recipient or the content, or a letter
//	               that cannot be sent as it stands
//	Misconfigured  the server refuses us, or may not be trusted. When it refused
//	               one of our names, nothing is tried for a quarter of an hour:
//	               each letter gets the same answer, and no server is asked
//	Unknown        the server has the letter and never said whether it took it
func (p *Post) Send(ctx context.Context, letter mailbox.Outgoing) mailbox.Receipt {
	if receipt, unfit := inspect(letter); unfit {
		return receipt
	}
	if err := p.enter(ctx); err != nil {
		return receiptOf(err)
	}
	defer p.leave()
	if t := p.refused.Held(); t != nil {
		return receiptOf(t)
	}
	warm := p.line != nil
	for {
		if err := p.ready(ctx); err != nil {
			p.respect(err)
			receipt := receiptOf(err)
			receipt.All = receipt.Outcome == mailbox.TryLater
			return receipt
		}
		receipt, end := p.line.hand(ctx, letter)
		if end != kept {
			p.drop()
		}
		// The server may have hung up on the quiet connection long ago; that
		// says nothing about this letter.
		if end == stale && warm && ctx.Err() == nil {
			warm = false
			continue
		}
		p.respectReceipt(receipt)
		return receipt
	}
}

// respect begins the pause after a refusal of our login.
func (p *Post) respect(err error) {
	var t *mailbox.Trouble
	if errors.As(err, &t) && t.Who != "" && t.Code != "" && t.Who != mailbox.Registered {
		p.refused.Begin(t)
	}
}

// respectReceipt does so after a refusal of our sender's address, which is the
// same on every letter.
func (p *Post) respectReceipt(r mailbox.Receipt) {
	if r.Who != "" {
		said := &reply{code: r.Code, status: r.Status, text: r.Text}
		p.respect(&mailbox.Trouble{Outcome: r.Outcome, Doing: "handing over a letter", Code: said.numbers(), Who: r.Who, Err: said})
	}
}

// Try does all that comes before a letter, and no more: dial, TLS, login, MAIL
// with the office's own address, RSET, QUIT, on a connection of its own. Some
// servers look at the sender only when they have a whole letter. Its error is a
// *mailbox.Trouble, or the context's own when that has ended. A refusal counts
// as one of Send.
func (p *Post) Try(ctx context.Context, from mailbox.Address) error {
	if t := p.refused.Held(); t != nil {
		return t
	}
	l, err := p.connect(ctx)
	if err == nil {
		defer l.quit()
		err = l.trySender(ctx, from)
	}
	p.respect(err)
	return err
}

// Close says goodbye after the letter that is under way. The Post may be used again.
func (p *Post) Close() error {
	_ = p.enter(context.Background())
	defer p.leave()
	p.hangUp()
	return nil
}

func (p *Post) enter(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	select {
	case p.turn <- struct{}{}:
		if p.rest != nil {
			p.rest.Stop()
		}
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// leave gives the turn back, and sees to it that a connection left alone ends.
func (p *Post) leave() {
	if l := p.line; l != nil {
		p.rest = time.AfterFunc(p.cfg.Warm, func() { p.retire(l) })
	}
	<-p.turn
}

// retire hangs up unless the connection is in use or is not the same any more.
func (p *Post) retire(l *line) {
	select {
	case p.turn <- struct{}{}:
		if p.line == l {
			p.hangUp()
		}
		<-p.turn
	default:
	}
}

// ready makes a connection if there is none.
func (p *Post) ready(ctx context.Context) error {
	if p.line != nil {
		return nil
	}
	l, err := p.connect(ctx)
	if err != nil {
		return err
	}
	p.line = l
	return nil
}

func (p *Post) hangUp() {
	if p.line != nil {
		p.line.quit()
		p.line = nil
	}
}

func (p *Post) drop() {
	_ = p.line.wire.Close()
	p.line = nil
}
