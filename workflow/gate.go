package workflow

import (
	"fmt"
	"strings"

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
	BrakeLoop        = "loop"
	BrakeAnswered    = "a person has answered it already"
)

// BrakeWords say in the digest what a brake is whose name alone does not.
var BrakeWords = map[string]string{
	BrakeLoop:    "loop: this address answers our letters within seconds, as a machine does",
	BrakeForms:   "limits.forms_a_day: this address has had the form as often as it may in a day",
	BrakeThread:  "limits.thread_a_day: this exchange has had as many letters without news as it may in a day",
	BrakeMonth:   "limits.a_month: this address has had as many letters without news as it may in a month",
	BrakeAddress: "limits.address_a_day: this address has had as many letters as it may in a day",
	BrakeHour:    "limits.an_hour: as many letters went out as may in an hour",
	BrakeDay:     "limits.a_day: as many letters went out as may in a day",
}

// gate is the last thing before a letter is queued; no path avoids it. It adds
// the reason to a letter that may not go, and the pass to one that may. A letter
// that waits for a person meets it again at its release; until then only what
// can never change is asked.
type gate struct {
	office  *Office
	message *mailbox.Message // nil when a person releases
	old     bool
	recall  Recall

	cases    []Case // of the plan that the letters are of; none when a person releases
	answered bool   // a person has answered the message
}

// pass asks one letter and counts it, so that the next letter of the same plan
// meets the limits as they then are.
func (g *gate) pass(p Planned) Planned {
	if p.Staff {
		return GateStaff(p, g.office)
	}
	p.pass, p.Waits = false, ""
	p.Stopped = g.never(p)
	if p.Stopped != "" || p.Release == ByPerson {
		return p
	}
	if p.Stopped = g.brake(p); p.Stopped == "" && g.office.Mode != Live {
		p.Stopped = BrakeWatch
	}
	p.pass = p.Stopped == ""
	if p.pass {
		p.Waits = g.waits()
		g.count(p)
	}
	return p
}

// waits names the limit on all letters behind which a letter waits. It is
// finished and queued like any other, so that nothing is lost and the order is
// kept; the ledger holds it until a person has looked.
func (g *gate) waits() string {
	l, all := g.office.Limits.orDefault(), g.recall.All
	switch {
	case g.recall.Breaker:
		return BrakeBreaker
	case all.Hour >= l.AnHour:
		g.recall.Breaker = true
		return BrakeHour
	case all.Day >= l.ADay:
		g.recall.Breaker = true
		return BrakeDay
	}
	return ""
}

// never names what forbids a letter for good.
func (g *gate) never(p Planned) string {
	m := g.message
	switch {
	case p.To.Zero(), !strings.Contains(p.To.Domain(), "."):
		return BrakeNobody // no mail server of another house can be found by one bare name
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
	l, sent := g.office.Limits.orDefault(), g.recall.Sent
	switch {
	case g.recall.Barred:
		return BrakeBounced
	case g.answered:
		return BrakeAnswered
	case g.recall.Loop && g.message != nil && !g.news(p):
		return BrakeLoop
	case p.Letter != nil && p.Letter.Name() == "form" && sent.FormsDay >= l.FormsADay:
		return BrakeForms
	case !p.Fresh && sent.ThreadIdleDay >= l.ThreadADay:
		return BrakeThread
	case !p.Fresh && sent.IdleMonth >= l.AMonth:
		return BrakeMonth
	case sent.Day >= l.AddressADay:
		return BrakeAddress
	}
	return ""
}

// news reports whether a letter is the first about a child of whom nothing was
// known. A school that sends five children in a minute is no machine.
func (g *gate) news(p Planned) bool {
	if !p.Fresh || p.Letter == nil || p.Case >= 0 && p.Case < len(g.cases) && len(g.cases[p.Case].Similar) > 0 {
		return false
	}
	switch p.Letter.Name() {
	case "acknowledgement", "missing", "received":
		return true
	}
	return false
}

// Breaks tells why the letter that waits behind this limit stops all others: a
// limit of all letters was reached, which is no ordinary day. "" when it does not.
func Breaks(waits string, o *Office) string {
	l := o.Limits.orDefault()
	switch waits {
	case BrakeHour:
		return fmt.Sprintf("limits.an_hour: %d letters went out within an hour, which is the limit", l.AnHour)
	case BrakeDay:
		return fmt.Sprintf("limits.a_day: %d letters went out within a day, which is the limit", l.ADay)
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

// Pace is how many letters go out in a minute.
func (o *Office) Pace() int { return o.Limits.orDefault().AMinute }

// orDefault fills the limits that are not set.
func (l Limits) orDefault() Limits {
	d := DefaultLimits
	for _, f := range []struct {
		is  *int
		def int
	}{
		{&l.FormsADay, d.FormsADay}, {&l.ThreadADay, d.ThreadADay}, {&l.AMonth, d.AMonth},
		{&l.AddressADay, d.AddressADay}, {&l.AnHour, d.AnHour}, {&l.ADay, d.ADay},
		{&l.AMinute, d.AMinute},
	} {
		if *f.is == 0 {
			*f.is = f.def
		}
	}
	return l
}
