package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"referrald": main})
}

// TestTranscripts plays the transcripts: what is typed, what is printed, and
// the exit status.
//
//	office SAMPLE...   an office of the demo with these letters dealt with; $CONFIG is its configuration
//	status N COMMAND   the command ends with this exit status
//	eventually COMMAND the command succeeds within ten seconds
func TestTranscripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"office": setUpOffice, "status": exitsWith, "eventually": eventually,
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
	ts.Setenv("CONFIG", st.config)
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

func eventually(ts *testscript.TestScript, _ bool, args []string) {
	end := time.Now().Add(10 * time.Second)
	for {
		err := ts.Exec(args[0], args[1:]...)
		if err == nil {
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("it did not come about: %v", err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}
