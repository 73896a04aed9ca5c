package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"referrald/workflow/clerk"
	"referrald/workflow/ledger"
)

const (
	adoptUsage     = "[-config F] [-moved] -by NAME"
	reconcileUsage = "[-config F] [-accept -by NAME]"
)

// place names this machine and the path of the ledger on it, hashed, because a
// machine's identity should not travel (machine-id(5)). Where a machine has no
// identity its name stands in.
func place(c *config) (string, error) {
	machine := ""
	for _, file := range []string{"/etc/machine-id", "/var/lib/dbus/machine-id"} {
		if data, err := os.ReadFile(file); err == nil && strings.TrimSpace(string(data)) != "" {
			machine = strings.TrimSpace(string(data))
			break
		}
	}
	if machine == "" {
		name, err := os.Hostname()
		if err != nil {
			return "", fmt.Errorf("asking which machine this is: %w", err)
		}
		machine = name
	}
	path, err := filepath.Abs(c.beside(c.Ledger))
	if err != nil {
		return "", fmt.Errorf("finding the ledger's place: %w", err)
	}
	sum := sha256.Sum256([]byte("referrald lease\x00" + machine + "\x00" + path))
	return hex.EncodeToString(sum[:]), nil
}

// tenure gives the clerk what it proves itself with, the folders that it
// compares, and the canary.
func tenure(c *config, k *clerk.Clerk) error {
	at, err := place(c)
	if err != nil {
		return err
	}
	cards, err := folderFor(c, c.Daemon.Folder, false)
	if err != nil {
		return err
	}
	k.Tenure = &clerk.Tenure{Place: at, Folder: c.Daemon.Folder, Cards: cards}
	beside(c, k)
	k.Canary = canaryOf(c)
	return nil
}

func canaryOf(c *config) clerk.Canary {
	if !c.Canary.On {
		return clerk.Canary{}
	}
	return clerk.Canary{Every: time.Duration(c.Canary.Every), Patience: time.Duration(c.Canary.Patience)}
}

// beside lets the clerk open the other folders.
func beside(c *config, k *clerk.Clerk) {
	k.Beside = func(folder string) (clerk.Inbox, error) { return folderFor(c, folder, true) }
}

// runAdopt makes this daemon the one that acts. The daemon itself need not be
// stopped or started.
func runAdopt(ctx context.Context, p program, args []string) error {
	f := newFlags("adopt", adoptUsage)
	path := f.String("config", "", "configuration file")
	by := f.String("by", "", "who has looked and decides")
	moved := f.Bool("moved", false, "the old daemon was stopped first, and its whole ledger was moved here")
	d, err := openAlone(ctx, p, f, args, path, by)
	if err != nil {
		return err
	}
	defer d.book.Close()
	at, err := place(d.house.config)
	if err != nil {
		return err
	}
	a, err := d.book.Adopt(ctx, at, strings.TrimSpace(*by), *moved, d.now)
	if err != nil {
		return err
	}
	p.say("adopted  ", "this daemon looks after the mailbox, decided by "+*by+"; it begins within a minute, or when it is started")
	if *moved {
		return nil
	}
	p.say("held     ", plural(a.Held, "letter")+" on the way, of which nobody knows whether it went after the backup: not sent, and named in the digest")
	p.say("waiting  ", plural(a.Waiting, "letter")+" for a person; look first whether it was released after the backup: referrald referrals -state person")
	p.say("inbox    ", "what is in the mailbox now and not in this ledger is read, and its letters wait for a person: it may have been answered")
	return nil
}

// runReconcile holds every message against the ledger, beside the daemon.
func runReconcile(ctx context.Context, p program, args []string) error {
	f := newFlags("reconcile", reconcileUsage)
	path := f.String("config", "", "configuration file")
	accept := f.Bool("accept", false, "what is listed has been looked at by a person")
	by := f.String("by", "", "who has looked")
	c, err := f.config(path, args)
	if err != nil {
		return err
	}
	if *accept && strings.TrimSpace(*by) == "" {
		return usagef("reconcile: say who has looked: -by NAME\nusage: referrald reconcile %s", reconcileUsage)
	}
	d, err := openDesk(ctx, p, c)
	if err != nil {
		return err
	}
	defer d.book.Close()
	k, err := d.clerk()
	if err != nil {
		return err
	}
	box, err := folderFor(c, c.IMAP.Folder, true)
	if err != nil {
		return err
	}
	defer box.Close()
	k.Inbox = box
	beside(c, k)
	a, err := k.Reconcile(ctx)
	if err == nil && *accept && len(a.Unaccounted) > 0 {
		if _, err = d.book.Accept(ctx, strings.TrimSpace(*by), d.now); err == nil {
			a, err = k.Reconcile(ctx)
		}
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(p.out, accountLine(a))
	for _, s := range a.Unaccounted {
		fmt.Fprintln(p.out, "  "+clerk.StrayLine(s))
	}
	if len(a.Unaccounted) > 0 {
		return &silentError{}
	}
	return nil
}

// accountLine: "unaccounted 0 of 12 messages: INBOX 2, Referrals/Received 10".
func accountLine(a clerk.Account) string {
	var parts []string
	for _, f := range a.Folders {
		parts = append(parts, fmt.Sprintf("%s %d", f.Name, f.N))
	}
	line := fmt.Sprintf("unaccounted %d of %s: %s", len(a.Unaccounted), plural(a.Messages, "message"), strings.Join(parts, ", "))
	if a.Fresh > 0 {
		line += fmt.Sprintf("; %d just come, for the daemon to look at", a.Fresh)
	}
	return line
}

// doubtOf tells whether the daemon of this configuration may act, as far as the
// ledger and its place can tell without asking the mail server.
func doubtOf(ctx context.Context, c *config, book *ledger.Ledger) (ledger.Doubt, error) {
	at, err := place(c)
	if err != nil {
		return "", err
	}
	d, err := book.Doubt(ctx, at)
	if err != nil || d != "" {
		return d, err
	}
	w, err := book.Watching(ctx)
	return w.Doubt, err
}
