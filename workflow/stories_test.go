package workflow_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"referrald/forms"
	"referrald/mailbox"
	"referrald/templates"
	"referrald/workflow"
	"referrald/workflow/eligibility"
)

var update = flag.Bool("update", false, "write the plans of the decision stories anew")

// TestStories reads the decision stories: facts above the line, the plan below.
// A story is a message (headers, then its words), parts "-- form --" with the
// answers that differ from base.answers ("?x" is an answer that was read as x
// without certainty), "-- unread --" and "-- recall --".
func TestStories(t *testing.T) {
	names, err := filepath.Glob(filepath.Join("testdata", "stories", "*.story"))
	if err != nil || len(names) < 30 {
		t.Fatalf("%d stories, error %v", len(names), err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".story"), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			facts, want, _ := strings.Cut(string(data), "== plan\n")
			got := tellPlan(workflow.Decide(storyFacts(t, facts)))
			if *update {
				if err := os.WriteFile(name, []byte(facts+"== plan\n"+got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != want {
				t.Errorf("%s\ngot:\n%s\nwant:\n%s", name, got, want)
			}
		})
	}
}

// storyOffice is the built-in service, live, with two routes that go by themselves.
func storyOffice(t testing.TB) (*workflow.Office, *eligibility.Criteria) {
	t.Helper()
	criteria, err := eligibility.Load(eligibility.Data{})
	if err != nil {
		t.Fatal(err)
	}
	own := mailbox.NewAddress("", "office@example.org")
	staff := mailbox.NewAddress("", "duty@example.org")
	o := criteria.Office()
	return &workflow.Office{
		Mode: workflow.Live, From: own, Own: []mailbox.Address{own}, Staff: []mailbox.Address{staff},
		AlertTo: []mailbox.Address{staff}, DigestTo: []mailbox.Address{staff},
		Trust: []string{"stockport.nhs.uk"}, Secure: []string{"nhs.net"}, DecidedBy: "the Children's Occupational Therapy team",
		Folders: workflow.Folders{Requests: "Form sent", Referrals: "Received", Person: "For a person", Automatic: "Automatic"},
		Contact: templates.Office{Team: o.Team, Email: o.Email, Phones: o.Phones, Safety: o.Safety, SafetyOut: o.SafetyOut, VerifiedOn: o.VerifiedOn},
		Form:    forms.Version,
	}, criteria
}

// storyFacts reads the facts of a story.
func storyFacts(t testing.TB, text string) workflow.Facts {
	t.Helper()
	office, criteria := storyOffice(t)
	received := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	f := workflow.Facts{Now: received, Received: received, Office: office, Criteria: criteria, Recall: workflow.Recall{Next: 1}}
	parts := strings.Split("\n"+text, "\n-- ")
	f.Message = storyMessage(t, strings.TrimPrefix(parts[0], "\n"), &f)
	for _, part := range parts[1:] {
		what, body, _ := strings.Cut(part, "\n")
		what = strings.Trim(what, " -")
		switch {
		case what == "form", what == "form text":
			f.Found.Forms = append(f.Found.Forms, storyForm(t, what, body, received))
		case what == "unread":
			f.Found.Unread = append(f.Found.Unread, storyUnread(body))
		case what == "recall":
			storyRecall(t, body, &f)
		default:
			t.Fatalf("a story has no part %q", what)
		}
	}
	return f
}

func storyMessage(t testing.TB, text string, f *workflow.Facts) *mailbox.Message {
	t.Helper()
	head, body, _ := strings.Cut(text, "\n\n")
	m := &mailbox.Message{MessageID: "<story@example.com>", Newest: strings.TrimSpace(body), Text: strings.TrimSpace(body)}
	m.From = mailbox.NewAddress("", "kate@example.com")
	for _, line := range strings.Split(head, "\n") {
		key, value, _ := strings.Cut(line, ": ")
		switch key {
		case "From":
			m.From = mailbox.NewAddress("", value)
		case "Reply-To":
			m.ReplyTo = []mailbox.Address{mailbox.NewAddress("", value)}
		case "Subject":
			m.Subject = value
		case "Signature":
			m.Signature = value
		case "Quoted":
			m.Quoted = value
		case "Machine":
			m.Evidence = []mailbox.Evidence{{Rule: value, Text: "the header " + value + " says so"}}
		case "Bounce":
			m.Bounce = &mailbox.Bounce{OriginalID: value, Status: "5.1.1", Permanent: true}
		case "Received":
			at, err := time.Parse(time.RFC3339, value)
			if err != nil {
				t.Fatal(err)
			}
			f.Received = at
		case "Now":
			at, err := time.Parse(time.RFC3339, value)
			if err != nil {
				t.Fatal(err)
			}
			f.Now, f.Received = at, at
		case "Words old after":
			f.Office.Shelf.Words, _ = strconv.Atoi(value)
		case "Lists old after":
			f.Office.Shelf.Lists, _ = strconv.Atoi(value)
		case "Old":
			f.Old = true
		case "Own form":
			f.Office.OwnForm = true
		case "Ring":
			f.Office.Ring = true
		case "Auto":
			f.Office.Routes = map[string]workflow.Releasing{value: workflow.Auto}
		case "#", "":
		default:
			if !strings.HasPrefix(key, "#") {
				t.Fatalf("a story has no header %q", key)
			}
		}
	}
	return m
}

// baseAnswers is a complete form of a child who meets every criterion.
func baseAnswers(t testing.TB) map[string]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "base.answers"))
	if err != nil {
		t.Fatal(err)
	}
	return answers(string(data), map[string]string{})
}

