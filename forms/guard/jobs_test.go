package guard

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"referrald/forms"
)

func TestMain(m *testing.M) {
	Main()
	if play := parts[os.Getenv(partName)]; play != nil {
		play()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// partName in the environment has the test binary play one of the parts instead
// of the tests.
const partName = "REFERRALD_TEST_PART"

var parts = map[string]func(){
	"orphan maker":      func() { makeOrphan(false) },
	"bare orphan maker": func() { makeOrphan(true) },
}

// makeOrphan is a parent that says which child it has, and waits to be killed.
func makeOrphan(bare bool) {
	g := Open(Options{Tesseract: "off"})
	g.bare = g.bare || bare
	if err := g.Start(); err != nil {
		os.Exit(1)
	}
	fmt.Println(g.idle[0].cmd.Process.Pid)
	g.Find([]forms.File{job("loop")}, "", received)
}

// jobs are what a child of the tests does instead of reading a file that says
// "job NAME": what a hostile file might make it do. What a job returns comes
// back as the text of an unread file.
var jobs = map[string]func(*bench) string{
	"panic": func(*bench) string { panic("a file made it panic") },
	"exit":  func(*bench) string { os.Exit(0); return "" },
	"loop": func(*bench) string {
		for {
			spin++
		}
	},
	"alloc": func(*bench) string {
		for {
			keep(8 << 20)
		}
	},
	"grow": func(*bench) string { // slowly, so that the parent sees it before the kernel does
		for {
			keep(4 << 20)
			time.Sleep(10 * time.Millisecond)
		}
	},
	"large": func(*bench) string { return strings.Repeat("x", mostAnswer+1) },
	"slow": func(b *bench) string { // longer than it may without a sign of work, and with one all the time
		for range 8 {
			time.Sleep(100 * time.Millisecond)
			_ = b.write(reply{Busy: true})
		}
		return "done"
	},
	"busy": func(b *bench) string {
		for {
			_ = b.write(reply{Busy: true})
			time.Sleep(10 * time.Millisecond)
		}
	},
	"draw": func(b *bench) string {
		pages, err := b.draw(context.Background(), nil, 72, 1)
		return fmt.Sprint(len(pages), err)
	},
	"plant": func(b *bench) string {
		return fmt.Sprint(os.WriteFile(filepath.Join(b.Cache, "planted"), []byte("x"), 0o600) != nil)
	},
	"env": func(*bench) string { return strings.Join(os.Environ(), " ") },
}

var (
	spin  int
	hoard [][]byte
)

// keep takes memory and touches all of it.
func keep(size int) {
	b := make([]byte, size)
	for i := 0; i < size; i += 4096 {
		b[i] = 1
	}
	hoard = append(hoard, b)
}

const jobPrefix = "job "

func init() {
	openPages = func(cache string) (forms.Pages, error) {
		code := filepath.Join(cache, "code")
		if _, err := os.Stat(code); err != nil {
			if err := os.WriteFile(code, []byte("compiled"), 0o600); err != nil {
				return nil, err
			}
		}
		return func(context.Context, []byte, int, int) ([]forms.Page, error) { return make([]forms.Page, 1), nil }, nil
	}
	ordinary := answer
	answer = func(b *bench, r request) reply {
		b.cold.Store(false)
		for _, f := range r.files() {
			if name, ok := strings.CutPrefix(string(f.Data), jobPrefix); ok {
				return reply{Unread: &forms.Unread{Source: f.Name, Code: "job", Text: jobs[name](b)}, Cold: b.cold.Load()}
			}
		}
		return ordinary(b, r)
	}
}

func job(name string) forms.File {
	return forms.File{Name: name + ".pdf", Data: []byte(jobPrefix + name)}
}
