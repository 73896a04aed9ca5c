package mailbox

import (
	"encoding/binary"
	"errors"
	"unicode/utf16"
)

// Compound files ([MS-CFB]) are small file systems in one file; Outlook saves
// its items in them. Every chain of sectors is followed for no more steps than
// the file has sectors, every entry of the directory has one parent only, and
// all streams together give no more bytes than the file has, so that no loop
// and no overlap can make work or memory grow.

const (
	compoundStart = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
	compoundHead  = 512 // bytes of the header
	compoundEntry = 128 // bytes of one entry of the directory
	miniShift     = 6   // mini sectors have 64 bytes
	lastSector    = 0xFFFFFFFA

	// maxCompoundEntries bounds the directory. A letter with 200 files and 50
	// recipients has 6000 entries.
	maxCompoundEntries = 50_000
)

var errCompound = errors.New("not a compound file")

const (
	kindStorage = 1
	kindStream  = 2
	kindRoot    = 5
)

// storageEntry is one entry of the directory.
type storageEntry struct {
	name              string
	kind              byte
	left, right, down uint32
	start             uint32
	size              uint64
	children          []int // of a storage, once the tree was walked
}

// compound is one opened compound file; entry 0 is its root.
type compound struct {
	b       []byte
	shift   uint // of the sector size
	cutoff  uint64
	fat     []uint32
	miniFAT []uint32
	mini    []byte // the stream that holds all small streams
	entries []storageEntry
	budget  int // bytes that may still be copied out
}

// openCompound reads the tables and the directory of a compound file.
func openCompound(b []byte) (*compound, error) {
	if len(b) < compoundHead || string(b[:8]) != compoundStart {
		return nil, errCompound
	}
	word := func(at int) uint32 { return binary.LittleEndian.Uint32(b[at:]) }
	c := &compound{b: b, shift: uint(binary.LittleEndian.Uint16(b[30:])), cutoff: uint64(word(56)), budget: len(b)}
	if c.shift != 9 && c.shift != 12 {
		return nil, errCompound
	}
	c.readFAT(word(68))
	c.readDirectory(word(48))
	if len(c.entries) == 0 || c.entries[0].kind != kindRoot {
		return nil, errCompound
	}
	c.growTree()
	root := c.entries[0]
	c.mini = c.chain(root.start, min(root.size, uint64(len(b))))
	table := c.chain(word(60), uint64(len(b)))
	for ; len(table) >= 4; table = table[4:] {
		c.miniFAT = append(c.miniFAT, binary.LittleEndian.Uint32(table))
	}
	c.budget = len(b)
	return c, nil
}

// sector is sector n in place, nil when the file has no such sector; the last
// one may be cut off.
func (c *compound) sector(n uint32) []byte {
	if n >= lastSector {
		return nil
	}
	from := (uint64(n) + 1) << c.shift
	if from >= uint64(len(c.b)) {
		return nil
	}
	return c.b[from:min(from+1<<c.shift, uint64(len(c.b)))]
}

// sectors is how many sectors the file can have.
func (c *compound) sectors() int { return len(c.b)>>c.shift + 1 }

// readFAT gathers the table that says which sector follows which. Its own
// sectors are named in the header, and from more on in sectors of their own.
func (c *compound) readFAT(more uint32) {
	most := c.sectors()
	add := func(n uint32) {
		for s := c.sector(n); len(s) >= 4 && len(c.fat) < most; s = s[4:] {
			c.fat = append(c.fat, binary.LittleEndian.Uint32(s))
		}
	}
	for at := 76; at < compoundHead; at += 4 {
		add(binary.LittleEndian.Uint32(c.b[at:]))
	}
	for steps := 0; steps < most && len(c.fat) < most; steps++ {
		s := c.sector(more)
		if len(s) < 8 {
			return
		}
		for ; len(s) >= 8; s = s[4:] {
			add(binary.LittleEndian.Uint32(s))
		}
		more = binary.LittleEndian.Uint32(s)
	}
}

// chain copies up to size bytes of the sectors from start on.
func (c *compound) chain(start uint32, size uint64) []byte {
	size = min(size, uint64(max(0, c.budget)))
	var out []byte
	for steps := 0; uint64(len(out)) < size && steps < c.sectors(); steps++ {
		s := c.sector(start)
		if s == nil {
			break
		}
		out = append(out, s[:min(uint64(len(s)), size-uint64(len(out)))]...)
		if int(start) >= len(c.fat) {
			break
		}
		start = c.fat[start]
	}
	c.budget -= len(out)
	return out
}

// miniChain copies a small stream.
func (c *compound) miniChain(start uint32, size uint64) []byte {
	size = min(size, uint64(max(0, c.budget)))
	var out []byte
	for steps := 0; uint64(len(out)) < size && steps < len(c.miniFAT)+1; steps++ {
		from := uint64(start) << miniShift
		if from >= uint64(len(c.mini)) {
			break
		}
		s := c.mini[from:min(from+1<<miniShift, uint64(len(c.mini)))]
		out = append(out, s[:min(uint64(len(s)), size-uint64(len(out)))]...)
		if int(start) >= len(c.miniFAT) {
			break
		}
		start = c.miniFAT[start]
	}
	c.budget -= len(out)
	return out
}

// readDirectory reads every entry of the directory, in its order.
func (c *compound) readDirectory(start uint32) {
	data := c.chain(start, maxCompoundEntries*compoundEntry)
	for ; len(data) >= compoundEntry; data = data[compoundEntry:] {
		word := func(at int) uint32 { return binary.LittleEndian.Uint32(data[at:]) }
		n := min(int(binary.LittleEndian.Uint16(data[64:])), 64)
		units := make([]uint16, 0, n/2)
		for i := 0; i+1 < n; i += 2 {
			if u := binary.LittleEndian.Uint16(data[i:]); u != 0 {
				units = append(units, u)
			}
		}
		e := storageEntry{name: string(utf16.Decode(units)), kind: data[66], left: word(68), right: word(72), down: word(76), start: word(116), size: uint64(word(120))}
		if c.shift == 12 {
			e.size |= uint64(word(124)) << 32
		}
		c.entries = append(c.entries, e)
	}
}

// growTree gives every storage its children. An entry that is reached a second
// time is not followed: a directory with loops ends, too.
func (c *compound) growTree() {
	met := make([]bool, len(c.entries))
	met[0] = true
	for storages := []int{0}; len(storages) > 0; {
		s := storages[len(storages)-1]
		storages = storages[:len(storages)-1]
		for open := []uint32{c.entries[s].down}; len(open) > 0; {
			n := open[len(open)-1]
			open = open[:len(open)-1]
			if uint64(n) >= uint64(len(c.entries)) || met[n] {
				continue
			}
			met[n] = true
			e := &c.entries[n]
			open = append(open, e.left, e.right)
			switch e.kind {
			case kindStorage:
				storages = append(storages, int(n))
			case kindStream:
			default:
				continue
			}
			c.entries[s].children = append(c.entries[s].children, int(n))
		}
	}
}

// stream copies the content of entry n.
func (c *compound) stream(n int) []byte {
	e := c.entries[n]
	if e.size < c.cutoff {
		return c.miniChain(e.start, e.size)
	}
	return c.chain(e.start, e.size)
}

// child finds a child of storage n by its name, -1 when there is none.
func (c *compound) child(n int, name string) int {
	for _, i := range c.entries[n].children {
		if c.entries[i].name == name {
			return i
		}
	}
	return -1
}
