package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"referrald/forms/guard"
	"referrald/mailbox/token"
	"referrald/workflow"
)

// config is the configuration file. Every key stands in config.example.toml
// with its default and its reason; a test keeps the two in step.
type config struct {
	Mode      string          `toml:"mode"`
	Ledger    string          `toml:"ledger"`
	IMAP      imapConfig      `toml:"imap"`
	SMTP      smtpConfig      `toml:"smtp"`
	OAuth     oauthConfig     `toml:"oauth"`
	Office    officeConfig    `toml:"office"`
	Digest    digestConfig    `toml:"digest"`
	Folders   foldersConfig   `toml:"folders"`
	Daemon    daemonConfig    `toml:"daemon"`
	Canary    canaryConfig    `toml:"canary"`
	Release   releaseConfig   `toml:"release"`
	Limits    limitsConfig    `toml:"limits"`
	Reading   readingConfig   `toml:"reading"`
	Forms     formsConfig     `toml:"forms"`
	Data      dataConfig      `toml:"data"`
	Templates templatesConfig `toml:"templates"`
	Log       logConfig       `toml:"log"`

	path  string         // where it was read
	lines map[string]int // line of each key, for errors

	shared func() (*token.Source, error) // where tokens come from, made once
}

type imapConfig struct {
	Host         string   `toml:"host"`
	Port         int      `toml:"port"`
	TLS          string   `toml:"tls"`
	CAFile       string   `toml:"ca_file"`
	Login        string   `toml:"login"`
	User         string   `toml:"user"`
	PasswordFile string   `toml:"password_file"`
	Folder       string   `toml:"folder"`
	Sent         string   `toml:"sent"`
	Poll         duration `toml:"poll"`
	AnswerSince  string   `toml:"answer_since"`
}

type smtpConfig struct {
	Host         string `toml:"host"`
	Port         int    `toml:"port"`
	TLS          string `toml:"tls"`
	CAFile       string `toml:"ca_file"`
	Login        string `toml:"login"`
	User         string `toml:"user"`
	PasswordFile string `toml:"password_file"`
}

type officeConfig struct {
	From      string   `toml:"from"`
	Aliases   []string `toml:"aliases"`
	Staff     []string `toml:"staff"`
	AlertTo   []string `toml:"alert_to"`
	Trust     []string `toml:"trust_domains"`
	Secure    []string `toml:"secure_domains"`
	Ring      bool     `toml:"ring_when_not_secure"`
	DecidedBy string   `toml:"decided_by"`
}

type digestConfig struct {
	To []string `toml:"to"`
	At string   `toml:"at"`
}

type foldersConfig struct {
	Requests  string `toml:"requests"`
	Referrals string `toml:"referrals"`
	Person    string `toml:"person"`
	Automatic string `toml:"automatic"`
}

type daemonConfig struct {
	Folder string `toml:"folder"`
	Health string `toml:"health"`
	Syslog bool   `toml:"syslog"`
}

type canaryConfig struct {
	On       bool     `toml:"on"`
	Every    duration `toml:"every"`
	Patience duration `toml:"patience"`
}

type releaseConfig struct {
	Letters map[string]string `toml:"letters"`
	Routes  map[string]string `toml:"routes"`
}

type limitsConfig struct {
	FormsADay   int `toml:"forms_a_day"`
	ThreadADay  int `toml:"thread_a_day"`
	AMonth      int `toml:"a_month"`
	AddressADay int `toml:"address_a_day"`
	AnHour      int `toml:"an_hour"`
	ADay        int `toml:"a_day"`
	AMinute     int `toml:"a_minute"`
}

type readingConfig struct {
	Guard     string   `toml:"guard"`
	MemoryMB  int      `toml:"memory_mb"`
	Time      duration `toml:"time"`
	Tesseract string   `toml:"tesseract"`
	ClamAV    string   `toml:"clamav"`
	Cache     string   `toml:"cache"`
}

type formsConfig struct {
	Send    []string `toml:"send"`
	Mapping []string `toml:"mapping"`
}

type dataConfig struct {
	Practices  string `toml:"practices"`
	Neighbours string `toml:"neighbours"`
	Schools    string `toml:"schools"`
	Lexicon    string `toml:"lexicon"`
	Published  string `toml:"published"`

	StaleAfter      int `toml:"stale_after"`
	ListsStaleAfter int `toml:"lists_stale_after"`
}

