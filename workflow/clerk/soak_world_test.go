package clerk_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"referrald/mailbox/loopback"
)

// weather makes things go wrong: the servers' faults, people in the mailbox,
// power cuts and renumbered folders, each counted.
type weather struct {
	rng    *rand.Rand
	counts map[string]int
}

// A fault strikes one command; it is drawn evenly.
var imapFaults = []loopback.Fault{
	{At: "FETCH", Do: loopback.NoBody}, {At: "FETCH", Do: loopback.EmptyBody}, {At: "FETCH", Do: loopback.ShortBody},
	{At: "FETCH", Do: loopback.WrongBody}, {At: "FETCH", Do: loopback.CutBody}, {At: "FETCH", Do: loopback.Drop},
	{At: "FETCH", Do: loopback.Refuse, Code: "UNAVAILABLE"}, {At: "MOVE", Do: loopback.Drop}, {At: "MOVE", Do: loopback.Refuse, Code: "INUSE"},
	{At: "SELECT", Do: loopback.Drop}, {At: "SELECT", Do: loopback.Refuse, Code: "UNAVAILABLE"}, {At: "SEARCH", Do: loopback.Drop},
	{At: "", Do: loopback.Drop}, {At: "", Do: loopback.Delay, Wait: 2 * time.Millisecond}, {At: "", Do: loopback.Drop, Skip: 3},
	{At: "CONNECT", Do: loopback.Refuse, Code: "UNAVAILABLE"}, {At: "LOGIN", Do: loopback.Refuse, Code: "UNAVAILABLE"},
}

var smtpFaults = []loopback.Fault{
	{At: "EHLO", Do: loopback.Drop}, {At: "MAIL", Do: loopback.Refuse, Reply: 451}, {At: "MAIL", Do: loopback.Drop},
	{At: "RCPT", Do: loopback.Refuse, Reply: 450, Code: "4.2.1"}, {At: "RCPT", Do: loopback.Drop},
	{At: "DATA", Do: loopback.Refuse, Reply: 452, Code: "4.3.1"}, {At: "DATA", Do: loopback.Drop},
	{At: "DATA", Do: loopback.DropAfter}, {At: "DATA", Do: loopback.Delay, Wait: 2 * time.Millisecond},
	{At: "MAIL", Do: loopback.Refuse, Reply: 421, Code: "4.7.0", Times: 3},
}

// strike lets some of the servers' faults loose.
func (w *weather) strike(o *loopback.Office) {
	if w.one(4) {
		f := imapFaults[w.rng.IntN(len(imapFaults))]
		w.count("IMAP " + f.At + " " + actions[f.Do])
		o.AddIMAP(f)
	}
	if w.one(4) {
		f := smtpFaults[w.rng.IntN(len(smtpFaults))]
		w.count("SMTP " + f.At + " " + actions[f.Do])
		o.AddSMTP(f)
	}
	if w.one(40) {
		w.count("SMTP took the letter, the reply was lost")
		o.AddSMTP(loopback.Fault{At: "DATA", Do: loopback.DropTaken})
	}
	if w.one(150) {
		w.count("IMAP went silent")
		o.AddIMAP(loopback.Fault{At: "FETCH", Do: loopback.Silence})
	}
	if w.one(100) {
		w.count("the folder was renumbered")
		o.Renumber("INBOX", uint32(1+w.rng.IntN(500)))
	}
}

var actions = map[loopback.Action]string{
	loopback.Delay: "delayed", loopback.Refuse: "refused", loopback.Drop: "dropped", loopback.NoBody: "NIL body",
	loopback.EmptyBody: "empty body", loopback.ShortBody: "short body", loopback.WrongBody: "number for a body",
	loopback.CutBody: "cut body", loopback.DropAfter: "dropped after the reply",
}

// people work in INBOX: they read and flag, and now and then delete or move a
// message that nobody answered yet.
func (w *weather) people(o *loopback.Office, hands func(raw []byte, deleted bool)) {
	list := o.Messages("INBOX")
	if len(list) == 0 {
		return
	}
	m := list[w.rng.IntN(len(list))]
	switch {
	case w.one(3):
		w.count("a person read a message")
		o.Flag("INBOX", m.UID, `\Seen`)
	case w.one(4):
		w.count("a person flagged a message")
		o.Flag("INBOX", m.UID, `\Flagged`)
	case w.one(12):
		w.count("a person deleted a message")
		o.Remove("INBOX", m.UID)
		hands(m.Bytes, true)
	case w.one(12):
		w.count("a person moved a message")
		o.Put("Staff", m.Bytes, m.At)
		o.Remove("INBOX", m.UID)
		hands(m.Bytes, false)
	}
}

func (w *weather) one(in int) bool { return w.rng.IntN(in) == 0 }

func (w *weather) count(what string) { w.counts[what]++ }

func (w *weather) String() string {
	s := ""
	for _, k := range sortedKeys(w.counts) {
		s += fmt.Sprintf("  %5d  %s\n", w.counts[k], k)
	}
	return s
}
