package templates

import (
	"html"
	"strings"
)

// rehearse writes every sample and records what cannot be written, and what was
// written without saying what such a letter must say.
func (p *press) rehearse(b *Book) {
	for _, s := range Samples() {
		l := tidy(s.Letter)
		w, err := b.word(l)
		if err != nil {
			p.broken(p.blamed(l.Name()), err)
			continue
		}
		for _, lacks := range unsaid(l, w) {
			p.fault(p.blamed(l.Name()), 0, lacks.what, lacks.hint)
		}
	}
}

// blamed is the file of the office's that a letter's fault most likely lies in.
func (p *press) blamed(letter string) string {
	for _, f := range []string{letter + ".txt", letter + ".html", "shared.txt", "routes.txt", pageFile} {
		if _, ok := p.own[f]; ok {
			return f
		}
	}
	return letter + ".txt"
}

// lack is something that a letter must say, or must not, and what to do.
type lack struct{ what, hint string }

// unsaid compares a letter in words with what every letter of its kind owes its
// reader, however an office words it.
func unsaid(l Letter, w Worded) []lack {
	said := plain(w.Subject + " " + w.Text)
	shown := plain(html.UnescapeString(w.HTML))
	var out []lack
	must := func(value, what, hint string) {
		if !strings.Contains(said, plain(value)) {
			out = append(out, lack{"the text does not say " + what, hint})
		}
	}
	if head, ok := addressed(l); ok {
		const foot = `the part "foot" of shared.txt says it in the standard wording`
		must(head.Reference, "the reference", foot)
		must(head.Office.Phones[0], "the telephone number", foot)
		must(head.Office.Safety, "whom to ring about a child's safety", foot)
		must(head.Office.SafetyOut, "whom to ring out of hours", foot)
		if !strings.Contains(shown, head.Reference) || !strings.Contains(shown, plain(head.Office.Phones[0])) {
			out = append(out, lack{"the page does not show the reference and the telephone number",
				`page.html must print .Subject, {{template "body" .Body}} and .Foot`})
		}
	}
	if s, ok := l.(Signpost); ok {
		out = append(out, signpostLacks(s, said+" "+shown, must)...)
	}
	return out
}

func signpostLacks(s Signpost, said string, must func(value, what, hint string)) []lack {
	if s.Ring {
		for _, secret := range append([]string{s.Route.Right, s.Route.How}, s.Criterion...) {
			if strings.Contains(said, plain(secret)) {
				return []lack{{"the letter names the service or the criterion where it should only ask to ring", "put them inside {{if not .Ring}}"}}
			}
		}
		return nil
	}
	must(s.Route.Right, "which service is the right one", "print .Route.Right")
	must(s.Route.How, "how to reach the service", "print .Route.How")
	must(s.DecidedBy, "who decided", "print .DecidedBy")
	for _, c := range s.Criterion {
		must(c, "the criterion in the published words", "print each of .Criterion")
	}
	return nil
}

// plain is a text with every run of spaces and line breaks as one space.
func plain(s string) string { return strings.Join(strings.Fields(s), " ") }
