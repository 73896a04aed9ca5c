package workflow

import (
	"slices"

	"referrald/forms"
	"referrald/templates"
)

// information takes an answer or an addition to its referral.
func (d *decision) information() {
	k, ok := d.meant()
	if !ok {
		d.keep = true
		d.say("it belongs to no open referral: people read it")
		return
	}
	t := listen(d.Message, said(d.Message))
	switch {
	case t.leaves && d.quotesAnother(k):
		d.add(stays(k, "it takes something back and quotes a letter about another referral"))
		d.keep = true
		d.say("it takes something back and quotes a letter about another referral: people read it")
	case t.leaves:
		d.withdrawn(k)
	case d.answers(k):
	case t.thanks, t.words == 0 && len(d.Message.Attachments) == 0 && !d.quotesAnother(k):
		d.add(stays(k, "it adds nothing"))
		d.say("it adds nothing")
	case k.State == Asked:
		d.add(stays(k, "a message about the form"))
		d.keep = true
		d.say("it brings no form and asks for none: people read it")
	default:
		d.addition(k)
	}
}

// meant is the open referral that a message is about: the one whose letter it
// quotes, of several in its thread, else the newest.
func (d *decision) meant() (Known, bool) {
	for _, k := range d.Recall.Tied {
		if k.State != Closed && !d.quotesAnother(k) && d.Message.Answered != "" {
			return k, true
		}
	}
	return d.openTied()
}

// quotesAnother reports whether the letter that the message quotes names other
// referrals and not this one. What was typed into it is not read for this one.
func (d *decision) quotesAnother(k Known) bool {
	named := References(d.Message.Answered)
	return len(named) > 0 && !slices.Contains(named, k.Reference)
}

// withdrawn stops every letter that waits and gives the referral to a person:
// only a person closes what holds a child's answers.
func (d *decision) withdrawn(k Known) {
	c := stays(k, "")
	c.TakeBack = true
	d.keep = true
	d.withPerson(c, "the sender seems to take the referral back: letters that waited are stopped, a person decides")
}

// answers reads answers to the questions that we asked, and reports whether
// there were any.
func (d *decision) answers(k Known) bool {
	if k.Form == nil {
		return false
	}
	now, ok := d.given(k)
	if !ok {
		return false
	}
	whole := forms.Update(*k.Form, now)
	d.judge(stays(k, ""), k, whole)
	return true
}

// lookAgain heads the second list of the letter that asks for what is missing.
const lookAgain = "Please look at these again"

// given is what the message answers: typed answers with their questions, the
// numbered answers to our letter, or answers typed into it where it is quoted.
// Numbers above a letter about another referral are the numbers of that letter.
func (d *decision) given(k Known) (reply forms.Form, ok bool) {
	if !d.quotesAnother(k) {
		reply, ok = forms.ReadReply(d.Message.Newest, k.Asked, d.Received)
	}
	if quoted, found := d.quoted(k); found {
		if ok {
			quoted = forms.Join(quoted, reply)
		}
		reply, ok = quoted, true
	}
	for _, f := range d.Found.Forms {
		if f.Shape != forms.Text || !sameChild(*k.Form, f) {
			continue
		}
		if !ok {
			reply, ok = f, true
			continue
		}
		reply = forms.Join(reply, f)
	}
	return reply, ok && len(reply.Fields) > 0
}

// quoted reads answers that were typed into our letter about this referral; a
// letter that names another one is not read.
func (d *decision) quoted(k Known) (forms.Form, bool) {
	if d.quotesAnother(k) {
		return forms.Form{}, false
	}
	return forms.ReadQuoted(d.Message.Answered, k.Asked, []string{d.Office.Contact.Team, lookAgain}, d.Received)
}

// addition is something said about a referral that a person must read: it may
// change everything, so letters that waited are stopped.
func (d *decision) addition(k Known) {
	c := stays(k, "")
	c.TakeBack = true
	if !k.State.May(WithPerson) {
		d.add(stays(k, "something was added"))
		d.keep = true
		return
	}
	d.keep = true
	why := "something was added that only a person can judge"
	if k.State != WithPerson {
		d.withPerson(c, why)
		return
	}
	c.Why = why
	d.say("%s", why)
	d.write(d.add(c), templates.Received{Head: d.head(c.Reference), Emergency: d.plan.Alert != ""}, Planned{})
}
