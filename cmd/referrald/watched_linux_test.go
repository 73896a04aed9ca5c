package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// watched is how much memory this process and its children have had resident
// (VmHWM of /proc/PID/status, which the system keeps up to date between looks).
type watched struct {
	mu      sync.Mutex
	largest int64 // bytes of the largest child since it was last forgotten
	before  int64 // bytes that this process had had when it was last set afresh
}

// watch looks at the children until the test ends: often, as one that was killed
// takes its record with it. What the tests before took is not counted.
func watch(t testing.TB) *watched {
	t.Helper()
	w := &watched{}
	if err := w.reset(); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { close(done) })
	go func() {
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				w.look()
			}
		}
	}()
	return w
}

// reset has the system take what is resident now for the most that there was
// (proc(5), clear_refs).
func (w *watched) reset() error { return os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

func (w *watched) look() {
	lists, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil {
		return
	}
	for _, list := range lists {
		pids, _ := os.ReadFile(list)
		for _, pid := range bytes.Fields(pids) {
			n := peak(string(pid))
			w.mu.Lock()
			w.largest = max(w.largest, n)
			w.mu.Unlock()
		}
	}
}

// forget leaves the children of earlier messages out of what children tells; one
// that lives on is counted again.
func (w *watched) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.largest = 0
}

func (w *watched) children() int64 {
	w.look()
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.largest
}

// main is the most that this process has had since it was last set afresh.
func (w *watched) main() int64 { return peak("self") }

// most is the most that this process has had at all.
func (w *watched) most() int64 { return max(w.before, w.main()) }

// afresh begins again, so that each message is blamed for its own.
func (w *watched) afresh() {
	w.before = w.most()
	_ = w.reset()
}

// peak is the most that a process has had resident, in bytes; 0 when it is gone.
func peak(pid string) int64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%s/status", pid))
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kb, _ := strconv.ParseInt(fields[0], 10, 64)
	return kb << 10
}
