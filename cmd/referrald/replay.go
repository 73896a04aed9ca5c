package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"referrald/workflow"
	"referrald/workflow/eligibility"
	"referrald/workflow/ledger"
)

const replayUsage = "[-config F] -criteria F [-practices F] [-neighbours F] [-schools F] [-lexicon F] [-since DATE] [-json]"

// runReplay judges every form in the ledger again, by criteria or lists that
// are not in use yet, and tells which decisions would be others. It writes
// nothing. Its exit status is 1 when something could not be read.
func runReplay(ctx context.Context, p program, args []string) error {
	f := newFlags("replay", replayUsage)
	path := f.String("config", "", "configuration file")
	asJSON := f.Bool("json", false, "one JSON object")
	word := f.String("since", "", "only forms received since that day, as 2026-11-23")
	files := changedFiles(f)
	c, err := f.config(path, args)
	if err != nil {
		return err
	}
	since, err := sinceDay(*word)
	if err != nil {
		return err
	}
	if !files.any() {
		return usagef("replay needs the file that shall be changed, such as -criteria FILE\nusage: referrald replay %s", replayUsage)
	}
	other, err := files.load(p, c)
	if err != nil {
		return err
	}
	if _, err := os.Stat(c.beside(c.Ledger)); err != nil {
		return &advice{"there is no ledger at " + c.beside(c.Ledger), "replay looks back at what the daemon has decided: start it first"}
	}
	d, err := openDesk(ctx, p, c)
	if err != nil {
		return err
	}
	defer d.book.Close()
	r := replay{other: other, inUse: d.house.criteria, referrals: map[workflow.Reference]bool{}}
	if err := d.book.Readings(ctx, since, r.judge); err != nil {
		return err
	}
	if *asJSON {
		err = p.json(r.json())
	} else {
		_, err = fmt.Fprint(p.out, r.text())
	}
	for _, u := range r.unread {
		p.complain(string(u.Reference), u.Err)
	}
	if err == nil && len(r.unread) > 0 {
		return &silentError{}
	}
	return err
}

// sinceDay is the beginning of a day in London; zero for none.
func sinceDay(word string) (time.Time, error) {
	if word == "" {
		return time.Time{}, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, word, london())
	if err != nil {
		return day, usagef("replay: -since: %q is not a date; write it as 2026-11-23", word)
	}
	return day, nil
}

// changed are the files that stand in for those of the configuration.
type changed struct {
	criteria, practices, neighbours, schools, lexicon *string
}

func changedFiles(f *flags) changed {
	return changed{
		f.String("criteria", "", "published wording, contacts and services"), f.String("practices", "", "GP practices of Stockport"),
		f.String("neighbours", "", "GP practices around"), f.String("schools", "", "schools"), f.String("lexicon", "", "words that are listened for"),
	}
}

func (n changed) any() bool {
	return *n.criteria+*n.practices+*n.neighbours+*n.schools+*n.lexicon != ""
}

// load reads the changed set: its files, and those of the configuration for
// what is not named. Every error in them is told with its file and line.
func (n changed) load(p program, c *config) (*eligibility.Criteria, error) {
	data, err := referenceData(c)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	var errs []error
	for _, l := range []struct {
		path, stands string
		into         *[]byte
	}{
		{*n.criteria, "published.json", &data.Published}, {*n.practices, "gp_practices_stockport.csv", &data.Practices},
		{*n.neighbours, "gp_practices_neighbouring.csv", &data.Neighbours}, {*n.schools, "schools_stockport.csv", &data.Schools},
		{*n.lexicon, "lexicon.csv", &data.Lexicon},
	} {
		if l.path == "" {
			continue
		}
		names[l.stands] = l.path
		if *l.into, err = os.ReadFile(l.path); err != nil {
			errs = append(errs, fmt.Errorf("reading the changed set: %w", err))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	other, err := eligibility.Load(data)
	if err != nil {
		tellRowErrors(p, err, names)
		return nil, &silentError{}
	}
	return other, nil
}

// tellRowErrors prints every defect of the lists by the file that the user named.
func tellRowErrors(p program, err error, names map[string]string) {
	var row *eligibility.RowError
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range many.Unwrap() {
			tellRowErrors(p, one, names)
		}
	} else if inner := errors.Unwrap(err); inner != nil {
		tellRowErrors(p, inner, names)
	} else if errors.As(err, &row) {
		where := row.File
		if name, ok := names[row.File]; ok {
			where = name
		}
		if row.Line > 0 {
			where += fmt.Sprintf(" line %d", row.Line)
		}
		p.complain(where, &advice{row.What, row.Hint})
	} else {
		p.complain("", err)
	}
}

// replay gathers what one run finds.
type replay struct {
	other, inUse *eligibility.Criteria
	referrals    map[workflow.Reference]bool
	readings     int
	changes      []workflow.Change
	unread       []ledger.Reading
}

func (r *replay) judge(k ledger.Reading) error {
	r.referrals[k.Reference] = true
	r.readings++
	if k.Err != nil {
		r.unread = append(r.unread, k)
		return nil
	}
	if c, changed := workflow.Replay(k.Past, r.other, r.inUse); changed {
		r.changes = append(r.changes, c)
	}
	return nil
}

// summary is everything in one line.
func (r *replay) summary() string {
	altered := map[workflow.Reference]bool{}
	for _, c := range r.changes {
		altered[c.Reference] = true
	}
	s := fmt.Sprintf("%s (%s), %d would change", plural(len(r.referrals), "referral"), plural(r.readings, "form"), len(altered))
	if len(altered) > 0 {
		s += ": " + strings.Join(workflow.Alike(r.changes), "; ")
	}
	if n := len(r.unread); n > 0 {
		s += fmt.Sprintf("; %s could not be read", plural(n, "form"))
	}
	return s + "."
}

func (r *replay) text() string {
	b := &strings.Builder{}
	for _, c := range r.changes {
		fmt.Fprintf(b, "%s  form received %s, judged by %s\n", c.Reference, when(c.Received), setWords(c.By))
		fmt.Fprintf(b, "  %s → %s\n", c.Was, c.Now)
		for _, w := range c.Because {
			tellBecause(b, w)
		}
		if c.Already {
			wrap(b, "  note      ", "the criteria in use would alter it in the same way: the changed files are not what makes the difference")
		}
		b.WriteByte('\n')
	}
	b.WriteString(r.summary() + "\n")
	if editionOf(r.other, "lexicon") != editionOf(r.inUse, "lexicon") {
		wrap(b, "note: ", "of the words of a message only those sentences are kept in which something was heard; a new word is found in them and in the forms, nowhere else.")
	}
	return b.String()
}

func tellBecause(b *strings.Builder, w workflow.Because) {
	if w.Criterion == "" {
		wrap(b, "  because   ", w.Text)
		return
	}
	was := w.Was
	if was == "" {
		was = "not judged"
	}
	wrap(b, "  because   ", fmt.Sprintf("%s: %s → %s; “%s”", w.Criterion, was, w.Now, w.Sentence))
}

func editionOf(c *eligibility.Criteria, list string) string {
	for _, d := range c.Dates() {
		if d.List == list {
			return d.Print
		}
	}
	return ""
}

// setWords names a set in a few words.
func setWords(s workflow.Set) string {
	if s.Version == "" {
		return "criteria whose version was not kept then"
	}
	return "the criteria " + s.Version
}
