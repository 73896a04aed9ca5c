package clerk

import (
	"fmt"
	"time"

	"referrald/forms"
	"referrald/templates"
	"referrald/workflow"
	"referrald/workflow/ledger"
)

// setOut puts the ledger's day into the digest's words.
type setOut struct{ to time.Time }

func (s setOut) fill(page *templates.Digest, d ledger.Day) {
	for _, l := range d.Alerts {
		page.Alerts = append(page.Alerts, s.line(l, alertWords(l), "read the message in the mailbox now"))
	}
	for _, l := range d.Watched {
		page.Reading = append(page.Reading, s.line(l, l.Why, "read the message in the mailbox"))
	}
	for _, l := range d.Waiting {
		page.Waiting = append(page.Waiting, s.waiting(l))
	}
	for _, l := range d.Parked {
		page.Unread = append(page.Unread, s.line(l, "a message could not be opened: "+l.Why, "open it in the mailbox; it stays in INBOX"))
	}
	for _, l := range d.Unread {
		page.Unread = append(page.Unread, s.line(l, notReadWords(l), "look at the message in the mailbox"))
	}
	for _, l := range d.Unsent {
		if l.State == "behind" {
			l.Why = d.Breaker.Why
		}
		page.Unsent = append(page.Unsent, s.line(l, unsentWords(l), unsentDo(l)))
	}
	for _, l := range d.Similar {
		page.Warnings = append(page.Warnings, fmt.Sprintf("%s may be about the same child as %s: please compare them.", l.Reference, l.Why))
	}
	page.Came, page.Went = counts(d.Came, kindWords), counts(d.Went, letterWords)
	if d.Unfiled > 0 {
		page.Warnings = append(page.Warnings, fmt.Sprintf("%d finished messages could not be moved to their folder; it is tried again.", d.Unfiled))
	}
	if d.Breaker.Open {
		page.Warnings = append(page.Warnings, "Sending is stopped since "+d.Breaker.Since.In(workflow.London()).Format("2 January 15:04")+": "+d.Breaker.Why+". Mail is still read. When you have looked: referrald resume -by YOUR-NAME")
	}
}

func (s setOut) line(l ledger.Line, what, do string) templates.DigestLine {
	return templates.DigestLine{Reference: string(l.Reference), What: what, Since: l.Since, WorkDays: workflow.WorkingDays(l.Since, s.to), Do: do}
}

func (s setOut) waiting(l ledger.Line) templates.DigestLine {
	switch {
	case l.Name == "referral":
		return s.line(l, l.Why, "referrald explain "+string(l.Reference))
	case l.Reference == "":
		return s.line(l, "a letter waits: "+l.Name, "look at the message in the mailbox")
	}
	// Reading comes before releasing: the explanation shows the letter word for
	// word, and names the two commands.
	return s.line(l, fmt.Sprintf("%s; the letter %q waits for a person", l.Why, l.Name), "referrald explain "+string(l.Reference))
}

// notReadWords say to staff what a file is; the sender was told in other words.
func notReadWords(l ledger.Line) string {
	if words, ok := notRead[forms.UnreadCode(l.State)]; ok {
		return words
	}
	return l.Why
}

var notRead = map[forms.UnreadCode]string{
	forms.Blank: "a form came back without any answers", forms.Password: "a file is locked with a password", forms.Damaged: "a file is damaged",
	forms.XFA: "a form was saved in a way that cannot be opened (XFA)", forms.NewerVersion: "a form is newer than this program knows",
	forms.NoFields: "a file has no answers to our form that can be read", forms.Several: "a file holds more than one child's form",
	forms.PhonePicture: "a picture is of a kind that only some phones show (HEIC)", forms.Macros: "a document can hold macros and was not opened",
	forms.TooLarge: "a file is too large to be opened", forms.Packed: "a packed file could not be opened", forms.Empty: "a packed file has nothing in it",
	forms.Encrypted: "a message is encrypted", forms.Malware: "the virus check found something in a file; it was not opened",
	forms.Unscanned: "a file could not be checked for viruses; it was not opened", forms.Unsupported: "a file is of a kind that cannot be opened",
	forms.Failed: "a file could not be read",
}

func alertWords(l ledger.Line) string {
	if l.Name == "urgent" {
		return "URGENT wording or answer"
	}
	return "SAFEGUARDING wording or answer"
}

var unsentState = map[string]string{
	"late":     "is not yet taken by the mail server",
	"doubtful": "was sent, and the mail server's answer was lost: it may have arrived",
	"repeated": "was sent a second time, because the first answer was lost",
	"refused":  "was refused by the mail server",
	"bounced":  "came back, so this person was not reached",
	"stopped":  "was not sent",
	"behind":   "waits, because sending is stopped",
}

func unsentWords(l ledger.Line) string {
	words, ok := unsentState[l.State]
	if !ok {
		words = "is " + l.State
	}
	s := fmt.Sprintf("the letter %q %s", l.Name, words)
	if why, ok := workflow.BrakeWords[l.Why]; ok {
		l.Why = why
	}
	if l.Why != "" {
		s += " (" + l.Why + ")"
	}
	return s
}

func unsentDo(l ledger.Line) string {
	switch l.State {
	case "behind":
		return "referrald resume -by YOUR-NAME, when you have looked"
	case "late":
		return "nothing yet; it is tried again"
	case "repeated":
		return "nothing; the second letter is the same as the first"
	case "stopped":
		return "answer by hand if an answer is due"
	}
	return "ring the sender, or write by hand"
}

// kindWords and letterWords are what the office calls them.
var kindWords = map[string]string{
	"form-request": "requests for the form", "submission": "filled forms", "information": "answers and additions",
	"automatic": "automatic messages", "bounce": "delivery reports", "command": "commands from staff",
	"other": "for people, left untouched", "copy": "copies of messages known already", "old": "older than the first start, not answered",
	"vanished": "moved or deleted by people",
}

var letterWords = map[string]string{
	"form": "the form", "acknowledgement": "acknowledgements", "missing": "questions about missing answers",
	"signpost": "letters naming another service", "unreadable": "letters saying that a form could not be read", "received": "letters saying that a person is reading it",
	"digest": "digests", "alert": "alerts to staff",
}

func counts(in []ledger.Count, words map[string]string) []templates.Count {
	var out []templates.Count
	for _, c := range in {
		w, ok := words[c.What]
		if !ok {
			w = c.What
		}
		out = append(out, templates.Count{What: w, N: c.N})
	}
	return out
}
