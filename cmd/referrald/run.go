package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"runtime/debug"
	"time"

	"referrald/forms"
	"referrald/mailbox/submit"
	"referrald/workflow"
	"referrald/workflow/clerk"
	"referrald/workflow/ledger"
)

// runDaemon watches the mailbox until it is told to stop.
func runDaemon(ctx context.Context, p program, args []string) error {
	f := newFlags("run", "[-config F]")
	c, err := f.config(f.String("config", "", "configuration file"), args)
	if err != nil {
		return err
	}
	h, err := build(c)
	if err != nil {
		return err
	}
	log := logger(c, p)
	h.guard = openGuard(c, h.maps, log)
	defer h.guard.Close()
	if err := h.guard.Start(); err != nil {
		return err
	}
	// The first start translates what draws pages, which takes some seconds. Mail
	// does not wait for it; a file that needs it does.
	go func() {
		if err := h.guard.Warm(); err != nil && ctx.Err() == nil {
			log.Warn("pages of PDFs cannot be drawn, so a printed form stays unread", "why", err)
		}
	}()
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(liveMemory)
	}
	book, err := openLedger(ctx, c)
	if err != nil {
		return err
	}
	defer book.Close()
	seat, err := ledger.TakeSeat(c.beside(c.Ledger))
	if err != nil {
		return err
	}
	defer seat.Close()
	k, err := h.clerk(c, book)
	if err != nil {
		return err
	}
	defer k.Inbox.Close()
	defer k.Post.Close()
	k.Log = log
	if err := tenure(c, k); err != nil {
		return err
	}
	post, _ := k.Post.(*submit.Post)
	w := listen(c, k)
	if h.office.Mode == workflow.Live {
		w.tryPost(ctx, post, h.office.From)
	}
	h.watched(c, k, log)
	log.Info("started", "version", version(), "mode", c.Mode, "folder", c.IMAP.Folder, "form", forms.Version)
	if h.office.Mode == workflow.Watch {
		log.Info("watch mode: everything is decided and recorded, nothing is sent; set mode = \"live\" to go live")
	}
	tellManager("READY=1")
	err = k.Run(ctx)
	tellManager("STOPPING=1")
	if err != nil {
		return fmt.Errorf("stopped, because going on could lose something: %w", err)
	}
	log.Info("stopped")
	return nil
}

// liveMemory is where the collector of garbage begins to work harder. What is
// live stays far below it, but for a message of tens of megabytes; without it a
// backlog would let the process grow to twice of what it needs.
const liveMemory = 72 << 20

// standardConfig is read when no -config is given, so that what the digest
// prints can be typed as it stands.
const standardConfig = "/etc/referrald.toml"

// needConfig reads the configuration that a command cannot do without.
func needConfig(name, usage, path string) (*config, error) {
	if path != "" {
		return load(path)
	}
	if _, err := os.Stat(standardConfig); err != nil {
		return nil, usagef("%s needs -config FILE, or the file %s (copy config.example.toml and fill it in)\nusage: referrald %s %s", name, standardConfig, name, usage)
	}
	return load(standardConfig)
}

func openLedger(ctx context.Context, c *config) (*ledger.Ledger, error) {
	book, err := ledger.Open(ctx, c.beside(c.Ledger))
	if err != nil {
		return nil, fmt.Errorf("opening the ledger %s: %w", c.beside(c.Ledger), err)
	}
	return book, nil
}

// clerk wires the rooms together.
func (h *house) clerk(c *config, book *ledger.Ledger) (*clerk.Clerk, error) {
	in, err := inboxFor(c)
	if err != nil {
		return nil, err
	}
	post, err := postFor(c)
	if err != nil {
		return nil, err
	}
	k := &clerk.Clerk{
		Inbox: in, Post: post, Ledger: book, Office: h.office, Criteria: h.criteria, Letters: h.letters,
		Forms: h.sends, Read: h.guard.Find, Now: time.Now, Poll: time.Duration(c.IMAP.Poll), DigestAt: digestTime(c),
		Warnings: c.warnings,
	}
	if c.IMAP.AnswerSince != "" {
		if k.AnswerFrom, err = time.ParseInLocation("2006-01-02", c.IMAP.AnswerSince, london()); err != nil {
			return nil, fmt.Errorf("imap.answer_since: %w", err)
		}
	}
	return k, nil
}

// tellManager tells the service manager how the daemon is (sd_notify); without
// one it does nothing.
func tellManager(state string) {
	addr := os.Getenv("NOTIFY_SOCKET")
	if addr == "" {
		return
	}
	if addr[0] == '@' {
		addr = "\x00" + addr[1:]
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: addr, Net: "unixgram"})
	if err != nil {
		return
	}
	_, _ = conn.Write([]byte(state))
	_ = conn.Close()
}
