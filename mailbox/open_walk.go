package mailbox

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"
)

// entity reads one message or part: its text is returned, its files,
// messages and reports are gathered. parent is the media type that holds it.
func (r *reading) entity(e *entity, level int, parent string) []piece {
	for _, d := range e.damage {
		r.damage(d)
	}
	if e.media == "" || !strings.Contains(e.media, "/") {
		e.media = "text/plain" // RFC 2045 section 5.2
		if parent == "multipart/digest" && len(e.fields) == 0 {
			e.media = "message/rfc822"
		}
	}
	if e.media == "multipart/encrypted" {
		r.m.Sealed = SealedPGP
	}
	if strings.HasPrefix(e.media, "multipart/") && e.disp != "attachment" {
		return r.multipart(e, level)
	}
	data, why := e.decoded()
	if why != "" {
		r.damage("a part is in " + why)
	}
	if r.report(e, data, parent) {
		return nil
	}
	if isCMS(e.media, e.name) && level < maxLevel {
		if content, _ := openCMS(data); content != nil && fileFrom(content) == "" {
			signed := readEntity(content, true)
			return r.entity(&signed, level+1, e.media)
		}
	}
	if p, ok := r.text(e, data); ok {
		return p
	}
	r.file(e, data, why != "")
	return nil
}

// multipart reads the parts of a multipart.
func (r *reading) multipart(e *entity, level int) []piece {
	if level >= maxLevel {
		r.damage(fmt.Sprintf("parts are nested more than %d deep; what lies deeper was not opened", maxLevel))
		r.file(e, e.body, true)
		return nil
	}
	parts, closed := splitParts(e.body, e.params["boundary"])
	if len(parts) == 0 {
		parts, closed = splitParts(e.body, guessBoundary(e.body))
		if len(parts) == 0 {
			return r.unparted(e)
		}
		r.damage("the boundary between the parts is not the one that the header names")
	}
	var children [][]piece
	for i, raw := range parts {
		if r.parts--; r.parts < 0 {
			r.damage(fmt.Sprintf("the message has more than %d parts; the rest was not opened", r.opt.Parts))
			break
		}
		before := len(r.m.Attachments)
		part := readEntity(raw, true)
		children = append(children, r.entity(&part, level+1, e.media))
		if last := len(r.m.Attachments); !closed && i == len(parts)-1 && last > before {
			r.m.Attachments[last-1].Damaged = true
		}
	}
	if !closed {
		r.damage("the message breaks off before the end of its last part")
	}
	if e.media == "multipart/alternative" {
		return alternative(children)
	}
	var all []piece
	for _, c := range children {
		all = append(all, c...)
	}
	return all
}

// unparted reads a multipart in which no part can be found: as text.
func (r *reading) unparted(e *entity) []piece {
	if len(bytes.TrimSpace(e.body)) == 0 {
		r.damage("the message says that it has parts, and has none")
		return nil
	}
	r.damage("the boundary between the parts is missing; the whole is shown as text")
	p, ok := r.text(&entity{media: "text/plain", encoding: e.encoding}, e.body)
	if !ok {
		r.file(e, e.body, true)
	}
	return p
}

// alternative chooses among versions of the same words: the plain one where it
// says something, and the HTML beside it.
func alternative(children [][]piece) []piece {
	var plain []line
	var html []string
	for _, c := range children {
		var words []line
		for _, p := range c {
			words = append(words, p.plain...)
			if p.html != "" {
				html = append(html, p.html)
			}
		}
		if !says(plain) && says(words) {
			plain = words
		}
	}
	p := piece{plain: plain, html: strings.Join(html, "\n")}
	if p.html == "" && len(plain) == 0 {
		return nil
	}
	if p.html != "" && (!says(plain) || onlyPointsAtHTML(plain)) {
		p.plain = nil
	}
	return []piece{p}
}

func says(lines []line) bool {
	for _, l := range lines {
		if strings.TrimSpace(l.text) != "" {
			return true
		}
	}
	return false
}

