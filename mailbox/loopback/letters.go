package loopback

import (
	"bufio"
	"bytes"
	"fmt"
	"maps"
	"net"
	"slices"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-message/textproto"
)

// picked is a message of the open folder as one command sees it.
type picked struct {
	*message
	index int
	seq   uint32 // as this connection counts; 0 when it was not told of it yet
}

// pick finds the messages of a set. Office.mu is held.
func (s *session) pick(set imap.NumSet) (found []picked) {
	f := s.open
	within := func(uid, seq uint32) bool { return false }
	switch set := set.(type) {
	case imap.UIDSet:
		uids := static(set, f.lastUID())
		within = func(uid, _ uint32) bool { return uids.Contains(imap.UID(uid)) }
	case imap.SeqSet:
		seqs := staticSeq(set, uint32(len(f.list)))
		within = func(_, seq uint32) bool { return seqs.Contains(seq) }
	}
	for i, m := range f.list {
		if seq := s.tracker.EncodeSeqNum(uint32(i) + 1); seq != 0 && within(m.uid, seq) {
			found = append(found, picked{m, i, seq})
		}
	}
	return found
}

func (f *folder) lastUID() uint32 {
	if len(f.list) == 0 {
		return 0
	}
	return f.list[len(f.list)-1].uid
}

// static puts the last number in the place of "*".
func static(set imap.UIDSet, last uint32) *imap.UIDSet {
	var out imap.UIDSet
	for _, r := range set {
		start, stop := uint32(r.Start), uint32(r.Stop)
		start, stop = ends(start, stop, last)
		out.AddRange(imap.UID(start), imap.UID(stop))
	}
	return &out
}

func staticSeq(set imap.SeqSet, last uint32) *imap.SeqSet {
	var out imap.SeqSet
	for _, r := range set {
		out.AddRange(ends(r.Start, r.Stop, last))
	}
	return &out
}

func ends(start, stop, last uint32) (uint32, uint32) {
	if start == 0 {
		start = last
	}
	if stop == 0 {
		stop = last
	}
	return max(1, min(start, stop)), max(1, start, stop)
}

func (s *session) Fetch(w *imapserver.FetchWriter, set imap.NumSet, options *imap.FetchOptions) error {
	fault := s.office.strike(true, event{at: "FETCH", uid: single(set)})
	if fault != nil {
		if err := s.suffer(fault); err != nil {
			return err
		}
	}
	for _, p := range s.look(set, options) {
		if fault != nil && fault.Do >= NoBody && len(options.BodySection) > 0 {
			if err := s.spoil(w, p, options, fault.Do); err != nil {
				return err
			}
			continue
		}
		if err := p.write(w, options); err != nil {
			return err
		}
	}
	return nil
}

// single is the UID of a set of one.
func single(set imap.NumSet) uint32 {
	uids, ok := set.(imap.UIDSet)
	if !ok || len(uids) != 1 || uids[0].Start != uids[0].Stop {
		return 0
	}
	return uint32(uids[0].Start)
}

// look takes a copy of what a FETCH is about, so that a slow client holds
// nobody up, and sets \Seen as a FETCH without PEEK does.
func (s *session) look(set imap.NumSet, options *imap.FetchOptions) []picked {
	s.office.mu.Lock()
	defer s.office.mu.Unlock()
	found := s.pick(set)
	reads := slices.ContainsFunc(options.BodySection, func(b *imap.FetchItemBodySection) bool { return !b.Peek })
	for i, p := range found {
		if reads && !s.peeking && !p.flags[imap.FlagSeen] {
			flags := maps.Clone(p.flags)
			flags[imap.FlagSeen] = true
			s.open.tailor(p.index, flags, nil)
		}
		still := *p.message
		found[i].message = &still
	}
	return found
}

// write answers a FETCH of one message. The whole message is given as it was
// delivered, byte for byte, however odd; parts of it are the library's reading.
func (p picked) write(w *imapserver.FetchWriter, options *imap.FetchOptions) error {
	rw := w.CreateMessage(p.seq)
	rw.WriteUID(imap.UID(p.uid))
	p.writeFacts(rw, options)
	for _, b := range options.BodySection {
		if err := writeBody(rw, b, p.section(b)); err != nil {
			return err
		}
	}
	return rw.Close()
}

func (p picked) writeFacts(rw *imapserver.FetchResponseWriter, options *imap.FetchOptions) {
	if options.Flags {
		rw.WriteFlags(p.flagList())
	}
	if options.InternalDate {
		rw.WriteInternalDate(p.at)
	}
	if options.RFC822Size {
		rw.WriteRFC822Size(int64(len(p.raw)))
	}
	if options.Envelope {
		rw.WriteEnvelope(p.envelope())
	}
	if options.BodyStructure != nil {
		rw.WriteBodyStructure(imapserver.ExtractBodyStructure(bytes.NewReader(p.raw)))
	}
}

func writeBody(rw *imapserver.FetchResponseWriter, b *imap.FetchItemBodySection, body []byte) error {
	wc := rw.WriteBodySection(b, int64(len(body)))
	if _, err := wc.Write(body); err != nil {
		return err
	}
	return wc.Close()
}

