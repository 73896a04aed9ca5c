package templates_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"referrald/templates"
)

// head is the head of a letter to the outside, ok false for one to the office.
func head(l templates.Letter) (h templates.Head, ok bool) {
	switch l := l.(type) {
	case templates.Form:
		return l.Head, true
	case templates.Acknowledgement:
		return l.Head, true
	case templates.Missing:
		return l.Head, true
	case templates.Received:
		return l.Head, true
	case templates.Unreadable:
		return l.Head, true
	case templates.Signpost:
		return l.Head, true
	}
	return templates.Head{}, false
}

// flow is a text on one line.
func flow(s string) string { return strings.Join(strings.Fields(s), " ") }

// ours is a letter's text without the words that are not the templates': the
// published sentences, the routes and the form's questions.
func ours(l templates.Letter, text string) string {
	var quoted []string
	switch l := l.(type) {
	case templates.Signpost:
		quoted = append(l.Criterion, l.Route.Right, l.Route.How, l.Route.Contact, l.DecidedBy)
	case templates.Missing:
		for _, q := range l.Questions {
			quoted = append(append(quoted, q.Question, q.Hint), q.Options...)
		}
	}
	h, _ := head(l)
	quoted = append(quoted, h.Office.Team)
	unwrapped := regexp.MustCompile(`\n +|(\w)\n(\w)`).ReplaceAllString(text, "$1 $2")
	for _, q := range quoted {
		if q != "" {
			unwrapped = strings.ReplaceAll(unwrapped, q, "")
		}
	}
	return unwrapped
}

func TestEveryLetterOutsideCarries(t *testing.T) {
	for _, s := range templates.Samples() {
		h, outside := head(s.Letter)
		if !outside {
			continue
		}
		w := word(t, s.Letter)
		said := flow(w.Text)
		for _, must := range []string{
			h.Reference, h.Office.Phones[0], h.Office.Phones[1], h.Office.Email, h.Office.Team,
			"ring 999", h.Office.Safety, h.Office.SafetyOut, "not watched round the clock",
			"another language or format", "a computer program, sent this email", "People in our team read the replies",
		} {
			if !strings.Contains(said, must) {
				t.Errorf("%s does not say %q", s.Name, must)
			}
		}
		if !strings.Contains(w.Subject, h.Reference) {
			t.Errorf("%s: the subject has no reference: %s", s.Name, w.Subject)
		}
		if sorry := strings.Contains(said, "We are sorry that we did not answer sooner."); sorry != h.Late {
			t.Errorf("%s: late %v, sorry %v", s.Name, h.Late, sorry)
		}
		if !strings.Contains(said, h.Received.Format("Monday 2 January 2006")) {
			t.Errorf("%s does not say when their message came", s.Name)
		}
	}
}

// The sender is told nothing of an alert: the letter has the same sentences in
// another order.
func TestEmergencyReceivedRevealsNothing(t *testing.T) {
	sentences := func(l templates.Letter) []string {
		text := flow(strings.ReplaceAll(word(t, l).Text, "\n\n", ". "))
		out := strings.FieldsFunc(text, func(r rune) bool { return r == '.' })
		for i := range out {
			out[i] = strings.TrimSpace(out[i])
		}
		slices.Sort(out)
		return slices.DeleteFunc(slices.Compact(out), func(s string) bool { return s == "" })
	}
	plain := templates.SamplesOf("received")[0].Letter.(templates.Received)
	urgent := plain
	urgent.Emergency = true
	if word(t, plain) == word(t, urgent) {
		t.Error("the emergency lines stand no higher than in any letter")
	}
	if a, b := sentences(plain), sentences(urgent); !slices.Equal(a, b) {
		t.Errorf("the letters say different things:\n%q\n%q", a, b)
	}
	text := word(t, urgent).Text
	if strings.Index(text, "ring 999") > strings.Index(text, "What happens next") {
		t.Errorf("the emergency lines stand below what happens next:\n%s", text)
	}
}

func TestEMIS(t *testing.T) {
	const box = `"0-16yrsOTphysiosaltcdu" exorg task box`
	for _, s := range templates.SamplesOf("form") {
		h, _ := head(s.Letter)
		text := flow(word(t, s.Letter).Text)
		if strings.Count(text, box) != 1 {
			t.Errorf("%s does not name the task box once", s.Name)
		}
		first := strings.Index(text, box) < strings.Index(text, "1. ")
		if first != (h.Reader == templates.TrustStaff) {
			t.Errorf("%s: the task box stands first: %v", s.Name, first)
		}
	}
}

