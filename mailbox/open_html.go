package mailbox

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// htmlLines makes readable lines of HTML: a table row is a line with tabs
// between its cells, blocks and breaks end lines, list items are marked, quoted
// blocks begin with "> ", and what a browser does not show is left out.
//
// It reads tokens, not a tree: memory and time are linear in the input, however
// deep or broken the nesting is.
func htmlLines(source string) []line {
	w := &htmlWalker{}
	if !w.walk(source) {
		// An element that hides its content is never closed. Showing too much
		// is better than losing the letter.
		w = &htmlWalker{showHidden: true}
		w.walk(source)
	}
	return w.out.finish()
}

// htmlWalker holds what is open at one point of a document.
type htmlWalker struct {
	out        lineWriter
	showHidden bool
	hiding     string // name of the element whose content is left out, "" for none
	hideDepth  int    // elements of that name inside it
	cells      []int  // cells so far in the current row, per open table
	lists      []int  // next number of each open list, -1 for bullets
	quotes     []bool // open blockquotes: true for those that cite
	pre        int
}

// walk reads the tokens; false when something hidden was never closed.
func (w *htmlWalker) walk(source string) bool {
	z := html.NewTokenizer(strings.NewReader(source))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return w.hiding == "" || w.showHidden
		case html.TextToken:
			if w.hiding == "" {
				w.out.write(string(z.Text()), w.pre > 0)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			tag := string(name)
			if w.hiding != "" {
				w.openHidden(tag)
				if w.hiding != "" {
					continue
				}
			}
			w.open(tag, tagAttributes(z, more))
		case html.EndTagToken:
			name, _ := z.TagName()
			if w.hiding == "" {
				w.close(string(name))
			} else if string(name) == w.hiding {
				if w.hideDepth--; w.hideDepth <= 0 {
					w.hiding = ""
				}
			}
		}
	}
}

// openHidden counts elements inside a hidden one. A paragraph and a head end
// without an end tag where the next block or the body begins.
func (w *htmlWalker) openHidden(tag string) {
	switch {
	case w.hiding == "head" && tag == "body", w.hiding == "p" && blocks[tag]:
		w.hiding = ""
	case tag == w.hiding:
		w.hideDepth++
	}
}

// attributes are the few attributes that matter, values in lower case.
type attributes struct {
	id, class, style, kind, start string
	hidden                        bool
}

func tagAttributes(z *html.Tokenizer, more bool) (a attributes) {
	for more {
		var key, val []byte
		key, val, more = z.TagAttr()
		switch string(key) {
		case "id":
			a.id = string(bytes.ToLower(val))
		case "class":
			a.class = string(bytes.ToLower(val))
		case "style":
			a.style = strings.ReplaceAll(string(bytes.ToLower(val)), " ", "")
		case "type":
			a.kind = string(bytes.ToLower(val))
		case "start":
			a.start = string(val)
		case "hidden":
			a.hidden = true
		}
	}
	return a
}

// unseen are elements whose content no reader sees.
var unseen = map[string]bool{"head": true, "script": true, "style": true, "title": true, "template": true, "object": true, "iframe": true, "svg": true, "math": true}

// void elements have no content and no end tag.
var void = map[string]bool{"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true,
	"link": true, "meta": true, "param": true, "source": true, "track": true, "wbr": true}

var blocks = map[string]bool{"p": true, "div": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "ul": true, "ol": true,
	"li": true, "table": true, "tr": true, "blockquote": true, "hr": true, "section": true, "article": true, "header": true, "footer": true,
	"address": true, "form": true, "fieldset": true, "dl": true, "dt": true, "dd": true, "pre": true, "center": true, "figure": true, "main": true, "caption": true}

// hiddenStyle matches styles by which mail hides text from readers.
var hiddenStyle = regexp.MustCompile(`display:none|visibility:hidden|mso-hide:all|(?:^|;)font-size:0(?:px|pt|em|%)?(?:;|!|$)|(?:^|;)max-height:0(?:px)?(?:;|!|$).*overflow:hidden`)

func (w *htmlWalker) open(tag string, a attributes) {
	if !void[tag] && (unseen[tag] || !w.showHidden && (a.hidden || a.style != "" && hiddenStyle.MatchString(a.style))) {
		if tag != "body" && tag != "html" && !(unseen[tag] && w.showHidden && tag == "head") {
			w.hiding, w.hideDepth = tag, 1
			return
		}
	}
	w.mark(a)
	switch tag {
	case "br":
		if w.out.tabs == 0 {
			w.out.breakLine()
		}
	case "td", "th":
		w.openCell()
	case "tr":
		w.out.newRow()
		if n := len(w.cells); n > 0 {
			w.cells[n-1] = 0
		}
	case "table":
		w.out.newLine()
		w.cells = append(w.cells, 0)
	case "ul", "ol":
		w.openList(tag, a)
	case "li":
		w.openItem()
	case "blockquote":
		w.openQuote(a)
	case "pre":
		w.out.newLine()
		w.pre++
	case "p", "h1", "h2", "h3", "h4", "h5", "h6":
		w.out.newLine()
		if !strings.Contains(a.class, "msonormal") && len(w.cells) == 0 && len(w.lists) == 0 {
			w.out.paragraph()
		}
	default:
		if blocks[tag] {
			w.out.newLine()
		}
	}
}

