package forms

import (
	"cmp"
	"context"
	"slices"
	"time"

	"golang.org/x/text/encoding/charmap"
)

// Numbers of the file information block at the beginning of a Word document
// ([MS-DOC] 2.5), and limits on the tables that it leads to.
const (
	docMark      = 0xA5EC
	docOldest    = 0x00C1 // Word 97; the format before that was another one
	docFastSaved = 0x0004
	docEncrypted = 0x0100
	docTableOne  = 0x0200
	mostRuns     = 200_000 // runs of letters with one look; our form has 2,000
	pageSize     = 512     // of the tables of looks
)

// readDOC reads a binary Word document (.doc, [MS-DOC]) of Word 97 and later.
func readDOC(ctx context.Context, f File, received time.Time) (Form, error) {
	source := f.source()
	c, err := openCompound(f.Data)
	if err != nil {
		return refuse(source, DOC, Damaged)
	}
	body, _ := c.stream("WordDocument")
	head := bytesAt(body)
	switch flags := head.u16(10); {
	case head.u16(0) != docMark:
		return refuse(source, DOC, Damaged)
	case flags&docEncrypted != 0:
		return refuse(source, DOC, Password)
	case flags&docFastSaved != 0 || head.u16(2) < docOldest:
		return refuse(source, DOC, Unsupported)
	}
	name := "0Table"
	if head.u16(10)&docTableOne != 0 {
		name = "1Table"
	}
	table, _ := c.stream(name)
	data, _ := c.stream("Data")
	r := &docReader{ctx: ctx, body: head, table: table, data: data}
	if err := r.open(); err != nil {
		return refuse(source, DOC, codeOfOffice(err))
	}
	if err := r.read(); err != nil {
		if ctx.Err() != nil {
			return refuse(source, DOC, Failed)
		}
		return refuse(source, DOC, codeOfOffice(err))
	}
	p := r.done()
	p.foot = r.feet
	return p.read(source, DOC, received)
}

// docReader goes through the text of a document once.
type docReader struct {
	paperWriter
	ctx               context.Context
	body, table, data bytesAt
	pieces            []docPiece
	letters, lines    []docRun // looks of letters and of paragraphs, by place
	fields            []docField
	feet              []string
}

// docPiece is a part of the text as it stands in the file: from one letter to
// another, in one byte each or two.
type docPiece struct {
	from, to uint64
	at       uint64
	narrow   bool
}

// docRun is a stretch of the file with one look.
type docRun struct {
	from, to uint64
	docLook
}

type docLook struct {
	hidden, struck          bool
	inTable, rowEnd         bool
	innerCell, innerRowEnd  bool
	level                   int
	picture                 uint64 // where the data of a field stands, 0 for none
	symbol                  rune
	symbolic, pictureStated bool
}

func (r *docReader) open() error {
	if err := r.findPieces(); err != nil {
		return err
	}
	var err error
	if r.letters, err = r.looks(0xFA, false); err != nil {
		return err
	}
	r.lines, err = r.looks(0x102, true)
	return err
}

// findPieces reads where each part of the text stands ([MS-DOC] 2.9.38).
func (r *docReader) findPieces() error {
	clx := bytesAt(r.table.part(r.body.u32(0x1A2), r.body.u32(0x1A6)))
	at := uint64(0)
	for clx.u8(at) == 1 {
		at += 3 + clx.u16(at+1)
	}
	if clx.u8(at) != 2 {
		return errCompound
	}
	size := clx.u32(at + 1)
	list := bytesAt(clx.part(at+5, size))
	n := size / 12 // n+1 places of 4 bytes, n descriptions of 8
	if list == nil || n == 0 || n > mostRuns {
		return errCompound
	}
	for i := range n {
		place := list.u32(4*(n+1) + 8*i + 2)
		p := docPiece{from: list.u32(4 * i), to: list.u32(4*i + 4), at: place & 0x3FFFFFFF, narrow: place&0x40000000 != 0}
		if p.narrow {
			p.at /= 2
		}
		if p.to < p.from {
			return errCompound
		}
		r.pieces = append(r.pieces, p)
	}
	return nil
}

