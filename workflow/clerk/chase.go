package clerk

import (
	"context"
	"fmt"
	"time"

	"referrald/mailbox"
	"referrald/templates"
	"referrald/workflow"
)

// chase posts the digest once on each working day, when its hour has come in
// London. The ledger holds it by its day, so that neither a restart nor the
// clock's change makes it twice. It begins where the last one ended, also when
// that was days ago because the daemon was down.
func (c *Clerk) chase(ctx context.Context) error {
	if !c.digestDue(ctx) {
		return nil
	}
	now := c.Now()
	day := now.In(workflow.London())
	from, told, err := c.Ledger.Told(ctx)
	if err != nil {
		return err
	}
	if !told {
		from = DigestFrom(day, c.DigestAt)
	}
	d, err := c.Digest(ctx, day, from, now)
	if err != nil {
		return err
	}
	key := digestKey(day)
	told = len(c.Office.DigestTo) == 0
	for i, to := range c.Office.DigestTo {
		added, err := c.postStaff(ctx, key, i, to, d, now)
		if err != nil {
			return err
		}
		told = told || added
	}
	if told { // after a restart the page of this day has gone already, and this one has not
		if err := c.Ledger.SetTold(ctx, now); err != nil {
			return err
		}
	}
	c.digested = key
	c.log().Info("digest", "day", day.Format(time.DateOnly), "recipients", len(c.Office.DigestTo))
	return nil
}

// clockMargin is more than passes between two rounds.
const clockMargin = time.Hour

// untell lets the next digest begin earlier when the clock was put back behind
// the last one: what happens now stands in neither otherwise.
func (c *Clerk) untell(ctx context.Context) error {
	told, ok, err := c.Ledger.Told(ctx)
	if err != nil || !ok || !c.Now().Before(told) {
		return err
	}
	return c.Ledger.SetTold(ctx, c.Now().Add(-clockMargin))
}

func digestKey(day time.Time) string { return "digest-" + day.Format(time.DateOnly) }

// digestDue reports whether today's digest should exist and was not made by
// this process. After a restart Ledger.Post tells the rest.
func (c *Clerk) digestDue(context.Context) bool {
	if c.DigestAt < 0 {
		return false
	}
	day := c.Now().In(workflow.London())
	return workflow.WorkingDay(day) && timeOfDay(day) >= c.DigestAt && c.digested != digestKey(day)
}

// timeOfDay is what the clock on the wall shows, also on the two days that
// have 23 and 25 hours.
func timeOfDay(t time.Time) time.Duration {
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second
}

// DigestFrom is the hour of the digest before: the previous working day's.
func DigestFrom(day time.Time, at time.Duration) time.Time {
	d := day.AddDate(0, 0, -1)
	for !workflow.WorkingDay(d) {
		d = d.AddDate(0, 0, -1)
	}
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, d.Location()).Add(at)
}

// Digest is the page of one day: what came and went in the period, and what
// waits whenever it came. It names references, never people.
func (c *Clerk) Digest(ctx context.Context, day, from, to time.Time) (templates.Digest, error) {
	d, err := c.Ledger.Day(ctx, from, to)
	if err != nil {
		return templates.Digest{}, err
	}
	page := templates.Digest{
		Day: day, From: from, To: to, Mode: string(c.Office.Mode),
		InMailbox: d.InMailbox, InLedger: d.InLedger, Unaccounted: max(0, d.InMailbox-d.InLedger),
		LastLook: d.LastLook, Looks: d.Looks,
	}
	if c.seen.Validity != 0 || len(c.seen.Entries) > 0 {
		missing, fresh, err := c.unaccounted(ctx, c.seen.Validity, uids(c.seen))
		if err != nil {
			return page, err
		}
		if page.Unaccounted = len(missing); fresh > 0 {
			page.Warnings = append(page.Warnings, fmt.Sprintf("%d messages are still to be read; they come before the next digest.", fresh))
		}
	}
	if err := c.watchfulness(ctx, &page); err != nil {
		return page, err
	}
	s := setOut{to: to}
	s.fill(&page, d)
	if c.Criteria != nil {
		for _, a := range c.Office.Shelf.Ageing(c.Criteria, to) {
			page.Warnings = append(page.Warnings, a.String())
		}
	}
	if c.Warnings != nil {
		page.Warnings = append(page.Warnings, c.Warnings(from, to)...)
	}
	return page, nil
}

func uids(f mailbox.Folder) []uint32 {
	var out []uint32
	for _, e := range f.Entries {
		if !e.Deleted {
			out = append(out, e.UID)
		}
	}
	return out
}

// watchfulness adds what the program knows of itself: what the last comparison
// of every folder found, whether mail comes round, and whether this daemon acts.
func (c *Clerk) watchfulness(ctx context.Context, page *templates.Digest) error {
	last, err := c.Ledger.LastReconciliation(ctx)
	if err != nil {
		return err
	}
	page.Unaccounted += last.Unaccounted
	if last.Unaccounted > 0 {
		page.Warnings = append(page.Warnings, "Messages in the mailbox that are not in the ledger: referrald reconcile lists them.")
	}
	w, err := c.Ledger.Watching(ctx)
	if err != nil {
		return err
	}
	if w.Doubt != "" {
		page.Warnings = append(page.Warnings, "This daemon only watches since "+w.Since.In(workflow.London()).Format("2 January 15:04")+", and sends nothing: "+string(w.Doubt)+"; "+w.Doubt.Hint())
	}
	return nil
}