// onlyPointsAtHTML recognises the stub "your program cannot show HTML mail".
func onlyPointsAtHTML(lines []line) bool {
	const longest = 300 // such stubs are one or two sentences
	text := strings.ToLower(joinLines(lines))
	return len(text) < longest && strings.Contains(text, "html") &&
		(strings.Contains(text, "view") || strings.Contains(text, "support") || strings.Contains(text, "display"))
}

// text reads a part as readable text; ok is false when it is a file.
func (r *reading) text(e *entity, data []byte) (pieces []piece, ok bool) {
	if e.disp == "attachment" || e.name != "" {
		return nil, false
	}
	if fileFrom(data) != "" {
		return nil, false
	}
	switch {
	case e.media == "text/plain" && sniff(data) == "text/html", e.media == "text/html":
		return []piece{{html: r.utf8(htmlCharset(e.params["charset"], data), data)}}, true
	case e.media == "text/plain", e.media == "text/enriched":
		return []piece{{plain: r.plain(e, data)}}, true
	}
	return nil, false
}

// plain reads plain text; files that stand in it are listed.
func (r *reading) plain(e *entity, data []byte) []line {
	if sealedText(data) {
		r.m.Sealed = SealedPGP
	}
	data, files := takeUU(data)
	for _, f := range files {
		r.files++
		if !f.whole {
			r.damage("a file in the text breaks off")
		}
		r.add(Attachment{
			Name: fileName(f.name), Label: "application/octet-stream", Type: typeOf("application/octet-stream", f.data), Data: f.data,
			Damaged: !f.whole, Where: r.prefix + place(r.files),
		}, "")
	}
	text := r.utf8(e.params["charset"], data)
	if strings.EqualFold(e.params["format"], "flowed") {
		text = unflow(text, strings.EqualFold(e.params["delsp"], "yes"))
	}
	return plainLines(text)
}

func (r *reading) utf8(charset string, data []byte) string {
	if len(data) > r.opt.Text*2 { // UTF-16 takes two bytes a letter
		data = data[:r.opt.Text*2]
		r.damage("the text is very long; the end of it was left out")
	}
	text, ok := toUTF8(charset, data)
	if !ok {
		r.damage("the text is in a charset that is not known; some letters may be wrong")
	}
	return text
}

// report keeps the parts of a delivery or disposition report as they are.
func (r *reading) report(e *entity, data []byte, parent string) bool {
	switch e.media {
	case "message/delivery-status", "message/global-delivery-status", "message/disposition-notification":
		r.reports = append(r.reports, report{Type: strings.Replace(e.media, "global-", "", 1), Data: data})
		return true
	case "text/rfc822-headers":
		r.reports = append(r.reports, report{Type: e.media, Data: data})
		return true
	case "message/rfc822":
		if parent == "multipart/report" {
			r.reports = append(r.reports, report{Type: e.media, Data: data})
		}
	}
	return false
}

// isMessage recognises a message that was attached, by label or by its name.
func isMessage(a Attachment) bool {
	switch a.Label {
	case "message/rfc822", "message/global", "message/news":
		return fileFrom(a.Data) == ""
	}
	if strings.HasPrefix(a.Label, "multipart/") { // how Outlook keeps a signed letter
		return strings.HasPrefix(readEntity(a.Data, true).media, "multipart/")
	}
	if !strings.HasSuffix(strings.ToLower(a.Name), ".eml") || isFile(a.Type) {
		return false
	}
	h := splitHead(a.Data[:min(len(a.Data), maxHead)], true)
	return h.fields > 2 && len(h.damage) == 0
}

// file lists a part as an attachment.
func (r *reading) file(e *entity, data []byte, damaged bool) {
	if len(data) == 0 && e.name == "" {
		return // an empty part without a name is nothing that anybody sent
	}
	r.files++
	r.add(Attachment{
		Name: e.name, Label: e.media, Type: typeOf(e.media, data), Data: data, Damaged: damaged,
		Inline: e.disp == "inline",
		Where:  r.prefix + place(r.files),
	}, e.id)
}

// place is where the nth file of a message lies.
func place(n int) string { return fmt.Sprintf("attachment %d", n) }

