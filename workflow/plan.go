package workflow

import (
	"time"

	"referrald/forms"
	"referrald/mailbox"
	"referrald/templates"
	"referrald/workflow/eligibility"
)

// Plan is all that shall happen because of one message. It is plain data:
// explain prints it, tests compare it, the ledger keeps its Why.
type Plan struct {
	Kind    Kind
	Cases   []Case
	Letters []Planned
	Folder  string   // "" stays in INBOX, untouched
	Alert   string   // "", safeguarding, urgent
	Watch   bool     // WATCH wording: stands first in the digest
	Reading []string // why a person should read it although it was answered; no personal data
	Breaker string   // why all sending stops from here on until a person has looked; "" when it goes on
	Unread  []forms.Unread
	Why     string   // one line for the audit and the digest, no personal data
	Reasons []string // the evidence for the kind and the steps of the decision, in plain words, no personal data
}

// Case is what happens to one referral.
type Case struct {
	Reference  Reference
	New        bool
	From, To   State
	Version    int                     // the version that was read; the ledger refuses if it has changed
	Form       *forms.Form             // the completed form as it now stands, nil for none
	Assessment *eligibility.Assessment // nil when there is no form
	Judged     time.Time               // the moment of receipt that it was judged at; zero when there is no form
	Similar    []Reference             // suggested to staff, never merged
	TakeBack   bool                    // letters about it that have not gone are taken back before anything new is written
	Why        string                  // one line, no personal data
}

// Planned is one letter that shall be written.
type Planned struct {
	Letter   templates.Letter
	To       mailbox.Address
	Case     int       // index in Plan.Cases, -1 for none
	Release  Releasing // by itself, or drafted for a person
	Fresh    bool      // carries something new: the first letter of its kind about its referral
	Staff    bool      // to the office itself: alert, digest
	Encloses Enclosed  // the form that goes with it, "" for none
	Stopped  string    // name of the brake that stopped it, "" when it may go
	Waits    string    // name of the limit on all letters behind which it waits, "" for none; it is queued all the same
	pass     bool      // set by Gate alone
}

// Enclosed says which form goes with a letter, "" for none. The clerk draws it.
type Enclosed = templates.Enclosed

// Enclosures are all there are, none included; the ledger keeps the place.
func Enclosures() []Enclosed {
	return []Enclosed{"", templates.BlankForm, templates.MarkedForm, templates.FilledForm, templates.LargeForm}
}

// Passed reports whether the gate let this letter through. The ledger queues no other.
func (p Planned) Passed() bool { return p.pass }
