package loopback

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

// folder is one IMAP folder. Office.mu guards it.
type folder struct {
	name       string
	validity   uint32
	next       uint32
	subscribed bool
	list       []*message
	tracker    *imapserver.MailboxTracker
	changed    chan struct{}       // closed at the next change
	views      map[*session]string // who has it open
}

type message struct {
	uid   uint32
	raw   []byte // never changed
	at    time.Time
	flags map[imap.Flag]bool
}

// specialUse marks the folders that mail programs look for (RFC 6154).
var specialUse = map[string]imap.MailboxAttr{
	"Drafts": imap.MailboxAttrDrafts, "Junk": imap.MailboxAttrJunk,
	"Sent": imap.MailboxAttrSent, "Trash": imap.MailboxAttrTrash,
}

// add makes a folder, and the folders above it, if absent.
func (o *Office) add(name string) *folder {
	if f := o.folders[name]; f != nil {
		return f
	}
	if i := strings.LastIndexByte(name, byte(o.opt.Separator)); i > 0 {
		o.add(name[:i])
	}
	o.validity++
	f := &folder{
		name: name, validity: o.validity, next: 1, subscribed: true, tracker: imapserver.NewMailboxTracker(0),
		changed: make(chan struct{}), views: map[*session]string{},
	}
	o.folders[name] = f
	return f
}

// tell wakes everybody who idles on the folder.
func (f *folder) tell() {
	close(f.changed)
	f.changed = make(chan struct{})
}

func (f *folder) put(raw []byte, at time.Time, flags []imap.Flag) uint32 {
	m := &message{uid: f.next, raw: raw, at: at, flags: map[imap.Flag]bool{}}
	for _, flag := range flags {
		m.flags[canonical(flag)] = true
	}
	f.next++
	f.list = append(f.list, m)
	f.tracker.QueueNumMessages(uint32(len(f.list)))
	f.tell()
	return m.uid
}

// canonical: flags are the same in any letter case (RFC 9051 section 2.3.2).
func canonical(f imap.Flag) imap.Flag {
	s := strings.ToLower(string(f))
	if len(s) > 1 && s[0] == '\\' {
		s = s[:1] + strings.ToUpper(s[1:2]) + s[2:]
	}
	return imap.Flag(s)
}

// remove takes messages out, last first, as sequence numbers demand.
func (f *folder) remove(gone func(*message) bool) (uids []uint32) {
	for i := len(f.list) - 1; i >= 0; i-- {
		if gone(f.list[i]) {
			uids = append(uids, f.list[i].uid)
			f.tracker.QueueExpunge(uint32(i) + 1)
			f.list = slices.Delete(f.list, i, i+1)
		}
	}
	if len(uids) > 0 {
		f.tell()
	}
	return uids
}

// tailor changes the flags of a message and announces them to all but one view.
func (f *folder) tailor(i int, flags map[imap.Flag]bool, by *imapserver.SessionTracker) {
	m := f.list[i]
	m.flags = flags
	f.tracker.QueueMessageFlags(uint32(i)+1, imap.UID(m.uid), m.flagList(), by)
	f.tell()
}

func (m *message) flagList() []imap.Flag { return slices.Sorted(maps.Keys(m.flags)) }

// Deliver puts a message into INBOX, as it is, and returns its UID.
func (o *Office) Deliver(raw []byte) uint32 { return o.DeliverAt(raw, o.opt.Now()) }

// DeliverAt is Deliver with an internal date.
func (o *Office) DeliverAt(raw []byte, at time.Time) uint32 { return o.Put("INBOX", raw, at) }

// Put puts a message into any folder, making it if absent.
func (o *Office) Put(name string, raw []byte, at time.Time, flags ...string) uint32 {
	o.mu.Lock()
	defer o.mu.Unlock()
	list := make([]imap.Flag, len(flags))
	for i, f := range flags {
		list[i] = imap.Flag(f)
	}
	return o.add(name).put(bytes.Clone(raw), at, list)
}

// Folders names every folder, sorted.
func (o *Office) Folders() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Sorted(maps.Keys(o.folders))
}

// Stored is a message in a folder.
type Stored struct {
	UID   uint32
	Bytes []byte
	At    time.Time
	Flags []string // sorted: `\Seen`, keywords in lower case
}

// Messages gives what a folder holds, in order of UID; nothing for a folder
// that does not exist.
func (o *Office) Messages(name string) []Stored {
	o.mu.Lock()
	defer o.mu.Unlock()
	f := o.folders[name]
	if f == nil {
		return nil
	}
	list := make([]Stored, len(f.list))
	for i, m := range f.list {
		list[i] = Stored{UID: m.uid, Bytes: bytes.Clone(m.raw), At: m.at}
		for _, flag := range m.flagList() {
			list[i].Flags = append(list[i].Flags, string(flag))
		}
	}
	return list
}

// Remove is a person deleting a message; Flag is a person marking one.
func (o *Office) Remove(name string, uid uint32) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if f := o.folders[name]; f != nil {
		f.remove(func(m *message) bool { return m.uid == uid })
	}
}

// Flag sets a flag on a message.
func (o *Office) Flag(name string, uid uint32, flag string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	f := o.folders[name]
	if f == nil {
		return
	}
	for i, m := range f.list {
		if m.uid == uid {
			flags := maps.Clone(m.flags)
			flags[canonical(imap.Flag(flag))] = true
			f.tailor(i, flags, nil)
		}
	}
}

// RemoveFolder is a person deleting a folder and all in it.
func (o *Office) RemoveFolder(name string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if f := o.folders[name]; f != nil {
		f.evict()
		delete(o.folders, name)
	}
}

// Renumber gives a folder a new UIDVALIDITY and its messages new UIDs from
// first on, and ends the connections that have it open.
func (o *Office) Renumber(name string, first uint32) {
	o.mu.Lock()
	defer o.mu.Unlock()
	f := o.folders[name]
	if f == nil {
		return
	}
	f.evict()
	o.validity++
	f.validity, f.next = o.validity, first
	for _, m := range f.list {
		m.uid = f.next
		f.next++
	}
}

// evict ends the connections that have the folder open.
func (f *folder) evict() {
	for s := range f.views {
		_ = s.wire.Close()
	}
}
