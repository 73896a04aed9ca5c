package mailbox

import (
	"mime"
	"regexp"
	"slices"
	"strings"
)

// A rule is one kind of evidence that a machine wrote a message. What is in a
// rule may stop an answer and never stops the reading: a school's office
// system marks its mail as bulk and brings a true referral with it.
type rule struct {
	name  string // stable, e.g. "auto-submitted"
	text  string // one line for a person
	hint  bool   // not proof by itself
	holds func(m *Message) bool
}

// rules is the complete list, in the order in which evidence is shown. Headers
// are proof; how a subject begins is proof where no person writes that, because
// an out-of-office note of Exchange may carry no header at all; words in a text
// are hints, because a person on leave may send a referral as well.
//
// Not evidence: X-Auto-Response-Suppress with DR, RN or NRN alone (Outlook puts
// it on letters of people), X-MS-Exchange-Inbox-Rules-Loop and X-MS-Has-Attach
// (on letters of people too), several authors, our address not in To or Cc
// (people use blind copies and forwarding rules).
var rules = []rule{
	{"auto-submitted", "the header Auto-Submitted says that a machine sent it", false, autoSubmitted},
	{"precedence", "the header Precedence marks it as bulk, list or automatic", false, func(m *Message) bool {
		return fieldIs(m, []string{"Precedence", "X-Precedence", "Preference"},
			"bulk", "junk", "list", "auto_reply", "auto-reply", "autoreply")
	}},
	{"suppress", "the header X-Auto-Response-Suppress asks for no automatic answer", false, suppressed},
	{"autoreply-header", "a header names it an automatic reply", false, func(m *Message) bool {
		return slices.ContainsFunc(fieldValues(m, autoreplyFields...), func(v string) bool {
			return v != "" && v != "no" && v != "false" && v != "0"
		})
	}},
	{"machine-generated", "the header X-FC-Machinegenerated says that a machine wrote it", false, func(m *Message) bool {
		return fieldIs(m, []string{"X-Fc-Machinegenerated"}, "true", "yes", "1")
	}},
	{"relay-notification", "the header X-AMAZON-MAIL-RELAY-TYPE marks it as a notification", false, func(m *Message) bool {
		return fieldIs(m, []string{"X-Amazon-Mail-Relay-Type"}, "notification")
	}},
	{"autoresponder", "it was delivered to an automatic responder", false, func(m *Message) bool {
		return slices.ContainsFunc(fieldValues(m, "Delivered-To", "X-Post-Messageclass"), func(v string) bool {
			return strings.Contains(v, "autoresponder")
		})
	}},
	{"loop", "the header X-Loop says that it has come round before", false, func(m *Message) bool {
		return fieldIs(m, []string{"X-Loop"}, "yes", "true", "1")
	}},
	{"exchange-report", "Exchange marks it as its own delivery or journal report", false, func(m *Message) bool {
		return hasField(m, "X-Ms-Exchange-Message-Is-Ndr", "X-Ms-Journal-Report")
	}},
	{"list", "it came through a mailing list or is a newsletter", false, func(m *Message) bool {
		return hasField(m, listFields...)
	}},
	{"list-envelope", "its return path belongs to a mailing list or a mail server", false, func(m *Message) bool {
		return listEnvelope.MatchString(NewAddress("", m.ReturnPath).Local())
	}},
	{"null-return-path", "its return path is empty, as of reports and automatic replies", false, func(m *Message) bool {
		return strings.TrimSpace(m.ReturnPath) == "<>"
	}},
	{"no-author", "it has no readable author", false, func(m *Message) bool { return m.From.Zero() }},
	{"machine-address", "its author or its address for replies is one that nobody reads", false, machineAddress},
	{"report", "it is a report of a mail system or a read receipt", false, func(m *Message) bool {
		kind, _ := topType(m)
		return kind == "multipart/report" || kind == "message/delivery-status" || kind == "message/disposition-notification"
	}},
	{"failed-recipients", "the header X-Failed-Recipients names whom a letter did not reach", false, func(m *Message) bool {
		return hasField(m, "X-Failed-Recipients")
	}},
	{"bounce", "it says that a letter was not delivered", false, func(m *Message) bool { return m.Bounce != nil }},
	{"calendar", "it is an invitation or an answer to one", false, calendar},
	{"content-class", "the header Content-Class marks it as calendar, receipt or report", false, func(m *Message) bool {
		return slices.ContainsFunc(fieldValues(m, "Content-Class"), func(v string) bool {
			return slices.Contains(machineClasses, strings.TrimPrefix(v, "urn:content-classes:"))
		})
	}},
	{"away-subject", "its subject begins as an out-of-office note does", false, func(m *Message) bool {
		return titled(m.Subject, awayTitles)
	}},
	{"away-subject-and-text", "its subject and its text are those of an out-of-office note", false, func(m *Message) bool {
		return begins(m.Subject, awayWords) && textSays(m, awayPhrases)
	}},
	{"bounce-subject", "its subject begins as a delivery report does", false, bounceSubject},
	{"meeting-subject", "its subject begins as an answer to an invitation does", false, func(m *Message) bool {
		return strings.Contains(m.Subject, ":") && titled(m.Subject, meetingTitles)
	}},
	{"receipt-subject", "its subject begins as a receipt does, and there is nothing else in it", false, func(m *Message) bool {
		return titled(m.Subject, receiptTitles) && bare(m)
	}},
	{"receipt-subject-style", "its subject begins as a receipt or an invitation does", true, func(m *Message) bool {
		return titled(m.Subject, receiptTitles) && len(strings.Fields(m.Newest)) <= receiptWords
	}},
	{"away-subject-style", "its subject sounds like an out-of-office note", true, func(m *Message) bool {
		return begins(m.Subject, awayWords)
	}},
	{"away-text", "its text sounds like an out-of-office note", true, func(m *Message) bool { return textSays(m, awayPhrases) }},
	{"generated-text", "its text says that a machine made it", true, func(m *Message) bool { return textSays(m, machinePhrases) }},
	{"unread-text", "its text says that nobody reads replies", true, func(m *Message) bool { return textSays(m, unreadPhrases) }},
	{"newsletter-text", "its text ends as a newsletter does", true, newsletter},
	{"notice-text", "its text is that of a ticket, an order or an account", true, notifies},
}