func (p picked) section(b *imap.FetchItemBodySection) []byte {
	whole := len(b.Part) == 0 && b.Specifier == imap.PartSpecifierNone
	if !whole {
		return imapserver.ExtractBodySection(bytes.NewReader(p.raw), b)
	}
	if b.Partial == nil {
		return p.raw
	}
	size := int64(len(p.raw))
	start := min(b.Partial.Offset, size)
	return p.raw[start:min(start+b.Partial.Size, size)]
}

func (p picked) envelope() *imap.Envelope {
	header, err := textproto.ReadHeader(bufio.NewReader(bytes.NewReader(p.raw)))
	if err != nil {
		return nil
	}
	return imapserver.ExtractEnvelope(header)
}

// shortPart is how much of a message a ShortBody gives.
const shortPart = 10

// spoil answers with something else than the body. NIL, a number and a cut are
// written past the library, which would not: between two responses its own
// buffer is empty.
func (s *session) spoil(w *imapserver.FetchWriter, p picked, options *imap.FetchOptions, do Action) error {
	switch do {
	case EmptyBody:
		return p.writeInstead(w, options, nil)
	case ShortBody:
		return p.writeInstead(w, options, p.raw[:len(p.raw)/shortPart])
	}
	conn := s.conn.NetConn()
	head := fmt.Sprintf("* %d FETCH (UID %d RFC822.SIZE %d BODY[] ", p.seq, p.uid, len(p.raw))
	switch do {
	case NoBody:
		_, err := fmt.Fprintf(conn, "%sNIL)\r\n", head)
		return err
	case WrongBody:
		_, err := fmt.Fprintf(conn, "%s0)\r\n", head)
		return err
	}
	if _, err := fmt.Fprintf(conn, "%s{%d}\r\n%s", head, len(p.raw), p.raw[:len(p.raw)/2]); err != nil {
		return err
	}
	_ = s.wire.Close()
	return net.ErrClosed
}

func (p picked) writeInstead(w *imapserver.FetchWriter, options *imap.FetchOptions, body []byte) error {
	rw := w.CreateMessage(p.seq)
	rw.WriteUID(imap.UID(p.uid))
	p.writeFacts(rw, options)
	for _, b := range options.BodySection {
		if err := writeBody(rw, b, body); err != nil {
			return err
		}
	}
	return rw.Close()
}

func (s *session) Store(w *imapserver.FetchWriter, set imap.NumSet, change *imap.StoreFlags, _ *imap.StoreOptions) error {
	if err := s.meet(event{at: "STORE"}); err != nil {
		return err
	}
	s.store(set, change)
	if change.Silent {
		return nil
	}
	for _, p := range s.look(set, &imap.FetchOptions{}) {
		if err := p.write(w, &imap.FetchOptions{Flags: true}); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) store(set imap.NumSet, change *imap.StoreFlags) {
	s.office.mu.Lock()
	defer s.office.mu.Unlock()
	for _, p := range s.pick(set) {
		flags := maps.Clone(p.flags)
		if change.Op == imap.StoreFlagsSet {
			clear(flags)
		}
		for _, flag := range change.Flags {
			if change.Op == imap.StoreFlagsDel {
				delete(flags, canonical(flag))
			} else {
				flags[canonical(flag)] = true
			}
		}
		s.open.tailor(p.index, flags, s.tracker)
	}
}

func (s *session) Copy(set imap.NumSet, to string) (*imap.CopyData, error) {
	if err := s.meet(event{at: "COPY"}); err != nil {
		return nil, err
	}
	s.office.mu.Lock()
	defer s.office.mu.Unlock()
	return s.copy(set, to)
}

func (s *session) copy(set imap.NumSet, to string) (*imap.CopyData, error) {
	target := s.office.folders[to]
	switch {
	case target == nil:
		return nil, no(imap.ResponseCodeTryCreate, "no such folder")
	case target == s.open:
		return nil, no("", "a folder is not copied into itself")
	}
	data := &imap.CopyData{UIDValidity: target.validity}
	for _, p := range s.pick(set) {
		uid := target.put(p.raw, p.at, p.flagList())
		data.SourceUIDs.AddNum(imap.UID(p.uid))
		data.DestUIDs.AddNum(imap.UID(uid))
	}
	return data, nil
}

func (s *session) Move(w *imapserver.MoveWriter, set imap.NumSet, to string) error {
	if err := s.meet(event{at: "MOVE"}); err != nil {
		return err
	}
	data, err := s.move(set, to)
	if err != nil || len(data.SourceUIDs) == 0 {
		return err
	}
	return w.WriteCopyData(data) // the poll that follows tells what went
}

func (s *session) move(set imap.NumSet, to string) (*imap.CopyData, error) {
	s.office.mu.Lock()
	defer s.office.mu.Unlock()
	data, err := s.copy(set, to)
	if err == nil {
		s.open.remove(func(m *message) bool { return data.SourceUIDs.Contains(imap.UID(m.uid)) })
	}
	return data, err
}

func (s *session) Expunge(_ *imapserver.ExpungeWriter, uids *imap.UIDSet) error {
	at := "EXPUNGE"
	if uids != nil {
		at = "UID EXPUNGE"
	}
	if err := s.meet(event{at: at}); err != nil {
		return err
	}
	s.office.mu.Lock()
	defer s.office.mu.Unlock()
	s.open.remove(func(m *message) bool {
		return m.flags[imap.FlagDeleted] && (uids == nil || static(*uids, s.open.lastUID()).Contains(imap.UID(m.uid)))
	})
	return nil
}
