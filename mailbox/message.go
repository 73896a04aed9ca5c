package mailbox

import (
	"fmt"
	"strings"
	"time"
)

// Key names one message in one folder for as long as the server keeps its
// numbering (RFC 9051 section 2.3.1.1). A changed Validity makes every UID
// meaningless; content hash and Message-ID recognise the message then.
type Key struct {
	Validity uint32
	UID      uint32
}

// Message is one opened message. Opening never fails for good: whatever could
// not be understood stands in Damage, and Raw always holds the bytes as they came.
type Message struct {
	Raw  []byte // as the server gave it; the file of an Outlook item, nil for an item inside another
	Hash string // SHA-256 of Raw, lower-case hex

	MessageID  string   // with angle brackets, "" when absent or unusable
	InReplyTo  []string // Message-IDs with angle brackets
	References []string // Message-IDs with angle brackets, oldest first

	From       Address   // first author; zero when there is none
	Sender     Address   // Sender header, zero when absent
	ReplyTo    []Address // every Reply-To address
	To, Cc     []Address
	ReturnPath string    // addr-spec of Return-Path; "<>" when the null path is stated; "" when absent
	Subject    string    // decoded, one line
	Date       time.Time // Date header, zero when unreadable
	Received   time.Time // date of the topmost Received header, zero when absent

	Header Header // every header field, decoded, in order

	Text      string   // the whole readable text of the body (plain part, or HTML made into text)
	Newest    string   // what the sender wrote this time: Text without quotes, signature, banners
	Quoted    string   // quoted history, forwarded text
	Answered  string   // the letter that this one answers, its lines marked "> ", with what was typed into it
	Signature string   // signature block
	Banners   []string // "external email" banners and disclaimers
	HTML      string   // the HTML part as it came, never rendered

	Attachments []Attachment // every part that is a file, at any depth, in order
	Nested      []*Message   // messages inside this one (message/rfc822, .eml, .msg, items in a winmail.dat), opened; depth is limited

	Sealed   string     // how its words or a file are locked away from us (SealedSMIME, ...), "" when they are not
	Evidence []Evidence // what shows that a machine wrote this
	Bounce   *Bounce    // non-nil when it is a delivery report
	Damage   []string   // what could not be read, in plain words, no personal data
}

// Attachment is one file that came with a message.
type Attachment struct {
	Name    string // file name as sent, decoded; "" when unnamed
	Type    string // media type by content where that is recognisable, else as labelled
	Label   string // media type as labelled by the sender
	Data    []byte
	Inline  bool   // referred to by the HTML (cid:), or disposition inline and a picture
	Damaged bool   // the decoding broke off; Data is what could be saved
	Sealed  bool   // encrypted, or a notice of something encrypted; Message.Sealed says how
	Where   string // "attachment 2", "message in attachment 1, attachment 1", "winmail.dat in attachment 1, attachment 2"
}

// Evidence is one reason to believe that a machine, not a person, wrote a message.
type Evidence struct {
	Rule string // stable short name, e.g. "auto-submitted"
	Text string // one line for a person; no personal data
	Hint bool   // true: not proof by itself (a subject in the style of an out-of-office note)
}

// Bounce is what a delivery report says about a letter of ours (RFC 3464, or
// the plain-text forms of common servers).
type Bounce struct {
	OriginalID string // Message-ID of the letter that did not arrive, "" when not stated
	Recipient  string // address that was not reached
	Status     string // enhanced status "5.1.1", "" when not stated
	Permanent  bool   // the address will not work next time either
	Delayed    bool   // a warning only: the server is still trying
	Text       string // diagnostic, one line
}

// Header is the decoded header, fields in their order, repeated fields kept.
type Header []Field

// Field is one header field; Name is in canonical form (textproto.CanonicalMIMEHeaderKey).
type Field struct{ Name, Value string }

// Machine reports whether the evidence is proof: at least one entry that is no mere hint.
func (m *Message) Machine() bool {
	for _, e := range m.Evidence {
		if !e.Hint {
			return true
		}
	}
	return false
}

// Folder is what an IMAP folder holds at one moment.
type Folder struct {
	Name     string
	Validity uint32
	Next     uint32 // UIDNEXT, 0 when the server gives none
	Entries  []Entry
	// Unnumbered: the server gives no UIDVALIDITY, and Validity is made up, anew
	// for each connection.
	Unnumbered bool
}

// Entry is one message in a Folder, by what is safe to ask of any server:
// UID FLAGS RFC822.SIZE.
type Entry struct {
	UID      uint32
	Size     int64
	Seen     bool
	Answered bool
	Deleted  bool
}

// Outcome tells apart the four ends of one attempt to hand a letter to the
// mail server.
type Outcome int

const (
	// Unknown: the connection ended after the letter was handed over and
	// before the server's word. It may or may not have been taken.
	Unknown Outcome = iota
	// Accepted: the server took responsibility (250 after DATA).
	Accepted
	// TryLater: a 4xx reply, or nothing was handed over (dial, login, TLS).
	TryLater
	// Refused: a 5xx reply about this letter or its recipient. Never retried.
	Refused
	// Misconfigured: the server refuses us, not the letter (535, 550 5.7.30,
	// 5.7.60 and the like). Nothing else will go out either: alarm, back off.
	Misconfigured
)

// Receipt is the mail server's word on one attempt.
type Receipt struct {
	Outcome Outcome
	Code    int    // SMTP reply code, 0 when there was none
	Status  string // enhanced status code, e.g. "5.1.1"
	Text    string // reply text without addresses, one line, for operators
	Who     Name   // which of the office's names was refused; "" when none was, or nobody knows
	All     bool   // TryLater is said of every letter: the server, the line or our account is not ready, and nothing of this letter was looked at
}

// String is the server's word in one line.
func (r Receipt) String() string {
	code := ""
	if r.Code != 0 {
		code = strings.TrimSpace(fmt.Sprintf("%d %s", r.Code, r.Status)) + " "
	}
	return code + r.Text
}

var outcomes = [...]string{"unknown", "accepted", "try later", "refused", "misconfigured"}

func (o Outcome) String() string {
	if o < 0 || int(o) >= len(outcomes) {
		return "unknown"
	}
	return outcomes[o]
}
