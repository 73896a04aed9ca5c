package forms

import (
	"bytes"
	"encoding/binary"
	"io"
)

// orientation is how a camera was held, by the Exif part of a JPEG, PNG or WebP
// file: 1 to 8, and 1 where nothing is said. Exif is a small TIFF file.
func orientation(data []byte) int {
	exif := exifOf(data)
	if exif == nil {
		return 1
	}
	order := tiffOrder(exif)
	if order == nil {
		return 1
	}
	return tiffOrientation(exif, order.Uint32(exif[4:]))
}

func exifOf(data []byte) []byte {
	switch {
	case bytes.HasPrefix(data, []byte("\xFF\xD8")):
		return jpegExif(data)
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1A\n")):
		return chunkExif(data[8:], "eXIf", binary.BigEndian, 4, 0)
	case len(data) > 12 && string(data[:4]) == "RIFF":
		return chunkExif(data[12:], "EXIF", binary.LittleEndian, 0, 1)
	}
	return nil
}

// jpegExif finds the APP1 part with Exif before the picture itself begins.
func jpegExif(data []byte) []byte {
	const startOfScan, app1, name = 0xDA, 0xE1, "Exif\x00\x00"
	for at := 2; at+4 <= len(data) && data[at] == 0xFF; {
		kind, size := data[at+1], int(binary.BigEndian.Uint16(data[at+2:]))
		if kind == 0xFF { // padding
			at++
			continue
		}
		end := at + 2 + size
		if kind == startOfScan || size < 2 || end > len(data) {
			return nil
		}
		if part := data[at+4 : end]; kind == app1 && bytes.HasPrefix(part, []byte(name)) {
			return part[len(name):]
		}
		at = end
	}
	return nil
}

// chunkExif finds a named chunk. In PNG the size stands before the name and a
// checksum of four bytes after the content; in WebP the size stands after the
// name and odd sizes are padded.
func chunkExif(data []byte, name string, order binary.ByteOrder, after, pad int) []byte {
	for len(data) >= 8 {
		kind, size := string(data[:4]), uint64(order.Uint32(data[4:]))
		if order == binary.BigEndian {
			kind, size = string(data[4:8]), uint64(order.Uint32(data))
		}
		data = data[8:]
		if size > uint64(len(data)) {
			return nil
		}
		if kind == name {
			return bytes.TrimPrefix(data[:size], []byte("Exif\x00\x00"))
		}
		data = data[min(uint64(len(data)), size+uint64(after)+size%2*uint64(pad)):]
	}
	return nil
}

// tiffOrder is the order of a TIFF file's bytes, nil for other files.
func tiffOrder(data []byte) binary.ByteOrder {
	switch {
	case len(data) < 8:
		return nil
	case string(data[:4]) == "II*\x00":
		return binary.LittleEndian
	case string(data[:4]) == "MM\x00*":
		return binary.BigEndian
	}
	return nil
}

const tiffEntry = 12 // bytes: tag, type, count, value

// tiffDirectory is the entries of the directory at a place, and where the next
// one is, 0 for none.
func tiffDirectory(data []byte, at uint32) (entries []byte, next uint32) {
	order := tiffOrder(data)
	start := uint64(at) + 2
	if order == nil || start > uint64(len(data)) {
		return nil, 0
	}
	end := start + uint64(order.Uint16(data[at:]))*tiffEntry
	if end > uint64(len(data)) {
		return nil, 0
	}
	if end+4 <= uint64(len(data)) {
		next = order.Uint32(data[end:])
	}
	return data[start:end], next
}

func tiffOrientation(data []byte, at uint32) int {
	const tag = 274
	entries, _ := tiffDirectory(data, at)
	order := tiffOrder(data)
	for ; len(entries) >= tiffEntry; entries = entries[tiffEntry:] {
		if order.Uint16(entries) == tag {
			return int(order.Uint16(entries[8:]))
		}
	}
	return 1
}

// tiffPages lists where the directory of each page is. A chain that leads into
// itself ends at the limit of pages or at a place that was met.
func tiffPages(data []byte) []uint32 {
	order := tiffOrder(data)
	if order == nil {
		return nil
	}
	var pages []uint32
	met := map[uint32]bool{0: true}
	for at := order.Uint32(data[4:]); !met[at] && len(pages) < mostPictures; {
		met[at] = true
		entries, next := tiffDirectory(data, at)
		if len(entries) == 0 {
			break
		}
		pages = append(pages, at)
		at = next
	}
	return pages
}

// tiffPage is the file as if the page whose directory is at a place were its
// first: the decoder knows only the first.
func tiffPage(data []byte, at uint32) *io.SectionReader {
	head := bytes.Clone(data[:8])
	tiffOrder(data).PutUint32(head[4:], at)
	return io.NewSectionReader(headed{head, data}, 0, int64(len(data)))
}

// headed is data with other first bytes.
type headed struct{ head, data []byte }

func (h headed) ReadAt(p []byte, off int64) (int, error) {
	n, err := bytes.NewReader(h.data).ReadAt(p, off)
	for i := range n {
		if at := off + int64(i); at < int64(len(h.head)) {
			p[i] = h.head[at]
		} else {
			break
		}
	}
	return n, err
}
