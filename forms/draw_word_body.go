package forms

import (
	"fmt"
	"strings"
)

// Widths and heights on the page, in twentieths of a point: A4 with margins of
// 14 mm, the question on the left and its answer on the right.
const (
	pageWide   = 11906 - 2*794
	labelWide  = 3400
	replyWide  = pageWide - labelWide
	tickColumn = 3150 // where the second column of tick boxes starts
	rowHigh    = 380
)

// Prompts that stand in a field until somebody answers. They are told apart
// from answers by their words when a program turns them into plain text.
const (
	promptText = "Click here to type"
	promptLong = "Click here to type; the box grows as you write"
	promptList = "Choose an answer"
	promptDate = "Day / month / year"
)

const footerText = "Children’s occupational therapy referral form · version " + Version

// wordPage is the body of the document while it is written.
type wordPage struct {
	strings.Builder
	answers map[string]string
	id      int // of the latest content control
}

func wordBody(answers map[string]string) string {
	p := &wordPage{answers: answers}
	p.WriteString(xmlHead + `<w:document ` + wordSpan + `><w:body>`)
	p.introduction()
	for _, section := range Sections() {
		p.section(section)
	}
	p.paragraph("Ending", wordRun("", endText))
	version, _ := Lookup(versionField)
	p.paragraph("Small", wordRun("", "Form version ")+p.control(version.Name, version.Label, "sdtContentLocked", `<w:text/>`, "", Version))
	fmt.Fprintf(p, `<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:pgSz w:w="11906" w:h="16838"/>`+
		`<w:pgMar w:top="680" w:right="794" w:bottom="794" w:left="794" w:header="454" w:footer="454" w:gutter="0"/></w:sectPr></w:body></w:document>`)
	return p.String()
}

func (p *wordPage) paragraph(style, runs string) {
	p.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>` + runs + `</w:p>`)
}

func (p *wordPage) introduction() {
	p.paragraph("Title", wordRun("", formTitle))
	p.paragraph("Subtitle", wordRun("", "Stockport NHS children’s occupational therapy service"))
	for _, s := range sayings() {
		p.paragraph("Lead", wordRun("Strong", s.title+". ")+wordRun("", s.text))
	}
	p.paragraph("Danger", wordRun("", dangerText))
	p.paragraph("Small", wordRun("", privacyText))
	p.paragraph("Lead", wordRun("Needed", "*")+wordRun("", " "+markText+"     ")+wordRun("Wanted", "+")+wordRun("", " "+wantedText))
}

// section is one part of the form: its heading, and a table with a row for each
// question. A part with hidden questions only is not printed.
func (p *wordPage) section(s Section) {
	var asked []Question
	for _, q := range Questions() {
		if q.SectionLetter() == s.Letter && q.Kind != KindHidden {
			asked = append(asked, q)
		}
	}
	if len(asked) == 0 {
		return
	}
	p.paragraph("Heading1", wordRun("", s.Letter+"  "+s.Title))
	if text := note(s.Letter); text == safetyText {
		p.paragraph("Danger", wordRun("", text))
	} else if text != "" {
		p.paragraph("Note", wordRun("", text))
	}
	open := false
	for i, q := range asked {
		grid := q.Kind == KindGrid
		if first := grid && (i == 0 || asked[i-1].Kind != KindGrid); first {
			p.closeTable(&open)
			p.paragraph("Note", wordRun("", strings.Replace(gridText, "Mark one circle", "Choose one answer", 1)+"\u00a0")+wordRun("Needed", "*"))
		}
		p.openTable(&open, s)
		p.row(q)
	}
	p.closeTable(&open)
}

func (p *wordPage) openTable(open *bool, s Section) {
	if *open {
		return
	}
	*open = true
	line := func(side string) string {
		return `<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="` + paleGrey().hex() + `"/>`
	}
	fmt.Fprintf(p, `<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblBorders>%s</w:tblBorders><w:tblLayout w:type="fixed"/>`+
		`<w:tblCellMar><w:top w:w="36" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="36" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>`+
		`<w:tblCaption w:val="%s"/><w:tblDescription w:val="Each row has a question on the left and its answer on the right."/></w:tblPr><w:tblGrid><w:gridCol w:w="%d"/><w:gridCol w:w="%d"/></w:tblGrid>`,
		pageWide, line("top")+line("bottom")+line("insideH"), escape(s.Title), labelWide, replyWide)
}

func (p *wordPage) closeTable(open *bool) {
	if *open {
		p.WriteString(`</w:tbl>`)
	}
	*open = false
}

// row is one question and its answer. A row is never broken over two pages but
// for a long answer.
func (p *wordPage) row(q Question) {
	height, whole := rowHigh, `<w:cantSplit/>`
	switch {
	case q.Name == "reason_free_text":
		height, whole = 5*rowHigh, ""
	case q.Kind == KindLongText:
		height, whole = 2*rowHigh, ""
	}
	fmt.Fprintf(p, `<w:tr><w:trPr>%s<w:trHeight w:val="%d"/></w:trPr>`, whole, height)
	middle := `<w:vAlign w:val="center"/>`
	if q.Kind == KindMulti || height > rowHigh {
		middle = ""
	}
	fmt.Fprintf(p, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s</w:tcPr>`, labelWide, middle)
	p.head(q)
	fmt.Fprintf(p, `</w:tc><w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:shd w:val="clear" w:color="auto" w:fill="%s"/>%s</w:tcPr>`, replyWide, paleBlue().hex(), middle)
	p.reply(q)
	p.WriteString(`</w:tc></w:tr>`)
}

