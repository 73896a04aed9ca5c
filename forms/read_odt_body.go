package forms

import (
	"context"
	"strconv"
	"strings"
)

// mostSpaces bounds the spaces that one element stands for.
const mostSpaces = 200

// odtReader goes through one part of an OpenDocument text.
type odtReader struct {
	*tagReader
	paperWriter
	skip     int                  // how many elements were open when what is passed over began
	style    string               // the style that is being read
	struck   map[string]bool      // styles that strike text through
	hidden   map[string]bool      // styles that hide text
	spans    []odtSpan            // paragraphs and spans that are open
	controls []odtControl         // fields in the text that are open
	shown    map[string]*odtShown // form controls by their number
	form     *odtShown            // the form control that is being read
	boxes    []int                // of each text box: how much had been read before it
}

// odtSpan is how the text of a paragraph or of a part of it looks.
type odtSpan struct{ struck, hidden bool }

// odtPaper reads the text and the fields of one part. The prefixes of names are
// those of the standard; every program writes them so.
func odtPaper(ctx context.Context, data string) (document, error) {
	r := &odtReader{tagReader: newTags(data), struck: map[string]bool{}, hidden: map[string]bool{}, shown: map[string]*odtShown{}}
	for n := 0; ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return document{}, ctx.Err()
		}
		ok, err := r.next()
		switch {
		case err != nil:
			return document{}, err
		case r.full:
			return document{}, errTooMany
		case !ok:
			r.settlePrompts()
			return r.done(), nil
		case r.skip > 0:
			if r.kind == tagEnd && len(r.open) < r.skip {
				r.skip = 0
			}
		case r.kind == tagText:
			r.say(r.text)
		case r.kind == tagStart:
			r.begin(r.prefix() + ":" + r.name())
		default:
			r.finish(r.prefix() + ":" + r.name())
		}
	}
}

// say adds text where text may stand; what stands between elements is none.
func (r *odtReader) say(text string) {
	n := len(r.spans)
	switch {
	case r.form != nil:
		if n > 0 && r.take(len(text)) {
			r.form.text += text
		}
		return
	case n == 0 || r.spans[n-1].hidden || len(r.controls) > 0 && r.controls[len(r.controls)-1].silent:
		return
	}
	r.write(text)
	if r.spans[n-1].struck && strings.TrimSpace(text) != "" {
		r.writeRune(markStruck)
	}
}

// begin is the start of an element.
func (r *odtReader) begin(name string) {
	switch name {
	case "text:p", "text:h", "text:span":
		r.startSpan(name == "text:span")
	case "text:s":
		n := 1
		if c, ok := r.attr("c"); ok {
			n, _ = strconv.Atoi(c)
		}
		r.say(strings.Repeat(" ", min(max(n, 0), mostSpaces)))
	case "text:tab":
		r.say("\t")
	case "text:line-break":
		r.say("\n")
	case "text:tracked-changes", "text:note", "office:annotation", "text:ruby-text", "table:covered-table-cell", "office:meta", "svg:title", "svg:desc":
		r.skip = len(r.open)
	case "table:table":
		r.startTable()
	case "table:table-cell":
		r.startCell()
	case "draw:text-box":
		r.boxes = append(r.boxes, r.size)
		r.startAside()
	case "style:style":
		r.style, _ = r.attr("name")
	case "style:text-properties":
		r.textLook()
	case "draw:control":
		r.showForm()
	default:
		switch r.prefix() {
		case "form":
			r.beginForm()
		case "text", "loext", "field":
			r.beginControl(name)
		}
	}
}

// startSpan begins a paragraph, or a part of one, which looks like it unless it
// has a look of its own.
func (r *odtReader) startSpan(part bool) {
	style, _ := r.attr("style-name")
	look := odtSpan{struck: r.struck[style], hidden: r.hidden[style]}
	if n := len(r.spans); part && n > 0 {
		look.struck, look.hidden = look.struck || r.spans[n-1].struck, look.hidden || r.spans[n-1].hidden
	}
	r.spans = append(r.spans, look)
}

// textLook notes styles that strike text through or hide it.
func (r *odtReader) textLook() {
	r.eachAttr(func(_, local, v string) bool {
		switch local {
		case "text-line-through-style", "text-line-through-type":
			r.struck[r.style] = r.struck[r.style] || v != "none"
		case "display":
			r.hidden[r.style] = r.hidden[r.style] || v == "none"
		}
		return true
	})
}

// finish is the end of an element.
func (r *odtReader) finish(name string) {
	switch name {
	case "text:p", "text:h", "text:span":
		if n := len(r.spans); n > 0 {
			r.spans = r.spans[:n-1]
		}
		switch {
		case name == "text:span":
		case r.form != nil:
			r.form.text += "\n"
		default:
			r.controls = nil // no field goes on in another paragraph
			r.endParagraph()
		}
	case "table:table-cell":
		r.endCell()
	case "table:table-row":
		r.endRow()
	case "table:table":
		r.endTable()
	case "draw:text-box":
		if n := len(r.boxes); n > 0 {
			r.endAside(r.size > r.boxes[n-1])
			r.boxes = r.boxes[:n-1]
		}
	default:
		switch r.prefix() {
		case "form":
			r.finishForm()
		case "text", "loext", "field":
			r.finishControl(name)
		}
	}
}
