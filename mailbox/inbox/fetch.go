package inbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"referrald/mailbox"
)

// errBroken marks the end of the connection while messages were under way.
type errBroken struct{ error }

func (e *errBroken) Unwrap() error { return e.error }

// mostBlamed is how many messages one Fetch may find guilty of breaking the
// connection before it believes that the connection is what is broken.
const mostBlamed = 3

// Fetch calls each once for every message that the server still has, in the
// order asked for, with its bytes, or with the first limit bytes when it is
// larger (0 means 140 MiB). Several FETCH commands are under way at once on
// the one connection, a message each. A message that cannot be read comes with
// Fetched.Err and does not end the batch; an error of each does, and is
// returned as it is.
//
// When the connection breaks, the messages that were under way are asked for
// one at a time on a new one, so that a message which breaks it every time is
// found, reported by its own Err, and delays nobody.
func (b *Box) Fetch(ctx context.Context, uids []uint32, limit int64, each func(mailbox.Fetched) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if limit <= 0 {
		limit = defaultLimit
	}
	if err := b.learnSizes(ctx, uids); err != nil {
		return err
	}
	blamed, careful := 0, 0 // careful: how many messages are fetched one at a time
	for len(uids) > 0 {
		part, window := uids, b.cfg.Window
		if careful > 0 {
			part, window = uids[:min(careful, len(uids))], 1
		}
		done, err := b.fetchSome(ctx, part, window, limit, each)
		uids, careful = uids[done:], max(0, careful-done)
		var broken *errBroken
		switch {
		case err == nil:
		case !errors.As(err, &broken):
			return err
		case careful == 0:
			careful = b.cfg.Window
		case blamed == mostBlamed:
			return broken.error
		default:
			blamed++
			if err := each(mailbox.Fetched{UID: uids[0], Size: b.sizes[uids[0]], Err: broken.error}); err != nil {
				return err
			}
			uids, careful = uids[1:], careful-1
		}
	}
	return nil
}

