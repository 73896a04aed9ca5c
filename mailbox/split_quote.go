package mailbox

import (
	"regexp"
	"strings"
)

// wroteLines is over how many lines mail programs wrap "On ... wrote:".
const wroteLines = 3

// wroteBytes bounds an attribution: a date, a name, an address.
const wroteBytes = 700

// wrote matches an attribution as programs write it, in the languages of the
// families and offices that write: it ends in a colon.
var wrote = regexp.MustCompile(`^(?:[-*_ ]*)(?:` +
	`on .{5,300}\bwrote` +
	`|.{3,300}(?:@|<|\d{4}).{0,150}\bwrote` +
	`|am .{5,300}\bschrieb.{0,150}` +
	`|le .{5,300}\ba [ée]crit` +
	`|(?:el|em|a) .{5,300}\b(?:escribi[óo]|escreveu)` +
	`|il .{5,300}\bha scritto` +
	`|op .{5,300}\b(?:schreef|geschreven).{0,150}` +
	`|(?:w dniu|dnia|.{2,12}, \d{1,2}) .{5,300}\b(?:napisał\(?a?\)?|pisze)` +
	`|(?:ar|ddydd) .{5,300}\bysgrifennodd.{0,150}` +
	`|(?:în|pe|la) .{5,300}\ba scris` +
	`|\d{4}[-年/.].{5,200}<[^<>\s]+@[^<>\s]+>` +
	`)\s?:\W*$`)

// dated matches what every attribution holds: an address, a time or a date.
var dated = regexp.MustCompile(`@|<[^>]+>|\d{1,2}[:.]\d{2}|\b\d{4}\b`)

// addressed matches what makes an attribution certain: an address or a time of day.
var addressed = regexp.MustCompile(`@|<[^>]+>|\d{1,2}[:.h]\d{2}\b`)

// isAttribution reports whether one line (or a few joined) says "... wrote:".
func isAttribution(text string) bool {
	if len(text) > wroteBytes {
		return false
	}
	text = strings.ToLower(strings.TrimSpace(text))
	return strings.HasSuffix(strings.TrimRight(text, "*_ "), ":") && wrote.MatchString(text) && dated.MatchString(text)
}

// separator matches a line that says where the letter before begins.
var separator = regexp.MustCompile(`^\W*(?:` +
	`-{2,}\s*(?:original|forwarded|ursprüngliche|weitergeleitete|oorspronkelijk|doorgestuurd|mensaje|messaggio|message|mensagem|wiadomość|oryginalna|neges|wiadomość przekazana)\b[^.?!]{0,60}-{2,}` +
	`|-{5,}\s*[^-.?!]{0,30}(?:message|nachricht|mensaje|messaggio|bericht|wiadomość|neges|mensagem|mesaj|meddelande|viesti|сообщение|邮件)[^-.?!]{0,30}\s*-{5,}` +
	`|begin forwarded message:` +
	`|anfang der weitergeleiteten nachricht:` +
	`|début du message (?:transféré|réexpédié)\s?:` +
	`|początek przekazywanej wiadomości:` +
	`|inicio del mensaje reenviado:` +
	`|-{2,}\s*forwarded by .{3,80}` +
	`)\W*$`)

// markQuoted marks quoted lines. Where the history has no quote marks all that
// follows its beginning is history.
func markQuoted(lines []line, bare []string, of []share) {
	for i := 0; i < len(lines); i++ {
		switch {
		case of[i] == shareBanner || bare[i] == "" && !isQuote(lines[i].text):
			continue
		case isQuote(lines[i].text):
			of[i] = shareQuoted
			continue
		}
		n, sure := historyAt(lines, bare, i)
		if n == 0 {
			continue
		}
		last := i + n
		if !marksFollow(lines, bare, of, last) {
			if !sure {
				continue
			}
			last = len(lines)
		}
		take(of, ruleBefore(bare, of, i), last)
		i = last - 1
	}
}

func take(of []share, from, to int) {
	for k := from; k < to; k++ {
		if of[k] == shareOwn {
			of[k] = shareQuoted
		}
	}
}