func answers(text string, into map[string]string) map[string]string {
	for _, line := range strings.Split(text, "\n") {
		if key, value, ok := strings.Cut(line, ":"); ok {
			into[strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
	}
	return into
}

func storyForm(t testing.TB, what, body string, received time.Time) forms.Form {
	t.Helper()
	form := forms.Form{Source: "form.pdf", Shape: forms.PDFForm, Version: forms.Version, Certain: true, Fields: map[string]forms.Answer{}}
	given := baseAnswers(t)
	if what == "form text" {
		form.Source, form.Shape, given = "message text", forms.Text, map[string]string{}
	}
	for name, value := range answers(body, given) {
		raw, unsure := strings.CutPrefix(value, "?")
		switch {
		case name == "version":
			form.Version = value
		case name == "absent page":
			for page := range strings.FieldsSeq(value) {
				form.Problems = append(form.Problems, forms.Problem{Code: "incomplete", Text: "Page " + page + " of the form did not come, or could not be made out."})
			}
		case value == "":
		case unsure:
			form.Fields[name] = forms.Answer{Raw: raw, Where: "page 1"}
			form.Certain = false
			form.Problems = append(form.Problems, forms.Problem{Field: name, Code: "not-certain", Text: "One answer could not be read with certainty."})
		default:
			form.Fields[name] = forms.Answer{Value: value, Raw: value, Where: "page 1", Certain: true}
		}
	}
	return form
}

func storyUnread(body string) forms.Unread {
	v := answers(body, map[string]string{})
	return forms.Unread{Source: v["source"], Shape: forms.PDFForm, Code: forms.UnreadCode(v["code"]), Text: v["text"]}
}

func storyRecall(t testing.TB, body string, f *workflow.Facts) {
	t.Helper()
	r := &f.Recall
	v := answers(body, map[string]string{})
	number := func(key string) int { n, _ := strconv.Atoi(v[key]); return n }
	r.Next = max(1, number("next"))
	r.Sent.FormsDay, r.Sent.ThreadIdleDay, r.Sent.IdleMonth = number("forms today"), number("thread today"), number("idle this month")
	r.Barred = v["barred"] != ""
	if v["answers"] != "" {
		r.Answers = &workflow.Letter{Name: v["answers"], Reference: "CTS-2026-000004"}
	}
	if v["stranger names"] != "" {
		r.Strange = []workflow.Reference{workflow.Reference(v["stranger names"])}
	}
	if v["similar"] != "" {
		r.Near = []workflow.Near{{Reference: workflow.Reference(v["similar"]), Child: workflow.Ask(f.Message, f.Found, f.Received, f.Now).Children[0]}}
	}
	if v["state"] == "" {
		return
	}
	k := workflow.Known{
		Reference: "CTS-2026-000004", State: workflow.State(v["state"]), Version: 1, Times: number("asked before"),
		Opened: f.Received.AddDate(0, 0, -3), ByThread: true, Sender: f.Message.From, Alone: v["others wrote"] == "",
	}
	if k.State != workflow.Asked {
		blank := ""
		for _, name := range strings.Fields(v["blank"]) {
			blank += name + ":\n"
		}
		form := storyForm(t, "form", blank, f.Received)
		k.Form, k.Asked = &form, strings.Fields(v["blank"])
	}
	r.Tied = []workflow.Known{k}
}

// tellPlan prints a plan for people who compare it.
func tellPlan(p workflow.Plan) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("kind: %s", p.Kind)
	for _, r := range p.Reasons {
		line("  because %s", r)
	}
	for _, c := range p.Cases {
		line("case: %s %s to %s%s", c.Reference, c.From, c.To, map[bool]string{true: ", letters that waited are taken back"}[c.TakeBack])
		if len(c.Similar) > 0 {
			line("  similar: %v", c.Similar)
		}
		if c.Assessment != nil {
			tellAssessment(line, *c.Assessment)
		}
	}
	for _, l := range p.Letters {
		words := []string{l.Letter.Name(), "to", l.To.Addr, string(l.Release)}
		switch l.Encloses {
		case "":
		case templates.BlankForm:
			words = append(words, "with the form")
		default:
			words = append(words, "with the form", string(l.Encloses))
		}
		if l.Stopped != "" {
			words = append(words, "STOPPED:", l.Stopped)
		}
		line("letter: %s", strings.Join(words, " "))
		if m, ok := l.Letter.(templates.Missing); ok {
			tellMissing(line, m)
		}
	}
	line("folder: %s", p.Folder)
	if p.Alert != "" || p.Watch {
		line("alert: %s, watch %v", p.Alert, p.Watch)
	}
	line("why: %s", p.Why)
	return b.String()
}

// tellMissing prints what a letter asks for.
func tellMissing(line func(string, ...any), m templates.Missing) {
	for _, q := range m.Questions {
		line("  asks: %s (%s)", q.Question, q.Hint)
	}
	for _, label := range m.Unsure {
		line("  could not be read: %s", label)
	}
	for _, p := range m.Problems {
		line("  problem: %s", p)
	}
	if len(m.Absent) > 0 {
		line("  pages that came: %v, that did not: %v", m.Came, m.Absent)
	}
}

func tellAssessment(line func(string, ...any), a eligibility.Assessment) {
	line("  outcome: %s", strings.TrimSpace(string(a.Outcome)+" "+strings.Join(a.Signposts, " ")))
	if len(a.Missing) > 0 {
		line("  missing: %s", strings.Join(a.Missing, " "))
	}
	for _, f := range a.Findings {
		if f.Verdict != eligibility.Met {
			line("  %s: %s", f.Criterion, f.Verdict)
			line("    published: %s", f.Cites)
			line("    read: %s", f.Evidence)
		}
	}
	for _, why := range a.Why {
		line("  step: %s", why)
	}
}

// Every criterion of the contract fails alone in some story, and every letter,
// kind and outcome is in one.
func TestStoriesCoverTheContract(t *testing.T) {
	names, err := filepath.Glob(filepath.Join("testdata", "stories", "*.story"))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, plan, _ := strings.Cut(string(data), "== plan\n")
		for _, l := range strings.Split(plan, "\n") {
			all = append(all, strings.TrimSpace(l))
		}
	}
	starts := func(prefix string) bool {
		return slices.ContainsFunc(all, func(l string) bool { return strings.HasPrefix(l, prefix) })
	}
	for _, want := range []string{
		"kind: form-request", "kind: submission", "kind: information", "kind: automatic", "kind: bounce", "kind: command", "kind: other",
		"outcome: eligible", "outcome: incomplete", "outcome: person",
		"outcome: signpost other-area", "outcome: signpost adult-services", "outcome: signpost universal", "outcome: signpost autism-adhd",
		"outcome: signpost anxiety", "outcome: signpost msk", "outcome: signpost sensory", "outcome: signpost already-supported",
		"outcome: signpost mild", "outcome: signpost education-therapy",
		"gp-stockport: failed", "year-11: failed", "physical-need: failed", "beyond-universal: failed", "autism-adhd: failed", "anxiety: failed",
		"msk: failed", "sensory: failed", "already-supported: failed", "mild: failed", "education-therapy: failed",
		"gp-stockport: unclear", "gp-stockport: missing", "alert: safeguarding", "alert: urgent",
		"letter: form", "letter: acknowledgement", "letter: missing", "letter: signpost", "letter: unreadable", "letter: received", "letter: alert",
	} {
		if !starts(want) {
			t.Errorf("no story has %q", want)
		}
	}
}
