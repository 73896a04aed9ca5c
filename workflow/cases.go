package workflow

import (
	"fmt"
	"slices"
	"strings"

	"referrald/forms"
	"referrald/templates"
	"referrald/workflow/eligibility"
)

const (
	// maxAsked is how often a person is asked for what is missing; then another
	// person reads what there is.
	maxAsked = 2
	// maxForms of one message are decided by themselves; more is no letter but a
	// parcel, and a person unpacks it.
	maxForms = 10
)

// add puts a case into the plan and gives its index. Why a new one came in the
// exchange about another is said once: whoever reads of the second child of a
// family finds the first.
func (d *decision) add(c Case) int {
	if c.New && len(d.plan.Cases) == 0 && len(d.Recall.Tied) > 0 {
		d.say("it came in the exchange about %s and opens a referral of its own", d.Recall.Tied[0].Reference)
	}
	d.plan.Cases = append(d.plan.Cases, c)
	return len(d.plan.Cases) - 1
}

// opened is a new referral with the next reference.
func (d *decision) opened(to State, why string) Case {
	c := Case{
		Reference: MakeReference(d.Received.In(London()).Year(), max(1, d.Recall.Next)+d.new),
		New:       true, From: New, To: to, Why: why,
	}
	d.new++
	return c
}

// stays is a referral that we know, where it stands.
func stays(k Known, why string) Case {
	return Case{Reference: k.Reference, From: k.State, To: k.State, Version: k.Version, Why: why}
}

// submission takes every form of the message to its referral.
func (d *decision) submission() {
	children := together(d.Found.Forms)
	if len(children) == 0 {
		d.unreadable()
		return
	}
	if len(children) > maxForms {
		d.say("it brings %d forms, more than one message can be trusted with", len(children))
		children = children[:maxForms]
	}
	if len(children) > 1 {
		d.say("it brings forms about %d children: one referral each", len(children))
	}
	for _, f := range children {
		d.form(f, len(children) == 1)
	}
}

// unreadable opens a referral for a form that gave no answers: a person sees it
// the same day, the sender is told kindly what to do. With a form that is newer
// than this program nothing is wrong, and about a file that did not pass the
// virus check nothing may be asked: the sender has nothing to do.
func (d *decision) unreadable() {
	c := d.opened(WithPerson, "a form came that could not be read")
	if k, ok := d.openTied(); ok && k.State.May(WithPerson) && k.Form == nil {
		c = stays(k, c.Why)
		c.To = WithPerson
	}
	newer := slices.ContainsFunc(d.unread, func(u forms.Unread) bool { return u.Code == forms.NewerVersion })
	held := slices.ContainsFunc(d.unread, heldBack)
	switch {
	case held:
		c.Why = "a file came that did not pass the virus check, and was not opened"
	case newer:
		c.Why = "a form came that is newer than this program knows"
	}
	i := d.add(c)
	if d.plan.Alert != "" || newer || held {
		d.say("%s", c.Why)
		d.write(i, templates.Received{Head: d.head(c.Reference), Emergency: d.plan.Alert != ""}, Planned{Fresh: c.New})
		return
	}
	d.write(i, templates.Unreadable{Head: d.head(c.Reference), Reasons: reasonsOf(d.unread)}, Planned{Encloses: templates.BlankForm})
	d.say("no answer could be read: the sender is asked for it in another form, and a person sees it")
}

// openTied is the newest referral of the thread that is not closed.
func (d *decision) openTied() (Known, bool) {
	for _, k := range d.Recall.Tied {
		if k.State != Closed {
			return k, true
		}
	}
	return Known{}, false
}

// form decides one child's form. It belongs to a referral of its thread when
// that has no form yet, or one about the same child; a reply to last year's
// letter about another child opens a new one.
func (d *decision) form(f forms.Form, alone bool) {
	c := d.opened(WithPerson, "")
	earlier := Known{}
	if k, ok := d.openTied(); ok && alone && (k.Form == nil || sameChild(*k.Form, f)) {
		d.new--
		earlier, c = k, stays(k, "")
		if k.Form != nil {
			f = complete(*k.Form, f)
		}
	}
	if earlier.Form == nil {
		c.Similar = d.compared(c.Reference, childOf(f))
	}
	d.judge(c, earlier, f)
}

// compared lists the referrals that may be about the child of one that has no form
// yet, and tells staff of its twins: they stay two cases, and people who find them
// side by side must not take the second for a copy. What came in the same message
// is compared as well.
func (d *decision) compared(ref Reference, child Child) (similar []Reference) {
	near := slices.Clone(d.Recall.Near)
	for _, c := range d.plan.Cases {
		if c.Form != nil {
			near = append(near, Near{c.Reference, childOf(*c.Form)})
		}
	}
	for _, n := range near {
		switch {
		case n.Reference == ref:
		case child.Alike(n.Child):
			similar = append(similar, n.Reference)
		case child.Twin(n.Child):
			d.worth(string(ref) + " and " + string(n.Reference) + " seem to be about twins (same birthday and surname, other first names): they stay two cases")
		}
	}
	return similar
}

// judge assesses a form and writes what follows from it.
func (d *decision) judge(c Case, earlier Known, f forms.Form) {
	received := d.Received
	if earlier.Form != nil && earlier.Opened.Before(received) {
		received = earlier.Opened // a late answer makes nobody older
	}
	a := assess(d.Criteria, eligibility.Case{Form: f, Received: received, Words: wordsOf(d.Message, d.Found.Forms)})
	c.Form, c.Assessment, c.Judged, c.TakeBack = &f, &a, received, !c.New
	d.plan.Watch = d.plan.Watch || a.Watch
	if d.plan.Alert != eligibility.Safeguarding && a.Alert != "" {
		d.plan.Alert = a.Alert
	}
	d.conclude(c, earlier)
}

