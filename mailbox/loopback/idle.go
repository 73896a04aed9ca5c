package loopback

import (
	"net"

	"github.com/emersion/go-imap/v2/imapserver"
)

// Idle tells what changes until it is stopped. What changed before it began is
// told first.
func (s *session) Idle(w *imapserver.UpdateWriter, stop <-chan struct{}) error {
	f := s.office.strike(true, event{at: "IDLE"})
	if f != nil {
		if err := s.suffer(f); err != nil {
			return err
		}
		switch f.Do {
		case Bye:
			return s.conn.Bye("the server is being restarted")
		case Deaf:
			return s.wire.untilGone()
		case Ring, Din:
			return s.ring(w, stop, f.Do == Din)
		}
	}
	// The connection may end, and Unselect run, while this goroutine lives on.
	s.office.mu.Lock()
	open, tracker := s.open, s.tracker
	s.office.mu.Unlock()
	if open == nil {
		<-stop
		return nil
	}
	for {
		s.office.mu.Lock()
		changed := open.changed
		s.office.mu.Unlock()
		if err := tracker.Poll(w, true); err != nil {
			return err
		}
		select {
		case <-changed:
		case <-stop:
			return nil
		}
	}
}

// ring announces the number of messages over and over.
func (s *session) ring(w *imapserver.UpdateWriter, stop <-chan struct{}, deaf bool) error {
	for {
		select {
		case <-s.wire.gone:
			return net.ErrClosed
		case <-s.office.closed:
			return net.ErrClosed
		case <-stop:
			if !deaf {
				return nil
			}
			stop = nil
		default:
		}
		s.office.mu.Lock()
		n := uint32(len(s.open.list))
		s.office.mu.Unlock()
		if err := w.WriteNumMessages(n); err != nil {
			return err
		}
	}
}
