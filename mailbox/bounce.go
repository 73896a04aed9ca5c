package mailbox

import (
	"regexp"
	"slices"
	"strings"
)

// reportHead is how much of a report's part or text is looked at, in bytes.
// Reports on one recipient are far shorter.
const reportHead = 64 << 10

// report is one part of a multipart/report as Open found it.
type report struct {
	Type string // message/delivery-status, message/disposition-notification, text/rfc822-headers or message/rfc822
	Data []byte // decoded
}

// bounceOf is what a delivery report says; nil when m is none, or reports a
// letter that arrived. A person who forwards a report has not sent one, and a
// read receipt says that a letter did arrive.
func bounceOf(m *Message, reports []report) *Bounce {
	if !fromMailSystem(m) && !(fromMachine(m) && rejection.MatchString(tidy(cut(m.Newest, textHead)))) {
		return nil
	}
	b, stated := statedBounce(reports)
	if b == nil {
		if stated || holdsReceipt(m, reports) {
			return nil
		}
		if b = toldBounce(m); b == nil {
			return nil
		}
	}
	b.OriginalID = originalID(m, reports)
	b.complete(m)
	b.Permanent = !b.Delayed && addressIsWrong(b.Status, b.Text)
	b.Text = scrubBounce(b.Text, b.Recipient)
	return b
}

// complete takes from the text for people what the report's fields left out.
func (b *Bounce) complete(m *Message) {
	text := cut(m.Text, reportHead)
	if b.Recipient == "" {
		b.Recipient = recipientIn(m, text)
	}
	if b.Text == "" {
		b.Text = reason(text)
	}
	if b.Status == "" {
		b.Status = statusIn(b.Text)
	}
	if b.Text == "" {
		b.Text = "no reason given"
	}
}

// mailSystem matches the local parts under which mail servers write reports.
var mailSystem = regexp.MustCompile(`^(mailer[-_]?daemon|postmaster|mail[-.]?daemon|microsoftexchange329e[0-9a-f]*)(\+.*)?$`)

// fromMachine reports whether the author or a header says that a machine wrote
// it, as gateways do that turn a letter away.
func fromMachine(m *Message) bool { return MachineAddress(m.From) || autoSubmitted(m) }

// fromMailSystem reports whether a message has a mark that only reports and
// automatic replies have: no return path, a mail server as its author, or the
// media type of a delivery report.
func fromMailSystem(m *Message) bool {
	if strings.TrimSpace(m.ReturnPath) == "<>" || mailSystem.MatchString(m.From.Local()) || mailSystem.MatchString(m.Sender.Local()) {
		return true
	}
	kind, params := topType(m)
	about := strings.ToLower(params["report-type"])
	return kind == "multipart/report" && (about == "delivery-status" || about == "")
}

// holdsReceipt reports whether a message is a read receipt (RFC 8098).
func holdsReceipt(m *Message, reports []report) bool {
	_, params := topType(m)
	return strings.EqualFold(params["report-type"], "disposition-notification") || slices.ContainsFunc(reports, func(r report) bool {
		return strings.HasSuffix(strings.ToLower(r.Type), "disposition-notification")
	})
}

// statedBounce reads the parts that RFC 3464 and RFC 6533 define. A failed
// recipient goes before a delayed one. stated tells that such a part spoke of
// some recipient; with no bounce, the letter arrived or was passed on.
func statedBounce(reports []report) (b *Bounce, stated bool) {
	for _, r := range reports {
		kind := strings.ToLower(r.Type)
		if kind != "message/delivery-status" && kind != "message/global-delivery-status" {
			continue
		}
		for _, block := range statusBlocks(r.Data) {
			next, recipient := blockBounce(block)
			stated = stated || recipient
			if next != nil && (b == nil || b.Delayed && !next.Delayed) {
				b = next
			}
		}
	}
	return b, stated
}

