package forms

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Limits on archives. What a family packs is one form or the photographs of
// its pages; nothing of an archive is ever written to a disk.
const (
	mostEntries  = 200      // files of all archives of one message
	mostHeaders  = 2000     // of the directory of one ZIP, folders and all: each costs memory
	mostUnpacked = 64 << 20 // bytes that all archives of one message give, as counted and not as declared
	mostRatio    = 100      // a PDF packs to nine tenths, text to a tenth; what packs tighter was made to
	leastRatio   = 1 << 20  // bytes below which the ratio does not matter
	mostArchives = 2        // archives inside each other: one in one
)

// packed is the kind of an archive.
type packed string

const (
	packedZIP   packed = "zip"
	packedGzip  packed = "gz"
	packedTar   packed = "tar"
	packedOther packed = "other" // known, and not opened here
)

// archive tells which kind of archive a file is, "" for a document or any other
// file. Word and other programs keep their documents in ZIP files, too.
func archive(data []byte) packed {
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		if zipShape(data) == "" && !otherDocument(data) {
			return packedZIP
		}
	case bytes.HasPrefix(data, []byte("PK\x05\x06")), bytes.HasPrefix(data, []byte("PK\x07\x08")):
		return packedZIP
	case bytes.HasPrefix(data, []byte("\x1F\x8B")):
		return packedGzip
	case len(data) > 262 && string(data[257:262]) == "ustar":
		return packedTar
	}
	for _, start := range []string{"7z\xBC\xAF\x27\x1C", "Rar!\x1A\x07", "BZh", "\xFD7zXZ\x00", "MSCF\x00", "\x28\xB5\x2F\xFD"} {
		if bytes.HasPrefix(data, []byte(start)) {
			return packedOther
		}
	}
	return ""
}

// otherDocument reports whether a ZIP is the document of another program:
// Excel, PowerPoint, Pages, an e-book.
func otherDocument(data []byte) bool {
	return slices.ContainsFunc(zipNames(data), func(name string) bool {
		switch strings.ToLower(name) {
		case "[content_types].xml", "mimetype", "index/document.iwa", "index.zip", "index.apxl", "index.xml.gz", "meta-inf/manifest.mf":
			return true
		}
		return false
	})
}

// zipNames are the names of the files that a ZIP holds itself; those of a ZIP
// inside it are not among them. It is nil for what is damaged or has too many.
func zipNames(data []byte) []string {
	z, err := openZIP(data)
	if err != nil {
		return nil
	}
	names := make([]string, 0, len(z.File))
	for _, f := range z.File {
		names = append(names, f.Name)
	}
	return names
}

var errEntries = errors.New("too many entries")

// openZIP reads the directory of a ZIP. Its entries are counted before anything
// is made of them: the number that the file declares may be wrong.
func openZIP(data []byte) (*zip.Reader, error) {
	if bytes.Count(data, []byte("PK\x01\x02")) > mostHeaders {
		return nil, errEntries
	}
	return zip.NewReader(bytes.NewReader(data), int64(len(data)))
}

// unpacker takes the files out of the archives of one message.
type unpacker struct {
	entries int // that may still come
	bytes   int64
	take    func(f File, depth int)
	refuse  func(f File, code UnreadCode)
}

// unpack takes the files out of one archive, each as if it had been attached.
// depth counts the archives that it is inside of.
func (u *unpacker) unpack(f File, kind packed, depth int) {
	switch {
	case kind == packedOther || depth >= mostArchives:
		u.refuse(f, Packed)
	case len(f.Data) > mostBytes:
		u.refuse(f, TooLarge)
	case kind == packedZIP:
		u.zip(f, depth)
	case kind == packedGzip:
		u.gzip(f, depth)
	default:
		u.tar(f, depth)
	}
}

func (u *unpacker) zip(f File, depth int) {
	z, err := openZIP(f.Data)
	switch {
	case errors.Is(err, errEntries):
		u.refuse(f, TooLarge)
		return
	case err != nil:
		u.refuse(f, Damaged)
		return
	}
	held := false
	for _, e := range z.File {
		name := zipName(e)
		if name == "" || !e.Mode().IsRegular() {
			continue
		}
		held = true
		inner, ok := u.entry(f, name)
		switch {
		case !ok:
			return
		case e.Flags&1 != 0: // encrypted
			u.refuse(inner, Password)
		case e.UncompressedSize64 > mostBytes:
			u.refuse(inner, TooLarge)
		default:
			u.zipped(e, inner, depth)
		}
	}
	if !held {
		u.refuse(f, Empty)
	}
}

func (u *unpacker) zipped(e *zip.File, inner File, depth int) {
	r, err := e.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		u.refuse(inner, Packed)
		return
	} else if err != nil {
		u.refuse(inner, Damaged)
		return
	}
	u.read(r, int64(min(e.CompressedSize64, mostBytes)), inner, depth)
}

// gzip opens a gz, which holds one file.
func (u *unpacker) gzip(f File, depth int) {
	r, err := gzip.NewReader(bytes.NewReader(f.Data))
	if err != nil {
		u.refuse(f, Damaged)
		return
	}
	name := cmp.Or(entryName(r.Name), entryName(strings.TrimSuffix(f.Name, ".gz")), "contents")
	if inner, ok := u.entry(f, name); ok {
		u.read(r, int64(len(f.Data)), inner, depth)
	}
}

func (u *unpacker) tar(f File, depth int) {
	r := tar.NewReader(bytes.NewReader(f.Data))
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			u.refuse(f, Damaged)
			return
		}
		name := entryName(h.Name)
		if h.Typeflag != tar.TypeReg || name == "" {
			continue
		}
		inner, ok := u.entry(f, name)
		if !ok {
			return
		}
		u.read(r, h.Size, inner, depth)
	}
}

// entry is one file of an archive that has a name and no content yet; ok is
// false when there were too many, which is said of the archive.
func (u *unpacker) entry(f File, name string) (inner File, ok bool) {
	if u.entries--; u.entries < 0 {
		u.refuse(f, TooLarge)
		return File{}, false
	}
	where := f.source() + ", " + name
	return File{Name: where, Where: where}, true
}

// read unpacks one file, of as many bytes as its packed size allows and no
// more, and hands it on.
func (u *unpacker) read(r io.Reader, size int64, inner File, depth int) {
	most := min(mostBytes, u.bytes, max(leastRatio, size*mostRatio))
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	u.bytes -= int64(len(data))
	switch {
	case int64(len(data)) > most:
		u.refuse(inner, TooLarge)
	case err != nil:
		u.refuse(inner, Damaged)
	default:
		inner.Data = data
		u.take(inner, depth+1)
	}
}

// zipName is the name of an entry for a person, "" for what is no file of the
// sender's. Old Windows writes names in the letters of DOS.
func zipName(e *zip.File) string {
	name := e.Name
	if !utf8.ValidString(name) {
		if text, err := charmap.CodePage850.NewDecoder().String(name); err == nil {
			name = text
		}
	}
	return entryName(name)
}

// entryName is the last part of the name of an entry, without what cannot be
// printed: no folder of an archive means anything here. It is "" for folders
// and for what Macs and Windows put beside the files.
func entryName(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	if strings.HasSuffix(name, "/") || strings.Contains("/"+name, "/__MACOSX/") {
		return ""
	}
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, path.Base(name)))
	switch strings.ToLower(name) {
	case ".", "/", "..", ".ds_store", "thumbs.db", "desktop.ini":
		return ""
	}
	if strings.HasPrefix(name, "._") {
		return ""
	}
	return name
}
