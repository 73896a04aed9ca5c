package workflow

import (
	"fmt"
	"slices"
	"strings"

	"referrald/forms"
	"referrald/mailbox"
	"referrald/templates"
	"referrald/workflow/eligibility"
)

// Decide says what shall happen because of one message. It is pure: the same
// facts make the same plan. Every letter in the plan has met the gate.
func Decide(f Facts) Plan {
	d := &decision{Facts: f, sorted: classify(f), to: replyTo(f.Message)}
	d.plan = Plan{Kind: d.kind, Reasons: d.reasons, Unread: d.unread}
	d.hear()
	switch {
	case f.Old:
		d.say("it is older than the first start: recorded, and left to people")
	case d.kind == FormRequest:
		d.sendForm()
	case d.kind == Submission:
		d.submission()
	case d.kind == Information:
		d.information()
	default:
		d.leave()
	}
	d.holdBack()
	d.aside()
	d.alarm()
	d.file()
	d.gateAll()
	d.plan.Why = d.why()
	return d.plan
}

// holdBack keeps a message with a file that was not opened where people see it,
// whatever else it brings. The file itself goes nowhere.
func (d *decision) holdBack() {
	held := slices.DeleteFunc(slices.Clone(d.Found.Unread), func(u forms.Unread) bool { return !heldBack(u) })
	for _, u := range held {
		if !slices.Contains(d.plan.Unread, u) {
			d.plan.Unread = append(d.plan.Unread, u)
		}
	}
	if len(held) > 0 {
		d.keep = true
		d.say("a file was not opened because of the virus check: the message stays in the inbox")
	}
}

// decision is a plan on its way.
type decision struct {
	Facts
	sorted
	to   mailbox.Address // whom an answer goes to
	plan Plan
	said []string // the steps, for Why
	hits []eligibility.Hit
	new  int  // referrals opened by this message so far
	keep bool // people should see it: it stays in INBOX
}

func (d *decision) say(format string, args ...any) {
	d.said = append(d.said, fmt.Sprintf(format, args...))
}

// hear listens to the message's own words; what a form says is heard with the form.
func (d *decision) hear() {
	if d.Criteria == nil {
		return
	}
	d.hits = d.Criteria.Listen(wordsOf(d.Message, d.Found.Forms))
	d.plan.Alert, d.plan.Watch = d.Criteria.Alarm(d.hits)
}

// wordsOf is what is listened to for words that a person must see the same day:
// what was written, what is quoted or forwarded, and the names of the files.
// Signatures and disclaimers are not: "Designated Safeguarding Lead" is a job.
func wordsOf(m *mailbox.Message, found []forms.Form) []eligibility.Words {
	out := []eligibility.Words{{Where: "subject", Text: m.Subject}}
	if m.Bounce != nil {
		return out // the rest of a delivery report is a letter of ours
	}
	rank := 1
	if strings.TrimSpace(m.Newest) == "" {
		rank = 0 // a message that only forwards says what it forwards
	}
	out = append(out,
		eligibility.Words{Where: "message", Text: withoutChoices(m.Newest, found)},
		eligibility.Words{Where: "quoted history", Text: m.Quoted, Rank: rank})
	for _, a := range m.Attachments {
		if a.Name != "" {
			out = append(out, eligibility.Words{Where: "attachment name", Text: a.Name})
		}
	}
	return append(out, wordsInside(m, rank)...)
}

// wordsInside are the words of the messages that came inside a message, and of
// those inside them.
func wordsInside(m *mailbox.Message, rank int) (out []eligibility.Words) {
	for _, n := range m.Nested {
		out = append(out, eligibility.Words{Where: "forwarded message", Text: n.Subject + "\n\n" + n.Text, Rank: rank})
		out = append(out, wordsInside(n, rank)...)
	}
	return out
}

// sendForm answers a request with the current form. The referral is opened so
// that what comes back finds its way; a second request in the thread belongs to
// the first.
func (d *decision) sendForm() {
	c := d.opened(Asked, "the form was asked for")
	if len(d.Recall.Tied) > 0 && d.Recall.Tied[0].State == Asked {
		c = stays(d.Recall.Tied[0], "the form was asked for again")
	}
	if d.plan.Alert != "" && c.From.May(WithPerson) {
		c.To = WithPerson
	}
	i := d.add(c)
	if d.plan.Alert != "" {
		d.write(i, templates.Received{Head: d.head(c.Reference), Emergency: true}, Planned{Fresh: c.New})
		d.sendsForm(i, c.Reference, ByPerson)
		d.say("the form waits, because a person reads the message first")
		return
	}
	d.sendsForm(i, c.Reference, "")
	d.say("the form goes out")
}

