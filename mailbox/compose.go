package mailbox

import (
	"bytes"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

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

	marks []mark // further headers of our own
}

// mark is a header that only this daemon reads.
type mark struct{ name, value string }

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

// suppress asks Exchange for no receipts, no out-of-office notes and no other
// automatic answers. Never All or NDR: those would hide the bounces that tell
// that a family was not reached.
const suppress = "DR, RN, NRN, OOF, AutoReply"

// referenceHeader carries the number of a referral; it names no child.
const referenceHeader = "X-Referrald-Reference"

// Compose makes the finished bytes of a letter: text before HTML, attachments
// after both, everything in 7 bits, no line over 998 octets. The same draft
// gives the same bytes. A line break in a subject, a display name or a file
// name becomes a space; thread identifiers that cannot be written are left out,
// because they come from a stranger and must not stop the answer. An error
// says which part of the draft is unusable, without its contents.
func Compose(d Draft) (Outgoing, error) {
	out, err := compose(d)
	if err != nil {
		return Outgoing{}, fmt.Errorf("composing letter: %w", err)
	}
	return out, nil
}

func compose(d Draft) (Outgoing, error) {
	if err := d.check(); err != nil {
		return Outgoing{}, err
	}
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := d.address(m); err != nil {
		return Outgoing{}, err
	}
	d.head(m)
	m.SetBodyString(gomail.TypeTextPlain, strings.ToValidUTF8(d.Text, "\uFFFD"))
	multiparts := 0
	if strings.TrimSpace(d.HTML) != "" {
		m.AddAlternativeString(gomail.TypeTextHTML, strings.ToValidUTF8(d.HTML, "\uFFFD"))
		multiparts++
	}
	size := len(d.Text) + len(d.HTML)
	for _, e := range d.Attachments {
		m.AttachReadSeeker(e.Name, bytes.NewReader(e.Data), func(f *gomail.File) {
			label, disposition := e.labels()
			f.Header.Set("Content-Type", label)
			f.Header.Set("Content-Disposition", disposition)
		})
		size += len(e.Data)
	}
	if len(d.Attachments) > 0 {
		multiparts++
	}
	var b bytes.Buffer
	b.Grow(size*3/2 + 4096) // base64 with line ends takes 1.4 times the data
	if _, err := m.WriteTo(&b); err != nil {
		return Outgoing{}, fmt.Errorf("writing its parts: %w", err)
	}
	if err := settle(b.Bytes(), d.ID, multiparts); err != nil {
		return Outgoing{}, err
	}
	return Outgoing{ID: d.ID, From: d.From, To: d.To, Bytes: b.Bytes()}, nil
}

// check refuses a draft from which no letter can be made.
func (d Draft) check() error {
	switch {
	case d.ID == "":
		return errors.New("it has no Message-ID (make one with LetterID)")
	case !usableID(d.ID):
		return errors.New("its Message-ID is not of the form <left@right> (make one with LetterID)")
	case d.From.Zero():
		return errors.New("it has no sender (set the office's own address in the configuration)")
	case d.To.Zero():
		return errors.New("it has no recipient (a person has to find an address)")
	case d.Date.IsZero():
		return errors.New("it has no date (give the moment of the decision)")
	case strings.TrimSpace(d.Text) == "":
		return errors.New("it has no text (check the letter's template)")
	case !plainReference(d.Reference):
		return errors.New("its reference is not made of letters, digits and hyphens (use the one in the ledger)")
	}
	return nil
}

// address sets sender, recipient and where answers go.
func (d Draft) address(m *gomail.Msg) error {
	from, err := writable(d.From, "the sender's address cannot be used (check the office's own address in the configuration)")
	if err != nil {
		return err
	}
	to, err := writable(d.To, "the recipient's address cannot be used (a person has to answer this one)")
	if err != nil {
		return err
	}
	m.FromMailAddress(from)
	m.ToMailAddress(to)
	if d.ReplyTo.Zero() {
		return nil
	}
	reply, err := writable(d.ReplyTo, "the address for answers cannot be used (check it in the configuration)")
	if err != nil {
		return err
	}
	m.ReplyToMailAddress(reply)
	return nil
}

// head sets every other header.
func (d Draft) head(m *gomail.Msg) {
	m.SetMessageIDWithValue(strings.Trim(d.ID, "<>"))
	m.SetDateWithValue(d.Date)
	m.Subject(headerWords(d.Subject, subjectLimit))
	kind := "auto-generated"
	if d.Answer {
		kind = "auto-replied"
	}
	m.SetGenHeader("Auto-Submitted", kind)
	m.SetGenHeader("X-Auto-Response-Suppress", suppress)
	if d.Reference != "" {
		m.SetGenHeader(referenceHeader, d.Reference)
	}
	for _, k := range d.marks {
		m.SetGenHeader(gomail.Header(k.name), k.value)
	}
	if usableID(d.InReplyTo) {
		m.SetGenHeader(gomail.HeaderInReplyTo, d.InReplyTo)
	}
	if refs := thread(d.References, d.InReplyTo); len(refs) > 0 {
		m.SetGenHeader(gomail.HeaderReferences, strings.Join(refs, " "))
	}
}

// threadLimit is how many letters of a thread References names: the first,
// which holds the thread together, and the last twenty.
const threadLimit = 21

// thread is the usable part of References, the answered letter last
// (RFC 5322 section 3.6.4).
func thread(refs []string, answered string) []string {
	var kept []string
	for _, id := range refs {
		if usableID(id) && id != answered {
			kept = append(kept, id)
		}
	}
	if usableID(answered) {
		kept = append(kept, answered)
	}
	if len(kept) > threadLimit {
		kept = slices.Concat(kept[:1], kept[len(kept)-threadLimit+1:])
	}
	return kept
}

// idLimit keeps a Message-ID with its field name on one line of 998 octets
// (RFC 5322 section 2.1.1); it cannot be folded.
const idLimit = 900

// usableID reports whether an identifier may be written into a header:
// <left@right>, printable ASCII without spaces.
func usableID(id string) bool {
	if len(id) < 5 || len(id) > idLimit || id[0] != '<' || id[len(id)-1] != '>' {
		return false
	}
	inner := id[1 : len(id)-1]
	return printable(inner) && !strings.ContainsAny(inner, "<>") && strings.Contains(inner, "@")
}

// printable reports whether s is ASCII without spaces and control characters.
func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

// addressLimit is the longest path that a mail server has to take
// (RFC 5321 section 4.5.3.1.3), without its angle brackets.
const addressLimit = 254

// writable is an address as it stands in a header. Refused is what no mail
// server need take: letters beyond ASCII (they would need SMTPUTF8 all the way)
// and local parts that need quotes, through which a second address might slip.
func writable(a Address, refusal string) (*mail.Address, error) {
	bare := mail.Address{Address: a.Addr}
	parsed, err := mail.ParseAddress(bare.String())
	if err != nil || parsed.Address != a.Addr || bare.String() != "<"+a.Addr+">" ||
		!printable(a.Addr) || len(a.Addr) > addressLimit {
		return nil, errors.New(refusal)
	}
	return &mail.Address{Name: headerWords(a.Name, nameLimit), Address: a.Addr}, nil
}

// plainReference reports whether a reference may stand in a header; "" may.
func plainReference(ref string) bool {
	const longest = 40
	return len(ref) <= longest && !strings.ContainsFunc(ref, func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
}
