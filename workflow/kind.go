package workflow

// Kind says what a message is; the values are the contract's.
type Kind string

// The kinds of message.
const (
	FormRequest Kind = "form-request" // asks for the referral form, or how to refer
	Submission  Kind = "submission"   // brings at least one filled form, in a file or typed
	Information Kind = "information"  // answers a question we asked, or adds to a known referral
	Automatic   Kind = "automatic"    // a machine wrote it, and it brings no form
	Bounced     Kind = "bounce"       // a delivery report
	Command     Kind = "command"      // from a named member of staff to the daemon
	Other       Kind = "other"        // everything else: people answer it
)
