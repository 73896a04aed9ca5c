package forms

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

// zipOf is an archive of parts.
func zipOf(t testing.TB, parts ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i+1 < len(parts); i += 2 {
		method := zip.Deflate
		if parts[i] == "mimetype" {
			method = zip.Store
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: parts[i], Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// wordOf is a document with this body.
func wordOf(t testing.TB, body string) []byte {
	t.Helper()
	return zipOf(t, "word/document.xml", `<w:document `+wordSpan+`><w:body>`+body+`</w:body></w:document>`)
}

// odtOf is an OpenDocument text with this body.
func odtOf(t testing.TB, body string) []byte {
	t.Helper()
	return zipOf(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", `<office:document-content><office:body><office:text>`+body+`</office:text></office:body></office:document-content>`)
}

// lying changes the unpacked size that an archive states for its parts.
func lying(data []byte, size uint32) []byte {
	data = bytes.Clone(data)
	for at := 0; ; {
		i := bytes.Index(data[at:], []byte("PK\x01\x02"))
		if i < 0 {
			return data
		}
		at += i
		binary.LittleEndian.PutUint32(data[at+24:], size)
		at += 4
	}
}

func TestHostileOfficeFilesAreRefused(t *testing.T) {
	many := make([]string, 0, 2*(mostParts+2))
	for i := range mostParts + 2 {
		many = append(many, fmt.Sprint(i), "")
	}
	bomb := strings.Repeat(" ", mostPart+1)
	deep := func(tag string, n int) string {
		return strings.Repeat("<"+tag+">", n) + strings.Repeat("</"+tag+">", n)
	}
	long := strings.Repeat("x", mostPaper/2)
	mostWide := strings.Repeat("<w:p/>", mostPaperLines+10)
	for name, c := range map[string]struct {
		data []byte
		code UnreadCode
	}{
		"a bomb":                     {zipOf(t, "word/document.xml", bomb), TooLarge},
		"a bomb that lies":           {lying(zipOf(t, "word/document.xml", bomb), 100), Damaged},
		"a size beyond all":          {lying(wordOf(t, ""), 0xFFFFFFF0), TooLarge},
		"many parts":                 {zipOf(t, append(many, "word/document.xml", "")...), TooLarge},
		"a part that stands twice":   {zipOf(t, "word/document.xml", "", "word/document.xml", ""), Damaged},
		"no text":                    {zipOf(t, "word/document.xml.rels", ""), Damaged},
		"no XML":                     {zipOf(t, "word/document.xml", "hello"), NoFields},
		"deep":                       {wordOf(t, deep("w:r", 100_000)), TooLarge},
		"tables within tables":       {wordOf(t, deep("w:tbl", mostNests-10)), TooLarge},
		"controls within controls":   {wordOf(t, strings.Repeat(`<w:sdt><w:sdtPr><w:tag w:val="gp_name"/></w:sdtPr><w:sdtContent>`, 100)+strings.Repeat("</w:sdtContent></w:sdt>", 100)), Blank},
		"fields without an end":      {wordOf(t, strings.Repeat(`<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:textInput/></w:ffData></w:fldChar><w:fldChar w:fldCharType="separate"/></w:r>`, 10_000)), NoFields},
		"text boxes within":          {wordOf(t, deep("w:txbxContent", 200)), TooLarge},
		"too much text":              {wordOf(t, strings.Repeat(`<w:p><w:r><w:t>`+long+`</w:t></w:r></w:p>`, 3)), TooLarge},
		"too many lines":             {wordOf(t, mostWide), TooLarge},
		"entities":                   {zipOf(t, "word/document.xml", `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document/>`), Damaged},
		"an unknown entity":          {wordOf(t, "<w:p><w:r><w:t>&b;</w:t></w:r></w:p>"), Damaged},
		"a tag without an end":       {zipOf(t, "word/document.xml", `<w:document><w:p a="`), Damaged},
		"crossed tags":               {zipOf(t, "word/document.xml", `<w:document><w:p></w:document></w:p>`), Damaged},
		"cut short":                  {blankWord(t)[:9000], Damaged},
		"macros":                     {zipOf(t, "word/document.xml", "<a/>", "word/vbaProject.bin", "x"), Macros},
		"macros by type":             {zipOf(t, "[Content_Types].xml", "application/vnd.ms-word.document.macroEnabled.main+xml", "word/document.xml", "<a/>"), Macros},
		"an OpenDocument bomb":       {zipOf(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", bomb), TooLarge},
		"deep OpenDocument":          {odtOf(t, deep("text:span", 1000)), TooLarge},
		"many spaces":                {odtOf(t, "<text:p>"+strings.Repeat(`<text:s text:c="999999999"/>`, 100_000)+"</text:p>"), TooLarge},
		"an OpenDocument lock":       {zipOf(t, "mimetype", "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml", "<manifest:encryption-data/>", "content.xml", "x"), Password},
		"groups within groups":       {[]byte(`{\rtf1` + strings.Repeat("{", 1_000_000)), TooLarge},
		"RTF cut short":              {[]byte(`{\rtf1\ansi Hello`), Damaged},
		"tables without an end":      {[]byte(`{\rtf1 ` + strings.Repeat(`\intbl\itap40 x\nestcell`, 60_000) + "}"), NoFields},
		"a binary part beyond all":   {[]byte(`{\rtf1\bin99999999999 x}`), Damaged},
		"a tag of a web page":        {[]byte("<html><p title='" + strings.Repeat("x", mostTagBytes+10)), TooLarge},
		"a deep web page":            {[]byte("<html>" + strings.Repeat("<table><tr><td>", 100_000)), TooLarge},
		"a web page of lists":        {[]byte("<html>" + strings.Repeat("<select><option>", 100_000)), NoFields},
		"another name of the text":   {zipOf(t, "_rels/.rels", `<Relationships><Relationship Type="http://x/officeDocument" Target="/word/document2.xml"/></Relationships>`, "word/document2.xml", strings.Repeat("<a>", 999)), TooLarge},
		"an OpenDocument repacked":   {zipOf(t, "META-INF/manifest.xml", "", "content.xml", "<a/>"), NoFields},
		"an empty document":          {wordOf(t, ""), NoFields},
		"an empty OpenDocument text": {odtOf(t, ""), NoFields},
		"an empty RTF":               {[]byte(`{\rtf1}`), NoFields},
		"an empty web page":          {[]byte("<html></html>"), NoFields},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := Read(File{Data: c.data}, midday)
			if codeOfError(err) != c.code {
				t.Errorf("%q, want %q (%v)", codeOfError(err), c.code, values(f))
			}
		})
	}
}

// docFile is a compound file with these streams, each in sectors of its own.
func docFile(streams ...string) []byte {
	const size, end, free, table = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
	var fat []uint32
	var body []byte
	add := func(data []byte) (start int) {
		start = len(fat)
		for len(data)%size != 0 || len(data) == 0 {
			data = append(data, 0)
		}
		for i := range len(data) / size {
			fat = append(fat, uint32(start+i+1))
		}
		fat[len(fat)-1] = end
		body = append(body, data...)
		return start
	}
	fat = append(fat, table)
	body = append(body, make([]byte, size)...)
	entry := func(name string, kind byte, start, length int) []byte {
		e := make([]byte, directorySize)
		w := wide(name)
		copy(e, w)
		binary.LittleEndian.PutUint16(e[64:], uint16(len(w)+2))
		e[66] = kind
		binary.LittleEndian.PutUint32(e[116:], uint32(start))
		binary.LittleEndian.PutUint32(e[120:], uint32(length))
		return e
	}
	root := uint32(end)
	directory := entry("Root Entry", 5, int(root), 0)
	for i := 0; i+1 < len(streams); i += 2 {
		data := []byte(streams[i+1])
		directory = append(directory, entry(streams[i], 2, add(data), len(data))...)
	}
	first := add(directory)
	head := make([]byte, size)
	copy(head, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	binary.LittleEndian.PutUint16(head[30:], 9)
	for at, v := range map[int]uint32{44: 1, 48: uint32(first), 56: 0, 60: end, 68: end} {
		binary.LittleEndian.PutUint32(head[at:], v)
	}
	for i := 76; i < size; i += 4 {
		binary.LittleEndian.PutUint32(head[i:], free)
	}
	binary.LittleEndian.PutUint32(head[76:], 0)
	for i := range size / 4 {
		v := uint32(free)
		if i < len(fat) {
			v = fat[i]
		}
		binary.LittleEndian.PutUint32(body[4*i:], v)
	}
	return append(head, body...)
}

// docHead is the information block of a document with these flags and numbers.
func docHead(flags uint16, numbers map[int]uint32) string {
	b := make([]byte, 0x400)
	binary.LittleEndian.PutUint16(b, docMark)
	binary.LittleEndian.PutUint16(b[2:], docOldest)
	binary.LittleEndian.PutUint16(b[10:], flags)
	for at, v := range numbers {
		binary.LittleEndian.PutUint32(b[at:], v)
	}
	return string(b)
}

// docPieces is a table of pieces with one piece: so many letters at a place.
func docPieces(letters, place uint32) string {
	b := make([]byte, 5+16)
	b[0] = 2
	binary.LittleEndian.PutUint32(b[1:], 16)
	binary.LittleEndian.PutUint32(b[9:], letters)
	binary.LittleEndian.PutUint32(b[15:], place)
	return string(b)
}

func TestHostileDocumentsAreRefused(t *testing.T) {
	const narrow = 0x40000000
	whole := docFile("WordDocument", docHead(0, map[int]uint32{0x4C: 10, 0x1A6: 21}), "0Table", docPieces(10, narrow|2*0x200))
	loop := bytes.Clone(whole)
	binary.LittleEndian.PutUint32(loop[512+4:], 1) // the first sector of the first stream leads to itself
	for name, c := range map[string]struct {
		data []byte
		code UnreadCode
	}{
		"sound":                   {whole, NoFields},
		"a chain that is a ring":  {loop, Damaged},
		"locked":                  {docFile("WordDocument", docHead(docEncrypted, nil)), Password},
		"fast-saved":              {docFile("WordDocument", docHead(docFastSaved, nil)), Unsupported},
		"no table":                {docFile("WordDocument", docHead(0, nil)), Damaged},
		"letters beyond the end":  {docFile("WordDocument", docHead(0, map[int]uint32{0x4C: 1 << 30, 0x1A6: 21}), "0Table", docPieces(1<<30, 0)), Damaged},
		"pieces beyond the table": {docFile("WordDocument", docHead(0, map[int]uint32{0x1A2: 1 << 31, 0x1A6: 1 << 31}), "0Table", "x"), Damaged},
		"looks beyond the end":    {docFile("WordDocument", docHead(0, map[int]uint32{0x1A6: 21, 0xFA: 0, 0xFE: 21}), "0Table", docPieces(1, 1<<29)), Damaged},
		"another mark":            {docFile("WordDocument", strings.Repeat("x", 600)), Damaged},
		"cut short":               {whole[:600], Unsupported},
		"a head only":             {append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), wide("WordDocument")...), Damaged},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(File{Data: c.data}, midday)
			if codeOfError(err) != c.code {
				t.Errorf("%q, want %q", codeOfError(err), c.code)
			}
		})
	}
}
