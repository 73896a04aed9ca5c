package guard

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"referrald/forms"
)

// opened is a guard that is closed at the end of the test.
func opened(t testing.TB, o Options) *Guard {
	t.Helper()
	g := Open(o)
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return g
}

// ordinary is a filled form.
func ordinary(t testing.TB, surname string) forms.File {
	t.Helper()
	data, err := forms.FillPDF(map[string]string{"child_surname": surname, "child_forename": "Zoë", "child_dob": "2019-05-12", "nhs_number": "9990000018"})
	if err != nil {
		t.Fatal(err)
	}
	return forms.File{Name: surname + ".pdf", Type: "application/pdf", Data: data, Where: "attachment 1"}
}

// ordinaryWord is a Word form with every second question answered.
func ordinaryWord(t testing.TB) forms.File {
	t.Helper()
	answers := map[string]string{}
	for i, q := range forms.Questions() {
		switch {
		case i%2 == 1 || q.Kind == forms.KindHidden:
		case len(q.Options) > 0:
			answers[q.Name] = q.Options[i%len(q.Options)].Code
		case q.Kind == forms.KindText, q.Kind == forms.KindLongText, q.Kind == forms.KindAddress:
			answers[q.Name] = "Zoë O’Brien, for the bench"
		}
	}
	data, err := forms.FillWord(answers)
	if err != nil {
		t.Fatal(err)
	}
	return forms.File{Name: "form.docx", Data: data, Where: "attachment 1"}
}

const typedAnswers = "Child's last name: Ashworth\nChild's first name: Leo\nDate of birth: 12/05/2019\n"

var received = time.Date(2026, time.November, 23, 10, 0, 0, 0, time.UTC)

func TestReadsWhatIsReadInProcess(t *testing.T) {
	g := opened(t, Options{Tesseract: "off"})
	blank, err := forms.Draw()
	if err != nil {
		t.Fatal(err)
	}
	filled := ordinary(t, "O'Brien")
	for _, row := range []struct {
		name  string
		files []forms.File
		typed string
	}{
		{"a filled form", []forms.File{filled}, ""},
		{"a filled form and typed answers", []forms.File{filled}, typedAnswers},
		{"typed answers alone", nil, typedAnswers},
		{"a blank form, its copy, rubbish and nothing", []forms.File{{Name: "a.pdf", Data: blank}, {Name: "b.pdf", Data: blank}, {Name: "c", Data: []byte{0, 1, 2}}, {Name: "d"}}, ""},
		{"a text file in foreign letters", []forms.File{{Name: "x\xff.txt", Data: []byte(typedAnswers + "School: Ecole \xe9l\xe9mentaire\n")}}, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, want := g.Find(row.files, row.typed, received), forms.Find(row.files, row.typed, received)
			for i := range want.Unread {
				want.Unread[i].Source = strings.ToValidUTF8(want.Unread[i].Source, "\uFFFD")
			}
			for i := range want.Forms {
				want.Forms[i].Source = strings.ToValidUTF8(want.Forms[i].Source, "\uFFFD")
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("found %d forms and %v, want %d and %v", len(got.Forms), got.Unread, len(want.Forms), want.Unread)
			}
		})
	}
	form, err := g.Read(filled, received)
	want, _ := forms.Read(filled, received)
	if err != nil || !reflect.DeepEqual(form, want) {
		t.Errorf("Read gave %v, %v", form, err)
	}
	if code := unreadCode(t, g, forms.File{Name: "a.pdf", Data: blank}); code != forms.Blank {
		t.Errorf("a blank form is %q", code)
	}
}

func unreadCode(t *testing.T, g *Guard, f forms.File) forms.UnreadCode {
	t.Helper()
	_, err := g.Read(f, received)
	var unreadable *forms.UnreadableError
	if !errors.As(err, &unreadable) {
		t.Fatalf("reading gave %v", err)
	}
	if unreadable.Unread.Source != f.Name {
		t.Errorf("the unread file is called %q", unreadable.Unread.Source)
	}
	return unreadable.Unread.Code
}

// A child that does not come back costs the file that it had in hand.
func TestFileThatEndsTheChildIsUnread(t *testing.T) {
	for _, row := range []struct {
		job    string
		memory int64
		time   time.Duration
	}{
		{"panic", 0, 0},
		{"exit", 0, 0},
		{"loop", 0, 300 * time.Millisecond},
		{"alloc", 128 << 20, 0},
		{"large", 0, 0},
	} {
		t.Run(row.job, func(t *testing.T) {
			g := opened(t, Options{Tesseract: "off", Memory: row.memory, Time: row.time})
			if code := unreadCode(t, g, job(row.job)); code != forms.Failed {
				t.Errorf("it is %q", code)
			}
			if left := living(g); left != 0 {
				t.Errorf("%d children are left", left)
			}
		})
	}
}

