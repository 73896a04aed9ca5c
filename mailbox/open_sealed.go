package mailbox

import (
	"bytes"
	"regexp"
	"strings"
)

// Ways in which a message is locked away from us; values of Message.Sealed.
const (
	SealedSMIME  = "smime"       // S/MIME, encrypted
	SealedPGP    = "pgp"         // PGP, in a part of its own or in the text
	SealedRights = "rpmsg"       // Microsoft rights management or message encryption
	SealedNotice = "secure-mail" // a service's notice that a message waits on its page or in its attachment
)

const (
	pgpStart   = "-----BEGIN PGP MESSAGE-----"
	rightsType = "application/x-microsoft-rpmsg-message"

	noticeLength = 4000      // bytes of the words of a notice; people write more
	noticeHTML   = 256 << 10 // bytes of an HTML file that are searched
)

// secureServices are words by which the notices of secure mail services know
// themselves: in a link, or in their name.
var secureServices = []string{"egress", "zixmail", "zixcorp", "zixmessage", "mimecast", "proofpoint", "res.cisco.com", "registered envelope", "securedoc",
	"message encryption", "office365.com/encryption", "office.com/encryption", "trend micro", "privatepost", "virtru", "galaxkey", "nhsmail", "sophos", "barracuda", "totemo", "seppmail", "echoworx"}

// secureHosts are parts of the names of the computers that show their messages.
var secureHosts = []string{`egress\.com`, `zixmail`, `zixcorp`, `zixmessage`, `mimecast`, `proofpoint`, `pphosted`, `res\.cisco\.com`, `office365\.com/encryption`, `office\.com/encryption`,
	`trendmicro`, `privatepost`, `virtru`, `galaxkey`, `sophos`, `barracuda`, `totemo`, `seppmail`, `echoworx`}

// secureWords matches what they call what they carry.
var secureWords = regexp.MustCompile(`\b(?:secure|secured|encrypted|protected)\s+(?:e-?mail|message|envelope)\b|\bregistered envelope\b`)

// secureSent matches how they announce it. A person who writes of "secure
// email" does not write so.
var secureSent = regexp.MustCompile(`\b(?:sent you|sending you|received|you have an? new|read your|view your|open your)\s+(?:an?\s+|the\s+)?(?:new\s+)?(?:[\w®™']+\s+){0,4}(?:secure|secured|encrypted|protected)\s+(?:e-?mail|message)\b`)

// sealedFile is how the content of a file is locked away, "" when it is not.
func sealedFile(a Attachment) string {
	name := strings.ToLower(a.Name)
	switch {
	case a.Type == rightsType, strings.HasSuffix(name, ".rpmsg"):
		return SealedRights
	case a.Type == "application/pgp-encrypted":
		return SealedPGP
	case isCMS(a.Label, a.Name):
		if _, locked := openCMS(a.Data); locked {
			return SealedSMIME
		}
	case strings.HasSuffix(name, ".switch"):
		return SealedNotice
	case a.Type == "text/html", strings.HasSuffix(name, ".htm"), strings.HasSuffix(name, ".html"):
		text := strings.ToLower(string(a.Data[:min(len(a.Data), noticeHTML)]))
		if containsAny(text, secureServices) > 0 && secureWords.MatchString(text) {
			return SealedNotice
		}
	}
	return ""
}

// sealedText recognises PGP in the text.
func sealedText(text []byte) bool {
	at := bytes.Index(text, []byte(pgpStart))
	return at == 0 || at > 0 && text[at-1] == '\n'
}

// secureLink matches a link to a page of such a service.
var secureLink = regexp.MustCompile(`https?://[\w.-]*(?:` + strings.Join(secureHosts, "|") + `)`)

// markNotice recognises the notice of a service that brings no file: all that
// it says is where to read the message. A reply is none: people who cannot open
// a notice write back about it.
func (m *Message) markNotice() {
	if m.Sealed != "" || len(m.Newest) > noticeLength || strings.TrimSpace(m.Quoted) != "" || len(m.InReplyTo) > 0 {
		return
	}
	for _, a := range m.Attachments {
		if !a.Inline {
			return
		}
	}
	text := strings.ToLower(m.Newest)
	if secureSent.MatchString(text) && secureLink.MatchString(text+" "+strings.ToLower(m.HTML[:min(len(m.HTML), noticeHTML)])) {
		m.Sealed = SealedNotice
	}
}