func (w *htmlWalker) close(tag string) {
	switch tag {
	case "td", "th":
	case "tr":
		w.out.newRow()
	case "table":
		w.out.newRow()
		w.cells = w.cells[:max(0, len(w.cells)-1)]
	case "ul", "ol":
		w.out.newLine()
		w.lists = w.lists[:max(0, len(w.lists)-1)]
	case "blockquote":
		w.out.newLine()
		if n := len(w.quotes); n > 0 {
			if w.quotes[n-1] {
				w.out.level--
			}
			w.quotes = w.quotes[:n-1]
		}
	case "pre":
		w.out.newLine()
		w.pre = max(0, w.pre-1)
	case "p", "h1", "h2", "h3", "h4", "h5", "h6":
		w.out.newLine()
		if len(w.cells) == 0 && len(w.lists) == 0 && tag != "p" {
			w.out.paragraph()
		}
	default:
		if blocks[tag] {
			w.out.newLine()
		}
	}
}

func (w *htmlWalker) openCell() {
	n := len(w.cells)
	if n == 0 {
		w.cells = append(w.cells, 0) // a cell outside any table
		n = 1
	}
	if w.cells[n-1] > 0 {
		w.out.tab()
	}
	w.cells[n-1]++
}

func (w *htmlWalker) openList(tag string, a attributes) {
	w.out.newLine()
	next := -1
	if tag == "ol" {
		next = 1
		if n, err := strconv.Atoi(a.start); err == nil && n > 0 && n < 10000 {
			next = n
		}
	}
	w.lists = append(w.lists, next)
}

func (w *htmlWalker) openItem() {
	w.out.newLine()
	w.out.lead = "- "
	if n := len(w.lists); n > 0 && w.lists[n-1] > 0 {
		w.out.lead = strconv.Itoa(w.lists[n-1]) + ". "
		w.lists[n-1]++
	}
}

// openQuote tells quoting from indenting: a blockquote cites when the program
// that wrote it says so, or when "... wrote:" stands before it.
func (w *htmlWalker) openQuote(a attributes) {
	w.out.newLine()
	cites := a.kind == "cite" || strings.Contains(a.class, "quote") || barred(a) || w.out.wrote
	if cites {
		w.out.level++
	}
	w.quotes = append(w.quotes, cites)
}

// barred recognises Outlook on the web, which draws a line left of a quote.
func barred(a attributes) bool {
	return strings.Contains(a.style, "border-left:") && strings.Contains(a.style, "solid")
}

// historyIDs are the ids by which mail programs mark where history begins.
var historyIDs = []string{"divrplyfwdmsg", "mail-editor-reference-message-container", "olk_src_body_section", "yahoo_quoted", "reply-intro"}

// historyLine is how Outlook on the desktop draws the line above history.
var historyLine = regexp.MustCompile(`border-top:solid#?(?:e1e1e1|b5c4df)|border-top:#?(?:e1e1e1|b5c4df)1(?:\.0)?ptsolid|border-top:1(?:\.0)?ptsolid#?(?:e1e1e1|b5c4df)`)

func (w *htmlWalker) mark(a attributes) {
	if strings.Contains(a.class, "gmail_attr") {
		w.out.newLine()
		w.out.next = markAttribution
		return
	}
	for _, id := range historyIDs {
		if a.id != "" && strings.HasSuffix(a.id, id) || strings.Contains(a.class, id) {
			w.out.newLine()
			w.out.next = markHistory
			return
		}
	}
	if strings.Contains(a.style, "border-top:") && historyLine.MatchString(a.style) {
		w.out.newLine()
		w.out.next = markHistory
	}
}

// metaCharset matches the charset that HTML states about itself.
var metaCharset = regexp.MustCompile(`(?i)<meta[^>]+charset\s*=\s*["']?([a-z0-9_:.-]+)`)

// htmlCharset is the label of the part, else what the HTML says in its first KB.
func htmlCharset(label string, data []byte) string {
	if label != "" {
		return label
	}
	if m := metaCharset.FindSubmatch(data[:min(len(data), 1024)]); m != nil {
		return string(m[1])
	}
	return ""
}
