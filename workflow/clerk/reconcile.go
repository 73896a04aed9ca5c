package clerk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"referrald/mailbox"
	"referrald/templates"
	"referrald/workflow"
	"referrald/workflow/ledger"
)

const (
	// reconcileAt is the hour of the night in London at which every folder is
	// compared with the ledger.
	reconcileAt = 3 * time.Hour
	// reconcilePause is how long a comparison that failed is left alone.
	reconcilePause = 30 * time.Minute
	// mostListed of the messages that nobody can account for stand in a letter.
	mostListed = 100
)

// Account is every message of every folder that the daemon touches, held
// against the ledger.
type Account struct {
	Folders     []Counted
	Messages    int            // in all of them
	Fresh       int            // in the watched folder, come since the daemon's last look
	Unaccounted []ledger.Stray // the ledger does not know them
}

// Counted is one folder with how many messages it holds.
type Counted struct {
	Name string
	N    int
}

// Reconcile sees that the ledger's file is sound, and compares every message of
// the watched folder and of the filing folders with the ledger, and records what
// it finds about the filing folders. Nothing in the mailbox is changed.
func (c *Clerk) Reconcile(ctx context.Context) (Account, error) {
	var a Account
	if err := c.Ledger.Sound(ctx); err != nil {
		return a, err
	}
	f, err := c.Inbox.Look(ctx)
	if err != nil {
		return a, fmt.Errorf("looking into the mailbox: %w", err)
	}
	if err := c.accountInbox(ctx, f, &a); err != nil {
		return a, err
	}
	for _, name := range c.filing() {
		if err := c.accountFolder(ctx, name, &a); err != nil {
			return a, fmt.Errorf("comparing the folder %s with the ledger: %w", name, err)
		}
	}
	return a, c.Ledger.Reconciled(ctx, c.Now(), a.Messages, len(a.Unaccounted))
}

// filing names the filing folders, each once.
func (c *Clerk) filing() []string {
	f := c.Office.Folders
	var out []string
	met := map[string]bool{"": true}
	for _, n := range []string{f.Requests, f.Referrals, f.Person, f.Automatic} {
		if !met[n] {
			met[n] = true
			out = append(out, n)
		}
	}
	return out
}

func (c *Clerk) accountInbox(ctx context.Context, f mailbox.Folder, a *Account) error {
	here := uids(f)
	a.add(f.Name, len(here))
	missing, fresh, err := c.unaccounted(ctx, f.Validity, here)
	if err != nil {
		return err
	}
	a.Fresh += fresh
	for _, u := range missing {
		a.Unaccounted = append(a.Unaccounted, ledger.Stray{Folder: f.Name, Key: mailbox.Key{Validity: f.Validity, UID: u}})
	}
	return nil
}

// unaccounted are the messages of the watched folder that the ledger does not
// know. What is above the highest number that it knows has come since the last
// look, or waits for its turn, and is nobody's fault: fresh counts these.
func (c *Clerk) unaccounted(ctx context.Context, validity uint32, here []uint32) (missing []uint32, fresh int, err error) {
	unknown, err := c.Ledger.Unaccounted(ctx, validity, here)
	if err != nil {
		return nil, 0, err
	}
	highest, err := c.Ledger.HighestKnown(ctx, validity)
	if err != nil {
		return nil, 0, err
	}
	for _, u := range unknown {
		if u > highest {
			fresh++
			continue
		}
		missing = append(missing, u)
	}
	return missing, fresh, nil
}

func (a *Account) add(folder string, n int) {
	a.Folders = append(a.Folders, Counted{folder, n})
	a.Messages += n
}

// accountFolder compares one filing folder. What the daemon moved there is known
// by its number. Anything else is opened and known by what it says: people move
// messages, and some servers do not tell the number.
func (c *Clerk) accountFolder(ctx context.Context, name string, a *Account) error {
	box, err := c.Beside(name)
	if err != nil {
		return err
	}
	defer func() { _ = box.Close() }() // only ever read
	f, err := box.Look(ctx)
	if err != nil {
		return err
	}
	here := uids(f)
	a.add(name, len(here))
	unknown, err := c.Ledger.Unplaced(ctx, name, f.Validity, here)
	if err != nil {
		return err
	}
	var found []ledger.Placed
	if len(unknown) > 0 {
		if found, err = c.place(ctx, box, f, unknown); err != nil {
			return err
		}
	}
	for _, p := range found {
		if p.How == ledger.PlaceUnaccounted {
			a.Unaccounted = append(a.Unaccounted, ledger.Stray{Folder: name, Key: mailbox.Key{Validity: f.Validity, UID: p.UID}, Received: p.Received})
		}
	}
	return c.Ledger.SetPlaces(ctx, name, f.Validity, here, found, c.Now())
}

