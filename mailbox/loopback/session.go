package loopback

import (
	"errors"
	"io"
	"log"
	"maps"
	"net"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-sasl"
)

func (o *Office) imapOptions() *imapserver.Options {
	return &imapserver.Options{
		NewSession: o.newSession,
		Logger:     log.New(io.Discard, "", 0),
		Caps: imap.CapSet{
			imap.CapIMAP4rev1: {}, imap.CapNamespace: {}, imap.CapUIDPlus: {}, imap.CapMove: {}, imap.CapESearch: {},
			imap.CapListExtended: {}, imap.CapListStatus: {}, imap.CapSpecialUse: {}, imap.CapStatusSize: {},
		},
	}
}

// session is one IMAP connection. Its methods are the server's commands; each
// first meets the faults.
type session struct {
	office  *Office
	conn    *imapserver.Conn
	wire    *wire
	open    *folder // selected, nil when none; only this connection's goroutine sets it
	tracker *imapserver.SessionTracker
	peeking bool // EXAMINE
}

var (
	_ imapserver.SessionIMAP4rev2 = (*session)(nil)
	_ imapserver.SessionSASL      = (*session)(nil)
)

func (o *Office) newSession(conn *imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
	s := &session{office: o, conn: conn, wire: wireOf(conn.NetConn())}
	if err := s.meet(event{at: "CONNECT"}); err != nil {
		var no *imap.Error
		if errors.As(err, &no) {
			no.Type = imap.StatusResponseTypeBye
		}
		return nil, nil, err
	}
	return s, &imapserver.GreetingData{}, nil
}

// meet lets the faults that any command can have do their work.
func (s *session) meet(e event) error {
	f := s.office.strike(true, e)
	if f == nil {
		return nil
	}
	return s.suffer(f)
}

func (s *session) suffer(f *Fault) error {
	switch f.Do {
	case Refuse:
		return &imap.Error{Type: imap.StatusResponseTypeNo, Code: imap.ResponseCode(f.Code), Text: orElse(f.Text, "not today")}
	case Drop:
		_ = s.wire.Close()
		return net.ErrClosed
	case Silence:
		s.wire.silence()
	}
	return nil
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func no(code imap.ResponseCode, text string) error {
	return &imap.Error{Type: imap.StatusResponseTypeNo, Code: code, Text: text}
}

func (s *session) Close() error {
	return s.Unselect()
}

func (s *session) Login(user, password string) error {
	if err := s.meet(event{at: "LOGIN"}); err != nil {
		return err
	}
	if !s.office.knows(user, s.office.User, password) {
		return imapserver.ErrAuthFailed
	}
	return nil
}

// AuthenticateMechanisms are the ways to log in by AUTHENTICATE.
func (s *session) AuthenticateMechanisms() []string { return s.office.opt.mechanisms(sasl.Plain) }

// Authenticate is the server's side of one of them.
func (s *session) Authenticate(mechanism string) (sasl.Server, error) {
	switch {
	case !slices.Contains(s.AuthenticateMechanisms(), mechanism):
		return nil, no("", "there is no such way to log in")
	case mechanism == sasl.Plain:
		return sasl.NewPlainServer(func(_, user, password string) error { return s.Login(user, password) }), nil
	}
	if err := s.meet(event{at: "LOGIN"}); err != nil {
		return nil, err
	}
	return &bearerServer{office: s.office, user: s.office.User, refusal: imapserver.ErrAuthFailed}, nil
}

func (s *session) Select(name string, options *imap.SelectOptions) (*imap.SelectData, error) {
	if err := s.meet(event{at: "SELECT"}); err != nil {
		return nil, err
	}
	o := s.office
	o.mu.Lock()
	defer o.mu.Unlock()
	f := o.folders[name]
	if f == nil {
		return nil, no(imap.ResponseCodeNonExistent, "no such folder")
	}
	s.open, s.tracker, s.peeking = f, f.tracker.NewSession(), options != nil && options.ReadOnly
	f.views[s] = name
	flags := []imap.Flag{imap.FlagSeen, imap.FlagAnswered, imap.FlagFlagged, imap.FlagDeleted, imap.FlagDraft}
	data := &imap.SelectData{
		Flags: flags, PermanentFlags: append(slices.Clone(flags), imap.FlagWildcard),
		NumMessages: uint32(len(f.list)), UIDNext: imap.UID(f.next), UIDValidity: f.validity,
	}
	if o.faults.NoValidity {
		data.UIDValidity = 0
	} else if o.faults.Validity != 0 {
		data.UIDValidity = o.faults.Validity
	}
	if o.faults.NoKeywords {
		data.PermanentFlags = flags
	}
	return data, nil
}

func (s *session) Unselect() error {
	s.office.mu.Lock()
	defer s.office.mu.Unlock()
	if s.open != nil {
		delete(s.open.views, s)
		s.tracker.Close()
		s.open, s.tracker = nil, nil
	}
	return nil
}

func (s *session) Create(name string, _ *imap.CreateOptions) error {
	if err := s.meet(event{at: "CREATE"}); err != nil {
		return err
	}
	s.office.mu.Lock()
	defer s.office.mu.Unlock()
	name = strings.TrimRight(name, string(s.office.opt.Separator))
	if s.office.folders[name] != nil {
		return no(imap.ResponseCodeAlreadyExists, "there is one already")
	}
	s.office.add(name).subscribed = false
	return nil
}

func (s *session) Delete(name string) error {
	s.office.mu.Lock()
	defer s.office.mu.Unlock()
	if s.office.folders[name] == nil || name == "INBOX" {
		return no(imap.ResponseCodeNonExistent, "no such folder")
	}
	delete(s.office.folders, name)
	return nil
}

func (s *session) Rename(from, to string, _ *imap.RenameOptions) error {
	s.office.mu.Lock()
	defer s.office.mu.Unlock()
	f := s.office.folders[from]
	switch {
	case f == nil:
		return no(imap.ResponseCodeNonExistent, "no such folder")
	case s.office.folders[to] != nil:
		return no(imap.ResponseCodeAlreadyExists, "there is one already")
	}
	delete(s.office.folders, from)
	f.name = to
	s.office.folders[to] = f
	return nil
}

func (s *session) Subscribe(name string) error   { return s.subscribe(name, true) }
func (s *session) Unsubscribe(name string) error { return s.subscribe(name, false) }

func (s *session) subscribe(name string, to bool) error {
	s.office.mu.Lock()
	defer s.office.mu.Unlock()
	f := s.office.folders[name]
	if f == nil {
		return no(imap.ResponseCodeNonExistent, "no such folder")
	}
	f.subscribed = to
	return nil
}

func (s *session) Namespace() (*imap.NamespaceData, error) {
	own := imap.NamespaceDescriptor{Prefix: s.office.opt.Prefix, Delim: s.office.opt.Separator}
	return &imap.NamespaceData{Personal: []imap.NamespaceDescriptor{own}}, nil
}

func (s *session) List(w *imapserver.ListWriter, ref string, patterns []string, options *imap.ListOptions) error {
	if err := s.meet(event{at: "LIST"}); err != nil {
		return err
	}
	separator := s.office.opt.Separator
	if len(patterns) == 0 {
		return w.WriteList(&imap.ListData{Attrs: []imap.MailboxAttr{imap.MailboxAttrNoSelect}, Delim: separator})
	}
	for _, data := range s.office.list(options) {
		fits := func(p string) bool { return imapserver.MatchList(data.Mailbox, separator, ref, p) }
		if !slices.ContainsFunc(patterns, fits) {
			continue
		}
		if err := w.WriteList(&data); err != nil {
			return err
		}
	}
	return nil
}

func (o *Office) list(options *imap.ListOptions) (all []imap.ListData) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, name := range slices.Sorted(maps.Keys(o.folders)) {
		f := o.folders[name]
		use, special := specialUse[name]
		if options.SelectSubscribed && !f.subscribed || options.SelectSpecialUse && !special {
			continue
		}
		data := imap.ListData{Mailbox: name, Delim: o.opt.Separator}
		if f.subscribed && (options.ReturnSubscribed || options.SelectSubscribed) {
			data.Attrs = append(data.Attrs, imap.MailboxAttrSubscribed)
		}
		if special {
			data.Attrs = append(data.Attrs, use)
		}
		if options.ReturnStatus != nil {
			data.Status = f.status(options.ReturnStatus)
		}
		all = append(all, data)
	}
	return all
}

