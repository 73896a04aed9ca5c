package workflow

import (
	"regexp"
	"strings"

	"referrald/mailbox"
)

// topics is what the words of a message are about.
type topics struct {
	request string // how it asks for the form, "" when it does not
	service string // another service of the mailbox that it is about, "" for none
	also    string // what people answer: an appointment, a complaint, ..., "" for nothing
	claims  bool   // it says that it brings a form
	command bool   // it has the shape of a command to the daemon
	thanks  bool   // nothing but thanks
	leaves  bool   // it takes a referral back
	words   int
}

// forPeople reports whether the message is about something that people answer.
func (t topics) forPeople() bool { return (t.also != "" || t.service != "") && !t.leaves }

// mostWords bounds the text whose topics are looked for: ten pages.
const mostWords = 32 << 10

// listen finds the topics of a message in a text of it. A subject line counts
// as a sentence when it is no answer to an older one.
func listen(m *mailbox.Message, text string) topics {
	if len(text) > mostWords {
		text = strings.ToValidUTF8(text[:mostWords], "")
	}
	subject := plainWords(m.Subject)
	all := sentences(text)
	if subject != "" && !answering.MatchString(subject) {
		all = append([]string{subject}, all...)
	}
	t := topics{
		words:   len(strings.Fields(text)),
		command: commandForm.MatchString(strings.TrimSpace(text)),
		thanks:  onlyThanks(all),
	}
	ot := otNamed.MatchString(subject) || otNamed.MatchString(plainWords(text))
	for _, s := range all {
		t.sentence(s, ot)
	}
	if t.request != "" && t.chased(all) {
		t.request = ""
	}
	return t
}

// sentence adds what one sentence says.
func (t *topics) sentence(s string, ot bool) {
	brings := bringing.MatchString(s)
	t.claims = t.claims || brings && formWord.MatchString(s) || referralBrought.MatchString(s)
	t.leaves = t.leaves || withdrawal.MatchString(s)
	how := asks(s, brings)
	if name := serviceOf(s, ot); name != "" {
		t.service = name
		how = ""
	}
	if how != "" {
		if t.request == "" {
			t.request = how
		}
		return
	}
	for _, m := range matters {
		if t.also == "" && m.words.MatchString(s) {
			t.also = m.name
		}
	}
}

// asks tells how a sentence asks for the form, "" when it does not.
func asks(s string, brings bool) string {
	switch {
	case past.MatchString(s):
		return ""
	case formWord.MatchString(s) && !brings && !otherForm.MatchString(s) && (asking.MatchString(s) || bareForm(s)):
		return "asks for the form"
	case howTo.MatchString(s) && !brings:
		return "asks how to refer a child"
	}
	return ""
}

// bareForm is a subject or a line that names the form and little else.
func bareForm(s string) bool {
	return len(strings.Fields(s)) <= 6 && (referralWord.MatchString(s) || otNamed.MatchString(s))
}

// chased reports whether the request is only how somebody asks after a referral
// that was made: no sentence asks for the form itself.
func (t *topics) chased(all []string) bool {
	if t.also != "a referral that was made before" {
		return false
	}
	for _, s := range all {
		if formWord.MatchString(s) && asking.MatchString(s) && !bringing.MatchString(s) && !past.MatchString(s) {
			return false
		}
	}
	return true
}

// serviceOf names another service that a sentence is about. Where the message
// names occupational therapy only adults are somebody else's.
func serviceOf(s string, ot bool) string {
	if adults.words.MatchString(s) {
		return adults.name
	}
	if ot {
		return ""
	}
	for _, o := range services {
		if o.words.MatchString(s) {
			return o.name
		}
	}
	return ""
}

// sentences splits a text; a line end ends a sentence only where a new line
// begins something new.
func sentences(text string) []string {
	var out []string
	for _, para := range blankLine.Split(straight.Replace(text), -1) {
		for _, s := range sentenceEnd.Split(strings.ReplaceAll(para, "\n", " ")+" ", -1) {
			if s = plainWords(s); s != "" {
				out = append(out, s)
			}
		}
	}
	return out
}

func onlyThanks(all []string) bool {
	thanked := false
	for _, s := range all {
		thanks := thanking.MatchString(s)
		if !thanks && !greeting.MatchString(s) || len(strings.Fields(s)) > 12 {
			return false
		}
		thanked = thanked || thanks
	}
	return thanked
}