// add lists an attachment. What only packs other things is opened, and they are
// listed in its place.
func (r *reading) add(a Attachment, id string) {
	r.wraps++
	defer func() { r.wraps-- }()
	if r.wraps > maxLevel {
		r.damage("files are packed into each other too deep; what lies deeper was not opened")
		r.list(a, id)
		return
	}
	if !r.opened(a) {
		r.list(a, id)
	}
}

// opened opens what only packs other things; false for a file.
func (r *reading) opened(a Attachment) bool {
	switch {
	case bytes.HasPrefix(a.Data, []byte(appleDouble)):
		return true // what a Mac notes about the file beside it
	case a.Type == "application/ms-tnef":
		return r.unpack(a)
	case a.Type == "application/vnd.ms-outlook":
		r.embed(a, func(prefix string, depth int) *Message {
			if it := openMsg(a.Data); it != nil {
				return r.outlook(it, a.Data, prefix, depth)
			}
			return nil
		})
		return true
	case isCMS(a.Label, a.Name):
		content, _ := openCMS(a.Data)
		if content == nil {
			return false
		}
		a.Data = content
		if kind := fileFrom(content); kind != "" { // one file was signed, no message
			a.Name, a.Label, a.Type = strings.TrimSuffix(a.Name, ".p7m"), "application/octet-stream", kind
			if !r.opened(a) {
				r.list(a, "")
			}
			return true
		}
	case !isMessage(a):
		return false
	}
	r.embed(a, func(prefix string, depth int) *Message {
		inner, _ := r.message(a.Data, prefix, depth)
		return inner
	})
	return true
}

// embed opens a message inside this one and lists its files here as well.
func (r *reading) embed(a Attachment, open func(prefix string, depth int) *Message) {
	if r.depth >= r.opt.Nested {
		r.damage(fmt.Sprintf("messages are attached to each other more than %d deep; what lies deeper was not opened", r.opt.Nested))
		r.list(a, "")
		return
	}
	at := strings.LastIndex(a.Where, "attachment ")
	inner := open(a.Where[:at]+"message in "+a.Where[at:]+", ", r.depth+1)
	if inner == nil {
		r.damage("an attached message could not be opened")
		r.list(a, "")
		return
	}
	r.m.Nested = append(r.m.Nested, inner)
	r.m.Sealed = cmp.Or(r.m.Sealed, inner.Sealed)
	for _, b := range inner.Attachments {
		r.m.Attachments = append(r.m.Attachments, b)
		r.pics = append(r.pics, settled)
	}
	for _, d := range inner.Damage {
		r.damage("in an attached message: " + strings.TrimPrefix(d, "in an attached message: "))
	}
}

func (r *reading) list(a Attachment, id string) {
	if how := sealedFile(a); how != "" {
		a.Sealed = true
		r.m.Sealed = cmp.Or(r.m.Sealed, how)
	}
	r.m.Attachments = append(r.m.Attachments, a)
	r.pics = append(r.pics, id)
}

// unpack lists the files in a winmail.dat in its place; false when nothing in
// it was understood, or it was cut off before the first file. Its words wait: they count where the
// message itself has none.
func (r *reading) unpack(dat Attachment) bool {
	it := openTNEF(dat.Data)
	if it == nil || it.broken {
		r.damage("a winmail.dat breaks off")
	}
	if it == nil {
		return false
	}
	before, nested := len(r.m.Attachments), len(r.m.Nested)
	r.outlookFiles(it, "winmail.dat in "+dat.Where+", ", dat)
	r.spare = append(r.spare, it.words(r)...)
	return !it.broken && len(it.props) > 0 || len(r.m.Attachments) > before || len(r.m.Nested) > nested
}

// markInline settles which files belong to the text: pictures sent inline, and
// whatever the HTML refers to by its Content-ID.
func (r *reading) markInline() {
	for i := range r.m.Attachments {
		a := &r.m.Attachments[i]
		if r.pics[i] == settled {
			continue
		}
		a.Inline = a.Inline && strings.HasPrefix(a.Type, "image/") ||
			r.pics[i] != "" && strings.Contains(r.m.HTML, "cid:"+r.pics[i])
	}
}
