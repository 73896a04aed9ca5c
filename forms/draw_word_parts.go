package forms

import (
	"encoding/xml"
	"fmt"
	"strings"
)

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// Namespaces of the parts (ECMA-376 transitional; w14 is [MS-DOCX], for the
// check boxes).
const (
	wordMain = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	wordSpan = `xmlns:w="` + wordMain + `" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" mc:Ignorable="w14"`
	wordKind = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	relKind  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	packages = "http://schemas.openxmlformats.org/package/2006/"
)

const wordTypes = xmlHead + `<Types xmlns="` + packages + `content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="` + wordKind + `document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="` + wordKind + `styles+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="` + wordKind + `settings+xml"/>` +
	`<Override PartName="/word/footer1.xml" ContentType="` + wordKind + `footer+xml"/></Types>`

const wordRels = xmlHead + `<Relationships xmlns="` + packages + `relationships">` +
	`<Relationship Id="rId1" Type="` + relKind + `officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="` + packages + `relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`

const wordBodyRels = xmlHead + `<Relationships xmlns="` + packages + `relationships">` +
	`<Relationship Id="rId1" Type="` + relKind + `styles" Target="styles.xml"/>` +
	`<Relationship Id="rId2" Type="` + relKind + `settings" Target="settings.xml"/>` +
	`<Relationship Id="rId3" Type="` + relKind + `footer" Target="footer1.xml"/></Relationships>`

// wordSettings protects everything but the fields. There is no password: a
// person whose program cannot fill protected forms may take it off, and what
// they then type is read by its label. compatibilityMode 15 keeps Word from
// opening the form in a mode that has no check boxes.
const wordSettings = xmlHead + `<w:settings ` + wordSpan + `><w:zoom w:percent="100"/>` +
	`<w:documentProtection w:edit="forms" w:enforcement="1"/><w:defaultTabStop w:val="720"/>` +
	`<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
	`<w:themeFontLang w:val="en-GB"/></w:settings>`

func wordCore() string {
	return xmlHead + `<cp:coreProperties xmlns:cp="` + packages + `metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
		`<dc:creator>Stockport NHS children’s occupational therapy</dc:creator><dc:language>en-GB</dc:language>` +
		`<dc:subject>` + escape(formSubject) + `</dc:subject><dc:title>` + escape(formTitle) + `</dc:title></cp:coreProperties>`
}

// wordFooter prints the version, by which a reader knows the form, and the page.
func wordFooter() string {
	return xmlHead + `<w:ftr ` + wordSpan + `><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>` +
		wordRun("", footerText) + `<w:r><w:tab/></w:r>` + wordRun("", "Page ") + pageField("PAGE") + wordRun("", " of ") + pageField("NUMPAGES") + `</w:p></w:ftr>`
}

func pageField(name string) string {
	return `<w:fldSimple w:instr=" ` + name + ` ">` + wordRun("", "1") + `</w:fldSimple>`
}

// look is a style of the document: half points and twentieths of a point, as
// Word counts.
type look struct {
	kind, id, name, based string
	paragraph, run        string
}

