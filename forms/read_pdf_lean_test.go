package forms

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// asRead is what of a document's fields is compared: all but the objects that
// they were read from, with states in one order.
func asRead(form pdfForm) pdfForm {
	form.fields = slices.Clone(form.fields)
	for i := range form.fields {
		f := &form.fields[i]
		f.dict, f.places = nil, nil
		f.widgets = slices.Clone(f.widgets)
		for j := range f.widgets {
			f.widgets[j].states = slices.Sorted(slices.Values(f.widgets[j].states))
		}
	}
	return form
}

// sameFields checks that the lean reader reads what pdfcpu reads. took says
// whether it takes a view at all.
func sameFields(t *testing.T, data []byte) (took bool) {
	t.Helper()
	got, took, err := leanFields(context.Background(), data)
	if !took {
		return false
	}
	if err != nil {
		t.Fatalf("lean: %v", err)
	}
	doc, err := openPDF(context.Background(), data)
	if err != nil {
		t.Fatalf("pdfcpu: %v", err)
	}
	want, err := fieldsOf(context.Background(), doc)
	if err != nil {
		t.Fatalf("pdfcpu: %v", err)
	}
	if !reflect.DeepEqual(asRead(got), asRead(want)) {
		t.Error("lean reading differs from that of pdfcpu")
	}
	return true
}

// The lean reader and pdfcpu read the same of every form, however it was
// filled and saved.
func TestLeanReadsWhatPdfcpuReads(t *testing.T) {
	blank := blankFile(t)
	files := map[string]string{"blank": blank}
	for set, answers := range fillings() {
		files["filled here, "+set] = inFile(t, filledWith(t, answers))
	}
	in := files["filled here, last"]
	for name, options := range map[string][]string{
		"packed":       {"--object-streams=generate"},
		"unpacked":     {"--qdf", "--object-streams=disable"},
		"for the web":  {"--linearize"},
		"with AP":      {"--generate-appearances"},
		"uncompressed": {"--stream-data=uncompress", "--object-streams=generate"},
	} {
		files[name] = filepath.Join(t.TempDir(), "saved.pdf")
		run(t, "qpdf", append(append([]string{"--warning-exit-0"}, options...), in, files[name])...)
	}
	answers := fillings()["random"]
	for program, fill := range fillers() {
		files[program] = fill(t, blank, answers)
	}
	files["saved twice"] = fillByScript(t, "fill-pdfjs.mjs", files["pdf.js"], fillings()["first"])
	for name, path := range files {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !sameFields(t, data) {
				t.Error("not read lean")
			}
		})
	}
}

// What is not plain is left to pdfcpu.
func TestLeanLeavesOddFilesAlone(t *testing.T) {
	plain := formPDF("6 0 R", "6 0 R", "", "<<"+widgetOf+"/FT/Tx/T(child_surname)/V(Example)>>")
	if !sameFields(t, plain) {
		t.Fatal("a plain form is not read lean")
	}
	change := func(from, to string) []byte {
		changed := bytes.Replace(plain, []byte(from), []byte(to), 1)
		if bytes.Equal(changed, plain) {
			t.Fatalf("nothing to change at %q", from)
		}
		return changed
	}
	for name, data := range map[string][]byte{
		"nothing":                     nil,
		"bytes before it":             append([]byte("\n"), plain...),
		"bytes behind it":             append(slices.Clone(plain), "<html>"...),
		"broken off":                  plain[:len(plain)-20],
		"moved objects":               change("%PDF-1.7\n", "%PDF-1.7\n%moved by a few bytes\n"),
		"a comment":                   change("/FT/Tx", "%c\n/Tx"),
		"an escaped name":             change("/FT/Tx", "/F#54/T"),
		"a key twice":                 change("/T(child_surname)", "/T(child)/T(name)"),
		"a text without an end":       change("(Example)", "(Exampl(e"),
		"an object of another number": change("6 0 obj", "7 0 obj"),
	} {
		t.Run(name, func(t *testing.T) {
			if _, took, _ := leanFields(context.Background(), data); took {
				t.Error("read lean")
			}
		})
	}
}

// Whatever the bytes, the lean reader ends, and what it reads of a document
// that pdfcpu reads too is the same.
func FuzzLean(f *testing.F) {
	f.Add(formPDF("6 0 R", "6 0 R", "", "<<"+widgetOf+"/FT/Tx/T(child_surname)/V(Exa\\053mple)>>"))
	f.Add(formPDF("6 0 R", "7 0 R", "8 0 R", "<</FT/Btn/Ff 32768/T(child_sex)/V/male/Opt[(a)(b)]/Kids[7 0 R 8 0 R]>>",
		"<<"+widgetOf+"/AS/female"+looks("female")+">>", "<<"+widgetOf+"/AS/Off"+looks("male")+">>"))
	f.Add(saveLater(formPDF("6 0 R", "", "", "null"), 6, "<</T(child_dob)/FT/Tx/V 7 0 R>>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		got, took, err := leanFields(ctx, data)
		if !took || err != nil || len(data) > 4096 {
			return
		}
		doc, err := openPDF(ctx, data)
		if err != nil || strings.Contains(string(data), "stream") {
			return // pdfcpu reads the rest of the file too, and mends what it cannot
		}
		want, err := fieldsOf(ctx, doc)
		if err == nil && !reflect.DeepEqual(asRead(got), asRead(want)) {
			t.Fatalf("lean %+v\npdfcpu %+v", asRead(got), asRead(want))
		}
	})
}
