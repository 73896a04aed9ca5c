package loopback

import (
	"slices"
	"time"
)

// Faults is everything that goes wrong, as data. The zero value is an office
// where nothing does.
type Faults struct {
	IMAP []Fault
	SMTP []Fault
	// Hide takes capabilities out of what the IMAP server announces ("IDLE",
	// "MOVE", "UIDPLUS"). Not with mailbox.StartTLS.
	Hide []string
	// NoValidity makes the IMAP server say UIDVALIDITY 0; Validity says it for
	// every folder instead of the folder's own.
	NoValidity bool
	Validity   uint32
	// NoKeywords makes the IMAP server allow no flag of the client's own, as
	// Exchange does.
	NoKeywords bool
	// Rewrite changes each line that the IMAP server says, bodies included,
	// before it goes out; nil is dropped. It must be quick and is called under
	// no lock.
	Rewrite func(line []byte) []byte
}

// Fault strikes when its command comes: it lets Skip of them through, strikes
// Times times (0 means once, Always for ever) and is used up. The first fault
// of a list that matches is the one that counts, and counts down.
type Fault struct {
	// At is the command. IMAP: CONNECT, LOGIN, SELECT, LIST, CREATE, STATUS,
	// IDLE, SEARCH, FETCH, STORE, COPY, MOVE, EXPUNGE, "UID EXPUNGE", APPEND.
	// SMTP: EHLO, AUTH, MAIL, RCPT, DATA. "" is any of them.
	At    string
	Skip  int
	Times int
	UID   uint32 // only a FETCH of this message alone
	To    string // only a letter to this recipient (RCPT, DATA)

	Do   Action
	Wait time.Duration // pause before, whatever is done

	// Reply is the SMTP reply code, 0 means 451. Code is the SMTP enhanced
	// status ("5.1.1") or the IMAP response code ("UNAVAILABLE"), "" for none.
	Reply int
	Code  string
	Text  string
}

// Always is for Fault.Times: the fault is never used up.
const Always = -1

// Action is what a fault does.
type Action int

const (
	// Delay only waits.
	Delay Action = iota
	// Refuse answers NO (BYE at CONNECT), or the SMTP reply.
	Refuse
	// Drop ends the connection without an answer. At DATA the letter was not taken.
	Drop
	// Silence keeps the connection open and never answers again.
	Silence

	// NoBody, EmptyBody, ShortBody, WrongBody and CutBody spoil a FETCH of
	// BODY[]: NIL; no bytes; the first tenth of it, as if it were all; a number
	// where the body belongs; half of it and then the end of the connection.
	NoBody
	EmptyBody
	ShortBody
	WrongBody
	CutBody

	// DropTaken, at DATA, takes the letter and ends the connection before the
	// reply. DropAfter replies and then ends it.
	DropTaken
	DropAfter

	// Bye, at IDLE, says BYE and ends the connection, as a server does that is
	// restarted. Deaf, at IDLE, goes on for ever whatever the client says. Ring,
	// at IDLE, announces the same number of messages without pause; Din does so
	// and is deaf too.
	Bye
	Deaf
	Ring
	Din
)

// faultLists holds the faults with what is left of them.
type faultLists struct {
	Faults
	struck int
}

// SetFaults replaces all faults.
func (o *Office) SetFaults(f Faults) {
	o.mu.Lock()
	defer o.mu.Unlock()
	f.IMAP, f.SMTP, f.Hide = slices.Clone(f.IMAP), slices.Clone(f.SMTP), slices.Clone(f.Hide)
	o.faults = &faultLists{Faults: f}
}

// AddIMAP and AddSMTP put one more fault behind those there are.
func (o *Office) AddIMAP(f Fault) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.faults.IMAP = append(o.faults.IMAP, f)
}

// AddSMTP puts one more fault behind those of the SMTP server.
func (o *Office) AddSMTP(f Fault) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.faults.SMTP = append(o.faults.SMTP, f)
}

// Struck is how often a fault has struck since the last SetFaults.
func (o *Office) Struck() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.faults.struck
}

// event is one command as the faults see it.
type event struct {
	at  string
	uid uint32
	to  string
}

func (f *Fault) matches(e event) bool {
	return (f.At == "" || f.At == e.at) && (f.UID == 0 || f.UID == e.uid) && (f.To == "" || f.To == e.to)
}

// strike finds the fault for an event, counts it down and waits its pause.
func (o *Office) strike(imap bool, e event) *Fault {
	f := o.pick(imap, e)
	if f != nil && f.Wait > 0 {
		pause := time.NewTimer(f.Wait)
		defer pause.Stop()
		select {
		case <-pause.C:
		case <-o.closed:
		}
	}
	return f
}

func (o *Office) pick(imap bool, e event) *Fault {
	o.mu.Lock()
	defer o.mu.Unlock()
	list := &o.faults.SMTP
	if imap {
		list = &o.faults.IMAP
		o.record(e.at)
	}
	for i := range *list {
		f := &(*list)[i]
		if !f.matches(e) {
			continue
		}
		if f.Skip > 0 {
			f.Skip--
			return nil
		}
		hit := *f
		if f.Times == 0 {
			f.Times = 1
		}
		if f.Times > 0 {
			f.Times--
			if f.Times == 0 {
				*list = slices.Delete(*list, i, i+1)
			}
		}
		o.faults.struck++
		return &hit
	}
	return nil
}

func (o *Office) record(command string) {
	if len(o.commands) >= mostCommands {
		o.commands = slices.Clone(o.commands[mostCommands/2:])
	}
	o.commands = append(o.commands, command)
}

// Commands is the record of IMAP commands as they came, by the names that
// Fault.At has; UID EXPUNGE and EXPUNGE are told apart. At least the last
// 10,000 are kept.
func (o *Office) Commands() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.commands)
}

func (o *Office) rewrite() func([]byte) []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.faults.Rewrite
}

func (o *Office) hidden() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.faults.Hide
}
