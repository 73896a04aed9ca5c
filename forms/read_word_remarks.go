package forms

import (
	"regexp"
	"strings"
	"sync"
)

// fewestRemarked is how many letters a line has that says something: lists keep
// their numbers and pages theirs.
const fewestRemarked = 4

// printedLetters are the letters of all that the Word form says before anybody
// writes in it, in its order: programs join and break its lines otherwise.
var printedLetters = sync.OnceValue(func() string {
	p := emptyWord()
	var all strings.Builder
	for _, l := range p.lines {
		for _, cell := range l.cells {
			all.WriteString(bare(withoutPrompt(cell)))
		}
	}
	return all.String() + "|" + bare(footing.ReplaceAllString(footerText, ""))
})

// footing is what a program makes of the foot of a page: its number, and the
// version, which stands in a field of its own.
var footing = regexp.MustCompile(`(?i)\bpage \d+ of \d+|\b(?:form )?version ` + Version)

// remark keeps what people wrote on a form of ours outside of its questions: the
// lines that we did not print and that stand in no answer, and comments. Of
// another version it is not known what was printed.
func (p document) remark(f *Form, rest string, labelled bool) {
	var lines []string
	if labelled && f.Version == Version && rest != printedRest().text {
		lines = strings.FieldsFunc(rest, func(r rune) bool { return r == '\n' || r == '\t' })
	}
	for _, line := range append(lines, p.comments...) {
		letters := bare(footing.ReplaceAllString(line, ""))
		if len(letters) < fewestRemarked || strings.Contains(printedLetters(), letters) || f.says(letters) {
			continue
		}
		if !f.Beside() {
			f.Problems = append(f.Problems, besideProblem)
		}
		if len(f.Remarks) < mostRemarks {
			f.Remarks = append(f.Remarks, tidy(line))
		}
	}
}

// says reports whether letters stand in one of the answers.
func (f Form) says(letters string) bool {
	for _, a := range f.Fields {
		if strings.Contains(bare(a.Raw), letters) {
			return true
		}
	}
	return false
}
