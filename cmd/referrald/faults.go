package main

import (
	"fmt"
	"net/netip"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"time"

	"referrald/mailbox"
)

const minute = time.Minute

// duration is a time span as people write it: "5m", "90s".
type duration time.Duration

// UnmarshalText reads a Go duration.
func (d *duration) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	if err != nil {
		return fmt.Errorf("%q is not a time span; write it like \"5m\" or \"90s\"", b)
	}
	*d = duration(v)
	return nil
}

// checker collects faults with the line of their key.
type checker struct {
	c  *config
	fs faults
}

func (k *checker) fault(key, text, hint string) {
	line := k.c.lines[key]
	for up := key; line == 0 && strings.Contains(up, "."); {
		up = up[:strings.LastIndexByte(up, '.')]
		line = k.c.lines[up]
	}
	k.fs = append(k.fs, fault{line: line, key: key, text: text, hint: hint})
}

func (k *checker) need(key, v, hint string) {
	if strings.TrimSpace(v) == "" {
		k.fault(key, "is not set", hint)
	}
}

func (k *checker) oneOf(key, v string, allowed ...string) {
	for _, a := range allowed {
		if v == a {
			return
		}
	}
	k.fault(key, fmt.Sprintf("%q is not one of %s", v, strings.Join(allowed, ", ")), "")
}

func (k *checker) address(key, v string) {
	if _, err := mailbox.ParseAddress(v); err != nil {
		k.fault(key, err.Error(), "")
	}
}

func (k *checker) port(key string, v int) {
	if v < 1 || v > 65535 {
		k.fault(key, fmt.Sprintf("%d is not a port", v), "IMAP over TLS is 993, SMTP submission is 587")
	}
}

func (k *checker) domains(key string, list []string) {
	for _, d := range list {
		if !domainForm.MatchString(strings.TrimPrefix(d, ".")) {
			k.fault(key, fmt.Sprintf("%q is not a mail domain", d), "write nhs.net for that domain alone, .gov.uk for everything under it")
		}
	}
}

var domainForm = regexp.MustCompile(`(?i)^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$`)

// faults lists everything that is wrong with a configuration that could be read.
func (c *config) faults() faults {
	k := &checker{c: c}
	k.oneOf("mode", c.Mode, "watch", "live")
	k.need("ledger", c.Ledger, "a file in a folder of its own, e.g. /var/lib/referrald/ledger.db")
	k.server("imap", c.IMAP.Host, c.IMAP.Port, c.IMAP.TLS)
	k.need("imap.folder", c.IMAP.Folder, "the watched folder, usually INBOX")
	if p := time.Duration(c.IMAP.Poll); p < 10*time.Second || p > time.Hour {
		k.fault("imap.poll", "must lie between 10s and 1h", "5m is a good value")
	}
	if c.IMAP.AnswerSince != "" {
		if _, err := time.Parse("2006-01-02", c.IMAP.AnswerSince); err != nil {
			k.fault("imap.answer_since", fmt.Sprintf("%q is not a date", c.IMAP.AnswerSince), "write it as 2026-12-01, or leave it out")
		}
	}
	k.server("smtp", c.SMTP.Host, c.SMTP.Port, c.SMTP.TLS)
	k.logins()
	k.office()
	k.folders()
	k.daemon()
	k.release()
	k.limits()
	k.reading()
	k.forms()
	k.ages()
	k.oneOf("log.level", c.Log.Level, "debug", "info", "warn", "error")
	k.oneOf("log.format", c.Log.Format, "text", "json")
	return k.fs
}

func (k *checker) server(table, host string, port int, tls string) {
	k.need(table+".host", host, "the name of the mail server")
	k.port(table+".port", port)
	k.oneOf(table+".tls", tls, "implicit", "starttls", "none")
	if tls == "none" && !ownMachine(host) {
		k.fault(table+".tls", "\"none\" is allowed on this machine's own addresses only", "passwords and children's data never travel in the clear: use implicit or starttls")
	}
}

