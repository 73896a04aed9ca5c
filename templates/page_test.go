package templates_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"referrald/templates"
)

// nodes lists the elements and texts of a page in order.
func nodes(t *testing.T, page string) []*html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return slices.Collect(root.Descendants())
}

// shown is what a page says, title aside, on one line.
func shown(t *testing.T, page string) string {
	t.Helper()
	var out []string
	for _, n := range nodes(t, page) {
		if n.Type == html.TextNode && n.Parent.Data != "title" {
			out = append(out, n.Data)
		}
	}
	return flow(strings.Join(out, ""))
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

var elements = []string{"html", "head", "meta", "title", "body", "table", "tbody", "tr", "td", "th", "h1", "h2", "p", "br", "hr",
	"ul", "ol", "li", "a", "strong", "span"}

func TestPageIsAccessibleAndFetchesNothing(t *testing.T) {
	for _, s := range templates.Samples() {
		w := word(t, s.Letter)
		if !strings.HasPrefix(w.HTML, "<!DOCTYPE html>") {
			t.Errorf("%s: no doctype", s.Name)
		}
		count := map[string]int{}
		for _, n := range nodes(t, w.HTML) {
			if n.Type != html.ElementNode {
				continue
			}
			count[n.Data]++
			checkElement(t, s.Name, n)
		}
		for _, once := range []string{"html", "title", "body", "h1"} {
			if count[once] != 1 {
				t.Errorf("%s: %d of %s", s.Name, count[once], once)
			}
		}
		if count["h2"] == 0 {
			t.Errorf("%s has no headings", s.Name)
		}
	}
}

func checkElement(t *testing.T, name string, n *html.Node) {
	t.Helper()
	if !slices.Contains(elements, n.Data) {
		t.Errorf("%s has a <%s>", name, n.Data)
	}
	style := attr(n, "style")
	switch n.Data {
	case "html":
		if attr(n, "lang") != "en-GB" {
			t.Errorf("%s: the page does not say its language", name)
		}
	case "h1", "h2", "p", "li", "th":
		if !strings.Contains(style, "font-family:Arial") && !strings.Contains(style, "font-family:Consolas") || !strings.Contains(style, "pt;") {
			t.Errorf("%s: a <%s> without a face or a size of its own: %q", name, n.Data, style)
		}
	case "a":
		to := attr(n, "href")
		if !strings.HasPrefix(to, "https://") && !strings.HasPrefix(to, "mailto:") && !strings.HasPrefix(to, "tel:0") {
			t.Errorf("%s links to %q", name, to)
		}
	}
	for _, a := range n.Attr {
		if a.Key == "src" || a.Key == "background" || strings.HasPrefix(a.Key, "on") || strings.Contains(a.Val, "url(") {
			t.Errorf("%s: <%s> fetches or runs something: %s", name, n.Data, a.Key)
		}
	}
}

// void are the elements that are never closed.
var void = []string{"meta", "br", "hr"}

// A mail program mends less than a browser: every element is closed in order.
func TestPageIsWellFormed(t *testing.T) {
	for _, s := range templates.Samples() {
		var open []string
		z := html.NewTokenizer(strings.NewReader(word(t, s.Letter).HTML))
		for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
			name, _ := z.TagName()
			switch {
			case kind == html.StartTagToken && !slices.Contains(void, string(name)):
				if string(name) == "p" && slices.Contains(open, "p") {
					t.Errorf("%s: a paragraph in a paragraph", s.Name)
				}
				open = append(open, string(name))
			case kind == html.EndTagToken:
				if len(open) == 0 || open[len(open)-1] != string(name) {
					t.Fatalf("%s: </%s> closes %v", s.Name, name, open)
				}
				open = open[:len(open)-1]
			}
		}
		if len(open) > 0 {
			t.Errorf("%s: never closed: %v", s.Name, open)
		}
	}
}

// The two parts of a letter say the same: the page has every word of the text,
// in its order, but for the marks that a page draws itself.
func TestPageSaysWhatTheTextSays(t *testing.T) {
	words := func(s string) []string {
		return slices.DeleteFunc(strings.Fields(s), func(w string) bool {
			return strings.Trim(w, "-") == "" || len(w) <= 3 && strings.HasSuffix(w, ".") && strings.Trim(w[:len(w)-1], "0123456789") == ""
		})
	}
	for _, s := range templates.Samples() {
		if s.Letter.Name() == "digest" { // it has a page of its own, see TestDigest
			continue
		}
		w := word(t, s.Letter)
		want := words(w.Subject + "\n" + w.Text)
		got := words(shown(t, w.HTML))
		if h, outside := head(s.Letter); outside {
			got = got[len(strings.Fields(h.Office.Team)):]
		}
		if !slices.Equal(want, got) {
			t.Errorf("%s: the page says\n%q\nthe text\n%q", s.Name, got, want)
		}
	}
}

func TestPageEscapes(t *testing.T) {
	const nasty = `<script>alert(1)</script>" onclick="x & y https://example.org/?a=1&b=<i>`
	book := templates.Standard()
	for _, s := range templates.Samples() {
		put := func(sp spot) bool {
			if sp.value.Kind() != 0 && sp.value.CanSet() && sp.value.Type().String() == "string" && !strings.HasSuffix(sp.name, "ID") {
				sp.value.SetString(nasty)
				return true
			}
			return false
		}
		changed(s.Letter, put, func(name string, l templates.Letter) {
			w, err := book.Word(l)
			if err != nil {
				return // a value that is checked for its shape
			}
			for _, n := range nodes(t, w.HTML) {
				if n.Type != html.ElementNode {
					continue
				}
				if n.Data == "script" || n.Data == "i" || attr(n, "onclick") != "" {
					t.Fatalf("%s: %s gets out of its place", s.Name, name)
				}
			}
		})
	}
}
