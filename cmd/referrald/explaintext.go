package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"referrald/forms"
	"referrald/templates"
	"referrald/workflow"
	"referrald/workflow/clerk"
	"referrald/workflow/eligibility"
)

// tell explains one message in plain English, on half a page: what came, what
// was read and how sure, each criterion with its reason, what would be sent.
func tell(w io.Writer, name string, e clerk.Examined, plan workflow.Plan) error {
	b := &strings.Builder{}
	fmt.Fprintf(b, "%s\n", name)
	fmt.Fprintf(b, "  came      %s, from %s\n", e.Received.In(london()).Format("2 January 2006 15:04"), orNobody(e.Message.From.Addr))
	wrap(b, "  it is     ", kindWords(plan.Kind)+": "+strings.Join(plan.Reasons, "; "))
	read := readings(e, plan)
	for _, r := range read {
		tellForm(b, r.form, r.assessment)
	}
	for _, u := range e.Found.Unread {
		wrap(b, "  not readable: ", u.Source+": "+u.Text)
	}
	tellPlan(b, plan)
	judged := slices.ContainsFunc(read, func(r reading) bool { return r.assessment != nil })
	if !judged {
		wrap(b, "  why       ", plan.Why)
	} else if len(plan.Reading) > 0 {
		wrap(b, "  reading   ", "worth a person's reading: "+strings.Join(plan.Reading, "; "))
	}
	wrap(b, "  judged    ", "by this file alone, as if nothing had come before: the ledger was not asked")
	_, err := io.WriteString(w, b.String()+"\n")
	return err
}

func orNobody(addr string) string {
	if addr == "" {
		return "nobody (there is no sender's address)"
	}
	return addr
}

func kindWords(k workflow.Kind) string {
	words := map[workflow.Kind]string{
		workflow.FormRequest: "a request for the form",
		workflow.Submission:  "a filled form",
		workflow.Information: "an answer, or more about a known referral",
		workflow.Automatic:   "written by a machine",
		workflow.Bounced:     "a delivery report",
		workflow.Command:     "a command from staff",
		workflow.Other:       "something for people: it stays where it is, untouched and unread",
	}
	return fmt.Sprintf("%s (%s)", words[k], k)
}

func tellForm(b *strings.Builder, f forms.Form, a *eligibility.Assessment) {
	sure := "read with certainty"
	if !f.Certain {
		sure = "not all of them read with certainty"
	}
	wrap(b, "  form      ", fmt.Sprintf("%s (%s, version %s): %s, %s", f.Source, f.Shape, orUnknown(f.Version), plural(len(f.Fields), "answer"), sure))
	for _, p := range f.Problems {
		wrap(b, "  doubt     ", p.Text)
	}
	if a == nil {
		return
	}
	wrap(b, "  outcome   ", outcomeWords(*a)+". "+strings.Join(a.Why, " "))
	if len(a.Missing) > 0 {
		var labels []string
		for _, m := range a.Missing {
			q, _ := forms.Lookup(m)
			labels = append(labels, q.Label)
		}
		wrap(b, "  missing   ", strings.Join(labels, "; "))
	}
	var clear []string
	for _, f := range a.Findings {
		if f.Verdict == eligibility.Met && verdictWord(f) == notExcluded {
			clear = append(clear, f.Criterion+" ("+strings.TrimSuffix(f.Evidence, ".")+")")
			continue
		}
		tellFinding(b, f)
	}
	if len(clear) > 0 {
		hang(b, "    "+notExcluded+": ", underFinding, strings.Join(clear, ", "))
	}
}

// underFinding is where everything about one criterion stands, below its verdict.
const underFinding = "        "

// tellFinding gives one criterion: in short when nothing stands against the
// child, else with the published sentence, what was read, what was said against
// that, and what would change the answer.
func tellFinding(b *strings.Builder, f eligibility.Finding) {
	lead := fmt.Sprintf("    %s: %s. ", verdictWord(f), f.Criterion)
	if f.Verdict == eligibility.Met {
		hang(b, lead, underFinding, "“"+clip(f.Cites, mostCited)+"” "+f.Evidence)
		return
	}
	hang(b, lead, underFinding, "Published: “"+f.Cites+"”")
	under := func(what, text string) { hang(b, underFinding+what, underFinding+"  ", text) }
	under("read: ", f.Evidence)
	for _, said := range against(f.Words) {
		under("against: ", said)
	}
	if f.Settles != "" {
		under("decides it: ", f.Settles)
	}
}

