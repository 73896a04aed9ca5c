package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"referrald/forms"
	"referrald/mailbox"
	"referrald/workflow"
	"referrald/workflow/clerk"
)

// The corpus: messages by five writers and filled forms by three others, who
// knew the contract and not the program. Everybody in it is invented.
//
//	messages/*       .eml files; labels.tsv has the kind, the alert, the letters that answer the
//	                 sender by themselves ("none" for none), and a note
//	referrals/*      one form a file: the message, "-- form --", the answers, "== label"

// What every set must reach: so many rows in a hundred as their label says, and
// not one that would do harm.
const (
	corpusPercent = 98.0
	corpusUnsafe  = 0
)

var (
	messageSets  = []string{"messages/a", "messages/b", "messages/e", "messages/f", "messages/h", "messages/i", "messages/k"}
	referralSets = []string{"referrals/c", "referrals/d", "referrals/g", "referrals/j"}
)

func allMessages(t testing.TB) (all []labelled) {
	for _, set := range messageSets {
		all = append(all, labelledMessages(t, set)...)
	}
	return all
}

func allReferrals(t testing.TB) (all []referral) {
	for _, set := range referralSets {
		all = append(all, labelledReferrals(t, set)...)
	}
	return all
}

// scored is one row of a set after it was played.
type scored struct {
	name    string
	note    string   // the label's own reason
	misses  []string // what differs from the label
	unsafe  []string // what of it would do harm
	differs []string // other differences, which do not count
}

