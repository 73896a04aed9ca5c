package mailbox

import (
	"strings"
)

const (
	maxID         = 998 // RFC 5322 section 2.1.1: no line is longer
	maxReferences = 200 // a thread of 200 letters; longer lists keep the newest
	maxAddresses  = 500 // of one field
)

// readFields fills in what the header says. Where a field that may stand once
// stands twice, the first one counts, as it does for the people who see it.
func readFields(m *Message, fields []Field) {
	first := map[string]string{}
	addresses := map[string][]Address{}
	for _, f := range fields {
		m.Header = append(m.Header, Field{Name: f.Name, Value: oneLine(decodeWords(f.Value))})
		switch f.Name {
		case "From", "Sender", "Reply-To", "To", "Cc":
			if len(addresses[f.Name]) < maxAddresses {
				addresses[f.Name] = append(addresses[f.Name], addressesOf(f.Value)...)
			}
		}
		if first[f.Name] == "" {
			first[f.Name] = f.Value
		}
	}
	m.From = firstOf(addresses["From"])
	m.Sender = firstOf(addresses["Sender"])
	m.ReplyTo, m.To, m.Cc = addresses["Reply-To"], addresses["To"], addresses["Cc"]
	m.Subject = oneLine(decodeWords(first["Subject"]))
	m.MessageID = firstID(first["Message-Id"])
	m.InReplyTo = messageIDs(first["In-Reply-To"])
	m.References = messageIDs(first["References"])
	m.ReturnPath = returnPath(first["Return-Path"])
	m.Date = parseDate(first["Date"])
	if at := strings.LastIndexByte(first["Received"], ';'); at >= 0 {
		m.Received = parseDate(first["Received"][at+1:])
	}
	m.Damage = append(m.Damage, doubled(fields)...)
}

// addressesOf reads the addresses of a field. Some senders put name and address
// into one encoded word; it is opened only when no address stands outside.
func addressesOf(value string) []Address {
	found := parseAddresses(value)
	if len(found) == 0 && strings.Contains(value, "=?") {
		found = parseAddresses(oneLine(decodeWords(value)))
	}
	return found
}

func doubled(fields []Field) (damage []string) {
	count := map[string]int{}
	for _, f := range fields {
		count[f.Name]++
	}
	for _, name := range []string{"From", "Subject", "Date", "Message-Id"} {
		if count[name] > 1 {
			damage = append(damage, "the header has "+name+" more than once; the first one counts")
		}
	}
	return damage
}

func firstOf(a []Address) Address {
	if len(a) == 0 {
		return Address{}
	}
	return a[0]
}

// returnPath is the addr-spec of a Return-Path, "<>" when it states the null path.
func returnPath(value string) string {
	if strings.ReplaceAll(value, " ", "") == "<>" {
		return "<>"
	}
	return firstOf(parseAddresses(value)).Addr
}

// firstID is the message's own id. Some senders leave out the brackets.
func firstID(value string) string {
	if ids := messageIDs(value); len(ids) > 0 {
		return ids[0]
	}
	for word := range strings.FieldsSeq(value) {
		if word = oneLine(strings.Trim(word, "<>,;")); strings.Contains(word, "@") && len(word) < maxID {
			return "<" + word + ">"
		}
	}
	return ""
}

// messageIDs finds every <...> that can be a Message-ID, in prose as well. A
// fold in the middle of one is undone.
func messageIDs(value string) []string {
	var ids []string
	for {
		_, rest, ok := strings.Cut(value, "<")
		if !ok {
			break
		}
		id, after, ok := strings.Cut(rest, ">")
		if !ok {
			break
		}
		if at := strings.LastIndexByte(id, '<'); at >= 0 {
			id = id[at+1:]
		}
		value = after
		if id = strings.ReplaceAll(oneLine(id), " ", ""); id != "" && len(id) < maxID {
			ids = append(ids, "<"+id+">")
		}
	}
	return ids[max(0, len(ids)-maxReferences):]
}
