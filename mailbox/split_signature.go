package mailbox

import (
	"regexp"
	"strings"
)

const (
	signatureLines = 12  // lines below "Kind regards" that can be a signature
	dashedLines    = 30  // lines below "-- ", which says itself that it is one
	signatureWidth = 100 // characters in a line of a signature
	sentenceWords  = 7   // words from which a line that ends in a full stop is a sentence
)

var closings = regexp.MustCompile(`^(?:(?:(?:with )?(?:kind|kindest|best|warm|warmest|many|my)(?: and \w+)? )?(?:regards|wishes)|regards|(?:with |many )?thanks(?: again| so much| very much| in advance| and (?:kind |best )?regards| for your help| & (?:kind |best )?regards)?` +
	`|thank you(?: so much| very much| again| in advance| for your (?:help|time))?|yours (?:sincerely|faithfully|truly)|sincerely|cheers|all the best|best|kr|br|cofion(?: cynnes| gorau)?|diolch(?: yn fawr)?|with (?:kind|best) wishes|speak soon|take care)` +
	`(?:,? (?:and )?(?:kind |best |warm )?(?:regards|wishes))?\W*$`)

// isClosing reports a greeting that ends a letter, on a line of its own, in lower case.
func isClosing(s string) bool { return len(s) < 60 && closings.MatchString(s) }

var sentFrom = regexp.MustCompile(`^\W*(?:sent (?:from|using|via|with) (?:my|an?|the|yahoo|outlook|samsung|mail|gmail|proton|aol|bt|sky|windows|huawei|iphone|ipad|android|mobile|blackberry|nhsmail|workspace)\b[^.]{0,80}|get outlook for (?:ios|android|mac)\b.{0,80}|von meinem \w+ gesendet|envoyé de mon \w+.{0,40}|enviado desde mi \w+.{0,40}|wysłane z .{3,40}|anfonwyd o fy .{3,40})\W*(?:<[^>]*>)?\W*$`)

// contactLabels begin lines of a signature that look like "question: answer".
var contactLabels = map[string]bool{"tel": true, "telephone": true, "phone": true, "t": true, "m": true, "e": true, "w": true, "f": true, "mob": true,
	"mobile": true, "email": true, "e-mail": true, "mail": true, "web": true, "website": true, "fax": true, "direct": true, "direct dial": true, "office": true,
	"ext": true, "twitter": true, "x": true, "facebook": true, "working days": true, "working hours": true, "hours": true, "pronouns": true, "a": true,
	"direct line": true, "switchboard": true, "https": true, "http": true, "mailto": true, "follow us": true, "visit us": true, "secure email": true, "nhsmail": true, "tel no": true}

// telling are words with which people tell something. Names, titles and
// addresses do without.
var telling = map[string]bool{"i": true, "he": true, "she": true, "they": true, "we": true, "you": true, "my": true, "his": true, "her": true, "their": true,
	"is": true, "are": true, "was": true, "were": true, "has": true, "have": true, "had": true, "can": true, "cannot": true, "can't": true, "can’t": true, "could": true,
	"needs": true, "need": true, "please": true, "will": true, "would": true, "not": true, "also": true, "but": true, "because": true, "it": true, "this": true, "that": true}

func tells(s string) bool {
	for word := range strings.FieldsSeq(s) {
		if telling[strings.Trim(word, ".,;!")] {
			return true
		}
	}
	return false
}

// markSignature marks the signature in the last run of the sender's own lines:
// quoted history stands below it, or nothing.
func markSignature(lines []line, bare []string, of []share) {
	for i := range lines {
		if of[i] == shareOwn && bare[i] != "" && sentFrom.MatchString(bare[i]) {
			of[i] = shareSignature
		}
	}
	from, to := lastRun(bare, of)
	for i := from; i < to; i++ {
		if (lines[i].text == "--" || lines[i].text == "-- ") && of[i] == shareOwn && short(lines[i+1:to], bare[i+1:to], dashedLines) {
			sign(of, i, to)
			to = i
			break
		}
	}
	for i := to - 1; i >= from; i-- {
		if isClosing(bare[i]) && of[i] == shareOwn {
			if short(lines[i+1:to], bare[i+1:to], signatureLines) {
				sign(of, i+1, to)
			}
			return
		}
	}
}

func sign(of []share, from, to int) {
	for k := from; k < to; k++ {
		if of[k] == shareOwn {
			of[k] = shareSignature
		}
	}
}

// lastRun is the last stretch of the sender's own lines; banners, and lines
// that are a signature already, do not end it.
func lastRun(bare []string, of []share) (from, to int) {
	for i := len(bare); i > 0; i-- {
		if of[i-1] == shareOwn && bare[i-1] != "" {
			to = i
			break
		}
	}
	from = to
	for from > 0 && of[from-1] != shareQuoted {
		from--
	}
	return from, to
}

// short reports whether lines can be a signature: few, short, no sentences, no
// questions, no answers. What cannot stays with the sender.
func short(lines []line, bare []string, most int) bool {
	n := 0
	for i, s := range bare {
		if s == "" {
			continue
		}
		if n++; n > most || len([]rune(lines[i].text)) > signatureWidth || strings.HasSuffix(s, "?") || tells(s) {
			return false
		}
		if strings.HasSuffix(s, ".") && len(strings.Fields(s)) >= sentenceWords || strings.HasPrefix(s, "p.s") || strings.HasPrefix(s, "ps ") || strings.HasPrefix(s, "ps:") {
			return false
		}
		if label, value, ok := strings.Cut(s, ":"); ok && value != "" && !contactLabels[strings.Trim(label, "*_. \t")] && !strings.Contains(s, "@") {
			return false
		}
	}
	return true
}
