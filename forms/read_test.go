package forms

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
)

func codeOfError(err error) UnreadCode {
	var unreadable *UnreadableError
	if !errors.As(err, &unreadable) {
		return ""
	}
	return unreadable.Unread.Code
}

func inFile(t testing.TB, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "form.pdf")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// filledWith is a form with these answers.
func filledWith(t testing.TB, answers map[string]string) []byte {
	t.Helper()
	data, err := FillPDF(answers)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

const pngStart = "\x89PNG\r\n\x1A\n"

func TestReadSaysWhyNot(t *testing.T) {
	blank, err := BlankPDF()
	if err != nil {
		t.Fatal(err)
	}
	surname := "<<" + widgetOf + "/FT/Tx/T(child_surname)/V(Example)>>"
	withXFA := func(data []byte) []byte {
		return bytes.Replace(data, []byte("/AcroForm<</Fields"), []byte("/AcroForm<</XFA(x)/Fields"), 1)
	}
	foreign := pdfOf("<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R 5 0 R]>>>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Annots[4 0 R 5 0 R]>>",
		"<<"+widgetOf+"/FT/Tx/T(NHS Number)/V(9990000018)>>", "<<"+widgetOf+"/FT/Tx/T(Hobby)/V(Chess)>>")
	fields := make([]string, mostFields+1)
	for i := range fields {
		fields[i] = "<</FT/Tx/T(a)>>"
	}
	half := filledWith(t, map[string]string{"child_surname": "Example"})
	half = half[:len(half)/2]
	for name, row := range map[string]struct {
		file  File
		shape Shape
		code  UnreadCode
	}{
		"empty file":                  {File{Name: "form.pdf"}, "", Damaged},
		"too large":                   {File{Data: make([]byte, mostBytes+1)}, "", TooLarge},
		"our blank":                   {File{Data: blank}, PDFForm, Blank},
		"only an office reference":    {File{Data: filledWith(t, map[string]string{"office_ref": "CTS-2026-000001"})}, PDFForm, Blank},
		"only spaces":                 {File{Data: filledWith(t, map[string]string{"child_surname": "  "})}, PDFForm, Blank},
		"newer version":               {File{Data: bytes.Replace(formPDF("6 0 R", "6 0 R", "", surname), []byte("(2026-11)"), []byte("(2027-01)"), 1)}, PDFForm, NewerVersion},
		"XFA and no field of ours":    {File{Data: withXFA(foreign)}, PDFForm, XFA},
		"XFA and no answer":           {File{Data: withXFA(formPDF("", "", "", "null"))}, PDFForm, XFA},
		"no form":                     {File{Data: pdfOf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")}, PDFForm, NoFields},
		"another service's form":      {File{Data: foreign}, PDFForm, NoFields},
		"broken off":                  {File{Data: half}, PDFForm, Damaged},
		"only a header":               {File{Data: []byte("%PDF-1.7\n")}, PDFForm, Damaged},
		"no objects":                  {File{Data: []byte("%PDF-1.7\ntrailer\n<</Root 1 0 R/Size 2>>\nstartxref\n9\n%%EOF\n")}, PDFForm, Damaged},
		"fields that are not there":   {File{Data: formPDF("8 0 R 9 0 R", "", "", "null")}, PDFForm, Damaged},
		"locked in an unknown way":    {File{Data: bytes.Replace(formPDF("", "", "", "<</Filter/Other/V 9>>"), []byte("/Root 1 0 R"), []byte("/Root 1 0 R/Encrypt 6 0 R"), 1)}, PDFForm, Password},
		"more fields than any form":   {File{Data: formPDF(strings.Join(fields, ""), "", "", "null")}, PDFForm, TooLarge},
		"a PDF by its name only":      {File{Name: "Form.PDF", Data: []byte("Not found")}, PDFForm, Damaged},
		"a PDF by its type only":      {File{Type: "application/pdf", Data: []byte("<html>Please log in")}, PDFForm, Damaged},
		"Word":                        {File{Name: "form.pdf", Data: []byte("PK\x03\x04....word/document.xml....")}, DOCX, Damaged},
		"OpenDocument":                {File{Data: []byte("PK\x03\x04\x14\x00mimetypeapplication/vnd.oasis.opendocument.textPK")}, ODT, Damaged},
		"an archive":                  {File{Data: []byte("PK\x03\x04....holiday.jpg")}, "", Damaged},
		"old Word":                    {File{Data: append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1...."), wide("WordDocument")...)}, DOC, Damaged},
		"locked Word":                 {File{Data: append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1...."), wide("EncryptedPackage")...)}, DOCX, Password},
		"another Office file":         {File{Data: []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....")}, "", Unsupported},
		"rich text":                   {File{Data: []byte(`{\rtf1 Hello}`)}, RTF, NoFields},
		"web page":                    {File{Data: []byte("\ufeff \n<!DOCTYPE HTML><p>Hello")}, HTML, NoFields},
		"JPEG":                        {File{Name: "scan.pdf", Data: []byte("\xFF\xD8\xFF\xE0................")}, Scan, Unsupported},
		"PNG":                         {File{Data: []byte(pngStart)}, Scan, Unsupported},
		"TIFF":                        {File{Data: []byte("II*\x00............")}, Scan, Unsupported},
		"WebP":                        {File{Data: []byte("RIFF....WEBPVP8 ")}, Scan, Unsupported},
		"BMP":                         {File{Data: []byte("BM....\x00\x00\x00\x00......")}, Scan, Unsupported},
		"HEIC":                        {File{Data: []byte("\x00\x00\x00\x18ftypheic....")}, Scan, Unsupported},
		"a film":                      {File{Data: []byte("\x00\x00\x00\x18ftypmp42\x00\x01..")}, "", Unsupported},
		"an ordinary letter":          {File{Data: []byte("Dear team,\r\n\r\nthank you.\r\n")}, Text, NoFields},
		"a letter in Windows letters": {File{Data: []byte("Dear Zo\xEB, \x93hello\x94")}, Text, NoFields},
		"a letter from Notepad":       {File{Data: []byte("\xFF\xFED\x00e\x00a\x00r\x00")}, Text, NoFields},
		"anything else":               {File{Data: []byte{0, 1, 2, 3, 0, 255}}, "", Unsupported},
	} {
		t.Run(name, func(t *testing.T) {
			row.file.Where = "attachment 1"
			form, err := Read(row.file, midday)
			var unreadable *UnreadableError
			if !errors.As(err, &unreadable) {
				t.Fatalf("error %v, form %v", err, form)
			}
			got := unreadable.Unread
			if got.Code != row.code || got.Shape != row.shape {
				t.Errorf("%s %q, want %s %q", got.Code, got.Shape, row.code, row.shape)
			}
			if want := max(row.file.Name, "attachment 1"); row.file.Name == "" && got.Source != want {
				t.Errorf("source %q", got.Source)
			}
		})
	}
}

// Each advice is one or two plain sentences that say what to do, in a letter
// that anybody may get.
func TestAdviceIsForTheSender(t *testing.T) {
	seen := map[string]UnreadCode{}
	for _, code := range []UnreadCode{Blank, Password, Damaged, XFA, NewerVersion, NoFields, Unsupported, Macros, TooLarge, Failed} {
		text := advice(PDFForm, code)
		if other, twice := seen[text]; twice {
			t.Errorf("%s and %s say the same", code, other)
		}
		seen[text] = code
		if !strings.Contains(text, "lease") || !strings.HasSuffix(text, ".") || len(text) > 140 {
			t.Errorf("%s: %q", code, text)
		}
		if strings.Contains(text, "the password") || strings.Contains(text, "your password") {
			t.Errorf("%s asks for a password", code)
		}
	}
	if advice(Scan, Unsupported) == advice(DOCX, Unsupported) {
		t.Error("a picture is not told from a document")
	}
}

func TestVersionIsReadAsPrinted(t *testing.T) {
	for printed, want := range map[string]struct {
		version string
		code    UnreadCode
	}{
		"2026-11": {"2026-11", ""}, "2025-03": {"2025-03", ""}, "v3": {"v3", ""}, " 2026-11 ": {"2026-11", ""}, "": {"", ""},
		"Sam Example": {"", ""}, "9990000018": {"", ""}, "2026-12": {"", NewerVersion}, "2026-99": {"2026-99", ""}, "9.1": {"9.1", ""},
	} {
		t.Run(printed, func(t *testing.T) {
			data := formPDF("6 0 R", "6 0 R", "", "<<"+widgetOf+"/FT/Tx/T(child_surname)/V(Example)>>")
			data = bytes.Replace(data, []byte("/V(2026-11)/F 2"), []byte("/V("+printed+") /F 2"), 1)
			form, err := Read(File{Data: data}, midday)
			if codeOfError(err) != want.code || form.Version != want.version {
				t.Errorf("version %q, error %q", form.Version, codeOfError(err))
			}
			if _, kept := form.Fields[versionField]; kept {
				t.Error("the version stands among the answers")
			}
		})
	}
}

// Without its version field a form of ours is known by its names.
func TestFormIsKnownByItsNames(t *testing.T) {
	exact := []string{"child_surname", "child_dob", "pr_consent", "gp_name", "referrer_type"}
	alike := []string{"Child Surname", "Child DOB", "PR consent", "GP name", "Referrer type", "School name", "NHS number", "Ethnicity", "Autism status", "Lives with", "Main cause", "Previous OT"}
	for name, row := range map[string]struct {
		names []string
		ours  bool
	}{
		"a handful of exact names": {exact, true}, "fewer": {exact[1:], false},
		"a dozen names that are alike": {alike, true}, "fewer alike": {alike[1:], false},
	} {
		var fields []pdfField
		for _, n := range row.names {
			fields = append(fields, pdfField{name: n})
		}
		if got := gather(fields).ours(); got != row.ours {
			t.Errorf("%s: ours %v", name, got)
		}
	}
}

func TestSlotOfEveryName(t *testing.T) {
	for _, q := range Questions() {
		names := map[string]string{q.Name: ""}
		for _, o := range q.Options {
			names[q.Name+"__"+o.Code] = o.Code
		}
		for name, option := range names {
			for _, written := range []string{name, strings.ToUpper(name), "form1[0].#subform[0]." + name + "[0]", strings.ReplaceAll(name, "_", " ")} {
				if s, ok := slotOf(written); !ok || s.question.Name != q.Name || s.option != option {
					t.Errorf("%q stands for %s, option %q", written, s.question.Name, s.option)
				}
			}
		}
	}
	for _, name := range []string{"", ".", "[0]", "child", "surname", "my_child_surname", "ais_needs__leo"} {
		if s, ok := slotOf(name); ok {
			t.Errorf("%q stands for %s", name, s.question.Name)
		}
	}
}

// A part that is missing makes the form uncertain: what stood there is unknown.
func TestMissingPartIsNoCertainForm(t *testing.T) {
	surname := "<<" + widgetOf + "/FT/Tx/T(child_surname)/V(Example)>>"
	form, err := Read(File{Data: formPDF("6 0 R 9 0 R", "6 0 R", "", surname)}, midday)
	if err != nil {
		t.Fatal(codeOfError(err))
	}
	if form.Certain || len(form.Problems) != 1 || form.Problems[0].Code != problemIncomplete || !form.Fields["child_surname"].Certain {
		t.Errorf("certain %v, %d problems", form.Certain, len(form.Problems))
	}
}

func TestWithinEndsWhatDoesNotEnd(t *testing.T) {
	ended := make(chan error, 1)
	for name, read := range map[string]func(context.Context) (Form, error){
		"panic": func(context.Context) (Form, error) { panic("Sam Example") },
		"sleep": func(ctx context.Context) (Form, error) {
			<-ctx.Done()
			ended <- ctx.Err()
			return Form{Source: "late"}, nil
		},
	} {
		form, err := within(10*time.Millisecond, "form.pdf", read)
		if codeOfError(err) != Failed || form.Source != "" || strings.Contains(fmt.Sprint(err), "Sam") {
			t.Errorf("%s: %v, error %v", name, form, err)
		}
	}
	if err := <-ended; !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the reading was told %v", err)
	}
}

// No machine's settings for PDF files are read or written.
func TestNoSettingsAreWritten(t *testing.T) {
	home := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", home)
	t.Setenv("HOME", home)
	if _, err := Draw(); err != nil {
		t.Fatal(err)
	}
	_, _ = Read(File{Data: filledWith(t, map[string]string{"child_surname": "Example"})}, midday)
	if model.ConfigPath != "disable" {
		t.Error("settings of the machine are read")
	}
	if left, err := os.ReadDir(home); err != nil || len(left) > 0 {
		t.Errorf("%d things were written, error %v", len(left), err)
	}
}