// matter is something that people answer.
type matter struct {
	name  string
	words *regexp.Regexp
}

// words compiles alternatives, each between word boundaries.
func words(alternatives ...string) *regexp.Regexp {
	return regexp.MustCompile(`(?:^|\W)(?:` + strings.Join(alternatives, "|") + `)(?:$|\W)`)
}

var (
	blankLine   = regexp.MustCompile(`\n[ \t]*\n`)
	sentenceEnd = regexp.MustCompile(`[.!?]+["')]*\s+|\s*;\s+`)

	answering   = regexp.MustCompile(`^(?:re|aw|sv|antw|odp|fw|fwd|wg)\s*(?:\[\d+\])?:`)
	commandForm = regexp.MustCompile(`(?i)^/?(?:release|hold|close|resend|status)\s+cts-20\d\d-\d{6}\b`)

	otNamed      = words(`o\.?t`, `ots`, `occ?upational therap\w*`, `occ(?:upational)?[. -]+therapy`, `childrens? ot`)
	referralWord = words(`re-?f+er+al\w*`, `refer`, `referring`, `self-refer\w*`)
	formWord     = words(`forms?`, `paperwork`, `pro-?forma`, `application pack`)
	formName     = regexp.MustCompile(`re-?f+er+al|occupational|\bot[ -]+form|\bform\b`)
	otherForm    = words(`consent forms?`, `feedback forms?`, `complaints? forms?`, `registration forms?`, `medical forms?`, `order forms?`, `booking forms?`, `prescription forms?`, `timesheet form`, `dla forms?`, `pip forms?`, `claim forms?`)

	asking = words(`please`, `pls`, `plz`, `plse`, `could (?:you|i|we|someone)`, `can (?:you|i|we|someone)`, `would (?:you|it be)`, `may (?:i|we)`,
		`(?:i|we) (?:need|require|want|am after|am looking|are looking|would like|was wondering|were wondering)`, `i'm (?:after|looking)`, `we're (?:after|looking)`, `i'd like`, `we'd like`,
		`where (?:can|do|is|are|could|would|might)`, `how (?:do|can|could|would|should)`, `(?:send|email|e-mail|forward|post) (?:me|us|over|through|it|a|the|out)`,
		`requesting`, `request (?:a|the|for|an)`, `is there (?:a|an)`, `do you have`, `have you got`, `any chance`, `get hold of`, `a copy of`, `obtain`, `download`, `current form`, `latest form`, `blank form`, `grateful`, `wondering if`)

	howTo = words(
		`how (?:do|can|could|would|should|to|does)(?: \w+){0,4} (?:refer|self-refer|make|get|go|request|start|access)(?: \w+){0,6}`,
		`(?:what|which) (?:is|are|'s) the (?:process|procedure|pathway|steps|best way|route|criteria)(?: \w+){0,4} (?:refer\w*|re-?f+er+al\w*)`,
		`(?:i|we|parents|you) (?:can|could|may) (?:refer|self-refer|make a re-?f+er+al)`,
		`(?:can|could|may|should|do) (?:i|we|parents|school)(?: \w+){0,3} (?:refer|self-refer|make a re-?f+er+al|be referred)`,
		`(?:would like|want|wish|wanting|like|need|looking|hoping|'d like|trying|intend) to(?: \w+){0,3} (?:refer|self-refer|make a re-?f+er+al|make an? (?:ot |occupational therapy )?re-?f+er+al|put in a re-?f+er+al|submit a re-?f+er+al|request a re-?f+er+al)`,
		`(?:would like|want|wish|like|need|'d like|hoping for|asking for|after|request(?:ing)?)(?: \w+){0,4} (?:re-?f+er+al|assessment|referred)(?: \w+){0,4} (?:o\.?t|occ?upational therap\w*)`,
		`(?:would like|want|wish|like|need|'d like|needs|asking for|request(?:ing)?)(?: \w+){0,4} (?:o\.?t|occ?upational therap\w*)(?: \w+){0,2} (?:re-?f+er+al|assessment|input|support|help|appointment)`,
		`self-refer\w*`, `make a self re-?f+er+al`, `(?:be|been told to be|needs to be|to be) referred (?:to|for|into)(?: \w+){0,3} (?:o\.?t|occ?upational therap\w*)`,
		`(?:see|be seen by) an? (?:o\.?t|occ?upational therapist)`,
	)

	bringing        = words(`attach\w*`, `enclos\w*`, `here (?:is|are)`, `here's`, `please find`, `pls find`, `find below`, `completed`, `filled(?: in| out)?`, `filling`, `as requested`, `return(?:ed|ing)`, `herewith`, `submit(?:ted|ting)`, `my answers`, `already (?:have|got|sent|filled)`, `have (?:sent|now sent|done|got) (?:the|it|my|a|in)`, `sent (?:the|you|it|in|off)`)
	referralBrought = words(`(?:attach\w*|enclos\w*|please find|pls find|here (?:is|are)|here's|herewith)(?: \S+){0,8} re-?f+er+al\w*`, `re-?f+er+al\w*(?: \S+){0,6} (?:attach\w*|enclos\w*|below)`)
	past            = words(`(?:was|were|has been|have been|had been|got|been) (?:re-?)?referr?ed`, `(?:sent|made|submitted|did|put) (?:in |you )?(?:a|the|my|our|his|her) (?:\w+ )?re-?f+er+al`, `re-?f+er+al (?:was|has|were|you)`, `(?:received|get|got|seen) (?:my|our|the|his|her) (?:\w+ )?(?:re-?f+er+al|form)`, `referr?ed (?:in|on|last|by|him|her|them|my|back)`)
	withdrawal      = words(`withdraw\w*`, `no longer (?:need|want|require|wish)\w*`, `(?:cancel|take back|stop|close) (?:the|this|my|our|his|her) re-?f+er+al`, `do not (?:want|wish) to (?:go ahead|continue|proceed)`, `don't want to (?:go ahead|continue|proceed)`)
	thanking        = words(`thanks?`, `thank you`, `thankyou`, `many thanks`, `cheers`, `much appreciated`, `received`, `great`, `perfect`, `brilliant`, `lovely`, `will do`, `noted`, `ok(?:ay)?`)
	greeting        = regexp.MustCompile(`^(?:(?:hi|hello|dear|good (?:morning|afternoon|evening)|kind regards|regards|best wishes|best|sincerely|yours)\b.{0,30}|[a-z.'-]+(?: [a-z.'-]+)?,?)$`)

	adults = matter{"adult therapies", words(`adult (?:o\.?t|occupational|therap\w*|services|social care)`, `(?:refer|for) my (?:elderly |late )?(?:mother|father|husband|wife|grandmother|grandfather|nan|partner)`)}

	// services share the mailbox; a request for one of their forms alone is theirs.
	services = []matter{
		{"speech and language therapy", words(`speech`, `salt`, `s&lt`, `slt`, `language therap\w*`, `stammer\w*`)},
		{"physiotherapy", words(`physio\w*`)},
		{"portage", words(`portage`)},
		{"training", words(`training`, `workshop\w*`, `webinar\w*`)},
		{"another service", words(`dietitian\w*`, `dietetic\w*`, `continence`, `orthotics?`, `camhs`, `wheelchair services?`, `podiatry`, `paediatrician'?s? appointment`)},
	}

	// matters are what people answer, in the order in which they are looked for.
	matters = []matter{
		{"a complaint", words(`complain\w*`, `disgust\w*`, `unacceptable`, `pals`, `ombudsman`)},
		{"a legal matter", words(`solicitors?`, `court`, `tribunal`, `legal`, `subject access`, `sar`, `freedom of information`, `foi`, `data protection`)},
		{"an appointment", words(`appointments?`, `appt`, `rearrange`, `reschedule`, `cancel\w*`, `dna`, `missed`, `running late`)},
		{"a referral that was made before", words(`any updates?`, `an update`, `update on`, `chas(?:e|ing|ed)`, `waiting lists?`, `how long`, `waiting time\w*`, `wait times?`, `status of`, `still waiting`, `not heard`, `haven't heard`, `heard (?:anything|back)`, `did you (?:get|receive)`, `have you (?:received|had|got)`, `when will`, `what (?:is|'s) happening`, `progress of`)},
		{"a report", words(`reports?`, `letters?`, `discharge summary`, `minutes`, `ehcp`, `annual review`, `meeting`)},
		{"a bill or an order", words(`invoices?`, `purchase order`, `quote`, `quotation`, `order number`)},
	}
)
