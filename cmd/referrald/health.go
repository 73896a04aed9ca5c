package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"referrald/workflow/clerk"
	"referrald/workflow/ledger"
)

// The states of the health file.
const (
	stateWell      = "ok"
	stateAttention = "attention" // something needs doing
	stateWatching  = "watching"  // this daemon is not the one that acts
	stateFailing   = "failing"   // the last round could not be finished
)

// health is what the health file holds. It holds no personal data.
type health struct {
	Time      string   `json:"time"` // of the end of the last round, RFC 3339 in UTC
	State     string   `json:"state"`
	Attention []string `json:"attention"`
}

// watched makes the daemon tell, after each round, whoever watches it by another
// way than mail: the mail may be what is broken.
func (h *house) watched(c *config, k *clerk.Clerk, log *slog.Logger) {
	if c.Daemon.Health == "" && !c.Daemon.Syslog {
		return
	}
	told := ""
	k.Pulse = func(ctx context.Context, rep clerk.Report, err error) {
		s := h.healthNow(ctx, c, k.Ledger, rep, err)
		if c.Daemon.Health != "" {
			if err := writeHealth(c.beside(c.Daemon.Health), s); err != nil {
				log.Error("the health file could not be written", "error", err)
			}
		}
		if c.Daemon.Syslog && s.State != told {
			told = s.State
			if err := tellSystem(s.State != stateWell, s.State+": "+strings.Join(s.Attention, "; ")); err != nil {
				log.Error("the system log could not be told", "error", err)
			}
		}
	}
}

// healthNow judges as status does, and by how the round ended.
func (h *house) healthNow(ctx context.Context, c *config, book *ledger.Ledger, rep clerk.Report, failed error) health {
	now := time.Now()
	s := health{Time: now.UTC().Format(time.RFC3339), State: stateWell}
	_, is, err := h.condition(ctx, c, book, now)
	s.Attention = is.attention
	switch err := errors.Join(failed, err); {
	case err != nil:
		s.Attention = append(s.Attention, fmt.Sprintf("the last round could not be finished: %v", err))
		s.State = stateFailing
	case rep.Watching, is.doubt != "":
		s.State = stateWatching
	case len(s.Attention) > 0:
		s.State = stateAttention
	}
	s.Attention = list(s.Attention)
	return s
}

// writeHealth puts a whole file in the place of the old one: a monitor never
// reads half of one. Anybody on the machine may read it.
func writeHealth(path string, s health) error {
	data, err := json.Marshal(s)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(append(data, '\n'))
	if err = errors.Join(err, f.Chmod(0o644), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
