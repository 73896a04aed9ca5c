package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"referrald/forms/guard"
	"referrald/workflow/ledger"
)

func TestMain(m *testing.M) {
	guard.Main()
	testscript.Main(m, map[string]func(){"referrald": main})
}

// TestTranscripts plays the transcripts: what is typed, what is printed, and
// the exit status.
//
//	office SAMPLE...   an office of the demo with these letters dealt with; $CONFIG is its configuration
//	status N COMMAND   the command ends with this exit status
//	until TEXT COMMAND the command succeeds and prints TEXT (a regular expression) within ten seconds
//	posted N ADDRESS   the mail server has taken so many letters to that address
//	stop WHY           the breaker is open
//	terminate          the daemons in the background are told to stop, by SIGTERM
func TestTranscripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"office": setUpOffice, "status": exitsWith, "until": until, "posted": posted, "terminate": terminate, "stop": stop,
		},
		Condition: func(is string) (bool, error) {
			if is != "slowed" {
				return false, fmt.Errorf("there is no condition %q", is)
			}
			return slowed, nil
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

func setUpOffice(ts *testscript.TestScript, _ bool, args []string) {
	quiet := program{in: strings.NewReader(""), out: io.Discard, err: io.Discard}
	st, err := openStage(context.Background(), quiet, ts.MkAbs("."))
	ts.Check(err)
	ts.Defer(func() { ts.Check(st.close()) })
	offices.Store(ts, st)
	ts.Setenv("CONFIG", st.config)
	ts.Setenv("LEASE", ledger.LeaseFile(filepath.Join(filepath.Dir(st.config), "ledger.db")))
	ts.Setenv("PASSWORD", st.office.Password)
	all, err := samples()
	ts.Check(err)
	for i, s := range all {
		number, _, _ := strings.Cut(s.name, "-")
		if !slices.Contains(args, number) {
			continue
		}
		ts.Check(st.play(context.Background(), i+1, s))
		ts.Setenv("REF"+number, string(st.refs[s.name]))
	}
}

func exitsWith(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit interface{ ExitCode() int }
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

func until(ts *testscript.TestScript, _ bool, args []string) {
	text := regexp.MustCompile("(?m)" + args[0])
	end := time.Now().Add(10 * time.Second)
	for {
		err := ts.Exec(args[1], args[2:]...)
		if err == nil && text.MatchString(ts.ReadFile("stdout")) {
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("it did not come about: %v", err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// offices are the running ones, by their transcript.
var offices sync.Map

func posted(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	st, _ := offices.Load(ts)
	for _, l := range st.(*stage).office.Sent() {
		if l.To == args[1] {
			got++
		}
	}
	if got != want {
		ts.Fatalf("%d letters were posted to %s, want %d", got, args[1], want)
	}
}

func stop(ts *testscript.TestScript, _ bool, args []string) {
	st, _ := offices.Load(ts)
	ts.Check(st.(*stage).book.OpenBreaker(context.Background(), args[0], st.(*stage).clock.now()))
}

func terminate(ts *testscript.TestScript, _ bool, _ []string) {
	for _, c := range ts.BackgroundCmds() {
		if c.ProcessState == nil {
			ts.Check(c.Process.Signal(syscall.SIGTERM))
		}
	}
}
