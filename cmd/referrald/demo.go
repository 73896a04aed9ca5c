package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

const demoUsage = "[-stay] [-o FOLDER]"

// runDemo shows the real daemon at work on the bundled letters, against both
// servers in this process, and checks itself: every sample states what must
// come of it, and no letter that goes out may tell which child it is about.
func runDemo(ctx context.Context, p program, args []string) error {
	f := newFlags("demo", demoUsage)
	stay := f.Bool("stay", false, "keep the servers up until Ctrl-C, for a mail program")
	out := f.String("o", "", "folder for the letters; a new one without it")
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	if err := f.none(rest); err != nil {
		return err
	}
	folder, err := demoFolder(*out)
	if err != nil {
		return err
	}
	all, err := samples()
	if err != nil {
		return err
	}
	st, err := openStage(ctx, p, folder)
	if err != nil {
		return err
	}
	err = st.perform(ctx, all)
	if err == nil && *stay {
		err = st.stay(ctx)
	}
	if err := errors.Join(err, st.close()); err != nil {
		return err
	}
	return st.verdict(len(all))
}

// demoFolder is where the letters are written; they are invented, but a folder
// of letters is closed to others all the same.
func demoFolder(name string) (string, error) {
	if name == "" {
		dir, err := os.MkdirTemp("", "referrald-demo-")
		if err != nil {
			return "", fmt.Errorf("making a folder for the letters: %w", err)
		}
		return dir, nil
	}
	if err := os.MkdirAll(name, 0o700); err != nil {
		return "", fmt.Errorf("making a folder for the letters: %w", err)
	}
	return name, nil
}

const demoWelcome = `referrald demo

An IMAP and an SMTP server run inside this program, on this machine's own address.
The real daemon watches the one and sends through the other; nothing leaves this machine,
and everybody below is invented. The clock stands at %s in
London, so that every age and date is the same whenever you run this. The service has
set two routes to "auto", other-area and adult-services; a person releases all others.

`

// perform plays all letters, then what people decide, then the next morning.
func (st *stage) perform(ctx context.Context, all []sample) error {
	fmt.Fprintf(st.p.out, demoWelcome, st.clock.now().In(london()).Format("Monday 2 January 2006, 15:04"))
	st.secret = identifying(all)
	for i, s := range all {
		if err := st.play(ctx, i+1, s); err != nil {
			return fmt.Errorf("playing the sample %s: %w", s.name, err)
		}
	}
	if err := st.decisions(ctx, all); err != nil {
		return err
	}
	if err := st.morning(ctx); err != nil {
		return err
	}
	return st.ending()
}

// decisions plays what people do with the letters that wait.
func (st *stage) decisions(ctx context.Context, all []sample) error {
	st.say("", "Somebody in the office reads what waits, and decides.")
	fmt.Fprintln(st.p.out)
	d := &desk{p: st.p, house: st.house, book: st.book, now: st.clock.forward(40 * time.Minute)}
	for _, s := range all {
		ref := st.refs[s.name]
		switch {
		case s.release == "" && s.hold == "":
			continue
		case ref == "":
			st.fail("%s: there is no referral to decide about", s.name)
		case s.release != "":
			st.say("", fmt.Sprintf("$ referrald release %s -by %q", ref, s.release))
			st.must(s.name, d.release(ctx, ref, s.release))
		default:
			by, why, _ := strings.Cut(s.hold, ": ")
			st.say("", fmt.Sprintf("$ referrald hold %s -by %q -reason %q", ref, by, why))
			st.must(s.name, d.hold(ctx, ref, by, why))
		}
		fmt.Fprintln(st.p.out)
	}
	if err := st.round(ctx); err != nil {
		return err
	}
	st.tellSent()
	fmt.Fprintln(st.p.out)
	return nil
}

// must notes a decision that the desk refused.
func (st *stage) must(name string, err error) {
	if err != nil {
		st.fail("%s: %v", name, err)
	}
}

// morning is half past eight on the next working day: the digest goes out.
func (st *stage) morning(ctx context.Context) error {
	at := demoStart().AddDate(0, 0, 1)
	st.clock.set(time.Date(at.Year(), at.Month(), at.Day(), 8, 30, 0, 0, at.Location()))
	st.clerk.DigestAt = digestTime(st.house.config)
	// One round writes the page, the next one posts it.
	if err := errors.Join(st.round(ctx), st.round(ctx)); err != nil {
		return err
	}
	st.clerk.DigestAt = -1
	text, err := st.writeDigest()
	if err != nil {
		return err
	}
	st.say("", st.clock.now().In(london()).Format("Monday 2 January, 15:04")+". The office gets its morning page.")
	fmt.Fprintln(st.p.out)
	for _, l := range strings.Split(strings.TrimSpace(text), "\n") {
		fmt.Fprintln(st.p.out, strings.TrimRight("    "+l, " "))
	}
	fmt.Fprintln(st.p.out)
	return nil
}

// ending counts, and says where everything is.
func (st *stage) ending() error {
	if err := st.writeForm(); err != nil {
		return err
	}
	st.say("", fmt.Sprintf("%s came in, %s went out. Each that went out, the digest and the blank form are files in", plural(st.came, "letter"), plural(st.letters, "letter")))
	fmt.Fprintf(st.p.out, "\n    %s\n\n", st.folder)
	st.say("", "Open one of the .html files in a browser, or an .eml file in a mail program.")
	return nil
}

// verdict is the demo's check of itself.
func (st *stage) verdict(came int) error {
	if len(st.failed) == 0 {
		return nil
	}
	return fmt.Errorf("%d of %d sample letters were not dealt with as they should be:\n  %s", len(st.failed), came, strings.Join(st.failed, "\n  "))
}
