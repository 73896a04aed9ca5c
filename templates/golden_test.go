package templates_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"sync"
	"testing"
	_ "time/tzdata"

	"referrald/templates"
)

var update = flag.Bool("update", false, "write the golden letters anew")

// golden compares with a file of testdata, or writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		t.Fatalf("%s is not there; look at what -update writes", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; -update writes it anew, read it before you keep it.\ngot:\n%s", path, got)
	}
}

var standard = sync.OnceValue(templates.Standard)

// word writes a letter in the standard wording.
func word(t *testing.T, l templates.Letter) templates.Worded {
	t.Helper()
	w, err := standard().Word(l)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestGolden(t *testing.T) {
	kept := map[string]bool{}
	for _, s := range templates.Samples() {
		w := word(t, s.Letter)
		golden(t, s.Name+".txt", "Subject: "+w.Subject+"\n\n"+w.Text)
		golden(t, s.Name+".html", w.HTML)
		kept[s.Name+".txt"], kept[s.Name+".html"] = true, true
	}
	files, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !kept[f.Name()] {
			t.Errorf("testdata/%s belongs to no sample", f.Name())
		}
	}
}
