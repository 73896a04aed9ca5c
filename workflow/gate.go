package workflow

import (
	"fmt"

	"referrald/mailbox"
	"referrald/templates"
)

// Brakes: what stops a letter. The names stand in the digest.
const (
	BrakeNobody      = "there is no address to answer"
	BrakeOwn         = "the address is our own"
	BrakeStaff       = "the address is a member of staff's"
	BrakeMachine     = "a machine wrote the message"
	BrakeRobot       = "the address is a machine's"
	BrakeOld         = "the message is older than the first start"
	BrakeBounced     = "letters to this address came back"
	BrakeBreaker     = "sending is stopped until a person looks"
	BrakeForms       = "forms_a_day"
	BrakeThread      = "thread_a_day"
	BrakeMonth       = "a_month"
	BrakeAddress     = "address_a_day"
	BrakeHour        = "an_hour"
	BrakeDay         = "a_day"
	BrakeWatch       = "watch mode"
	BrakeNotSecure   = "a filled form goes to secure addresses only"
	BrakeStaffLetter = "only alerts and digests go to the office itself"
)

// gate is the last thing before a letter is queued; no path avoids it. It adds
// the reason to a letter that may not go, and the pass to one that may. A letter
// that waits for a person meets it again at its release; until then only what
// can never change is asked.
type gate struct {
	office  *Office
	message *mailbox.Message // nil when a person releases
	old     bool
	recall  Recall
}

// pass asks one letter and counts it, so that the next letter of the same plan
// meets the limits as they then are.
func (g *gate) pass(p Planned) Planned {
	if p.Staff {
		return GateStaff(p, g.office)
	}
	p.pass = false
	p.Stopped = g.never(p)
	if p.Stopped != "" || p.Release == ByPerson {
		return p
	}
	if p.Stopped = g.brake(p); p.Stopped == "" && g.office.Mode != Live {
		p.Stopped = BrakeWatch
	}
	p.pass = p.Stopped == ""
	if p.pass {
		g.count(p)
	}
	return p
}

// never names what forbids a letter for good.
func (g *gate) never(p Planned) string {
	m := g.message
	switch {
	case p.To.Zero():
		return BrakeNobody
	case g.office.isOwn(p.To), m != nil && (g.office.isOwn(m.From) || g.office.isOwn(m.Sender) || g.ownReplyTo()):
		return BrakeOwn
	case g.office.isStaff(p.To):
		return BrakeStaff
	case m != nil && m.Machine():
		return BrakeMachine
	case mailbox.MachineAddress(p.To):
		return BrakeRobot
	case p.Encloses == templates.FilledForm && !g.office.IsSecure(p.To):
		return BrakeNotSecure
	case g.old:
		return BrakeOld
	case p.Release == ByPerson && g.office.Mode != Live:
		return BrakeWatch
	}
	return ""
}

func (g *gate) ownReplyTo() bool {
	for _, a := range g.message.ReplyTo {
		if g.office.isOwn(a) {
			return true
		}
	}
	return false
}

// brake names the limit that stops a letter now. The first acknowledgement,
// missing or received letter of a referral carries something new: it meets only
// the limits of the address and of all letters.
func (g *gate) brake(p Planned) string {
	l, sent, all := g.office.Limits.orDefault(), g.recall.Sent, g.recall.All
	switch {
	case g.recall.Barred:
		return BrakeBounced
	case g.recall.Breaker:
		return BrakeBreaker
	case p.Letter != nil && p.Letter.Name() == "form" && sent.FormsDay >= l.FormsADay:
		return BrakeForms
	case !p.Fresh && sent.ThreadIdleDay >= l.ThreadADay:
		return BrakeThread
	case !p.Fresh && sent.IdleMonth >= l.AMonth:
		return BrakeMonth
	case sent.Day >= l.AddressADay:
		return BrakeAddress
	case all.Hour >= l.AnHour:
		return BrakeHour
	case all.Day >= l.ADay:
		return BrakeDay
	}
	return ""
}

// breaks tells why a letter that was stopped stops all others: a limit of all
// letters was reached, which is no ordinary day. "" when it does not.
func breaks(p Planned, o *Office) string {
	l := o.Limits.orDefault()
	switch p.Stopped {
	case BrakeHour:
		return fmt.Sprintf("%d letters went out within an hour, which is the limit (an_hour)", l.AnHour)
	case BrakeDay:
		return fmt.Sprintf("%d letters went out within a day, which is the limit (a_day)", l.ADay)
	}
	return ""
}

func (g *gate) count(p Planned) {
	for _, t := range []*Tally{&g.recall.Sent, &g.recall.All} {
		t.Hour++
		t.Day++
		t.Month++
		if !p.Fresh {
			t.IdleMonth++
			t.ThreadIdleDay++
		}
		if p.Letter != nil && p.Letter.Name() == "form" {
			t.FormsDay++
		}
	}
}

// GateStaff is the gate for the office's own letters: only the alert and the
// digest, and only to those whom the configuration names.
func GateStaff(p Planned, o *Office) Planned {
	p.pass, p.Stopped = false, ""
	switch {
	case p.To.Zero():
		p.Stopped = BrakeNobody
	case !p.Staff || p.Letter == nil || p.Letter.Name() != "alert" && p.Letter.Name() != "digest",
		!among(p.To, o.AlertTo) && !among(p.To, o.DigestTo):
		p.Stopped = BrakeStaffLetter
	case o.Mode != Live:
		p.Stopped = BrakeWatch
	}
	p.pass = p.Stopped == ""
	return p
}

// GateRelease is the gate for a letter that a named person releases: all that
// stops any letter stops it still, but for the limits on letters without news,
// because a person answers for this one.
func GateRelease(p Planned, o *Office, r Recall) Planned {
	g := gate{office: o, recall: r}
	p.Release, p.Fresh = Auto, true
	return g.pass(p)
}

// orDefault fills the limits that are not set.
func (l Limits) orDefault() Limits {
	d := DefaultLimits
	for _, f := range []struct {
		is  *int
		def int
	}{
		{&l.FormsADay, d.FormsADay}, {&l.ThreadADay, d.ThreadADay}, {&l.AMonth, d.AMonth},
		{&l.AddressADay, d.AddressADay}, {&l.AnHour, d.AnHour}, {&l.ADay, d.ADay},
	} {
		if *f.is == 0 {
			*f.is = f.def
		}
	}
	return l
}
