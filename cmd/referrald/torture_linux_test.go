package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"mime"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"referrald/forms"
	"referrald/forms/guard"
	"referrald/workflow"
	"referrald/workflow/clerk"
)

const (
	// tortureEnv names a folder of files that were made to break readers, or did.
	// They are other people's, so that none of them is kept here.
	tortureEnv = "REFERRALD_TORTURE"
	// tortureOCR has pictures read by tesseract as well, which takes hours for
	// thousands of them.
	tortureOCR = "REFERRALD_TORTURE_OCR"

	mostMain   = 150 << 20        // bytes of the main process
	mostHang   = 20 * time.Second // of one message without OCR
	mostMail   = 25 << 20         // bytes of one file; what is more no mail server of the service lets in
	calledForm = "Here is the completed form."
)

// TestTorture sends each file of the folder through the whole way, each as the
// attachment of a letter of its own, in this one process: opened, read in the
// child, decided. Each folder in the folder is a test by itself.
func TestTorture(t *testing.T) {
	folder := os.Getenv(tortureEnv)
	if folder == "" {
		t.Skipf("%s names no folder of files (README, Tests)", tortureEnv)
	}
	r := newRack(t, os.Getenv(tortureOCR) != "")
	groups, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range groups {
		t.Run(d.Name(), func(t *testing.T) {
			err := filepath.WalkDir(filepath.Join(folder, d.Name()), func(path string, e fs.DirEntry, err error) error {
				if err == nil && e.Type().IsRegular() {
					r.file(t, path)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	r.tell(t)
}

// rack is the house through which the files go, and what was seen of them.
type rack struct {
	house   *house
	watched *watched
	limit   time.Duration // of one message
	good    []byte        // a letter with an ordinary form
	kinds   map[string]*tortured
}

// tortured is what was seen of the files of one kind.
type tortured struct {
	files, forms, passed int
	unread               map[forms.UnreadCode]int
	took                 []time.Duration
	child                int64 // bytes of the largest child
	slowest              string
}

func newRack(t *testing.T, ocr bool) *rack {
	t.Helper()
	h, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	_ = h.guard.Close()
	o := guard.Options{Tesseract: "off", Cache: filepath.Join(t.TempDir(), "compiled")}
	r := &rack{house: h, limit: mostHang, kinds: map[string]*tortured{}}
	if ocr {
		o.Tesseract, r.limit = "auto", guard.MostTime
	}
	h.guard = guard.Open(o)
	t.Cleanup(func() { _ = h.guard.Close() })
	if err := h.guard.Warm(); err != nil {
		t.Fatal(err)
	}
	data, err := forms.FillPDF(map[string]string{"child_surname": "Ashworth", "child_forename": "Leo", "nhs_number": "9990000018"})
	if err != nil {
		t.Fatal(err)
	}
	r.good = letterWith("form.pdf", bytes.NewReader(data), len(data))
	r.watched = watch(t)
	return r
}

// letterWith is a letter that calls the file a completed form. It is built in
// one buffer: what the test itself takes would count as the program's.
func letterWith(name string, file io.Reader, size int) []byte {
	var b bytes.Buffer
	b.Grow(size + size/3 + 4<<10)
	fmt.Fprintf(&b, "From: Kate Ashworth <kate.ashworth@example.com>\r\nTo: ctsadmin@stockport.nhs.uk\r\nSubject: Leo\r\nMessage-ID: <torture@example.com>\r\n"+
		"Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n%s\r\n"+
		"--x\r\nContent-Type: application/octet-stream\r\nContent-Disposition: %s\r\nContent-Transfer-Encoding: base64\r\n\r\n",
		calledForm, mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	w := base64.NewEncoder(base64.StdEncoding, &b)
	_, _ = io.Copy(w, file)
	_ = w.Close()
	b.WriteString("\r\n--x--\r\n")
	return b.Bytes()
}

// file sends one file through, and an ordinary form after one that the child
// did not survive.
func (r *rack) file(t *testing.T, path string) {
	f, err := os.Open(path)
	if err != nil {
		t.Error(err)
		return
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil || st.Size() > mostMail {
		t.Logf("%s: not sent, %d bytes, %v", path, st.Size(), err)
		return
	}
	name := filepath.Base(path)
	seen := r.send(t, name, letterWith(name, f, int(st.Size())))
	r.kind(name).note(name, seen)
	t.Logf("%8.3fs main %3d MB child %3d MB %s %s", seen.took.Seconds(), r.watched.main()>>20, seen.child>>20, seen.said(), name)
	if seen.died() {
		if after := r.send(t, "the form after "+name, r.good); len(after.found.Forms) != 1 {
			t.Errorf("%s harmed the next form: %s", name, after.said())
		}
	}
}

// sent is what was seen of one message.
type sent struct {
	found forms.Found
	plan  workflow.Plan
	took  time.Duration
	child int64
}

func (s sent) died() bool {
	return slices.ContainsFunc(s.found.Unread, func(u forms.Unread) bool { return u.Code == forms.Failed })
}

func (s sent) said() string {
	var out []string
	for _, f := range s.found.Forms {
		out = append(out, fmt.Sprintf("form(%d)", len(f.Fields)))
	}
	for _, u := range s.found.Unread {
		out = append(out, string(u.Code))
	}
	return strings.Join(append(out, "->", answeredWith(s.plan.Letters)), " ")
}

// send has one message opened, read and decided, and holds it to the limits.
func (r *rack) send(t *testing.T, name string, raw []byte) sent {
	t.Helper()
	r.watched.forget()
	began := time.Now()
	var e clerk.Examined
	var s sent
	e, s.plan = decide(r.house, raw, demoStart(), demoStart())
	s.found, s.took, s.child = e.Found, time.Since(began), r.watched.children()
	if s.took > r.limit {
		t.Errorf("%s took %s, the limit is %s", name, s.took, r.limit)
	}
	if n := r.watched.main(); n > mostMain {
		t.Errorf("%s: the main process has had %d MB", name, n>>20)
		r.watched.afresh()
	}
	if s.child > guard.DefaultMemory {
		t.Errorf("%s: a child has had %d MB", name, s.child>>20)
	}
	for _, wrong := range harm(r.house, e, s.plan) {
		t.Errorf("%s: %s", name, wrong)
	}
	if s.died() && !heldForAPerson(s.plan) {
		t.Errorf("%s was not read, and nobody is shown it: %s, letters %s", name, s.plan.Kind, answeredWith(s.plan.Letters))
	}
	return s
}

// heldForAPerson reports whether somebody is shown the message: every case of
// it waits for a person, or it stays where people look.
func heldForAPerson(p workflow.Plan) bool {
	waits := func(c workflow.Case) bool { return c.To == workflow.WithPerson }
	return slices.ContainsFunc(p.Cases, waits) || len(p.Cases) == 0 && p.Folder == ""
}

func (r *rack) kind(name string) *tortured {
	ext := strings.ToLower(filepath.Ext(name))
	if r.kinds[ext] == nil {
		r.kinds[ext] = &tortured{unread: map[forms.UnreadCode]int{}}
	}
	return r.kinds[ext]
}

func (k *tortured) note(name string, s sent) {
	k.files++
	if len(s.found.Forms) > 0 {
		k.forms++
	} else if len(s.found.Unread) == 0 {
		k.passed++
	}
	for _, u := range s.found.Unread {
		k.unread[u.Code]++
	}
	if len(k.took) == 0 || s.took > slices.Max(k.took) {
		k.slowest = name
	}
	k.took, k.child = append(k.took, s.took), max(k.child, s.child)
}

// tell prints the table.
func (r *rack) tell(t *testing.T) {
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 1, 1, ' ', 0)
	fmt.Fprintln(w, "kind\tfiles\tread\tnothing in it\tdied\tmedian\tslowest\tchild at most\tunread")
	for _, ext := range slices.Sorted(maps.Keys(r.kinds)) {
		k := r.kinds[ext]
		slices.Sort(k.took)
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d ms\t%.1f s\t%d MB\t%v\n", ext, k.files, k.forms, k.passed, k.unread[forms.Failed],
			k.took[len(k.took)/2].Milliseconds(), k.took[len(k.took)-1].Seconds(), k.child>>20, k.unread)
	}
	_ = w.Flush()
	t.Logf("the main process has had %d MB at most\n%s", r.watched.most()>>20, out.String())
}
