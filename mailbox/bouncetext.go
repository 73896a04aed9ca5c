package mailbox

import (
	"regexp"
	"slices"
	"strings"
)

// A bounceForm is how a mail server that sends no RFC 3464 part words its
// reports.
type bounceForm struct {
	mark    string // in tidy form; of it alone nothing is concluded, see fromMailSystem
	delayed bool   // the server is still trying
}

// bounceForms are looked for in this order: a warning of a server often holds
// the words of its failures too, except Sendmail's.
var bounceForms = []bounceForm{
	{"the following addresses had permanent fatal errors", false},                     // Sendmail
	{"the following addresses had transient non-fatal errors", true},                  // Sendmail
	{"this is a warning message only", true},                                          // Sendmail, Postfix
	{"has not been delivered to one or more of its recipients after more than", true}, // Exim
	{"your message could not be delivered for more than", true},                       // Postfix
	{"delivery is delayed to these recipients or groups", true},                       // Exchange
	{"there was a temporary problem delivering your message", true},                   // Gmail
	{"gmail will retry for", true},                                                    // Gmail
	{"this is the qmail-send program", false},                                         // qmail
	{"this message was created automatically by mail delivery software", false},       // Exim
	{"could not be delivered to one or more of its recipients", false},                // Exim
	{"this is the mail system at host", false},                                        // Postfix
	{"delivery has failed to these recipients or groups", false},                      // Exchange
	{"couldn't be delivered", false},                                                  // Exchange Online
	{"did not reach some or all of the intended recipients", false},                   // Exchange 2003
	{"the following recipient(s) cannot be reached", false},                           // Exchange 2003
	{"address not found", false},                                                      // Gmail
	{"your message wasn't delivered", false},                                          // Gmail
	{"delivery to the following recipient failed permanently", false},                 // Gmail
	{"was not delivered to:", false},                                                  // Domino
	{"an error occurred while trying to deliver the mail to the following", false},    // Amazon SES
	{"unable to deliver message to the following", false},                             // Yahoo, Outlook.com
	{"unable to deliver your message to the following", false},                        // Yahoo
	{"was undeliverable to the following", false},                                     // GroupWise, Sun
	{"message could not be delivered", false},                                         // several
	{"cannot be delivered to the following", false},                                   // iCloud
	{"this is an automatically generated delivery status notification", false},        // Windows SMTP
}

// toldBounce reads a report that is plain text, or nil.
func toldBounce(m *Message) *Bounce {
	text := cut(m.Text, reportHead)
	failed := strings.Join(fieldValues(m, "X-Failed-Recipients"), " ")
	mark, delayed, ok := formOf(m, tidy(text))
	if !ok && failed == "" {
		return nil
	}
	b := &Bounce{Delayed: delayed, Recipient: addressIn(failed, nil), Text: reason(text)}
	if b.Text == "" {
		b.Text = mark
	}
	return b
}

// rejection matches how gateways word it that a letter of ours was turned away.
// What they keep back of letters to us is no matter of this.
var rejection = regexp.MustCompile(`\b(?:your (?:e-?mail|message|letter)|(?:e-?mail|message|letter) (?:that )?you sent|(?:e-?mail|message) from you)\b.{0,160}?` +
	`\b(?:(?:could not be|was not|cannot be|can't be|couldn't be|wasn't|has not been|were not) (?:delivered|accepted|sent on)|(?:was|has been|is being|were) (?:rejected|blocked|refused|returned|bounced|deleted|stripped))`)

// formOf finds the wording of a report: in its text, else in its subject when
// the author is a mail server.
func formOf(m *Message, text string) (mark string, delayed, ok bool) {
	for _, f := range bounceForms {
		if strings.Contains(text, f.mark) {
			return f.mark, f.delayed, true
		}
	}
	if found := rejection.FindString(cut(text, textHead)); found != "" {
		return "rejected", false, true
	}
	if bounceSubject(m) && mailSystem.MatchString(m.From.Local()) {
		s := opening(m.Subject)
		return "not delivered", strings.Contains(s, "delay") || strings.Contains(s, "warning"), true
	}
	return "", false, false
}

// strangers are the addresses in a report that are not the one it is about:
// ours, to which it is sent, and the server's own.
func strangers(m *Message) []Address {
	return slices.Concat(m.To, m.Cc, []Address{m.From, m.Sender})
}