type templatesConfig struct {
	Folder string `toml:"folder"`
}

type logConfig struct {
	Level  string `toml:"level"`
	Format string `toml:"format"`
}

// faults is every error in a configuration at once.
type faults []fault

// fault is one error: where, what, and what to do.
type fault struct {
	line int
	key  string
	text string
	hint string
}

func (fs faults) Error() string {
	sort.SliceStable(fs, func(i, j int) bool { return fs[i].line < fs[j].line })
	var b strings.Builder
	fmt.Fprintf(&b, "the configuration has %d error", len(fs))
	if len(fs) != 1 {
		b.WriteByte('s')
	}
	for _, f := range fs {
		b.WriteString("\n  ")
		if f.line > 0 {
			fmt.Fprintf(&b, "line %d: ", f.line)
		}
		if f.key != "" {
			fmt.Fprintf(&b, "%s: ", f.key)
		}
		b.WriteString(f.text)
		if f.hint != "" {
			fmt.Fprintf(&b, "\n    hint: %s", f.hint)
		}
	}
	return b.String()
}

// defaults is the configuration of a file that states only what has no default.
func defaults() *config {
	return &config{
		Mode:    "watch",
		Ledger:  "/var/lib/referrald/ledger.db",
		IMAP:    imapConfig{Port: 993, TLS: "implicit", Login: byPassword, Folder: "INBOX", Poll: duration(5 * minute)},
		SMTP:    smtpConfig{Port: 587, TLS: "starttls", Login: byPassword},
		OAuth:   oauthConfig{Scope: defaultScope, Algorithm: "PS256"},
		Office:  officeConfig{Trust: []string{"stockport.nhs.uk"}, Secure: []string{"nhs.net"}, DecidedBy: "the Children's Occupational Therapy team"},
		Digest:  digestConfig{At: "08:30"},
		Folders: foldersConfig{Requests: "Referrals/Form sent", Referrals: "Referrals/Received", Person: "Referrals/For a person", Automatic: "Referrals/Automatic"},
		Daemon:  daemonConfig{Folder: "Referrals/Daemon"},
		Canary:  canaryConfig{Every: duration(60 * minute), Patience: duration(30 * minute)},
		Limits:  limitsConfig{FormsADay: 2, ThreadADay: 2, AMonth: 5, AddressADay: 30, AnHour: 60, ADay: 300, AMinute: 20},
		Reading: readingConfig{Guard: guardOn, MemoryMB: guard.DefaultMemory >> 20, Time: duration(guard.DefaultTime), Tesseract: "auto"},
		Forms:   formsConfig{Send: []string{drawnPDF, drawnWord}},
		Data:    dataConfig{StaleAfter: workflow.DefaultShelf.Words, ListsStaleAfter: workflow.DefaultShelf.Lists},
		Log:     logConfig{Level: "info", Format: "text"},
	}
}

// load reads a configuration file and lists every error in it.
func load(path string) (*config, error) {
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &advice{"there is no configuration " + path, "copy config.example.toml there and fill it in, or name another file with -config"}
	case errors.Is(err, fs.ErrPermission):
		return nil, &advice{"the configuration " + path + " may not be read", "give the account that runs this the right to read it; it holds passwords, so nobody else"}
	case err != nil:
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	c, err := parse(data)
	if c != nil {
		c.path = path
	}
	return c, err
}

// mostBroken bounds the lines that are told to be broken: a file with more is
// no configuration.
const mostBroken = 20

// parse reads the bytes of a configuration file. With faults in what it says
// the configuration is returned all the same, so that a check can go on; it is
// nil when the file could not be read as TOML. A value of the wrong kind is told
// and passed over, so that the errors behind it are told too.
func parse(data []byte) (*config, error) {
	var fs faults
	lines := bytes.SplitAfter(data, []byte("\n"))
	for {
		c := defaults()
		c.lines = keyLines(data)
		d := toml.NewDecoder(bytes.NewReader(bytes.Join(lines, nil)))
		d.DisallowUnknownFields()
		err := d.Decode(c)
		var decode *toml.DecodeError
		if !errors.As(err, new(*toml.StrictMissingError)) && errors.As(err, &decode) {
			line, _ := decode.Position()
			fs = append(fs, brokenLine(decode))
			if len(decode.Key()) == 0 || line < 1 || line > len(lines) || len(fs) == mostBroken {
				return nil, fs
			}
			lines[line-1] = []byte("\n")
			continue
		}
		fs = append(fs, unknownKeys(err)...)
		broken := map[int]bool{}
		for _, f := range fs {
			broken[f.line] = true
		}
		for _, f := range c.faults() {
			if !broken[f.line] || f.line == 0 {
				fs = append(fs, f)
			}
		}
		if len(fs) > 0 {
			return c, fs
		}
		return c, nil
	}
}