// learnSizes asks for the sizes that the last look did not give, so that large
// messages are asked for in part and memory stays bounded.
func (b *Box) learnSizes(ctx context.Context, uids []uint32) error {
	var missing []imap.UID
	for _, uid := range uids {
		if _, ok := b.sizes[uid]; !ok {
			missing = append(missing, imap.UID(uid))
		}
	}
	for part := range slices.Chunk(missing, b.cfg.Batch) {
		err := b.do(ctx, func(l *line) error {
			const doing = "asking for the size of messages"
			if err := b.known(l, doing); err != nil {
				return err
			}
			entries, _, err := l.list(imap.UIDSetNum(part...))
			if err != nil {
				return replyTrouble(doing, err, mailbox.TryLater, "")
			}
			for _, e := range entries {
				b.sizes[e.UID] = e.Size
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// fetchSome runs one pipeline on one connection and says how many of the
// messages are done with.
func (b *Box) fetchSome(ctx context.Context, uids []uint32, window int, limit int64, each func(mailbox.Fetched) error) (done int, err error) {
	l, err := b.ready(ctx)
	if err != nil {
		return 0, err
	}
	if err := b.known(l, "fetching messages"); err != nil {
		return 0, err
	}
	p := &pipeline{box: b, line: l, window: window, limit: limit, ahead: uids}
	defer p.drain(ctx)
	for p.more() {
		s, err := p.next(ctx)
		if err != nil {
			b.drop()
			if ctx.Err() != nil {
				return done, context.Cause(ctx)
			}
			return done, &errBroken{asTrouble(err)}
		}
		if s.there {
			if err := each(s.fetched()); err != nil {
				return done, err
			}
		}
		done++
	}
	return done, nil
}

// pipeline keeps FETCH commands under way, bounded in number and in bytes.
type pipeline struct {
	box    *Box
	line   *line
	window int
	limit  int64

	ahead []uint32 // not asked for yet
	under []*slip  // asked for, in order
	bytes int64    // expected by what is under way
}

func (p *pipeline) more() bool { return len(p.ahead)+len(p.under) > 0 }

// next fills the window and waits for the first message of it.
func (p *pipeline) next(ctx context.Context) (*slip, error) {
	p.fill()
	s := p.under[0]
	g := watchFor(ctx, p.line.conn, p.box.cfg.Timeout, p.most())
	<-s.done
	if _, no := refused(s.err); no {
		return p.take(), g.release(nil)
	}
	if err := g.release(s.err); err != nil {
		return nil, err
	}
	return p.take(), nil
}

// most is how long what is under way may take on the slowest line.
func (p *pipeline) most() time.Duration {
	return endless*p.box.cfg.Timeout + time.Duration(p.bytes/slowestLine)*time.Second
}

func (p *pipeline) take() *slip {
	s := p.under[0]
	p.under = p.under[1:]
	p.bytes -= s.expected
	return s
}

func (p *pipeline) fill() {
	for len(p.ahead) > 0 && len(p.under) < p.window {
		uid := p.ahead[0]
		size := p.box.sizes[uid]
		expected := min(size, p.limit)
		if len(p.under) > 0 && p.bytes+expected > p.box.cfg.WindowBytes {
			return
		}
		p.ahead = p.ahead[1:]
		p.under = append(p.under, p.line.ask(uid, size, expected, p.limit))
		p.bytes += expected
	}
}

// drain lets what is still under way come in: a FETCH that nobody reads holds
// the connection for ever.
func (p *pipeline) drain(ctx context.Context) {
	g := watchFor(ctx, p.line.conn, p.box.cfg.Timeout, p.most())
	for _, s := range p.under {
		<-s.done
		if _, no := refused(s.err); s.err != nil && !no {
			p.box.drop()
		}
	}
	_ = g.release(nil)
}

// slip is one FETCH under way. Its goroutine reads the answer as it comes:
// answers may come in any order, and the connection stands still while one is
// not read.
type slip struct {
	uid       uint32
	announced int64
	expected  int64
	limit     int64
	done      chan struct{}

	there     bool // the server still has the message
	bodied    bool // a body came that was not NIL
	bytes     []byte
	truncated bool
	err       error
}

func (l *line) ask(uid uint32, announced, expected, limit int64) *slip {
	s := &slip{uid: uid, announced: announced, expected: expected, limit: limit, done: make(chan struct{})}
	section := &imap.FetchItemBodySection{Peek: true}
	if announced > limit {
		section.Partial = &imap.SectionPartial{Size: limit}
		s.truncated = true
	}
	cmd := l.client.Fetch(imap.UIDSetNum(imap.UID(uid)), &imap.FetchOptions{
		UID: true, RFC822Size: true, BodySection: []*imap.FetchItemBodySection{section},
	})
	go s.receive(cmd)
	return s
}

const doingFetch = "fetching a message"

func (s *slip) receive(cmd *imapclient.FetchCommand) {
	defer close(s.done)
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		s.there = true
		for item := msg.Next(); item != nil; item = msg.Next() {
			switch item := item.(type) {
			case imapclient.FetchItemDataRFC822Size:
				s.announced = item.Size
			case imapclient.FetchItemDataBodySection:
				if item.Literal == nil {
					continue
				}
				s.bodied = true
				if err := s.read(item.Literal); err != nil {
					// The connection is over, and its own goroutine reads it to
					// the end: the command must not be touched again, because
					// it would read what is left of the body at the same time.
					s.err = replyTrouble(doingFetch, err, mailbox.TryLater, "")
					return
				}
			}
		}
	}
	if err := cmd.Close(); err != nil {
		s.err = replyTrouble(doingFetch, err, mailbox.TryLater, "")
		if code, no := refused(s.err); no {
			s.there = code != codeExpunged
		}
	}
}

// read keeps at most limit bytes and lets the rest pass, so that the
// connection goes on. The size that the server announces is trusted for the
// first allocation up to firstRoom only.
func (s *slip) read(lit imap.LiteralReader) error {
	const firstRoom = 1 << 20
	var buf bytes.Buffer
	buf.Grow(int(min(lit.Size(), s.limit, firstRoom)) + bytes.MinRead)
	got, err := io.Copy(&buf, io.LimitReader(lit, s.limit))
	var over int64
	if err == nil && got == s.limit {
		over, err = io.Copy(io.Discard, lit)
	}
	if err == nil && got+over < lit.Size() {
		err = io.ErrUnexpectedEOF // the library takes the end of the connection for the end of the body
	}
	s.bytes, s.truncated = buf.Bytes(), s.truncated || over > 0
	return err
}

func (s *slip) fetched() mailbox.Fetched {
	// Less than the part that was asked for is all that there is, whatever size
	// was announced.
	s.truncated = s.truncated && int64(len(s.bytes)) >= s.limit
	f := mailbox.Fetched{UID: s.uid, Bytes: s.bytes, Size: s.announced, Truncated: s.truncated, Err: s.err}
	if s.err == nil && s.hollow() {
		f.Err = &mailbox.Hollow{UID: s.uid, Got: int64(len(s.bytes)), Announced: s.announced}
	}
	return f
}

// hollow: nothing came, or so much less than announced that the body cannot be
// there. Announced sizes are estimates on Exchange, so only a gross shortfall
// counts: less than a quarter, or a header that breaks off.
func (s *slip) hollow() bool {
	got := int64(len(s.bytes))
	switch {
	case !s.bodied, len(bytes.TrimSpace(s.bytes)) == 0:
		return true
	case s.truncated || got >= s.announced:
		return false
	}
	return got < s.announced/4 || !headerEnds(s.bytes)
}

func headerEnds(b []byte) bool {
	return bytes.Contains(b, []byte("\r\n\r\n")) || bytes.Contains(b, []byte("\n\n"))
}
