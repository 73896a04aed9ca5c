package mailbox

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// outlookItem is what a .msg or a winmail.dat holds, before it is a message.
type outlookItem struct {
	props  mapiProps
	people []mapiProps
	files  []outlookFile
	oem    string // charset that a winmail.dat states
	broken bool   // it breaks off, or more lies in it than is read
}

// outlookFile is one file of an item.
type outlookFile struct {
	order  string // its place among the others
	props  mapiProps
	data   []byte
	object bool                // it is no file but an object
	open   func() *outlookItem // opens an item that is attached; nil for files
}

// sort puts files in the order in which they were attached; a compound file
// keeps them in the order of a search tree.
func (it *outlookItem) sort() {
	slices.SortStableFunc(it.files, func(a, b outlookFile) int { return cmp.Compare(a.order, b.order) })
}

// charset is the charset of the item's 8-bit text.
func (it *outlookItem) charset() string { return cmp.Or(it.props.charset(), it.oem) }

// name is the file's name: the long one before the eight letters of DOS.
func (f outlookFile) name(charset string) string {
	return fileName(f.props.text(charset, mapiLongName), f.props.text(charset, mapiShortName), f.props.text(charset, mapiDisplay))
}

// outlook opens an Outlook item as a message inside this one. raw is the file
// that holds it, nil for an item inside another.
func (o *opener) outlook(it *outlookItem, raw []byte, prefix string, depth int) *Message {
	sum := sha256.Sum256(raw)
	m := &Message{Raw: raw, Hash: hex.EncodeToString(sum[:])}
	it.fields(m)
	r := &reading{opener: o, m: m, prefix: prefix, depth: depth}
	if it.broken {
		r.damage("an Outlook item breaks off")
	}
	r.outlookFiles(it, prefix, Attachment{})
	r.finish(it.words(r))
	return m
}

// outlookFiles lists the files of an item. dat is what they came in: its label
// and its damage are theirs.
func (r *reading) outlookFiles(it *outlookItem, prefix string, dat Attachment) {
	charset := it.charset()
	n := 0
	for i, f := range it.files {
		if f.open == nil && len(f.data) == 0 {
			if f.object || f.props.number(mapiMethod) > 1 {
				r.damage("an Outlook item holds an object, or only a link to a file; it was not opened")
			}
			continue
		}
		if r.parts--; r.parts < 0 {
			r.damage("an Outlook item holds more files than are opened")
			return
		}
		n++
		a := Attachment{
			Name: f.name(charset), Label: cmp.Or(dat.Label, oneLine(strings.ToLower(f.props.text(charset, mapiMedia))), "application/octet-stream"), Data: f.data,
			Damaged: dat.Damaged || it.broken && i == len(it.files)-1, Where: prefix + place(n),
		}
		if dat.Label == "" {
			r.files = n
		}
		if f.open != nil {
			r.embed(a, func(prefix string, depth int) *Message {
				inner := f.open()
				if inner == nil {
					return nil
				}
				return r.outlook(inner, nil, prefix, depth)
			})
			continue
		}
		a.Type = typeOf("application/octet-stream", a.Data)
		r.add(a, strings.Trim(oneLine(f.props.text(charset, mapiContentID)), "<> "))
	}
}

// fields fills in what the item says about itself. Mail that went over the
// internet keeps its header; what Outlook itself wrote down goes before it.
func (it *outlookItem) fields(m *Message) {
	p, charset := it.props, it.charset()
	if head := p.text(charset, mapiHeaders); head != "" {
		e := readEntity([]byte(head), false)
		readFields(m, e.fields)
		m.Damage = nil // of a header that Outlook rewrote
	}
	text := func(ids ...uint16) string { return oneLine(p.text(charset, ids...)) }
	if s := text(mapiSubject); s != "" {
		m.Subject = s
	}
	if from := outlookAddress(text(mapiSentForName, mapiSenderName), text(mapiSentForSMTP, mapiSentForAddr), text(mapiSenderSMTP, mapiSenderAddr)); m.From.Zero() {
		m.From = from
	}
	m.MessageID = cmp.Or(m.MessageID, firstID(text(mapiMessageID)))
	if len(m.InReplyTo) == 0 {
		m.InReplyTo = messageIDs(text(mapiInReplyTo))
	}
	if len(m.References) == 0 {
		m.References = messageIDs(text(mapiReferences))
	}
	if m.Date.IsZero() {
		m.Date = p.time(mapiSubmitted)
	}
	if m.Received.IsZero() {
		m.Received = p.time(mapiDelivered)
	}
	if len(m.To)+len(m.Cc) > 0 {
		return
	}
	for _, who := range it.people {
		a := outlookAddress(oneLine(who.text(charset, mapiDisplay)), oneLine(who.text(charset, mapiSMTP, mapiAddr)))
		switch {
		case a.Zero():
		case who.number(mapiRecipientType) == 2:
			m.Cc = append(m.Cc, a)
		case who.number(mapiRecipientType) == 1:
			m.To = append(m.To, a)
		}
	}
}

// outlookAddress takes the first address that is one of the internet: inside an
// organisation Outlook writes "/o=..." instead.
func outlookAddress(name string, addrs ...string) Address {
	for _, a := range addrs {
		if strings.Contains(a, "@") && !strings.ContainsAny(a, "<>/ \t\"") {
			return NewAddress(name, a)
		}
	}
	return Address{}
}

// words is the text of an item: the plain one, with the HTML beside it where
// Outlook kept one, as itself or packed into RTF.
func (it *outlookItem) words(r *reading) []piece {
	charset := it.charset()
	var versions [][]piece
	if plain := plainLines(it.props.text(charset, mapiBody)); says(plain) {
		versions = append(versions, []piece{{plain: plain}})
	}
	if v, ok := it.props[mapiHTML]; ok && len(v.data) > 0 {
		versions = append(versions, []piece{{html: it.html(r, v)}})
	} else if v := it.props[mapiRTF]; len(v.data) > 0 {
		data, sound := unpackRTF(v.data)
		if !sound {
			r.damage("the text of an Outlook item is damaged")
		} else if text, isHTML := readRTF(data); isHTML {
			versions = append(versions, []piece{{html: text}})
		} else {
			versions = append(versions, []piece{{plain: plainLines(text)}})
		}
	}
	return alternative(versions)
}

func (it *outlookItem) html(r *reading, v mapiValue) string {
	if v.kind == typeWide {
		return mapiText(v, "")
	}
	return r.utf8(htmlCharset(codePage(int(it.props.number(mapiHTMLCharset))), v.data), v.data)
}