// leave does nothing with a message; a delivery report about a letter of ours
// and a machine's answer to one are filed away.
func (d *decision) leave() {
	switch {
	case d.kind == Bounced && d.Recall.Answers != nil:
		d.say("the letter %q did not arrive", d.Recall.Answers.Name)
	case d.kind == Bounced:
		d.say("it is about no letter of ours")
		d.keep = true
	case d.kind == Automatic && d.Recall.Answers != nil:
		d.say("it answers our letter %q", d.Recall.Answers.Name)
	default:
		d.say("it stays where it is, untouched")
		d.keep = true
	}
}

// alarm tells staff at once. The sender is told nothing of it.
func (d *decision) alarm() {
	if d.plan.Alert == "" || d.Old {
		return
	}
	d.keep = true
	i, ref := -1, ""
	if len(d.plan.Cases) > 0 {
		i, ref = 0, string(d.plan.Cases[0].Reference)
	}
	a := templates.Alert{
		Reference: ref, Kind: d.plan.Alert, Received: d.Received, Evidence: d.alertEvidence(),
		Where:   "in the inbox, where it stays until a person moves it",
		Waiting: slices.ContainsFunc(d.plan.Letters, func(p Planned) bool { return p.Release == ByPerson && !p.Staff }),
	}
	for _, to := range d.Office.AlertTo {
		d.plan.Letters = append(d.plan.Letters, Planned{Letter: a, To: to, Case: i, Release: Auto, Fresh: true, Staff: true})
	}
	d.say("ALERT %s: staff are told at once", d.plan.Alert)
}

// alertEvidence names the words and answers that raised the alert, and where
// they stand; never the sentence, which may hold a name.
func (d *decision) alertEvidence() []string {
	var out []string
	add := func(s string) {
		if !slices.Contains(out, s) && len(out) < mostTerms {
			out = append(out, s)
		}
	}
	for _, c := range d.plan.Cases {
		if c.Assessment == nil {
			continue
		}
		for _, why := range c.Assessment.AlertBy {
			add(why)
		}
	}
	for _, h := range d.everyHit() {
		if alert, _ := d.Criteria.Alarm([]eligibility.Hit{h}); alert != "" {
			add(fmt.Sprintf("%s wording, %q, in %s", strings.ToLower(strings.ReplaceAll(h.Category, "_", " ")), h.Term, whereSaid(h)))
		}
	}
	return out
}

// mostTerms bounds the words that a page for staff names; they read the rest in
// the message.
const mostTerms = 10

// everyHit is what was heard in the message and in the forms that it brought.
func (d *decision) everyHit() []eligibility.Hit {
	hits := slices.Clone(d.hits)
	for _, c := range d.plan.Cases {
		if c.Assessment != nil {
			hits = append(hits, c.Assessment.Hits...)
		}
	}
	return hits
}

// whereSaid is where words stand: in a part of the message, or in the answer to a
// question of the form.
func whereSaid(h eligibility.Hit) string {
	if q, ok := forms.Lookup(h.Where); ok {
		return fmt.Sprintf("the answer to %q", q.Label)
	}
	return "the " + h.Where
}

// file says where the message goes when everything is done. In watch mode
// nothing is moved: nobody but people answers then.
func (d *decision) file() {
	f := d.Office.Folders
	switch {
	case d.keep, d.Old, d.Office.Mode != Live:
		return
	case d.also != "" && d.kind != Bounced && d.kind != Automatic:
		d.say("it also asks about something else, so it stays in the inbox")
		return
	case d.kind == FormRequest:
		d.plan.Folder = f.Requests
	case d.kind == Bounced, d.kind == Automatic:
		d.plan.Folder = f.Automatic
	case slices.ContainsFunc(d.plan.Cases, func(c Case) bool { return c.To == WithPerson }):
		d.plan.Folder = f.Person
	case d.kind == Submission, d.kind == Information:
		d.plan.Folder = f.Referrals
	}
}

// gateAll sends every letter of the plan through the gate, in order.
func (d *decision) gateAll() {
	g := &gate{office: d.Office, message: d.Message, old: d.Old, recall: d.Recall, cases: d.plan.Cases, answered: d.Answered}
	for i, p := range d.plan.Letters {
		p = g.pass(p)
		d.plan.Letters[i] = p
		if p.Stopped != "" && p.Stopped != BrakeWatch {
			d.say("the letter %q is not sent: %s", p.Letter.Name(), p.Stopped)
		}
		if p.Waits != "" {
			d.say("the letter %q waits: %s", p.Letter.Name(), p.Waits)
		}
		if why := Breaks(p.Waits, d.Office); why != "" {
			d.plan.Breaker = why
		}
	}
	// What cannot be answered by itself should be seen by people.
	if d.kind == FormRequest && !d.answered() {
		d.plan.Folder = ""
	}
}

// answered reports whether some letter to the sender goes out.
func (d *decision) answered() bool {
	return slices.ContainsFunc(d.plan.Letters, func(p Planned) bool { return !p.Staff && p.Passed() })
}

func (d *decision) why() string { return strings.Join(d.said, "; ") }
