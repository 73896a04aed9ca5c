package workflow

// State is where a referral stands.
type State string

// The states of a referral.
const (
	New        State = "new"        // not yet in the ledger
	Asked      State = "asked"      // the form was asked for and sent
	Incomplete State = "incomplete" // a form came, required answers are missing
	Ready      State = "ready"      // complete, every criterion met: a therapist triages
	WithPerson State = "person"     // a person decides
	Signposted State = "signposted" // a letter naming the right service went out
	Closed     State = "closed"     // ended by the office or by retention
)

// moves is the only list of legal moves; staying where one is is always legal.
var moves = map[State][]State{
	New:        {Asked, Incomplete, Ready, WithPerson, Signposted},
	Asked:      {Incomplete, Ready, WithPerson, Signposted, Closed},
	Incomplete: {Ready, WithPerson, Signposted},
	Ready:      {WithPerson, Closed},
	WithPerson: {Ready, Incomplete, Signposted, Closed},
	Signposted: {Ready, WithPerson, Closed},
	Closed:     {},
}

// May reports whether a referral may go from one state to another.
func (s State) May(to State) bool {
	if s == to {
		return s != New
	}
	for _, t := range moves[s] {
		if t == to {
			return true
		}
	}
	return false
}
