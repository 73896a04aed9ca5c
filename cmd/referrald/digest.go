package main

import (
	"context"
	"fmt"
	"time"

	"referrald/workflow/clerk"
)

const digestUsage = "[-config F] [-day YYYY-MM-DD] [-html]"

// runDigest prints the page of a day: without -day what came since the hour of
// the last working day's digest until now, else the page of that morning.
func runDigest(ctx context.Context, p program, args []string) error {
	f := newFlags("digest", digestUsage)
	path := f.String("config", "", "configuration file")
	day := f.String("day", "", "the day, as 2026-11-23; today without it")
	asHTML := f.Bool("html", false, "as a web page")
	c, err := f.config(path, args)
	if err != nil {
		return err
	}
	now := time.Now()
	on, to, err := digestDay(*day, digestTime(c), now)
	if err != nil {
		return err
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
	from := clerk.DigestFrom(on, digestTime(c))
	if told, ok, err := d.book.Told(ctx); err != nil {
		return err
	} else if *day == "" && ok && told.Before(from) {
		from = told
	}
	page, err := k.Digest(ctx, on, from, to)
	if err != nil {
		return err
	}
	w, err := d.house.letters.Word(page)
	if err != nil {
		return err
	}
	if *asHTML {
		_, err = fmt.Fprintln(p.out, w.HTML)
	} else {
		_, err = fmt.Fprintf(p.out, "%s\n\n%s", w.Subject, w.Text)
	}
	return err
}

// digestDay reads -day, and tells until when the page of that day goes.
func digestDay(word string, at time.Duration, now time.Time) (day, to time.Time, err error) {
	if word == "" {
		return now.In(london()), now, nil
	}
	day, err = time.ParseInLocation(time.DateOnly, word, london())
	if err != nil {
		return day, to, usagef("digest: -day: %q is not a date; write it as 2026-11-23", word)
	}
	to = atHour(day, at)
	if to.After(now) {
		return day, to, usagef("digest: -day: the page of %s is not made yet; leave -day out to see what there is so far", word)
	}
	return day, to, nil
}

// atHour is what the clock on the wall shows, also on the two days that have
// 23 and 25 hours.
func atHour(day time.Time, at time.Duration) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), int(at.Hours()), int(at.Minutes())%60, 0, 0, day.Location())
}
