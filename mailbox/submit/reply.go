package submit

import (
	"errors"
	"net/textproto"
	"strconv"
	"strings"

	"referrald/mailbox"
)

// reply is the server's word, with its text fit for a log.
type reply struct {
	code   int
	status string // enhanced status code (RFC 2034), "" for none
	text   string
}

func newReply(code int, text string) *reply {
	r := &reply{code: code}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if isStatus(word) && int(word[0]-'0') == code/100 {
			r.status, lines[i] = word, rest
		}
	}
	r.text = mailbox.Scrub(strings.Join(lines, " "))
	return r
}

// isStatus: class "." subject "." detail (RFC 3463 section 2).
func isStatus(word string) bool {
	parts := strings.Split(word, ".")
	if len(parts) != 3 || len(parts[0]) != 1 || !strings.Contains("245", parts[0]) {
		return false
	}
	for _, p := range parts[1:] {
		if _, err := strconv.ParseUint(p, 10, 16); err != nil || len(p) > 3 {
			return false
		}
	}
	return true
}

func (r *reply) numbers() string {
	return strings.TrimSpace(strconv.Itoa(r.code) + " " + r.status)
}

func (r *reply) Error() string { return mailbox.ServerSaid(r.numbers(), r.text).Error() }

// replied finds the server's word in an error of the client library.
func replied(err error) (*reply, bool) {
	var said *textproto.Error
	if errors.As(err, &said) {
		return newReply(said.Code, said.Msg), true
	}
	return nil, false
}

// stage is where in the conversation a reply came.
type stage int

const (
	atGreeting stage = iota // greeting, EHLO, STARTTLS
	atLogin
	atSender    // MAIL
	atRecipient // RCPT
	atRelay     // RCPT when nobody has logged in
	atLetter    // DATA, before the letter and after it
)

const (
	loginHint  = "check smtp.user and the password, and that this account may send by SMTP"
	tokenHint  = "the server takes no password for sending any more: set smtp.login = \"oauth\""
	fullDay    = "the account has sent all that it may in a day: it goes on tomorrow"
	senderHint = "this account may not send as the configured from address: grant it Send As, or change the address"
	barredHint = "the server has stopped this account or machine from sending: ask whoever runs it"
	relayHint  = "the server does not pass on letters for us: check smtp.user, or have this machine allowed there"
)

// ours are the permanent replies that refuse us and not the letter, by
// enhanced status code, at any stage. Most are Exchange Online's.
var ours = map[string]string{
	"5.7.30": tokenHint, "5.7.139": tokenHint,
	"5.7.3": loginHint, "5.7.8": loginHint, "5.7.9": loginHint, "5.7.57": loginHint,
	"5.7.60": senderHint, "5.2.252": senderHint,
	"5.7.54": relayHint, "5.7.64": relayHint,
	"5.1.8": barredHint, "5.7.501": barredHint, "5.7.502": barredHint, "5.7.503": barredHint,
	"5.7.705": barredHint, "5.7.708": barredHint,
	"5.7.10": "the server wants TLS: set smtp.tls",
}

// enough are the permanent replies of Exchange Online that end with the day:
// the letter is good, and so are we.
var enough = map[string]string{"5.1.90": fullDay, "5.7.232": fullDay, "5.7.233": fullDay}

// names are whose refusal each hint is about.
var names = map[string]mailbox.Name{
	loginHint: mailbox.SendingAs, tokenHint: mailbox.SendingAs, senderHint: mailbox.WritingAs, barredHint: mailbox.WritingAs,
}

// oursByCode: RFC 4954 section 6.
var oursByCode = map[int]string{530: loginHint, 534: loginHint, 535: loginHint, 538: loginHint}

// sort says what a reply that is not 2xx or 3xx means, and what a person does.
func (r *reply) sort(at stage) (mailbox.Outcome, string) {
	if r.code/100 != 5 {
		return mailbox.TryLater, ""
	}
	if hint, ok := enough[r.status]; ok {
		return mailbox.TryLater, hint
	}
	if hint, ok := ours[r.status]; ok {
		return mailbox.Misconfigured, hint
	}
	if hint, ok := oursByCode[r.code]; ok {
		return mailbox.Misconfigured, hint
	}
	switch at {
	case atGreeting:
		return mailbox.Misconfigured, "the server takes no mail from this machine: check host and port, or ask whoever runs it"
	case atLogin:
		return mailbox.Misconfigured, loginHint
	case atSender:
		if r.code == 552 || r.status == "5.3.4" || r.status == "5.2.3" {
			return mailbox.Refused, "" // too large: RFC 1870 section 6.1
		}
		return mailbox.Misconfigured, senderHint
	case atRecipient, atRelay:
		// Postfix looks at the sender, and at us, when it has the recipient.
		if r.code == 553 && r.status == "5.7.1" {
			return mailbox.Misconfigured, senderHint
		}
		if at == atRelay && r.status == "5.7.1" {
			return mailbox.Misconfigured, relayHint
		}
	}
	return mailbox.Refused, ""
}

// receipt is the end of an attempt by the server's word.
func (r *reply) receipt(at stage) mailbox.Receipt {
	outcome, hint := r.sort(at)
	text := r.text
	if hint != "" {
		text = strings.TrimSpace(text + " (" + hint + ")")
	}
	return mailbox.Receipt{Outcome: outcome, Code: r.code, Status: r.status, Text: text, Who: whose(outcome, hint), All: outcome == mailbox.TryLater && r.ofAll(at)}
}

// noRoom may be about the size that MAIL states (RFC 1870 section 6.3): another
// letter may fit.
const noRoom = 452

// ofAll reports whether a reply that asks for patience is about every letter:
// the sender is the same on each, and a day's allowance is the account's.
func (r *reply) ofAll(at stage) bool {
	_, day := enough[r.status]
	return day || at <= atSender && r.code != noRoom
}

func whose(outcome mailbox.Outcome, hint string) mailbox.Name {
	if outcome != mailbox.Misconfigured {
		return ""
	}
	return names[hint]
}

// trouble sorts an error from before the letter: the server's word, our own
// reasons, or the line.
func trouble(doing string, at stage, err error) error {
	var own *mailbox.Trouble
	if err == nil || errors.As(err, &own) {
		return err
	}
	if r, ok := replied(err); ok {
		outcome, hint := r.sort(at)
		return &mailbox.Trouble{Outcome: outcome, Doing: doing, Code: r.numbers(), Hint: hint, Who: whose(outcome, hint), Err: r}
	}
	t := mailbox.LineTrouble(doing, lost(err))
	if at == atGreeting && errors.Is(t.Err, errGarbled) {
		t.Outcome, t.Hint = mailbox.Misconfigured, "this port does not speak SMTP: check smtp.port"
	}
	return t
}

// receiptOf is the end of an attempt that never came to the letter.
func receiptOf(err error) mailbox.Receipt {
	var t *mailbox.Trouble
	if !errors.As(err, &t) {
		return mailbox.Receipt{Outcome: mailbox.TryLater, Text: "stopped before the letter was handed over"}
	}
	receipt := mailbox.Receipt{Outcome: t.Outcome, Text: mailbox.Scrub(t.Error()), Who: t.Who}
	var r *reply
	if errors.As(err, &r) {
		receipt.Code, receipt.Status = r.code, r.status
	}
	return receipt
}
