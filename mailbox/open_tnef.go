package mailbox

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
)

// winmail.dat (TNEF, [MS-OXTNEF]): how Outlook packs files for other Outlooks.
// Only the files are taken out; the words of such a letter stand in the plain
// part beside it. All slices are in place.

const (
	tnefSignature = 0x223E9F78

	tnefRendition = 0x9002 // begins an attachment
	tnefData      = 0x800F
	tnefTitle     = 0x8010
	tnefProps     = 0x9005 // MAPI properties of an attachment

	mapiData     = 0x3701
	mapiLongName = 0x3707

	maxTNEFFiles = 200   // of one winmail.dat
	maxTNEFProps = 1000  // of one attachment
	tnefHead     = 4 + 2 // signature, key
)

// tnefFile is one file in a winmail.dat.
type tnefFile struct {
	name string
	data []byte
}

// openTNEF takes the files out of a winmail.dat; whole is false when it breaks off.
func openTNEF(b []byte) (files []tnefFile, whole bool) {
	if len(b) < tnefHead || binary.LittleEndian.Uint32(b) != tnefSignature {
		return nil, false
	}
	b = b[tnefHead:]
	for len(b) > 0 {
		if len(b) < 11 || len(files) > maxTNEFFiles { // level, attribute, length, checksum
			return files, false
		}
		id, size := binary.LittleEndian.Uint16(b[1:]), uint64(binary.LittleEndian.Uint32(b[5:]))
		if size > uint64(len(b)-11) {
			if n := len(files); id == tnefData && n > 0 {
				files[n-1].data = b[9:] // what there is of it
			}
			return files, false
		}
		value := b[9 : 9+size]
		b = b[11+size:]
		if id == tnefRendition {
			files = append(files, tnefFile{})
		}
		if n := len(files); n > 0 {
			files[n-1].take(id, value)
		}
	}
	return files, true
}

// take reads one attribute of an attachment.
func (f *tnefFile) take(id uint16, value []byte) {
	switch id {
	case tnefData:
		f.data = value
	case tnefTitle:
		if f.name == "" {
			text, _ := toUTF8("", bytes.TrimRight(value, "\x00"))
			f.name = fileName(text)
		}
	case tnefProps:
		f.takeProps(value)
	}
}

// takeProps reads the MAPI properties of an attachment: its long name, and its
// data where that is an object.
func (f *tnefFile) takeProps(b []byte) {
	r := tnefReader{b: b}
	for n := min(r.u32(), maxTNEFProps); n > 0 && !r.short; n-- {
		kind, id := r.u16(), r.u16()
		if id >= 0x8000 {
			r.skipName()
		}
		value := r.value(kind)
		switch {
		case r.short:
			return
		case id == mapiLongName:
			if name := mapiText(kind, value); name != "" {
				f.name = fileName(name)
			}
		case id == mapiData && len(f.data) == 0 && kind == 0x0D && len(value) > 16:
			f.data = value[16:] // behind the interface's GUID
		case id == mapiData && len(f.data) == 0:
			f.data = value
		}
	}
}

func mapiText(kind uint16, value []byte) string {
	if kind != 0x1F {
		text, _ := toUTF8("", bytes.TrimRight(value, "\x00"))
		return text
	}
	units := make([]uint16, 0, len(value)/2)
	for i := 0; i+1 < len(value); i += 2 {
		if u := binary.LittleEndian.Uint16(value[i:]); u != 0 {
			units = append(units, u)
		}
	}
	return string(utf16.Decode(units))
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

// value reads a property's value: the first one where it has several.
func (r *tnefReader) value(kind uint16) []byte {
	sizes := map[uint16]uint64{0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
	count := uint64(1)
	size, fixed := sizes[kind&^0x1000]
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
