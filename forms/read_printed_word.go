package forms

import (
	"context"
	"regexp"
	"strings"
	"sync"
	"time"
)

// fewestPrinted is how many of the form's questions must stand on the pages of
// a document before its pages are drawn and looked at as our Word form's.
const fewestPrinted = 20

// readPrintedWord reads our Word form after somebody printed or saved it as a
// PDF: the printed questions on the left, the answers on the right, a line
// between one question and the next. Unlike those of the PDF form its rows grow
// with their answers, so that nothing has a place of its own; a row is known by
// the words of its question, all of them. ok is false for any other document.
// seen are its pages without pictures.
func (r Reader) readPrintedWord(ctx context.Context, f File, seen []Page, received time.Time) (form Form, err error, ok bool) {
	if !printedFromWord(seen) {
		return Form{}, nil, false
	}
	pages, err := r.Pages(ctx, f.Data, pagesDPI, lastPrinted(seen))
	if err != nil {
		form, err = refuse(f.source(), PDFText, Failed)
		return form, err, true
	}
	var table wordTable
	for i, p := range pages {
		if p.Gray == nil || p.Gray.Bounds().Empty() {
			form, err = refuse(f.source(), PDFText, Failed)
			return form, err, true
		}
		table.addPage(sheetRead{Page: p, number: i + 1})
	}
	form, err = table.read(f.source(), received)
	return form, err, true
}

// wordFooters finds our footer in the letters of a page, by keys.
var wordFooters = regexp.MustCompile(`childrensoccupationaltherapyreferralformversion` + strings.ReplaceAll(Version, "-", ""))

// printedFromWord reports whether a document's pages have the footer of today's
// form and the words of many of its questions.
func printedFromWord(pages []Page) bool {
	var all strings.Builder
	for _, p := range pages {
		all.WriteString(foldKey(joined(p.Letters)))
	}
	text := all.String()
	if !wordFooters.MatchString(text) {
		return false
	}
	count := 0
	for _, row := range printedRows() {
		if strings.Contains(text, row.label+row.hint) {
			count++
		}
	}
	return count >= fewestPrinted
}

// lastPrinted is the number of the last page with the form's footer. What
// follows is a report that was put behind the form.
func lastPrinted(pages []Page) int {
	last := len(pages)
	for last > 1 && !wordFooters.MatchString(foldKey(joined(pages[last-1].Letters))) {
		last--
	}
	return last
}

// wordTable is the table of questions and answers while its pages are read.
type wordTable struct {
	rows  []*wordRow
	open  *wordRow // the last row of the page before, which may go on
	stray bool     // something stands where no question is
	twice bool     // a question was printed twice: there are two forms
}

// wordRow is one question and what stands with it, on one page or more.
type wordRow struct {
	question Question
	known    bool   // the question is certain
	left     string // the words on the left as a key
	cells    []wordCell
	doubt    bool // something stands beside the question, or in the margin
}

// addPage adds the rows of one page.
func (t *wordTable) addPage(s sheetRead) {
	bands := bandsOf(s)
	var last *wordRow
	first := true
	for _, b := range bands {
		if b.empty() || furnished(b.key()) {
			continue
		}
		row := &wordRow{left: foldKey(textByLines(b.left)), cells: []wordCell{b.cell()}, doubt: b.straddles}
		if first && t.goesOn(row) {
			last, first = t.open, false
			continue
		}
		first = false
		t.identify(row)
		t.rows = append(t.rows, row)
		last = row
	}
	if last != nil {
		t.open = last
	}
}

// goesOn puts the first row of a page to the last one of the page before where
// it is the rest of it. Only rows with long answers are broken over two pages.
func (t *wordTable) goesOn(rest *wordRow) bool {
	before := t.open
	switch {
	case before == nil:
		return false
	case rest.left == "":
		before.doubt = before.doubt || !before.known || before.question.Kind != KindLongText
	case len(rowsNamed(before.left+rest.left)) > 0 && len(rowsNamed(rest.left)) == 0:
		before.left += rest.left
		before.known = false
		t.identify(before)
	default:
		return false
	}
	before.cells = append(before.cells, rest.cells...)
	before.doubt = before.doubt || rest.doubt
	return true
}

// identify finds the question of a row by all the words on its left: those of
// the question and of its hint. A row with more words there has something
// written beside its question.
func (t *wordTable) identify(row *wordRow) {
	for _, q := range rowsNamed(row.left) {
		row.known = true
		if row.question = q; !t.has(q, row) {
			return
		}
	}
	if row.known {
		t.twice = true
		return
	}
	longest := 0
	for _, r := range printedRows() {
		if strings.HasPrefix(row.left, r.label) && len(r.label) > longest && !t.has(r.question, row) {
			row.question, row.known, row.doubt, longest = r.question, true, true, len(r.label)
		}
	}
	t.stray = t.stray || !row.known
}

// has reports whether a question has a row already, other than this one.
func (t *wordTable) has(q Question, but *wordRow) bool {
	for _, r := range t.rows {
		if r != but && r.known && r.question.Name == q.Name {
			return true
		}
	}
	return false
}

// rowWords are the words by which the row of a question is known, as keys.
type rowWords struct {
	question    Question
	label, hint string
}

var printedRows = sync.OnceValue(func() []rowWords {
	var all []rowWords
	for _, q := range Questions() {
		if q.Kind != KindHidden {
			all = append(all, rowWords{q, foldKey(q.Label), string(appendKey(nil, q.Hint))})
		}
	}
	return all
})

// rowsNamed are the questions whose words these are, with their hint or, where
// the page ends after the question, without.
func rowsNamed(key string) (all []Question) {
	for _, r := range printedRows() {
		if key == r.label+r.hint {
			all = append(all, r.question)
		}
	}
	return all
}

// furniture is what the form prints beside its questions, as keys.
var furniture = sync.OnceValue(func() []string {
	texts := []string{formTitle, "Stockport NHS children’s occupational therapy service", dangerText, privacyText, safetyText,
		"* " + markText, "+ " + wantedText, strings.Replace(gridText, "Mark one circle", "Choose one answer", 1), endText, "Form version " + Version}
	for _, s := range sayings() {
		texts = append(texts, s.title+". "+s.text)
	}
	for _, s := range Sections() {
		texts = append(texts, s.Letter+" "+s.Title)
		if text := note(s.Letter); text != "" {
			texts = append(texts, text)
		}
	}
	for i, text := range texts {
		texts[i] = foldKey(text)
	}
	return texts
})

// furnished reports whether a text is nothing but what the form prints beside
// its questions.
func furnished(key string) bool {
	for key != "" {
		longest := 0
		for _, text := range furniture() {
			if strings.HasPrefix(key, text) {
				longest = max(longest, len(text))
			}
		}
		if longest == 0 {
			return false
		}
		key = key[longest:]
	}
	return true
}
