package mailbox

import (
	"bytes"
	"strings"
)

// S/MIME messages ([RFC 8551]) of which everything lies in one CMS file (RFC
// 5652). Signed content is taken out; whose signature it is, nobody here asks:
// a From line proves as little.

// maxBER bounds elements inside each other. The way to the content is eight
// deep; a string in pieces adds two.
const maxBER = 20

// What a CMS file holds, by its object identifier.
const (
	cmsSigned       = "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02"
	cmsEnveloped    = "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x03"
	cmsEncrypted    = "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x06"
	cmsAuthEnvelope = "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01\x17"
)

// Tags of BER (X.690).
const (
	berOctets   = 0x04
	berOID      = 0x06
	berSequence = 0x30
	berContext0 = 0xA0
	berInPieces = 0x20
)

// isCMS reports whether a part may be a CMS file that holds a message: by label
// or name. Detached signatures have labels and names of their own.
func isCMS(media, name string) bool {
	return media == "application/pkcs7-mime" || media == "application/x-pkcs7-mime" || strings.HasSuffix(strings.ToLower(name), ".p7m")
}

// openCMS takes the content out of signed data; locked says that the content is
// encrypted. Both are zero when it is neither, or breaks off.
func openCMS(b []byte) (content []byte, locked bool) {
	info, ok := berInto(b, berSequence)
	if !ok {
		return nil, false
	}
	kind, info, ok := berTake(info, berOID)
	if !ok {
		return nil, false
	}
	switch string(kind) {
	case cmsEnveloped, cmsEncrypted, cmsAuthEnvelope:
		return nil, true
	case cmsSigned:
	default:
		return nil, false
	}
	signed, ok := berInto(info, berContext0)
	if ok {
		signed, ok = berInto(signed, berSequence)
	}
	for range 2 { // version and digest algorithms
		if ok {
			_, _, signed, ok = berElement(signed, 0)
		}
	}
	if ok {
		signed, ok = berInto(signed, berSequence)
	}
	if ok {
		_, signed, ok = berTake(signed, berOID)
	}
	if ok {
		signed, ok = berInto(signed, berContext0)
	}
	if !ok {
		return nil, false
	}
	tag, value, _, ok := berElement(signed, 0)
	if !ok || tag&^berInPieces != berOctets {
		return nil, false
	}
	if tag&berInPieces == 0 {
		return value, false
	}
	return berPieces(nil, value, 0), false
}

// berInto is what an element of this tag holds.
func berInto(b []byte, tag byte) ([]byte, bool) {
	value, _, ok := berTake(b, tag)
	return value, ok
}

func berTake(b []byte, tag byte) (value, rest []byte, ok bool) {
	got, value, rest, ok := berElement(b, 0)
	return value, rest, ok && got == tag
}

// berPieces joins the pieces of an octet string.
func berPieces(out, b []byte, depth int) []byte {
	for len(b) > 0 && depth < maxBER {
		tag, value, rest, ok := berElement(b, depth)
		if !ok {
			break
		}
		if tag == berOctets|berInPieces {
			out = berPieces(out, value, depth+1)
		} else if tag == berOctets {
			out = append(out, value...)
		}
		b = rest
	}
	return out
}

// berElement reads one element. Without a stated length it goes on to the end
// mark of its own level.
func berElement(b []byte, depth int) (tag byte, value, rest []byte, ok bool) {
	if len(b) < 2 || b[0]&0x1F == 0x1F || depth > maxBER {
		return 0, nil, nil, false
	}
	tag, size, head := b[0], uint64(b[1]), 2
	if size > 0x80 {
		n := int(size & 0x7F)
		if n > 4 || len(b) < 2+n {
			return 0, nil, nil, false
		}
		size = 0
		for _, c := range b[2 : 2+n] {
			size = size<<8 | uint64(c)
		}
		head += n
	} else if size == 0x80 {
		rest = b[2:]
		for !bytes.HasPrefix(rest, []byte{0, 0}) {
			if _, _, rest, ok = berElement(rest, depth+1); !ok {
				return 0, nil, nil, false
			}
		}
		return tag, b[2 : len(b)-len(rest)], rest[2:], true
	}
	if size > uint64(len(b)-head) {
		return 0, nil, nil, false
	}
	return tag, b[head : head+int(size)], b[head+int(size):], true
}