// wrongType is how the decoder says that a value is of another kind than the
// key's; the words speak of Go, which means nothing to whoever set the key.
var wrongType = regexp.MustCompile(`^toml: cannot decode TOML \S+ into .*of type (\S+)`)

// wanted are the kinds of value by the end of the type's name.
var wanted = []struct{ kind, what, like string }{
	{"[]string", "a list", `["one", "two"]`},
	{"int", "a number, without quotes", "993"},
	{"bool", "true or false, without quotes", "true"},
	{"string", `text in "double quotes"`, `"imap.example.org"`},
}

func brokenLine(e *toml.DecodeError) fault {
	line, col := e.Position()
	if m := wrongType.FindStringSubmatch(e.Error()); m != nil {
		for _, w := range wanted {
			if strings.HasSuffix(m[1], w.kind) {
				return fault{line: line, key: strings.Join(e.Key(), "."), text: "this should be " + w.what, hint: "write it like " + w.like}
			}
		}
	}
	return fault{
		line: line, key: strings.Join(e.Key(), "."), text: fmt.Sprintf("%s (column %d)", strings.TrimPrefix(e.Error(), "toml: "), col),
		hint: "text stands in \"double quotes\"; compare with config.example.toml",
	}
}

// unknownKeys lists the keys that the program does not have.
func unknownKeys(err error) faults {
	var strict *toml.StrictMissingError
	if !errors.As(err, &strict) {
		if err != nil {
			return faults{{text: err.Error(), hint: "compare with config.example.toml"}}
		}
		return nil
	}
	var fs faults
	for _, e := range strict.Errors {
		line, _ := e.Position()
		key := strings.Join(e.Key(), ".")
		fs = append(fs, fault{line: line, key: key, text: "there is no such key", hint: nearest(key)})
	}
	return fs
}

// keyLines finds the line on which each key stands.
func keyLines(data []byte) map[string]int {
	lines := map[string]int{}
	table := ""
	for i, l := range strings.Split(string(data), "\n") {
		l = strings.TrimSpace(l)
		switch {
		case strings.HasPrefix(l, "["):
			table = strings.Trim(strings.SplitN(l, "#", 2)[0], "[] \t")
			lines[table] = i + 1
			table += "."
		case strings.HasPrefix(l, "#"):
		default:
			if k, _, ok := strings.Cut(l, "="); ok {
				lines[table+strings.Trim(strings.TrimSpace(k), `"'`)] = i + 1
			}
		}
	}
	return lines
}

// beside makes a path in the configuration relative to the file it stands in.
func (c *config) beside(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(c.path), path)
}

// secret reads a password: from the file the configuration names, or from the
// credentials directory of the service manager. It never stands in the TOML.
func (c *config) secret(file, credential string) (string, error) {
	path, section := c.beside(file), strings.TrimSuffix(credential, "-password")
	if path == "" {
		dir := os.Getenv("CREDENTIALS_DIRECTORY")
		if dir == "" {
			return "", fmt.Errorf("there is no password for %s: name its file in %s.password_file, or give the service manager the credential %q",
				strings.ToUpper(section), section, credential)
		}
		path = filepath.Join(dir, credential)
	} else if err := private(path); err != nil {
		return "", err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("reading the password file for %s: %w", strings.ToUpper(section), err)
	}
	s := strings.TrimRight(string(data), "\r\n")
	if s == "" {
		return "", fmt.Errorf("the password file for %s is empty", strings.ToUpper(section))
	}
	return s, nil
}

// private refuses a secret that others on the machine can read.
func private(path string) error {
	st, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("looking at the password file: %w", err)
	}
	if st.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("the password file %s can be read by others (mode %04o); run: chmod 600 %s", path, st.Mode().Perm(), path)
	}
	return nil
}
