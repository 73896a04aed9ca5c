package forms

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// fillers are the programs that people's own programs are made of, each with
// how it fills the blank form in: pdf-lib and pdf.js (browsers, online forms),
// pdftk (iText, as in many servers), qpdf.
func fillers() map[string]func(t *testing.T, blank string, answers map[string]string) string {
	return map[string]func(*testing.T, string, map[string]string) string{
		"pdf-lib": func(t *testing.T, blank string, answers map[string]string) string {
			return fillByScript(t, "fill-pdf-lib.mjs", blank, answers)
		},
		"pdf.js": func(t *testing.T, blank string, answers map[string]string) string {
			return fillByScript(t, "fill-pdfjs.mjs", blank, answers)
		},
		"pdftk": fillByPdftk,
		"qpdf":  fillByQpdf,
	}
}

// fillings are answers to every question: once with every first option, once
// with every last, once with every box ticked and the rest at random.
func fillings() map[string]map[string]string {
	pick := rand.New(rand.NewPCG(2026, 11))
	most := map[string]int{}
	for _, w := range drawSheet().widgets {
		most[w.q.Name] = w.max
	}
	sets := map[string]map[string]string{"first": {}, "last": {}, "random": {}}
	for _, q := range Questions() {
		switch {
		case q.Name == versionField:
		case q.choice():
			codes := make([]string, 0, len(q.Options))
			for _, o := range q.Options {
				codes = append(codes, o.Code)
			}
			sets["first"][q.Name], sets["last"][q.Name] = codes[0], codes[len(codes)-1]
			sets["random"][q.Name] = codes[pick.IntN(len(codes))]
			if q.Kind == KindMulti {
				sets["random"][q.Name] = strings.Join(codes, "|")
			}
		default:
			text := "Zoë O'Brien ŁŽ 😀"
			if q.Kind == KindLongText || q.Kind == KindAddress {
				text = "Zoë O'Brien ŁŽ 😀 line1\nline2"
			}
			sets["first"][q.Name] = cutTo(text, most[q.Name])
			sets["last"][q.Name] = cutTo(`(mainstream) \ "£" `+q.Name, most[q.Name])
			sets["random"][q.Name] = cutTo(strings.Repeat("He falls in a mainstream school – often. ", 1+pick.IntN(20)), most[q.Name])
		}
	}
	return sets
}

// cutTo shortens a text to what a box takes, in units of UTF-16 as programs
// count them. 0 is no limit.
func cutTo(text string, most int) string {
	runes := []rune(text)
	for most > 0 && len(utf16.Encode(runes)) > most {
		runes = runes[:len(runes)-1]
	}
	return strings.TrimSpace(string(runes))
}

// A form that any of these programs filled in is read back exactly, for every
// field of the form.
func TestFormsFilledElsewhereAreReadBack(t *testing.T) {
	blank := blankFile(t)
	for program, fill := range fillers() {
		for set, answers := range fillings() {
			t.Run(program+"/"+set, func(t *testing.T) {
				data, err := os.ReadFile(fill(t, blank, answers))
				if err != nil {
					t.Fatal(err)
				}
				sameAnswers(t, readBack(t, data), answers)
				if form, _ := Read(File{Data: data}, midday); form.Version != Version {
					t.Errorf("version %q", form.Version)
				}
			})
		}
	}
}

// What programs do to a filled form on its way changes no answer.
func TestFormsSavedOtherwiseAreReadBack(t *testing.T) {
	answers := fillings()["last"]
	data, err := FillPDF(answers)
	if err != nil {
		t.Fatal(err)
	}
	in := inFile(t, data)
	for name, options := range map[string][]string{
		"packed into object streams":       {"--object-streams=generate"},
		"unpacked":                         {"--qdf", "--object-streams=disable"},
		"laid out for the web":             {"--linearize"},
		"locked for changes, AES 256":      {"--encrypt", "", "owner", "256", "--"},
		"locked for changes, AES 128":      {"--encrypt", "", "owner", "128", "--use-aes=y", "--"},
		"locked for changes, RC4":          {"--allow-weak-crypto", "--encrypt", "", "owner", "128", "--use-aes=n", "--"},
		"locked and packed":                {"--object-streams=generate", "--encrypt", "", "owner", "256", "--"},
		"appearances drawn by the program": {"--generate-appearances"},
	} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "saved.pdf")
			run(t, "qpdf", append(append([]string{}, options...), in, out)...)
			saved, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			sameAnswers(t, readBack(t, saved), answers)
		})
	}
	t.Run("locked with a password", func(t *testing.T) {
		for _, bits := range []string{"128", "256"} {
			out := filepath.Join(t.TempDir(), "locked.pdf")
			run(t, "qpdf", "--allow-weak-crypto", "--encrypt", "user", "owner", bits, "--", in, out)
			locked, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := Read(File{Data: locked}, midday); codeOfError(err) != Password {
				t.Errorf("%s bits: read as %q", bits, codeOfError(err))
			}
			if _, err := (Reader{}).Inspect(File{Data: locked}); codeOfError(err) != Password {
				t.Errorf("%s bits: inspected as %q", bits, codeOfError(err))
			}
		}
	})
}

// Filling the form twice, as a person who corrects an answer does, leaves the
// second answers.
func TestLaterSaveWins(t *testing.T) {
	first, second := fillings()["first"], fillings()["last"]
	for _, q := range Questions() { // ticks of the first stay where the second has none
		if q.Kind == KindMulti {
			first[q.Name] = second[q.Name]
		}
	}
	once := fillByScript(t, "fill-pdfjs.mjs", blankFile(t), first)
	data, err := os.ReadFile(fillByScript(t, "fill-pdfjs.mjs", once, second))
	if err != nil {
		t.Fatal(err)
	}
	sameAnswers(t, readBack(t, data), second)
}

// The blank and a filled form open in the programs that people use, and none
// of them complains. (qpdf's own check is with the drawing.)
func TestFormsOpenCleanElsewhere(t *testing.T) {
	filled := inFile(t, filledWith(t, fillings()["random"]))
	fields := 0
	for _, w := range drawSheet().widgets {
		if w.kind != radioWidget {
			fields++
		}
	}
	for _, q := range Questions() {
		if q.choice() && q.Kind != KindMulti && !slices.ContainsFunc(drawSheet().widgets, func(w widget) bool { return w.q.Name == q.Name && w.kind == listWidget }) {
			fields++
		}
	}
	for name, path := range map[string]string{"blank": blankFile(t), "filled": filled} {
		for program, args := range map[string][]string{
			"pdftoppm": {"-r", "20", "-gray", path, filepath.Join(t.TempDir(), "page")},
			"pdftk":    {path, "dump_data_fields_utf8", "output", filepath.Join(t.TempDir(), "fields")},
		} {
			if said := complaints(t, program, args...); said != "" {
				t.Errorf("%s, %s says:\n%s", name, program, said)
			}
		}
	}
	said := script(t, "check-pdfjs.mjs", blankFile(t)) // filled, it wants fonts and a canvas that are not here
	if want := fmt.Sprintf("5 pages, %d fields\n", fields); said != want {
		t.Errorf("pdf.js says:\n%swant %s", said, want)
	}
}

// complaints is what an outside program says on standard error.
func complaints(t *testing.T, name string, args ...string) string {
	t.Helper()
	var said bytes.Buffer
	command := exec.Command(program(t, name), args...)
	command.Stderr = &said
	if err := command.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, said.Bytes())
	}
	return said.String()
}
