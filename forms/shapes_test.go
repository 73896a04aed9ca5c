package forms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// shapesFolder names the forms that one reading process is to read.
const shapesFolder = "REFERRALD_SHAPES_FOLDER"

// readings are what one process made of the forms of one producer.
type readings struct {
	Score   score
	Refused []UnreadCode  // of forms that gave no answers
	Median  time.Duration // of reading one form
	Peak    int           // most resident memory of the process, KB; 0: not known here
}

// The table of every shape in which a form comes back: how many answers are
// exact, unread and wrong, how long one form takes and how much memory.
// REFERRALD_FORMS says how many forms each producer fills; without it the ways
// that take milliseconds fill one each, and the others have tests of their own.
// Each producer's forms are read in a process of their own, one after the other.
func TestShapesTable(t *testing.T) {
	if folder := os.Getenv(shapesFolder); folder != "" {
		readShapes(t, folder)
		return
	}
	many := formsOfEach(0)
	ways := producers()
	if many == 0 {
		many, ways = 1, slices.DeleteFunc(ways, func(p producer) bool { return !p.light })
	}
	var rows strings.Builder
	for _, p := range ways {
		t.Run(p.name, func(t *testing.T) {
			written := p.answers(many)
			folder := t.TempDir()
			for n, files := range p.produce(t, written) {
				saveShape(t, filepath.Join(folder, fmt.Sprintf("%03d", n)), files, written[n])
			}
			got := readElsewhere(t, folder)
			got.Score.check(t)
			row := got.row(p, many)
			t.Logf("%sboxes: %d of %d", row, got.Score.BoxesExact, got.Score.Boxes) // for whoever waits for the others
			rows.WriteString(row)
		})
	}
	fmt.Printf("\n| producer | forms | exact | unread | wrong | median time | peak memory |\n|---|--:|--:|--:|--:|--:|--:|\n%s\n", rows.String())
}

func (r readings) row(p producer, many int) string {
	name, all := p.name, float64(max(1, r.Score.all()))
	if p.western {
		name += " (western letters)"
	}
	took := fmt.Sprintf("%.1f ms", float64(r.Median.Microseconds())/1000)
	if r.Median > time.Second {
		took = fmt.Sprintf("%.1f s", r.Median.Seconds())
	}
	peak := "not known"
	if r.Peak > 0 {
		peak = fmt.Sprintf("%d MB", (r.Peak+512)/1024)
	}
	unread := strconv.Itoa(r.Score.Unread)
	if len(r.Refused) > 0 {
		unread += fmt.Sprintf(" (%d whole forms: %s)", len(r.Refused), r.Refused[0])
	}
	return fmt.Sprintf("| %s | %d | %d (%.1f %%) | %s | %d | %s | %s |\n", name, many, r.Score.Exact, 100*float64(r.Score.Exact)/all, unread, r.Score.Wrong, took, peak)
}

// saveShape writes a returned form and what was written in it into a folder.
func saveShape(t *testing.T, folder string, files []File, written map[string]string) {
	t.Helper()
	answers, err := json.Marshal(written)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for i, f := range append(files, File{Name: "answers.json", Data: answers}) {
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%d-%s", i, f.Name)), f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// readElsewhere has a new process of these tests read the forms in a folder.
func readElsewhere(t *testing.T, folder string) (got readings) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	reader := exec.Command(self, "-test.run=^TestShapesTable$", "-test.timeout=0")
	reader.Env = append(os.Environ(), shapesFolder+"="+folder)
	if said, err := reader.CombinedOutput(); err != nil {
		t.Fatalf("reading: %v\n%s", err, said)
	}
	data, err := os.ReadFile(filepath.Join(folder, "reading.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	return got
}

// readShapes reads the forms in a folder and leaves there what came of it.
func readShapes(t *testing.T, folder string) {
	r := Reader{Pages: pagesWhenNeeded, OCR: tesseract(t)}
	var got readings
	var took []time.Duration
	forms, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range forms {
		files, written := openShape(t, filepath.Join(folder, entry.Name()))
		start := time.Now()
		form, err := readReturned(r, files)
		took = append(took, time.Since(start))
		if err != nil {
			var unreadable *UnreadableError
			if !errors.As(err, &unreadable) {
				t.Fatal(err)
			}
			got.Refused = append(got.Refused, unreadable.Unread.Code)
			got.Score.refuse(written)
			continue
		}
		got.Score.lines = form.Shape != PDFText && form.Shape != Scan
		got.Score.count(form, written)
	}
	slices.Sort(took)
	got.Median, got.Peak = took[len(took)/2], mostResident()
	data, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "reading.json"), data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func openShape(t *testing.T, folder string) (files []File, written map[string]string) {
	t.Helper()
	names, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(folder, name.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name.Name(), "-answers.json") {
			if err := json.Unmarshal(data, &written); err != nil {
				t.Fatal(err)
			}
			continue
		}
		files = append(files, File{Name: name.Name(), Data: data})
	}
	return files, written
}

// readReturned reads the files of one form without a limit of time: the machine
// may be busy.
func readReturned(r Reader, files []File) (Form, error) {
	if len(files) == 1 {
		return r.read(context.Background(), files[0], midday)
	}
	form, unread := r.readPictures(context.Background(), files, midday)
	if form.Shape == "" {
		return Form{}, &UnreadableError{unread[0]}
	}
	return form, nil
}

// pagesWhenNeeded opens what opens pages at the first form that has no fields,
// so that its memory counts only there.
func pagesWhenNeeded(ctx context.Context, pdf []byte, dpi, most int) ([]Page, error) {
	pages, err := OpenPages()
	if err != nil {
		return nil, err
	}
	return pages(ctx, pdf, dpi, most)
}

var residentLine = regexp.MustCompile(`(?m)^VmHWM:\s+(\d+) kB$`)

// mostResident is the most memory that this process ever had, in KB, as Linux
// counts it; 0 elsewhere. (What wait4 gives would also be that of whoever
// started the process.)
func mostResident() int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	found := residentLine.FindSubmatch(status)
	if found == nil {
		return 0
	}
	peak, _ := strconv.Atoi(string(found[1]))
	return peak
}
