package workflow

import (
	"regexp"
	"slices"
	"strings"

	"referrald/forms"
	"referrald/mailbox"
	"referrald/templates"
	"referrald/workflow/eligibility"
)

// write plans one letter to the sender about one case. How it is released is
// the office's word for that letter, unless p says that a person releases it.
func (d *decision) write(i int, l templates.Letter, p Planned) {
	p.Letter, p.To, p.Case = l, d.to, i
	if p.Release == "" {
		p.Release = Auto
		if r, ok := d.Office.Release[l.Name()]; ok {
			p.Release = r
		}
	}
	if elsewhere(d.Message) && p.Release == Auto {
		p.Release = ByPerson
		d.keep = true
		d.say("the message asks for answers at another address: a person decides about the letter %q", l.Name())
	}
	d.plan.Letters = append(d.plan.Letters, p)
}

// head is the head of every letter to the sender.
func (d *decision) head(ref Reference) templates.Head {
	return templates.Head{
		Reference: string(ref), Reader: d.reader(), Received: d.Received,
		Late: WorkingDays(d.Received, d.Now) > 1, Office: d.Office.Contact,
	}
}

// reader tells who reads the letter. Whoever is not known to write for work is
// written to as a parent: plain words suit everybody.
func (d *decision) reader() templates.Reader {
	if d.Office.isTrust(d.Message.From) {
		return templates.TrustStaff
	}
	for _, f := range d.Found.Forms {
		if v, _ := f.Value("uses_emis_sft"); v == "yes" {
			return templates.TrustStaff
		}
		switch v, ok := f.Value("referrer_type"); {
		case !ok:
		case v == "parent_carer", v == "young_person":
			return templates.Parent
		default:
			return templates.Professional
		}
	}
	if atWork(d.Message) {
		return templates.Professional
	}
	return templates.Parent
}

// workDomain ends the mail domains of public services and schools.
var workDomain = regexp.MustCompile(`(?:^|\.)(?:nhs\.net|nhs\.uk|gov\.uk|sch\.uk|ac\.uk|police\.uk)$`)

// workWords are how people write who write for work, in the text or the signature.
var workWords = words(`senc?o`, `sendco`, `inco`, `teacher`, `headteacher`, `head of year`, `teaching assistant`, `pupils?`, `my patient`, `this patient`, `a patient`,
	`our caseload`, `my caseload`, `gp`, `general practitioner`, `paediatrician`, `health visitor`, `school nurse`, `physiotherapist`, `social worker`,
	`occupational therapist`, `speech and language therapist`, `nursery manager`, `key worker`, `family support worker`, `early years`, `practice manager`)

func atWork(m *mailbox.Message) bool {
	if workDomain.MatchString(m.From.Domain()) {
		return true
	}
	own := parentWords.MatchString(plainWords(m.Newest))
	return workWords.MatchString(plainWords(m.Signature)) || !own && workWords.MatchString(plainWords(m.Newest))
}

// parentWords are how parents write; "my son's SENCO said" is a parent's.
var parentWords = words(`my (?:\w+ )?(?:son|daughter|child|boy|girl|kid|lad|little one|grandson|granddaughter|grandchild|nephew|niece|foster \w+)`,
	`our (?:son|daughter|child|boy|girl)`, `i am (?:his|her|their|a) (?:mum|mother|dad|father|parent|carer|foster \w+|nan|grandmother)`, `mum (?:of|to)`, `dad (?:of|to)`)

// missing is the letter that asks for what is missing: questions, never answers.
func (d *decision) missing(c Case, again bool) templates.Missing {
	l := templates.Missing{Head: d.head(c.Reference), Again: again}
	l.Came, l.Absent = c.Form.Absent()
	for _, name := range c.Assessment.Missing {
		q, ok := forms.Lookup(name)
		if !ok || slices.Contains(l.Absent, forms.PageOf(name)) {
			continue
		}
		a := templates.Asked{Question: q.Label, Hint: besides(q)}
		for _, o := range q.Options {
			a.Options = append(a.Options, o.Label)
		}
		l.Questions = append(l.Questions, a)
	}
	l.Unsure, l.Problems = doubts(*c.Form)
	return l
}

// besides is the help of a question in a letter, where the questions around it
// on the form are not seen.
func besides(q forms.Question) string {
	switch {
	case q.Kind == forms.KindGrid:
		return "We need an answer about at least one everyday activity: this one, or another on the form."
	case q.Name == "pr1_phone":
		return "The phone number of parent or carer 1, or their email address."
	case q.Name == "physical_need_type":
		return "Which physical health need it is."
	}
	return q.Hint
}

// doubts are the questions whose answers could not be made out, and what else
// needs another look, each once. Where pages are asked for by their numbers,
// nothing else is said of pages.
func doubts(f forms.Form) (unsure, problems []string) {
	_, absent := f.Absent()
	for _, p := range f.Problems {
		if p.Field == "" && len(absent) > 0 {
			continue
		}
		into, say := &problems, p.Text
		if q, ok := forms.Lookup(p.Field); ok && p.Unreadable() {
			into, say = &unsure, q.Label
		}
		if !slices.Contains(*into, say) {
			*into = append(*into, say)
		}
	}
	return unsure, problems
}

// encloses says which form goes with the letter that asks for what is missing.
// The filled one holds a child's data: it goes to a secure address only, and
// only to whoever gave every answer in it. The consent to write by ordinary
// email is not asked: it is the parent's, and the law of the house is stricter.
func (d *decision) encloses(earlier Known) templates.Enclosed {
	switch {
	case d.Office.OwnForm:
		return templates.BlankForm
	case d.Office.IsSecure(d.to) && d.gaveAll(earlier):
		return templates.FilledForm
	}
	return templates.MarkedForm
}

// gaveAll reports whether the address that is answered gave every answer that a
// referral holds after this message.
func (d *decision) gaveAll(earlier Known) bool {
	if !d.to.Same(d.Message.From) {
		return false
	}
	return earlier.Form == nil || earlier.Alone && earlier.Sender.Same(d.to)
}

// signpost is the letter that names the right service.
func (d *decision) signpost(c Case, id string) (templates.Signpost, bool) {
	r, ok := d.Criteria.Route(id)
	if !ok {
		return templates.Signpost{}, false
	}
	l := templates.Signpost{
		Head:      d.head(c.Reference),
		Route:     templates.Route{ID: r.ID, Right: r.Right, How: r.How, Contact: r.Contact, VerifiedOn: r.VerifiedOn},
		DecidedBy: d.Office.DecidedBy,
		Ring:      d.Office.Ring && !d.Office.IsSecure(d.to),
	}
	for _, f := range c.Assessment.Findings {
		if f.Verdict == eligibility.Failed && f.Route == id {
			l.Criterion = append(l.Criterion, f.Cites)
		}
	}
	return l, len(l.Criterion) > 0
}

// routeRelease is who releases a letter that names another service: a person,
// unless the service has decided otherwise for that route.
func (d *decision) routeRelease(id string) Releasing {
	for _, name := range []string{id, "all"} {
		if r, ok := d.Office.Routes[name]; ok {
			return r
		}
	}
	return ByPerson
}

// reasonsOf are the sentences of a letter about files that could not be read.
func reasonsOf(list []forms.Unread) []string {
	var out []string
	seen := map[string]bool{}
	for _, u := range list {
		if text := strings.TrimSpace(u.Text); text != "" && !seen[text] {
			seen[text] = true
			out = append(out, text)
		}
	}
	return out
}
