package mailbox

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"
)

// node is a stream or a storage of a compound file that a test writes.
type node struct {
	name  string
	data  string
	nodes []node // of a storage
	store bool
}

func wideText(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return string(b)
}

// compoundWriter lays out a compound file with sectors of 512 bytes.
type compoundWriter struct {
	sectors []byte
	fat     []uint32
	mini    []byte
	miniFAT []uint32
	dir     []byte
}

func (w *compoundWriter) chain(data []byte) (start uint32) {
	if len(data) == 0 {
		return 0xFFFFFFFE
	}
	start = uint32(len(w.fat))
	for i := 0; i < len(data); i += 512 {
		sector := make([]byte, 512)
		copy(sector, data[i:])
		w.sectors = append(w.sectors, sector...)
		w.fat = append(w.fat, uint32(len(w.fat)+1))
	}
	w.fat[len(w.fat)-1] = 0xFFFFFFFE
	return start
}

func (w *compoundWriter) miniChain(data []byte) (start uint32) {
	start = uint32(len(w.miniFAT))
	for i := 0; i < len(data); i += 64 {
		sector := make([]byte, 64)
		copy(sector, data[i:])
		w.mini = append(w.mini, sector...)
		w.miniFAT = append(w.miniFAT, uint32(len(w.miniFAT)+1))
	}
	w.miniFAT[len(w.miniFAT)-1] = 0xFFFFFFFE
	return start
}

// entry adds a directory entry, its streams and its children; siblings hang on
// each other's right.
func (w *compoundWriter) entry(n node, kind byte, right uint32) uint32 {
	at := len(w.dir) / compoundEntry
	w.dir = append(w.dir, make([]byte, compoundEntry)...)
	down, start, size := uint32(0xFFFFFFFF), uint32(0), uint32(len(n.data))
	for i := len(n.nodes) - 1; i >= 0; i-- {
		child := byte(kindStream)
		if n.nodes[i].store {
			child = kindStorage
		}
		down = w.entry(n.nodes[i], child, down)
	}
	switch {
	case kind == kindStream && size > 0 && size < 4096:
		start = w.miniChain([]byte(n.data))
	case kind == kindStream:
		start = w.chain([]byte(n.data))
	}
	e := w.dir[at*compoundEntry:]
	name := wideText(n.name) + "\x00\x00"
	copy(e, name)
	binary.LittleEndian.PutUint16(e[64:], uint16(len(name)))
	e[66] = kind
	for i, v := range []uint32{0xFFFFFFFF, right, down} {
		binary.LittleEndian.PutUint32(e[68+4*i:], v)
	}
	binary.LittleEndian.PutUint32(e[116:], start)
	binary.LittleEndian.PutUint32(e[120:], size)
	return uint32(at)
}

// compoundOf is a compound file with the given streams and storages.
func compoundOf(nodes ...node) string {
	w := &compoundWriter{}
	w.entry(node{name: "Root Entry", nodes: nodes}, kindRoot, 0xFFFFFFFF)
	le := binary.LittleEndian
	le.PutUint32(w.dir[116:], w.chain(w.mini))
	le.PutUint32(w.dir[120:], uint32(len(w.mini)))
	var miniFAT []byte
	for _, n := range w.miniFAT {
		miniFAT = le.AppendUint32(miniFAT, n)
	}
	miniAt, dirAt := w.chain(miniFAT), w.chain(w.dir)
	head := make([]byte, compoundHead)
	copy(head, compoundStart)
	for i := 76; i < compoundHead; i += 4 {
		le.PutUint32(head[i:], 0xFFFFFFFF)
	}
	le.PutUint16(head[26:], 3)
	le.PutUint16(head[30:], 9)
	le.PutUint32(head[48:], dirAt)
	le.PutUint32(head[56:], 4096)
	le.PutUint32(head[60:], miniAt)
	le.PutUint32(head[68:], 0xFFFFFFFE)
	tables := (len(w.fat) + 127) / 127
	for i := range tables {
		le.PutUint32(head[76+4*i:], uint32(len(w.fat)))
		w.fat = append(w.fat, 0xFFFFFFFD)
	}
	for len(w.fat)%128 != 0 {
		w.fat = append(w.fat, 0xFFFFFFFF)
	}
	for _, n := range w.fat {
		w.sectors = le.AppendUint32(w.sectors, n)
	}
	return string(head) + string(w.sectors)
}

func wideProp(id uint16, value string) node {
	return node{name: fmt.Sprintf("%s%04X001F", msgStream, id), data: wideText(value)}
}

func narrowProp(id uint16, value string) node {
	return node{name: fmt.Sprintf("%s%04X001E", msgStream, id), data: value}
}

func binaryProp(id uint16, value string) node {
	return node{name: fmt.Sprintf("%s%04X0102", msgStream, id), data: value}
}

// fixedProps is the stream of properties of fixed size: pairs of a property
// and its number, or a date where the property is one.
func fixedProps(head int, pairs ...uint64) node {
	b := make([]byte, head)
	for i := 0; i < len(pairs); i += 2 {
		kind := uint16(typeNumber)
		if id := uint16(pairs[i]); id == mapiSubmitted || id == mapiDelivered {
			kind = typeTime
		}
		b = binary.LittleEndian.AppendUint16(b, kind)
		b = binary.LittleEndian.AppendUint16(b, uint16(pairs[i]))
		b = binary.LittleEndian.AppendUint32(b, 6)
		b = binary.LittleEndian.AppendUint64(b, pairs[i+1])
	}
	return node{name: msgProps, data: string(b)}
}

func msgFileOf(n int, nodes ...node) node {
	return node{name: fmt.Sprintf("%s#%08X", msgFile, n), store: true, nodes: append(nodes, fixedProps(msgPartHead, mapiMethod, 1))}
}

// Streams of every size come back whole, and none of them from a file whose
// tables run in circles or point outside.
func TestCompoundStreams(t *testing.T) {
	var nodes []node
	for i, size := range []int{0, 1, 64, 65, 4095, 4096, 5000, 200_000} {
		nodes = append(nodes, node{name: fmt.Sprint(i), data: strings.Repeat(string(rune('a'+i)), size)})
	}
	file := compoundOf(nodes...)
	c, err := openCompound([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes {
		if got := string(c.stream(c.child(0, n.name))); got != n.data {
			t.Errorf("stream %s has %d bytes, want %d", n.name, len(got), len(n.data))
		}
	}
}

func TestCompoundInCircles(t *testing.T) {
	file := []byte(compoundOf(node{name: "a", data: strings.Repeat("a", 50_000)}, node{name: "b", store: true}))
	c, err := openCompound(file)
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.fat {
		c.fat[i] = 0
	}
	for range 10 {
		c.stream(c.child(0, "a"))
	}
	if c.budget < 0 {
		t.Errorf("%d bytes more than the file has were copied", -c.budget)
	}
	c.entries[0].children = nil
	for i := range c.entries {
		c.entries[i].left, c.entries[i].right, c.entries[i].down = 1, 0, 0
	}
	c.growTree()
	if n := len(c.entries[0].children); n > len(c.entries) {
		t.Errorf("a directory of %d entries has %d children", len(c.entries), n)
	}
}