// place finds out about messages of a folder.
func (c *Clerk) place(ctx context.Context, box Inbox, f mailbox.Folder, unknown []uint32) ([]ledger.Placed, error) {
	old, err := c.early(ctx, box)
	if err != nil {
		return nil, err
	}
	size := make(map[uint32]int64, len(f.Entries))
	for _, e := range f.Entries {
		size[e.UID] = e.Size
	}
	found := map[uint32]ledger.Placed{}
	var whole, heads []uint32
	for _, u := range unknown {
		found[u] = ledger.Placed{UID: u, How: ledger.PlaceUnaccounted}
		if size[u] > c.maxBytes() {
			heads = append(heads, u)
		} else {
			whole = append(whole, u)
		}
	}
	var again []uint32 // came hollow: a server may say so once and not twice
	take := func(m mailbox.Fetched) error {
		if m.Err != nil && size[m.UID] <= c.maxBytes() {
			again = append(again, m.UID)
		}
		p, err := c.recognise(ctx, m)
		if p.How == ledger.PlaceUnaccounted && old[m.UID] {
			p.How = ledger.PlaceBefore
		}
		found[m.UID] = p
		return err
	}
	if err := errors.Join(box.Fetch(ctx, whole, c.maxBytes(), take), box.Fetch(ctx, heads, headBytes, take)); err != nil {
		return nil, err
	}
	if err := box.Fetch(ctx, again, c.maxBytes(), take); err != nil {
		return nil, err
	}
	out := make([]ledger.Placed, 0, len(unknown))
	for _, u := range unknown {
		out = append(out, found[u])
	}
	return out, nil
}

// early are the messages that were in a folder before the first start.
func (c *Clerk) early(ctx context.Context, box Inbox) (map[uint32]bool, error) {
	mark, _, err := c.Ledger.GoLive(ctx)
	if err != nil {
		return nil, err
	}
	uids, err := box.Before(ctx, mark.At)
	if err != nil {
		return nil, err
	}
	old := make(map[uint32]bool, len(uids))
	for _, u := range uids {
		old[u] = true
	}
	return old, nil
}

// recognise looks for one message in the ledger by what it says.
func (c *Clerk) recognise(ctx context.Context, m mailbox.Fetched) (ledger.Placed, error) {
	p := ledger.Placed{UID: m.UID, How: ledger.PlaceUnaccounted}
	if m.Err != nil {
		return p, nil // nothing is known of it, and that is said
	}
	print, own, err := c.printOpened(m)
	if err != nil {
		return p, nil // a message that cannot be opened is unaccounted, which is said
	}
	p.Received = print.Received
	if p.Message, err = c.Ledger.Find(ctx, print); err != nil {
		return p, err
	}
	switch {
	case p.Message > 0:
		p.How = ledger.PlaceKnown
	case own:
		p.How = ledger.PlaceOwn
	}
	return p, nil
}

// printOpened opens a message as far as recognising needs; own says that it is
// a letter of ours.
func (c *Clerk) printOpened(m mailbox.Fetched) (p ledger.Print, own bool, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("opening a message: the reader stopped short (%T)", r)
		}
	}()
	opened := mailbox.Open(m.Bytes, mailbox.OpenOptions{})
	_, _, own = mailbox.OwnLetterID(c.Ledger.Secret(), opened.MessageID)
	return printOf(Examined{Message: opened, Received: ReceivedAt(opened, c.Now())}, m.Size), own, nil
}

// nightly compares once a night and tells staff of what nobody can account for.
// A failure is told and tried again: it keeps no letter back.
func (c *Clerk) nightly(ctx context.Context) error {
	if c.Beside == nil || !c.reconcileDue(ctx) {
		return nil
	}
	now := c.Now()
	a, err := c.Reconcile(ctx)
	if stops(err) {
		return err
	}
	if err != nil {
		c.reconcileNext = now.Add(reconcilePause)
		c.log().Error("the folders could not be compared with the ledger; trying again", "in", reconcilePause, "error", err)
		return nil
	}
	c.again = c.again || a.Fresh > 0
	c.log().Info("every folder was compared with the ledger", "messages", a.Messages, "unaccounted", len(a.Unaccounted))
	if len(a.Unaccounted) == 0 {
		return nil
	}
	_, err = c.alarm(ctx, "unaccounted-"+now.In(workflow.London()).Format(time.DateOnly), alertOf(a, now))
	return err
}

// reconcileDue: the night's comparison should exist and does not.
func (c *Clerk) reconcileDue(ctx context.Context) bool {
	now := c.Now()
	day := now.In(workflow.London())
	if timeOfDay(day) < reconcileAt || c.reconciled == day.Format(time.DateOnly) {
		return false
	}
	if wait := c.reconcileNext.Sub(now); wait > 0 && wait <= reconcilePause {
		return false
	}
	last, err := c.Ledger.LastReconciliation(ctx)
	if err != nil {
		return false // the ledger cannot be read: the round says so
	}
	if at := last.At.In(workflow.London()); !last.At.IsZero() && at.Format(time.DateOnly) == day.Format(time.DateOnly) && timeOfDay(at) >= reconcileAt {
		c.reconciled = day.Format(time.DateOnly)
		return false
	}
	return true
}

// alertOf words what nobody can account for.
func alertOf(a Account, now time.Time) templates.Alert {
	alert := templates.Alert{Kind: "unaccounted", Received: now}
	for i, s := range a.Unaccounted {
		if i == mostListed {
			alert.Evidence = append(alert.Evidence, fmt.Sprintf("and %d more: referrald reconcile lists them", len(a.Unaccounted)-mostListed))
			break
		}
		alert.Evidence = append(alert.Evidence, StrayLine(s))
	}
	return alert
}

// StrayLine names one message: folder, number, date; no personal data.
func StrayLine(s ledger.Stray) string {
	line := fmt.Sprintf("%s, number %d", s.Folder, s.Key.UID)
	if !s.Received.IsZero() {
		line += ", received " + s.Received.In(workflow.London()).Format("2 January 2006 15:04")
	}
	return line
}
