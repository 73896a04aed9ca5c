package forms

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Limits on what a document says. Our form has 300 lines and 210 fields.
const (
	mostPaper      = 4 << 20 // bytes of text
	mostPaperLines = 50_000
	mostRowCells   = 200 // of one row of a table; columns of a spreadsheet stop here
	mostTables     = 40  // tables within tables
	usualFields    = 224
)

// Marks within the text of a paper, of the private use area, where no letters
// are. Whatever a document itself has there is a symbol and is drawn otherwise.
const (
	markDoubt  = '\uF8F0' // what stands here may mean something else
	markStruck = '\uF8F1' // the text before it was struck through
)

// document is what a document says, whatever program wrote it: its named fields,
// and its text in lines and rows of tables.
type document struct {
	fields []pdfField
	doubts []doubtfulMark // answers that are not certain
	days   []doubtfulMark // days by the calendars of date fields, beside their texts
	lines  []paperLine
	foot   []string // headers and footers

	comments []string // beside the text
}

// doubtfulMark is something said to a question that is no answer by itself.
type doubtfulMark struct {
	question Question
	raw      string
}

// paperLine is a paragraph (one cell) or the row of a table.
type paperLine struct {
	cells []string
	row   bool
}

// paperWriter writes a paper from a reader that goes through a document once.
type paperWriter struct {
	document
	para   []byte
	tables []openTable
	asides []aside
	size   int
	full   bool // above a limit: the document is not a form

	prompted []doubtfulMark // texts that the document calls prompts
}

// openTable is a table whose end was not met yet.
type openTable struct {
	cells   []string
	cell    []byte
	inCell  bool
	dropped bool // the row was deleted and only still shows who did it
	fields  int  // how many fields there were before the row
}

// aside keeps the text around a text box while that is read.
type aside struct {
	para   []byte
	tables []openTable
}

func (p *paperWriter) take(n int) bool {
	p.size += n
	p.full = p.full || p.size > mostPaper || len(p.lines) > mostPaperLines
	return !p.full
}

// write adds text to the paragraph.
func (p *paperWriter) write(text string) {
	if p.take(len(text)) {
		p.para = append(p.para, text...)
	}
}

func (p *paperWriter) writeRune(r rune) {
	if p.take(utf8.RuneLen(r)) {
		p.para = utf8.AppendRune(p.para, r)
	}
}

// addField adds a named field. The first makes room for those of our form.
func (p *paperWriter) addField(f pdfField) {
	if p.document.fields == nil {
		p.document.fields = make([]pdfField, 0, usualFields)
	}
	p.document.fields = append(p.document.fields, f)
}

func (p *paperWriter) table() *openTable {
	if len(p.tables) == 0 {
		return nil
	}
	return &p.tables[len(p.tables)-1]
}

// endParagraph puts the paragraph into the cell around it, or on a line.
func (p *paperWriter) endParagraph() {
	text := p.para
	p.para = p.para[:0]
	if t := p.table(); t != nil && t.inCell {
		if len(t.cell) > 0 && p.take(1) {
			t.cell = append(t.cell, '\n')
		}
		t.cell = append(t.cell, text...)
		return
	}
	if p.take(1) {
		p.lines = append(p.lines, paperLine{cells: []string{string(text)}})
	}
}

func (p *paperWriter) startTable() {
	if len(p.para) > 0 {
		p.endParagraph()
	}
	if len(p.tables) > mostTables {
		p.full = true
	}
	if !p.full {
		p.tables = append(p.tables, openTable{fields: len(p.fields)})
	}
}

func (p *paperWriter) startCell() {
	if t := p.table(); t != nil {
		t.inCell = true
	}
}

func (p *paperWriter) endCell() {
	t := p.table()
	if t == nil {
		return
	}
	if len(p.para) > 0 {
		p.endParagraph()
	}
	if len(t.cells) < mostRowCells && p.take(1) {
		t.cells = append(t.cells, strings.TrimRight(string(t.cell), "\n"))
	}
	t.cell, t.inCell = t.cell[:0], false
}

// dropRow forgets the row when it ends.
func (p *paperWriter) dropRow() {
	if t := p.table(); t != nil {
		t.dropped = true
	}
}

func (p *paperWriter) endRow() {
	t := p.table()
	if t == nil {
		return
	}
	switch {
	case t.dropped:
		p.fields = p.fields[:min(t.fields, len(p.fields))]
	case len(t.cells) > 0 && p.take(1):
		p.lines = append(p.lines, paperLine{cells: t.cells, row: true})
	}
	t.cells, t.dropped, t.fields = nil, false, len(p.fields)
}

