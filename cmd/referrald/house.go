package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"referrald/forms"
	"referrald/forms/guard"
	"referrald/mailbox"
	"referrald/templates"
	"referrald/workflow"
	"referrald/workflow/eligibility"
)

// house is the configuration made into what the rooms work with.
type house struct {
	config   *config // nil: the built-in Stockport service
	office   *workflow.Office
	criteria *eligibility.Criteria
	letters  *templates.Book
	guard    *guard.Guard
	maps     []forms.Mapping     // forms of the service's own
	sends    []mailbox.Enclosure // what goes with a form letter
}

// houseOf loads a configuration, or builds the Stockport service when there is none.
func houseOf(path string) (*house, error) {
	if path == "" {
		return builtIn()
	}
	c, err := load(path)
	if err != nil {
		return nil, err
	}
	return build(c)
}

// builtIn is the published Stockport service with the contract's defaults.
func builtIn() (*house, error) {
	c := defaults()
	c.Mode = string(workflow.Live)
	c.Office.From = "Children's Therapy Services <ctsadmin@stockport.nhs.uk>"
	c.Office.AlertTo = []string{"ctsadmin@stockport.nhs.uk"}
	c.Digest.To = c.Office.AlertTo
	c.Reading.Cache = userCache()
	h, err := build(c)
	if h != nil {
		h.config = nil
	}
	return h, err
}

// build makes the rooms' values; every error is returned at once.
func build(c *config) (*house, error) {
	h := &house{config: c}
	data, dataErr := referenceData(c)
	var err error
	if h.criteria, err = eligibility.Load(data); err != nil {
		dataErr = errors.Join(dataErr, fmt.Errorf("reading the reference data: %w", err))
	}
	overrides, tplErr := overrides(c)
	if h.letters, err = templates.NewBook(overrides); err != nil {
		tplErr = errors.Join(tplErr, fmt.Errorf("reading the letter templates: %w", err))
	}
	own, formErr := h.papers(c)
	if err := errors.Join(dataErr, tplErr, formErr); err != nil {
		return nil, err
	}
	h.office = officeOf(c, h.criteria)
	h.office.Form, h.office.OwnForm = printedVersion(h.sends, own, h.maps), own
	h.office.Choice = len(h.sends) > 1
	return h, nil
}

// papers reads the mappings of the service's own forms and the forms that go
// out, and prepares the guard that knows them.
func (h *house) papers(c *config) (own bool, err error) {
	maps, mapErr := mappings(c)
	sends, own, sendErr := sendings(c, maps)
	if mapErr != nil {
		sendErr = nil // a form without its mapping is no second error
	}
	h.maps, h.sends = maps, sends
	h.guard = openGuard(c, maps, nil)
	return own, errors.Join(mapErr, sendErr)
}

// referenceData reads the files that replace built-in lists.
func referenceData(c *config) (eligibility.Data, error) {
	var d eligibility.Data
	var errs []error
	for _, f := range []struct {
		path string
		into *[]byte
	}{
		{c.Data.Practices, &d.Practices}, {c.Data.Neighbours, &d.Neighbours}, {c.Data.Schools, &d.Schools},
		{c.Data.Lexicon, &d.Lexicon}, {c.Data.Published, &d.Published},
	} {
		if f.path == "" {
			continue
		}
		data, err := os.ReadFile(c.beside(f.path))
		if err != nil {
			errs = append(errs, fmt.Errorf("reading reference data: %w", err))
		}
		*f.into = data
	}
	return d, errors.Join(errs...)
}

// overrides reads the folder of letter templates, if there is one.
func overrides(c *config) (map[string][]byte, error) {
	if c.Templates.Folder == "" {
		return nil, nil
	}
	dir := c.beside(c.Templates.Folder)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("reading the template folder: %w", err)
	}
	out := map[string][]byte{}
	for _, e := range entries {
		if e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("reading a template: %w", err)
		}
		out[e.Name()] = data
	}
	return out, nil
}

func officeOf(c *config, criteria *eligibility.Criteria) *workflow.Office {
	from, _ := mailbox.ParseAddress(c.Office.From)
	o := &workflow.Office{
		Mode: workflow.Mode(c.Mode), From: from,
		Own:   append([]mailbox.Address{from}, addresses(c.Office.Aliases)...),
		Staff: addresses(c.Office.Staff), AlertTo: addresses(c.Office.AlertTo), DigestTo: addresses(c.Digest.To),
		Trust: c.Office.Trust, Secure: c.Office.Secure, Ring: c.Office.Ring, DecidedBy: c.Office.DecidedBy,
		Release: releasing(c.Release.Letters), Routes: releasing(c.Release.Routes),
		Folders: workflow.Folders(c.Folders),
		Limits:  workflow.Limits(c.Limits),
		Shelf:   workflow.Shelf{Words: c.Data.StaleAfter, Lists: c.Data.ListsStaleAfter},
		Contact: contact(criteria.Office()),
	}
	o.Contact.Email = from.Addr
	if a, err := mailbox.ParseAddress(c.IMAP.User); err == nil {
		o.Own = append(o.Own, a)
	}
	if all, ok := o.Routes["all"]; ok {
		for _, r := range routeNames {
			if _, set := o.Routes[r]; !set && r != "all" {
				o.Routes[r] = all
			}
		}
	}
	return o
}

func releasing(m map[string]string) map[string]workflow.Releasing {
	out := map[string]workflow.Releasing{}
	for k, v := range m {
		out[k] = workflow.Releasing(v)
	}
	return out
}

func addresses(list []string) []mailbox.Address {
	var out []mailbox.Address
	for _, s := range list {
		if a, err := mailbox.ParseAddress(s); err == nil {
			out = append(out, a)
		}
	}
	return out
}

func contact(o eligibility.Office) templates.Office {
	return templates.Office{Team: o.Team, Email: o.Email, Phones: o.Phones, Safety: o.Safety, SafetyOut: o.SafetyOut, VerifiedOn: o.VerifiedOn}
}

// logger writes what operators read. What holds a person prints itself redacted.
func logger(c *config, p program) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.Log.Level))
	opt := &slog.HandlerOptions{Level: level}
	if c.Log.Format == "json" {
		return slog.New(slog.NewJSONHandler(p.err, opt))
	}
	return slog.New(slog.NewTextHandler(p.err, opt))
}

// digestTime is the London time of day of the digest.
func digestTime(c *config) time.Duration {
	t, err := time.Parse("15:04", c.Digest.At)
	if err != nil {
		return 0
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
}
