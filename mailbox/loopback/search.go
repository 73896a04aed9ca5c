package loopback

import (
	"bytes"
	"net/mail"
	"net/textproto"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

// Search answers what mail programs ask. Text is compared as it stands in the
// message, without decoding: enough to find plain words.
func (s *session) Search(kind imapserver.NumKind, criteria *imap.SearchCriteria, _ *imap.SearchOptions) (*imap.SearchData, error) {
	if err := s.meet(event{at: "SEARCH"}); err != nil {
		return nil, err
	}
	s.office.mu.Lock()
	defer s.office.mu.Unlock()
	var seqs imap.SeqSet
	var uids imap.UIDSet
	data := &imap.SearchData{}
	for _, p := range s.pick(imap.SeqSet{imap.SeqRange{Start: 1}}) {
		if !s.matches(p, criteria) {
			continue
		}
		n := p.seq
		if kind == imapserver.NumKindUID {
			n = p.uid
		}
		seqs.AddNum(p.seq)
		uids.AddNum(imap.UID(p.uid))
		if data.Count++; data.Count == 1 {
			data.Min = n
		}
		data.Max = n
	}
	data.All = seqs
	if kind == imapserver.NumKindUID {
		data.All = uids
	}
	return data, nil
}

func (s *session) matches(p picked, c *imap.SearchCriteria) bool {
	return s.inSets(p, c) && fitsDates(p, c) && fitsFlags(p, c) && fitsText(p, c) &&
		(c.Larger == 0 || int64(len(p.raw)) > c.Larger) && (c.Smaller == 0 || int64(len(p.raw)) < c.Smaller) &&
		s.fitsOthers(p, c)
}

func (s *session) inSets(p picked, c *imap.SearchCriteria) bool {
	for _, set := range c.SeqNum {
		if !staticSeq(set, uint32(len(s.open.list))).Contains(p.seq) {
			return false
		}
	}
	for _, set := range c.UID {
		if !static(set, s.open.lastUID()).Contains(imap.UID(p.uid)) {
			return false
		}
	}
	return true
}

// fitsDates disregards time and zone, as RFC 9051 section 6.4.4 says.
func fitsDates(p picked, c *imap.SearchCriteria) bool {
	within := func(t, since, before time.Time) bool {
		t = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
		return (since.IsZero() || !t.Before(since)) && (before.IsZero() || t.Before(before))
	}
	if !within(p.at, c.Since, c.Before) {
		return false
	}
	if c.SentSince.IsZero() && c.SentBefore.IsZero() {
		return true
	}
	sent, err := p.header().Date()
	return err == nil && within(sent, c.SentSince, c.SentBefore)
}

func (p picked) header() mail.Header {
	m, err := mail.ReadMessage(bytes.NewReader(p.raw))
	if err != nil {
		return mail.Header{}
	}
	return m.Header
}

func fitsFlags(p picked, c *imap.SearchCriteria) bool {
	for _, f := range c.Flag {
		if !p.flags[canonical(f)] {
			return false
		}
	}
	for _, f := range c.NotFlag {
		if p.flags[canonical(f)] {
			return false
		}
	}
	return true
}

func fitsText(p picked, c *imap.SearchCriteria) bool {
	has := func(b []byte, word string) bool {
		return bytes.Contains(bytes.ToLower(b), []byte(strings.ToLower(word)))
	}
	for _, h := range c.Header {
		value, ok := p.header()[textproto.CanonicalMIMEHeaderKey(h.Key)]
		if !ok || !has([]byte(strings.Join(value, "\n")), h.Value) {
			return false
		}
	}
	_, body, _ := bytes.Cut(p.raw, []byte("\r\n\r\n"))
	for _, word := range c.Body {
		if !has(body, word) {
			return false
		}
	}
	for _, word := range c.Text {
		if !has(p.raw, word) {
			return false
		}
	}
	return true
}

func (s *session) fitsOthers(p picked, c *imap.SearchCriteria) bool {
	for i := range c.Not {
		if s.matches(p, &c.Not[i]) {
			return false
		}
	}
	for i := range c.Or {
		if !s.matches(p, &c.Or[i][0]) && !s.matches(p, &c.Or[i][1]) {
			return false
		}
	}
	return true
}
