package workflow

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestWords judges letters as people write them: with the errors, the haste and
// the roundabout ways that they have.
func TestWords(t *testing.T) {
	data, err := os.ReadFile("testdata/words.tsv")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]Kind{"R": FormRequest, "O": Other}
	for line := range strings.Lines(string(data)) {
		row := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") {
			continue
		}
		if len(row) != 3 || kinds[row[0]] == "" {
			t.Fatalf("no row: %q", line)
		}
		if got := kindOf(t, letter(row[1], row[2]), Recall{}); got.kind != kinds[row[0]] {
			t.Errorf("%q %q is %s (%s), want %s", row[1], row[2], got.kind, strings.Join(got.reasons, "; "), kinds[row[0]])
		}
	}
}

// Every rule by which a message may ask has a letter that it alone decides.
func TestRulesOfAsking(t *testing.T) {
	tests := []struct{ rule, subject, text string }{
		{"asks to be sent the form", "", "Please send the OT form."},
		{"asks for the form", "", "Do you have a form for OT?"},
		{"was told to ask for the form", "", "The nurse told me to email you for a referral form."},
		{"asks where the form is, or which", "", "Where is your OT form?"},
		{"asks what to fill in", "", "Whatever it is I need to fill in for OT, I will."},
		{"wants the form", "", "I need the OT form."},
		{"has no form, or none that opens", "", "The referral form will not open on this laptop."},
		{"has lost the form", "", "We've lost the OT form you sent us."},
		{"asks whether it has the current form", "", "Form dated 2017, still in use?"},
		{"asks for the form in a word", "", "My son needs help with his hands. Form?"},
		{"names the form and nothing else", "OT referral form", ""},
		{"asks to be sent the form it speaks of", "", "School spoke of a referral form. Please post it."},
		{"asks for the form it speaks of", "", "School spoke of a referral form. May I have one?"},
		{"cannot open the form it speaks of", "", "This is about the referral form. It won't open here."},
		{"asks whether the form it speaks of is the current one", "", "Ours is the referral form of 2015. Has it been replaced?"},
		{"asks what to do for a referral", "", "School wants us to refer Kim. Please advise."},
		{"asks how it is done", "", "Nursery thinks of OT for our girl. How would we arrange that?"},
		{"asks how to refer a child", "", "How do I refer my son?"},
		{"cannot find how to refer", "", "We can't find the OT referral on the system."},
		{"asks for a referral", "", "Please would you arrange an OT referral for our boy."},
		{"wants a child referred", "", "I want to refer a child."},
	}
	for _, tt := range tests {
		got := kindOf(t, letter(tt.subject, tt.text), Recall{})
		if rule, _, _ := strings.Cut(strings.TrimPrefix(strings.Join(got.reasons, ";"), "it "), " ("); rule != tt.rule {
			t.Errorf("%q %q: it %s, want %s", tt.subject, tt.text, rule, tt.rule)
		}
	}
}

// A reason holds words of the table and never a name.
func TestReasonsHoldNoNames(t *testing.T) {
	got := kindOf(t, letter("Kim Marigold", "Please send Kim Marigold's mother, Mrs Marigold of Elm Road, the OT referral form."), Recall{})
	if all := strings.ToLower(strings.Join(got.reasons, " ")); got.kind != FormRequest || strings.Contains(all, "marigold") || strings.Contains(all, "elm") {
		t.Errorf("%s: %s", got.kind, all)
	}
}

func TestSpelled(t *testing.T) {
	for was, want := range map[string]string{
		"refferal": "referral", "referel": "referral", "reffer": "refer", "occupashional": "occupational", "ocupational": "occupational",
		"theripist": "therapist", "paperwrok": "paperwork", "plz": "please", "referee": "referee", "references": "references", "occupied": "occupied",
		"preferred": "preferred", "pleasure": "pleasure", "form": "form",
	} {
		if got := spelled(was); got != want {
			t.Errorf("%s is read as %s, want %s", was, got, want)
		}
	}
}

func TestScan(t *testing.T) {
	tests := []struct{ text, want string }{
		{"I'm after the O.T. form.", "im after the ot form"},
		{"send it full stop thanks", "send it | thanks"},
		{"to kim@elm.example.org please", "to please"},
		{"see https://example.org/form?x=1 for", "see for"},
		{"Kate\nPlease send it", "kate | please send it"},
		{"an e-mail, a pro-forma", "an email , a proforma"},
		{"where is it? here", "where is it ? here"},
	}
	for _, tt := range tests {
		var out []string
		for i, w := range scan(tt.text) {
			if i > 0 && w.gap > joined {
				out = append(out, []string{"", ",", "|", "?"}[w.gap])
			}
			out = append(out, w.text)
		}
		if got := strings.Join(slices.DeleteFunc(out, func(s string) bool { return s == "" }), " "); got != tt.want {
			t.Errorf("%q is %q, want %q", tt.text, got, tt.want)
		}
	}
}

// The table is sound: nothing empty, nothing twice in a row, no beginning so
// short that it would match anything.
func TestTable(t *testing.T) {
	for _, r := range table {
		if r.why == "" {
			t.Errorf("a row without a reason: %.40s", r.phrases)
		}
		seen := map[string]bool{}
		for p := range strings.SplitSeq(r.phrases, "|") {
			p = strings.TrimSpace(p)
			first, _, _ := strings.Cut(p, " ")
			switch stem, begin := strings.CutSuffix(first, "*"); {
			case p == "" || first == "~":
				t.Errorf("an empty phrase in: %.40s", r.phrases)
			case begin && len(stem) < shortestBegin:
				t.Errorf("%q begins too short", p)
			case seen[p]:
				t.Errorf("%q stands twice in one row", p)
			}
			seen[p] = true
		}
	}
}
