package mailbox

// Reply is one message in the folder of sent mail, by what ties it to the
// messages that it answers.
type Reply struct {
	ID        string   // its own Message-ID, with angle brackets
	To        []string // Message-IDs that it answers: In-Reply-To and References
	Automatic bool     // its header says that a machine wrote it
}
