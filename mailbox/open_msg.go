package mailbox

import (
	"encoding/binary"
	"strconv"
	"strings"
)

// A .msg ([MS-OXMSG]) is an Outlook item in a compound file: a stream for each
// property, a storage for each recipient and each file, and an item that is
// attached is a storage inside its file's storage.

const (
	msgProps     = "__properties_version1.0"
	msgStream    = "__substg1.0_"
	msgFile      = "__attach_version1.0_"
	msgRecipient = "__recip_version1.0_"

	// Bytes before the list of properties of fixed size.
	msgTopHead, msgInnerHead, msgPartHead = 32, 24, 8

	maxOutlookFiles = 200 // of one item
	maxOutlookNames = 500 // recipients of one item
)

// openMsg reads the Outlook item in a .msg; nil when it holds none.
func openMsg(b []byte) *outlookItem {
	c, err := openCompound(b)
	if err != nil || c.child(0, msgProps) < 0 {
		return nil
	}
	return c.item(0, msgTopHead)
}

// item reads the item in storage n. What it has attached is opened on demand.
func (c *compound) item(n, head int) *outlookItem {
	item := &outlookItem{props: c.props(n, head)}
	for _, i := range c.entries[n].children {
		e := c.entries[i]
		switch {
		case e.kind != kindStorage:
		case strings.HasPrefix(e.name, msgRecipient) && len(item.people) < maxOutlookNames:
			item.people = append(item.people, c.props(i, msgPartHead))
		case strings.HasPrefix(e.name, msgFile):
			if len(item.files) == maxOutlookFiles {
				item.broken = true
				continue
			}
			item.files = append(item.files, c.file(i))
		}
	}
	item.sort()
	return item
}

// file reads the file in storage n.
func (c *compound) file(n int) outlookFile {
	f := outlookFile{order: c.entries[n].name, props: c.props(n, msgPartHead)}
	f.data = f.props[mapiData].data
	if inner := c.child(n, msgStream+"3701000D"); inner >= 0 && c.entries[inner].kind == kindStorage {
		f.object = true
		if c.child(inner, msgProps) >= 0 {
			f.open = func() *outlookItem { return c.item(inner, msgInnerHead) }
		}
	}
	return f
}

// props reads the properties of storage n that are wanted.
func (c *compound) props(n, head int) mapiProps {
	p := mapiProps{}
	for _, i := range c.entries[n].children {
		e := c.entries[i]
		if e.kind != kindStream {
			continue
		}
		if e.name == msgProps {
			c.fixed(p, c.stream(i), head)
			continue
		}
		tag, ok := strings.CutPrefix(e.name, msgStream)
		if !ok || len(tag) != 8 {
			continue // a value of a list has more
		}
		id, err := strconv.ParseUint(tag[:4], 16, 16)
		kind, err2 := strconv.ParseUint(tag[4:], 16, 16)
		if err != nil || err2 != nil || !mapiRead[uint16(id)] {
			continue
		}
		p[uint16(id)] = mapiValue{kind: uint16(kind), data: c.stream(i)}
	}
	return p
}

// fixed reads the properties of fixed size, 16 bytes each.
func (c *compound) fixed(p mapiProps, b []byte, head int) {
	for b = b[min(head, len(b)):]; len(b) >= 16; b = b[16:] {
		kind, id := binary.LittleEndian.Uint16(b), binary.LittleEndian.Uint16(b[2:])
		if mapiRead[id] && (kind == typeNumber || kind == typeTime) {
			p[id] = mapiValue{kind: kind, data: b[8:16]}
		}
	}
}
