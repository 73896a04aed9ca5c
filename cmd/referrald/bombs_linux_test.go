//go:build !race

// The race detector takes more memory than the daemon may.

package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"referrald/forms"
)

// aloneEnv has the test binary play one test in a process that did nothing
// else: what other tests left in memory would count as the program's.
const aloneEnv = "REFERRALD_TEST_ALONE"

// alone reports whether this is the process that plays the test by itself; in
// any other it starts that one and waits.
func alone(t *testing.T) bool {
	t.Helper()
	if os.Getenv(aloneEnv) != "" {
		return true
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	again := exec.Command(self, "-test.run=^"+t.Name()+"$", "-test.v")
	again.Env = append(os.Environ(), aloneEnv+"=1")
	said, err := again.CombinedOutput()
	t.Logf("%s", said)
	if err != nil || !bytes.Contains(said, []byte("--- PASS: "+t.Name())) {
		t.Errorf("by itself: %v", err)
	}
	return false
}

// S25: a file that was made to end the process that reads it ends neither the
// daemon nor the reading of the next letter. The sender is told that it could
// not be read, turned away by nothing, and a person is shown the message.
func TestS25BombsEndNothing(t *testing.T) {
	if !alone(t) {
		return
	}
	r := newRack(t, true, filepath.Join(t.TempDir(), "compiled"))
	r.limit = mostHang
	for _, b := range bombs(t) {
		raw := b.letter()
		r.watched.afresh() // what it took to build it is not the program's
		seen := r.send(t, b.name, raw)
		t.Logf("%8.3fs main %3d MB child %3d MB %s %s", seen.took.Seconds(), r.watched.main()>>20, seen.child>>20, seen.said(), b.name)
		if got := answeredWith(seen.plan.Letters); len(seen.found.Forms) > 0 || got != "unreadable" {
			t.Errorf("%s: %d forms, answered with %s", b.name, len(seen.found.Forms), got)
		}
		if got := seen.found.Unread; stoppedBy[b.name] != "" && (len(got) != 1 || got[0].Code != stoppedBy[b.name]) {
			t.Errorf("%s: %s, want %s", b.name, seen.said(), stoppedBy[b.name])
		}
		if after := r.send(t, "the form after "+b.name, r.good); len(after.found.Forms) != 1 {
			t.Errorf("%s harmed the next form: %s", b.name, after.said())
		}
	}
}

// stoppedBy is what stops a bomb before it needs the child's own limits, which
// would stop it too.
var stoppedBy = map[string]forms.UnreadCode{
	"bomb.docx": forms.TooLarge, "deep.docx": forms.TooLarge, "bomb.odt": forms.TooLarge, "bomb.zip": forms.TooLarge, "bomb.gz": forms.TooLarge,
	"zips in zips.zip": forms.Packed, "deep.rtf": forms.TooLarge, "deep.html": forms.TooLarge, "huge.png": forms.TooLarge,
	"deep.pdf": forms.Damaged, "unended string.pdf": forms.Damaged, "unended hex.pdf": forms.Damaged,
}

// bomb is one file, or one whole message.
type bomb struct {
	name string
	data func() []byte
	raw  func() []byte
}

func (b bomb) letter() []byte {
	if b.raw != nil {
		return b.raw()
	}
	data := b.data()
	return letterWith(b.name, bytes.NewReader(data), len(data))
}

func bombs(t *testing.T) []bomb {
	t.Helper()
	return append(bombsOfPDF(t), []bomb{
		{name: "bomb.docx", data: func() []byte { return zipped(t, "word/document.xml", spaces(256<<20)) }},
		{name: "deep.docx", data: func() []byte {
			return zipped(t, "word/document.xml", strings.NewReader("<w:document>"+strings.Repeat("<w:tbl>", 4<<20)))
		}},
		{name: "bomb.odt", data: func() []byte {
			return zipped(t, "META-INF/manifest.xml", strings.NewReader(""), "content.xml", spaces(256<<20))
		}},
		{name: "bomb.zip", data: func() []byte { return zipped(t, "form.txt", spaces(256<<20)) }},
		{name: "zips in zips.zip", data: func() []byte { return zips(t, 12, 10) }},
		{name: "bomb.gz", data: func() []byte { return gzipOf(t, spaces(256<<20)) }},
		{name: "deep.rtf", data: func() []byte { return []byte(`{\rtf1` + strings.Repeat("{", 8<<20)) }},
		{name: "deep.html", data: func() []byte { return []byte("<html>" + strings.Repeat("<div><table><tr><td>", 400_000)) }},
		{name: "huge.png", data: hugePNG},
		{name: "huge.heic", data: hugeHEIC},
		{name: "winmail.dat", data: lyingTNEF},
		{name: "messages in messages", raw: func() []byte { return nested(1000) }},
	}...)
}

func bombsOfPDF(t *testing.T) []bomb {
	t.Helper()
	const tree, page, none = "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9000 9000]/Contents 4 0 R>>", "null"
	catalog := func(fields string) string { return "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[" + fields + "]>>>>" }
	field := func(rest string) []byte { return bareDocument(catalog("5 0 R"), tree, page, none, "<</FT/Tx"+rest) }
	return []bomb{
		{name: "cyclic.pdf", data: func() []byte {
			return bareDocument(catalog("5 0 R"), "<</Type/Pages/Kids[2 0 R 3 0 R]/Parent 2 0 R/Count 9>>", page, "4 0 R", "<</T 5 0 R/V 5 0 R/Parent 5 0 R/Kids[5 0 R 5 0 R]>>")
		}},
		{name: "deep.pdf", data: func() []byte { return field("/T(child_surname)/V" + strings.Repeat("[", 1_000_000) + ">>") }},
		{name: "unended string.pdf", data: func() []byte { return field("/T(child_surname)/V(" + strings.Repeat("(", 4<<20)) }},
		{name: "unended hex.pdf", data: func() []byte { return field("/T<" + strings.Repeat("41", 4<<20)) }},
		{name: "object stream.pdf", data: func() []byte {
			return bareDocument(catalog("5 0 R"), tree, page, packedStream(t, "/Type/ObjStm/N 1/First 4", 512<<20), "<</T(a)>>")
		}},
		{name: "content stream.pdf", data: func() []byte {
			return bareDocument("<</Type/Catalog/Pages 2 0 R>>", tree, page, packedStream(t, "", 512<<20))
		}},
		{name: "many fields.pdf", data: func() []byte {
			data := bareDocument(catalog(strings.Repeat("5 0 R ", 1_000_000)), tree, page, none, "<</FT/Tx/T(a)>>")
			return bytes.Replace(data, []byte("/Size 6"), []byte("/Size 10000006"), 1)
		}},
		{name: "drawn for ever.pdf", data: func() []byte {
			return bareDocument("<</Type/Catalog/Pages 2 0 R>>", tree, page, streamOf("", strings.Repeat("0 0 9000 9000 re 4500 4500 4000 0 360 re B* 0 0 m 9000 9000 l 0 9000 l 1 0 0 1 0 0 cm S\n", 100_000)))
		}},
	}
}

// bareDocument is a document of these objects, numbered from 1; the first is its root.
func bareDocument(objects ...string) []byte {
	var out bytes.Buffer
	var table strings.Builder
	out.WriteString("%PDF-1.7\n")
	fmt.Fprintf(&table, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for i, o := range objects {
		fmt.Fprintf(&table, "%010d 00000 n \n", out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := out.Len()
	fmt.Fprintf(&out, "%strailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n", table.String(), len(objects)+1, start)
	return out.Bytes()
}

func streamOf(entries, data string) string {
	return fmt.Sprintf("<<%s/Length %d>>stream\n%s\nendstream", entries, len(data), data)
}

// packedStream is a stream that unpacks to so many spaces.
func packedStream(t *testing.T, entries string, size int64) string {
	t.Helper()
	var b bytes.Buffer
	w, err := zlib.NewWriterLevel(&b, flate.BestSpeed)
	if err == nil {
		_, err = io.Copy(w, spaces(size))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return streamOf(entries+"/Filter/FlateDecode", b.String())
}

// spaces are so many of them.
func spaces(size int64) io.Reader { return io.LimitReader(space{}, size) }

type space struct{}

func (space) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// zipped is a ZIP of names, each with what it holds.
func zipped(t *testing.T, parts ...any) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for i := 0; i+1 < len(parts); i += 2 {
		w, err := z.Create(parts[i].(string))
		if err == nil {
			_, err = io.Copy(w, parts[i+1].(io.Reader))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// zips are so many archives inside each other, each with so many of the next.
func zips(t *testing.T, levels, each int) []byte {
	t.Helper()
	data := zipped(t, "form.txt", spaces(1<<20))
	for range levels {
		var parts []any
		for i := range each {
			parts = append(parts, fmt.Sprintf("%d.zip", i), bytes.NewReader(data))
		}
		if data = zipped(t, parts...); len(data) > 1<<20 {
			break
		}
	}
	return data
}

func gzipOf(t *testing.T, from io.Reader) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err == nil {
		_, err = io.Copy(w, from)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// hugePNG says that it is 60,000 pixels wide and as high.
func hugePNG() []byte {
	chunk := func(name string, data []byte) []byte {
		b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
		b = append(append(b, name...), data...)
		return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, 60_000), 60_000)
	b := append([]byte("\x89PNG\r\n\x1A\n"), chunk("IHDR", append(head, 8, 2, 0, 0, 0))...)
	noise := make([]byte, 100<<10) // more than a sign under a letter has
	return append(append(b, chunk("IDAT", noise)...), chunk("IEND", nil)...)
}

// hugeHEIC says so too, in boxes that say that they are larger than the file.
func hugeHEIC() []byte {
	b := []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic")
	b = append(b, "\xFF\xFF\xFF\xF0meta\x00\x00\x00\x00\xFF\xFF\xFF\x00iprp\x00\x00\xFF\x00ipco\x00\x00\x00\x14ispe\x00\x00\x00\x00"...)
	b = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(b, 1<<31-1), 1<<31-1)
	return append(b, make([]byte, 100<<10)...)
}

// lyingTNEF is a winmail.dat each of whose attributes says that it is longer
// than all that there is.
func lyingTNEF() []byte {
	b := []byte("\x78\x9F\x3E\x22\x01\x00")
	for range 10_000 {
		b = binary.LittleEndian.AppendUint32(append(b, 2), 0x0006800F)
		b = binary.LittleEndian.AppendUint32(b, 0xFFFFFFF0)
		b = append(b, "\x03\x90\x06\x00\xFF\xFF\xFF\x7Fform"...)
	}
	return b
}

// nested is a message in a message, so many times.
func nested(levels int) []byte {
	const head = "From: kate.ashworth@example.com\r\nTo: ctsadmin@stockport.nhs.uk\r\nSubject: Fw: completed referral form\r\nMessage-ID: <a@example.com>\r\nMIME-Version: 1.0\r\n"
	var b strings.Builder
	for i := range levels {
		fmt.Fprintf(&b, head+"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\nContent-Type: text/plain\r\n\r\n"+calledForm+"\r\n--b%d\r\nContent-Type: message/rfc822\r\n\r\n", i, i, i)
	}
	b.WriteString(head + "\r\n" + calledForm + "\r\n")
	return []byte(b.String())
}
