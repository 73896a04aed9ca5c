package mailbox

import (
	"regexp"
	"strings"
)

const (
	bannerLines  = 6  // lines of a warning above the text
	noticeLines  = 40 // lines of a disclaimer between two rules
	ruleStars    = 8  // characters that make a line a rule
	noticeBefore = 8  // lines between the first line of a disclaimer and the words that prove it

	// noticeBytes bounds the text in which disclaimers are looked for, counting
	// only lines with one of their words: the search is slow, and a letter
	// holds a few KB of them at most.
	noticeBytes = 128 << 10
)

// warning matches the first line of what gateways put above mail from outside.
// It has to be about where the mail comes from: "IMPORTANT: allergies" is not.
var warning = regexp.MustCompile(`^(?:[\[(*_<]+external(?: e-?mail| sender| message| source)?[\])*_>]+\W*$|\W*(?:` +
	`(?:caution|warning|attention|notice|important|alert|security)\b.{0,60}\b(?:external|outside|originat|phishing)` +
	`|external (?:e-?mail|sender|message)\W*$` +
	`|external (?:e-?mail|sender|message)\s*[:!.-]` +
	`|(?:this|the) (?:e-?mail|message) (?:has |was |is |has been )?(?:originat\w+|sent|received|comes|came|from).{0,20}\b(?:outside|external)` +
	`|you don.?t often get e?-?mail from` +
	`|\[you don.?t often get` +
	`|some people who received this message don.?t often get` +
	`|this sender (?:might|may) match someone` +
	`|do not click (?:on )?(?:any )?links? or open` +
	`))`)

// warningMore matches lines that go on with a warning.
var warningMore = regexp.MustCompile(`\b(?:do not|don.?t|please do not|never) (?:click|open|reply|follow|enter)|unless you|exercise caution|be cautious|with caution|` +
	`content is safe|think before you|recogni[sz]e the sender|learn why this is important|suspicious|originated (?:from )?outside|outside (?:of )?(?:the|your|our) organi[sz]ation`)

// notice matches words that only a disclaimer uses. People say "confidential" too.
var notice = regexp.MustCompile(`(?:not|unintended|other than) the (?:named |intended |correct )*(?:recipient|addressee)` +
	`|intended (?:solely |only |exclusively )?for the (?:sole |exclusive |named |intended )*(?:use|person|addressee|attention|individual|recipient)` +
	`|received (?:this|the) (?:e-?mail|message|communication|transmission)(?: and any attachments)? in error` +
	`|have received the message in error` +
	`|nhsmail is the secure` +
	`|(?:views|opinions) (?:or opinions )?(?:expressed|presented|contained).{0,40}(?:sole|those of the (?:author|sender|individual)|necessarily (?:represent|reflect|those))` +
	`|consider the environment before print` +
	`|(?:this|the|outgoing|incoming) (?:e-?mail|message|communication)\b.{0,60}(?:scanned|swept|checked) (?:for|by)` +
	`|virus-free\. ?(?:www\.)?(?:avast|avg)` +
	`|subject to (?:the )?(?:disclosure|release) under (?:the )?freedom of information` +
	`|may be (?:subject to )?(?:monitored|recorded|monitoring).{0,60}(?:polic|lawful|legislation|regulation|purposes)` +
	`|registered in england.{0,40}\b(?:no|number|company)\b|registered (?:charity|company) (?:no|number|in)\b|registered office:`)

// noticeWords are words of which every match of notice holds one.
var noticeWords = []string{"recipient", "addressee", "intended", "in error", "nhsmail", "views", "opinions", "environment",
	"scanned", "swept", "checked", "virus", "freedom of information", "monitor", "recorded", "registered"}

// hasNoticeWord is the cheap look before notice.
func hasNoticeWord(s string) bool {
	for _, w := range noticeWords {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// proofs tells which lines hold words that only a disclaimer uses, on one line
// or over this one and the next.
func proofs(bare []string) []bool {
	proof := make([]bool, len(bare))
	budget := noticeBytes
	matches := func(text string) bool {
		budget -= len(text)
		return budget > 0 && notice.MatchString(text)
	}
	hot, alone := false, false // of the line below: holds a word, is proof by itself
	for i := len(bare) - 1; i >= 0; i-- {
		hotBelow, aloneBelow := hot, alone
		hot = hasNoticeWord(bare[i])
		alone = hot && matches(bare[i])
		proof[i] = alone
		if !alone && !aloneBelow && bare[i] != "" && (hot || hotBelow) && i+1 < len(bare) {
			proof[i] = matches(bare[i] + " " + bare[i+1])
		}
	}
	return proof
}

// noticeStart matches how a disclaimer begins.
var noticeStart = regexp.MustCompile(`^\W*(?:(?:confidentiality|privacy|legal|important|data protection)? ?(?:notice|disclaimer|confidential(?:ity)?)\b\W*(?:$|this|the)` +
	`|(?:this|the) (?:e-?mail|message|communication|transmission|information|contents?|document)\b.{0,60}(?:confidential|privileged|intended|sent|and any|contained|may contain|transmitted)` +
	`|(?:the )?information (?:contained )?in this` +
	`|if you (?:are not|have received)|please (?:note that )?(?:consider the environment|this e-?mail)|any (?:views|opinions)|nhsmail is|think before you print|disclaimer\b)`)

// markBanners marks warnings and disclaimers, wherever they stand.
func markBanners(bare []string, of []share) {
	proof := proofs(bare)
	for i := 0; i < len(bare); i++ {
		switch {
		case bare[i] == "" || of[i] != shareOwn:
		case isRule(bare[i], '*'):
			markRuled(bare, proof, of, i)
		case warning.MatchString(bare[i]):
			of[i] = shareBanner
			for j := i + 1; j < min(i+bannerLines, len(bare)) && warningMore.MatchString(bare[j]); j++ {
				of[j] = shareBanner
			}
		case proof[i]:
			markNotice(bare, of, i)
		}
	}
}

// markRuled marks a disclaimer between two rows of stars, as NHSmail sets it.
func markRuled(bare []string, proof []bool, of []share, i int) {
	proved := false
	for j := i + 1; j < min(i+noticeLines, len(bare)); j++ {
		proved = proved || proof[j-1] || proof[j]
		if proved && (isRule(bare[j], '*') || j == len(bare)-1) {
			for k := i; k <= j; k++ {
				of[k] = shareBanner
			}
			return
		}
	}
}

// markNotice marks the disclaimer around line i: back to where it begins, on to
// the end of its paragraph, and the rules beside it.
func markNotice(bare []string, of []share, i int) {
	from := i
	for j := i; j >= max(0, i-noticeBefore) && bare[j] != "" && of[j] == shareOwn; j-- {
		if noticeStart.MatchString(bare[j]) {
			from = j
		}
	}
	to := i
	for to+1 < len(bare) && bare[to+1] != "" && !isClosing(bare[to+1]) && !strings.HasPrefix(bare[to+1], "from:") && to-from < noticeLines {
		to++
	}
	for k := from; k <= to; k++ {
		of[k] = shareBanner
	}
}

// isRule reports a line made of one character only.
func isRule(s string, chars ...byte) bool {
	if len(s) < ruleStars {
		return false
	}
	return strings.IndexByte(string(chars), s[0]) >= 0 && strings.Trim(s, s[:1]) == ""
}
