package ledger

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
)

// The header of an SQLite file (https://www.sqlite.org/fileformat.html).
const (
	headerBytes  = 100
	headerMagic  = "SQLite format 3\x00"
	atWriteMode  = 18 // 1: rollback journal, 2: WAL
	atIdentity   = 68 // application_id
	rollbackMode = 1
)

// recogniseFile refuses a file that is not a ledger before SQLite has it open,
// for connecting alone would turn somebody else's database to WAL. A ledger
// that lost power while it was made has no identity in the file yet, but is in
// WAL; check looks at that one.
func recogniseFile(path string) error {
	const doing = "reading the file's header"
	f, err := os.Open(path)
	if err != nil {
		return placeError(doing, err)
	}
	defer f.Close()
	h := make([]byte, headerBytes)
	n, err := io.ReadFull(f, h)
	if errors.Is(err, io.EOF) {
		return nil // empty: prepare has just made it
	}
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return placeError(doing, err)
	}
	if n < headerBytes || string(h[:len(headerMagic)]) != headerMagic {
		return trouble(doing, Foreign)
	}
	if h[atWriteMode] == rollbackMode && binary.BigEndian.Uint32(h[atIdentity:]) != application {
		return trouble(doing, Foreign)
	}
	return nil
}
