package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// may is the import table: which rooms of ours a room may know.
var may = map[string][]string{
	"forms":                     {},
	"forms/guard":               {"forms", "forms/pages"},
	"forms/pages":               {"forms"},
	"templates":                 {},
	"mailbox":                   {},
	"mailbox/inbox":             {"mailbox"},
	"mailbox/submit":            {"mailbox"},
	"mailbox/token":             {"mailbox"},
	"mailbox/loopback":          {"mailbox"},
	"mailbox/loopback/realmail": {"mailbox", "mailbox/loopback"},
	"workflow/eligibility":      {"forms"},
	"workflow":                  {"forms", "mailbox", "templates", "workflow/eligibility"},
	"workflow/ledger":           {"mailbox", "workflow"},
	"workflow/clerk":            {"forms", "mailbox", "templates", "workflow", "workflow/eligibility", "workflow/ledger"},
	"cmd/referrald":             {"*"},
}

// only names the rooms in which an outside package may be imported.
var only = map[string][]string{
	"database/sql":                    {"workflow/ledger"},
	"modernc.org/sqlite":              {"workflow/ledger"},
	"net":                             {"mailbox/inbox", "mailbox/submit", "mailbox/loopback", "mailbox/loopback/realmail", "forms/guard", "cmd/referrald"}, // guard: ClamAV; cmd: sd_notify
	"net/http":                        {"mailbox/token"},
	"os/exec":                         {"mailbox/loopback/realmail", "forms/guard"},
	"golang.org/x/sys":                {"forms/guard"},
	"github.com/emersion/go-imap/v2":  {"mailbox/inbox", "mailbox/loopback"},
	"github.com/emersion/go-smtp":     {"mailbox/submit", "mailbox/loopback", "mailbox/loopback/realmail"},
	"github.com/emersion/go-message":  {"mailbox", "mailbox/loopback"},
	"github.com/wneessen/go-mail":     {"mailbox", "mailbox/submit"},
	"github.com/jung-kurt/gofpdf":     {"forms"},
	"github.com/pdfcpu/pdfcpu":        {"forms"},
	"github.com/klippa-app/go-pdfium": {"forms/pages"},
	"github.com/tetratelabs/wazero":   {"forms/pages"},
	"github.com/pelletier/go-toml/v2": {"cmd/referrald"},
	// The mailbox says how servers are trusted; it opens no socket ("net" above).
	"crypto/tls": {"mailbox", "mailbox/inbox", "mailbox/submit", "mailbox/token", "mailbox/loopback", "mailbox/loopback/realmail"},
}

// TestImportsRunDown reads the source files themselves: the build cache knows
// nothing of this rule.
func TestImportsRunDown(t *testing.T) {
	root := filepath.Join("..", "..")
	rooms := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		room := filepath.ToSlash(rel)
		rooms[room] = true
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, im := range f.Imports {
			checkImport(t, path, room, strings.Trim(im.Path.Value, `"`))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for room := range may {
		if !rooms[room] {
			t.Errorf("the table names %s, which is not there", room)
		}
	}
	if !rooms["workflow/clerk"] {
		t.Error("no source was read")
	}
}

func checkImport(t *testing.T, path, room, imported string) {
	t.Helper()
	if own, ok := strings.CutPrefix(imported, "referrald/"); ok {
		allowed, known := may[room]
		if !known {
			t.Errorf("%s: the room %s is not in the table", path, room)
		}
		if !contains(allowed, own) {
			t.Errorf("%s: %s may not know %s", path, room, own)
		}
		return
	}
	for pkg, where := range only {
		if (imported == pkg || strings.HasPrefix(imported, pkg+"/")) && !(pkg == "net" && imported != "net") && !contains(where, room) {
			t.Errorf("%s: %s may not import %s", path, room, imported)
		}
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s || x == "*" {
			return true
		}
	}
	return false
}
