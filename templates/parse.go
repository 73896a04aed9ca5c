package templates

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	hypertext "html/template"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	plaintext "text/template"
	"text/template/parse"
	"time"
)

//go:embed wording
var standard embed.FS

// shared are the files that belong to more than one letter.
var shared = [...]string{"shared.txt", "routes.txt"}

// pageFile is the page around every letter.
const pageFile = "page.html"

// dots are the letters by name with what their templates are given, in the
// order in which an office would read them.
func dots() (names []string, dot map[string]reflect.Type) {
	dot = map[string]reflect.Type{}
	for _, l := range []Letter{Form{}, Acknowledgement{}, Missing{}, Received{}, Unreadable{}, Signpost{}, Alert{}, Digest{}} {
		names = append(names, l.Name())
		dot[l.Name()] = reflect.TypeOf(l)
	}
	dot["signpost"] = reflect.TypeFor[signposted]()
	return names, dot
}

// Fault is one mistake in an office's own wording file.
type Fault struct {
	File string // as the office named it
	Line int    // 1 is the first, 0 where no line can be named
	What string
	Hint string // what to do about it
}

func (f *Fault) Error() string {
	at := f.File
	if f.Line > 0 {
		at += ":" + strconv.Itoa(f.Line)
	}
	return strings.TrimSuffix(fmt.Sprintf("%s: %s: %s", at, f.What, f.Hint), ": ")
}

// NewBook is the standard wording with the office's own files in its place, by
// file name: "received.txt", "received.html", "shared.txt", ... Every file is
// parsed, its variables are compared with what the letter has, and every letter
// is written once for each of Samples, so that a mistake shows at the start and
// not with the letter that meets it. The error joins a *Fault for each mistake.
func NewBook(overrides map[string][]byte) (*Book, error) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		return nil, fmt.Errorf("opening London's clock: %w: install the tzdata package or build with time/tzdata", err)
	}
	p := &press{own: overrides, functions: functions(london)}
	book := &Book{letters: map[string]wording{}, london: london}
	p.names()
	common := p.common()
	page := p.page()
	names, dot := dots()
	for _, name := range names {
		book.letters[name] = p.letter(name, dot[name], common, page)
	}
	if len(p.faults) == 0 && len(overrides) > 0 {
		p.rehearse(book)
	}
	if len(p.faults) > 0 {
		return nil, p.joined()
	}
	return book, nil
}

// press makes a book and collects what is wrong with the office's files.
type press struct {
	own       map[string][]byte
	functions map[string]any
	faults    []*Fault
}

func (p *press) fault(file string, line int, what, hint string) {
	f := &Fault{File: file, Line: line, What: what, Hint: hint}
	if !slices.ContainsFunc(p.faults, func(g *Fault) bool { return *g == *f }) {
		p.faults = append(p.faults, f)
	}
}

// joined is every fault by file and line.
func (p *press) joined() error {
	slices.SortStableFunc(p.faults, func(a, b *Fault) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line)
	})
	errs := make([]error, len(p.faults))
	for i, f := range p.faults {
		errs[i] = f
	}
	return errors.Join(errs...)
}

// files are the names that an office may give.
func files() []string {
	names, _ := dots()
	out := append(slices.Clone(shared[:]), pageFile)
	for _, n := range names {
		out = append(out, n+".txt", n+".html")
	}
	return out
}

// names finds files that are nobody's wording.
func (p *press) names() {
	known := files()
	for _, name := range slices.Sorted(maps.Keys(p.own)) {
		if slices.Contains(known, name) {
			continue
		}
		hint := "the files are " + strings.Join(known, ", ")
		if near := nearest(name, known); near != "" {
			hint = "did you mean " + near + "?"
		}
		p.fault(name, 0, "no letter has this file", hint)
	}
}

// common parses the shared parts: the standard ones, then the office's on top.
func (p *press) common() *plaintext.Template {
	all := plaintext.New("").Funcs(p.functions).Option("missingkey=error")
	for _, file := range shared {
		if _, err := all.New(file).Parse(string(builtin(file))); err != nil {
			p.broken(file, err)
		}
		own, ok := p.own[file]
		if !ok {
			continue
		}
		if _, err := all.New(file).Parse(string(own)); err != nil {
			p.broken(file, err)
			continue
		}
		dot := reflect.TypeFor[closing]()
		if file == "routes.txt" {
			dot = reflect.TypeFor[Signpost]()
		}
		p.inspect(file, trees(all.Templates()), dot)
	}
	for _, t := range all.Templates() {
		weave(t.Tree)
	}
	return all
}