// statusBlocks splits a delivery-status part at its empty lines into fields, names in
// lower case, folded lines joined.
func statusBlocks(data []byte) []map[string]string {
	text := strings.ReplaceAll(string(data[:min(len(data), reportHead)]), "\r\n", "\n")
	var out []map[string]string
	fields, last := map[string]string{}, ""
	for line := range strings.SplitSeq(text, "\n") {
		name, value, found := strings.Cut(line, ":")
		switch {
		case strings.TrimSpace(line) == "":
			if len(fields) > 0 {
				out = append(out, fields)
			}
			fields, last = map[string]string{}, ""
		case line[0] == ' ' || line[0] == '\t':
			if last != "" {
				fields[last] += " " + strings.TrimSpace(line)
			}
		case found:
			last = strings.ToLower(strings.TrimSpace(name))
			fields[last] = strings.TrimSpace(value)
		}
	}
	if len(fields) > 0 {
		out = append(out, fields)
	}
	return out
}

// blockBounce reads what one block says of one recipient; recipient is false
// when it is about the whole letter. Without an action the status decides.
func blockBounce(fields map[string]string) (b *Bounce, recipient bool) {
	action, _, _ := strings.Cut(strings.ToLower(fields["action"]), " ")
	if action == "" && fields["final-recipient"] == "" {
		return nil, false
	}
	status := statusIn(fields["status"])
	if action == "" && strings.HasPrefix(status, "5.") {
		action = "failed"
	}
	if action == "" && strings.HasPrefix(status, "4.") {
		action = "delayed"
	}
	if action != "failed" && action != "delayed" {
		return nil, true
	}
	b = &Bounce{Status: status, Delayed: action == "delayed", Text: untyped(fields["diagnostic-code"])}
	if told := statusIn(b.Text); told != "" && (status == "" || strings.HasSuffix(status, ".0.0")) {
		b.Status = told
	}
	// The address that we wrote to, not where it was passed on to.
	if b.Recipient = addressIn(untyped(fields["original-recipient"]), nil); b.Recipient == "" {
		b.Recipient = addressIn(untyped(fields["final-recipient"]), nil)
	}
	return b, true
}

// untyped is a field's value without its type: "rfc822; jo@example.com".
func untyped(value string) string {
	kind, rest, ok := strings.Cut(value, ";")
	if !ok || strings.ContainsAny(strings.TrimSpace(kind), " @") {
		return value
	}
	return strings.TrimSpace(rest)
}

// messageIDLine finds the Message-ID field, folded or not, quoted or not.
var messageIDLine = regexp.MustCompile(`(?mi)^[> \t]*message-id:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]+>)`)

// originalID is the Message-ID of the letter that a report is about: from the
// copy of the letter or of its header, from the report's fields, from a copy in
// the text, or from the thread, in this order.
func originalID(m *Message, reports []report) string {
	var candidates []string
	for _, r := range reports {
		switch strings.ToLower(r.Type) {
		case "message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers", "message/rfc822-headers":
			candidates = append(candidates, messageIDIn(headOnly(r.Data)))
		}
	}
	for _, r := range reports {
		if strings.HasSuffix(strings.ToLower(r.Type), "delivery-status") {
			for _, block := range statusBlocks(r.Data) {
				candidates = append(candidates, block["x-original-message-id"], block["original-message-id"])
			}
		}
	}
	for _, n := range m.Nested {
		candidates = append(candidates, n.MessageID)
	}
	candidates = append(candidates, messageIDIn(m.Text[:min(len(m.Text), reportHead)]))
	for _, ids := range [][]string{m.InReplyTo, m.References} {
		if len(ids) > 0 {
			candidates = append(candidates, ids[len(ids)-1])
		}
	}
	for _, id := range candidates {
		if usableID(id) {
			return id
		}
	}
	return ""
}

func messageIDIn(text string) string {
	if found := messageIDLine.FindStringSubmatch(text); found != nil {
		return found[1]
	}
	return ""
}

// headOnly is the header of a letter's copy.
func headOnly(data []byte) string {
	text := strings.ReplaceAll(string(data[:min(len(data), reportHead)]), "\r\n", "\n")
	head, _, _ := strings.Cut(strings.TrimLeft(text, "\n"), "\n\n")
	return head
}

// scrubBounce makes a diagnostic fit for a person and a log. Servers name the
// mailbox without its domain as well.
func scrubBounce(text, recipient string) string {
	words := strings.Fields(text)
	if local := NewAddress("", recipient).Local(); local != "" {
		for i, w := range words {
			if strings.EqualFold(strings.Trim(w, `<>()[]{}"'.,:;`), local) {
				words[i] = redacted
			}
		}
	}
	return Scrub(strings.Join(words, " "))
}
