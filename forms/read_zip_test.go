package forms

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// zipped is a ZIP of files, name and content in turn. A name that begins with
// "!" is marked as encrypted, one with "=" is kept unpacked.
func zipped(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		h := &zip.FileHeader{Name: strings.TrimLeft(parts[i], "!="), Method: zip.Deflate, NonUTF8: !strings.Contains(parts[i], "ë")}
		if strings.HasPrefix(parts[i], "!") {
			h.Flags |= 1
		}
		if strings.HasPrefix(parts[i], "=") {
			h.Method = zip.Store
		}
		f, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(parts[i], "/") {
			if _, err := f.Write([]byte(parts[i+1])); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gzipped(t testing.TB, name string, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Name = name
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func tarred(t testing.TB, name string, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(data)), Typeflag: tar.TypeReg, Format: tar.FormatUSTAR}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// toldFound lists what was found: forms by their source and surname, the rest by
// source and code.
func toldFound(found Found) []string {
	out := []string{}
	for _, f := range found.Forms {
		out = append(out, f.Source+": "+f.Fields["child_surname"].Value)
	}
	for _, u := range found.Unread {
		out = append(out, u.Source+": "+string(u.Code))
	}
	return out
}

func TestFindInArchives(t *testing.T) {
	const answers = "First name: Leo\nLast name: Ashworth\nDate of birth: 12 May 2019\nSchool: Brookside\nMain cause: learning\n"
	inner := string(zipped(t, "form.txt", answers))
	word := string(zipped(t, "[Content_Types].xml", "<x/>", "word/document.xml", "<x/>"))
	broken := zipped(t, "=form.txt", answers)
	broken = bytes.Replace(broken, []byte("Leo"), []byte("Lea"), 1)
	for _, c := range []struct {
		name string
		data []byte
		want []string
	}{
		{"one form", zipped(t, "form.txt", answers), []string{"form.zip, form.txt: Ashworth"}},
		{"folders and what Macs add", zipped(t, "a/", "", `b\form.txt`, answers, "__MACOSX/b/._form.txt", "x", "b/.DS_Store", "x", "Thumbs.db", "x"), []string{"form.zip, form.txt: Ashworth"}},
		{"a way out of the folder", zipped(t, "../../etc/form.txt", answers), []string{"form.zip, form.txt: Ashworth"}},
		{"a name with letters", zipped(t, "Zoë.txt", answers), []string{"form.zip, Zoë.txt: Ashworth"}},
		{"a name in the letters of DOS", zipped(t, "Zo\x89.txt", answers), []string{"form.zip, Zoë.txt: Ashworth"}},
		{"a name that cannot be printed", zipped(t, "fo\r\n\u202Erm.txt", answers), []string{"form.zip, form.txt: Ashworth"}},
		{"two copies", zipped(t, "form.txt", answers, "copy.txt", answers), []string{"form.zip, form.txt: Ashworth"}},
		{"a form and a letter", zipped(t, "form.txt", answers, "letter.txt", "Dear team"), []string{"form.zip, form.txt: Ashworth", "form.zip, letter.txt: no-fields"}},
		{"a ZIP in it", zipped(t, "=inner.zip", inner), []string{"form.zip, inner.zip, form.txt: Ashworth"}},
		{"a ZIP in a ZIP in it", zipped(t, "a.zip", string(zipped(t, "b.zip", inner))), []string{"form.zip, a.zip, b.zip: packed"}},
		{"a Word file in it", zipped(t, "=form.docx", word), []string{"form.zip, form.docx: no-fields"}},
		{"a password", zipped(t, "!form.txt", answers), []string{"form.zip, form.txt: password"}},
		{"nothing", zipped(t), []string{"form.zip: empty"}},
		{"only a folder", zipped(t, "a/", ""), []string{"form.zip: empty"}},
		{"cut off", zipped(t, "form.txt", answers)[:60], []string{"form.zip: damaged"}},
		{"a wrong check sum", broken, []string{"form.zip, form.txt: damaged"}},
		{"a spreadsheet", zipped(t, "[Content_Types].xml", "<x/>", "xl/workbook.xml", "<x/>"), []string{"form.zip: unsupported"}},
		{"a bomb", zipped(t, "form.txt", strings.Repeat("a", 2<<20)), []string{"form.zip, form.txt: too-large"}},
		{"a bomb in a ZIP in it", zipped(t, "b.zip", string(zipped(t, "form.txt", strings.Repeat("a", 2<<20)))), []string{"form.zip, b.zip, form.txt: too-large"}},
		{"gz", gzipped(t, "form.txt", []byte(answers)), []string{"form.zip, form.txt: Ashworth"}},
		{"gz without a name", gzipped(t, "", []byte(answers)), []string{"form.zip, form.zip: Ashworth"}},
		{"a gz bomb", gzipped(t, "form.txt", make([]byte, 2<<20)), []string{"form.zip, form.txt: too-large"}},
		{"tar", tarred(t, "a/form.txt", []byte(answers)), []string{"form.zip, form.txt: Ashworth"}},
		{"tar.gz", gzipped(t, "a.tar", tarred(t, "form.txt", []byte(answers))), []string{"form.zip, a.tar, form.txt: Ashworth"}},
		{"7z", []byte("7z\xBC\xAF\x27\x1C rest"), []string{"form.zip: packed"}},
		{"RAR", []byte("Rar!\x1A\x07\x01\x00 rest"), []string{"form.zip: packed"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := Find([]File{{Name: "form.zip", Data: c.data, Where: "attachment 1"}}, "", midday)
			if got := toldFound(found); !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
			for _, u := range found.Unread {
				if u.Text == "" {
					t.Errorf("%s: nothing to say", u.Code)
				}
			}
		})
	}
}

// A filled PDF is the same form, packed or not.
func TestFindPackedPDF(t *testing.T) {
	filled := filledWith(t, map[string]string{"child_surname": "Example"})
	found := Find([]File{{Name: "a.zip", Data: zipped(t, "referral.pdf", string(filled))}}, "", midday)
	if len(found.Forms) != 1 || found.Forms[0].Source != "a.zip, referral.pdf" || found.Forms[0].Shape != PDFForm || found.Forms[0].Fields["child_surname"].Value != "Example" {
		t.Errorf("%q", toldFound(found))
	}
}

// Read gives the one form in an archive, and none of two.
func TestReadPacked(t *testing.T) {
	const answers = "First name: Leo\nLast name: Ashworth\nDate of birth: 12 May 2019\nSchool: Brookside\nMain cause: learning\n"
	form, err := Read(File{Name: "a.zip", Data: zipped(t, "form.txt", answers, "letter.txt", "Dear team")}, midday)
	if err != nil || form.Source != "a.zip, form.txt" || form.Fields["child_surname"].Value != "Ashworth" {
		t.Errorf("%v, %v", form, err)
	}
	for want, data := range map[UnreadCode][]byte{
		Packed:   zipped(t, "form.txt", answers, "other.txt", strings.Replace(answers, "Leo", "Ann", 1)),
		Password: zipped(t, "!form.txt", answers),
		NoFields: zipped(t, "letter.txt", "Dear team"),
	} {
		var unreadable *UnreadableError
		if _, err := Read(File{Name: "a.zip", Data: data}, midday); !errors.As(err, &unreadable) || unreadable.Unread.Code != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestFindInManyFiles(t *testing.T) {
	var parts []string
	for i := range mostEntries + 10 {
		parts = append(parts, fmt.Sprint(i, ".txt"), fmt.Sprint("Dear team ", i))
	}
	found := Find([]File{{Name: "a.zip", Data: zipped(t, parts...)}, {Name: "b.zip", Data: zipped(t, "c.txt", "x")}}, "", midday)
	codes := map[UnreadCode]int{}
	for _, u := range found.Unread {
		codes[u.Code]++
	}
	if codes[NoFields] != mostFiles || codes[TooLarge] != mostEntries-mostFiles+2 {
		t.Errorf("%v", codes)
	}
	if last := found.Unread[len(found.Unread)-1]; last.Source != "b.zip" || last.Code != TooLarge {
		t.Errorf("the last is %s, %s", last.Source, last.Code)
	}
	parts = nil
	for i := range mostHeaders + 1 {
		parts = append(parts, fmt.Sprint(i), "")
	}
	if got := toldFound(Find([]File{{Name: "a.zip", Data: zipped(t, parts...)}}, "", midday)); !slices.Equal(got, []string{"a.zip: too-large"}) {
		t.Errorf("%q", got)
	}
}

func FuzzArchive(f *testing.F) {
	f.Add(zipped(f, "form.txt", "First name: Leo", "a/", "", "!b", "c"))
	f.Add(zipped(f, "=a.zip", string(zipped(f, "b", "c"))))
	f.Add(gzipped(f, "form.tar", tarred(f, "form.txt", []byte("a"))))
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, data []byte) {
		given := 0
		u := unpacker{entries: mostEntries, bytes: mostUnpacked, refuse: func(File, UnreadCode) {}}
		u.take = func(f File, depth int) {
			given += len(f.Data)
			if depth > mostArchives {
				t.Fatalf("%d deep", depth)
			}
			if strings.ContainsAny(f.Name, "\r\n\x00/\\") {
				t.Errorf("a name is %q", f.Name)
			}
			if kind := archive(f.Data); kind != "" {
				u.unpack(f, kind, depth)
			}
		}
		u.take(File{Name: "a.zip", Data: data}, 0)
		if given > mostUnpacked+len(data)+mostEntries {
			t.Errorf("%d bytes were unpacked", given)
		}
	})
}
