package inbox_test

import (
	"bufio"
	"io"
	"net"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// tap stands between a box and a server without TLS, and keeps what the box
// says and how many FETCH commands wait for their end.
type tap struct {
	mu    sync.Mutex
	lines []string
	under map[string]bool // tags of FETCH commands without an answer
	most  int
}

// listen puts a tap into the way to a rig.
func listen(t testing.TB, r rig) (*tap, rig) {
	t.Helper()
	tp := &tap{under: map[string]bool{}}
	return tp, between(t, r, func(near, far net.Conn) (there, back func()) {
		return func() { tp.pass(near, far, tp.said) }, func() { tp.pass(far, near, tp.answered) }
	})
}

// between leads every connection to a rig through the test: meet is
// given both ends, and what it returns carries the bytes either way until the
// ends are closed, which they are with the test.
func between(t testing.TB, r rig, meet func(near, far net.Conn) (there, back func())) rig {
	t.Helper()
	door, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	to := net.JoinHostPort(r.server.Host, strconv.Itoa(r.server.Port))
	var open sync.WaitGroup
	var mu sync.Mutex
	var ends []net.Conn
	open.Go(func() {
		for {
			near, err := door.Accept()
			if err != nil {
				return
			}
			far, err := net.DialTimeout("tcp", to, patience)
			if err != nil {
				_ = near.Close()
				continue
			}
			mu.Lock()
			ends = append(ends, near, far)
			mu.Unlock()
			there, back := meet(near, far)
			open.Go(there)
			open.Go(back)
		}
	})
	t.Cleanup(func() {
		_ = door.Close()
		mu.Lock()
		for _, end := range ends {
			_ = end.Close()
		}
		mu.Unlock()
		open.Wait()
	})
	r.server.Host, r.server.Port = "127.0.0.1", door.Addr().(*net.TCPAddr).Port
	return r
}

func (tp *tap) pass(from, to net.Conn, hears func(string)) {
	defer func() { _, _ = from.Close(), to.Close() }()
	r := bufio.NewReaderSize(from, 1<<20)
	for {
		line, err := r.ReadString('\n')
		hears(strings.TrimRight(line, "\r\n"))
		if _, werr := io.WriteString(to, line); err != nil || werr != nil {
			return
		}
	}
}

func (tp *tap) said(line string) {
	tp.mu.Lock()
	defer tp.mu.Unlock()
	tp.lines = append(tp.lines, line)
	if tag, command, _ := strings.Cut(line, " "); strings.HasPrefix(command, "UID FETCH") {
		tp.under[tag] = true
		tp.most = max(tp.most, len(tp.under))
	}
}

var completed = regexp.MustCompile(`^(T[0-9]+) (OK|NO|BAD)\b`)

func (tp *tap) answered(line string) {
	if m := completed.FindStringSubmatch(line); m != nil {
		tp.mu.Lock()
		defer tp.mu.Unlock()
		delete(tp.under, m[1])
	}
}

// told is every command so far, without tags.
func (tp *tap) told() (commands []string) {
	tp.mu.Lock()
	defer tp.mu.Unlock()
	for _, line := range tp.lines {
		_, command, _ := strings.Cut(line, " ")
		commands = append(commands, command)
	}
	return commands
}

// fetching is how many FETCH commands were under way at most.
func (tp *tap) fetching() int {
	tp.mu.Lock()
	defer tp.mu.Unlock()
	return tp.most
}
