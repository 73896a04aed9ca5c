package mailbox

import (
	"encoding/binary"
	"hash/crc32"
)

// Compressed RTF ([MS-OXRTFCP]): a dictionary of 4096 bytes that begins with
// words that most RTF has.

const (
	lzfuPacked = 0x75465A4C // "LZFu"
	lzfuPlain  = 0x414C454D // "MELA"
	lzfuHead   = 16
	lzfuSize   = 4096

	lzfuWords = `{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0` +
		"\r\n" + `\par \pard\plain\f0\fs20\b\i\u\tab\tx`

	// maxRTF bounds unpacked RTF. A letter has 100 KB; pictures in it, as hex,
	// make megabytes, and they stand behind its words.
	maxRTF = 8 << 20
)

// unpackRTF unpacks the RTF of an Outlook item, its first maxRTF bytes. sound
// is false when the check sum is wrong: then no word of it can be trusted.
func unpackRTF(b []byte) (rtf []byte, sound bool) {
	if len(b) < lzfuHead {
		return nil, false
	}
	size := min(uint64(binary.LittleEndian.Uint32(b[4:])), maxRTF)
	packed := b[lzfuHead:]
	if n := uint64(binary.LittleEndian.Uint32(b)); n >= lzfuHead-4 && n-(lzfuHead-4) < uint64(len(packed)) {
		packed = packed[:n-(lzfuHead-4)]
	}
	switch binary.LittleEndian.Uint32(b[8:]) {
	case lzfuPlain:
		return packed[:min(size, uint64(len(packed)))], true
	case lzfuPacked:
		if lzfuSum(packed) != binary.LittleEndian.Uint32(b[12:]) {
			return nil, false
		}
		return unpackLZFu(packed, int(size)), true
	}
	return nil, false
}

// lzfuSum is a CRC-32 that starts at zero and is not inverted.
func lzfuSum(b []byte) (sum uint32) {
	for _, c := range b {
		sum = crc32.IEEETable[byte(sum)^c] ^ sum>>8
	}
	return sum
}

func unpackLZFu(b []byte, size int) []byte {
	var dict [lzfuSize]byte
	at := copy(dict[:], lzfuWords)
	var out []byte
	put := func(c byte) {
		out = append(out, c)
		dict[at] = c
		at = (at + 1) % lzfuSize
	}
	for len(b) > 0 {
		flags := b[0]
		b = b[1:]
		for bit := 0; bit < 8 && len(b) > 0; bit++ {
			if flags>>bit&1 == 0 {
				put(b[0])
				b = b[1:]
			} else {
				if len(b) < 2 {
					return out
				}
				ref := int(b[0])<<8 | int(b[1])
				b = b[2:]
				from := ref >> 4
				if from == at {
					return out // the end mark
				}
				for n := ref&15 + 2; n > 0; n-- {
					put(dict[from])
					from = (from + 1) % lzfuSize
				}
			}
			if len(out) >= size {
				return out[:size]
			}
		}
	}
	return out
}
