package main

import (
	"fmt"
	"slices"
	"strings"

	"referrald/workflow"
	"referrald/workflow/clerk"
)

// tellSample prints what came of one letter, and whether it is what its file
// says must come of it.
func (st *stage) tellSample(number int, s sample, plan *workflow.Plan) {
	st.say(fmt.Sprintf("%2d  ", number), s.title)
	st.say("    from      ", strings.NewReplacer("<", "", ">", "").Replace(s.value("From")))
	if plan == nil {
		st.fail("%s: nothing was decided about it", s.name)
		st.say("    ", "NOTHING WAS DECIDED")
		fmt.Fprintln(st.p.out)
		return
	}
	st.say("    decided   ", decided(*plan)+": "+plan.Why)
	for _, c := range plan.Cases {
		st.say("    referral  ", fmt.Sprintf("%s, now %s", c.Reference, stateWords[c.To]))
	}
	st.tellSent()
	for _, l := range plan.Letters {
		switch {
		case l.Stopped != "":
			st.say("    not sent  ", fmt.Sprintf("%s to %s, stopped by %s", l.Letter.Name(), l.To.Addr, l.Stopped))
		case l.Release == workflow.ByPerson:
			st.say("    waits     ", fmt.Sprintf("%s to %s, until a named person releases it", l.Letter.Name(), l.To.Addr))
		}
	}
	if plan.Folder == "" {
		st.say("    stays     ", "in INBOX, unread, for people")
	} else {
		st.say("    filed     ", plan.Folder)
	}
	st.compare(s, *plan)
	fmt.Fprintln(st.p.out)
}

// tellSent prints each letter that the mail server took in the last round, and
// each that it did not.
func (st *stage) tellSent() {
	for _, n := range st.notices {
		switch n.What {
		case clerk.Went:
			st.say("    sent      ", fmt.Sprintf("%s to %s", n.Letter, n.Outgoing.To.Addr))
		case clerk.Failed:
			st.say("    NOT SENT  ", fmt.Sprintf("%s: %s %d %s", n.Letter, n.Receipt.Outcome, n.Receipt.Code, n.Receipt.Status))
			st.fail("the letter %s was not taken by the mail server", n.Letter)
		}
	}
}

var stateWords = map[workflow.State]string{
	workflow.Asked:      "asked: the form is with the sender",
	workflow.Incomplete: "incomplete: answers are missing",
	workflow.Ready:      "ready for a therapist",
	workflow.WithPerson: "with a person",
	workflow.Signposted: "signposted",
	workflow.Closed:     "closed",
}

// decided is a plan in the words of a sample's Expect line: the kind, then the
// outcome of the first form with its routes, then an alert.
func decided(plan workflow.Plan) string {
	s := string(plan.Kind)
	for _, c := range plan.Cases {
		if c.Assessment != nil {
			s += ", " + strings.TrimSpace(string(c.Assessment.Outcome)+" "+strings.Join(c.Assessment.Signposts, " "))
			break
		}
	}
	if plan.Alert != "" {
		s += ", alert " + plan.Alert
	}
	return s
}

// letterList is a plan's letters in the words of a sample's Letters line, in
// the order of the alphabet: "received, signpost waits".
func letterList(plan workflow.Plan) string {
	var out []string
	for _, l := range plan.Letters {
		switch {
		case l.Stopped != "":
			out = append(out, l.Letter.Name()+" stopped")
		case l.Release == workflow.ByPerson:
			out = append(out, l.Letter.Name()+" waits")
		default:
			out = append(out, l.Letter.Name())
		}
	}
	if len(out) == 0 {
		return "none"
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// compare holds a plan against what its sample expects.
func (st *stage) compare(s sample, plan workflow.Plan) {
	for _, c := range [][3]string{{"decision", s.expect, decided(plan)}, {"letters", s.letters, letterList(plan)}} {
		if c[1] != c[2] {
			st.say("    EXPECTED  ", c[0]+": "+c[1])
			st.fail("%s: %s: expected %q, got %q", s.name, c[0], c[1], c[2])
		}
	}
}
