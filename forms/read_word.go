package forms

import (
	"context"
	"errors"
	"strings"
	"time"
)

// mostFeet is how many headers and footers are read for the version.
const mostFeet = 12

// readWord reads a Word document (.docx).
func readWord(ctx context.Context, f File, received time.Time) (Form, error) {
	source := f.source()
	office, err := openOffice(f.Data)
	if err != nil {
		return refuse(source, DOCX, codeOfOffice(err))
	}
	if office.macros() {
		return refuse(source, DOCX, Macros)
	}
	body, err := office.read(office.mainPart())
	if err != nil {
		return refuse(source, DOCX, codeOfOffice(err))
	}
	p, err := wordPaper(ctx, body)
	switch {
	case ctx.Err() != nil:
		return refuse(source, DOCX, Failed)
	case err != nil:
		return refuse(source, DOCX, codeOfOffice(err))
	}
	office.feet(ctx, &p)
	office.comments(ctx, &p)
	return p.read(source, DOCX, received)
}

// mainPart is the name of the part with the text. Nearly every program writes
// the same one; the relations of the package have the last word.
func (o officeZip) mainPart() string {
	const usual = "word/document.xml"
	rels, err := o.read("_rels/.rels")
	if err != nil {
		return usual
	}
	for tags := newTags(rels); ; {
		ok, err := tags.next()
		if !ok || err != nil {
			return usual
		}
		if tags.kind != tagStart || tags.name() != "Relationship" {
			continue
		}
		kind, _ := tags.attr("Type")
		target, _ := tags.attr("Target")
		target = strings.TrimPrefix(target, "/")
		if _, known := o.parts[target]; known && strings.HasSuffix(kind, "/officeDocument") {
			return target
		}
	}
}

// codeOfOffice says why an office file was not read.
func codeOfOffice(err error) UnreadCode {
	if errors.Is(err, errParts) || errors.Is(err, errDeep) || errors.Is(err, errTooMany) {
		return TooLarge
	}
	return Damaged
}

// macros reports whether the document brings programs of its own.
func (o officeZip) macros() bool {
	if _, ok := o.parts["word/vbaProject.bin"]; ok {
		return true
	}
	types, err := o.read("[Content_Types].xml")
	return err == nil && strings.Contains(types, "macroEnabled")
}

// feet adds the text of headers and footers, and the version that a field in
// them states. A broken one costs only the version.
func (o officeZip) feet(ctx context.Context, p *document) {
	read := 0
	for name := range o.parts {
		foot := strings.HasPrefix(name, "word/footer") || strings.HasPrefix(name, "word/header")
		if !foot || !strings.HasSuffix(name, ".xml") || read == mostFeet {
			continue
		}
		read++
		data, err := o.read(name)
		if err != nil {
			continue
		}
		part, err := wordPaper(ctx, data)
		if err != nil {
			continue
		}
		for _, l := range part.lines {
			p.foot = append(p.foot, strings.Join(l.cells, "\t"))
		}
		for _, field := range part.fields {
			if s, ok := slotOf(field.name); ok && s.question.Name == versionField {
				p.fields = append(p.fields, field)
			}
		}
	}
}

// comments adds what people wrote beside the text. Comments that cannot be read
// are not told from none.
func (o officeZip) comments(ctx context.Context, p *document) {
	const part = "word/comments.xml"
	if _, has := o.parts[part]; !has {
		return
	}
	data, err := o.read(part)
	if err != nil {
		return
	}
	said, err := wordPaper(ctx, data)
	if err != nil {
		return
	}
	for _, l := range said.lines {
		p.comments = append(p.comments, strings.Join(l.cells, " "))
	}
}