func (s *session) Status(name string, options *imap.StatusOptions) (*imap.StatusData, error) {
	if err := s.meet(event{at: "STATUS"}); err != nil {
		return nil, err
	}
	s.office.mu.Lock()
	defer s.office.mu.Unlock()
	f := s.office.folders[name]
	if f == nil {
		return nil, no(imap.ResponseCodeNonExistent, "no such folder")
	}
	return f.status(options), nil
}

func (f *folder) status(options *imap.StatusOptions) *imap.StatusData {
	var all, seen, deleted, recent uint32
	var size int64
	for _, m := range f.list {
		all++
		size += int64(len(m.raw))
		if m.flags[imap.FlagSeen] {
			seen++
		}
		if m.flags[imap.FlagDeleted] {
			deleted++
		}
	}
	unseen := all - seen
	data := &imap.StatusData{Mailbox: f.name, UIDNext: imap.UID(f.next), UIDValidity: f.validity}
	for _, item := range []struct {
		asked bool
		into  **uint32
		n     *uint32
	}{
		{options.NumMessages, &data.NumMessages, &all}, {options.NumUnseen, &data.NumUnseen, &unseen},
		{options.NumDeleted, &data.NumDeleted, &deleted}, {options.NumRecent, &data.NumRecent, &recent},
	} {
		if item.asked {
			*item.into = item.n
		}
	}
	if options.Size {
		data.Size = &size
	}
	return data
}

func (s *session) Append(name string, r imap.LiteralReader, options *imap.AppendOptions) (*imap.AppendData, error) {
	if err := s.meet(event{at: "APPEND"}); err != nil {
		return nil, err
	}
	if r.Size() > mostLetter {
		return nil, no(imap.ResponseCodeTooBig, "too large for this office")
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	s.office.mu.Lock()
	defer s.office.mu.Unlock()
	f := s.office.folders[name]
	if f == nil {
		return nil, no(imap.ResponseCodeTryCreate, "no such folder")
	}
	at := options.Time
	if at.IsZero() {
		at = s.office.opt.Now()
	}
	uid := f.put(raw, at, options.Flags)
	return &imap.AppendData{UID: imap.UID(uid), UIDValidity: f.validity}, nil
}

// Poll runs at the end of nearly every command; NOOP is nothing else.
func (s *session) Poll(w *imapserver.UpdateWriter, allowExpunge bool) error {
	if s.tracker == nil {
		return nil
	}
	return s.tracker.Poll(w, allowExpunge)
}