// ownMachine reports whether a host is this machine itself.
func ownMachine(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

func (k *checker) office() {
	o := k.c.Office
	if o.From == "" {
		k.need("office.from", "", "the address of the watched mailbox, e.g. \"Children's Therapy Services <ctsadmin@stockport.nhs.uk>\"")
	} else {
		k.address("office.from", o.From)
	}
	lists := map[string][]string{"office.aliases": o.Aliases, "office.staff": o.Staff, "office.alert_to": o.AlertTo, "digest.to": k.c.Digest.To}
	keys := []string{"office.aliases", "office.staff", "office.alert_to", "digest.to"}
	for _, key := range keys {
		for _, a := range lists[key] {
			k.address(key, a)
		}
	}
	if len(o.AlertTo) == 0 {
		k.fault("office.alert_to", "nobody would be told of a safeguarding concern", "name at least one address that people read all day")
	}
	if len(k.c.Digest.To) == 0 {
		k.fault("digest.to", "nobody would get the digest", "name at least one address; what waits for a person is shown there")
	}
	if _, err := time.Parse("15:04", k.c.Digest.At); err != nil {
		k.fault("digest.at", fmt.Sprintf("%q is not a time of day", k.c.Digest.At), "write it as 08:30")
	}
	k.domains("office.trust_domains", o.Trust)
	k.domains("office.secure_domains", o.Secure)
	for _, d := range o.Secure {
		if d == ".nhs.uk" || d == "nhs.uk" {
			k.fault("office.secure_domains", "nhs.uk addresses are not secure as a whole", "name each accredited domain by itself, e.g. stockport.nhs.uk")
		}
	}
	k.need("office.decided_by", o.DecidedBy, "who stands in a letter on a route that is set to auto")
}

func (k *checker) folders() {
	f := k.c.Folders
	names := [][2]string{{"folders.requests", f.Requests}, {"folders.referrals", f.Referrals}, {"folders.person", f.Person}, {"folders.automatic", f.Automatic}}
	for _, n := range names {
		k.need(n[0], n[1], "a folder in the mailbox; it is made at the first run")
		if strings.EqualFold(n[1], k.c.IMAP.Folder) {
			k.fault(n[0], "is the watched folder itself", "choose another folder; what is finished with is moved there")
		}
	}
}

// daemon: the cards are told from mail by their folder, and a canary that may
// take longer than the time to the next one never alarms.
func (k *checker) daemon() {
	d, f, c := k.c.Daemon, k.c.Folders, k.c.Canary
	k.need("daemon.folder", d.Folder, "a folder of its own in the mailbox; it is made at the first run")
	for _, other := range []string{k.c.IMAP.Folder, f.Requests, f.Referrals, f.Person, f.Automatic} {
		if d.Folder != "" && strings.EqualFold(d.Folder, other) {
			k.fault("daemon.folder", "is one of the other folders", "it must be a folder of its own")
			break
		}
	}
	if e := time.Duration(c.Every); e < 10*minute || e > 24*60*minute {
		k.fault("canary.every", "must lie between 10m and 24h", "1h is a good value")
	}
	if p := time.Duration(c.Patience); p < minute || p > 24*60*minute {
		k.fault("canary.patience", "must lie between 1m and 24h", "30m is a good value")
	}
}

// letterNames may be released by a person instead of by themselves.
var letterNames = []string{"form", "acknowledgement", "missing", "received", "unreadable"}

// routeNames are the contract's signposts.
var routeNames = []string{"other-area", "adult-services", "universal", "autism-adhd", "anxiety", "msk", "sensory", "already-supported", "mild", "education-therapy", "all"}

func (k *checker) release() {
	check := func(table string, set map[string]string, names []string) {
		var keys []string
		for n := range set {
			keys = append(keys, n)
		}
		sort.Strings(keys)
		for _, n := range keys {
			k.oneOf(table+" key", n, names...)
			k.oneOf(table+"."+n, set[n], "auto", "person")
		}
	}
	check("release.letters", k.c.Release.Letters, letterNames)
	check("release.routes", k.c.Release.Routes, routeNames)
}

func (k *checker) limits() {
	l := k.c.Limits
	for _, n := range []struct {
		key string
		v   int
	}{
		{"limits.forms_a_day", l.FormsADay}, {"limits.thread_a_day", l.ThreadADay}, {"limits.a_month", l.AMonth},
		{"limits.address_a_day", l.AddressADay}, {"limits.an_hour", l.AnHour}, {"limits.a_day", l.ADay},
		{"limits.a_minute", l.AMinute},
	} {
		if n.v < 1 {
			k.fault(n.key, "must be 1 or more", "a limit cannot be switched off: it is what stops a mail storm")
		}
	}
}

func (k *checker) forms() {
	if len(k.c.Forms.Send) == 0 {
		k.fault("forms.send", "nothing would go with a form letter", "\"pdf\" is the built-in form")
	}
	met := map[string]bool{}
	for _, what := range k.c.Forms.Send {
		switch ext := strings.ToLower(filepath.Ext(what)); {
		case met[what]:
			k.fault("forms.send", fmt.Sprintf("%q stands twice", what), "")
		case !slices.Contains(drawings, what) && ext != ".pdf" && ext != ".docx":
			k.fault("forms.send", fmt.Sprintf("%q is not one of %s, or a file that ends in .pdf or .docx", what, strings.Join(drawings, ", ")), "")
		}
		met[what] = true
	}
}

// longestShelf is ten years, in days: who trusts a telephone number longer has
// mistyped it.
const longestShelf = 3653

func (k *checker) ages() {
	d := k.c.Data
	for _, n := range []struct {
		key string
		v   int
	}{{"data.stale_after", d.StaleAfter}, {"data.lists_stale_after", d.ListsStaleAfter}} {
		if n.v < 1 || n.v > longestShelf {
			k.fault(n.key, fmt.Sprintf("%d is not a number of days between 1 and %d", n.v, longestShelf), "it cannot be switched off: nobody would notice that a service has moved")
		}
	}
}

// nearest suggests the key that was probably meant.
func nearest(key string) string {
	const typo = 2 // letters wrong, missing or too many
	best, distance, whole := "", typo, 1<<10
	for _, k := range knownKeys() {
		// The table may be wrong as well as the key: its last part counts first.
		d, w := edits(lastPart(key), lastPart(k)), edits(key, k)
		if d < distance || d == distance && w < whole {
			best, distance, whole = k, d, w
		}
	}
	if best == "" {
		return "see config.example.toml for the keys that there are"
	}
	return fmt.Sprintf("did you mean %s?", best)
}

func lastPart(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

// edits counts the letters to change, add or take away between two words.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		above := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := above
			if a[i] != b[j] {
				change++
			}
			above = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
