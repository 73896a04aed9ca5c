package main

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"sort"
	"strings"
	"testing"
)

func example(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "config.example.toml"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Every key of the program stands in the example, and no other.
func TestExampleNamesEveryKey(t *testing.T) {
	var got []string
	for k := range keyLines(example(t)) {
		if _, isTable := tables()[k]; !isTable {
			got = append(got, k)
		}
	}
	want := knownKeys()
	sort.Strings(got)
	sort.Strings(want)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("keys of the example\n%s\nkeys of the program\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func tables() map[string]bool {
	out := map[string]bool{}
	for _, k := range knownKeys() {
		if t, _, ok := strings.Cut(k, "."); ok {
			out[t] = true
		}
	}
	return out
}

// The example is valid, and what it shows are the defaults; only what must be
// set differs from them.
func TestExampleShowsTheDefaults(t *testing.T) {
	c, err := parse(example(t))
	if err != nil {
		t.Fatal(err)
	}
	want := defaults()
	want.IMAP.Host, want.IMAP.User = c.IMAP.Host, c.IMAP.User
	want.SMTP.Host, want.SMTP.User = c.SMTP.Host, c.SMTP.User
	want.Office.From, want.Office.AlertTo, want.Digest.To = c.Office.From, c.Office.AlertTo, c.Digest.To
	want.lines = c.lines
	want.Office.Aliases, want.Office.Staff = []string{}, []string{}
	want.Forms.Mapping = []string{}
	want.Release = releaseConfig{Letters: map[string]string{}, Routes: map[string]string{}}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("the example shows\n%+v\nthe defaults are\n%+v", c, want)
	}
}

// Each key has a comment: its own, or that of the key above it.
func TestExampleSaysWhy(t *testing.T) {
	comments := 0
	for _, l := range strings.Split(string(example(t)), "\n") {
		if strings.HasPrefix(l, "#") {
			comments++
		}
	}
	if keys := len(knownKeys()); comments < keys {
		t.Errorf("%d comment lines for %d keys", comments, keys)
	}
}

// A broken configuration lists every error with its line and a hint.
func TestEveryFaultAtOnce(t *testing.T) {
	const broken = `mode = "loud"
[imap]
host = ""
port = 70000
tls = "none"
user = "x"
pasword_file = "p"
[smtp]
host = "mail.example.org"
user = "x"
tls = "none"
[office]
from = "nobody"
alert_to = []
secure_domains = ["nhs.uk"]
[digest]
to = ["a@example.org", "b"]
at = "25:00"
[folders]
person = "inbox"
[release]
routes = { msk = "perhaps", nowhere = "auto" }
[limits]
a_day = 0
[reading]
guard = "maybe"
memory_mb = 1
time = "1h"
tesseract = "tesseract -v"
clamav = "scanner.example.org:3310"
[forms]
send = ["pdf", "epub", "pdf"]
[data]
stale_after = 0
lists_stale_after = 100000
`
	_, err := parse([]byte(broken))
	if err == nil {
		t.Fatal("a broken configuration was accepted")
	}
	got := err.Error()
	for _, want := range []string{
		`line 1: mode: "loud" is not one of watch, live`,
		"line 3: imap.host: is not set",
		"line 4: imap.port: 70000 is not a port",
		"line 7: imap.pasword_file: there is no such key",
		`line 11: smtp.tls: "none" is allowed on this machine's own addresses only`,
		"line 13: office.from: not an email address",
		"line 14: office.alert_to: nobody would be told",
		"line 15: office.secure_domains: nhs.uk addresses are not secure as a whole",
		"line 17: digest.to: not an email address",
		`line 18: digest.at: "25:00" is not a time of day`,
		"line 20: folders.person: is the watched folder itself",
		`release.routes.msk: "perhaps" is not one of auto, person`,
		`release.routes key: "nowhere" is not one of`,
		"line 24: limits.a_day: must be 1 or more",
		`line 26: reading.guard: "maybe" is not one of on, off`,
		"line 27: reading.memory_mb: 1 is not a number between 128 and 8192",
		"line 28: reading.time: must lie between 1s and 1m",
		`line 29: reading.tesseract: "tesseract -v" is not one of auto, off, or a path`,
		"line 30: reading.clamav: files may be sent to this machine only",
		`line 32: forms.send: "epub" is not one of pdf, docx, large-print, or a file that ends in .pdf or .docx`,
		`line 32: forms.send: "pdf" stands twice`,
		"line 34: data.stale_after: 0 is not a number of days between 1 and 3653",
		"line 35: data.lists_stale_after: 100000 is not a number of days",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the errors do not tell %q:\n%s", want, got)
		}
	}
}

// A file that is not TOML tells where.
func TestNotTOML(t *testing.T) {
	_, err := parse([]byte("mode = \"watch\"\nledger = /var/x\n"))
	if err == nil || !strings.Contains(err.Error(), "line 2") || !strings.Contains(err.Error(), "hint") {
		t.Errorf("got %v", err)
	}
}

// A line that cannot be read hides no other error.
func TestBrokenLineHidesNothing(t *testing.T) {
	text := strings.Replace(string(example(t)), `poll = "5m"`, `poll = "five"`, 1)
	text = strings.Replace(text, `port = 587`, `port = "x"`, 1)
	text = strings.Replace(text, `at = "08:30"`, `at = "noon"`, 1)
	_, err := parse([]byte(text))
	if err == nil {
		t.Fatal("it was accepted")
	}
	for _, want := range []string{"imap.poll", "smtp.port", "digest.at"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not told:\n%v", want, err)
		}
	}
}

// An empty list of digest recipients is an error: nobody would see what waits.
func TestDigestNeedsAReader(t *testing.T) {
	c, err := parse(example(t))
	if err != nil {
		t.Fatal(err)
	}
	c.Digest.To = nil
	if fs := c.faults(); len(fs) != 1 || fs[0].key != "digest.to" {
		t.Errorf("got %v", fs)
	}
}

// A password that others can read is refused, and the message does not show it.
func TestSecretStaysPrivate(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "p")
	if err := os.WriteFile(file, []byte("hunter-two\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	c := defaults()
	c.path = filepath.Join(dir, "c.toml")
	_, err := c.secret("p", "imap-password")
	if err == nil || !strings.Contains(err.Error(), "chmod 600") || strings.Contains(err.Error(), "hunter") {
		t.Errorf("got %v", err)
	}
	if err := os.Chmod(file, 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := c.secret("p", "imap-password"); err != nil || s != "hunter-two" {
		t.Errorf("got %q, %v", s, err)
	}
	t.Setenv("CREDENTIALS_DIRECTORY", dir)
	if err := os.WriteFile(filepath.Join(dir, "imap-password"), []byte("from-manager"), 0o400); err != nil {
		t.Fatal(err)
	}
	if s, err := c.secret("", "imap-password"); err != nil || s != "from-manager" {
		t.Errorf("got %q, %v", s, err)
	}
}

// A configuration that cannot be read says where it was looked for and what to do.
func TestMissingConfigurationSaysWhatToDo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.toml")
	_, err := load(path)
	var a *advice
	if !errors.As(err, &a) || !strings.Contains(a.text, path) || !strings.Contains(a.hint, "copy config.example.toml") {
		t.Errorf("%v", err)
	}
	if _, err := load(filepath.Dir(path)); err == nil || !strings.Contains(err.Error(), "reading the configuration") {
		t.Errorf("a folder in its place: %v", err)
	}
}
