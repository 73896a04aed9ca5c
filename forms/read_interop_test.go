package forms

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
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
				if form, _ := Read(File{Data: data}, midday); form.Version != Version || !form.Certain || len(form.Problems) > 0 {
					t.Errorf("version %q, certain %v, %d problems", form.Version, form.Certain, len(form.Problems))
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

// scripts is a folder with the scripts and the libraries they need, made once
// for each list of libraries and kept between runs.
var scripts = sync.OnceValues(func() (string, error) {
	lock, err := os.ReadFile(filepath.Join("testdata", "interop", "package-lock.json"))
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(lock)
	base, err := os.UserCacheDir()
	if err != nil {
		base = os.TempDir()
	}
	folder := filepath.Join(base, "referrald-form-fillers", hex.EncodeToString(sum[:8]))
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	for _, name := range []string{"package.json", "package-lock.json", "fill-pdf-lib.mjs", "fill-pdfjs.mjs"} {
		data, err := os.ReadFile(filepath.Join("testdata", "interop", name))
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			return "", err
		}
	}
	installed := filepath.Join(folder, "node_modules", ".package-lock.json") // npm writes it last
	if _, err := os.Stat(installed); err == nil {
		return folder, nil
	}
	install := exec.Command("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
	install.Dir = folder
	if said, err := install.CombinedOutput(); err != nil {
		return "", fmt.Errorf("installing libraries: %w\n%s", err, said)
	}
	return folder, nil
})

func fillByScript(t *testing.T, script, blank string, answers map[string]string) string {
	t.Helper()
	program(t, "npm")
	folder, err := scripts()
	if err != nil {
		t.Fatal(err)
	}
	work := t.TempDir()
	out, list := filepath.Join(work, "out.pdf"), filepath.Join(work, "answers.json")
	data, err := json.Marshal(scriptAnswers(answers))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(list, data, 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, "node", filepath.Join(folder, script), blank, list, out)
	return out
}

// scriptAnswers sorts answers as the scripts take them.
func scriptAnswers(answers map[string]string) map[string]any {
	texts, choices, ticks := map[string]string{}, map[string]any{}, []string{}
	for name, answer := range answers {
		q, _ := Lookup(name)
		switch {
		case q.Kind == KindMulti:
			for code := range strings.SplitSeq(answer, "|") {
				ticks = append(ticks, name+"__"+code)
			}
		case q.choice():
			o, _ := q.Option(answer)
			choices[name] = map[string]string{"code": o.Code, "label": o.Label}
		default:
			texts[name] = answer
		}
	}
	return map[string]any{"texts": texts, "choices": choices, "ticks": ticks}
}

func fillByPdftk(t *testing.T, blank string, answers map[string]string) string {
	t.Helper()
	var list strings.Builder
	list.WriteString(`<?xml version="1.0" encoding="UTF-8"?><xfdf xmlns="http://ns.adobe.com/xfdf/" xml:space="preserve"><fields>`)
	for name, value := range fieldValues(answers) {
		fmt.Fprintf(&list, `<field name="%s"><value>`, name)
		if err := xml.EscapeText(&list, []byte(value)); err != nil {
			t.Fatal(err)
		}
		list.WriteString("</value></field>")
	}
	list.WriteString("</fields></xfdf>")
	work := t.TempDir()
	out, xfdf := filepath.Join(work, "out.pdf"), filepath.Join(work, "answers.xfdf")
	if err := os.WriteFile(xfdf, []byte(list.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, "pdftk", blank, "fill_form", xfdf, "output", out, "need_appearances")
	return out
}

// fieldValues are answers by the names of the fields that hold them.
func fieldValues(answers map[string]string) map[string]string {
	values := map[string]string{}
	for name, answer := range answers {
		if q, _ := Lookup(name); q.Kind != KindMulti {
			values[name] = answer
			continue
		}
		for code := range strings.SplitSeq(answer, "|") {
			values[name+"__"+code] = onState
		}
	}
	return values
}

// qpdfFile is a document as qpdf writes and takes it in JSON.
type qpdfFile struct {
	Version int               `json:"version"`
	Parts   []json.RawMessage `json:"qpdf"`
}

type qpdfObject struct {
	Value map[string]any `json:"value"`
}

func fillByQpdf(t *testing.T, blank string, answers map[string]string) string {
	t.Helper()
	var file qpdfFile
	if err := json.Unmarshal([]byte(run(t, "qpdf", "--json-output", "--json-stream-data=none", blank, "-")), &file); err != nil {
		t.Fatal(err)
	}
	objects := map[string]qpdfObject{}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(file.Parts[1], &all); err != nil {
		t.Fatal(err)
	}
	for key, raw := range all {
		var o qpdfObject
		if json.Unmarshal(raw, &o) == nil && o.Value != nil {
			objects[key] = o
		}
	}
	changed, err := json.Marshal(changeObjects(objects, fieldValues(answers)))
	if err != nil {
		t.Fatal(err)
	}
	file.Parts[1] = changed
	update, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	work := t.TempDir()
	out, list := filepath.Join(work, "out.pdf"), filepath.Join(work, "update.json")
	if err := os.WriteFile(list, update, 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, "qpdf", blank, "--update-from-json="+list, out)
	return out
}

// changeObjects writes values into fields and gives the objects that changed.
func changeObjects(objects map[string]qpdfObject, values map[string]string) map[string]qpdfObject {
	changed := map[string]qpdfObject{}
	for key, o := range objects {
		name, _ := o.Value["/T"].(string)
		value, ok := values[strings.TrimPrefix(name, "u:")]
		if !ok {
			continue
		}
		changed[key] = o
		if o.Value["/FT"] != "/Btn" {
			o.Value["/V"] = "u:" + value
			continue
		}
		o.Value["/V"] = "/" + value
		buttons := map[string]qpdfObject{key: o}
		kids, _ := o.Value["/Kids"].([]any)
		for _, kid := range kids {
			buttons[fmt.Sprint("obj:", kid)] = objects[fmt.Sprint("obj:", kid)]
		}
		for key, button := range buttons {
			looks, _ := button.Value["/AP"].(map[string]any)
			states, _ := looks["/N"].(map[string]any)
			if _, ok := states["/"+value]; ok {
				button.Value["/AS"] = "/" + value
				changed[key] = button
			}
		}
	}
	return changed
}
