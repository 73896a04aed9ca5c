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
	theirs  bool   // it wants something filled in by us
	filled  bool   // it speaks of something filled in
	command bool   // it has the shape of a command to the daemon
	thanks  bool   // nothing but thanks
	leaves  bool   // it takes a referral back
	asks    bool   // it asks something, whatever it is
	words   int
}

// forPeople reports whether the message is about something that people answer.
func (t topics) forPeople() bool { return (t.also != "" || t.service != "") && !t.leaves }

// mostWords bounds the text whose topics are looked for: ten pages.
const mostWords = 32 << 10

// thanksText is the length of the longest text that may be nothing but thanks, in bytes.
const thanksText = 400

// listen finds the topics of a message in a text of it. A subject line is heard
// first when it is no answer to an older one.
func listen(m *mailbox.Message, text string) topics {
	if len(text) > mostWords {
		text = strings.ToValidUTF8(text[:mostWords], "")
	}
	h := hearingOf(m, text)
	subject := m.Subject
	if h.older != nil {
		subject = ""
	}
	t := topics{
		words:   len(strings.Fields(text)),
		command: commandForm.MatchString(strings.TrimSpace(text)),
		thanks:  len(text) < thanksText && onlyThanks(sentences(subject+"\n\n"+text)),
		leaves:  withdrawal.MatchString(plainWords(text)),
		asks:    strings.Contains(text, "?"),
	}
	h.hear()
	t.request, t.service, t.also, t.claims = h.request(learnt), h.service, h.also, h.claims
	t.filled = h.all.has(filled, brings, mine)
	t.claims = t.claims || t.request == "" && h.all.has(filled) && h.all.has(form, ourForm, mine)
	t.theirs = h.all.has(youDo) && !h.all.has(ourForm, referral)
	return t
}

// hearingOf prepares a message to be heard in a text of it.
func hearingOf(m *mailbox.Message, text string) *hearing {
	h := &hearing{context: contextOf(m.Quoted), strict: len(m.Evidence) > 0, files: len(m.Attachments) > 0}
	if answering.MatchString(plainWords(m.Subject)) {
		h.older = scan(m.Subject)
		h.said = scan(text)
		return h
	}
	h.said, h.subject = scan(m.Subject+"\n\n"+text), len(scan(m.Subject))
	return h
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
		if len(strings.Fields(s)) > 12 {
			return false
		}
		thanks := thanking.MatchString(s)
		if !thanks && !greeting.MatchString(s) {
			return false
		}
		thanked = thanked || thanks
	}
	return thanked
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
	otNamed     = words(`o\.?t`, `occupational`, `therapy`, `therapists?`)
	formName    = regexp.MustCompile(`re-?f+er+al|occupational|\bot[ -]+form|\bform\b`)
	// A file that is called a form of something else was never ours.
	strangeName = regexp.MustCompile(`authority|appendix|endorse|placement|\b(?:dla|pip|ehcp?|ehcna)\b|blue badge|invoice|registration|agenda|minutes|booking|claim|consent form|order form`)
	ourFormName = regexp.MustCompile(`re-?f+er+al|\bot[ -]+form`)
	withdrawal  = words(`withdraw\w*`, `no longer (?:need|want|require|wish)\w*`, `(?:cancel|take back|stop|close) (?:the|this|my|our|his|her) re-?f+er+al`, `do not (?:want|wish) to (?:go ahead|continue|proceed)`, `don't want to (?:go ahead|continue|proceed)`)
	thanking    = words(`thanks?`, `thank you`, `thankyou`, `many thanks`, `cheers`, `much appreciated`, `received`, `great`, `perfect`, `brilliant`, `lovely`, `will do`, `noted`, `ok(?:ay)?`)
	greeting    = regexp.MustCompile(`^(?:(?:hi|hello|dear|good (?:morning|afternoon|evening)|kind regards|regards|best wishes|best|sincerely|yours)\b.{0,30}|[a-z.'-]+(?: [a-z.'-]+)?,?)$`)
)
