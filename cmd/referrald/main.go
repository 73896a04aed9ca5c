// Command referrald watches a children's therapy mailbox over IMAP, answers
// requests for the occupational therapy referral form, reads what comes back,
// checks the published criteria, and sends acknowledgements, questions about
// what is missing, and, when a person has released it, the letter that names
// the right service. Staff get a digest.
//
// This package holds flags, configuration and wiring; it decides nothing.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the office's clock is Europe/London wherever this runs

	"referrald/forms/guard"
)

// Exit statuses.
const (
	exitDone  = 0
	exitError = 1 // something could not be read or done
	exitUsage = 2 // wrong usage
	exitWatch = 3 // status: the daemon only watches, because it is not the one that may act
)

func main() {
	guard.Main() // in the child that reads forms it does not come back
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := program{in: os.Stdin, out: os.Stdout, err: os.Stderr}.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// program is one run of the command with its three streams.
type program struct {
	in       io.Reader
	out, err io.Writer
}

// command is one word after the program's name.
type command struct {
	name    string
	usage   string // arguments
	does    string // one line
	example string
	run     func(ctx context.Context, p program, args []string) error
}

// commands is the complete list, in the order of the help.
func commands() []command {
	return []command{
		{"demo", demoUsage, "show the daemon at work on sample letters, with nothing installed", "referrald demo -stay", runDemo},
		{"run", "[-config F]", "the daemon", "referrald run -config /etc/referrald.toml", runDaemon},
		{"check", checkUsage, "find every error in the configuration, then try both mail servers", "referrald check -config config.toml", runCheck},
		{"explain", explainUsage, "what the daemon would do with a message, or did with a referral, and why", "referrald explain letter.eml", runExplain},
		{"form", formUsage, "write the current referral form", "referrald form -large -o form.pdf", runForm},
		{"read", readUsage, "read returned form files and print their answers", "referrald read form.pdf", runRead},
		{"status", statusUsage, "how the daemon and its ledger are; exit status 1 when something needs doing", "referrald status", runStatus},
		{"referrals", referralsUsage, "list the referrals in the ledger", "referrald referrals -state person", runReferrals},
		{"release", releaseUsage, "send the letter that waits for a person", "referrald release CTS-2026-000012 -by 'A. Therapist'", runRelease},
		{"hold", holdUsage, "do not send the letter that waits; a person goes on", "referrald hold CTS-2026-000012 -by 'A. Therapist' -reason 'The GP is in Stockport'", runHold},
		{"resume", resumeUsage, "let letters go out again after a limit stopped them all", "referrald resume -by 'A. Therapist'", runResume},
		{"adopt", adoptUsage, "make this daemon, with this ledger, the one that looks after the mailbox", "referrald adopt -by 'A. Admin'", runAdopt},
		{"reconcile", reconcileUsage, "hold every message of every folder against the ledger; exit status 1 when one is unaccounted for", "referrald reconcile", runReconcile},
		{"clear", clearUsage, "let letters go again to an address from which one came back", "referrald clear jo@example.org -by 'A. Therapist'", runClear},
		{"digest", digestUsage, "print the digest of a day", "referrald digest -day 2026-11-23", runDigest},
		{"lists", listsUsage, "write the built-in wording and lists as files, to be changed", "referrald lists -o lists", runLists},
		{"replay", replayUsage, "which past decisions a changed set of criteria would alter; writes nothing", "referrald replay -criteria lists/published.json", runReplay},
	}
}

func (p program) run(ctx context.Context, args []string) int {
	if len(args) == 0 {
		p.help(p.err)
		return exitUsage
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		p.help(p.out)
		return exitDone
	case "version", "-version", "--version":
		fmt.Fprintln(p.out, "referrald "+version())
		return exitDone
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return p.report(c.run(ctx, p, args[1:]))
		}
	}
	fmt.Fprintf(p.err, "referrald: there is no command %q\n\n", args[0])
	p.help(p.err)
	return exitUsage
}

func (p program) help(w io.Writer) {
	fmt.Fprintln(w, "referrald answers the referral mail of a children's therapy service.")
	fmt.Fprintln(w, "\nusage: referrald COMMAND [ARGUMENTS]")
	fmt.Fprintln(w)
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-10s %s\n  %-10s   %s\n", c.name, c.usage, "", c.does)
	}
	fmt.Fprintf(w, "\nWithout -config, commands read %s; explain, form, read, lists and demo need none.\nStart with: referrald demo\n", standardConfig)
}

// report prints an error and turns it into an exit status.
func (p program) report(err error) int {
	var u *usageError
	var s *silentError
	var h *helpRequest
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &h):
		fmt.Fprint(p.out, h.text)
		return exitDone
	case errors.As(err, &u):
		fmt.Fprintf(p.err, "referrald: %v\n", u)
		return exitUsage
	case errors.As(err, &s):
		return max(exitError, s.code)
	}
	p.complain("", err)
	return exitError
}

// complain prints an error about one thing, "" for none, with what to do next.
func (p program) complain(about string, err error) {
	if about != "" {
		about += ": "
	}
	fmt.Fprintf(p.err, "referrald: %s%v\n", about, err)
	var h interface{ Hint() string }
	if errors.As(err, &h) && h.Hint() != "" {
		fmt.Fprintf(p.err, "hint: %s\n", h.Hint())
	}
}

// usageError is a call that cannot be understood.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usagef(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// silentError has been told to the user already; only the exit status is left.
type silentError struct {
	code int // exit status, 0 for exitError
}

func (*silentError) Error() string { return "told already" }
