package main

import (
	"context"
	"fmt"
	"strings"

	"referrald/workflow"
	"referrald/workflow/ledger"
)

const referralsUsage = "[-config F] [-json] [-state S]"

// states are the words that -state takes: every state that the ledger holds.
var states = []workflow.State{
	workflow.Asked, workflow.Incomplete, workflow.Ready, workflow.WithPerson, workflow.Signposted, workflow.Closed,
}

// runReferrals lists the referrals, newest first, without anybody's name.
func runReferrals(ctx context.Context, p program, args []string) error {
	f := newFlags("referrals", referralsUsage)
	path := f.String("config", "", "configuration file")
	asJSON := f.Bool("json", false, "one JSON object a line")
	state := f.String("state", "", "only referrals in this state")
	c, err := f.config(path, args)
	if err != nil {
		return err
	}
	filter, err := inState(*state)
	if err != nil {
		return err
	}
	d, err := openDesk(ctx, p, c)
	if err != nil {
		return err
	}
	defer d.book.Close()
	found, err := d.book.Referrals(ctx, filter)
	if err != nil {
		return err
	}
	if *asJSON {
		for _, s := range found {
			if err := p.json(summaryJSON(s)); err != nil {
				return err
			}
		}
		return nil
	}
	_, err = fmt.Fprint(p.out, referralsText(found))
	return err
}

func inState(word string) (ledger.Filter, error) {
	if word == "" {
		return ledger.Filter{}, nil
	}
	var known []string
	for _, s := range states {
		if string(s) == word {
			return ledger.Filter{States: []workflow.State{s}}, nil
		}
		known = append(known, string(s))
	}
	return ledger.Filter{}, usagef("referrals: -state: %q is not one of %s", word, strings.Join(known, ", "))
}

func referralsText(found []ledger.Summary) string {
	if len(found) == 0 {
		return "There are none.\n"
	}
	b := &strings.Builder{}
	fmt.Fprintf(b, "%-16s %-11s %-17s %s\n", "REFERENCE", "STATE", "SINCE", "WHY")
	for _, s := range found {
		why := s.Why
		if s.Waiting > 0 {
			why = plural(s.Waiting, "letter") + " to release; " + why
		}
		if s.Alert != "" {
			why = "ALERT " + s.Alert + "; " + why
		}
		lead := fmt.Sprintf("%-16s %-11s %-17s ", s.Reference, s.State, s.Changed.In(london()).Format("2 Jan 2006 15:04"))
		wrap(b, lead, why)
	}
	return b.String()
}

// jsonSummary is one referral in a list: no name, no address.
type jsonSummary struct {
	Reference string   `json:"reference"`
	State     string   `json:"state"`
	Opened    string   `json:"opened"`
	Changed   string   `json:"changed"`
	Outcome   string   `json:"outcome"`
	Alert     string   `json:"alert"`
	Watch     bool     `json:"watch"`
	Waiting   int      `json:"waiting"`
	Similar   []string `json:"similar"`
	Why       string   `json:"why"`
}

func summaryJSON(s ledger.Summary) jsonSummary {
	j := jsonSummary{
		Reference: string(s.Reference), State: string(s.State), Opened: stamp(s.Opened), Changed: stamp(s.Changed),
		Outcome: s.Outcome, Alert: s.Alert, Watch: s.Watch, Waiting: s.Waiting, Similar: []string{}, Why: s.Why,
	}
	for _, r := range s.Similar {
		j.Similar = append(j.Similar, string(r))
	}
	return j
}
