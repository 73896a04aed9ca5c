package mailbox

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Limits of opening. They are far above anything that a person sends.
const (
	// maxParts bounds the parts of one message, nested messages included: a
	// newsletter has about 50, a bomb has millions.
	maxParts = 1000
	// maxLevel bounds multiparts inside each other. Each level is searched for
	// its boundary anew, so that depth costs time; real mail has 4 or 5.
	maxLevel = 25
	// maxNested bounds messages inside each other. A forward of a forward is
	// common; three more are generous.
	maxNested = 5
	// maxText bounds the readable text, in bytes (a long novel). What is longer
	// is data in the wrong place, and every word of it would be searched.
	maxText = 2 << 20
	// maxLines bounds the lines of the readable text: a novel has 10,000.
	maxLines = 20_000
)

// OpenOptions bounds what is opened; zero values mean the defaults.
type OpenOptions struct {
	Parts  int // parts of one message, nested messages included
	Nested int // messages inside each other
	Text   int // bytes of readable text
}

func (o OpenOptions) orDefaults() OpenOptions {
	for _, v := range []struct {
		set  *int
		most int
	}{{&o.Parts, maxParts}, {&o.Nested, maxNested}, {&o.Text, maxText}} {
		if *v.set <= 0 {
			*v.set = v.most
		}
	}
	return o
}

// Open opens a message. It never fails: what cannot be understood stands in
// Damage, and Raw holds the bytes as they came. Attachments that were sent
// without encoding are slices of raw, so neither may be changed afterwards.
func Open(raw []byte, opt OpenOptions) *Message {
	opt = opt.orDefaults()
	o := &opener{opt: opt, parts: opt.Parts}
	m, reports := o.message(raw, "", 0)
	m.Bounce = bounceOf(m, reports)
	m.Evidence = evidenceOf(m)
	return m
}

// opener holds what is left of the limits while one message is opened.
type opener struct {
	opt   OpenOptions
	parts int
	wraps int // how deep files are packed into each other at this moment
}

// message opens one message. prefix begins the Where of its attachments,
// depth counts the messages that it is inside of.
func (o *opener) message(raw []byte, prefix string, depth int) (*Message, []report) {
	sum := sha256.Sum256(raw)
	m := &Message{Raw: raw, Hash: hex.EncodeToString(sum[:])}
	e := readEntity(raw, false)
	readFields(m, e.fields)
	r := &reading{opener: o, m: m, prefix: prefix, depth: depth}
	r.finish(r.entity(&e, 0, ""))
	return m, r.reports
}

// finish settles the text of the message and which pictures belong to it.
func (r *reading) finish(pieces []piece) {
	r.m.Text, r.m.HTML = r.words(pieces)
	if strings.TrimSpace(r.m.Text) == "" && len(r.spare) > 0 {
		r.m.Text, r.m.HTML = r.words(append(pieces, r.spare...))
	}
	r.markInline()
	r.m.markNotice()
}

// reading gathers what the parts of one message hold.
type reading struct {
	*opener
	m       *Message
	prefix  string
	depth   int
	files   int      // files and messages so far, in order
	pics    []string // Content-ID of each attachment, "" when it has none, or settled
	spare   []piece  // the words of a winmail.dat
	reports []report
}

// settled stands for the Content-ID of a file whose own message has settled
// whether it belongs to the text.
const settled = "\x00"

// piece is one stretch of readable text: plain, or HTML when plain is nil.
type piece struct {
	plain []line
	html  string
}

func (r *reading) damage(text string) {
	for _, d := range r.m.Damage {
		if d == text {
			return
		}
	}
	r.m.Damage = append(r.m.Damage, text)
}

// words joins the pieces into the text of the message and splits it.
func (r *reading) words(pieces []piece) (text, html string) {
	var lines []line
	for _, p := range pieces {
		if p.plain == nil {
			p.plain = htmlLines(p.html)
		}
		if len(lines) > 0 && len(p.plain) > 0 {
			lines = append(lines, line{})
		}
		lines = append(lines, p.plain...)
		if p.html != "" && html != "" {
			html += "\n"
		}
		html += p.html
	}
	lines, cut := limitLines(lines, r.opt.Text)
	if cut {
		r.damage("the text is very long; the end of it was left out")
	}
	s := splitLines(lines)
	r.m.Newest, r.m.Quoted, r.m.Signature, r.m.Banners, r.m.Answered = s.newest, s.quoted, s.signature, s.banners, s.answered
	return joinLines(lines), html
}

// limitLines keeps as many lines as fit into size bytes, and no more than maxLines.
func limitLines(lines []line, size int) ([]line, bool) {
	for i, l := range lines {
		if size -= len(l.text) + 1; size < 0 || i >= maxLines {
			return lines[:i], true
		}
	}
	return lines, false
}

// line is one line of readable text; mark says what HTML showed about it.
type line struct {
	text string
	mark lineMark
}

type lineMark uint8

const (
	markNone        lineMark = iota
	markHistory              // quoted history begins here, whatever the words are
	markAttribution          // "On ... wrote:" in any language
)

func joinLines(lines []line) string {
	var b strings.Builder
	for i, l := range lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(l.text)
	}
	return b.String()
}

// plainLines cuts plain text into lines with LF, CRLF or CR ends; control
// characters go, because nobody can read them and some end strings elsewhere.
func plainLines(text string) []line {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.ReplaceAll(text, "\r", "\n")
	text = strings.Trim(strings.Map(readable, strings.ToValidUTF8(text, "\uFFFD")), "\n")
	lines := []line{}
	if strings.TrimSpace(text) == "" {
		return lines
	}
	for l := range strings.SplitSeq(text, "\n") {
		lines = append(lines, line{text: strings.TrimRight(l, " \t")})
	}
	return lines
}

func readable(r rune) rune {
	if r < ' ' && r != '\n' && r != '\t' || r >= 0x7F && r < 0xA0 || r == '\u200B' || r == '\uFEFF' {
		return -1
	}
	return r
}
