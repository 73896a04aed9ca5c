package forms

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// packedPDF is a document whose fields stand in an object stream that unpacks
// to so many bytes.
func packedPDF(t *testing.T, size int) []byte {
	t.Helper()
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	inside := "6 0 <<" + widgetOf + "/FT/Tx/T(child_surname)/V(Example)>>"
	if _, err := w.Write([]byte(inside + strings.Repeat(" ", size-len(inside)))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n")
	offsets := []int{}
	for i, object := range []string{
		"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R 6 0 R]>>>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Annots[6 0 R]>>",
		fmt.Sprintf("<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream", packed.Len(), packed.Bytes()),
		"<</FT/Tx/T(form_version)/V(2026-11)>>",
	} {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := out.Len()
	rows := []byte{0, 0, 0, 0, 0}
	for _, at := range append(offsets, start) {
		rows = append(rows, 1, byte(at>>16), byte(at>>8), byte(at), 0)
	}
	rows = slices.Insert(rows, 6*5, 2, 0, 0, 4, 0) // object 6 is the first in object 4
	fmt.Fprintf(&out, "7 0 obj\n<</Type/XRef/W[1 3 1]/Size 8/Root 1 0 R/Length %d>>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n", len(rows), rows, start)
	return out.Bytes()
}

func TestFieldsInObjectStreams(t *testing.T) {
	if got := readBack(t, packedPDF(t, 100))["child_surname"]; got != "Example" {
		t.Errorf("read %q", got)
	}
}

// What is built to exhaust a reader is refused in time, or read as it stands.
func TestHostilePDFIsRefused(t *testing.T) {
	surname := "<<" + widgetOf + "/FT/Tx/T(child_surname)/V(Example)>>"
	plain := formPDF("6 0 R", "6 0 R", "", surname)
	start := bytes.LastIndex(plain, []byte("\nxref\n")) + 1
	for name, row := range map[string]struct {
		data []byte
		code UnreadCode
	}{
		"a bomb":                     {packedPDF(t, 2*mostStream), Damaged},
		"lists within lists":         {formPDF("6 0 R", "6 0 R", "", "<</FT/Tx/T(child_surname)/V"+strings.Repeat("[", 1_000_000)+">>"), Damaged},
		"dictionaries within":        {formPDF("6 0 R", "6 0 R", "", strings.Repeat("<</A", 500_000)), Damaged},
		"an earlier table is itself": {bytes.Replace(plain, []byte("/Root 1 0 R"), fmt.Appendf(nil, "/Root 1 0 R/Prev %d", start), 1), Damaged},
		"pages within themselves":    {bytes.Replace(plain, []byte("/Kids[3 0 R 4 0 R]"), []byte("/Kids[3 0 R 2 0 R]"), 1), ""},
		"a value that is itself":     {formPDF("6 0 R 7 0 R", "6 0 R", "", surname, "<</FT/Tx/T(gp_name)/V 8 0 R>>", "8 0 R"), ""},
		"a parent that is a child":   {formPDF("6 0 R", "7 0 R", "", surname, "<<"+widgetOf+"/Parent 8 0 R>>", "<</Parent 7 0 R>>"), ""},
		"fields below fields":        {deepPDF(mostLevels + 2), TooLarge},
		"a size beyond all":          {bytes.Replace(plain, []byte("/Size"), []byte("/Size 999999999999 /Old"), 1), ""},
		"a stream without an end":    {formPDF("6 0 R", "", "", "<</Length 999999999>>\nstream\n"), Damaged},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(File{Data: row.data}, midday)
			if codeOfError(err) != row.code {
				t.Errorf("%q, want %q", codeOfError(err), row.code)
			}
		})
	}
}

// deepPDF has fields within fields.
func deepPDF(levels int) []byte {
	var objects []string
	for i := range levels {
		objects = append(objects, fmt.Sprintf("<</T(a)/Kids[%d 0 R]>>", 7+i))
	}
	return formPDF("6 0 R", "", "", append(objects, "<</T(a)/FT/Tx/V(a)>>")...)
}

func BenchmarkReadPDF(b *testing.B) {
	data := filledWith(b, fillings()["random"])
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := Read(File{Data: data}, midday); err != nil {
			b.Fatal(err)
		}
	}
}

// Whatever the bytes, reading ends, and ends in a form or a known reason. Maps
// make two readings of one file take different paths, so that looking for the
// shortest input takes the whole time unless -fuzzminimizetime is small.
func FuzzReadPDF(f *testing.F) {
	f.Add(formPDF("6 0 R", "6 0 R", "", "<<"+widgetOf+"/FT/Tx/T(child_surname)/V(Example)>>"))
	f.Add(formPDF("6 0 R", "7 0 R", "8 0 R", "<</FT/Btn/Ff 32768/T(child_sex)/V/male/Opt[(a)(b)]/Kids[7 0 R 8 0 R]>>",
		"<<"+widgetOf+"/AS/female"+looks("female")+">>", "<<"+widgetOf+"/AS/Off"+looks("male")+">>"))
	f.Add(formPDF("6 0 R", "", "", "<</T(a)/Kids[6 0 R 7 0 R]>>", "<</Parent 6 0 R/FT/Ch/Opt[[(1)(2)]]/V[(1)<FEFF0031>]/I[0 9]>>"))
	f.Add(saveLater(formPDF("6 0 R", "", "", "null"), 6, "<</T(child_dob)/FT/Tx/V 7 0 R>>"))
	f.Add(formPDF("6 0 R", "6 0 R 7 0 R 8 0 R", "", "<<"+widgetOf+"/FT/Tx/T(child_surname)/Rect[0 0 100 20]>>",
		"<</Type/Annot/Subtype/FreeText/Rect[2 2 98 18]/Contents(Example)/F 4>>", "<</Type/Annot/Subtype/Ink/Rect[300 2 398 18]>>"))
	f.Add(pdfOf("<</Type/Catalog/Pages 2 0 R/AcroForm 1 0 R/Fields 2 0 R>>", "<</Kids[2 0 R 3 0 R]/T(x)>>", "3 0 R"))
	f.Fuzz(func(t *testing.T, data []byte) {
		form, err := Read(File{Name: "form.pdf", Data: data}, midday)
		if code := codeOfError(err); code == Failed || err == nil && len(form.Fields) == 0 && !form.Beside() || err != nil && code == "" {
			t.Fatalf("code %q, %d answers", code, len(form.Fields))
		}
	})
}
