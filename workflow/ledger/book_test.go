package ledger

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"
	"unsafe"

	"referrald/forms"
	"referrald/mailbox"
	"referrald/templates"
	"referrald/workflow"
	"referrald/workflow/eligibility"
)

// powerOff is the power going off: what is on the disk at this moment, elsewhere.
func powerOff(t testing.TB, path string) string {
	t.Helper()
	to := place(t)
	must(t, os.MkdirAll(filepath.Dir(to), 0o700))
	for _, suffix := range []string{"", "-wal"} {
		data, err := os.ReadFile(path + suffix)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if err == nil {
			must(t, os.WriteFile(to+suffix, data, 0o600))
		}
	}
	return to
}

// monday is a working day at ten in London.
var monday = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

var parent = mailbox.NewAddress("Pat Example", "pat@example.org")

// place is a ledger's path in a folder of its own.
func place(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "book", "ledger.sqlite")
}

func openAt(t testing.TB, path string) *Ledger {
	t.Helper()
	l, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func fresh(t testing.TB) *Ledger { t.Helper(); return openAt(t, place(t)) }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// wantKind checks what sort of trouble an error is.
func wantKind(t testing.TB, err error, k Kind) {
	t.Helper()
	if !isKind(err, k) {
		t.Fatalf("got error %v, want kind %q", err, k)
	}
}

func isKind(err error, k Kind) bool { return errors.Is(err, k) }

// passed is a letter that the gate let through. The field belongs to the gate
// alone, which asks for a whole message; here only its verdict matters.
func passed(p workflow.Planned) workflow.Planned {
	f := reflect.ValueOf(&p).Elem().FieldByName("pass")
	reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem().SetBool(true)
	return p
}

// bytesOf is a letter as it goes out.
func bytesOf(id string, to mailbox.Address) mailbox.Outgoing {
	return mailbox.Outgoing{
		ID: id, From: mailbox.NewAddress("", "office@example.test"), To: to,
		Bytes: []byte("Message-ID: " + id + "\r\n\r\nDear reader,\r\n"),
	}
}

// story is one message and what is decided about it, with sensible defaults.
type story struct {
	uid      uint32
	id       string // Message-ID
	body     string // stands for hash and content
	from     mailbox.Address
	reply    string   // In-Reply-To
	thread   []string // References
	now      time.Time
	kind     workflow.Kind
	cases    []workflow.Case
	letters  []workflow.Planned
	folder   string
	alert    string
	unread   []forms.Unread
	bounce   *mailbox.Bounce
	validity uint32
}

func (s story) filled() story {
	if s.from.Zero() {
		s.from = parent
	}
	if s.now.IsZero() {
		s.now = monday
	}
	if s.validity == 0 {
		s.validity = 7
	}
	if s.body == "" {
		s.body = fmt.Sprintf("body %d", s.uid)
	}
	if s.id == "" {
		s.id = fmt.Sprintf("<%d@example.org>", s.uid)
	}
	if s.kind == "" {
		s.kind = workflow.FormRequest
	}
	return s
}

func (s story) print() Print {
	return Print{Hash: "hash of " + s.id + s.body, MessageID: s.id, Content: "content " + s.body, Received: s.now, From: s.from}
}

func (s story) decision(row int64) Decision {
	d := Decision{
		Row: row, Now: s.now, Received: s.now, Print: s.print(), Sender: s.from, InReplyTo: s.reply, Thread: s.thread, Bounce: s.bounce,
		Plan: workflow.Plan{Kind: s.kind, Cases: s.cases, Letters: s.letters, Folder: s.folder, Alert: s.alert, Unread: s.unread, Why: "as decided"},
	}
	for i, p := range s.letters {
		f := Finished{Index: i}
		if p.Passed() && p.Release == workflow.Auto {
			f.Out = bytesOf(letterID(row, i), p.To)
		}
		d.Letters = append(d.Letters, f)
	}
	return d
}

func letterID(row int64, i int) string { return fmt.Sprintf("<letter-%d-%d@example.test>", row, i) }

// receive makes a row for the message.
func (s story) receive(t testing.TB, l *Ledger) Row {
	t.Helper()
	rows, err := l.Receive(t.Context(), s.now, []Incoming{{Key: mailbox.Key{Validity: s.validity, UID: s.uid}, Size: 100}})
	must(t, err)
	if len(rows) != 1 {
		t.Fatalf("receiving UID %d: %d rows", s.uid, len(rows))
	}
	return rows[0]
}

// tell plays one message through the ledger and gives its row.
func tell(t testing.TB, l *Ledger, s story) int64 {
	t.Helper()
	row, err := try(t, l, s)
	must(t, err)
	return row
}

func try(t testing.TB, l *Ledger, s story) (int64, error) {
	t.Helper()
	s = s.filled()
	row := s.receive(t, l)
	g, err := l.Begin(t.Context())
	must(t, err)
	defer func() { must(t, g.Undo()) }()
	seen, err := g.Recognise(t.Context(), row.ID, s.print())
	must(t, err)
	if seen {
		return row.ID, g.End(t.Context())
	}
	if err := g.Commit(t.Context(), s.decision(row.ID)); err != nil {
		return row.ID, err
	}
	return row.ID, g.End(t.Context())
}

func recall(t testing.TB, l *Ledger, q workflow.Query) workflow.Recall {
	t.Helper()
	g, err := l.Begin(t.Context())
	must(t, err)
	defer func() { must(t, g.Undo()) }()
	if q.Now.IsZero() {
		q.Now = monday
	}
	if q.Year == 0 {
		q.Year = 2026
	}
	r, err := g.Recall(t.Context(), q)
	must(t, err)
	return r
}

func ref(n int) workflow.Reference { return workflow.MakeReference(2026, n) }

// opens is a new referral.
func opens(n int, to workflow.State) workflow.Case {
	return workflow.Case{Reference: ref(n), New: true, From: workflow.New, To: to, Why: "opened"}
}

func moves(n, version int, from, to workflow.State) workflow.Case {
	return workflow.Case{Reference: ref(n), From: from, To: to, Version: version, Why: "moved"}
}

// The letters of these tests.
func auto(l templates.Letter, i int) workflow.Planned {
	return passed(workflow.Planned{Letter: l, To: parent, Case: i, Release: workflow.Auto, Fresh: true})
}

func formLetter() workflow.Planned { return auto(templates.Form{Version: "2026-11"}, 0) }

func waits(i int) workflow.Planned {
	return workflow.Planned{
		Letter: templates.Signpost{Route: templates.Route{ID: "msk", Right: "Physiotherapy"}, Criterion: []string{"a sentence"}},
		To:     parent, Case: i, Release: workflow.ByPerson, Fresh: true,
	}
}

func stopped(brake string) workflow.Planned {
	return workflow.Planned{Letter: templates.Form{}, To: parent, Case: 0, Release: workflow.Auto, Stopped: brake}
}

// filledForm is a form about an invented child.
func filledForm(nhs, dob, surname, forename string) *forms.Form {
	answer := func(v string) forms.Answer { return forms.Answer{Value: v, Raw: v, Where: "page 1", Certain: true} }
	f := &forms.Form{Source: "form.pdf", Shape: forms.PDFForm, Version: "2026-11", Certain: true, Fields: map[string]forms.Answer{
		"child_dob": answer(dob), "child_surname": answer(surname), "child_forename": answer(forename),
	}}
	if nhs != "" {
		f.Fields["nhs_number"] = answer(nhs)
	}
	return f
}

func incomplete(missing ...string) *eligibility.Assessment {
	return &eligibility.Assessment{Outcome: eligibility.Incomplete, Missing: missing}
}

func due(t testing.TB, l *Ledger, now time.Time) []Due {
	t.Helper()
	d, err := l.Due(t.Context(), now, 100)
	must(t, err)
	return d
}

func sendAll(t testing.TB, l *Ledger, now time.Time) int {
	t.Helper()
	all := due(t, l, now)
	for _, d := range all {
		must(t, l.Attempt(t.Context(), []int64{d.ID}, now, now.Add(time.Minute)))
		must(t, l.Sent(t.Context(), d.ID, now, mailbox.Receipt{Outcome: mailbox.Accepted, Code: 250}))
	}
	return len(all)
}

func statusOf(t testing.TB, l *Ledger, validity, uid uint32) Status {
	t.Helper()
	known, err := l.Known(t.Context(), validity)
	must(t, err)
	return known[uid]
}

// sound checks what must hold of every ledger at any time.
func sound(t testing.TB, l *Ledger) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	if _, err := l.Verify(ctx); err != nil {
		t.Errorf("audit trail: %v", err)
	}
	if err := l.Sound(ctx); err != nil {
		t.Errorf("the file: %v", err)
	}
}
