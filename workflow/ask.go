package workflow

import (
	"slices"
	"time"

	"referrald/forms"
	"referrald/mailbox"
)

// maxChildren bounds the children of one message that are compared with the ledger.
const maxChildren = 20

// Ask is the question that the ledger is asked before a message is decided.
func Ask(m *mailbox.Message, found forms.Found, received, now time.Time) Query {
	q := Query{
		Now: now, Received: received, Year: received.In(London()).Year(),
		Sender: replyTo(m), From: m.From,
		Thread:     append(slices.Clone(m.InReplyTo), m.References...),
		References: References(m.Subject + "\n" + m.Newest),
	}
	if m.Bounce != nil {
		q.BounceOf, q.BounceTo = m.Bounce.OriginalID, m.Bounce.Recipient
	}
	for _, f := range found.Forms {
		if len(q.Children) < maxChildren {
			q.Children = append(q.Children, childOf(f))
		}
	}
	return q
}

// replyTo is the one address that an answer goes to: the Reply-To when there is
// exactly one, else the author. Nobody in To, Cc or the text is ever answered.
func replyTo(m *mailbox.Message) mailbox.Address {
	if len(m.ReplyTo) == 1 && !m.ReplyTo[0].Zero() {
		return m.ReplyTo[0]
	}
	return m.From
}

// elsewhere reports whether answers are asked for at an address that the
// author's own does not vouch for: several of them, or one in another mail
// domain. A person then decides who is answered.
func elsewhere(m *mailbox.Message) bool {
	for _, a := range m.ReplyTo {
		if !a.Same(m.From) && a.Domain() != m.From.Domain() {
			return true
		}
	}
	return len(m.ReplyTo) > 1
}

// childOf is what is compared to suggest that two referrals are about one child.
func childOf(f forms.Form) Child {
	value := func(name string) string { v, _ := f.Value(name); return v }
	return Child{
		NHSNumber: value("nhs_number"), DOB: value("child_dob"),
		Surname: value("child_surname"), Forename: value("child_forename"), Postcode: value("child_postcode"),
	}
}