func TestSignpost(t *testing.T) {
	routes := map[string]bool{}
	for _, s := range templates.SamplesOf("signpost") {
		l := s.Letter.(templates.Signpost)
		w := word(t, l)
		said := flow(w.Text)
		routes[l.Route.ID] = true
		secrets := append([]string{l.Route.Right, l.Route.How, l.DecidedBy}, l.Criterion...)
		if l.Route.Contact != "" {
			secrets = append(secrets, l.Route.Contact)
		}
		for _, words := range secrets {
			if strings.Contains(said, words) == l.Ring || strings.Contains(w.HTML, "Stepping Hill") && l.Ring {
				t.Errorf("%s: asks to ring only: %v, says %q", s.Name, l.Ring, words)
			}
		}
		for _, words := range []string{"physical difficulty", `"please look again"`, "does not need help", "Who decided"} {
			if strings.Contains(said, words) == l.Ring {
				t.Errorf("%s: asks to ring only: %v, says %q", s.Name, l.Ring, words)
			}
		}
		report := strings.Contains(said, "A report that shows")
		settled := l.Route.ID == "other-area" || l.Route.ID == "adult-services" // by the surgery and the school year, whatever a report says
		if report != (!l.Ring && l.Reader != templates.Parent && !settled) {
			t.Errorf("%s: suggests a report: %v", s.Name, report)
		}
		if useful := strings.Contains(said, "The most useful thing to send is the name"); useful != (settled && !l.Ring) {
			t.Errorf("%s: says what would change the answer: %v", s.Name, useful)
		}
		toOthers := strings.Contains(said, "Please give the family this answer")
		if toOthers != (l.Reader != templates.Parent) {
			t.Errorf("%s: tells who tells the family: %v", s.Name, toOthers)
		}
	}
	for _, id := range []string{"other-area", "adult-services", "universal", "autism-adhd", "anxiety", "msk", "sensory",
		"already-supported", "mild", "education-therapy"} {
		if !routes[id] {
			t.Errorf("no sample has route %s", id)
		}
	}
}

// Each route has a reason of its own; two that share one would be a slip.
func TestEachRouteHasItsOwnReason(t *testing.T) {
	reasons := map[string]string{}
	for _, s := range templates.SamplesOf("signpost") {
		l := s.Letter.(templates.Signpost)
		_, after, ok := strings.Cut(flow(word(t, l).Text), "Why it is not our team ")
		if !ok {
			continue
		}
		reason, _, _ := strings.Cut(after, "Our published page says")
		if other, taken := reasons[reason]; taken && other != l.Route.ID {
			t.Errorf("%s and %s give the same reason", l.Route.ID, other)
		}
		reasons[reason] = l.Route.ID
	}
}

// Words that a parent should not have to know, and words that no letter uses.
var (
	jargon  = regexp.MustCompile(`(?i)\b(signpost\w*|triag\w*|pathway\w*|eligib\w*|criteri\w*|commission\w*|caseload|MDT|intervention\w*|provision|discharg\w*|inappropriate|declin\w*|reject\w*|not accepted)\b`)
	spoiled = regexp.MustCompile(`(?i)&|\b(organiz\w*|prioritiz\w*|recogniz\w*|color|center\w*|counselor|pediatric\w*|program me|utiliz\w*|kindly|please note|in order to|regarding)\b`)
)

func TestPlainWords(t *testing.T) {
	for _, s := range templates.Samples() {
		w := word(t, s.Letter)
		said := w.Subject + "\n" + ours(s.Letter, w.Text)
		if h, outside := head(s.Letter); outside && h.Reader == templates.Parent {
			if bad := jargon.FindAllString(said, -1); bad != nil {
				t.Errorf("%s uses %q", s.Name, bad)
			}
		}
		if bad := spoiled.FindAllString(said, -1); bad != nil {
			t.Errorf("%s uses %q", s.Name, bad)
		}
	}
}

// Reading ages are 9 to 11 for our words and 14 with the published sentences
// and the names of services; a school grade is an age less five.
func TestReadingAge(t *testing.T) {
	for _, s := range templates.Samples() {
		h, outside := head(s.Letter)
		if !outside || h.Reader != templates.Parent {
			continue
		}
		whole := word(t, s.Letter).Text
		if g := grade(ours(s.Letter, whole)); g > 11-5 {
			t.Errorf("%s: our words need school grade %.1f", s.Name, g)
		}
		if g := grade(regexp.MustCompile(`(\w)\n +`).ReplaceAllString(whole, "$1 ")); g > 14-5 {
			t.Errorf("%s: the whole letter needs school grade %.1f", s.Name, g)
		}
	}
	if hard := grade("Notwithstanding the aforementioned eligibility considerations, the multidisciplinary team has determined that your referral is inappropriate."); hard < 15 {
		t.Errorf("a hard sentence measures as grade %.1f", hard)
	}
}

var (
	sentenceEnd = regexp.MustCompile(`[.!?:](?:\s|$)|\n`)
	wordShape   = regexp.MustCompile(`[A-Za-z][A-Za-z']*`)
	vowels      = regexp.MustCompile(`[aeiouy]+`)
	silent      = regexp.MustCompile(`(?:[^laeiouy]e|[^aeiouy]es|[^aeioutdy]ed)$`)
	heading     = regexp.MustCompile(`(?m)^.*\n-{3,}$`)
)

