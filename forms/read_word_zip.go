package forms

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Limits on the archive that a Word or OpenDocument file is. Our form has 8
// parts and unpacks to 200 KB; a school's report with pictures has a hundred.
const (
	mostParts  = 2000
	mostOfPart = 256 << 20 // of all parts, as the archive states their sizes; pictures are never unpacked
	mostPart   = 16 << 20  // of one part that is read
)

var (
	errParts  = errors.New("too many parts, or too large")
	errNoPart = errors.New("no such part")
)

// officeZip is the archive of an office file, opened under limits.
type officeZip struct{ parts map[string]*zip.File }

// openOffice reads the directory of an archive. The marks of its entries are
// counted first, because the directory of a hostile archive alone takes memory.
func openOffice(data []byte) (officeZip, error) {
	if bytes.Count(data, []byte("PK\x01\x02")) > mostParts {
		return officeZip{}, errParts
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return officeZip{}, fmt.Errorf("opening archive: %w", err)
	}
	o := officeZip{parts: make(map[string]*zip.File, len(z.File))}
	total := uint64(0)
	for _, f := range z.File {
		if f.UncompressedSize64 > mostOfPart {
			return officeZip{}, errParts
		}
		total += f.UncompressedSize64
		if _, twice := o.parts[f.Name]; twice {
			return officeZip{}, errors.New("opening archive: a part stands twice")
		}
		o.parts[f.Name] = f
	}
	if total > mostOfPart || len(z.File) > mostParts {
		return officeZip{}, errParts
	}
	return o, nil
}

// read unpacks one part. Its stated size is not believed.
func (o officeZip) read(name string) (string, error) {
	f, ok := o.parts[name]
	if !ok {
		return "", fmt.Errorf("unpacking: %w", errNoPart)
	}
	if f.UncompressedSize64 > mostPart {
		return "", errParts
	}
	r, err := f.Open()
	if err != nil {
		return "", fmt.Errorf("unpacking: %w", err)
	}
	defer func() { _ = r.Close() }()
	var b strings.Builder
	b.Grow(int(f.UncompressedSize64))
	if _, err := io.CopyBuffer(&b, io.LimitReader(r, mostPart+1), make([]byte, 4<<10)); err != nil {
		return "", fmt.Errorf("unpacking: %w", err)
	}
	if b.Len() > mostPart {
		return "", errParts
	}
	return b.String(), nil
}