// playAll plays the rows of a set, several at once, in their order.
func playAll(n int, play func(int) (scored, error)) ([]scored, error) {
	out, errs := make([]scored, n), make([]error, n)
	var wait sync.WaitGroup
	turns := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range n {
		turns <- struct{}{}
		wait.Go(func() {
			out[i], errs[i] = play(i)
			<-turns
		})
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// score prints a set's score and every row that differs, and fails below its bar.
func score(t *testing.T, set string, rows []scored) {
	t.Helper()
	right, unsafe := 0, 0
	for _, r := range rows {
		if len(r.misses) == 0 {
			right++
		} else {
			t.Logf("%s/%s: %s (label: %s)", set, r.name, strings.Join(r.misses, "; "), r.note)
		}
		if len(r.unsafe) > 0 {
			unsafe++
			t.Logf("%s/%s: UNSAFE: %s", set, r.name, strings.Join(r.unsafe, "; "))
		}
		if len(r.differs) > 0 {
			t.Logf("%s/%s: beside the outcome: %s", set, r.name, strings.Join(r.differs, "; "))
		}
	}
	percent := 100 * float64(right) / float64(max(1, len(rows)))
	t.Logf("SCORE %s: %d of %d (%.1f %%), %d unsafe", set, right, len(rows), percent, unsafe)
	if len(rows) == 0 || percent < corpusPercent || unsafe > corpusUnsafe {
		t.Errorf("%s: %.1f %% right and %d unsafe; the bar is %.1f %% and %d", set, percent, unsafe, corpusPercent, corpusUnsafe)
	}
}

// labelled is a message of the corpus.
type labelled struct {
	file, kind, alert, answered, note string
	data                              []byte
}

func labelledMessages(t testing.TB, set string) []labelled {
	t.Helper()
	dir := filepath.Join("testdata", "corpus", set)
	table, err := os.ReadFile(filepath.Join(dir, "labels.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var out []labelled
	for line := range strings.Lines(string(table)) {
		cells := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if len(cells) != 5 {
			t.Fatalf("%s: a label has 5 cells: %q", set, line)
		}
		if cells[0] == "file" {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, cells[0]))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, labelled{cells[0], cells[1], cells[2], cells[3], cells[4], data})
	}
	return out
}

// No message of the corpus is without a label.
func TestCorpusIsWhole(t *testing.T) {
	for set, want := range map[string]int{"messages/a": 110, "messages/b": 110, "messages/e": 90, "messages/f": 90, "messages/h": 100, "messages/i": 60, "messages/k": 80, "referrals/c": 90, "referrals/d": 80, "referrals/g": 106, "referrals/j": 60} {
		files, err := filepath.Glob(filepath.Join("testdata", "corpus", set, "[0-9]*.*"))
		if err != nil || len(files) != want {
			t.Errorf("%s has %d files, want %d (%v)", set, len(files), want, err)
		}
		if strings.HasPrefix(set, "messages/") && len(labelledMessages(t, set)) != want {
			t.Errorf("%s has %d labels, want %d", set, len(labelledMessages(t, set)), want)
		}
	}
}

// addressed is an address at a name that is registered, or may be: all but the
// watched mailbox, the identifiers of messages and the names of machines.
var addressed = regexp.MustCompile(`(?i)\b[a-z]+(?:[._-][a-z]+)*@(?:[a-z0-9-]+\.)*(?:nhs\.net|nhs\.uk|sch\.uk|gov\.uk|co\.uk)\b`)

// Nobody in the corpus exists: NHS numbers of the test range, telephone numbers
// that Ofcom keeps for drama, and addresses under the names kept for examples.
func TestCorpusIsInvented(t *testing.T) {
	forDrama := regexp.MustCompile(`^(?:07700900\d{3}|01614960\d{3})$`)
	for _, r := range allReferrals(t) {
		for _, q := range forms.Questions() {
			v := strings.ReplaceAll(r.answers[q.Name], " ", "")
			switch {
			case v == "":
			case q.Kind == forms.KindNHSNumber && !strings.HasPrefix(v, "999"),
				q.Kind == forms.KindPhone && !forDrama.MatchString(v),
				q.Kind == forms.KindEmail && !strings.Contains(strings.ToLower(v[strings.LastIndexByte(v, '@')+1:]), "example."):
				t.Errorf("%s: %s may be somebody's", r.name, q.Name)
			}
		}
	}
	for _, l := range allMessages(t) {
		for _, a := range addressed.FindAllString(string(l.data), -1) {
			// A folded line may cut the watched mailbox's name in two.
			if !strings.HasSuffix("ctsadmin@stockport.nhs.uk", strings.ToLower(a)) && !strings.HasSuffix(a, "@pbx.stockport.nhs.uk") {
				t.Errorf("%s: an address may be somebody's", l.file)
			}
		}
	}
}

func TestCorpusMessages(t *testing.T) {
	h, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range messageSets {
		t.Run(set, func(t *testing.T) {
			all := labelledMessages(t, set)
			rows, err := playAll(len(all), func(i int) (scored, error) { return all[i].play(h), nil })
			if err != nil {
				t.Fatal(err)
			}
			score(t, set, rows)
		})
	}
}

// play decides about the message as explain does.
func (l labelled) play(h *house) scored {
	e, plan := decide(h, l.data, time.Time{}, time.Now())
	s := scored{name: l.file, note: l.note}
	differ := func(what, got, want string) {
		if got != want {
			s.misses = append(s.misses, fmt.Sprintf("%s %q, want %q", what, got, want))
		}
	}
	letters := byThemselves(plan)
	differ("kind", string(plan.Kind), l.kind)
	differ("alert", plan.Alert, l.alert)
	differ("answered", answeredWith(letters), l.answered)
	if len(letters) > 0 && l.answered == "none" && (l.kind == string(workflow.Automatic) || l.kind == string(workflow.Bounced) || e.Message.Machine()) {
		s.unsafe = append(s.unsafe, "a letter to a machine or a list")
	}
	s.unsafe = append(s.unsafe, harm(h, e, plan)...)
	if l.alert != "" && plan.Alert == "" {
		s.unsafe = append(s.unsafe, "an alert is missed")
	}
	return s
}

// byThemselves are the letters that leave without a person, to other people
// than staff.
func byThemselves(plan workflow.Plan) []workflow.Planned {
	return slices.DeleteFunc(slices.Clone(plan.Letters), func(p workflow.Planned) bool {
		return p.Staff || !p.Passed() || p.Release != workflow.Auto
	})
}

func answeredWith(letters []workflow.Planned) string {
	if len(letters) == 0 {
		return "none"
	}
	var names []string
	for _, p := range letters {
		names = append(names, p.Letter.Name())
	}
	return strings.Join(names, "+")
}

// harm is what must not happen whatever a message is: a letter by itself to
// ourselves or to somebody who did not write, or one that turns a family away.
func harm(h *house, e clerk.Examined, plan workflow.Plan) []string {
	var out []string
	writers := append([]mailbox.Address{e.Message.From}, e.Message.ReplyTo...)
	same := func(a mailbox.Address) func(mailbox.Address) bool {
		return func(b mailbox.Address) bool { return strings.EqualFold(a.Addr, b.Addr) }
	}
	for _, p := range byThemselves(plan) {
		if slices.ContainsFunc(h.office.Own, same(p.To)) {
			out = append(out, "a letter to our own address")
		}
		if !slices.ContainsFunc(writers, same(p.To)) {
			out = append(out, "a letter to somebody who did not write")
		}
		if p.Letter.Name() == "signpost" {
			out = append(out, "a signpost without a person")
		}
	}
	return out
}
