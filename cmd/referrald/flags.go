package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
)

// flags is a flag set that takes flags before and after arguments, because
// "release REF -by NAME" is how people type.
type flags struct {
	*flag.FlagSet
	usage string
}

func newFlags(name, usage string) *flags {
	f := &flags{FlagSet: flag.NewFlagSet(name, flag.ContinueOnError), usage: usage}
	f.SetOutput(io.Discard)
	return f
}

// parse reads the flags and returns the other arguments. "-" alone is an
// argument (standard input); after "--" everything is.
func (f *flags) parse(args []string) ([]string, error) {
	var rest []string
	for {
		if err := f.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, &helpRequest{f.help()}
			}
			return nil, usagef("%s: %v\nusage: referrald %s %s", f.Name(), err, f.Name(), f.usage)
		}
		stopped := len(args) > f.NArg() && args[len(args)-f.NArg()-1] == "--"
		if f.NArg() == 0 || stopped {
			return append(rest, f.Args()...), nil
		}
		rest, args = append(rest, f.Arg(0)), f.Args()[1:]
	}
}

// helpRequest is a call for a command's help; it is no mistake.
type helpRequest struct{ text string }

func (h *helpRequest) Error() string { return h.text }

// help says what the command does, how it is called, its flags and an example.
func (f *flags) help() string {
	var b strings.Builder
	for _, c := range commands() {
		if c.name == f.Name() {
			fmt.Fprintf(&b, "%s: %s\n\nusage: referrald %s %s\n", c.name, c.does, c.name, f.usage)
			f.SetOutput(&b)
			f.PrintDefaults()
			f.SetOutput(io.Discard)
			fmt.Fprintf(&b, "example: %s\n", c.example)
		}
	}
	return b.String()
}

// none refuses arguments where a command takes flags alone.
func (f *flags) none(rest []string) error {
	if len(rest) == 0 {
		return nil
	}
	return usagef("%s takes no argument %q\nusage: referrald %s %s", f.Name(), strings.Join(rest, " "), f.Name(), f.usage)
}

// config parses the flags of a command that takes flags alone, and reads the
// configuration that they name.
func (f *flags) config(path *string, args []string) (*config, error) {
	rest, err := f.parse(args)
	if err != nil {
		return nil, err
	}
	if err := f.none(rest); err != nil {
		return nil, err
	}
	return needConfig(f.Name(), f.usage, *path)
}

// version is the module's version and the revision it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			v += " " + s.Value[:12]
		}
	}
	return v
}
