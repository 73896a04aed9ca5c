package mailbox

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Beginnings of subjects, and phrases, by which machines are known; all in the
// form that tidy gives.
var (
	// awayTitles are followed by a colon or stand alone: Outlook in the
	// languages of this town and its neighbours, and other mail programs.
	awayTitles = []string{
		"automatic reply", "automatic response", "auto reply", "auto-reply", "autoreply", "auto response", "auto-response",
		"autoresponse", "autoresponder", "auto", "out of office", "out of the office", "out-of-office", "out of office reply",
		"out of office autoreply", "out of office auto-reply", "out of office automatic reply", "out of office re", "out of office message", "out of office response",
		"ateb awtomatig", "ymateb awtomatig", // Welsh
		"automatische antwort", "automatische antwort bei abwesenheit", "abwesenheitsnotiz", "abwesenheitsassistent",
		"réponse automatique", "absence du bureau", "message d'absence",
		"risposta automatica", "fuori sede", "respuesta automática", "fuera de la oficina", "fuera de oficina",
		"resposta automática", "automatisch antwoord", "afwezigheidsassistent", "afwezigheidsbericht",
		"autosvar", "automatisk svar", "automatiskt svar", "frånvaro", "automaattinen vastaus", "poissaoloviesti",
		"automatyczna odpowiedź", "odpowiedź automatyczna", "automatická odpověď", "automatická odpoveď",
		"automatikus válasz", "răspuns automat", "otomatik yanıt", "automatinis atsakymas", "automātiskā atbilde",
		"автоматический ответ", "автоматична відповідь", "自动答复", "自動回覆", "自动回复", "رد تلقائي", "خودکار جواب",
	}
	// awayWords begin the subjects of people too.
	awayWords = []string{
		"out of office", "out of the office", "out-of-office", "ooo", "away", "on leave", "on annual leave", "annual leave",
		"on maternity leave", "maternity leave", "on sick leave", "on holiday", "on vacation", "vacation", "abwesend",
	}
	awayPhrases = []string{
		"i am currently out of", "i'm currently out of", "i am out of the office", "i'm out of the office", "i will be out of the office",
		"i am currently away", "i am away from", "i'm away from", "i will be away from", "currently out of the office",
		"i am on annual leave", "i'm on annual leave", "i am currently on annual leave", "i am now on annual leave", "i will be on annual leave",
		"i am currently on leave", "i am on leave until", "i am on maternity leave", "i am currently on maternity leave", "on maternity leave until",
		"i am on sick leave", "i am on holiday", "i'm on holiday", "i will respond on my return", "i will reply on my return",
		"i no longer work", "no longer works here", "no longer work here", "no longer works for", "has left the organisation", "has now left the",
		"ich bin derzeit nicht im", "je suis actuellement absent", "actualmente estoy fuera", "attualmente sono fuori",
	}
	machinePhrases = []string{
		"this is an automated", "this is an automatic", "this is an auto-generated", "this is a system generated", "this is a system-generated",
		"this email was generated automatically", "this email was sent automatically", "this message was sent automatically", "automatically generated email",
		"automatically generated message", "this message was generated automatically", "this message was created automatically", "this email has been automatically",
		"this e-mail was sent from \"", "this email was sent from \"", "sent from the scanner", "scanned from a", "scan date:",
		"an automated message", "an automated email", "an automated response", "an automatic response", "an automated acknowledgement", "an automatic acknowledgement",
	}
	unreadPhrases = []string{
		"do not reply to this", "please do not reply directly", "replies to this email are not", "don't reply to this", "replies to this message are not", "replies are not read",
		"this mailbox is not monitored", "this inbox is not monitored", "this email address is not monitored", "mailbox is unmonitored", "unmonitored mailbox", "nobody reads",
	}
	// newsletterWords beside "unsubscribe" make a newsletter; a person who wants
	// to leave a list uses none of them.
	newsletterWords = []string{
		"view in browser", "view in your browser", "view online", "view this email", "you are receiving this", "you're receiving this", "you receive this", "you get this because",
		"because you are subscribed", "because you subscribed", "because you signed up", "you signed up", "on our mailing list", "on our list", "manage your preferences", "update your preferences",
		"email preferences", "privacy policy", "forward to a friend", "all rights reserved", "at any time", "any time", "unsubscribe here", "click here to unsubscribe", "to unsubscribe", "unsubscribe:", "unsubscribe |", "| unsubscribe",
	}
	// noticeCues are words of notices; two of them make one, because people use each.
	noticeCues = []string{
		"thank you for contacting", "thank you for your enquiry", "thank you for your order", "we have received your", "has been received", "we aim to respond", "we will respond within", "we aim to reply", "your ticket", "ticket number", "ticket id", "ticket #",
		"has been logged", "has been raised", "has been assigned", "reference number is", "your reference is", "been given the reference", "case number", "will be passed to the right", "a member of the team will", "a member of our team will", "working days",
		"your order", "order confirmation", "order number", "has been dispatched", "has been despatched", "ready for collection", "has been approved", "has been delivered", "order no", "requisition", "order status", "delivery date", "consignment", "items ordered", "has been shipped", "out for delivery", "track your", "estimated delivery", "your parcel", "your delivery", "your basket",
		"your password", "verification code", "one-time", "log in to", "log in to view", "sign in to", "your account", "your mailbox is", "storage limit", "quarantine", "your subscription", "view the full record", "do not reply",
	}
	// bounceTitles are followed by a colon or stand alone.
	bounceTitles = []string{
		"undeliverable", "undeliverable mail", "undeliverable message", "undelivered", "delivery failure", "mail delivery failed", "mail delivery failure",
		"message delivery failure", "delivery failed", "delivery delayed", "delivery has been delayed", "message delivery delayed", "failure notice", "returned mail", "non-delivery report",
		"non-delivery notification", "unzustellbar", "onbestelbaar", "non remis", "non recapitabile", "no se puede entregar", "não é possível entregar",
		"kan ikke leveres", "olevererbart", "niedostarczalne", "nie można dostarczyć",
	}
	// bouncePhrases may be followed by anything.
	bouncePhrases = []string{
		"undelivered mail returned to sender", "delivery status notification", "delivery notification: delivery", "mail system error - returned mail",
		"delayed mail (still being retried)", "warning: could not send message", "mail delivery failed: returning", "mail delivery failed : returning",
	}
	meetingTitles = []string{"accepted", "declined", "tentative", "tentatively accepted", "recall", "message recall success", "message recall failure", "new time proposed"}
	receiptTitles = []string{"read", "not read", "delivered", "relayed", "read receipt", "return receipt", "invitation", "updated invitation", "canceled", "cancelled", "canceled event", "cancelled event"}
)