// receiptWords is how many words stand in the text of a receipt or an invitation
// at most. Who invites in more words than that is a person.
const receiptWords = 40

// evidenceOf is everything that shows that a machine wrote m, in the order of
// the rules; nil when nothing does.
func evidenceOf(m *Message) []Evidence {
	var found []Evidence
	for _, r := range rules {
		if r.holds(m) {
			found = append(found, Evidence{Rule: r.name, Text: r.text, Hint: r.hint})
		}
	}
	return found
}

var (
	// Names are in canonical form, as in a Header.
	autoreplyFields = []string{"X-Autoreply", "X-Auto-Reply", "X-Autorespond", "X-Autoresponse", "X-Autoresponder",
		"X-Autoreply-From", "X-Autoreply-Domain", "X-Mail-Autoreply", "X-Autogenerated"}
	listFields = []string{"List-Id", "List-Post", "List-Help", "List-Owner", "List-Subscribe", "List-Unsubscribe",
		"List-Archive", "Mailing-List", "X-Mailing-List", "X-Mailman-Version", "X-Beenthere"}
	machineClasses = []string{"calendarmessage", "appointment", "dsn", "mdn", "recallmessage"}
)

// listEnvelope matches return paths of mailing lists and mail servers. A local
// part that begins with "bounce" is not among them: services that carry the
// letters of people (school systems, helpdesks) put that on every letter.
var listEnvelope = regexp.MustCompile(`^owner-|-request$|-bounces?(\+.*)?$|^(listserv|majordomo|mailer-daemon|postmaster)$`)

// machineLocal matches local parts that nobody reads.
var machineLocal = regexp.MustCompile(`^(mailer[-_]?daemon|m?daemon|postmaster|abuse|root|nobody|www-data|cron|listserv|listproc|majordomo|` +
	`auto-?(confirm|reply|responder|response|mailer)|notify|notifications?|microsoftexchange329e[0-9a-f]*)(\+.*)?$|` +
	`(^|[-._+])(no|do[-._]?not|dont)[-._]?reply|` +
	`^bounces?([-._+=].*)?$|^owner-|-request$|-bounces?(\+.*)?$`)