// otherLine matches the lines of a copied header that hold what looks like an
// address and is not the recipient's.
var otherLine = regexp.MustCompile(`(?mi)^[> \t]*(?:[a-z-]*message-id|references|in-reply-to|sender|from|reply-to|return-path):.*(?:\n[ \t].*)*$`)

// recipientIn is the address that a report's text is about, "" when it names none.
func recipientIn(m *Message, text string) string {
	return addressIn(otherLine.ReplaceAllString(text, ""), strangers(m))
}

var addressWord = regexp.MustCompile(`[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?`)

// addressIn is the first address in a text that is none of others, "" when
// there is none.
func addressIn(text string, others []Address) string {
	for _, word := range addressWord.FindAllString(text, 20) {
		a := NewAddress("", strings.TrimLeft(word, "'"))
		if !mailSystem.MatchString(a.Local()) && !slices.ContainsFunc(others, a.Same) {
			return a.Addr
		}
	}
	return ""
}

var (
	// enhanced is a status of RFC 3463; its subjects end at 7, so that numbers of
	// program versions and parts of IP addresses are not taken for one.
	enhanced = regexp.MustCompile(`(?:^|[^0-9.])([245]\.[0-7]\.[0-9]{1,3})(?:[^0-9.]|\.[^0-9]|\.?$)`)
	// replyCode is an SMTP reply that refuses.
	replyCode = regexp.MustCompile(`(?:^|[\s'"(:;#<])([45][0-5][0-9])(?:[ -]+[A-Za-z#<]|[ -]+[245]\.)`)
)

// statusIn is the first enhanced status in a text, "" when there is none.
func statusIn(text string) string {
	if found := enhanced.FindStringSubmatch(text); found != nil {
		return found[1]
	}
	return ""
}

// reason is the line of a report that says why: with a status, else with an
// SMTP reply, else with words for an unknown address.
func reason(text string) string {
	lines := strings.Split(text, "\n")
	for _, tells := range []func(string) bool{
		enhanced.MatchString, replyCode.MatchString, unknownAddress,
	} {
		if i := slices.IndexFunc(lines, func(l string) bool { return tells(strings.TrimSpace(l)) }); i >= 0 {
			return strings.TrimSpace(lines[i])
		}
	}
	return ""
}

var unknownWords = []string{
	"user unknown", "unknown user", "no such user", "no such recipient", "no such mailbox", "no such address", "does not exist", "doesn't exist",
	"address not found", "couldn't be found", "could not be found", "wasn't found", "mailbox not found", "mailbox unavailable", "recipient not found",
	"recipientnotfound", "recipnotfound", "unknown recipient", "recipient unknown", "invalid recipient", "invalid mailbox", "no mailbox here", "unknown address",
	"unrouteable address", "not listed in", "domain not found", "host unknown", "host not found", "user doesn't have", "account is disabled", "account has been disabled",
}

// unknownAddress reports whether the words say that there is no such address.
func unknownAddress(text string) bool {
	text = tidy(text)
	return slices.ContainsFunc(unknownWords, func(w string) bool { return strings.Contains(text, w) })
}

// addressIsWrong reports whether the next letter would not arrive either. Only
// the address itself counts: not a full mailbox (5.2.2), a letter too large
// (5.2.3, 5.3.4), an expired attempt (5.4.7), policy and spam (5.6, 5.7), nor
// our own address (5.1.7, 5.1.8). Where the status says nothing in particular,
// the words decide (RFC 3463; Exchange Online's 5.1.10, 5.4.1, 5.4.310).
func addressIsWrong(status, text string) bool {
	switch {
	case status == "":
		code := replyCode.FindStringSubmatch(text)
		return (code == nil || code[1][0] == '5') && unknownAddress(text)
	case status[0] != '5' || status == "5.1.7" || status == "5.1.8" || status == "5.2.2" || status == "5.2.3":
		return false
	case strings.HasPrefix(status, "5.6.") || strings.HasPrefix(status, "5.7."):
		return false
	case status == "5.2.1" || status == "5.4.1" || status == "5.4.4" || status == "5.4.310":
		return true
	}
	return strings.HasPrefix(status, "5.1.") || unknownAddress(text)
}