func living(g *Guard) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.all)
}

// One poisoned file harms none of its neighbours, and the typed answers are
// read all the same.
func TestNeighboursOfAPoisonedFileAreRead(t *testing.T) {
	g := opened(t, Options{Tesseract: "off"})
	first, last := ordinary(t, "First"), ordinary(t, "Last")
	found := g.Find([]forms.File{first, job("panic"), first, last, job("exit")}, typedAnswers, received)
	var sources []string
	for _, f := range found.Forms {
		sources = append(sources, f.Source)
	}
	if got := strings.Join(sources, " "); got != "First.pdf Last.pdf message text" {
		t.Errorf("read %s", got)
	}
	if len(found.Unread) != 2 || found.Unread[0].Source != "panic.pdf" || found.Unread[1].Source != "exit.pdf" {
		t.Errorf("unread: %v", found.Unread)
	}
	for _, u := range found.Unread {
		if u.Code != forms.Failed || u.Text == "" {
			t.Errorf("%s is %q: %s", u.Source, u.Code, u.Text)
		}
	}
}

// Several pages may take longer than one file; nothing may take for ever.
func TestSignOfWorkGivesTime(t *testing.T) {
	g := opened(t, Options{Tesseract: "off", Time: 400 * time.Millisecond})
	if code := unreadCode(t, g, job("slow")); code != "job" {
		t.Errorf("it is %q", code)
	}
	_, err := g.read(opRead, []forms.File{job("busy")}, "", received, time.Now().Add(time.Second))
	if !errors.Is(err, overTime) {
		t.Errorf("a child that is always busy ended with %v", err)
	}
}

// Pages are drawn by code that a child has compiled which was given no file;
// no child that was given one can change it.
func TestCodeIsCompiledOnceAndNotByReaders(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "compiled")
	g := opened(t, Options{Tesseract: "off", Cache: cache})
	for _, row := range []struct{ job, want string }{{"draw", "1 <nil>"}, {"plant", "true"}} {
		form, err := g.Read(job(row.job), received)
		var unread *forms.UnreadableError
		if !errors.As(err, &unread) || unread.Unread.Text != row.want {
			t.Errorf("%s gave %v, %v", row.job, form, err)
		}
	}
	if st, err := os.Stat(cache); err != nil || st.Mode().Perm() != 0o700 {
		t.Errorf("the folder: %v, %v", st, err)
	}
	code := filepath.Join(cache, "code")
	if err := os.WriteFile(code, []byte("as it was"), 0o600); err != nil {
		t.Fatal(err)
	}
	next := opened(t, Options{Tesseract: "off", Cache: cache})
	if err := next.Warm(); err != nil || !next.isHot() {
		t.Errorf("the next start does not know the code: %v", err)
	}
	if data, err := os.ReadFile(code); err != nil || string(data) != "as it was" {
		t.Errorf("it was compiled again: %q, %v", data, err)
	}
	if err := os.Chmod(cache, 0o770); err != nil {
		t.Fatal(err)
	}
	open := opened(t, Options{Tesseract: "off", Cache: cache})
	if err := open.Warm(); err == nil || !strings.Contains(err.Error(), "chmod 700") {
		t.Errorf("code that others can write is run: %v", err)
	}
}

// A child that died between two messages costs nothing.
func TestChildThatDiedIdleIsReplaced(t *testing.T) {
	g := opened(t, Options{Tesseract: "off"})
	if err := g.Start(); err != nil {
		t.Fatal(err)
	}
	killGroup(g.idle[0].cmd.Process)
	<-g.idle[0].gone
	if found := g.Find([]forms.File{ordinary(t, "Later")}, "", received); len(found.Forms) != 1 {
		t.Errorf("found %v", found.Unread)
	}
}

func TestChildIsKeptWarmAndReplaced(t *testing.T) {
	g := opened(t, Options{Tesseract: "off"})
	f := ordinary(t, "Warm")
	g.Find([]forms.File{f}, "", received)
	first := g.idle[0]
	if _, err := os.Stat(first.folder); !os.IsNotExist(err) {
		t.Errorf("its folder is there to be written: %v", err)
	}
	g.Find([]forms.File{f}, "", received)
	if len(g.idle) != 1 || g.idle[0] != first || first.answers != 2 {
		t.Errorf("%d children wait, the first gave %d answers", len(g.idle), first.answers)
	}
	first.answers = mostAnswers - 1
	g.Find([]forms.File{f}, "", received)
	if len(g.idle) != 0 {
		t.Error("a child that has given many answers is kept")
	}
}