// grade is the Flesch-Kincaid grade level (Kincaid and others, 1975) of a text:
// 0.39 words a sentence + 11.8 syllables a word - 15.59. Headings are left out,
// because short lines would flatter the text; a line ends a sentence.
func grade(text string) float64 {
	var sentences, words, syllables float64
	for _, sentence := range sentenceEnd.Split(heading.ReplaceAllString(text, ""), -1) {
		found := wordShape.FindAllString(strings.ToLower(sentence), -1)
		if len(found) == 0 {
			continue
		}
		sentences++
		for _, w := range found {
			words++
			n := len(vowels.FindAllString(w, -1))
			if silent.MatchString(w) {
				n--
			}
			syllables += float64(max(n, 1))
		}
	}
	return 0.39*words/sentences + 11.8*syllables/words - 15.59
}

func TestDigest(t *testing.T) {
	base := templates.SamplesOf("digest")[0].Letter.(templates.Digest)
	tests := []struct {
		name   string
		change func(*templates.Digest)
		says   []string
		not    []string
	}{
		{"a quiet day", func(*templates.Digest) {}, []string{"Nothing needs you today.", "Last look: 7:58am on Tuesday 24 November 2026."}, []string{"Watch mode", "lost"}},
		{"watch mode", func(d *templates.Digest) { d.Mode = "watch" }, []string{"Watch mode: nothing was sent.", "What would have gone out"}, []string{"What went out"}},
		{"unaccounted", func(d *templates.Digest) { d.Unaccounted = 1 }, []string{"1 message is unaccounted for.", "Something may be lost."}, []string{"Nothing needs you"}},
		{"more in the ledger than in the mailbox", func(d *templates.Digest) { d.Unaccounted = -2 }, []string{"2 messages are unaccounted for."}, []string{"Nothing needs you"}},
		{"a mailbox not seen since yesterday", func(d *templates.Digest) { d.LastLook = d.From.Add(-1) }, []string{"The mailbox was not seen."}, []string{"Nothing needs you"}},
		{"one alert", func(d *templates.Digest) { d.Alerts = []templates.DigestLine{{What: "Safeguarding wording"}} },
			[]string{"1 alert needs you now.", "Alerts: 1", "- Safeguarding wording."}, []string{"Nothing needs you"}},
		{"one waits", func(d *templates.Digest) {
			d.Waiting = []templates.DigestLine{{Reference: "CTS-2026-000009", What: "It waits", Since: d.From, WorkDays: 1, Do: "referrald release CTS-2026-000009 -by YOUR-NAME"}}
		}, []string{"1 case waits for a person.", "CTS-2026-000009: It waits. Since 23 November 2026, 1 working day. referrald release CTS-2026-000009 -by YOUR-NAME"}, []string{"Nothing needs you"}},
		{"one unsent", func(d *templates.Digest) { d.Unsent = []templates.DigestLine{{What: "Refused"}} }, []string{"1 letter was not sent."}, []string{"Nothing needs you"}},
		{"one unread", func(d *templates.Digest) { d.Unread = []templates.DigestLine{{What: "A scan"}} }, []string{"1 message could not be read."}, []string{"Nothing needs you"}},
		{"a warning", func(d *templates.Digest) { d.Warnings = []string{"The list is old"} }, []string{"1 warning stands below.", "- The list is old."}, []string{"Nothing needs you"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := base
			tt.change(&d)
			w := word(t, d)
			for _, must := range tt.says {
				if !strings.Contains(flow(w.Text), must) {
					t.Errorf("%q is not said:\n%s", must, w.Text)
				}
			}
			if page := shown(t, w.HTML); !strings.Contains(page, tt.says[0]) {
				t.Errorf("%q is not shown:\n%s", tt.says[0], page)
			}
			for _, never := range tt.not {
				if strings.Contains(w.Text+w.HTML, never) {
					t.Errorf("%q is said:\n%s", never, w.Text)
				}
			}
		})
	}
	w := word(t, base)
	lines := strings.Split(strings.TrimSuffix(w.Text, "\n"), "\n")
	if last := lines[len(lines)-1]; last != "mailbox 408, in ledger 408, unaccounted 0" {
		t.Errorf("last line %q", last)
	}
}

func TestDigestPutsAlertsFirst(t *testing.T) {
	for _, s := range templates.SamplesOf("digest") {
		w := word(t, s.Letter)
		for _, said := range []string{w.Text, w.HTML} {
			alerts, waiting := strings.Index(said, "Alerts: "), strings.Index(said, "Waiting for a person: ")
			if waiting >= 0 && alerts > waiting {
				t.Errorf("%s: alerts stand below what waits", s.Name)
			}
		}
	}
}
