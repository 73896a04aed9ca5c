package mailbox

import "time"

// Draft is a letter before it is bytes. All of it is plain data.
type Draft struct {
	ID          string // Message-ID with angle brackets, from LetterID
	From        Address
	ReplyTo     Address // zero: none
	To          Address // exactly one person
	Subject     string
	Text        string
	HTML        string
	InReplyTo   string   // Message-ID with angle brackets, "" for none
	References  []string // the thread so far, oldest first
	Answer      bool     // true: Auto-Submitted: auto-replied; false: auto-generated
	Reference   string   // CTS-YYYY-NNNNNN, "" for none
	Date        time.Time
	Attachments []Enclosure
}

// Enclosure is a file that goes out with a letter.
type Enclosure struct {
	Name string
	Type string
	Data []byte
}

// Outgoing is a finished letter: what was decided is exactly these bytes.
type Outgoing struct {
	ID    string  // Message-ID with angle brackets
	From  Address // envelope sender
	To    Address // the one envelope recipient
	Bytes []byte  // RFC 5322, CRLF line ends
}