func (p *press) page() *hypertext.Template {
	page := hypertext.New("").Funcs(p.functions).Option("missingkey=error")
	body, ok := p.own[pageFile]
	if !ok {
		body = builtin(pageFile)
	}
	const blocks = `{{define "body"}}{{range .}}{{template "block" .}}{{end}}{{end}}`
	if _, err := page.New(pageFile).Parse(string(body) + blocks); err != nil {
		p.broken(pageFile, err)
	}
	return page
}

// letter parses one letter. Where the office replaced the text alone, the page
// is set out from that text, so that the two parts do not differ.
func (p *press) letter(name string, dot reflect.Type, common *plaintext.Template, page *hypertext.Template) wording {
	w := wording{text: p.text(name+".txt", dot, common)}
	_, ownText := p.own[name+".txt"]
	source, ownPage := p.own[name+".html"]
	if !ownPage && !ownText {
		source = builtin(name + ".html")
	}
	w.own = source != nil
	var err error
	if w.page, err = page.Clone(); err != nil {
		p.broken(pageFile, err)
		return w
	}
	if w.own {
		p.body(name+".html", dot, w.page, source)
	}
	for _, t := range w.page.Templates() {
		weave(t.Tree)
	}
	return w
}

func (p *press) text(file string, dot reflect.Type, common *plaintext.Template) *plaintext.Template {
	source, own := p.own[file]
	if !own {
		source = builtin(file)
	}
	all, err := common.Clone()
	if err == nil {
		_, err = all.New(file).Parse(string(source))
	}
	if err != nil {
		p.broken(file, err)
		return all
	}
	if own {
		p.inspect(file, trees(all.Templates()), dot)
	}
	for _, t := range all.Templates() {
		if t.Tree != nil && t.ParseName == file { // the shared parts are woven already
			weave(t.Tree)
		}
	}
	return all
}

var wholePage = regexp.MustCompile(`(?i)<(?:!doctype|html|head|body)\b`)

// body parses a letter's own part of the page.
func (p *press) body(file string, dot reflect.Type, page *hypertext.Template, source []byte) {
	if at := wholePage.FindIndex(source); at != nil {
		p.fault(file, 1+strings.Count(string(source[:at[0]]), "\n"), "this is a whole page",
			"give only the letter's own part; page.html puts it into the page and adds the foot")
		return
	}
	named := `{{define "body"}}{{template "` + file + `" .}}{{end}}`
	_, err := page.New(file).Parse(string(source))
	if err == nil {
		_, err = page.Parse(named)
	}
	if err != nil {
		p.broken(file, err)
		return
	}
	if _, own := p.own[file]; own {
		var all []*parse.Tree
		for _, t := range page.Templates() {
			all = append(all, t.Tree)
		}
		p.inspect(file, all, dot)
	}
}

// builtin is a standard file, nil where there is none.
func builtin(file string) []byte {
	b, err := standard.ReadFile("wording/" + file)
	if err != nil {
		return nil
	}
	return b
}

func trees(of []*plaintext.Template) []*parse.Tree {
	var out []*parse.Tree
	for _, t := range of {
		out = append(out, t.Tree)
	}
	return out
}

// spot finds file and line in what the template packages say, which have no
// type for them.
var spot = regexp.MustCompile(`^(?:html/)?template: ?([^:]*):(\d+)(?::\d+)?: (.*)$`)

// broken records what a template package said of a file.
func (p *press) broken(file string, err error) {
	var hole *Hole
	if errors.As(err, &hole) {
		line := 0
		if m := spot.FindStringSubmatch(err.Error()); m != nil {
			file, line = cmp.Or(m[1], file), number(m[2])
		}
		p.fault(file, line, hole.Variable+" can be empty here", "print it inside {{with ...}} or {{if ...}}")
		return
	}
	what, line := err.Error(), 0
	if m := spot.FindStringSubmatch(what); m != nil {
		file, line, what = cmp.Or(m[1], file), number(m[2]), m[3]
	}
	p.fault(file, line, what, "compare it with the standard file of that name")
}

func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}
