package forms

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

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
	for _, name := range []string{"package.json", "package-lock.json", "fill-pdf-lib.mjs", "flatten-pdf-lib.mjs", "fill-pdfjs.mjs", "check-pdfjs.mjs", "over-pdfjs.mjs"} {
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

// script runs one of the scripts and gives what it printed.
func script(t *testing.T, name string, args ...string) string {
	t.Helper()
	program(t, "npm")
	folder, err := scripts()
	if err != nil {
		t.Fatal(err)
	}
	return run(t, "node", append([]string{filepath.Join(folder, name)}, args...)...)
}

func fillByScript(t *testing.T, name, blank string, answers map[string]string) string {
	t.Helper()
	work := t.TempDir()
	out, list := filepath.Join(work, "out.pdf"), filepath.Join(work, "answers.json")
	data, err := json.Marshal(scriptAnswers(answers))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(list, data, 0o600); err != nil {
		t.Fatal(err)
	}
	script(t, name, blank, list, out)
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
