package workflow

import (
	"time"

	"referrald/forms"
	"referrald/mailbox"
	"referrald/templates"
	"referrald/workflow/eligibility"
)

// Facts is all that a decision may know.
type Facts struct {
	Now      time.Time // the moment of deciding
	Received time.Time // the moment the message counts as received
	Old      bool      // older than the go-live mark: recorded, not answered
	Answered bool      // a person has answered the message: a reply to it is in the Sent folder, or it is marked so
	Message  *mailbox.Message
	Found    forms.Found
	Recall   Recall
	Office   *Office
	Criteria *eligibility.Criteria
}

// Office is how the service has set the house: who it is, what goes out by
// itself, where things are filed, how much may be sent.
type Office struct {
	Mode      Mode
	From      mailbox.Address   // the daemon's own address on letters
	Own       []mailbox.Address // every address that is ours: the watched mailbox, its aliases, From
	Staff     []mailbox.Address // may give commands; get alerts and the digest
	AlertTo   []mailbox.Address
	DigestTo  []mailbox.Address
	Trust     []string             // mail domains of the Trust (EMIS users)
	Secure    []string             // secure mail domains: "nhs.net" exactly, ".gov.uk" and everything under it
	Release   map[string]Releasing // by letter name; absent means the contract's default
	Routes    map[string]Releasing // signposting letters by route; absent means Person
	Ring      bool                 // to an address that is not secure a signposting letter says only "please ring"
	DecidedBy string               // who stands as having decided on a route set to auto: the service's own words
	Folders   Folders
	Limits    Limits
	Shelf     Shelf // how long dated things are trusted
	Contact   templates.Office
	Form      string // version of the form that goes out
	Choice    bool   // it goes out in more than one file, of which one is enough
	OwnForm   bool   // it is of the service's own design, so that it can be neither marked nor filled in here
}

// Mode is whether letters leave the house.
type Mode string

// Modes. In Watch everything is decided and recorded and nothing is sent.
const (
	Watch Mode = "watch"
	Live  Mode = "live"
)

// Releasing says whether a letter goes out by itself.
type Releasing string

// The two ways a letter goes out; the values are the contract's.
const (
	Auto     Releasing = "auto"
	ByPerson Releasing = "person"
)

// Folders are the IMAP folders into which finished messages are filed. "" in a
// Plan means: stays in INBOX, untouched.
type Folders struct {
	Requests  string // answered form requests
	Referrals string // submissions and additions that were read
	Person    string // what waits for a person's decision
	Automatic string // machine mail that answers a letter of ours, delivery reports
}

// Limits are the brakes on sending. Zero means the default of DefaultLimits.
type Limits struct {
	FormsADay   int // form letters to one address in 24 hours
	ThreadADay  int // letters that carry nothing new, in one thread, in 24 hours
	AMonth      int // letters that carry nothing new, to one address, in 30 days
	AddressADay int // all letters to one address in 24 hours, first letters of new referrals too
	AnHour      int // all letters in an hour; above it the breaker opens
	ADay        int // all letters in 24 hours; above it the breaker opens
	AMinute     int // attempts at letters in any minute; what is more waits its turn
}

// DefaultLimits are the limits of a service that receives tens of messages a
// day. Exchange Online refuses more than 30 letters a minute from one mailbox.
var DefaultLimits = Limits{FormsADay: 2, ThreadADay: 2, AMonth: 5, AddressADay: 30, AnHour: 60, ADay: 300, AMinute: 20}

// Query is what the ledger is asked before a message is decided.
type Query struct {
	Now        time.Time
	Received   time.Time       // the moment the message counts as received
	Year       int             // London year of receipt, for new references
	Sender     mailbox.Address // whom an answer would go to
	From       mailbox.Address
	Thread     []string    // In-Reply-To and References, Message-IDs with angle brackets
	References []Reference // references named in subject and newest text
	BounceOf   string      // Message-ID of the letter a delivery report is about
	BounceTo   string      // the address that a delivery report says was not reached
	Children   []Child     // the children in the forms it brought
}

// Child is what is compared to suggest that two referrals are about one child.
// It is never used to merge.
type Child struct {
	NHSNumber string
	DOB       string // YYYY-MM-DD
	Surname   string // as written, compared in lower case without diacritics
	Forename  string
	Postcode  string
}

// Near is an open referral as children are compared: names as Fold has them, no postcode.
type Near struct {
	Reference Reference
	Child
}

// Recall is what the ledger remembers that bears on one message.
type Recall struct {
	Next    int         // number of the next new referral of the year
	Tied    []Known     // referrals of this thread, and those named by reference by an address known to them; newest first
	Strange []Reference // references named by an address that the referral does not know
	Answers *Letter     // the letter of ours to which this message is a reply, or which a delivery report is about
	Sent    Tally       // letters to the sender's address
	All     Tally       // letters to everybody outside the office
	Breaker bool        // the global breaker is open: what is queued waits until a person closes it
	Loop    bool        // the sender's address answers letters of ours within seconds, as a machine does
	Barred  bool        // the sender's address bounced for good
	Near    []Near      // open referrals whose child has the NHS number or the birthday of one that the message brings
}

// Known is one referral as the ledger holds it.
type Known struct {
	Reference Reference
	State     State
	Version   int // for compare-and-set
	Form      *forms.Form
	Asked     []string // canonical names of the questions in the last missing letter, in its order
	Times     int      // how many missing letters went out
	Sender    mailbox.Address
	Alone     bool // no other address than Sender's has written about it
	Opened    time.Time
	ByThread  bool // tied by In-Reply-To or References; else by reference and known address
}

// Letter is a letter of ours as the ledger remembers it.
type Letter struct {
	MessageID string
	Name      string
	Reference Reference
	SentAt    time.Time
	Guessed   bool // a delivery report names no letter: this one fits its address and words
}

// Tally counts letters that were queued or sent.
type Tally struct {
	Hour, Day, Month int // all letters: last hour, 24 hours, 30 days
	IdleMonth        int // letters that carried nothing new, 30 days
	FormsDay         int // form letters, 24 hours
	ThreadIdleDay    int // letters that carried nothing new in this thread, 24 hours
}