// endTable ends a table. What stood in it outside of its rows is not lost.
func (p *paperWriter) endTable() {
	t := p.table()
	if t == nil {
		return
	}
	if t.inCell {
		p.endCell()
	}
	p.endRow()
	p.tables = p.tables[:len(p.tables)-1]
}

// startAside begins the text of a box that floats over the page.
func (p *paperWriter) startAside() {
	if len(p.asides) > mostTables {
		p.full = true
		return
	}
	p.asides = append(p.asides, aside{bytes.Clone(p.para), p.tables})
	p.para, p.tables = nil, nil
}

// endAside goes back to the text around the box. A box in the cell of a table
// may lie over another cell, so the cell that holds it is in doubt.
func (p *paperWriter) endAside(said bool) {
	if len(p.asides) == 0 {
		return
	}
	if len(p.para) > 0 {
		p.endParagraph()
	}
	for len(p.tables) > 0 {
		p.endTable()
	}
	last := p.asides[len(p.asides)-1]
	p.asides = p.asides[:len(p.asides)-1]
	p.para, p.tables = last.para, last.tables
	if t := p.table(); t != nil && t.inCell && said {
		p.writeRune(markDoubt)
	}
}

// openTables opens tables up to a level, for formats that say only where a cell
// ends. The paragraph so far is the innermost cell's.
func (p *paperWriter) openTables(level int) {
	para := bytes.Clone(p.para)
	p.para = p.para[:0]
	for len(p.tables) < level && !p.full {
		p.startTable()
		p.startCell()
	}
	p.startCell()
	p.para = append(p.para, para...)
}

// closeTables closes the tables within a level. The paragraph so far is not
// theirs.
func (p *paperWriter) closeTables(level int) {
	para := bytes.Clone(p.para)
	p.para = p.para[:0]
	for len(p.tables) > level {
		p.endTable()
	}
	p.para = append(p.para, para...)
}

// done is the paper when the document has ended.
func (p *paperWriter) done() document {
	for len(p.asides) > 0 {
		p.endAside(false)
	}
	if len(p.para) > 0 {
		p.endParagraph()
	}
	for len(p.tables) > 0 {
		p.endTable()
	}
	return p.document
}

// tickField is a tick box as a field: on or off as its program says, and as it
// looks where that is known.
func tickField(name string, on bool, looks string) pdfField {
	f := pdfField{name: name, kind: "Btn", values: offValues}
	if on {
		f.values = onValues
	}
	switch looks {
	case "":
	case tickedBox:
		f.widgets = onWidgets
	default:
		f.widgets = offWidgets
	}
	return f
}

// What all tick boxes share. Nothing writes to it.
var (
	onValues, offValues   = []string{onState}, []string{stateOff}
	onWidgets, offWidgets = []pdfWidget{{state: onState, stated: true}}, []pdfWidget{{state: stateOff, stated: true}}
)

// textField is a text or a list as a field. shown is "" where it is blank.
func textField(name, shown string, options []pdfOption) pdfField {
	f := pdfField{name: name, kind: "Tx", options: options}
	if options != nil {
		f.kind = "Ch"
	}
	if len(shown) > mostAnswer*utf8.UTFMax || utf8.RuneCountInString(shown) > mostAnswer {
		f.cut = true
		return f
	}
	if strings.TrimSpace(shown) != "" {
		f.values = []string{shown}
	}
	return f
}

// glyphOf tells a ticked box from an empty one by its look, "" for any other
// letter.
func glyphOf(text string) string {
	switch text = strings.Trim(text, " \u00a0\n\ufe0f\ufe0e"); text {
	case "☒", "☑", "✓", "✔", "✗", "✘", "✕", "✖", "✅", "⊠", "🗹", "🗷", "🗵", "🗸", "√", "x", "X", "☓", "■", "◼":
		return tickedBox
	case "☐", "□", "⬜", "◻", "▢", "❑", "❒", "❏", "❐", "▯":
		return unticked
	}
	return ""
}

// symbol is the box or tick that a sign of a symbol font stands for. Word keeps
// such signs as numbers from F020 to F0FF, by the place in the font.
func symbol(font string, code rune) (rune, bool) {
	ticks, boxes := "\xfb\xfc\xfd\xfe", "\x6f\x70\x71\x72\xa8"
	switch {
	case strings.HasPrefix(font, "Wingdings 2"):
		ticks, boxes = "\x4f\x50\x51\x52\x53\x54", "\xa3"
	case font != "" && font != "Wingdings":
		return 0, false
	}
	switch b := byte(code); { // the place is the lower byte
	case strings.IndexByte(ticks, b) >= 0:
		return '☒', true
	case strings.IndexByte(boxes, b) >= 0:
		return '☐', true
	}
	return 0, false
}