func wordStyles() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<w:styles ` + wordSpan + `><w:docDefaults><w:rPrDefault><w:rPr>` +
		`<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/><w:color w:val="` + ink().hex() + `"/><w:sz w:val="20"/><w:szCs w:val="20"/>` +
		`<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>`)
	b.WriteString(`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr><w:spacing w:after="0" w:line="247" w:lineRule="auto"/></w:pPr></w:style>`)
	b.WriteString(`<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/></w:style>`)
	b.WriteString(`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>`)
	for _, l := range wordLooks() {
		fmt.Fprintf(&b, `<w:style w:type="%s" w:styleId="%s"><w:name w:val="%s"/><w:basedOn w:val="%s"/>`, l.kind, l.id, l.name, l.based)
		if l.kind == "paragraph" {
			b.WriteString(`<w:qFormat/><w:pPr>` + l.paragraph + `</w:pPr>`)
		}
		b.WriteString(`<w:rPr>` + l.run + `</w:rPr></w:style>`)
	}
	b.WriteString(`</w:styles>`)
	return b.String()
}

func wordLooks() []look {
	bold, size := `<w:b/>`, func(half int) string { return fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, half, half) }
	tint := func(c colour) string { return `<w:color w:val="` + c.hex() + `"/>` }
	ground := func(c colour) string { return `<w:shd w:val="clear" w:color="auto" w:fill="` + c.hex() + `"/>` }
	edge := func(side string, c colour, width, space int) string {
		return fmt.Sprintf(`<w:%s w:val="single" w:sz="%d" w:space="%d" w:color="%s"/>`, side, width, space, c.hex())
	}
	frame := func(c colour, left colour) string {
		return `<w:pBdr>` + edge("top", c, 24, 1) + edge("left", left, 48, 6) + edge("bottom", c, 24, 1) + edge("right", c, 24, 6) + `</w:pBdr>`
	}
	inset := `<w:ind w:left="170" w:right="170"/>`
	return []look{
		{"paragraph", "Title", "Title", "Normal", frame(nhsBlue(), nhsBlue()) + ground(nhsBlue()) + inset, bold + tint(white()) + size(36)},
		{"paragraph", "Subtitle", "Subtitle", "Normal", frame(nhsBlue(), nhsBlue()) + ground(nhsBlue()) + `<w:spacing w:after="160"/>` + inset, tint(white()) + size(20)},
		{"paragraph", "Heading1", "heading 1", "Normal", `<w:keepNext/><w:pBdr>` + edge("bottom", darkBlue(), 12, 2) + `</w:pBdr><w:spacing w:before="270" w:after="90"/><w:outlineLvl w:val="0"/>`, bold + tint(darkBlue()) + size(27)},
		{"paragraph", "Lead", "Lead", "Normal", `<w:spacing w:after="70"/>`, ""},
		{"paragraph", "Danger", "Danger", "Normal", frame(warmWhite(), warning()) + ground(warmWhite()) + `<w:spacing w:before="120" w:after="140"/>` + inset, bold + tint(warning())},
		{"paragraph", "Small", "Small", "Normal", `<w:spacing w:before="60" w:after="60"/>`, tint(grey()) + size(17)},
		{"paragraph", "Note", "Note", "Normal", `<w:keepNext/><w:spacing w:after="100"/>`, ""},
		{"paragraph", "Question", "Question", "Normal", "", bold},
		{"paragraph", "Hint", "Hint", "Normal", "", tint(grey()) + size(17)},
		{"paragraph", "Reply", "Reply", "Normal", fmt.Sprintf(`<w:tabs><w:tab w:val="left" w:pos="%d"/></w:tabs><w:spacing w:before="10" w:after="10"/>`, tickColumn), ""},
		{"paragraph", "Ticks", "Ticks", "Reply", "", size(19)},
		{"paragraph", "Ending", "Ending", "Normal", `<w:spacing w:before="240"/>`, bold + tint(darkBlue())},
		{"paragraph", "Footer", "footer", "Normal", fmt.Sprintf(`<w:pBdr>%s</w:pBdr><w:tabs><w:tab w:val="right" w:pos="%d"/></w:tabs>`, edge("top", paleGrey(), 4, 4), pageWide), tint(grey()) + size(16)},
		{"character", "Strong", "Strong", "DefaultParagraphFont", "", bold + tint(darkBlue())},
		{"character", "PlaceholderText", "Placeholder Text", "DefaultParagraphFont", "", tint(grey())},
		{"character", "Box", "Box", "DefaultParagraphFont", "", `<w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" w:cs="Segoe UI Symbol"/>` + tint(nhsBlue()) + size(22)},
		{"character", "Needed", "Needed", "DefaultParagraphFont", "", bold + tint(warning())},
		{"character", "Wanted", "Wanted", "DefaultParagraphFont", "", bold + tint(nhsBlue())},
	}
}

// hex writes a colour as Word does: "005EB8".
func (c colour) hex() string { return fmt.Sprintf("%02X%02X%02X", c[0], c[1], c[2]) }

// escape makes a text part of XML. What XML cannot hold is left out.
func escape(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r >= ' ' && r < 0xD800, r > 0xDFFF && r < 0xFFFE, r > 0xFFFF:
			return r
		}
		return -1
	}, s)
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}

// wordText is text as it stands in a run. Programs drop spaces at its ends unless
// they are told not to; most texts have none.
func wordText(text string) string {
	space := ""
	if strings.Trim(text, " ") != text || strings.Contains(text, "  ") {
		space = ` xml:space="preserve"`
	}
	return `<w:t` + space + `>` + escape(text) + `</w:t>`
}

// wordRun is a run of text in a character style, "" for none. New lines break
// the line within its paragraph.
func wordRun(style, text string) string {
	var b strings.Builder
	b.WriteString("<w:r>")
	if style != "" {
		b.WriteString(`<w:rPr><w:rStyle w:val="` + style + `"/></w:rPr>`)
	}
	for i, line := range strings.Split(newLines.Replace(text), "\n") {
		if i > 0 {
			b.WriteString("<w:br/>")
		}
		for j, part := range strings.Split(line, "\t") {
			if j > 0 {
				b.WriteString("<w:tab/>")
			}
			if part != "" {
				b.WriteString(wordText(part))
			}
		}
	}
	b.WriteString("</w:r>")
	return b.String()
}