// head is the question with its mark, and its hint below.
func (p *wordPage) head(q Question) {
	runs := wordRun("", q.Label)
	switch sign, _ := mark(q); {
	case q.Kind == KindGrid: // marked once, above the table
	case sign == "*":
		runs += wordRun("Needed", "\u00a0*")
	case sign == "+":
		runs += wordRun("Wanted", "\u00a0+")
	}
	p.paragraph("Question", runs)
	if q.Hint != "" {
		p.paragraph("Hint", wordRun("", q.Hint))
	}
}

// reply is where the question is answered.
func (p *wordPage) reply(q Question) {
	answer := p.answers[q.Name]
	switch {
	case q.Kind == KindMulti:
		p.ticks(q, strings.Split(answer, "|"))
	case q.choice():
		var list strings.Builder
		shown := ""
		for _, o := range q.Options {
			list.WriteString(`<w:listItem w:displayText="` + escape(o.Label) + `" w:value="` + escape(o.Code) + `"/>`)
			if o.Code == answer {
				shown = o.Label
			}
		}
		p.paragraph("Reply", p.control(q.Name, tip(q), "sdtLocked", `<w:dropDownList>`+list.String()+`</w:dropDownList>`, promptList, shown))
	case q.Kind == KindDate:
		p.paragraph("Reply", p.date(q, answer))
	case q.Kind == KindLongText || q.Kind == KindAddress || q.Kind == KindDateOrText:
		const lines = "" // no kind is rich text: LibreOffice moves the line breaks of a plain one to its beginning
		prompt := promptText
		if q.Kind == KindLongText {
			prompt = promptLong
		}
		p.paragraph("Reply", p.control(q.Name, tip(q), "sdtLocked", lines, prompt, answer))
	default:
		p.paragraph("Reply", p.control(q.Name, tip(q), "sdtLocked", `<w:text/>`, promptText, answer))
	}
}

// date is a field with a calendar. An answer that is a date is shown as people
// here write dates.
func (p *wordPage) date(q Question, answer string) string {
	full := ""
	if day, ok := Date(answer); ok {
		full = ` w:fullDate="` + day.Format("2006-01-02") + `T00:00:00Z"`
		answer = day.Format("02/01/2006")
	}
	kind := `<w:date` + full + `><w:dateFormat w:val="dd/MM/yyyy"/><w:lid w:val="en-GB"/><w:storeMappedDataAs w:val="dateTime"/><w:calendar w:val="gregorian"/></w:date>`
	return p.control(q.Name, tip(q), "sdtLocked", kind, promptDate, answer)
}

// ticks are the options of a question with several answers, in two columns that
// are read across.
func (p *wordPage) ticks(q Question, chosen []string) {
	var runs strings.Builder
	for i, o := range q.Options {
		state, glyph := "0", unticked
		for _, code := range chosen {
			if code == o.Code {
				state, glyph = "1", tickedBox
			}
		}
		kind := `<w14:checkbox><w14:checked w14:val="` + state + `"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>`
		runs.WriteString(p.boxed(q.Name+"__"+o.Code, optionTip(q, o), kind, glyph))
		label := "\u00a0" + strings.ReplaceAll(o.Label, " ", "\u00a0")
		if i%2 == 0 && i+1 < len(q.Options) {
			runs.WriteString(wordRun("", label+"\t"))
			continue
		}
		runs.WriteString(wordRun("", label))
		p.paragraph("Ticks", runs.String())
		runs.Reset()
	}
}

const (
	tickedBox = "☒"
	unticked  = "☐"
)

// control is one content control with its answer, or its prompt where there is
// none.
func (p *wordPage) control(tag, alias, lock, kind, prompt, answer string) string {
	p.id++
	if kind != "" {
		answer = strings.Join(strings.Fields(answer), " ")
	}
	placeholder, style := "", ""
	if answer == "" {
		placeholder, style, answer = `<w:showingPlcHdr/>`, "PlaceholderText", prompt
	}
	return fmt.Sprintf(`<w:sdt><w:sdtPr><w:alias w:val="%s"/><w:tag w:val="%s"/><w:id w:val="%d"/><w:lock w:val="%s"/>%s%s</w:sdtPr><w:sdtContent>%s</w:sdtContent></w:sdt>`,
		escape(alias), escape(tag), p.id, lock, placeholder, kind, wordRun(style, answer))
}

func (p *wordPage) boxed(tag, alias, kind, glyph string) string {
	p.id++
	return fmt.Sprintf(`<w:sdt><w:sdtPr><w:rPr><w:rStyle w:val="Box"/></w:rPr><w:alias w:val="%s"/><w:tag w:val="%s"/><w:id w:val="%d"/><w:lock w:val="sdtLocked"/>%s</w:sdtPr><w:sdtContent>%s</w:sdtContent></w:sdt>`,
		escape(alias), escape(tag), p.id, kind, wordRun("Box", glyph))
}
