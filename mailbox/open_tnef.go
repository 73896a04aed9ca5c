package mailbox

import (
	"bytes"
	"encoding/binary"
)

// winmail.dat (TNEF, [MS-OXTNEF]): how Outlook packs a letter for other
// Outlooks. All slices are in place.

const (
	tnefSignature = 0x223E9F78

	tnefRendition = 0x9002 // begins an attachment
	tnefData      = 0x800F
	tnefTitle     = 0x8010
	tnefProps     = 0x9005 // MAPI properties of an attachment
	tnefItem      = 0x9003 // MAPI properties of the letter
	tnefBody      = 0x800C // plain text
	tnefPage      = 0x9007 // the code page of 8-bit text

	maxTNEFProps = 1000  // of one letter or attachment
	tnefHead     = 4 + 2 // signature, key
)

// tnefMessage begins an object that is a letter and no other thing (IID_IMessage).
const tnefMessage = "\x07\x03\x02\x00\x00\x00\x00\x00\xC0\x00\x00\x00\x00\x00\x00\x46"

// openTNEF reads the letter in a winmail.dat; nil when it is none.
func openTNEF(b []byte) *outlookItem {
	if len(b) < tnefHead || binary.LittleEndian.Uint32(b) != tnefSignature {
		return nil
	}
	it := &outlookItem{props: mapiProps{}}
	for b = b[tnefHead:]; len(bytes.Trim(b, "\r\n\x00")) > 0; {
		if len(b) < 11 || len(it.files) > maxOutlookFiles { // level, attribute, length, checksum
			it.broken = true
			break
		}
		id, size := binary.LittleEndian.Uint16(b[1:]), uint64(binary.LittleEndian.Uint32(b[5:]))
		if size > uint64(len(b)-11) {
			if n := len(it.files); id == tnefData && n > 0 {
				it.files[n-1].data = b[9:] // what there is of it
			}
			it.broken = true
			break
		}
		value := b[9 : 9+size]
		b = b[11+size:]
		if id == tnefRendition {
			it.files = append(it.files, outlookFile{props: mapiProps{}})
		}
		if n := len(it.files); n > 0 {
			it.files[n-1].take(id, value)
		} else {
			it.take(id, value)
		}
	}
	return it
}

// take reads one attribute of the letter.
func (it *outlookItem) take(id uint16, value []byte) {
	switch id {
	case tnefPage:
		if len(value) >= 4 {
			it.oem = codePage(int(binary.LittleEndian.Uint32(value)))
		}
	case tnefBody:
		if _, ok := it.props[mapiBody]; !ok {
			it.props[mapiBody] = mapiValue{kind: typeNarrow, data: value}
		}
	case tnefItem:
		readProps(value, it.props)
	}
}

// take reads one attribute of an attachment.
func (f *outlookFile) take(id uint16, value []byte) {
	switch id {
	case tnefData:
		f.data = value
	case tnefTitle:
		f.props[mapiShortName] = mapiValue{kind: typeNarrow, data: value}
	case tnefProps:
		readProps(value, f.props)
		v := f.props[mapiData]
		switch {
		case v.kind == typeObject && bytes.HasPrefix(v.data, []byte(tnefMessage)):
			f.object, f.open = true, func() *outlookItem { return openTNEF(v.data[len(tnefMessage):]) }
		case v.kind == typeObject && len(v.data) > len(tnefMessage) && len(f.data) == 0:
			f.data = v.data[len(tnefMessage):] // behind the interface's GUID
		case len(f.data) == 0:
			f.data = v.data
		}
	}
}

// readProps reads a list of MAPI properties, those that are wanted.
func readProps(b []byte, into mapiProps) {
	r := tnefReader{b: b}
	for n := min(r.u32(), maxTNEFProps); n > 0 && !r.short; n-- {
		kind, id := r.u16(), r.u16()
		named := id >= 0x8000
		if named {
			r.skipName()
		}
		value := r.value(kind)
		if r.short {
			return
		}
		if mapiRead[id] && !named {
			into[id] = mapiValue{kind: kind, data: value}
		}
	}
}

// tnefReader reads little-endian numbers; short is set once the bytes run out.
type tnefReader struct {
	b     []byte
	short bool
}

func (r *tnefReader) next(n uint64) []byte {
	if r.short || n > uint64(len(r.b)) {
		r.short, r.b = true, nil
		return nil
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *tnefReader) u16() uint16 {
	if b := r.next(2); b != nil {
		return binary.LittleEndian.Uint16(b)
	}
	return 0
}

func (r *tnefReader) u32() uint64 {
	if b := r.next(4); b != nil {
		return uint64(binary.LittleEndian.Uint32(b))
	}
	return 0
}

// padded reads n bytes and what fills them up to a multiple of four.
func (r *tnefReader) padded(n uint64) []byte {
	out := r.next(n)
	if pad := (4 - n%4) % 4; pad <= uint64(len(r.b)) {
		r.next(pad)
	}
	return out
}

// skipName passes over the name of a named property.
func (r *tnefReader) skipName() {
	r.next(16)
	if r.u32() == 0 {
		r.u32()
	} else {
		r.padded(r.u32())
	}
}

// tnefSizes are the bytes of the types that have always the same.
var tnefSizes = map[uint16]uint64{0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}

// value reads a property's value: the first one where it has several.
func (r *tnefReader) value(kind uint16) []byte {
	count := uint64(1)
	size, fixed := tnefSizes[kind&^0x1000]
	if !fixed || kind&0x1000 != 0 {
		count = r.u32()
	}
	var first []byte
	for i := uint64(0); i < count && !r.short; i++ {
		n := size
		if !fixed {
			n = r.u32()
		}
		if v := r.padded(n); i == 0 {
			first = v
		}
	}
	return first
}
