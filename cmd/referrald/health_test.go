package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"referrald/workflow/clerk"
	"referrald/workflow/ledger"
)

// The health file is whole at each moment, says how the round ended, and is
// replaced by the next.
func TestHealthFile(t *testing.T) {
	h, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	c := defaults()
	c.path = filepath.Join(dir, "c.toml")
	c.Ledger, c.Daemon.Health = filepath.Join(dir, "book", "ledger.db"), "health.json"
	book, err := ledger.Open(context.Background(), c.Ledger)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	k := &clerk.Clerk{Ledger: book}
	h.watched(c, k, logger(c, program{err: os.Stderr}))
	for _, tt := range []struct {
		rep   clerk.Report
		err   error
		state string
		says  string
	}{
		{clerk.Report{}, nil, stateAttention, "has not looked into the mailbox yet"},
		{clerk.Report{Watching: true}, nil, stateWatching, ""},
		{clerk.Report{}, errors.New("no room"), stateFailing, "no room"},
	} {
		k.Pulse(context.Background(), tt.rep, tt.err)
		data, err := os.ReadFile(filepath.Join(dir, "health.json"))
		if err != nil {
			t.Fatal(err)
		}
		var got health
		if err := json.Unmarshal(data, &got); err != nil || got.State != tt.state || got.Time == "" || !strings.Contains(strings.Join(got.Attention, "\n"), tt.says) {
			t.Errorf("%s: %s %v", tt.state, data, err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "health.json.*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