// mostCited bounds the published sentence beside a criterion that is met: enough
// to know it by.
const mostCited = 50

// clip shortens a sentence at a word, and shows that it goes on.
func clip(sentence string, most int) string {
	if r := []rune(sentence); len(r) > most {
		short := string(r[:most])
		return strings.TrimRight(short[:strings.LastIndexByte(short, ' ')], " ,–") + " …"
	}
	return sentence
}

// mostQuotes bounds the sentences quoted beside one criterion: whoever wants
// more reads the form.
const mostQuotes = 3

// against is each sentence that holds a verdict back, once, with where it stands.
func against(words []eligibility.Hit) []string {
	var out []string
	for _, h := range words {
		if said := fmt.Sprintf("“%s” (%s)", h.Quote, eligibility.Title(h.Where)); !slices.Contains(out, said) {
			out = append(out, said)
		}
	}
	if more := len(out) - mostQuotes; more > 0 {
		out = append(out[:mostQuotes], fmt.Sprintf("and %s", plural(more, "more sentence")))
	}
	return out
}

func orUnknown(s string) string {
	if s == "" {
		return "not stated"
	}
	return s
}

func outcomeWords(a eligibility.Assessment) string {
	words := map[eligibility.Outcome]string{
		eligibility.Eligible:   "eligible: ready for a therapist to triage",
		eligibility.Signpost:   "signpost: another service is the right one (" + strings.Join(a.Signposts, ", ") + ")",
		eligibility.Incomplete: "incomplete: required answers are missing",
		eligibility.Person:     "person: a person decides",
	}
	s := words[a.Outcome]
	if a.Alert != "" {
		s += "; ALERT: " + a.Alert
	}
	return s
}

func tellPlan(b *strings.Builder, plan workflow.Plan) {
	tellAlert(b, plan)
	if len(plan.Letters) == 0 {
		fmt.Fprintln(b, "  letters   none")
	}
	for _, l := range plan.Letters {
		how := "goes out by itself"
		if l.Release == workflow.ByPerson {
			how = "is drafted; a named person releases it"
		}
		if l.Stopped != "" {
			how = "is not sent: " + l.Stopped
		}
		fmt.Fprintf(b, "  letter    %s to %s: %s\n", l.Letter.Name(), l.To.Addr, how)
		if with := enclosedWords[l.Encloses]; with != "" && l.Letter.Name() != "form" {
			fmt.Fprintf(b, "            with it goes %s\n", with)
		}
	}
	folder := plan.Folder
	if folder == "" {
		folder = "stays in INBOX, untouched"
	}
	fmt.Fprintf(b, "  filed     %s\n", folder)
}

// enclosedWords name the form that goes with a letter.
var enclosedWords = map[workflow.Enclosed]string{
	templates.BlankForm:  "a blank form",
	templates.MarkedForm: "a blank form, the missing questions marked",
	templates.FilledForm: "the form with the sender's own answers",
}

// tellAlert names the answers and words that raised an alert, as staff are told.
func tellAlert(b *strings.Builder, plan workflow.Plan) {
	for _, l := range plan.Letters {
		if a, ok := l.Letter.(templates.Alert); ok {
			wrap(b, "  alert     ", a.Kind+": "+strings.Join(a.Evidence, "; "))
			return
		}
	}
}

// wrap writes text at most 96 columns wide, the first line behind lead, the
// others under it.
func wrap(b *strings.Builder, lead, text string) {
	hang(b, lead, strings.Repeat(" ", len([]rune(lead))), text)
}

// hang is wrap with the other lines behind indent.
func hang(b *strings.Builder, lead, indent, text string) {
	const width = 96
	line := lead
	fresh := true
	for _, word := range strings.Fields(text) {
		if !fresh && len([]rune(line))+1+len([]rune(word)) > width {
			b.WriteString(line + "\n")
			line, fresh = indent, true
		}
		if !fresh {
			line += " "
		}
		line, fresh = line+word, false
	}
	b.WriteString(strings.TrimRight(line, " ") + "\n")
}
