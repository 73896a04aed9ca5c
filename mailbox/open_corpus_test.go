package mailbox

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestOpenCorpus opens letters as common programs send them and compares all
// that was understood with testdata/open/*.golden.
func TestOpenCorpus(t *testing.T) {
	files, err := filepath.Glob("testdata/open/*.eml")
	if err != nil || len(files) < 10 {
		t.Fatalf("the corpus holds %d letters (%v)", len(files), err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			m := Open(raw, OpenOptions{})
			invariants(t, m, raw)
			var b strings.Builder
			describe(&b, m, "")
			golden := strings.TrimSuffix(name, ".eml") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if b.String() != string(want) {
				t.Errorf("understood:\n%s\nwant:\n%s", b.String(), want)
			}
		})
	}
}

// describe writes what was understood of a message, one fact a line.
func describe(b *strings.Builder, m *Message, indent string) {
	fact := func(name, value string) {
		if value != "" {
			fmt.Fprintf(b, "%s%s: %s\n", indent, name, strings.ReplaceAll(value, "\n", "\n"+indent+"  | "))
		}
	}
	when := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return at.UTC().Format(time.RFC3339)
	}
	fact("from", m.From.Name+" <"+m.From.Addr+">")
	fact("return path", m.ReturnPath)
	fact("subject", m.Subject)
	fact("id", m.MessageID)
	fact("in reply to", strings.Join(m.InReplyTo, " "))
	fact("references", strings.Join(m.References, " "))
	fact("date", when(m.Date))
	fact("received", when(m.Received))
	fact("newest", m.Newest)
	fact("quoted", m.Quoted)
	fact("signature", m.Signature)
	for _, s := range m.Banners {
		fact("banner", s)
	}
	for _, a := range m.Attachments {
		fact("file", fmt.Sprintf("%s, %q, %s (labelled %s), %d bytes, inline %v, damaged %v", a.Where, a.Name, a.Type, a.Label, len(a.Data), a.Inline, a.Damaged))
	}
	for _, d := range m.Damage {
		fact("damage", d)
	}
	for _, n := range m.Nested {
		fmt.Fprintf(b, "%smessage inside:\n", indent)
		describe(b, n, indent+"  ")
	}
}