func TestTwoAtMostSideBySide(t *testing.T) {
	g := opened(t, Options{Tesseract: "off", Time: 500 * time.Millisecond})
	done := make(chan forms.Found)
	for range 4 {
		go func() { done <- g.Find([]forms.File{job("loop")}, "", received) }()
	}
	for range 4 {
		if n := living(g); n > sideBySide {
			t.Errorf("%d children at once", n)
		}
		if found := <-done; len(found.Unread) != 1 {
			t.Errorf("found %v", found)
		}
	}
}

func TestClosedGuardStartsNoChild(t *testing.T) {
	g := Open(Options{Tesseract: "off"})
	if err := errors.Join(g.Start(), g.Close()); err != nil {
		t.Fatal(err)
	}
	if err := g.Start(); !errors.Is(err, errClosed) {
		t.Errorf("got %v", err)
	}
}

func TestMoreThanMayCrossIsRefused(t *testing.T) {
	g := opened(t, Options{Tesseract: "off"})
	big := forms.File{Name: "big.bin", Data: make([]byte, mostSent/2+1)}
	other := forms.File{Name: "other.bin", Data: append([]byte{1}, big.Data...)}
	found := g.Find([]forms.File{big, other, ordinary(t, "Small")}, "", received)
	if len(found.Forms) != 1 || len(found.Unread) != 2 {
		t.Errorf("found %d forms, unread %v", len(found.Forms), found.Unread)
	}
}

func TestFramesAreBounded(t *testing.T) {
	long := binary.BigEndian.AppendUint32(nil, mostAnswer+1)
	for _, row := range []struct {
		name string
		in   []byte
		want error
	}{
		{"longer than may cross", long, errLarge},
		{"broken off", []byte{0, 0, 0, 9, '{'}, io.ErrUnexpectedEOF},
		{"nothing", nil, io.EOF},
	} {
		var r reply
		if err := readFrame(bytes.NewReader(row.in), &r, mostAnswer); !errors.Is(err, row.want) {
			t.Errorf("%s: %v", row.name, err)
		}
	}
	head := []byte(`{"Op":"find","Files":[{"Size":-1}]}`)
	frame := append(binary.BigEndian.AppendUint32(nil, uint32(len(head))), head...)
	if _, err := readRequest(bytes.NewReader(frame)); !errors.Is(err, errLarge) {
		t.Errorf("a negative size: %v", err)
	}
}

func FuzzReadFrame(f *testing.F) {
	var good bytes.Buffer
	if err := writeFrame(&good, reply{Found: forms.Find(nil, "Date of birth: 12/05/2019", received)}, mostAnswer); err != nil {
		f.Fatal(err)
	}
	f.Add(good.Bytes())
	f.Add([]byte{0, 0, 0, 2, '{', '}'})
	f.Add([]byte{255, 255, 255, 255})
	f.Fuzz(func(_ *testing.T, in []byte) {
		var r reply
		_ = readFrame(bytes.NewReader(in), &r, mostAnswer)
		_, _ = readRequest(bytes.NewReader(in))
	})
}

// An error is logged without what the file is called or holds.
func TestLogNamesNobody(t *testing.T) {
	var log bytes.Buffer
	g := opened(t, Options{Tesseract: "off", Log: slog.New(slog.NewTextHandler(&log, nil))})
	f := job("panic")
	f.Name = "Jordan Example.pdf"
	g.Find([]forms.File{f}, "", received)
	if said := log.String(); !strings.Contains(said, "reader of forms was ended") || strings.Contains(said, "Jordan") || strings.Contains(said, "a file made it panic") {
		t.Errorf("the log says: %s", said)
	}
}

// BenchmarkFind tells what the way through the child costs: the same files in
// this process are the yardstick.
func BenchmarkFind(b *testing.B) {
	g := opened(b, Options{Tesseract: "off"})
	for _, row := range []struct {
		name string
		file forms.File
	}{
		{"pdf", ordinary(b, "Bench")},
		{"word", ordinaryWord(b)},
		{"text", forms.File{Name: "answers.txt", Data: []byte(typedAnswers)}},
		{"nothing of 300 KB", forms.File{Name: "x.bin", Data: bytes.Repeat([]byte{0, 1, 2}, 100<<10)}},
	} {
		files := []forms.File{row.file}
		want := forms.Find(files, "", received)
		for _, way := range []struct {
			name string
			find func([]forms.File, string, time.Time) forms.Found
		}{{"guarded", g.Find}, {"in-process", forms.Find}} {
			b.Run(row.name+"/"+way.name, func(b *testing.B) {
				for b.Loop() {
					if found := way.find(files, "", received); len(found.Forms) != len(want.Forms) {
						b.Fatal(found.Unread)
					}
				}
			})
		}
	}
}

func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		g := Open(Options{Tesseract: "off"})
		if err := errors.Join(g.Start(), g.Close()); err != nil {
			b.Fatal(err)
		}
	}
}
