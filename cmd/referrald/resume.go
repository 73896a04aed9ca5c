package main

import (
	"context"
	"errors"
	"strings"

	"referrald/mailbox"
	"referrald/workflow/ledger"
)

const (
	resumeUsage = "[-config F] -by NAME"
	clearUsage  = "[-config F] ADDRESS -by NAME"
)

// runResume lets letters go again after a limit on all letters stopped them.
func runResume(ctx context.Context, p program, args []string) error {
	f := newFlags("resume", resumeUsage)
	path := f.String("config", "", "configuration file")
	by := f.String("by", "", "who has looked and decides")
	d, err := openAlone(ctx, p, f, args, path, by)
	if err != nil {
		return err
	}
	defer d.book.Close()
	err = d.book.CloseBreaker(ctx, strings.TrimSpace(*by), d.now)
	if errors.Is(err, ledger.NotFound) {
		return &advice{"sending is not stopped", "referrald status shows what is on its way"}
	}
	if err == nil {
		p.say("resumed  ", "letters go out again, decided by "+*by)
	}
	return err
}

// runClear lets letters go again to an address from which one came back.
func runClear(ctx context.Context, p program, args []string) error {
	f := newFlags("clear", clearUsage)
	path := f.String("config", "", "configuration file")
	by := f.String("by", "", "who decides")
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usagef("clear needs one address\nusage: referrald clear %s", clearUsage)
	}
	a, err := mailbox.ParseAddress(rest[0])
	if err != nil {
		return usagef("clear: %v", err)
	}
	d, err := openFor(ctx, p, f, *path, *by)
	if err != nil {
		return err
	}
	defer d.book.Close()
	err = d.book.Clear(ctx, a, strings.TrimSpace(*by), d.now)
	if errors.Is(err, ledger.NotFound) {
		return &advice{"no letter to this address has come back", "compare it with referrald explain REF"}
	}
	if err == nil {
		p.say("cleared  ", "letters go to this address again, decided by "+*by)
	}
	return err
}

// openFor opens the ledger for a person who must say who they are.
func openFor(ctx context.Context, p program, f *flags, path, by string) (*desk, error) {
	if strings.TrimSpace(by) == "" {
		return nil, usagef("%s: say who decides: -by NAME\nusage: referrald %s %s", f.Name(), f.Name(), f.usage)
	}
	c, err := needConfig(f.Name(), f.usage, path)
	if err != nil {
		return nil, err
	}
	return openDesk(ctx, p, c)
}

// openAlone is openFor for a command that takes flags alone.
func openAlone(ctx context.Context, p program, f *flags, args []string, path, by *string) (*desk, error) {
	rest, err := f.parse(args)
	if err != nil {
		return nil, err
	}
	if err := f.none(rest); err != nil {
		return nil, err
	}
	return openFor(ctx, p, f, *path, *by)
}
