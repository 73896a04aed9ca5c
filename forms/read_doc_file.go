package forms

import (
	"encoding/binary"
	"errors"
	"unicode/utf16"
)

// A compound file ([MS-CFB]) is a file system within a file: sectors, a table
// that chains them, and a directory of streams. Nothing of it is believed: a
// chain is as long as there are sectors at most.
type compoundFile struct {
	data   []byte
	shift  uint // of the size of a sector
	chains []uint32
	small  []uint32 // chains of small sectors, of 64 bytes each
	mini   []byte   // the small sectors
	cutoff uint32   // smaller streams are in small sectors
	files  map[string]streamAt
}

type streamAt struct{ start, size uint32 }

var errCompound = errors.New("not a compound file")

const (
	compoundHead  = 512
	lastSector    = 0xFFFFFFFA // what is at least this is no sector
	smallShift    = 6
	directorySize = 128
	mostStreams   = 4096 // of its directory; a document has some ten
)

func openCompound(data []byte) (*compoundFile, error) {
	if len(data) < compoundHead {
		return nil, errCompound
	}
	u32 := func(at int) uint32 { return binary.LittleEndian.Uint32(data[at:]) }
	c := &compoundFile{data: data, shift: uint(binary.LittleEndian.Uint16(data[30:])), cutoff: u32(56), files: map[string]streamAt{}}
	if c.shift != 9 && c.shift != 12 {
		return nil, errCompound
	}
	c.readChains(u32(68))
	root := streamAt{}
	directory, err := c.chain(u32(48), c.chains, c.sector)
	if err != nil {
		return nil, err
	}
	for i := 0; i+directorySize <= len(directory) && i < mostStreams*directorySize; i += directorySize {
		entry := directory[i : i+directorySize]
		at := streamAt{binary.LittleEndian.Uint32(entry[116:]), binary.LittleEndian.Uint32(entry[120:])}
		switch entry[66] {
		case 2:
			c.files[streamName(entry)] = at
		case 5:
			root = at
		}
	}
	if table, err := c.chain(u32(60), c.chains, c.sector); err == nil {
		c.small = words32(table)
	}
	if c.mini, err = c.chain(root.start, c.chains, c.sector); err != nil {
		c.mini = nil
	}
	return c, nil
}

// readChains reads the table of chains: its sectors are listed in the header
// and in a chain of their own.
func (c *compoundFile) readChains(next uint32) {
	list := words32(c.data[76:compoundHead])
	perSector := 1<<c.shift/4 - 1
	for range len(c.data) >> c.shift {
		sector := words32(c.sector(next))
		if len(sector) <= perSector {
			break
		}
		list = append(list, sector[:perSector]...)
		next = sector[perSector]
	}
	most := len(c.data) >> c.shift
	for _, n := range list {
		if n < lastSector && len(c.chains) < most {
			c.chains = append(c.chains, words32(c.sector(n))...)
		}
	}
}

// sector is one sector; the last of a file may be cut short.
func (c *compoundFile) sector(n uint32) []byte {
	start := (uint64(n) + 1) << c.shift
	if n >= lastSector || start >= uint64(len(c.data)) {
		return nil
	}
	return c.data[start:min(start+1<<c.shift, uint64(len(c.data)))]
}

func (c *compoundFile) smallSector(n uint32) []byte {
	start := uint64(n) << smallShift
	if n >= lastSector || start >= uint64(len(c.mini)) {
		return nil
	}
	return c.mini[start:min(start+1<<smallShift, uint64(len(c.mini)))]
}

// chain joins the sectors of a chain.
func (c *compoundFile) chain(next uint32, table []uint32, sector func(uint32) []byte) ([]byte, error) {
	var out []byte
	for range len(table) {
		if next >= lastSector {
			return out, nil
		}
		piece := sector(next)
		if piece == nil || uint64(next) >= uint64(len(table)) || len(out) > len(c.data) {
			return nil, errCompound
		}
		out = append(out, piece...)
		next = table[next]
	}
	if next >= lastSector {
		return out, nil
	}
	return nil, errCompound
}

// stream is a stream by its name.
func (c *compoundFile) stream(name string) ([]byte, bool) {
	at, ok := c.files[name]
	if !ok || at.size == 0 {
		return nil, false
	}
	table, sector := c.chains, c.sector
	if at.size < c.cutoff {
		table, sector = c.small, c.smallSector
	}
	data, err := c.chain(at.start, table, sector)
	if err != nil || uint64(len(data)) < uint64(at.size) {
		return nil, false
	}
	return data[:at.size], true
}

func streamName(entry []byte) string {
	size := int(binary.LittleEndian.Uint16(entry[64:]))
	if size < 2 || size > 64 {
		return ""
	}
	return utf16Text(entry[:size-2], 0, 1)
}

func words32(b []byte) []uint32 {
	words := make([]uint32, len(b)/4)
	for i := range words {
		words[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return words
}

// bytesAt reads a stream whose own numbers say where things are. What is out of
// it is nothing.
type bytesAt []byte

func (b bytesAt) part(at, size uint64) []byte {
	if at > uint64(len(b)) || size > uint64(len(b))-at {
		return nil
	}
	return b[at : at+size]
}

func (b bytesAt) u8(at uint64) uint64 {
	if p := b.part(at, 1); p != nil {
		return uint64(p[0])
	}
	return 0
}

func (b bytesAt) u16(at uint64) uint64 {
	if p := b.part(at, 2); p != nil {
		return uint64(binary.LittleEndian.Uint16(p))
	}
	return 0
}

func (b bytesAt) u32(at uint64) uint64 {
	if p := b.part(at, 4); p != nil {
		return uint64(binary.LittleEndian.Uint32(p))
	}
	return 0
}

// counted is a text with its length before it and a zero behind it, and where
// it ends ([MS-DOC] 2.9.351).
func (b bytesAt) counted(at uint64) (text string, end uint64) {
	size := b.u16(at)
	units := make([]uint16, 0, min(size, 255))
	for i := range min(size, 255) {
		units = append(units, uint16(b.u16(at+2+2*i)))
	}
	return string(utf16.Decode(units)), at + 2 + 2*size + 2
}