// historyAt is over how many lines the beginning of quoted history goes at i:
// 0 when none begins there. It is sure when no person would write such lines;
// "On 5 May 2026 his teacher wrote:" may be a person's own.
func historyAt(lines []line, bare []string, i int) (n int, sure bool) {
	if separator.MatchString(bare[i]) {
		return 1, true
	}
	if n := headerBlock(bare, i); n > 0 {
		return n, true
	}
	if lines[i].mark == markHistory && strings.Contains(bare[i], ":") {
		return 1, true
	}
	joined := ""
	for n := 1; n <= wroteLines && i+n <= len(bare) && bare[i+n-1] != "" && !isQuote(lines[i+n-1].text); n++ {
		if len(joined)+len(bare[i+n-1]) > wroteBytes {
			break
		}
		joined = strings.TrimSpace(joined + " " + bare[i+n-1])
		if lines[i].mark == markAttribution && strings.HasSuffix(joined, ":") {
			return n, true
		}
		if isAttribution(joined) {
			return n, addressed.MatchString(joined)
		}
	}
	return 0, false
}

// marksFollow reports whether the history at i carries quote marks: then only
// marked lines are quoted, and answers may stand between them.
func marksFollow(lines []line, bare []string, of []share, i int) bool {
	for ; i < len(lines); i++ {
		if isQuote(lines[i].text) {
			return true
		}
		if bare[i] != "" && of[i] != shareBanner {
			return false
		}
	}
	return false
}

// ruleBefore takes the rule above the history along.
func ruleBefore(bare []string, of []share, i int) int {
	for k := i - 1; k >= 0 && k >= i-3; k-- {
		if isRule(bare[k], '_', '-', '=') && of[k] == shareOwn {
			return k
		}
		if bare[k] != "" {
			break
		}
	}
	return i
}

// headerKind is what a line of a copied header says.
type headerKind int

const (
	headerNone headerKind = iota
	headerFrom
	headerDate
	headerTo
	headerSubject
	headerOther
)

var headerLabels = func() map[string]headerKind {
	m := map[string]headerKind{}
	for kind, labels := range map[headerKind]string{
		headerFrom:    "from|von|de|da|van|od|oddi wrth|fra|från|de la|från|发件人|寄件者|от|από|kimden|من",
		headerDate:    "sent|date|gesendet|datum|envoyé|date d'envoi|enviado|enviada|enviado el|enviada em|fecha|data|inviato|verzonden|wysłano|anfonwyd|dyddiad|sendt|skickat|trimis|发送时间|日期|дата|отправлено|tarih|gönderildi|التاريخ",
		headerTo:      "to|an|à|para|a|aan|do|at|til|till|către|收件人|кому|kime|إلى",
		headerSubject: "subject|betreff|objet|asunto|oggetto|onderwerp|temat|pwnc|assunto|emne|ämne|subiect|主题|主旨|тема|konu|الموضوع",
		headerOther:   "cc|bcc|kopie|kopia|reply-to|importance|attachments|priority|dw|抄送",
	} {
		for l := range strings.SplitSeq(labels, "|") {
			m[l] = kind
		}
	}
	return m
}()

const (
	headerLines = 12 // lines of a copied header, blank and wrapped ones included
	headerWraps = 4  // lines over which one long To: wraps
)

// certain matches what a copied header holds and a typed form does not: an
// address, or a date with a time of day.
var certain = regexp.MustCompile(`@|mailto:|\d{1,2}[:.h]\d{2}`)

// headerBlock is the length of a copied header ("From: / Sent: / To: /
// Subject:") at i, 0 when there is none. It takes the author, the date, and
// one more, and an address or a time in one of them: a form with a line "From:
// Stockport" is no header.
func headerBlock(bare []string, i int) int {
	if kind, _ := headerLine(bare[i]); kind != headerFrom && kind != headerDate && kind != headerSubject {
		return 0
	}
	var seen [headerOther + 1]bool
	sure, wraps, blanks, end := false, 0, 0, i
	for j := i; j < min(i+headerLines, len(bare)); j++ {
		if bare[j] == "" {
			if blanks++; blanks > 1 || wraps > 0 {
				break
			}
			continue
		}
		kind, value := headerLine(bare[j])
		if kind == headerNone {
			if wraps++; wraps > headerWraps || blanks > 0 {
				break
			}
			continue
		}
		if kind != headerOther && seen[kind] {
			break
		}
		seen[kind], wraps, blanks, end = true, 0, 0, j+1
		sure = sure || (kind == headerFrom || kind == headerDate) && certain.MatchString(value)
	}
	if sure && seen[headerFrom] && seen[headerDate] && (seen[headerTo] || seen[headerSubject]) {
		return end - i
	}
	return 0
}

// headerLine reads "*From:* value" in lower case.
func headerLine(s string) (headerKind, string) {
	label, value, ok := strings.Cut(s, ":")
	if !ok || len(label) > 40 {
		return headerNone, ""
	}
	return headerLabels[strings.Trim(label, "*_ \t\u00A0")], value
}
