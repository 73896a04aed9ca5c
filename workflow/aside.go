package workflow

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"referrald/forms"
	"referrald/mailbox"
	"referrald/templates"
	"referrald/workflow/eligibility"
)

// aside is something that is asked beside the form, or told, and that no letter
// of ours answers.
type aside struct {
	name string
	is   *regexp.Regexp
}

const (
	asksLarge  = "large print is asked for"
	weekday    = `(?:mon|tues|wednes|thurs|fri|satur|sun)day`
	monthName  = `(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*`
	tongues    = `(?:urdu|punjabi|panjabi|polish|arabic|farsi|persian|dari|pashto|bengali|sylheti|gujarati|hindi|tamil|malayalam|cantonese|mandarin|chinese|romanian|ukrainian|russian|kurdish|sorani|turkish|somali|french|spanish|portuguese|italian|german|hungarian|czech|slovak|lithuanian|latvian|bulgarian|albanian|greek|tigrinya|amharic|swahili|yoruba|igbo|hausa|vietnamese|thai|japanese|korean|welsh|bsl|sign language)`
	lineNumber = `(?:address|e-?mail|(?:(?:mobile|phone|telephone) )?number|phone|mobile|details)`
)

// asides are looked for in each sentence by itself, so that a condition in one
// says nothing of the next.
var asides = []aside{
	{asksLarge, words(`(?:large|larger|big|bigger) ?-?(?:print|text|type|font|letters|writing)`, `font size`)},
	{"another format is asked for", words(`braille`, `easy ?-?read`, `audio (?:version|copy|format|file)`, `on (?:yellow|coloured|cream|blue) paper`, `(?:paper|printed|hard) cop(?:y|ies)`, `(?:in|by|through) (?:the )?post`)},
	{"another language or an interpreter is spoken of", words(`interpreters?`, `interpreting`, `translat\w+`, `(?:another|other|different|first|home|own) language`, `(?:in|into|speaks?|reads?|speaking|understands?) (?:only )?`+tongues,
		`(?:don't|dont|do not|doesn't|doesnt|does not|cannot|can't|cant|not) (?:speak|read|understand|write)(?:ing)? (?:much |good |any |very good |well )?english`, `english is (?:not|no|poor|bad|weak|limited|my second|my third|her second|his second)`, `(?:little|no|limited|poor|bad) english`)},
	{"a change of address or number is told", words(`(?:we|i|they|the family|family|mum|dad)(?:'?ve|'?re| have| has| had| are| is)? (?:just |recently |now )?mov(?:ed|ing)`, `moved house`, `house move`,
		`new (?:home |postal |email |e-mail |phone |mobile |telephone |contact )?`+lineNumber, `chang(?:e|ed) (?:of|my|our|her|his|their) (?:home |email |phone |mobile |contact )?`+lineNumber, lineNumber+` (?:has|have) changed`)},
	{"a call is asked for", words(`(?:ring|call|phone|telephone) (?:me|us|mum|dad)`, `(?:ring|phone|telephone) (?:her|him|them|my \w+)`, `(?:give|giving) (?:me|us|mum|dad|her|him) an? (?:quick |short )?(?:ring|call|bell|buzz|shout)`, `call ?-?back`, `(?:like|want|need|wish|possible|can i|could i|may i|can we|could we) (?:to )?(?:speak|talk) (?:to|with) (?:someone|somebody|a person|a therapist|an ot|you)`)},
	{"a date is named by which it is needed", words(`deadline`, `by (?:this |next |the end of |end of )?(?:`+weekday+`|tomorrow|tonight|today|week|month|noon|close of play|(?:the )?\d{1,2}(?:st|nd|rd|th)?(?: of)? `+monthName+`)`, `(?:before|no later than) (?:the )?(?:`+weekday+`|\d{1,2}(?:st|nd|rd|th)?(?: of)? `+monthName+`)`)},
	{"somebody complains", words(`complain\w*`, `disgusted`, `disgusting`, `disgrace\w*`, `unacceptable`, `ombudsman`)},
}

// offered begins what is said to whoever may want it: "ring me if you have any
// questions" asks for no call.
var offered = words(`if (?:you|there|any|anything|needed|required|necessary|u)`, `should you`, `any (?:questions|queries|problems|issues|concerns)`, `feel free`, `happy to (?:talk|speak|discuss)`)