func machineAddress(m *Message) bool {
	all := append([]Address{m.From, m.Sender}, m.ReplyTo...)
	return slices.ContainsFunc(all, MachineAddress)
}

// autoSubmitted follows RFC 3834 section 5: anything but "no" is automatic;
// parameters and comments do not count.
func autoSubmitted(m *Message) bool {
	return slices.ContainsFunc(fieldValues(m, "Auto-Submitted"), func(v string) bool {
		if end := strings.IndexAny(v, ";( \t"); end >= 0 {
			v = v[:end]
		}
		return v != "" && v != "no"
	})
}

// suppressed reads X-Auto-Response-Suppress ([MS-OXCMAIL]): DR, RN, NRN and NDR
// are about receipts and reports, the rest about answers.
func suppressed(m *Message) bool {
	return slices.ContainsFunc(fieldValues(m, "X-Auto-Response-Suppress"), func(v string) bool {
		words := strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\t' })
		return slices.ContainsFunc(words, func(w string) bool { return w == "all" || w == "autoreply" || w == "oof" })
	})
}

// calendarMethod finds in an iCalendar file that it invites or answers
// (RFC 5546 section 1.4). PUBLISH is left out: that is a date as a plain file.
var calendarMethod = regexp.MustCompile(`(?mi)^METHOD:(REQUEST|REPLY|CANCEL|COUNTER|DECLINECOUNTER|ADD|REFRESH)\s*$`)

// calendarHead is how much of a calendar file is looked at; the method stands
// in front of every event.
const calendarHead = 4096

// calendar reports whether the message is an invitation or an answer to one.
// With another file beside it, a person sends something and it is no evidence.
func calendar(m *Message) bool {
	kind, params := topType(m)
	method := strings.ToLower(params["method"])
	found := kind == "text/calendar" && method != "" && method != "publish"
	for _, a := range m.Attachments {
		label := strings.ToLower(a.Label)
		switch {
		case a.Inline:
		case within(a) || (label != "text/calendar" && label != "application/ics" && a.Type != "text/calendar"):
			return false
		case calendarMethod.Match(a.Data[:min(len(a.Data), calendarHead)]):
			found = true
		}
	}
	return found
}

// within reports whether a file belongs to an enclosed message, and so says
// nothing about who wrote the outer one.
func within(a Attachment) bool { return strings.HasPrefix(a.Where, "message in ") }

// bare reports whether there is nothing in a message but its subject.
func bare(m *Message) bool {
	return strings.TrimSpace(m.Text) == "" && len(m.Nested) == 0 &&
		!slices.ContainsFunc(m.Attachments, func(a Attachment) bool { return !a.Inline })
}

// topType is the media type of the whole message in lower case, and its
// parameters as far as they can be read.
func topType(m *Message) (string, map[string]string) {
	for _, f := range m.Header {
		if f.Name != "Content-Type" {
			continue
		}
		kind, params, _ := mime.ParseMediaType(f.Value)
		if kind == "" {
			kind, _, _ = strings.Cut(f.Value, ";")
		}
		return strings.ToLower(strings.TrimSpace(kind)), params
	}
	return "", nil
}

// fieldValues is the values of every field with one of the names (canonical
// form), trimmed, in lower case.
func fieldValues(m *Message, names ...string) []string {
	var out []string
	for _, f := range m.Header {
		if slices.Contains(names, f.Name) {
			out = append(out, strings.ToLower(strings.TrimSpace(f.Value)))
		}
	}
	return out
}

// hasField reports whether there is a field with one of the names.
func hasField(m *Message, names ...string) bool {
	return slices.ContainsFunc(m.Header, func(f Field) bool { return slices.Contains(names, f.Name) })
}

// fieldIs reports whether one of the fields has one of the values, letter case
// and a trailing comment aside.
func fieldIs(m *Message, names []string, values ...string) bool {
	return slices.ContainsFunc(fieldValues(m, names...), func(v string) bool {
		v, _, _ = strings.Cut(v, "(")
		return slices.Contains(values, strings.TrimSpace(v))
	})
}

// MachineAddress reports whether an address is one that a machine writes from
// and nobody reads: mailer-daemon@, no-reply@ and their like.
func MachineAddress(a Address) bool { return machineLocal.MatchString(a.Local()) }
