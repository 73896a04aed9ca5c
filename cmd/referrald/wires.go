package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/submit"
	"referrald/workflow/clerk"
)

// standings is how the connections have been doing. The daemon keeps it in a
// file beside the ledger, so that `status` can tell of what no mail can.
type standings struct {
	Reading mailbox.Standing `json:"reading"`
	Sending mailbox.Standing `json:"sending"`
}

func (c *config) standingsFile() string {
	return filepath.Join(filepath.Dir(c.beside(c.Ledger)), "connections.json")
}

// standings reads the daemon's file; without one nothing is known, and all is
// taken to be well.
func (c *config) standings() (standings, error) {
	var s standings
	data, err := os.ReadFile(c.standingsFile())
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &s)
	}
	if err != nil {
		return standings{}, fmt.Errorf("reading how the connections have been doing: %w", err)
	}
	return s, nil
}

// troubles tells of the connections about which somebody must do something, and
// of those that may come back by themselves.
func (s standings) troubles(now time.Time) (alarms, passing []string) {
	for _, w := range []struct {
		what string
		mailbox.Standing
	}{{"reading the mailbox", s.Reading}, {"sending letters", s.Sending}} {
		text := fmt.Sprintf("%s fails since %s: %s", w.what, when(w.Since), w.Standing)
		switch {
		case w.Alarm(now):
			alarms = append(alarms, text)
		case !w.Since.IsZero():
			passing = append(passing, text)
		}
	}
	return alarms, passing
}

// wires stands between the clerk and both servers, and notes what becomes of
// each conversation.
type wires struct {
	config *config
	log    *slog.Logger
	now    func() time.Time

	mu      sync.Mutex
	is      standings
	alarmed map[*mailbox.Standing]bool
	warned  bool
}

// listen puts wires between a clerk and its servers.
func listen(c *config, k *clerk.Clerk) *wires {
	w := &wires{config: c, log: k.Log, now: k.Now, alarmed: map[*mailbox.Standing]bool{}}
	var err error
	if w.is, err = c.standings(); err != nil {
		w.log.Warn("what was known of the connections is lost", "error", err)
	}
	k.Inbox, k.Post = heardInbox{k.Inbox, w}, heardPost{k.Post, w}
	if k.Tenure != nil {
		k.Tenure.Cards = heardCards{k.Tenure.Cards, w}
	}
	return w
}

// note takes down how a conversation ended. An error that is not a server's is
// the daemon being stopped; a folder that was numbered anew is no trouble.
func (w *wires) note(which *mailbox.Standing, err error) {
	if err != nil && (!errors.As(err, new(*mailbox.Trouble)) || errors.Is(err, mailbox.ErrRenumbered)) {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	before, now := *which, w.now()
	if err == nil {
		*which = which.Well()
	} else {
		*which = which.Failed(now, err)
	}
	switch alarm := which.Alarm(now); {
	case alarm && !w.alarmed[which]:
		w.alarmed[which] = true
		w.log.Error("ALARM: a person must look", "connection", w.name(which), "since", which.Since, "name", which.Who, "error", which.Text)
	case err == nil && !before.Since.IsZero():
		w.alarmed[which] = false
		w.log.Info("the connection works again", "connection", w.name(which), "since", before.Since)
	}
	if *which != before {
		if err := w.save(); err != nil {
			w.log.Error("how the connections are could not be written down, so referrald status does not tell it", "error", err)
		}
	}
}

func (w *wires) name(which *mailbox.Standing) string {
	if which == &w.is.Reading {
		return "reading"
	}
	return "sending"
}

// save writes the file whole or not at all.
func (w *wires) save() error {
	data, err := json.Marshal(w.is)
	if err != nil {
		return err
	}
	path := w.config.standingsFile()
	tmp, err := os.CreateTemp(filepath.Dir(path), ".connections-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = tmp.Write(append(data, '\n'))
	if err = errors.Join(err, tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}

// tryPost sees at the start whether letters would be taken. While one of our
// names is refused the daemon only watches: it reads, decides and records, and
// every letter waits in the ledger until the server takes it.
func (w *wires) tryPost(ctx context.Context, post *submit.Post, from mailbox.Address) {
	ctx, cancel := context.WithTimeout(ctx, stepTime)
	defer cancel()
	err := post.Try(ctx, from)
	w.note(&w.is.Sending, err)
	var t *mailbox.Trouble
	if errors.As(err, &t) && t.Outcome == mailbox.Misconfigured {
		w.log.Error("the mail server refuses to send for us: until that is put right the daemon watches, keeps every letter and sends none; it tries again every quarter of an hour",
			"wrong", t.Who, "error", err)
	}
}

// heardInbox is an inbox whose conversations are noted.
type heardInbox struct {
	clerk.Inbox
	wires *wires
}

func (h heardInbox) Look(ctx context.Context) (mailbox.Folder, error) {
	f, err := h.Inbox.Look(ctx)
	h.wires.note(&h.wires.is.Reading, err)
	if err == nil && f.Unnumbered && !h.wires.warned {
		h.wires.warned = true
		h.wires.log.Warn("the mail server gives no UIDVALIDITY: after each new connection every message in the folder is read again and known by what it says")
	}
	return f, err
}

// Wait alone proves nothing when it ends well: Look does.
func (h heardInbox) Wait(ctx context.Context, atMost time.Duration) (bool, error) {
	rang, err := h.Inbox.Wait(ctx, atMost)
	if err != nil {
		h.wires.note(&h.wires.is.Reading, err)
	}
	return rang, err
}

func (h heardInbox) Ensure(ctx context.Context, folders []string) error {
	err := h.Inbox.Ensure(ctx, folders)
	if err != nil {
		h.wires.note(&h.wires.is.Reading, err)
	}
	return err
}

// heardCards are the daemon's cards, which are looked at before the mailbox is:
// what keeps them from being read keeps the mailbox from it.
type heardCards struct {
	clerk.Cards
	wires *wires
}

func (h heardCards) Look(ctx context.Context) (mailbox.Folder, error) {
	f, err := h.Cards.Look(ctx)
	if err != nil {
		h.wires.note(&h.wires.is.Reading, err)
	}
	return f, err
}

// heardPost is a post whose conversations are noted.
type heardPost struct {
	clerk.Post
	wires *wires
}

// Send notes what a receipt says of the connection. A reply about one letter or
// one recipient says nothing of it, but that the server is there.
func (h heardPost) Send(ctx context.Context, letter mailbox.Outgoing) mailbox.Receipt {
	r := h.Post.Send(ctx, letter)
	switch {
	case ctx.Err() != nil:
	case r.Outcome == mailbox.Misconfigured, r.Outcome == mailbox.TryLater && r.Code == 0:
		h.wires.note(&h.wires.is.Sending, &mailbox.Trouble{Outcome: r.Outcome, Doing: "sending a letter", Who: r.Who, Err: errors.New(r.String())})
	case r.Outcome == mailbox.Accepted, r.Outcome == mailbox.Refused:
		h.wires.note(&h.wires.is.Sending, nil)
	}
	return r
}

// warnings are what the page of a period says of connections and of what runs
// out.
func (c *config) warnings(from, to time.Time) []string {
	s, err := c.standings()
	out, _ := s.troubles(to)
	if err != nil {
		out = append(out, err.Error())
	}
	return append(out, c.announced(from, to)...)
}
