package forms

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// mostTagBytes bounds one tag of a web page; one with a picture in it is long.
const mostTagBytes = 8 << 20

// readHTML reads a web page: the form as a word processor saves it, a form of
// the web with its fields, or a letter with a table.
func readHTML(ctx context.Context, f File, received time.Time) (Form, error) {
	p, err := htmlPaper(ctx, f)
	switch {
	case ctx.Err() != nil:
		return refuse(f.source(), HTML, Failed)
	case errors.Is(err, html.ErrBufferExceeded) || errors.Is(err, errTooMany):
		return refuse(f.source(), HTML, TooLarge)
	case err != nil:
		return refuse(f.source(), HTML, Damaged)
	}
	return p.read(f.source(), HTML, received)
}

// htmlReader goes through the tags of a web page. It builds no tree: a page may
// be nested a million deep.
type htmlReader struct {
	paperWriter
	*html.Tokenizer
	skip   atom.Atom // element whose content is passed over
	depth  int       // how many of them are open
	struck int
	kept   int // of pre and textarea: white space is kept
	area   *htmlField
	list   *htmlField
}

// htmlField is a list or a text of several lines that is open.
type htmlField struct {
	name     string
	options  []pdfOption
	selected []string // values
	value    string
	marked   bool // the option that is being read is selected
	inOption bool
	stated   bool // it states its value itself, beside its words
	text     strings.Builder
}

// htmlPaper reads the text and the fields of a web page.
func htmlPaper(ctx context.Context, f File) (document, error) {
	encoding, _, _ := charset.DetermineEncoding(f.Data[:min(len(f.Data), 1024)], f.Type)
	r := &htmlReader{Tokenizer: html.NewTokenizer(encoding.NewDecoder().Reader(bytes.NewReader(f.Data)))}
	r.SetMaxBuf(mostTagBytes)
	for n := 0; ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return document{}, ctx.Err()
		}
		kind := r.Next()
		switch {
		case r.full:
			return document{}, errTooMany
		case kind == html.ErrorToken && errors.Is(r.Err(), io.EOF):
			return r.done(), nil
		case kind == html.ErrorToken:
			return document{}, r.Err()
		case kind == html.TextToken && r.skip == 0:
			r.say(string(r.Text()))
		case kind == html.StartTagToken || kind == html.SelfClosingTagToken:
			r.begin(r.Token())
		case kind == html.EndTagToken:
			name, _ := r.TagName()
			r.finish(atom.Lookup(name))
		}
	}
}

// say adds text. White space is one space, and none at the beginning of a line.
// LibreOffice leaves its own marks of a field's beginning and end in pages.
func (r *htmlReader) say(text string) {
	text = strings.Map(func(c rune) rune {
		if c < ' ' && !htmlSpace(c) {
			return -1
		}
		return c
	}, text)
	if r.list != nil {
		if r.list.inOption && r.take(len(text)) {
			r.list.text.WriteString(text)
		}
		return
	}
	if r.area != nil {
		if r.take(len(text)) {
			r.area.text.WriteString(text)
		}
		return
	}
	if r.kept > 0 {
		for i, line := range strings.Split(lineEnds.Replace(text), "\n") {
			if i > 0 {
				r.endParagraph()
			}
			r.write(line)
		}
		return
	}
	for i, word := range strings.FieldsFunc(text, htmlSpace) {
		if i > 0 || htmlSpace(rune(text[0])) {
			r.space()
		}
		r.write(word)
		if r.struck > 0 {
			r.writeRune(markStruck)
		}
	}
	if text != "" && htmlSpace(rune(text[len(text)-1])) {
		r.space()
	}
}

func htmlSpace(c rune) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }

func (r *htmlReader) space() {
	if n := len(r.para); n > 0 && r.para[n-1] != ' ' && r.para[n-1] != '\n' {
		r.writeRune(' ')
	}
}

// endBlock ends the paragraph, if there is any text in it.
func (r *htmlReader) endBlock() {
	r.para = bytes.TrimRight(r.para, " ")
	if len(r.para) > 0 {
		r.endParagraph()
	}
}

// begin is the start of an element.
func (r *htmlReader) begin(t html.Token) {
	if r.skip != 0 {
		if t.DataAtom == r.skip {
			r.depth++
		}
		return
	}
	void := t.Type == html.SelfClosingTagToken || voidElement(t.DataAtom)
	if !void && (hiddenElement(t) || unread(t.DataAtom)) {
		r.skip, r.depth = t.DataAtom, 1
		return
	}
	switch t.DataAtom {
	case atom.Table:
		r.endBlock()
		r.startTable()
	case atom.Tr:
		r.endCellHere()
		r.endRow()
	case atom.Td, atom.Th:
		r.endCellHere()
		r.startCell()
	case atom.Br:
		r.para = bytes.TrimRight(r.para, " ")
		r.endParagraph()
	case atom.S, atom.Strike:
		r.struck++
	case atom.Pre:
		r.endBlock()
		r.kept++
	case atom.Input:
		r.input(t)
	case atom.Textarea:
		r.area = &htmlField{name: attrOf(t, "name")}
	case atom.Select:
		r.list = &htmlField{name: attrOf(t, "name")}
	case atom.Option:
		r.option(t)
	default:
		if blockElement(t.DataAtom) {
			r.endBlock()
		}
	}
}

// finish is the end of an element.
func (r *htmlReader) finish(a atom.Atom) {
	if r.skip != 0 {
		if a == r.skip {
			r.depth--
		}
		if r.depth == 0 {
			r.skip = 0
		}
		return
	}
	switch a {
	case atom.Table:
		r.endBlock()
		r.endTable()
	case atom.Tr:
		r.endCellHere()
		r.endRow()
	case atom.Td, atom.Th:
		r.endCellHere()
	case atom.S, atom.Strike:
		r.struck = max(0, r.struck-1)
	case atom.Pre:
		r.endBlock()
		r.kept = max(0, r.kept-1)
	case atom.Option:
		r.endOption()
	case atom.Select:
		r.endList()
	case atom.Textarea:
		r.endArea()
	default:
		if blockElement(a) {
			r.endBlock()
		}
	}
}

// endCellHere ends the cell that is open: pages leave end tags out.
func (r *htmlReader) endCellHere() {
	r.endBlock()
	if t := r.table(); t != nil && t.inCell {
		r.endCell()
	}
}

func voidElement(a atom.Atom) bool {
	switch a {
	case atom.Input, atom.Br, atom.Img, atom.Hr, atom.Meta, atom.Link, atom.Col, atom.Area, atom.Base, atom.Wbr, atom.Source:
		return true
	}
	return false
}

// unread are the elements that show nothing, or what was deleted.
func unread(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Head, atom.Template, atom.Noscript, atom.Del, atom.Svg, atom.Datalist, atom.Object, atom.Iframe:
		return true
	}
	return false
}

func blockElement(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Li, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Hr, atom.Dt, atom.Dd, atom.Dl,
		atom.Blockquote, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Fieldset, atom.Legend, atom.Form, atom.Caption, atom.Address, atom.Main, atom.Body:
		return true
	}
	return false
}

// hiddenElement reports whether an element says of itself that it is not shown.
func hiddenElement(t html.Token) bool {
	for _, a := range t.Attr {
		style := strings.ToLower(strings.Join(strings.Fields(a.Val), ""))
		if a.Key == "hidden" || a.Key == "style" && (strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")) {
			return true
		}
	}
	return false
}
