package templates

import "time"

// Letter is one of the letters of this file; the list is complete.
type Letter interface {
	// Name is the letter's name in the contract: form, acknowledgement,
	// missing, signpost, unreadable, received, digest, alert.
	Name() string
	sealed()
}

// Reader is who will read a letter; it sets the tone and the order of its parts.
type Reader int

const (
	// Parent: a parent, carer or young person, and everyone we know nothing of.
	Parent Reader = iota
	// Professional: a GP, a teacher, a therapist, a social worker.
	Professional
	// TrustStaff: a professional at Stockport NHS Foundation Trust (EMIS users).
	TrustStaff
)

// Head is what every letter to somebody outside the office carries. Nothing in
// it identifies a child.
type Head struct {
	Reference string    // CTS-YYYY-NNNNNN
	Reader    Reader    //
	Received  time.Time // when their message came
	Late      bool      // it came more than one working day ago: say sorry
	Office    Office
}

// Office is how to reach the service; reference data with a date.
type Office struct {
	Team       string   // "Stockport NHS Children's Occupational Therapy"
	Email      string   // ctsadmin@stockport.nhs.uk
	Phones     []string // the telephone route for parents
	Safety     string   // MASSH line: name, phone and hours, one sentence
	SafetyOut  string   // out of hours, one sentence
	VerifiedOn time.Time
}

// Form answers a request: the current form goes with it.
type Form struct {
	Head
	Version string
	Choice  bool // it comes in more than one file, of which one is enough
	Large   bool // it comes in large print, because that was asked for
}

// Acknowledgement says that a complete referral came and what happens next.
type Acknowledgement struct{ Head }

// Missing asks for what is missing: the form's questions, never answers.
type Missing struct {
	Head
	Questions []Asked
	Unsure    []string // questions whose answers are there and could not be read with certainty
	Problems  []string // plain sentences about answers that need another look, without the answers
	Came      []int    // pages of the form that came as pictures, when others did not
	Absent    []int    // pages of the form that did not come; their questions are not in Questions
	Again     bool     // we asked before
	Enclosed  Enclosed // the form that comes with it
}

// Enclosed says which form comes with a letter, "" for none.
type Enclosed string

// The forms that come with a letter.
const (
	BlankForm  Enclosed = "form"      // as it goes out to everybody
	MarkedForm Enclosed = "marked"    // blank, what is missing is marked
	FilledForm Enclosed = "prefilled" // what its reader has answered is filled in, what is missing is marked
	LargeForm  Enclosed = "large"     // blank, in large print
)

// Asked is one question of the form as it is put to a person.
type Asked struct {
	Question string   // the printed label
	Options  []string // printed options, none when the answer is free text
	Hint     string
}

// Received says that a person is reading it.
type Received struct {
	Head
	Emergency bool // adds the standard emergency lines, and nothing else
}

// Unreadable says kindly that no answer could be read, and what to do.
type Unreadable struct {
	Head
	Reasons []string // one plain sentence a file, without file names
}

// Signpost tells which service is the right one. It goes out when a person
// releases it, or where the service has set its route to auto.
type Signpost struct {
	Head
	Route     Route
	Criterion []string // the failed criteria in the published words
	DecidedBy string   // name of the person who released it; for an automatic route, the office's words for that
	Automatic bool     // no person decided: the service has set this route to auto
	Ring      bool     // the address is not secure and the office prefers to tell by telephone: "we have an answer, please ring"
}

// Route is the service to which a family is pointed; reference data with a date.
type Route struct {
	ID         string // other-area, adult-services, universal, autism-adhd, anxiety, msk, sensory, already-supported, mild, education-therapy
	Right      string // "The main Outpatient Physiotherapy department at Stepping Hill Hospital"
	How        string // one or two sentences: exactly how to get there
	Contact    string // address, phone or web page, "" when none is published
	VerifiedOn time.Time
}

// Alert tells staff at once about safeguarding or urgent wording, or that the
// program itself needs somebody. It names the reference and where to look, never
// the child.
type Alert struct {
	Reference string // "" when no referral was opened
	// Kind is safeguarding or urgent; or, of the program itself, stopped: no letter
	// goes out until a person has looked, unwritten: a letter lacks what it must say,
	// unaccounted: messages in the folders that the ledger does not know, or silence:
	// a letter to ourselves did not come back.
	Kind     string
	Where    string    // where the message is: folder and received time; "" for the program's own
	Received time.Time // of stopped: since when; of the others: when it was found
	Evidence []string  // which rule or word group fired and in which part; no names
	Waiting  bool      // the sender's letter waits for a person
}

// Digest is the office's morning page.
type Digest struct {
	Day         time.Time // the local day it is for
	From, To    time.Time // the period it covers
	Mode        string    // watch or live
	Alerts      []DigestLine
	Reading     []DigestLine // answered, and worth a person's reading all the same
	Waiting     []DigestLine // waits for a person, oldest first
	Came        []Count
	Went        []Count
	Unread      []DigestLine // what could not be read
	Unsent      []DigestLine // not sent, doubtful, refused, stopped by a limit: each with its reason
	Warnings    []string     // stale data, storage, connection
	InMailbox   int
	InLedger    int
	Unaccounted int
	LastLook    time.Time // last successful look into the mailbox
	Looks       int       // how many looks in the period
}

// DigestLine is one case in the digest: a reference and plain words, no names.
type DigestLine struct {
	Reference string
	What      string
	Since     time.Time
	WorkDays  int    // how many working days it waits
	Do        string // what to do next, e.g. "referrald release CTS-2026-000012 -by YOUR-NAME"
}

// Count is one line of a tally.
type Count struct {
	What string
	N    int
}

func (Form) Name() string            { return "form" }
func (Acknowledgement) Name() string { return "acknowledgement" }
func (Missing) Name() string         { return "missing" }
func (Received) Name() string        { return "received" }
func (Unreadable) Name() string      { return "unreadable" }
func (Signpost) Name() string        { return "signpost" }
func (Alert) Name() string           { return "alert" }
func (Digest) Name() string          { return "digest" }

func (Form) sealed()            {}
func (Acknowledgement) sealed() {}
func (Missing) sealed()         {}
func (Received) sealed()        {}
func (Unreadable) sealed()      {}
func (Signpost) sealed()        {}
func (Alert) sealed()           {}
func (Digest) sealed()          {}

// Worded is a letter in words, ready to be composed.
type Worded struct {
	Subject string
	Text    string
	HTML    string
}
