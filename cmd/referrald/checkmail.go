package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/inbox"
	"referrald/mailbox/submit"
	"referrald/workflow/ledger"
)

// servers logs in to both servers and proves that a letter comes round.
func (k *inspector) servers(ctx context.Context, book *ledger.Ledger) {
	box := k.inbox(ctx)
	if box != nil {
		defer box.Close()
	}
	post := k.post(ctx)
	if post != nil {
		defer post.Close()
	}
	if box == nil || post == nil || book == nil || k.built == nil {
		k.note("round trip", "not tried, because of what failed above")
		return
	}
	took, err := k.roundTrip(ctx, box, post, book)
	k.step("round trip", fmt.Sprintf("a test letter from the office to itself came after %s; it stays in %s, the daemon knows it and leaves it alone",
		took.Round(100*time.Millisecond), k.config.IMAP.Folder), err)
}

// inbox logs in to the IMAP server and tells what is there; nil when it cannot.
func (k *inspector) inbox(ctx context.Context) *inbox.Box {
	c := k.config.IMAP
	box, err := inboxFor(k.config)
	if err != nil {
		k.step("imap", "", err)
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, stepTime)
	defer cancel()
	s, err := box.Survey(ctx)
	if !k.step("imap", fmt.Sprintf("%s:%d (%s): logged in, %s holds %s", c.Host, c.Port, c.TLS, c.Folder, plural(s.Messages, "message")), err) {
		_ = box.Close()
		return nil
	}
	k.able(s)
	k.folders(s)
	return box
}

// able tells what the server can do of what matters here.
func (k *inspector) able(s inbox.Survey) {
	has := func(name string) string {
		if slices.ContainsFunc(s.Capabilities, func(c string) bool { return strings.EqualFold(c, name) }) {
			return name + " yes"
		}
		return name + " no"
	}
	k.step("capabilities", strings.Join([]string{has("MOVE"), has("UIDPLUS"), has("IDLE")}, ", "), nil)
	if !s.Idle {
		k.note("new mail", fmt.Sprintf("the server does not announce it; it is found within %s (imap.poll)", time.Duration(k.config.IMAP.Poll)))
	}
	b := &strings.Builder{}
	wrap(b, fmt.Sprintf("%-7s %-15s ", "", ""), "all: "+strings.Join(s.Capabilities, " "))
	fmt.Fprint(k.out, b.String())
}

// folders lists the folders, and says which of the configured ones exist.
func (k *inspector) folders(s inbox.Survey) {
	k.step("folders", strings.Join(s.Folders, ", "), nil)
	f := k.config.Folders
	for _, name := range []string{f.Requests, f.Referrals, f.Person, f.Automatic} {
		if slices.Contains(s.Folders, name) {
			k.step("folder", name+" is there", nil)
		} else {
			k.note("folder", name+" is not there yet; the daemon makes it when it starts")
		}
	}
}

// post logs in to the SMTP server; nil when it cannot.
func (k *inspector) post(ctx context.Context) *submit.Post {
	c := k.config.SMTP
	post, err := postFor(k.config)
	if err != nil {
		k.step("smtp", "", err)
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, stepTime)
	defer cancel()
	if !k.step("smtp", fmt.Sprintf("%s:%d (%s): logged in, and may send as office.from", c.Host, c.Port, c.TLS), k.trySender(ctx, post)) {
		_ = post.Close()
		return nil
	}
	return post
}

// trySender logs in to send, and asks whether the office's address may stand on
// a letter.
func (k *inspector) trySender(ctx context.Context, post *submit.Post) error {
	from, err := mailbox.ParseAddress(k.config.Office.From)
	if err != nil {
		return fmt.Errorf("office.from: %w", err)
	}
	return post.Try(ctx, from)
}

// roundTrip sends the office a letter and waits until it is in the watched
// folder. It is recognised by its Message-ID, as the daemon recognises its own.
func (k *inspector) roundTrip(ctx context.Context, box *inbox.Box, post *submit.Post, book *ledger.Ledger) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, k.patience)
	defer cancel()
	before, err := box.Look(ctx)
	if err != nil {
		return 0, err
	}
	if before.Unnumbered {
		k.note("numbering", "the server gives no UIDVALIDITY: after each new connection every message in the folder is read again and known by what it says")
	}
	began := time.Now()
	letter, err := k.testLetter(book.Secret(), began)
	if err != nil {
		return 0, err
	}
	if r := post.Send(ctx, letter); r.Outcome != mailbox.Accepted {
		return 0, &advice{
			fmt.Sprintf("the mail server did not take a letter from the office to itself: %s %d %s %s", r.Outcome, r.Code, r.Status, r.Text),
			"smtp.user must be allowed to send as the address in office.from",
		}
	}
	for {
		came, err := arrived(ctx, box, before, letter.ID)
		switch {
		case came:
			return time.Since(began), nil
		case ctx.Err() != nil:
			return 0, &advice{
				fmt.Sprintf("the test letter was taken and was not in %s within %s", k.config.IMAP.Folder, k.patience),
				"look in the junk folder, and see that office.from is the address of the watched mailbox; a slow gateway may bring it later",
			}
		case err != nil:
			return 0, err
		}
		if _, err := box.Wait(ctx, 2*time.Second); err != nil && ctx.Err() == nil {
			return 0, err
		}
	}
}

// testLetter is marked so that nobody takes it for a person's.
func (k *inspector) testLetter(secret []byte, now time.Time) (mailbox.Outgoing, error) {
	from := k.built.office.From
	return mailbox.Compose(mailbox.Draft{
		ID:   mailbox.LetterID(secret, now.Unix(), "check", from.Domain()),
		From: from, To: from, Date: now,
		Subject: "Test of the referral mailbox: please ignore",
		Text:    "This letter was sent by the command \"referrald check\" to see that mail comes round.\nNobody needs to do anything. You may delete it.\n",
		HTML:    "<!DOCTYPE html><html lang=\"en-GB\"><title>Test</title><p>This letter was sent by the command <code>referrald check</code> to see that mail comes round.</p><p>Nobody needs to do anything. You may delete it.</p></html>",
	})
}

// arrived looks among the messages that are new since before.
func arrived(ctx context.Context, box *inbox.Box, before mailbox.Folder, id string) (bool, error) {
	const limit = 256 << 10 // far more than the test letter and what gateways add
	now, err := box.Look(ctx)
	if err != nil {
		return false, err
	}
	var fresh []uint32
	for _, e := range now.Entries {
		known := slices.ContainsFunc(before.Entries, func(b mailbox.Entry) bool { return b.UID == e.UID })
		if !known || now.Validity != before.Validity {
			fresh = append(fresh, e.UID)
		}
	}
	if len(fresh) == 0 {
		return false, nil
	}
	found := false
	err = box.Fetch(ctx, fresh, limit, func(m mailbox.Fetched) error {
		found = found || m.Err == nil && mailbox.Open(m.Bytes, mailbox.OpenOptions{}).MessageID == id
		return nil
	})
	return found, err
}