// looks reads the looks of letters or of paragraphs from their pages.
func (r *docReader) looks(entry uint64, paragraphs bool) ([]docRun, error) {
	list := bytesAt(r.table.part(r.body.u32(entry), r.body.u32(entry+4)))
	if len(list) < 4 {
		return nil, nil
	}
	n := uint64(len(list)-4) / 8
	var runs []docRun
	for i := range n {
		page := bytesAt(r.body.part(list.u32(4*(n+1)+4*i)&0x3FFFFF*pageSize, pageSize))
		if page == nil {
			return nil, errCompound
		}
		count := page.u8(pageSize - 1)
		for j := range count {
			run := docRun{from: page.u32(4 * j), to: page.u32(4*j + 4)}
			run.read(lookOf(page, count, j, paragraphs))
			runs = append(runs, run)
		}
		if len(runs) > mostRuns {
			return nil, errTooMany
		}
	}
	slices.SortStableFunc(runs, func(a, b docRun) int { return cmp.Compare(a.from, b.from) })
	return runs, nil
}

// lookOf finds the properties of one run of a page ([MS-DOC] 2.9.33, 2.9.175).
func lookOf(page bytesAt, count, j uint64, paragraphs bool) bytesAt {
	if !paragraphs {
		at := 2 * page.u8(4*(count+1)+j)
		if at == 0 {
			return nil
		}
		return page.part(at+1, page.u8(at))
	}
	at := 2 * page.u8(4*(count+1)+13*j)
	if at == 0 {
		return nil
	}
	size := 2*page.u8(at) - 1
	at++
	if page.u8(at-1) == 0 {
		size = 2 * page.u8(at)
		at++
	}
	if p := page.part(at, size); len(p) > 2 {
		return p[2:] // the number of the style stands first
	}
	return nil
}

// read goes through a list of properties ([MS-DOC] 2.2.5).
func (l *docLook) read(list bytesAt) {
	for at := uint64(0); at+2 <= uint64(len(list)); {
		code := list.u16(at)
		at += 2
		value := list.u8(at)
		on := value == 1 || value == 0x81 // the latter turns the style round
		switch code {
		case 0x0800, 0x083C, 0x0818: // deleted, hidden
			l.hidden = l.hidden || on
		case 0x0837, 0x2A53:
			l.struck = l.struck || on
		case 0x6A03:
			l.picture, l.pictureStated = list.u32(at), true
		case 0x6A09:
			l.symbol, l.symbolic = rune(list.u16(at+2)), true
		case 0x2416:
			l.inTable = on
		case 0x2417:
			l.rowEnd = on
		case 0x6649:
			l.level = int(min(list.u32(at), mostTables))
		case 0x244B:
			l.innerCell = on
		case 0x244C:
			l.innerRowEnd = on
		}
		at += operand(list, code, at)
	}
}

// operand is the size of what follows the code of a property.
func operand(list bytesAt, code, at uint64) uint64 {
	switch code >> 13 {
	case 0, 1:
		return 1
	case 2, 4, 5:
		return 2
	case 3:
		return 4
	case 7:
		return 3
	}
	switch code {
	case 0xD608, 0xD606: // tables have a size of two bytes
		return list.u16(at) + 1
	}
	return list.u8(at) + 1
}

// at finds the look of a place in the file.
func lookAt(runs []docRun, place uint64) docLook {
	i, ok := slices.BinarySearchFunc(runs, place, func(r docRun, place uint64) int { return cmp.Compare(r.from, place) })
	if !ok {
		i--
	}
	if i < 0 || place >= runs[i].to {
		return docLook{}
	}
	return runs[i].docLook
}

// decodeNarrow is a letter of one byte.
func decodeNarrow(b byte) rune { return charmap.Windows1252.DecodeByte(b) }