// asidesOf names what a text asks or tells beside the form, each once, in the
// order of the list.
func asidesOf(text string) []string {
	var out []string
	all := sentences(text)
	for _, a := range asides {
		if slices.ContainsFunc(all, func(s string) bool { return a.is.MatchString(s) && !offered.MatchString(s) }) {
			out = append(out, a.name)
		}
	}
	return out
}

// aside shows a message to a person that was answered although it also asks for
// something else, or holds words of worry. What says so is named in the Why;
// never the sentence, which may hold a name.
func (d *decision) aside() {
	if d.Old {
		return
	}
	if d.kind == Automatic && faceless(d.Message) {
		d.worth("it has no readable author, so nobody can be answered")
	}
	if d.plan.Watch {
		d.keep = d.keep || !d.withSomebody()
		if words := d.watchWords(); len(words) > 0 {
			d.worth("words of worry (watch): " + strings.Join(words, ", "))
		}
	}
	switch d.kind {
	case FormRequest, Submission, Information:
	default:
		return
	}
	if slices.ContainsFunc(d.Found.Forms, forms.Form.Beside) {
		d.keep = true
		d.worth(besideWords)
	}
	asked := asidesOf(d.asked())
	for _, name := range asked {
		if name == asksLarge && d.kind == FormRequest && !d.Office.OwnForm {
			name += " (the form goes out in it)"
		}
		d.worth(name)
	}
	if d.kind == FormRequest && d.also != "" && !(d.also == complaint && len(asked) > 0) {
		d.worth("it also asks about " + alsoWords(d.also))
	}
	d.keep = d.keep || len(asked) > 0
	d.strange()
}

// strange shows people who, beside asking for the form or bringing one, names a
// referral in which the sender has no part, or which there is not: only a person
// can tell a father with a second address from somebody who guesses numbers. What
// asks for the form and is answered would otherwise be seen by nobody.
func (d *decision) strange() {
	if d.kind == Information {
		return // people read it anyway
	}
	for _, ref := range d.Recall.Strange {
		d.worth("it names " + string(ref) + ", in which this sender has no part")
		d.keep = d.keep || d.kind == FormRequest
	}
}

// besideWords say of a form what no box of it holds.
const besideWords = "something is written or drawn on the form and not in one of its boxes"

// faceless reports whether nothing but its missing author speaks for a machine:
// a broken mail program may have sent a family's letter.
func faceless(m *mailbox.Message) bool {
	return m.From.Zero() && !slices.ContainsFunc(m.Evidence, func(e mailbox.Evidence) bool { return e.Rule != "no-author" })
}

// asked is what the sender wrote this time, subject included, above any answers
// that were typed.
func (d *decision) asked() string {
	text := aboveAnswers(said(d.Message), d.Found.Forms)
	if answering.MatchString(plainWords(d.Message.Subject)) {
		return text // the subject is an older letter's
	}
	return d.Message.Subject + "\n\n" + text
}

func (d *decision) worth(reason string) {
	d.plan.Reading = append(d.plan.Reading, reason)
	d.say("worth reading: %s", reason)
}

// withSomebody reports whether some case of the plan is with a person, so that
// the message goes to that person's folder.
func (d *decision) withSomebody() bool {
	return slices.ContainsFunc(d.plan.Cases, func(c Case) bool { return c.To == WithPerson })
}

// watchWords are the words of worry that were heard, with where they stand.
func (d *decision) watchWords() []string {
	var out []string
	for _, h := range d.everyHit() {
		_, watch := d.Criteria.Alarm([]eligibility.Hit{h})
		said := fmt.Sprintf("%q (in %s)", h.Term, whereSaid(h))
		if watch && !slices.Contains(out, said) && len(out) < mostTerms {
			out = append(out, said)
		}
	}
	return out
}

const complaint = "a complaint"

// alsoWords says a matter as staff are told it.
func alsoWords(matter string) string {
	if matter == "a referral that was made before" {
		return "waiting times, or " + matter
	}
	return matter
}

// sendsForm writes the letter that brings the form, in large print where that is
// asked for. A service's own form has no large print that we could draw.
func (d *decision) sendsForm(i int, ref Reference, release Releasing) {
	l := templates.Form{Head: d.head(ref), Version: d.Office.Form, Choice: d.Office.Choice}
	p := Planned{Encloses: templates.BlankForm, Release: release}
	if !d.Office.OwnForm && slices.Contains(asidesOf(d.asked()), asksLarge) {
		l.Large, l.Choice, p.Encloses = true, false, templates.LargeForm
	}
	d.write(i, l, p)
}