// tidy makes a subject or a text comparable: lower case, one kind of space,
// apostrophe and colon.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r < utf8.RuneSelf:
			return r
		case unicode.Is(unicode.Cf, r):
			return -1 // direction marks and zero widths
		}
		switch r {
		case '\u2018', '\u2019', '\u02BC':
			return '\''
		case '\u2010', '\u2011':
			return '-'
		case '\uFF1A':
			return ':'
		}
		return r
	}, s)
	return strings.ToLower(strings.Join(strings.Fields(s), " "))
}

// subjectHead is how much of a subject is looked at, in bytes.
const subjectHead = 400

// opening is the tidy subject without what a mail gateway put in front of it:
// "[EXTERNAL] ", "External: ".
func opening(subject string) string {
	s := tidy(cut(subject, subjectHead))
	for strings.HasPrefix(s, "[") {
		_, rest, closed := strings.Cut(s, "]")
		if !closed {
			break
		}
		s = strings.TrimSpace(rest)
	}
	return strings.TrimSpace(strings.TrimPrefix(s, "external:"))
}

// titled reports whether a subject is one of the titles, or begins with one and
// a colon. "Re: Automatic reply: ..." does neither: a person answered there.
func titled(subject string, titles []string) bool {
	s := opening(subject)
	for _, t := range titles {
		rest, ok := strings.CutPrefix(s, t)
		if rest = strings.TrimSpace(rest); ok && (rest == "" || rest[0] == ':') {
			return true
		}
	}
	return false
}

// begins reports whether a subject begins with one of the phrases, as words.
func begins(subject string, phrases []string) bool {
	s := opening(subject)
	for _, p := range phrases {
		if rest, ok := strings.CutPrefix(s, p); ok {
			next, _ := utf8.DecodeRuneInString(rest)
			if rest == "" || !unicode.IsLetter(next) && !unicode.IsDigit(next) {
				return true
			}
		}
	}
	return false
}

// bounceSubject reports whether the subject begins as a delivery report does.
func bounceSubject(m *Message) bool {
	s := opening(m.Subject)
	return titled(m.Subject, bounceTitles) || begins(m.Subject, bouncePhrases) ||
		strings.HasPrefix(s, "warning: message ") && strings.Contains(s, " delayed ")
}

// textHead is how much of a text is looked at, in bytes: notes of machines say
// what they are at once.
const textHead = 2000

// textSays reports whether one of the phrases stands in what was written this time.
func textSays(m *Message, phrases []string) bool {
	text := m.Newest
	if strings.TrimSpace(text) == "" {
		text = m.Text
	}
	text = tidy(cut(text, textHead))
	for _, p := range phrases {
		if strings.Contains(text, p) {
			return true
		}
	}
	return false
}

// cut is s, at most limit bytes of it.
func cut(s string, limit int) string { return strings.ToValidUTF8(s[:min(len(s), limit)], "") }

// footHead is how much of the end of a text is looked at for the foot of a newsletter, in bytes.
const footHead = 1500

// newsletter reports whether a text ends as newsletters do: it names the way out
// and why it came.
func newsletter(m *Message) bool {
	text := strings.TrimSpace(m.Newest + "\n" + m.Signature + "\n" + strings.Join(m.Banners, "\n"))
	foot := tidy(strings.ToValidUTF8(text[max(0, len(text)-footHead):], ""))
	return strings.Contains(foot, "unsubscribe") && containsAny(foot, newsletterWords) > 0
}

// noticeText is the length of the longest text that is taken for a notice, in bytes.
const noticeText = 1500

// notifies reports whether a text has two marks of a notice.
func notifies(m *Message) bool {
	text := tidy(cut(m.Newest, textHead))
	return len(text) < noticeText && containsAny(text, noticeCues) >= 2
}

// containsAny counts the phrases that stand in a text.
func containsAny(text string, phrases []string) int {
	n := 0
	for _, p := range phrases {
		if strings.Contains(text, p) {
			n++
		}
	}
	return n
}
