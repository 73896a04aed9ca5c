package forms

import (
	"context"
	"fmt"
	"image"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Codes of problems that the reading of a picture finds.
const (
	problemUnclear = "hard-to-read" // two readings of the ink differ, or one is not enough
	problemMark    = "unclear-mark" // a box that is neither blank nor plainly ticked
)

func scanText(q Question, code string) string {
	switch code {
	case problemMark:
		return fmt.Sprintf("At %q a box is marked in a way that is not clear.", q.Label)
	case codeTwoOptions:
		return fmt.Sprintf("At %q more than one box is marked where one is asked for.", q.Label)
	case problemDisagrees:
		return fmt.Sprintf("The page is there twice, and the two give different answers to %q.", q.Label)
	}
	return fmt.Sprintf("The answer to %q could not be read from the picture with certainty.", q.Label)
}

// addUnsure keeps an answer that is there and is not certain.
func (f *Form) addUnsure(q Question, raw, where, code string) {
	f.Fields[q.Name] = Answer{Raw: raw, Where: where}
	f.Problems = append(f.Problems, Problem{Field: q.Name, Code: code, Text: scanText(q, code)})
}

// readSheets reads pages that are pictures, each upright or not, whatever file
// they came in.
func (r Reader) readSheets(ctx context.Context, source string, sheets []*image.Gray, received time.Time) (Form, error) {
	if r.OCR == nil {
		return refuse(source, Scan, Unsupported)
	}
	a, err := r.newAlbum(source, received)
	if err != nil {
		return refuse(source, Scan, Failed)
	}
	for i, sheet := range sheets {
		if i >= mostPictures || i >= mostStrange && len(a.pages) == 0 {
			break
		}
		if _, err := a.add(ctx, sheet); err != nil {
			return refuse(source, Scan, Failed)
		}
	}
	form, code := a.form()
	if code != "" {
		return refuse(source, Scan, code)
	}
	if a.strange > 0 {
		form.lacks("A page could not be made out, and answers may be missing with it.")
	}
	return form, nil
}

// mostStrange pages at the start of a file show that it is no form of ours. A
// form may stand behind a letter.
const mostStrange = 4

// album gathers the pages of one form as they are found.
type album struct {
	reader   Reader
	source   string
	received time.Time
	known    []template
	pages    map[int]Form   // by number; what was read of each
	strange  int            // sheets with ink that are no page of the form
	stated   map[string]int // pages whose foot states a version, by version
	mixed    bool           // pages of two children
}

func (r Reader) newAlbum(source string, received time.Time) (*album, error) {
	known, err := templates()
	return &album{reader: r, source: source, received: received, known: known, pages: map[int]Form{}, stated: map[string]int{}}, err
}

// add reads one sheet. ok is false when it is no page of the form; an error
// means that OCR failed.
func (a *album) add(ctx context.Context, sheet *image.Gray) (ok bool, err error) {
	found, ok, err := a.reader.findPage(ctx, sheet, a.known)
	if err != nil {
		return false, err
	}
	if !ok {
		if found.gray != nil {
			a.strange++
		}
		return false, nil
	}
	a.states(found.said)
	page := flatten(found, a.known[found.fit.page])
	read := Form{Source: a.source, Shape: Scan, Version: Version, Fields: map[string]Answer{}}
	page.readTicks(a.received, &read)
	if err := a.reader.readTexts(ctx, page, a.received, &read); err != nil {
		return false, err
	}
	earlier, twice := a.pages[page.number]
	if twice {
		a.mixed = a.mixed || otherChild(earlier, read)
		read = agreeing(earlier, read)
	}
	a.pages[page.number] = read
	return true, nil
}

// form is all pages together, or why they are none.
func (a *album) form() (Form, UnreadCode) {
	switch version := a.version(); {
	case newer(version):
		return Form{}, NewerVersion
	case len(a.pages) == 0, version != Version:
		return Form{}, NoFields
	case a.mixed:
		return Form{}, Several
	}
	form := Form{Source: a.source, Shape: Scan, Version: Version, Fields: map[string]Answer{}}
	for _, page := range a.known {
		read, here := a.pages[page.number]
		if !here {
			continue
		}
		for name, answer := range read.Fields {
			form.Fields[name] = answer
		}
		form.Problems = append(form.Problems, read.Problems...)
	}
	if len(form.Fields) == 0 {
		return Form{}, Blank
	}
	form.check(a.received)
	for _, page := range a.known {
		if _, here := a.pages[page.number]; !here {
			form.lacksPage(page.number)
		}
	}
	return form, ""
}

// lacks notes that a part of the form is missing.
func (f *Form) lacks(what string) {
	f.Certain = false
	f.Problems = append(f.Problems, Problem{Code: problemIncomplete, Text: what})
}

// otherChild reports whether two readings of the first page may name two
// children: pages of two children must never be one form. They name one only
// if nothing differs and what tells children apart is certain in both.
func otherChild(a, b Form) bool {
	same := func(name string) bool {
		x, sureX := a.Value(name)
		y, sureY := b.Value(name)
		return sureX && sureY && x == y
	}
	names := []string{"child_surname", "child_forename", bornField, "nhs_number"}
	if !slices.ContainsFunc(names, func(name string) bool { return a.Answered(name) || b.Answered(name) }) {
		return false // another page, or nothing written there
	}
	differs := slices.ContainsFunc(names, func(name string) bool {
		x, y := a.Fields[name], b.Fields[name]
		return x.Value != y.Value || x.Value == "" && x.Raw != y.Raw
	})
	return differs || !same("nhs_number") && !(same("child_forename") && same(bornField))
}

// agreeing is one reading of a page that is there twice: what only one has, or
// what differs, is uncertain.
func agreeing(a, b Form) Form {
	out := a.copied()
	out.Problems = append(out.Problems, b.Problems...)
	for _, q := range Questions() {
		x, one := a.Fields[q.Name]
		y, other := b.Fields[q.Name]
		switch {
		case one && other && x.Value == y.Value && x.Certain && y.Certain, !one && !other:
		default:
			out.addUnsure(q, strings.Trim(x.Raw+" / "+y.Raw, " /"), x.Where+y.Where[min(len(y.Where), len(x.Where)):], problemDisagrees)
		}
	}
	return out
}

// states counts the version at a page's foot.
func (a *album) states(said []Word) {
	if version := versionAtFoot(said); version != "" {
		a.stated[version]++
	}
}

// version is what most feet state, ours where none can be made out, a newer one
// where two are equal: one figure of one foot is easily misread.
func (a *album) version() string {
	best := Version
	for _, version := range slices.Sorted(maps.Keys(a.stated)) {
		if n, most := a.stated[version], a.stated[best]; n > most || n == most && newer(version) {
			best = version
		}
	}
	return best
}

// versionAtFoot is the version that a page's foot states, "" when it cannot be
// made out.
func versionAtFoot(said []Word) string {
	dashes := strings.NewReplacer("–", "-", "—", "-", "‐", "-")
	for i := range len(said) - 1 {
		if foldKey(said[i].Text) != "version" || said[i].Line != said[i+1].Line {
			continue
		}
		version := dashes.Replace(said[i+1].Text)
		if version == Version || datedVersion.MatchString(version) && said[i+1].Sure > surelyStated {
			return version
		}
	}
	return ""
}

// surelyStated is how sure OCR must be of a version that is not this one, for
// it turns the whole form away.
const surelyStated = 0.8

var datedVersion = regexp.MustCompile(`^20\d\d-(0[1-9]|1[0-2])$`)

func (p flatPage) where() string { return fmt.Sprintf("page %d", p.number) }