// assess is the criteria's word, but for a form that is newer than this program.
func assess(c *eligibility.Criteria, k eligibility.Case) eligibility.Assessment {
	a := c.Assess(k)
	if forms.Newer(k.Form.Version) && a.Outcome != eligibility.Person {
		a.Outcome, a.Signposts = eligibility.Person, nil
		a.Why = append([]string{"The form is newer than this program knows."}, a.Why...)
	}
	return a
}

// conclude writes the letters that follow from an outcome and moves the referral.
func (d *decision) conclude(c Case, earlier Known) {
	a := c.Assessment
	switch outcome := a.Outcome; {
	case outcome == eligibility.Eligible:
		d.settle(c, Ready, "every criterion is met: ready for a therapist", func(i int, c Case) {
			d.write(i, templates.Acknowledgement{Head: d.head(c.Reference)}, Planned{Fresh: c.From != c.To})
		})
	case outcome == eligibility.Incomplete && c.Form.Beside():
		d.withPerson(c, "answers are missing, and "+besideWords)
	case outcome == eligibility.Incomplete && earlier.Times < maxAsked:
		why := "one required question has no answer"
		if n := len(a.Missing); n > 1 {
			why = fmt.Sprintf("%d required questions have no answer", n)
		}
		d.settle(c, Incomplete, why, func(i int, c Case) {
			l := d.missing(c, earlier.Times > 0)
			l.Enclosed = d.encloses(earlier)
			d.write(i, l, Planned{Fresh: c.From != c.To, Encloses: l.Enclosed})
		})
	case outcome == eligibility.Incomplete:
		d.withPerson(c, "answers are still missing after we asked twice")
	case outcome == eligibility.Signpost && len(a.Signposts) == 1:
		d.turn(c, a.Signposts[0])
	default:
		d.withPerson(c, "a person decides. "+first(a.Why, "It is unclear"))
	}
}

// settle moves the referral where it may go, else to a person, and writes.
func (d *decision) settle(c Case, to State, why string, letters func(int, Case)) {
	if !c.From.May(to) {
		d.withPerson(c, why+"; a person looks, because the referral was "+string(c.From))
		return
	}
	c.To, c.Why = to, why
	d.say("%s", why)
	letters(d.add(c), c)
}

// withPerson gives the referral to a person and tells the sender that one reads it.
func (d *decision) withPerson(c Case, why string) {
	c.Why, c.To = why, WithPerson
	if !c.From.May(WithPerson) {
		c.To = c.From
	}
	d.say("%s", why)
	i := d.add(c)
	d.write(i, templates.Received{Head: d.head(c.Reference), Emergency: d.plan.Alert != ""}, Planned{Fresh: c.From != c.To})
}

// turn drafts the letter that names another service. It waits for a person,
// and the sender is told that one reads it; where the service has set the route
// to auto the letter itself goes, unless something that it rests on is too old.
func (d *decision) turn(c Case, route string) {
	l, ok := d.signpost(c, route)
	release, old := d.routeRelease(route), d.stale(route, c.Assessment.Findings)
	switch {
	case !ok:
		d.withPerson(c, "another service seems right ("+route+"), and its details are not known here")
		return
	case release == Auto && old == "" && c.From.May(Signposted) && !c.Form.Beside():
		c.To, c.Why = Signposted, "another service is the right one: "+l.Route.Right
		d.say("%s; the service has decided that this letter goes by itself", c.Why)
		l.Automatic = true
		d.write(d.add(c), l, Planned{Fresh: true, Release: Auto})
		return
	}
	why := "another service seems right: " + l.Route.Right
	if old != "" {
		why += "; " + old
	}
	d.withPerson(c, why)
	d.say("the letter waits for a person")
	d.write(len(d.plan.Cases)-1, l, Planned{Fresh: true, Release: ByPerson})
}

// first is the step that decided.
func first(list []string, otherwise string) string {
	if len(list) == 0 {
		return otherwise
	}
	return strings.TrimSuffix(list[0], ".")
}

// together joins the forms of one message that are about the same child. Where
// two of them disagree the answer is uncertain: a person sees both.
func together(list []forms.Form) []forms.Form {
	var out []forms.Form
	for _, f := range list {
		at := slices.IndexFunc(out, func(g forms.Form) bool { return sameChild(g, f) })
		if at < 0 {
			out = append(out, f)
			continue
		}
		out[at] = forms.Join(out[at], f)
	}
	return out
}

// complete puts new answers over those of an earlier form of the same child.
func complete(earlier, now forms.Form) forms.Form { return forms.Update(earlier, now) }

// sameChild reports whether two forms are about one child: the same NHS number,
// or the same names and date of birth. A form that names no child at all goes
// with any other. Twins share a birthday and a surname, never a forename, and
// whoever fills in the second form from a copy of the first leaves its number in it:
// Sam and Samantha stay two cases, and staff are told that they are alike.
func sameChild(a, b forms.Form) bool {
	x, y := childOf(a), childOf(b)
	if x.nameless() || y.nameless() {
		return true
	}
	if x.NHSNumber != "" && y.NHSNumber != "" {
		return x.NHSNumber == y.NHSNumber && (x.Forename == "" || y.Forename == "" || Fold(x.Forename) == Fold(y.Forename))
	}
	same := func(p, q string) bool { return plainWords(p) == plainWords(q) }
	return same(x.Surname, y.Surname) && same(x.Forename, y.Forename) && x.DOB == y.DOB
}

func (c Child) nameless() bool {
	return c.NHSNumber == "" && c.Surname == "" && c.Forename == "" && c.DOB == ""
}
